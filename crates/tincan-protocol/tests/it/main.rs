//! The wire format, as snapshots: it cannot change by accident.

#![allow(clippy::unwrap_used, reason = "a test says by panicking what is wrong")]

mod chat;
mod reading;
mod transfer;

use insta::assert_json_snapshot;
use serde_json::json;
use tincan_protocol::{
    Access, Candidate, ClientMessage, ConnectionId, Departure, Description, DescriptionType, DisplayName, ErrorCode,
    HostAct, HostKey, IceServer, Knock, Member, MemberId, OpaqueSafety, OpaqueSignal, PageId, PasswordProof,
    PeerMessage, Presence, Recollection, RoomCode, SafetyMessage, ServerMessage, SessionId, Signal, SignalBody, Step,
    VERSION,
};

fn name(text: &str) -> DisplayName {
    text.parse().unwrap()
}

fn member(byte: u8, text: &str) -> Member {
    Member { id: MemberId::from_bytes([byte; 16]), name: name(text), online: true, host: false }
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
        key: None,
        proof: None,
        recollection: None,
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
            ice_servers: ice_servers.clone(),
            access: Access::Open,
            host: false,
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
fn who_may_come_in() {
    let (key, proof) = (HostKey::from_bytes([4; 16]), PasswordProof::from_bytes([5; 16]));
    let id = || MemberId::from_bytes([3; 16]);
    let back = ClientMessage::Join {
        version: VERSION,
        room: RoomCode::from_random([0; 10]),
        name: name("Ada"),
        session: SessionId::from_bytes([1; 16]),
        page: PageId::from_bytes([2; 16]),
        key: Some(key.clone()),
        proof: Some(proof.clone()),
        recollection: Some(Recollection { access: Access::Password, members: vec![id()] }),
    };
    let acts = [
        HostAct::SetAccess { access: Access::Knock, proof: None },
        HostAct::SetAccess { access: Access::Password, proof: Some(proof) },
        HostAct::Admit { member: id() },
        HostAct::Deny { member: id() },
        HostAct::Remove { member: id() },
        HostAct::AskToMute { member: id() },
        HostAct::MakeHost { member: id(), key: key.clone() },
        HostAct::EndForAll,
    ];
    let said: Vec<ClientMessage> = std::iter::once(back).chain(acts.into_iter().map(ClientMessage::Host)).collect();
    assert_json_snapshot!(said);
    assert_json_snapshot!([
        ServerMessage::Knocking,
        ServerMessage::RoomChanged { access: Access::Locked, host: true },
        ServerMessage::Knocks { waiting: vec![Knock { id: id(), name: name("Bob") }] },
        ServerMessage::MuteAsked,
        ServerMessage::MadeHost { key },
        ServerMessage::MemberJoined { member: Member { host: true, ..member(3, "Bob") } },
        ServerMessage::Error { code: ErrorCode::PasswordWanted, message: "this room has a password".to_owned() },
    ]);
}

#[test]
fn an_access_of_a_newer_version_lets_nobody_in() {
    assert_eq!(serde_json::from_value::<Access>(json!("on_sundays")).unwrap(), Access::Locked);
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
        PeerMessage::Safety { safety: OpaqueSafety::from(&SafetyMessage::Commit { commitment: [7; 32] }) },
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
