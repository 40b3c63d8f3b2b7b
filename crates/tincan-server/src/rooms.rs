//! Who is in which room: the server's decisions, as plain data.
//!
//! [`Rooms`] is told what came in on which socket and says what goes out on which. It has no IO, no clock and no
//! randomness: the time comes in as a value, so the same inputs always give the same outputs. The server runs it
//! behind real sockets ([`run`](crate::run)); tests run it in memory.

mod door;
mod hosts;
mod room;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    time::Duration,
};

use sha2::{Digest, Sha256};
use tincan_protocol::{
    ClientMessage, Departure, ErrorCode, IceServer, Member, MemberId, OpaqueSignal, PageId, RoomCode, ServerMessage,
    SessionId, VERSION,
};

pub use self::door::founded_by;
use self::{
    door::{Door, Verdict},
    hosts::reason,
    room::{Knocker, Link, Newcomer, Place, Room, Seat},
};
use crate::{client_address::Household, turn::TurnServer};

/// All rooms of one server.
///
/// A room exists while it has members. A member whose socket went away keeps its place for
/// [`RoomsOptions::grace`]; who comes back with the same session and page is the same member.
///
/// Who may come in is up to the room's hosts: those who have the key from which its code follows ([`founded_by`]). A room that
/// does not let everybody in, as a host has said, is remembered when nobody is in any more: whoever comes first finds it as it was.
#[derive(Debug)]
pub struct Rooms {
    options: RoomsOptions,
    rooms: HashMap<RoomCode, Room>,
    seats: HashMap<SocketId, Seat>,
    /// The members without a socket, by the time at which they lose their place.
    away: BTreeSet<(Duration, Seat)>,
    /// The rooms before whose door these sockets wait.
    knocking: HashMap<SocketId, RoomCode>,
    /// The rooms that are remembered though nobody is in, the oldest first.
    empty: BTreeMap<u64, RoomCode>,
    emptied: u64,
    /// How many rooms there are, the remembered ones included, of each household.
    founded: HashMap<Household, usize>,
}

