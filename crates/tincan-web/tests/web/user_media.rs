//! Camera and microphone: asked for once, exchanged, lost, and always given back.

use std::{cell::Cell, rc::Rc};

use tincan_core::{
    constraints::UserMediaOptions,
    devices::{DeviceId, DeviceKind, Wanted},
    media_error::{DeniedBy, MediaErrorKind},
};
use tincan_web::user_media::{TrackStatus, UserMedia, UserMediaSnapshot, WantedDevices};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{MediaStreamTrack, MediaStreamTrackState};

use crate::fake_browser::{FakeBrowser, until, until_idle};

pub(crate) fn both() -> UserMedia {
    UserMedia::new(UserMediaOptions::default(), WantedDevices::default(), || {})
}

/// Waits until nothing is being asked for.
pub(crate) async fn until_settled(media: &UserMedia) -> UserMediaSnapshot {
    until("both have settled", || {
        let now = media.snapshot();
        !now.camera.is_requesting() && !now.microphone.is_requesting()
    })
    .await;
    (*media.snapshot()).clone()
}

pub(crate) fn select(media: &UserMedia, kind: DeviceKind, id: &str) {
    media.select(kind, Wanted::Device { id: DeviceId::from(id), label: String::new() });
}

pub(crate) fn device(status: &TrackStatus) -> Option<String> {
    status.device().map(|id| id.to_string())
}

pub(crate) fn failure(status: &TrackStatus) -> Option<MediaErrorKind> {
    status.error().map(|error| error.kind.clone())
}

fn is_live(track: &MediaStreamTrack) -> bool {
    track.ready_state() == MediaStreamTrackState::Live
}

#[wasm_bindgen_test]
async fn the_browser_itself_gives_both_and_gets_both_back() {
    let media = both();
    media.start();
    let now = until_settled(&media).await;
    let camera = now.camera.track().cloned().expect("a fake camera");
    let microphone = now.microphone.track().cloned().expect("a fake microphone");
    assert!(is_live(&camera) && is_live(&microphone));
    assert_eq!(now.stream.unwrap().get_tracks().length(), 2);
    assert!(now.camera.device().is_some());

    drop(media);
    assert!(!is_live(&camera) && !is_live(&microphone));
}

#[wasm_bindgen_test]
async fn both_are_asked_for_by_one_question() {
    let browser = FakeBrowser::new();
    let media = both();
    assert_eq!(*media.snapshot(), UserMediaSnapshot::default());
    media.start();
    assert!(media.snapshot().camera.is_requesting() && media.snapshot().microphone.is_requesting());
    let now = until_settled(&media).await;
    assert!(now.camera.is_live() && now.microphone.is_live());
    media.start();
    until_idle().await;
    assert_eq!(browser.requests(), "audio+video");
}

#[wasm_bindgen_test]
async fn a_missing_camera_does_not_cost_the_microphone() {
    let browser = FakeBrowser::bare();
    browser.plug_in("audioinput", "mic1", "g");
    let media = both();
    media.start();
    let now = until_settled(&media).await;
    assert!(now.microphone.is_live());
    assert_eq!(failure(&now.camera), Some(MediaErrorKind::NotFound));
    assert_eq!(browser.requests(), "audio+video audio video");
    assert_eq!(now.stream.unwrap().get_tracks().length(), 1);
}

#[wasm_bindgen_test]
async fn a_denied_microphone_does_not_cost_the_camera() {
    let browser = FakeBrowser::new();
    browser.deny("audio", "Permission denied by system");
    let media = both();
    media.start();
    let now = until_settled(&media).await;
    assert!(now.camera.is_live());
    assert_eq!(failure(&now.microphone), Some(MediaErrorKind::Denied(DeniedBy::System)));

    browser.allow("audio");
    media.unmute();
    assert!(until_settled(&media).await.microphone.is_live());
}

#[wasm_bindgen_test]
async fn a_dismissed_question_is_not_asked_again() {
    let browser = FakeBrowser::new();
    browser.deny("video", "Permission dismissed");
    let media = both();
    media.start();
    let now = until_settled(&media).await;
    let dismissed = Some(MediaErrorKind::Denied(DeniedBy::Dismissal));
    assert_eq!((failure(&now.camera), failure(&now.microphone)), (dismissed.clone(), dismissed));
    assert_eq!(browser.requests(), "audio+video");
}

