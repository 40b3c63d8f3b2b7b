//! What this browser remembers of those whose codes were compared.

use gloo_events::EventListener;
use tincan_core::safety::Remembered;
use wasm_bindgen::JsCast;
use web_sys::{Storage, StorageEvent};

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

/// Calls `changed` when another page of this site has stored something, until what this returns is dropped.
pub(super) fn watch(changed: impl Fn() + 'static) -> Option<EventListener> {
    let window = web_sys::window()?;
    Some(EventListener::new(&window, "storage", move |event| {
        // Without a key everything is gone.
        if event.unchecked_ref::<StorageEvent>().key().is_none_or(|key| key == KEY) {
            changed();
        }
    }))
}

fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}

const KEY: &str = "tincan-verified";
