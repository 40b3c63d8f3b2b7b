//! Who is in which room: the server's decisions, as plain data.
//!
//! [`Rooms`] is told what came in on which socket and says what goes out on which. It has no IO, no clock and no
//! randomness: the time comes in as a value, so the same inputs always give the same outputs. The server runs it
//! behind real sockets ([`run`](crate::run)); tests run it in memory.

use std::{
    collections::{BTreeSet, HashMap},
    time::Duration,
};

use sha2::{Digest, Sha256};
use tincan_protocol::{
    ClientMessage, Departure, DisplayName, ErrorCode, IceServer, Member, MemberId, OpaqueSignal, PageId, RoomCode,
    ServerMessage, SessionId, VERSION,
};

use crate::turn::TurnServer;

/// All rooms of one server.
///
/// A room exists while it has members. A member whose socket went away keeps its place for
/// [`RoomsOptions::grace`]; who comes back with the same session and page is the same member.
#[derive(Debug)]
pub struct Rooms {
    options: RoomsOptions,
    rooms: HashMap<RoomCode, Room>,
    seats: HashMap<SocketId, Seat>,
    /// The members without a socket, by the time at which they lose their place.
    away: BTreeSet<(Duration, Seat)>,
}

/// What a server's owner decides about its rooms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoomsOptions {
    /// The most rooms that there are.
    pub rooms: usize,
    /// The most members that a room has, those whose socket is away included.
    pub room_size: usize,
    /// How long a member whose socket went away keeps its place.
    pub grace: Duration,
    /// What members are told to reach each other through.
    pub ice_servers: Vec<IceServer>,
    /// The same, each with a credential that is the member's own.
    pub turn_servers: Vec<TurnServer>,
    /// How long such a credential lasts. Who stays is given another one when half of it is over.
    pub credential_lifetime: Duration,
}

impl RoomsOptions {
    fn ice_servers_of(&self, member: &MemberId, unix: Duration) -> Vec<IceServer> {
        let expiry = unix.saturating_add(self.credential_lifetime);
        let own = self.turn_servers.iter().map(|server| server.for_member(member, expiry));
        self.ice_servers.iter().cloned().chain(own).collect()
    }
}

impl Default for RoomsOptions {
    /// Ten thousand rooms of nine members, half a minute, no ICE servers; credentials for six hours.
    fn default() -> Self {
        Self {
            rooms: 10_000,
            room_size: 9,
            grace: Duration::from_secs(30),
            ice_servers: Vec::new(),
            turn_servers: Vec::new(),
            credential_lifetime: Duration::from_secs(6 * 3600),
        }
    }
}

/// One socket to a client: a number that is never used twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SocketId(pub u64);

/// What the server is to do.
#[derive(Debug, Clone, PartialEq)]
pub enum Output {
    /// Send this on that socket.
    Send {
        /// To whom.
        to: SocketId,
        /// What.
        message: ServerMessage,
    },
    /// Close that socket once everything before this is sent. Nothing that still comes in on it is handed to
    /// [`Rooms`] any more.
    Close {
        /// Which.
        socket: SocketId,
        /// The status code of the close frame (RFC 6455 7.4).
        code: u16,
        /// The reason in the close frame, for people who read logs and consoles.
        reason: &'static str,
    },
}

impl Rooms {
    /// No rooms yet.
    #[must_use]
    pub fn new(options: RoomsOptions) -> Self {
        Self { options, rooms: HashMap::new(), seats: HashMap::new(), away: BTreeSet::new() }
    }

    /// A message came in on a socket, at the time `unix` since 1970. A socket that was not heard of before is one that has
    /// not joined yet.
    #[must_use]
    pub fn handle(&mut self, socket: SocketId, message: ClientMessage, unix: Duration) -> Vec<Output> {
        let mut outputs = self.renew(socket, unix);
        outputs.extend(self.answer(socket, message, unix));
        outputs
    }

    fn answer(&mut self, socket: SocketId, message: ClientMessage, unix: Duration) -> Vec<Output> {
        match message {
            ClientMessage::Join { version, room, name, session, page } => {
                let newcomer = Newcomer { id: member_id(&session, &page), name, session };
                self.join(socket, version, room, newcomer, unix)
            }
            ClientMessage::Signal { to, signal } => self.signal(socket, &to, signal),
            ClientMessage::Leave => self.leave(socket),
            ClientMessage::Ping => vec![send(socket, ServerMessage::Pong)],
            ClientMessage::Unknown => Vec::new(),
        }
    }

