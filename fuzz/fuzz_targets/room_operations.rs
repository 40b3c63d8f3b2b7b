//! Whatever people, hosts and their sockets do in whatever order: each is told exactly who is there, and nothing that is not for them.

#![no_main]

use std::{
    collections::{BTreeMap, HashMap},
    time::Duration,
};

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use tincan_protocol::{
    Access, ClientMessage, ErrorCode, HostAct, HostKey, Member, MemberId, PageId, PasswordProof, Recollection,
    RoomCode, ServerMessage, SessionId, VERSION,
};
use tincan_server::{
    Household,
    rooms::{Output, Rooms, RoomsOptions, SocketId, founded_by, member_id},
};

/// What can happen. Sockets are counted among those that are open.
#[derive(Debug, Arbitrary)]
enum Operation {
    Open,
    Join { socket: u8, who: Who, room: u8, version: bool, key: Option<u8>, proof: Option<u8>, recalls: Option<Recalls> },
    Signal { socket: u8, to: Who },
    Host { socket: u8, act: Act },
    Leave { socket: u8 },
    Ping { socket: u8 },
    Unknown { socket: u8 },
    Close { socket: u8 },
    Wait { seconds: u8 },
}

#[derive(Debug, Arbitrary)]
struct Who {
    session: u8,
    page: u8,
}

#[derive(Debug, Arbitrary)]
struct Recalls {
    access: Door,
    members: Vec<Who>,
}

#[derive(Debug, Clone, Copy, Arbitrary)]
enum Door {
    Open,
    Knock,
    Password,
    Locked,
}

#[derive(Debug, Arbitrary)]
enum Act {
    Set { access: Door, proof: Option<u8> },
    Admit(Who),
    Deny(Who),
    Remove(Who),
    AskToMute(Who),
    MakeHost(Who, u8),
    EndForAll,
    Unknown,
}

fuzz_target!(|operations: Vec<Operation>| {
    let mut world = World::new();
    for operation in &operations {
        world.apply(operation);
        world.check();
    }
    world.end();
});

/// The real rooms, and what each client believes.
struct World {
    rooms: Rooms,
    now: Duration,
    opened: u64,
    /// The sockets that are open.
    clients: BTreeMap<SocketId, Client>,
}

#[derive(Debug, Default)]
struct Client {
    /// The room in which it is, or before which it waits, and as whom.
    asked: Option<(RoomCode, MemberId)>,
    knocks: bool,
    seat: Option<Seat>,
}

/// What it was told since it is in.
#[derive(Debug)]
struct Seat {
    others: HashMap<MemberId, Member>,
    access: Access,
    host: bool,
}

impl World {
    fn new() -> Self {
        let options = RoomsOptions {
            rooms: MAX_ROOMS,
            rooms_per_household: ROOMS_PER_HOUSEHOLD,
            room_size: ROOM_SIZE,
            grace: GRACE,
            ..RoomsOptions::default()
        };
        Self { rooms: Rooms::new(options), now: Duration::ZERO, opened: 0, clients: BTreeMap::new() }
    }

    fn apply(&mut self, operation: &Operation) {
        match operation {
            Operation::Open => {
                self.opened += 1;
                self.clients.insert(SocketId(self.opened), Client::default());
            }
            Operation::Join { socket, who, room, version, key, proof, recalls } => {
                let message = ClientMessage::Join {
                    version: VERSION + u32::from(!version),
                    room: room_code(*room),
                    name: "Somebody".parse().expect("a name of a few letters"),
                    session: who.session(),
                    page: who.page(),
                    key: key.map(host_key),
                    proof: proof.map(password_proof),
                    recollection: recalls.as_ref().map(Recalls::recollection),
                };
                let Some(socket) = self.pick(*socket) else { return };
                let client = self.clients.entry(socket).or_default();
                if client.asked.is_none() {
                    client.asked = Some((room_code(*room), who.id()));
                }
                self.say(socket, message);
            }
            Operation::Signal { socket, to } => {
                let signal = "a signal".to_owned().into();
                self.say_on(*socket, ClientMessage::Signal { to: to.id(), signal });
            }
            Operation::Host { socket, act } => self.say_on(*socket, ClientMessage::Host(act.act())),
            Operation::Leave { socket } => self.say_on(*socket, ClientMessage::Leave),
            Operation::Ping { socket } => self.say_on(*socket, ClientMessage::Ping),
            Operation::Unknown { socket } => self.say_on(*socket, ClientMessage::Unknown),
            Operation::Close { socket } => {
                let Some(socket) = self.pick(*socket) else { return };
                let asked = self.clients.remove(&socket).and_then(|client| client.asked);
                let outputs = self.rooms.socket_closed(socket, self.now);
                self.deliver(&outputs, asked.map(|(room, _)| room));
            }
            Operation::Wait { seconds } => self.wait(Duration::from_secs(u64::from(*seconds))),
        }
    }

