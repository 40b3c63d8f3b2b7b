//! Does what the two choices decide.

use std::{
    cell::{Cell, RefCell},
    rc::{Rc, Weak},
};

use gloo_events::EventListener;
use js_sys::Array;
use tincan_core::{
    constraints::{FacingMode, UserMediaOptions},
    devices::{
        DeviceKind, Wanted,
        choice::{Effect, Input, Notice, Target},
    },
    media_error::MediaError,
    sound_watch::{self, Sample},
};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{MediaStream, MediaStreamTrack};

use super::{
    notices::{Notices, is_about_use},
    request::{Kind, Request, ask_both, is_same_device, part_of},
    slot::{Slot, device_of},
    snapshot::{ConstraintError, MediaNews, UserMediaSnapshot, WantedDevices, is_facing_away},
    sound::Listening,
};
use crate::{
    clock,
    devices::DeviceWatch,
    permission::{PermissionStatus, PermissionWatch},
};

/// Everything behind a [`UserMedia`](super::UserMedia). No cell stays borrowed while JavaScript runs: an exception would
/// leave it so.
pub(super) struct Inner {
    options: RefCell<UserMediaOptions>,
    /// The side of a phone that the person turned to.
    facing: Cell<Option<FacingMode>>,
    microphone: Slot,
    camera: Slot,
    muted: Cell<bool>,
    stream: RefCell<Option<MediaStream>>,
    constraint_error: RefCell<Option<ConstraintError>>,
    notices: RefCell<Notices>,
    sound: Listening,
    hear: Rc<dyn Fn(f32)>,
    /// What was shown last.
    shown: RefCell<Rc<UserMediaSnapshot>>,
    /// `None` once closed.
    watches: RefCell<Option<Watches>>,
    /// `None` once closed.
    on_change: RefCell<Option<Rc<dyn Fn()>>>,
}

struct Watches {
    devices: Rc<DeviceWatch>,
    microphone: PermissionWatch,
    camera: PermissionWatch,
}

impl Inner {
    pub(super) fn new(options: UserMediaOptions, wanted: WantedDevices, on_change: impl Fn() + 'static) -> Rc<Self> {
        let inner = Rc::new_cyclic(|weak: &Weak<Self>| {
            let hearing = Weak::clone(weak);
            Self {
                options: RefCell::new(options),
                facing: Cell::default(),
                microphone: Slot::new(DeviceKind::Microphone, wanted.microphone),
                camera: Slot::new(DeviceKind::Camera, wanted.camera),
                muted: Cell::default(),
                stream: RefCell::default(),
                constraint_error: RefCell::default(),
                notices: RefCell::default(),
                sound: Listening::default(),
                hear: Rc::new(move |rms| {
                    if let Some(inner) = hearing.upgrade() {
                        inner.heard(rms);
                    }
                }),
                shown: RefCell::default(),
                watches: RefCell::default(),
                on_change: RefCell::new(Some(Rc::new(on_change))),
            }
        });
        inner.shown.replace(Rc::new(inner.look()));
        inner.watches.replace(Some(Watches::new(&inner)));
        inner
    }

    pub(super) fn shown(&self) -> Rc<UserMediaSnapshot> {
        Rc::clone(&self.shown.borrow())
    }

    pub(super) fn is_closed(&self) -> bool {
        self.on_change.borrow().is_none()
    }

    pub(super) fn slot(&self, kind: Kind) -> &Slot {
        match kind {
            Kind::Microphone => &self.microphone,
            Kind::Camera => &self.camera,
        }
    }

    pub(super) fn part(&self, kind: Kind) -> UserMediaOptions {
        part_of(&self.options.borrow(), kind)
    }

    pub(super) fn start(self: &Rc<Self>) {
        let kinds = {
            let options = self.options.borrow();
            [(Kind::Microphone, options.audio.is_some()), (Kind::Camera, options.video.is_some())]
        };
        self.turn_on(kinds.into_iter().filter_map(|(kind, asked_for)| asked_for.then_some(kind)));
    }

    pub(super) fn turn_on(self: &Rc<Self>, kinds: impl IntoIterator<Item = Kind>) {
        self.drive(kinds.into_iter().map(|kind| {
            self.slot(kind).forgive();
            (kind, Input::TurnedOn)
        }));
    }

