//! `use_peer` connects over any way, and hangs up.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use wasm_bindgen_test::wasm_bindgen_test;
use yew::prelude::*;
use yew_webrtc::{ConnectionStatus, LocalTracks, PeerOptions, Presence, Signal, Trace, UsePeerHandle, use_peer};

use crate::{
    census::{Census, a_few_turns, wait_until, wait_until_else, with_broken},
    page::{Page, Probe},
    picture::{Eye, picture},
};

/// The way between the two: what each said, until it is brought to the other.
#[derive(Clone, Default)]
struct Way(Rc<RefCell<[Vec<Signal>; 2]>>);

impl PartialEq for Way {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

#[derive(Properties, PartialEq, Clone)]
struct Props {
    probe: Probe<UsePeerHandle>,
    way: Way,
    side: usize,
    #[prop_or_default]
    local: LocalTracks,
    #[prop_or_default]
    on_trace: Callback<Trace>,
}

#[component]
fn Side(props: &Props) -> Html {
    let on_signal = {
        let Props { way, side, .. } = props.clone();
        use_callback((), move |signal: Signal, ()| way.0.borrow_mut()[side].push(signal))
    };
    let (local, on_trace) = (props.local.clone(), props.on_trace.clone());
    let polite = props.side == 1;
    props.probe.set(use_peer(PeerOptions { polite, local, on_signal, on_trace, ..PeerOptions::default() }));
    html! { <p /> }
}

/// The two, on the page.
struct Pair {
    pages: [Option<Page<Side>>; 2],
    probes: [Probe<UsePeerHandle>; 2],
    props: [Props; 2],
    way: Way,
}

impl Pair {
    async fn mount() -> Self {
        let way = Way::default();
        let props = [0, 1].map(|side| Props {
            probe: Probe::new(),
            way: way.clone(),
            side,
            local: LocalTracks::default(),
            on_trace: Callback::noop(),
        });
        let pages = [Some(Page::mount(props[0].clone()).await), Some(Page::mount(props[1].clone()).await)];
        Self { pages, probes: props.clone().map(|props| props.probe), props, way }
    }

    fn at(&self, side: usize) -> UsePeerHandle {
        self.probes[side].last()
    }

    async fn update(&mut self, side: usize) {
        let props = self.props[side].clone();
        self.pages[side].as_mut().unwrap().update(props).await;
    }

    async fn unmount(&mut self, side: usize) {
        self.pages[side].take().unwrap().unmount().await;
    }

    /// Brings what was said to where it belongs.
    fn bring(&self) {
        for side in [0, 1] {
            let said = std::mem::take(&mut self.way.0.borrow_mut()[side]);
            let other = 1 - side;
            if self.pages[other].is_some() {
                said.into_iter().for_each(|signal| self.at(other).receive(signal));
            }
        }
    }

    async fn until(&self, what: &str, condition: impl Fn() -> bool) {
        let come = || {
            self.bring();
            condition()
        };
        wait_until_else(come, || format!("in vain: {what}: {:#?}", [self.at(0), self.at(1)])).await;
    }

    async fn until_connected(&self) {
        let connected = |side| self.at(side).status == Some(ConnectionStatus::Connected);
        self.until("they are connected", || connected(0) && connected(1)).await;
    }
}

#[wasm_bindgen_test]
async fn works() {
    let steps = Rc::new(RefCell::new(Vec::new()));
    let mut pair = Pair::mount().await;
    pair.props[0].on_trace = {
        let steps = Rc::clone(&steps);
        Callback::from(move |step| steps.borrow_mut().push(step))
    };
    pair.update(0).await;
    a_few_turns().await;
    assert!(pair.way.0.borrow().iter().all(Vec::is_empty), "nothing happens without a verb");
    assert_eq!(pair.at(0).status, None);

    pair.at(0).open();
    pair.until_connected().await;
    let is_answer = |step: &Trace| matches!(step, Trace::RemoteDescription(_));
    assert_eq!(
        steps.borrow().iter().filter(|step| is_answer(step)).count(),
        1,
        "the callback of the last render is told"
    );

    let presence = Presence { camera: true, ..Presence::default() };
    pair.props[0].local = LocalTracks { camera: Some(picture("red")), presence, ..LocalTracks::default() };
    pair.update(0).await;
    pair.until("the other side hears of it", || pair.at(1).presence == presence).await;
    let eye = Eye::on(&pair.at(1).camera.unwrap());
    pair.until("and sees it", || eye.colour() == "red").await;
    assert!(pair.at(1).microphone.is_some());

    pair.at(1).restart();
    pair.until("it is restarted", || steps.borrow().iter().filter(|step| is_answer(step)).count() == 2).await;
    pair.until_connected().await;

    pair.at(1).close();
    pair.until("both see it", || pair.at(0).status.is_none() && pair.at(1).status.is_none()).await;
    assert_eq!((pair.at(0).camera, pair.at(0).presence), (None, Presence::default()));

    pair.at(1).open();
    pair.until_connected().await;
    let eye = Eye::on(&pair.at(1).camera.unwrap());
    pair.until("what is sent is still sent", || eye.colour() == "red").await;
}

#[wasm_bindgen_test]
async fn a_browser_that_cannot_says_why() {
    let pair = Pair::mount().await;
    with_broken("RTCPeerConnection", "createDataChannel", || pair.at(0).open());
    pair.until("the error is rendered", || pair.at(0).error.is_some()).await;
    assert_eq!(pair.at(0).error.unwrap().0, "createDataChannel is broken");
    pair.at(0).open();
    pair.until_connected().await;
    assert_eq!(pair.at(0).error, None);
}

#[wasm_bindgen_test]
async fn a_callback_may_call_back() {
    let mut pair = Pair::mount().await;
    let asked = Rc::new(Cell::new(0));
    pair.props[0].on_trace = {
        let (peer, asked) = (pair.at(0), Rc::clone(&asked));
        Callback::from(move |step| {
            if matches!(step, Trace::ConnectionState(_)) && asked.get() < 3 {
                asked.set(asked.get() + 1);
                // Closes what is just speaking, and begins anew.
                peer.open();
            }
        })
    };
    pair.update(0).await;
    pair.at(0).open();
    pair.until_connected().await;
    assert_eq!(asked.get(), 3);
}

#[wasm_bindgen_test]
async fn unmount_releases() {
    let census = Census::begin();
    let mut pair = Pair::mount().await;
    pair.at(0).open();
    pair.until_connected().await;
    pair.unmount(0).await;
    wait_until("the other side misses it", || pair.at(1).status != Some(ConnectionStatus::Connected)).await;
    pair.unmount(1).await;
    census.expect_nothing_left().await;
}

/// Also while somebody still holds the handle.
#[wasm_bindgen_test]
async fn unmount_while_pending_releases() {
    let census = Census::begin();
    for turns in 0..6 {
        let mut pair = Pair::mount().await;
        pair.at(0).open();
        for _ in 0..turns {
            pair.bring();
            a_few_turns().await;
        }
        pair.unmount(0).await;
        pair.unmount(1).await;
        pair.at(0).open();
        census.expect_nothing_left().await;
    }
}
