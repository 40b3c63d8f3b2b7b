//! From a browser's exception to [`MediaError`].

use tincan_core::media_error::MediaError;
use wasm_bindgen::JsValue;

use crate::sys;

/// Reads whatever a media interface threw or rejected with.
pub(crate) fn media_error(thrown: &JsValue) -> MediaError {
    let parts = sys::error_parts(thrown);
    MediaError::from_dom(&parts.name, &parts.message, parts.constraint.as_deref())
}

/// The error of a page without `navigator.mediaDevices`.
pub(crate) fn no_media_devices() -> MediaError {
    MediaError::no_media_devices(web_sys::window().is_some_and(|window| window.is_secure_context()))
}
