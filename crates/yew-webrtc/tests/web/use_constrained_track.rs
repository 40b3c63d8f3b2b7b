//! `use_constrained_track` asks in exactly the words that it is given, keeps what is live, and gives it back.

use wasm_bindgen_test::wasm_bindgen_test;
use yew::prelude::*;
use yew_webrtc::{
    AskedBy, AudioConstraints, Constraint, DeviceId, MediaErrorKind, Range, TrackStatus, UseConstrainedTrackHandle,
    VideoConstraints, constraints::TrackConstraints, use_constrained_track,
};

use crate::{
    fake_browser::{FakeBrowser, until},
    page::{Page, Probe},
};

#[derive(Properties, PartialEq, Clone)]
struct Props {
    probe: Probe<UseConstrainedTrackHandle>,
}

#[component]
fn Exact(props: &Props) -> Html {
    props.probe.set(use_constrained_track());
    html! { <p /> }
}

async fn mount() -> (Page<Exact>, Probe<UseConstrainedTrackHandle>) {
    let probe = Probe::new();
    (Page::mount(Props { probe: probe.clone() }).await, probe)
}

fn camera(id: &str) -> TrackConstraints {
    let device = Some(Constraint::Exact(DeviceId::from(id)));
    TrackConstraints::Video(VideoConstraints { device, ..VideoConstraints::ANY })
}

fn device_id() -> MediaErrorKind {
    MediaErrorKind::Overconstrained { constraint: Some("deviceId".to_owned()) }
}

#[wasm_bindgen_test]
async fn works() {
    let browser = FakeBrowser::new();
    let (page, track) = mount().await;
    assert_eq!((track.last().status.clone(), browser.handed_out()), (TrackStatus::Idle, 0));

    track.last().request(camera("cam1"));
    until("it is live", || track.last().status.is_live()).await;
    assert_eq!(browser.last_request(), r#"{"video":{"deviceId":{"exact":"cam1"}}}"#);
    assert_eq!(browser.live("video"), 1);

    track.last().request(camera("cam2"));
    until("another took over", || track.last().status.device() == Some(DeviceId::from("cam2"))).await;
    assert_eq!(browser.live("video"), 1, "the one before is stopped");

    track.last().stop();
    until("it is stopped", || track.last().status == TrackStatus::Idle).await;
    assert_eq!(browser.all_live(), 0);

    browser.deny("audio", "Permission denied");
    track.last().request(TrackConstraints::Audio(AudioConstraints::ANY));
    until("it is denied", || matches!(track.last().status, TrackStatus::Failed(_))).await;
    let refusal = track.last().refusal.clone().unwrap();
    assert!(matches!(refusal.error.kind, MediaErrorKind::Denied(_)));
    assert_eq!((refusal.by, refusal.misfits), (AskedBy::Request, vec![]));
    drop(page);
}

#[wasm_bindgen_test]
async fn what_is_live_stays_live_when_a_question_fails() {
    let browser = FakeBrowser::new();
    let (page, track) = mount().await;
    track.last().request(camera("cam1"));
    until("it is live", || track.last().status.is_live()).await;

    track.last().request(camera("nowhere"));
    until("it is refused", || track.last().refusal.is_some()).await;
    assert_eq!(track.last().refusal.clone().unwrap().error.kind, device_id());
    assert_eq!(track.last().status.device(), Some(DeviceId::from("cam1")));

    // The fake camera is a canvas of 16 pixels, and the browser says so itself.
    let width = Some(Range::Exact(99_999));
    track.last().apply(TrackConstraints::Video(VideoConstraints { width, ..VideoConstraints::ANY }));
    until("the question is answered", || !track.last().is_asking).await;
    assert_eq!(track.last().status.device(), Some(DeviceId::from("cam1")));
    assert_eq!(browser.live("video"), 1);

    // What is asked of a microphone is nothing to a camera.
    let renders = track.renders();
    track.last().apply(TrackConstraints::Audio(AudioConstraints::ANY));
    assert_eq!((track.renders(), track.last().is_asking), (renders, false));

    browser.unplug("cam1");
    until("its end is told", || track.last().status.error().is_some()).await;
    assert_eq!(track.last().status.error().unwrap().kind, MediaErrorKind::Ended);
    drop(page);
}

#[wasm_bindgen_test]
async fn unmount_releases() {
    let browser = FakeBrowser::new();
    let (page, track) = mount().await;
    track.last().request(camera("cam1"));
    until("it is live", || track.last().status.is_live()).await;
    page.unmount().await;
    assert_eq!((browser.all_live(), browser.listeners()), (0, 0));
    track.last().request(camera("cam1"));
    browser.until_answered().await;
    assert_eq!(browser.all_live(), 0, "a handle that outlives the component does nothing");
}

#[wasm_bindgen_test]
async fn unmount_while_pending_releases() {
    let browser = FakeBrowser::new();
    let (page, track) = mount().await;
    browser.hold();
    track.last().request(camera("cam1"));
    until("the question is open", || browser.pending() == 1).await;
    page.unmount().await;
    browser.release();
    browser.until_answered().await;
    assert_eq!((browser.handed_out(), browser.all_live(), browser.listeners()), (1, 0, 0));
}

#[wasm_bindgen_test]
async fn what_is_stopped_while_it_is_asked_for_is_stopped_on_arrival() {
    let browser = FakeBrowser::new();
    let (page, track) = mount().await;
    browser.hold();
    track.last().request(camera("cam1"));
    until("the question is open", || browser.pending() == 1).await;
    track.last().stop();
    track.last().request(camera("cam2"));
    browser.release();
    until("the last wish is live", || track.last().status.device() == Some(DeviceId::from("cam2"))).await;
    browser.until_answered().await;
    assert_eq!(browser.live("video"), 1);
    drop(page);
}
