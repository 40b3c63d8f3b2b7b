//! Keys and passwords, and rooms that are not open.

use std::{cell::RefCell, rc::Rc};

use tincan_protocol::{Access, ClientMessage, ErrorCode, HostAct, HostKey, Knock, MemberId, RoomCode, ServerMessage};
use tincan_web::{
    access::{founded_by, new_call_link, password_proof},
    room::{LocalTracks, Paths, Room, RoomOptions, RoomRefusal, RoomStatus, Snapshot},
};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{
    census::wait_until,
    fake_server::{FakeServer, Mood, URL},
};

#[wasm_bindgen_test]
async fn the_code_of_a_call_is_that_which_the_server_makes_of_its_key() {
    let code = founded_by(&HostKey::from_bytes([7; 16])).await.unwrap();
    assert_eq!(code.as_str(), "savaw-kazib-tofuf-mafuv-koniv");
}

#[wasm_bindgen_test]
async fn a_password_proves_the_same_in_every_browser() {
    let code: RoomCode = "tea-time".parse().unwrap();
    // As Python's hashlib makes it of "two cans 1".
    let proof = password_proof(&code, "two cans 1").await.unwrap();
    assert_eq!(proof.as_str(), "hcl2c4s7kqw7urqj2cdvarxwma");
    // However it is typed.
    assert_eq!(password_proof(&code, "two cans ①").await, Some(proof.clone()));
    assert_ne!(password_proof(&"tea-tim".parse().unwrap(), "two cans 1").await, Some(proof));
}

#[wasm_bindgen_test]
async fn who_makes_a_call_has_its_key_and_who_is_made_a_host_keeps_it() {
    let server = FakeServer::start();
    let own = new_call_link().await.room;
    let (room, _) = enter(&own);
    wait_until("it joins with the key", || keys(&server).iter().any(Option::is_some)).await;
    assert_eq!(founded_by(keys(&server)[0].as_ref().unwrap()).await, Some(own));
    drop(room);

    let key = HostKey::from_bytes([9; 16]);
    let others = founded_by(&key).await.unwrap();
    let (room, told) = enter(&others);
    wait_until("one is in", || status(&told) == Some(RoomStatus::Joined)).await;
    assert_eq!(keys(&server)[1], None);
    say(&server, &ServerMessage::MadeHost { key: key.clone() });
    say(&server, &ServerMessage::RoomChanged { access: Access::Knock, host: true });
    let bob = Knock { id: MemberId::from_bytes([8; 16]), name: "Bob".parse().unwrap() };
    say(&server, &ServerMessage::Knocks { waiting: vec![bob.clone()] });
    wait_until("one is a host", || told.borrow().last().is_some_and(|now| now.hosting.waiting == [bob.clone()])).await;
    let hosting = room.snapshot().hosting;
    assert_eq!((hosting.access, hosting.host), (Access::Knock, true));
    let admit = HostAct::Admit { member: bob.id };
    room.act(admit.clone());
    wait_until("it is said", || server.received(|said| *said == ClientMessage::Host(admit.clone())) == 1).await;
    drop(room);
    let _again = enter(&others);
    wait_until("the key is kept", || keys(&server).last() == Some(&Some(key.clone()))).await;
}

#[wasm_bindgen_test]
async fn a_password_is_proven_at_the_next_join() {
    let server = FakeServer::start();
    server.set_mood(Mood::Refusing(ErrorCode::PasswordWanted));
    let code: RoomCode = "tea-time".parse().unwrap();
    let (_room, told) = enter(&code);
    let refused = RoomStatus::Refused(RoomRefusal::PasswordWanted);
    wait_until("it is asked for", || status(&told) == Some(refused)).await;
    server.set_mood(Mood::Serving);
    let proof = password_proof(&code, "two cans").await.unwrap();
    let (room, told) = new(&code);
    room.prove(proof.clone());
    room.join("Ada".parse().unwrap());
    wait_until("one is in", || status(&told) == Some(RoomStatus::Joined)).await;
    let proven = |said: &ClientMessage| matches!(said, ClientMessage::Join { proof: Some(it), .. } if *it == proof);
    assert_eq!(server.received(proven), 1);
}

type Told = Rc<RefCell<Vec<Snapshot>>>;

fn new(code: &RoomCode) -> (Room, Told) {
    let told = Told::default();
    let options = RoomOptions {
        url: Some(URL.to_owned()),
        room: code.clone(),
        secret: None,
        local: LocalTracks::default(),
        paths: Paths::Any,
    };
    let on_change = {
        let told = Rc::clone(&told);
        move |snapshot| told.borrow_mut().push(snapshot)
    };
    (Room::new(options, on_change), told)
}

fn enter(code: &RoomCode) -> (Room, Told) {
    let (room, told) = new(code);
    room.join("Ada".parse().unwrap());
    (room, told)
}

fn status(told: &Told) -> Option<RoomStatus> {
    told.borrow().last().map(|snapshot| snapshot.status)
}

/// With which keys there were joins.
fn keys(server: &FakeServer) -> Vec<Option<HostKey>> {
    let keys = RefCell::new(Vec::new());
    server.received(|said| {
        if let ClientMessage::Join { key, .. } = said {
            keys.borrow_mut().push(key.clone());
        }
        true
    });
    keys.into_inner()
}

fn say(server: &FakeServer, message: &ServerMessage) {
    server.say(&serde_json::to_string(message).unwrap().into());
}
