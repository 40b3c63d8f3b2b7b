//! Waiting before the door, and being a host.

use insta::assert_snapshot;
use tincan_core::room::{Input, RoomRefusal, RoomStatus};
use tincan_protocol::{Access, ErrorCode, HostAct, HostKey, Knock, PasswordProof, ServerMessage};

use super::{Story, error, id, joined, member, name};

#[test]
fn who_waits_before_the_door_asks_whether_somebody_is_there_and_is_let_in() {
    let mut story = Story::new();
    story.tell(Input::JoinRequested(name()));
    story.tell(Input::SocketOpened);
    story.transcript.clear();
    story.receive(ServerMessage::Knocking);
    story.wait(tincan_core::room::Room::PING_AFTER);
    story.receive(ServerMessage::Pong);
    story.receive(joined(false, []));
    assert_snapshot!(story, @r"
    Received(Knocking)
        Changed
        = Knocking
    TimePassed
        Send(Ping)
    Received(Pong)
    Received(Joined { you: MemberId(555555), resumed: false, members: [], ice_servers: [], access: Open, host: false })
        ReleasePrepared
        Changed
        = Joined
    ");
}

#[test]
fn who_waits_and_loses_the_socket_knocks_again() {
    let mut story = Story::new();
    story.tell(Input::JoinRequested(name()));
    story.tell(Input::SocketOpened);
    story.receive(ServerMessage::Knocking);
    story.tell(Input::SocketClosed);
    assert_eq!(story.room.status(), RoomStatus::Connecting { attempt: 2 });
}

#[test]
fn every_refusal_at_the_door_ends_the_stay() {
    let refusals = [
        (ErrorCode::Locked, RoomRefusal::Locked),
        (ErrorCode::PasswordWanted, RoomRefusal::PasswordWanted),
        (ErrorCode::PasswordWrong, RoomRefusal::PasswordWrong),
        (ErrorCode::Denied, RoomRefusal::Denied),
        (ErrorCode::Removed, RoomRefusal::Removed),
        (ErrorCode::Ended, RoomRefusal::Ended),
    ];
    for (code, refusal) in refusals {
        let mut story = Story::new();
        story.tell(Input::JoinRequested(name()));
        story.tell(Input::SocketOpened);
        story.receive(ServerMessage::Knocking);
        story.receive(error(code));
        assert_eq!(story.room.status(), RoomStatus::Refused(refusal));
    }
}

#[test]
fn a_restarted_server_that_does_not_know_who_is_in_ends_no_call() {
    for code in [ErrorCode::Locked, ErrorCode::PasswordWanted, ErrorCode::PasswordWrong, ErrorCode::Denied] {
        let mut story = Story::in_a_room_with(9);
        story.tell(Input::SocketClosed);
        story.tell(Input::SocketOpened);
        story.receive(ServerMessage::Knocking);
        story.receive(error(code));
        assert_eq!(story.room.status(), RoomStatus::Reconnecting { attempt: 1 });
        assert_eq!(story.room.members().count(), 1);
    }
    for (code, refusal) in [(ErrorCode::Removed, RoomRefusal::Removed), (ErrorCode::Ended, RoomRefusal::Ended)] {
        let mut story = Story::in_a_room_with(9);
        story.receive(error(code));
        assert_eq!(story.room.status(), RoomStatus::Refused(refusal));
    }
}

#[test]
fn a_host_acts_and_others_do_not() {
    let mut story = Story::in_a_room_with(9);
    story.tell(Input::HostActed(HostAct::EndForAll));
    story.receive(ServerMessage::MadeHost { key: key() });
    story.receive(ServerMessage::RoomChanged { access: Access::Open, host: true });
    let bob = Knock { id: id(7), name: name() };
    story.receive(ServerMessage::Knocks { waiting: vec![bob] });
    story.receive(ServerMessage::MuteAsked);
    story.tell(Input::HostPassedOn(id(9)));
    let proof = Some(PasswordProof::from_bytes([1; 16]));
    story.tell(Input::HostActed(HostAct::SetAccess { access: Access::Password, proof }));
    story.receive(ServerMessage::RoomChanged { access: Access::Password, host: true });
    assert_snapshot!(story, @r#"
    HostActed(EndForAll)
    Received(MadeHost { key: HostKey(…) })
        KeepKey(HostKey(…))
    Received(RoomChanged { access: Open, host: true })
        Changed
    Received(Knocks { waiting: [Knock { id: MemberId(777777), name: DisplayName("Ada") }] })
        Changed
    Received(MuteAsked)
        Changed
    HostPassedOn(MemberId(999999))
        Send(Host(MakeHost { member: MemberId(999999), key: HostKey(…) }))
    HostActed(SetAccess { access: Password, proof: Some(PasswordProof(…)) })
        Send(Host(SetAccess { access: Password, proof: Some(PasswordProof(…)) }))
    Received(RoomChanged { access: Password, host: true })
        Changed
    "#);
    assert_eq!(story.room.hosting().waiting.len(), 1);
    assert_eq!(story.room.hosting().mute_asked, 1);

    // All of it is told to a server that knows nothing.
    story.transcript.clear();
    story.receive(ServerMessage::MemberJoined { member: member(3) });
    story.transcript.clear();
    story.tell(Input::SocketClosed);
    story.tell(Input::SocketOpened);
    assert_snapshot!(story, @r#"
    SocketClosed
        Changed
        = Reconnecting { attempt: 1 }
    SocketOpened
        Send(Join { version: 1, room: RoomCode(s…), name: DisplayName("Ada"), session: SessionId(…), page: PageId(…), key: Some(HostKey(…)), proof: Some(PasswordProof(…)), recollection: Some(Recollection { access: Password, members: [MemberId(999999), MemberId(333333)] }) })
    "#);
    story.receive(joined(false, []));
    assert!(story.room.hosting().waiting.is_empty());
}

fn key() -> HostKey {
    HostKey::from_bytes([7; 16])
}
