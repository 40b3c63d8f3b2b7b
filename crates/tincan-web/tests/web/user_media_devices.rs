//! Devices that come, go, move and fall silent while they are in use; permission that is taken back and given again.

use tincan_core::{
    devices::{Device, DeviceKind, Wanted, choice::Notice},
    media_error::{DeniedBy, MediaErrorKind},
};
use tincan_web::user_media::{MediaNews, UserMedia};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{
    fake_browser::{FakeBrowser, until, until_idle, until_or_timeout},
    user_media::{both, device, failure, select, until_settled},
};

/// What stands to be said.
fn news(media: &UserMedia) -> Vec<MediaNews> {
    media.snapshot().notices.iter().map(|notice| notice.what.clone()).collect()
}

fn of_camera(notice: Notice) -> MediaNews {
    MediaNews::Device(DeviceKind::Camera, notice)
}

fn of_microphone(notice: Notice) -> MediaNews {
    MediaNews::Device(DeviceKind::Microphone, notice)
}

fn label(id: &str) -> String {
    format!("Label of {id}")
}

async fn until_camera(media: &UserMedia, id: &str) {
    until(id, || device(&media.snapshot().camera).as_deref() == Some(id)).await;
}

async fn until_microphone(media: &UserMedia, id: &str) {
    until(id, || device(&media.snapshot().microphone).as_deref() == Some(id)).await;
}

/// Both are on, and the list is there.
async fn started() -> UserMedia {
    let media = both();
    media.start();
    until_settled(&media).await;
    until("the list is there", || !media.snapshot().devices.cameras.is_empty()).await;
    until_idle().await;
    media
}

#[wasm_bindgen_test]
async fn another_takes_over_from_what_is_unplugged_and_makes_way_when_it_is_back() {
    let browser = FakeBrowser::new();
    let media = started().await;
    select(&media, DeviceKind::Camera, "cam1");
    let before = until_settled(&media).await;
    browser.unplug("cam1");
    until_camera(&media, "cam2").await;
    let now = media.snapshot();
    assert_eq!(news(&media), [of_camera(Notice::TookOver { from: label("cam1"), to: label("cam2") })]);
    assert_eq!(now.wanted_camera.id().unwrap().as_str(), "cam1", "it stays wanted");
    assert_eq!(now.camera_in_use.as_ref().unwrap().label, label("cam2"));
    assert_eq!(now.microphone, before.microphone);
    assert_ne!(now.stream, before.stream, "the preview must see that it changed");

    browser.plug_in("videoinput", "cam1", "g1");
    until_camera(&media, "cam1").await;
    assert_eq!(news(&media), [of_camera(Notice::CameBack { label: label("cam1") })]);
    assert_eq!((browser.live("video"), browser.most_live("video")), (1, 1));
    let notice = media.snapshot().notices[0].id;
    media.dismiss(notice);
    assert_eq!(news(&media), []);
}

#[wasm_bindgen_test]
async fn the_last_one_is_gone_and_the_next_that_comes_is_used() {
    let browser = FakeBrowser::bare();
    browser.plug_in("audioinput", "mic1", "g1");
    let media = both();
    media.unmute();
    media.mute();
    until_settled(&media).await;
    browser.unplug("mic1");
    until("it is told", || media.snapshot().microphone.error().is_some()).await;
    assert_eq!(failure(&media.snapshot().microphone), Some(MediaErrorKind::NotFound));
    assert_eq!(news(&media), [of_microphone(Notice::Gone { label: label("mic1") })]);

    browser.plug_in("audioinput", "mic2", "g2");
    until_microphone(&media, "mic2").await;
    assert!(!media.snapshot().microphone.track().unwrap().enabled(), "it stays muted");
    assert!(news(&media).iter().all(|news| !matches!(news, MediaNews::Device(_, Notice::Gone { .. }))));
}

#[wasm_bindgen_test]
async fn a_new_device_is_offered_and_the_offer_ends_with_the_device() {
    let browser = FakeBrowser::new();
    let media = started().await;
    browser.plug_in("audioinput", "headset", "g3");
    let offered =
        Device { id: "headset".into(), group: "g3".into(), kind: DeviceKind::Microphone, label: label("headset") };
    until("it is offered", || news(&media) == [of_microphone(Notice::NewDevice(offered.clone()))]).await;
    assert_eq!(device(&media.snapshot().microphone).as_deref(), Some("mic1"), "nothing happens by itself");
    browser.unplug("headset");
    until("it is no longer offered", || news(&media).is_empty()).await;

    browser.plug_in("audioinput", "other", "g4");
    until("it is offered", || !news(&media).is_empty()).await;
    media.select(DeviceKind::Microphone, Wanted::device(&Device { id: "other".into(), ..offered }));
    until_microphone(&media, "other").await;
    assert_eq!(news(&media), []);
}

