//! The safety codes of a stay in a room.
//!
//! What is said, shown and remembered is decided by [`tincan_core::safety`]. A [`Safety`] belongs to its [`Room`](crate::room::Room). Most calls
//! compare no codes, so what does it is there (`safety/keeper.rs`) from the moment on in which a person looks, another device begins, or there
//! is somebody who may be known again.

mod device;
mod engine;
mod keeper;
mod memory;

use std::{
    cell::{Cell, RefCell},
    fmt,
    rc::{Rc, Weak},
};

use gloo_timers::callback::Timeout;
pub use tincan_core::safety::{
    Alarm, AlarmKind, SafetyCode, SafetyEmoji, SafetyFault, SafetyStatus, Standing, Verified,
};
use tincan_core::safety::{Input, Line};
use tincan_protocol::{DeviceKey, MemberId, OpaqueSafety};

use self::keeper::Keeper;
use crate::{
    listeners::{Listener, Listeners},
    room::Lines,
    task::Task,
};

/// How the safety codes are.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SafetySnapshot {
    /// How it stands with each member who is connected.
    pub people: Vec<(MemberId, SafetyStatus)>,
    /// What the person has to know, until it is [dismissed](Safety::dismiss).
    pub alarms: Vec<Alarm>,
    /// The key of this device.
    pub device: DeviceStatus,
}

/// What is known of the key of this device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DeviceStatus {
    /// It is on its way.
    #[default]
    Coming,
    /// It is kept: others know this device again.
    Kept,
    /// It ends with the page: the browser keeps nothing here, as in a private window. To others this is a new device each time.
    OfThisPage,
    /// There is none, and no codes: this browser has no cryptography here (a page without HTTPS).
    Impossible,
}

/// The safety codes of a stay in a room. They end with it.
pub struct Safety {
    inner: Rc<Inner>,
}

/// Somebody listens to a [`Safety`].
pub type SafetyListener = Listener<()>;

struct Inner {
    this: Weak<Self>,
    lines: Lines,
    keeper: RefCell<Option<Box<dyn Keeper>>>,
    /// What came while the keeper was on its way.
    waiting: RefCell<Vec<(Line, OpaqueSafety)>>,
    coming: Cell<Option<Task>>,
    is_coming: Cell<bool>,
    soon: Cell<Option<Timeout>>,
    listeners: Listeners<()>,
    over: Cell<bool>,
}

impl Safety {
    /// The codes for who is reached by these lines.
    pub(crate) fn new(lines: Lines) -> Self {
        let inner = Rc::new_cyclic(|this| Inner {
            this: Weak::clone(this),
            lines,
            keeper: RefCell::default(),
            waiting: RefCell::default(),
            coming: Cell::default(),
            is_coming: Cell::default(),
            soon: Cell::default(),
            listeners: Listeners::default(),
            over: Cell::default(),
        });
        Self { inner }
    }

    /// The lines may be others than before.
    pub(crate) fn look(&self) {
        if let Some(keeper) = &*self.inner.keeper.borrow() {
            keeper.look();
        }
    }

    /// Somebody is reached. If they may be known again, that is looked at in a while: nobody waits for it.
    pub(crate) fn channel_opened(&self) {
        self.look();
        if memory::is_there() {
            let this = Weak::clone(&self.inner.this);
            self.inner.soon.set(Some(Timeout::new(SOON_MS, move || {
                if let Some(safety) = this.upgrade() {
                    safety.wake();
                }
            })));
        }
    }

    /// Takes what came on this connection's channel.
    pub(crate) fn receive(&self, from: Line, message: OpaqueSafety) {
        self.inner.receive(from, message);
    }

    /// Ends it.
    pub(crate) fn end(&self) {
        self.inner.over.set(true);
        self.inner.soon.take();
        let keeper = self.inner.keeper.take();
        drop(keeper);
    }

    /// Begins to make codes with everybody who is connected, if that has not begun.
    pub fn begin(&self) {
        self.inner.wake();
    }

    /// How the codes are.
    #[must_use]
    pub fn snapshot(&self) -> SafetySnapshot {
        self.inner.keeper.borrow().as_ref().map_or_else(SafetySnapshot::default, |keeper| keeper.snapshot())
    }

    /// Tells `on_change` that the [snapshot](Self::snapshot) is another one, until the listener is dropped. It may call any method.
    pub fn listen(&self, on_change: impl Fn() + 'static) -> SafetyListener {
        self.inner.listeners.add(move |()| on_change())
    }

    /// The two people have compared, and see the same: this device is known as this person's from now on.
    pub fn codes_match(&self, member: &MemberId, code: SafetyCode) {
        self.act(Input::CodesMatch(member.clone(), code, js_sys::Date::now() as u64));
    }

    /// The two people have compared, and do not see the same.
    pub fn codes_differ(&self, member: &MemberId) {
        self.act(Input::CodesDiffer(member.clone()));
    }

    /// Knows this device no more.
    pub fn forget(&self, device: &DeviceKey) {
        self.act(Input::Forgotten(*device));
    }

    /// Puts an alarm away, by its number.
    pub fn dismiss(&self, alarm: u32) {
        self.act(Input::Dismissed(alarm));
    }

    fn act(&self, input: Input) {
        if let Some(keeper) = &*self.inner.keeper.borrow() {
            keeper.act(input);
        }
    }
}

impl fmt::Debug for Safety {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Safety")
    }
}

impl Inner {
    fn receive(&self, from: Line, message: OpaqueSafety) {
        if let Some(keeper) = &*self.keeper.borrow() {
            return keeper.receive(from, message);
        }
        // An honest side says two messages.
        if !self.over.get() && self.waiting.borrow().len() < WAITING {
            self.waiting.borrow_mut().push((from, message));
            self.wake();
        }
    }

    /// Sees to it that there is a keeper soon.
    fn wake(&self) {
        if self.over.get() || self.keeper.borrow().is_some() || self.is_coming.replace(true) {
            return;
        }
        let this = Weak::clone(&self.this);
        self.coming.set(Some(Task::spawn(async move {
            let begin = engine::load().await;
            let Some(safety) = this.upgrade() else { return };
            // If its code did not come, the next one who wants it tries again.
            safety.is_coming.set(false);
            if let Some(begin) = begin.filter(|_| !safety.over.get()) {
                safety.keeper.replace(Some(begin(this)));
                let waiting = safety.waiting.take();
                waiting.into_iter().for_each(|(from, message)| safety.receive(from, message));
            }
        })));
    }
}

/// How many messages may come before there is a keeper.
const WAITING: usize = 64;

/// Longer than it takes until a call has settled.
const SOON_MS: u32 = 3_000;
