//! Who this tab is, and everything else that is drawn at random.

use tincan_protocol::{ConnectionId, PageId, SessionId};
use web_sys::Storage;

use crate::sys;

/// The tab's secret: kept in `sessionStorage`, so that it outlives reloads and ends with the tab. Where storage is blocked
/// it lasts as long as the page.
#[must_use]
pub fn session_id() -> SessionId {
    let storage = session_storage();
    let kept = storage.as_ref().and_then(|storage| storage.get_item(KEY).ok().flatten());
    if let Some(Ok(id)) = kept.map(|text| text.parse()) {
        return id;
    }
    let id = SessionId::from_bytes(sys::random());
    if let Some(storage) = storage {
        // Blocked or full storage only costs the memory of who we were.
        let _ = storage.set_item(KEY, id.as_str());
    }
    id
}

/// A new stay in a room.
#[must_use]
pub fn new_page_id() -> PageId {
    PageId::from_bytes(sys::random())
}

/// The id of a new attempt at a connection.
#[must_use]
pub(crate) fn new_connection_id() -> ConnectionId {
    ConnectionId(u32::from_le_bytes(sys::random()))
}

/// A random number.
#[must_use]
pub(crate) fn new_seed() -> u64 {
    u64::from_le_bytes(sys::random())
}

pub(crate) fn session_storage() -> Option<Storage> {
    web_sys::window()?.session_storage().ok().flatten()
}

const KEY: &str = "tincan-session";
