//! The time that the engines are given.

use std::time::Duration;

use crate::sys;

/// The time since the page began (`performance.now()`, hr-time 7.1): monotonic, and unlike `Instant` there in browsers.
#[must_use]
pub fn now() -> Duration {
    // Whole numbers: formatting and checking fractions would weigh several kilobytes in every page.
    Duration::from_micros((sys::performance_now() * 1000.0) as u64)
}
