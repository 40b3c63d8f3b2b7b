//! How much one client may send.

use std::time::Duration;

/// A bucket of tokens: it holds `burst` of them and gets `per_second` new ones; each message takes one.
#[derive(Debug)]
pub(crate) struct TokenBucket {
    burst: f64,
    per_second: f64,
    tokens: f64,
    last: Duration,
}

impl TokenBucket {
    /// A full bucket.
    pub(crate) fn new(burst: u32, per_second: u32, now: Duration) -> Self {
        Self { burst: burst.into(), per_second: per_second.into(), tokens: burst.into(), last: now }
    }

    /// Takes a token; false if there is none.
    #[must_use]
    pub(crate) fn take(&mut self, now: Duration) -> bool {
        let new = now.saturating_sub(self.last).as_secs_f64() * self.per_second;
        self.last = now;
        self.tokens = (self.tokens + new).min(self.burst);
        let enough = self.tokens >= 1.0;
        if enough {
            self.tokens -= 1.0;
        }
        enough
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_and_then_a_steady_rate() {
        let mut bucket = TokenBucket::new(3, 2, Duration::ZERO);
        let taken = |bucket: &mut TokenBucket, millis| {
            std::iter::repeat_with(|| bucket.take(Duration::from_millis(millis))).take_while(|taken| *taken).count()
        };
        assert_eq!(taken(&mut bucket, 0), 3);
        assert_eq!(taken(&mut bucket, 400), 0);
        assert_eq!(taken(&mut bucket, 1000), 2);
        assert_eq!(taken(&mut bucket, 60_000), 3);
    }
}
