//! The rooms against a reference model: whatever happens in whatever order, each member is told exactly who is there.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    time::Duration,
};

use proptest::{collection::vec, prelude::*};
use tincan_protocol::{ClientMessage, ErrorCode, Member, MemberId, OpaqueSignal, ServerMessage};
use tincan_server::rooms::{Output, Rooms, RoomsOptions, SocketId};

use crate::{code, join, member, signal};

const ROOM_SIZE: usize = 3;
const GRACE: u64 = 30;

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn each_member_is_told_exactly_who_is_there(transitions in vec(transition(), 1..80)) {
        let mut world = World::new();
        for transition in &transitions {
            world.apply(transition)?;
            world.check()?;
        }
        world.end()?;
    }
}

/// What can happen.
#[derive(Debug, Clone)]
enum Transition {
    /// A page opens a socket and joins.
    Join {
        room: usize,
        session: u8,
        page: u8,
    },
    /// A socket that has joined joins once more.
    JoinAgain {
        socket: usize,
        room: usize,
        session: u8,
    },
    Leave {
        socket: usize,
    },
    Close {
        socket: usize,
    },
    Signal {
        socket: usize,
        session: u8,
        page: u8,
    },
    Wait {
        seconds: u64,
    },
}

fn transition() -> impl Strategy<Value = Transition> {
    let (room, session, page, socket) = (0..ROOMS.len(), 0..5u8, 0..2u8, 0..8usize);
    prop_oneof![
        6 => (room.clone(), session.clone(), page.clone())
            .prop_map(|(room, session, page)| Transition::Join { room, session, page }),
        1 => (socket.clone(), room, session.clone())
            .prop_map(|(socket, room, session)| Transition::JoinAgain { socket, room, session }),
        1 => socket.clone().prop_map(|socket| Transition::Leave { socket }),
        3 => socket.clone().prop_map(|socket| Transition::Close { socket }),
        4 => (socket, session, page).prop_map(|(socket, session, page)| Transition::Signal { socket, session, page }),
        2 => (0..40u64).prop_map(|seconds| Transition::Wait { seconds }),
    ]
}

const ROOMS: [&str; 2] = ["tea", "jam"];

/// The real rooms, what should be so, and what each client believes.
struct World {
    rooms: Rooms,
    now: u64,
    next_socket: u64,
    signals: u64,
    /// Who is in which room, by session. One line per rule; no ids, no sockets to look up, no deadlines to keep.
    truth: BTreeMap<(usize, u8), Truth>,
    /// Of the sockets that are open and in a room.
    clients: BTreeMap<SocketId, Client>,
}

#[derive(Debug, Clone, PartialEq)]
struct Truth {
    page: u8,
    /// The time at which it went away.
    away_since: Option<u64>,
}

#[derive(Debug)]
struct Client {
    room: usize,
    session: u8,
    page: u8,
    /// The others, from what it was told alone.
    view: HashMap<MemberId, Member>,
}

impl World {
    fn new() -> Self {
        let options =
            RoomsOptions { room_size: ROOM_SIZE, grace: Duration::from_secs(GRACE), ..RoomsOptions::default() };
        Self {
            rooms: Rooms::new(options),
            now: 0,
            next_socket: 0,
            signals: 0,
            truth: BTreeMap::new(),
            clients: BTreeMap::new(),
        }
    }

