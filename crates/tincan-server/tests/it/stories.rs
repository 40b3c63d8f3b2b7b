//! What the rooms do, told as transcripts.

use std::{collections::HashMap, fmt::Write as _, time::Duration};

use insta::assert_snapshot;
use tincan_protocol::{
    Access, ClientMessage, IceServer, Member, MemberId, OpaqueSignal, PageId, ServerMessage, SessionId, VERSION,
};
use tincan_server::{
    Secret, TurnServer,
    rooms::{Output, Rooms, RoomsOptions, SocketId, member_id},
};

use crate::{code, join, member, signal_to};

#[test]
fn two_meet_and_part() {
    let mut story = Story::new();
    story.hear(1, join("tea", "Ada", b'a', 1));
    story.hear(2, join("tea", "Bob", b'b', 1));
    story.hear(1, signal_to(member(b'b', 1), 7));
    story.hear(2, signal_to(member(b'a', 1), 8));
    story.hear(2, ClientMessage::Leave);
    story.close(2);
    story.hear(1, ClientMessage::Leave);
    assert!(story.rooms.is_empty());
    assert_snapshot!(story.told, @r"
    1: join tea as Ada, a1
       -> 1 joined as a1, others: nobody
    2: join tea as Bob, b1
       -> 2 joined as b1, others: Ada a1
       -> 1 member joined: Bob b1
    1: signal to b1: {any:{thing:[7]}}
       -> 2 signal from a1: {any:{thing:[7]}}
    2: signal to a1: {any:{thing:[8]}}
       -> 1 signal from b1: {any:{thing:[8]}}
    2: Leave
       -> 2 CLOSE 1000 left
       -> 1 member left: b1 (Left)
    2: socket closed
    1: Leave
       -> 1 CLOSE 1000 left
    ");
}

#[test]
fn a_lost_socket_comes_back() {
    let mut story = Story::new();
    story.hear(1, join("tea", "Ada", b'a', 1));
    story.hear(2, join("tea", "Bob", b'b', 1));
    story.close(1);
    story.hear(2, signal_to(member(b'a', 1), 7));
    story.wait(29);
    story.hear(3, join("tea", "Ada L", b'a', 1));
    story.wait(60);
    assert_eq!(story.rooms.next_deadline(), None);
    assert_snapshot!(story.told, @r"
    1: join tea as Ada, a1
       -> 1 joined as a1, others: nobody
    2: join tea as Bob, b1
       -> 2 joined as b1, others: Ada a1
       -> 1 member joined: Bob b1
    1: socket closed
       -> 2 member changed: Ada a1 (away)
    2: signal to a1: {any:{thing:[7]}}
    29 s pass
    3: join tea as Ada L, a1
       -> 3 resumed as a1, others: Bob b1
       -> 2 member changed: Ada L a1
    60 s pass
    ");
}

#[test]
fn a_lost_socket_that_nobody_noticed_comes_back_on_another() {
    let mut story = Story::new();
    story.hear(1, join("tea", "Ada", b'a', 1));
    story.hear(2, join("tea", "Bob", b'b', 1));
    story.hear(3, join("tea", "Ada", b'a', 1));
    story.close(1);
    story.hear(2, signal_to(member(b'a', 1), 7));
    assert_snapshot!(story.told, @r"
    1: join tea as Ada, a1
       -> 1 joined as a1, others: nobody
    2: join tea as Bob, b1
       -> 2 joined as b1, others: Ada a1
       -> 1 member joined: Bob b1
    3: join tea as Ada, a1
       -> 1 CLOSE 1000 resumed elsewhere
       -> 3 resumed as a1, others: Bob b1
       -> 2 member changed: Ada a1
    1: socket closed
    2: signal to a1: {any:{thing:[7]}}
       -> 3 signal from b1: {any:{thing:[7]}}
    ");
}

#[test]
fn a_lost_socket_stays_away() {
    let mut story = Story::new();
    story.hear(1, join("tea", "Ada", b'a', 1));
    story.hear(2, join("tea", "Bob", b'b', 1));
    story.close(1);
    story.wait(10);
    story.close(2);
    story.wait(20);
    story.hear(3, join("tea", "Cem", b'c', 1));
    story.wait(10);
    story.hear(4, join("tea", "Ada", b'a', 1));
    assert_snapshot!(story.told, @r"
    1: join tea as Ada, a1
       -> 1 joined as a1, others: nobody
    2: join tea as Bob, b1
       -> 2 joined as b1, others: Ada a1
       -> 1 member joined: Bob b1
    1: socket closed
       -> 2 member changed: Ada a1 (away)
    10 s pass
    2: socket closed
    20 s pass
    3: join tea as Cem, c1
       -> 3 joined as c1, others: Bob b1 (away)
    10 s pass
       -> 3 member left: b1 (Lost)
    4: join tea as Ada, a1
       -> 4 joined as a1, others: Cem c1
       -> 3 member joined: Ada a1
    ");
}

#[test]
fn a_reload_leaves_no_ghost() {
    let mut story = Story::new();
    story.hear(1, join("tea", "Ada", b'a', 1));
    story.hear(2, join("tea", "Bob", b'b', 1));
    story.close(1);
    story.hear(3, join("tea", "Ada", b'a', 2));
    story.wait(60);
    assert_snapshot!(story.told, @r"
    1: join tea as Ada, a1
       -> 1 joined as a1, others: nobody
    2: join tea as Bob, b1
       -> 2 joined as b1, others: Ada a1
       -> 1 member joined: Bob b1
    1: socket closed
       -> 2 member changed: Ada a1 (away)
    3: join tea as Ada, a2
       -> 2 member left: a1 (Left)
       -> 3 joined as a2, others: Bob b1
       -> 2 member joined: Ada a2
    60 s pass
    ");
}

#[test]
fn a_second_page_of_a_session_takes_its_place() {
    let mut story = Story::new();
    story.hear(1, join("tea", "Ada", b'a', 1));
    story.hear(2, join("tea", "Bob", b'b', 1));
    story.hear(3, join("tea", "Ada", b'a', 2));
    story.close(1);
    assert_snapshot!(story.told, @r"
    1: join tea as Ada, a1
       -> 1 joined as a1, others: nobody
    2: join tea as Bob, b1
       -> 2 joined as b1, others: Ada a1
       -> 1 member joined: Bob b1
    3: join tea as Ada, a2
       -> 1 error Replaced: this session came in from another page
       -> 1 CLOSE 1008 replaced
       -> 2 member left: a1 (Left)
       -> 3 joined as a2, others: Bob b1
       -> 2 member joined: Ada a2
    1: socket closed
    ");
}

#[test]
fn a_full_room_takes_nobody_but_its_members() {
    let mut story = Story::new();
    story.hear(1, join("tea", "Ada", b'a', 1));
    story.hear(2, join("tea", "Bob", b'b', 1));
    story.hear(3, join("tea", "Cem", b'c', 1));
    story.close(1);
    story.hear(4, join("tea", "Dan", b'd', 1));
    story.hear(5, join("tea", "Ada", b'a', 1));
    story.hear(6, join("tea", "Bob", b'b', 2));
    story.hear(7, join("jam", "Dan", b'd', 1));
    assert_snapshot!(story.told, @r"
    1: join tea as Ada, a1
       -> 1 joined as a1, others: nobody
    2: join tea as Bob, b1
       -> 2 joined as b1, others: Ada a1
       -> 1 member joined: Bob b1
    3: join tea as Cem, c1
       -> 3 joined as c1, others: Ada a1, Bob b1
       -> 1 member joined: Cem c1
       -> 2 member joined: Cem c1
    1: socket closed
       -> 2 member changed: Ada a1 (away)
       -> 3 member changed: Ada a1 (away)
    4: join tea as Dan, d1
       -> 4 error RoomFull: this room has its 3 members
       -> 4 CLOSE 1008 room full
    5: join tea as Ada, a1
       -> 5 resumed as a1, others: Bob b1, Cem c1
       -> 2 member changed: Ada a1
       -> 3 member changed: Ada a1
    6: join tea as Bob, b2
       -> 2 error Replaced: this session came in from another page
       -> 2 CLOSE 1008 replaced
       -> 5 member left: b1 (Left)
       -> 3 member left: b1 (Left)
       -> 6 joined as b2, others: Ada a1, Cem c1
       -> 5 member joined: Bob b2
       -> 3 member joined: Bob b2
    7: join jam as Dan, d1
       -> 7 joined as d1, others: nobody
    ");
}

#[test]
fn rooms_know_nothing_of_each_other() {
    let mut story = Story::new();
    story.hear(1, join("tea", "Ada", b'a', 1));
    story.hear(2, join("jam", "Bob", b'b', 1));
    story.hear(3, join("jam", "Ada", b'a', 1));
    story.hear(1, signal_to(member(b'b', 1), 7));
    story.hear(2, signal_to(member(b'a', 1), 8));
    story.close(3);
    story.wait(60);
    assert_snapshot!(story.told, @r"
    1: join tea as Ada, a1
       -> 1 joined as a1, others: nobody
    2: join jam as Bob, b1
       -> 2 joined as b1, others: nobody
    3: join jam as Ada, a1
       -> 3 joined as a1, others: Bob b1
       -> 2 member joined: Ada a1
    1: signal to b1: {any:{thing:[7]}}
       -> 1 error UnknownMember: nobody else in this room has that id
    2: signal to a1: {any:{thing:[8]}}
       -> 3 signal from b1: {any:{thing:[8]}}
    3: socket closed
       -> 2 member changed: Ada a1 (away)
    60 s pass
       -> 2 member left: a1 (Lost)
    ");
}

#[test]
fn what_makes_no_sense_is_refused_and_changes_nothing() {
    let mut story = Story::new();
    story.hear(1, signal_to(member(b'a', 1), 7));
    story.hear(1, ClientMessage::Leave);
    story.hear(1, ClientMessage::Unknown);
    story.hear(1, ClientMessage::Ping);
    story.hear(1, join("tea", "Ada", b'a', 1));
    story.hear(1, join("jam", "Eve", b'e', 1));
    story.hear(1, signal_to(member(b'a', 1), 8));
    story.hear(1, signal_to(member(b'z', 1), 9));
    story.hear(9, with_version(VERSION + 1, join("tea", "Bob", b'b', 1)));
    story.close(9);
    story.close(42);
    assert_snapshot!(story.told, @r"
    1: signal to a1: {any:{thing:[7]}}
       -> 1 error NotJoined: join a room first
    1: Leave
       -> 1 error NotJoined: join a room first
    1: Unknown
    1: Ping
       -> 1 pong
    1: join tea as Ada, a1
       -> 1 joined as a1, others: nobody
    1: join jam as Eve, e1
       -> 1 error AlreadyJoined: this socket is in a room already
    1: signal to a1: {any:{thing:[8]}}
       -> 1 error UnknownMember: nobody else in this room has that id
    1: signal to z1: {any:{thing:[9]}}
       -> 1 error UnknownMember: nobody else in this room has that id
    9: join tea as Bob, b1
       -> 9 error UnsupportedVersion: this server speaks version 1, not 2: reload the page
       -> 9 CLOSE 1008 unsupported version
    9: socket closed
    42: socket closed
    ");
}

#[test]
fn members_are_listed_in_the_order_in_which_they_came() {
    let mut story = Story::new();
    story.hear(1, join("tea", "Cem", b'c', 1));
    story.hear(2, join("tea", "Ada", b'a', 1));
    story.hear(3, join("tea", "Bob", b'b', 1));
    story.hear(4, join("tea", "Cem", b'c', 1));
    let names: Vec<String> = story.rooms.members(&code("tea")).into_iter().map(|m| m.name.to_string()).collect();
    assert_eq!(names, ["Cem", "Ada", "Bob"]);
}

#[test]
fn joined_tells_the_ice_servers() {
    let server = IceServer { urls: vec!["stun:stun.example:3478".to_owned()], username: None, credential: None };
    let mut rooms = Rooms::new(RoomsOptions { ice_servers: vec![server.clone()], ..RoomsOptions::default() });
    let outputs = rooms.handle(SocketId(1), join("tea", "Ada", 1, 1), Duration::ZERO);
    let [Output::Send { message: ServerMessage::Joined { ice_servers, .. }, .. }] = &outputs[..] else {
        panic!("{outputs:?}")
    };
    assert_eq!(*ice_servers, [server]);
}

#[test]
fn credentials_are_a_members_own_and_renewed_while_they_stay() {
    let turn = TurnServer { urls: vec!["turn:turn.example:3478".to_owned()], secret: Secret::new("secret") };
    let options = RoomsOptions {
        turn_servers: vec![turn.clone()],
        credential_lifetime: Duration::from_secs(100),
        ..RoomsOptions::default()
    };
    let mut rooms = Rooms::new(options);
    let mut hear = |socket, message, at| {
        let outputs = rooms.handle(SocketId(socket), message, Duration::from_secs(at));
        let servers = outputs.into_iter().find_map(|output| match output {
            Output::Send {
                to,
                message: ServerMessage::Joined { ice_servers, .. } | ServerMessage::IceServers { ice_servers },
            } => {
                assert_eq!(to, SocketId(socket));
                Some(ice_servers)
            }
            _ => None,
        });
        servers.map(|servers| {
            let [server] = &servers[..] else { panic!("{servers:?}") };
            server.clone()
        })
    };
    let until = |session, at| Some(turn.for_member(&member(session, 1), Duration::from_secs(at)));
    assert_eq!(hear(1, join("tea", "Ada", 1, 1), 1000), until(1, 1100));
    assert_eq!(hear(2, join("tea", "Bob", 2, 1), 1010), until(2, 1110));
    assert_eq!(hear(1, ClientMessage::Ping, 1049), None);
    assert_eq!(hear(1, ClientMessage::Ping, 1050), until(1, 1150));
    assert_eq!(hear(1, ClientMessage::Ping, 1051), None);
    assert_eq!(hear(2, ClientMessage::Ping, 1059), None);
    assert_eq!(hear(2, signal_to(member(1, 1), 7), 1060), until(2, 1160));
    // Whoever comes back gets another one at once.
    assert_eq!(hear(3, join("tea", "Ada", 1, 1), 1061), until(1, 1161));
    assert_eq!(hear(3, ClientMessage::Ping, 1110), None);
    assert_eq!(hear(3, ClientMessage::Ping, 1111), until(1, 1211));
}

#[test]
fn an_id_cannot_be_guessed_from_one_half_of_its_secret() {
    let ids = [member(1, 1), member(1, 2), member(2, 1), member(2, 2)];
    let distinct: std::collections::HashSet<&MemberId> = ids.iter().collect();
    assert_eq!(distinct.len(), 4);
    // The two halves are kept apart: what ends one cannot begin the other.
    let split =
        |session: &str, page: &str| member_id(&session.parse::<SessionId>().unwrap(), &page.parse::<PageId>().unwrap());
    assert_ne!(split("aaaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbb"), split("aaaaaaaaaaaaaaaa", "abbbbbbbbbbbbbbbb"));
    // It lasts from one server to the next, so it never changes.
    assert_snapshot!(member(1, 1).as_str(), @"n5b54khbnnz5m6vszr7kpovbsq");
}

/// Rooms of three with a grace of 30 seconds, and what happened in them.
pub(crate) struct Story {
    pub(crate) rooms: Rooms,
    now: Duration,
    pub(crate) told: String,
    /// Of each page: the letter of its session and its own number.
    ids: HashMap<MemberId, String>,
}

impl Story {
    pub(crate) fn new() -> Self {
        let options = RoomsOptions { room_size: 3, ..RoomsOptions::default() };
        let pages = (b'a'..=b'z').flat_map(|session| [1, 2].map(|page| (session, page)));
        let ids = pages.map(|(session, page)| (member(session, page), format!("{}{page}", char::from(session))));
        Self { rooms: Rooms::new(options), now: Duration::ZERO, told: String::new(), ids: ids.collect() }
    }

    pub(crate) fn hear(&mut self, socket: u64, message: ClientMessage) {
        let _ = match &message {
            ClientMessage::Join { room, name, session, page, .. } => {
                let id = self.id(&member_id(session, page));
                writeln!(self.told, "{socket}: join {} as {name}, {id}", room.as_str())
            }
            ClientMessage::Signal { to, signal } => {
                writeln!(self.told, "{socket}: signal to {}: {}", self.id(to), unquoted(signal))
            }
            other => writeln!(self.told, "{socket}: {other:?}"),
        };
        let outputs = self.rooms.handle(SocketId(socket), message, self.now);
        self.tell(outputs);
    }

    pub(crate) fn close(&mut self, socket: u64) {
        let _ = writeln!(self.told, "{socket}: socket closed");
        let outputs = self.rooms.socket_closed(SocketId(socket), self.now);
        self.tell(outputs);
    }

    pub(crate) fn wait(&mut self, seconds: u64) {
        self.now += Duration::from_secs(seconds);
        let _ = writeln!(self.told, "{seconds} s pass");
        let outputs = self.rooms.time_passed(self.now);
        self.tell(outputs);
    }

    fn tell(&mut self, outputs: Vec<Output>) {
        for output in outputs {
            let _ = match output {
                Output::Send { to, message } => writeln!(self.told, "   -> {} {}", to.0, self.words(message)),
                Output::Close { socket, code, reason } => {
                    writeln!(self.told, "   -> {} CLOSE {code} {reason}", socket.0)
                }
            };
        }
    }

    fn words(&self, message: ServerMessage) -> String {
        match message {
            ServerMessage::Joined { you, resumed, members, access, host, .. } => {
                let members: Vec<String> = members.iter().map(|member| self.member(member)).collect();
                let members = if members.is_empty() { "nobody".to_owned() } else { members.join(", ") };
                let how = if resumed { "resumed" } else { "joined" };
                let role = if host { ", a host" } else { "" };
                let door = if access == Access::Open { String::new() } else { format!(", the room is {access:?}") };
                format!("{how} as {}{role}{door}, others: {members}", self.id(&you))
            }
            ServerMessage::MemberJoined { member } => format!("member joined: {}", self.member(&member)),
            ServerMessage::MemberChanged { member } => format!("member changed: {}", self.member(&member)),
            ServerMessage::MemberLeft { id, departure } => format!("member left: {} ({departure:?})", self.id(&id)),
            ServerMessage::Signal { from, signal } => {
                format!("signal from {}: {}", self.id(&from), unquoted(&signal))
            }
            ServerMessage::Error { code, message } => format!("error {code:?}: {message}"),
            ServerMessage::IceServers { .. } => "ice servers".to_owned(),
            ServerMessage::Knocking => "wait to be let in".to_owned(),
            ServerMessage::RoomChanged { access, host } => format!("the room is {access:?}, host: {host}"),
            ServerMessage::Knocks { waiting } => {
                let names: Vec<&str> = waiting.iter().map(|knock| knock.name.as_str()).collect();
                format!("who waits: {}", if names.is_empty() { "nobody".to_owned() } else { names.join(", ") })
            }
            ServerMessage::MuteAsked => "please mute".to_owned(),
            ServerMessage::MadeHost { .. } => "the key".to_owned(),
            ServerMessage::Pong => "pong".to_owned(),
            ServerMessage::Unknown => "unknown".to_owned(),
        }
    }

    fn member(&self, member: &Member) -> String {
        let away = if member.online { "" } else { " (away)" };
        let host = if member.host { " (host)" } else { "" };
        format!("{} {}{away}{host}", member.name, self.id(&member.id))
    }

    fn id(&self, id: &MemberId) -> String {
        self.ids.get(id).cloned().unwrap_or_else(|| "?".to_owned())
    }
}

fn unquoted(signal: &OpaqueSignal) -> String {
    serde_json::to_string(signal).unwrap().replace(['"', '\\'], "")
}

fn with_version(new: u32, mut message: ClientMessage) -> ClientMessage {
    if let ClientMessage::Join { version, .. } = &mut message {
        *version = new;
    }
    message
}
