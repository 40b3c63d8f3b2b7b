//! What a tab keeps of a conversation.

use tincan_core::chat::Saved;
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

    /// What was kept; none where nothing was, storage is blocked, or another version wrote it.
    pub(super) fn load(&self) -> Option<Saved> {
        Saved::from_json(&session_storage()?.get_item(&self.key).ok()??)
    }

    /// Keeps it. Blocked or full storage costs the conversation after a reload, and nothing now.
    pub(super) fn store(&self, saved: &Saved) {
        if let Some(storage) = session_storage() {
            let _ = storage.set_item(&self.key, &saved.to_json());
        }
    }
}

const KEY: &str = "tincan-chat-";
