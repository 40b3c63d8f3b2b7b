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
    ClientMessage, ConnectionId, Departure, DisplayName, ErrorCode, IceServer, Member, MemberId, OpaqueSignal, PageId,
    RoomCode, ServerMessage, SessionId, Signal, SignalBody, VERSION,
};

use crate::{
    backoff::Backoff,
    link::{Attempts, Verdict},
    negotiation::{Role, is_polite},
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
    /// Any random number: connection ids and the jitter of waits are drawn from it.
    pub seed: u64,
}

/// What happened. Times are durations since any fixed moment.
#[derive(Debug, Clone, PartialEq)]
pub enum Input {
    /// The person is about to come in: what takes time may be done now.
    PrepareRequested,
    /// The person wants to come in, under this name.
    JoinRequested(DisplayName),
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
    /// [`Room::status`] or [`Room::members`] changed.
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
    /// Under which name it is joined.
    name: Option<DisplayName>,
    status: RoomStatus,
    socket: Socket,
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
    attempts: Attempts,
    /// Whether the connection is up.
    up: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Socket {
    Closed,
    Opening,
    Open,
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
            name: None,
            status: RoomStatus::Idle,
            socket: Socket::Closed,
            you: None,
            ice_servers: Vec::new(),
            members: Vec::new(),
            backoff: Backoff::default(),
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
            _ if self.is_over() => Vec::new(),
            Input::PrepareRequested => self.prepare(now),
            Input::JoinRequested(name) => self.join(now, name),
            Input::LeaveRequested => self.leave(),
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
        matches!(self.status, RoomStatus::Refused(_) | RoomStatus::Left)
    }

    // The socket.

    /// Whoever is about to come in waits for a socket no longer than for anything else: so it is opened, and kept, before.
    fn prepare(&mut self, now: Duration) -> Vec<Effect> {
        if self.status != RoomStatus::Idle {
            return Vec::new();
        }
        let mut effects = vec![Effect::PreparePeer];
        if self.timer.is_none() {
            effects.extend(self.open_socket(now));
        }
        effects
    }

    fn join(&mut self, now: Duration, name: DisplayName) -> Vec<Effect> {
        if self.status != RoomStatus::Idle {
            return Vec::new();
        }
        self.status = RoomStatus::Connecting { attempt: 1 };
        self.name = Some(name);
        self.backoff.reset();
        let mut effects = match self.socket {
            Socket::Open => self.send_join(now),
            Socket::Opening => Vec::new(),
            Socket::Closed => self.open_socket(now),
        };
        effects.push(Effect::Changed);
        effects
    }

    fn leave(&mut self) -> Vec<Effect> {
        let unheard = self.status == RoomStatus::Idle;
        let said = (!unheard).then_some(Effect::Send(ClientMessage::Leave));
        self.end(RoomStatus::Left, said.into_iter().collect())
    }

    fn open_socket(&mut self, now: Duration) -> Vec<Effect> {
        self.socket = Socket::Opening;
        self.timer = Some((now + Self::ANSWER_WITHIN, Timer::GiveUp));
        vec![Effect::OpenSocket]
    }

    fn socket_opened(&mut self, now: Duration) -> Vec<Effect> {
        self.socket = Socket::Open;
        self.send_join(now)
    }

    /// Says who comes; or, as long as nobody does, that somebody is there.
    fn send_join(&mut self, now: Duration) -> Vec<Effect> {
        let Some(name) = self.name.clone() else { return self.ping(now) };
        self.timer = Some((now + Self::ANSWER_WITHIN, Timer::GiveUp));
        let Config { room, session, page, .. } = self.config.clone();
        vec![Effect::Send(ClientMessage::Join { version: VERSION, room, name, session, page })]
    }

