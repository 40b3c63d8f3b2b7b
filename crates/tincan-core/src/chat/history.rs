//! What was said before somebody came, or while they were cut off.

use std::{collections::BTreeSet, time::Duration};

use tincan_protocol::{ChatBody, ChatMessage, EntryId, MemberId, PassedOn};

use super::{
    Chat, Out,
    hearing::is_understood,
    log::{Kept, Kind, Log},
};

/// One member is asked for what it has.
#[derive(Debug)]
pub(super) struct Asking {
    member: MemberId,
    /// What it said that it has.
    sum: u64,
    /// When to ask the next one.
    pub(super) until: Duration,
    /// How much more it may send.
    entries: usize,
    bytes: usize,
}

impl Chat {
    /// How long a member may take for each part of a history.
    pub const HISTORY_WITHIN: Duration = Duration::from_secs(15);
    /// How often a member is asked that does not answer.
    const HISTORY_TRIES: u8 = 3;
    /// How long a part is, as JSON: far enough below [`ChatMessage::MAX_BYTES`] for its cover.
    const PART_BYTES: usize = ChatMessage::MAX_BYTES - 1000;

    /// Asks one member who has something else, if none is being asked.
    pub(super) fn ask(&mut self, now: Duration, out: &mut Out) {
        while self.asking.is_none() {
            let reached = self.peers.iter_mut().filter(|(_, peer)| peer.is_reached() && peer.digest.is_some());
            let Some((member, peer)) = reached.min_by_key(|(_, peer)| peer.asked) else { return };
            let (member, Some(sum)) = (member.clone(), peer.digest.take()) else { return };
            peer.asked += 1;
            let is_hearsay = |kept: &Kept| kept.author == member && kept.passed_on_by.is_some();
            if sum != self.log.digest() || self.log.public().any(is_hearsay) {
                let had = self.log.public().filter(|kept| !is_hearsay(kept));
                let have = had.map(|kept| kept.entry.id).collect();
                out.send(&member, ChatMessage::HistoryWanted { have });
                let until = now + Self::HISTORY_WITHIN;
                self.asking = Some(Asking { member, sum, until, entries: Log::MAX_ENTRIES, bytes: Log::MAX_BYTES });
            }
        }
    }

    /// The member that is asked does not answer. The next one is asked; perhaps it was too early for this one.
    pub(super) fn ask_later(&mut self) {
        let Some(Asking { member, sum, .. }) = self.asking.take() else { return };
        if let Some(peer) = self.peers.get_mut(&member).filter(|peer| peer.asked < Self::HISTORY_TRIES) {
            peer.digest.get_or_insert(sum);
        }
    }

    /// This member is not there to answer.
    pub(super) fn stop_asking(&mut self, id: &MemberId) {
        if self.asking.as_ref().is_some_and(|asking| asking.member == *id) {
            self.asking = None;
        }
    }

    /// Sends what is public, and not among these, and was not said by the member itself.
    pub(super) fn give_history(&self, to: &MemberId, have: &[EntryId], out: &mut Out) {
        let have: BTreeSet<&EntryId> = have.iter().collect();
        let lacking = self.log.public().filter(|kept| !have.contains(&kept.entry.id) && kept.author != *to);
        let mut entries = Vec::new();
        let mut bytes = 0;
        for kept in lacking {
            let Some(name) = self.names.get(&kept.author).cloned() else { continue };
            let passed_on = PassedOn { author: kept.author.clone(), name, entry: kept.entry.clone() };
            let length = serde_json::to_string(&passed_on).map_or(Self::PART_BYTES, |json| json.len() + 1);
            if bytes + length > Self::PART_BYTES {
                out.send(to, ChatMessage::History { entries: std::mem::take(&mut entries), more: true });
                bytes = 0;
            }
            bytes += length;
            entries.push(passed_on);
        }
        out.send(to, ChatMessage::History { entries, more: false });
    }

    pub(super) fn take_history(
        &mut self,
        now: Duration,
        from: &MemberId,
        entries: Vec<PassedOn>,
        more: bool,
        out: &mut Out,
    ) {
        // Whoever is not asked may have been, and took too long.
        let Some(mut asking) = self.asking.take_if(|asking| asking.member == *from) else { return };
        asking.until = now + Self::HISTORY_WITHIN;
        let mut ids = Vec::new();
        for passed_on in entries {
            let bytes = match &passed_on.entry.body {
                ChatBody::Text { text } => text.as_str().len(),
                ChatBody::Reaction { .. } | ChatBody::Unknown => 0,
            };
            if asking.entries == 0 || asking.bytes < bytes {
                return self.flooded(now, from, out);
            }
            asking.entries -= 1;
            asking.bytes -= bytes;
            let id = passed_on.entry.id;
            if self.take(now, from, passed_on, out) {
                ids.push(id);
            }
        }
        if !ids.is_empty() {
            out.send(from, ChatMessage::Received { ids });
        }
        if more {
            self.asking = Some(asking);
        } else {
            self.news_from = self.news_from.min(now);
            self.forget_names();
        }
    }

    /// Whether it is believed.
    fn take(&mut self, now: Duration, from: &MemberId, passed_on: PassedOn, out: &mut Out) -> bool {
        let PassedOn { author, name, mut entry } = passed_on;
        let is_hearsay = author != *from;
        // Whoever is here speaks for themselves.
        let speaks = author == self.you || self.peers.get(&author).is_some_and(super::peer::Peer::is_reached);
        if entry.private || !is_understood(&entry) || (is_hearsay && speaks) {
            return false;
        }
        let is_news = now >= self.news_from && !self.is_own(&author) && entry.clock > self.came_at;
        self.names.entry(author.clone()).or_insert(name);
        entry.clock = self.clock.see(now, entry.clock);
        entry.at = self.clock.plausible(now, entry.at);
        let kept = Kept { author, entry, with: None, passed_on_by: is_hearsay.then(|| from.clone()), sent: None };
        let (key, is_text) = (kept.key(), kept.is_text());
        let kind = self.log.insert(kept);
        out.changed |= kind != Kind::Known;
        if is_news && is_text && kind == Kind::New {
            self.arrived(key, out);
        }
        true
    }

    /// Of those who are neither here nor in the log.
    pub(super) fn forget_names(&mut self) {
        let mut known: BTreeSet<&MemberId> = self.peers.keys().chain([&self.you]).collect();
        for kept in self.log.iter() {
            known.extend([Some(&kept.author), kept.with.as_ref(), kept.passed_on_by.as_ref()].into_iter().flatten());
        }
        let known: BTreeSet<MemberId> = known.into_iter().cloned().collect();
        self.names.retain(|id, _| known.contains(id));
    }
}
