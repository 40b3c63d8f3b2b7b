//! `use_media_element` attaches, tells of a refusal, and detaches.

use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{HtmlMediaElement, MediaStream, MediaStreamTrackState};
use yew::prelude::*;
use yew_webrtc::{MediaElementOptions, UseMediaElementHandle, use_media_element};

use crate::{
    fake_browser::{FakeBrowser, stream_of, until, until_idle},
    page::{Page, Probe},
};

#[derive(Properties, PartialEq, Clone)]
struct Props {
    stream: Option<MediaStream>,
    options: MediaElementOptions,
    shown: bool,
    probe: Probe<UseMediaElementHandle>,
}

impl Props {
    fn of(stream: &MediaStream) -> Self {
        let options = MediaElementOptions { muted: true, sink: None };
        Self { stream: Some(Clone::clone(stream)), options, shown: true, probe: Probe::new() }
    }

    fn element(&self) -> HtmlMediaElement {
        self.probe.last().node.cast().expect("the element is on the page")
    }
}

#[component]
fn Picture(props: &Props) -> Html {
    let handle = use_media_element(props.stream.clone(), props.options.clone());
    props.probe.set(handle.clone());
    html! {
        <div>
            if props.shown {
                <video key="video" ref={handle.node} playsinline=true />
            } else {
                <p key="initials">{ "AB" }</p>
            }
        </div>
    }
}

#[wasm_bindgen_test]
async fn works() {
    let browser = FakeBrowser::bare();
    let stream = stream_of(&[&browser.picture_track()]);
    let mut props = Props::of(&stream);
    let mut page = Page::<Picture>::mount(props.clone()).await;
    let video = props.element();
    assert_eq!(video.src_object().as_ref(), Some(&stream));
    assert!(video.muted());
    until("it plays", || !video.paused() && video.ready_state() >= HtmlMediaElement::HAVE_CURRENT_DATA).await;

    props.options.muted = false;
    page.update(props.clone()).await;
    assert!(!video.muted());
    assert_eq!(video.src_object().as_ref(), Some(&stream), "the same stream is not attached anew");

    let other = stream_of(&[&browser.picture_track()]);
    props.stream = Some(Clone::clone(&other));
    page.update(props.clone()).await;
    assert_eq!(props.element(), video);
    assert_eq!(video.src_object().as_ref(), Some(&other));

    props.stream = None;
    page.update(props.clone()).await;
    assert_eq!(video.src_object(), None);
}

#[wasm_bindgen_test]
async fn an_element_that_comes_later_gets_the_stream() {
    let browser = FakeBrowser::bare();
    let stream = stream_of(&[&browser.picture_track()]);
    let mut props = Props { shown: false, ..Props::of(&stream) };
    let mut page = Page::<Picture>::mount(props.clone()).await;
    props.shown = true;
    page.update(props.clone()).await;
    let video = props.element();
    assert_eq!(video.src_object().as_ref(), Some(&stream));
    props.shown = false;
    page.update(props.clone()).await;
    assert_eq!(video.src_object(), None);
}

#[wasm_bindgen_test]
async fn a_refusal_is_rendered_and_overcome_by_play() {
    let browser = FakeBrowser::bare();
    let stream = stream_of(&[&browser.picture_track()]);
    let mut props = Props { stream: None, ..Props::of(&stream) };
    let mut page = Page::<Picture>::mount(props.clone()).await;
    let video = props.element();
    browser.block_playing(&video, "NotAllowedError");
    props.stream = Some(stream);
    page.update(props.clone()).await;
    until("it is rendered", || props.probe.last().blocked).await;
    browser.allow_playing(&video);
    props.probe.last().play();
    until("it plays", || !props.probe.last().blocked).await;
}

#[wasm_bindgen_test]
async fn unmount_releases() {
    let browser = FakeBrowser::bare();
    let track = browser.picture_track();
    let props = Props::of(&stream_of(&[&track]));
    let page = Page::<Picture>::mount(props.clone()).await;
    let video = props.element();
    until("it plays", || !video.paused()).await;
    page.unmount().await;
    assert_eq!(video.src_object(), None);
    assert_eq!(track.ready_state(), MediaStreamTrackState::Live, "a renderer stops no track");
}

#[wasm_bindgen_test]
async fn unmount_while_pending_releases() {
    let browser = FakeBrowser::bare();
    // Without a track `play()` stays unanswered.
    let props = Props::of(&MediaStream::new().unwrap());
    let page = Page::<Picture>::mount(props.clone()).await;
    let video = props.element();
    let renders = props.probe.renders();
    page.unmount().await;
    until_idle().await;
    assert_eq!(video.src_object(), None);
    assert_eq!(props.probe.renders(), renders);
    drop(browser);
}
