//! What comes out of filters, in pixels and in samples; and that nothing of them is left.

use std::{cell::Cell, rc::Rc};

use tincan_core::filters::{Decibels, Hertz, PictureFilter, PictureFilters, SoundFilters};
use tincan_web::{
    filters::{FilterPlace, FilterStatus, Filters, Source},
    peer::LocalTracks,
};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, MediaStreamTrack, MediaStreamTrackState};

use crate::{
    census::Census,
    fake_browser::{FakeBrowser, stream_of, until, until_idle, until_or_timeout},
    picture::{Eye, picture},
    studio::{Listener, Studio},
};

fn with(filter: PictureFilter, amount: u16) -> PictureFilters {
    let mut filters = PictureFilters::default();
    filters.set(filter, amount);
    filters
}

fn filters() -> Filters {
    Filters::new(|| {})
}

fn is_live(track: &MediaStreamTrack) -> bool {
    track.ready_state() == MediaStreamTrackState::Live
}

/// Filters pictures in the best way that the browser has, and then on the page.
async fn in_each_way(test: impl AsyncFn(&Studio)) {
    test(&Studio::open()).await;
    let studio = Studio::open();
    studio.hide_track_streams();
    test(&studio).await;
    assert_eq!(studio.workers(), 0);
}

#[wasm_bindgen_test]
async fn a_picture_goes_through_the_filters_and_past_them_when_there_are_none() {
    in_each_way(goes_through).await;
}

async fn goes_through(studio: &Studio) {
    let source = picture("red");
    let filters = filters();
    filters.set_sources(Some(Clone::clone(&source)), None);
    assert_eq!(filters.snapshot().picture.as_ref(), Some(&source), "nothing is to be done");
    assert_eq!(filters.snapshot().picture_status, FilterStatus::Off);

    filters.set_picture(with(PictureFilter::Invert, 100));
    let filtered = filters.snapshot().picture.unwrap();
    assert_eq!(filters.snapshot().picture_status, FilterStatus::On);
    assert_ne!(filtered, source);
    let eye = Eye::on(&stream_of(&[&filtered]));
    until("red is inverted", || eye.sees([0, 255, 255])).await;
    until("it is known what it costs", || filters.cost().is_some()).await;
    let cost = filters.cost().unwrap();
    assert_eq!((cost.width, cost.height, cost.reduced), (96, 96, false));
    assert_eq!(cost.place, if studio.workers() > 0 { FilterPlace::Worker } else { FilterPlace::Page });

    filters.set_picture(with(PictureFilter::Grayscale, 100));
    assert_eq!(filters.snapshot().picture.as_ref(), Some(&filtered), "another filter is no other track");
    // Filter Effects 1, 13.1.1: luminance.
    until("red is grey", || eye.sees([54, 54, 54])).await;
    filters.set_picture(with(PictureFilter::Opacity, 50));
    until("black shows through", || eye.sees([128, 0, 0])).await;

    filters.set_picture(PictureFilters::default());
    assert_eq!(filters.snapshot().picture.as_ref(), Some(&source));
    assert!(!is_live(&filtered) && is_live(&source));
    assert_eq!(filters.cost(), None);
    source.stop();
}

#[wasm_bindgen_test]
async fn a_large_picture_with_much_blur_is_as_large_as_it_was_and_follows_its_size() {
    in_each_way(stays_large).await;
}

async fn stays_large(_: &Studio) {
    let document = web_sys::window().unwrap().document().unwrap();
    let canvas: HtmlCanvasElement = document.create_element("canvas").unwrap().unchecked_into();
    let context: CanvasRenderingContext2d = canvas.get_context("2d").unwrap().unwrap().unchecked_into();
    let size = Cell::new((480, 480));
    let paint = || {
        let (width, height) = size.get();
        if (canvas.width(), canvas.height()) != (width, height) {
            canvas.set_width(width);
            canvas.set_height(height);
        }
        context.set_fill_style_str("red");
        context.fill_rect(0.0, 0.0, f64::from(width), f64::from(height));
    };
    paint();
    let source: MediaStreamTrack = canvas.capture_stream().unwrap().get_video_tracks().get(0).unchecked_into();
    let filters = filters();
    let mut blurred = with(PictureFilter::Blur, 20);
    blurred.set(PictureFilter::Invert, 100);
    filters.set_picture(blurred);
    filters.set_sources(Some(Clone::clone(&source)), None);
    let eye = Eye::on(&stream_of(&[&filters.snapshot().picture.unwrap()]));
    for (width, height) in [(480, 480), (320, 480)] {
        size.set((width, height));
        until("red is inverted, in full size", || {
            paint();
            let cost = filters.cost().map(|cost| (cost.width, cost.height));
            eye.sees([0, 255, 255]) && eye.size() == (width, height) && cost == Some((width, height))
        })
        .await;
    }
    source.stop();
}

