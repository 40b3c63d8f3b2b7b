//! Stories of one side of a negotiation, as inputs and effects.

use std::fmt::Write as _;

use tincan_core::negotiation::{Complaint, Effect, Input, Negotiation, Role, is_polite};
use tincan_protocol::{Candidate, Description, DescriptionType, Step};

fn description(kind: DescriptionType, ufrag: &str) -> Description {
    Description { kind, sdp: format!("v=0\r\na=ice-ufrag:{ufrag}\r\n") }
}

fn offer(ufrag: &str) -> Description {
    description(DescriptionType::Offer, ufrag)
}

fn answer(ufrag: &str) -> Description {
    description(DescriptionType::Answer, ufrag)
}

fn candidate(ufrag: &str) -> Candidate {
    Candidate {
        candidate: "candidate:1".to_owned(),
        sdp_mid: Some("0".to_owned()),
        sdp_m_line_index: Some(0),
        username_fragment: Some(ufrag.to_owned()),
    }
}

/// Feeds the inputs and writes down what came of each.
fn story(mut negotiation: Negotiation, inputs: Vec<Input>) -> String {
    let mut transcript = String::new();
    for input in inputs {
        writeln!(transcript, "{input:?}").unwrap();
        for effect in negotiation.handle(input) {
            writeln!(transcript, "    {effect:?}").unwrap();
        }
    }
    transcript
}

fn received(description: Description) -> Input {
    Input::Received(Step::Description(description))
}

fn received_candidate(ufrag: &str) -> Input {
    Input::Received(Step::Candidate(candidate(ufrag)))
}

#[test]
fn the_opener_offers_and_is_answered() {
    let opener = Negotiation::new(Role::Opener, false);
    insta::assert_snapshot!(story(
        opener,
        vec![
            Input::NegotiationNeeded,
            Input::LocalSet(offer("aaaa")),
            received_candidate("bbbb"),
            received(answer("bbbb")),
            Input::RemoteSet,
            received_candidate("bbbb"),
        ]),
        @"
    NegotiationNeeded
        SetLocal
    LocalSet(Offer(23 bytes, ufrag aaaa))
        Send(Description(Offer(23 bytes, ufrag aaaa)))
    Received(Candidate(Candidate(mid 0, ufrag bbbb)))
    Received(Description(Answer(23 bytes, ufrag bbbb)))
        SetRemote { description: Answer(23 bytes, ufrag bbbb), rolls_back: false }
    RemoteSet
        AddCandidate(Candidate(mid 0, ufrag bbbb))
    Received(Candidate(Candidate(mid 0, ufrag bbbb)))
        AddCandidate(Candidate(mid 0, ufrag bbbb))
    "
    );
}

#[test]
fn a_later_offer_keeps_the_parts_in_the_dtls_association() {
    let sdp = |setup: &str| format!("v=0\r\na=setup:{setup}\r\nm=audio\r\na=setup:{setup}\r\n");
    let description = |kind, setup: &str| Description { kind, sdp: sdp(setup) };
    let taken = |negotiation: &mut Negotiation| {
        let effects = negotiation.handle(received(description(DescriptionType::Offer, "actpass")));
        let [Effect::SetRemote { description, .. }] = effects.as_slice() else { panic!("{effects:?}") };
        description.sdp.clone()
    };

    let mut opener = Negotiation::new(Role::Opener, true);
    for input in [
        Input::NegotiationNeeded,
        Input::LocalSet(description(DescriptionType::Offer, "actpass")),
        received(description(DescriptionType::Answer, "active")),
        Input::RemoteSet,
    ] {
        let _ = opener.handle(input);
    }
    assert_eq!(taken(&mut opener), sdp("active"));

    let mut answerer = Negotiation::new(Role::Answerer, false);
    assert_eq!(taken(&mut answerer), sdp("actpass"), "nothing is chosen yet");
    for input in [Input::RemoteSet, Input::LocalSet(description(DescriptionType::Answer, "active"))] {
        let _ = answerer.handle(input);
    }
    assert_eq!(taken(&mut answerer), sdp("passive"));
}