    fn socket_closed(&mut self, now: Duration) -> Vec<Effect> {
        self.socket = Socket::Closed;
        let random = self.random();
        let wait = self.backoff.next_wait(random);
        let attempt = self.backoff.attempts();
        self.status = match self.status {
            RoomStatus::Idle => RoomStatus::Idle,
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
        self.socket = Socket::Closed;
        self.timer = None;
        let connected = self.members.drain(..).filter(|entry| entry.attempts.current().is_some());
        effects.extend(connected.map(|entry| Effect::ClosePeer(entry.member.id)));
        effects.extend([Effect::ReleasePrepared, Effect::CloseSocket, Effect::Changed]);
        effects
    }

    // What the server says.

    fn received(&mut self, now: Duration, message: ServerMessage) -> Vec<Effect> {
        // Whatever it says, it is there. On the way in that is not enough.
        if matches!(self.status, RoomStatus::Joined | RoomStatus::Idle) {
            self.timer = Some((now + Self::PING_AFTER, Timer::Ping));
        }
        match message {
            // Nobody has asked.
            _ if self.name.is_none() => Vec::new(),
            ServerMessage::Joined { you, members, ice_servers, resumed: _ } => {
                self.timer = Some((now + Self::PING_AFTER, Timer::Ping));
                self.joined(you, members, ice_servers)
            }
            ServerMessage::MemberJoined { member } | ServerMessage::MemberChanged { member } => {
                self.member_known(member)
            }
            ServerMessage::MemberLeft { id, departure } => self.member_left(&id, departure),
            ServerMessage::Signal { from, signal } => self.signal_received(now, from, &signal),
            ServerMessage::Error { code, .. } if self.is_refusal(code) => {
                self.end(RoomStatus::Refused(code), Vec::new())
            }
            ServerMessage::Error { .. } | ServerMessage::Pong | ServerMessage::Unknown => Vec::new(),
        }
    }

    /// Whether this error means that there is no way in. One who has never been in and is not even understood would not be
    /// the next time: the page is of another day than the server.
    fn is_refusal(&self, code: ErrorCode) -> bool {
        code.is_final() || (code == ErrorCode::BadMessage && matches!(self.status, RoomStatus::Connecting { .. }))
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
            if self.entry(id).is_some_and(|entry| entry.attempts.current().is_none()) {
                effects.extend(self.open(id));
            }
        }
        effects.extend([Effect::ReleasePrepared, Effect::Changed]);
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
            let reachable = member.online && entry.attempts.current().is_some();
            entry.member = member;
            entry.listed = true;
            return if reachable { vec![regained, Effect::Changed] } else { vec![Effect::Changed] };
        }
        self.members.push(Entry { member, listed: true, attempts: Attempts::default(), up: false });
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
        if entry.up {
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
        let closed = entry.attempts.current().map(|_| Effect::ClosePeer(id.clone()));
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
        if self.you.is_none() {
            return Vec::new();
        }
        let Some(entry) = self.entry_mut(id) else { return Vec::new() };
        let closed = entry.attempts.current().map(|_| Effect::ClosePeer(id.clone()));
        entry.attempts.begin(connection, role);
        entry.up = false;
        let open = Effect::OpenPeer { member: id.clone(), connection, role, polite: role.is_polite() };
        closed.into_iter().chain([open, Effect::Changed]).collect()
    }

    fn connection_changed(&mut self, id: &MemberId, up: bool) -> Vec<Effect> {
        let server_is_there = self.status == RoomStatus::Joined;
        let Some(entry) = self.entry_mut(id) else { return Vec::new() };
        entry.up = up && entry.attempts.current().is_some();
        if !up && !entry.listed && server_is_there { self.remove(id) } else { Vec::new() }
    }

    fn send_signal(&self, to: MemberId, signal: &Signal) -> Vec<Effect> {
        // Without a socket nothing is sent now; the connection sends it again when the path is back.
        if self.status != RoomStatus::Joined {
            return Vec::new();
        }
        vec![Effect::Send(ClientMessage::Signal { to, signal: OpaqueSignal::seal(signal) })]
    }

    fn signal_received(&mut self, now: Duration, from: MemberId, signal: &OpaqueSignal) -> Vec<Effect> {
        let (Some(you), Some(entry)) = (self.you.clone(), self.entry_mut(&from)) else { return Vec::new() };
        let signal = match signal.open() {
            Ok(signal) => signal,
            Err(error) => return vec![Effect::DeliverGarbage(from, error.to_string())],
        };
        match entry.attempts.judge(now, is_polite(&you, &from), &signal) {
            Verdict::Deliver => vec![Effect::Deliver(from, signal.body)],
            Verdict::Accept => {
                let mut effects = self.replace_connection(&from, signal.connection, Role::Answerer);
                effects.push(Effect::Deliver(from, signal.body));
                effects
            }
            Verdict::Reopen => self.open(&from),
            Verdict::Refuse => {
                self.send_signal(from, &Signal { connection: signal.connection, body: SignalBody::Reset })
            }
            Verdict::Insist => vec![Effect::RegainPath(from)],
            Verdict::Overrun => vec![Effect::ReportOverrun(from)],
            Verdict::Ignore => Vec::new(),
        }
    }

