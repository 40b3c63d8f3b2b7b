//! Descriptions, candidates and messages, by whichever path.

use tincan_core::peer::{Input, Role, Transport};
use tincan_protocol::{PeerMessage, Presence, SignalBody, Step};

use super::{Story, answer, candidate, description, offer};

#[test]
fn the_opener_connects_through_the_server() {
    let mut story = Story::new(Role::Opener, false);
    story.tell(Input::NegotiationNeeded);
    story.tell(Input::LocalSet(offer("aaaa")));
    story.tell(Input::CandidateGathered(candidate("aaaa")));
    story.tell(Input::Received(description(1, 2, answer("bbbb"))));
    story.tell(Input::RemoteSet);
    story.tell(Input::TransportChanged(Transport::Connecting));
    story.tell(Input::TransportChanged(Transport::Connected));
    insta::assert_snapshot!(story, @"
    NegotiationNeeded
        SetLocal
    LocalSet(Offer(23 bytes, ufrag aaaa))
        SendSignal(Signal { connection: ConnectionId(1), body: Step { seq: 1, ack: 0, step: Description(Offer(23 bytes, ufrag aaaa)) } })
    CandidateGathered(Candidate(mid 0, ufrag aaaa))
        SendSignal(Signal { connection: ConnectionId(1), body: Step { seq: 2, ack: 0, step: Candidate(Candidate(mid 0, ufrag aaaa)) } })
    Received(Step { seq: 1, ack: 2, step: Description(Answer(23 bytes, ufrag bbbb)) })
        SetRemote(Answer(23 bytes, ufrag bbbb))
    RemoteSet
    TransportChanged(Connecting)
    TransportChanged(Connected)
        Changed
        = Connected
    ");
}

#[test]
fn what_arrives_while_a_description_is_applied_waits() {
    let mut story = Story::new(Role::Answerer, true);
    story.tell(Input::NegotiationNeeded);
    story.tell(Input::Received(description(1, 0, offer("aaaa"))));
    story.tell(Input::Received(SignalBody::Step { seq: 2, ack: 0, step: Step::Candidate(candidate("aaaa")) }));
    story.tell(Input::NegotiationNeeded);
    story.tell(Input::RemoteSet);
    story.tell(Input::LocalSet(answer("bbbb")));
    insta::assert_snapshot!(story, @r#"
    NegotiationNeeded
    Received(Step { seq: 1, ack: 0, step: Description(Offer(23 bytes, ufrag aaaa)) })
        SetRemote(Offer(23 bytes, ufrag aaaa))
    Received(Step { seq: 2, ack: 0, step: Candidate(Candidate(mid 0, ufrag aaaa)) })
    NegotiationNeeded
    RemoteSet
        SetLocal
    LocalSet(Answer(23 bytes, ufrag bbbb))
        SendSignal(Signal { connection: ConnectionId(1), body: Step { seq: 1, ack: 2, step: Description(Answer(23 bytes, ufrag bbbb)) } })
        AddCandidate(Candidate(mid 0, ufrag aaaa))
        SendSignal(Signal { connection: ConnectionId(1), body: RestartWanted { ufrag: "aaaa" } })
    "#);
}

#[test]
fn signals_go_through_the_control_channel_too_once_it_is_open() {
    let mut story = Story::connected(false);
    story.tell(Input::PresenceChanged(Presence { camera: true, ..Presence::default() }));
    story.tell(Input::NegotiationNeeded);
    story.tell(Input::LocalSet(offer("cccc")));
    // It is broken, and what went into it may stay there: the same again through the server.
    story.tell(Input::TransportChanged(Transport::Disconnected));
    story.tell(Input::CandidateGathered(candidate("cccc")));
    insta::assert_snapshot!(story, @"
    PresenceChanged(Presence { microphone: false, camera: true, screen: false, screen_paused: false })
        SendMessage(Presence(Presence { microphone: false, camera: true, screen: false, screen_paused: false }))
    NegotiationNeeded
        SetLocal
    LocalSet(Offer(23 bytes, ufrag cccc))
        SendMessage(Signal { signal: OpaqueSignal(…) })
        SendSignal(Signal { connection: ConnectionId(1), body: Step { seq: 2, ack: 1, step: Description(Offer(23 bytes, ufrag cccc)) } })
    TransportChanged(Disconnected)
        SendSignal(Signal { connection: ConnectionId(1), body: Step { seq: 2, ack: 1, step: Description(Offer(23 bytes, ufrag cccc)) } })
        SendSignal(Signal { connection: ConnectionId(1), body: Sync { ack: 1 } })
        Changed
        = Interrupted
    CandidateGathered(Candidate(mid 0, ufrag cccc))
        SendSignal(Signal { connection: ConnectionId(1), body: Step { seq: 3, ack: 1, step: Candidate(Candidate(mid 0, ufrag cccc)) } })
    ");
}

#[test]
fn what_was_in_a_channel_that_closed_is_sent_again() {
    let mut story = Story::connected(false);
    story.tell(Input::NegotiationNeeded);
    story.tell(Input::LocalSet(offer("cccc")));
    story.tell(Input::ChannelClosed);
    insta::assert_snapshot!(story, @"
    NegotiationNeeded
        SetLocal
    LocalSet(Offer(23 bytes, ufrag cccc))
        SendMessage(Signal { signal: OpaqueSignal(…) })
        SendSignal(Signal { connection: ConnectionId(1), body: Step { seq: 2, ack: 1, step: Description(Offer(23 bytes, ufrag cccc)) } })
    ChannelClosed
        SendSignal(Signal { connection: ConnectionId(1), body: Step { seq: 2, ack: 1, step: Description(Offer(23 bytes, ufrag cccc)) } })
        SendSignal(Signal { connection: ConnectionId(1), body: Sync { ack: 1 } })
    ");
}

#[test]
fn the_other_side_says_what_it_sends_and_that_it_leaves() {
    let mut story = Story::connected(false);
    let presence = Presence { microphone: true, camera: true, ..Presence::default() };
    story.tell(Input::ChannelReceived(PeerMessage::Presence(presence)));
    story.tell(Input::ChannelReceived(PeerMessage::Unknown));
    story.tell(Input::ChannelReceived(PeerMessage::Bye));
    insta::assert_snapshot!(story, @"
    ChannelReceived(Presence(Presence { microphone: true, camera: true, screen: false, screen_paused: false }))
        Changed
    ChannelReceived(Unknown)
    ChannelReceived(Bye)
        Left
    ");
    assert_eq!(story.peer.presence(), Some(presence));
}

#[test]
fn a_refused_answer_leaves_the_offer_open() {
    let mut story = Story::new(Role::Opener, false);
    story.tell(Input::NegotiationNeeded);
    story.tell(Input::LocalSet(offer("aaaa")));
    story.tell(Input::Received(description(1, 1, answer("junk"))));
    story.tell(Input::DescriptionRefused("Failed to parse SessionDescription.".to_owned()));
    // Theirs is ignored, as long as ours is open: this side is the impolite one.
    story.tell(Input::Received(description(2, 1, offer("bbbb"))));
    insta::assert_snapshot!(story, @r#"
    NegotiationNeeded
        SetLocal
    LocalSet(Offer(23 bytes, ufrag aaaa))
        SendSignal(Signal { connection: ConnectionId(1), body: Step { seq: 1, ack: 0, step: Description(Offer(23 bytes, ufrag aaaa)) } })
    Received(Step { seq: 1, ack: 1, step: Description(Answer(23 bytes, ufrag junk)) })
        SetRemote(Answer(23 bytes, ufrag junk))
    DescriptionRefused("Failed to parse SessionDescription.")
        Changed
        = Failed
        = BadDescription("Failed to parse SessionDescription.")
    Received(Step { seq: 2, ack: 1, step: Description(Offer(23 bytes, ufrag bbbb)) })
    "#);
}
