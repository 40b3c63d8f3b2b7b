//! A connection to one other person over signalling of one's own.
//!
//! A [`Link`] is what remains of a room when the room is taken away: two sides, and a way by which signals get from one
//! to the other. The way may lose, repeat and reorder them; when it was interrupted, [`Link::regain_path`] sends again what may
//! be missing.

mod files;

use std::{
    cell::{Cell, RefCell},
    fmt,
    rc::{Rc, Weak},
};

use tincan_core::{
    link::{Attempts, Verdict},
    negotiation::Role,
};
use tincan_protocol::{ConnectionId, IceServer, Presence, Signal, SignalBody};
use web_sys::MediaStream;

use self::files::Files;
pub use self::files::{FileWatch, LinkTransfers, OnFrame};
use crate::{
    clock::now,
    data_channel::{ChannelEnd, DataChannel, DataChannelEvent, Held},
    identity,
    peer::{ConnectionStatus, Event, LocalTracks, Paths, Peer, PeerError, PeerOptions, PeerProblem, Slot, Trace},
};

/// What a link is made with.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct LinkOptions {
    /// Which side yields when both do the same at once: true on exactly one side.
    pub polite: bool,
    /// What to reach the other side through.
    pub ice_servers: Vec<IceServer>,
    /// What this side sends at first.
    pub local: LocalTracks,
}

/// How a link is.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct LinkSnapshot {
    /// The connection; none: nobody has opened one, or it was closed.
    pub status: Option<ConnectionStatus>,
    /// What the other side means to send; nothing, as long as it has not said so.
    pub presence: Presence,
    /// The other side's picture: a stream of one track.
    pub camera: Option<MediaStream>,
    /// The other side's voice: a stream of one track.
    pub microphone: Option<MediaStream>,
    /// The other side's shared screen: a stream of one track. Whether one is shared is said by the presence.
    pub screen: Option<MediaStream>,
    /// The sound of the other side's shared screen: a stream of one track.
    pub screen_sound: Option<MediaStream>,
    /// What is wrong with what the other side sends.
    pub problem: Option<PeerProblem>,
}

/// What the owner of a link is told.
#[derive(Debug, Clone, PartialEq)]
pub enum LinkEvent {
    /// To be brought to the other side's [`Link::receive`].
    Signal(Signal),
    /// How the link is now.
    Changed(LinkSnapshot),
    /// A step of the connection.
    Trace(Trace),
}

/// One side. Dropping it closes the connection.
pub struct Link {
    inner: Rc<Inner>,
}

pub(crate) struct Inner {
    this: Weak<Self>,
    polite: bool,
    ice_servers: Vec<IceServer>,
    local: RefCell<LocalTracks>,
    peer: RefCell<Option<Peer>>,
    attempts: RefCell<Attempts>,
    channels: RefCell<Vec<Weak<Held>>>,
    /// Whether the control channel is open.
    reached: Cell<bool>,
    files: RefCell<Option<Files>>,
    on_event: Box<dyn Fn(LinkEvent)>,
}

impl Link {
    /// A link on which nothing happens until one side opens it.
    #[must_use]
    pub fn new(options: LinkOptions, on_event: impl Fn(LinkEvent) + 'static) -> Self {
        let LinkOptions { polite, ice_servers, local } = options;
        let inner = Rc::new_cyclic(|this| Inner {
            this: Weak::clone(this),
            polite,
            ice_servers,
            local: RefCell::new(local),
            peer: RefCell::default(),
            attempts: RefCell::default(),
            channels: RefCell::default(),
            reached: Cell::default(),
            files: RefCell::default(),
            on_event: Box::new(on_event),
        });
        Self { inner }
    }

    /// Calls the other side: opens a connection, in place of the one there is.
    ///
    /// # Errors
    /// The browser has no WebRTC, or refuses an ICE server.
    pub fn open(&self) -> Result<(), PeerError> {
        self.inner.open()
    }

    /// Takes what the other side's [`LinkEvent::Signal`] said.
    ///
    /// # Errors
    /// The other side calls, and this browser cannot answer.
    pub fn receive(&self, signal: Signal) -> Result<(), PeerError> {
        self.inner.receive(signal)
    }

    /// The way by which signals travel works again.
    pub fn regain_path(&self) {
        self.with_peer(Peer::regain_path);
    }

    /// Sends these tracks from now on.
    pub fn send(&self, local: LocalTracks) {
        self.with_peer(|peer| peer.send(local.clone()));
        self.inner.local.replace(local);
    }

    /// Looks for a new path (ICE restart).
    pub fn restart(&self) {
        self.with_peer(Peer::restart);
    }

    /// Hangs up. The link can be opened again.
    pub fn close(&self) {
        self.with_peer(Peer::say_goodbye);
        self.inner.end();
    }

    /// Has an end of a channel beside the control channel, on the connection that there is and on each that comes after it. What happens is
    /// told to `on_event`, never before this returns nor after the channel is dropped; it may drop the channel. When no more than `low_water`
    /// bytes wait to be sent any more, that is told, too.
    #[must_use]
    pub fn channel(
        &self,
        end: ChannelEnd,
        low_water: u32,
        on_event: impl Fn(DataChannelEvent) + 'static,
    ) -> DataChannel {
        let held = Held::new(end, low_water, Box::new(on_event), Weak::clone(&self.inner.this));
        self.inner.channels.borrow_mut().push(Rc::downgrade(&held));
        self.with_peer(|peer| held.begin(peer));
        held.note_told();
        DataChannel::new(held)
    }