    fn entry(&self, id: &MemberId) -> Option<&Entry> {
        self.members.iter().find(|entry| entry.member.id == *id)
    }

    fn entry_mut(&mut self, id: &MemberId) -> Option<&mut Entry> {
        self.members.iter_mut().find(|entry| entry.member.id == *id)
    }

    /// The next number of the generator `SplitMix64` (G. Steele, D. Lea, C. Flood, OOPSLA 2014).
    fn random(&mut self) -> u32 {
        self.random = self.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.random ^ (self.random >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) >> 32) as u32
    }
}

/// How many departed members are remembered. Ids are never used again, so this bounds memory, not correctness over the
/// few messages that may be under way.
const DEPARTED: usize = 64;

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use tincan_protocol::{Description, DescriptionType, Step};

    use super::*;

    #[test]
    fn the_newcomer_opens_to_everybody() {
        let mut story = Story::new();
        story.tell(Input::JoinRequested(name()));
        story.tell(Input::SocketOpened);
        story.receive(joined(false, [member(1), member(9)]));
        story.receive(ServerMessage::MemberJoined { member: member(3) });
        insta::assert_snapshot!(story, @r#"
        JoinRequested(DisplayName("Ada"))
            OpenSocket
            Changed
            = Connecting { attempt: 1 }
        SocketOpened
            Send(Join { version: 1, room: RoomCode(s…), name: DisplayName("Ada"), session: SessionId(…), page: PageId(…) })
        Received(Joined { you: MemberId(555555), resumed: false, members: [Member { id: MemberId(111111), name: DisplayName("Person 1"), online: true }, Member { id: MemberId(999999), name: DisplayName("Person 9"), online: true }], ice_servers: [] })
            Changed
            Changed
            OpenPeer { member: MemberId(111111), connection: ConnectionId(2433363436), role: Opener, polite: true }
            Changed
            OpenPeer { member: MemberId(999999), connection: ConnectionId(3203108257), role: Opener, polite: true }
            Changed
            ReleasePrepared
            Changed
            = Joined
        Received(MemberJoined { member: Member { id: MemberId(333333), name: DisplayName("Person 3"), online: true } })
            Changed
        "#);
    }

    #[test]
    fn a_lost_socket_is_regained_and_media_is_not_touched() {
        let mut story = Story::in_a_room_with(9);
        story.tell(Input::ConnectionChanged(id(9), true));
        story.tell(Input::SocketClosed);
        story.tell(Input::SignalReady(id(9), signal(7, step(5, offer()))));
        story.wait(Duration::from_secs(1));
        story.tell(Input::SocketClosed);
        story.tell(Input::NetworkAppeared);
        story.tell(Input::SocketOpened);
        story.receive(joined(true, [member(9)]));
        insta::assert_snapshot!(story, @r#"
        ConnectionChanged(MemberId(999999), true)
        SocketClosed
            Changed
            = Reconnecting { attempt: 1 }
        SignalReady(MemberId(999999), Signal { connection: ConnectionId(7), body: Step { seq: 5, ack: 0, step: Description(Offer(23 bytes, ufrag aaaa)) } })
        TimePassed
            OpenSocket
        SocketClosed
            Changed
            = Reconnecting { attempt: 2 }
        NetworkAppeared
            OpenSocket
        SocketOpened
            Send(Join { version: 1, room: RoomCode(s…), name: DisplayName("Ada"), session: SessionId(…), page: PageId(…) })
        Received(Joined { you: MemberId(555555), resumed: true, members: [Member { id: MemberId(999999), name: DisplayName("Person 9"), online: true }], ice_servers: [] })
            RegainPath(MemberId(999999))
            Changed
            ReleasePrepared
            Changed
            = Joined
        "#);
    }

    #[test]
    fn a_silent_socket_is_given_up() {
        let mut story = Story::in_a_room_with(9);
        story.wait(Room::PING_AFTER);
        story.receive(ServerMessage::Pong);
        story.wait(Room::PING_AFTER);
        story.wait(Room::ANSWER_WITHIN);
        insta::assert_snapshot!(story, @"
        TimePassed
            Send(Ping)
        Received(Pong)
        TimePassed
            Send(Ping)
        TimePassed
            CloseSocket
            Changed
            = Reconnecting { attempt: 1 }
        ");
    }

    #[test]
    fn a_restart_of_the_server_is_invisible_to_a_call() {
        let mut story = Story::in_a_room_with(9);
        story.tell(Input::ConnectionChanged(id(9), true));
        story.tell(Input::SocketClosed);
        story.wait(Duration::from_secs(1));
        story.tell(Input::SocketOpened);
        story.receive(joined(false, []));
        story.receive(ServerMessage::MemberJoined { member: member(9) });
        insta::assert_snapshot!(story, @r#"
        ConnectionChanged(MemberId(999999), true)
        SocketClosed
            Changed
            = Reconnecting { attempt: 1 }
        TimePassed
            OpenSocket
        SocketOpened
            Send(Join { version: 1, room: RoomCode(s…), name: DisplayName("Ada"), session: SessionId(…), page: PageId(…) })
        Received(Joined { you: MemberId(555555), resumed: false, members: [], ice_servers: [] })
            Changed
            ReleasePrepared
            Changed
            = Joined
        Received(MemberJoined { member: Member { id: MemberId(999999), name: DisplayName("Person 9"), online: true } })
            RegainPath(MemberId(999999))
            Changed
        "#);
    }

    #[test]
    fn who_is_lost_stays_as_long_as_the_connection() {
        let mut story = Story::in_a_room_with(9);
        story.tell(Input::ConnectionChanged(id(9), true));
        story.receive(ServerMessage::MemberChanged { member: Member { online: false, ..member(9) } });
        story.receive(ServerMessage::MemberLeft { id: id(9), departure: Departure::Lost });
        story.tell(Input::RetryRequested(id(9)));
        story.tell(Input::ConnectionChanged(id(9), false));
        insta::assert_snapshot!(story, @r#"
        ConnectionChanged(MemberId(999999), true)
        Received(MemberChanged { member: Member { id: MemberId(999999), name: DisplayName("Person 9"), online: false } })
            Changed
        Received(MemberLeft { id: MemberId(999999), departure: Lost })
            Changed
        RetryRequested(MemberId(999999))
        ConnectionChanged(MemberId(999999), false)
            ClosePeer(MemberId(999999))
            Changed
        "#);
    }

    #[test]
    fn who_is_lost_before_a_new_connection_is_up_is_gone() {
        let mut story = Story::in_a_room_with(9);
        story.tell(Input::ConnectionChanged(id(9), true));
        story.tell(Input::RetryRequested(id(9)));
        story.receive(ServerMessage::MemberLeft { id: id(9), departure: Departure::Lost });
        insta::assert_snapshot!(story, @"
        ConnectionChanged(MemberId(999999), true)
        RetryRequested(MemberId(999999))
            ClosePeer(MemberId(999999))
            OpenPeer { member: MemberId(999999), connection: ConnectionId(3203108257), role: Opener, polite: true }
            Changed
        Received(MemberLeft { id: MemberId(999999), departure: Lost })
            ClosePeer(MemberId(999999))
            Changed
        ");
    }

    #[test]
    fn who_left_is_gone_at_once_and_for_good() {
        let mut story = Story::in_a_room_with(9);
        story.tell(Input::ConnectionChanged(id(9), true));
        story.tell(Input::PeerLeft(id(9)));
        // The server had not noticed yet.
        story.receive(ServerMessage::MemberChanged { member: member(9) });
        story.receive(ServerMessage::MemberLeft { id: id(9), departure: Departure::Left });
        insta::assert_snapshot!(story, @r#"
        ConnectionChanged(MemberId(999999), true)
        PeerLeft(MemberId(999999))
            ClosePeer(MemberId(999999))
            Changed
        Received(MemberChanged { member: Member { id: MemberId(999999), name: DisplayName("Person 9"), online: true } })
        Received(MemberLeft { id: MemberId(999999), departure: Left })
        "#);
    }

    #[test]
    fn a_full_room_is_not_asked_again() {
        let mut story = Story::new();
        story.tell(Input::JoinRequested(name()));
        story.tell(Input::SocketOpened);
        story.receive(error(ErrorCode::RoomFull));
        story.tell(Input::SocketClosed);
        story.wait(Duration::from_mins(1));
        insta::assert_snapshot!(story, @r#"
        JoinRequested(DisplayName("Ada"))
            OpenSocket
            Changed
            = Connecting { attempt: 1 }
        SocketOpened
            Send(Join { version: 1, room: RoomCode(s…), name: DisplayName("Ada"), session: SessionId(…), page: PageId(…) })
        Received(Error { code: RoomFull, message: "in words" })
            ReleasePrepared
            CloseSocket
            Changed
            = Refused(RoomFull)
        SocketClosed
        TimePassed
        "#);
    }

    #[test]
    fn a_page_that_was_replaced_ends_its_calls() {
        let mut story = Story::in_a_room_with(9);
        story.receive(error(ErrorCode::Replaced));
        story.tell(Input::JoinRequested(name()));
        insta::assert_snapshot!(story, @r#"
        Received(Error { code: Replaced, message: "in words" })
            ClosePeer(MemberId(999999))
            ReleasePrepared
            CloseSocket
            Changed
            = Refused(Replaced)
        JoinRequested(DisplayName("Ada"))
        "#);
    }

    #[test]
    fn who_is_not_understood_on_the_way_in_is_refused_and_in_a_room_is_not() {
        let error = || Input::Received(ServerMessage::Error { code: ErrorCode::BadMessage, message: String::new() });
        let mut newcomer = Story::new().room;
        for input in [Input::JoinRequested(name()), Input::SocketOpened, error()] {
            let _ = newcomer.handle(Duration::ZERO, input);
        }
        assert_eq!(newcomer.status(), RoomStatus::Refused(ErrorCode::BadMessage));

        let mut story = Story::in_a_room_with(9);
        assert_eq!(story.room.handle(Duration::ZERO, error()), []);
        assert_eq!(story.room.status(), RoomStatus::Joined);
    }

    #[test]
    fn a_reset_makes_a_new_connection() {
        let mut story = Story::in_a_room_with(9);
        let connection = story.connection(9);
        story.hear(9, &Signal { connection, body: SignalBody::Reset });
        // The same again, late: it is about a connection that is no more.
        story.hear(9, &Signal { connection, body: SignalBody::Reset });
        insta::assert_snapshot!(story, @"
        Signal { connection: ConnectionId(2433363436), body: Reset }
        Received(Signal { from: MemberId(999999), signal: OpaqueSignal(…) })
            ClosePeer(MemberId(999999))
            OpenPeer { member: MemberId(999999), connection: ConnectionId(3203108257), role: Opener, polite: true }
            Changed
        Signal { connection: ConnectionId(2433363436), body: Reset }
        Received(Signal { from: MemberId(999999), signal: OpaqueSignal(…) })
        ");
    }

    #[test]
    fn a_connection_nobody_knows_is_reset() {
        let mut story = Story::in_a_room_with(9);
        let connection = story.connection(9);
        story.hear(9, &Signal { connection, body: SignalBody::Sync { ack: 0 } });
        story.hear(9, &signal(7, SignalBody::Sync { ack: 4 }));
        story.hear(9, &signal(7, step(3, offer())));
        // The first step of an answerer begins nothing.
        story.hear(9, &signal(7, step(1, Description { kind: DescriptionType::Answer, ..offer() })));
        insta::assert_snapshot!(story, @"
        Signal { connection: ConnectionId(2433363436), body: Sync { ack: 0 } }
        Received(Signal { from: MemberId(999999), signal: OpaqueSignal(…) })
            Deliver(MemberId(999999), Sync { ack: 0 })
        Signal { connection: ConnectionId(7), body: Sync { ack: 4 } }
        Received(Signal { from: MemberId(999999), signal: OpaqueSignal(…) })
            Send(Signal { connection: ConnectionId(7), body: Reset } to MemberId(999999))
        Signal { connection: ConnectionId(7), body: Step { seq: 3, ack: 0, step: Description(Offer(23 bytes, ufrag aaaa)) } }
        Received(Signal { from: MemberId(999999), signal: OpaqueSignal(…) })
            Send(Signal { connection: ConnectionId(7), body: Reset } to MemberId(999999))
        Signal { connection: ConnectionId(7), body: Step { seq: 1, ack: 0, step: Description(Answer(23 bytes, ufrag aaaa)) } }
        Received(Signal { from: MemberId(999999), signal: OpaqueSignal(…) })
            Send(Signal { connection: ConnectionId(7), body: Reset } to MemberId(999999))
        ");
    }

    #[test]
    fn of_two_that_opened_at_once_the_polite_one_yields() {
        // The higher id is the polite one.
        let mut story = Story::in_a_room_with(1);
        story.hear(1, &signal(7, step(2, offer())));
        story.hear(1, &signal(7, step(1, offer())));
        insta::assert_snapshot!(story, @"
        Signal { connection: ConnectionId(7), body: Step { seq: 2, ack: 0, step: Description(Offer(23 bytes, ufrag aaaa)) } }
        Received(Signal { from: MemberId(111111), signal: OpaqueSignal(…) })
        Signal { connection: ConnectionId(7), body: Step { seq: 1, ack: 0, step: Description(Offer(23 bytes, ufrag aaaa)) } }
        Received(Signal { from: MemberId(111111), signal: OpaqueSignal(…) })
            ClosePeer(MemberId(111111))
            OpenPeer { member: MemberId(111111), connection: ConnectionId(7), role: Answerer, polite: false }
            Changed
            Deliver(MemberId(111111), Step { seq: 1, ack: 0, step: Description(Offer(23 bytes, ufrag aaaa)) })
        ");
    }

    #[test]
    fn of_two_that_opened_at_once_the_impolite_one_insists() {
        let mut story = Story::in_a_room_with(9);
        story.hear(9, &signal(7, step(1, offer())));
        story.hear(9, &signal(7, step(2, offer())));
        insta::assert_snapshot!(story, @"
        Signal { connection: ConnectionId(7), body: Step { seq: 1, ack: 0, step: Description(Offer(23 bytes, ufrag aaaa)) } }
        Received(Signal { from: MemberId(999999), signal: OpaqueSignal(…) })
            RegainPath(MemberId(999999))
        Signal { connection: ConnectionId(7), body: Step { seq: 2, ack: 0, step: Description(Offer(23 bytes, ufrag aaaa)) } }
        Received(Signal { from: MemberId(999999), signal: OpaqueSignal(…) })
        ");
    }

    #[test]
    fn a_replaced_connection_does_not_come_back() {
        let mut story = Story::in_a_room_with(1);
        story.hear(1, &signal(7, step(1, offer())));
        story.tell(Input::RetryRequested(id(1)));
        story.hear(1, &signal(7, step(1, offer())));
        insta::assert_snapshot!(story, @"
        Signal { connection: ConnectionId(7), body: Step { seq: 1, ack: 0, step: Description(Offer(23 bytes, ufrag aaaa)) } }
        Received(Signal { from: MemberId(111111), signal: OpaqueSignal(…) })
            ClosePeer(MemberId(111111))
            OpenPeer { member: MemberId(111111), connection: ConnectionId(7), role: Answerer, polite: false }
            Changed
            Deliver(MemberId(111111), Step { seq: 1, ack: 0, step: Description(Offer(23 bytes, ufrag aaaa)) })
        RetryRequested(MemberId(111111))
            ClosePeer(MemberId(111111))
            OpenPeer { member: MemberId(111111), connection: ConnectionId(3203108257), role: Opener, polite: true }
            Changed
        Signal { connection: ConnectionId(7), body: Step { seq: 1, ack: 0, step: Description(Offer(23 bytes, ufrag aaaa)) } }
        Received(Signal { from: MemberId(111111), signal: OpaqueSignal(…) })
            Send(Signal { connection: ConnectionId(7), body: Reset } to MemberId(111111))
        ");
    }

    #[test]
    fn a_welcome_that_was_lost_is_made_up_for() {
        let mut story = Story::in_a_room_with(9);
        story.tell(Input::SocketClosed);
        story.wait(Duration::from_secs(1));
        story.tell(Input::SocketOpened);
        // Meanwhile 3 came into the restarted server's room; its answer to us, and that socket, are lost.
        story.tell(Input::SocketClosed);
        story.wait(Duration::from_secs(1));
        story.tell(Input::SocketOpened);
        story.receive(joined(true, [member(3)]));
        insta::assert_snapshot!(story, @r#"
        SocketClosed
            Changed
            = Reconnecting { attempt: 1 }
        TimePassed
            OpenSocket
        SocketOpened
            Send(Join { version: 1, room: RoomCode(s…), name: DisplayName("Ada"), session: SessionId(…), page: PageId(…) })
        SocketClosed
            Changed
            = Reconnecting { attempt: 2 }
        TimePassed
            OpenSocket
        SocketOpened
            Send(Join { version: 1, room: RoomCode(s…), name: DisplayName("Ada"), session: SessionId(…), page: PageId(…) })
        Received(Joined { you: MemberId(555555), resumed: true, members: [Member { id: MemberId(333333), name: DisplayName("Person 3"), online: true }], ice_servers: [] })
            ClosePeer(MemberId(999999))
            Changed
            Changed
            OpenPeer { member: MemberId(333333), connection: ConnectionId(1908508304), role: Opener, polite: true }
            Changed
            ReleasePrepared
            Changed
            = Joined
        "#);
    }

    #[test]
    fn what_is_no_signal_reaches_the_connection_as_garbage() {
        let mut story = Story::in_a_room_with(9);
        let markup = serde_json::json!({ "connection": "<script>" });
        story.receive(ServerMessage::Signal { from: id(9), signal: markup.into() });
        insta::assert_snapshot!(story, @r#"
        Received(Signal { from: MemberId(999999), signal: OpaqueSignal(…) })
            DeliverGarbage(MemberId(999999), "invalid type: string \"<script>\", expected u32 at line 1 column 24")
        "#);
    }

    #[test]
    fn leaving_closes_everything() {
        let mut story = Story::in_a_room_with(9);
        story.tell(Input::LeaveRequested);
        story.tell(Input::SocketClosed);
        insta::assert_snapshot!(story, @"
        LeaveRequested
            Send(Leave)
            ClosePeer(MemberId(999999))
            ReleasePrepared
            CloseSocket
            Changed
            = Left
        SocketClosed
        ");
    }

    #[test]
    fn who_prepares_is_in_at_a_word() {
        let mut story = Story::new();
        story.tell(Input::PrepareRequested);
        story.tell(Input::SocketOpened);
        story.receive(ServerMessage::Pong);
        story.wait(Room::PING_AFTER);
        story.receive(ServerMessage::Pong);
        story.tell(Input::JoinRequested(name()));
        story.receive(joined(false, [member(9)]));
        insta::assert_snapshot!(story, @r#"
        PrepareRequested
            PreparePeer
            OpenSocket
        SocketOpened
            Send(Ping)
        Received(Pong)
        TimePassed
            Send(Ping)
        Received(Pong)
        JoinRequested(DisplayName("Ada"))
            Send(Join { version: 1, room: RoomCode(s…), name: DisplayName("Ada"), session: SessionId(…), page: PageId(…) })
            Changed
            = Connecting { attempt: 1 }
        Received(Joined { you: MemberId(555555), resumed: false, members: [Member { id: MemberId(999999), name: DisplayName("Person 9"), online: true }], ice_servers: [] })
            Changed
            OpenPeer { member: MemberId(999999), connection: ConnectionId(2433363436), role: Opener, polite: true }
            Changed
            ReleasePrepared
            Changed
            = Joined
        "#);
    }

    #[test]
    fn what_is_prepared_is_regained_quietly_and_given_back() {
        let mut story = Story::new();
        story.tell(Input::PrepareRequested);
        story.tell(Input::SocketClosed);
        // The server is of a bad will: nobody has asked to come in.
        story.wait(Duration::from_secs(1));
        story.tell(Input::SocketOpened);
        story.receive(joined(false, [member(9)]));
        story.tell(Input::PrepareRequested);
        story.tell(Input::LeaveRequested);
        insta::assert_snapshot!(story, @r#"
        PrepareRequested
            PreparePeer
            OpenSocket
        SocketClosed
            Changed
        TimePassed
            OpenSocket
        SocketOpened
            Send(Ping)
        Received(Joined { you: MemberId(555555), resumed: false, members: [Member { id: MemberId(999999), name: DisplayName("Person 9"), online: true }], ice_servers: [] })
        PrepareRequested
            PreparePeer
        LeaveRequested
            ReleasePrepared
            CloseSocket
            Changed
            = Left
        "#);
    }

    #[test]
    fn who_joins_while_the_socket_is_away_does_not_wait_for_the_next_try() {
        let mut story = Story::new();
        story.tell(Input::PrepareRequested);
        story.tell(Input::SocketClosed);
        story.tell(Input::JoinRequested(name()));
        story.tell(Input::SocketClosed);
        insta::assert_snapshot!(story, @r#"
        PrepareRequested
            PreparePeer
            OpenSocket
        SocketClosed
            Changed
        JoinRequested(DisplayName("Ada"))
            OpenSocket
            Changed
            = Connecting { attempt: 1 }
        SocketClosed
            Changed
            = Connecting { attempt: 2 }
        "#);
    }

    /// A room of member 5, and what was told to it with what came of that.
    struct Story {
        room: Room,
        now: Duration,
        transcript: String,
    }

    impl Story {
        fn new() -> Self {
            let config = Config {
                room: "story".parse().unwrap(),
                session: SessionId::from_bytes([1; 16]),
                page: PageId::from_bytes([2; 16]),
                seed: 1,
            };
            Self { room: Room::new(config), now: Duration::ZERO, transcript: String::new() }
        }

        /// The story begins when we are in, and have opened to that other member.
        fn in_a_room_with(other: u8) -> Self {
            let mut story = Self::new();
            story.tell(Input::JoinRequested(name()));
            story.tell(Input::SocketOpened);
            story.receive(joined(false, [member(other)]));
            story.transcript.clear();
            story
        }

        fn tell(&mut self, input: Input) {
            let status = self.room.status();
            writeln!(self.transcript, "{input:?}").unwrap();
            for effect in self.room.handle(self.now, input) {
                writeln!(self.transcript, "    {}", Self::legible(effect)).unwrap();
            }
            if self.room.status() != status {
                writeln!(self.transcript, "    = {:?}", self.room.status()).unwrap();
            }
        }

        fn receive(&mut self, message: ServerMessage) {
            self.tell(Input::Received(message));
        }

        /// A signal arrives from that member; the transcript says which.
        fn hear(&mut self, from: u8, signal: &Signal) {
            writeln!(self.transcript, "{signal:?}").unwrap();
            self.receive(ServerMessage::Signal { from: id(from), signal: OpaqueSignal::seal(signal) });
        }

        fn wait(&mut self, time: Duration) {
            self.now += time;
            self.tell(Input::TimePassed);
        }

        fn connection(&self, with: u8) -> ConnectionId {
            self.room.connection(&id(with)).unwrap()
        }

        fn legible(effect: Effect) -> String {
            match effect {
                Effect::Send(ClientMessage::Signal { to, signal }) => {
                    format!("Send({:?} to {to:?})", signal.open().unwrap())
                }
                effect => format!("{effect:?}"),
            }
        }
    }

    impl std::fmt::Display for Story {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str(&self.transcript)
        }
    }

    fn name() -> DisplayName {
        "Ada".parse().unwrap()
    }

    fn id(number: u8) -> MemberId {
        format!("{number}").repeat(16).parse().unwrap()
    }

    fn member(number: u8) -> Member {
        Member { id: id(number), name: format!("Person {number}").parse().unwrap(), online: true }
    }

    fn joined<const N: usize>(resumed: bool, members: [Member; N]) -> ServerMessage {
        ServerMessage::Joined { you: id(5), resumed, members: members.into(), ice_servers: Vec::new() }
    }

    fn error(code: ErrorCode) -> ServerMessage {
        ServerMessage::Error { code, message: "in words".to_owned() }
    }

    fn offer() -> Description {
        Description { kind: DescriptionType::Offer, sdp: "v=0\r\na=ice-ufrag:aaaa\r\n".to_owned() }
    }

    fn step(seq: u32, description: Description) -> SignalBody {
        SignalBody::Step { seq, ack: 0, step: Step::Description(description) }
    }

    fn signal(connection: u32, body: SignalBody) -> Signal {
        Signal { connection: ConnectionId(connection), body }
    }
}
