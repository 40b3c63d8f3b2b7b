//! Membership of a room: the socket that keeps it, and the connections that follow from it.
//!
//! Two things are kept apart. The *socket* to the server comes and goes; the engine reconnects it and joins again, and
//! no connection between people is touched by that. A *connection* to another member is opened by whoever is told to be in
//! and has none (so the newcomer offers), and closed when the member has left, or is lost both to the server and to us.
//!
//! Every attempt at a connection has an id of its own, drawn by the side that opens it. A signal for a connection that
//! its receiver does not know is answered with [`SignalBody::Reset`], and the other side opens anew: so the two sides agree
//! again after any loss of state.

use std::{collections::VecDeque, time::Duration};

use tincan_protocol::{
    ClientMessage, ConnectionId, Departure, DescriptionType, DisplayName, ErrorCode, IceServer, Member, MemberId,
    OpaqueSignal, PageId, RoomCode, ServerMessage, SessionId, Signal, SignalBody, Step, VERSION,
};

use crate::{
    backoff::Backoff,
    negotiation::{Role, is_polite},
};

/// What a room is joined with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// Which room.
    pub room: RoomCode,
    /// Under which name.
    pub name: DisplayName,
    /// The tab's secret.
    pub session: SessionId,
    /// This stay.
    pub page: PageId,
    /// Any random number: connection ids and the jitter of waits are drawn from it.
    pub seed: u64,
}

/// What happened. Times are durations since any fixed moment.
#[derive(Debug, Clone, PartialEq)]
pub enum Input {
    /// The person wants to come in.
    JoinRequested,
    /// The person wants to leave.
    LeaveRequested,
    /// The person wants a new connection to this member.
    RetryRequested(MemberId),
    /// The socket is open.
    SocketOpened,
    /// The socket could not be opened, or closed.
    SocketClosed,
    /// A message arrived on the socket.
    Received(ServerMessage),
    /// The network may be back: the browser says so, or the page woke up.
    NetworkAppeared,
    /// A connection wants a signal sent through the server.
    SignalReady(MemberId, Signal),
    /// A connection came up (true) or went down (false).
    ConnectionChanged(MemberId, bool),
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
    /// [`Room::status`] or [`Room::members`] changed.
    Changed,
}

/// How the membership is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RoomStatus {
    /// Not asked for.
    Idle,
    /// On the way in for the first time.
    Connecting {
        /// From 1; more than 1: no server has answered so far.
        attempt: u32,
    },
    /// In.
    Joined,
    /// In, but the socket is gone. Connections between people go on.
    Reconnecting {
        /// From 1.
        attempt: u32,
    },
    /// The server does not let us in, and would not the next time.
    Refused(ErrorCode),
    /// Left.
    Left,
}

/// The membership of one person in one room.
#[derive(Debug)]
pub struct Room {
    config: Config,
    status: RoomStatus,
    you: Option<MemberId>,
    ice_servers: Vec<IceServer>,
    members: Vec<Entry>,
    backoff: Backoff,
    /// When to do what about the socket.
    timer: Option<(Duration, Timer)>,
    random: u64,
    /// Members that said goodbye: late news about them is no news.
    departed: VecDeque<MemberId>,
}

#[derive(Debug)]
struct Entry {
    member: Member,
    /// Whether the server says that this member is in the room.
    listed: bool,
    connection: Option<Connection>,
    /// Connections that this one took the place of: what is said about them is late, or by somebody who does not know.
    retired: VecDeque<ConnectionId>,
}

#[derive(Debug)]
struct Connection {
    id: ConnectionId,
    /// We opened it, and have not heard from the other side about it.
    unheard: bool,
    up: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Timer {
    /// Open the socket.
    Reconnect,
    /// The server did not answer in time: the socket is dead, whatever it says.
    GiveUp,
    /// Ask whether the server is there.
    Ping,
}

impl Room {
    /// How long the socket is silent before the server is asked whether it is there.
    pub const PING_AFTER: Duration = Duration::from_secs(10);
    /// How long the server may take to answer.
    pub const ANSWER_WITHIN: Duration = Duration::from_secs(8);

    /// A room nobody has asked for yet.
    #[must_use]
    pub fn new(config: Config) -> Self {
        let random = config.seed;
        Self {
            config,
            status: RoomStatus::Idle,
            you: None,
            ice_servers: Vec::new(),
            members: Vec::new(),
            backoff: Backoff::default(),
            timer: None,
            random,
            departed: VecDeque::new(),
        }
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
        self.entry(id)?.connection.as_ref().map(|connection| connection.id)
    }

