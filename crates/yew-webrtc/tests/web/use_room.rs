//! `use_room` is in a room, and leaves it.

use tincan_protocol::{Access, ClientMessage, DisplayName, ErrorCode, HostAct, PasswordProof, ServerMessage};
use wasm_bindgen_test::wasm_bindgen_test;
use yew::prelude::*;
use yew_webrtc::{
    ConnectionStatus, LocalTracks, Paths, Presence, RemoteMember, RoomOptions, RoomRefusal, RoomStatus, UseRoomHandle,
    use_room,
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
    #[prop_or("test-room".into())]
    room: AttrValue,
    #[prop_or_default]
    local: LocalTracks,
    #[prop_or_default]
    paths: Paths,
}

#[component]
fn Guest(props: &Props) -> Html {
    let options = RoomOptions {
        url: Some(URL.to_owned()),
        room: props.room.parse().unwrap(),
        secret: None,
        local: props.local.clone(),
        paths: props.paths,
    };
    let room = use_room(options);
    props.probe.set(room.clone());
    html! { <ul>{ for room.members.iter().map(|member| html! { <li key={member.id.as_str()}>{ member.name.as_str() }</li> }) }</ul> }
}

fn props() -> Props {
    Props { probe: Probe::new(), room: "test-room".into(), local: LocalTracks::default(), paths: Paths::Any }
}

/// On the page, and on the way in.
async fn enter(name: &'static str) -> (Page<Guest>, Probe<UseRoomHandle>) {
    let props = props();
    let probe = props.probe.clone();
    let page = Page::mount(props).await;
    probe.last().join(name.parse().unwrap());
    (page, probe)
}

fn name(name: &str) -> DisplayName {
    name.parse().unwrap()
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
    let mut bob_props = props();
    let bob = bob_props.probe.clone();
    let mut bob_page = Page::<Guest>::mount(bob_props.clone()).await;
    a_few_turns().await;
    assert_eq!(bob.last().status, RoomStatus::Idle, "nothing happens without a verb");
    bob.last().join(name("Bob"));
    bob.last().join(name("Bob"));
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
    bob.last().join(name("Bob"));
    until_connected([&ada, &bob]).await;
}

#[wasm_bindgen_test]
async fn a_password_and_what_hosts_do() {
    let server = FakeServer::start();
    server.set_mood(Mood::Refusing(ErrorCode::PasswordWanted));
    let (_page, ada) = enter("Ada").await;
    let wanted = RoomStatus::Refused(RoomRefusal::PasswordWanted);
    wait_until("it is asked for", || ada.last().status == wanted).await;
    server.set_mood(Mood::Serving);
    let proof = PasswordProof::from_bytes([5; 16]);
    ada.last().join_with_password(name("Ada"), proof.clone());
    wait_until("Ada is in", || ada.last().status == RoomStatus::Joined).await;
    let proven = |said: &ClientMessage| matches!(said, ClientMessage::Join { proof: Some(it), .. } if *it == proof);
    assert_eq!(server.received(proven), 1);
    ada.last().leave();
    wait_until("Ada has left", || ada.last().status == RoomStatus::Left).await;
    ada.last().join(name("Ada"));
    wait_until("it is not asked for again", || server.received(proven) == 2).await;
    wait_until("Ada is in again", || ada.last().status == RoomStatus::Joined).await;

    ada.last().act(HostAct::EndForAll);
    let now_a_host = ServerMessage::RoomChanged { access: Access::Locked, host: true };
    server.say(&serde_json::to_string(&now_a_host).unwrap().into());
    wait_until("Ada is a host", || ada.last().hosting.host).await;
    assert_eq!(ada.last().hosting.access, Access::Locked);
    ada.last().act(HostAct::EndForAll);
    let ended = |said: &ClientMessage| *said == ClientMessage::Host(HostAct::EndForAll);
    wait_until("it is said, but not before", || server.received(ended) == 1).await;
}

#[wasm_bindgen_test]
async fn paths_are_those_of_the_latest_render() {
    let census = Census::begin();
    let _server = FakeServer::start();
    let (_ada_page, ada) = enter("Ada").await;
    let mut bob_props = props();
    let bob = bob_props.probe.clone();
    let mut bob_page = Page::<Guest>::mount(bob_props.clone()).await;
    bob.last().join(name("Bob"));
    until_connected([&ada, &bob]).await;
    assert_eq!(census.configurations(), ["all", "all"]);
    bob_props.paths = Paths::RelayedOnly;
    bob_page.update(bob_props).await;
    wait_until("Bob's is another one", || census.configurations().contains(&"relay".to_owned())).await;
}

/// Who has prepared comes in by the socket, and with the connection, that are there already.
#[wasm_bindgen_test]
async fn who_prepares_has_less_to_wait_for() {
    let server = FakeServer::start();
    let (_ada_page, ada) = enter("Ada").await;
    wait_until("Ada is in", || ada.last().status == RoomStatus::Joined).await;
    let bob_props = props();
    let bob = bob_props.probe.clone();
    let _bob_page = Page::<Guest>::mount(bob_props).await;
    bob.last().prepare();
    bob.last().prepare();
    wait_until("he is in front of the door", || server.received(|message| *message == ClientMessage::Ping) > 0).await;
    assert_eq!((server.sockets_made(), bob.last().status, ada.last().members.len()), (2, RoomStatus::Idle, 0));
    let connections = Census::begin();
    bob.last().join(name("Bob"));
    until_connected([&ada, &bob]).await;
    assert_eq!(server.sockets_made(), 2);
    assert_eq!(connections.connections_made(), 1, "Ada's; his own was there");
}

#[wasm_bindgen_test]
async fn equal_handles_do_not_render_again() {
    let _server = FakeServer::start();
    let mut ada_props = props();
    let ada = ada_props.probe.clone();
    let mut page = Page::<Guest>::mount(ada_props.clone()).await;
    let before = ada.last();
    ada_props.room = "other-room".into();
    page.update(ada_props).await;
    assert!(ada.renders() > 1 && ada.last() == before);
    before.join(name("Ada"));
    wait_until("it is rendered", || ada.last() != before).await;
}

#[wasm_bindgen_test]
async fn a_room_is_joined_as_it_is_asked_for_last() {
    let server = FakeServer::start();
    let mut props = props();
    let probe = props.probe.clone();
    let mut page = Page::<Guest>::mount(props.clone()).await;
    props.room = "other-room".into();
    let earlier = probe.last();
    page.update(props).await;
    earlier.join(name("Ada"));
    wait_until("she is in", || probe.last().status == RoomStatus::Joined).await;
    let elsewhere =
        |message: &ClientMessage| matches!(message, ClientMessage::Join { room, .. } if room.as_str() == "other-room");
    assert_eq!(server.received(elsewhere), 1);
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
            ada.last().prepare();
            ada.last().join(name("Ada"));
            census.expect_nothing_left().await;
        }
        let props = props();
        let ada = props.probe.clone();
        let page = Page::<Guest>::mount(props).await;
        ada.last().prepare();
        a_few_turns().await;
        page.unmount().await;
        census.expect_nothing_left().await;
    }
}
