//! The time of the wall clock, in which credentials expire.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The time since 1970.
#[allow(clippy::disallowed_methods, reason = "the server is no engine, and has a clock")]
pub(crate) fn unix_time() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}