    fn apply(&mut self, transition: &Transition) -> Result<(), TestCaseError> {
        match *transition {
            Transition::Join { room, session, page } => self.join(room, session, page),
            Transition::JoinAgain { socket, room, session } => {
                let Some(socket) = self.pick(socket) else { return Ok(()) };
                let outputs = self.rooms.handle(socket, join(ROOMS[room], "Again", session, 0), Duration::ZERO);
                expect_error(&outputs, socket, ErrorCode::AlreadyJoined)
            }
            Transition::Leave { socket } => {
                let Some(socket) = self.pick(socket) else { return Ok(()) };
                let client = self.clients.remove(&socket).unwrap();
                self.truth.remove(&(client.room, client.session));
                let mut outputs = self.rooms.handle(socket, ClientMessage::Leave, Duration::ZERO);
                let closed = outputs.iter().position(|output| closes(output, socket));
                prop_assert!(closed.is_some(), "who left is let go");
                outputs.remove(closed.unwrap());
                self.deliver(outputs)
            }
            Transition::Close { socket } => {
                let Some(socket) = self.pick(socket) else { return Ok(()) };
                let client = self.clients.remove(&socket).unwrap();
                self.truth.get_mut(&(client.room, client.session)).unwrap().away_since = Some(self.now);
                let outputs = self.rooms.socket_closed(socket, Duration::from_secs(self.now));
                self.deliver(outputs)
            }
            Transition::Signal { socket, session, page } => self.signal(socket, session, page),
            Transition::Wait { seconds } => {
                self.now += seconds;
                let now = self.now;
                self.truth.retain(|_, truth| truth.away_since.is_none_or(|since| since + GRACE > now));
                let outputs = self.rooms.time_passed(Duration::from_secs(now));
                self.deliver(outputs)
            }
        }
    }

    fn join(&mut self, room: usize, session: u8, page: u8) -> Result<(), TestCaseError> {
        let socket = SocketId(self.next_socket);
        self.next_socket += 1;
        let outputs = self.rooms.handle(socket, join(ROOMS[room], &name(session, page), session, page), Duration::ZERO);
        let before = self.truth.get(&(room, session)).cloned();
        let others = self.truth.keys().filter(|(r, s)| *r == room && *s != session).count();
        if before.is_none() && others == ROOM_SIZE {
            prop_assert!(outputs.iter().any(|output| closes(output, socket)), "who is refused is let go");
            return expect_error(&outputs[..1], socket, ErrorCode::RoomFull);
        }
        let resumes = before.is_some_and(|before| before.page == page);
        self.truth.insert((room, session), Truth { page, away_since: None });
        self.clients.insert(socket, Client { room, session, page, view: HashMap::new() });
        let joined = outputs.iter().filter_map(|output| match output {
            Output::Send { to, message: ServerMessage::Joined { you, resumed, .. } } => {
                Some((*to, you.clone(), *resumed))
            }
            _ => None,
        });
        prop_assert_eq!(joined.collect::<Vec<_>>(), [(socket, member(session, page), resumes)]);
        // Whoever is reached on an older socket of the same session is let go.
        let old = |client: &Client| client.room == room && client.session == session;
        let stale: Vec<SocketId> =
            self.clients.iter().filter(|(id, client)| **id != socket && old(client)).map(|(id, _)| *id).collect();
        for id in &stale {
            let replaced = outputs.iter().any(|output| {
                matches!(output, Output::Send { to, message: ServerMessage::Error { code: ErrorCode::Replaced, .. } } if to == id)
            });
            prop_assert_eq!(replaced, !resumes, "only another page is told that it was replaced");
        }
        self.deliver(outputs)?;
        prop_assert!(stale.iter().all(|id| !self.clients.contains_key(id)), "an older socket stays open");
        Ok(())
    }

    fn signal(&mut self, socket: usize, session: u8, page: u8) -> Result<(), TestCaseError> {
        let Some(socket) = self.pick(socket) else { return Ok(()) };
        self.signals += 1;
        let body = signal(self.signals);
        let message = ClientMessage::Signal { to: member(session, page), signal: body.clone() };
        let outputs = self.rooms.handle(socket, message, Duration::ZERO);
        let from = &self.clients[&socket];
        let target =
            self.truth.get(&(from.room, session)).filter(|truth| truth.page == page && session != from.session);
        match target {
            None => expect_error(&outputs, socket, ErrorCode::UnknownMember),
            Some(Truth { away_since: Some(_), .. }) => {
                prop_assert_eq!(outputs, []);
                Ok(())
            }
            Some(Truth { away_since: None, .. }) => {
                let (to, _) = self.clients.iter().find(|(_, c)| c.room == from.room && c.session == session).unwrap();
                prop_assert_eq!(outputs, [relayed(*to, member(from.session, from.page), body)]);
                Ok(())
            }
        }
    }

