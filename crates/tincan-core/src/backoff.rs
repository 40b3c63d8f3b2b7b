//! How long to wait before trying again.

use std::time::Duration;

/// Waiting times that double from [`Backoff::FIRST`] to [`Backoff::LONGEST`], each shortened by up to half at random, so that the
/// clients of a server that comes back do not all arrive in the same instant.
#[derive(Debug, Clone, Default)]
pub struct Backoff {
    attempts: u32,
}

impl Backoff {
    /// The first wait, before it is shortened.
    pub const FIRST: Duration = Duration::from_millis(500);
    /// No wait is longer.
    pub const LONGEST: Duration = Duration::from_secs(15);

    /// How many waits there were since the last [`reset`](Self::reset).
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// The next wait. `random` is any number; equal numbers give equal waits.
    pub fn next_wait(&mut self, random: u32) -> Duration {
        let longest = Self::FIRST.saturating_mul(1 << self.attempts.min(16)).min(Self::LONGEST);
        self.attempts = self.attempts.saturating_add(1);
        longest / 2 * ((2 << 16) - (random >> 16)) / (1 << 16)
    }

    /// It worked: the next wait is a first one again.
    pub fn reset(&mut self) {
        self.attempts = 0;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn waits_double_up_to_the_longest() {
        let mut backoff = Backoff::default();
        let waits: Vec<u128> = (0..8).map(|_| backoff.next_wait(0).as_millis()).collect();
        assert_eq!(waits, [500, 1000, 2000, 4000, 8000, 15000, 15000, 15000]);
        backoff.reset();
        assert_eq!(backoff.next_wait(u32::MAX).as_millis(), Backoff::FIRST.as_millis() / 2);
    }

    proptest! {
        #[test]
        fn a_wait_is_never_more_than_halved(randoms: Vec<u32>) {
            let (mut backoff, mut full) = (Backoff::default(), Backoff::default());
            for random in randoms {
                let (wait, longest) = (backoff.next_wait(random), full.next_wait(0));
                prop_assert!(wait <= longest && wait >= longest / 2);
            }
        }
    }
}
