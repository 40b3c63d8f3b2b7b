//! A socket to a server that the test holds.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use tincan_protocol::{ClientMessage, ServerMessage};
use tincan_web::signalling::{Socket, SocketEvent, default_url};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{
    census::{Census, a_few_turns, wait_until},
    fake_server::{FakeServer, Mood, URL},
};

type Events = Rc<RefCell<Vec<SocketEvent>>>;

fn open(url: &str) -> (Socket, Events) {
    let events = Events::default();
    let told = Rc::clone(&events);
    (Socket::open(url, move |event| told.borrow_mut().push(event)), events)
}

async fn until_told(events: &Events, event: SocketEvent) {
    wait_until("it is told", || events.borrow().contains(&event)).await;
}

#[wasm_bindgen_test]
async fn what_the_server_says_is_told_in_order() {
    let server = FakeServer::start();
    let (socket, events) = open(URL);
    assert_eq!(*events.borrow(), []);
    until_told(&events, SocketEvent::Opened).await;
    socket.send(&ClientMessage::Ping);
    until_told(&events, SocketEvent::Received(ServerMessage::Pong)).await;
    server.cut();
    until_told(&events, SocketEvent::Closed).await;
    a_few_turns().await;
    let expected = [SocketEvent::Opened, SocketEvent::Received(ServerMessage::Pong), SocketEvent::Closed];
    assert_eq!(*events.borrow(), expected);
}

#[wasm_bindgen_test]
async fn garbage_is_skipped() {
    let server = FakeServer::start();
    let (_socket, events) = open(URL);
    until_told(&events, SocketEvent::Opened).await;
    for text in ["", "{", "null", "[]", "{\"type\":\"invented\"}", "{\"type\":\"joined\",\"you\":7}"] {
        server.say(&JsValue::from(text));
    }
    server.say(&js_sys::ArrayBuffer::new(8));
    server.say(&JsValue::from("{\"type\":\"pong\"}"));
    until_told(&events, SocketEvent::Received(ServerMessage::Pong)).await;
    let told = events.borrow();
    let others = |event: &&SocketEvent| **event != SocketEvent::Received(ServerMessage::Unknown);
    assert_eq!(told.iter().filter(others).count(), 2, "{told:?}");
}

#[wasm_bindgen_test]
async fn a_server_that_does_not_answer_is_a_socket_that_closed() {
    let server = FakeServer::start();
    server.set_mood(Mood::Absent);
    let (_socket, events) = open(URL);
    until_told(&events, SocketEvent::Closed).await;
    a_few_turns().await;
    assert_eq!(*events.borrow(), [SocketEvent::Closed]);
}

#[wasm_bindgen_test]
async fn a_malformed_address_is_a_socket_that_closed() {
    let (socket, events) = open("not an address");
    socket.send(&ClientMessage::Ping);
    until_told(&events, SocketEvent::Closed).await;
}

/// By the browser's own socket.
#[wasm_bindgen_test]
async fn a_port_nobody_listens_on_is_a_socket_that_closed() {
    let (socket, events) = open("ws://127.0.0.1:9/ws");
    socket.send(&ClientMessage::Ping);
    until_told(&events, SocketEvent::Closed).await;
    assert_eq!(*events.borrow(), [SocketEvent::Closed]);
}

#[wasm_bindgen_test]
async fn what_is_said_too_early_or_too_late_is_lost() {
    let server = FakeServer::start();
    let (socket, events) = open(URL);
    socket.send(&ClientMessage::Ping);
    until_told(&events, SocketEvent::Opened).await;
    server.cut();
    until_told(&events, SocketEvent::Closed).await;
    socket.send(&ClientMessage::Ping);
    a_few_turns().await;
    assert_eq!(server.received(|_| true), 0);
}

#[wasm_bindgen_test]
async fn dropping_closes_after_all_is_said_and_leaves_nothing_behind() {
    let server = FakeServer::start();
    let census = Census::begin();
    let (socket, events) = open(URL);
    until_told(&events, SocketEvent::Opened).await;
    socket.send(&ClientMessage::Leave);
    drop(socket);
    census.expect_nothing_left().await;
    wait_until("it is closed", || server.sockets().is_empty()).await;
    assert_eq!(server.received(|message| *message == ClientMessage::Leave), 1);
    assert_eq!(*events.borrow(), [SocketEvent::Opened]);
}

#[wasm_bindgen_test]
async fn dropping_before_it_is_open_leaves_nothing_behind() {
    let _server = FakeServer::start();
    let census = Census::begin();
    let (socket, events) = open(URL);
    drop(socket);
    census.expect_nothing_left().await;
    assert_eq!(*events.borrow(), []);
}

#[wasm_bindgen_test]
async fn a_socket_may_be_dropped_at_what_it_tells_and_tells_no_more() {
    let server = FakeServer::start();
    let census = Census::begin();
    for last in 1..=3 {
        let (socket, told) = (Rc::new(RefCell::new(None)), Rc::new(Cell::new(0)));
        let on_event = {
            let (socket, told) = (Rc::clone(&socket), Rc::clone(&told));
            move |_| {
                told.set(told.get() + 1);
                if told.get() == last {
                    let dropped: Option<Socket> = socket.take();
                    drop(dropped);
                }
            }
        };
        socket.replace(Some(Socket::open(URL, on_event)));
        wait_until("it is open", || told.get() > 0).await;
        server.say(&JsValue::from("{\"type\":\"pong\"}"));
        wait_until("it is told", || told.get() > 1 || last == 1).await;
        server.cut();
        wait_until("it is closed", || server.sockets().is_empty()).await;
        census.expect_nothing_left().await;
        assert_eq!(told.get(), last);
        assert!(socket.borrow().is_none());
    }
}

#[wasm_bindgen_test]
fn the_default_address_is_that_of_the_page() {
    let host = web_sys::window().unwrap().location().host().unwrap();
    assert_eq!(default_url(), format!("ws://{host}/ws"));
}