    /// A socket closed, or broke, without a word. Its member may come back until the grace period is over.
    ///
    /// A socket that never joined, or that [`Output::Close`] was about, makes no difference.
    #[must_use]
    pub fn socket_closed(&mut self, socket: SocketId, now: Duration) -> Vec<Output> {
        let Some(seat) = self.seats.remove(&socket) else { return Vec::new() };
        let until = now.saturating_add(self.options.grace);
        let Some(room) = self.rooms.get_mut(&seat.room) else { return Vec::new() };
        let Some(place) = room.place_mut(&seat.member) else { return Vec::new() };
        place.link = Link::Away { until };
        let member = place.member();
        let outputs = room.tell_others(&member.id, &ServerMessage::MemberChanged { member: member.clone() });
        self.away.insert((until, seat));
        outputs
    }

    /// It is `now`: those who stayed away for too long lose their places.
    #[must_use]
    pub fn time_passed(&mut self, now: Duration) -> Vec<Output> {
        let mut outputs = Vec::new();
        while self.next_deadline().is_some_and(|deadline| deadline <= now) {
            let Some((_, seat)) = self.away.pop_first() else { break };
            outputs.extend(self.remove(&seat, Departure::Lost));
        }
        outputs
    }

    /// When [`time_passed`](Self::time_passed) will next have something to do, if nothing else happens before.
    #[must_use]
    pub fn next_deadline(&self) -> Option<Duration> {
        self.away.first().map(|(until, _)| *until)
    }