/// What a server's owner decides about its rooms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoomsOptions {
    /// The most rooms that there are.
    pub rooms: usize,
    /// The most of them that one household has: of which the last host to come in is of it, or else who came first. Of those that nobody is in the oldest is forgotten for another one.
    pub rooms_per_household: usize,
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
    /// Ten thousand rooms of nine members, two hundred of one household, half a minute, no ICE servers; credentials for six hours.
    fn default() -> Self {
        Self {
            rooms: 10_000,
            rooms_per_household: 200,
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
        Self {
            options,
            rooms: HashMap::new(),
            seats: HashMap::new(),
            away: BTreeSet::new(),
            knocking: HashMap::new(),
            empty: BTreeMap::new(),
            emptied: 0,
            founded: HashMap::new(),
        }
    }

    /// A message came in on a socket, at the time `unix` since 1970. A socket that was not heard of before is one that has
    /// not joined yet.
    #[must_use]
    pub fn handle(&mut self, socket: SocketId, message: ClientMessage, unix: Duration) -> Vec<Output> {
        self.handle_from(None, socket, message, unix)
    }

    /// The same, from a household whose rooms are counted.
    #[must_use]
    pub fn handle_from(
        &mut self,
        household: Option<Household>,
        socket: SocketId,
        message: ClientMessage,
        unix: Duration,
    ) -> Vec<Output> {
        let mut outputs = self.renew(socket, unix);
        outputs.extend(self.answer(household, socket, message, unix));
        debug_assert!(self.counts_right(), "{:?}", self.founded);
        outputs
    }

    fn answer(
        &mut self,
        household: Option<Household>,
        socket: SocketId,
        message: ClientMessage,
        unix: Duration,
    ) -> Vec<Output> {
        match message {
            ClientMessage::Join { version, room, name, session, page, key, proof, recollection } => {
                let host = key.is_some_and(|key| founded_by(&key) == room);
                let id = member_id(&session, &page);
                let newcomer = Newcomer { id, name, session, household, host, proof, recollection };
                self.join(socket, version, room, newcomer, unix)
            }
            ClientMessage::Signal { to, signal } => self.signal(socket, &to, signal),
            ClientMessage::Host(act) => self.act(socket, act, unix),
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
        let Some(seat) = self.seats.remove(&socket) else { return self.stop_knocking(socket) };
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

    /// How many rooms there are with somebody in them.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rooms.len() - self.empty.len()
    }

    /// Whether nobody is in any room.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
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
        if self.seats.contains_key(&socket) || self.knocking.contains_key(&socket) {
            return vec![error(socket, ErrorCode::AlreadyJoined, "this socket is in a room already".to_owned())];
        }
        if version != VERSION {
            return refuse(socket, ErrorCode::UnsupportedVersion, unsupported_version(version), "unsupported version");
        }
        let seat = Seat { room: code, member: newcomer.id.clone() };
        let room = self.rooms.get(&seat.room);
        let before = room.and_then(|room| room.places.iter().find(|place| place.session == newcomer.session));
        match before {
            Some(place) if place.id == newcomer.id => return self.resume(socket, seat, newcomer, unix),
            Some(place) => {
                let old = Seat { room: seat.room.clone(), member: place.id.clone() };
                let newcomer = Newcomer { host: newcomer.host || place.host, ..newcomer };
                let mut outputs = self.dismiss(&old, ErrorCode::Replaced);
                // Their place is taken again before the room could be empty.
                outputs.extend(self.vacate(&old, Departure::Left));
                outputs.extend(self.enter(socket, seat, newcomer, unix));
                return outputs;
            }
            None => {}
        }
        match room.map_or(Verdict::Enter, |room| room.door.judge(&newcomer)) {
            Verdict::Refuse(why) => refuse(socket, why, self.sentence(why), reason(why)),
            _ if self.is_full(&seat.room) => self.turn_away(socket, ErrorCode::RoomFull),
            Verdict::Knock => self.knock(socket, &seat.room, newcomer),
            Verdict::Enter if room.is_none_or(|room| room.places.is_empty()) && self.len() >= self.options.rooms => {
                self.turn_away(socket, ErrorCode::Busy)
            }
            Verdict::Enter => {
                let Some(mut outputs) = self.make_way(&seat.room, newcomer.household) else {
                    let sentence = "too many rooms are open from your address: try again later".to_owned();
                    return refuse(socket, ErrorCode::Busy, sentence, reason(ErrorCode::Busy));
                };
                // An earlier page of theirs may still wait.
                outputs.extend(self.knock_no_more(&seat.room, &newcomer.session));
                outputs.extend(self.enter(socket, seat, newcomer, unix));
                outputs
            }
        }
    }

    fn turn_away(&self, socket: SocketId, why: ErrorCode) -> Vec<Output> {
        refuse(socket, why, self.sentence(why), reason(why))
    }

    /// Sees that the household may open this room, if it is not there. None: it may not.
    fn make_way(&mut self, code: &RoomCode, household: Option<Household>) -> Option<Vec<Output>> {
        let Some(household) = household.filter(|_| !self.rooms.contains_key(code)) else { return Some(Vec::new()) };
        let count = self.founded.get(&household).copied().unwrap_or_default();
        if count < self.options.rooms_per_household {
            return Some(Vec::new());
        }
        let theirs = |code: &RoomCode| self.rooms.get(code).is_some_and(|room| room.founder == Some(household));
        let (&oldest, _) = self.empty.iter().find(|(_, code)| theirs(code))?;
        Some(self.forget(oldest, ErrorCode::Locked))
    }

    fn is_full(&self, room: &RoomCode) -> bool {
        self.rooms.get(room).is_some_and(|room| room.places.len() >= self.options.room_size)
    }

    fn knock(&mut self, socket: SocketId, code: &RoomCode, who: Newcomer) -> Vec<Output> {
        let mut outputs = self.knock_no_more(code, &who.session);
        let Some(room) = self.rooms.get_mut(code) else { return outputs };
        if room.waiting.len() >= WAITING {
            let sentence = format!("{WAITING} people wait before this room: try again later");
            outputs.extend(refuse(socket, ErrorCode::Busy, sentence, "too many knocks"));
            return outputs;
        }
        room.waiting.push(Knocker { socket, who });
        self.knocking.insert(socket, code.clone());
        outputs.push(send(socket, ServerMessage::Knocking));
        outputs.extend(room.tell_knocks());
        outputs
    }

    /// The session that waits comes on another socket.
    fn knock_no_more(&mut self, code: &RoomCode, session: &SessionId) -> Vec<Output> {
        let waiting = self.rooms.get(code).map_or(&[][..], |room| &room.waiting);
        let Some(stale) = waiting.iter().find(|knocker| knocker.who.session == *session).map(|it| it.socket) else {
            return Vec::new();
        };
        let mut outputs = self.turn_away(stale, ErrorCode::Replaced);
        outputs.extend(self.stop_knocking(stale));
        outputs
    }

    /// Who waited on this socket does so no more.
    fn stop_knocking(&mut self, socket: SocketId) -> Vec<Output> {
        let Some(room) = self.knocking.remove(&socket).and_then(|code| self.rooms.get_mut(&code)) else {
            return Vec::new();
        };
        room.waiting.retain(|knocker| knocker.socket != socket);
        room.tell_knocks()
    }

    /// The same page is back on a new socket: it keeps its place. The others are told even if the server did not
    /// notice that it was away: what was sent to the old socket may be lost, and they are the ones who send it again.
    fn resume(&mut self, socket: SocketId, seat: Seat, who: Newcomer, unix: Duration) -> Vec<Output> {
        let Some(room) = self.rooms.get_mut(&seat.room) else { return Vec::new() };
        let Some(place) = room.place_mut(&seat.member) else { return Vec::new() };
        let before = std::mem::replace(&mut place.link, Link::Online(socket));
        place.name = who.name;
        place.host |= who.host;
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
        if let Some(place) = room.place(&seat.member) {
            outputs.extend(room.welcome(place, true, ice_servers));
        }
        outputs.extend(room.tell_others(&member.id, &ServerMessage::MemberChanged { member: member.clone() }));
        self.seats.insert(socket, seat);
        outputs
    }

    fn enter(&mut self, socket: SocketId, seat: Seat, newcomer: Newcomer, unix: Duration) -> Vec<Output> {
        let ice_servers = self.options.ice_servers_of(&newcomer.id, unix);
        let renew_at = unix.saturating_add(self.options.credential_lifetime / 2);
        let room_size = self.options.room_size;
        let room =
            self.rooms.entry(seat.room.clone()).or_insert_with(|| Room::new(Door::recalled(&newcomer, room_size)));
        // It is the host's, whoever was here before.
        if newcomer.host || room.places.is_empty() && room.empty_since.is_none() {
            let before = std::mem::replace(&mut room.founder, newcomer.household);
            recount(&mut self.founded, before, newcomer.household);
        }
        if let Some(number) = room.empty_since.take() {
            self.empty.remove(&number);
        }
        let mut outputs = Vec::new();
        if newcomer.host {
            let before = room.door.access();
            room.door.recall(&newcomer, room_size);
            if room.door.access() != before {
                outputs.extend(room.tell_access());
            }
        }
        room.door.remember(&newcomer.session);
        let Newcomer { id, name, session, host, .. } = newcomer;
        let place = Place { id: id.clone(), name, session, host, link: Link::Online(socket), renew_at };
        let member = place.member();
        outputs.extend(room.welcome(&place, false, ice_servers));
        room.places.push(place);
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
        let mut outputs = vec![Output::Close { socket, code: close_code::NORMAL, reason: "left" }];
        if let Some(seat) = self.seats.remove(&socket) {
            outputs.extend(self.remove(&seat, Departure::Left));
        } else if self.knocking.contains_key(&socket) {
            outputs.extend(self.stop_knocking(socket));
        } else {
            return vec![not_joined(socket)];
        }
        outputs
    }

    fn remove(&mut self, seat: &Seat, departure: Departure) -> Vec<Output> {
        let mut outputs = self.vacate(seat, departure);
        outputs.extend(self.emptied(&seat.room));
        outputs
    }

    fn vacate(&mut self, seat: &Seat, departure: Departure) -> Vec<Output> {
        let Some(room) = self.rooms.get_mut(&seat.room) else { return Vec::new() };
        room.places.retain(|place| place.id != seat.member);
        room.door.expect_no_more(&seat.member);
        room.tell_others(&seat.member, &ServerMessage::MemberLeft { id: seat.member.clone(), departure })
    }

    /// Somebody is gone from this room. If nobody is left it is forgotten, unless its hosts do not let everybody in.
    fn emptied(&mut self, code: &RoomCode) -> Vec<Output> {
        let Some(room) = self.rooms.get_mut(code).filter(|room| room.places.is_empty()) else { return Vec::new() };
        if !room.door.outlasts() {
            let waiting = self.close(code);
            return waiting.iter().flat_map(|knocker| self.send_away(knocker, ErrorCode::Locked)).collect();
        }
        room.empty_since = Some(self.emptied);
        self.empty.insert(self.emptied, code.clone());
        self.emptied += 1;
        match self.empty.first_key_value() {
            Some((&oldest, _)) if self.empty.len() > self.options.rooms => self.forget(oldest, ErrorCode::Busy),
            _ => Vec::new(),
        }
    }

    /// This room that nobody is in is remembered no more, of which those who wait before it are told as `why` says.
    fn forget(&mut self, empty: u64, why: ErrorCode) -> Vec<Output> {
        let Some(code) = self.empty.remove(&empty) else { return Vec::new() };
        let waiting = self.close(&code);
        waiting.iter().flat_map(|knocker| self.send_away(knocker, why)).collect()
    }

    /// This room is no more. Says who waited before it.
    fn close(&mut self, code: &RoomCode) -> Vec<Knocker> {
        let Some(room) = self.rooms.remove(code) else { return Vec::new() };
        recount(&mut self.founded, room.founder, None);
        room.waiting
    }

    /// Whether every room counts where it should.
    fn counts_right(&self) -> bool {
        let mut founded = HashMap::new();
        for household in self.rooms.values().filter_map(|room| room.founder) {
            recount(&mut founded, None, Some(household));
        }
        founded == self.founded
    }
}

/// A room counts for another household.
fn recount(founded: &mut HashMap<Household, usize>, before: Option<Household>, after: Option<Household>) {
    if let Some(household) = after {
        *founded.entry(household).or_default() += 1;
    }
    if let Some(household) = before
        && let Some(count) = founded.get_mut(&household)
    {
        *count -= 1;
        if *count == 0 {
            founded.remove(&household);
        }
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

/// How many people wait before one room.
const WAITING: usize = 20;
