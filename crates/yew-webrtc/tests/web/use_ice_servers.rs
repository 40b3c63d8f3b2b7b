//! `use_ice_servers` asks, and closes its socket.

use tincan_protocol::{ClientMessage, ErrorCode};
use wasm_bindgen_test::wasm_bindgen_test;
use yew::{prelude::*, scheduler};
use yew_webrtc::{IceServer, IceServersStatus, UseIceServersHandle, use_ice_servers};

use crate::{
    census::{Census, a_few_turns, wait_until},
    fake_server::{FakeServer, Mood, URL},
    page::{Page, Probe},
};

#[derive(Properties, PartialEq, Clone)]
struct Props {
    probe: Probe<UseIceServersHandle>,
}

#[component]
fn Asker(props: &Props) -> Html {
    props.probe.set(use_ice_servers(Some(AttrValue::Static(URL))));
    html! { <p /> }
}

async fn mount() -> (Page<Asker>, Probe<UseIceServersHandle>) {
    let probe = Probe::new();
    (Page::<Asker>::mount(Props { probe: probe.clone() }).await, probe)
}

async fn until_status(probe: &Probe<UseIceServersHandle>, status: IceServersStatus) {
    wait_until("the status", || probe.last().status == status).await;
}

#[wasm_bindgen_test]
async fn works() {
    let server = FakeServer::start();
    let census = Census::begin();
    let (page, probe) = mount().await;
    assert_eq!(probe.last().status, IceServersStatus::Unasked);
    let own = vec![IceServer {
        urls: vec!["turn:192.0.2.1".to_owned()],
        username: Some("1900000000:x".to_owned()),
        credential: Some("secret".to_owned()),
    }];
    server.hand_out(own.clone());
    probe.last().ask();
    scheduler::flush().await;
    assert_eq!(probe.last().status, IceServersStatus::Asking);
    until_status(&probe, IceServersStatus::Known(own)).await;
    wait_until("it has left", || server.received(|message| *message == ClientMessage::Leave) == 1).await;
    census.expect_nothing_left().await;

    for mood in [Mood::Refusing(ErrorCode::Busy), Mood::Absent] {
        server.set_mood(mood);
        probe.last().ask();
        until_status(&probe, IceServersStatus::Failed).await;
        census.expect_nothing_left().await;
    }
    server.set_mood(Mood::Silent);
    probe.last().ask();
    until_status(&probe, IceServersStatus::Asking).await;
    census.skip(10_100.0);
    until_status(&probe, IceServersStatus::Failed).await;
    page.unmount().await;
    census.expect_nothing_left().await;
}

#[wasm_bindgen_test]
async fn unmount_releases() {
    let server = FakeServer::start();
    let census = Census::begin();
    let (page, probe) = mount().await;
    probe.last().ask();
    until_status(&probe, IceServersStatus::Known(Vec::new())).await;
    let kept = probe.last();
    page.unmount().await;
    census.expect_nothing_left().await;
    kept.ask();
    a_few_turns().await;
    assert_eq!(server.sockets_made(), 1, "nobody is asked any more");
}

#[wasm_bindgen_test]
async fn unmount_while_pending_releases() {
    let server = FakeServer::start();
    server.set_mood(Mood::Silent);
    let census = Census::begin();
    let (page, probe) = mount().await;
    probe.last().ask();
    page.unmount().await;
    census.expect_nothing_left().await;
    assert!(server.sockets().is_empty());
}
