//! Every hook in a component of its own, in a real browser: `wasm-pack test --headless --chrome` or `--firefox`.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "../../../tincan-web/tests/web/census.rs"]
mod census;
#[path = "../../../tincan-web/tests/web/fake_browser.rs"]
mod fake_browser;
#[path = "../../../tincan-web/tests/web/fake_display.rs"]
mod fake_display;
#[path = "../../../tincan-web/tests/web/fake_server.rs"]
mod fake_server;
mod page;
#[path = "../../../tincan-web/tests/web/picture.rs"]
mod picture;
#[path = "../../../tincan-web/tests/web/studio.rs"]
mod studio;
mod use_audio_level;
mod use_audio_output;
mod use_chat;
mod use_constrained_track;
mod use_data_channel;
mod use_devices;
mod use_display_media;
mod use_filters;
mod use_ice_check;
mod use_ice_servers;
mod use_media_element;
mod use_path;
mod use_peer;
mod use_peer_transfers;
mod use_permission;
mod use_room;
mod use_safety_code;
mod use_snapshot;
mod use_speaking;
mod use_track_settings;
mod use_transfers;
mod use_user_media;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
