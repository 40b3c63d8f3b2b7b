//! Nobody is heard any more: is it they, or is it this side?

use std::time::Duration;

use tincan_core::room::{Effect, Input, Room, RoomStatus};
use tincan_protocol::{ErrorCode, ServerMessage};

use super::{Story, error, joined, member};

impl Story {
    /// In a room with somebody who is heard.
    fn hears() -> Self {
        let mut story = Self::in_a_room_with(9);
        story.is_heard();
        story
    }

    /// And then is not.
    fn falls_quiet() -> Self {
        let mut story = Self::hears();
        story.is_not_heard();
        story
    }

    fn is_heard(&mut self) {
        assert!(!self.room.listen(self.now, true));
    }

    fn is_not_heard(&mut self) {
        self.now += Room::QUIET_AFTER;
        assert!(self.room.listen(self.now, false), "it is quiet");
        assert!(!self.room.listen(self.now, false), "it is said once");
        self.tell(Input::NobodyHeard);
    }

    /// The server is given up after this time, and reached again.
    fn is_back_after(&mut self, time: Duration) {
        self.wait(time);
        self.waits(1);
        self.tell(Input::SocketOpened);
        self.receive(joined(true, [member(9)]));
    }

    fn is_reconnecting(&self) -> bool {
        matches!(self.room.status(), RoomStatus::Reconnecting { .. })
    }

    /// In seconds: how long it waits until the next thing that it does, so many times.
    fn waits(&mut self, count: usize) -> Vec<u64> {
        let next = |_| {
            let wait = self.room.deadline().unwrap().saturating_sub(self.now);
            self.wait(wait);
            wait.as_secs()
        };
        (0..count).map(next).collect()
    }

    /// Whether the last thing told had paths looked for.
    fn looks_for_paths(&self) -> bool {
        self.to_string().trim_end().lines().rev().take(2).any(|line| line.contains("Reconfigure { restart: true }"))
    }
}

#[test]
fn while_the_server_answers_it_is_they() {
    let mut story = Story::falls_quiet();
    story.receive(ServerMessage::Pong);
    story.wait(Room::QUIET_AFTER);
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
    assert!(story.is_reconnecting());
    assert_eq!(story.waits(2), [0, 1], "opened at once, and given up after a second");
    story.waits(1);
    story.tell(Input::SocketOpened);
    story.receive(joined(true, [member(9)]));
    assert!(!story.looks_for_paths(), "those that there were may do: {story}");
    story.wait(Room::HEALS_WITHIN);
    assert!(story.looks_for_paths(), "{story}");
    story.is_heard();
    story.is_not_heard();
    assert!(story.to_string().ends_with("NobodyHeard\n    Send(Ping)\n"), "the server is asked first: {story}");
}

#[test]
fn who_was_never_heard_is_not_missed() {
    let mut story = Story::in_a_room_with(9);
    assert!(!story.room.listen(Duration::from_secs(60), false));
}

/// The others are gone, too, as far as this side knows: it is no wonder that nobody is heard.
#[test]
fn who_is_alone_misses_nobody() {
    let mut story = Story::hears();
    story.receive(ServerMessage::MemberLeft { id: member(9).id, departure: tincan_protocol::Departure::Left });
    story.now += Room::QUIET_AFTER;
    assert!(!story.room.listen(story.now, false));
}

#[test]
fn a_page_that_was_held_up_itself_waits_for_another_moment() {
    let mut story = Story::falls_quiet();
    story.wait(Room::QUIET_AFTER * 2);
    assert_eq!(story.room.status(), RoomStatus::Joined);
    story.wait(Room::QUIET_AFTER);
    assert!(story.is_reconnecting());
}

#[test]
fn a_page_that_is_always_late_gives_up_all_the_same() {
    let mut story = Story::falls_quiet();
    story.wait(Room::QUIET_AFTER * 4);
    assert_eq!(story.room.status(), RoomStatus::Joined);
    story.wait(Room::QUIET_AFTER * 4);
    assert!(story.is_reconnecting());
}

#[test]
fn while_the_server_is_away_it_is_looked_for_soon() {
    let mut story = Story::hears();
    // Several times in vain, so that its turn would come late.
    for _ in 0..6 {
        story.tell(Input::SocketClosed);
        story.waits(1);
    }
    story.tell(Input::SocketClosed);
    story.is_not_heard();
    assert!(story.room.deadline().unwrap() < story.now + Room::QUIET_AFTER);
}

/// The system has closed the socket with its network, and another one is on its way before anybody is missed.
#[test]
fn a_socket_that_is_opened_already_gets_a_second() {
    let mut story = Story::hears();
    story.tell(Input::SocketClosed);
    story.waits(1);
    let opened = story.now;
    story.is_not_heard();
    assert_eq!(story.room.deadline(), Some(opened + Room::OPENS_WITHIN));
    story.tell(Input::SocketOpened);
    story.receive(joined(true, [member(9)]));
    story.wait(Room::HEALS_WITHIN);
    assert!(story.looks_for_paths(), "{story}");
}