#[wasm_bindgen_test]
async fn another_camera_comes_out_of_the_same_track() {
    in_each_way(follows).await;
}

async fn follows(_: &Studio) {
    let (red, blue) = (picture("red"), picture("blue"));
    let filters = filters();
    let inverted = with(PictureFilter::Invert, 100);
    filters.set_picture(inverted);
    filters.set_sources(Source::Awaited, None);
    assert_eq!(filters.snapshot().picture, None);
    filters.set_sources(Some(Clone::clone(&red)), None);
    let filtered = filters.snapshot().picture.unwrap();
    let eye = Eye::on(&stream_of(&[&filtered]));
    until("red is inverted", || eye.sees([0, 255, 255])).await;

    filters.set_sources(Some(Clone::clone(&blue)), None);
    assert_eq!(filters.snapshot().picture.as_ref(), Some(&filtered));
    until("blue is inverted", || eye.sees([255, 255, 0])).await;
    red.stop();

    filters.set_sources(Source::Awaited, None);
    assert_eq!(filters.snapshot().lend(LocalTracks::default(), inverted).camera.as_ref(), Some(&filtered));
    let red = picture("red");
    filters.set_sources(Some(Clone::clone(&red)), None);
    assert_eq!(filters.snapshot().picture.as_ref(), Some(&filtered), "one that was awaited, too");
    until("red is inverted again", || eye.sees([0, 255, 255])).await;
    red.stop();

    filters.set_sources(None, None);
    assert_eq!(filters.snapshot().picture, None, "the camera is off");
    assert!(!is_live(&filtered));
    blue.stop();
}

#[wasm_bindgen_test]
async fn what_comes_out_ends_with_its_source() {
    let browser = FakeBrowser::new();
    browser.plug_in("videoinput", "cam", "g");
    let (camera, microphone) = (browser.picture_track(), browser.silent_track());
    let changes = Rc::new(Cell::new(0));
    let filters = Filters::new({
        let changes = Rc::clone(&changes);
        move || changes.set(changes.get() + 1)
    });
    filters.set_picture(with(PictureFilter::Sepia, 100));
    filters.set_sound(SoundFilters { mono: true, ..SoundFilters::default() });
    filters.set_sources(Some(Clone::clone(&camera)), Some(Clone::clone(&microphone)));
    let filtered = filters.snapshot().picture.unwrap();
    let before = changes.get();

    browser.unplug("picture");
    assert!(!is_live(&filtered));
    assert_eq!(filters.snapshot().picture, None);
    assert!(changes.get() > before, "it is told");
    browser.unplug("silence");
    assert_eq!(filters.snapshot().sound, None);
    assert_eq!(browser.listeners(), 0);

    filters.set_sources(Some(camera), Some(microphone));
    assert_eq!(
        (filters.snapshot().camera, filters.snapshot().microphone),
        (None, None),
        "what has ended does not go in"
    );
}

#[wasm_bindgen_test]
async fn nothing_is_left_of_filters() {
    in_each_way(leaves_nothing).await;
}

async fn leaves_nothing(studio: &Studio) {
    let (source, tone) = (picture("red"), studio.tone(440.0, 1.0, 1.0));
    let census = Census::begin();
    for close in [true, false] {
        let filters = filters();
        filters.set_sources(Some(Clone::clone(&source)), Some(Clone::clone(&tone)));
        filters.set_picture(with(PictureFilter::Blur, 4));
        filters.set_sound(SoundFilters { mono: true, ..SoundFilters::default() });
        let filtered = filters.snapshot().picture.unwrap();
        until("it is at work", || filters.cost().is_some()).await;
        assert_eq!(studio.graphs(), 1);
        studio.hide(true);
        if close {
            filters.close();
            filters.set_sources(Some(Clone::clone(&source)), None);
            assert_eq!(filters.snapshot().picture, None, "verbs do nothing any more");
        }
        drop(filters);
        studio.hide(false);
        assert!(!is_live(&filtered) && is_live(&source) && is_live(&tone));
        assert_eq!((studio.graphs(), studio.workers(), studio.urls()), (0, 0, 0));
        census.expect_nothing_left().await;
    }
    source.stop();
}

