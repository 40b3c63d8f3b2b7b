//! Connections that only gather candidates: they tell whether STUN and TURN servers work from here.

use std::{
    cell::RefCell,
    fmt,
    rc::{Rc, Weak},
};

use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use tincan_core::{
    ice_check::{CandidateError, Effect, Event, Found, IceCheck, Input, PATIENCE, Server, Which},
    paths::Paths,
};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{RtcDataChannelInit, RtcIceGatheringState, RtcPeerConnectionIceEvent};

use crate::{
    clock,
    peer::OpenConnection,
    sys::{self, IceCandidate, IceErrorEvent},
    task::Task,
};

/// Checks servers, and keeps what the last check told. Each server has an `RTCPeerConnection` to itself for as long as it tells
/// something, and all of them are gathered at once.
///
/// Specification: webrtc-pc 4.8.
pub struct IceChecker {
    inner: Rc<Inner>,
}

impl IceChecker {
    /// Without a check. `on_change` is called after each change of the [`snapshot`](Self::snapshot), from verbs or from the event
    /// loop.
    pub fn new(on_change: impl Fn() + 'static) -> Self {
        let on_change: Rc<dyn Fn()> = Rc::new(on_change);
        Self {
            inner: Rc::new_cyclic(|this| Inner {
                this: Weak::clone(this),
                check: RefCell::default(),
                probes: RefCell::default(),
                on_change: RefCell::new(Some(on_change)),
            }),
        }
    }

    /// The last check, in its course or over.
    pub fn snapshot(&self) -> Option<IceCheck> {
        self.inner.check.borrow().clone()
    }

    /// Checks these servers. A check that is under way is given up for it.
    pub fn check(&self, servers: Vec<Server>) {
        if self.inner.on_change.borrow().is_none() {
            return;
        }
        drop(self.inner.probes.take());
        let seconds = js_sys::Date::now() / 1000.0;
        let (check, effects) = IceCheck::begin(servers, clock::now(), seconds as u64);
        self.inner.check.replace(Some(check));
        self.inner.perform(effects);
        self.inner.tell();
    }

    /// Ends the check, and forgets what it told.
    pub fn clear(&self) {
        drop(self.inner.probes.take());
        if self.inner.check.take().is_some() {
            self.inner.tell();
        }
    }

    /// Closes everything for good: verbs do nothing afterwards, and `on_change` is dropped.
    pub fn close(&self) {
        self.inner.on_change.take();
        drop(self.inner.probes.take());
        self.inner.check.take();
    }
}

impl Drop for IceChecker {
    fn drop(&mut self) {
        self.close();
    }
}

impl fmt::Debug for IceChecker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("IceChecker").field(&self.snapshot()).finish()
    }
}

struct Inner {
    this: Weak<Self>,
    check: RefCell<Option<IceCheck>>,
    /// Those that still tell something.
    probes: RefCell<Vec<(Which, Probe)>>,
    /// `None` once closed.
    on_change: RefCell<Option<Rc<dyn Fn()>>>,
}

impl Inner {
    fn perform(&self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Open { which, servers, paths } => match Probe::open(&self.this, which, &servers, paths) {
                    Ok(probe) => self.probes.borrow_mut().push((which, probe)),
                    Err(thrown) => self.refuse(which, &thrown),
                },
                Effect::Close(which) => {
                    let mut probes = self.probes.borrow_mut();
                    let closed = probes.iter().position(|(its, _)| *its == which).map(|index| probes.remove(index));
                    drop(probes);
                    drop(closed);
                }
            }
        }
    }

    fn take(&self, which: Which, input: Input) {
        let effects = self.check.borrow_mut().as_mut().map(|check| check.handle(clock::now(), which, input));
        self.perform(effects.unwrap_or_default());
    }

    fn refuse(&self, which: Which, thrown: &JsValue) {
        self.take(which, Input::Refused(sys::error_parts(thrown).message));
    }

    fn tell(&self) {
        let on_change = self.on_change.borrow().clone();
        if let Some(on_change) = on_change {
            on_change();
        }
    }
}

/// A connection that gathers. Dropping it closes it, and nothing of it is told any more.
struct Probe {
    _listeners: [EventListener; 3],
    _describing: Task,
    _timer: Timeout,
    _connection: Rc<OpenConnection>,
}

impl Probe {
    fn open(inner: &Weak<Inner>, which: Which, servers: &[Server], paths: Paths) -> Result<Self, JsValue> {
        let servers: Vec<_> = servers.iter().map(Server::to_ice_server).collect();
        let connection = Rc::new(OpenConnection::new(&servers, paths)?);
        // Without anything to be carried, nothing is gathered (JSEP 3.5.1).
        connection.create_data_channel("check", &RtcDataChannelInit::new())?;
        let take = {
            let inner = Weak::clone(inner);
            move |input| {
                if let Some(inner) = inner.upgrade() {
                    inner.take(which, input);
                    inner.tell();
                }
            }
        };
        let on_candidate = {
            let take = take.clone();
            move |event: &web_sys::Event| {
                if let Some(found) = found(event.unchecked_ref()) {
                    take(Input::Happened(Event::Found(found)));
                }
            }
        };
        let on_error = {
            let take = take.clone();
            move |event: &web_sys::Event| {
                let event: &IceErrorEvent = event.unchecked_ref();
                let code = event.error_code().unwrap_or_default();
                let text = event.error_text().unwrap_or_default();
                take(Input::Happened(Event::Error(CandidateError { code, text })));
            }
        };
        let on_state = {
            let (take, connection) = (take.clone(), Rc::downgrade(&connection));
            move |_: &web_sys::Event| {
                let state = connection.upgrade().map(|connection| connection.ice_gathering_state());
                if state == Some(RtcIceGatheringState::Complete) {
                    take(Input::Gathered);
                }
            }
        };
        let listeners = [
            EventListener::new(&connection, "icecandidate", on_candidate),
            EventListener::new(&connection, "icecandidateerror", on_error),
            EventListener::new(&connection, "icegatheringstatechange", on_state),
        ];
        let timer = {
            let take = take.clone();
            // One more: a timer may fire a fraction of a millisecond early.
            Timeout::new(PATIENCE.as_millis() as u32 + 1, move || take(Input::TimePassed))
        };
        let described = JsFuture::from(connection.set_local_description_implicitly()?);
        let describing = Task::spawn(async move {
            if let Err(thrown) = described.await {
                take(Input::Refused(sys::error_parts(&thrown).message));
            }
        });
        Ok(Self { _listeners: listeners, _describing: describing, _timer: timer, _connection: connection })
    }
}

fn found(event: &RtcPeerConnectionIceEvent) -> Option<Found> {
    let candidate: IceCandidate = event.candidate()?.unchecked_into();
    Found::parse(&candidate.candidate(), candidate.relay_protocol().as_deref())
}