    /// How many rooms there are. Each has at least one member.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rooms.len()
    }

    /// Whether nobody is in any room.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rooms.is_empty()
    }

    /// How many members there are in all rooms.
    #[must_use]
    pub fn member_count(&self) -> usize {
        self.rooms.values().map(|room| room.places.len()).sum()
    }

    /// The members of a room in the order in which they came, none if there is no such room.
    #[must_use]
    pub fn members(&self, room: &RoomCode) -> Vec<Member> {
        self.rooms.get(room).map(|room| room.places.iter().map(Place::member).collect()).unwrap_or_default()
    }

    /// Gives another credential to a member half of whose is over. Clients ping, so whoever is here is heard in time.
    fn renew(&mut self, socket: SocketId, unix: Duration) -> Vec<Output> {
        if self.options.turn_servers.is_empty() {
            return Vec::new();
        }
        let Some(seat) = self.seats.get(&socket) else { return Vec::new() };
        let place = self.rooms.get_mut(&seat.room).and_then(|room| room.place_mut(&seat.member));
        let Some(place) = place.filter(|place| place.renew_at <= unix) else { return Vec::new() };
        place.renew_at = unix.saturating_add(self.options.credential_lifetime / 2);
        let ice_servers = self.options.ice_servers_of(&place.id, unix);
        vec![send(socket, ServerMessage::IceServers { ice_servers })]
    }

    fn join(
        &mut self,
        socket: SocketId,
        version: u32,
        code: RoomCode,
        newcomer: Newcomer,
        unix: Duration,
    ) -> Vec<Output> {
        if self.seats.contains_key(&socket) {
            return vec![error(socket, ErrorCode::AlreadyJoined, "this socket is in a room already".to_owned())];
        }
        if version != VERSION {
            return refuse(socket, ErrorCode::UnsupportedVersion, unsupported_version(version), "unsupported version");
        }
        let seat = Seat { room: code, member: newcomer.id.clone() };
        let places = self.rooms.get(&seat.room).map_or(&[][..], |room| &room.places);
        match places.iter().find(|place| place.session == newcomer.session) {
            Some(place) if place.id == newcomer.id => self.resume(socket, seat, newcomer.name, unix),
            Some(place) => {
                let old = Seat { room: seat.room.clone(), member: place.id.clone() };
                let mut outputs = self.replace(&old);
                outputs.extend(self.enter(socket, seat, newcomer, unix));
                outputs
            }
            None if places.len() >= self.options.room_size => {
                let sentence = format!("this room has its {} members", self.options.room_size);
                refuse(socket, ErrorCode::RoomFull, sentence, "room full")
            }
            None if places.is_empty() && self.rooms.len() >= self.options.rooms => {
                let sentence = format!("this server has its {} rooms: try again later", self.options.rooms);
                refuse(socket, ErrorCode::Busy, sentence, "busy")
            }
            None => self.enter(socket, seat, newcomer, unix),
        }
    }

    /// The same page is back on a new socket: it keeps its place. The others are told even if the server did not
    /// notice that it was away: what was sent to the old socket may be lost, and they are the ones who send it again.
    fn resume(&mut self, socket: SocketId, seat: Seat, name: DisplayName, unix: Duration) -> Vec<Output> {
        let Some(room) = self.rooms.get_mut(&seat.room) else { return Vec::new() };
        let Some(place) = room.place_mut(&seat.member) else { return Vec::new() };
        let before = std::mem::replace(&mut place.link, Link::Online(socket));
        place.name = name;
        place.renew_at = unix.saturating_add(self.options.credential_lifetime / 2);
        let member = place.member();
        let mut outputs = Vec::new();
        match before {
            Link::Online(stale) => {
                self.seats.remove(&stale);
                outputs.push(Output::Close { socket: stale, code: close_code::NORMAL, reason: "resumed elsewhere" });
            }
            Link::Away { until } => {
                self.away.remove(&(until, seat.clone()));
            }
        }
        let ice_servers = self.options.ice_servers_of(&member.id, unix);
        outputs.push(send(socket, room.joined(&member.id, true, ice_servers)));
        outputs.extend(room.tell_others(&member.id, &ServerMessage::MemberChanged { member: member.clone() }));
        self.seats.insert(socket, seat);
        outputs
    }

    /// The page that this member was is gone, or is another tab's copy: the session came in anew.
    fn replace(&mut self, old: &Seat) -> Vec<Output> {
        let link = self.rooms.get(&old.room).and_then(|room| room.place(&old.member)).map(|place| place.link);
        let mut outputs = Vec::new();
        match link {
            Some(Link::Online(socket)) => {
                self.seats.remove(&socket);
                let sentence = "this session came in from another page".to_owned();
                outputs.extend(refuse(socket, ErrorCode::Replaced, sentence, "replaced"));
            }
            Some(Link::Away { until }) => {
                self.away.remove(&(until, old.clone()));
            }
            None => {}
        }
        outputs.extend(self.remove(old, Departure::Left));
        outputs
    }

    fn enter(&mut self, socket: SocketId, seat: Seat, newcomer: Newcomer, unix: Duration) -> Vec<Output> {
        let ice_servers = self.options.ice_servers_of(&newcomer.id, unix);
        let renew_at = unix.saturating_add(self.options.credential_lifetime / 2);
        let room = self.rooms.entry(seat.room.clone()).or_default();
        let Newcomer { id, name, session } = newcomer;
        let place = Place { id: id.clone(), name, session, link: Link::Online(socket), renew_at };
        let member = place.member();
        room.places.push(place);
        let mut outputs = vec![send(socket, room.joined(&id, false, ice_servers))];
        outputs.extend(room.tell_others(&id, &ServerMessage::MemberJoined { member }));
        self.seats.insert(socket, seat);
        outputs
    }

    fn signal(&self, socket: SocketId, to: &MemberId, signal: OpaqueSignal) -> Vec<Output> {
        let Some(seat) = self.seats.get(&socket) else { return vec![not_joined(socket)] };
        let link = self.rooms.get(&seat.room).and_then(|room| room.place(to)).map(|place| place.link);
        match link {
            Some(Link::Online(other)) if other != socket => {
                vec![send(other, ServerMessage::Signal { from: seat.member.clone(), signal })]
            }
            // They say what they lack when they are back.
            Some(Link::Away { .. }) => Vec::new(),
            Some(Link::Online(_)) | None => {
                vec![error(socket, ErrorCode::UnknownMember, "nobody else in this room has that id".to_owned())]
            }
        }
    }

    fn leave(&mut self, socket: SocketId) -> Vec<Output> {
        let Some(seat) = self.seats.remove(&socket) else { return vec![not_joined(socket)] };
        let mut outputs = vec![Output::Close { socket, code: close_code::NORMAL, reason: "left" }];
        outputs.extend(self.remove(&seat, Departure::Left));
        outputs
    }

    fn remove(&mut self, seat: &Seat, departure: Departure) -> Vec<Output> {
        let Some(room) = self.rooms.get_mut(&seat.room) else { return Vec::new() };
        room.places.retain(|place| place.id != seat.member);
        let outputs = room.tell_others(&seat.member, &ServerMessage::MemberLeft { id: seat.member.clone(), departure });
        if room.places.is_empty() {
            self.rooms.remove(&seat.room);
        }
        outputs
    }
}

