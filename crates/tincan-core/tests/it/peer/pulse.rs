//! The transport says that it is there, and nothing comes.

use std::time::Duration;

use tincan_core::peer::{ConnectionStatus, Input, Peer, Transport};
use tincan_protocol::PeerMessage;

use super::Story;

impl Story {
    /// The other side answers once, and is asked again.
    fn answered_once(mut self) -> Self {
        self.tell(Input::ChannelReceived(PeerMessage::Pong));
        self.wait(Peer::PING_EVERY);
        self.transcript.clear();
        self
    }
}

#[test]
fn each_side_asks_and_answers() {
    let mut story = Story::connected(false);
    story.tell(Input::ChannelReceived(PeerMessage::Ping));
    story.tell(Input::ChannelReceived(PeerMessage::Pong));
    story.wait(Peer::PING_EVERY);
    story.tell(Input::ChannelClosed);
    assert_eq!(story.peer.deadline(), None);
    insta::assert_snapshot!(story, @"
    ChannelReceived(Ping)
        SendMessage(Pong)
    ChannelReceived(Pong)
    TimePassed
        SendMessage(Ping)
    ChannelClosed
        SendSignal(Signal { connection: ConnectionId(1), body: Sync { ack: 1 } })
    ");
}

#[test]
fn silence_is_restarted_and_then_given_up() {
    let mut story = Story::connected(false).answered_once();
    story.wait(Peer::ANSWERS_WITHIN);
    story.exchange(2);
    story.wait(Peer::RESTART_WITHIN);
    story.wait(Duration::from_mins(1));
    insta::assert_snapshot!(story, @"
    TimePassed
        SendMessage(Ping)
        RestartIce
        Changed
        = Interrupted
    NegotiationNeeded
        SetLocal
    LocalSet(Offer(21 bytes, ufrag c1))
        SendMessage(Signal { signal: OpaqueSignal(…) })
        SendSignal(Signal { connection: ConnectionId(1), body: Step { seq: 2, ack: 1, step: Description(Offer(21 bytes, ufrag c1)) } })
    Received(Step { seq: 2, ack: 2, step: Description(Answer(21 bytes, ufrag d1)) })
        SetRemote(Answer(21 bytes, ufrag d1))
    RemoteSet
    TimePassed
        Broken
        Changed
        = Failed
    TimePassed
    ");
}

#[test]
fn a_restart_that_brings_an_answer_is_the_end_of_it() {
    let mut story = Story::connected(false).answered_once();
    story.wait(Peer::ANSWERS_WITHIN);
    assert_eq!(story.peer.status(), ConnectionStatus::Interrupted);
    story.exchange(2);
    story.tell(Input::ChannelReceived(PeerMessage::Pong));
    assert_eq!(story.peer.status(), ConnectionStatus::Connected);
    assert_eq!(story.peer.deadline(), Some(story.now + Peer::PING_EVERY));
}

#[test]
fn the_side_that_answered_waits_a_little_longer_and_asks() {
    let mut story = Story::answered().answered_once();
    story.wait(Peer::ANSWERS_WITHIN);
    story.wait(Peer::ASKS_AFTER);
    insta::assert_snapshot!(story, @r#"
    TimePassed
    TimePassed
        SendMessage(Ping)
        SendMessage(Signal { signal: OpaqueSignal(…) })
        SendSignal(Signal { connection: ConnectionId(1), body: RestartWanted { ufrag: "aaaa" } })
        Changed
        = Interrupted
    "#);
}

#[test]
fn who_never_answered_is_not_missed() {
    let mut story = Story::connected(false);
    assert_eq!(story.peer.deadline(), None);
    story.wait(Duration::from_mins(1));
    assert_eq!(story.peer.status(), ConnectionStatus::Connected);
}

/// Firefox may receive nothing from the first restart on, and be heard all the same.
#[test]
fn who_asks_and_does_not_answer_is_missed() {
    let mut story = Story::connected(false);
    story.wait(Peer::PING_EVERY);
    story.tell(Input::ChannelReceived(PeerMessage::Ping));
    story.wait(Peer::ANSWERS_WITHIN - Peer::PING_EVERY);
    assert_eq!(story.peer.status(), ConnectionStatus::Interrupted);
}

#[test]
fn what_is_missing_while_the_transport_is_away_is_missed_when_it_is_back() {
    let mut story = Story::connected(false).answered_once();
    story.tell(Input::TransportChanged(Transport::Disconnected));
    assert_eq!(story.peer.deadline(), Some(story.now + Peer::GRACE));
    story.now += Duration::from_secs(1);
    story.tell(Input::TransportChanged(Transport::Connected));
    assert_eq!(story.peer.deadline(), Some(story.now + Peer::ANSWERS_WITHIN));
}

#[test]
fn a_page_that_slept_does_not_call_it_silence() {
    let mut story = Story::connected(false).answered_once();
    story.wait(Duration::from_hours(1));
    story.tell(Input::ChannelReceived(PeerMessage::Pong));
    insta::assert_snapshot!(story, @"
    TimePassed
    ChannelReceived(Pong)
    ");
}

#[test]
fn a_connection_that_was_closed_from_outside_is_made_anew() {
    let mut story = Story::connected(false);
    story.tell(Input::TransportChanged(Transport::Closed));
    story.tell(Input::TransportChanged(Transport::Connected));
    assert_eq!(story.peer.deadline(), None);
    insta::assert_snapshot!(story, @"
    TransportChanged(Closed)
        Broken
        Changed
        = Failed
    TransportChanged(Connected)
    ");
}