#[wasm_bindgen_test]
async fn a_camera_in_use_elsewhere_can_be_tried_again() {
    let browser = FakeBrowser::new();
    browser.break_device("cam1");
    browser.break_device("cam2");
    let media = both();
    media.turn_camera_on();
    assert_eq!(failure(&until_settled(&media).await.camera), Some(MediaErrorKind::InUse));
    browser.mend("cam1");
    media.turn_camera_on();
    assert!(until_settled(&media).await.camera.is_live());
    media.turn_camera_off();
    assert_eq!(media.snapshot().camera, TrackStatus::Idle);
    assert_eq!(browser.all_live(), 0);
}

#[wasm_bindgen_test]
async fn what_arrives_after_close_is_stopped() {
    let browser = FakeBrowser::new();
    browser.hold();
    let changes = Rc::new(Cell::new(0));
    let media = {
        let changes = Rc::clone(&changes);
        UserMedia::new(UserMediaOptions::default(), WantedDevices::default(), move || changes.set(changes.get() + 1))
    };
    media.start();
    until("the question is open", || browser.asking() == 1).await;
    drop(media);
    let before = changes.get();
    browser.release();
    until("the stream has come", || browser.handed_out() == 2).await;
    until("it was stopped", || browser.all_live() == 0).await;
    assert_eq!(browser.listeners(), 0);
    assert_eq!(changes.get(), before, "nobody is told");
}

#[wasm_bindgen_test]
async fn what_arrives_after_stop_is_stopped_and_another_start_is_served() {
    let browser = FakeBrowser::new();
    browser.hold();
    let media = both();
    media.start();
    until("the question is open", || browser.asking() == 1).await;
    media.stop();
    assert_eq!(media.snapshot().camera, TrackStatus::Idle);
    browser.release();
    until("the stream has come", || browser.handed_out() == 2).await;
    until("it was stopped", || browser.all_live() == 0).await;

    media.start();
    let now = until_settled(&media).await;
    assert!(now.camera.is_live() && now.microphone.is_live());
    assert_eq!((browser.live("video"), browser.live("audio")), (1, 1));
}

#[wasm_bindgen_test]
async fn off_and_on_while_the_question_is_open_needs_no_second_question() {
    let browser = FakeBrowser::new();
    browser.hold();
    let media = both();
    media.turn_camera_on();
    until("the question is open", || browser.asking() == 1).await;
    media.turn_camera_off();
    media.turn_camera_on();
    browser.release();
    assert!(until_settled(&media).await.camera.is_live());
    assert_eq!(browser.requests(), "video");
}

#[wasm_bindgen_test]
async fn one_of_two_given_back_while_the_question_is_open() {
    let browser = FakeBrowser::new();
    browser.hold();
    let media = both();
    media.start();
    until("the question is open", || browser.asking() == 1).await;
    media.turn_camera_off();
    browser.release();
    until("the microphone is live", || media.snapshot().microphone.is_live()).await;
    assert_eq!(media.snapshot().camera, TrackStatus::Idle);
    assert_eq!((browser.live("video"), browser.live("audio")), (0, 1));
}

#[wasm_bindgen_test]
async fn rapid_switching_ends_with_one_live_track_the_last_wanted() {
    let browser = FakeBrowser::new();
    let media = both();
    media.start();
    until_settled(&media).await;
    for round in 0..10 {
        select(&media, DeviceKind::Camera, if round % 2 == 0 { "cam2" } else { "cam1" });
        if round % 3 == 0 {
            until_idle().await;
        }
    }
    select(&media, DeviceKind::Camera, "cam2");
    let now = until_settled(&media).await;
    assert_eq!(device(&now.camera).as_deref(), Some("cam2"));
    assert_eq!(browser.live("video"), 1);
    assert_eq!(browser.most_live("video"), 1, "the old camera is stopped before another is asked for");
    assert!(now.stream.unwrap().get_tracks().includes(now.camera.track().unwrap(), 0));
}

#[wasm_bindgen_test]
async fn a_device_selected_while_off_is_used_once_on() {
    let browser = FakeBrowser::new();
    let media = both();
    select(&media, DeviceKind::Camera, "cam2");
    until_idle().await;
    assert_eq!(browser.requests(), "");
    media.turn_camera_on();
    assert_eq!(device(&until_settled(&media).await.camera).as_deref(), Some("cam2"));
}

