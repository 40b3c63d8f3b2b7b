//! A shared screen: asked for once, exchanged without a gap, paused, lost, and always given back.

use std::{cell::Cell, rc::Rc};

use tincan_core::{
    content::{Chosen, ContentKind},
    display::{DisplayOptions, Limit, Surface},
    media_error::{DeniedBy, MediaErrorKind},
};
use tincan_web::display_media::{DisplayMedia, DisplaySnapshot, DisplayStatus, is_supported};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{MediaStreamTrack, MediaStreamTrackState};

use crate::{
    census::Census,
    fake_browser::{until, until_idle},
    fake_display::FakeDisplay,
};

fn display() -> DisplayMedia {
    DisplayMedia::new(DisplayOptions::default(), || {})
}

/// Something is shared.
async fn sharing(browser: &FakeDisplay) -> DisplayMedia {
    let display = display();
    display.start();
    settled(browser, &display).await;
    assert_eq!(display.snapshot().status, DisplayStatus::Live);
    display
}

async fn settled(browser: &FakeDisplay, display: &DisplayMedia) -> DisplaySnapshot {
    until("the person has answered", || {
        let now = display.snapshot();
        browser.pending() == 0 && now.status != DisplayStatus::Requesting && !now.is_switching
    })
    .await;
    display.snapshot()
}

fn failure(now: &DisplaySnapshot) -> Option<MediaErrorKind> {
    now.status.error().map(|error| error.kind.clone())
}

fn is_live(track: &MediaStreamTrack) -> bool {
    track.ready_state() == MediaStreamTrackState::Live
}

#[wasm_bindgen_test]
async fn what_is_picked_is_shared_with_its_sound() {
    let browser = FakeDisplay::with_sound("red");
    let display = display();
    assert_eq!(display.snapshot(), DisplaySnapshot::default());
    display.start();
    assert_eq!(display.snapshot().status, DisplayStatus::Requesting);
    let now = settled(&browser, &display).await;
    assert_eq!((now.status.clone(), now.surface), (DisplayStatus::Live, Some(Surface::Monitor)));
    assert!(is_live(now.picture.as_ref().unwrap()) && is_live(now.sound.as_ref().unwrap()));
    assert_eq!(now.stream.as_ref().unwrap().get_tracks().length(), 2);
    assert_eq!((now.content, browser.hint()), (ContentKind::Text, "text".to_owned()));
    assert!(!now.is_own_page);

    display.stop();
    assert_eq!((display.snapshot(), browser.all_live()), (DisplaySnapshot::default(), 0));
}

