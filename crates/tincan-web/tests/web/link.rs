//! Two links in one page: they find together whoever opens, whatever was lost or is late.

use std::{
    cell::RefCell,
    rc::{Rc, Weak},
};

use tincan_protocol::{ConnectionId, Description, DescriptionType, Presence, Signal, SignalBody, Step};
use tincan_web::{
    link::{Link, LinkEvent, LinkOptions, LinkSnapshot},
    peer::{ConnectionStatus, LocalTracks, PeerProblem, Trace},
};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{
    census::{Census, a_few_turns, wait_until, wait_until_else, with_broken},
    picture::{Eye, picture},
};

/// One end, and what it told.
struct End {
    link: RefCell<Option<Link>>,
    snapshot: RefCell<LinkSnapshot>,
    signals: RefCell<Vec<Signal>>,
    traces: RefCell<Vec<Trace>>,
    other: RefCell<Weak<Self>>,
}

impl End {
    fn new(polite: bool) -> Rc<Self> {
        let end = Rc::new(Self {
            link: RefCell::default(),
            snapshot: RefCell::default(),
            signals: RefCell::default(),
            traces: RefCell::default(),
            other: RefCell::default(),
        });
        end.renew(polite);
        end
    }

    /// As after a reload: a link that knows nothing.
    fn renew(self: &Rc<Self>, polite: bool) {
        let this = Rc::downgrade(self);
        let link = Link::new(LinkOptions { polite, ..LinkOptions::default() }, move |event| {
            let Some(end) = this.upgrade() else { return };
            match event {
                LinkEvent::Changed(snapshot) => drop(end.snapshot.replace(snapshot)),
                LinkEvent::Trace(trace) => end.traces.borrow_mut().push(trace),
                LinkEvent::Signal(signal) => {
                    end.signals.borrow_mut().push(signal.clone());
                    let other = end.other.borrow().upgrade();
                    if let Some(other) = other {
                        other.with(|link| link.receive(signal)).unwrap();
                    }
                }
            }
        });
        self.snapshot.replace(link.snapshot());
        let replaced = self.link.replace(Some(link));
        drop(replaced);
    }

    fn with<T>(&self, act: impl FnOnce(&Link) -> T) -> T {
        act(self.link.borrow().as_ref().unwrap())
    }

    fn status(&self) -> Option<ConnectionStatus> {
        let told = self.snapshot.borrow().clone();
        assert_eq!(self.with(Link::snapshot), told, "a change was not told");
        told.status
    }
}

/// Both ends, and the wire between them. `a` is impolite.
fn ends() -> (Rc<End>, Rc<End>) {
    let (a, b) = (End::new(false), End::new(true));
    join(&a, &b);
    (a, b)
}

fn join(a: &Rc<End>, b: &Rc<End>) {
    a.other.replace(Rc::downgrade(b));
    b.other.replace(Rc::downgrade(a));
}

fn cut(a: &End, b: &End) {
    a.other.replace(Weak::new());
    b.other.replace(Weak::new());
}

async fn until_connected(a: &End, b: &End) {
    let connected = Some(ConnectionStatus::Connected);
    let channel = |end: &End| end.traces.borrow().contains(&Trace::ControlChannel(true));
    wait_until_else(
        || a.status() == connected && b.status() == connected && channel(a) && channel(b),
        || format!("not connected: {:?} {:#?} {:#?}", [a.status(), b.status()], a.traces, b.traces),
    )
    .await;
}

fn showing(colour: &str) -> LocalTracks {
    let presence = Presence { camera: true, ..Presence::default() };
    LocalTracks { camera: Some(picture(colour)), presence, ..LocalTracks::default() }
}

#[wasm_bindgen_test]
async fn one_side_opens_and_the_other_answers() {
    for opener_is_polite in [false, true] {
        let (a, b) = ends();
        assert_eq!((a.status(), b.status()), (None, None));
        let opener = if opener_is_polite { &b } else { &a };
        opener.with(Link::open).unwrap();
        until_connected(&a, &b).await;
    }
}

#[wasm_bindgen_test]
async fn tracks_are_sent_that_were_set_before_and_after_it_was_opened() {
    let (a, b) = ends();
    a.with(|link| link.send(showing("red")));
    a.with(Link::open).unwrap();
    until_connected(&a, &b).await;
    wait_until("b knows", || b.snapshot.borrow().presence.camera).await;
    let eye = Eye::on(&b.snapshot.borrow().camera.clone().unwrap());
    wait_until("red", || eye.colour() == "red").await;
    a.with(|link| link.send(showing("lime")));
    wait_until("lime", || eye.colour() == "lime").await;
}

#[wasm_bindgen_test]
async fn when_both_open_at_once_one_connection_stands() {
    let census = Census::begin();
    let (a, b) = ends();
    a.with(Link::open).unwrap();
    b.with(Link::open).unwrap();
    until_connected(&a, &b).await;
    a_few_turns().await;
    assert_eq!(census.connections_made(), 3, "that of the polite side gave way to an answer");
    assert!(census.leftovers().starts_with("2 connections"), "{}", census.leftovers());
    let last = |end: &End| end.signals.borrow().last().unwrap().connection;
    assert_eq!(last(&a), last(&b));
}

#[wasm_bindgen_test]
async fn hanging_up_is_heard_and_either_side_may_open_again() {
    let (a, b) = ends();
    a.with(Link::open).unwrap();
    until_connected(&a, &b).await;
    a.with(Link::close);
    assert_eq!(a.status(), None);
    wait_until("b hears it", || b.status().is_none()).await;
    assert_eq!(*b.snapshot.borrow(), LinkSnapshot::default());
    b.with(Link::open).unwrap();
    until_connected(&a, &b).await;
}

