//! The socket comes and goes, and the person comes in and leaves.

use std::time::Duration;

use tincan_core::room::{Input, Room, RoomRefusal, RoomStatus};
use tincan_protocol::{ErrorCode, ServerMessage};

use super::{Story, error, id, joined, member, name, offer, signal, step};

#[test]
fn a_lost_socket_is_regained_and_media_is_not_touched() {
    let mut story = Story::in_a_room_with(9);
    story.tell(Input::ConnectionChanged(id(9), true));
    story.tell(Input::SocketClosed);
    story.tell(Input::SignalReady(id(9), signal(7, step(5, offer()))));
    story.wait(Duration::from_secs(1));
    story.tell(Input::SocketClosed);
    story.tell(Input::NetworkAppeared);
    story.tell(Input::SocketOpened);
    story.receive(joined(true, [member(9)]));
    insta::assert_snapshot!(story, @r#"
    ConnectionChanged(MemberId(999999), true)
    SocketClosed
        Changed
        = Reconnecting { attempt: 1 }
    SignalReady(MemberId(999999), Signal { connection: ConnectionId(7), body: Step { seq: 5, ack: 0, step: Description(Offer(23 bytes, ufrag aaaa)) } })
    TimePassed
        OpenSocket
    SocketClosed
        Changed
        = Reconnecting { attempt: 2 }
    NetworkAppeared
        OpenSocket
    SocketOpened
        Send(Join { version: 1, room: RoomCode(s…), name: DisplayName("Ada"), session: SessionId(…), page: PageId(…), key: None, proof: None, recollection: Some(Recollection { access: Open, members: [MemberId(999999)] }) })
    Received(Joined { you: MemberId(555555), resumed: true, members: [Member { id: MemberId(999999), name: DisplayName("Person 9"), online: true, host: false }], ice_servers: [], access: Open, host: false })
        RegainPath(MemberId(999999))
        Changed
        ReleasePrepared
        Changed
        = Joined
    "#);
}

#[test]
fn a_silent_socket_is_given_up() {
    let mut story = Story::in_a_room_with(9);
    story.wait(Room::PING_AFTER);
    story.receive(ServerMessage::Pong);
    story.wait(Room::PING_AFTER);
    story.wait(Room::ANSWER_WITHIN);
    insta::assert_snapshot!(story, @"
    TimePassed
        Send(Ping)
    Received(Pong)
    TimePassed
        Send(Ping)
    TimePassed
        CloseSocket
        Changed
        = Reconnecting { attempt: 1 }
    ");
}

#[test]
fn a_restart_of_the_server_is_invisible_to_a_call() {
    let mut story = Story::in_a_room_with(9);
    story.tell(Input::ConnectionChanged(id(9), true));
    story.tell(Input::SocketClosed);
    story.wait(Duration::from_secs(1));
    story.tell(Input::SocketOpened);
    story.receive(joined(false, []));
    story.receive(ServerMessage::MemberJoined { member: member(9) });
    insta::assert_snapshot!(story, @r#"
    ConnectionChanged(MemberId(999999), true)
    SocketClosed
        Changed
        = Reconnecting { attempt: 1 }
    TimePassed
        OpenSocket
    SocketOpened
        Send(Join { version: 1, room: RoomCode(s…), name: DisplayName("Ada"), session: SessionId(…), page: PageId(…), key: None, proof: None, recollection: Some(Recollection { access: Open, members: [MemberId(999999)] }) })
    Received(Joined { you: MemberId(555555), resumed: false, members: [], ice_servers: [], access: Open, host: false })
        Changed
        ReleasePrepared
        Changed
        = Joined
    Received(MemberJoined { member: Member { id: MemberId(999999), name: DisplayName("Person 9"), online: true, host: false } })
        RegainPath(MemberId(999999))
        Changed
    "#);
}

#[test]
fn a_full_room_is_not_asked_again() {
    let mut story = Story::new();
    story.tell(Input::JoinRequested(name()));
    story.tell(Input::SocketOpened);
    story.receive(error(ErrorCode::RoomFull));
    story.tell(Input::SocketClosed);
    story.wait(Duration::from_mins(1));
    insta::assert_snapshot!(story, @r#"
    JoinRequested(DisplayName("Ada"))
        OpenSocket
        Changed
        = Connecting { attempt: 1 }
    SocketOpened
        Send(Join { version: 1, room: RoomCode(s…), name: DisplayName("Ada"), session: SessionId(…), page: PageId(…), key: None, proof: None, recollection: None })
    Received(Error { code: RoomFull, message: "in words" })
        ReleasePrepared
        CloseSocket
        Changed
        = Refused(RoomFull)
    SocketClosed
    TimePassed
    "#);
}

#[test]
fn a_page_that_was_replaced_ends_its_calls() {
    let mut story = Story::in_a_room_with(9);
    story.receive(error(ErrorCode::Replaced));
    story.tell(Input::JoinRequested(name()));
    insta::assert_snapshot!(story, @r#"
    Received(Error { code: Replaced, message: "in words" })
        ClosePeer(MemberId(999999))
        ReleasePrepared
        CloseSocket
        Changed
        = Refused(Replaced)
    JoinRequested(DisplayName("Ada"))
    "#);
}

#[test]
fn what_is_about_the_way_in_is_a_refusal_there_and_not_in_a_room() {
    for (code, refusal) in [(ErrorCode::BadMessage, RoomRefusal::NotUnderstood), (ErrorCode::Busy, RoomRefusal::Busy)] {
        let error = || Input::Received(ServerMessage::Error { code, message: String::new() });
        let mut newcomer = Story::new().room;
        for input in [Input::JoinRequested(name()), Input::SocketOpened, error()] {
            let _ = newcomer.handle(Duration::ZERO, input);
        }
        assert_eq!(newcomer.status(), RoomStatus::Refused(refusal));
        let mut member = Story::in_a_room_with(9).room;
        assert_eq!(member.handle(Duration::ZERO, error()), []);
        assert_eq!(member.status(), RoomStatus::Joined);
    }
}

#[test]
fn a_welcome_that_was_lost_is_made_up_for() {
    let mut story = Story::in_a_room_with(9);
    story.tell(Input::SocketClosed);
    story.wait(Duration::from_secs(1));
    story.tell(Input::SocketOpened);
    // Meanwhile 3 came into the restarted server's room; its answer to us, and that socket, are lost.
    story.tell(Input::SocketClosed);
    story.wait(Duration::from_secs(1));
    story.tell(Input::SocketOpened);
    story.receive(joined(true, [member(3)]));
    insta::assert_snapshot!(story, @r#"
    SocketClosed
        Changed
        = Reconnecting { attempt: 1 }
    TimePassed
        OpenSocket
    SocketOpened
        Send(Join { version: 1, room: RoomCode(s…), name: DisplayName("Ada"), session: SessionId(…), page: PageId(…), key: None, proof: None, recollection: Some(Recollection { access: Open, members: [MemberId(999999)] }) })
    SocketClosed
        Changed
        = Reconnecting { attempt: 2 }
    TimePassed
        OpenSocket
    SocketOpened
        Send(Join { version: 1, room: RoomCode(s…), name: DisplayName("Ada"), session: SessionId(…), page: PageId(…), key: None, proof: None, recollection: Some(Recollection { access: Open, members: [MemberId(999999)] }) })
    Received(Joined { you: MemberId(555555), resumed: true, members: [Member { id: MemberId(333333), name: DisplayName("Person 3"), online: true, host: false }], ice_servers: [], access: Open, host: false })
        ClosePeer(MemberId(999999))
        Changed
        Changed
        OpenPeer { member: MemberId(333333), connection: ConnectionId(1908508304), role: Opener, polite: true }
        Changed
        ReleasePrepared
        Changed
        = Joined
    "#);
}

#[test]
fn leaving_closes_everything() {
    let mut story = Story::in_a_room_with(9);
    story.tell(Input::LeaveRequested);
    story.tell(Input::SocketClosed);
    insta::assert_snapshot!(story, @"
    LeaveRequested
        Send(Leave)
        ClosePeer(MemberId(999999))
        ReleasePrepared
        CloseSocket
        Changed
        = Left
    SocketClosed
    ");
}

#[test]
fn who_prepares_is_in_at_a_word() {
    let mut story = Story::new();
    story.tell(Input::PrepareRequested);
    story.tell(Input::SocketOpened);
    story.receive(ServerMessage::Pong);
    story.wait(Room::PING_AFTER);
    story.receive(ServerMessage::Pong);
    story.tell(Input::JoinRequested(name()));
    story.receive(joined(false, [member(9)]));
    insta::assert_snapshot!(story, @r#"
    PrepareRequested
        PreparePeer
        OpenSocket
    SocketOpened
        Send(Ping)
    Received(Pong)
    TimePassed
        Send(Ping)
    Received(Pong)
    JoinRequested(DisplayName("Ada"))
        Send(Join { version: 1, room: RoomCode(s…), name: DisplayName("Ada"), session: SessionId(…), page: PageId(…), key: None, proof: None, recollection: None })
        Changed
        = Connecting { attempt: 1 }
    Received(Joined { you: MemberId(555555), resumed: false, members: [Member { id: MemberId(999999), name: DisplayName("Person 9"), online: true, host: false }], ice_servers: [], access: Open, host: false })
        Changed
        OpenPeer { member: MemberId(999999), connection: ConnectionId(2433363436), role: Opener, polite: true }
        Changed
        ReleasePrepared
        Changed
        = Joined
    "#);
}

#[test]
fn what_is_prepared_is_regained_quietly_and_given_back() {
    let mut story = Story::new();
    story.tell(Input::PrepareRequested);
    story.tell(Input::SocketClosed);
    // The server is of a bad will: nobody has asked to come in.
    story.wait(Duration::from_secs(1));
    story.tell(Input::SocketOpened);
    story.receive(joined(false, [member(9)]));
    story.tell(Input::PrepareRequested);
    story.tell(Input::LeaveRequested);
    insta::assert_snapshot!(story, @r#"
    PrepareRequested
        PreparePeer
        OpenSocket
    SocketClosed
        Changed
    TimePassed
        OpenSocket
    SocketOpened
        Send(Ping)
    Received(Joined { you: MemberId(555555), resumed: false, members: [Member { id: MemberId(999999), name: DisplayName("Person 9"), online: true, host: false }], ice_servers: [], access: Open, host: false })
    PrepareRequested
        PreparePeer
    LeaveRequested
        ReleasePrepared
        CloseSocket
        Changed
        = Left
    "#);
}

#[test]
fn who_joins_while_the_socket_is_away_does_not_wait_for_the_next_try() {
    let mut story = Story::new();
    story.tell(Input::PrepareRequested);
    story.tell(Input::SocketClosed);
    story.tell(Input::JoinRequested(name()));
    story.tell(Input::SocketClosed);
    insta::assert_snapshot!(story, @r#"
    PrepareRequested
        PreparePeer
        OpenSocket
    SocketClosed
        Changed
    JoinRequested(DisplayName("Ada"))
        OpenSocket
        Changed
        = Connecting { attempt: 1 }
    SocketClosed
        Changed
        = Connecting { attempt: 2 }
    "#);
}
