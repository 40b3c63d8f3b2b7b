//! What the other side may make this one do on one connection.
//!
//! Everything here is far from what an honest side needs, in the worst network: thirty candidates of a side with many addresses,
//! each by two paths, some of it again when a path is regained, and a restart of ICE every few seconds.

use std::time::Duration;

use tincan_protocol::Step;

use crate::{budget::Budget, signal_stream::weight};

/// The budgets of one connection.
#[derive(Debug)]
pub(super) struct Limits {
    /// What arrives, by either path.
    arrivals: Budget,
    /// Its length, in units of [`UNIT`].
    units: Budget,
    /// Signals that are sent again because the other side asks for them, or for a path that it says is there.
    pub(super) repeats: Budget,
    /// Offers of the other side that are answered.
    pub(super) offers: Budget,
    /// ICE restarts that it asks for.
    pub(super) restarts: Budget,
}

impl Limits {
    /// The most steps that wait for the negotiation to be able to take them.
    const WAITING: usize = 512;
    /// The most bytes of them.
    const WAITING_BYTES: usize = 1024 * 1024;

    pub(super) const fn new() -> Self {
        Self {
            // A second client of the server's may send half as much in the long run.
            arrivals: Budget::new(600, Duration::from_millis(20)),
            // Four megabytes, and a quarter of one each second.
            units: Budget::new(4096, Duration::from_millis(4)),
            // Each goes through the server, which takes a hundred a second of us, for all members together.
            repeats: Budget::new(300, Duration::from_millis(50)),
            // Each makes the browser negotiate, and perhaps gather candidates.
            offers: Budget::new(10, Duration::from_secs(1)),
            restarts: Budget::new(5, Duration::from_secs(5)),
        }
    }

    /// Whether something of this length may still be looked at.
    pub(super) fn admit(&mut self, now: Duration, bytes: usize) -> bool {
        let units = u32::try_from(bytes / UNIT).unwrap_or(u32::MAX);
        self.arrivals.spend(now, 1) && self.units.spend(now, units)
    }

    /// Whether more waits than may.
    pub(super) fn is_too_much<'a>(waiting: impl ExactSizeIterator<Item = &'a Step>) -> bool {
        waiting.len() > Self::WAITING || waiting.map(weight).sum::<usize>() > Self::WAITING_BYTES
    }
}

/// In what lengths are counted.
const UNIT: usize = 1024;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_long_is_as_dear_as_what_is_often() {
        let mut limits = Limits::new();
        let admitted = |limits: &mut Limits, second, bytes| {
            (0..10_000).take_while(|_| limits.admit(Duration::from_secs(second), bytes)).count()
        };
        assert_eq!(admitted(&mut limits, 0, 300), 600);
        assert_eq!(admitted(&mut limits, 1, 300), 50);
        assert_eq!(admitted(&mut limits, 60, 256 * 1024), 16);
        assert_eq!(admitted(&mut limits, 61, 256 * 1024), 0);
    }
}
