//! Membership of a room: the socket that keeps it, and the connections that follow from it.
//!
//! Two things are kept apart. The *socket* to the server comes and goes; the engine reconnects it and joins again, and
//! no connection between people is touched by that. A *connection* to another member is opened by whoever is told to be in
//! and has none (so the newcomer offers), and closed when the member has left, or was lost both to the server and to us for a while.
//!
//! Every attempt at a connection has an id of its own, drawn by the side that opens it. A signal for a connection that
//! its receiver does not know is answered with [`SignalBody::Reset`], and the other side opens anew: so the two sides agree
//! again after any loss of state.

mod connections;
mod hearing;
mod hosts;
mod members;
mod refusal;
mod socket;

use std::{collections::VecDeque, time::Duration};

use tincan_protocol::{
    Access, ClientMessage, ConnectionId, DisplayName, HostAct, HostKey, IceServer, Knock, Member, MemberId, PageId,
    PasswordProof, RoomCode, ServerMessage, SessionId, Signal, SignalBody,
};

pub use self::refusal::RoomRefusal;
use self::{
    hearing::Hearing,
    members::Entry,
    socket::{Socket, Timer},
};
use crate::{
    backoff::Backoff,
    negotiation::Role,
    paths::{Paths, Relays},
    seal::SealProblem,
};

/// What a room is joined with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// Which room.
    pub room: RoomCode,
    /// The tab's secret.
    pub session: SessionId,
    /// This stay.
    pub page: PageId,
    /// Whether the link has a secret: what is said through the server is sealed then, and what arrives is opened before it is received.
    pub sealed: bool,
    /// Any random number: connection ids and the jitter of waits are drawn from it.
    pub seed: u64,
    /// The room's key, of its hosts.
    pub key: Option<HostKey>,
}

/// What happened. Times are durations since any fixed moment.
#[derive(Debug, Clone, PartialEq)]
pub enum Input {
    /// The person is about to come in: what takes time may be done now.
    PrepareRequested,
    /// The person wants to come in, under this name.
    JoinRequested(DisplayName),
    /// The person knows the room's password: this is what it proves, from the next join on.
    PasswordProven(PasswordProof),
    /// The person wants to leave.
    LeaveRequested,
    /// The person wants a new connection to this member.
    RetryRequested(MemberId),
    /// The person allows these paths from now on.
    PathsChosen(Paths),
    /// The person, who is a host, does this. Whom they make a host is told by [`HostPassedOn`](Self::HostPassedOn).
    HostActed(HostAct),
    /// The person, who is a host, makes this member one, too.
    HostPassedOn(MemberId),
    /// The socket is open.
    SocketOpened,
    /// The socket could not be opened, or closed.
    SocketClosed,
    /// A message arrived on the socket. A sealed signal in it has been opened.
    Received(ServerMessage),
    /// A signal to or from this member could not be sealed or opened.
    SealBroken(MemberId, SealProblem),
    /// The network may be back: the browser says so, or the page woke up.
    NetworkAppeared,
    /// [`Room::listen`] said so.
    NobodyHeard,
    /// A connection wants a signal sent through the server.
    SignalReady(MemberId, Signal),
    /// A connection came up (true) or went down (false).
    ConnectionChanged(MemberId, bool),
    /// The connection to this member is broken for good.
    ConnectionBroken(MemberId),
    /// The member said goodbye over its connection.
    PeerLeft(MemberId),
    /// The time passed [`Room::deadline`].
    TimePassed,
}

/// What to do, in this order.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Open a socket; an old one is of no more use.
    OpenSocket,
    /// Close the socket, if there is one.
    CloseSocket,
    /// Send on the socket.
    Send(ClientMessage),
    /// Make what a first connection needs, whoever it will be to.
    PreparePeer,
    /// Whatever was prepared and not used is of no more use.
    ReleasePrepared,
    /// Make a connection to this member.
    OpenPeer {
        /// To whom.
        member: MemberId,
        /// Which one.
        connection: ConnectionId,
        /// Who offers.
        role: Role,
        /// Who yields.
        polite: bool,
    },
    /// Close the connection to this member.
    ClosePeer(MemberId),
    /// Give a signal to this member's connection.
    Deliver(MemberId, SignalBody),
    /// What this member sent is no signal; with the parser's words.
    DeliverGarbage(MemberId, String),
    /// Tell this member's connection that its signals reach the other side again.
    RegainPath(MemberId),
    /// Tell this member's connection, if there is one, that the other side wants connection after connection.
    ReportOverrun(MemberId),
    /// Tell every connection what it may reach the other side through: [`Room::ice_servers`] and [`Room::paths`].
    Reconfigure {
        /// Whether to look for a new path at once, whatever was looked for before. Without it, what there is goes on.
        restart: bool,
    },
    /// Keep the room's key, with which one is a host also the next time.
    KeepKey(HostKey),
    /// [`Room::status`], [`Room::members`], [`Room::relays`] or [`Room::hosting`] changed.
    Changed,
}

