//! The Lab's pages, with the browser's fake camera and microphone and a real connection.

use std::{cell::RefCell, collections::BTreeSet};

use tincan::pages::lab::PeerConnection;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{
    CanvasRenderingContext2d, HtmlCanvasElement, HtmlElement, HtmlVideoElement, MediaStream, MediaStreamTrack,
    MediaStreamTrackState,
};
use yew::prelude::*;

use crate::page::{Page, document, until};

#[component]
fn Exercise() -> Html {
    html! { <PeerConnection /> }
}

#[wasm_bindgen_test]
async fn the_four_buttons_make_a_call_and_end_it() {
    let page = Page::<Exercise>::mount(()).await;
    until_enabled(&page, &["Start"]).await;

    press(&page, "Start").await;
    until_enabled(&page, &["Call", "Stop"]).await;
    until_frames(&page, "Local video").await;
    let tracks = tracks(&video(&page, "Local video"));
    assert_eq!(tracks.len(), 2);

    for _ in 0..2 {
        press(&page, "Call").await;
        until_enabled(&page, &["Hang up", "Stop", "Restart ICE"]).await;
        until_frames(&page, "Remote video").await;
        assert!(page.text("[role=status]").starts_with("Connected after"));

        press(&page, "Hang up").await;
        until_enabled(&page, &["Call", "Stop"]).await;
        assert!(video(&page, "Remote video").src_object().is_none());
        assert!(tracks.iter().all(is_live), "the camera stays on");
    }

    press(&page, "Call").await;
    until_frames(&page, "Remote video").await;
    press(&page, "Stop").await;
    until_enabled(&page, &["Start"]).await;
    assert!(!tracks.iter().any(is_live), "the camera is released");
}

#[wasm_bindgen_test]
async fn every_step_of_both_ends_is_told_and_the_descriptions_can_be_read() {
    let page = Page::<Exercise>::mount(()).await;
    assert_eq!(page.all(".trace-list__row").len(), 0);
    press(&page, "Start").await;
    press(&page, "Call").await;
    press(&page, "Restart ICE").await;

    let told = |end: &str, words: &str| {
        let rows = page.all(&format!("[data-end={end}]"));
        rows.iter().filter(|row| row.text_content().unwrap_or_default().contains(words)).count()
    };
    // The first time, and after the restart.
    until("both ends to have told of both negotiations", || {
        told("a", "Accepted the answer") == 2 && told("b", "Made an answer") == 2
    })
    .await;
    for (end, words) in [
        ("a", "Connection made"),
        ("a", "Made an offer"),
        ("a", "have-local-offer"),
        ("a", "ICE restart"),
        ("b", "Connection made"),
        ("b", "Accepted the offer"),
        ("b", "have-remote-offer"),
        ("b", "Control channel open"),
    ] {
        assert!(told(end, words) > 0, "end {end} tells of {words:?}");
    }
    until("candidates", || told("a", "Found") > 0 && told("b", "Accepted") > 1).await;
    assert!(page.text(".candidate-list__kind").contains("over "), "in words: {}", page.text(".candidate-list__kind"));

    page.click("[data-end=a] .session-description__summary").await;
    // Four slots, the control channel, and what is said about all of them.
    until("the offer to unfold", || page.all(".session-description__section").len() == 6).await;
    assert!(page.all(".session-description__line").len() > 50);
    assert!(page.text(".session-description__section:nth-child(2)").contains("m=audio"));

    press(&page, "Hang up").await;
    until("both ends to be closed", || told("a", "Connection closed") == 1 && told("b", "Connection closed") == 1)
        .await;
    press(&page, "Call").await;
    until("a new trace", || told("a", "Connection closed") == 0 && told("b", "Made an answer") == 1).await;
}

#[wasm_bindgen_test]
async fn leaving_the_page_in_the_middle_of_a_call_releases_everything() {
    let page = Page::<Exercise>::mount(()).await;
    press(&page, "Start").await;
    until_frames(&page, "Local video").await;
    press(&page, "Call").await;
    until_frames(&page, "Remote video").await;
    let own = tracks(&video(&page, "Local video"));
    let arriving = tracks(&video(&page, "Remote video"));
    assert!(own.iter().chain(&arriving).all(is_live));
    drop(page);
    // What arrives ends with its connection.
    until("all tracks to end", || !own.iter().chain(&arriving).any(is_live)).await;
}

/// Presses a button as soon as it can be pressed.
async fn press(page: &Page<Exercise>, name: &str) {
    until(&format!("{name:?} to be enabled"), || enabled(page).iter().any(|button| button == name)).await;
    let buttons = page.all("button");
    let button = buttons.into_iter().find(|button| button.text_content().as_deref() == Some(name)).unwrap();
    button.unchecked_into::<HtmlElement>().click();
}

async fn until_enabled(page: &Page<Exercise>, names: &[&str]) {
    until(&format!("exactly {names:?} to be enabled"), || enabled(page) == names).await;
}

fn enabled(page: &Page<Exercise>) -> Vec<String> {
    let buttons = page.all(".lab__buttons button").into_iter();
    let enabled = buttons.filter(|button| !button.has_attribute("disabled"));
    enabled.map(|button| button.text_content().unwrap_or_default()).collect()
}

/// Waits until several different pictures came.
async fn until_frames(page: &Page<Exercise>, name: &str) {
    let canvas: HtmlCanvasElement = document().create_element("canvas").unwrap().unchecked_into();
    canvas.set_width(32);
    canvas.set_height(32);
    let context: CanvasRenderingContext2d = canvas.get_context("2d").unwrap().unwrap().unchecked_into();
    let seen = RefCell::new(BTreeSet::new());
    until(&format!("frames in {name:?}"), || {
        let video = video(page, name);
        if video.video_width() > 0 {
            context.draw_image_with_html_video_element_and_dw_and_dh(&video, 0.0, 0.0, 32.0, 32.0).unwrap();
            seen.borrow_mut().insert(context.get_image_data(0.0, 0.0, 32.0, 32.0).unwrap().data().0);
        }
        seen.borrow().len() >= 5
    })
    .await;
}

fn video(page: &Page<Exercise>, name: &str) -> HtmlVideoElement {
    page.one(&format!("video[aria-label={name:?}]")).unchecked_into()
}

fn tracks(video: &HtmlVideoElement) -> Vec<MediaStreamTrack> {
    let stream: MediaStream = video.src_object().unwrap();
    stream.get_tracks().iter().map(JsCast::unchecked_into).collect()
}

fn is_live(track: &MediaStreamTrack) -> bool {
    track.ready_state() == MediaStreamTrackState::Live
}
