//! `use_data_channel` opens channels of every kind, carries what is sent, and closes them.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use serde::{Deserialize, Serialize};
use wasm_bindgen_test::wasm_bindgen_test;
use yew::prelude::*;
use yew_webrtc::{
    ChannelMessage, ChannelOptions, ChannelStatus, CodecError, DataChannelOptions, Json, Payload, PeerOptions,
    Reliability, SendError, Signal, UseDataChannelHandle, UsePeerHandle, use_data_channel, use_peer,
};

use crate::{
    census::{Census, a_few_turns, wait_until},
    page::{Page, Probe},
};

trait Message: ChannelMessage + Clone + PartialEq + 'static {}

impl<M: ChannelMessage + Clone + PartialEq + 'static> Message for M {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Move {
    from: u8,
    to: u8,
}

/// One side: its peer and, while `shown`, its end of the channel.
#[derive(Properties, Clone)]
struct SideProps<M: Message> {
    peer: Probe<UsePeerHandle>,
    channel: Probe<UseDataChannelHandle<M>>,
    polite: bool,
    shown: bool,
    options: DataChannelOptions<M>,
    on_signal: Callback<Signal>,
}

impl<M: Message> PartialEq for SideProps<M> {
    fn eq(&self, other: &Self) -> bool {
        self.shown == other.shown && self.options.end == other.options.end
    }
}

#[component]
fn Side<M: Message>(props: &SideProps<M>) -> Html {
    let SideProps { polite, on_signal, .. } = props.clone();
    let peer = use_peer(PeerOptions { polite, on_signal, ..PeerOptions::default() });
    props.peer.set(peer.clone());
    html! {
        if props.shown {
            <End<M> {peer} channel={props.channel.clone()} options={Options(props.options.clone())} />
        } else {
            <p />
        }
    }
}

struct Options<M: Message>(DataChannelOptions<M>);

impl<M: Message> PartialEq for Options<M> {
    fn eq(&self, other: &Self) -> bool {
        self.0.end == other.0.end
    }
}

#[derive(Properties, PartialEq)]
struct EndProps<M: Message> {
    peer: UsePeerHandle,
    channel: Probe<UseDataChannelHandle<M>>,
    options: Options<M>,
}

#[component]
fn End<M: Message>(props: &EndProps<M>) -> Html {
    props.channel.set(use_data_channel(&props.peer, props.options.0.clone()));
    html! { <p /> }
}

/// Two sides, and the way between them.
struct Pair<M: Message> {
    pages: [Option<Page<Side<M>>>; 2],
    props: [SideProps<M>; 2],
    said: [Rc<RefCell<Vec<Signal>>>; 2],
}

impl<M: Message> Pair<M> {
    async fn mount(options: [DataChannelOptions<M>; 2]) -> Self {
        let said = [(); 2].map(|()| Rc::new(RefCell::new(Vec::new())));
        let mut side = 0;
        let props = options.map(|options| {
            let said = Rc::clone(&said[side]);
            side += 1;
            SideProps {
                peer: Probe::new(),
                channel: Probe::new(),
                polite: side == 2,
                shown: true,
                options,
                on_signal: Callback::from(move |signal| said.borrow_mut().push(signal)),
            }
        });
        let pages = [Some(Page::mount(props[0].clone()).await), Some(Page::mount(props[1].clone()).await)];
        Self { pages, props, said }
    }

    fn at(&self, side: usize) -> UseDataChannelHandle<M> {
        self.props[side].channel.last()
    }

    fn peer(&self, side: usize) -> UsePeerHandle {
        self.props[side].peer.last()
    }

    async fn show(&mut self, side: usize, shown: bool) {
        self.props[side].shown = shown;
        let props = self.props[side].clone();
        self.pages[side].as_mut().unwrap().update(props).await;
    }

    async fn unmount(&mut self) {
        for page in &mut self.pages {
            page.take().unwrap().unmount().await;
        }
    }

    fn bring(&self) {
        for side in [0, 1] {
            let said = self.said[side].take();
            said.into_iter().for_each(|signal| self.peer(1 - side).receive(signal));
        }
    }

    async fn until(&self, what: &str, condition: impl Fn() -> bool) {
        wait_until(what, || {
            self.bring();
            condition()
        })
        .await;
    }

