//! Levels are heard, and one context serves them all.

use std::{cell::Cell, rc::Rc};

use tincan_web::audio_level::{AudioLevel, AudioMeter};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::MediaStreamTrackState;

use crate::fake_browser::{FakeBrowser, until, until_idle, until_or_timeout};

/// Whether this machine runs Web Audio: without any sound output a browser may suspend it for ever.
async fn until_sound(browser: &FakeBrowser) -> bool {
    until_or_timeout(|| browser.can_play_sound(), 1_000).await
}

#[wasm_bindgen_test]
async fn a_tone_is_heard_and_speaks() {
    let browser = FakeBrowser::bare();
    let tone = browser.tone();
    let heard = Rc::new(Cell::new(AudioLevel::default()));
    let meter = {
        let heard = Rc::clone(&heard);
        AudioMeter::new(&tone, move |level| heard.set(level)).unwrap()
    };
    if until_sound(&browser).await {
        until("it is loud", || heard.get().level > 0.9 && heard.get().speaking).await;
    } else {
        assert_eq!(heard.get(), AudioLevel::default(), "what does not run hears nothing, and holds nothing up");
    }
    drop(meter);
    assert_eq!(tone.ready_state(), MediaStreamTrackState::Live, "a meter stops no track");
}

#[wasm_bindgen_test]
async fn silence_is_not_reported() {
    let browser = FakeBrowser::bare();
    let reports = Rc::new(Cell::new(0));
    let _meter = {
        let reports = Rc::clone(&reports);
        AudioMeter::new(&browser.silent_track(), move |_| reports.set(reports.get() + 1)).unwrap()
    };
    until_sound(&browser).await;
    assert_eq!(reports.get(), 0);
}

#[wasm_bindgen_test]
async fn meters_share_one_context_and_the_last_closes_it() {
    let browser = FakeBrowser::bare();
    let track = browser.silent_track();
    let meters: Vec<_> = (0..20).map(|_| AudioMeter::new(&track, |_| {}).unwrap()).collect();
    assert_eq!((browser.audio_contexts(), browser.intervals()), (1, 20));
    drop(meters);
    until_idle().await;
    assert_eq!((browser.audio_contexts(), browser.intervals()), (0, 0));
    let _another = AudioMeter::new(&track, |_| {}).unwrap();
    assert_eq!(browser.audio_contexts(), 1);
}

#[wasm_bindgen_test]
async fn a_picture_has_no_level() {
    let browser = FakeBrowser::bare();
    assert!(AudioMeter::new(&browser.picture_track(), |_| {}).is_err());
    assert_eq!((browser.audio_contexts(), browser.intervals()), (0, 0));
}
