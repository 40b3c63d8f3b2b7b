//! Listens along with the microphone, for what the person cannot hear themselves.

use std::{
    cell::RefCell,
    fmt,
    rc::{Rc, Weak},
};

use gloo_timers::callback::Timeout;
use tincan_core::{
    devices::DeviceId,
    sound_watch::{Effect, Input, Sample, SoundWatch},
};
use wasm_bindgen::JsCast;
use web_sys::MediaStreamTrack;

use crate::{audio_level::SoundProbe, clock, sys};

/// The watch over the sound of one's own microphone.
#[derive(Default)]
pub(super) struct Listening {
    watch: RefCell<SoundWatch>,
    ear: RefCell<Option<Ear>>,
    device: RefCell<Option<DeviceId>>,
}

impl Listening {
    /// Listens to this track from now on; `None`: to nothing. Every track is stopped by its owner but the one that is made
    /// here to hear what is muted: it ends with the listening.
    pub(super) fn follow(&self, microphone: Option<&MediaStreamTrack>, muted: bool, sink: &Rc<dyn Fn(f32)>) {
        let is_heard =
            self.ear.borrow().as_ref().map(|ear| (&ear.track, ear.muted)) == microphone.map(|it| (it, muted));
        if !is_heard {
            drop(self.ear.take());
            self.ear.replace(microphone.map(|track| Ear::new(track, muted, sink)));
        }
    }

    /// This device is live.
    pub(super) fn went_live(&self, device: &DeviceId) {
        if self.device.replace(Some(device.clone())).is_some_and(|old| old != *device) {
            self.tell(Input::DeviceChanged);
        }
    }

    pub(super) fn joined(&self) {
        self.tell(Input::Joined);
    }

    pub(super) fn heard(&self, sample: Sample) -> Option<Effect> {
        self.tell(Input::Heard(sample))
    }

    fn tell(&self, input: Input) -> Option<Effect> {
        self.watch.borrow_mut().handle(clock::now(), input)
    }
}

impl fmt::Debug for Listening {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Listening").field("watch", &self.watch).finish_non_exhaustive()
    }
}

/// Listens to one track, in one state.
struct Ear {
    track: MediaStreamTrack,
    muted: bool,
    /// `None` until it has begun, and where the browser cannot listen.
    _probe: Rc<Probe>,
    _begin: Timeout,
}

impl Ear {
    fn new(track: &MediaStreamTrack, muted: bool, sink: &Rc<dyn Fn(f32)>) -> Self {
        let probe = Rc::new(RefCell::new(None));
        let begin = {
            let (track, probe, sink) = (Clone::clone(track), Rc::downgrade(&probe), Rc::clone(sink));
            Timeout::new(PATIENCE_MS, move || begin(&track, muted, &probe, sink))
        };
        Self { track: Clone::clone(track), muted, _probe: probe, _begin: begin }
    }
}

type Probe = RefCell<Option<(SoundProbe, Option<Twin>)>>;

fn begin(track: &MediaStreamTrack, muted: bool, probe: &Weak<Probe>, sink: Rc<dyn Fn(f32)>) {
    let twin = if muted { Twin::of(track) } else { None };
    let heard = match &twin {
        Some(twin) => &twin.0,
        None if muted => return,
        None => track,
    };
    let started = SoundProbe::new(heard, move |rms| sink(rms)).ok();
    if let (Some(probe), Some(started)) = (probe.upgrade(), started) {
        probe.replace(Some((started, twin)));
    }
}

/// An enabled clone of a muted track, stopped when it is dropped.
struct Twin(MediaStreamTrack);

impl Twin {
    fn of(track: &MediaStreamTrack) -> Option<Self> {
        let twin = track.unchecked_ref::<sys::Track>().make_twin().ok()?;
        twin.set_enabled(true);
        Some(Self(twin))
    }
}

impl Drop for Twin {
    fn drop(&mut self) {
        self.0.stop();
    }
}

/// To set up Web Audio keeps a page busy just when the first picture is to be shown.
const PATIENCE_MS: u32 = 1_000;
