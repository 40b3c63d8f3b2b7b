//! Every hook in a component of its own, in a real browser: `wasm-pack test --headless --chrome` or `--firefox`.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "../../../tincan-web/tests/web/fake_browser.rs"]
mod fake_browser;
mod page;
mod use_audio_level;
mod use_devices;
mod use_media_element;
mod use_permission;
mod use_user_media;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
