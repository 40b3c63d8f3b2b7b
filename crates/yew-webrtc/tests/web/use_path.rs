//! `use_path` tells by what kind of path somebody is reached.

use tincan_protocol::MemberId;
use wasm_bindgen_test::wasm_bindgen_test;
use yew::prelude::*;
use yew_webrtc::{LocalTracks, PathKind, Paths, RoomOptions, RoomStatus, UseRoomHandle, use_path, use_room};

use crate::{
    census::{Census, wait_until},
    fake_server::{FakeServer, URL},
    page::{Page, Probe},
};

#[derive(Properties, PartialEq, Clone)]
struct Props {
    room: Probe<UseRoomHandle>,
    path: Probe<Option<PathKind>>,
    #[prop_or(true)]
    shown: bool,
}

#[component]
fn Guest(props: &Props) -> Html {
    let room = use_room(RoomOptions {
        url: Some(URL.to_owned()),
        room: "on-the-way".parse().unwrap(),
        secret: None,
        local: LocalTracks::default(),
        paths: Paths::Any,
    });
    props.room.set(room.clone());
    let shown = room.members.first().filter(|_| props.shown);
    html! {
        if let Some(member) = shown {
            <Way room={room.clone()} member={member.id.clone()} probe={props.path.clone()} />
        }
    }
}

#[derive(Properties, PartialEq, Clone)]
struct WayProps {
    room: UseRoomHandle,
    member: MemberId,
    probe: Probe<Option<PathKind>>,
}

#[component]
fn Way(props: &WayProps) -> Html {
    let path = use_path(&props.room, props.member.clone());
    props.probe.set(path);
    html! { <p>{ format!("{path:?}") }</p> }
}

async fn enter(name: &str) -> (Page<Guest>, Props) {
    let props = Props { room: Probe::new(), path: Probe::new(), shown: true };
    let page = Page::mount(props.clone()).await;
    props.room.last().join(name.parse().unwrap());
    (page, props)
}

#[wasm_bindgen_test]
async fn works() {
    let _server = FakeServer::start();
    let (_ada_page, ada) = enter("Ada").await;
    let (bob_page, bob) = enter("Bob").await;
    wait_until("both know", || {
        ada.path.renders() > 0
            && bob.path.renders() > 0
            && ada.path.last() == Some(PathKind::Direct)
            && bob.path.last() == Some(PathKind::Direct)
    })
    .await;
    bob_page.unmount().await;
    wait_until("Bob is gone", || ada.room.last().members.is_empty()).await;

    // Another stay of both, on the page that was there.
    ada.room.last().leave();
    wait_until("Ada is gone, too", || ada.room.last().status == RoomStatus::Left).await;
    let renders = ada.path.renders();
    ada.room.last().join("Ada".parse().unwrap());
    let (_bob_page, _bob) = enter("Bob").await;
    wait_until("she knows again", || ada.path.renders() > renders && ada.path.last() == Some(PathKind::Direct)).await;
}

#[wasm_bindgen_test]
async fn unmount_releases() {
    let _server = FakeServer::start();
    let census = Census::begin();
    let (mut ada_page, mut ada) = enter("Ada").await;
    let (bob_page, bob) = enter("Bob").await;
    wait_until("Ada knows", || ada.path.renders() > 0 && ada.path.last().is_some()).await;
    // The words alone: the stay goes on.
    ada.shown = false;
    ada_page.update(ada.clone()).await;
    let renders = ada.path.renders();
    bob_page.unmount().await;
    wait_until("Bob is gone", || ada.room.last().members.is_empty()).await;
    assert_eq!(ada.path.renders(), renders);
    ada_page.unmount().await;
    drop(bob);
    census.expect_nothing_left().await;
}

/// With nobody who is reached, and with the answer on its way.
#[wasm_bindgen_test]
async fn unmount_while_pending_releases() {
    let server = FakeServer::start();
    server.seat("Bob");
    let census = Census::begin();
    let (page, ada) = enter("Ada").await;
    wait_until("it is asked", || ada.path.renders() > 0).await;
    assert_eq!(ada.path.last(), None);
    page.unmount().await;
    census.expect_nothing_left().await;
}
