//! Chats between rooms in one page: what is said arrives at whom it is for, and a tab keeps what was said.

use std::{cell::RefCell, rc::Rc};

use js_sys::{Function, Object, Reflect};
use tincan_protocol::{ChatText, Emoji, MemberId};
use tincan_web::{
    chat::{Audience, Chat, ChatEvent, ChatListener, Delivery, Message},
    room::{ConnectionStatus, LocalTracks, Paths, Room, RoomOptions, RoomStatus},
};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::Storage;

use crate::{
    census::{Census, a_few_turns, wait_until, wait_until_else},
    fake_server::{FakeServer, URL},
};

/// Somebody who chats.
struct Guest {
    room: Room,
    chat: Rc<Chat>,
    heard: Rc<RefCell<Vec<ChatEvent>>>,
    _listener: ChatListener,
}

impl Guest {
    fn enter(name: &str) -> Self {
        let options = RoomOptions {
            url: Some(URL.to_owned()),
            room: CODE.parse().unwrap(),
            secret: None,
            local: LocalTracks::default(),
            paths: Paths::Any,
        };
        let room = Room::new(options, |_| {});
        let chat = room.chat();
        let heard: Rc<RefCell<Vec<ChatEvent>>> = Rc::default();
        let listener = chat.listen({
            let heard = Rc::clone(&heard);
            move |event| heard.borrow_mut().push(event.clone())
        });
        room.join(name.parse().unwrap());
        Self { room, chat, heard, _listener: listener }
    }

    /// The others that there is a connection to.
    fn connected(&self) -> usize {
        let members = self.room.snapshot().members;
        members.iter().filter(|member| member.connection == ConnectionStatus::Connected).count()
    }

    fn id_of(&self, name: &str) -> MemberId {
        self.room.snapshot().members.into_iter().find(|member| member.name.as_str() == name).unwrap().id
    }

    fn says(&self, text: &str) {
        self.chat.send(Audience::Everyone, said(text));
    }

    fn messages(&self) -> Vec<Message> {
        self.chat.snapshot().messages.to_vec()
    }

    /// The conversation, a line for each text.
    fn log(&self) -> Vec<String> {
        let line = |message: Message| format!("{}: {}", message.author.name, message.text.as_str());
        self.messages().into_iter().map(line).collect()
    }

    fn told(&self, is_wanted: impl Fn(&ChatEvent) -> bool) -> usize {
        self.heard.borrow().iter().filter(|event| is_wanted(event)).count()
    }

    async fn until_log(&self, expected: &[&str]) {
        wait_until_else(|| self.log() == expected, || format!("{:?}, not {expected:?}", self.log())).await;
    }

    async fn until_delivered(&self) {
        let delivered =
            || self.messages().iter().all(|message| message.delivery.is_none_or(|it| it == Delivery::Delivered));
        wait_until_else(delivered, || format!("not delivered: {:#?}", self.messages())).await;
    }
}

/// In one tab everybody shares the storage: what another test, or somebody else in it, has kept is not for this one.
fn begin() -> FakeServer {
    forget();
    FakeServer::start()
}

fn forget() {
    storage().remove_item(KEY).unwrap();
}

/// As long as it lives, the tab keeps nothing: its guests share what it keeps, and would know what others were told.
struct NothingKept {
    prototype: Object,
    store: JsValue,
}

impl NothingKept {
    fn begin() -> Self {
        forget();
        let prototype = Object::get_prototype_of(&storage());
        let store = Reflect::get(&prototype, &"setItem".into()).unwrap();
        Reflect::set(&prototype, &"setItem".into(), &Function::new_no_args("")).unwrap();
        Self { prototype, store }
    }
}

impl Drop for NothingKept {
    fn drop(&mut self) {
        Reflect::set(&self.prototype, &"setItem".into(), &self.store).unwrap();
    }
}

fn storage() -> Storage {
    web_sys::window().unwrap().session_storage().unwrap().unwrap()
}

fn said(text: &str) -> ChatText {
    text.parse().unwrap()
}

async fn until_all_connected(guests: &[&Guest]) {
    let others = guests.len() - 1;
    wait_until("they are connected", || guests.iter().all(|guest| guest.connected() == others)).await;
    // Whoever begins to read later would take up what another one in this tab has kept meanwhile.
    for guest in guests {
        guest.chat.look(true);
        guest.chat.look(false);
    }
}

async fn ada_and_bob() -> (Guest, Guest) {
    let ada = Guest::enter("Ada");
    wait_until("Ada is in", || ada.room.snapshot().status == RoomStatus::Joined).await;
    let bob = Guest::enter("Bob");
    until_all_connected(&[&ada, &bob]).await;
    (ada, bob)
}