#[wasm_bindgen_test]
async fn a_hidden_page_goes_on() {
    in_each_way(goes_on).await;
}

async fn goes_on(studio: &Studio) {
    let (red, lime) = (picture("red"), picture("lime"));
    let filters = filters();
    filters.set_picture(with(PictureFilter::Invert, 100));
    filters.set_sources(Some(Clone::clone(&red)), None);
    let eye = Eye::on(&stream_of(&[&filters.snapshot().picture.unwrap()]));
    until("red is inverted", || eye.sees([0, 255, 255])).await;

    studio.hide(true);
    filters.set_sources(Some(Clone::clone(&lime)), None);
    until("lime is inverted", || eye.sees([255, 0, 255])).await;
    studio.hide(false);
    filters.set_sources(Some(Clone::clone(&red)), None);
    until("red is inverted again", || eye.sees([0, 255, 255])).await;
    red.stop();
    lime.stop();
}

#[wasm_bindgen_test]
async fn where_no_worker_may_work_the_page_does() {
    let studio = Studio::open();
    studio.break_workers();
    let (red, blue) = (picture("red"), picture("blue"));
    let changes = Rc::new(Cell::new(0));
    let filters = Filters::new({
        let changes = Rc::clone(&changes);
        move || changes.set(changes.get() + 1)
    });
    filters.set_picture(with(PictureFilter::Invert, 100));
    filters.set_sources(Some(Clone::clone(&red)), None);
    let began = filters.snapshot().picture.unwrap();
    let had_worker = studio.workers() > 0;
    until("the page works", || filters.cost().is_some_and(|cost| cost.place == FilterPlace::Page)).await;
    let filtered = filters.snapshot().picture.unwrap();
    assert_eq!(filters.snapshot().picture_status, FilterStatus::On);
    assert_eq!((changes.get(), filtered != began), if had_worker { (2, true) } else { (1, false) });
    assert_eq!((studio.workers(), is_live(&began)), (0, !had_worker));
    let eye = Eye::on(&stream_of(&[&filtered]));
    until("red is inverted", || eye.sees([0, 255, 255])).await;

    filters.set_picture(PictureFilters::default());
    filters.set_sources(Some(Clone::clone(&blue)), None);
    filters.set_picture(with(PictureFilter::Invert, 100));
    assert_eq!(studio.workers(), 0, "it is not tried again");
    red.stop();
    blue.stop();
}

#[wasm_bindgen_test]
async fn a_browser_that_cannot_says_so() {
    let studio = Studio::open();
    studio.hide_track_streams();
    let source = picture("red");
    let filters = filters();
    filters.set_sources(Some(Clone::clone(&source)), None);
    studio.without_canvas_filters(|| filters.set_picture(with(PictureFilter::Invert, 100)));
    let now = filters.snapshot();
    assert!(matches!(now.picture_status, FilterStatus::Impossible(_)));
    assert_eq!(now.picture.as_ref(), Some(&source));

    filters.set_picture(PictureFilters::default());
    assert_eq!(filters.snapshot().picture_status, FilterStatus::Off);
    source.stop();
}

#[wasm_bindgen_test]
async fn what_fails_with_one_source_is_tried_again_with_another() {
    let studio = Studio::open();
    let (silent, tone) = (picture("red"), studio.tone(440.0, 1.0, 1.0));
    let filters = filters();
    filters.set_sound(SoundFilters { mono: true, ..SoundFilters::default() });
    filters.set_sources(None, Some(Clone::clone(&silent)));
    assert!(matches!(filters.snapshot().sound_status, FilterStatus::Impossible(_)), "there is nothing to be heard");
    filters.set_sources(None, Some(Clone::clone(&tone)));
    assert!(matches!(filters.snapshot().sound_status, FilterStatus::On | FilterStatus::Waiting));
    silent.stop();
}

