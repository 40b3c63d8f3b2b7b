//! What the others say.

use std::time::Duration;

use tincan_protocol::{ChatBody, ChatEntry, ChatMessage, Emoji, EntryId, EntryRef, MemberId};

use super::{
    Chat, Effect, Out,
    log::{Delivery, Kept, Kind, Log, Sent},
    peer::Typing,
};

impl Chat {
    pub(super) fn received(&mut self, now: Duration, from: &MemberId, message: ChatMessage, out: &mut Out) {
        let Some(peer) = self.peers.get_mut(from) else { return };
        // Their channel may be faster than the room. What counts is said again, and this can be kept.
        if !peer.present && !matches!(message, ChatMessage::Digest { .. }) {
            return;
        }
        if !peer.limits.admit(now, &message) {
            return self.flooded(now, from, out);
        }
        match message {
            ChatMessage::Entry(entry) => self.entry_received(now, from, entry, out),
            ChatMessage::Received { ids } => self.acknowledged(now, from, &ids, out),
            ChatMessage::Digest { sum } => {
                (peer.digest, peer.asked) = (Some(sum), 0);
                if sum == self.log.digest() {
                    let all: Vec<EntryId> = self.log.public().map(|kept| kept.entry.id).collect();
                    self.acknowledged(now, from, &all, out);
                }
            }
            ChatMessage::HistoryWanted { have } => {
                self.acknowledged(now, from, &have, out);
                self.give_history(from, &have, out);
            }
            ChatMessage::History { entries, more } => self.take_history(now, from, entries, more, out),
            ChatMessage::Typing { private, on } => {
                let before = peer.typing.as_ref().map(|typing| typing.private);
                peer.typing = on.then(|| Typing { until: now + Self::TYPING_LASTS, private });
                out.changed |= before != on.then_some(private);
            }
            ChatMessage::Cheer { emoji: Emoji::Unknown } | ChatMessage::Unknown => {}
            ChatMessage::Cheer { emoji } => out.news.push(Effect::Cheered(from.clone(), emoji)),
        }
    }

    /// What this member sends is dropped.
    pub(super) fn flooded(&mut self, now: Duration, from: &MemberId, out: &mut Out) {
        let Some(peer) = self.peers.get_mut(from).filter(|peer| peer.present) else { return };
        if peer.limits.tell(now) {
            out.news.push(Effect::Flooding(from.clone()));
        }
    }

    fn entry_received(&mut self, now: Duration, from: &MemberId, mut entry: ChatEntry, out: &mut Out) {
        out.send(from, ChatMessage::Received { ids: vec![entry.id] });
        if !is_understood(&entry) || self.was_said_before(from, &entry) {
            return;
        }
        entry.clock = self.clock.see(now, entry.clock);
        entry.at = self.clock.plausible(now, entry.at);
        let with = entry.private.then(|| from.clone());
        let kept = Kept { author: from.clone(), entry, with, passed_on_by: None, sent: None };
        let (key, is_text) = (kept.key(), kept.is_text());
        let kind = self.log.insert(kept);
        out.changed |= kind != Kind::Known;
        if is_text && kind == Kind::New {
            self.arrived(key, out);
        }
        if is_text && let Some(peer) = self.peers.get_mut(from) {
            out.changed |= peer.typing.take().is_some();
        }
    }

    /// Whether this is what somebody said who left: the same person, before they loaded the page again.
    fn was_said_before(&self, from: &MemberId, entry: &ChatEntry) -> bool {
        self.log.iter().any(|kept| {
            kept.entry.id == entry.id
                && kept.author != *from
                && !self.is_own(&kept.author)
                && !self.is_present(&kept.author)
                && (kept.entry.private, &kept.entry.body) == (entry.private, &entry.body)
        })
    }

    pub(super) fn arrived(&mut self, key: EntryRef, out: &mut Out) {
        out.news.push(Effect::Arrived(key.clone()));
        if !self.looking {
            self.unread.push(key);
            self.unread.truncate(Log::MAX_ENTRIES);
        }
    }

    /// This member has these.
    fn acknowledged(&mut self, now: Duration, by: &MemberId, ids: &[EntryId], out: &mut Out) {
        for key in ids.iter().take(Log::MAX_ENTRIES).filter_map(|id| self.log.own(*id)).collect::<Vec<_>>() {
            let Some(kept) = self.log.get_mut(&key) else { continue };
            let is_for_them = kept.with.as_ref().is_none_or(|with| with == by);
            let Some(sent) = kept.sent.as_mut().filter(|_| is_for_them) else { continue };
            out.changed |= sent.acknowledged(by);
            if let Some(peer) = self.peers.get_mut(by) {
                peer.outbox.remove(now, &key);
            }
        }
    }
}

/// Whether this version knows what it is.
pub(super) fn is_understood(entry: &ChatEntry) -> bool {
    !matches!(entry.body, ChatBody::Unknown | ChatBody::Reaction { emoji: Emoji::Unknown, .. })
}

impl Sent {
    /// Whether that makes a difference.
    fn acknowledged(&mut self, by: &MemberId) -> bool {
        let before = (self.delivery, self.awaited.len());
        self.heard = true;
        self.awaited.remove(by);
        if self.awaited.is_empty() {
            self.delivery = Delivery::Delivered;
        }
        before != (self.delivery, self.awaited.len())
    }

    /// Nobody more is waited for, perhaps. Whether that makes a difference.
    pub(super) fn settle(&mut self) -> bool {
        let settles = self.delivery == Delivery::Sending && self.awaited.is_empty();
        if settles {
            self.delivery = if self.heard { Delivery::Delivered } else { Delivery::Failed };
        }
        settles
    }
}
