//! Where an entry stands in the conversation.

use std::time::Duration;

/// A hybrid logical clock (Kulkarni and others, 2014): greater than all it has seen, and never behind the wall.
///
/// A plain logical clock cannot tell a lie from a long absence: whoever claims to have seen a million entries stands after
/// everybody else until they have said as many, and those whom they told would not be believed by those whom they did not. Near
/// the wall a claim can be judged by itself, by everybody in the same way.
#[derive(Debug)]
pub(super) struct Clock {
    /// The greatest that was seen or given.
    latest: u64,
    /// The wall clock at the moment that all times are counted from, in milliseconds since 1970.
    zero: u64,
}

impl Clock {
    /// How far ahead of the wall another's clock may be, in milliseconds: a day, which is more than any error with time zones.
    const AHEAD: u64 = 24 * 60 * 60 * 1000;

    /// It is `now`, and the wall clock says `wall` milliseconds since 1970.
    pub(super) fn new(now: Duration, wall: u64) -> Self {
        let mut clock = Self { latest: 0, zero: 0 };
        clock.set(now, wall);
        clock
    }

    /// What the wall clock says now; it may have been set.
    pub(super) fn set(&mut self, now: Duration, wall: u64) {
        self.zero = wall.min(Self::LAST).saturating_sub(milliseconds(now));
    }

    /// The next of one's own.
    pub(super) fn tick(&mut self, now: Duration) -> u64 {
        self.latest = self.latest.saturating_add(1).max(self.wall(now));
        self.latest
    }

    /// Takes in another's, and says what it counts for: a claim that lies too far ahead is brought down, so nobody stands after
    /// everybody else for good.
    pub(super) fn see(&mut self, now: Duration, claimed: u64) -> u64 {
        let clock = self.plausible(now, claimed);
        self.latest = self.latest.max(clock);
        clock
    }

    /// The claim, or the last moment that is believed.
    pub(super) fn plausible(&self, now: Duration, claimed: u64) -> u64 {
        claimed.min(self.wall(now) + Self::AHEAD)
    }

    /// Now, by the wall clock.
    pub(super) fn wall(&self, now: Duration) -> u64 {
        self.zero.saturating_add(milliseconds(now)).min(Self::LAST)
    }

    /// The last moment of a JavaScript `Date`.
    const LAST: u64 = 8_640_000_000_000_000 - Self::AHEAD;
}

fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn the_next_is_after_all_that_were_seen() {
        let mut clock = Clock::new(SECOND, 5000);
        assert_eq!([clock.tick(SECOND), clock.tick(SECOND), clock.tick(SECOND * 2)], [5000, 5001, 6000]);
        assert_eq!(clock.see(SECOND * 2, 9000), 9000);
        assert_eq!([clock.tick(SECOND * 2), clock.tick(SECOND * 9)], [9001, 13_000]);
    }

    #[test]
    fn nobody_stands_at_the_end_for_good() {
        let mut clock = Clock::new(Duration::ZERO, 5000);
        let end = clock.see(Duration::ZERO, u64::MAX);
        assert_eq!(end, 5000 + Clock::AHEAD);
        assert_eq!(clock.tick(Duration::ZERO), end + 1);
        assert_eq!(clock.see(SECOND, u64::MAX), end + 1000);
    }

    proptest! {
        #[test]
        fn it_never_stands_still_nor_ends(zero: u64, steps in prop::collection::vec((any::<u64>(), any::<u64>()), 0..50)) {
            let mut clock = Clock::new(Duration::ZERO, zero);
            for (now, claimed) in steps {
                let now = Duration::from_millis(now);
                let seen = clock.see(now, claimed);
                prop_assert!(seen <= claimed);
                let next = clock.tick(now);
                prop_assert!(next > seen && clock.tick(now) > next && next < 1 << 53);
            }
        }
    }
}
