//! The wire format, as snapshots: it cannot change by accident.

#![allow(clippy::unwrap_used, reason = "a test says by panicking what is wrong")]

mod chat;
mod reading;
mod transfer;

use insta::assert_json_snapshot;
use serde_json::json;
use tincan_protocol::{
    Candidate, ClientMessage, ConnectionId, Departure, Description, DescriptionType, DisplayName, ErrorCode, IceServer,
    Member, MemberId, OpaqueSignal, PageId, PeerMessage, Presence, RoomCode, ServerMessage, SessionId, Signal,
    SignalBody, Step, VERSION,
};

fn name(text: &str) -> DisplayName {
    text.parse().unwrap()
}

fn member(byte: u8, text: &str) -> Member {
    Member { id: MemberId::from_bytes([byte; 16]), name: name(text), online: true }
}

fn offer() -> Signal {
    let step = Step::Description(Description { kind: DescriptionType::Offer, sdp: "v=0\r\n".to_owned() });
    Signal { connection: ConnectionId(7), body: SignalBody::Step { seq: 1, ack: 0, step } }
}

#[test]
fn client_messages() {
    let join = ClientMessage::Join {
        version: VERSION,
        room: RoomCode::from_random([0; 10]),
        name: name("Ada"),
        session: SessionId::from_bytes([1; 16]),
        page: PageId::from_bytes([2; 16]),
    };
    let signal = ClientMessage::Signal { to: MemberId::from_bytes([3; 16]), signal: OpaqueSignal::new(&offer()) };
    assert_json_snapshot!([join, signal, ClientMessage::Leave, ClientMessage::Ping]);
}

#[test]
fn server_messages() {
    let ice_servers = vec![
        IceServer { urls: vec!["stun:localhost:3478".to_owned()], username: None, credential: None },
        IceServer {
            urls: vec!["turn:localhost:3478".to_owned()],
            username: Some("u".to_owned()),
            credential: Some("c".to_owned()),
        },
    ];
    let you = MemberId::from_bytes([1; 16]);
    assert_json_snapshot!([
        ServerMessage::Joined {
            you: you.clone(),
            resumed: false,
            members: vec![member(2, "Bob")],
            ice_servers: ice_servers.clone()
        },
        ServerMessage::IceServers { ice_servers },
        ServerMessage::MemberJoined { member: member(3, "김민지") },
        ServerMessage::MemberChanged { member: Member { online: false, ..member(3, "김민지") } },
        ServerMessage::MemberLeft { id: you.clone(), departure: Departure::Left },
        ServerMessage::Signal { from: you, signal: OpaqueSignal::new(&offer()) },
        ServerMessage::Error { code: ErrorCode::RoomFull, message: "the room is full".to_owned() },
        ServerMessage::Pong,
    ]);
}

#[test]
fn signals() {
    let signal = |body| Signal { connection: ConnectionId(7), body };
    let candidate = Candidate {
        candidate: "candidate:1 1 udp 1 127.0.0.1 9 typ host".to_owned(),
        sdp_mid: Some("0".to_owned()),
        sdp_m_line_index: Some(0),
        username_fragment: Some("abcd".to_owned()),
    };
    assert_json_snapshot!([
        offer(),
        signal(SignalBody::Step { seq: 2, ack: 1, step: Step::Candidate(candidate) }),
        signal(SignalBody::Sync { ack: 4 }),
        signal(SignalBody::Reset),
        signal(SignalBody::RestartWanted { ufrag: "abcd".to_owned() }),
    ]);
}

#[test]
fn peer_messages() {
    assert_json_snapshot!([
        PeerMessage::Hello { version: VERSION },
        PeerMessage::Presence(Presence { microphone: true, camera: false, screen: true, screen_paused: false }),
        PeerMessage::Signal { signal: OpaqueSignal::new(&offer()) },
        PeerMessage::Ping,
        PeerMessage::Pong,
        PeerMessage::Bye,
    ]);
}

#[test]
fn what_was_sealed_is_opened() {
    assert_eq!(OpaqueSignal::new(&offer()).open().unwrap(), offer());
}

#[test]
fn types_of_a_newer_version_are_skipped() {
    let newer = json!({ "type": "teleport", "where": ["home"], "signal": 3 });
    assert_eq!(serde_json::from_value::<ClientMessage>(newer.clone()).unwrap(), ClientMessage::Unknown);
    assert_eq!(serde_json::from_value::<ServerMessage>(newer.clone()).unwrap(), ServerMessage::Unknown);
    assert_eq!(serde_json::from_value::<PeerMessage>(newer).unwrap(), PeerMessage::Unknown);
    let signal: Signal = serde_json::from_value(json!({ "connection": 1, "type": "teleport", "where": 3 })).unwrap();
    assert_eq!(signal.body, SignalBody::Unknown);
    let code: ErrorCode = serde_json::from_value(json!("too_happy")).unwrap();
    assert_eq!(code, ErrorCode::Unknown);
}

#[test]
fn a_field_of_the_wrong_form_is_refused_in_words() {
    let refused = |value| serde_json::from_value::<ClientMessage>(value).unwrap_err().to_string();
    let join = |room: &str, name: &str| json!({ "type": "join", "version": 1, "room": room, "name": name, "session": "a".repeat(26), "page": "b".repeat(26) });
    insta::assert_snapshot!(refused(join("a b", "Ada")), @"room: a call code has only the letters a to z, digits and dashes, not ' '");
    insta::assert_snapshot!(refused(join("abc", "")), @"name: a name has at least one character");
    insta::assert_snapshot!(refused(json!({ "type": "signal", "to": "x", "signal": "" })), @"to: an identifier has 16 to 64 of the letters a to z and digits");
}
