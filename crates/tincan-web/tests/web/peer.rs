//! Two peers in one page, over a wire that the test holds: they connect, restart, are lied to, and leave nothing behind.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use tincan_protocol::{Candidate, Description, DescriptionType, IceServer, Presence, Signal, SignalBody, Step};
use tincan_web::peer::{
    ConnectionStatus, Event, LocalTracks, Paths, Peer, PeerOptions, PeerProblem, Role, Slot, Trace,
};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{MediaStreamTrackState, RtcPeerConnection, RtcSessionDescription};

use crate::{
    census::{Census, a_few_turns, wait_until, wait_until_else, with_broken},
    pair::{CONNECTION, Pair, Side, answerer},
    picture::{Eye, picture},
};

#[wasm_bindgen_test]
async fn two_peers_connect_and_see_each_other() {
    let pair = Pair::open(showing("red"), showing("blue"));
    pair.connected().await;
    let (at_a, at_b) = (eye(&pair.a), eye(&pair.b));
    wait_until("a sees b", || at_a.colour() == "blue").await;
    wait_until("b sees a", || at_b.colour() == "red").await;
    assert_eq!(pair.a.with_peer(Peer::problem), None);
    assert_eq!(pair.b.with_peer(Peer::problem), None);
}

#[wasm_bindgen_test]
async fn one_offer_and_one_answer_are_enough() {
    let pair = Pair::open(showing("red"), showing("blue"));
    pair.connected().await;
    let at_b = eye(&pair.b);
    wait_until("b sees a", || at_b.colour() == "red").await;
    for side in [&pair.a, &pair.b] {
        assert_eq!(side.traces(|trace| matches!(trace, Trace::LocalDescription(_))), 1);
        assert_eq!(side.traces(|trace| matches!(trace, Trace::RemoteDescription(_))), 1);
        assert_eq!(side.traces(|trace| matches!(trace, Trace::Refused(_))), 0);
    }
}

#[wasm_bindgen_test]
async fn a_replaced_track_negotiates_nothing() {
    let pair = Pair::open(LocalTracks::default(), LocalTracks::default());
    pair.connected().await;
    let before = [pair.a.negotiations(), pair.b.negotiations()];
    let (at_a, at_b) = (eye(&pair.a), eye(&pair.b));
    pair.a.with_peer(|peer| peer.send(showing("red")));
    wait_until("red", || at_b.colour() == "red").await;
    pair.a.with_peer(|peer| peer.send(showing("lime")));
    wait_until("lime", || at_b.colour() == "lime").await;
    pair.b.with_peer(|peer| peer.send(showing("blue")));
    wait_until("blue", || at_a.colour() == "blue").await;
    pair.a.with_peer(|peer| peer.send(LocalTracks::default()));
    pair.a.with_peer(|peer| peer.send(showing("red")));
    wait_until("red again", || at_b.colour() == "red").await;
    assert_eq!([pair.a.negotiations(), pair.b.negotiations()], before);
}

#[wasm_bindgen_test]
async fn presence_arrives_at_first_and_when_it_changes() {
    let on = Presence { microphone: true, camera: true, ..Presence::default() };
    let pair = Pair::open(LocalTracks { presence: on, ..LocalTracks::default() }, LocalTracks::default());
    wait_until("both said it", || [&pair.a, &pair.b].iter().all(|side| side.with_peer(Peer::presence).is_some())).await;
    assert_eq!(pair.b.with_peer(Peer::presence), Some(on));
    assert_eq!(pair.a.with_peer(Peer::presence), Some(Presence::default()));
    let muted = Presence { microphone: false, ..on };
    pair.a.with_peer(|peer| peer.send(LocalTracks { presence: muted, ..LocalTracks::default() }));
    wait_until("b knows", || pair.b.with_peer(Peer::presence) == Some(muted)).await;
    assert!(pair.b.events.borrow().contains(&Event::Changed));
}

