//! `use_room` is in a room, and leaves it.

use tincan_protocol::ClientMessage;
use wasm_bindgen_test::wasm_bindgen_test;
use yew::prelude::*;
use yew_webrtc::{
    ConnectionStatus, LocalTracks, Presence, RemoteMember, RoomOptions, RoomStatus, UseRoomHandle, use_room,
};

use crate::{
    census::{Census, a_few_turns, wait_until, wait_until_else},
    fake_server::{FakeServer, Mood, URL},
    page::{Page, Probe},
    picture::{Eye, picture},
};

#[derive(Properties, PartialEq, Clone)]
struct Props {
    probe: Probe<UseRoomHandle>,
    name: AttrValue,
    #[prop_or_default]
    local: LocalTracks,
}

#[component]
fn Guest(props: &Props) -> Html {
    let options = RoomOptions {
        url: Some(URL.to_owned()),
        room: "test-room".parse().unwrap(),
        name: props.name.parse().unwrap(),
        local: props.local.clone(),
    };
    let room = use_room(options);
    props.probe.set(room.clone());
    html! { <ul>{ for room.members.iter().map(|member| html! { <li key={member.id.as_str()}>{ member.name.as_str() }</li> }) }</ul> }
}

fn props(name: &'static str) -> Props {
    Props { probe: Probe::new(), name: name.into(), local: LocalTracks::default() }
}

/// On the page, and on the way in.
async fn enter(name: &'static str) -> (Page<Guest>, Probe<UseRoomHandle>) {
    let props = props(name);
    let probe = props.probe.clone();
    let page = Page::mount(props).await;
    probe.last().join();
    (page, probe)
}

fn only_member(probe: &Probe<UseRoomHandle>) -> Option<RemoteMember> {
    probe.last().members.into_iter().next()
}

async fn until_connected(probes: [&Probe<UseRoomHandle>; 2]) {
    let connected = |probe: &&Probe<UseRoomHandle>| {
        only_member(probe).is_some_and(|member| member.connection == ConnectionStatus::Connected)
    };
    let failure = || format!("not connected: {:#?}", probes.map(Probe::last));
    wait_until_else(|| probes.iter().all(connected), failure).await;
}

fn leaves(server: &FakeServer) -> usize {
    server.received(|message| *message == ClientMessage::Leave)
}

#[wasm_bindgen_test]
async fn works() {
    let server = FakeServer::start();
    let (ada_page, ada) = enter("Ada").await;
    let mut bob_props = props("Bob");
    let bob = bob_props.probe.clone();
    let mut bob_page = Page::<Guest>::mount(bob_props.clone()).await;
    a_few_turns().await;
    assert_eq!(bob.last().status, RoomStatus::Idle, "nothing happens without a verb");
    bob.last().join();
    bob.last().join();
    until_connected([&ada, &bob]).await;
    assert_eq!((ada.last().status, bob.last().status), (RoomStatus::Joined, RoomStatus::Joined));
    assert_eq!(only_member(&ada).map(|bob| bob.id), bob.last().you);
    assert_eq!(ada_page.root.text_content().as_deref(), Some("Bob"));
    assert_eq!(server.sockets_made(), 2);

    let presence = Presence { camera: true, ..Presence::default() };
    bob_props.local = LocalTracks { camera: Some(picture("red")), presence, ..LocalTracks::default() };
    bob_page.update(bob_props).await;
    wait_until("Ada hears of it", || only_member(&ada).unwrap().presence == presence).await;
    let eye = Eye::on(&only_member(&ada).unwrap().camera.unwrap());
    wait_until("Ada sees it", || eye.colour() == "red").await;

    bob.last().leave();
    wait_until("Ada is alone", || ada.last().members.is_empty()).await;
    wait_until("it is rendered", || bob.last().status == RoomStatus::Left).await;
    assert_eq!((leaves(&server), bob.last().members.len()), (1, 0));
    bob.last().join();
    until_connected([&ada, &bob]).await;
}

#[wasm_bindgen_test]
async fn equal_handles_do_not_render_again() {
    let _server = FakeServer::start();
    let mut ada_props = props("Ada");
    let ada = ada_props.probe.clone();
    let mut page = Page::<Guest>::mount(ada_props.clone()).await;
    let before = ada.last();
    ada_props.name = "Eve".into();
    page.update(ada_props).await;
    assert!(ada.renders() > 1 && ada.last() == before);
    before.join();
    wait_until("it is rendered", || ada.last() != before).await;
}

#[wasm_bindgen_test]
async fn a_room_is_joined_as_it_is_asked_for_last() {
    let server = FakeServer::start();
    let mut props = props("Ada");
    let probe = props.probe.clone();
    let mut page = Page::<Guest>::mount(props.clone()).await;
    props.name = "Eve".into();
    let earlier = probe.last();
    page.update(props).await;
    earlier.join();
    wait_until("she is in", || probe.last().status == RoomStatus::Joined).await;
    let as_eve =
        |message: &ClientMessage| matches!(message, ClientMessage::Join { name, .. } if name.as_str() == "Eve");
    assert_eq!(server.received(as_eve), 1);
}

#[wasm_bindgen_test]
async fn unmount_releases() {
    let server = FakeServer::start();
    let census = Census::begin();
    let (ada_page, ada) = enter("Ada").await;
    let (bob_page, bob) = enter("Bob").await;
    until_connected([&ada, &bob]).await;
    let (ada, bob) = (
        {
            drop(ada);
            ada_page
        },
        (bob_page, bob),
    );
    ada.unmount().await;
    wait_until("Bob is alone", || bob.1.last().members.is_empty()).await;
    assert_eq!(leaves(&server), 1);
    bob.0.unmount().await;
    census.expect_nothing_left().await;
}

/// Also while somebody still holds the handle.
#[wasm_bindgen_test]
async fn unmount_while_pending_releases() {
    let server = FakeServer::start();
    server.seat("Bob");
    let census = Census::begin();
    for mood in [Mood::Absent, Mood::Silent, Mood::Serving] {
        server.set_mood(mood);
        // Before anything, on the way in, and while the connection is being made.
        for step in 0..3 {
            let (page, ada) = enter("Ada").await;
            let sockets = server.sockets_made();
            match (step, mood) {
                (0, _) => {}
                (2, Mood::Serving) => wait_until("Ada knows Bob", || !ada.last().members.is_empty()).await,
                (1, _) | (2, Mood::Silent) => a_few_turns().await,
                (_, _) => wait_until("it is tried again", || server.sockets_made() > sockets + 1).await,
            }
            page.unmount().await;
            ada.last().join();
            census.expect_nothing_left().await;
        }
    }
}