    /// What to reach the others through.
    #[must_use]
    pub fn ice_servers(&self) -> &[IceServer] {
        &self.ice_servers
    }

    /// When to report [`Input::TimePassed`].
    #[must_use]
    pub fn deadline(&self) -> Option<Duration> {
        self.timer.map(|(at, _)| at)
    }

    /// Takes one input at the time `now`.
    #[must_use]
    pub fn handle(&mut self, now: Duration, input: Input) -> Vec<Effect> {
        match input {
            Input::JoinRequested => self.join(now),
            Input::LeaveRequested => self.end(RoomStatus::Left, vec![Effect::Send(ClientMessage::Leave)]),
            _ if self.is_over() => Vec::new(),
            Input::RetryRequested(id) => self.retry(&id),
            Input::SocketOpened => self.socket_opened(now),
            Input::SocketClosed => self.socket_closed(now),
            Input::Received(message) => self.received(now, message),
            Input::NetworkAppeared => self.network_appeared(now),
            Input::SignalReady(to, signal) => self.send_signal(to, &signal),
            Input::ConnectionChanged(id, up) => self.connection_changed(&id, up),
            Input::PeerLeft(id) => self.depart(&id),
            Input::TimePassed => self.time_passed(now),
        }
    }

    fn is_over(&self) -> bool {
        matches!(self.status, RoomStatus::Idle | RoomStatus::Refused(_) | RoomStatus::Left)
    }

    // The socket.

    fn join(&mut self, now: Duration) -> Vec<Effect> {
        if self.status != RoomStatus::Idle {
            return Vec::new();
        }
        self.status = RoomStatus::Connecting { attempt: 1 };
        self.open_socket(now)
    }

    fn open_socket(&mut self, now: Duration) -> Vec<Effect> {
        self.timer = Some((now + Self::ANSWER_WITHIN, Timer::GiveUp));
        vec![Effect::OpenSocket, Effect::Changed]
    }

    fn socket_opened(&mut self, now: Duration) -> Vec<Effect> {
        self.timer = Some((now + Self::ANSWER_WITHIN, Timer::GiveUp));
        let Config { room, name, session, page, .. } = self.config.clone();
        vec![Effect::Send(ClientMessage::Join { version: VERSION, room, name, session, page })]
    }

    fn socket_closed(&mut self, now: Duration) -> Vec<Effect> {
        let random = self.random();
        let wait = self.backoff.next_wait(random);
        let attempt = self.backoff.attempts();
        self.status = match self.status {
            RoomStatus::Connecting { .. } => RoomStatus::Connecting { attempt: attempt + 1 },
            _ => RoomStatus::Reconnecting { attempt },
        };
        self.timer = Some((now + wait, Timer::Reconnect));
        vec![Effect::Changed]
    }

    fn network_appeared(&mut self, now: Duration) -> Vec<Effect> {
        match self.timer {
            Some((_, Timer::Reconnect)) => self.open_socket(now),
            Some((_, Timer::Ping)) => self.ping(now),
            Some((_, Timer::GiveUp)) | None => Vec::new(),
        }
    }

    fn ping(&mut self, now: Duration) -> Vec<Effect> {
        self.timer = Some((now + Self::ANSWER_WITHIN, Timer::GiveUp));
        vec![Effect::Send(ClientMessage::Ping)]
    }

    fn time_passed(&mut self, now: Duration) -> Vec<Effect> {
        match self.timer {
            Some((at, timer)) if at <= now => match timer {
                Timer::Reconnect => self.open_socket(now),
                Timer::Ping => self.ping(now),
                Timer::GiveUp => {
                    let mut effects = vec![Effect::CloseSocket];
                    effects.extend(self.socket_closed(now));
                    effects
                }
            },
            _ => Vec::new(),
        }
    }

    fn end(&mut self, status: RoomStatus, mut effects: Vec<Effect>) -> Vec<Effect> {
        if self.is_over() {
            return Vec::new();
        }
        self.status = status;
        self.timer = None;
        let connected = self.members.drain(..).filter(|entry| entry.connection.is_some());
        effects.extend(connected.map(|entry| Effect::ClosePeer(entry.member.id)));
        effects.extend([Effect::CloseSocket, Effect::Changed]);
        effects
    }

    // What the server says.

