//! The person's own screen, window or tab, shared.

mod capture;
mod movement;
mod own_page;
mod request;
mod snapshot;

use std::{
    cell::{Cell, RefCell},
    fmt,
    rc::{Rc, Weak},
};

use gloo_timers::callback::Timeout;
use tincan_core::{
    content::{self, Chosen, Content},
    display::{DisplayOptions, Refusal, Surface},
    media_error::{MediaError, MediaErrorKind},
};
use wasm_bindgen_futures::spawn_local;

pub use self::snapshot::{DisplaySnapshot, DisplayStatus};
use self::{capture::Capture, movement::MovementWatch};
use crate::{clock::now, sys};

/// Whether this browser lets a page capture a screen at all. Browsers of phones do not, and none does on an insecure page.
#[must_use]
pub fn is_supported() -> bool {
    request::is_supported()
}

/// Whether this browser knows `restrictOwnAudio` (Screen Capture, 5.4): others take it and leave nothing out.
#[must_use]
pub fn can_restrict_own_audio() -> bool {
    sys::supported_constraints().is_some_and(|known| sys::has(&known, "restrictOwnAudio"))
}

/// Owns what is captured of a screen: has the browser ask what to share, exchanges it, pauses it, gives it back.
///
/// Four rules hold at every time:
///
/// - an acquisition is never cut off. A picker cannot be closed by a page; what is picked when sharing is no longer wanted is
///   stopped on arrival, and when it is wanted again the picker that is still open answers for it;
/// - another surface takes over without a gap: the new one is live before the old one is stopped, and one that could not be
///   had changes nothing;
/// - while paused, nothing is given out that could be sent;
/// - after [`close`](Self::close), or when this value is dropped, nothing is live, and nothing will be.
///
/// Specification: Screen Capture, 5 `getDisplayMedia`.
pub struct DisplayMedia {
    inner: Rc<Inner>,
}

impl DisplayMedia {
    /// Idle. `on_change` is called after each change of the [`snapshot`](Self::snapshot), from verbs or from the event loop; it
    /// may call verbs.
    pub fn new(options: DisplayOptions, on_change: impl Fn() + 'static) -> Self {
        let inner = Inner {
            options: RefCell::new(options),
            wanted: Cell::default(),
            asking: Cell::default(),
            paused: Cell::default(),
            capture: RefCell::default(),
            lingering: RefCell::default(),
            error: RefCell::default(),
            ended: Cell::default(),
            content: RefCell::default(),
            movement: RefCell::default(),
            on_change: RefCell::new(Some(Rc::new(on_change))),
        };
        Self { inner: Rc::new(inner) }
    }

    /// How things are now.
    pub fn snapshot(&self) -> DisplaySnapshot {
        self.inner.snapshot()
    }

    /// Lets the browser ask what to share. To be called from a click or a key, or browsers refuse. Does nothing while
    /// something is shared.
    pub fn start(&self) {
        self.inner.start();
    }

    /// Lets the browser ask for another surface, as [`start`](Self::start) does; the one that is shared goes on until then, and
    /// stays if the person cancels. What is paused stays paused. Does nothing while nothing is shared.
    pub fn switch(&self) {
        self.inner.switch();
    }

    /// Ends sharing.
    pub fn stop(&self) {
        self.inner.stop();
        self.inner.notify();
    }

    /// Gives nothing out any more, at once, and keeps the surface: [`resume`](Self::resume) asks nobody. The others keep the picture
    /// that they saw last, so a pause hides what comes, not what was there.
    pub fn pause(&self) {
        self.inner.set_paused(true);
    }

    /// Goes on after [`pause`](Self::pause).
    pub fn resume(&self) {
        self.inner.set_paused(false);
    }

    /// Treats what is shared as text or as motion, or as whatever it turns out to be by how much of it moves.
    pub fn choose(&self, chosen: Chosen) {
        self.inner.choose(chosen);
    }

    /// What the browser is asked with from the next [`start`](Self::start) or [`switch`](Self::switch) on.
    pub fn set_options(&self, options: DisplayOptions) {
        self.inner.options.replace(options);
    }

