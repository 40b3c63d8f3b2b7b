//! `use_transfers` shows the files of a room.

use js_sys::{Array, Uint8Array};
use tincan_protocol::MemberId;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Blob, BlobPropertyBag, File, Url};
use yew::prelude::*;
use yew_webrtc::{
    ConnectionStatus, LocalTracks, Paths, Phase, RoomOptions, RoomTransfers, UseRoomHandle, UseTransfersHandle, Way,
    use_room, use_transfers,
};

use crate::{
    census::{Census, a_few_turns, wait_until},
    fake_server::{FakeServer, Mood, URL},
    page::{Page, Probe},
};

#[derive(Properties, PartialEq, Clone)]
struct Props {
    room: Probe<UseRoomHandle>,
    transfers: Probe<UseTransfersHandle>,
    #[prop_or(true)]
    shown: bool,
}

#[component]
fn Guest(props: &Props) -> Html {
    let room = use_room(RoomOptions {
        url: Some(URL.to_owned()),
        room: "sending".parse().unwrap(),
        secret: None,
        local: LocalTracks::default(),
        paths: Paths::Any,
    });
    props.room.set(room.clone());
    html! {
        if props.shown {
            <Files transfers={room.transfers} probe={props.transfers.clone()} />
        }
    }
}

#[derive(Properties, PartialEq, Clone)]
struct FilesProps {
    transfers: RoomTransfers,
    probe: Probe<UseTransfersHandle>,
}

#[component]
fn Files(props: &FilesProps) -> Html {
    let transfers = use_transfers(props.transfers.clone());
    props.probe.set(transfers.clone());
    html! { <ol>{ for transfers.transfers.iter().map(|file| html! { <li key={file.number.0}>{ file.name.as_str() }</li> }) }</ol> }
}

/// Says where the worker is, as a page does. What it really does is tested with whole calls; this one says what the page is to show.
pub(crate) fn name_worker() {
    let document = web_sys::window().unwrap().document().unwrap();
    if document.query_selector("meta[name=transfer-worker]").unwrap().is_some() {
        return;
    }
    let blob = Blob::new_with_str_sequence_and_options(&Array::of1(&WORKER.into()), &{
        let options = BlobPropertyBag::new();
        options.set_type("text/javascript");
        options
    });
    let meta = document.create_element("meta").unwrap();
    meta.set_attribute("name", "transfer-worker").unwrap();
    meta.set_attribute("content", &Url::create_object_url_with_blob(&blob.unwrap()).unwrap()).unwrap();
    document.head().unwrap().append_child(&meta).unwrap();
}

/// Shows what is offered, and says to the other that it is. Of a file called "frames" it sends one frame, as large as it may be, once the other
/// has said something, too.
const WORKER: &str = r#"
    let file = null;
    const show = (phase, about) => {
        const row = file && [0, false, file.to, "Bob", file.name, "", file.size, 0, phase, about];
        postMessage(["view", row ? [row] : [], []]);
    };
    onmessage = ({ data: [kind, ...fields] }) => {
        if (kind === "offer") {
            file = { to: fields[0], name: fields[1].name, size: fields[1].size };
            show("offered", 0);
            postMessage(["say", file.to, JSON.stringify({ type: "transfer", transfer: "resume", proofs: [] })]);
        }
        if (kind === "heard") {
            postMessage(["offered", 7]);
            if (!file) postMessage(["say", fields[0], JSON.stringify({ type: "transfer", transfer: "resume", proofs: [] })]);
            if (file?.name === "frames") postMessage(["open", 0, file.to, "frames"]);
        }
        if (kind === "opened") postMessage(["send", 0, new ArrayBuffer(fields[1])]);
        if (kind === "pause") show("paused", true);
        if (kind === "cancel") show("cancelled", true);
        if (kind === "forget") {
            file = null;
            show();
        }
    };
    postMessage(["ready"]);
"#;

async fn enter(name: &str) -> (Page<Guest>, Props) {
    name_worker();
    let props = Props { room: Probe::new(), transfers: Probe::new(), shown: true };
    let page = Page::mount(props.clone()).await;
    props.room.last().join(name.parse().unwrap());
    (page, props)
}

