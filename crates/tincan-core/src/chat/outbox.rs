//! What one member is still to be told.

use std::{collections::VecDeque, time::Duration};

use tincan_protocol::EntryRef;

use super::limits::PACE;
use crate::budget::Budget;

/// Entries on their way to one member, in order, each until it is acknowledged.
#[derive(Debug)]
pub(super) struct Outbox {
    /// All that are not acknowledged.
    entries: VecDeque<EntryRef>,
    /// So many of them were sent on this channel.
    sent: usize,
    pace: Budget,
    /// When what was sent counts as lost.
    lost_at: Option<Duration>,
}

impl Outbox {
    /// How long an acknowledgement may take. The channel loses nothing, but a member drops what is too much for it.
    const ANSWER_WITHIN: Duration = Duration::from_secs(20);

    pub(super) fn new() -> Self {
        Self { entries: VecDeque::new(), sent: 0, pace: PACE, lost_at: None }
    }

    pub(super) fn push(&mut self, entry: EntryRef) {
        if !self.entries.contains(&entry) {
            self.entries.push_back(entry);
        }
    }

    /// It need not be told, or no longer. Says whether it was to be.
    pub(super) fn remove(&mut self, now: Duration, entry: &EntryRef) -> bool {
        let Some(index) = self.entries.iter().position(|other| other == entry) else { return false };
        self.entries.remove(index);
        if index < self.sent {
            self.sent -= 1;
            self.lost_at = (self.sent > 0).then_some(now + Self::ANSWER_WITHIN);
        }
        true
    }

    /// Nothing is to be told.
    pub(super) fn clear(&mut self) {
        self.entries.clear();
        self.begin_again();
    }

    /// What was sent is to be sent again: the channel is another one.
    pub(super) fn begin_again(&mut self) {
        self.sent = 0;
        self.lost_at = None;
    }

    /// What to send now, while the channel is open.
    pub(super) fn next(&mut self, now: Duration) -> Option<EntryRef> {
        if self.lost_at.is_some_and(|at| at <= now) {
            self.begin_again();
        }
        let next = self.entries.get(self.sent)?;
        if !self.pace.spend(now, 1) {
            return None;
        }
        self.sent += 1;
        self.lost_at.get_or_insert(now + Self::ANSWER_WITHIN);
        Some(next.clone())
    }

    /// When there may be more to send, while the channel is open.
    pub(super) fn deadline(&self) -> Option<Duration> {
        let paced = (self.sent < self.entries.len()).then(|| self.pace.allows_at(1));
        [paced, self.lost_at].into_iter().flatten().min()
    }
}