#[wasm_bindgen_test]
async fn the_control_channel_carries_signals_without_the_server() {
    let pair = Pair::open(LocalTracks::default(), LocalTracks::default());
    pair.connected().await;
    settled(&pair).await;
    for side in [&pair.a, &pair.b] {
        side.rewire(|_| Vec::new());
    }
    let before = pair.b.traces(|trace| matches!(trace, Trace::RemoteDescription(_)));
    pair.a.with_peer(Peer::restart);
    wait_until("b heard", || pair.b.traces(|trace| matches!(trace, Trace::RemoteDescription(_))) > before).await;
    settled(&pair).await;
    pair.connected().await;
}

#[wasm_bindgen_test]
async fn twenty_restarts_on_both_sides_converge() {
    let pair = Pair::open(showing("red"), showing("blue"));
    pair.connected().await;
    for _ in 0..20 {
        pair.a.with_peer(Peer::restart);
        pair.b.with_peer(Peer::restart);
    }
    let first = pair.a.descriptions().0.map(|description| description.ufrags().concat());
    wait_until("a restarted", || pair.a.descriptions().0.map(|description| description.ufrags().concat()) != first)
        .await;
    settled(&pair).await;
    pair.connected().await;
    let (at_a, at_b) = (eye(&pair.a), eye(&pair.b));
    wait_until_else(
        || at_a.colour() == "blue" && at_b.colour() == "red",
        || format!("{} {} {}\n{}", at_a.colour(), at_b.colour(), pair.a.story(), pair.b.story()),
    )
    .await;
    assert_eq!(offers(&pair.b), 0, "the side that answered only asks");
    for side in [&pair.a, &pair.b] {
        assert_eq!(side.with_peer(Peer::problem), None);
        let description = side.descriptions().0.unwrap().sdp;
        let sections = description.lines().filter(|line| line.starts_with("m=")).map(|line| &line[2..7]);
        assert_eq!(sections.collect::<Vec<_>>(), ["audio", "video", "video", "audio", "appli"]);
    }
}

#[wasm_bindgen_test]
async fn a_restart_that_the_answering_side_wants_is_made_by_the_other() {
    let pair = Pair::open(showing("red"), showing("blue"));
    pair.connected().await;
    settled(&pair).await;
    let ufrags = |side: &Side| side.descriptions().0.map(|description| description.ufrags().concat());
    let first = [ufrags(&pair.a), ufrags(&pair.b)];
    pair.b.with_peer(Peer::restart);
    wait_until("both restarted", || ufrags(&pair.a) != first[0] && ufrags(&pair.b) != first[1]).await;
    settled(&pair).await;
    a_few_turns().await;
    pair.connected().await;
    assert_eq!((offers(&pair.a), offers(&pair.b)), (2, 0));
    let (at_a, at_b) = (eye(&pair.a), eye(&pair.b));
    wait_until("they see each other", || at_a.colour() == "blue" && at_b.colour() == "red").await;
}

#[wasm_bindgen_test]
async fn restarts_while_the_connection_is_being_made_converge() {
    let pair = Pair::open(LocalTracks::default(), LocalTracks::default());
    for _ in 0..5 {
        pair.a.with_peer(Peer::restart);
        pair.b.with_peer(Peer::restart);
        a_few_turns().await;
    }
    pair.connected().await;
    settled(&pair).await;
}

#[wasm_bindgen_test]
async fn signals_may_be_repeated_and_reordered() {
    let swap = || {
        let kept = RefCell::new(None::<Signal>);
        move |signal: Signal| match kept.take() {
            None => {
                kept.replace(Some(signal));
                Vec::new()
            }
            Some(earlier) => vec![signal.clone(), earlier.clone(), signal, earlier],
        }
    };
    let pair = Pair::open_over(swap(), swap(), LocalTracks::default(), LocalTracks::default());
    // The last one of an odd number is still kept: it comes when the path is regained, as after any loss.
    a_few_turns().await;
    pair.a.with_peer(Peer::regain_path);
    a_few_turns().await;
    pair.b.with_peer(Peer::regain_path);
    pair.connected().await;
}

