//! Other constraints for a camera or a microphone that is live.

use tincan_core::{
    constraints::{AudioConstraints, Constraint, FacingMode, Property, Range, UserMediaOptions, VideoConstraints},
    devices::DeviceKind,
    media_error::MediaErrorKind,
};
use tincan_web::{
    track,
    user_media::{UserMedia, WantedDevices},
};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{
    fake_browser::{FakeBrowser, until, until_idle, until_or_timeout},
    user_media::{both, device, failure, select, until_settled},
};

const SMALL: &str = r#"{"width":{"min":160,"max":1280},"height":{"min":120,"max":720}}"#;

fn video(video: VideoConstraints) -> UserMediaOptions {
    UserMediaOptions { video: Some(video), ..UserMediaOptions::default() }
}

fn exactly(width: u32) -> UserMediaOptions {
    video(VideoConstraints { width: Some(Range::Exact(width)), ..VideoConstraints::ANY })
}

fn width_does_not_fit() -> Option<MediaErrorKind> {
    Some(MediaErrorKind::Overconstrained { constraint: Some("width".to_owned()) })
}

fn constraint_error(media: &UserMedia) -> Option<MediaErrorKind> {
    media.snapshot().constraint_error.as_ref().map(|error| error.error.kind.clone())
}

async fn started(options: UserMediaOptions) -> UserMedia {
    let media = UserMedia::new(options, WantedDevices::default(), || {});
    media.start();
    until_settled(&media).await;
    media
}

#[wasm_bindgen_test]
async fn other_options_are_applied_to_what_is_live() {
    let browser = FakeBrowser::new();
    let media = started(UserMediaOptions::default()).await;
    let camera = media.snapshot().camera.clone();
    let small = video(VideoConstraints::size(320, 240));
    media.set_options(small.clone());
    media.set_options(small);
    until("it was applied", || browser.applied() != "[]").await;
    until_idle().await;
    assert_eq!(browser.applied(), r#"[{"width":{"ideal":320},"height":{"ideal":240}}]"#);
    assert_eq!((browser.requests().as_str(), &media.snapshot().camera), ("audio+video", &camera));

    media.set_options(UserMediaOptions { video: None, ..Default::default() });
    assert!(!media.snapshot().camera.is_live());
    assert_eq!((browser.live("video"), browser.live("audio")), (0, 1));
}

#[wasm_bindgen_test]
async fn what_cannot_be_met_is_told_and_the_picture_stays() {
    let browser = FakeBrowser::new();
    browser.enable("cam1", SMALL);
    let media = started(UserMediaOptions::default()).await;
    let camera = media.snapshot().camera.clone();
    media.set_options(exactly(4000));
    until("it is told", || constraint_error(&media) == width_does_not_fit()).await;
    assert_eq!(media.snapshot().camera, camera, "the same track");
    let error = media.snapshot().constraint_error.clone().unwrap();
    let misfits = error.misfits(camera.track().unwrap());
    assert_eq!(misfits.iter().map(ToString::to_string).collect::<Vec<_>>(), ["width: 160 to 1280"]);
    assert_eq!(error.kind, DeviceKind::Camera);

    media.set_options(exactly(640));
    until("it fits", || constraint_error(&media).is_none()).await;
    media.set_options(exactly(4000));
    until("it is told again", || constraint_error(&media).is_some()).await;
    media.set_options(exactly(640));
    assert_eq!(constraint_error(&media), None, "that is what it does already");
}

#[wasm_bindgen_test]
async fn what_cannot_be_met_does_not_hinder_a_change_of_the_device() {
    let browser = FakeBrowser::new();
    browser.enable("cam1", SMALL);
    browser.enable("cam2", SMALL);
    let media = started(UserMediaOptions::default()).await;
    media.set_options(exactly(4000));
    until("it is told", || constraint_error(&media).is_some()).await;
    select(&media, DeviceKind::Camera, "cam2");
    assert_eq!(device(&until_settled(&media).await.camera).as_deref(), Some("cam2"));
    assert!(constraint_error(&media).is_some(), "it still does not fit");

    browser.enable("cam1", r#"{"width":{"min":160,"max":4000}}"#);
    select(&media, DeviceKind::Camera, "cam1");
    assert_eq!(device(&until_settled(&media).await.camera).as_deref(), Some("cam1"));
    assert_eq!(constraint_error(&media), None, "what one cannot do another can");
}

#[wasm_bindgen_test]
async fn another_device_that_cannot_be_had_leaves_what_there_was() {
    let browser = FakeBrowser::new();
    browser.enable("cam1", r#"{"facingMode":["user"]}"#);
    browser.enable("cam2", r#"{"facingMode":["user"]}"#);
    let media = started(UserMediaOptions::default()).await;
    let away = VideoConstraints { facing_mode: Some(Constraint::Exact(FacingMode::Environment)), ..Default::default() };
    media.set_options(video(away));
    until("it is told", || constraint_error(&media).is_some() && media.snapshot().camera.is_live()).await;
    assert_eq!(device(&media.snapshot().camera).as_deref(), Some("cam1"));
    assert_eq!(browser.most_live("video"), 1, "the other side is another camera, and needs a start");
}

#[wasm_bindgen_test]
async fn a_first_start_that_asks_too_much_fails_and_what_fits_is_another_try() {
    let browser = FakeBrowser::new();
    browser.enable("cam1", SMALL);
    browser.enable("cam2", SMALL);
    let media = started(exactly(4000)).await;
    assert_eq!(failure(&media.snapshot().camera), width_does_not_fit());
    assert!(media.snapshot().microphone.is_live());
    media.set_options(exactly(640));
    until("it is live", || media.snapshot().camera.is_live()).await;
}

#[wasm_bindgen_test]
async fn a_microphone_that_keeps_its_processing_is_started_again() {
    let browser = FakeBrowser::new();
    browser.set_setting("mic1", "echoCancellation", true);
    let media = both();
    media.mute();
    media.unmute();
    media.mute();
    until_settled(&media).await;
    let bare = AudioConstraints { echo_cancellation: Some(Constraint::Exact(false)), ..AudioConstraints::ANY };
    media.set_options(UserMediaOptions { audio: Some(bare), ..UserMediaOptions::default() });
    until("it was started again", || browser.requests() == "audio audio").await;
    until_settled(&media).await;
    assert_eq!((browser.live("audio"), browser.most_live("audio")), (1, 1));
    assert!(!media.snapshot().microphone.track().unwrap().enabled(), "it stays muted");
}

#[wasm_bindgen_test]
async fn what_the_browser_itself_tells_of_a_camera() {
    let media = started(UserMediaOptions { audio: None, ..UserMediaOptions::default() }).await;
    let camera = media.snapshot().camera.track().cloned().expect("a fake camera");
    assert!(track::supported().has(Property::Width));
    assert!(track::settings(&camera).get(Property::Width).is_some());
    media.set_options(UserMediaOptions { audio: None, ..video(VideoConstraints::size(320, 240)) });
    let smaller = until_or_timeout(|| camera.get_settings().get_width() == Some(320), 1_000).await;
    assert_eq!(constraint_error(&media), None);
    if web_sys::window().unwrap().navigator().user_agent().unwrap().contains("Firefox") {
        // Its fake camera has one size, and heeds nothing.
        return;
    }
    assert!(smaller && track::capabilities(&camera).get(Property::Width).is_some());
    media.set_options(UserMediaOptions { audio: None, ..exactly(100_000) });
    until("it is told", || constraint_error(&media).is_some()).await;
    assert_eq!(camera.get_settings().get_width(), Some(320), "as it was");
}