    async fn until_open(&self) {
        self.until("both ends are open", || [0, 1].iter().all(|side| self.at(*side).status == ChannelStatus::Open))
            .await;
    }
}

fn named(label: &str) -> ChannelOptions {
    ChannelOptions { label: label.to_owned(), ..ChannelOptions::default() }
}

#[wasm_bindgen_test]
async fn works() {
    let heard = Rc::new(RefCell::new(Vec::new()));
    let on_message = {
        let heard = Rc::clone(&heard);
        Callback::from(move |it: Rc<Json<Move>>| heard.borrow_mut().push(it.0.clone()))
    };
    let mut pair = Pair::mount([
        DataChannelOptions::opens(named("moves")),
        DataChannelOptions { keep: 2, on_message, ..DataChannelOptions::takes("moves") },
    ])
    .await;
    assert_eq!(pair.at(0).status, ChannelStatus::Waiting);
    assert_eq!(pair.at(0).send(&Json(Move { from: 0, to: 0 })), Err(SendError::Closed), "there is no connection");
    pair.peer(0).open();
    pair.until_open().await;
    assert!(pair.at(0).max_message_size() >= 65_536);
    let renders = || (pair.props[0].channel.renders(), pair.props[0].peer.renders());
    let before = renders();
    for from in 0..5 {
        pair.at(0).send(&Json(Move { from, to: from + 1 })).unwrap();
        pair.at(1).send(&Json(Move { from, to: 0 })).unwrap();
    }
    pair.until("all arrived, in their order", || heard.borrow().len() == 5).await;
    assert!(heard.borrow().iter().map(|it| it.from).eq(0..5));
    pair.until("the last ones are kept", || {
        let kept: Vec<u8> = pair.at(1).messages.iter().map(|it| it.0.from).collect();
        kept == [3, 4]
    })
    .await;
    let now = renders();
    assert!(now.0 - before.0 <= now.1 - before.1, "who keeps nothing renders nothing but what the peer does");

    pair.at(1).close();
    pair.until("both see it", || [0, 1].iter().all(|side| pair.at(*side).status == ChannelStatus::Closed)).await;
    assert_eq!(pair.at(0).send(&Json(Move { from: 0, to: 0 })), Err(SendError::Closed));
    pair.at(0).open();
    pair.until_open().await;

    pair.peer(0).open();
    pair.until("the former connection is gone", || pair.at(1).status != ChannelStatus::Open).await;
    pair.until_open().await;
    pair.at(0).send(&Json(Move { from: 9, to: 9 })).unwrap();
    pair.until("the channel is there on the next connection", || heard.borrow().len() == 6).await;
    pair.unmount().await;
}

#[wasm_bindgen_test]
async fn what_cannot_be_sent_says_why() {
    let pair =
        Pair::<Vec<u8>>::mount([DataChannelOptions::opens(named("bytes")), DataChannelOptions::takes("bytes")]).await;
    pair.peer(1).open();
    pair.until_open().await;
    let max = pair.at(0).max_message_size();
    // Where a browser takes a gigabyte in one piece, nothing can be too large for a test.
    if max < 16 * 1024 * 1024 {
        let sent = pair.at(0).send(&vec![0; max as usize + 1]);
        assert_eq!(sent, Err(SendError::TooLarge { bytes: max + 1, max }));
    }
    let piece = vec![0; 256 * 1024];
    let mut pieces = 0;
    let full = loop {
        match pair.at(0).send(&piece) {
            Ok(()) if pieces < 100 => pieces += 1,
            sent => break sent,
        }
    };
    if pieces < 100 {
        assert!(matches!(full, Err(SendError::Full { waiting }) if waiting > 1024 * 1024), "{full:?}");
    }
    assert!(pair.at(0).buffered() > 0);
    pair.until("it has left", || pair.at(0).buffered() == 0).await;
}

