//! The other side does what it should not.

use std::time::Duration;

use tincan_core::peer::{Admission, ConnectionStatus, Effect, Input, PeerProblem, Role};
use tincan_protocol::{PeerMessage, SignalBody, Step};

use super::{Story, answer, candidate, description, offer};

#[test]
fn who_asks_often_waits() {
    let mut story = Story::connected(true);
    for (number, ufrag) in ["aaaa", "c1", "c2", "c3", "c4", "c5"].into_iter().enumerate() {
        let asked = || Input::Received(SignalBody::RestartWanted { ufrag: ufrag.to_owned() });
        let effects = story.peer.handle(story.now, asked());
        if number == 5 {
            assert_eq!(effects, []);
            continue;
        }
        assert_eq!(effects, [Effect::RestartIce]);
        assert_eq!(story.peer.handle(story.now, asked()), [], "it is on its way");
        story.exchange(u32::try_from(number).unwrap() + 2);
        assert_eq!(story.peer.handle(story.now, asked()), [], "it is done");
    }
    assert_eq!(story.peer.deadline(), Some(Duration::from_secs(5)));
    story.now += Duration::from_secs(5);
    assert_eq!(story.peer.handle(story.now, Input::TimePassed), [Effect::RestartIce]);
}

#[test]
fn who_offers_often_waits() {
    let mut story = Story::new(Role::Answerer, false);
    let mut taken = 0;
    for seq in 1..=30 {
        let mut effects = story.peer.handle(story.now, Input::Received(description(seq, 0, offer("aaaa"))));
        while let Some(effect) = effects.pop() {
            if let Effect::SetRemote(_) = effect {
                taken += 1;
                let _ = story.peer.handle(story.now, Input::RemoteSet);
                effects.extend(story.peer.handle(story.now, Input::LocalSet(answer("bbbb"))));
            }
        }
    }
    assert_eq!(taken, 10);
    let waits = story.peer.deadline().unwrap();
    assert_eq!(waits, Duration::from_secs(1));
    assert_eq!(story.peer.handle(waits, Input::TimePassed), [Effect::SetRemote(offer("aaaa"))]);
}

#[test]
fn who_asks_for_repetitions_often_waits_and_gets_one_then() {
    let mut story = Story::connected(true);
    for _ in 0..9 {
        story.tell(Input::CandidateGathered(candidate("aaaa")));
    }
    let sync = || Input::Received(SignalBody::Sync { ack: 1 });
    let sent = |effects: Vec<Effect>| effects.iter().filter(|it| matches!(it, Effect::SendSignal(_))).count();
    let at_once: usize = (0..100).map(|_| sent(story.peer.handle(Duration::ZERO, sync()))).sum();
    assert_eq!(at_once, 297, "nine at a time");
    let again = story.peer.deadline().unwrap();
    assert_eq!(sent(story.peer.handle(again, Input::TimePassed)), 9);
    assert_eq!(story.peer.deadline(), None);
}

#[test]
fn who_sends_too_much_is_heard_no_more() {
    let mut story = Story::connected(true);
    let admitted = (0..10_000).take_while(|_| story.peer.admit(story.now, 100) == Admission::Admitted).count();
    assert!(admitted >= 500, "an honest side may send as much: {admitted}");
    assert_eq!(story.peer.admit(story.now + Duration::from_mins(1), 1), Admission::Ignored);
    story.tell(Input::Flooded);
    story.tell(Input::Received(SignalBody::Sync { ack: 0 }));
    story.tell(Input::RestartRequested);
    insta::assert_snapshot!(story, @"
    Flooded
        Close
        Changed
        = Failed
        = Flooding
    Received(Sync { ack: 0 })
    RestartRequested
    ");
    assert_eq!(story.peer.deadline(), None);
}

#[test]
fn what_waits_is_not_without_end() {
    let mut story = Story::new(Role::Answerer, false);
    story.tell(Input::Received(description(1, 0, offer("aaaa"))));
    let step = |seq| SignalBody::Step { seq, ack: 0, step: Step::Candidate(candidate("aaaa")) };
    let kept =
        (2..10_000).take_while(|&seq| story.peer.handle(story.now, Input::Received(step(seq))).is_empty()).count();
    assert_eq!(kept, 512);
    assert_eq!((story.peer.status(), story.peer.problem()), (ConnectionStatus::Failed, Some(&PeerProblem::Flooding)));
}

#[test]
fn attempt_after_attempt_is_told_and_the_connection_goes_on() {
    let mut story = Story::connected(true);
    story.tell(Input::TooManyAttempts);
    story.tell(Input::ReceivedGarbage("and this".to_owned()));
    assert_eq!(
        (story.peer.status(), story.peer.problem()),
        (ConnectionStatus::Connected, Some(&PeerProblem::Flooding))
    );
}

#[test]
fn a_hostile_description_fails_the_connection_and_says_why() {
    let mut story = Story::new(Role::Answerer, false);
    story.tell(Input::Received(description(1, 0, offer("junk"))));
    story.tell(Input::DescriptionRefused("Failed to parse SessionDescription.".to_owned()));
    // A lesser problem does not hide it.
    story.tell(Input::CandidateRefused("Error processing ICE candidate".to_owned()));
    insta::assert_snapshot!(story, @r#"
    Received(Step { seq: 1, ack: 0, step: Description(Offer(23 bytes, ufrag junk)) })
        SetRemote(Offer(23 bytes, ufrag junk))
    DescriptionRefused("Failed to parse SessionDescription.")
        Changed
        = Failed
        = BadDescription("Failed to parse SessionDescription.")
    CandidateRefused("Error processing ICE candidate")
    "#);
}

#[test]
fn lesser_problems_leave_the_connection_alone() {
    let mut story = Story::connected(false);
    story.tell(Input::CandidateRefused("Error processing ICE candidate".to_owned()));
    story.tell(Input::ReceivedGarbage("missing field `connection`".to_owned()));
    story.tell(Input::ChannelReceived(PeerMessage::Hello { version: 2 }));
    insta::assert_snapshot!(story, @r#"
    CandidateRefused("Error processing ICE candidate")
        Changed
        = BadCandidate("Error processing ICE candidate")
    ReceivedGarbage("missing field `connection`")
    ChannelReceived(Hello { version: 2 })
        Changed
        = Version { theirs: 2 }
    "#);
}