#[test]
fn a_connection_has_one_certificate_of_theirs() {
    let named = |bytes: &[&str]| {
        let lines = bytes.iter().map(|byte| format!("a=fingerprint:sha-256 {}\r\n", [*byte; 32].join(":")));
        format!("v=0\r\n{}", lines.collect::<String>())
    };
    let offer = |sdp: String| received(Description { kind: DescriptionType::Offer, sdp });
    // What the first offer names, and what a later one names.
    for (first, later, is_taken) in [
        (vec!["AB", "AB"], vec!["ab"], true),
        (vec!["AB"], vec!["CD"], false),
        (vec!["AB"], vec!["AB", "CD"], false),
        (vec!["AB"], vec![], false),
        (vec!["AB", "CD"], vec!["AB"], false),
        (vec![], vec!["AB"], false),
        (vec![], vec![], true),
    ] {
        let mut answerer = Negotiation::new(Role::Answerer, false);
        let _ = answerer.handle(offer(named(&first)));
        let _ = answerer.handle(Input::RemoteSet);
        let _ = answerer.handle(Input::LocalSet(answer("a")));
        let effects = answerer.handle(offer(named(&later)));
        let taken = effects.iter().any(|effect| matches!(effect, Effect::SetRemote { .. }));
        assert_eq!(taken, is_taken, "{first:?}, then {later:?}: {effects:?}");
        let complaint = effects.iter().any(|effect| matches!(effect, Effect::Complain(Complaint::Description(_))));
        assert_eq!(complaint, !is_taken);
    }
}

#[test]
fn the_answerer_waits_for_the_first_offer_and_asks_for_another() {
    let answerer = Negotiation::new(Role::Answerer, false);
    insta::assert_snapshot!(story(
        answerer,
        vec![
            Input::NegotiationNeeded,
            Input::RestartRequested,
            received(offer("aaaa")),
            Input::RemoteSet,
            Input::LocalSet(answer("bbbb")),
            Input::NegotiationNeeded,
            Input::RestartRequested,
            // What comes is no restart.
            received(offer("aaaa")),
            Input::RemoteSet,
            Input::LocalSet(answer("bbbb")),
            Input::NegotiationNeeded,
            // And this is one.
            received(offer("cccc")),
            Input::RemoteSet,
            Input::LocalSet(answer("dddd")),
            Input::RestartRequested,
        ]),
        @r#"
    NegotiationNeeded
    RestartRequested
    Received(Description(Offer(23 bytes, ufrag aaaa)))
        SetRemote { description: Offer(23 bytes, ufrag aaaa), rolls_back: false }
    RemoteSet
        SetLocal
    LocalSet(Answer(23 bytes, ufrag bbbb))
        Send(Description(Answer(23 bytes, ufrag bbbb)))
    NegotiationNeeded
        AskForRestart("aaaa")
    RestartRequested
    Received(Description(Offer(23 bytes, ufrag aaaa)))
        SetRemote { description: Offer(23 bytes, ufrag aaaa), rolls_back: false }
    RemoteSet
        SetLocal
    LocalSet(Answer(23 bytes, ufrag bbbb))
        Send(Description(Answer(23 bytes, ufrag bbbb)))
    NegotiationNeeded
    Received(Description(Offer(23 bytes, ufrag cccc)))
        SetRemote { description: Offer(23 bytes, ufrag cccc), rolls_back: false }
    RemoteSet
        SetLocal
    LocalSet(Answer(23 bytes, ufrag dddd))
        Send(Description(Answer(23 bytes, ufrag dddd)))
    RestartRequested
        AskForRestart("cccc")
    "#
    );
}

