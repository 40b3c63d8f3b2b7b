//! The owners of browser resources, in a browser.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod access;
mod audio_level;
mod census;
mod chat;
mod devices;
mod display_media;
mod encoding;
mod fake_browser;
mod fake_display;
mod fake_server;
mod filters;
mod link;
mod media_element;
mod pair;
mod peer;
mod permission;
mod picture;
mod room;
mod sealed;
mod signalling;
mod snapshot;
mod studio;
mod transfer;
mod user_media;
mod user_media_constraints;
mod user_media_devices;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
