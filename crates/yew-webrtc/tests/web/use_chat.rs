//! `use_chat` shows a room's chat, and `use_chat_events` tells of it.

use std::{cell::RefCell, rc::Rc};

use tincan_protocol::{ChatText, Emoji};
use wasm_bindgen_test::wasm_bindgen_test;
use yew::prelude::*;
use yew_webrtc::{
    Audience, ChatEvent, ChatSnapshot, ConnectionStatus, Delivery, LocalTracks, Paths, RoomChat, RoomOptions,
    UseRoomHandle, use_chat, use_chat_events, use_room,
};

use crate::{
    census::{Census, a_few_turns, wait_until},
    fake_server::{FakeServer, Mood, URL},
    page::{Page, Probe},
};

#[derive(Properties, PartialEq, Clone)]
struct Props {
    room: Probe<UseRoomHandle>,
    chat: Probe<Rc<ChatSnapshot>>,
    events: Probe<Rc<RefCell<Vec<ChatEvent>>>>,
    #[prop_or(true)]
    shown: bool,
}

#[component]
fn Guest(props: &Props) -> Html {
    let room = use_room(RoomOptions {
        url: Some(URL.to_owned()),
        room: "chatting".parse().unwrap(),
        secret: None,
        local: LocalTracks::default(),
        paths: Paths::Any,
    });
    props.room.set(room.clone());
    html! {
        if props.shown {
            <Panel chat={room.chat} probe={props.chat.clone()} events={props.events.clone()} />
        }
    }
}

#[derive(Properties, PartialEq, Clone)]
struct PanelProps {
    chat: RoomChat,
    probe: Probe<Rc<ChatSnapshot>>,
    events: Probe<Rc<RefCell<Vec<ChatEvent>>>>,
}

#[component]
fn Panel(props: &PanelProps) -> Html {
    let chat = use_chat(props.chat.clone());
    let events = use_mut_ref(Vec::new);
    use_chat_events(props.chat.clone(), {
        let events = Rc::clone(&events);
        move |event| events.borrow_mut().push(event.clone())
    });
    props.events.set(events);
    props.probe.set(chat.clone());
    html! {
        <ol>{ for chat.messages.iter().map(|message| html! { <li key={message.key.id.to_string()}>{ message.text.as_str() }</li> }) }</ol>
    }
}

fn props() -> Props {
    // The tabs of a test are one: nobody takes up what another one kept.
    web_sys::window().unwrap().session_storage().unwrap().unwrap().remove_item("tincan-chat-chatting").unwrap();
    Props { room: Probe::new(), chat: Probe::new(), events: Probe::new(), shown: true }
}

async fn enter(name: &str) -> (Page<Guest>, Props) {
    let props = props();
    let page = Page::mount(props.clone()).await;
    props.room.last().join(name.parse().unwrap());
    (page, props)
}

async fn until_both_are_there(props: [&Props; 2]) {
    wait_until("both are there", || props.iter().all(|props| props.chat.last().people.len() == 1)).await;
}

fn said(text: &str) -> ChatText {
    text.parse().unwrap()
}