    /// Gives everything back for good: verbs do nothing afterwards, and `on_change` is dropped.
    pub fn close(&self) {
        self.inner.on_change.take();
        self.inner.stop();
    }
}

impl Drop for DisplayMedia {
    fn drop(&mut self) {
        self.close();
    }
}

impl fmt::Debug for DisplayMedia {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("DisplayMedia").field(&self.snapshot()).finish()
    }
}

/// Everything behind a [`DisplayMedia`]. No cell stays borrowed while JavaScript runs: an exception would leave it so.
struct Inner {
    options: RefCell<DisplayOptions>,
    /// Whether something is to be shared.
    wanted: Cell<bool>,
    /// A picker is open.
    asking: Cell<bool>,
    paused: Cell<bool>,
    capture: RefCell<Option<Rc<Capture>>>,
    /// The surface that another one took over from, until those who send it have taken the new one.
    lingering: RefCell<Option<(Rc<Capture>, Timeout)>>,
    /// Why the last start or switch failed, or that what was shared ended.
    error: RefCell<Option<MediaError>>,
    /// What kind of surface it was that ended by itself.
    ended: Cell<Option<Surface>>,
    content: RefCell<Content>,
    /// Measures how much of the picture moves, where it matters.
    movement: RefCell<Option<MovementWatch>>,
    /// `None` once closed.
    on_change: RefCell<Option<Rc<dyn Fn()>>>,
}

impl Inner {
    fn snapshot(&self) -> DisplaySnapshot {
        let capture = self.capture.borrow().clone();
        let sent = capture.as_ref().filter(|_| !self.paused.get());
        let error = self.error.borrow().clone();
        DisplaySnapshot {
            status: match &error {
                _ if capture.is_some() && self.paused.get() => DisplayStatus::Paused,
                _ if capture.is_some() => DisplayStatus::Live,
                _ if self.wanted.get() => DisplayStatus::Requesting,
                Some(error) => DisplayStatus::Failed(error.clone()),
                None => DisplayStatus::Idle,
            },
            // The method `clone` of these two is JavaScript's: it makes more that has to be stopped.
            picture: sent.map(|capture| Clone::clone(capture.picture())),
            sound: sent.and_then(|capture| capture.sound()),
            stream: capture.as_ref().map(|capture| Clone::clone(capture.stream())),
            surface: match &capture {
                Some(capture) => capture.surface(),
                None => self.ended.get().filter(|_| has_ended(error.as_ref())),
            },
            is_own_page: capture.as_ref().is_some_and(|capture| capture.is_own_page()),
            label: capture.as_ref().map(|capture| capture.label()).unwrap_or_default(),
            content: self.content.borrow().kind(),
            height: capture.as_ref().and_then(|capture| capture.height()),
            chosen: self.content.borrow().chosen(),
            is_switching: capture.is_some() && self.asking.get(),
            switch_error: error.filter(|_| capture.is_some()),
        }
    }

    fn is_closed(&self) -> bool {
        self.on_change.borrow().is_none()
    }

    fn start(self: &Rc<Self>) {
        if !self.is_closed() && !self.wanted.replace(true) {
            self.paused.set(false);
            self.ask();
        }
    }

    fn switch(self: &Rc<Self>) {
        if self.capture.borrow().is_some() {
            self.ask();
        }
    }

    /// Asks the person, unless a picker is still open: that one answers for this question too.
    fn ask(self: &Rc<Self>) {
        self.error.take();
        if !self.asking.replace(true) {
            let options = *self.options.borrow();
            // At once, and not in the task: some browsers ask the person only while the click is being handled.
            let question = request::ask(&options);
            let this = Rc::clone(self);
            spawn_local(async move { this.settle(request::answer(question).await) });
        }
        self.notify();
    }

    /// Takes the person's answer in.
    fn settle(self: &Rc<Self>, answer: Result<Capture, Refusal>) {
        self.asking.set(false);
        match answer {
            // What is no longer wanted is stopped by being dropped.
            _ if !self.wanted.get() => {}
            Ok(capture) => self.go_live(capture),
            Err(refusal) => {
                if let Refusal::Failed(error) = refusal {
                    self.error.replace(Some(error));
                }
                self.wanted.set(self.capture.borrow().is_some());
            }
        }
        self.notify();
    }