#[wasm_bindgen_test]
async fn it_is_asked_for_as_the_options_say() {
    let browser = FakeDisplay::new();
    let display = DisplayMedia::new(DisplayOptions::ANY, || {});
    display.start();
    settled(&browser, &display).await;
    assert_eq!(browser.last_request(), r#"{"video":{},"audio":false}"#);
    display.set_options(DisplayOptions { frame_rate: Some(Limit::AtMost(5)), ..DisplayOptions::ANY });
    until_idle().await;
    assert_eq!(browser.asked(), 1, "options count from the next question on");
    display.switch();
    settled(&browser, &display).await;
    assert_eq!(browser.last_request(), r#"{"video":{"frameRate":{"max":5}},"audio":false}"#);
}

#[wasm_bindgen_test]
async fn a_closed_picker_is_no_error() {
    let browser = FakeDisplay::new();
    browser.refuse("NotAllowedError", "Permission denied by user");
    let display = display();
    display.start();
    assert_eq!(settled(&browser, &display).await.status, DisplayStatus::Idle);
    browser.allow();
    display.start();
    assert_eq!(settled(&browser, &display).await.status, DisplayStatus::Live);
    assert_eq!(browser.asked(), 2);
}

#[wasm_bindgen_test]
async fn a_system_that_forbids_it_is_told_and_can_be_tried_again() {
    let browser = FakeDisplay::new();
    browser.refuse("NotAllowedError", "Permission denied by system");
    let display = display();
    display.start();
    let now = settled(&browser, &display).await;
    assert_eq!(failure(&now), Some(MediaErrorKind::Denied(DeniedBy::System)));
    browser.allow();
    display.start();
    assert_eq!(settled(&browser, &display).await.status, DisplayStatus::Live);
    assert_eq!(display.snapshot().status.error(), None);
}

#[wasm_bindgen_test]
async fn a_browser_without_it_is_told() {
    let browser = FakeDisplay::new();
    assert!(is_supported());
    browser.remove();
    assert!(!is_supported());
    let display = display();
    display.start();
    assert_eq!(failure(&settled(&browser, &display).await), Some(MediaErrorKind::Unsupported));
}

#[wasm_bindgen_test]
async fn what_is_picked_after_stop_is_stopped() {
    let browser = FakeDisplay::with_sound("red");
    browser.hold();
    let display = display();
    display.start();
    display.stop();
    assert_eq!(display.snapshot().status, DisplayStatus::Idle);
    browser.release();
    until("it has come", || browser.handed_out() == 2).await;
    until("it was stopped", || browser.all_live() == 0).await;
    assert_eq!((display.snapshot(), browser.listeners()), (DisplaySnapshot::default(), 0));
}

#[wasm_bindgen_test]
async fn what_is_picked_after_the_end_of_all_is_stopped() {
    let browser = FakeDisplay::with_sound("red");
    browser.hold();
    let changes = Rc::new(Cell::new(0));
    let display = {
        let changes = Rc::clone(&changes);
        DisplayMedia::new(DisplayOptions::default(), move || changes.set(changes.get() + 1))
    };
    display.start();
    drop(display);
    let before = changes.get();
    browser.release();
    until("it has come", || browser.handed_out() == 2).await;
    until("it was stopped", || browser.all_live() == 0).await;
    assert_eq!((changes.get(), browser.listeners()), (before, 0), "nobody is told");
}

#[wasm_bindgen_test]
async fn a_picker_that_is_still_open_answers_for_the_next_question() {
    let browser = FakeDisplay::new();
    browser.hold();
    let display = display();
    display.start();
    display.start();
    display.stop();
    display.start();
    assert_eq!(browser.asked(), 1);
    browser.release();
    assert_eq!(settled(&browser, &display).await.status, DisplayStatus::Live);
    assert_eq!(browser.live("video"), 1);
}

#[wasm_bindgen_test]
async fn an_end_from_outside_is_told_with_what_it_was() {
    let browser = FakeDisplay::new();
    browser.offer("red", "window", true);
    let display = sharing(&browser).await;
    browser.end("video");
    let now = display.snapshot();
    assert_eq!((failure(&now), now.surface), (Some(MediaErrorKind::Ended), Some(Surface::Window)));
    assert_eq!((now.picture, now.sound, now.stream), (None, None, None));
    assert_eq!((browser.all_live(), browser.listeners()), (0, 0));

    browser.offer("red", "browser", false);
    display.start();
    let now = settled(&browser, &display).await;
    assert_eq!((now.status, now.surface), (DisplayStatus::Live, Some(Surface::Browser)));
}

#[wasm_bindgen_test]
async fn an_end_that_was_put_away_is_forgotten() {
    let browser = FakeDisplay::new();
    let display = sharing(&browser).await;
    browser.end("video");
    assert!(display.snapshot().status.error().is_some());
    display.stop();
    assert_eq!(display.snapshot(), DisplaySnapshot::default());
}

#[wasm_bindgen_test]
async fn a_sound_that_ends_leaves_the_picture() {
    let browser = FakeDisplay::with_sound("red");
    let display = sharing(&browser).await;
    browser.end("audio");
    let now = display.snapshot();
    assert_eq!((now.status, now.sound), (DisplayStatus::Live, None));
    assert!(is_live(&now.picture.unwrap()));
}

#[wasm_bindgen_test]
async fn another_surface_takes_over_without_a_gap() {
    let browser = FakeDisplay::with_sound("red");
    let display = sharing(&browser).await;
    let before = display.snapshot();
    browser.hold();
    browser.offer("blue", "window", false);
    display.switch();
    assert!(display.snapshot().is_switching);
    assert_eq!(display.snapshot().picture, before.picture, "until the person has chosen, the old one is shared");
    browser.release();
    let now = settled(&browser, &display).await;
    assert_eq!((now.surface, now.sound), (Some(Surface::Window), None));
    assert_ne!((&now.picture, &now.stream), (&before.picture, &before.stream));
    let old = before.picture.unwrap();
    assert!(is_live(&old), "whoever sends it needs a moment");
    until("the old one is stopped", || !is_live(&old) && browser.all_live() == 1).await;
    assert_eq!(browser.most_pictures(), 2);
    assert_eq!(display.snapshot().status, DisplayStatus::Live);
}

#[wasm_bindgen_test]
async fn a_switch_that_fails_or_is_cancelled_changes_nothing() {
    let browser = FakeDisplay::new();
    let display = sharing(&browser).await;
    let before = display.snapshot();
    browser.refuse("NotAllowedError", "Permission denied");
    display.switch();
    assert_eq!(settled(&browser, &display).await, before);
    browser.refuse("NotReadableError", "Could not start video source");
    display.switch();
    let now = settled(&browser, &display).await;
    assert_eq!(now.switch_error.as_ref().map(|error| &error.kind), Some(&MediaErrorKind::InUse));
    assert_eq!((now.status, now.picture), (before.status, before.picture));
    browser.allow();
    display.switch();
    assert_eq!(settled(&browser, &display).await.switch_error, None);
}

#[wasm_bindgen_test]
async fn stopping_while_another_surface_is_chosen_stops_both() {
    let browser = FakeDisplay::new();
    let display = sharing(&browser).await;
    browser.hold();
    display.switch();
    display.stop();
    browser.release();
    until("it has come", || browser.handed_out() == 2).await;
    until("it was stopped", || browser.all_live() == 0).await;
    assert_eq!(display.snapshot(), DisplaySnapshot::default());
}

#[wasm_bindgen_test]
async fn what_ends_while_another_surface_is_chosen_waits_for_that() {
    let browser = FakeDisplay::new();
    let display = sharing(&browser).await;
    browser.hold();
    display.switch();
    browser.end("video");
    assert_eq!(display.snapshot().status, DisplayStatus::Requesting);
    browser.release();
    assert_eq!(settled(&browser, &display).await.status, DisplayStatus::Live);
}

#[wasm_bindgen_test]
async fn a_pause_gives_nothing_out_and_asks_nobody() {
    let browser = FakeDisplay::with_sound("red");
    let display = sharing(&browser).await;
    let before = display.snapshot();
    display.pause();
    let now = display.snapshot();
    assert_eq!((now.status, now.picture, now.sound), (DisplayStatus::Paused, None, None));
    assert_eq!(now.stream, before.stream, "the person still sees it");
    browser.offer("blue", "monitor", false);
    display.switch();
    let now = settled(&browser, &display).await;
    assert_eq!((now.status, now.picture), (DisplayStatus::Paused, None), "another surface does not end the pause");
    display.resume();
    let now = display.snapshot();
    assert_eq!(now.status, DisplayStatus::Live);
    assert!(is_live(&now.picture.unwrap()));
    assert_eq!(browser.asked(), 2);

    display.pause();
    display.stop();
    display.start();
    assert_eq!(settled(&browser, &display).await.status, DisplayStatus::Live, "a new share begins unpaused");
}

#[wasm_bindgen_test]
async fn what_is_chosen_is_told_to_the_encoder_also_for_the_next_surface() {
    let browser = FakeDisplay::new();
    let display = sharing(&browser).await;
    display.choose(Chosen::Motion);
    let now = display.snapshot();
    assert_eq!((now.content, now.chosen, browser.hint()), (ContentKind::Motion, Chosen::Motion, "motion".to_owned()));
    display.switch();
    settled(&browser, &display).await;
    assert_eq!((browser.handed_out(), browser.hint()), (2, "motion".to_owned()));
    display.choose(Chosen::Auto);
    assert_eq!((display.snapshot().content, browser.hint()), (ContentKind::Text, "text".to_owned()));
}

#[wasm_bindgen_test]
async fn a_film_is_noticed_by_what_moves() {
    let census = Census::begin();
    let browser = FakeDisplay::new();
    browser.offer("film", "browser", false);
    let display = sharing(&browser).await;
    until("it is measured twice, and then is a film", || {
        census.skip(500.0);
        display.snapshot().content == ContentKind::Motion
    })
    .await;
    assert_eq!((display.snapshot().chosen, browser.hint()), (Chosen::Auto, "motion".to_owned()));
}

#[wasm_bindgen_test]
async fn the_tab_of_this_page_is_recognised() {
    let browser = FakeDisplay::new();
    browser.offer("red", "browser", false);
    let changes = Rc::new(Cell::new(0));
    let display = {
        let changes = Rc::clone(&changes);
        DisplayMedia::new(DisplayOptions::default(), move || changes.set(changes.get() + 1))
    };
    display.start();
    assert!(!settled(&browser, &display).await.is_own_page);
    let before = changes.get();
    browser.show_this_page();
    assert_eq!((display.snapshot().is_own_page, changes.get()), (true, before + 1));
}
