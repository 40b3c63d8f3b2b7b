//! How much may come in how much time.

use std::time::Duration;

/// A bucket of tokens: it holds `burst` of them and gets `per_second` new ones; whatever comes in takes some.
#[derive(Debug)]
pub(crate) struct TokenBucket {
    burst: f64,
    per_second: f64,
    tokens: f64,
    last: Duration,
}

impl TokenBucket {
    /// A full bucket.
    pub(crate) fn new(burst: f64, per_second: f64, now: Duration) -> Self {
        Self { burst, per_second, tokens: burst, last: now }
    }

    /// Takes this many tokens; false, and none taken, if there are fewer.
    #[must_use]
    pub(crate) fn take(&mut self, tokens: f64, now: Duration) -> bool {
        self.fill(now);
        let enough = self.tokens >= tokens;
        if enough {
            self.tokens -= tokens;
        }
        enough
    }

    /// Whether it is as good as a new one.
    #[must_use]
    pub(crate) fn is_full(&mut self, now: Duration) -> bool {
        self.fill(now);
        self.tokens >= self.burst
    }

    fn fill(&mut self, now: Duration) {
        let new = now.saturating_sub(self.last).as_secs_f64() * self.per_second;
        self.last = now;
        self.tokens = (self.tokens + new).min(self.burst);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_and_then_a_steady_rate() {
        let mut bucket = TokenBucket::new(3.0, 2.0, Duration::ZERO);
        let taken = |bucket: &mut TokenBucket, millis| {
            let now = Duration::from_millis(millis);
            std::iter::repeat_with(|| bucket.take(1.0, now)).take_while(|taken| *taken).count()
        };
        assert_eq!(taken(&mut bucket, 0), 3);
        assert_eq!(taken(&mut bucket, 400), 0);
        assert_eq!(taken(&mut bucket, 1000), 2);
        assert!(!bucket.is_full(Duration::from_millis(2000)));
        assert!(bucket.is_full(Duration::from_millis(60_000)));
        assert_eq!(taken(&mut bucket, 60_000), 3);
    }

    #[test]
    fn what_does_not_fit_takes_nothing() {
        let mut bucket = TokenBucket::new(10.0, 1.0, Duration::ZERO);
        assert!(!bucket.take(11.0, Duration::ZERO));
        assert!(bucket.take(10.0, Duration::ZERO));
    }
}