    fn go_live(self: &Rc<Self>, capture: Capture) {
        let (ended, changed) = (Rc::downgrade(self), Rc::downgrade(self));
        capture.watch(
            move || {
                if let Some(inner) = ended.upgrade() {
                    inner.end();
                }
            },
            move || {
                if let Some(inner) = changed.upgrade() {
                    inner.notify();
                }
            },
        );
        self.error.take();
        let replaced = self.capture.replace(Some(Rc::new(capture)));
        if let Some(replaced) = replaced {
            self.linger(replaced);
        }
        self.decide(content::Input::SurfaceChanged);
        self.hint();
        self.measure();
    }

    /// Keeps the old surface live for a moment: what sends it hears of the new one a render later, and would send nothing until then.
    fn linger(self: &Rc<Self>, old: Rc<Capture>) {
        old.unwatch();
        let weak = Rc::downgrade(self);
        let timeout = Timeout::new(LINGER_MS, move || {
            let lingering = weak.upgrade().and_then(|inner| inner.lingering.take());
            drop(lingering);
        });
        let earlier = self.lingering.replace(Some((old, timeout)));
        drop(earlier);
    }

    /// What is shared ended by itself. If the person is being asked for another surface, that one may still come.
    fn end(&self) {
        let surface = self.capture.borrow().as_ref().and_then(|capture| capture.surface());
        self.ended.set(surface);
        self.release();
        self.error.replace(Some(MediaError::ended()));
        self.wanted.set(self.asking.get());
        self.notify();
    }

    fn stop(&self) {
        self.wanted.set(false);
        self.paused.set(false);
        self.error.take();
        self.release();
    }

    fn release(&self) {
        let movement = self.movement.take();
        let lingering = self.lingering.take();
        let capture = self.capture.take();
        drop((movement, lingering, capture));
    }

    fn set_paused(self: &Rc<Self>, paused: bool) {
        if self.capture.borrow().is_some() && self.paused.replace(paused) != paused {
            self.measure();
            self.notify();
        }
    }

    fn choose(self: &Rc<Self>, chosen: Chosen) {
        if self.is_closed() {
            return;
        }
        self.decide(content::Input::Chosen(chosen));
        self.measure();
        self.notify();
    }

    /// Whether it decides something how much moves.
    fn is_measured(&self) -> bool {
        self.content.borrow().chosen() == Chosen::Auto && !self.paused.get()
    }

    /// Begins to measure, or ends it.
    fn measure(self: &Rc<Self>) {
        let watched = self.capture.borrow().clone().filter(|_| self.is_measured());
        let movement = watched.map(|capture| {
            let weak = Rc::downgrade(self);
            MovementWatch::new(capture.picture(), move |moving| Self::measured(&weak, moving))
        });
        let replaced = self.movement.replace(movement);
        drop(replaced);
    }

    fn measured(this: &Weak<Self>, moving: f32) {
        if let Some(inner) = this.upgrade()
            && inner.decide(content::Input::Measured { moving })
        {
            inner.notify();
        }
    }

    /// Whether it is treated as something else from now on.
    fn decide(&self, input: content::Input) -> bool {
        let effect = self.content.borrow_mut().handle(now(), input);
        if let Some(content::Effect::Use(_)) = effect {
            self.hint();
        }
        effect.is_some()
    }

    /// Tells the browser's encoder, by the track, what it is.
    fn hint(&self) {
        let kind = self.content.borrow().kind();
        let capture = self.capture.borrow().clone();
        if let Some(capture) = capture {
            capture.hint(kind);
        }
    }

    fn notify(&self) {
        let on_change = self.on_change.borrow().clone();
        if let Some(on_change) = on_change {
            on_change();
        }
    }
}

fn has_ended(error: Option<&MediaError>) -> bool {
    error.is_some_and(|error| error.kind == MediaErrorKind::Ended)
}

/// Longer than a render and the exchange of a track take; shorter than what a person would call "still shared".
const LINGER_MS: u32 = 250;