#[wasm_bindgen_test]
async fn every_kind_is_made_as_it_is_asked_for() {
    let kinds = [
        ChannelOptions { unordered: true, reliability: Reliability::MaxRetransmits(0), ..named("a") },
        ChannelOptions { reliability: Reliability::MaxPacketLifeTime(50), protocol: "p".to_owned(), ..named("b") },
        ChannelOptions { negotiated: Some(7), ..named("c") },
    ];
    for options in kinds {
        let other = match options.negotiated {
            Some(_) => DataChannelOptions::opens(options.clone()),
            None => DataChannelOptions::takes(options.label.clone()),
        };
        let garbage = Rc::new(Cell::new(false));
        let on_garbage = {
            let garbage = Rc::clone(&garbage);
            Callback::from(move |_| garbage.set(true))
        };
        let other = DataChannelOptions { on_garbage, keep: 1, ..other };
        let pair = Pair::mount([DataChannelOptions::opens(options.clone()), other]).await;
        pair.peer(0).open();
        pair.until_open().await;
        assert!(options.negotiated.is_none_or(|id| pair.at(1).id() == Some(id)));
        pair.at(0).send(&Tricky("fair".to_owned())).unwrap();
        pair.until("it arrives", || pair.at(1).messages.len() == 1).await;
        assert!(!garbage.get());
        pair.at(0).send(&Tricky("foul".to_owned())).unwrap();
        pair.until("what makes no sense is told", || garbage.get()).await;
        assert!(pair.at(0).send(&Tricky(String::new())).is_err(), "what cannot be written is not sent");
    }
}

/// A text that is read only if it is fair, and written only if there is one.
#[derive(Debug, Clone, PartialEq)]
struct Tricky(String);

impl ChannelMessage for Tricky {
    fn to_payload(&self) -> Result<Payload, CodecError> {
        if self.0.is_empty() {
            return Err(CodecError("nothing".to_owned()));
        }
        self.0.to_payload()
    }

    fn from_payload(payload: Payload) -> Result<Self, CodecError> {
        let text = String::from_payload(payload)?;
        if text == "fair" { Ok(Self(text)) } else { Err(CodecError(text)) }
    }
}

#[wasm_bindgen_test]
async fn a_number_that_is_in_use_is_refused() {
    let taken = ChannelOptions { negotiated: Some(0), ..named("control") };
    let pair = Pair::<String>::mount([DataChannelOptions::opens(taken), DataChannelOptions::takes("x")]).await;
    pair.peer(0).open();
    pair.until("it is refused", || matches!(pair.at(0).status, ChannelStatus::Refused(_))).await;
}

#[wasm_bindgen_test]
async fn a_channel_that_never_opened_waits_for_the_next_connection() {
    let options = [DataChannelOptions::opens(named("chat")), DataChannelOptions::takes("chat")];
    let mut pair = Pair::<String>::mount(options).await;
    pair.show(0, false).await;
    pair.peer(0).open();
    pair.show(0, true).await;
    assert_eq!(pair.at(0).status, ChannelStatus::Connecting);
    pair.peer(0).close();
    pair.until("it waits", || pair.at(0).status == ChannelStatus::Waiting).await;
}

#[wasm_bindgen_test]
async fn unmount_releases() {
    let census = Census::begin();
    let mut pair = Pair::<String>::mount([
        DataChannelOptions::opens(named("chat")),
        DataChannelOptions { keep: 9, ..DataChannelOptions::takes("chat") },
    ])
    .await;
    pair.peer(0).open();
    pair.until_open().await;
    let held = pair.at(0);
    // The channel alone: the connection goes on, and another component may have one of that label.
    pair.show(0, false).await;
    pair.until("the other side sees it", || pair.at(1).status == ChannelStatus::Closed).await;
    assert_eq!(held.send(&"too late".to_owned()), Err(SendError::Closed));
    pair.show(0, true).await;
    pair.until_open().await;
    pair.at(0).send(&"again".to_owned()).unwrap();
    pair.until("it arrives", || pair.at(1).messages.len() == 1).await;
    pair.unmount().await;
    held.open();
    census.expect_nothing_left().await;
}

/// Before there is a connection, while it is being made, and while the channel is being opened.
#[wasm_bindgen_test]
async fn unmount_while_pending_releases() {
    let census = Census::begin();
    for turns in 0..6 {
        let mut pair =
            Pair::<String>::mount([DataChannelOptions::opens(named("chat")), DataChannelOptions::takes("chat")]).await;
        pair.peer(0).open();
        for _ in 0..turns {
            pair.bring();
            a_few_turns().await;
        }
        pair.unmount().await;
        pair.at(0).open();
        census.expect_nothing_left().await;
    }
}
