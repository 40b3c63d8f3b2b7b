//! What a member may make this side do.

use std::{ops::RangeInclusive, time::Duration};

use tincan_protocol::TransferMessage;

use crate::budget::Budget;

/// The most offers of one member that wait for an answer.
pub(super) const PENDING_OFFERS: usize = 200;
/// The most transfers with one member that have a channel at a time, in one direction; the others wait.
pub(super) const CHANNELS: usize = 8;
/// How many bytes a channel is given ahead of what has left it, at least and at most: what it carries in so much time. Less, and a fast
/// channel would run dry while page and worker wait for a processor; more, and a slow one would be full for long after somebody has it rest.
pub(super) const AHEAD: RangeInclusive<u64> = 1024 * 1024..=8 * 1024 * 1024;
pub(super) const AHEAD_TIME: Duration = Duration::from_millis(300);
/// How many bytes are sent ahead of what the receiver has checked and stored: so much may lie in its memory.
pub(super) const WINDOW: u64 = 16 * 1024 * 1024;
/// The most bytes of a file in one frame that is not a whole group.
pub(super) const CHUNK: usize = 128 * 1024;
/// The most groups that are incomplete at a time.
pub(super) const OPEN_GROUPS: usize = 64;
/// How many groups may be wrong before the sender is given up.
pub(super) const BAD_GROUPS: u32 = 8;
/// How often a channel may close, with the connection in good order, before the transfer is given up.
pub(super) const CLOSINGS: u32 = 5;

/// The budgets of one member.
#[derive(Debug)]
pub(super) struct Limits {
    messages: Budget,
    /// Each is shown, and may have a picture.
    offers: Budget,
    /// Each is compared with all transfers.
    resumes: Budget,
}

impl Limits {
    pub(super) const fn new() -> Self {
        Self {
            messages: Budget::new(1000, Duration::from_millis(20)),
            offers: Budget::new(400, Duration::from_millis(250)),
            resumes: Budget::new(10, Duration::from_secs(2)),
        }
    }

    /// Whether this may still be looked at.
    pub(super) fn admit(&mut self, now: Duration, message: &TransferMessage) -> bool {
        message.is_bounded()
            && self.messages.spend(now, 1)
            && match message {
                TransferMessage::Offer(_) => self.offers.spend(now, 1),
                TransferMessage::Resume { .. } => self.resumes.spend(now, 1),
                _ => true,
            }
    }
}
