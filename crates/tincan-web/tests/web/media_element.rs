//! Streams are attached, refused, and detached.

use std::{cell::Cell, rc::Rc};

use tincan_core::devices::DeviceId;
use tincan_web::media_element::MediaAttachment;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{HtmlMediaElement, MediaStreamTrackState};

use crate::fake_browser::{FakeBrowser, stream_of, until, until_idle};

/// A `<video>` on the page, for the time of a test.
struct Video(HtmlMediaElement);

impl Video {
    fn new() -> Self {
        let document = web_sys::window().unwrap().document().unwrap();
        let element = document.create_element("video").unwrap();
        document.document_element().unwrap().append_child(&element).unwrap();
        Self(element.unchecked_into())
    }

    fn element(&self) -> HtmlMediaElement {
        self.0.clone()
    }
}

impl Drop for Video {
    fn drop(&mut self) {
        self.0.remove();
    }
}

#[wasm_bindgen_test]
async fn a_stream_plays_until_it_is_detached_and_goes_on_living() {
    let browser = FakeBrowser::bare();
    let (video, track) = (Video::new(), browser.picture_track());
    let attachment = MediaAttachment::new(video.element(), stream_of(&[&track]), true, || {});
    assert!(video.0.muted());
    until("it plays", || !video.0.paused() && video.0.ready_state() >= HtmlMediaElement::HAVE_CURRENT_DATA).await;
    assert!(!attachment.is_blocked());

    drop(attachment);
    assert_eq!(video.0.src_object(), None);
    assert_eq!(track.ready_state(), MediaStreamTrackState::Live);
}

#[wasm_bindgen_test]
async fn a_refusal_is_told_and_overcome_by_play() {
    let browser = FakeBrowser::bare();
    let (video, track) = (Video::new(), browser.picture_track());
    browser.block_playing(&video.0, "NotAllowedError");
    let changes = Rc::new(Cell::new(0));
    let attachment = {
        let changes = Rc::clone(&changes);
        MediaAttachment::new(video.element(), stream_of(&[&track]), true, move || changes.set(changes.get() + 1))
    };
    until("it is told", || attachment.is_blocked()).await;
    browser.allow_playing(&video.0);
    attachment.play();
    until("it plays", || !attachment.is_blocked()).await;
    assert_eq!(changes.get(), 2);
}

#[wasm_bindgen_test]
async fn an_interruption_is_no_refusal() {
    let browser = FakeBrowser::bare();
    let (video, track) = (Video::new(), browser.picture_track());
    browser.block_playing(&video.0, "AbortError");
    let attachment = MediaAttachment::new(video.element(), stream_of(&[&track]), true, || {});
    until_idle().await;
    assert!(!attachment.is_blocked());
}

#[wasm_bindgen_test]
async fn an_unknown_speaker_is_told_once_and_changes_nothing() {
    let browser = FakeBrowser::bare();
    let (video, track) = (Video::new(), browser.picture_track());
    let changes = Rc::new(Cell::new(0));
    let attachment = {
        let changes = Rc::clone(&changes);
        MediaAttachment::new(video.element(), stream_of(&[&track]), true, move || changes.set(changes.get() + 1))
    };
    attachment.set_sink(Some(&DeviceId::from("gone")));
    until("it is told", || attachment.sink_error().is_some()).await;
    attachment.set_sink(Some(&DeviceId::from("gone")));
    until_idle().await;
    assert_eq!(changes.get(), 1);
    attachment.set_muted(false);
    assert!(!video.0.muted());
    attachment.set_sink(None);
    until("it plays", || !video.0.paused() && attachment.sink_error().is_none()).await;
}