#[wasm_bindgen_test]
async fn what_is_said_arrives_and_is_acknowledged_and_read() {
    let _server = begin();
    let (ada, bob) = ada_and_bob().await;
    ada.says("Hello");
    assert_eq!(ada.messages()[0].delivery, Some(Delivery::Sending), "before anybody could have it");
    bob.until_log(&["Ada: Hello"]).await;
    bob.says("Good evening");
    ada.until_log(&["Ada: Hello", "Bob: Good evening"]).await;
    ada.until_delivered().await;
    bob.until_delivered().await;
    let arrived = |event: &ChatEvent| matches!(event, ChatEvent::Arrived(message) if message.text.as_str() == "Hello");
    wait_until("Bob is told", || bob.told(arrived) > 0).await;
    assert_eq!(bob.told(arrived), 1);
    assert_eq!(bob.chat.snapshot().unread, 1);

    bob.chat.look(true);
    assert_eq!(bob.chat.snapshot().unread, 0);
    bob.chat.react(bob.messages()[0].key.clone(), Emoji::Heart);
    wait_until("Ada has a heart", || ada.messages()[0].reactions.iter().any(|it| it.emoji == Emoji::Heart && !it.own))
        .await;
    bob.chat.typed(Audience::Everyone);
    wait_until("Ada sees him write", || ada.chat.snapshot().typing.len() == 1).await;
    bob.chat.stop_typing();
    wait_until("he writes no more", || ada.chat.snapshot().typing.is_empty()).await;
    bob.chat.cheer(Emoji::Clap);
    let clapped = |own| move |event: &ChatEvent| matches!(event, ChatEvent::Cheered { by, own: is, .. } if *is == own && by.name.as_str() == "Bob");
    wait_until("both see him clap", || ada.told(clapped(false)) == 1 && bob.told(clapped(true)) == 1).await;
    let transcript = ada.chat.transcript(|_| "now".to_owned(), |message| message.author.name.to_string());
    assert_eq!(transcript, "[now] Ada: Hello\n    ❤️ Bob\n[now] Bob: Good evening\n");
}

#[wasm_bindgen_test]
async fn what_is_private_is_for_one_and_a_newcomer_hears_the_rest_from_another() {
    let _server = begin();
    let _nothing_kept = NothingKept::begin();
    let (ada, bob) = ada_and_bob().await;
    let eve = Guest::enter("Eve");
    until_all_connected(&[&ada, &bob, &eve]).await;
    ada.chat.send(Audience::One(ada.id_of("Bob")), said("between us"));
    ada.says("to all");
    bob.until_log(&["Ada: between us", "Ada: to all"]).await;
    eve.until_log(&["Ada: to all"]).await;
    assert!(bob.messages()[0].private_with.as_ref().is_some_and(|with| with.name.as_str() == "Ada"));

    ada.room.leave();
    wait_until("she is gone", || bob.connected() == 1 && eve.connected() == 1).await;
    let dan = Guest::enter("Dan");
    until_all_connected(&[&bob, &eve, &dan]).await;
    dan.until_log(&["Ada: to all"]).await;
    assert!(dan.messages()[0].passed_on_by.is_some());
    let changes = || dan.told(|event| *event == ChatEvent::Changed);
    let before = changes();
    bob.chat.typed(Audience::Everyone);
    wait_until("he is told of the next", || changes() > before && !dan.chat.snapshot().typing.is_empty()).await;
    assert_eq!(dan.told(|event| matches!(event, ChatEvent::Arrived(_))), 0, "that is no news");
}

#[wasm_bindgen_test]
async fn a_tab_keeps_what_was_said_and_sends_what_did_not_arrive() {
    let _server = begin();
    let (ada, bob) = ada_and_bob().await;
    ada.says("first");
    bob.until_log(&["Ada: first"]).await;
    ada.until_delivered().await;
    // The last thing before one leaves, and before anybody could take it.
    ada.says("second");
    ada.room.leave();
    assert_eq!(ada.log(), ["Ada: first", "Ada: second"], "what is over can be read");
    ada.says("third");
    assert_eq!(ada.log().len(), 2, "and no more");
    let kept = storage().get_item(KEY).unwrap().unwrap();
    drop((ada, bob));
    storage().set_item(KEY, &kept).unwrap();

    let ada = Guest::enter("Ada");
    ada.until_log(&["Ada: first", "Ada: second"]).await;
    assert!(ada.messages().iter().all(|message| message.own));
    forget();
    let bob = Guest::enter("Bob");
    bob.until_log(&["Ada: first", "Ada: second"]).await;
}

#[wasm_bindgen_test]
async fn a_full_storage_costs_the_memory_alone() {
    let _server = begin();
    let (ada, bob) = ada_and_bob().await;
    let filling = "a".repeat(1024);
    let mut keys = Vec::new();
    // Two characters a byte or one, five megabytes or ten: until it is full.
    for number in 0.. {
        let key = format!("filling-{number}");
        if storage().set_item(&key, &filling.repeat(64)).is_err() {
            break;
        }
        keys.push(key);
    }
    for _ in 0..20 {
        ada.says(&"b".repeat(4000));
    }
    ada.until_delivered().await;
    wait_until("Bob has it", || bob.messages().len() == 20).await;
    drop((ada, bob));
    keys.iter().for_each(|key| storage().remove_item(key).unwrap());
    forget();
}

