//! How loud a track is, and whether somebody speaks.

use std::{fmt, rc::Rc};

use gloo_timers::callback::Interval;
use js_sys::Array;
use tincan_core::media_error::MediaError;
use wasm_bindgen::JsValue;
use web_sys::{AnalyserNode, AudioContext, MediaStream, MediaStreamAudioSourceNode, MediaStreamTrack};

use crate::{audio_context::SharedContext, media_error::media_error};

/// Measures a track 20 times a second, until it is dropped. The track is only listened to: it is not stopped, and not
/// played.
///
/// All meters of a page share one `AudioContext`, since browsers limit their number; it is closed with the last meter. A
/// browser may hold it suspended until the person does something on the page: the level is 0 until then. Nothing here
/// waits for it, as it may stay so for ever (on a machine without any sound output, where a browser wants one to listen).
pub struct AudioMeter {
    _ear: Ear,
}

impl AudioMeter {
    /// Starts to measure. `sink` is called from the event loop, whenever the level changed by a hundredth or more or
    /// speaking began or ended.
    ///
    /// # Errors
    /// The browser has no Web Audio, or the track is not of sound.
    pub fn new(track: &MediaStreamTrack, mut sink: impl FnMut(AudioLevel) + 'static) -> Result<Self, MediaError> {
        let mut speech = SpeechDetector::default();
        let mut last = AudioLevel::default();
        let ear = Ear::new(track, METER, move |samples| {
            let loudness = Decibels::of(samples);
            let now = AudioLevel { level: loudness.level(), speaking: speech.hear(loudness) };
            if now != last {
                last = now;
                sink(now);
            }
        })?;
        Ok(Self { _ear: ear })
    }
}

impl fmt::Debug for AudioMeter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AudioMeter").finish_non_exhaustive()
    }
}

/// Tells four times a second how much power a track has had since the last time, until it is dropped. Tells nothing while
/// Web Audio does not run: that is no silence.
pub(crate) struct SoundProbe {
    _ear: Ear,
}

impl SoundProbe {
    /// Starts to listen. `sink` is given the root mean square of the samples, where 1 is full scale.
    ///
    /// # Errors
    /// The browser has no Web Audio, or the track is not of sound.
    pub(crate) fn new(track: &MediaStreamTrack, sink: impl Fn(f32) + 'static) -> Result<Self, MediaError> {
        Ok(Self { _ear: Ear::new(track, PROBE, move |samples| sink(mean_power(samples).sqrt()))? })
    }
}

/// Takes samples of a track at intervals.
struct Ear {
    source: MediaStreamAudioSourceNode,
    _interval: Interval,
    _context: Rc<SharedContext>,
}

impl Ear {
    fn new(track: &MediaStreamTrack, pace: Pace, mut hear: impl FnMut(&[f32]) + 'static) -> Result<Self, MediaError> {
        let context = SharedContext::acquire_to_listen()?;
        let (source, analyser) = listen(context.audio(), track, pace).map_err(|thrown| media_error(&thrown))?;
        let mut samples = vec![0.0; pace.samples as usize];
        let weak = Rc::downgrade(&context);
        let interval = Interval::new(pace.milliseconds, move || {
            if weak.upgrade().is_some_and(|context| context.is_running()) {
                analyser.get_float_time_domain_data(&mut samples);
                hear(&samples);
            }
        });
        Ok(Self { source, _interval: interval, _context: context })
    }
}

impl Drop for Ear {
    fn drop(&mut self) {
        // Can only fail when it is disconnected already.
        let _ = self.source.disconnect();
    }
}

/// How often to take how many samples: a power of two, from 32 to 32768.
#[derive(Debug, Clone, Copy)]
struct Pace {
    milliseconds: u32,
    samples: u32,
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
    fn of(samples: &[f32]) -> Self {
        Self(10.0 * mean_power(samples).max(f32::MIN_POSITIVE).log10())
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

#[allow(clippy::cast_precision_loss, reason = "there are a few thousand")]
fn mean_power(samples: &[f32]) -> f32 {
    samples.iter().map(|sample| sample * sample).sum::<f32>() / samples.len().max(1) as f32
}

fn listen(
    audio: &AudioContext,
    track: &MediaStreamTrack,
    pace: Pace,
) -> Result<(MediaStreamAudioSourceNode, AnalyserNode), JsValue> {
    let stream = MediaStream::new_with_tracks(&Array::of1(track))?;
    let analyser = audio.create_analyser()?;
    analyser.set_fft_size(pace.samples);
    let source = audio.create_media_stream_source(&stream)?;
    source.connect_with_audio_node(&analyser)?;
    Ok((source, analyser))
}

/// Seldom enough to cost nothing, often enough to seem immediate; about 20 ms of sound at 48 kHz.
const METER: Pace = Pace { milliseconds: 50, samples: 1024 };
/// The samples, 340 ms of them at 48 kHz, leave no gap.
const PROBE: Pace = Pace { milliseconds: 250, samples: 16_384 };

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
