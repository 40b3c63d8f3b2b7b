//! What this browser remembers of those whose codes were compared.

use tincan_core::safety::Remembered;
use web_sys::Storage;

/// Whether there is anybody who may be known again.
pub(super) fn is_there() -> bool {
    storage().and_then(|storage| storage.get_item(KEY).ok()?).is_some()
}

/// `None`: nothing can be stored here.
pub(super) fn load() -> Option<Remembered> {
    let kept = storage()?.get_item(KEY).ok()?;
    Some(kept.map(|kept| Remembered::from_text(&kept)).unwrap_or_default())
}

/// Where nothing can be stored they are known as long as the page lives.
pub(super) fn store(remembered: &Remembered) {
    let Some(storage) = storage() else { return };
    let _ = if remembered.is_empty() { storage.remove_item(KEY) } else { storage.set_item(KEY, &remembered.to_text()) };
}

fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}

const KEY: &str = "tincan-verified";
