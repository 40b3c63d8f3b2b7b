//! The person's own camera and microphone.

mod request;

use std::{
    cell::{Cell, RefCell},
    fmt,
    rc::{Rc, Weak},
};

use gloo_events::EventListener;
use js_sys::Array;
use tincan_core::{
    constraints::{AudioConstraints, Constraint, UserMediaOptions, VideoConstraints},
    devices::DeviceId,
    media_error::MediaError,
};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{MediaStream, MediaStreamTrack, MediaStreamTrackState};

use self::request::{Kind, each_alone_may_succeed, first_track, get_track, get_user_media};

/// Owns the microphone and the camera: asks for them, switches them, gives them back.
///
/// Each of the two has a status of its own, so a missing camera costs no microphone. The verbs say what is *wanted* and
/// return at once; whatever is on its way then is brought to what was wanted last. Three rules hold at every time:
///
/// - at most one track of each kind is live, and the old one is stopped before a new one is asked for (phones cannot open
///   two cameras; a camera that is in use at one size cannot be had at another);
/// - an acquisition is never cut off. What arrives when it is no longer wanted is stopped on arrival;
/// - after [`close`](Self::close), or when this value is dropped, no track is live, and none will be.
///
/// Specification: Media Capture and Streams, 10.2 `getUserMedia`.
pub struct UserMedia {
    inner: Rc<Inner>,
}

impl UserMedia {
    /// Idle. `on_change` is called after each change of the [`snapshot`](Self::snapshot), from verbs or from the event
    /// loop; it may call verbs.
    pub fn new(options: UserMediaOptions, on_change: impl Fn() + 'static) -> Self {
        let inner = Inner {
            options: RefCell::new(options),
            microphone: Slot::default(),
            camera: Slot::default(),
            muted: Cell::default(),
            stream: RefCell::default(),
            on_change: RefCell::new(Some(Rc::new(on_change))),
        };
        Self { inner: Rc::new(inner) }
    }

    /// How things are now.
    pub fn snapshot(&self) -> UserMediaSnapshot {
        UserMediaSnapshot {
            microphone: self.inner.microphone.status(),
            camera: self.inner.camera.status(),
            muted: self.inner.muted.get(),
            stream: self.inner.stream.borrow().clone(),
        }
    }

    /// Starts what the options ask for, with one question to the person. If that fails as a whole, each is tried alone.
    pub fn start(&self) {
        let kinds = {
            let options = self.inner.options.borrow();
            [(Kind::Microphone, options.audio.is_some()), (Kind::Camera, options.video.is_some())]
        };
        self.inner.want(kinds.into_iter().filter_map(|(kind, asked_for)| asked_for.then_some(kind)));
    }

    /// Gives both back.
    pub fn stop(&self) {
        self.inner.give_back(Kind::ALL);
    }

    /// Silences the microphone at once. It stays open, so that it is back at once too.
    pub fn mute(&self) {
        self.inner.set_muted(true);
    }

    /// Lets the microphone be heard; starts it if none is live.
    pub fn unmute(&self) {
        self.inner.set_muted(false);
        self.inner.want([Kind::Microphone]);
    }

    /// Stops the camera: its light goes out.
    pub fn turn_camera_off(&self) {
        self.inner.give_back([Kind::Camera]);
    }

    /// Starts the camera, if it is not.
    pub fn turn_camera_on(&self) {
        self.inner.want([Kind::Camera]);
    }

    /// Uses this camera from now on. One that is on is exchanged, one that failed is tried again, one that is off stays
    /// off. If the browser no longer knows the id, another camera is used: [`TrackStatus::device`] tells which.
    pub fn select_camera(&self, id: DeviceId) {
        self.inner.select(Kind::Camera, id);
    }

    /// Uses this microphone from now on, as [`select_camera`](Self::select_camera) does.
    pub fn select_microphone(&self, id: DeviceId) {
        self.inner.select(Kind::Microphone, id);
    }

    /// Asks for something else from now on. What is live and no longer fits is exchanged; what is no longer asked for is
    /// given back. Equal options change nothing.
    pub fn set_options(&self, options: UserMediaOptions) {
        self.inner.set_options(options);
    }

    /// Gives everything back for good: verbs do nothing afterwards, and `on_change` is dropped.
    pub fn close(&self) {
        self.inner.close();
    }
}

impl Drop for UserMedia {
    fn drop(&mut self) {
        self.close();
    }
}

impl fmt::Debug for UserMedia {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("UserMedia").field(&self.snapshot()).finish()
    }
}

/// What a [`UserMedia`] has at one moment.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct UserMediaSnapshot {
    /// The microphone.
    pub microphone: TrackStatus,
    /// The camera.
    pub camera: TrackStatus,
    /// Whether the microphone is silenced, or will be when it starts.
    pub muted: bool,
    /// The live tracks together, for a preview; another object whenever the tracks change, so that comparing by
    /// identity tells. `None` while nothing is live.
    pub stream: Option<MediaStream>,
}

