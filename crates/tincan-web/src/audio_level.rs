//! How loud a track is, and whether somebody speaks.

use std::{
    cell::{Cell, RefCell},
    fmt,
    rc::{Rc, Weak},
};

use gloo_events::{EventListener, EventListenerOptions};
use gloo_timers::callback::Interval;
use js_sys::Array;
use tincan_core::media_error::MediaError;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    AnalyserNode, AudioContext, AudioContextState, MediaStream, MediaStreamAudioSourceNode, MediaStreamTrack,
};

use crate::media_error::media_error;

/// Measures a track 20 times a second, until it is dropped. The track is only listened to: it is not stopped, and not
/// played.
///
/// All meters of a page share one `AudioContext`, since browsers limit their number; it is closed with the last meter. A
/// browser may hold it suspended until the person does something on the page: the level is 0 until then. Nothing here
/// waits for it, as it may stay so for ever (a machine without any sound output).
pub struct AudioMeter {
    source: MediaStreamAudioSourceNode,
    _interval: Interval,
    _context: Rc<SharedContext>,
}

impl AudioMeter {
    /// Starts to measure. `sink` is called from the event loop, whenever the level changed by a hundredth or more or
    /// speaking began or ended.
    ///
    /// # Errors
    /// The browser has no Web Audio, or the track is not of sound.
    pub fn new(track: &MediaStreamTrack, mut sink: impl FnMut(AudioLevel) + 'static) -> Result<Self, MediaError> {
        let context = SharedContext::acquire()?;
        let (source, analyser) = listen(&context.audio, track).map_err(|thrown| media_error(&thrown))?;
        let mut samples = vec![0.0; SAMPLES as usize];
        let mut speech = SpeechDetector::default();
        let mut last = AudioLevel::default();
        let interval = Interval::new(INTERVAL_MS, move || {
            analyser.get_float_time_domain_data(&mut samples);
            let loudness = Decibels::of(&samples);
            let now = AudioLevel { level: loudness.level(), speaking: speech.hear(loudness) };
            if now != last {
                last = now;
                sink(now);
            }
        });
        Ok(Self { source, _interval: interval, _context: context })
    }
}

impl Drop for AudioMeter {
    fn drop(&mut self) {
        // Can only fail when it is disconnected already.
        let _ = self.source.disconnect();
    }
}

impl fmt::Debug for AudioMeter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AudioMeter").finish_non_exhaustive()
    }
}

/// What a meter hears.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct AudioLevel {
    /// From 0 (-60 dB of full scale or less) to 1 (-10 dB or more), in hundredths, even in decibels: as loud as it seems.
    pub level: f32,
    /// Whether somebody speaks, with the pauses between words bridged.
    pub speaking: bool,
}

/// The mean power of some samples, in decibels of full scale: 0 or less.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
struct Decibels(f32);

impl Decibels {
    #[allow(clippy::cast_precision_loss, reason = "there are 1024")]
    fn of(samples: &[f32]) -> Self {
        let power: f32 = samples.iter().map(|sample| sample * sample).sum::<f32>() / samples.len().max(1) as f32;
        Self(10.0 * power.max(f32::MIN_POSITIVE).log10())
    }

    fn level(self) -> f32 {
        let level = ((self.0 - SILENT.0) / (FULL.0 - SILENT.0)).clamp(0.0, 1.0);
        (level * 100.0).round() / 100.0
    }
}

/// Says who speaks, without flicker: it takes a clear sound to begin and a lasting pause to end.
#[derive(Debug, Default)]
struct SpeechDetector {
    speaking: bool,
    /// How many measurements in a row were loud, while silent, or quiet, while speaking.
    against: u32,
}

impl SpeechDetector {
    fn hear(&mut self, loudness: Decibels) -> bool {
        let (contradicts, enough) =
            if self.speaking { (loudness < STOP, STOP_AFTER) } else { (loudness > START, START_AFTER) };
        self.against = if contradicts { self.against + 1 } else { 0 };
        if self.against >= enough {
            self.speaking = !self.speaking;
            self.against = 0;
        }
        self.speaking
    }
}

/// The one `AudioContext` of the page's meters.
struct SharedContext {
    audio: AudioContext,
    /// Resume it at the person's next doing. Browsers start it suspended on pages that nobody has touched.
    gestures: RefCell<Vec<EventListener>>,
    closed: Rc<Cell<bool>>,
}