    pub(super) fn turn_off(self: &Rc<Self>, kinds: impl IntoIterator<Item = Kind>) {
        self.drive(kinds.into_iter().map(|kind| (kind, Input::TurnedOff)));
    }

    pub(super) fn set_muted(self: &Rc<Self>, muted: bool) {
        if self.is_closed() {
            return;
        }
        self.muted.set(muted);
        if let Some(track) = self.microphone.track() {
            track.set_enabled(!muted);
        }
        self.changed();
    }

    pub(super) fn select(self: &Rc<Self>, kind: Kind, wanted: Wanted) {
        if kind == Kind::Camera {
            self.facing.set(None);
        }
        self.slot(kind).forgive();
        self.notices.borrow_mut().keep_where(|news| !is_about_use(news, kind.device()));
        self.drive([(kind, Input::Chosen(wanted))]);
    }

    pub(super) fn flip_camera(self: &Rc<Self>) {
        let Some(away) = self.camera.track().and_then(|camera| is_facing_away(&camera)) else { return };
        self.facing.set(Some(if away { FacingMode::User } else { FacingMode::Environment }));
        self.start_camera_of_any_id();
    }

    /// The camera is chosen by something else than its id from now on.
    fn start_camera_of_any_id(self: &Rc<Self>) {
        self.drive([(Kind::Camera, Input::Chosen(Wanted::Automatic)), (Kind::Camera, Input::RestartRequested)]);
    }

    pub(super) fn set_options(self: &Rc<Self>, options: UserMediaOptions) {
        if self.is_closed() || *self.options.borrow() == options {
            return;
        }
        let asked_for = [(Kind::Microphone, options.audio.is_some()), (Kind::Camera, options.video.is_some())];
        let old = self.options.replace(options);
        let mut inputs = Vec::new();
        for (kind, asked_for) in asked_for {
            let slot = self.slot(kind);
            let (was, is) = (part_of(&old, kind), self.part(kind));
            if !asked_for {
                inputs.push((kind, Input::TurnedOff));
            } else if slot.is_on() && was != is {
                slot.refused.take();
                slot.forgive();
                if is_same_device(&was, &is) {
                    // What is live is asked for something else below.
                    inputs.push((kind, Input::TurnedOn));
                } else {
                    self.facing.set(self.facing.get().filter(|_| kind != Kind::Camera));
                    inputs.push((kind, Input::Chosen(Wanted::Automatic)));
                    inputs.push((kind, Input::RestartRequested));
                }
            }
        }
        self.drive(inputs);
        Kind::ALL.into_iter().for_each(|kind| self.apply(kind));
    }

    pub(super) fn dismiss(self: &Rc<Self>, id: u32) {
        self.notices.borrow_mut().dismiss(id);
        self.changed();
    }

    pub(super) fn joined(&self) {
        self.sound.joined();
    }

    pub(super) fn close(self: &Rc<Self>) {
        if self.on_change.take().is_none() {
            return;
        }
        for kind in Kind::ALL {
            // Whatever is on its way is stopped when it arrives.
            let asks = self.handle(kind, Input::TurnedOff);
            debug_assert!(asks.is_none(), "nothing is asked for what is off");
        }
        self.settle();
        let shown = Rc::new(self.look());
        self.shown.replace(shown);
        drop(self.watches.take());
    }

    /// Takes inputs in, does what follows from them, and tells the observer.
    pub(super) fn drive(self: &Rc<Self>, inputs: impl IntoIterator<Item = (Kind, Input)>) {
        if self.is_closed() {
            return;
        }
        let mut asks: Vec<Request> = Vec::new();
        for (kind, input) in inputs {
            // What was just asked for is asked for as things are now.
            let is_asked = asks.iter().any(|ask| ask.kind == kind);
            if !(is_asked && input == Input::RestartRequested) {
                asks.extend(self.handle(kind, input));
            }
        }
        let this = Rc::clone(self);
        match <[Request; 2]>::try_from(asks) {
            Ok(both) => spawn_local(this.acquire_both(both)),
            Err(asks) => asks.into_iter().for_each(|ask| spawn_local(Rc::clone(self).acquire(ask))),
        }
        self.changed();
    }

