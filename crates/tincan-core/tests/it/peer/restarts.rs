//! The path breaks, and is found again.

use std::time::Duration;

use tincan_core::peer::{ConnectionStatus, Input, Peer, Role, Transport};
use tincan_protocol::SignalBody;

use super::{Story, answer, description, offer};

#[test]
fn a_short_interruption_heals_by_itself() {
    let mut story = Story::connected(false);
    story.tell(Input::TransportChanged(Transport::Disconnected));
    story.wait(Duration::from_secs(1));
    story.tell(Input::TransportChanged(Transport::Connected));
    story.wait(Duration::from_mins(1));
    insta::assert_snapshot!(story, @"
    TransportChanged(Disconnected)
        SendSignal(Signal { connection: ConnectionId(1), body: Sync { ack: 1 } })
        Changed
        = Interrupted
    TimePassed
    TransportChanged(Connected)
        Changed
        = Connected
    TimePassed
    ");
}

#[test]
fn a_longer_interruption_is_restarted_until_it_is_over() {
    let mut story = Story::connected(true);
    story.tell(Input::TransportChanged(Transport::Disconnected));
    story.wait(Peer::GRACE);
    story.exchange(2);
    // It changes nothing.
    story.tell(Input::TransportChanged(Transport::Failed));
    story.exchange(3);
    for restart in 2..=3 {
        story.wait(Peer::RESTART_WITHIN * restart);
        story.exchange(restart + 2);
    }
    story.tell(Input::TransportChanged(Transport::Connected));
    insta::assert_snapshot!(story, @"
    TransportChanged(Disconnected)
        SendSignal(Signal { connection: ConnectionId(1), body: Sync { ack: 1 } })
        Changed
        = Interrupted
    TimePassed
        RestartIce
    NegotiationNeeded
        SetLocal
    LocalSet(Offer(21 bytes, ufrag c1))
        SendSignal(Signal { connection: ConnectionId(1), body: Step { seq: 2, ack: 1, step: Description(Offer(21 bytes, ufrag c1)) } })
    Received(Step { seq: 2, ack: 2, step: Description(Answer(21 bytes, ufrag d1)) })
        SetRemote(Answer(21 bytes, ufrag d1))
    RemoteSet
    TransportChanged(Failed)
        RestartIce
    NegotiationNeeded
        SetLocal
    LocalSet(Offer(21 bytes, ufrag c2))
        SendSignal(Signal { connection: ConnectionId(1), body: Step { seq: 3, ack: 2, step: Description(Offer(21 bytes, ufrag c2)) } })
    Received(Step { seq: 3, ack: 3, step: Description(Answer(21 bytes, ufrag d2)) })
        SetRemote(Answer(21 bytes, ufrag d2))
    RemoteSet
    TimePassed
        RestartIce
    NegotiationNeeded
        SetLocal
    LocalSet(Offer(21 bytes, ufrag c3))
        SendSignal(Signal { connection: ConnectionId(1), body: Step { seq: 4, ack: 3, step: Description(Offer(21 bytes, ufrag c3)) } })
    Received(Step { seq: 4, ack: 4, step: Description(Answer(21 bytes, ufrag d3)) })
        SetRemote(Answer(21 bytes, ufrag d3))
    RemoteSet
    TimePassed
        RestartIce
        Changed
        = Failed
    NegotiationNeeded
        SetLocal
    LocalSet(Offer(21 bytes, ufrag c4))
        SendSignal(Signal { connection: ConnectionId(1), body: Step { seq: 5, ack: 4, step: Description(Offer(21 bytes, ufrag c4)) } })
    Received(Step { seq: 5, ack: 5, step: Description(Answer(21 bytes, ufrag d4)) })
        SetRemote(Answer(21 bytes, ufrag d4))
    RemoteSet
    TransportChanged(Connected)
        Changed
        = Connected
    ");
}

#[test]
fn a_first_path_is_looked_for_anew_though_the_browser_does_not_give_up() {
    let mut story = Story::agreed(true);
    story.tell(Input::TransportChanged(Transport::Connecting));
    story.wait(Peer::CONNECTS_WITHIN);
    story.exchange(2);
    story.wait(Peer::RESTART_WITHIN);
    story.exchange(3);
    story.wait(Peer::RESTART_WITHIN * 2);
    insta::assert_snapshot!(story, @"
    TransportChanged(Connecting)
    TimePassed
        RestartIce
    NegotiationNeeded
        SetLocal
    LocalSet(Offer(21 bytes, ufrag c1))
        SendSignal(Signal { connection: ConnectionId(1), body: Step { seq: 2, ack: 1, step: Description(Offer(21 bytes, ufrag c1)) } })
    Received(Step { seq: 2, ack: 2, step: Description(Answer(21 bytes, ufrag d1)) })
        SetRemote(Answer(21 bytes, ufrag d1))
    RemoteSet
    TimePassed
        RestartIce
    NegotiationNeeded
        SetLocal
    LocalSet(Offer(21 bytes, ufrag c2))
        SendSignal(Signal { connection: ConnectionId(1), body: Step { seq: 3, ack: 2, step: Description(Offer(21 bytes, ufrag c2)) } })
    Received(Step { seq: 3, ack: 3, step: Description(Answer(21 bytes, ufrag d2)) })
        SetRemote(Answer(21 bytes, ufrag d2))
    RemoteSet
    TimePassed
        RestartIce
        Changed
        = Failed
    ");
}

/// It counts what the other side does, and asks for nothing on top of it.
#[test]
fn the_side_that_answers_follows_the_one_that_looks_anew() {
    let mut story = Story::new(Role::Answerer, false);
    story.tell(Input::Received(description(1, 0, offer("aaaa"))));
    story.tell(Input::RemoteSet);
    story.tell(Input::LocalSet(answer("bbbb")));
    story.tell(Input::TransportChanged(Transport::Connecting));
    let statuses = [
        (Peer::CONNECTS_WITHIN, ConnectionStatus::Connecting),
        (Peer::RESTART_WITHIN, ConnectionStatus::Connecting),
        (Peer::RESTART_WITHIN * 2, ConnectionStatus::Failed),
    ];
    for (number, (time, status)) in (2..).zip(statuses) {
        story.wait(time);
        story.tell(Input::Received(description(number, number - 1, offer(&format!("c{number}")))));
        story.tell(Input::RemoteSet);
        story.tell(Input::LocalSet(answer(&format!("d{number}"))));
        story.wait(Peer::ASKS_AFTER);
        story.now -= Peer::ASKS_AFTER;
        assert_eq!(story.peer.status(), status);
    }
    assert!(!story.transcript.contains("RestartWanted"), "{story}");
}

/// A person, or a network that is another one, may have asked before.
#[test]
fn what_was_asked_for_has_its_time() {
    let mut story = Story::answered();
    story.tell(Input::TransportChanged(Transport::Disconnected));
    story.tell(Input::NetworkChanged);
    story.tell(Input::Received(description(2, 1, offer("cccc"))));
    story.tell(Input::RemoteSet);
    story.tell(Input::LocalSet(answer("dddd")));
    story.wait(Peer::RESTART_WITHIN);
    assert_eq!(story.transcript.matches("RestartWanted").count(), 1, "{story}");
}

#[test]
fn a_first_path_that_is_found_in_time_is_left_alone() {
    let mut story = Story::agreed(true);
    story.tell(Input::TransportChanged(Transport::Connecting));
    story.tell(Input::TransportChanged(Transport::Connected));
    story.wait(Peer::CONNECTS_WITHIN);
    insta::assert_snapshot!(story, @"
    TransportChanged(Connecting)
    TransportChanged(Connected)
        Changed
        = Connected
    TimePassed
    ");
}

#[test]
fn a_restart_that_nobody_answers_is_said_again_and_not_begun_anew() {
    let mut story = Story::connected(true);
    story.tell(Input::RestartRequested);
    story.tell(Input::RestartRequested);
    story.tell(Input::NegotiationNeeded);
    story.tell(Input::LocalSet(offer("cccc")));
    story.tell(Input::RestartRequested);
    story.tell(Input::Received(SignalBody::RestartWanted { ufrag: "aaaa".to_owned() }));
    story.wait(Peer::RESTART_WITHIN);
    story.tell(Input::Received(description(2, 2, answer("dddd"))));
    story.tell(Input::RemoteSet);
    story.wait(Peer::RESTART_WITHIN);
    insta::assert_snapshot!(story, @r#"
    RestartRequested
        RestartIce
    RestartRequested
    NegotiationNeeded
        SetLocal
    LocalSet(Offer(23 bytes, ufrag cccc))
        SendMessage(Signal { signal: OpaqueSignal(…) })
        SendSignal(Signal { connection: ConnectionId(1), body: Step { seq: 2, ack: 1, step: Description(Offer(23 bytes, ufrag cccc)) } })
    RestartRequested
    Received(RestartWanted { ufrag: "aaaa" })
    TimePassed
        SendMessage(Signal { signal: OpaqueSignal(…) })
        SendSignal(Signal { connection: ConnectionId(1), body: Step { seq: 2, ack: 1, step: Description(Offer(23 bytes, ufrag cccc)) } })
        SendMessage(Signal { signal: OpaqueSignal(…) })
        SendSignal(Signal { connection: ConnectionId(1), body: Sync { ack: 1 } })
    Received(Step { seq: 2, ack: 2, step: Description(Answer(23 bytes, ufrag dddd)) })
        SetRemote(Answer(23 bytes, ufrag dddd))
    RemoteSet
    TimePassed
    "#);
}

#[test]
fn the_side_that_answers_asks_and_waits_a_little_longer_before() {
    let mut story = Story::answered();
    story.tell(Input::TransportChanged(Transport::Failed));
    story.wait(Peer::ASKS_AFTER);
    // In its eyes as well.
    story.tell(Input::NegotiationNeeded);
    // The ask was lost, or the other side cannot.
    story.wait(Peer::RESTART_WITHIN);
    story.tell(Input::Received(description(2, 1, offer("cccc"))));
    story.tell(Input::RemoteSet);
    story.tell(Input::LocalSet(answer("dddd")));
    story.tell(Input::PathRegained);
    story.tell(Input::RestartRequested);
    insta::assert_snapshot!(story, @r#"
    TransportChanged(Failed)
        SendSignal(Signal { connection: ConnectionId(1), body: Step { seq: 1, ack: 1, step: Description(Answer(23 bytes, ufrag bbbb)) } })
        SendSignal(Signal { connection: ConnectionId(1), body: Sync { ack: 1 } })
        Changed
        = Interrupted
    TimePassed
        SendSignal(Signal { connection: ConnectionId(1), body: RestartWanted { ufrag: "aaaa" } })
    NegotiationNeeded
    TimePassed
        SendSignal(Signal { connection: ConnectionId(1), body: Step { seq: 1, ack: 1, step: Description(Answer(23 bytes, ufrag bbbb)) } })
        SendSignal(Signal { connection: ConnectionId(1), body: Sync { ack: 1 } })
        SendSignal(Signal { connection: ConnectionId(1), body: RestartWanted { ufrag: "aaaa" } })
    Received(Step { seq: 2, ack: 1, step: Description(Offer(23 bytes, ufrag cccc)) })
        SetRemote(Offer(23 bytes, ufrag cccc))
    RemoteSet
        SetLocal
    LocalSet(Answer(23 bytes, ufrag dddd))
        SendSignal(Signal { connection: ConnectionId(1), body: Step { seq: 2, ack: 2, step: Description(Answer(23 bytes, ufrag dddd)) } })
    PathRegained
        SendSignal(Signal { connection: ConnectionId(1), body: Step { seq: 2, ack: 2, step: Description(Answer(23 bytes, ufrag dddd)) } })
        SendSignal(Signal { connection: ConnectionId(1), body: Sync { ack: 2 } })
    RestartRequested
        SendSignal(Signal { connection: ConnectionId(1), body: RestartWanted { ufrag: "cccc" } })
    "#);
}

#[test]
fn a_restart_in_firefox_is_no_interruption() {
    let mut story = Story::connected(false);
    story.tell(Input::TransportChanged(Transport::Connecting));
    insta::assert_snapshot!(story, @"TransportChanged(Connecting)");
}

#[test]
fn a_connection_that_dtls_gave_up_is_not_restarted() {
    let mut story = Story::connected(true);
    story.tell(Input::TransportChanged(Transport::Broken));
    // ICE does not know.
    story.tell(Input::TransportChanged(Transport::Connected));
    story.wait(Duration::from_mins(1));
    insta::assert_snapshot!(story, @"
    TransportChanged(Broken)
        Broken
        Changed
        = Failed
    TransportChanged(Connected)
    TimePassed
    ");
    assert_eq!(story.peer.deadline(), None);
}