    /// Each client takes in what it is told; what contradicts what it was told before is an error.
    fn deliver(&mut self, outputs: Vec<Output>) -> Result<(), TestCaseError> {
        for output in outputs {
            match output {
                Output::Close { socket, .. } => {
                    prop_assert!(
                        self.clients.remove(&socket).is_some(),
                        "{socket:?} is closed twice, or was never open"
                    );
                }
                Output::Send { to, message } => {
                    let Some(client) = self.clients.get_mut(&to) else {
                        return Err(TestCaseError::fail(format!("{to:?} is not open, but told {message:?}")));
                    };
                    client.take(message)?;
                }
            }
        }
        Ok(())
    }

    /// What each client believes is so, and so is what the rooms say of themselves.
    fn check(&self) -> Result<(), TestCaseError> {
        for client in self.clients.values() {
            let others =
                self.truth.iter().filter(|((room, session), _)| *room == client.room && *session != client.session);
            let others: HashMap<MemberId, Member> = others.map(|((_, session), truth)| truth.seen(*session)).collect();
            prop_assert_eq!(&client.view, &others);
        }
        let occupied: BTreeSet<usize> = self.truth.keys().map(|(room, _)| *room).collect();
        prop_assert_eq!(self.rooms.len(), occupied.len());
        for (room, name) in ROOMS.iter().enumerate() {
            let real = self.rooms.members(&code(name)).into_iter().map(|member| (member.id.clone(), member));
            let here = self.truth.iter().filter(|((r, _), _)| *r == room);
            let expected: HashMap<MemberId, Member> = here.map(|((_, session), truth)| truth.seen(*session)).collect();
            prop_assert_eq!(real.collect::<HashMap<_, _>>(), expected);
            prop_assert!(self.rooms.members(&code(name)).len() <= ROOM_SIZE);
        }
        let deadline = self.truth.values().filter_map(|truth| truth.away_since).min();
        prop_assert_eq!(self.rooms.next_deadline(), deadline.map(|since| Duration::from_secs(since + GRACE)));
        Ok(())
    }

    /// All sockets close; in the end nothing is left.
    fn end(&mut self) -> Result<(), TestCaseError> {
        while !self.clients.is_empty() {
            self.apply(&Transition::Close { socket: 0 })?;
        }
        self.apply(&Transition::Wait { seconds: GRACE })?;
        prop_assert!(self.rooms.is_empty());
        Ok(())
    }

    fn pick(&self, index: usize) -> Option<SocketId> {
        self.clients.keys().nth(index % self.clients.len().max(1)).copied()
    }
}

impl Client {
    fn take(&mut self, message: ServerMessage) -> Result<(), TestCaseError> {
        match message {
            ServerMessage::Joined { members, .. } => {
                self.view = members.into_iter().map(|member| (member.id.clone(), member)).collect();
            }
            ServerMessage::MemberJoined { member } => {
                prop_assert!(member.online);
                prop_assert_eq!(self.view.insert(member.id.clone(), member), None);
            }
            ServerMessage::MemberChanged { member } => {
                prop_assert!(self.view.insert(member.id.clone(), member).is_some());
            }
            ServerMessage::MemberLeft { id, .. } => prop_assert!(self.view.remove(&id).is_some()),
            ServerMessage::Error { code: ErrorCode::Replaced, .. } => {}
            other => return Err(TestCaseError::fail(format!("told {other:?}"))),
        }
        Ok(())
    }
}

impl Truth {
    fn seen(&self, session: u8) -> (MemberId, Member) {
        let id = member(session, self.page);
        let name = name(session, self.page).parse().unwrap();
        (id.clone(), Member { id, name, online: self.away_since.is_none(), host: false })
    }
}

fn name(session: u8, page: u8) -> String {
    format!("{session}.{page}")
}

fn relayed(to: SocketId, from: MemberId, signal: OpaqueSignal) -> Output {
    Output::Send { to, message: ServerMessage::Signal { from, signal } }
}

fn closes(output: &Output, socket: SocketId) -> bool {
    matches!(output, Output::Close { socket: closed, .. } if *closed == socket)
}

fn expect_error(outputs: &[Output], socket: SocketId, expected: ErrorCode) -> Result<(), TestCaseError> {
    match outputs {
        [Output::Send { to, message: ServerMessage::Error { code, .. } }] if *to == socket && *code == expected => {
            Ok(())
        }
        _ => Err(TestCaseError::fail(format!("instead of {expected:?}: {outputs:?}"))),
    }
}