/// How a camera or a microphone is.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum TrackStatus {
    /// Off.
    #[default]
    Idle,
    /// Asked for: the browser may be asking the person.
    Requesting,
    /// On.
    Live(MediaStreamTrack),
    /// It could not be had, or ended by itself. Wanting it again is another try.
    Failed(MediaError),
}

impl TrackStatus {
    /// The live track.
    pub fn track(&self) -> Option<&MediaStreamTrack> {
        match self {
            Self::Live(track) => Some(track),
            Self::Idle | Self::Requesting | Self::Failed(_) => None,
        }
    }

    /// Why it failed.
    pub fn error(&self) -> Option<&MediaError> {
        match self {
            Self::Failed(error) => Some(error),
            Self::Idle | Self::Requesting | Self::Live(_) => None,
        }
    }

    /// Whether it is on.
    pub fn is_live(&self) -> bool {
        self.track().is_some()
    }

    /// Whether it is being asked for.
    pub fn is_requesting(&self) -> bool {
        matches!(self, Self::Requesting)
    }

    /// The device in use, if the browser tells.
    pub fn device(&self) -> Option<DeviceId> {
        let id = self.track()?.get_settings().get_device_id()?;
        (!id.is_empty()).then(|| DeviceId::from(id))
    }
}

/// Everything behind a [`UserMedia`]. No cell stays borrowed while JavaScript runs: an exception would leave it so.
struct Inner {
    options: RefCell<UserMediaOptions>,
    microphone: Slot,
    camera: Slot,
    muted: Cell<bool>,
    stream: RefCell<Option<MediaStream>>,
    /// `None` once closed.
    on_change: RefCell<Option<Rc<dyn Fn()>>>,
}

impl Inner {
    fn slot(&self, kind: Kind) -> &Slot {
        match kind {
            Kind::Microphone => &self.microphone,
            Kind::Camera => &self.camera,
        }
    }

    fn is_closed(&self) -> bool {
        self.on_change.borrow().is_none()
    }

    /// Brings these kinds to what the options and the selected devices ask for.
    fn want(self: &Rc<Self>, kinds: impl IntoIterator<Item = Kind>) {
        if self.is_closed() {
            return;
        }
        let mut changed = Vec::new();
        for kind in kinds {
            let slot = self.slot(kind);
            let wish = self.wish(kind);
            if slot.wish.borrow().as_ref() == Some(&wish) {
                continue;
            }
            slot.wish.replace(Some(wish));
            slot.release(TrackStatus::Requesting);
            changed.push(kind);
        }
        if changed.is_empty() {
            return;
        }
        self.tracks_changed();
        // What is busy comes round to the new wish by itself.
        changed.retain(|kind| !self.slot(*kind).busy.replace(true));
        let this = Rc::clone(self);
        match changed[..] {
            [] => {}
            [kind] => spawn_local(async move { this.acquire(kind).await }),
            _ => spawn_local(async move { this.acquire_both().await }),
        }
    }

    fn give_back(&self, kinds: impl IntoIterator<Item = Kind>) {
        for kind in kinds {
            let slot = self.slot(kind);
            slot.wish.replace(None);
            slot.release(TrackStatus::Idle);
        }
        self.tracks_changed();
    }

    fn select(self: &Rc<Self>, kind: Kind, id: DeviceId) {
        let slot = self.slot(kind);
        slot.selected.replace((!id.is_empty()).then_some(id));
        let failed = slot.status.borrow().error().is_some();
        if slot.wish.borrow().is_some() || failed {
            self.want([kind]);
        }
    }

    fn set_muted(&self, muted: bool) {
        if self.is_closed() || self.muted.replace(muted) == muted {
            return;
        }
        if let Some(track) = self.microphone.status().track() {
            track.set_enabled(!muted);
        }
        self.notify();
    }

    fn set_options(self: &Rc<Self>, options: UserMediaOptions) {
        if *self.options.borrow() == options {
            return;
        }
        let asked_for = |kind: Kind| match kind {
            Kind::Microphone => options.audio.is_some(),
            Kind::Camera => options.video.is_some(),
        };
        let wanted = Kind::ALL.into_iter().filter(|kind| self.slot(*kind).wish.borrow().is_some());
        let (kept, dropped): (Vec<_>, Vec<_>) = wanted.partition(|kind| asked_for(*kind));
        self.options.replace(options);
        if !dropped.is_empty() {
            self.give_back(dropped);
        }
        self.want(kept);
    }

    fn close(&self) {
        let on_change = self.on_change.take();
        if on_change.is_some() {
            self.give_back(Kind::ALL);
        }
    }

    /// What to ask the browser for, to have this kind alone.
    fn wish(&self, kind: Kind) -> UserMediaOptions {
        let device = self.slot(kind).selected.borrow().clone().map(Constraint::Exact);
        let options = self.options.borrow();
        match kind {
            Kind::Microphone => {
                let audio = options.audio.clone().unwrap_or_default();
                let device = device.or_else(|| audio.device.clone());
                UserMediaOptions { audio: Some(AudioConstraints { device, ..audio }), video: None }
            }
            Kind::Camera => {
                let video = options.video.clone().unwrap_or_default();
                let device = device.or_else(|| video.device.clone());
                UserMediaOptions { audio: None, video: Some(VideoConstraints { device, ..video }) }
            }
        }
    }