#[wasm_bindgen_test]
async fn what_was_lost_is_sent_again_when_the_path_is_back() {
    let nothing = |_| Vec::new();
    let pair = Pair::open_over(nothing, nothing, LocalTracks::default(), LocalTracks::default());
    wait_until("a spoke", || pair.a.signals() > 1).await;
    a_few_turns().await;
    assert_eq!(pair.a.status(), ConnectionStatus::Connecting);
    assert_eq!(pair.b.signals(), 0);
    for side in [&pair.a, &pair.b] {
        side.rewire(|signal| vec![signal]);
    }
    pair.a.with_peer(Peer::regain_path);
    pair.b.with_peer(Peer::regain_path);
    pair.connected().await;
}

#[wasm_bindgen_test]
async fn a_hostile_description_fails_that_connection() {
    for sdp in ["", "garbage", "v=0\r\n", "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\nm=audio\r\n"] {
        let side = answerer();
        side.with_peer(|peer| peer.receive(first(description(DescriptionType::Offer, sdp))));
        bad_description(&side).await;
    }
}

#[wasm_bindgen_test]
async fn an_answer_to_no_offer_fails_that_connection() {
    let side = answerer();
    side.with_peer(|peer| peer.receive(first(description(DescriptionType::Answer, "v=0\r\n"))));
    bad_description(&side).await;
}

#[wasm_bindgen_test]
async fn an_offer_of_other_sections_fails_that_connection() {
    for kinds in [&["video"][..], &["video", "audio", "video", "audio"], &["audio", "video", "video", "audio", "video"]]
    {
        let side = answerer();
        let sdp = foreign_offer(kinds).await;
        side.with_peer(|peer| peer.receive(first(description(DescriptionType::Offer, &sdp))));
        let problem = bad_description(&side).await;
        assert!(problem.contains(&kinds.join(", ")), "{problem}");
    }
}

#[wasm_bindgen_test]
async fn a_hostile_answer_fails_that_connection() {
    let tamper = |mut signal: Signal| {
        if let SignalBody::Step { step: Step::Description(description), .. } = &mut signal.body {
            description.sdp = "v=0\r\nhostile".to_owned();
        }
        vec![signal]
    };
    let pair = Pair::open_over(|signal| vec![signal], tamper, LocalTracks::default(), LocalTracks::default());
    bad_description(&pair.a).await;
}

#[wasm_bindgen_test]
async fn a_hostile_candidate_is_told_and_the_connection_goes_on() {
    let hostile: [fn(&mut Candidate); 2] = [
        |candidate| candidate.candidate = "candidate:<script>alert(1)</script>".to_owned(),
        |candidate| {
            candidate.sdp_mid = Some("nowhere".to_owned());
            candidate.sdp_m_line_index = Some(99);
        },
    ];
    for make_hostile in hostile {
        let tampered = Cell::new(false);
        let tamper = move |mut signal: Signal| {
            if let SignalBody::Step { step: Step::Candidate(candidate), .. } = &mut signal.body
                && !candidate.candidate.is_empty()
                && !tampered.replace(true)
            {
                make_hostile(candidate);
            }
            vec![signal]
        };
        let pair = Pair::open_over(tamper, |signal| vec![signal], LocalTracks::default(), LocalTracks::default());
        pair.connected().await;
        let told = || matches!(pair.b.with_peer(Peer::problem), Some(PeerProblem::BadCandidate(_)));
        wait_until("b tells of the candidate", told).await;
        assert_eq!(pair.b.status(), ConnectionStatus::Connected);
        assert_eq!(pair.a.with_peer(Peer::problem), None);
    }
}

#[wasm_bindgen_test]
async fn garbage_is_told_and_the_connection_goes_on() {
    let pair = Pair::open(LocalTracks::default(), LocalTracks::default());
    pair.b.with_peer(|peer| {
        peer.receive_garbage("expected value at line 1".to_owned());
        peer.receive(SignalBody::Unknown);
        peer.receive(SignalBody::Reset);
        peer.receive(SignalBody::Sync { ack: u32::MAX });
        let far = description(DescriptionType::Offer, "");
        peer.receive(SignalBody::Step { seq: u32::MAX, ack: u32::MAX, step: far.clone() });
        peer.receive(SignalBody::Step { seq: 0, ack: 0, step: far });
    });
    pair.connected().await;
    assert_eq!(pair.b.with_peer(Peer::problem), Some(PeerProblem::BadSignal("expected value at line 1".to_owned())));
}