#[wasm_bindgen_test]
async fn no_camera_is_lent_past_its_filters() {
    let (red, blue) = (picture("red"), picture("blue"));
    let invert = with(PictureFilter::Invert, 100);
    let local =
        |camera: &MediaStreamTrack| LocalTracks { camera: Some(Clone::clone(camera)), ..LocalTracks::default() };
    let filters = filters();
    filters.set_picture(invert);
    assert_eq!(filters.snapshot().lend(local(&red), invert).camera, None, "it has not gone in yet");
    filters.set_sources(Some(Clone::clone(&red)), None);
    let filtered = filters.snapshot().picture.unwrap();
    assert_eq!(filters.snapshot().lend(local(&red), invert).camera.as_ref(), Some(&filtered));
    assert_eq!(filters.snapshot().lend(local(&blue), invert).camera.as_ref(), Some(&filtered));
    assert_eq!(filters.snapshot().lend(LocalTracks::default(), invert).camera, None);

    filters.set_picture(PictureFilters::default());
    let now = filters.snapshot();
    assert_eq!(now.lend(local(&red), PictureFilters::default()).camera.as_ref(), Some(&red));
    assert_eq!(now.lend(local(&blue), PictureFilters::default()).camera.as_ref(), Some(&blue));
    assert_eq!(now.lend(local(&blue), invert).camera, None);
    red.stop();
    blue.stop();
}

/// A machine without any sound output may suspend Web Audio for ever: then the sound is as it was, and that is said.
async fn can_play(studio: &Studio, filters: &Filters) -> bool {
    if until_or_timeout(|| studio.can_play(), 3_000).await {
        until("the sound is filtered", || filters.snapshot().sound_status == FilterStatus::On).await;
        return true;
    }
    let now = filters.snapshot();
    assert_eq!(now.sound_status, FilterStatus::Waiting);
    assert_eq!(now.sound, now.microphone);
    false
}

#[wasm_bindgen_test]
async fn gain_and_high_pass_do_what_they_say() {
    let studio = Studio::open();
    let low = studio.tone(100.0, 1.0, 1.0);
    let filters = filters();
    filters.set_sources(None, Some(Clone::clone(&low)));
    assert_eq!(studio.graphs(), 0, "what is neutral costs nothing");
    filters.set_sound(SoundFilters { gain: Decibels::new(-20), ..SoundFilters::default() });
    if !can_play(&studio, &filters).await {
        return;
    }
    let filtered = filters.snapshot().sound.unwrap();
    let listener = Listener::on(&filtered);
    // A sine of amplitude 1 has the root mean square 0.707.
    let is = |expected: f64| listener.loudness().iter().all(|loudness| (loudness - expected).abs() < expected * 0.05);
    until("a tenth of the amplitude", || is(0.0707)).await;

    let high_pass = Some(Hertz::new(1000));
    filters.set_sound(SoundFilters { high_pass, ..SoundFilters::default() });
    assert_eq!(filters.snapshot().sound.as_ref(), Some(&filtered), "another filter is no other track");
    // Ten times lower: a hundredth, by a filter of the second order.
    until("what is low is taken out", || is(0.00707)).await;
    filters.set_sources(None, Some(studio.tone(8000.0, 1.0, 1.0)));
    assert_eq!(filters.snapshot().sound.as_ref(), Some(&filtered), "nor is another microphone");
    until("what is high stays", || is(0.707)).await;

    filters.set_sound(SoundFilters::default());
    assert!(!is_live(&filtered));
    assert_eq!(studio.graphs(), 0);
}

#[wasm_bindgen_test]
async fn one_side_becomes_both() {
    let studio = Studio::open();
    let left = studio.tone(440.0, 1.0, 0.0);
    let filters = filters();
    filters.set_sources(None, Some(left));
    filters.set_sound(SoundFilters { gain: Decibels::new(-6), ..SoundFilters::default() });
    if !can_play(&studio, &filters).await {
        return;
    }
    let listener = Listener::on(&filters.snapshot().sound.unwrap());
    let is = |expected: [f64; 2]| {
        listener.loudness().iter().zip(expected).all(|(loudness, expected)| (loudness - expected).abs() < 0.02)
    };
    until("it is on the left", || is([0.354, 0.0])).await;
    filters.set_sound(SoundFilters { mono: true, ..SoundFilters::default() });
    until("it is in the middle", || is([0.354, 0.354])).await;
}

#[wasm_bindgen_test]
async fn while_web_audio_is_suspended_the_sound_is_as_it_was() {
    let studio = Studio::open();
    let tone = studio.tone(440.0, 1.0, 1.0);
    studio.suspend(true);
    let filters = filters();
    filters.set_sources(None, Some(Clone::clone(&tone)));
    filters.set_sound(SoundFilters { mono: true, ..SoundFilters::default() });
    let now = filters.snapshot();
    assert_eq!((now.sound_status, now.sound.as_ref()), (FilterStatus::Waiting, Some(&tone)));
    until_idle().await;
    studio.suspend(false);
    if until_or_timeout(|| studio.can_play(), 3_000).await {
        until("it runs", || filters.snapshot().sound_status == FilterStatus::On).await;
    }
}