fn others(props: &Props) -> Vec<MemberId> {
    props.room.last().members.iter().map(|member| member.id.clone()).collect()
}

async fn until_both_are_there(props: [&Props; 2]) {
    wait_until("both are there", || props.iter().all(|props| others(props).len() == 1)).await;
}

fn file(name: &str, size: u32) -> File {
    let bytes = Uint8Array::new_with_length(size);
    File::new_with_u8_array_sequence(&Array::of1(&bytes), name).unwrap()
}

fn phase(props: &Props) -> Option<Phase> {
    props.transfers.last().transfers.last().map(|file| file.phase)
}

#[wasm_bindgen_test]
async fn works() {
    let _server = FakeServer::start();
    let (ada_page, ada) = enter("Ada").await;
    let (_bob_page, bob) = enter("Bob").await;
    until_both_are_there([&ada, &bob]).await;
    let connected = || ada.room.last().members[0].connection == ConnectionStatus::Connected;
    wait_until("it is rendered that they are connected", connected).await;
    assert_eq!(ada.transfers.last().transfers, []);

    let rooms = ada.room.renders();
    ada.transfers.last().offer(&others(&ada), &file("wishes.txt", 700_000));
    wait_until("Ada sees it", || phase(&ada) == Some(Phase::Offered { stored: 0 })).await;
    assert_eq!(ada_page.root.text_content().as_deref(), Some("wishes.txt"));
    let shown = ada.transfers.last().transfers[0].clone();
    assert_eq!((shown.way, shown.size, &shown.member), (Way::Out, 700_000, &others(&ada)[0]));
    ada.transfers.last().pause(shown.number);
    wait_until("it rests", || phase(&ada) == Some(Phase::Paused { here: true })).await;
    ada.transfers.last().cancel(shown.number);
    wait_until("it is ended", || phase(&ada) == Some(Phase::Cancelled { here: true })).await;
    ada.transfers.last().forget(shown.number);
    wait_until("it is out of sight", || ada.transfers.last().transfers.is_empty()).await;
    assert_eq!(ada.room.renders(), rooms, "who owns the room renders nothing of it");
}

#[wasm_bindgen_test]
async fn unmount_releases() {
    let _server = FakeServer::start();
    let census = Census::begin();
    let (mut ada_page, mut ada) = enter("Ada").await;
    let (bob_page, bob) = enter("Bob").await;
    until_both_are_there([&ada, &bob]).await;
    ada.transfers.last().offer(&others(&ada), &file("wishes.txt", 10));
    wait_until("Ada sees it", || phase(&ada).is_some()).await;
    // The list alone: the transfers go on, and it hears nothing of them.
    ada.shown = false;
    ada_page.update(ada.clone()).await;
    let renders = ada.transfers.renders();
    ada.room.last().transfers.offer(&others(&ada), &file("more.txt", 10));
    ada.shown = true;
    a_few_turns().await;
    assert_eq!(ada.transfers.renders(), renders);
    ada_page.update(ada.clone()).await;
    wait_until("it is there again", || ada.transfers.last().transfers[0].name.as_str() == "more.txt").await;

    ada_page.unmount().await;
    bob_page.unmount().await;
    // Handles that somebody still holds do nothing more.
    ada.transfers.last().offer(&[], &file("too late", 1));
    ada.transfers.last().look();
    census.expect_nothing_left().await;
}

/// On the way into the room, and while the worker is being started for a file to somebody who is not reached.
#[wasm_bindgen_test]
async fn unmount_while_pending_releases() {
    let server = FakeServer::start();
    server.seat("Bob");
    let census = Census::begin();
    for mood in [Mood::Absent, Mood::Silent, Mood::Serving] {
        server.set_mood(mood);
        let (page, ada) = enter("Ada").await;
        if mood == Mood::Serving {
            wait_until("Ada knows Bob", || others(&ada).len() == 1).await;
        }
        ada.transfers.last().offer(&others(&ada), &file("on its way", 1_000_000));
        page.unmount().await;
        census.expect_nothing_left().await;
    }
}
