//! Nobody is heard any more: is it they, or is it this side?

use std::time::Duration;

use tincan_core::room::{Input, Room, RoomStatus};
use tincan_protocol::ServerMessage;

use super::{Story, joined, member};

impl Story {
    /// In a room with somebody who is heard, and then is not.
    fn falls_quiet() -> Self {
        let mut story = Self::in_a_room_with(9);
        assert!(!story.room.listen(story.now, 1));
        story.now += Room::QUIET_AFTER;
        assert!(story.room.listen(story.now, 1));
        story.tell(Input::NobodyHeard);
        story
    }
}

#[test]
fn while_the_server_answers_it_is_they() {
    let mut story = Story::falls_quiet();
    story.receive(ServerMessage::Pong);
    story.wait(Room::QUIET_AFTER);
    assert!(!story.room.listen(story.now, 1), "it is said once");
    insta::assert_snapshot!(story, @"
    NobodyHeard
        Send(Ping)
    Received(Pong)
    TimePassed
    ");
}

#[test]
fn when_the_server_does_not_answer_either_a_socket_is_opened_at_once_and_other_paths_are_looked_for() {
    let mut story = Story::falls_quiet();
    story.wait(Room::QUIET_AFTER);
    story.wait(Room::OPENS_WITHIN);
    story.wait(Room::LISTENS_EVERY);
    story.tell(Input::SocketOpened);
    story.receive(joined(true, [member(9)]));
    assert!(!story.room.listen(story.now, 2), "somebody is heard");
    story.now += Room::QUIET_AFTER;
    assert!(story.room.listen(story.now, 2), "and is not any more: the server is asked first");
    story.tell(Input::NobodyHeard);
    insta::assert_snapshot!(story, @r#"
    NobodyHeard
        Send(Ping)
    TimePassed
        CloseSocket
        Changed
        = Reconnecting { attempt: 1 }
    TimePassed
        OpenSocket
    TimePassed
    SocketOpened
        Send(Join { version: 1, room: RoomCode(s…), name: DisplayName("Ada"), session: SessionId(…), page: PageId(…), key: None, proof: None, recollection: Some(Recollection { access: Open, members: [MemberId(999999)] }) })
    Received(Joined { you: MemberId(555555), resumed: true, members: [Member { id: MemberId(999999), name: DisplayName("Person 9"), online: true, host: false }], ice_servers: [], access: Open, host: false })
        RegainPath(MemberId(999999))
        Changed
        ReleasePrepared
        Changed
        Reconfigure { restart: true }
        = Joined
    NobodyHeard
        Send(Ping)
    "#);
}

#[test]
fn who_was_never_heard_is_not_missed() {
    let mut story = Story::in_a_room_with(9);
    assert!(!story.room.listen(Duration::from_secs(60), 0));
}

#[test]
fn a_page_that_was_held_up_itself_asks_once_more() {
    let mut story = Story::falls_quiet();
    story.wait(Room::QUIET_AFTER * 2);
    assert_eq!(story.room.status(), RoomStatus::Joined);
    story.wait(Room::QUIET_AFTER);
    assert_eq!(story.room.status(), RoomStatus::Reconnecting { attempt: 1 });
}

#[test]
fn who_is_not_heard_any_more_while_the_server_is_away_has_it_looked_for_at_once() {
    let mut story = Story::in_a_room_with(9);
    assert!(!story.room.listen(story.now, 1));
    story.tell(Input::SocketClosed);
    story.now += Room::QUIET_AFTER;
    assert!(story.room.listen(story.now, 1));
    story.tell(Input::NobodyHeard);
    insta::assert_snapshot!(story, @"
    SocketClosed
        Changed
        = Reconnecting { attempt: 1 }
    NobodyHeard
        OpenSocket
    ");
}

#[test]
fn that_nothing_was_heard_for_long_is_not_to_hear_something() {
    let mut story = Story::falls_quiet();
    story.wait(Room::QUIET_AFTER);
    // The browser has forgotten when it was.
    assert!(!story.room.listen(story.now, 0));
    story.wait(Room::OPENS_WITHIN);
    story.tell(Input::SocketOpened);
    story.receive(joined(true, [member(9)]));
    assert!(story.to_string().ends_with("Reconfigure { restart: true }\n    = Joined\n"), "{story}");
}

#[test]
fn a_page_that_is_always_late_gives_up_all_the_same() {
    let mut story = Story::falls_quiet();
    story.wait(Room::QUIET_AFTER * 4);
    assert_eq!(story.room.status(), RoomStatus::Joined);
    story.wait(Room::QUIET_AFTER * 4);
    assert_eq!(story.room.status(), RoomStatus::Reconnecting { attempt: 1 });
}

#[test]
fn a_moment_of_silence_costs_no_socket() {
    let mut story = Story::falls_quiet();
    assert!(!story.room.listen(story.now, 2), "they are heard again");
    story.wait(Room::QUIET_AFTER);
    assert_eq!(story.room.status(), RoomStatus::Joined, "the answer may be lost, and come again");
    story.receive(ServerMessage::Pong);
    assert_eq!(story.room.status(), RoomStatus::Joined);
}

#[test]
fn a_slow_network_gets_its_time() {
    let mut story = Story::falls_quiet();
    story.wait(Room::QUIET_AFTER);
    // In seconds: until it is opened again, and until it is given up.
    let waits: Vec<u64> = (0..24)
        .map(|_| {
            let wait = story.room.deadline().unwrap().saturating_sub(story.now);
            story.wait(wait);
            wait.as_secs()
        })
        .collect();
    assert_eq!(waits, [0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 1, 2, 0, 2, 0, 2, 0, 2, 0, 2]);
}