/// The id of the member that this page of this session is.
///
/// A hash, because both are secrets of the browser: the others in the room learn the id, and must not be able to come
/// in as its owner.
#[must_use]
pub fn member_id(session: &SessionId, page: &PageId) -> MemberId {
    let hash = Sha256::new()
        .chain_update(b"tincan member 1\0")
        .chain_update(session.as_str())
        .chain_update(b"\0")
        .chain_update(page.as_str())
        .finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash[..16]);
    MemberId::from_bytes(bytes)
}

/// The answer to a client of another version.
pub(crate) fn unsupported_version(version: u32) -> String {
    format!("this server speaks version {VERSION}, not {version}: reload the page")
}

/// The status codes of close frames that this server sends (RFC 6455 7.4.1, IANA's WebSocket registry).
pub(crate) mod close_code {
    /// The client left, or its socket is of no more use.
    pub(crate) const NORMAL: u16 = 1000;
    /// The client was refused, or does what clients do not do.
    pub(crate) const POLICY: u16 = 1008;
    /// The client was refused as one too many for now.
    pub(crate) const TRY_AGAIN_LATER: u16 = 1013;
    /// A message was larger than allowed.
    pub(crate) const TOO_BIG: u16 = 1009;
    /// The server stops; a client may try again soon.
    pub(crate) const RESTART: u16 = 1012;
}

/// The members of one room in the order in which they came.
#[derive(Debug, Default)]
struct Room {
    places: Vec<Place>,
}

impl Room {
    fn place(&self, id: &MemberId) -> Option<&Place> {
        self.places.iter().find(|place| place.id == *id)
    }

    fn place_mut(&mut self, id: &MemberId) -> Option<&mut Place> {
        self.places.iter_mut().find(|place| place.id == *id)
    }

    fn joined(&self, you: &MemberId, resumed: bool, ice_servers: Vec<IceServer>) -> ServerMessage {
        let members = self.places.iter().filter(|place| place.id != *you).map(Place::member).collect();
        ServerMessage::Joined { you: you.clone(), resumed, members, ice_servers }
    }

    fn tell_others(&self, than: &MemberId, message: &ServerMessage) -> Vec<Output> {
        let others = self.places.iter().filter(|place| place.id != *than);
        let sockets = others.filter_map(|place| match place.link {
            Link::Online(socket) => Some(socket),
            Link::Away { .. } => None,
        });
        sockets.map(|socket| send(socket, message.clone())).collect()
    }
}

/// One member's place in a room.
#[derive(Debug)]
struct Place {
    id: MemberId,
    name: DisplayName,
    session: SessionId,
    link: Link,
    /// When to give it another credential, in time since 1970.
    renew_at: Duration,
}

impl Place {
    fn member(&self) -> Member {
        let online = matches!(self.link, Link::Online(_));
        Member { id: self.id.clone(), name: self.name.clone(), online }
    }
}

/// How a member is reached.
#[derive(Debug, Clone, Copy)]
enum Link {
    Online(SocketId),
    Away { until: Duration },
}

/// Where a socket's member sits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Seat {
    room: RoomCode,
    member: MemberId,
}

/// Who asks to come in.
struct Newcomer {
    id: MemberId,
    name: DisplayName,
    session: SessionId,
}

fn send(to: SocketId, message: ServerMessage) -> Output {
    Output::Send { to, message }
}

fn error(to: SocketId, code: ErrorCode, message: String) -> Output {
    send(to, ServerMessage::Error { code, message })
}

fn not_joined(to: SocketId) -> Output {
    error(to, ErrorCode::NotJoined, "join a room first".to_owned())
}

fn refuse(socket: SocketId, code: ErrorCode, message: String, reason: &'static str) -> Vec<Output> {
    let close = if code == ErrorCode::Busy { close_code::TRY_AGAIN_LATER } else { close_code::POLICY };
    vec![error(socket, code, message), Output::Close { socket, code: close, reason }]
}
