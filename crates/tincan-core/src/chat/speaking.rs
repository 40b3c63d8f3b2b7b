//! What the person says.

use std::{collections::BTreeSet, time::Duration};

use tincan_protocol::{ChatBody, ChatEntry, ChatMessage, ChatText, Emoji, EntryId, EntryRef, MemberId};

use super::{
    Audience, Chat, Effect, Out,
    log::{Delivery, Kept, Sent},
};
use crate::budget::Budget;

/// How many quick reactions the person may show.
pub(super) const CHEERS: Budget = Budget::new(6, Duration::from_millis(700));

/// The person is writing.
#[derive(Debug)]
pub(super) struct OwnTyping {
    to: Audience,
    /// When they no longer are, if they do not go on.
    pub(super) until: Duration,
    /// Whether it was said.
    said: bool,
}

impl Chat {
    /// How long after the last change of the text somebody counts as writing.
    pub const TYPING_LASTS: Duration = Duration::from_secs(6);
    /// How long after it was said that somebody is writing it is not said again.
    pub const TYPING_EVERY: Duration = Duration::from_secs(3);

    pub(super) fn send(
        &mut self,
        now: Duration,
        to: &Audience,
        text: ChatText,
        (id, at): (EntryId, u64),
        out: &mut Out,
    ) {
        self.clock.set(now, at);
        let with = match to {
            Audience::Everyone => None,
            Audience::One(member) if self.is_own(member) || !self.names.contains_key(member) => return,
            Audience::One(member) => Some(member.clone()),
        };
        if self.say(now, with, ChatBody::Text { text }, (id, at), out) {
            self.end_typing(to, out);
        }
    }

    pub(super) fn react(&mut self, now: Duration, to: EntryRef, emoji: Emoji, (id, at): (EntryId, u64), out: &mut Out) {
        self.clock.set(now, at);
        let Some(text) = self.log.get(&to).filter(|kept| kept.is_text()) else { return };
        let with = text.with.clone();
        let gone = with.as_ref().is_some_and(|with| !self.is_present(with));
        if gone || emoji == Emoji::Unknown {
            return;
        }
        let on = !self.log.iter().any(|kept| {
            kept.author == self.you && kept.entry.body == ChatBody::Reaction { to: to.clone(), emoji, on: true }
        });
        self.say(now, with, ChatBody::Reaction { to, emoji, on }, (id, at), out);
    }

    /// Puts it into the conversation and on its way. Not, if there is something with this id already.
    fn say(
        &mut self,
        now: Duration,
        with: Option<MemberId>,
        body: ChatBody,
        (id, at): (EntryId, u64),
        out: &mut Out,
    ) -> bool {
        if self.log.own(id).is_some() {
            return false;
        }
        let awaited = self.audience(with.as_ref());
        let delivery = match (&with, awaited.is_empty()) {
            (_, false) => Delivery::Sending,
            (None, true) => Delivery::Delivered,
            (Some(_), true) => Delivery::Failed,
        };
        let entry = ChatEntry { id, clock: self.clock.tick(now), at, private: with.is_some(), body };
        let sent = Some(Sent { awaited: awaited.clone(), heard: false, delivery });
        let kept = Kept { author: self.you.clone(), entry, with, passed_on_by: None, sent };
        self.post(&awaited, &kept.key());
        self.log.insert(kept);
        out.changed = true;
        true
    }

    /// All who are here, or the one if they are.
    fn audience(&self, with: Option<&MemberId>) -> BTreeSet<MemberId> {
        let present = self.peers.iter().filter(|(_, peer)| peer.present).map(|(id, _)| id);
        present.filter(|id| with.is_none_or(|with| with == *id)).cloned().collect()
    }

    fn post(&mut self, to: &BTreeSet<MemberId>, key: &EntryRef) {
        for id in to {
            if let Some(peer) = self.peers.get_mut(id) {
                peer.outbox.push(key.clone());
            }
        }
    }

    pub(super) fn retry(&mut self, id: EntryId, out: &mut Out) {
        let Some(key) = self.log.own(id) else { return };
        let with = self.log.get(&key).and_then(|kept| kept.with.as_ref());
        if with.is_none() && key.author != self.you {
            // As the words of whoever you were it is passed on, or it would be there twice.
            self.peers.values_mut().for_each(|peer| peer.greeted = false);
            return;
        }
        let audience = self.audience(with);
        let Some(sent) = self.log.get_mut(&key).and_then(|kept| kept.sent.as_mut()) else { return };
        if sent.delivery == Delivery::Failed && !audience.is_empty() {
            sent.delivery = Delivery::Sending;
            sent.awaited.clone_from(&audience);
            self.post(&audience, &key);
            out.changed = true;
        }
    }

    pub(super) fn cheer(&mut self, now: Duration, emoji: Emoji, out: &mut Out) {
        if emoji == Emoji::Unknown || !self.cheers.spend(now, 1) {
            return;
        }
        for id in self.reached() {
            out.send(id, ChatMessage::Cheer { emoji });
        }
        out.news.push(Effect::Cheered(self.you.clone(), emoji));
    }

    pub(super) fn typed(&mut self, now: Duration, to: Audience, out: &mut Out) {
        if self.typing.as_ref().is_some_and(|typing| typing.to != to) {
            self.stop_typing(out);
        }
        let said = self.typing.as_ref().is_some_and(|typing| typing.said);
        self.typing = Some(OwnTyping { to, until: now + Self::TYPING_LASTS, said });
        if self.typing_may_be_said_at().is_none_or(|at| at <= now) {
            self.tell_typing(now, out);
        }
    }

    /// When it is said that you are writing, if it was not said because it had been a moment before.
    pub(super) fn typing_owed_at(&self) -> Option<Duration> {
        self.typing.as_ref().filter(|typing| !typing.said).and_then(|_| self.typing_may_be_said_at())
    }

    fn typing_may_be_said_at(&self) -> Option<Duration> {
        self.typing_said_at.map(|at| at + Self::TYPING_EVERY)
    }

    pub(super) fn tell_typing(&mut self, now: Duration, out: &mut Out) {
        let Some(typing) = &mut self.typing else { return };
        typing.said = true;
        let to = typing.to.clone();
        self.typing_said_at = Some(now);
        self.say_typing(&to, true, out);
    }

    pub(super) fn stop_typing(&mut self, out: &mut Out) {
        if let Some(typing) = self.typing.take().filter(|typing| typing.said) {
            self.say_typing(&typing.to, false, out);
        }
    }

    /// Whoever gets a text knows that it is no longer being written.
    fn end_typing(&mut self, sent_to: &Audience, out: &mut Out) {
        if self.typing.as_ref().is_some_and(|typing| typing.to == *sent_to) {
            self.typing = None;
        }
        self.stop_typing(out);
    }

    fn say_typing(&self, to: &Audience, on: bool, out: &mut Out) {
        let private = *to != Audience::Everyone;
        for id in self.reached() {
            if !private || *to == Audience::One(id.clone()) {
                out.send(id, ChatMessage::Typing { private, on });
            }
        }
    }
}
