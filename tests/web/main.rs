//! The app's components in a real browser: `wasm-pack test --headless --chrome` or `--firefox`.
#![cfg(target_arch = "wasm32")]
#![expect(clippy::unwrap_used, reason = "a test that panics has failed, as it should")]

mod chat_panel;
mod components_stay;
mod device_notices;
mod device_picker;
#[path = "../../crates/tincan-web/tests/web/fake_browser.rs"]
mod fake_browser;
#[path = "../../crates/tincan-web/tests/web/fake_display.rs"]
mod fake_display;
#[path = "../../crates/tincan-web/tests/web/fake_server.rs"]
mod fake_server;
mod filters;
mod home;
mod lab;
mod lab_constraints;
mod lab_data_channel;
mod lab_devices;
mod lab_screen;
mod own_media;
mod page;
mod safety_code;
mod settings;
mod settings_panel;
mod sharing;
mod tile_grid;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