    /// One input to one choice, and its effects but the asking.
    fn handle(&self, kind: Kind, input: Input) -> Option<Request> {
        let slot = self.slot(kind);
        let effects = slot.choice.borrow_mut().handle(clock::now(), input);
        let mut ask = None;
        for effect in effects {
            match effect {
                Effect::Stop => slot.release(),
                Effect::Acquire(target) => ask = Some(self.request(kind, target)),
                Effect::Fail(error) => slot.fail(error),
                Effect::Tell(notice) => self.notices.borrow_mut().tell(MediaNews::Device(kind.device(), notice)),
            }
        }
        ask
    }

    fn request(&self, kind: Kind, target: Target) -> Request {
        let slot = self.slot(kind);
        let asked = self.part(kind);
        let is_refused = slot.refused.borrow().as_ref() == Some(&asked);
        let given = slot.given.borrow().clone().filter(|_| is_refused).unwrap_or(asked);
        Request { kind, target, given, facing: self.facing.get() }
    }

    /// Asks for both at once; then for each alone, if there is a chance in it: one after the other, for two questions at once
    /// would cover each other.
    async fn acquire_both(self: Rc<Self>, both: [Request; 2]) {
        let [one, other] = &both;
        let (microphone, camera) = if one.kind == Kind::Microphone { (one, other) } else { (other, one) };
        if let Some(answers) = ask_both(microphone, camera).await {
            let answers = [microphone, camera].into_iter().cloned().zip(answers).collect();
            return self.answered(answers);
        }
        for ask in [microphone, camera] {
            Rc::clone(&self).acquire(ask.clone()).await;
        }
    }

    async fn acquire(self: Rc<Self>, mut ask: Request) {
        let mut answer = if self.is_wanted(ask.kind) { ask.ask().await } else { Err(not_wanted()) };
        // What was live with other constraints is to be live again with those.
        if let Err(error) = &answer
            && ask.asks_too_much(error)
            && let Some(given) = self.slot(ask.kind).given.borrow().clone().filter(|given| *given != ask.given)
        {
            self.refuse(ask.kind, ask.given, error.clone());
            ask.given = given;
            answer = if self.is_wanted(ask.kind) { ask.ask().await } else { Err(not_wanted()) };
        }
        self.answered(vec![(ask, answer)]);
    }

    fn is_wanted(&self, kind: Kind) -> bool {
        !self.is_closed() && self.slot(kind).is_on()
    }

    fn answered(self: &Rc<Self>, answers: Vec<(Request, Result<MediaStreamTrack, MediaError>)>) {
        let mut inputs = Vec::new();
        let mut arrived = Vec::new();
        for (ask, answer) in answers {
            let slot = self.slot(ask.kind);
            match answer {
                Ok(late) if self.is_closed() => late.stop(),
                Ok(track) => {
                    if ask.kind == Kind::Microphone {
                        track.set_enabled(!self.muted.get());
                    }
                    inputs.push((ask.kind, Input::WentLive(device_of(&track))));
                    inputs.extend(track.muted().then_some((ask.kind, Input::Muted)));
                    let listeners = self.listen(ask.kind, &track, slot.next_ticket());
                    slot.install(track, ask.given, listeners);
                    arrived.push(ask.kind);
                }
                Err(error) => {
                    inputs.push((ask.kind, Input::Failed(error.kind.clone())));
                    slot.failed(error);
                }
            }
        }
        self.drive(inputs);
        for kind in arrived {
            // Asked for meanwhile.
            self.apply(kind);
        }
        // Permission brings ids and labels, and no event.
        let devices = self.watches.borrow().as_ref().map(|watches| Rc::clone(&watches.devices));
        if let Some(devices) = devices {
            devices.refresh();
        }
    }

