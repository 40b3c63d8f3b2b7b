//! The conversation as one member has it, in order and within bounds.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use tincan_protocol::{ChatBody, ChatEntry, EntryId, EntryRef, MemberId, json};

/// An entry, and how it came here.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Kept {
    pub(super) author: MemberId,
    pub(super) entry: ChatEntry,
    /// If it is private: with whom, who is not oneself.
    pub(super) with: Option<MemberId>,
    /// Who says that the author said it, unless that is the author.
    pub(super) passed_on_by: Option<MemberId>,
    /// If it is one's own: where it went.
    pub(super) sent: Option<Sent>,
}

/// Where an entry of one's own went.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Sent {
    /// Who was there and has not acknowledged it.
    pub(super) awaited: BTreeSet<MemberId>,
    /// Somebody acknowledged it.
    pub(super) heard: bool,
    pub(super) delivery: Delivery,
}

/// Whether an entry of one's own arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Delivery {
    /// Somebody who is there does not have it yet.
    Sending,
    /// All who were there have it, or nobody was. Whoever comes in later gets it, if it is not private.
    Delivered,
    /// It reached nobody, and those it was meant for left.
    Failed,
}

json::words!(Delivery { "sending" => Sending, "delivered" => Delivered, "failed" => Failed });

/// What became of an entry that was put into the log.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// It is there now.
    New,
    /// It was there by hearsay, and now from its author.
    Confirmed,
    /// It was there, or has no place.
    Known,
}

/// The order of the conversation, the same for everybody.
type Position = (u64, EntryId, MemberId);

#[derive(Debug, Default)]
pub(super) struct Log {
    entries: BTreeMap<Position, Kept>,
    clocks: BTreeMap<EntryRef, u64>,
    /// Who you were when you said it.
    own: BTreeMap<EntryId, MemberId>,
    bytes: usize,
}

impl Log {
    /// The most entries.
    pub(super) const MAX_ENTRIES: usize = 1000;
    /// The most bytes of text.
    pub(super) const MAX_BYTES: usize = 1024 * 1024;

    pub(super) fn insert(&mut self, kept: Kept) -> Kind {
        let key = kept.key();
        let mut kind = Kind::New;
        if let Some(old) = self.get(&key) {
            if old.passed_on_by.is_none() || kept.passed_on_by.is_some() {
                return Kind::Known;
            }
            kind = Kind::Confirmed;
            self.remove(&key);
        }
        let entries = self.entries.iter().filter(|_| !kept.is_text());
        let rivals: Vec<Position> =
            entries.filter(|(_, other)| kept.is_of_same_use_as(other)).map(|(at, _)| at.clone()).collect();
        if rivals.iter().any(|rival| *rival > kept.position()) {
            return Kind::Known;
        }
        for (_, id, author) in rivals {
            self.remove(&EntryRef { author, id });
        }
        self.bytes += kept.bytes();
        self.clocks.insert(key.clone(), kept.entry.clock);
        if kept.sent.is_some() {
            self.own.insert(key.id, key.author.clone());
        }
        self.entries.insert(kept.position(), kept);
        self.keep_within_bounds();
        if self.clocks.contains_key(&key) { kind } else { Kind::Known }
    }

    /// What is too much goes first from whoever brought the most, so that nobody drives out what others said.
    fn keep_within_bounds(&mut self) {
        while self.entries.len() > Self::MAX_ENTRIES || self.bytes > Self::MAX_BYTES {
            let by_bytes = self.bytes > Self::MAX_BYTES;
            let mut shares: BTreeMap<&MemberId, (usize, EntryRef)> = BTreeMap::new();
            for kept in self.entries.values() {
                let share = shares.entry(kept.voucher()).or_insert_with(|| (0, kept.key()));
                share.0 += if by_bytes { kept.bytes() } else { 1 };
            }
            let Some((_, oldest)) = shares.into_values().max_by_key(|(share, _)| *share) else { return };
            self.remove(&oldest);
        }
    }

    pub(super) fn remove(&mut self, key: &EntryRef) {
        let Some(clock) = self.clocks.remove(key) else { return };
        if let Some(kept) = self.entries.remove(&(clock, key.id, key.author.clone())) {
            self.bytes -= kept.bytes();
            if kept.sent.is_some() {
                self.own.remove(&key.id);
            }
        }
    }

    pub(super) fn get(&self, key: &EntryRef) -> Option<&Kept> {
        self.entries.get(&(*self.clocks.get(key)?, key.id, key.author.clone()))
    }

    pub(super) fn get_mut(&mut self, key: &EntryRef) -> Option<&mut Kept> {
        self.entries.get_mut(&(*self.clocks.get(key)?, key.id, key.author.clone()))
    }

    /// One of your own.
    pub(super) fn own(&self, id: EntryId) -> Option<EntryRef> {
        Some(EntryRef { author: self.own.get(&id)?.clone(), id })
    }

    /// All of them, in order.
    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = &Kept> {
        self.entries.values()
    }

    /// All of your own, in order.
    pub(super) fn own_mut(&mut self) -> impl Iterator<Item = (EntryRef, Option<&MemberId>, &mut Sent)> {
        self.entries.values_mut().filter_map(|kept| Some((kept.key(), kept.with.as_ref(), kept.sent.as_mut()?)))
    }

    /// What [`ChatMessage::Digest`](tincan_protocol::ChatMessage::Digest) says of it.
    pub(super) fn digest(&self) -> u64 {
        self.public().map(|kept| kept.entry.id.half()).fold(0, u64::wrapping_add)
    }

    pub(super) fn public(&self) -> impl Iterator<Item = &Kept> {
        self.iter().filter(|kept| !kept.entry.private)
    }
}

impl Kept {
    pub(super) fn key(&self) -> EntryRef {
        EntryRef { author: self.author.clone(), id: self.entry.id }
    }

    fn position(&self) -> Position {
        (self.entry.clock, self.entry.id, self.author.clone())
    }

    /// By whom it came.
    fn voucher(&self) -> &MemberId {
        self.passed_on_by.as_ref().unwrap_or(&self.author)
    }

    fn bytes(&self) -> usize {
        match &self.entry.body {
            ChatBody::Text { text } => text.as_str().len(),
            ChatBody::Reaction { .. } | ChatBody::Unknown => 0,
        }
    }

    pub(super) fn is_text(&self) -> bool {
        matches!(self.entry.body, ChatBody::Text { .. })
    }

    /// Whether only the later of the two counts.
    fn is_of_same_use_as(&self, other: &Self) -> bool {
        match (&self.entry.body, &other.entry.body) {
            (ChatBody::Reaction { to, emoji, .. }, ChatBody::Reaction { to: other_to, emoji: other_emoji, .. }) => {
                (to, emoji, &self.author, &self.with) == (other_to, other_emoji, &other.author, &other.with)
            }
            _ => false,
        }
    }
}
