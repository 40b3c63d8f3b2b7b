//! How fast a transfer is.

use std::{collections::VecDeque, time::Duration};

/// How far a transfer is, and how fast of late. What it shows never goes back.
#[derive(Debug, Default)]
pub(super) struct Pace {
    done: u64,
    /// When how much was done, at most so often and not longer ago than [`Self::SPAN`].
    samples: VecDeque<(Duration, u64)>,
}

impl Pace {
    /// Over how long the rate is measured.
    const SPAN: Duration = Duration::from_secs(5);
    const BETWEEN: Duration = Duration::from_millis(200);
    /// How long it takes until there is something to say.
    const WARM_UP: Duration = Duration::from_millis(400);

    /// Notes that so many bytes are there. Fewer than before are not shown.
    pub(super) fn note(&mut self, now: Duration, done: u64) {
        self.done = self.done.max(done);
        if self.samples.back().is_none_or(|(at, _)| *at + Self::BETWEEN <= now) {
            self.samples.push_back((now, self.done));
        }
        while self.samples.front().is_some_and(|(at, _)| *at + Self::SPAN < now) {
            self.samples.pop_front();
        }
    }

    /// It stands still; the rate begins anew.
    pub(super) fn rest(&mut self) {
        self.samples.clear();
    }

    /// How many bytes are there.
    pub(super) fn done(&self) -> u64 {
        self.done
    }

    /// Bytes in a second, of late; none as long as too little is known, or nothing moves.
    pub(super) fn rate(&self, now: Duration) -> Option<u64> {
        let &(since, before) = self.samples.front()?;
        let span = now.saturating_sub(since);
        if span < Self::WARM_UP {
            return None;
        }
        let millis = u64::try_from(span.as_millis()).unwrap_or(u64::MAX);
        Some((self.done - before).saturating_mul(1000) / millis).filter(|rate| *rate > 0)
    }

    /// How many seconds the rest of so many bytes will take at this rate.
    pub(super) fn seconds_left(&self, now: Duration, size: u64) -> Option<u64> {
        Some(size.saturating_sub(self.done).div_ceil(self.rate(now)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_is_that_of_late() {
        let mut pace = Pace::default();
        let at = Duration::from_millis;
        pace.note(at(0), 0);
        assert_eq!(pace.rate(at(100)), None);
        for tenth in 1..=100 {
            pace.note(at(tenth * 100), tenth * 1000);
        }
        assert_eq!(pace.rate(at(10_000)), Some(10_000));
        assert_eq!(pace.seconds_left(at(10_000), 1_000_000), Some(90));
        // Four times as fast.
        for tenth in 101..=200 {
            pace.note(at(tenth * 100), 100_000 + (tenth - 100) * 4000);
        }
        assert_eq!(pace.rate(at(20_000)), Some(40_000));
        pace.rest();
        assert_eq!(pace.rate(at(20_000)), None);
        assert_eq!(pace.done(), 500_000);
    }

    #[test]
    fn what_is_shown_never_goes_back() {
        let mut pace = Pace::default();
        pace.note(Duration::ZERO, 500);
        pace.note(Duration::from_secs(1), 300);
        assert_eq!(pace.done(), 500);
    }
}
