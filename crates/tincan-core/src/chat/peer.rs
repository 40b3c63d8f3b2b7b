//! One of the others.

use std::time::Duration;

use super::{limits::Limits, outbox::Outbox};

/// What is known of one of the others.
#[derive(Debug)]
pub(super) struct Peer {
    /// Whether they are in the room.
    pub(super) present: bool,
    /// Whether their channel is open.
    pub(super) open: bool,
    /// Whether they were told what this side has.
    pub(super) greeted: bool,
    /// What they said that they have, if that was not looked at yet.
    pub(super) digest: Option<u64>,
    /// How often they were asked for it.
    pub(super) asked: u8,
    pub(super) outbox: Outbox,
    pub(super) limits: Limits,
    pub(super) typing: Option<Typing>,
    pub(super) left_at: Duration,
}

/// Somebody is writing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Typing {
    /// When they no longer are, if they do not say it again.
    pub(super) until: Duration,
    /// Only to you.
    pub(super) private: bool,
}

impl Default for Peer {
    fn default() -> Self {
        Self {
            present: false,
            open: false,
            greeted: false,
            digest: None,
            asked: 0,
            outbox: Outbox::new(),
            limits: Limits::new(),
            typing: None,
            left_at: Duration::ZERO,
        }
    }
}

impl Peer {
    pub(super) fn is_reached(&self) -> bool {
        self.present && self.open
    }

    pub(super) fn leave(&mut self, now: Duration) {
        self.present = false;
        self.left_at = now;
        self.digest = None;
        self.typing = None;
        self.outbox.clear();
    }

    pub(super) fn deadline(&self) -> Option<Duration> {
        let outbox = self.outbox.deadline().filter(|_| self.is_reached());
        let typing = self.typing.as_ref().map(|typing| typing.until);
        [outbox, typing].into_iter().flatten().min()
    }
}
