//! Tones to be filtered, ears that measure what came out, and a page that is hidden. Shared by the browser tests of two crates.

#![allow(dead_code, reason = "each crate uses its part of it")]
#![allow(unsafe_code, reason = "`#[wasm_bindgen] extern` expands to unsafe glue; there is none by hand")]

use wasm_bindgen::prelude::*;
use web_sys::MediaStreamTrack;

#[wasm_bindgen(inline_js = r#"
const { createGain, createAnalyser, close } = AudioContext.prototype;
const state = Object.getOwnPropertyDescriptor(BaseAudioContext.prototype, 'state');
const { createObjectURL, revokeObjectURL } = URL;
const { Worker, MediaStreamTrackGenerator } = window;

export class Studio {
    constructor() {
        this.audio = new AudioContext();
        this.audio.resume();
        const contexts = this.contexts = new Set();
        const urls = this.urls = new Set();
        // Bindings keep the constructor that was there when the page was loaded, so contexts are counted by their first use.
        AudioContext.prototype.createGain = function () {
            contexts.add(this);
            return createGain.call(this);
        };
        AudioContext.prototype.close = function () {
            contexts.delete(this);
            return close.call(this);
        };
        const studio = this;
        this.workers = new Set();
        window.Worker = class extends Worker {
            constructor(url, options) {
                super(studio.workersFail ? 'data:,throw new Error("broken")' : url, options);
                studio.workers.add(this);
            }

            terminate() {
                studio.workers.delete(this);
                super.terminate();
            }
        };
        URL.createObjectURL = file => {
            const url = createObjectURL.call(URL, file);
            urls.add(url);
            return url;
        };
        URL.revokeObjectURL = url => {
            urls.delete(url);
            revokeObjectURL.call(URL, url);
        };
    }

    tone(frequency, left, right) {
        const oscillator = this.audio.createOscillator();
        const merger = this.audio.createChannelMerger(2);
        const output = this.audio.createMediaStreamDestination();
        oscillator.frequency.value = frequency;
        [left, right].forEach((amplitude, channel) => {
            const gain = createGain.call(this.audio);
            gain.gain.value = amplitude;
            oscillator.connect(gain).connect(merger, 0, channel);
        });
        merger.connect(output);
        oscillator.start();
        return output.stream.getAudioTracks()[0];
    }

    suspend(suspended) {
        Object.defineProperty(BaseAudioContext.prototype, 'state', suspended ? { ...state, get: () => 'suspended' } : state);
    }

    hide(hidden) {
        if (hidden) {
            Object.defineProperty(document, 'visibilityState', { configurable: true, value: 'hidden' });
            const { requestVideoFrameCallback } = HTMLVideoElement.prototype;
            this.requestVideoFrameCallback ??= requestVideoFrameCallback;
            HTMLVideoElement.prototype.requestVideoFrameCallback = () => 1;
        } else {
            delete document.visibilityState;
            if (this.requestVideoFrameCallback) {
                HTMLVideoElement.prototype.requestVideoFrameCallback = this.requestVideoFrameCallback;
            }
        }
        document.dispatchEvent(new Event('visibilitychange'));
    }

    withoutCanvasFilters(act) {
        const filter = Object.getOwnPropertyDescriptor(CanvasRenderingContext2D.prototype, 'filter');
        delete CanvasRenderingContext2D.prototype.filter;
        try { act(); } finally { Object.defineProperty(CanvasRenderingContext2D.prototype, 'filter', filter); }
    }

    breakWorkers() {
        this.workersFail = true;
    }

    hideTrackStreams() {
        delete window.MediaStreamTrackGenerator;
    }

    end() {
        this.hide(false);
        Object.assign(window, MediaStreamTrackGenerator ? { Worker, MediaStreamTrackGenerator } : { Worker });
        this.suspend(false);
        Object.assign(AudioContext.prototype, { createGain, close });
        Object.assign(URL, { createObjectURL, revokeObjectURL });
        close.call(this.audio);
    }
}

export class Listener {
    constructor(track) {
        const audio = this.audio = new AudioContext();
        audio.resume();
        const splitter = audio.createChannelSplitter(2);
        // Kept: Chromium forgets a source that nobody holds.
        this.source = audio.createMediaStreamSource(new MediaStream([track]));
        this.source.connect(splitter);
        this.analysers = [0, 1].map(channel => {
            const analyser = createAnalyser.call(audio);
            analyser.fftSize = 4096;
            splitter.connect(analyser, channel);
            return analyser;
        });
    }

    loudness(channel) {
        const samples = new Float32Array(4096);
        this.analysers[channel].getFloatTimeDomainData(samples);
        return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
    }