#[wasm_bindgen_test]
async fn the_default_is_started_again_when_it_is_other_hardware() {
    let browser = FakeBrowser::bare();
    browser.plug_in("audioinput", "default", "g1");
    browser.plug_in("audioinput", "mic1", "g1");
    browser.plug_in("audioinput", "headset", "g2");
    let media = both();
    media.unmute();
    until_settled(&media).await;
    let before = media.snapshot().microphone.clone();
    until("it has a name", || media.snapshot().microphone_in_use.as_ref().is_some_and(|it| it.label == label("mic1")))
        .await;

    browser.move_to("default", "g2");
    until("another track is live", || media.snapshot().microphone != before && media.snapshot().microphone.is_live())
        .await;
    assert_eq!(news(&media), [of_microphone(Notice::TookOver { from: label("mic1"), to: label("headset") })]);
    assert_eq!((browser.live("audio"), browser.most_live("audio")), (1, 1));
}

#[wasm_bindgen_test]
async fn a_listed_device_that_does_not_start_is_tried_again() {
    let browser = FakeBrowser::bare();
    browser.plug_in("videoinput", "cam1", "g1");
    browser.break_device("cam1");
    let media = both();
    until("the list is there", || !media.snapshot().devices.cameras.is_empty()).await;
    media.turn_camera_on();
    assert_eq!(failure(&until_settled(&media).await.camera), Some(MediaErrorKind::InUse));
    browser.mend("cam1");
    until_camera(&media, "cam1").await;
}

#[wasm_bindgen_test]
async fn names_come_with_what_is_live() {
    let browser = FakeBrowser::new();
    browser.hide_names();
    browser.hold();
    let media = both();
    media.start();
    until("the question is open", || browser.asking() == 1).await;
    assert!(media.snapshot().devices.cameras.is_empty());
    browser.release();
    until_settled(&media).await;
    until("they have names", || media.snapshot().devices.cameras.len() == 2).await;
    assert_eq!(media.snapshot().camera_in_use.as_ref().unwrap().label, label("cam1"));
    assert_eq!(news(&media), [], "what was only named has not come");
}

#[wasm_bindgen_test]
async fn what_the_system_mutes_is_told_until_it_no_longer_does() {
    let browser = FakeBrowser::new();
    let media = started().await;
    browser.silence_device("mic1", true);
    assert!(!media.snapshot().microphone_muted_by_system, "it may be over at once");
    until("it is told", || news(&media) == [of_microphone(Notice::MutedBySystem)]).await;
    assert!(media.snapshot().microphone_muted_by_system && !media.snapshot().camera_muted_by_system);
    browser.silence_device("mic1", false);
    assert!(!media.snapshot().microphone_muted_by_system);
    assert_eq!(news(&media), [of_microphone(Notice::UnmutedBySystem)]);

    browser.silence_device("cam1", true);
    media.turn_camera_off();
    assert!(!media.snapshot().camera_muted_by_system);
    until_idle().await;
    assert_eq!(news(&media), [of_microphone(Notice::UnmutedBySystem)]);
}

#[wasm_bindgen_test]
async fn permission_taken_back_is_told_and_given_again_brings_it_back() {
    let browser = FakeBrowser::new();
    browser.set_permission("camera", "granted");
    browser.set_permission("microphone", "granted");
    let media = started().await;
    browser.revoke("camera", "video");
    until("it is told", || media.snapshot().camera.error().is_some()).await;
    assert_eq!(failure(&media.snapshot().camera), Some(MediaErrorKind::Denied(DeniedBy::Person)));
    assert_eq!(news(&media), [of_camera(Notice::PermissionLost)]);
    assert!(media.snapshot().microphone.is_live());
    until_idle().await;
    assert_eq!(browser.requests(), "audio+video", "who has just said no is not asked");

    browser.grant("camera", "video");
    until_camera(&media, "cam1").await;
    assert_eq!(news(&media), [of_camera(Notice::CameBack { label: label("cam1") })]);
}

