//! Members come and go, and connections to them are opened, crossed and replaced.

use tincan_core::{
    link::Attempts,
    paths::{Paths, Relays},
    room::{Input, Room},
    seal::SealProblem,
};
use tincan_protocol::{
    Access, Departure, Description, DescriptionType, IceServer, Member, SealedSignal, ServerMessage, Signal, SignalBody,
};

use super::{Story, id, joined, member, name, offer, signal, step};

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
        Send(Join { version: 1, room: RoomCode(s…), name: DisplayName("Ada"), session: SessionId(…), page: PageId(…), key: None, proof: None, recollection: None })
    Received(Joined { you: MemberId(555555), resumed: false, members: [Member { id: MemberId(111111), name: DisplayName("Person 1"), online: true, host: false }, Member { id: MemberId(999999), name: DisplayName("Person 9"), online: true, host: false }], ice_servers: [], access: Open, host: false })
        Changed
        Changed
        OpenPeer { member: MemberId(111111), connection: ConnectionId(2433363436), role: Opener, polite: true }
        Changed
        OpenPeer { member: MemberId(999999), connection: ConnectionId(3203108257), role: Opener, polite: true }
        Changed
        ReleasePrepared
        Changed
        = Joined
    Received(MemberJoined { member: Member { id: MemberId(333333), name: DisplayName("Person 3"), online: true, host: false } })
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
    // Connections are interrupted now and then.
    for up in [false, true, false] {
        story.tell(Input::ConnectionChanged(id(9), up));
        story.wait(Room::MISSES_FOR / 2);
        story.receive(ServerMessage::Pong);
    }
    story.wait(Room::MISSES_FOR / 2);
    insta::assert_snapshot!(story, @r#"
    ConnectionChanged(MemberId(999999), true)
    Received(MemberChanged { member: Member { id: MemberId(999999), name: DisplayName("Person 9"), online: false, host: false } })
        Changed
    Received(MemberLeft { id: MemberId(999999), departure: Lost })
        Changed
    RetryRequested(MemberId(999999))
    ConnectionChanged(MemberId(999999), false)
    TimePassed
        Send(Ping)
    Received(Pong)
    ConnectionChanged(MemberId(999999), true)
    TimePassed
        Send(Ping)
    Received(Pong)
    ConnectionChanged(MemberId(999999), false)
    TimePassed
        Send(Ping)
    Received(Pong)
    TimePassed
        Send(Ping)
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
fn whose_link_differs_is_told_once() {
    let mut story = Story::in_a_room_with(9);
    story.tell(Input::SealBroken(id(9), SealProblem::Unopened));
    story.tell(Input::SealBroken(id(9), SealProblem::NotSealed));
    assert_eq!(story.room.seal_problem(&id(9)), Some(SealProblem::NotSealed));
    // The next one opens.
    let connection = story.connection(9);
    story.hear(9, &Signal { connection, body: SignalBody::Sync { ack: 0 } });
    assert_eq!(story.room.seal_problem(&id(9)), None);
    // This link has no secret.
    let sealed = SealedSignal { sequence: 1, nonce: [0; 12], ciphertext: Vec::new() };
    story.receive(ServerMessage::Signal { from: id(9), signal: sealed.into() });
    assert_eq!(story.room.seal_problem(&id(9)), Some(SealProblem::NoSecretHere));
    insta::assert_snapshot!(story, @"
    SealBroken(MemberId(999999), Unopened)
        Changed
        Send(Signal { connection: ConnectionId(0), body: Reset } to MemberId(999999))
    SealBroken(MemberId(999999), NotSealed)
        Changed
    Signal { connection: ConnectionId(2433363436), body: Sync { ack: 0 } }
    Received(Signal { from: MemberId(999999), signal: OpaqueSignal(…) })
        Changed
        Deliver(MemberId(999999), Sync { ack: 0 })
    Received(Signal { from: MemberId(999999), signal: OpaqueSignal(…) })
        Changed
        Send(Signal { connection: ConnectionId(0), body: Reset } to MemberId(999999))
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
    Received(MemberChanged { member: Member { id: MemberId(999999), name: DisplayName("Person 9"), online: true, host: false } })
    Received(MemberLeft { id: MemberId(999999), departure: Left })
    "#);
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
fn what_is_no_signal_reaches_the_connection_as_garbage() {
    let mut story = Story::in_a_room_with(9);
    let markup = serde_json::json!({ "connection": "<script>" });
    story.receive(ServerMessage::Signal { from: id(9), signal: markup.into() });
    insta::assert_snapshot!(story, @r#"
    Received(Signal { from: MemberId(999999), signal: OpaqueSignal(…) })
        DeliverGarbage(MemberId(999999), "connection: a number is expected, not a text")
    "#);
}

#[test]
fn a_broken_connection_is_opened_anew_but_not_for_ever() {
    let mut story = Story::in_a_room_with(9);
    story.tell(Input::ConnectionChanged(id(9), true));
    for _ in 0..4 {
        story.tell(Input::ConnectionBroken(id(9)));
    }
    insta::assert_snapshot!(story, @"
    ConnectionChanged(MemberId(999999), true)
    ConnectionBroken(MemberId(999999))
        ClosePeer(MemberId(999999))
        OpenPeer { member: MemberId(999999), connection: ConnectionId(3203108257), role: Opener, polite: true }
        Changed
    ConnectionBroken(MemberId(999999))
        ClosePeer(MemberId(999999))
        OpenPeer { member: MemberId(999999), connection: ConnectionId(4170425070), role: Opener, polite: true }
        Changed
    ConnectionBroken(MemberId(999999))
        ClosePeer(MemberId(999999))
        OpenPeer { member: MemberId(999999), connection: ConnectionId(1908508304), role: Opener, polite: true }
        Changed
    ConnectionBroken(MemberId(999999))
    ");
}

#[test]
fn who_is_sought_in_vain_is_known_after_a_while_and_until_a_connection_is_up() {
    let mut story = Story::in_a_room_with(9);
    let in_vain = |story: &Story| story.room.is_sought_in_vain(&id(9));
    let breaks = |story: &mut Story| {
        let sync = Signal { connection: story.connection(9), body: SignalBody::Sync { ack: 0 } };
        story.hear(9, &sync);
        story.tell(Input::ConnectionBroken(id(9)));
    };
    story.wait(Room::SOUGHT_FOR);
    story.tell(Input::ConnectionBroken(id(9)));
    assert!(!in_vain(&story), "they have not heard of it");
    breaks(&mut story);
    assert!(!in_vain(&story), "it may be a bad moment");
    breaks(&mut story);
    assert!(in_vain(&story));

    for asked in [Input::RetryRequested(id(9)), Input::PathsChosen(Paths::RelayedOnly)] {
        // So that others are opened by themselves again.
        story.wait(Attempts::REOPENING_EVERY * Attempts::REOPENINGS);
        story.tell(asked);
        assert!(!in_vain(&story), "a person asks for another one");
        breaks(&mut story);
        breaks(&mut story);
        assert!(!in_vain(&story), "it has just begun");
        story.wait(Room::SOUGHT_FOR);
        breaks(&mut story);
        assert!(in_vain(&story));
    }
    story.wait(Attempts::REOPENING_EVERY * Attempts::REOPENINGS);
    story.tell(Input::ConnectionChanged(id(9), true));
    assert!(!in_vain(&story));
    story.wait(Room::SOUGHT_FOR);
    breaks(&mut story);
    assert!(!in_vain(&story), "it was up until now");
}

#[test]
fn connections_are_told_what_to_reach_each_other_through() {
    let server = |credential: &str| IceServer {
        urls: vec!["turn:t.example".to_owned()],
        username: Some("u".to_owned()),
        credential: Some(credential.to_owned()),
    };
    let renewed = |credential| ServerMessage::IceServers { ice_servers: vec![server(credential)] };
    let mut story = Story::in_a_room_with(9);
    assert_eq!(story.room.relays(), Relays::None);
    story.receive(renewed("first"));
    assert_eq!((story.room.ice_servers(), story.room.relays()), (&[server("first")][..], Relays::Udp));
    story.receive(renewed("first"));
    story.tell(Input::PathsChosen(Paths::RelayedOnly));
    assert_eq!(story.room.paths(), Paths::RelayedOnly);
    story.tell(Input::PathsChosen(Paths::RelayedOnly));
    // Whoever comes back to the server is given new credentials, and keeps their connections.
    let ServerMessage::Joined { you, members, .. } = joined(true, [member(9)]) else { unreachable!() };
    story.receive(ServerMessage::Joined {
        you,
        resumed: true,
        members,
        ice_servers: vec![server("second")],
        access: Access::Open,
        host: false,
    });
    story.receive(ServerMessage::MemberLeft { id: id(9), departure: Departure::Left });
    // There is nobody to reach.
    story.receive(renewed("third"));
    story.tell(Input::PathsChosen(Paths::Any));
    story.receive(ServerMessage::MemberJoined { member: member(8) });
    story.hear(8, &signal(7, step(1, offer())));
    story.tell(Input::PathsChosen(Paths::RelayedOnly));
    story.tell(Input::PathsChosen(Paths::Any));
    // While the server is away nobody could be connected anew.
    story.tell(Input::SocketClosed);
    story.tell(Input::PathsChosen(Paths::RelayedOnly));
    insta::assert_snapshot!(story, @r#"
    Received(IceServers { ice_servers: [IceServer { urls: ["turn:t.example"], .. }] })
        Reconfigure { restart: false }
        Changed
    Received(IceServers { ice_servers: [IceServer { urls: ["turn:t.example"], .. }] })
    PathsChosen(RelayedOnly)
        Reconfigure { restart: false }
        ClosePeer(MemberId(999999))
        OpenPeer { member: MemberId(999999), connection: ConnectionId(3203108257), role: Opener, polite: true }
        Changed
    PathsChosen(RelayedOnly)
    Received(Joined { you: MemberId(555555), resumed: true, members: [Member { id: MemberId(999999), name: DisplayName("Person 9"), online: true, host: false }], ice_servers: [IceServer { urls: ["turn:t.example"], .. }], access: Open, host: false })
        Reconfigure { restart: false }
        RegainPath(MemberId(999999))
        Changed
        ReleasePrepared
        Changed
    Received(MemberLeft { id: MemberId(999999), departure: Left })
        ClosePeer(MemberId(999999))
        Changed
    Received(IceServers { ice_servers: [IceServer { urls: ["turn:t.example"], .. }] })
    PathsChosen(Any)
    Received(MemberJoined { member: Member { id: MemberId(888888), name: DisplayName("Person 8"), online: true, host: false } })
        Changed
    Signal { connection: ConnectionId(7), body: Step { seq: 1, ack: 0, step: Description(Offer(23 bytes, ufrag aaaa)) } }
    Received(Signal { from: MemberId(888888), signal: OpaqueSignal(…) })
        OpenPeer { member: MemberId(888888), connection: ConnectionId(7), role: Answerer, polite: false }
        Changed
        Deliver(MemberId(888888), Step { seq: 1, ack: 0, step: Description(Offer(23 bytes, ufrag aaaa)) })
    PathsChosen(RelayedOnly)
        Reconfigure { restart: false }
        ClosePeer(MemberId(888888))
        OpenPeer { member: MemberId(888888), connection: ConnectionId(4170425070), role: Opener, polite: true }
        Changed
    PathsChosen(Any)
        Reconfigure { restart: true }
    SocketClosed
        Changed
        = Reconnecting { attempt: 1 }
    PathsChosen(RelayedOnly)
        Reconfigure { restart: true }
    "#);
}