    fn received(&mut self, now: Duration, message: ServerMessage) -> Vec<Effect> {
        // Whatever it says, it is there. Before `Joined` that is not enough.
        if self.status == RoomStatus::Joined {
            self.timer = Some((now + Self::PING_AFTER, Timer::Ping));
        }
        match message {
            ServerMessage::Joined { you, members, ice_servers, resumed: _ } => {
                self.timer = Some((now + Self::PING_AFTER, Timer::Ping));
                self.joined(you, members, ice_servers)
            }
            ServerMessage::MemberJoined { member } | ServerMessage::MemberChanged { member } => {
                self.member_known(member)
            }
            ServerMessage::MemberLeft { id, departure } => self.member_left(&id, departure),
            ServerMessage::Signal { from, signal } => self.signal_received(from, signal),
            ServerMessage::Error { code, .. } if code.is_final() => self.end(RoomStatus::Refused(code), Vec::new()),
            ServerMessage::Error { .. } | ServerMessage::Pong | ServerMessage::Unknown => Vec::new(),
        }
    }

    fn joined(&mut self, you: MemberId, members: Vec<Member>, ice_servers: Vec<IceServer>) -> Vec<Effect> {
        self.backoff.reset();
        self.status = RoomStatus::Joined;
        self.you = Some(you);
        self.ice_servers = ice_servers;
        let mut effects = self.unlist_all_but(&members);
        let ids: Vec<MemberId> = members.iter().map(|member| member.id.clone()).collect();
        for member in members {
            effects.extend(self.member_known(member));
        }
        // Also when the server says that we were in before: it may have told us so on a socket that died, and then
        // those who came in earlier still wait for us. That they opened to us meanwhile is sorted out like any crossing.
        for id in &ids {
            if self.entry(id).is_some_and(|entry| entry.connection.is_none()) {
                effects.extend(self.open(id));
            }
        }
        effects.push(Effect::Changed);
        effects
    }

    /// Members that the server no longer knows: gone, unless we are connected to them. (A server that was restarted does not
    /// know them *yet*.)
    fn unlist_all_but(&mut self, members: &[Member]) -> Vec<Effect> {
        let mut effects = Vec::new();
        for id in self.members.iter().map(|entry| entry.member.id.clone()).collect::<Vec<_>>() {
            if !members.iter().any(|member| member.id == id) {
                effects.extend(self.unlist(&id));
            }
        }
        effects
    }

    fn member_known(&mut self, member: Member) -> Vec<Effect> {
        if self.departed.contains(&member.id) || self.you.as_ref() == Some(&member.id) {
            return Vec::new();
        }
        let regained = Effect::RegainPath(member.id.clone());
        if let Some(entry) = self.entry_mut(&member.id) {
            let reachable = member.online && entry.connection.is_some();
            entry.member = member;
            entry.listed = true;
            return if reachable { vec![regained, Effect::Changed] } else { vec![Effect::Changed] };
        }
        self.members.push(Entry { member, listed: true, connection: None, retired: VecDeque::new() });
        vec![Effect::Changed]
    }

    fn member_left(&mut self, id: &MemberId, departure: Departure) -> Vec<Effect> {
        match departure {
            Departure::Left => self.depart(id),
            Departure::Lost => self.unlist(id),
        }
    }

    fn unlist(&mut self, id: &MemberId) -> Vec<Effect> {
        let Some(entry) = self.entry_mut(id) else { return Vec::new() };
        entry.listed = false;
        entry.member.online = false;
        if entry.connection.as_ref().is_some_and(|connection| connection.up) {
            return vec![Effect::Changed];
        }
        self.remove(id)
    }

    /// Left, and will not be back under this id.
    fn depart(&mut self, id: &MemberId) -> Vec<Effect> {
        if self.departed.len() == DEPARTED {
            self.departed.pop_front();
        }
        self.departed.push_back(id.clone());
        self.remove(id)
    }

    fn remove(&mut self, id: &MemberId) -> Vec<Effect> {
        let Some(index) = self.members.iter().position(|entry| entry.member.id == *id) else { return Vec::new() };
        let entry = self.members.remove(index);
        let closed = entry.connection.map(|_| Effect::ClosePeer(id.clone()));
        closed.into_iter().chain([Effect::Changed]).collect()
    }

    // The connections.

    fn retry(&mut self, id: &MemberId) -> Vec<Effect> {
        // Somebody whom the server does not know cannot be reached through it: the connection there is, is the last one.
        if self.entry(id).is_some_and(|entry| entry.listed) { self.open(id) } else { Vec::new() }
    }

    fn open(&mut self, id: &MemberId) -> Vec<Effect> {
        let connection = ConnectionId(self.random());
        self.replace_connection(id, connection, Role::Opener)
    }