/// How the membership is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RoomStatus {
    /// Not asked for; though it may be prepared.
    Idle,
    /// On the way in for the first time.
    Connecting {
        /// From 1; more than 1: no server has answered so far.
        attempt: u32,
    },
    /// Before the door: a host may let one in.
    Knocking,
    /// In.
    Joined,
    /// In, but the socket is gone. Connections between people go on.
    Reconnecting {
        /// From 1.
        attempt: u32,
    },
    /// The server does not let us in, and would not the next time.
    Refused(RoomRefusal),
    /// Left.
    Left,
}

/// Who may come in, and what there is to do for hosts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Hosting {
    /// Whom the room lets in.
    pub access: Access,
    /// Whether one is a host.
    pub host: bool,
    /// Who waits to be let in; only hosts know.
    pub waiting: Vec<Knock>,
    /// How often a host has asked one to mute the microphone.
    pub mute_asked: u32,
}

/// The membership of one person in one room.
#[derive(Debug)]
pub struct Room {
    config: Config,
    /// Under which name it is joined.
    name: Option<DisplayName>,
    proof: Option<PasswordProof>,
    status: RoomStatus,
    socket: Socket,
    you: Option<MemberId>,
    ice_servers: Vec<IceServer>,
    paths: Paths,
    members: Vec<Entry>,
    hosting: Hosting,
    /// Whether one waits before the door, also while one believes to be in: a server that was restarted may not know it.
    knocking: bool,
    backoff: Backoff,
    hearing: Hearing,
    /// When to do what about the socket.
    timer: Option<(Duration, Timer)>,
    random: u64,
    /// Members that said goodbye: late news about them is no news.
    departed: VecDeque<MemberId>,
}

impl Room {
    /// How long the socket is silent before the server is asked whether it is there.
    pub const PING_AFTER: Duration = Duration::from_secs(10);
    /// How long the server may take to answer.
    pub const ANSWER_WITHIN: Duration = Duration::from_secs(8);
    /// How long somebody may be away whom the server does not know (any more, or after its restart not yet) and whose connection is down.
    pub const MISSES_FOR: Duration = Duration::from_secs(20);
    /// After so long of connections to somebody none of which came up, a person is told that they are sought in vain.
    pub const SOUGHT_FOR: Duration = Duration::from_secs(15);

    /// A room nobody has asked for yet.
    #[must_use]
    pub fn new(config: Config) -> Self {
        let random = config.seed;
        Self {
            config,
            name: None,
            proof: None,
            status: RoomStatus::Idle,
            socket: Socket::Closed,
            you: None,
            ice_servers: Vec::new(),
            paths: Paths::default(),
            members: Vec::new(),
            hosting: Hosting::default(),
            knocking: false,
            backoff: Backoff::default(),
            hearing: Hearing::default(),
            timer: None,
            random,
            departed: VecDeque::new(),
        }
    }

    /// Which room it is.
    #[must_use]
    pub fn code(&self) -> &RoomCode {
        &self.config.room
    }

    /// How the membership is.
    #[must_use]
    pub fn status(&self) -> RoomStatus {
        self.status
    }

    /// Your own id, once you are in.
    #[must_use]
    pub fn you(&self) -> Option<&MemberId> {
        self.you.as_ref()
    }

    /// The others, in the order in which they became known.
    pub fn members(&self) -> impl Iterator<Item = &Member> {
        self.members.iter().map(|entry| &entry.member)
    }

    /// The connection to a member, if there is one.
    #[must_use]
    pub fn connection(&self, id: &MemberId) -> Option<ConnectionId> {
        self.entry(id)?.attempts.current()
    }

    /// Whether a member was reached before, by whichever connection.
    #[must_use]
    pub fn was_connected(&self, id: &MemberId) -> bool {
        self.entry(id).is_some_and(|entry| entry.was_up)
    }

    /// Whether several connections to a member have broken, and none came up, in as long as [`SOUGHT_FOR`](Self::SOUGHT_FOR). The next one is
    /// tried all the same.
    #[must_use]
    pub fn is_sought_in_vain(&self, id: &MemberId) -> bool {
        let search = self.entry(id).and_then(|entry| entry.search);
        search.is_some_and(|search| search.broken > 1 && search.last >= search.first + Self::SOUGHT_FOR)
    }

    /// Why nothing gets through to or from a member, as far as that is for what signals are sealed with.
    #[must_use]
    pub fn seal_problem(&self, id: &MemberId) -> Option<SealProblem> {
        self.entry(id)?.seal_problem
    }

    /// What to reach the others through.
    #[must_use]
    pub fn ice_servers(&self) -> &[IceServer] {
        &self.ice_servers
    }

    /// By which paths.
    #[must_use]
    pub fn paths(&self) -> Paths {
        self.paths
    }

    /// What there is to be relayed by, as far as the server has said.
    #[must_use]
    pub fn relays(&self) -> Relays {
        Relays::among(&self.ice_servers)
    }

    /// Who may come in, and what there is to do for hosts.
    #[must_use]
    pub fn hosting(&self) -> &Hosting {
        &self.hosting
    }