#[wasm_bindgen_test]
async fn permission_given_after_a_no_starts_what_is_wanted_by_one_question() {
    let browser = FakeBrowser::new();
    for (permission, kind) in [("camera", "video"), ("microphone", "audio")] {
        browser.set_permission(permission, "denied");
        browser.deny(kind, "Permission denied");
    }
    let media = both();
    until_idle().await;
    media.start();
    let now = until_settled(&media).await;
    assert!(now.camera.error().is_some() && now.microphone.error().is_some());
    browser.grant("camera", "video");
    browser.grant("microphone", "audio");
    until("both are live", || media.snapshot().camera.is_live() && media.snapshot().microphone.is_live()).await;
}

#[wasm_bindgen_test]
async fn ten_changes_in_a_row_end_with_the_last_also_while_devices_go() {
    let browser = FakeBrowser::new();
    let media = started().await;
    browser.hold();
    for round in 0..10 {
        select(&media, DeviceKind::Camera, if round % 2 == 0 { "cam2" } else { "cam1" });
        select(&media, DeviceKind::Microphone, if round % 2 == 0 { "mic2" } else { "mic1" });
    }
    select(&media, DeviceKind::Camera, "cam2");
    browser.unplug("mic1");
    browser.release();
    until_camera(&media, "cam2").await;
    until_microphone(&media, "mic2").await;
    until_idle().await;
    assert_eq!((browser.live("video"), browser.live("audio")), (1, 1));
    assert_eq!((browser.most_live("video"), browser.most_live("audio")), (1, 1));
}

#[wasm_bindgen_test]
async fn the_camera_is_flipped_where_it_has_another_side() {
    let browser = FakeBrowser::new();
    browser.enable("cam1", r#"{"facingMode":["user"]}"#);
    browser.enable("cam2", r#"{"facingMode":["environment"]}"#);
    let media = started().await;
    assert!(media.snapshot().can_flip_camera() && media.snapshot().is_camera_mirrored());
    assert!(!media.snapshot().camera_turned);
    browser.hold();
    media.flip_camera();
    let now = media.snapshot();
    assert!(now.camera_changing && now.can_flip_camera(), "the button for it stays where it is");
    browser.release();
    until_camera(&media, "cam2").await;
    assert!(media.snapshot().camera_turned, "nothing was chosen that is to be remembered");
    assert!(!media.snapshot().is_camera_mirrored() && !media.snapshot().camera_changing);
    media.turn_camera_off();
    media.turn_camera_on();
    until_camera(&media, "cam2").await;
    media.flip_camera();
    until_camera(&media, "cam1").await;
    assert_eq!(browser.most_live("video"), 1);

    browser.unplug("cam2");
    until("there is no other side", || !media.snapshot().can_flip_camera()).await;
    select(&media, DeviceKind::Camera, "cam1");
    assert!(!media.snapshot().camera_turned);
}

#[wasm_bindgen_test]
async fn speaking_while_muted_is_heard_by_an_ear_that_ends_with_it() {
    let browser = FakeBrowser::new();
    browser.make_sound("mic1");
    let media = started().await;
    if !until_or_timeout(|| browser.can_play_sound(), 1_000).await {
        return;
    }
    assert_eq!(browser.twins(), 0);
    media.mute();
    until("it is told", || news(&media) == [MediaNews::SpeakingWhileMuted]).await;
    assert_eq!(browser.twins(), 1);
    assert!(!media.snapshot().microphone.track().unwrap().enabled(), "nobody else hears it");
    media.unmute();
    assert_eq!(news(&media), []);
    assert_eq!(browser.twins(), 0);

    media.mute();
    until("it is listened to", || browser.twins() == 1).await;
    media.stop();
    assert_eq!(browser.twins(), 0);
    drop(media);
    assert_eq!((browser.listeners(), browser.intervals(), browser.audio_contexts()), (0, 0, 0));
}

#[wasm_bindgen_test]
async fn a_microphone_that_gives_nothing_is_pointed_out() {
    let browser = FakeBrowser::new();
    let media = started().await;
    if !until_or_timeout(|| browser.can_play_sound(), 1_000).await {
        return;
    }
    let silent = until_or_timeout(|| news(&media) == [MediaNews::MicrophoneSilent], 12_000).await;
    assert!(silent, "{:?}", news(&media));
    media.mute();
    assert_eq!(news(&media), []);
}
