//! A stay in a room: the socket, and a connection to each of the others.
//!
//! What to do is decided by [`tincan_core::room`]; a [`Room`] does it, and says when its [`Snapshot`] has changed.

mod lines;
mod path;
mod peers;
mod server;
mod snapshot;
mod window;

use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    fmt,
    rc::{Rc, Weak},
};

use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use tincan_core::room::{self as engine, Effect, Input};
pub use tincan_core::{
    room::{Hosting, RoomRefusal, RoomStatus},
    seal::SealProblem,
    trouble::Trouble,
};
use tincan_protocol::{DisplayName, HostAct, LinkSecret, MemberId, PasswordProof, PeerMessage, RoomCode};

pub(crate) use self::lines::{Lines, OpenLine};
pub use self::{
    path::PathWatch,
    snapshot::{RemoteMember, Snapshot},
};
use self::{peers::find, snapshot::remote_member};
pub use crate::peer::{ConnectionStatus, LocalTracks, PathKind, Paths, PeerProblem, Relays};
use crate::{
    access,
    channel::{Channel, ChannelEvent, ChannelOptions},
    chat::{Chat, Person},
    clock::now,
    identity,
    peer::{Peer, Prepared},
    safety::Safety,
    seal::SealedWay,
    signalling::{Socket, default_url},
    transfer::{Transfers, Ways},
};

/// What a room is joined with.
#[derive(Debug, Clone, PartialEq)]
pub struct RoomOptions {
    /// The server's WebSocket; none: that of the host this page came from.
    pub url: Option<String>,
    /// Which room.
    pub room: RoomCode,
    /// The secret of its link: what goes through the server is sealed with it, and nobody without it is connected to. Without one, the
    /// server could read and change what goes through it.
    pub secret: Option<LinkSecret>,
    /// What is sent to the others at first.
    pub local: LocalTracks,
    /// By which paths they may be reached at first.
    pub paths: Paths,
}

/// A stay in a room, from [`join`](Self::join) to [`leave`](Self::leave). It is not used again: who comes back makes a new
/// one. Dropping it leaves.
pub struct Room {
    inner: Rc<Inner>,
    _listeners: Vec<EventListener>,
}

struct Inner {
    this: Weak<Self>,
    url: String,
    engine: RefCell<engine::Room>,
    /// Inputs that arrived while another one was being performed.
    inputs: RefCell<VecDeque<Input>>,
    busy: Cell<bool>,
    changed: Cell<bool>,
    socket: RefCell<Option<Socket>>,
    /// A handful: found by looking through them.
    peers: RefCell<Vec<(MemberId, Result<Peer, PeerProblem>)>>,
    /// What the first connection that this side opens will be made of.
    prepared: RefCell<Option<Prepared>>,
    local: RefCell<LocalTracks>,
    /// Under which name one is in, or wants to be.
    name: RefCell<Option<DisplayName>>,
    chat: Rc<Chat>,
    transfers: Rc<Transfers>,
    safety: Rc<Safety>,
    /// Whether the safety codes have something to tell.
    alarmed: Cell<bool>,
    secret: Option<LinkSecret>,
    sealed_way: Option<SealedWay>,
    timer: Cell<Option<Timeout>>,
    /// When somebody was heard last, by the browser's clock.
    heard: Cell<f64>,
    on_change: Box<dyn Fn(Snapshot)>,
}

impl Room {
    /// A room that nobody has joined yet. `on_change` is told each new snapshot; it may call any method of the room.
    #[must_use]
    pub fn new(options: RoomOptions, on_change: impl Fn(Snapshot) + 'static) -> Self {
        let RoomOptions { url, room, secret, local, paths } = options;
        let config = engine::Config {
            room: room.clone(),
            session: identity::session_id(),
            page: identity::new_page_id(),
            sealed: secret.is_some(),
            seed: identity::new_seed(),
            key: access::host_key(&room),
        };
        let inner = Rc::new_cyclic(|this| Inner {
            this: Weak::clone(this),
            url: url.unwrap_or_else(default_url),
            engine: RefCell::new(engine::Room::new(config)),
            inputs: RefCell::default(),
            busy: Cell::new(false),
            changed: Cell::new(false),
            socket: RefCell::default(),
            peers: RefCell::default(),
            prepared: RefCell::default(),
            local: RefCell::new(local),
            name: RefCell::default(),
            chat: Rc::new(Chat::new(&room, {
                let this = Weak::clone(this);
                move |member: &MemberId, message| {
                    if let Some(inner) = this.upgrade() {
                        inner.with_peer(member, |peer| peer.say(&PeerMessage::Chat(message)));
                    }
                }
            })),
            transfers: Rc::new(Transfers::new(FileWays(Weak::clone(this)))),
            safety: Rc::new(Safety::new(Lines(Weak::clone(this)))),
            alarmed: Cell::new(false),
            sealed_way: secret.clone().map(|secret| {
                let this = Weak::clone(this);
                SealedWay::new(secret, room.clone(), move |outcome| {
                    if let Some(inner) = this.upgrade() {
                        inner.sealed(outcome);
                    }
                })
            }),
            secret,
            timer: Cell::new(None),
            heard: Cell::default(),
            on_change: Box::new(on_change),
        });
        let listeners = window::listen(&inner);
        inner.feed(Input::PathsChosen(paths));
        Self { inner, _listeners: listeners }
    }

