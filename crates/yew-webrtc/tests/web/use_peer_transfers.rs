//! `use_peer_transfers` brings files over a connection.

use std::{cell::RefCell, rc::Rc};

use js_sys::{Array, ArrayBuffer, Uint8Array};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::File;
use yew::prelude::*;
use yew_webrtc::{
    ConnectionStatus, PeerOptions, PeerTransfers, PeerTransfersOptions, Phase, Signal, UsePeerHandle,
    UseTransfersHandle, Way, use_peer, use_peer_transfers, use_transfers,
};

use crate::{
    census::{Census, a_few_turns, wait_until},
    page::{Page, Probe},
    use_transfers::name_worker,
};

#[derive(Properties, PartialEq, Clone)]
struct Props {
    peer: Probe<UsePeerHandle>,
    files: Probe<PeerTransfers>,
    shown: Probe<UseTransfersHandle>,
    polite: bool,
    on_signal: Callback<Signal>,
    on_frame: Callback<(Way, ArrayBuffer)>,
}

#[component]
fn Side(props: &Props) -> Html {
    let Props { polite, on_signal, on_frame, .. } = props.clone();
    let peer = use_peer(PeerOptions { polite, on_signal, ..PeerOptions::default() });
    let files = use_peer_transfers(&peer, PeerTransfersOptions { max_frame: Some(1234), on_frame });
    props.shown.set(use_transfers(files.transfers.clone()));
    props.files.set(files);
    props.peer.set(peer);
    html! { <p /> }
}

struct Pair {
    pages: [Option<Page<Side>>; 2],
    props: [Props; 2],
    said: [Rc<RefCell<Vec<Signal>>>; 2],
    frames: Rc<RefCell<Vec<(usize, Way, u32)>>>,
}

impl Pair {
    async fn mount() -> Self {
        name_worker();
        let said = [(); 2].map(|()| Rc::new(RefCell::new(Vec::new())));
        let frames = Rc::new(RefCell::new(Vec::new()));
        let props = [0, 1].map(|side: usize| {
            let (said, frames) = (Rc::clone(&said[side]), Rc::clone(&frames));
            Props {
                peer: Probe::new(),
                files: Probe::new(),
                shown: Probe::new(),
                polite: side == 1,
                on_signal: Callback::from(move |signal| said.borrow_mut().push(signal)),
                on_frame: Callback::from(move |(way, frame): (Way, ArrayBuffer)| {
                    frames.borrow_mut().push((side, way, frame.byte_length()));
                }),
            }
        });
        let pages = [Some(Page::mount(props[0].clone()).await), Some(Page::mount(props[1].clone()).await)];
        Self { pages, props, said, frames }
    }

    fn bring(&self) {
        for side in [0, 1] {
            let said = self.said[side].take();
            said.into_iter().for_each(|signal| self.props[1 - side].peer.last().receive(signal));
        }
    }

    async fn until(&self, what: &str, condition: impl Fn() -> bool) {
        wait_until(what, || {
            self.bring();
            condition()
        })
        .await;
    }

    async fn connect(&self) {
        self.props[0].peer.last().open();
        let connected = |props: &Props| props.peer.last().status == Some(ConnectionStatus::Connected);
        self.until("they are connected", || self.props.iter().all(connected)).await;
    }

    async fn unmount(&mut self) {
        for page in &mut self.pages {
            page.take().unwrap().unmount().await;
        }
    }
}

fn file(name: &str) -> File {
    let bytes: js_sys::Object = Uint8Array::new_with_length(10).into();
    File::new_with_u8_array_sequence(&Array::of1(&bytes), name).unwrap()
}

#[wasm_bindgen_test]
async fn works() {
    let mut pair = Pair::mount().await;
    pair.connect().await;
    pair.props[0].files.last().offer(&file("frames"));
    let shown = || pair.props[0].shown.last().transfers.first().map(|file| file.phase);
    pair.until("it is shown", || shown() == Some(Phase::Offered { stored: 0 })).await;
    let passed = [(0, Way::Out, 1234), (1, Way::In, 1234)];
    pair.until("a frame passes, as large as it may be", || *pair.frames.borrow() == passed).await;
    pair.unmount().await;
}

#[wasm_bindgen_test]
async fn unmount_releases() {
    let census = Census::begin();
    let mut pair = Pair::mount().await;
    pair.connect().await;
    pair.props[0].files.last().offer(&file("wishes.txt"));
    pair.until("it is shown", || !pair.props[0].shown.last().transfers.is_empty()).await;
    pair.unmount().await;
    // Handles that somebody still holds do nothing more.
    pair.props[0].files.last().offer(&file("too late"));
    census.expect_nothing_left().await;
}

/// While the connection is made, and while the worker is started for a file.
#[wasm_bindgen_test]
async fn unmount_while_pending_releases() {
    let census = Census::begin();
    for turns in 0..5 {
        let mut pair = Pair::mount().await;
        pair.props[0].files.last().offer(&file("on its way"));
        pair.props[0].peer.last().open();
        for _ in 0..turns {
            pair.bring();
            a_few_turns().await;
        }
        pair.unmount().await;
        census.expect_nothing_left().await;
    }
}