#[wasm_bindgen_test]
async fn hanging_up_is_not_undone_by_what_is_still_on_its_way() {
    let census = Census::begin();
    let (a, b) = ends();
    a.with(Link::open).unwrap();
    wait_until("b answers", || !b.signals.borrow().is_empty()).await;
    a.with(Link::close);
    b.with(Link::regain_path);
    wait_until("b says it all again", || b.signals.borrow().len() > 2).await;
    a_few_turns().await;
    assert_eq!((a.status(), census.connections_made()), (None, 2));
    b.with(Link::open).unwrap();
    until_connected(&a, &b).await;
}

#[wasm_bindgen_test]
async fn opening_again_replaces_the_connection() {
    let census = Census::begin();
    let (a, b) = ends();
    for _ in 0..3 {
        a.with(Link::open).unwrap();
        until_connected(&a, &b).await;
        a.traces.take();
        b.traces.take();
    }
    assert_eq!(census.connections_made(), 6);
    assert!(census.leftovers().starts_with("2 connections"), "{}", census.leftovers());
}

#[wasm_bindgen_test]
async fn a_side_that_knows_nothing_any_more_is_opened_to_anew() {
    let (a, b) = ends();
    a.with(Link::open).unwrap();
    until_connected(&a, &b).await;
    b.renew(true);
    b.traces.take();
    a.with(Link::regain_path);
    until_connected(&a, &b).await;
}

#[wasm_bindgen_test]
async fn a_side_that_was_reloaded_may_open_itself() {
    let (a, b) = ends();
    a.with(Link::open).unwrap();
    until_connected(&a, &b).await;
    b.renew(true);
    b.traces.take();
    b.with(Link::open).unwrap();
    until_connected(&a, &b).await;
}

#[wasm_bindgen_test]
async fn what_was_lost_is_sent_again_when_the_path_is_back() {
    let (a, b) = ends();
    cut(&a, &b);
    a.with(Link::open).unwrap();
    wait_until("a spoke", || a.signals.borrow().len() > 1).await;
    a_few_turns().await;
    assert_eq!((a.status(), b.status()), (Some(ConnectionStatus::Connecting), None));
    join(&a, &b);
    a.with(Link::regain_path);
    b.with(Link::regain_path);
    until_connected(&a, &b).await;
}

#[wasm_bindgen_test]
async fn a_restart_keeps_the_connection() {
    let census = Census::begin();
    let (a, b) = ends();
    a.with(Link::open).unwrap();
    until_connected(&a, &b).await;
    let descriptions =
        |end: &End| end.traces.borrow().iter().filter(|trace| matches!(trace, Trace::RemoteDescription(_))).count();
    b.with(Link::restart);
    wait_until("both negotiated again", || descriptions(&a) == 2 && descriptions(&b) == 2).await;
    until_connected(&a, &b).await;
    assert_eq!(census.connections_made(), 2);
}

#[wasm_bindgen_test]
async fn a_hostile_offer_fails_and_a_good_one_heals() {
    let (a, b) = ends();
    let description = Description { kind: DescriptionType::Offer, sdp: "hostile".to_owned() };
    let body = SignalBody::Step { seq: 1, ack: 0, step: Step::Description(description) };
    b.with(|link| link.receive(Signal { connection: ConnectionId(666), body })).unwrap();
    wait_until("it failed", || b.status() == Some(ConnectionStatus::Failed)).await;
    assert!(matches!(b.snapshot.borrow().problem, Some(PeerProblem::BadDescription(_))));
    a.with(Link::open).unwrap();
    until_connected(&a, &b).await;
    assert_eq!(b.snapshot.borrow().problem, None);
}

#[wasm_bindgen_test]
async fn signals_about_nothing_known_are_refused_or_ignored() {
    let b = End::new(true);
    let receive = |body| b.with(|link| link.receive(Signal { connection: ConnectionId(9), body })).unwrap();
    receive(SignalBody::Unknown);
    receive(SignalBody::Reset);
    assert_eq!(*b.signals.borrow(), []);
    receive(SignalBody::Sync { ack: 3 });
    assert_eq!(*b.signals.borrow(), [Signal { connection: ConnectionId(9), body: SignalBody::Reset }]);
    assert_eq!(b.status(), None);
}

#[wasm_bindgen_test]
async fn a_browser_that_cannot_is_an_error_on_either_side() {
    let census = Census::begin();
    let (a, b) = ends();
    a.with(Link::open).unwrap();
    until_connected(&a, &b).await;
    let offer = a.signals.borrow()[0].clone();
    let again = Signal { connection: ConnectionId(8), ..offer };
    with_broken("RTCPeerConnection", "createDataChannel", || {
        a.with(Link::open).unwrap_err();
        b.with(|link| link.receive(again.clone())).unwrap_err();
    });
    assert_eq!((a.status(), b.status()), (None, None));
    census.expect_nothing_left().await;
}

#[wasm_bindgen_test]
async fn closing_leaves_nothing_behind() {
    let census = Census::begin();
    let (a, b) = ends();
    a.with(Link::open).unwrap();
    until_connected(&a, &b).await;
    a.with(Link::close);
    wait_until("b hears it", || b.status().is_none()).await;
    census.expect_nothing_left().await;
}

#[wasm_bindgen_test]
async fn dropping_leaves_nothing_behind() {
    let census = Census::begin();
    let (a, b) = ends();
    a.with(Link::open).unwrap();
    a_few_turns().await;
    drop((a.link.take(), b.link.take()));
    census.expect_nothing_left().await;
}
