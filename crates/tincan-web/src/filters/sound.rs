//! A sound through filters.

use std::{cell::RefCell, fmt, rc::Rc};

use gloo_events::EventListener;
use js_sys::Array;
use tincan_core::{
    filters::{Hertz, SoundFilters},
    media_error::MediaError,
};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    AudioContext, AudioNode, BiquadFilterNode, BiquadFilterType, ChannelCountMode, GainNode, MediaStream,
    MediaStreamAudioDestinationNode, MediaStreamAudioSourceNode, MediaStreamTrack,
};

use super::Filtering;
use crate::{audio_context::SharedContext, media_error::media_error};

/// A graph of Web Audio: source, high-pass, gain, mono, output. The source is lent; the track that comes out is its own, and
/// stopped when this value is dropped.
///
/// Another source is followed by the same track. A silenced source comes out silent.
pub(super) struct FilteredSound {
    graph: Graph,
    track: MediaStreamTrack,
    source: RefCell<Option<(MediaStreamTrack, MediaStreamAudioSourceNode)>>,
    filters: RefCell<Option<SoundFilters>>,
    context: Rc<SharedContext>,
    _watch: EventListener,
}

impl FilteredSound {
    /// Builds the graph. `on_running` is called from the event loop when [`is_running`](Filtering::is_running) changes.
    ///
    /// # Errors
    /// The browser has no Web Audio, or the track is not of sound.
    pub(super) fn new(
        source: &MediaStreamTrack,
        filters: SoundFilters,
        on_running: impl Fn() + 'static,
    ) -> Result<Self, MediaError> {
        let context = SharedContext::acquire()?;
        let graph = Graph::new(context.audio()).map_err(|thrown| media_error(&thrown))?;
        let track = graph.output.stream().get_audio_tracks().get(0);
        let track = track.dyn_into().map_err(|_| MediaError::unsupported("a track from Web Audio"))?;
        let watch = context.watch(on_running);
        let this =
            Self { graph, track, source: RefCell::default(), filters: RefCell::default(), context, _watch: watch };
        this.set_filters(filters);
        this.set_source(source)?;
        Ok(this)
    }

    /// Leads the source through the high-pass, or past it: one at 0 Hz would still be heard when it is switched.
    fn reconnect(&self) {
        let source = self.source.borrow().as_ref().map(|(_, node)| node.clone());
        let Some(source) = source else { return };
        unplug(&source);
        let filtered = self.filters.borrow().is_some_and(|filters| filters.high_pass.is_some());
        // Nodes of one context connect.
        let _ = if filtered {
            source.connect_with_audio_node(&self.graph.high_pass)
        } else {
            source.connect_with_audio_node(&self.graph.gain)
        };
    }
}

impl Filtering for FilteredSound {
    type Amounts = SoundFilters;

    fn track(&self) -> &MediaStreamTrack {
        &self.track
    }

    /// A browser may hold Web Audio until the person does something on the page, and for ever on a machine without any sound output.
    fn is_running(&self) -> bool {
        self.context.is_running()
    }

    fn set_filters(&self, filters: SoundFilters) {
        let before = self.filters.replace(Some(filters));
        if before != Some(filters) {
            self.graph.set(filters, self.context.audio().current_time());
            if before.map(|before| before.high_pass.is_some()) != Some(filters.high_pass.is_some()) {
                self.reconnect();
            }
        }
    }

    fn set_source(&self, source: &MediaStreamTrack) -> Result<(), MediaError> {
        if self.source.borrow().as_ref().is_some_and(|(old, _)| old == source) {
            return Ok(());
        }
        let node = listen(self.context.audio(), source).map_err(|thrown| media_error(&thrown))?;
        let before = self.source.replace(Some((Clone::clone(source), node)));
        if let Some((_, before)) = before {
            unplug(&before);
        }
        self.reconnect();
        Ok(())
    }
}

impl Drop for FilteredSound {
    fn drop(&mut self) {
        if let Some((_, source)) = self.source.take() {
            unplug(&source);
        }
        self.graph.unplug();
        self.track.stop();
    }
}

impl fmt::Debug for FilteredSound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FilteredSound").field("running", &self.is_running()).finish_non_exhaustive()
    }
}

/// All but the source.
struct Graph {
    high_pass: BiquadFilterNode,
    gain: GainNode,
    mono: GainNode,
    output: MediaStreamAudioDestinationNode,
}

impl Graph {
    fn new(audio: &AudioContext) -> Result<Self, JsValue> {
        let high_pass = audio.create_biquad_filter()?;
        high_pass.set_type(BiquadFilterType::Highpass);
        let graph = Self {
            high_pass,
            gain: audio.create_gain()?,
            mono: audio.create_gain()?,
            output: audio.create_media_stream_destination()?,
        };
        graph.high_pass.connect_with_audio_node(&graph.gain)?;
        graph.gain.connect_with_audio_node(&graph.mono)?;
        graph.mono.connect_with_audio_node(&graph.output)?;
        Ok(graph)
    }

    fn set(&self, filters: SoundFilters, now: f64) {
        let frequency = f32::from(filters.high_pass.map_or(0, Hertz::value));
        // Not at once, but within a moment: a jump would click. They refuse only what is no number.
        let _ = self.high_pass.frequency().set_target_at_time(frequency, now, SMOOTH_SECONDS);
        let _ = self.gain.gain().set_target_at_time(filters.gain.factor(), now, SMOOTH_SECONDS);
        // Web Audio 4.4: what comes into a node of one channel is mixed down to it; what comes out of it sounds on both sides.
        let (mode, channels) = if filters.mono { (ChannelCountMode::Explicit, 1) } else { (ChannelCountMode::Max, 2) };
        self.mono.set_channel_count(channels);
        self.mono.set_channel_count_mode(mode);
    }

    fn unplug(&self) {
        unplug(&self.high_pass);
        unplug(&self.gain);
        unplug(&self.mono);
    }
}

fn unplug(node: &AudioNode) {
    // Can only fail when it is disconnected already.
    let _ = node.disconnect();
}

fn listen(audio: &AudioContext, track: &MediaStreamTrack) -> Result<MediaStreamAudioSourceNode, JsValue> {
    let stream = MediaStream::new_with_tracks(&Array::of1(track))?;
    audio.create_media_stream_source(&stream)
}

/// The time constant with which values approach what they are set to.
const SMOOTH_SECONDS: f64 = 0.015;