    close() {
        close.call(this.audio);
    }
}
"#)]
extern "C" {
    #[wasm_bindgen(js_name = Studio)]
    type JsStudio;
    #[wasm_bindgen(constructor, js_class = "Studio")]
    fn new() -> JsStudio;
    #[wasm_bindgen(method, getter, js_class = "Studio")]
    fn audio(this: &JsStudio) -> web_sys::AudioContext;
    #[wasm_bindgen(method, getter, js_class = "Studio")]
    fn contexts(this: &JsStudio) -> js_sys::Set;
    #[wasm_bindgen(method, getter, js_class = "Studio")]
    fn urls(this: &JsStudio) -> js_sys::Set;
    #[wasm_bindgen(method, js_class = "Studio")]
    fn tone(this: &JsStudio, frequency: f64, left: f64, right: f64) -> MediaStreamTrack;
    #[wasm_bindgen(method, js_class = "Studio")]
    fn suspend(this: &JsStudio, suspended: bool);
    #[wasm_bindgen(method, js_class = "Studio")]
    fn hide(this: &JsStudio, hidden: bool);
    #[wasm_bindgen(method, getter, js_class = "Studio")]
    fn workers(this: &JsStudio) -> js_sys::Set;
    #[wasm_bindgen(method, js_class = "Studio", js_name = breakWorkers)]
    fn break_workers(this: &JsStudio);
    #[wasm_bindgen(method, js_class = "Studio", js_name = hideTrackStreams)]
    fn hide_track_streams(this: &JsStudio);
    #[wasm_bindgen(method, js_class = "Studio", js_name = withoutCanvasFilters)]
    fn without_canvas_filters(this: &JsStudio, act: &mut dyn FnMut());
    #[wasm_bindgen(method, js_class = "Studio")]
    fn end(this: &JsStudio);

    #[wasm_bindgen(js_name = Listener)]
    type JsListener;
    #[wasm_bindgen(constructor, js_class = "Listener")]
    fn new(track: &MediaStreamTrack) -> JsListener;
    #[wasm_bindgen(method, js_class = "Listener")]
    fn loudness(this: &JsListener, channel: u32) -> f64;
    #[wasm_bindgen(method, js_class = "Listener")]
    fn close(this: &JsListener);
}

/// Counts graphs of Web Audio, workers and addresses of files, until it is dropped.
pub(crate) struct Studio(JsStudio);

impl Studio {
    pub(crate) fn open() -> Self {
        Self(JsStudio::new())
    }

    /// Whether Web Audio runs at all on this machine.
    pub(crate) fn can_play(&self) -> bool {
        self.0.audio().state() == web_sys::AudioContextState::Running
    }

    /// How many contexts with a graph in them are open.
    pub(crate) fn graphs(&self) -> u32 {
        self.0.contexts().size()
    }

    /// How many workers there are.
    pub(crate) fn workers(&self) -> u32 {
        self.0.workers().size()
    }

    /// Has each worker fail as soon as it begins, from now on.
    pub(crate) fn break_workers(&self) {
        self.0.break_workers();
    }

    /// Makes of this a browser that gives frames to no page, from now on.
    pub(crate) fn hide_track_streams(&self) {
        self.0.hide_track_streams();
    }

    /// How many addresses of files are good.
    pub(crate) fn urls(&self) -> u32 {
        self.0.urls().size()
    }

    /// A track of two channels with these amplitudes, as long as the studio is open.
    pub(crate) fn tone(&self, frequency: f64, left: f64, right: f64) -> MediaStreamTrack {
        self.0.tone(frequency, left, right)
    }

    /// Has every context say that it is suspended.
    pub(crate) fn suspend(&self, suspended: bool) {
        self.0.suspend(suspended);
    }

    /// Has the page say that it is hidden, and tell of no frames.
    pub(crate) fn hide(&self, hidden: bool) {
        self.0.hide(hidden);
    }

    /// Acts in a browser whose canvas knows no filters.
    pub(crate) fn without_canvas_filters(&self, mut act: impl FnMut()) {
        self.0.without_canvas_filters(&mut act);
    }
}

impl Drop for Studio {
    fn drop(&mut self) {
        self.0.end();
    }
}

/// Hears a track.
pub(crate) struct Listener(JsListener);

impl Listener {
    pub(crate) fn on(track: &MediaStreamTrack) -> Self {
        Self(JsListener::new(track))
    }

    /// The root mean square of the samples left and right, where 1 is full scale.
    pub(crate) fn loudness(&self) -> [f64; 2] {
        [self.0.loudness(0), self.0.loudness(1)]
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.0.close();
    }
}
