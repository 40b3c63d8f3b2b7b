//! Who is let in, told as transcripts, and held against a model.

mod model;

use insta::assert_snapshot;
use tincan_protocol::{
    Access, ClientMessage, HostAct, HostKey, MemberId, PasswordProof, Recollection, RoomCode, ServerMessage,
};
use tincan_server::rooms::{Output, Rooms, RoomsOptions, SocketId, founded_by};

use crate::{join, member, stories::Story};

#[test]
fn a_key_is_that_of_one_room_for_ever() {
    // The page makes the code of the key, and the next server has to come to the same.
    assert_snapshot!(founded_by(&HostKey::from_bytes([7; 16])).as_str(), @"savaw-kazib-tofuf-mafuv-koniv");
    assert_ne!(founded_by(&HostKey::from_bytes([8; 16])), founded_by(&HostKey::from_bytes([7; 16])));
}

#[test]
fn a_locked_room_lets_back_who_was_in_and_nobody_else() {
    let mut story = Story::new();
    story.hear(1, host_joins("Ada", b'a', 1));
    story.hear(2, joins("Bob", b'b', 1));
    story.hear(2, set(Access::Locked));
    story.hear(1, set(Access::Locked));
    story.hear(3, joins("Eve", b'e', 1));
    story.close(2);
    story.hear(4, joins("Bob", b'b', 2));
    story.hear(4, ClientMessage::Leave);
    story.hear(5, joins("Bob", b'b', 2));
    assert_snapshot!(story.told, @r"
    1: join savaw-kazib-tofuf-mafuv-koniv as Ada, a1
       -> 1 joined as a1, a host, others: nobody
    2: join savaw-kazib-tofuf-mafuv-koniv as Bob, b1
       -> 2 joined as b1, others: Ada a1 (host)
       -> 1 member joined: Bob b1
    2: Host(SetAccess { access: Locked, proof: None })
       -> 2 error NotHost: only a host of this room can do that
    1: Host(SetAccess { access: Locked, proof: None })
       -> 1 the room is Locked, host: true
       -> 2 the room is Locked, host: false
    3: join savaw-kazib-tofuf-mafuv-koniv as Eve, e1
       -> 3 error Locked: this room lets nobody else in
       -> 3 CLOSE 1008 locked
    2: socket closed
       -> 1 member changed: Bob b1 (away)
    4: join savaw-kazib-tofuf-mafuv-koniv as Bob, b2
       -> 1 member left: b1 (Left)
       -> 4 joined as b2, the room is Locked, others: Ada a1 (host)
       -> 1 member joined: Bob b2
    4: Leave
       -> 4 CLOSE 1000 left
       -> 1 member left: b2 (Left)
    5: join savaw-kazib-tofuf-mafuv-koniv as Bob, b2
       -> 5 joined as b2, the room is Locked, others: Ada a1 (host)
       -> 1 member joined: Bob b2
    ");
}

#[test]
fn a_password_opens_and_the_room_remembers_it_when_nobody_is_in() {
    let mut story = Story::new();
    story.hear(1, host_joins("Ada", b'a', 1));
    story.hear(1, ClientMessage::Host(HostAct::SetAccess { access: Access::Password, proof: Some(proof(1)) }));
    story.hear(1, ClientMessage::Leave);
    assert!(story.rooms.is_empty());
    story.hear(2, joins("Bob", b'b', 1));
    story.hear(3, proving(proof(2), joins("Bob", b'b', 1)));
    story.hear(4, proving(proof(1), joins("Bob", b'b', 1)));
    assert_snapshot!(story.told, @r"
    1: join savaw-kazib-tofuf-mafuv-koniv as Ada, a1
       -> 1 joined as a1, a host, others: nobody
    1: Host(SetAccess { access: Password, proof: Some(PasswordProof(…)) })
       -> 1 the room is Password, host: true
    1: Leave
       -> 1 CLOSE 1000 left
    2: join savaw-kazib-tofuf-mafuv-koniv as Bob, b1
       -> 2 error PasswordWanted: this room has a password
       -> 2 CLOSE 1008 password wanted
    3: join savaw-kazib-tofuf-mafuv-koniv as Bob, b1
       -> 3 error PasswordWrong: this room has another password
       -> 3 CLOSE 1008 password wrong
    4: join savaw-kazib-tofuf-mafuv-koniv as Bob, b1
       -> 4 joined as b1, the room is Password, others: nobody
    ");
}

#[test]
fn who_knocks_waits_for_a_host() {
    let mut story = Story::new();
    story.hear(1, host_joins("Ada", b'a', 1));
    story.hear(1, set(Access::Knock));
    story.hear(2, joins("Bob", b'b', 1));
    story.hear(3, joins("Eve", b'e', 1));
    story.hear(2, ClientMessage::Ping);
    story.hear(1, admit(b'b'));
    story.hear(2, admit(b'e'));
    story.hear(1, ClientMessage::Host(HostAct::Deny { member: member(b'e', 1) }));
    story.hear(1, admit(b'e'));
    assert_snapshot!(story.told, @r"
    1: join savaw-kazib-tofuf-mafuv-koniv as Ada, a1
       -> 1 joined as a1, a host, others: nobody
    1: Host(SetAccess { access: Knock, proof: None })
       -> 1 the room is Knock, host: true
    2: join savaw-kazib-tofuf-mafuv-koniv as Bob, b1
       -> 2 wait to be let in
       -> 1 who waits: Bob
    3: join savaw-kazib-tofuf-mafuv-koniv as Eve, e1
       -> 3 wait to be let in
       -> 1 who waits: Bob, Eve
    2: Ping
       -> 2 pong
    1: Host(Admit { member: MemberId(wa2gn3) })
       -> 1 who waits: Eve
       -> 2 joined as b1, the room is Knock, others: Ada a1 (host)
       -> 1 member joined: Bob b1
    2: Host(Admit { member: MemberId(n2nuoc) })
       -> 2 error NotHost: only a host of this room can do that
    1: Host(Deny { member: MemberId(n2nuoc) })
       -> 1 who waits: nobody
       -> 3 error Denied: a host does not let you in
       -> 3 CLOSE 1008 denied
    1: Host(Admit { member: MemberId(n2nuoc) })
       -> 1 error UnknownMember: nobody is here under that id
    ");
}

#[test]
fn who_knocks_before_a_host_is_there_waits() {
    let mut story = Story::new();
    story.hear(1, host_joins("Ada", b'a', 1));
    story.hear(1, set(Access::Knock));
    story.hear(1, ClientMessage::Leave);
    story.hear(2, joins("Bob", b'b', 1));
    story.hear(3, joins("Eve", b'e', 1));
    story.close(3);
    story.hear(4, joins("Bob", b'b', 1));
    story.hear(5, host_joins("Ada", b'a', 2));
    story.hear(5, set(Access::Open));
    assert_snapshot!(story.told, @r"
    1: join savaw-kazib-tofuf-mafuv-koniv as Ada, a1
       -> 1 joined as a1, a host, others: nobody
    1: Host(SetAccess { access: Knock, proof: None })
       -> 1 the room is Knock, host: true
    1: Leave
       -> 1 CLOSE 1000 left
    2: join savaw-kazib-tofuf-mafuv-koniv as Bob, b1
       -> 2 wait to be let in
    3: join savaw-kazib-tofuf-mafuv-koniv as Eve, e1
       -> 3 wait to be let in
    3: socket closed
    4: join savaw-kazib-tofuf-mafuv-koniv as Bob, b1
       -> 2 error Replaced: this session came in from another page
       -> 2 CLOSE 1008 replaced
       -> 4 wait to be let in
    5: join savaw-kazib-tofuf-mafuv-koniv as Ada, a2
       -> 5 joined as a2, a host, the room is Knock, others: nobody
       -> 5 who waits: Bob
    5: Host(SetAccess { access: Open, proof: None })
       -> 5 the room is Open, host: true
       -> 5 who waits: nobody
       -> 4 joined as b1, others: Ada a2 (host)
       -> 5 member joined: Bob b1
    ");
}

#[test]
fn who_is_removed_does_not_come_back_and_a_host_is_not_removed() {
    let mut story = Story::new();
    story.hear(1, host_joins("Ada", b'a', 1));
    story.hear(2, joins("Bob", b'b', 1));
    story.hear(3, joins("Cem", b'c', 1));
    story.hear(2, remove(b'c'));
    story.hear(3, ClientMessage::Host(HostAct::MakeHost { member: member(b'b', 1), key: key() }));
    story.hear(1, ClientMessage::Host(HostAct::MakeHost { member: member(b'b', 1), key: key() }));
    story.hear(2, remove(b'c'));
    story.hear(4, joins("Cem", b'c', 2));
    story.hear(1, remove(b'b'));
    story.hear(1, ClientMessage::Host(HostAct::AskToMute { member: member(b'b', 1) }));
    assert_snapshot!(story.told, @r"
    1: join savaw-kazib-tofuf-mafuv-koniv as Ada, a1
       -> 1 joined as a1, a host, others: nobody
    2: join savaw-kazib-tofuf-mafuv-koniv as Bob, b1
       -> 2 joined as b1, others: Ada a1 (host)
       -> 1 member joined: Bob b1
    3: join savaw-kazib-tofuf-mafuv-koniv as Cem, c1
       -> 3 joined as c1, others: Ada a1 (host), Bob b1
       -> 1 member joined: Cem c1
       -> 2 member joined: Cem c1
    2: Host(Remove { member: MemberId(7ftmm3) })
       -> 2 error NotHost: only a host of this room can do that
    3: Host(MakeHost { member: MemberId(wa2gn3), key: HostKey(…) })
       -> 3 error NotHost: only a host of this room can do that
    1: Host(MakeHost { member: MemberId(wa2gn3), key: HostKey(…) })
       -> 2 the key
       -> 2 the room is Open, host: true
       -> 1 member changed: Bob b1 (host)
       -> 3 member changed: Bob b1 (host)
    2: Host(Remove { member: MemberId(7ftmm3) })
       -> 3 error Removed: a host has put you out of this room
       -> 3 CLOSE 1008 removed
       -> 1 member left: c1 (Left)
       -> 2 member left: c1 (Left)
    4: join savaw-kazib-tofuf-mafuv-koniv as Cem, c2
       -> 4 error Removed: a host has put you out of this room
       -> 4 CLOSE 1008 removed
    1: Host(Remove { member: MemberId(wa2gn3) })
       -> 1 error NotHost: a host cannot be put out: they have the key
    1: Host(AskToMute { member: MemberId(wa2gn3) })
       -> 2 please mute
    ");
}

#[test]
fn a_call_is_ended_for_all() {
    let mut story = Story::new();
    story.hear(1, host_joins("Ada", b'a', 1));
    story.hear(2, joins("Bob", b'b', 1));
    story.hear(1, set(Access::Knock));
    story.hear(3, joins("Eve", b'e', 1));
    story.hear(2, ClientMessage::Host(HostAct::EndForAll));
    story.hear(1, ClientMessage::Host(HostAct::EndForAll));
    assert!(story.rooms.is_empty());
    assert_snapshot!(story.told, @r"
    1: join savaw-kazib-tofuf-mafuv-koniv as Ada, a1
       -> 1 joined as a1, a host, others: nobody
    2: join savaw-kazib-tofuf-mafuv-koniv as Bob, b1
       -> 2 joined as b1, others: Ada a1 (host)
       -> 1 member joined: Bob b1
    1: Host(SetAccess { access: Knock, proof: None })
       -> 1 the room is Knock, host: true
       -> 2 the room is Knock, host: false
    3: join savaw-kazib-tofuf-mafuv-koniv as Eve, e1
       -> 3 wait to be let in
       -> 1 who waits: Eve
    2: Host(EndForAll)
       -> 2 error NotHost: only a host of this room can do that
    1: Host(EndForAll)
       -> 3 error Ended: a host has ended this call
       -> 3 CLOSE 1008 ended
       -> 1 error Ended: a host has ended this call
       -> 1 CLOSE 1008 ended
       -> 2 error Ended: a host has ended this call
       -> 2 CLOSE 1008 ended
    ");
}

#[test]
fn a_restarted_server_learns_who_may_come_in() {
    let mut story = Story::new();
    // Bob is the first to be back, of a room that was locked, with Ada and Cem in it.
    story.hear(1, recalling(Access::Locked, b"ac", joins("Bob", b'b', 1)));
    story.hear(2, joins("Eve", b'e', 1));
    story.hear(3, recalling(Access::Open, b"e", joins("Cem", b'c', 1)));
    story.hear(4, joins("Eve", b'e', 1));
    // The hosts decide.
    story.hear(5, recalling(Access::Knock, b"bc", host_joins("Ada", b'a', 1)));
    story.hear(6, joins("Eve", b'e', 1));
    assert_snapshot!(story.told, @r"
    1: join savaw-kazib-tofuf-mafuv-koniv as Bob, b1
       -> 1 joined as b1, the room is Locked, others: nobody
    2: join savaw-kazib-tofuf-mafuv-koniv as Eve, e1
       -> 2 error Locked: this room lets nobody else in
       -> 2 CLOSE 1008 locked
    3: join savaw-kazib-tofuf-mafuv-koniv as Cem, c1
       -> 3 joined as c1, the room is Locked, others: Bob b1
       -> 1 member joined: Cem c1
    4: join savaw-kazib-tofuf-mafuv-koniv as Eve, e1
       -> 4 error Locked: this room lets nobody else in
       -> 4 CLOSE 1008 locked
    5: join savaw-kazib-tofuf-mafuv-koniv as Ada, a1
       -> 1 the room is Knock, host: false
       -> 3 the room is Knock, host: false
       -> 5 joined as a1, a host, the room is Knock, others: Bob b1, Cem c1
       -> 1 member joined: Ada a1 (host)
       -> 3 member joined: Ada a1 (host)
    6: join savaw-kazib-tofuf-mafuv-koniv as Eve, e1
       -> 6 error RoomFull: this room has its 3 members
       -> 6 CLOSE 1008 room full
    ");
}

#[test]
fn nobody_but_a_host_closes_a_room_for_longer_than_they_stay() {
    for (first, kept) in [(joins("Eve", b'e', 1), false), (host_joins("Ada", b'a', 1), true)] {
        let mut story = Story::new();
        story.hear(1, recalling(Access::Locked, &[], first));
        story.hear(1, ClientMessage::Leave);
        story.hear(2, joins("Bob", b'b', 1));
        assert_eq!(story.rooms.is_empty(), kept, "{}", story.told);
    }
}

#[test]
fn a_restarted_server_learns_the_password_from_who_proved_it() {
    let mut story = Story::new();
    story.hear(1, proving(proof(1), recalling(Access::Password, &[], joins("Bob", b'b', 1))));
    story.hear(2, proving(proof(2), joins("Eve", b'e', 1)));
    story.hear(3, proving(proof(1), joins("Cem", b'c', 1)));
    assert_snapshot!(story.told, @r"
    1: join savaw-kazib-tofuf-mafuv-koniv as Bob, b1
       -> 1 joined as b1, the room is Password, others: nobody
    2: join savaw-kazib-tofuf-mafuv-koniv as Eve, e1
       -> 2 error PasswordWrong: this room has another password
       -> 2 CLOSE 1008 password wrong
    3: join savaw-kazib-tofuf-mafuv-koniv as Cem, c1
       -> 3 joined as c1, the room is Password, others: Bob b1
       -> 1 member joined: Cem c1
    ");

    // Who was in before there was a password does not know it: the room stays shut until a host is back.
    let mut story = Story::new();
    story.hear(1, recalling(Access::Password, &[], joins("Bob", b'b', 1)));
    story.hear(2, proving(proof(1), joins("Cem", b'c', 1)));
    story.hear(3, proving(proof(1), recalling(Access::Password, &[], host_joins("Ada", b'a', 1))));
    story.hear(4, proving(proof(1), joins("Cem", b'c', 1)));
    assert_snapshot!(story.told, @r"
    1: join savaw-kazib-tofuf-mafuv-koniv as Bob, b1
       -> 1 joined as b1, the room is Password, others: nobody
    2: join savaw-kazib-tofuf-mafuv-koniv as Cem, c1
       -> 2 error Locked: this room lets nobody else in
       -> 2 CLOSE 1008 locked
    3: join savaw-kazib-tofuf-mafuv-koniv as Ada, a1
       -> 3 joined as a1, a host, the room is Password, others: Bob b1
       -> 1 member joined: Ada a1 (host)
    4: join savaw-kazib-tofuf-mafuv-koniv as Cem, c1
       -> 4 joined as c1, the room is Password, others: Bob b1, Ada a1 (host)
       -> 1 member joined: Cem c1
       -> 3 member joined: Cem c1
    ");
}

#[test]
fn so_many_wait_and_no_more() {
    let mut rooms = Rooms::new(RoomsOptions::default());
    let mut hear = |socket, message| rooms.handle(SocketId(socket), message, std::time::Duration::ZERO);
    let _ = hear(0, host_joins("Ada", 200, 1));
    let _ = hear(0, set(Access::Knock));
    for number in 1..=20u8 {
        let told = hear(number.into(), joins("Bob", number, 1));
        assert!(matches!(&told[0], Output::Send { message: ServerMessage::Knocking, .. }), "{told:?}");
    }
    let told = hear(21, joins("Bob", 21, 1));
    assert!(matches!(told[..], [Output::Send { .. }, Output::Close { code: 1013, .. }]), "{told:?}");
}

#[test]
fn rooms_that_nobody_is_in_are_remembered_up_to_a_number() {
    let mut rooms = Rooms::new(RoomsOptions { rooms: 2, ..RoomsOptions::default() });
    let mut socket = 0;
    let mut visit = |session: u8, message: &dyn Fn(RoomCode) -> ClientMessage, acts: Vec<ClientMessage>| {
        socket += 1;
        let told = rooms.handle(SocketId(socket), message(founded_by(&number(session))), std::time::Duration::ZERO);
        for act in acts {
            let _ = rooms.handle(SocketId(socket), act, std::time::Duration::ZERO);
        }
        matches!(&told[0], Output::Send { message: ServerMessage::Joined { .. }, .. })
    };
    let host = |session: u8| move |room: RoomCode| keyed(number(session), join(room.as_str(), "Ada", session, 1));
    for session in 1..=3 {
        assert!(visit(session, &host(session), vec![set(Access::Locked), ClientMessage::Leave]));
    }
    let stranger = |room: RoomCode| join(room.as_str(), "Eve", 9, 1);
    assert!(!visit(3, &stranger, vec![]));
    assert!(!visit(2, &stranger, vec![]));
    assert!(visit(1, &stranger, vec![]), "the oldest is forgotten");
}

/// The key of the room of these stories.
fn key() -> HostKey {
    number(7)
}

fn number(number: u8) -> HostKey {
    HostKey::from_bytes([number; 16])
}

fn proof(number: u8) -> PasswordProof {
    PasswordProof::from_bytes([number; 16])
}

fn joins(name: &str, session: u8, page: u8) -> ClientMessage {
    join(founded_by(&key()).as_str(), name, session, page)
}

fn host_joins(name: &str, session: u8, page: u8) -> ClientMessage {
    keyed(key(), joins(name, session, page))
}

fn keyed(new: HostKey, mut message: ClientMessage) -> ClientMessage {
    if let ClientMessage::Join { key, .. } = &mut message {
        *key = Some(new);
    }
    message
}

fn proving(new: PasswordProof, mut message: ClientMessage) -> ClientMessage {
    if let ClientMessage::Join { proof, .. } = &mut message {
        *proof = Some(new);
    }
    message
}

fn recalling(access: Access, sessions: &[u8], mut message: ClientMessage) -> ClientMessage {
    if let ClientMessage::Join { recollection, .. } = &mut message {
        let members: Vec<MemberId> = sessions.iter().map(|session| member(*session, 1)).collect();
        *recollection = Some(Recollection { access, members });
    }
    message
}

fn set(access: Access) -> ClientMessage {
    ClientMessage::Host(HostAct::SetAccess { access, proof: None })
}

fn admit(session: u8) -> ClientMessage {
    ClientMessage::Host(HostAct::Admit { member: member(session, 1) })
}

fn remove(session: u8) -> ClientMessage {
    ClientMessage::Host(HostAct::Remove { member: member(session, 1) })
}