#[wasm_bindgen_test]
async fn works() {
    let _server = FakeServer::start();
    let (_ada_page, ada) = enter("Ada").await;
    assert!(ada.chat.last().messages.is_empty());
    ada.room.last().chat.send(Audience::Everyone, said("to nobody yet"));
    let (bob_page, bob) = enter("Bob").await;
    until_both_are_there([&ada, &bob]).await;

    ada.room.last().chat.send(Audience::Everyone, said("Hello"));
    wait_until("Bob reads it", || bob_page.root.text_content().as_deref() == Some("Hello")).await;
    let delivered =
        || ada.chat.last().messages.first().and_then(|message| message.delivery) == Some(Delivery::Delivered);
    wait_until("Ada knows", delivered).await;
    assert_eq!(bob.chat.last().unread, 1);
    bob.room.last().chat.look(true);
    wait_until("he has read it", || bob.chat.last().unread == 0).await;
    let arrived = |event: &ChatEvent| matches!(event, ChatEvent::Arrived(message) if message.text.as_str() == "Hello");
    assert_eq!(bob.events.last().borrow().iter().filter(|event| arrived(event)).count(), 1);

    let connected = || ada.room.last().members.iter().all(|member| member.connection == ConnectionStatus::Connected);
    wait_until("it is rendered that they are connected", connected).await;
    let rooms = ada.room.renders();
    let private = Audience::One(bob.chat.last().people[0].id.clone());
    bob.room.last().chat.typed(private.clone());
    wait_until("Ada sees him write to her", || ada.chat.last().typing.iter().any(|(_, private)| *private)).await;
    bob.room.last().chat.stop_typing();
    bob.room.last().chat.send(private, said("Good evening"));
    wait_until("Ada reads it", || ada.chat.last().messages.len() == 2).await;
    let key = ada.chat.last().messages[1].key.clone();
    ada.room.last().chat.react(key, Emoji::Heart);
    wait_until("Bob has a heart", || bob.chat.last().messages[1].reactions.len() == 1).await;
    ada.room.last().chat.cheer(Emoji::Clap);
    let clapped = |event: &ChatEvent| matches!(event, ChatEvent::Cheered { own: false, emoji: Emoji::Clap, .. });
    wait_until("Bob sees her clap", || bob.events.last().borrow().iter().any(clapped)).await;
    let transcript = bob.room.last().chat.transcript(|_| "now".to_owned(), |message| message.author.name.to_string());
    assert_eq!(transcript, "[now] Ada: Hello\n[now] Bob: Good evening\n    ❤️ Ada\n");
    assert_eq!(ada.room.renders(), rooms, "who owns the room renders nothing of it");
}

/// It was not there when the others said something, and shows it all the same.
#[wasm_bindgen_test]
async fn what_was_said_while_nobody_looked_is_there() {
    let _server = FakeServer::start();
    let (_ada_page, ada) = enter("Ada").await;
    let mut bob = Props { shown: false, ..props() };
    let mut bob_page = Page::<Guest>::mount(bob.clone()).await;
    bob.room.last().join("Bob".parse().unwrap());
    wait_until("Bob is there", || ada.chat.last().people.len() == 1).await;
    ada.room.last().chat.send(Audience::Everyone, said("Hello"));
    let delivered = || ada.chat.last().messages.iter().all(|message| message.delivery == Some(Delivery::Delivered));
    wait_until("it arrived", delivered).await;
    bob.shown = true;
    bob_page.update(bob.clone()).await;
    wait_until("he reads it", || bob_page.root.text_content().as_deref() == Some("Hello")).await;
    assert_eq!(bob.chat.last().unread, 1);
}

#[wasm_bindgen_test]
async fn unmount_releases() {
    let _server = FakeServer::start();
    let census = Census::begin();
    let (mut ada_page, mut ada) = enter("Ada").await;
    let (bob_page, bob) = enter("Bob").await;
    until_both_are_there([&ada, &bob]).await;
    // The panel alone: the chat goes on, and it hears nothing of it.
    ada.shown = false;
    ada_page.update(ada.clone()).await;
    let (renders, heard) = (ada.chat.renders(), ada.events.last().borrow().len());
    ada.room.last().chat.send(Audience::Everyone, said("Hello"));
    wait_until("Bob reads it", || bob.chat.last().messages.len() == 1).await;
    bob.room.last().chat.typed(Audience::Everyone);
    a_few_turns().await;
    assert_eq!((ada.chat.renders(), ada.events.last().borrow().len()), (renders, heard));

    ada_page.unmount().await;
    bob_page.unmount().await;
    // Handles that somebody still holds do nothing more.
    bob.room.last().chat.send(Audience::Everyone, said("too late"));
    bob.room.last().chat.look(true);
    bob.room.last().chat.cheer(Emoji::Clap);
    census.expect_nothing_left().await;
}

/// On the way into the room, and with something on the way to somebody who is not reached.
#[wasm_bindgen_test]
async fn unmount_while_pending_releases() {
    let server = FakeServer::start();
    server.seat("Bob");
    let census = Census::begin();
    for mood in [Mood::Absent, Mood::Silent, Mood::Serving] {
        server.set_mood(mood);
        let (page, ada) = enter("Ada").await;
        if mood == Mood::Serving {
            wait_until("Ada knows Bob", || ada.chat.last().people.len() == 1).await;
        }
        ada.room.last().chat.send(Audience::Everyone, said("on its way"));
        ada.room.last().chat.typed(Audience::Everyone);
        page.unmount().await;
        census.expect_nothing_left().await;
    }
}
