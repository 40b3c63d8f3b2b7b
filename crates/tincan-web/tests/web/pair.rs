//! Two peers in one page, and the wire between them.

use std::{
    cell::RefCell,
    rc::{Rc, Weak},
};

use tincan_protocol::{ConnectionId, Description, Signal, SignalBody, Step};
use tincan_web::peer::{ConnectionStatus, Event, LocalTracks, Paths, Peer, PeerOptions, Role, Trace};

use crate::census::wait_until_else;

/// What the wire makes of a signal: nothing, the same, several, others.
pub(crate) type Wire = dyn Fn(Signal) -> Vec<Signal>;

/// One of the two.
pub(crate) struct Side {
    pub(crate) peer: RefCell<Option<Peer>>,
    pub(crate) events: RefCell<Vec<Event>>,
    wire: RefCell<Box<Wire>>,
    other: RefCell<Weak<Self>>,
}

impl Side {
    pub(crate) fn with_peer<T>(&self, act: impl FnOnce(&Peer) -> T) -> T {
        act(self.peer.borrow().as_ref().expect("the peer is not closed"))
    }

    pub(crate) fn status(&self) -> ConnectionStatus {
        self.with_peer(Peer::status)
    }

    /// Closes the peer; from anywhere, also from within what it tells.
    pub(crate) fn close(&self) {
        let peer = self.peer.take();
        drop(peer);
    }

    /// Replaces the wire from this side to the other.
    pub(crate) fn rewire(&self, wire: impl Fn(Signal) -> Vec<Signal> + 'static) {
        *self.wire.borrow_mut() = Box::new(wire);
    }

    pub(crate) fn signals(&self) -> usize {
        self.events.borrow().iter().filter(|event| matches!(event, Event::Signal(_))).count()
    }

    pub(crate) fn traces(&self, is_wanted: impl Fn(&Trace) -> bool) -> usize {
        self.events.borrow().iter().filter(|event| matches!(event, Event::Trace(trace) if is_wanted(trace))).count()
    }

    /// How often this side negotiated, or was told to.
    pub(crate) fn negotiations(&self) -> usize {
        self.traces(|trace| matches!(trace, Trace::NegotiationNeeded | Trace::LocalDescription(_)))
    }

    /// The last description that this side set: its own, and the other's.
    pub(crate) fn descriptions(&self) -> (Option<Description>, Option<Description>) {
        let (mut local, mut remote) = (None, None);
        for event in &*self.events.borrow() {
            match event {
                Event::Trace(Trace::LocalDescription(description)) => local = Some(description.clone()),
                Event::Trace(Trace::RemoteDescription(description)) => remote = Some(description.clone()),
                _ => {}
            }
        }
        (local, remote)
    }

    pub(crate) fn signaling_state(&self) -> Option<String> {
        self.events.borrow().iter().rev().find_map(|event| match event {
            Event::Trace(Trace::SignalingState(state)) => Some(state.clone()),
            _ => None,
        })
    }

    /// What this side told, but for candidates: to read when a test fails.
    pub(crate) fn story(&self) -> String {
        let events = self.events.borrow();
        let is_candidate = |event: &&Event| match event {
            Event::Trace(Trace::LocalCandidate(_) | Trace::RemoteCandidate(_)) => true,
            Event::Signal(Signal { body: SignalBody::Step { step, .. }, .. }) => matches!(step, Step::Candidate(_)),
            _ => false,
        };
        let lines = events.iter().filter(|event| !is_candidate(event)).map(|event| format!("    {event:?}\n"));
        format!("{:?}, told:\n{}", self.status(), lines.collect::<String>())
    }

    fn new() -> Rc<Self> {
        Rc::new(Self {
            peer: RefCell::default(),
            events: RefCell::default(),
            wire: RefCell::new(Box::new(|signal| vec![signal])),
            other: RefCell::default(),
        })
    }

    fn open(self: &Rc<Self>, role: Role, local: LocalTracks, then: impl Fn(&Self) + 'static) {
        let this = Rc::downgrade(self);
        let on_event = move |event: Event| {
            let Some(side) = this.upgrade() else { return };
            side.events.borrow_mut().push(event.clone());
            if let Event::Signal(signal) = event {
                side.send(signal);
            }
            then(&side);
        };
        let options = PeerOptions {
            connection: CONNECTION,
            role,
            polite: role.is_polite(),
            ice_servers: Vec::new(),
            paths: Paths::Any,
            local,
        };
        let peer = Peer::open(options, on_event).expect("the browser has WebRTC");
        assert_eq!(*self.events.borrow(), [], "told before it was opened");
        self.peer.replace(Some(peer));
    }

    fn send(&self, signal: Signal) {
        let arriving = (self.wire.borrow())(signal);
        let Some(other) = self.other.borrow().upgrade() else { return };
        for signal in arriving {
            if let Some(peer) = &*other.peer.borrow() {
                peer.receive(signal.body);
            }
        }
    }
}

/// Both. `a` opens.
pub(crate) struct Pair {
    pub(crate) a: Rc<Side>,
    pub(crate) b: Rc<Side>,
}

impl Pair {
    pub(crate) fn open(a: LocalTracks, b: LocalTracks) -> Self {
        Self::open_over(|signal| vec![signal], |signal| vec![signal], a, b)
    }

    /// Over wires from `a` and from `b`.
    pub(crate) fn open_over(
        from_a: impl Fn(Signal) -> Vec<Signal> + 'static,
        from_b: impl Fn(Signal) -> Vec<Signal> + 'static,
        a: LocalTracks,
        b: LocalTracks,
    ) -> Self {
        let pair = Self::unopened();
        pair.a.rewire(from_a);
        pair.b.rewire(from_b);
        pair.b.open(Role::Answerer, b, |_| {});
        pair.a.open(Role::Opener, a, |_| {});
        pair
    }

    /// Where something is done after each event of a side.
    pub(crate) fn open_watched(after_a: impl Fn(&Side) + 'static, after_b: impl Fn(&Side) + 'static) -> Self {
        let pair = Self::unopened();
        pair.b.open(Role::Answerer, LocalTracks::default(), after_b);
        pair.a.open(Role::Opener, LocalTracks::default(), after_a);
        pair
    }

    fn unopened() -> Self {
        let (a, b) = (Side::new(), Side::new());
        a.other.replace(Rc::downgrade(&b));
        b.other.replace(Rc::downgrade(&a));
        Self { a, b }
    }

    pub(crate) async fn connected(&self) {
        let both = [&self.a, &self.b];
        let open = |side: &Rc<Side>| side.traces(|trace| *trace == Trace::ControlChannel(true)) > 0;
        wait_until_else(
            || both.iter().all(|side| side.status() == ConnectionStatus::Connected && open(side)),
            || format!("not connected\n{}\n{}", self.a.story(), self.b.story()),
        )
        .await;
    }
}

/// An answerer alone, for what a hostile other side would send it.
pub(crate) fn answerer() -> Rc<Side> {
    let side = Side::new();
    side.open(Role::Answerer, LocalTracks::default(), |_| {});
    side
}

pub(crate) const CONNECTION: ConnectionId = ConnectionId(7);
