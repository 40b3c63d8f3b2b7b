//! One track of a camera or a microphone, asked for in exactly these words.

mod listed;

use std::{
    cell::{Cell, RefCell},
    fmt,
    rc::{Rc, Weak},
};

use gloo_events::EventListener;
use tincan_core::{
    constraints::{Misfit, TrackConstraints},
    devices::DeviceKind,
    media_error::{MediaError, MediaErrorKind},
};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{MediaStream, MediaStreamTrack, MediaStreamTrackState};

use crate::{
    track,
    user_media::{TrackStatus, get_user_media},
};

/// Owns one track, and asks for it and of it in exactly the words that it is given: it chooses no device, remembers nothing and
/// asks nothing twice. For pages that show what constraints do; [`UserMedia`](crate::user_media::UserMedia) is for calls.
///
/// Three rules hold at every time:
///
/// - what is live stays live until another track is there, and after a question that failed. Only where the live track itself
///   stands in the way (a camera that is open at one size often cannot be had at another) is it stopped before, and asked for
///   again in its own words if the question fails all the same;
/// - an acquisition is never cut off. What arrives when it is no longer wanted is stopped on arrival;
/// - after [`close`](Self::close), or when this value is dropped, nothing is live, and nothing will be.
///
/// Specification: Media Capture and Streams, 10.2 `getUserMedia`, 4.3.3 `applyConstraints`.
pub struct ConstrainedTrack {
    inner: Rc<Inner>,
}

impl ConstrainedTrack {
    /// Idle. `on_change` is called after each change of the [`snapshot`](Self::snapshot).
    pub fn new(on_change: impl Fn() + 'static) -> Self {
        let inner = Inner {
            live: RefCell::default(),
            asking: Cell::default(),
            wanted: Cell::default(),
            refusal: RefCell::default(),
            ended: Cell::default(),
            on_change: RefCell::new(Some(Rc::new(on_change))),
        };
        Self { inner: Rc::new(inner) }
    }

    /// How things are now.
    pub fn snapshot(&self) -> ConstrainedTrackSnapshot {
        self.inner.snapshot()
    }

    /// Asks for a track, by `getUserMedia`. It replaces the live one. Does nothing while another question is open.
    pub fn request(&self, constraints: TrackConstraints) {
        if self.inner.begin() {
            let this = Rc::clone(&self.inner);
            spawn_local(async move { this.request(constraints).await });
        }
    }

    /// Asks the live track for something else, by `applyConstraints`. Does nothing while none is live, while another question is
    /// open, and with constraints of the other kind of track.
    pub fn apply(&self, constraints: TrackConstraints) {
        let live = self.inner.live.borrow().clone().filter(|live| live.kind() == constraints.kind());
        if let Some(live) = live
            && self.inner.begin()
        {
            let this = Rc::clone(&self.inner);
            spawn_local(async move { this.apply(&live, constraints).await });
        }
    }

    /// Stops the track, and has what is still on its way stopped on arrival.
    pub fn stop(&self) {
        self.inner.stop();
        self.inner.notify();
    }

    /// Stops for good: verbs do nothing afterwards, and `on_change` is dropped.
    pub fn close(&self) {
        self.inner.on_change.take();
        self.inner.stop();
    }
}

impl Drop for ConstrainedTrack {
    fn drop(&mut self) {
        self.close();
    }
}

impl fmt::Debug for ConstrainedTrack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ConstrainedTrack").field(&self.snapshot()).finish()
    }
}

/// What a [`ConstrainedTrack`] has at one moment.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ConstrainedTrackSnapshot {
    /// How the track is. It is live also while something else is asked for, and after a question that failed.
    pub status: TrackStatus,
    /// The live track alone, for a preview; another object when another track took over.
    pub stream: Option<MediaStream>,
    /// A question is open.
    pub is_asking: bool,
    /// Why the last question failed.
    pub refusal: Option<Refusal>,
}

/// A question that failed.
#[derive(Debug, Clone, PartialEq)]
pub struct Refusal {
    /// Whether a track was asked for, or something of the live one.
    pub by: AskedBy,
    /// Why. [`Overconstrained`](MediaErrorKind::Overconstrained) names the constraint.
    pub error: MediaError,
    /// What of it the live track's device cannot do, and what it can; with none live, of the listed device that comes nearest. Empty
    /// where the browser does not tell.
    pub misfits: Vec<Misfit>,
}

/// How something was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AskedBy {
    /// By `getUserMedia`.
    Request,
    /// By `applyConstraints`.
    Change,
}

/// A live track with the words in which it was asked for. Dropping it stops it.
struct Live {
    track: MediaStreamTrack,
    stream: MediaStream,
    constraints: RefCell<TrackConstraints>,
    _ended: EventListener,
}

impl Live {
    fn kind(&self) -> DeviceKind {
        self.constraints.borrow().kind()
    }

    fn misfits(&self, constraints: &TrackConstraints) -> Vec<Misfit> {
        if self.kind() != constraints.kind() {
            return Vec::new();
        }
        track::capabilities(&self.track).misfits(&constraints.asked())
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        self.track.stop();
    }
}

/// Everything behind a [`ConstrainedTrack`]. No cell stays borrowed while JavaScript runs: an exception would leave it so.
struct Inner {
    live: RefCell<Option<Rc<Live>>>,
    /// The number of the question that is open.
    asking: Cell<Option<u32>>,
    /// Counts what was wanted: an answer to an earlier number is an answer to nobody.
    wanted: Cell<u32>,
    refusal: RefCell<Option<Refusal>>,
    /// The track ended by itself.
    ended: Cell<bool>,
    /// `None` once closed.
    on_change: RefCell<Option<Rc<dyn Fn()>>>,
}

