//! What a tab keeps of a conversation.

use tincan_protocol::RoomCode;

use crate::identity::session_storage;

/// The place of one room's conversation in the tab's `sessionStorage`. It ends with the tab.
#[derive(Debug)]
pub(super) struct Storage {
    key: String,
}

impl Storage {
    pub(super) fn of(room: &RoomCode) -> Self {
        Self { key: format!("{KEY}{}", room.as_str()) }
    }

    /// What was kept; none where nothing was, or storage is blocked.
    pub(super) fn load(&self) -> Option<String> {
        session_storage()?.get_item(&self.key).ok()?
    }

    /// Keeps it. Blocked or full storage costs the conversation after a reload, and nothing now.
    pub(super) fn store(&self, saved: &str) {
        if let Some(storage) = session_storage() {
            let _ = storage.set_item(&self.key, saved);
        }
    }
}

const KEY: &str = "tincan-chat-";