#[wasm_bindgen_test]
async fn a_device_that_is_gone_gives_way_to_another() {
    let browser = FakeBrowser::new();
    let media = both();
    select(&media, DeviceKind::Microphone, "of last year");
    media.start();
    let now = until_settled(&media).await;
    assert_eq!(device(&now.microphone).as_deref(), Some("mic1"));
    assert!(now.camera.is_live());
    assert_eq!((browser.live("video"), browser.live("audio")), (1, 1));
}

#[wasm_bindgen_test]
async fn a_selection_after_a_failure_is_another_try() {
    let browser = FakeBrowser::new();
    browser.break_device("cam1");
    browser.break_device("cam2");
    let media = both();
    media.start();
    assert!(until_settled(&media).await.camera.error().is_some());
    browser.mend("cam2");
    select(&media, DeviceKind::Camera, "cam2");
    assert_eq!(device(&until_settled(&media).await.camera).as_deref(), Some("cam2"));
}

#[wasm_bindgen_test]
async fn mute_is_instant_and_outlasts_a_change_of_the_device() {
    let browser = FakeBrowser::new();
    let media = both();
    media.mute();
    media.start();
    let now = until_settled(&media).await;
    assert!(now.muted && !now.microphone.track().unwrap().enabled());
    select(&media, DeviceKind::Microphone, "mic2");
    let now = until_settled(&media).await;
    assert!(!now.microphone.track().unwrap().enabled());
    media.unmute();
    assert!(now.microphone.track().unwrap().enabled());
    assert!(!media.snapshot().muted);
    assert_eq!(browser.most_live("audio"), 1);
}

#[wasm_bindgen_test]
async fn unmute_starts_a_microphone_if_there_is_none() {
    let browser = FakeBrowser::new();
    let media = both();
    media.unmute();
    assert!(until_settled(&media).await.microphone.is_live());
    assert_eq!(browser.requests(), "audio");
}

#[wasm_bindgen_test]
async fn a_page_without_devices_says_so() {
    let browser = FakeBrowser::new();
    browser.remove_media_devices();
    let media = both();
    media.start();
    let now = until_settled(&media).await;
    // The page of the tests is secure, so the browser seems to be old.
    assert_eq!(failure(&now.camera), Some(MediaErrorKind::Unsupported));
    assert_eq!(failure(&now.microphone), Some(MediaErrorKind::Unsupported));
}

#[wasm_bindgen_test]
async fn whatever_is_thrown_is_an_error_and_no_panic() {
    let browser = FakeBrowser::new();
    let media = both();
    for (thrown, kind) in [
        (JsValue::from_str("text"), MediaErrorKind::Unknown { name: String::new() }),
        (JsValue::UNDEFINED, MediaErrorKind::Unknown { name: String::new() }),
        (js_sys::Object::new().into(), MediaErrorKind::Unknown { name: String::new() }),
        (js_sys::TypeError::new("no").into(), MediaErrorKind::BadRequest),
    ] {
        browser.throw_always(thrown);
        media.turn_camera_on();
        assert_eq!(failure(&until_settled(&media).await.camera), Some(kind));
    }
}

#[wasm_bindgen_test]
async fn close_leaves_nothing_and_verbs_do_nothing_afterwards() {
    let browser = FakeBrowser::new();
    let media = both();
    media.start();
    until_settled(&media).await;
    assert_eq!((browser.all_live(), browser.listeners()), (2, 7), "three for each track, one for the list");
    media.close();
    assert_eq!((browser.all_live(), browser.listeners()), (0, 0));
    media.start();
    media.unmute();
    select(&media, DeviceKind::Camera, "cam2");
    media.set_options(UserMediaOptions { audio: None, ..Default::default() });
    media.turn_camera_on();
    until_idle().await;
    assert_eq!(browser.requests(), "audio+video");
    assert_eq!(media.snapshot().stream, None);
}

#[wasm_bindgen_test]
async fn an_observer_may_call_verbs() {
    let browser = FakeBrowser::new();
    let media = Rc::new(Cell::new(None::<Rc<UserMedia>>));
    let controller = {
        let media = Rc::clone(&media);
        Rc::new(UserMedia::new(UserMediaOptions::default(), WantedDevices::default(), move || {
            if let Some(controller) = media.take() {
                controller.mute();
                controller.turn_camera_off();
                media.set(Some(controller));
            }
        }))
    };
    media.set(Some(Rc::clone(&controller)));
    controller.start();
    until("the microphone is live", || controller.snapshot().microphone.is_live()).await;
    assert!(controller.snapshot().muted);
    assert_eq!((browser.live("video"), browser.live("audio")), (0, 1));
    media.take();
}