    fn wait(&mut self, time: Duration) {
        self.now += time;
        let outputs = self.rooms.time_passed(self.now);
        assert!(self.rooms.next_deadline().is_none_or(|deadline| deadline > self.now), "nobody stays away for longer");
        for output in &outputs {
            self.take(output);
        }
    }

    fn say_on(&mut self, socket: u8, message: ClientMessage) {
        if let Some(socket) = self.pick(socket) {
            self.say(socket, message);
        }
    }

    fn say(&mut self, socket: SocketId, message: ClientMessage) {
        let speaker = &self.clients[&socket];
        let (asked, is_in) = (speaker.asked.clone(), speaker.seat.is_some());
        let may_host = speaker.seat.as_ref().is_some_and(|seat| seat.host);
        let household = Household::of([203, 0, 113, u8::from(socket.0.is_multiple_of(2))].into());
        let outputs = self.rooms.handle_from(household, socket, message.clone(), self.now);
        for output in &outputs {
            let Output::Send { to, message: told } = output else { continue };
            match told {
                ServerMessage::Signal { from, signal } => {
                    let ClientMessage::Signal { to: wanted, signal: said } = &message else { panic!("{output:?}") };
                    let (room, speaker) = asked.as_ref().expect("who signals has joined");
                    assert!(is_in && from == speaker && signal == said);
                    assert_eq!(self.clients[to].asked.as_ref(), Some(&(room.clone(), wanted.clone())));
                }
                ServerMessage::MuteAsked | ServerMessage::MadeHost { .. } => assert!(may_host, "{output:?}"),
                ServerMessage::Error { code: ErrorCode::Denied | ErrorCode::Removed, .. } if *to != socket => {
                    assert!(may_host, "{output:?}");
                }
                ServerMessage::Pong => assert!(*to == socket && message == ClientMessage::Ping),
                _ => {}
            }
        }
        self.deliver(&outputs, asked.map(|(room, _)| room));
        // Who was neither let in nor told to wait may ask again.
        if let Some(client) = self.clients.get_mut(&socket).filter(|client| client.seat.is_none() && !client.knocks) {
            client.asked = None;
        }
    }

    /// What came of something in this room: nobody elsewhere hears of it.
    fn deliver(&mut self, outputs: &[Output], room: Option<RoomCode>) {
        for output in outputs {
            let (Output::Send { to: socket, .. } | Output::Close { socket, .. }) = output;
            let asked = self.clients.get(socket).and_then(|client| client.asked.as_ref());
            // A room that was forgotten to make place for another: who waited before it is told.
            let forgotten = matches!(output, Output::Close { .. })
                || matches!(output, Output::Send { message: ServerMessage::Error { code: ErrorCode::Busy, .. }, .. });
            assert!(asked.map(|(room, _)| room) == room.as_ref() || forgotten, "{output:?} is not for {asked:?}");
            self.take(output);
        }
    }

    /// A client takes in what it is told; what contradicts what it was told before is an error.
    fn take(&mut self, output: &Output) {
        let Output::Send { to, message } = output else {
            let Output::Close { socket, .. } = output else { return };
            assert!(self.clients.remove(socket).is_some(), "{socket:?} is closed twice, or was never open");
            return;
        };
        let client = self.clients.get_mut(to).unwrap_or_else(|| panic!("{to:?} is not open, but told {message:?}"));
        let others = client.seat.as_mut();
        match (message, others) {
            (ServerMessage::Joined { you, members, access, host, .. }, None) => {
                assert_eq!(Some(you), client.asked.as_ref().map(|(_, id)| id));
                let others: HashMap<_, _> = members.iter().map(|it| (it.id.clone(), it.clone())).collect();
                assert_eq!(others.len(), members.len());
                client.knocks = false;
                client.seat = Some(Seat { others, access: *access, host: *host });
            }
            (ServerMessage::Knocking, None) => client.knocks = true,
            (ServerMessage::RoomChanged { access, host }, Some(seat)) => {
                seat.access = *access;
                seat.host = *host;
            }
            (ServerMessage::MemberJoined { member }, Some(seat)) => {
                assert!(member.online);
                assert_eq!(seat.others.insert(member.id.clone(), member.clone()), None);
            }
            (ServerMessage::MemberChanged { member }, Some(seat)) => {
                assert!(seat.others.insert(member.id.clone(), member.clone()).is_some());
            }
            (ServerMessage::MemberLeft { id, .. }, Some(seat)) => assert!(seat.others.remove(id).is_some()),
            (ServerMessage::Knocks { .. }, Some(seat)) => assert!(seat.host, "only hosts hear who waits"),
            (ServerMessage::MadeHost { key }, Some(_)) => {
                assert_eq!(client.asked.as_ref().map(|(room, _)| room), Some(&founded_by(key)));
            }
            (ServerMessage::Signal { .. } | ServerMessage::MuteAsked, Some(_)) => {}
            (ServerMessage::Error { .. } | ServerMessage::Pong, _) => {}
            (message, seat) => panic!("{to:?}, in {seat:?}, is told {message:?}"),
        }
    }

