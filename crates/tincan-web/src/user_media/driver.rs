//! Does what the two choices decide.

use std::{
    cell::{Cell, RefCell},
    rc::{Rc, Weak},
};

use tincan_core::{
    constraints::{FacingMode, UserMediaOptions},
    devices::{
        DeviceKind, Wanted,
        choice::{Effect, Input, Target},
    },
    media_error::MediaError,
    sound_watch::{self, Sample},
};
use wasm_bindgen_futures::spawn_local;
use web_sys::MediaStream;

use super::{
    notices::{Notices, is_about_use},
    request::{Kind, Request, is_same_device, part_of},
    slot::Slot,
    snapshot::{ConstraintError, MediaNews, UserMediaSnapshot, WantedDevices, side_of},
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
    pub(super) facing: Cell<Option<FacingMode>>,
    /// The side of the camera that is live, or was last.
    pub(super) side: Cell<Option<FacingMode>>,
    pub(super) microphone: Slot,
    pub(super) camera: Slot,
    pub(super) muted: Cell<bool>,
    pub(super) stream: RefCell<Option<MediaStream>>,
    pub(super) constraint_error: RefCell<Option<ConstraintError>>,
    pub(super) notices: RefCell<Notices>,
    pub(super) sound: Listening,
    pub(super) hear: Rc<dyn Fn(f32)>,
    /// What was shown last.
    pub(super) shown: RefCell<Rc<UserMediaSnapshot>>,
    /// `None` once closed.
    pub(super) watches: RefCell<Option<Watches>>,
    /// `None` once closed.
    pub(super) on_change: RefCell<Option<Rc<dyn Fn()>>>,
}

pub(super) struct Watches {
    pub(super) devices: Rc<DeviceWatch>,
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
                side: Cell::default(),
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
        // What one device cannot do another may.
        self.slot(kind).refused.take();
        self.notices.borrow_mut().keep_where(|news| !is_about_use(news, kind.device()));
        self.drive([(kind, Input::Chosen(wanted))]);
    }

    pub(super) fn flip_camera(self: &Rc<Self>) {
        let Some(side) = self.camera.track().and_then(|camera| side_of(&camera)) else { return };
        let away = side == FacingMode::Environment;
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

    pub(super) fn joined(self: &Rc<Self>) {
        self.sound.joined();
        self.notices.borrow_mut().keep_where(|news| *news != MediaNews::MicrophoneSilent);
        self.changed();
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
        if input == Input::TurnedOff {
            slot.turned_off();
        }
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

    pub(super) fn permission(&self, kind: Kind) -> &PermissionWatch {
        match kind {
            Kind::Microphone => &self.microphone,
            Kind::Camera => &self.camera,
        }
    }
}