    /// When to report [`Input::TimePassed`].
    #[must_use]
    pub fn deadline(&self) -> Option<Duration> {
        self.timer.map(|(at, _)| at).into_iter().chain(self.missed_until()).chain(self.restarts_at()).min()
    }

    /// Takes one input at the time `now`.
    #[must_use]
    pub fn handle(&mut self, now: Duration, input: Input) -> Vec<Effect> {
        match input {
            _ if self.is_over() => Vec::new(),
            Input::PrepareRequested => self.prepare(now),
            Input::JoinRequested(name) => self.join(now, name),
            Input::PasswordProven(proof) => {
                self.proof = Some(proof);
                Vec::new()
            }
            Input::LeaveRequested => self.leave(),
            Input::RetryRequested(id) => self.retry_asked(now, &id),
            Input::PathsChosen(paths) => self.choose_paths(now, paths),
            Input::HostActed(act) => self.act(act),
            Input::HostPassedOn(id) => self.pass_on(id),
            Input::SocketOpened => self.socket_opened(now),
            Input::SocketClosed => self.socket_closed(now),
            Input::Received(message) => self.received(now, message),
            Input::SealBroken(id, problem) => self.seal_broken(&id, problem),
            Input::NetworkAppeared => self.network_appeared(now),
            Input::NobodyHeard => self.nobody_heard(now),
            Input::SignalReady(to, signal) => self.send_signal(to, &signal),
            Input::ConnectionChanged(id, up) => self.connection_changed(now, &id, up),
            Input::ConnectionBroken(id) => self.reopen(now, &id),
            Input::PeerLeft(id) => self.depart(&id),
            Input::TimePassed => {
                let mut effects = self.socket_is_due(now);
                effects.extend(self.restart_is_due(now));
                effects.extend(self.let_go(now));
                effects
            }
        }
    }

    fn is_over(&self) -> bool {
        matches!(self.status, RoomStatus::Refused(_) | RoomStatus::Left)
    }

    fn end(&mut self, status: RoomStatus, mut effects: Vec<Effect>) -> Vec<Effect> {
        if self.is_over() {
            return Vec::new();
        }
        self.status = status;
        self.socket = Socket::Closed;
        self.timer = None;
        self.hearing = Hearing::default();
        let connected = self.members.drain(..).filter(|entry| entry.attempts.current().is_some());
        effects.extend(connected.map(|entry| Effect::ClosePeer(entry.member.id)));
        effects.extend([Effect::ReleasePrepared, Effect::CloseSocket, Effect::Changed]);
        effects
    }

    fn received(&mut self, now: Duration, message: ServerMessage) -> Vec<Effect> {
        self.hearing.asked_at = None;
        self.hearing.held_up = false;
        // Whatever it says, it is there. On the way in that is not enough.
        if self.knocking || matches!(self.status, RoomStatus::Joined | RoomStatus::Idle) {
            self.timer = Some((now + Self::PING_AFTER, Timer::Ping));
            self.hearing.cut_off = false;
        }
        match message {
            // Nobody has asked.
            _ if self.name.is_none() => Vec::new(),
            ServerMessage::Joined { you, members, ice_servers, access, host, resumed } => {
                self.timer = Some((now + Self::PING_AFTER, Timer::Ping));
                self.knocking = false;
                self.hosting = Hosting { access, host, waiting: Vec::new(), ..self.hosting };
                let mut effects = self.joined(now, you, resumed, members, ice_servers);
                let opens = effects.iter().any(|effect| matches!(effect, Effect::OpenPeer { .. }));
                effects.extend(self.look_again(now, opens));
                effects
            }
            ServerMessage::Knocking => self.knock(now),
            ServerMessage::RoomChanged { access, host } => {
                self.host(|hosting| (hosting.access, hosting.host) = (access, host))
            }
            ServerMessage::Knocks { waiting } => self.host(|hosting| hosting.waiting = waiting),
            ServerMessage::MuteAsked => self.host(|hosting| hosting.mute_asked += 1),
            ServerMessage::MadeHost { key } => self.take_key(key),
            ServerMessage::IceServers { ice_servers } => self.reach_through(ice_servers),
            ServerMessage::MemberJoined { member } | ServerMessage::MemberChanged { member } => {
                self.member_known(member)
            }
            ServerMessage::MemberLeft { id, departure } => self.member_left(now, &id, departure),
            ServerMessage::Signal { from, signal } => self.signal_received(now, from, &signal),
            ServerMessage::Error { code, .. } => {
                let on_the_way_in = matches!(self.status, RoomStatus::Connecting { .. } | RoomStatus::Knocking);
                let refusal = RoomRefusal::parse(code, on_the_way_in);
                refusal.map(|refusal| self.end(RoomStatus::Refused(refusal), Vec::new())).unwrap_or_default()
            }
            ServerMessage::Pong | ServerMessage::Unknown => Vec::new(),
        }
    }

    /// The next number of the generator `SplitMix64` (G. Steele, D. Lea, C. Flood, OOPSLA 2014).
    fn random(&mut self) -> u32 {
        self.random = self.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.random ^ (self.random >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) >> 32) as u32
    }
}
