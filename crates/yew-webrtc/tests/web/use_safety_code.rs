//! `use_safety_code` shows a room's safety codes.

use tincan_protocol::DisplayName;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Storage, StorageEvent, StorageEventInit};
use yew::prelude::*;
use yew_webrtc::{
    AlarmKind, DeviceStatus, LocalTracks, Paths, RoomOptions, RoomSafety, SafetyCode, SafetySnapshot, SafetyStatus,
    Standing, UseRoomHandle, use_room, use_safety_code,
};

use crate::{
    census::{Census, wait_until},
    fake_server::{FakeServer, Mood, URL},
    page::{Page, Probe},
};

#[derive(Properties, PartialEq, Clone)]
struct Props {
    room: Probe<UseRoomHandle>,
    codes: Probe<SafetySnapshot>,
    #[prop_or(true)]
    shown: bool,
}

#[component]
fn Guest(props: &Props) -> Html {
    let room = use_room(RoomOptions {
        url: Some(URL.to_owned()),
        room: "comparing".parse().unwrap(),
        secret: None,
        local: LocalTracks::default(),
        paths: Paths::Any,
    });
    props.room.set(room.clone());
    html! {
        if props.shown {
            <Codes safety={room.safety} probe={props.codes.clone()} />
        }
    }
}

#[derive(Properties, PartialEq, Clone)]
struct CodesProps {
    safety: RoomSafety,
    probe: Probe<SafetySnapshot>,
}

#[component]
fn Codes(props: &CodesProps) -> Html {
    let codes = use_safety_code(props.safety.clone());
    props.probe.set(codes.clone());
    html! { <p>{ codes.people.len() }</p> }
}

async fn enter(name: &str, shown: bool) -> (Page<Guest>, Props) {
    let props = Props { room: Probe::new(), codes: Probe::new(), shown };
    let page = Page::mount(props.clone()).await;
    props.room.last().join(name.parse().unwrap());
    (page, props)
}

/// How it stands with the only other one.
fn status(props: &Props) -> Option<SafetyStatus> {
    Some(props.codes.last().people.first()?.1.clone())
}

fn code(props: &Props) -> Option<SafetyCode> {
    match status(props)? {
        SafetyStatus::Code { code, .. } => Some(code),
        SafetyStatus::Waiting | SafetyStatus::Broken(_) => None,
    }
}

fn standing(props: &Props) -> Option<Standing> {
    match status(props)? {
        SafetyStatus::Code { standing, .. } => Some(standing),
        SafetyStatus::Waiting | SafetyStatus::Broken(_) => None,
    }
}

fn is_verified(props: &Props) -> bool {
    matches!(standing(props), Some(Standing::Verified(_)))
}

fn storage() -> Storage {
    web_sys::window().unwrap().local_storage().unwrap().unwrap()
}

/// Nobody is known.
fn forget() {
    storage().remove_item(KEY).unwrap();
}

const KEY: &str = "tincan-verified";

#[wasm_bindgen_test]
async fn works() {
    forget();
    let _server = FakeServer::start();
    // Bob looks at nothing, and his device answers all the same.
    let (_ada_page, ada) = enter("Ada", true).await;
    let (mut bob_page, mut bob) = enter("Bob", false).await;
    wait_until("Ada has a code", || code(&ada).is_some()).await;
    assert_eq!((standing(&ada), ada.codes.last().device), (Some(Standing::New), DeviceStatus::Kept));
    bob.shown = true;
    bob_page.update(bob.clone()).await;
    wait_until("Bob has the same", || code(&bob).is_some() && code(&bob) == code(&ada)).await;

    let bobs_id = ada.codes.last().people[0].0.clone();
    ada.room.last().safety.codes_differ(&bobs_id);
    wait_until("it is an alarm", || ada.room.last().alarmed).await;
    assert_eq!(ada.codes.last().alarms[0].kind, AlarmKind::Differs);
    ada.room.last().safety.codes_match(&bobs_id, code(&ada).unwrap());
    wait_until("she sees that they match", || is_verified(&ada)).await;
    wait_until("there is no alarm any more", || !ada.room.last().alarmed).await;
    assert!(storage().get_item(KEY).unwrap().is_some_and(|kept| kept.contains("Bob")));

    let Some(Standing::Verified(verified)) = standing(&ada) else { panic!("{:?}", status(&ada)) };
    ada.room.last().safety.forget(&verified.key);
    wait_until("he is forgotten", || standing(&ada) == Some(Standing::New)).await;
    assert_eq!(storage().get_item(KEY).unwrap(), None);
}