    /// Opens the socket and makes what a first connection needs, for a person who is about to come in: [`join`](Self::join) then
    /// takes less time. Nobody hears of it.
    pub fn prepare(&self) {
        self.inner.feed(Input::PrepareRequested);
    }

    /// Knows the room's password: this is what it proves. It counts from the next [`join`](Self::join) on.
    pub fn prove(&self, proof: PasswordProof) {
        self.inner.feed(Input::PasswordProven(proof));
    }

    /// Comes in under this name, and stays in as long as this lives.
    pub fn join(&self, name: DisplayName) {
        self.inner.name.replace(Some(name.clone()));
        self.inner.feed(Input::JoinRequested(name));
    }

    /// Leaves: the others are told, every connection and the socket are closed.
    pub fn leave(&self) {
        self.inner.feed(Input::LeaveRequested);
    }

    /// Makes a new connection to a member, in place of one that failed.
    pub fn retry(&self, member: &MemberId) {
        self.inner.feed(Input::RetryRequested(member.clone()));
    }

    /// Does what only hosts may; nothing if one is none.
    pub fn act(&self, act: HostAct) {
        self.inner.feed(Input::HostActed(act));
    }

    /// Makes this member a host, too, if one is a host.
    pub fn pass_on(&self, member: &MemberId) {
        self.inner.feed(Input::HostPassedOn(member.clone()));
    }

    /// Sends these tracks to everybody from now on.
    pub fn send(&self, local: LocalTracks) {
        if self.inner.prepared.borrow().as_ref().is_some_and(|prepared| !prepared.sending().same_tracks(&local)) {
            self.inner.prepare_peer(&local);
        }
        for peer in self.inner.peers.borrow().iter().filter_map(|(_, peer)| peer.as_ref().ok()) {
            peer.send(local.clone());
        }
        self.inner.local.replace(local);
    }

    /// Reaches everybody by these paths from now on. Whoever is connected stays so until a new path is found.
    pub fn choose_paths(&self, paths: Paths) {
        self.inner.feed(Input::PathsChosen(paths));
    }

    /// Whether this was joined and is left, or was refused.
    #[must_use]
    pub fn is_over(&self) -> bool {
        matches!(self.inner.engine.borrow().status(), RoomStatus::Left | RoomStatus::Refused(_))
    }

    /// Whether it is this room at this server, and the same link to it.
    #[must_use]
    pub fn is_of(&self, options: &RoomOptions) -> bool {
        let url = options.url.clone().unwrap_or_else(default_url);
        let same_secret = self.inner.secret == options.secret;
        same_secret && self.inner.url == url && *self.inner.engine.borrow().code() == options.room
    }

    /// Whether a connection is being negotiated: whatever else keeps the page busy now, such as rendering, holds it up.
    #[must_use]
    pub fn is_negotiating(&self) -> bool {
        self.inner.peers.borrow().iter().any(|(_, peer)| peer.as_ref().is_ok_and(Peer::is_describing))
    }

    /// Whether every other member is connected, and none is being negotiated with.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        let Snapshot { members, .. } = self.snapshot();
        !self.is_negotiating() && members.iter().all(|member| member.connection == ConnectionStatus::Connected)
    }

    /// What the people in the room write to each other. It begins when one is in, and ends with the stay.
    #[must_use]
    pub fn chat(&self) -> Rc<Chat> {
        Rc::clone(&self.inner.chat)
    }

    /// The files that go to and from the people in the room. It begins when one is in, and ends with the stay.
    #[must_use]
    pub fn transfers(&self) -> Rc<Transfers> {
        Rc::clone(&self.inner.transfers)
    }

    /// The codes by which two people know that nobody stands between their devices. They end with the stay.
    #[must_use]
    pub fn safety(&self) -> Rc<Safety> {
        Rc::clone(&self.inner.safety)
    }

    /// How the room is now.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        self.inner.snapshot()
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        self.inner.feed(Input::LeaveRequested);
        self.inner.end_talk();
    }
}

impl fmt::Debug for Room {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Room").field("engine", &self.inner.engine).finish_non_exhaustive()
    }
}

impl Inner {
    /// Takes an input and performs what follows. An input that comes up meanwhile waits for its turn.
    fn feed(&self, input: Input) {
        self.inputs.borrow_mut().push_back(input);
        if self.busy.replace(true) {
            return;
        }
        while let Some(input) = self.next_input() {
            let effects = self.engine.borrow_mut().handle(now(), input);
            for effect in effects {
                self.perform(effect);
            }
        }
        self.set_timer();
        self.busy.set(false);
        if self.changed.take() {
            self.lead_talk();
            (self.on_change)(self.snapshot());
        }
    }