impl Inner {
    fn snapshot(&self) -> ConstrainedTrackSnapshot {
        let live = self.live.borrow().clone();
        let refusal = self.refusal.borrow().clone();
        let is_asking = self.asking.get().is_some();
        ConstrainedTrackSnapshot {
            status: match (&live, &refusal) {
                (Some(live), _) => TrackStatus::Live(Clone::clone(&live.track)),
                (None, _) if is_asking => TrackStatus::Requesting,
                (None, Some(refusal)) => TrackStatus::Failed(refusal.error.clone()),
                (None, None) if self.ended.get() => TrackStatus::Failed(MediaError::ended()),
                (None, None) => TrackStatus::Idle,
            },
            stream: live.map(|live| Clone::clone(&live.stream)),
            is_asking,
            refusal,
        }
    }

    /// Whether a question may be asked now.
    fn begin(&self) -> bool {
        if self.asking.get().is_some() || self.on_change.borrow().is_none() {
            return false;
        }
        self.asking.set(Some(self.wanted.get()));
        self.ended.set(false);
        self.refusal.take();
        self.notify();
        true
    }

    async fn request(self: Rc<Self>, constraints: TrackConstraints) {
        let ticket = self.wanted.get();
        let earlier = self.live.borrow().clone();
        let misfits = earlier.as_ref().map(|live| live.misfits(&constraints)).unwrap_or_default();
        let mut answer = self.ask(ticket, &constraints).await;
        if let (Err(error), Some(earlier)) = (&answer, earlier)
            && misfits.is_empty()
            && stands_in_the_way(error)
            && self.wanted.get() == ticket
        {
            let own_words = earlier.constraints.borrow().clone();
            let released = self.live.take();
            drop((earlier, released));
            answer = self.ask(ticket, &constraints).await;
            if answer.is_err() && self.wanted.get() == ticket {
                // It failed all the same. That what was live cannot be had any more either is no other news.
                let _ = self.ask(ticket, &own_words).await;
            }
        }
        let refusal = match answer {
            Err(error) => Some(self.refusal(error, &constraints, misfits).await),
            Ok(()) => None,
        };
        self.settle(ticket, refusal);
    }

    async fn refusal(&self, error: MediaError, constraints: &TrackConstraints, misfits: Vec<Misfit>) -> Refusal {
        let is_told = !misfits.is_empty() || !matches!(error.kind, MediaErrorKind::Overconstrained { .. });
        let misfits = if is_told { misfits } else { listed::misfits(constraints).await };
        Refusal { by: AskedBy::Request, error, misfits }
    }

    /// Asks once. What arrives when it is no longer wanted is stopped.
    async fn ask(self: &Rc<Self>, ticket: u32, constraints: &TrackConstraints) -> Result<(), MediaError> {
        let stream = get_user_media(&constraints.options()).await?;
        let arrived = stream.get_tracks().iter().map(JsCast::unchecked_into::<MediaStreamTrack>).next();
        let track = arrived.ok_or_else(|| MediaError::from_dom("NotFoundError", "the stream has no track", None))?;
        let weak = Rc::downgrade(self);
        let ended = EventListener::once(&track, "ended", move |_| end(&weak));
        let live = Live { track, stream, constraints: RefCell::new(constraints.clone()), _ended: ended };
        if live.track.ready_state() == MediaStreamTrackState::Ended {
            return Err(MediaError::ended());
        }
        if self.wanted.get() == ticket {
            let replaced = self.live.replace(Some(Rc::new(live)));
            drop(replaced);
        }
        Ok(())
    }

    async fn apply(self: Rc<Self>, live: &Live, constraints: TrackConstraints) {
        let ticket = self.wanted.get();
        let misfits = live.misfits(&constraints);
        let answer = track::apply(&live.track, &constraints).await;
        if answer.is_ok() {
            live.constraints.replace(constraints);
        }
        let refusal = answer.err().map(|error| Refusal { by: AskedBy::Change, error, misfits });
        self.settle(ticket, refusal);
    }

    fn settle(&self, ticket: u32, refusal: Option<Refusal>) {
        if self.asking.get() == Some(ticket) {
            self.asking.set(None);
            self.refusal.replace(refusal);
            self.notify();
        }
    }

    fn stop(&self) {
        self.wanted.set(self.wanted.get().wrapping_add(1));
        self.asking.set(None);
        self.ended.set(false);
        self.refusal.take();
        let live = self.live.take();
        drop(live);
    }

    fn notify(&self) {
        let on_change = self.on_change.borrow().clone();
        if let Some(on_change) = on_change {
            on_change();
        }
    }
}

/// The device was unplugged, or its permission taken back. (A track that its owner stops fires no event.)
fn end(inner: &Weak<Inner>) {
    if let Some(inner) = inner.upgrade() {
        let live = inner.live.take();
        inner.ended.set(true);
        drop(live);
        inner.notify();
    }
}

/// Whether it may be the live track that is in the way.
fn stands_in_the_way(error: &MediaError) -> bool {
    matches!(error.kind, MediaErrorKind::Overconstrained { .. } | MediaErrorKind::InUse | MediaErrorKind::Aborted)
}
