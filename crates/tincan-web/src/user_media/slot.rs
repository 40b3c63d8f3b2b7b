//! The camera, or the microphone.

use std::{
    cell::{Cell, RefCell},
    time::Duration,
};

use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use tincan_core::{
    constraints::UserMediaOptions,
    devices::{
        DeviceKind, Wanted,
        choice::{Choice, InUse},
    },
    media_error::{MediaError, MediaErrorKind},
};
use web_sys::MediaStreamTrack;

use super::snapshot::TrackStatus;
use crate::{permission::PermissionStatus, sys};

/// One of the two. Who is to be live is decided by its `choice`; this does it.
pub(super) struct Slot {
    pub(super) choice: RefCell<Choice>,
    live: RefCell<Option<Live>>,
    /// Why nothing is live; stays while another try is on its way by itself.
    error: RefCell<Option<MediaError>>,
    /// What the browser said last, for its words.
    last_failure: RefCell<Option<MediaError>>,
    /// What the live track, or the last one, was given.
    pub(super) given: RefCell<Option<UserMediaOptions>>,
    /// What could not be met: it is not asked for again by itself.
    pub(super) refused: RefCell<Option<UserMediaOptions>>,
    pub(super) applying: Cell<bool>,
    /// Whether it was live since it was turned on, and nothing failed since.
    was_live: Cell<bool>,
    pub(super) permission: Cell<PermissionStatus>,
    timer: RefCell<Option<(Duration, Timeout)>>,
    /// Which track is live: an answer about an earlier one is none about this.
    ticket: Cell<u32>,
}

impl Slot {
    pub(super) fn new(kind: DeviceKind, wanted: Wanted) -> Self {
        Self {
            choice: RefCell::new(Choice::new(kind, wanted)),
            live: RefCell::default(),
            error: RefCell::default(),
            last_failure: RefCell::default(),
            given: RefCell::default(),
            refused: RefCell::default(),
            applying: Cell::default(),
            was_live: Cell::default(),
            permission: Cell::default(),
            timer: RefCell::default(),
            ticket: Cell::default(),
        }
    }

    pub(super) fn status(&self) -> TrackStatus {
        if let Some(track) = self.track() {
            return TrackStatus::Live(track);
        }
        match self.error.borrow().as_ref() {
            _ if !self.is_on() => TrackStatus::Idle,
            Some(error) => TrackStatus::Failed(error.clone()),
            None => TrackStatus::Requesting,
        }
    }

    /// Whether the one before is stopped, and the next is not there yet.
    pub(super) fn is_changing(&self) -> bool {
        self.was_live.get() && self.status().is_requesting()
    }

    pub(super) fn track(&self) -> Option<MediaStreamTrack> {
        self.live.borrow().as_ref().map(|live| &live.track).cloned()
    }

    pub(super) fn is_on(&self) -> bool {
        self.choice.borrow().is_on()
    }

    pub(super) fn ticket(&self) -> u32 {
        self.ticket.get()
    }

    /// Takes a track that has just arrived.
    pub(super) fn install(&self, track: MediaStreamTrack, given: UserMediaOptions, listeners: Vec<EventListener>) {
        self.given.replace(Some(given));
        self.error.take();
        self.was_live.set(true);
        self.live.replace(Some(Live { track, _listeners: listeners }));
    }

    /// The number that the next track will have.
    pub(super) fn next_ticket(&self) -> u32 {
        self.ticket.set(self.ticket.get().wrapping_add(1));
        self.ticket.get()
    }

    /// Stops the live track, if there is one.
    pub(super) fn release(&self) {
        self.next_ticket();
        if let Some(live) = self.live.take() {
            live.track.stop();
        }
    }

    /// The browser said no.
    pub(super) fn failed(&self, error: MediaError) {
        self.last_failure.replace(Some(error));
    }

    /// Nothing is live, for this reason.
    pub(super) fn fail(&self, kind: MediaErrorKind) {
        let said = self.last_failure.borrow().clone().filter(|said| said.kind == kind);
        self.was_live.set(false);
        self.error.replace(Some(said.unwrap_or_else(|| MediaError { kind, message: String::new() })));
    }

    /// It is wanted no longer: what comes after this is a start, and no exchange.
    pub(super) fn turned_off(&self) {
        self.was_live.set(false);
    }

    /// The person asks for it, whatever was before.
    pub(super) fn forgive(&self) {
        self.error.take();
    }

    /// One timer for the deadline of the choice.
    pub(super) fn set_timer(&self, now: Duration, fire: impl FnOnce() + 'static) {
        let deadline = self.choice.borrow().deadline();
        let armed = self.timer.borrow().as_ref().map(|(at, _)| *at);
        if deadline == armed {
            return;
        }
        let timer = deadline.map(|at| {
            let wait = u32::try_from(at.saturating_sub(now).as_millis()).unwrap_or(u32::MAX);
            (at, Timeout::new(wait.saturating_add(1), fire))
        });
        drop(self.timer.replace(timer));
    }

    /// The timer has fired.
    pub(super) fn timer_fired(&self) {
        drop(self.timer.take());
    }
}

struct Live {
    track: MediaStreamTrack,
    _listeners: Vec<EventListener>,
}

/// Which device a track is of.
pub(super) fn device_of(track: &MediaStreamTrack) -> InUse {
    let settings = track.get_settings();
    let text = |name| sys::text(&settings, name).unwrap_or_default();
    InUse { id: text("deviceId").into(), group: text("groupId").into(), label: track.label() }
}