/// Those who were verified are known again by themselves, and so is another device under their name.
#[wasm_bindgen_test]
async fn who_was_verified_is_known_again() {
    forget();
    let _server = FakeServer::start();
    let (ada_page, ada) = enter("Ada", true).await;
    let (bob_page, _bob) = enter("Bob", false).await;
    wait_until("Ada has a code", || code(&ada).is_some()).await;
    ada.room.last().safety.codes_match(&ada.codes.last().people[0].0, code(&ada).unwrap());
    wait_until("Bob is verified", || is_verified(&ada)).await;
    let before = code(&ada);
    bob_page.unmount().await;
    wait_until("he is gone", || ada.codes.last().people.is_empty()).await;
    let (bob_page, _bob) = enter("Bob", false).await;
    wait_until("he is known again", || is_verified(&ada)).await;
    assert_ne!(code(&ada), before, "it is another connection");
    ada_page.unmount().await;
    bob_page.unmount().await;

    // In one browser all guests are of one device: what is remembered of Bob is made to be another one's.
    let mut other = [9_u8; tincan_protocol::DeviceKey::BYTES];
    other[0] = 4;
    let other = tincan_protocol::DeviceKey::from_bytes(other).unwrap();
    storage().set_item(KEY, &format!("1760000000000 {other} BOB")).unwrap();
    let (_ada_page, ada) = enter("Ada", true).await;
    let (_bob_page, _bob) = enter("Bob", false).await;
    wait_until("Ada is warned", || ada.room.last().alarmed).await;
    let alarm = ada.codes.last().alarms[0].clone();
    assert_eq!(alarm.name, "Bob".parse::<DisplayName>().unwrap());
    assert!(
        matches!(&alarm.kind, AlarmKind::Changed(verified) if verified.key == other && verified.at == 1_760_000_000_000)
    );
    ada.room.last().safety.dismiss(alarm.number);
    wait_until("it is put away", || !ada.room.last().alarmed && ada.codes.last().alarms.is_empty()).await;
    forget();
}

/// Another page of the site writes down what happened there, and browsers tell this one.
#[wasm_bindgen_test]
async fn who_is_verified_on_another_page_is_known_on_this_one() {
    forget();
    let _server = FakeServer::start();
    let (_ada_page, ada) = enter("Ada", true).await;
    let (_bob_page, _bob) = enter("Bob", false).await;
    wait_until("Ada has a code", || code(&ada).is_some()).await;
    ada.room.last().safety.codes_match(&ada.codes.last().people[0].0, code(&ada).unwrap());
    wait_until("Bob is verified", || is_verified(&ada)).await;
    let kept = storage().get_item(KEY).unwrap().unwrap();
    let another_page_stores = |kept: Option<&str>| {
        match kept {
            Some(kept) => storage().set_item(KEY, kept).unwrap(),
            None => forget(),
        }
        let init = StorageEventInit::new();
        init.set_key(Some(KEY));
        let event = StorageEvent::new_with_event_init_dict("storage", &init).unwrap();
        web_sys::window().unwrap().dispatch_event(&event).unwrap();
    };
    another_page_stores(None);
    wait_until("he is forgotten there", || standing(&ada) == Some(Standing::New)).await;
    another_page_stores(Some(&kept));
    wait_until("he is verified there", || is_verified(&ada)).await;
    forget();
}

#[wasm_bindgen_test]
async fn unmount_releases() {
    forget();
    let _server = FakeServer::start();
    let census = Census::begin();
    let (mut ada_page, mut ada) = enter("Ada", true).await;
    let (bob_page, bob) = enter("Bob", true).await;
    wait_until("both have a code", || code(&ada).is_some() && code(&bob).is_some()).await;
    // The codes alone: they go on, and it hears nothing of them.
    ada.shown = false;
    ada_page.update(ada.clone()).await;
    let (renders, compared) = (ada.codes.renders(), code(&ada).unwrap());
    let bobs_id = ada.codes.last().people[0].0.clone();
    ada.room.last().safety.codes_differ(&bobs_id);
    wait_until("the room is told", || ada.room.last().alarmed).await;
    assert_eq!(ada.codes.renders(), renders);

    ada_page.unmount().await;
    bob_page.unmount().await;
    // Handles that somebody still holds do nothing more.
    ada.room.last().safety.codes_match(&bobs_id, compared);
    bob.room.last().safety.dismiss(0);
    census.expect_nothing_left().await;
    assert_eq!(storage().get_item(KEY).unwrap(), None);
}

/// On the way into the room, with the key on its way, and with somebody who is not reached.
#[wasm_bindgen_test]
async fn unmount_while_pending_releases() {
    forget();
    let server = FakeServer::start();
    server.seat("Bob");
    let census = Census::begin();
    for mood in [Mood::Absent, Mood::Silent, Mood::Serving] {
        server.set_mood(mood);
        let (page, ada) = enter("Ada", true).await;
        if mood == Mood::Serving {
            wait_until("Ada knows Bob", || ada.room.last().members.len() == 1).await;
        }
        page.unmount().await;
        census.expect_nothing_left().await;
    }
}
