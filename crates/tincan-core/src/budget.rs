//! How much of something may happen in a time.

use std::time::Duration;

/// A budget of so much at once, and one more after each while: a token bucket, kept as the moment at which it will be whole
/// again (the generic cell rate algorithm, ITU-T I.371).
///
/// ```
/// use std::time::Duration;
///
/// use tincan_core::budget::Budget;
///
/// let mut budget = Budget::new(2, Duration::from_secs(5));
/// let spent = [0, 0, 0, 4, 5, 6].map(|second| budget.spend(Duration::from_secs(second), 1));
/// assert_eq!(spent, [true, true, false, false, true, false]);
/// ```
#[derive(Debug, Clone)]
pub struct Budget {
    burst: u32,
    every: Duration,
    whole_at: Duration,
}

impl Budget {
    /// A whole budget.
    #[must_use]
    pub const fn new(burst: u32, every: Duration) -> Self {
        Self { burst, every, whole_at: Duration::ZERO }
    }

    /// Spends so much of it, if there is so much; what is more than all of it takes all of it.
    #[must_use]
    pub fn spend(&mut self, now: Duration, amount: u32) -> bool {
        if now < self.allows_at(amount) {
            return false;
        }
        self.whole_at = self.whole_at.max(now) + self.every * amount.min(self.burst);
        true
    }

    /// From when on so much may be spent. It may be long ago.
    #[must_use]
    pub fn allows_at(&self, amount: u32) -> Duration {
        self.whole_at.saturating_sub(self.every * (self.burst - amount.min(self.burst)))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn more_than_all_of_it_takes_all_of_it() {
        let mut budget = Budget::new(3, Duration::from_secs(1));
        assert!(budget.spend(Duration::from_secs(9), 100));
        assert_eq!(budget.allows_at(1), Duration::from_secs(10));
        assert_eq!(budget.allows_at(100), Duration::from_secs(12));
    }

    proptest! {
        /// In any time, no more is spent than all of it and what came in that time; and what is refused now is allowed when it says.
        #[test]
        fn it_is_kept(spendings in prop::collection::vec((0..2_000_u64, 1..6_u32), 0..100)) {
            let every = Duration::from_millis(700);
            let mut budget = Budget::new(5, every);
            let (mut now, mut spent) = (Duration::ZERO, Vec::new());
            for (wait, amount) in spendings {
                now += Duration::from_millis(wait);
                if !budget.spend(now, amount) {
                    prop_assert!(now < budget.allows_at(amount));
                    now = budget.allows_at(amount);
                    prop_assert!(budget.spend(now, amount));
                }
                spent.push((now, amount));
                for (index, (since, _)) in spent.iter().enumerate() {
                    let total: u32 = spent[index..].iter().map(|(_, amount)| amount).sum();
                    prop_assert!(every * total <= every * 5 + now.saturating_sub(*since));
                }
            }
        }
    }
}