    /// Asks for both at once, so that the person is asked once; then for each alone, if there is a chance in it.
    async fn acquire_both(self: Rc<Self>) {
        let microphone = self.microphone.wish.borrow().clone();
        let camera = self.camera.wish.borrow().clone();
        let (Some(microphone), Some(camera)) = (microphone, camera) else {
            // One was given back before this began.
            return self.acquire_each().await;
        };
        let both = UserMediaOptions { audio: microphone.audio.clone(), video: camera.video.clone() };
        let result = get_user_media(&both).await;
        if matches!(&result, Err(error) if each_alone_may_succeed(error)) {
            return self.acquire_each().await;
        }
        let answers = [(Kind::Microphone, microphone), (Kind::Camera, camera)].map(|(kind, asked)| {
            let track = result.as_ref().map_err(Clone::clone).and_then(|stream| first_track(stream, kind));
            (kind, self.settle(kind, &asked, track))
        });
        for (kind, settled) in answers {
            if !settled {
                Rc::clone(&self).acquire(kind).await;
            }
        }
    }

    /// One after the other: two questions at once would cover each other.
    async fn acquire_each(self: Rc<Self>) {
        for kind in Kind::ALL {
            Rc::clone(&self).acquire(kind).await;
        }
    }

    /// Asks until the answer is one to what is wanted by then.
    async fn acquire(self: Rc<Self>, kind: Kind) {
        loop {
            let wish = self.slot(kind).wish.borrow().clone();
            let Some(wish) = wish else {
                self.slot(kind).busy.set(false);
                return;
            };
            let track = get_track(&wish, kind).await;
            if self.settle(kind, &wish, track) {
                return;
            }
        }
    }

    /// Takes an answer in. `false`: it answers what is no longer wanted, and what is wanted is still to be asked for.
    fn settle(
        self: &Rc<Self>,
        kind: Kind,
        asked: &UserMediaOptions,
        track: Result<MediaStreamTrack, MediaError>,
    ) -> bool {
        let slot = self.slot(kind);
        if slot.wish.borrow().as_ref() != Some(asked) {
            if let Ok(late) = track {
                late.stop();
            }
            return false;
        }
        let track = track.and_then(|track| match track.ready_state() {
            MediaStreamTrackState::Ended => Err(MediaError::ended()),
            _ => Ok(track),
        });
        slot.busy.set(false);
        match track {
            Ok(track) => {
                if kind == Kind::Microphone {
                    track.set_enabled(!self.muted.get());
                }
                let inner = Rc::downgrade(self);
                let ended = EventListener::once(&track, "ended", move |_| ended(&inner, kind));
                slot.ended.replace(Some(ended));
                slot.status.replace(TrackStatus::Live(track));
            }
            Err(error) => slot.fail(error),
        }
        self.tracks_changed();
        true
    }

    /// Makes the stream anew if its tracks are no longer the live ones, and tells the observer.
    fn tracks_changed(&self) {
        let live: Vec<MediaStreamTrack> =
            Kind::ALL.into_iter().filter_map(|kind| self.slot(kind).status.borrow().track().cloned()).collect();
        let stream = self.stream.borrow().clone();
        let old: Vec<MediaStreamTrack> =
            stream.map(|stream| stream.get_tracks().iter().map(JsCast::unchecked_into).collect()).unwrap_or_default();
        let same = old.len() == live.len() && live.iter().all(|track| old.contains(track));
        if !same {
            let tracks: Array = live.iter().collect();
            let stream = if live.is_empty() { None } else { MediaStream::new_with_tracks(&tracks).ok() };
            self.stream.replace(stream);
        }
        self.notify();
    }

    fn notify(&self) {
        let on_change = self.on_change.borrow().clone();
        if let Some(on_change) = on_change {
            on_change();
        }
    }
}

/// One of the two devices.
#[derive(Default)]
struct Slot {
    /// What is wanted; `None`: nothing. What is live or asked for is always an answer to it.
    wish: RefCell<Option<UserMediaOptions>>,
    /// The device that was chosen by hand.
    selected: RefCell<Option<DeviceId>>,
    status: RefCell<TrackStatus>,
    /// Notices that the live track ended by itself.
    ended: RefCell<Option<EventListener>>,
    /// An acquisition is on its way. It will see to whatever is wanted when it comes back.
    busy: Cell<bool>,
}

impl Slot {
    fn status(&self) -> TrackStatus {
        self.status.borrow().clone()
    }

    fn fail(&self, error: MediaError) {
        self.wish.replace(None);
        self.release(TrackStatus::Failed(error));
    }

    /// Stops the live track, if there is one.
    fn release(&self, next: TrackStatus) {
        drop(self.ended.take());
        if let TrackStatus::Live(track) = self.status.replace(next) {
            track.stop();
        }
    }
}

/// The device was unplugged, or its permission taken back. (A track that its owner stops fires no event.)
fn ended(inner: &Weak<Inner>, kind: Kind) {
    if let Some(inner) = inner.upgrade() {
        inner.slot(kind).fail(MediaError::ended());
        inner.tracks_changed();
    }
}