    /// Files to and from the other side, over the connection that there is and each that comes after it. There is one such on a link: the
    /// latest.
    #[must_use]
    pub fn transfers(&self, watch: FileWatch) -> LinkTransfers {
        LinkTransfers::new(&self.inner, watch)
    }

    /// How the link is.
    #[must_use]
    pub fn snapshot(&self) -> LinkSnapshot {
        self.inner.snapshot()
    }

    fn with_peer(&self, act: impl FnOnce(&Peer)) {
        self.inner.with_peer(act);
    }
}

impl fmt::Debug for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Link").field("peer", &self.inner.peer).finish_non_exhaustive()
    }
}

impl Inner {
    fn open(&self) -> Result<(), PeerError> {
        self.replace_peer(identity::new_connection_id(), Role::Opener)
    }

    fn receive(&self, signal: Signal) -> Result<(), PeerError> {
        let verdict = self.attempts.borrow_mut().judge(now(), self.polite, &signal);
        match verdict {
            Verdict::Deliver => self.with_peer(|peer| peer.receive(signal.body)),
            Verdict::Accept => {
                self.replace_peer(signal.connection, Role::Answerer)?;
                self.with_peer(|peer| peer.receive(signal.body));
            }
            Verdict::Reopen => self.open()?,
            Verdict::Refuse => {
                let reset = Signal { connection: signal.connection, body: SignalBody::Reset };
                (self.on_event)(LinkEvent::Signal(reset));
            }
            Verdict::Insist => self.with_peer(Peer::regain_path),
            Verdict::Overrun => self.with_peer(Peer::report_overrun),
            Verdict::Ignore => {}
        }
        Ok(())
    }

    fn reopen(&self) {
        if self.attempts.borrow_mut().may_reopen(now()) {
            // Without another connection there is none: the snapshot says so.
            let _ = self.open();
        }
    }

    fn end(&self) {
        let held = self.let_go();
        self.changed();
        held.iter().for_each(|held| held.tell());
    }

    /// Closes the connection, and with it the channels on it. They are told of it later.
    fn let_go(&self) -> Vec<Rc<Held>> {
        self.attempts.borrow_mut().end();
        let peer = self.peer.take();
        drop(peer);
        self.reach(false);
        let held = self.held();
        held.iter().for_each(|held| held.end());
        held
    }

    /// The control channel opened, or closed.
    fn reach(&self, reached: bool) {
        if self.reached.replace(reached) != reached
            && let Some(files) = self.files()
        {
            files.reach(reached);
        }
    }

    fn files(&self) -> Option<Files> {
        self.files.borrow().clone()
    }

    /// The channels that somebody has.
    fn held(&self) -> Vec<Rc<Held>> {
        let mut channels = self.channels.borrow_mut();
        channels.retain(|held| held.strong_count() > 0);
        channels.iter().filter_map(Weak::upgrade).collect()
    }

    pub(crate) fn with_peer(&self, act: impl FnOnce(&Peer)) {
        if let Some(peer) = &*self.peer.borrow() {
            act(peer);
        }
    }

    fn replace_peer(&self, connection: ConnectionId, role: Role) -> Result<(), PeerError> {
        let held = self.let_go();
        let (ice_servers, local) = (self.ice_servers.clone(), self.local.borrow().clone());
        let this = Weak::clone(&self.this);
        let on_event = move |event| {
            if let Some(inner) = this.upgrade() {
                inner.peer_event(connection, event);
            }
        };
        let options = PeerOptions { connection, role, polite: role.is_polite(), ice_servers, paths: Paths::Any, local };
        let opened = Peer::open(options, on_event).map(|peer| {
            self.peer.replace(Some(peer));
            self.attempts.borrow_mut().begin(connection, role);
            self.with_peer(|peer| held.iter().for_each(|held| held.begin(peer)));
        });
        self.changed();
        held.iter().for_each(|held| held.tell());
        opened
    }

    fn peer_event(&self, connection: ConnectionId, event: Event) {
        // A peer that was closed meanwhile may have had something to say.
        if self.peer.borrow().as_ref().map(Peer::connection) != Some(connection) {
            return;
        }
        match event {
            Event::Signal(signal) => (self.on_event)(LinkEvent::Signal(signal)),
            Event::Trace(trace) => (self.on_event)(LinkEvent::Trace(trace)),
            Event::Changed => self.changed(),
            Event::Left => self.end(),
            Event::Broken => self.reopen(),
            Event::DataChannel(channel) => match self.held().into_iter().find(|held| held.wants(&channel)) {
                Some(held) => held.take(channel),
                None if self.files().is_some_and(|files| files.take(&channel)) => {}
                None => channel.close(),
            },
            Event::ChannelOpened => self.reach(true),
            Event::ChannelClosed => self.reach(false),
            Event::Transfer(text) => {
                if let Some(files) = self.files() {
                    files.hear(&text);
                }
            }
            // There is no chat without a room, nor a safety code.
            Event::Chat(_) | Event::ChatGarbage | Event::Safety(_) => {}
        }
    }

    fn changed(&self) {
        (self.on_event)(LinkEvent::Changed(self.snapshot()));
    }

    fn snapshot(&self) -> LinkSnapshot {
        let peer = self.peer.borrow();
        let Some(peer) = &*peer else { return LinkSnapshot::default() };
        LinkSnapshot {
            status: Some(peer.status()),
            presence: peer.presence().unwrap_or_default(),
            camera: peer.remote(Slot::Camera),
            microphone: peer.remote(Slot::Microphone),
            screen: peer.remote(Slot::Screen),
            screen_sound: peer.remote(Slot::ScreenSound),
            problem: peer.problem(),
        }
    }
}