#[wasm_bindgen_test]
async fn a_flood_closes_that_connection() {
    let census = Census::begin();
    let pair = Pair::open(showing("red"), showing("blue"));
    pair.connected().await;
    for _ in 0..2_000 {
        pair.b.with_peer(|peer| peer.receive(SignalBody::Sync { ack: 0 }));
    }
    wait_until("b shuts a out", || pair.b.status() == ConnectionStatus::Failed).await;
    assert_eq!(pair.b.with_peer(Peer::problem), Some(PeerProblem::Flooding));
    wait_until("a notices", || pair.a.status() != ConnectionStatus::Connected).await;
    let (told, signals) = (pair.b.events.borrow().len(), pair.b.signals());
    assert!(signals < 500, "b said {signals} things");
    pair.b.with_peer(|peer| peer.receive(SignalBody::Sync { ack: 0 }));
    pair.b.with_peer(Peer::restart);
    a_few_turns().await;
    assert_eq!(pair.b.events.borrow().len(), told, "b has nothing more to say");
    pair.a.close();
    pair.b.close();
    census.expect_nothing_left().await;
}

#[wasm_bindgen_test]
async fn a_goodbye_is_heard() {
    let pair = Pair::open(LocalTracks::default(), LocalTracks::default());
    pair.connected().await;
    pair.a.with_peer(Peer::say_goodbye);
    pair.a.close();
    wait_until("b heard", || pair.b.events.borrow().contains(&Event::Left)).await;
}

#[wasm_bindgen_test]
async fn a_peer_that_is_gone_is_missed() {
    let pair = Pair::open(LocalTracks::default(), LocalTracks::default());
    pair.connected().await;
    pair.a.close();
    wait_until("b misses a", || pair.b.status() != ConnectionStatus::Connected).await;
    assert!(!pair.b.events.borrow().contains(&Event::Left));
}

#[wasm_bindgen_test]
async fn dropping_leaves_nothing_behind() {
    let census = Census::begin();
    let pair = Pair::open(showing("red"), showing("blue"));
    pair.connected().await;
    assert_ne!(census.leftovers(), "");
    pair.a.close();
    pair.b.close();
    census.expect_nothing_left().await;
    let told = pair.a.events.borrow().len();
    a_few_turns().await;
    assert_eq!(pair.a.events.borrow().len(), told, "told after it was dropped");
}

#[wasm_bindgen_test]
async fn dropping_at_once_leaves_nothing_behind() {
    let census = Census::begin();
    let pair = Pair::open(showing("red"), showing("blue"));
    pair.a.close();
    pair.b.close();
    census.expect_nothing_left().await;
    assert_eq!(*pair.a.events.borrow(), []);
}

/// What a peer tells may be what makes its owner drop it: in a listener, in the driver, in the middle of effects.
#[wasm_bindgen_test]
async fn a_peer_may_be_dropped_at_whatever_it_tells() {
    let census = Census::begin();
    let mut number = 1;
    loop {
        let drop_at_number = |done: Rc<Cell<bool>>| {
            move |side: &Side| {
                assert!(side.events.borrow().len() <= number, "told after it was dropped");
                if side.events.borrow().len() == number {
                    side.close();
                    done.set(true);
                }
            }
        };
        let (at_a, at_b) = (Rc::new(Cell::new(false)), Rc::new(Cell::new(false)));
        let pair = Pair::open_watched(drop_at_number(Rc::clone(&at_a)), |_| {});
        wait_until("a drops, or is connected", || at_a.get() || is_done(&pair.a)).await;
        let last = !at_a.get();
        drop(pair);
        let pair = Pair::open_watched(|_| {}, drop_at_number(Rc::clone(&at_b)));
        wait_until("b drops, or is connected", || at_b.get() || is_done(&pair.b)).await;
        let last = last && !at_b.get();
        pair.b.close();
        pair.a.close();
        census.expect_nothing_left().await;
        if last {
            break;
        }
        number += 1;
    }
    assert!(number > 10, "there is more than that to tell, not {number}");
}

