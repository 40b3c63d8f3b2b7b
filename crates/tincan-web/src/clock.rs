//! The time that the engines are given.

use std::time::Duration;

/// The time since the page began (`performance.now()`, hr-time 7.1): monotonic, and unlike `Instant` there in browsers.
#[must_use]
pub fn now() -> Duration {
    let milliseconds = web_sys::window().and_then(|window| window.performance()).map_or(0.0, |clock| clock.now());
    // Whole numbers: formatting and checking fractions would weigh several kilobytes in every page.
    Duration::from_micros((milliseconds * 1000.0) as u64)
}
