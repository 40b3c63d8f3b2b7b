//! `use_track_settings` follows what a track does, and stops.

use js_sys::{Function, Object, Reflect};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{MediaStreamTrack, MediaStreamTrackState};
use yew::prelude::*;
use yew_webrtc::use_track_settings;

use crate::{
    fake_browser::{FakeBrowser, until, until_idle},
    page::{Page, Probe},
};

#[derive(Properties, PartialEq, Clone)]
struct Props {
    track: Option<MediaStreamTrack>,
    probe: Probe<Vec<(String, String)>>,
}

#[component]
fn Shown(props: &Props) -> Html {
    props.probe.set(use_track_settings(props.track.clone()));
    html! { <p /> }
}

/// From now on the track says this of itself.
fn tell(track: &MediaStreamTrack, json: &str) {
    let descriptor = Object::new();
    let told = Function::new_no_args(&format!("return {json}"));
    Reflect::set(&descriptor, &"value".into(), &told).unwrap();
    Reflect::set(&descriptor, &"configurable".into(), &true.into()).unwrap();
    Object::define_property(track, &"getSettings".into(), &descriptor);
}

/// A track that lets itself be told what to say.
fn track(browser: &FakeBrowser, json: &str) -> MediaStreamTrack {
    let track = browser.tone();
    tell(&track, json);
    track
}

fn written(settings: &[(String, String)]) -> String {
    settings.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(" ")
}

#[wasm_bindgen_test]
async fn works() {
    let browser = FakeBrowser::bare();
    let window = track(&browser, "{ width: 640, aspectRatio: 4 / 3, displaySurface: 'window', cursor: false }");
    let mut props = Props { track: Some(Clone::clone(&window)), probe: Probe::new() };
    let mut page = Page::<Shown>::mount(props.clone()).await;
    assert_eq!(written(&props.probe.last()), "width=640 aspectRatio=1.333 displaySurface=window cursor=false");

    tell(&window, "{ width: 800 }");
    until("the change is seen", || written(&props.probe.last()) == "width=800").await;
    assert_eq!(props.probe.renders(), 2, "what does not change renders nothing");

    props.track = None;
    page.update(props.clone()).await;
    assert!(props.probe.last().is_empty());
    assert_eq!((browser.intervals(), browser.listeners()), (0, 0));
    assert_eq!(window.ready_state(), MediaStreamTrackState::Live, "the track is only looked at");
}

#[wasm_bindgen_test]
async fn unmount_releases() {
    let browser = FakeBrowser::bare();
    let window = track(&browser, "{ width: 640 }");
    let props = Props { track: Some(Clone::clone(&window)), probe: Probe::new() };
    let page = Page::<Shown>::mount(props.clone()).await;
    assert_eq!((browser.intervals(), browser.listeners()), (1, 1));
    page.unmount().await;
    assert_eq!((browser.intervals(), browser.listeners()), (0, 0));
}

/// A change that was not looked at yet is not looked at any more.
#[wasm_bindgen_test]
async fn unmount_while_pending_releases() {
    let browser = FakeBrowser::bare();
    let window = track(&browser, "{ width: 640 }");
    let props = Props { track: Some(Clone::clone(&window)), probe: Probe::new() };
    let page = Page::<Shown>::mount(props.clone()).await;
    tell(&window, "{ width: 800 }");
    page.unmount().await;
    until_idle().await;
    assert_eq!((props.probe.renders(), browser.intervals()), (1, 0));
}