impl SharedContext {
    fn acquire() -> Result<Rc<Self>, MediaError> {
        if let Some(shared) = SHARED.with_borrow(Weak::upgrade) {
            return Ok(shared);
        }
        let audio = AudioContext::new().map_err(|thrown| media_error(&thrown))?;
        let shared = Rc::new(Self { audio, gestures: RefCell::default(), closed: Rc::default() });
        shared.resume();
        shared.listen_for_gestures();
        SHARED.set(Rc::downgrade(&shared));
        Ok(shared)
    }

    fn listen_for_gestures(self: &Rc<Self>) {
        let Some(window) = web_sys::window() else { return };
        let listener = |event: &'static str| {
            let weak = Rc::downgrade(self);
            // In the capture phase: nothing on the page can keep the event from it.
            EventListener::new_with_options(&window, event, EventListenerOptions::run_in_capture_phase(), move |_| {
                if let Some(shared) = weak.upgrade() {
                    shared.resume();
                }
            })
        };
        self.gestures.replace(["pointerup", "keydown"].map(listener).into());
    }

    fn resume(&self) {
        if self.closed.get() || self.audio.state() != AudioContextState::Suspended {
            return;
        }
        if let Ok(promise) = self.audio.resume() {
            spawn_local(async move {
                // Rejected if the context is closed meanwhile; never settled while the browser waits for a gesture.
                let _ = JsFuture::from(promise).await;
            });
        }
    }
}

impl Drop for SharedContext {
    fn drop(&mut self) {
        self.closed.set(true);
        self.gestures.take().clear();
        if let Ok(promise) = self.audio.close() {
            spawn_local(async move {
                let _ = JsFuture::from(promise).await;
            });
        }
    }
}

fn listen(
    audio: &AudioContext,
    track: &MediaStreamTrack,
) -> Result<(MediaStreamAudioSourceNode, AnalyserNode), wasm_bindgen::JsValue> {
    let stream = MediaStream::new_with_tracks(&Array::of1(track))?;
    let analyser = audio.create_analyser()?;
    analyser.set_fft_size(SAMPLES);
    let source = audio.create_media_stream_source(&stream)?;
    source.connect_with_audio_node(&analyser)?;
    Ok((source, analyser))
}

thread_local! {
    static SHARED: RefCell<Weak<SharedContext>> = const { RefCell::new(Weak::new()) };
}

/// How often a meter measures: seldom enough to cost nothing, often enough to seem immediate.
const INTERVAL_MS: u32 = 50;
/// About 20 ms at 48 kHz.
const SAMPLES: u32 = 1024;

const SILENT: Decibels = Decibels(-60.0);
const FULL: Decibels = Decibels(-10.0);
/// A voice at arm's length is above this, a quiet room below.
const START: Decibels = Decibels(-45.0);
const START_AFTER: u32 = 2;
const STOP: Decibels = Decibels(-52.0);
/// 0.6 s: the pauses between words are shorter.
const STOP_AFTER: u32 = 12;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn level_is_even_in_decibels() {
        let level = |amplitude: f32| Decibels::of(&[amplitude, -amplitude]).level();
        assert_eq!(level(0.0), 0.0);
        assert_eq!(level(0.001), 0.0);
        assert_eq!(level(0.01), 0.4);
        assert_eq!(level(0.1), 0.8);
        assert_eq!(level(1.0), 1.0);
        assert_eq!(Decibels::of(&[]).level(), 0.0);
    }

    fn hear(detector: &mut SpeechDetector, loudness: f32, times: u32) -> Vec<bool> {
        (0..times).map(|_| detector.hear(Decibels(loudness))).collect()
    }

    #[test]
    fn a_click_is_no_speech_and_a_pause_no_silence() {
        let mut detector = SpeechDetector::default();
        assert_eq!(hear(&mut detector, -20.0, 1), [false]);
        assert_eq!(hear(&mut detector, -70.0, 1), [false]);
        assert_eq!(hear(&mut detector, -20.0, 2), [false, true]);
        assert!(hear(&mut detector, -70.0, STOP_AFTER - 1).iter().all(|speaking| *speaking));
        assert_eq!(hear(&mut detector, -30.0, 1), [true]);
        assert_eq!(hear(&mut detector, -70.0, STOP_AFTER).last(), Some(&false));
    }

    #[test]
    fn between_the_two_thresholds_nothing_changes() {
        let mut detector = SpeechDetector::default();
        assert!(hear(&mut detector, -48.0, 50).iter().all(|speaking| !speaking));
        hear(&mut detector, -20.0, 2);
        assert!(hear(&mut detector, -48.0, 50).iter().all(|speaking| *speaking));
    }
}