#[test]
fn the_opener_restarts_once_for_all_who_want_it() {
    let mut opener = Negotiation::new(Role::Opener, true);
    assert!(!opener.may_restart_for(""));
    for input in [Input::NegotiationNeeded, Input::LocalSet(offer("aaaa")), received(answer("bbbb")), Input::RemoteSet]
    {
        let _ = opener.handle(input);
    }
    assert!(opener.may_restart_for("aaaa") && !opener.may_restart_for("bbbb"));
    assert_eq!(opener.handle(Input::RestartRequested), [Effect::RestartIce]);
    assert!(!opener.may_restart_for("aaaa"), "it is begun");
    assert_eq!(opener.handle(Input::RestartRequested), []);
    let _ = opener.handle(Input::NegotiationNeeded);
    let _ = opener.handle(Input::LocalSet(offer("cccc")));
    assert!(!opener.may_restart_for("aaaa"), "it is on its way");
    assert_eq!(opener.handle(Input::RestartRequested), []);
    let _ = opener.handle(received(answer("dddd")));
    let _ = opener.handle(Input::RemoteSet);
    assert!(!opener.may_restart_for("aaaa"), "it is done");
    assert!(opener.may_restart_for("cccc"));
    // An offer that is no restart hinders none.
    let _ = opener.handle(Input::NegotiationNeeded);
    let _ = opener.handle(Input::LocalSet(offer("cccc")));
    assert_eq!(opener.handle(Input::RestartRequested), [Effect::RestartIce]);
}

/// What the open offer tells was found in a network that is gone.
#[test]
fn another_network_is_looked_at_though_an_offer_is_open() {
    let mut opener = Negotiation::new(Role::Opener, true);
    for input in [Input::NegotiationNeeded, Input::LocalSet(offer("aaaa"))] {
        let _ = opener.handle(input);
    }
    assert_eq!(opener.handle(Input::NetworkChanged), [Effect::RestartIce]);
    let _ = opener.handle(received(answer("bbbb")));
    let _ = opener.handle(Input::RemoteSet);
    assert_eq!(opener.handle(Input::NegotiationNeeded), [Effect::SetLocal]);

    let mut answerer = Negotiation::new(Role::Answerer, false);
    for input in [received(offer("aaaa")), Input::RemoteSet, Input::LocalSet(answer("bbbb"))] {
        let _ = answerer.handle(input);
    }
    assert_eq!(answerer.handle(Input::NetworkChanged), [Effect::AskForRestart("aaaa".to_owned())]);
}

#[test]
fn an_ask_may_come_before_the_answer() {
    let mut opener = Negotiation::new(Role::Opener, true);
    for input in [Input::NegotiationNeeded, Input::LocalSet(offer("aaaa"))] {
        let _ = opener.handle(input);
    }
    assert_eq!(opener.handle(Input::RestartRequested), [], "nobody has seen what is to be replaced");
    assert!(opener.may_restart_for("aaaa"), "the other side has");
    assert_eq!(opener.handle(Input::RestartAsked), [Effect::RestartIce]);
    assert!(!opener.may_restart_for("aaaa"), "it is begun");
    let _ = opener.handle(received(answer("bbbb")));
    let _ = opener.handle(Input::RemoteSet);
    // The browser fires the event as soon as the exchange is complete.
    assert_eq!(opener.handle(Input::NegotiationNeeded), [Effect::SetLocal]);
}

#[test]
fn an_answerer_is_asked_in_vain() {
    let mut answerer = Negotiation::new(Role::Answerer, false);
    for input in [received(offer("aaaa")), Input::RemoteSet, Input::LocalSet(answer("bbbb"))] {
        let _ = answerer.handle(input);
    }
    assert!(!answerer.may_restart_for("bbbb"));
}

