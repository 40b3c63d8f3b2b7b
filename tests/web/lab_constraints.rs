//! The Lab's page about constraints, with the browser's fake camera and microphone.

use js_sys::{Function, Reflect};
use tincan::{dom, pages::lab::Constraints};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{
    Event, EventInit, HtmlElement, HtmlInputElement, HtmlSelectElement, HtmlVideoElement, MediaStream,
    MediaStreamTrack, MediaStreamTrackState,
};
use yew::{prelude::*, scheduler};
use yew_webrtc::browser::Browser;

use crate::{fake_browser::until, page::Page};

#[component]
fn Experiment() -> Html {
    html! { <Constraints /> }
}

#[wasm_bindgen_test]
async fn a_size_is_asked_for_shown_and_written_as_code() {
    let page = Page::<Experiment>::mount(()).await;
    assert_eq!(page.all(".constraints-form__row").len(), 9);
    choose(&page, "#constraints-preset", "QVGA").await;
    let code = page.all(".code-view__code")[0].text_content().unwrap();
    assert!(code.contains("getUserMedia({") && code.contains("width: { ideal: 320 }"), "{code}");
    assert!(page.all(".code-view__code")[1].text_content().unwrap().contains("applyConstraints({"));

    let track = live(&page).await;
    assert_eq!(track.kind(), "video");
    until("the form tells what it does", || fact(&page, 0, 2) == "320" && fact(&page, 1, 2) == "240").await;
    assert!(page.text("[role=status]").starts_with("Live: "));
    choose(&page, "#constraints-deviceId", "exact").await;
    assert!(page.all(".code-view__code")[0].text_content().unwrap().contains("deviceId: { exact: \""));

    press(&page, "Stop").await;
    assert_eq!(track.ready_state(), MediaStreamTrackState::Ended);
    assert!(page.text("[role=status]").starts_with("Nothing is live."));
}

#[wasm_bindgen_test]
async fn what_cannot_be_met_is_named_and_the_picture_stays_live() {
    let page = Page::<Experiment>::mount(()).await;
    let track = live(&page).await;
    if dom::agent().browser == Browser::Firefox {
        // Its fake camera agrees to anything, and does nothing of it.
        refuse_changes(&track);
    }
    choose(&page, "#constraints-width", "exact").await;
    type_into(&page, "width value", "99999").await;
    for (button, problem) in
        [("Change the live track", "The live track cannot do"), ("Ask for a track", "No device can do")]
    {
        press(&page, button).await;
        until("it is refused", || trouble(&page).starts_with(problem)).await;
        assert!(trouble(&page).contains("width"));
        assert!(row_is_marked(&page, 0), "the row is marked");
        assert_eq!(track.ready_state(), MediaStreamTrackState::Live);
        assert_eq!(video(&page).src_object(), Some(stream_of(&page)), "the picture is still shown");
        assert!(page.text("[role=status]").starts_with("Live: "));
    }

    choose(&page, "#constraints-width", "ideal").await;
    press(&page, "Ask for a track").await;
    until("another track took over", || track.ready_state() == MediaStreamTrackState::Ended).await;
    until("it is told", || page.text("[role=status]").starts_with("Live: ")).await;
    assert!(page.all(".notice").is_empty() && !row_is_marked(&page, 0));
}

#[wasm_bindgen_test]
async fn a_microphone_has_constraints_of_its_own() {
    let page = Page::<Experiment>::mount(()).await;
    let camera = live(&page).await;
    choose(&page, "#constraints-source", "microphone").await;
    assert_eq!(camera.ready_state(), MediaStreamTrackState::Ended, "the camera is released");
    assert!(page.all("#constraints-preset").is_empty());
    choose(&page, "#constraints-echoCancellation", "exact").await;
    choose(&page, "#constraints-echoCancellation-value", "false").await;
    let code = page.all(".code-view__code")[0].text_content().unwrap();
    assert!(code.contains("audio: {") && code.contains("echoCancellation: { exact: false }"), "{code}");
    assert_eq!(live(&page).await.kind(), "audio");
    until("the form tells what it does", || fact(&page, 0, 2) == "false").await;
}

#[wasm_bindgen_test]
async fn leaving_the_page_releases_what_is_live() {
    let page = Page::<Experiment>::mount(()).await;
    let track = live(&page).await;
    drop(page);
    until("it is released", || track.ready_state() == MediaStreamTrackState::Ended).await;
}

/// Asks, and waits until it is there.
async fn live(page: &Page<Experiment>) -> MediaStreamTrack {
    press(page, "Ask for a track").await;
    until("a track is live", || page.text("[role=status]").starts_with("Live: ") && video(page).src_object().is_some())
        .await;
    stream_of(page).get_tracks().get(0).unchecked_into()
}

fn stream_of(page: &Page<Experiment>) -> MediaStream {
    video(page).src_object().unwrap()
}

fn video(page: &Page<Experiment>) -> HtmlVideoElement {
    page.one("video").unchecked_into()
}

/// `applyConstraints` of this track fails from now on.
fn refuse_changes(track: &MediaStreamTrack) {
    let refuse =
        "return Promise.reject(Object.assign(new Error('no'), { name: 'OverconstrainedError', constraint: 'width' }))";
    Reflect::set(track, &"applyConstraints".into(), &Function::new_no_args(refuse)).unwrap();
}

fn trouble(page: &Page<Experiment>) -> String {
    page.all(".notice__title").iter().filter_map(|title| title.text_content()).collect()
}

/// A fact of a row: 1 what the device can, 2 what it does, 3 whether it is known.
fn fact(page: &Page<Experiment>, row: usize, number: usize) -> String {
    let facts = page.all(&format!(".constraints-form__row:nth-child({}) dd", row + 1));
    facts[number - 1].text_content().unwrap_or_default()
}

fn row_is_marked(page: &Page<Experiment>, row: usize) -> bool {
    page.all(".constraints-form__row")[row].has_attribute("data-trouble")
}

async fn press(page: &Page<Experiment>, name: &str) {
    let mut buttons = page.all("button").into_iter();
    let button = buttons.find(|button| button.text_content().as_deref() == Some(name)).unwrap();
    button.unchecked_into::<HtmlElement>().click();
    scheduler::flush().await;
}

async fn choose(page: &Page<Experiment>, selector: &str, value: &str) {
    let select: HtmlSelectElement = page.one(selector).unchecked_into();
    select.set_value(value);
    assert_eq!(select.value(), value, "there is such a choice");
    fire(&select, "change").await;
}

async fn type_into(page: &Page<Experiment>, name: &str, text: &str) {
    let input: HtmlInputElement = page.one(&format!("input[aria-label={name:?}]")).unchecked_into();
    input.set_value(text);
    fire(&input, "input").await;
}

async fn fire(element: &HtmlElement, event: &str) {
    let init = EventInit::new();
    init.set_bubbles(true);
    element.dispatch_event(&Event::new_with_event_init_dict(event, &init).unwrap()).unwrap();
    scheduler::flush().await;
}
