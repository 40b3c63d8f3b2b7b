//! `use_user_media` gives tracks, and gives them back.

use wasm_bindgen_test::wasm_bindgen_test;
use yew::prelude::*;
use yew_webrtc::{
    DeviceKind, Presence, TrackStatus, UseUserMediaHandle, UserMediaOptions, VideoConstraints, Wanted, use_user_media,
};

use crate::{
    fake_browser::{FakeBrowser, until, until_idle},
    page::{Page, Probe},
};

#[derive(Properties, PartialEq, Clone)]
struct Props {
    probe: Probe<UseUserMediaHandle>,
    #[prop_or_default]
    options: UserMediaOptions,
}

#[component]
fn Media(props: &Props) -> Html {
    props.probe.set(use_user_media(props.options.clone()));
    html! { <p /> }
}

async fn mount() -> (Page<Media>, Probe<UseUserMediaHandle>) {
    let probe = Probe::new();
    let page = Page::mount(Props { probe: probe.clone(), options: UserMediaOptions::default() }).await;
    (page, probe)
}

async fn until_live(probe: &Probe<UseUserMediaHandle>) {
    until("both are live", || probe.last().camera.is_live() && probe.last().microphone.is_live()).await;
}

#[wasm_bindgen_test]
async fn works() {
    let browser = FakeBrowser::new();
    let (_page, media) = mount().await;
    assert_eq!(media.last().camera, TrackStatus::Idle);
    assert_eq!(browser.requests(), "", "nothing is asked for without a verb");

    media.last().start();
    until_live(&media).await;
    let now = media.last();
    assert_eq!(now.stream.as_ref().unwrap().get_tracks().length(), 2);
    let local = now.local_tracks();
    assert_eq!(local.camera.as_ref(), now.camera.track());
    assert!(local.presence.camera && local.presence.microphone);

    now.mute();
    until("it is rendered", || media.last().muted).await;
    assert!(!media.last().local_tracks().presence.microphone);
    now.turn_camera_off();
    until("it is rendered", || media.last().camera == TrackStatus::Idle).await;
    assert_eq!((browser.live("video"), browser.live("audio")), (0, 1));
    assert!(media.last() != now && media.last().stream != now.stream);
}

#[wasm_bindgen_test]
async fn who_exchanges_a_device_is_not_said_to_be_off_and_who_is_left_without_one_is() {
    let browser = FakeBrowser::new();
    let (_page, media) = mount().await;
    let presence = || {
        let Presence { microphone, camera, .. } = media.last().local_tracks().presence;
        (microphone, camera)
    };
    media.last().start();
    assert_eq!(presence(), (false, false), "what is only asked for is not sent");
    until_live(&media).await;

    browser.hold();
    for kind in [DeviceKind::Camera, DeviceKind::Microphone] {
        let id = if kind == DeviceKind::Camera { "cam2" } else { "mic2" };
        media.last().select(kind, Wanted::Device { id: id.into(), label: String::new() });
    }
    until("both are on their way", || media.last().camera_changing && media.last().microphone_changing).await;
    assert_eq!(media.last().local_tracks().camera, None, "what was stopped is not sent");
    assert_eq!(presence(), (true, true));
    browser.release();
    until_live(&media).await;
    assert_eq!(presence(), (true, true));

    browser.break_device("cam1");
    browser.unplug("cam2");
    until("it failed", || media.last().camera.error().is_some()).await;
    assert_eq!(presence(), (true, false));

    browser.hold();
    media.last().select_microphone(Wanted::Automatic);
    media.last().stop();
    media.last().start();
    until("it is asked for", || media.last().microphone.is_requesting()).await;
    assert_eq!(presence(), (false, false), "who switched it off and on again starts it");
}

#[wasm_bindgen_test]
async fn what_the_system_mutes_is_not_meant_to_be_seen_or_heard() {
    let browser = FakeBrowser::new();
    let (_page, media) = mount().await;
    media.last().start();
    until_live(&media).await;
    browser.silence_device("mic1", true);
    until("the others are told", || !media.last().local_tracks().presence.microphone).await;
    assert!(media.last().local_tracks().presence.camera);
    browser.silence_device("cam1", true);
    until("the others are told", || !media.last().local_tracks().presence.camera).await;
    browser.silence_device("mic1", false);
    until("the others are told", || media.last().local_tracks().presence.microphone).await;
}

#[wasm_bindgen_test]
async fn unmount_releases() {
    let browser = FakeBrowser::new();
    let (page, media) = mount().await;
    media.last().start();
    until_live(&media).await;
    let kept = media.last();
    page.unmount().await;
    assert_eq!((browser.all_live(), browser.listeners()), (0, 0));

    kept.start();
    kept.unmute();
    until_idle().await;
    assert_eq!(browser.requests(), "audio+video", "a handle that outlives the component does nothing");
}

#[wasm_bindgen_test]
async fn unmount_while_pending_releases() {
    let browser = FakeBrowser::new();
    browser.hold();
    let (page, media) = mount().await;
    media.last().start();
    until("the question is open", || browser.asking() == 1).await;
    page.unmount().await;
    browser.release();
    until("the stream has come", || browser.handed_out() == 2).await;
    until("it was stopped", || browser.all_live() == 0).await;
    assert_eq!(browser.listeners(), 0);
}

#[wasm_bindgen_test]
async fn changed_options_are_applied_to_what_is_live() {
    let browser = FakeBrowser::new();
    let (mut page, media) = mount().await;
    media.last().turn_camera_on();
    until("it is live", || media.last().camera.is_live()).await;
    let options = UserMediaOptions { audio: None, video: Some(VideoConstraints::size(320, 240)) };
    page.update(Props { probe: media.clone(), options }).await;
    until("it was applied", || browser.applied() != "[]").await;
    assert_eq!(browser.applied(), r#"[{"width":{"ideal":320},"height":{"ideal":240}}]"#);
    assert_eq!(browser.requests(), "video");
}

#[wasm_bindgen_test]
async fn each_change_renders_once_and_nothing_renders_without_one() {
    let browser = FakeBrowser::new();
    let (_page, media) = mount().await;
    media.last().start();
    until_live(&media).await;
    let renders = media.renders();
    media.last().start();
    media.last().unmute();
    browser.until_answered().await;
    yew::scheduler::flush().await;
    assert_eq!(media.renders(), renders);
}