/// What is said goes on over the next connection, once.
#[wasm_bindgen_test]
async fn another_connection_brings_what_the_last_one_lost() {
    let _server = begin();
    let (ada, bob) = ada_and_bob().await;
    ada.says("first");
    bob.until_log(&["Ada: first"]).await;
    ada.room.retry(&ada.id_of("Bob"));
    ada.says("second");
    ada.says("third");
    ada.until_delivered().await;
    bob.says("fourth");
    bob.until_delivered().await;
    let said = ["Ada: first", "Ada: second", "Ada: third", "Bob: fourth"];
    ada.until_log(&said).await;
    bob.until_log(&said).await;
}

/// What is too long, and what claims to be a message of the chat and is none, costs its sender a notice.
#[wasm_bindgen_test]
async fn what_is_too_long_or_makes_no_sense_is_told_of_and_dropped() {
    let _server = begin();
    let census = Census::begin();
    let (ada, bob) = ada_and_bob().await;
    let flooding = |by: &'static str| move |event: &ChatEvent| matches!(event, ChatEvent::Flooding(person) if person.name.as_str() == by);
    wait_until("the channels are open", || census.channels_open() == 2).await;
    // Whoever comes second opens: the first channel is of Bob, the second of Ada.
    census.say(1, r#"{"type":"of a newer version"}"#);
    census.say(1, r#"{"type":"chat","chat":"of a newer version"}"#);
    ada.says("sense");
    bob.until_log(&["Ada: sense"]).await;
    assert_eq!(bob.told(flooding("Ada")), 0);

    let entry = |text: &str, id: &str| {
        format!(
            r#"{{"type":"chat","chat":"entry","id":"{id}","clock":1,"at":1,"private":false,"body":{{"type":"text","text":"{text}"}}}}"#
        )
    };
    census.say(1, &entry(&"a".repeat(4001), "AAAAAAAAAAAAAAAAAAAAAA"));
    wait_until("Bob is told", || bob.told(flooding("Ada")) == 1).await;
    census.say(
        0,
        &format!(r#"{{"type":"chat","chat":"typing","private":false,"on":true,"more":"{}"}}"#, "a".repeat(60_000)),
    );
    census.say(0, r#"{"type":"chat"}"#);
    wait_until("Ada is told", || ada.told(flooding("Bob")) == 1).await;
    a_few_turns().await;
    assert_eq!(bob.chat.snapshot().typing, []);
    assert_eq!(bob.log(), ["Ada: sense"]);
    assert_eq!(bob.connected(), 1, "the call goes on");
}

#[wasm_bindgen_test]
async fn a_chat_leaves_nothing_behind_though_somebody_holds_it() {
    let _server = begin();
    let census = Census::begin();
    let (ada, bob) = ada_and_bob().await;
    ada.says("on its way");
    ada.chat.typed(Audience::Everyone);
    let chats = (Rc::clone(&ada.chat), Rc::clone(&bob.chat));
    drop((ada, bob));
    chats.0.look(true);
    chats.0.cheer(Emoji::Heart);
    census.expect_nothing_left().await;
}

/// It can be read at once, and is told when all of it is sent.
#[wasm_bindgen_test]
async fn what_changes_together_is_told_once() {
    let _server = begin();
    let (ada, bob) = ada_and_bob().await;
    let lengths: Rc<RefCell<Vec<usize>>> = Rc::default();
    let _listener = ada.chat.listen({
        let (lengths, chat) = (Rc::clone(&lengths), Rc::downgrade(&ada.chat));
        move |_| lengths.borrow_mut().extend(chat.upgrade().map(|chat| chat.snapshot().messages.len()))
    });
    ada.says("one");
    ada.says("two");
    assert_eq!(ada.log(), ["Ada: one", "Ada: two"]);
    bob.until_log(&["Ada: one", "Ada: two"]).await;
    wait_until("she is told", || !lengths.borrow().is_empty()).await;
    assert!(!lengths.borrow().contains(&1), "she was told between the two");
}

#[wasm_bindgen_test]
async fn who_listens_no_more_hears_nothing() {
    let _server = begin();
    let (ada, _bob) = ada_and_bob().await;
    let heard = Rc::new(RefCell::new(0));
    let listener = Rc::new(RefCell::new(None));
    // Also if it is in the middle of being told.
    *listener.borrow_mut() = Some(ada.chat.listen({
        let (heard, listener) = (Rc::clone(&heard), Rc::downgrade(&listener));
        move |_| {
            *heard.borrow_mut() += 1;
            let own: Option<ChatListener> = listener.upgrade().and_then(|listener| listener.take());
            drop(own);
        }
    }));
    ada.says("one");
    wait_until("she is told", || *heard.borrow() == 1).await;
    let told = ada.told(|_| true);
    ada.says("two");
    wait_until("the others are told", || ada.told(|_| true) > told).await;
    assert_eq!(*heard.borrow(), 1);
}

const CODE: &str = "chat-room";
const KEY: &str = "tincan-chat-chat-room";