    /// What each client believes is so.
    fn check(&self) {
        let mut in_rooms = 0;
        for number in 0..ROOMS {
            let room = room_code(number);
            let members = self.rooms.members(&room);
            assert!(members.len() <= ROOM_SIZE);
            in_rooms += members.len();
            let here = |client: &&Client| client.asked.as_ref().is_some_and(|(asked, _)| *asked == room);
            let clients =
                || self.clients.values().filter(here).filter_map(|it| Some((&it.asked.as_ref()?.1, it.seat.as_ref()?)));
            assert_eq!(clients().count(), members.iter().filter(|member| member.online).count());
            for (you, seat) in clients() {
                let (own, others): (Vec<_>, Vec<_>) = members.iter().cloned().partition(|member| member.id == *you);
                assert!(matches!(&own[..], [own] if own.online && own.host == seat.host), "{own:?}, but {seat:?}");
                let others: HashMap<_, _> = others.into_iter().map(|member| (member.id.clone(), member)).collect();
                assert_eq!(seat.others, others);
                assert!(clients().all(|(_, other)| other.access == seat.access), "all know the same door");
            }
        }
        assert_eq!(self.rooms.member_count(), in_rooms);
        assert!(self.rooms.len() <= MAX_ROOMS);
    }

    /// All sockets close; in the end nobody is left.
    fn end(&mut self) {
        while !self.clients.is_empty() {
            self.apply(&Operation::Close { socket: 0 });
        }
        self.wait(GRACE);
        assert!(self.rooms.is_empty() && self.rooms.member_count() == 0);
    }

    fn pick(&self, index: u8) -> Option<SocketId> {
        self.clients.keys().nth(usize::from(index) % self.clients.len().max(1)).copied()
    }
}

impl Who {
    fn session(&self) -> SessionId {
        SessionId::from_bytes([self.session % SESSIONS; 16])
    }

    fn page(&self) -> PageId {
        PageId::from_bytes([self.page % 2; 16])
    }

    fn id(&self) -> MemberId {
        member_id(&self.session(), &self.page())
    }
}

impl Recalls {
    fn recollection(&self) -> Recollection {
        Recollection { access: self.access.into(), members: self.members.iter().map(Who::id).collect() }
    }
}

impl From<Door> for Access {
    fn from(door: Door) -> Self {
        match door {
            Door::Open => Self::Open,
            Door::Knock => Self::Knock,
            Door::Password => Self::Password,
            Door::Locked => Self::Locked,
        }
    }
}

impl Act {
    fn act(&self) -> HostAct {
        match self {
            Self::Set { access, proof } => {
                HostAct::SetAccess { access: (*access).into(), proof: proof.map(password_proof) }
            }
            Self::Admit(who) => HostAct::Admit { member: who.id() },
            Self::Deny(who) => HostAct::Deny { member: who.id() },
            Self::Remove(who) => HostAct::Remove { member: who.id() },
            Self::AskToMute(who) => HostAct::AskToMute { member: who.id() },
            Self::MakeHost(who, key) => HostAct::MakeHost { member: who.id(), key: host_key(*key) },
            Self::EndForAll => HostAct::EndForAll,
            Self::Unknown => HostAct::Unknown,
        }
    }
}

/// Two rooms have hosts, and one has a code that somebody chose.
fn room_code(number: u8) -> RoomCode {
    match number % ROOMS {
        2 => "tea".parse().expect("a code of letters"),
        number => founded_by(&host_key(number)),
    }
}

fn host_key(number: u8) -> HostKey {
    HostKey::from_bytes([number % 2; 16])
}

fn password_proof(number: u8) -> PasswordProof {
    PasswordProof::from_bytes([number % 2; 16])
}

const ROOMS: u8 = 3;
const MAX_ROOMS: usize = 2;
const ROOMS_PER_HOUSEHOLD: usize = 1;
const ROOM_SIZE: usize = 3;
const SESSIONS: u8 = 5;
const GRACE: Duration = Duration::from_secs(30);