    fn replace_connection(&mut self, id: &MemberId, connection: ConnectionId, role: Role) -> Vec<Effect> {
        let Some(you) = self.you.clone() else { return Vec::new() };
        let Some(entry) = self.entry_mut(id) else { return Vec::new() };
        let new = Connection { id: connection, unheard: role == Role::Opener, up: false };
        let old = entry.connection.replace(new);
        if let Some(old) = &old {
            if entry.retired.len() == RETIRED {
                entry.retired.pop_front();
            }
            entry.retired.push_back(old.id);
        }
        let closed = old.map(|_| Effect::ClosePeer(id.clone()));
        let open = Effect::OpenPeer { member: id.clone(), connection, role, polite: is_polite(&you, id) };
        closed.into_iter().chain([open, Effect::Changed]).collect()
    }

    fn connection_changed(&mut self, id: &MemberId, up: bool) -> Vec<Effect> {
        let server_is_there = self.status == RoomStatus::Joined;
        let Some(entry) = self.entry_mut(id) else { return Vec::new() };
        let Some(connection) = &mut entry.connection else { return Vec::new() };
        connection.up = up;
        if !up && !entry.listed && server_is_there { self.remove(id) } else { Vec::new() }
    }

    fn send_signal(&self, to: MemberId, signal: &Signal) -> Vec<Effect> {
        // Without a socket nothing is sent now; the connection sends it again when the path is back.
        if self.status != RoomStatus::Joined {
            return Vec::new();
        }
        vec![Effect::Send(ClientMessage::Signal { to, signal: OpaqueSignal::seal(signal) })]
    }

    fn signal_received(&mut self, from: MemberId, signal: OpaqueSignal) -> Vec<Effect> {
        let (Some(you), Some(entry)) = (self.you.clone(), self.entry_mut(&from)) else { return Vec::new() };
        let Signal { connection, body } = match signal.open() {
            Ok(signal) => signal,
            Err(error) => return vec![Effect::DeliverGarbage(from, error.to_string())],
        };
        if let Some(current) = entry.connection.as_mut().filter(|current| current.id == connection) {
            if body == SignalBody::Reset {
                return self.open(&from);
            }
            current.unheard = false;
            return vec![Effect::Deliver(from, body)];
        }
        let own_offer_is_open = entry.connection.as_ref().is_some_and(|current| current.unheard);
        let retired = entry.retired.contains(&connection);
        match body {
            SignalBody::Reset | SignalBody::Unknown => Vec::new(),
            _ if !retired && is_first_offer(&body) => {
                if own_offer_is_open && !is_polite(&you, &from) {
                    // Both opened at once: the connection of the impolite side stands. It is told again, because the
                    // other side may have had it and replaced it.
                    return vec![Effect::RegainPath(from)];
                }
                let mut effects = self.replace_connection(&from, connection, Role::Answerer);
                effects.push(Effect::Deliver(from, body));
                effects
            }
            // Our offer says more than a reset would.
            SignalBody::Step { .. } | SignalBody::Sync { .. } if own_offer_is_open && !retired => Vec::new(),
            SignalBody::Step { .. } | SignalBody::Sync { .. } => {
                self.send_signal(from, &Signal { connection, body: SignalBody::Reset })
            }
        }
    }

    fn entry(&self, id: &MemberId) -> Option<&Entry> {
        self.members.iter().find(|entry| entry.member.id == *id)
    }

    fn entry_mut(&mut self, id: &MemberId) -> Option<&mut Entry> {
        self.members.iter_mut().find(|entry| entry.member.id == *id)
    }

    /// The next number of the generator `SplitMix64` (G. Steele, D. Lea, C. Flood, OOPSLA 2014).
    #[expect(clippy::cast_possible_truncation, reason = "the upper half is the number")]
    fn random(&mut self) -> u32 {
        self.random = self.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.random ^ (self.random >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) >> 32) as u32
    }
}

/// Whether a connection begins with this. (The answerer has a first step too.)
fn is_first_offer(body: &SignalBody) -> bool {
    let SignalBody::Step { seq: 1, step: Step::Description(description), .. } = body else { return false };
    description.kind == DescriptionType::Offer
}

/// How many connections to one member are remembered after they were replaced. Late news reaches back by one or two.
const RETIRED: usize = 16;

/// How many departed members are remembered. Ids are never used again, so this bounds memory, not correctness over the
/// few messages that may be under way.
const DEPARTED: usize = 64;
