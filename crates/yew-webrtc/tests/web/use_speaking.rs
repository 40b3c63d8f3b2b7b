//! `use_speaking` marks the node, renders nothing, and stops.

use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{HtmlElement, MediaStreamTrack, MediaStreamTrackState};
use yew::prelude::*;
use yew_webrtc::use_speaking;

use crate::{
    fake_browser::{FakeBrowser, until, until_idle, until_or_timeout},
    page::{Page, Probe},
};

#[derive(Properties, PartialEq, Clone)]
struct Props {
    track: Option<MediaStreamTrack>,
    probe: Probe<NodeRef>,
}

#[component]
fn Member(props: &Props) -> Html {
    let node = use_node_ref();
    use_speaking(node.clone(), props.track.clone());
    props.probe.set(node.clone());
    html! { <div ref={node} /> }
}

fn speaks(element: &HtmlElement) -> bool {
    element.get_attribute("data-speaking").as_deref() == Some("true")
}

#[wasm_bindgen_test]
async fn works() {
    let browser = FakeBrowser::bare();
    let mut props = Props { track: Some(browser.tone()), probe: Probe::new() };
    let mut page = Page::<Member>::mount(props.clone()).await;
    let element: HtmlElement = props.probe.last().cast().unwrap();
    // A machine without any sound output may suspend Web Audio for ever: nothing is heard then.
    if until_or_timeout(|| browser.can_play_sound(), 3_000).await {
        until("it speaks", || speaks(&element)).await;
    } else {
        assert!(!speaks(&element));
    }
    assert_eq!(element.style().length(), 0, "it says no more than was asked for");
    assert_eq!(props.probe.renders(), 1, "who speaks renders nothing");

    props.track = None;
    page.update(props.clone()).await;
    assert!(!speaks(&element));
    assert_eq!(browser.audio_contexts(), 0);
}

#[wasm_bindgen_test]
async fn unmount_releases() {
    let browser = FakeBrowser::bare();
    let track = browser.tone();
    let props = Props { track: Some(Clone::clone(&track)), probe: Probe::new() };
    let page = Page::<Member>::mount(props).await;
    until("it measures", || (browser.audio_contexts(), browser.intervals()) == (1, 1)).await;
    page.unmount().await;
    assert_eq!((browser.audio_contexts(), browser.intervals()), (0, 0));
    assert_eq!(track.ready_state(), MediaStreamTrackState::Live, "who listens stops no track");
}

#[wasm_bindgen_test]
async fn unmount_while_pending_releases() {
    let browser = FakeBrowser::bare();
    let props = Props { track: Some(browser.silent_track()), probe: Probe::new() };
    let page = Page::<Member>::mount(props).await;
    // It has not begun to measure.
    page.unmount().await;
    until_idle().await;
    assert_eq!((browser.audio_contexts(), browser.intervals()), (0, 0));
}