#[test]
fn who_is_back_before_anybody_is_missed_looks_for_paths_as_well() {
    let mut story = Story::hears();
    story.wait(Duration::from_millis(100));
    story.tell(Input::SocketClosed);
    story.tell(Input::NetworkAppeared);
    story.tell(Input::SocketOpened);
    story.receive(joined(true, [member(9)]));
    assert!(!story.looks_for_paths(), "they may still be heard");
    story.is_not_heard();
    assert!(story.looks_for_paths(), "{story}");
}

#[test]
fn a_moment_of_silence_costs_no_socket() {
    let mut story = Story::falls_quiet();
    story.is_heard();
    story.wait(Room::QUIET_AFTER);
    assert_eq!(story.room.status(), RoomStatus::Joined, "the answer may be lost, and come again");
    story.receive(ServerMessage::Pong);
    assert_eq!(story.room.status(), RoomStatus::Joined);
}

/// A line that stalls now and then, and a socket that is dead for long.
#[test]
fn moments_of_silence_do_not_keep_a_dead_socket() {
    let mut story = Story::falls_quiet();
    let asked = story.now;
    while story.now < asked + Room::ANSWER_WITHIN - Duration::from_secs(2) {
        story.wait(Duration::from_millis(100));
        story.is_heard();
        story.wait(Duration::from_secs(1));
        story.is_heard();
        story.is_not_heard();
    }
    story.is_heard();
    assert_eq!(story.room.deadline(), Some(asked + Room::ANSWER_WITHIN));
}

#[test]
fn a_slow_network_gets_its_time() {
    let mut story = Story::falls_quiet();
    story.wait(Room::QUIET_AFTER);
    // Until it is opened again, and until it is given up.
    assert_eq!(story.waits(16), [0, 1, 0, 1, 0, 1, 0, 8, 0, 1, 0, 1, 0, 1, 0, 8]);
}

/// So many try to come back at once that it cannot take them all.
#[test]
fn a_server_that_answers_is_not_asked_in_haste() {
    let mut story = Story::falls_quiet();
    story.wait(Room::QUIET_AFTER);
    story.waits(1);
    story.tell(Input::SocketOpened);
    assert_eq!(story.room.deadline(), Some(story.now + Room::ANSWER_WITHIN));
    story.receive(error(ErrorCode::Busy));
    let waits: Vec<Duration> = (0..5)
        .map(|_| {
            story.tell(Input::SocketClosed);
            let wait = story.room.deadline().unwrap() - story.now;
            story.wait(wait);
            story.tell(Input::SocketOpened);
            wait
        })
        .collect();
    assert!(waits[4] > Room::OPENS_WITHIN * 2, "{waits:?}");
}

#[test]
fn a_path_that_heals_in_a_moment_is_left_alone() {
    let mut story = Story::falls_quiet();
    story.is_back_after(Room::QUIET_AFTER);
    story.is_heard();
    story.wait(Room::HEALS_WITHIN);
    assert!(!story.looks_for_paths(), "{story}");
}

#[test]
fn after_a_long_cut_nothing_is_waited_for() {
    let mut story = Story::falls_quiet();
    story.is_back_after(Room::PATHS_LAST);
    assert!(story.looks_for_paths(), "{story}");
}

/// What is heard of a newcomer says nothing of those who were there.
#[test]
fn somebody_new_is_no_reason_to_wait() {
    let mut story = Story::falls_quiet();
    story.wait(Room::QUIET_AFTER);
    story.waits(1);
    story.tell(Input::SocketOpened);
    story.receive(joined(true, [member(9), member(2)]));
    assert!(story.looks_for_paths(), "{story}");

    let mut story = Story::falls_quiet();
    story.is_back_after(Room::QUIET_AFTER);
    let retried = story.room.handle(story.now, Input::RetryRequested(member(9).id));
    assert_eq!(retried.first(), Some(&Effect::Reconfigure { restart: true }), "{retried:?}");
    story.wait(Room::HEALS_WITHIN);
    assert!(!story.looks_for_paths(), "once is enough: {story}");
}

#[test]
fn whoever_is_cut_off_again_looks_for_paths_when_that_is_over() {
    let mut story = Story::falls_quiet();
    story.is_back_after(Room::QUIET_AFTER);
    story.tell(Input::SocketClosed);
    story.waits(1);
    story.wait(Room::HEALS_WITHIN);
    assert!(!story.to_string().contains("Reconfigure"), "there is no network to find them in: {story}");
    story.tell(Input::SocketOpened);
    story.receive(joined(true, [member(9)]));
    story.wait(Room::HEALS_WITHIN);
    assert!(story.looks_for_paths(), "{story}");
}

#[test]
fn whoever_leaves_meanwhile_waits_for_nothing() {
    let mut story = Story::falls_quiet();
    story.is_back_after(Room::QUIET_AFTER);
    story.tell(Input::LeaveRequested);
    assert_eq!(story.room.deadline(), None);
}

#[test]
fn whatever_was_looked_for_before_is_looked_for_anew() {
    let mut story = Story::falls_quiet();
    story.is_back_after(Room::QUIET_AFTER);
    story.now += Room::HEALS_WITHIN;
    let effects = story.room.handle(story.now, Input::TimePassed);
    assert_eq!(effects.last(), Some(&Effect::Reconfigure { restart: true }));
}