#[test]
fn when_both_offer_the_polite_side_yields() {
    let polite = Negotiation::new(Role::Opener, true);
    insta::assert_snapshot!(story(
        polite,
        vec![
            Input::NegotiationNeeded,
            Input::LocalSet(offer("aaaa")),
            received(offer("bbbb")),
            Input::RemoteSet,
            Input::LocalSet(answer("cccc")),
        ]),
        @"
    NegotiationNeeded
        SetLocal
    LocalSet(Offer(23 bytes, ufrag aaaa))
        Send(Description(Offer(23 bytes, ufrag aaaa)))
    Received(Description(Offer(23 bytes, ufrag bbbb)))
        SetRemote { description: Offer(23 bytes, ufrag bbbb), rolls_back: true }
    RemoteSet
        SetLocal
    LocalSet(Answer(23 bytes, ufrag cccc))
        Send(Description(Answer(23 bytes, ufrag cccc)))
    "
    );
}

#[test]
fn when_both_offer_the_impolite_side_insists() {
    let impolite = Negotiation::new(Role::Opener, false);
    insta::assert_snapshot!(story(
        impolite,
        vec![
            Input::NegotiationNeeded,
            Input::LocalSet(offer("aaaa")),
            received(offer("ignored")),
            received_candidate("ignored"),
            received(answer("bbbb")),
            Input::RemoteSet,
            received_candidate("bbbb"),
        ]),
        @"
    NegotiationNeeded
        SetLocal
    LocalSet(Offer(23 bytes, ufrag aaaa))
        Send(Description(Offer(23 bytes, ufrag aaaa)))
    Received(Description(Offer(26 bytes, ufrag ignored)))
    Received(Candidate(Candidate(mid 0, ufrag ignored)))
    Received(Description(Answer(23 bytes, ufrag bbbb)))
        SetRemote { description: Answer(23 bytes, ufrag bbbb), rolls_back: false }
    RemoteSet
    Received(Candidate(Candidate(mid 0, ufrag bbbb)))
        AddCandidate(Candidate(mid 0, ufrag bbbb))
    "
    );
}

#[test]
fn a_hostile_peer_is_complained_about() {
    let negotiation = Negotiation::new(Role::Answerer, false);
    insta::assert_snapshot!(story(
        negotiation,
        vec![
            received(answer("bbbb")),
            received(offer("junk")),
            Input::DescriptionRefused("Failed to parse SessionDescription.".to_owned()),
            received(offer("aaaa")),
            Input::RemoteSet,
            Input::LocalSet(answer("bbbb")),
            received_candidate("aaaa"),
            Input::CandidateRefused("Error processing ICE candidate".to_owned()),
        ]),
        @r#"
    Received(Description(Answer(23 bytes, ufrag bbbb)))
        Complain(Description("an answer came, but no offer is open"))
    Received(Description(Offer(23 bytes, ufrag junk)))
        SetRemote { description: Offer(23 bytes, ufrag junk), rolls_back: false }
    DescriptionRefused("Failed to parse SessionDescription.")
        Complain(Description("Failed to parse SessionDescription."))
    Received(Description(Offer(23 bytes, ufrag aaaa)))
        SetRemote { description: Offer(23 bytes, ufrag aaaa), rolls_back: false }
    RemoteSet
        SetLocal
    LocalSet(Answer(23 bytes, ufrag bbbb))
        Send(Description(Answer(23 bytes, ufrag bbbb)))
    Received(Candidate(Candidate(mid 0, ufrag aaaa)))
        AddCandidate(Candidate(mid 0, ufrag aaaa))
    CandidateRefused("Error processing ICE candidate")
        Complain(Candidate("Error processing ICE candidate"))
    "#
    );
}

#[test]
fn only_so_many_candidates_of_a_generation_are_tried() {
    let mut negotiation = Negotiation::new(Role::Answerer, false);
    for ufrag in ["aaaa", "bbbb"] {
        for input in [received(offer(ufrag)), Input::RemoteSet, Input::LocalSet(answer("cccc"))] {
            let _ = negotiation.handle(input);
        }
        let tried = (0..1000).filter(|_| !negotiation.handle(received_candidate(ufrag)).is_empty()).count();
        assert_eq!(tried, Negotiation::CANDIDATES);
    }
}

#[test]
fn one_of_two_is_polite() {
    assert!(is_polite(&"b", &"a"));
    assert!(!is_polite(&"a", &"b"));
}