    fn snapshot(&self) -> Snapshot {
        let engine = self.engine.borrow();
        let peers = self.peers.borrow();
        let members = engine.members().map(|member| remote_member(&engine, member, find(&peers, &member.id)));
        Snapshot {
            status: engine.status(),
            you: engine.you().cloned(),
            members: members.collect(),
            relays: engine.relays(),
            hosting: engine.hosting().clone(),
            alarmed: self.alarmed.get(),
        }
    }

    /// Tells the chat and the transfers who is in the room.
    fn lead_talk(&self) {
        let (status, you, members) = {
            let engine = self.engine.borrow();
            let members: Vec<Person> =
                engine.members().map(|member| Person { id: member.id.clone(), name: member.name.clone() }).collect();
            (engine.status(), engine.you().cloned(), members)
        };
        if matches!(status, RoomStatus::Left | RoomStatus::Refused(_)) {
            self.end_talk();
        } else if let (Some(id), Some(name)) = (you, self.name.borrow().clone()) {
            self.transfers.begin(&id);
            self.transfers.follow(&members);
            self.chat.begin(Person { id, name });
            self.chat.follow(members);
            self.safety.look();
        }
    }

    fn end_talk(&self) {
        self.chat.end();
        self.transfers.end();
        self.safety.end();
    }

    fn next_input(&self) -> Option<Input> {
        self.inputs.borrow_mut().pop_front()
    }

    fn perform(&self, effect: Effect) {
        match effect {
            Effect::OpenSocket => self.open_socket(),
            Effect::CloseSocket => drop(self.socket.take()),
            Effect::Send(message) => self.send(message),
            Effect::PreparePeer => {
                let local = self.local.borrow().clone();
                self.prepare_peer(&local);
            }
            Effect::ReleasePrepared => drop(self.prepared.take()),
            Effect::OpenPeer { member, connection, role, polite } => self.open_peer(member, connection, role, polite),
            Effect::ClosePeer(member) => {
                let leaving = self.engine.borrow().status() == RoomStatus::Left;
                if leaving {
                    // They are still here: it is oneself who goes, and the chat keeps what they do not have yet.
                    self.end_talk();
                }
                let peer = self.take_peer(&member);
                if let Some(Ok(peer)) = peer.filter(|_| leaving) {
                    peer.say_goodbye();
                }
            }
            Effect::Deliver(member, body) => self.with_peer(&member, |peer| peer.receive(body)),
            Effect::DeliverGarbage(member, why) => self.with_peer(&member, |peer| peer.receive_garbage(why)),
            Effect::RegainPath(member) => self.with_peer(&member, Peer::regain_path),
            Effect::ReportOverrun(member) => self.with_peer(&member, Peer::report_overrun),
            Effect::Reconfigure { restart } => self.reconfigure(restart),
            Effect::KeepKey(key) => access::keep_host_key(self.engine.borrow().code(), &key),
            Effect::Changed => self.changed.set(true),
        }
    }

    /// What is due: the engine's deadline, or to listen whether anybody is heard.
    fn time_passed(&self) {
        let is_heard = self.hears_somebody();
        let is_quiet = self.engine.borrow_mut().listen(now(), is_heard);
        if is_quiet {
            self.feed(Input::NobodyHeard);
        }
        self.feed(Input::TimePassed);
    }

    fn set_timer(&self) {
        let listens = (!self.peers.borrow().is_empty()).then_some(now() + engine::Room::LISTENS_EVERY);
        let deadline = self.engine.borrow().deadline().into_iter().chain(listens).min();
        let timer = deadline.map(|at| {
            let this = Weak::clone(&self.this);
            let wait = u32::try_from(at.saturating_sub(now()).as_millis()).unwrap_or(u32::MAX);
            Timeout::new(wait.saturating_add(1), move || {
                if let Some(inner) = this.upgrade() {
                    inner.time_passed();
                }
            })
        });
        self.timer.set(timer);
    }
}

/// The ways by which files go: the members' own.
struct FileWays(Weak<Inner>);

impl Ways for FileWays {
    fn say(&self, to: &MemberId, text: &str) {
        if let Some(inner) = self.0.upgrade() {
            inner.with_peer(to, |peer| peer.say_text(text));
        }
    }

    fn open(&self, to: &MemberId, options: &ChannelOptions, on_event: Box<dyn Fn(ChannelEvent)>) -> Option<Channel> {
        let inner = self.0.upgrade()?;
        let peers = inner.peers.borrow();
        find(&peers, to)?.as_ref().ok()?.open_channel(options, on_event).ok()
    }

    fn max_message(&self, to: &MemberId) -> u32 {
        let peers = self.0.upgrade();
        let max = |inner: Rc<Inner>| Some(find(&inner.peers.borrow(), to)?.as_ref().ok()?.max_message());
        peers.and_then(max).unwrap_or_default()
    }
}