    fn listen(self: &Rc<Self>, kind: Kind, track: &MediaStreamTrack, ticket: u32) -> Vec<EventListener> {
        let listener = |event: &'static str, tell: fn(&Rc<Self>, Kind)| {
            let weak = Rc::downgrade(self);
            EventListener::new(track, event, move |_| {
                if let Some(inner) = weak.upgrade().filter(|inner| inner.slot(kind).ticket() == ticket) {
                    tell(&inner, kind);
                }
            })
        };
        vec![
            listener("ended", Self::ended),
            listener("mute", |inner, kind| inner.drive([(kind, Input::Muted)])),
            listener("unmute", |inner, kind| inner.drive([(kind, Input::Unmuted)])),
        ]
    }

    /// The device was unplugged, or its permission taken back. (A track that its owner stops fires no event.)
    fn ended(self: &Rc<Self>, kind: Kind) {
        let slot = self.slot(kind);
        slot.release();
        let ticket = slot.ticket();
        self.changed();
        let permission = self.watches.borrow().as_ref().map(|watches| watches.permission(kind).refresh());
        let this = Rc::clone(self);
        spawn_local(async move {
            // Whether it was taken back may be told later than its end.
            if let Some(permission) = permission {
                permission.await;
            }
            if this.slot(kind).ticket() == ticket {
                this.drive([(kind, Input::Ended)]);
            }
        });
    }

    fn listed(self: &Rc<Self>) {
        let listed = self.watches.borrow().as_ref().and_then(|watches| watches.devices.listed());
        if let Some(devices) = listed {
            self.drive(Kind::ALL.map(|kind| (kind, Input::Listed(devices.clone()))));
        }
    }

    fn permission_changed(self: &Rc<Self>, kind: Kind) {
        let Some(now) = self.watches.borrow().as_ref().map(|watches| watches.permission(kind).status()) else { return };
        let input = match (self.slot(kind).permission.replace(now), now) {
            (PermissionStatus::Granted, PermissionStatus::Denied | PermissionStatus::Prompt) => {
                Input::PermissionRevoked
            }
            (PermissionStatus::Denied | PermissionStatus::Prompt, PermissionStatus::Granted) => {
                Input::PermissionGranted
            }
            _ => return,
        };
        self.drive([(kind, input)]);
    }

    fn heard(self: &Rc<Self>, rms: f32) {
        let live = !self.microphone.choice.borrow().is_muted_by_system();
        let news = match self.sound.heard(Sample { rms, muted: self.muted.get(), live }) {
            None => return,
            Some(sound_watch::Effect::Silent) => Some(MediaNews::MicrophoneSilent),
            Some(sound_watch::Effect::SpeakingWhileMuted) => Some(MediaNews::SpeakingWhileMuted),
            Some(sound_watch::Effect::HeardAgain) => None,
        };
        let mut notices = self.notices.borrow_mut();
        match news {
            Some(news) => notices.tell(news),
            None => notices.keep_where(|news| *news != MediaNews::MicrophoneSilent),
        }
        drop(notices);
        self.changed();
    }

    pub(super) fn set_constraint_error(&self, kind: Kind, error: Option<ConstraintError>) {
        let mut place = self.constraint_error.borrow_mut();
        if error.is_some() || place.as_ref().is_some_and(|old| old.kind == kind.device()) {
            *place = error;
        }
    }

    /// What was asked for cannot be met, and is not asked for again by itself.
    pub(super) fn refuse(&self, kind: Kind, asked: UserMediaOptions, error: MediaError) {
        self.slot(kind).refused.replace(Some(asked.clone()));
        self.set_constraint_error(kind, Some(ConstraintError { kind: kind.device(), error, asked }));
    }

    /// Brings everything that follows from what is live in line with it, and tells the observer if something is new.
    pub(super) fn changed(self: &Rc<Self>) {
        self.settle();
        let now = self.look();
        if **self.shown.borrow() == now {
            return;
        }
        self.shown.replace(Rc::new(now));
        let on_change = self.on_change.borrow().clone();
        if let Some(on_change) = on_change {
            on_change();
        }
    }

    fn settle(self: &Rc<Self>) {
        let now = clock::now();
        for kind in Kind::ALL {
            let weak = Rc::downgrade(self);
            self.slot(kind).set_timer(now, move || {
                if let Some(inner) = weak.upgrade() {
                    inner.slot(kind).timer_fired();
                    inner.drive([(kind, Input::TimePassed)]);
                }
            });
        }
        self.gather_stream();
        if let Some(device) = self.microphone.choice.borrow().in_use() {
            self.sound.went_live(&device.id);
        }
        self.sound.follow(self.microphone.track().as_ref(), self.muted.get(), &self.hear);
        self.notices.borrow_mut().keep_where(|news| self.is_true(news));
    }

    /// Makes the stream anew if its tracks are no longer the live ones.
    fn gather_stream(&self) {
        let live: Vec<MediaStreamTrack> = Kind::ALL.into_iter().filter_map(|kind| self.slot(kind).track()).collect();
        let stream = self.stream.borrow().clone();
        let old: Vec<MediaStreamTrack> =
            stream.map(|stream| stream.get_tracks().iter().map(JsCast::unchecked_into).collect()).unwrap_or_default();
        let same = old.len() == live.len() && live.iter().all(|track| old.contains(track));
        if !same {
            let tracks: Array = live.iter().collect();
            let stream = if live.is_empty() { None } else { MediaStream::new_with_tracks(&tracks).ok() };
            self.stream.replace(stream);
        }
    }

    /// Whether it is still worth saying.
    fn is_true(&self, news: &MediaNews) -> bool {
        let (kind, notice) = match news {
            MediaNews::Device(kind, notice) => (kind, notice),
            MediaNews::MicrophoneSilent => return self.microphone.track().is_some() && !self.muted.get(),
            MediaNews::SpeakingWhileMuted => return self.microphone.track().is_some() && self.muted.get(),
        };
        let Some(slot) = Kind::of(*kind).map(|kind| self.slot(kind)) else { return false };
        let choice = slot.choice.borrow();
        match notice {
            Notice::NewDevice(device) => {
                let is_taken = choice.in_use().is_some_and(|it| it.id == device.id || it.label == device.label);
                let watches = self.watches.borrow();
                let devices = watches.as_ref().map(|watches| watches.devices.devices()).unwrap_or_default();
                devices.find(*kind, &device.id).is_some() && !is_taken && choice.wanted().id() != Some(&device.id)
            }
            Notice::MutedBySystem => choice.is_muted_by_system(),
            Notice::UnmutedBySystem => !choice.is_muted_by_system() && choice.is_on(),
            Notice::TookOver { .. } | Notice::CameBack { .. } => choice.is_on(),
            Notice::Gone { .. } | Notice::PermissionLost => choice.is_on() && choice.in_use().is_none(),
        }
    }

    fn look(&self) -> UserMediaSnapshot {
        let (microphone, camera) = (self.microphone.choice.borrow(), self.camera.choice.borrow());
        UserMediaSnapshot {
            microphone: self.microphone.status(),
            camera: self.camera.status(),
            muted: self.muted.get(),
            stream: self.stream.borrow().clone(),
            devices: self.watches.borrow().as_ref().map(|watches| watches.devices.devices()).unwrap_or_default(),
            wanted_microphone: microphone.wanted().clone(),
            wanted_camera: camera.wanted().clone(),
            microphone_in_use: microphone.in_use().cloned(),
            camera_in_use: camera.in_use().cloned(),
            microphone_muted_by_system: microphone.is_muted_by_system(),
            camera_muted_by_system: camera.is_muted_by_system(),
            constraint_error: self.constraint_error.borrow().clone(),
            notices: self.notices.borrow().list().to_vec(),
        }
    }
}

impl Watches {
    fn new(inner: &Rc<Inner>) -> Self {
        let weak = || Rc::downgrade(inner);
        let permission = |kind: Kind| {
            let weak = weak();
            PermissionWatch::new(kind.permission(), move || {
                if let Some(inner) = weak.upgrade() {
                    inner.permission_changed(kind);
                }
            })
        };
        let listing = weak();
        let devices = DeviceWatch::new(move || {
            if let Some(inner) = listing.upgrade() {
                inner.listed();
            }
        });
        Self { devices: Rc::new(devices), microphone: permission(Kind::Microphone), camera: permission(Kind::Camera) }
    }

    fn permission(&self, kind: Kind) -> &PermissionWatch {
        match kind {
            Kind::Microphone => &self.microphone,
            Kind::Camera => &self.camera,
        }
    }
}

/// It was given back before it was asked for.
fn not_wanted() -> MediaError {
    MediaError::from_dom("AbortError", "", None)
}