#[wasm_bindgen_test]
async fn the_tracks_are_lent() {
    let track = picture("red");
    let local = LocalTracks { camera: Some(Clone::clone(&track)), ..LocalTracks::default() };
    let pair = Pair::open(local, LocalTracks::default());
    pair.connected().await;
    pair.a.close();
    a_few_turns().await;
    assert_eq!(track.ready_state(), MediaStreamTrackState::Live);
    track.stop();
}

#[wasm_bindgen_test]
async fn a_malformed_ice_server_is_an_error_and_no_panic() {
    let census = Census::begin();
    let ice_servers = vec![IceServer { urls: vec!["gopher://x".to_owned()], username: None, credential: None }];
    let error = Peer::open(PeerOptions { ice_servers, ..options() }, |_| {}).unwrap_err();
    assert!(!error.0.is_empty());
    census.expect_nothing_left().await;
}

#[wasm_bindgen_test]
async fn a_browser_that_lacks_something_is_an_error_and_leaves_nothing() {
    let census = Census::begin();
    for method in ["addTransceiver", "createDataChannel"] {
        with_broken("RTCPeerConnection", method, || {
            let error = Peer::open(options(), |_| {}).unwrap_err();
            assert_eq!(error.0, format!("{method} is broken"));
        });
    }
    census.expect_nothing_left().await;
}

fn options() -> PeerOptions {
    PeerOptions {
        connection: CONNECTION,
        role: Role::Opener,
        polite: false,
        ice_servers: Vec::new(),
        paths: Paths::Any,
        local: LocalTracks::default(),
    }
}

fn showing(colour: &str) -> LocalTracks {
    LocalTracks {
        camera: Some(picture(colour)),
        presence: Presence { camera: true, ..Presence::default() },
        ..LocalTracks::default()
    }
}

fn eye(side: &Side) -> Eye {
    Eye::on(&side.with_peer(|peer| peer.remote(Slot::Camera)).unwrap())
}

/// How many offers of its own this side set.
fn offers(side: &Side) -> usize {
    let is_offer = |description: &Description| description.kind == DescriptionType::Offer;
    side.traces(|trace| matches!(trace, Trace::LocalDescription(description) if is_offer(description)))
}

/// Both are stable and mean the same descriptions.
async fn settled(pair: &Pair) {
    let agreed = || {
        let stable = [&pair.a, &pair.b].iter().all(|side| side.signaling_state().as_deref() == Some("stable"));
        let ((local_a, remote_a), (local_b, remote_b)) = (pair.a.descriptions(), pair.b.descriptions());
        let ufrags = |description: &Option<Description>| description.as_ref().map(|it| it.ufrags().concat());
        stable && ufrags(&local_a) == ufrags(&remote_b) && ufrags(&local_b) == ufrags(&remote_a)
    };
    wait_until_else(agreed, || format!("not settled\n{}\n{}", pair.a.story(), pair.b.story())).await;
}

async fn bad_description(side: &Side) -> String {
    wait_until("it failed", || side.status() == ConnectionStatus::Failed).await;
    match side.with_peer(Peer::problem) {
        Some(PeerProblem::BadDescription(why)) => why,
        other => panic!("not a bad description: {other:?}"),
    }
}

fn is_done(side: &Side) -> bool {
    side.peer.borrow().as_ref().is_some_and(|peer| peer.presence().is_some())
}

fn first(step: Step) -> SignalBody {
    SignalBody::Step { seq: 1, ack: 0, step }
}

fn description(kind: DescriptionType, sdp: &str) -> Step {
    Step::Description(Description { kind, sdp: sdp.to_owned() })
}

/// What another program would offer.
async fn foreign_offer(kinds: &[&str]) -> String {
    let connection = RtcPeerConnection::new().unwrap();
    for kind in kinds {
        let _ = connection.add_transceiver_with_str(kind);
    }
    let offer = JsFuture::from(connection.create_offer()).await.unwrap();
    connection.close();
    offer.unchecked_into::<RtcSessionDescription>().sdp()
}
