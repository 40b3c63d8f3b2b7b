//! The time that the engines are given.

use std::time::Duration;

/// The time since the page began (`performance.now()`, hr-time 7.1): monotonic, and unlike `Instant` there in browsers.
#[must_use]
pub fn now() -> Duration {
    let milliseconds = web_sys::window().and_then(|window| window.performance()).map_or(0.0, |clock| clock.now());
    Duration::from_secs_f64(milliseconds.max(0.0) / 1000.0)
}
