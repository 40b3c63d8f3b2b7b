//! Rooms in one page, at a server that the test holds: who is in, who sees whom, and what happens when the server is away.

mod hearing;

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use serde_json::json;
use tincan_protocol::{
    ClientMessage, ConnectionId, Description, DescriptionType, DisplayName, ErrorCode, IceServer, MemberId, Presence,
    ServerMessage, Signal, SignalBody, Step,
};
use tincan_web::{
    identity,
    room::{
        ConnectionStatus, LocalTracks, Paths, PeerProblem, Relays, RemoteMember, Room, RoomOptions, RoomRefusal,
        RoomStatus, Snapshot,
    },
};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Event, PageTransitionEvent, PageTransitionEventInit};

use crate::{
    census::{Census, a_few_turns, wait_until, wait_until_else},
    fake_server::{FakeServer, Mood, URL},
    picture::{Eye, picture},
};

/// Somebody in the room.
struct Guest {
    name: DisplayName,
    room: Room,
    told: Rc<RefCell<Vec<Snapshot>>>,
}

impl Guest {
    fn new(name: &str, local: LocalTracks) -> Self {
        let told = Rc::new(RefCell::default());
        let on_change = {
            let told: Rc<RefCell<Vec<Snapshot>>> = Rc::clone(&told);
            move |snapshot| told.borrow_mut().push(snapshot)
        };
        Self { name: name.parse().unwrap(), room: Room::new(options(local), on_change), told }
    }

    fn enter(name: &str) -> Self {
        let guest = Self::new(name, LocalTracks::default());
        guest.join();
        guest
    }

    fn join(&self) {
        self.room.join(self.name.clone());
    }

    /// How the room is; and what was told last is no other thing.
    fn now(&self) -> Snapshot {
        let now = self.room.snapshot();
        if let Some(told) = self.told.borrow().last() {
            assert_eq!(*told, now, "a change was not told");
        }
        now
    }

    fn status(&self) -> RoomStatus {
        self.now().status
    }

    fn sees(&self, name: &str) -> Option<RemoteMember> {
        self.now().members.into_iter().find(|member| member.name.as_str() == name)
    }

    fn names(&self) -> Vec<String> {
        self.now().members.into_iter().map(|member| member.name.to_string()).collect()
    }

    fn is_connected_to(&self, name: &str) -> bool {
        self.sees(name).is_some_and(|member| member.connection == ConnectionStatus::Connected)
    }

    async fn until(&self, status: RoomStatus) {
        wait_until_else(|| self.status() == status, || format!("not {status:?}: {:#?}", self.now())).await;
    }
}

fn options(local: LocalTracks) -> RoomOptions {
    let room = "test-room".parse().unwrap();
    RoomOptions { url: Some(URL.to_owned()), room, secret: None, local, paths: Paths::Any }
}

async fn until_connected(one: (&Guest, &str), other: (&Guest, &str)) {
    wait_until_else(
        || one.0.is_connected_to(other.1) && other.0.is_connected_to(one.1),
        || format!("not connected: {:#?}", [one.0.now(), other.0.now()]),
    )
    .await;
}

/// Two, connected.
async fn ada_and_bob() -> (Guest, Guest) {
    let ada = Guest::enter("Ada");
    ada.until(RoomStatus::Joined).await;
    let bob = Guest::enter("Bob");
    until_connected((&ada, "Ada"), (&bob, "Bob")).await;
    // The control channel works as well.
    let on = Presence { microphone: true, ..Presence::default() };
    ada.room.send(LocalTracks { presence: on, ..LocalTracks::default() });
    wait_until("Bob hears of it", || bob.sees("Ada").is_some_and(|ada| ada.presence == on)).await;
    (ada, bob)
}

fn joins(server: &FakeServer) -> usize {
    server.received(|message| matches!(message, ClientMessage::Join { .. }))
}

fn leaves(server: &FakeServer) -> usize {
    server.received(|message| *message == ClientMessage::Leave)
}

fn pings(server: &FakeServer) -> usize {
    server.received(|message| *message == ClientMessage::Ping)
}

#[wasm_bindgen_test]
async fn nothing_happens_before_one_joins() {
    let server = FakeServer::start();
    let ada = Guest::new("Ada", LocalTracks::default());
    a_few_turns().await;
    assert_eq!(ada.now(), Snapshot::default());
    assert_eq!(server.sockets_made(), 0);
    ada.join();
    assert_eq!(ada.status(), RoomStatus::Connecting { attempt: 1 });
    ada.until(RoomStatus::Joined).await;
    assert!(ada.now().you.is_some());
    ada.join();
    a_few_turns().await;
    assert_eq!((server.sockets_made(), joins(&server)), (1, 1), "joined a second time");
}

#[wasm_bindgen_test]
async fn two_meet_and_see_each_other() {
    let _server = FakeServer::start();
    let on = Presence { camera: true, ..Presence::default() };
    let showing = |colour| LocalTracks { camera: Some(picture(colour)), presence: on, ..LocalTracks::default() };
    let (ada, bob) = (Guest::new("Ada", showing("red")), Guest::new("Bob", showing("blue")));
    ada.join();
    bob.join();
    until_connected((&ada, "Ada"), (&bob, "Bob")).await;
    assert_eq!(ada.now().you, bob.sees("Ada").map(|ada| ada.id));
    let at_ada = Eye::on(&ada.sees("Bob").unwrap().camera.unwrap());
    let at_bob = Eye::on(&bob.sees("Ada").unwrap().camera.unwrap());
    wait_until("they see each other", || at_ada.colour() == "blue" && at_bob.colour() == "red").await;
    wait_until("presence", || ada.sees("Bob").unwrap().presence == on && bob.sees("Ada").unwrap().presence == on).await;
    ada.room.send(showing("lime"));
    wait_until("Bob sees another picture", || at_bob.colour() == "lime").await;
}

#[wasm_bindgen_test]
async fn three_meet_and_who_comes_later_gets_what_is_sent_now() {
    let _server = FakeServer::start();
    let (ada, bob) = ada_and_bob().await;
    let on = Presence { camera: true, ..Presence::default() };
    ada.room.send(LocalTracks { camera: Some(picture("lime")), presence: on, ..LocalTracks::default() });
    let eve = Guest::enter("Eve");
    until_connected((&ada, "Ada"), (&eve, "Eve")).await;
    until_connected((&bob, "Bob"), (&eve, "Eve")).await;
    wait_until("Eve hears of it", || eve.sees("Ada").unwrap().presence == on).await;
    let at_eve = Eye::on(&eve.sees("Ada").unwrap().camera.unwrap());
    wait_until("Eve sees it", || at_eve.colour() == "lime").await;
    assert_eq!(eve.names().len(), 2);
}

#[wasm_bindgen_test]
async fn leaving_is_seen_by_the_others_and_leaves_nothing_behind() {
    let server = FakeServer::start();
    let census = Census::begin();
    let (ada, bob) = ada_and_bob().await;
    ada.room.leave();
    assert_eq!(ada.status(), RoomStatus::Left);
    assert_eq!(ada.names(), [""; 0]);
    wait_until("Bob is alone", || bob.names().is_empty()).await;
    assert_eq!(leaves(&server), 1);
    ada.join();
    assert_eq!(ada.status(), RoomStatus::Left, "a stay is not used again");
    bob.room.leave();
    drop((ada, bob));
    census.expect_nothing_left().await;
}

#[wasm_bindgen_test]
async fn dropping_leaves_the_room_and_leaves_nothing_behind() {
    let server = FakeServer::start();
    let census = Census::begin();
    let (ada, bob) = ada_and_bob().await;
    drop(ada);
    wait_until("Bob is alone", || bob.names().is_empty()).await;
    assert_eq!(leaves(&server), 1);
    drop(bob);
    census.expect_nothing_left().await;
}

#[wasm_bindgen_test]
async fn dropping_on_the_way_in_leaves_nothing_behind() {
    let server = FakeServer::start();
    for mood in [Mood::Serving, Mood::Silent, Mood::Absent] {
        server.set_mood(mood);
        let census = Census::begin();
        drop(Guest::enter("Ada"));
        census.expect_nothing_left().await;
        let (sockets, ada) = (server.sockets_made(), Guest::enter("Ada"));
        wait_until("there is a socket", || server.sockets_made() > sockets).await;
        drop(ada);
        census.expect_nothing_left().await;
        let ada = Guest::enter("Ada");
        wait_until("it was tried again, or opened", || server.sockets_made() > sockets + 2 || mood != Mood::Absent)
            .await;
        a_few_turns().await;
        drop(ada);
        census.expect_nothing_left().await;
    }
}

#[wasm_bindgen_test]
async fn who_leaves_says_goodbye_where_no_server_can() {
    let server = FakeServer::start();
    let (ada, bob) = ada_and_bob().await;
    server.set_mood(Mood::Absent);
    server.cut();
    wait_until("both lost the server", || [&ada, &bob].iter().all(|it| it.status() != RoomStatus::Joined)).await;
    ada.room.leave();
    wait_until("Bob is alone", || bob.names().is_empty()).await;
}

#[wasm_bindgen_test]
async fn a_socket_that_breaks_does_not_touch_the_call() {
    let server = FakeServer::start();
    let census = Census::begin();
    let (ada, bob) = ada_and_bob().await;
    server.set_mood(Mood::Absent);
    server.cut();
    wait_until("both lost the server", || {
        [&ada, &bob].iter().all(|it| matches!(it.status(), RoomStatus::Reconnecting { .. }))
    })
    .await;
    let on = Presence { camera: true, ..Presence::default() };
    ada.room.send(LocalTracks { presence: on, ..LocalTracks::default() });
    wait_until("Bob hears of it all the same", || bob.sees("Ada").unwrap().presence == on).await;
    let tried = server.sockets_made();
    wait_until("it was tried again and again", || server.sockets_made() > tried + 2).await;
    assert!(ada.is_connected_to("Bob") && bob.is_connected_to("Ada"));
    server.set_mood(Mood::Serving);
    ada.until(RoomStatus::Joined).await;
    bob.until(RoomStatus::Joined).await;
    wait_until("all are there", || [&ada.sees("Bob"), &bob.sees("Ada")].iter().all(|it| it.as_ref().unwrap().online))
        .await;
    a_few_turns().await;
    assert_eq!((ada.names().len(), bob.names().len()), (1, 1));
    assert_eq!(census.connections_made(), 2, "a connection was made anew");
    for guest in [&ada, &bob] {
        let told = guest.told.borrow();
        let mut members = told.iter().skip_while(|it| it.status == RoomStatus::Joined).flat_map(|it| &it.members);
        assert!(members.all(|member| member.connection != ConnectionStatus::Interrupted));
    }
}

#[wasm_bindgen_test]
async fn a_server_that_was_restarted_does_not_touch_the_call() {
    let server = FakeServer::start();
    let census = Census::begin();
    let (ada, bob) = ada_and_bob().await;
    server.restart();
    wait_until("both came again", || joins(&server) == 4).await;
    ada.until(RoomStatus::Joined).await;
    bob.until(RoomStatus::Joined).await;
    assert_eq!(census.connections_made(), 2, "a connection was made anew");
    assert!(ada.is_connected_to("Bob") && bob.is_connected_to("Ada"));
}

#[wasm_bindgen_test]
async fn a_server_that_is_absent_is_tried_until_it_is_there() {
    let server = FakeServer::start();
    server.set_mood(Mood::Absent);
    let ada = Guest::enter("Ada");
    wait_until("it was tried again", || matches!(ada.status(), RoomStatus::Connecting { attempt: 3.. })).await;
    let (mut attempts, told) = (Vec::new(), ada.told.borrow().clone());
    for snapshot in told {
        match snapshot.status {
            RoomStatus::Connecting { attempt } if attempts.last() != Some(&attempt) => attempts.push(attempt),
            _ => {}
        }
    }
    assert_eq!(attempts[..3], [1, 2, 3]);
    server.set_mood(Mood::Serving);
    ada.until(RoomStatus::Joined).await;
}

#[wasm_bindgen_test]
async fn a_silent_server_is_asked_and_given_up() {
    let server = FakeServer::start();
    let census = Census::begin();
    let ada = Guest::enter("Ada");
    ada.until(RoomStatus::Joined).await;
    census.skip(9_000.0);
    a_few_turns().await;
    assert_eq!(pings(&server), 0);
    for asked in 1..=3 {
        census.skip(10_100.0);
        wait_until("it is asked", || pings(&server) == asked).await;
        a_few_turns().await;
    }
    assert_eq!((server.sockets_made(), ada.status()), (1, RoomStatus::Joined));
    server.set_mood(Mood::Silent);
    census.skip(10_100.0);
    wait_until("it is asked", || pings(&server) == 4).await;
    census.skip(8_100.0);
    assert_eq!(ada.status(), RoomStatus::Joined, "a page that slept gives the answer a moment to be read");
    census.skip(400.0);
    assert_eq!(ada.status(), RoomStatus::Reconnecting { attempt: 1 });
    server.set_mood(Mood::Serving);
    ada.until(RoomStatus::Joined).await;
    assert_eq!((server.sockets_made(), server.sockets().len()), (2, 1));
}

#[wasm_bindgen_test]
async fn a_server_that_takes_sockets_and_says_nothing_is_given_up() {
    let server = FakeServer::start();
    server.set_mood(Mood::Silent);
    let census = Census::begin();
    let ada = Guest::enter("Ada");
    wait_until("it asks to come in", || joins(&server) == 1).await;
    census.skip(8_100.0);
    assert_eq!(ada.status(), RoomStatus::Connecting { attempt: 2 });
}

#[wasm_bindgen_test]
async fn a_network_that_appears_is_used_at_once() {
    let server = FakeServer::start();
    let ada = Guest::enter("Ada");
    ada.until(RoomStatus::Joined).await;
    let (window, document) = (web_sys::window().unwrap(), web_sys::window().unwrap().document().unwrap());
    window.dispatch_event(&Event::new("online").unwrap()).unwrap();
    wait_until("it is asked", || pings(&server) == 1).await;
    a_few_turns().await;
    let visibility = Event::new("visibilitychange").unwrap();
    visibility.init_event_with_bubbles("visibilitychange", true);
    document.dispatch_event(&visibility).unwrap();
    wait_until("it is asked", || pings(&server) == 2).await;
    server.set_mood(Mood::Absent);
    server.cut();
    ada.until(RoomStatus::Reconnecting { attempt: 1 }).await;
    server.set_mood(Mood::Serving);
    let made = server.sockets_made();
    window.dispatch_event(&Event::new("online").unwrap()).unwrap();
    a_few_turns().await;
    assert_eq!(server.sockets_made(), made + 1);
    ada.until(RoomStatus::Joined).await;
}

#[wasm_bindgen_test]
async fn who_is_refused_is_told_why_and_does_not_come_again() {
    let server = FakeServer::start();
    let census = Census::begin();
    server.set_mood(Mood::Refusing(ErrorCode::RoomFull));
    let ada = Guest::enter("Ada");
    ada.until(RoomStatus::Refused(RoomRefusal::RoomFull)).await;
    census.skip(60_000.0);
    a_few_turns().await;
    assert_eq!((server.sockets_made(), joins(&server)), (1, 1));
    assert_eq!(server.sockets().len(), 0);
    drop(ada);
    census.expect_nothing_left().await;
}

#[wasm_bindgen_test]
async fn garbage_from_the_server_is_skipped() {
    let server = FakeServer::start();
    let (ada, bob) = ada_and_bob().await;
    for text in
        ["", "{", "null", "{\"type\":\"invented\"}", "{\"type\":\"joined\"}", "{\"type\":\"member_left\",\"id\":\"x\"}"]
    {
        server.say(&JsValue::from(text));
    }
    server.say(&js_sys::ArrayBuffer::new(3));
    let nobody = MemberId::from_bytes([9; 16]);
    server.signal_from(&nobody, json!({"connection": 1, "type": "sync", "ack": 0}));
    server.say(&text(&ServerMessage::Error { code: ErrorCode::BadMessage, message: String::new() }));
    server.say(&text(&ServerMessage::Pong));
    a_few_turns().await;
    assert!(ada.is_connected_to("Bob") && bob.is_connected_to("Ada"));
    assert_eq!((ada.status(), ada.names().len()), (RoomStatus::Joined, 1));
    assert_eq!(ada.sees("Bob").unwrap().problem, None);
}

#[wasm_bindgen_test]
async fn connections_that_stand_are_told_what_to_reach_each_other_through() {
    let census = Census::begin();
    let server = FakeServer::start();
    let (ada, bob) = ada_and_bob().await;
    let configurations = || {
        let mut configurations = census.configurations();
        configurations.sort();
        configurations
    };
    assert_eq!(configurations(), ["all", "all"]);
    // Nobody is there; nor is anybody asked before a path is looked for.
    let relay = |credential: &str| IceServer {
        urls: vec!["turn:127.0.0.1:3478".to_owned()],
        username: Some("u".to_owned()),
        credential: Some(credential.to_owned()),
    };
    for credential in ["first", "second"] {
        server.say(&text(&ServerMessage::IceServers { ice_servers: vec![relay(credential)] }));
        let told = format!("all turn:127.0.0.1:3478 {credential}");
        wait_until_else(|| configurations() == [told.as_str(), &told], || format!("{:?}", configurations())).await;
    }
    assert_eq!((ada.now().relays, bob.now().relays), (Relays::Udp, Relays::Udp));
    bob.room.choose_paths(Paths::RelayedOnly);
    wait_until("Bob's is another one", || census.connections_made() >= 3).await;
    assert!(configurations().contains(&"relay turn:127.0.0.1:3478 second".to_owned()), "{:?}", configurations());
    bob.room.choose_paths(Paths::Any);
    until_connected((&ada, "Ada"), (&bob, "Bob")).await;
    // What a browser refuses changes nothing.
    let wrong = IceServer { urls: vec!["gopher://x".to_owned()], username: None, credential: None };
    server.say(&text(&ServerMessage::IceServers { ice_servers: vec![wrong] }));
    a_few_turns().await;
    assert!(ada.is_connected_to("Bob") && bob.is_connected_to("Ada"));
    assert!(configurations().iter().all(|it| it == "all turn:127.0.0.1:3478 second"), "{:?}", configurations());
    drop((ada, bob));
    census.expect_nothing_left().await;
}

#[wasm_bindgen_test]
async fn who_hides_their_address_does_so_from_the_beginning() {
    let census = Census::begin();
    let server = FakeServer::start();
    let hidden = RoomOptions { paths: Paths::RelayedOnly, ..options(LocalTracks::default()) };
    let ada = Room::new(hidden, |_| {});
    ada.prepare();
    wait_until("it is prepared", || server.sockets_made() == 1).await;
    let bob = Guest::enter("Bob");
    bob.until(RoomStatus::Joined).await;
    ada.join("Ada".parse().unwrap());
    wait_until("they look for each other", || bob.sees("Ada").is_some() && census.configurations().len() == 2).await;
    let mut configurations = census.configurations();
    configurations.sort();
    assert_eq!(configurations, ["all", "relay"]);
}

#[wasm_bindgen_test]
async fn a_hostile_member_fails_alone() {
    let server = FakeServer::start();
    let mallory = server.seat("Mallory");
    let (ada, bob) = ada_and_bob().await;
    wait_until("both open to Mallory", || connections_to(&server, &mallory).len() == 2).await;
    server.signal_from(&mallory, json!({"connection": "garbage"}));
    let problem = |guest: &Guest| guest.sees("Mallory").unwrap().problem;
    wait_until("garbage is told", || matches!(problem(&ada), Some(PeerProblem::BadSignal(_)))).await;
    // Whoever has heard of the other's side accepts an offer; before, it is a matter of politeness.
    for connection in connections_to(&server, &mallory) {
        server.signal_from(&mallory, json!({"connection": connection, "type": "sync", "ack": 0}));
    }
    let description = json!({"type": "offer", "sdp": "v=0\r\nhostile"});
    let step = json!({"description": description});
    server.signal_from(&mallory, json!({"connection": 666, "type": "step", "seq": 1, "ack": 0, "step": step}));
    for guest in [&ada, &bob] {
        wait_until("it failed", || guest.sees("Mallory").unwrap().connection == ConnectionStatus::Failed).await;
        assert!(matches!(problem(guest), Some(PeerProblem::BadDescription(_))));
        assert_eq!(guest.names().len(), 2);
    }
    assert!(ada.is_connected_to("Bob") && bob.is_connected_to("Ada"));
}

#[wasm_bindgen_test]
async fn a_failed_connection_may_be_tried_again() {
    let server = FakeServer::start();
    let mallory = server.seat("Mallory");
    let ada = Guest::enter("Ada");
    wait_until("Ada opens to Mallory", || connections_to(&server, &mallory).len() == 1).await;
    let connection = connections_to(&server, &mallory)[0];
    let description = Description { kind: DescriptionType::Answer, sdp: "v=0\r\nhostile".to_owned() };
    let body = SignalBody::Step { seq: 1, ack: 1, step: Step::Description(description) };
    server.signal_from(&mallory, serde_json::to_value(Signal { connection, body }).unwrap());
    let status = || ada.sees("Mallory").unwrap().connection;
    wait_until("it failed", || status() == ConnectionStatus::Failed).await;
    ada.room.retry(&mallory);
    assert_eq!(status(), ConnectionStatus::Connecting);
    assert_eq!(ada.sees("Mallory").unwrap().problem, None);
    wait_until("Ada opens anew", || connections_to(&server, &mallory).len() == 2).await;
    ada.room.retry(&MemberId::from_bytes([9; 16]));
}

#[wasm_bindgen_test]
async fn a_member_who_knows_nothing_of_a_connection_is_opened_to_anew() {
    let server = FakeServer::start();
    let mallory = server.seat("Mallory");
    let ada = Guest::enter("Ada");
    wait_until("Ada opens to Mallory", || connections_to(&server, &mallory).len() == 1).await;
    let first = connections_to(&server, &mallory)[0];
    server.signal_from(&mallory, json!({"connection": first, "type": "reset"}));
    wait_until("Ada opens anew", || connections_to(&server, &mallory).len() == 2).await;
    let second = connections_to(&server, &mallory)[1];
    let unknown = ConnectionId(first.0 ^ 1);
    for connection in [second, unknown] {
        server.signal_from(&mallory, json!({"connection": connection, "type": "sync", "ack": 0}));
    }
    let refused = Signal { connection: unknown, body: SignalBody::Reset };
    wait_until("Ada does not know it", || server.signals_to(&mallory).contains(&refused)).await;
    drop(ada);
}

#[wasm_bindgen_test]
async fn a_member_that_is_lost_to_the_server_stays_while_connected() {
    let server = FakeServer::start();
    let (ada, bob) = ada_and_bob().await;
    server.lose("Ada");
    wait_until("Ada is not there for the server", || bob.sees("Ada").is_some_and(|ada| !ada.online)).await;
    assert!(bob.is_connected_to("Ada"));
    drop(ada);
    wait_until("and now for nobody", || bob.names().is_empty()).await;
}

#[wasm_bindgen_test]
async fn a_page_that_closes_leaves_and_so_does_one_that_is_put_aside() {
    let server = FakeServer::start();
    for persisted in [false, true] {
        let said = leaves(&server);
        let (ada, bob) = ada_and_bob().await;
        let census = Census::begin();
        hide_page(persisted);
        assert_eq!((ada.status(), ada.names().len()), (RoomStatus::Left, 0));
        wait_until("it is said", || leaves(&server) == said + 2).await;
        // What comes back from aside has nothing that is open, and nothing that goes on.
        show_page(persisted);
        wait_until("nothing is open", || server.sockets().is_empty()).await;
        a_few_turns().await;
        assert_eq!((ada.status(), bob.status()), (RoomStatus::Left, RoomStatus::Left));
        assert_eq!(census.leftovers(), "");
    }
}

#[wasm_bindgen_test]
async fn a_member_that_opens_without_end_is_told_of_and_costs_nobody_else() {
    let server = FakeServer::start();
    let mallory = server.seat("Mallory");
    let (ada, bob) = ada_and_bob().await;
    wait_until("both open to Mallory", || connections_to(&server, &mallory).len() == 2).await;
    for connection in connections_to(&server, &mallory) {
        server.signal_from(&mallory, json!({"connection": connection, "type": "sync", "ack": 0}));
    }
    let census = Census::begin();
    for connection in 1000..1100 {
        let step = json!({"description": {"type": "offer", "sdp": "v=0\r\nhostile"}});
        let signal = json!({"connection": connection, "type": "step", "seq": 1, "ack": 0, "step": step});
        server.signal_from(&mallory, signal);
    }
    for guest in [&ada, &bob] {
        wait_until("it is told", || guest.sees("Mallory").unwrap().problem == Some(PeerProblem::Flooding)).await;
    }
    a_few_turns().await;
    // Ten for Ada, and ten for Bob.
    assert_eq!(census.connections_made(), 20);
    assert!(ada.is_connected_to("Bob") && bob.is_connected_to("Ada"));
    assert_eq!((ada.sees("Bob").unwrap().problem, bob.sees("Ada").unwrap().problem), (None, None));
}

#[wasm_bindgen_test]
async fn a_room_may_be_left_and_dropped_at_whatever_it_tells() {
    let _server = FakeServer::start();
    let census = Census::begin();
    let bob = Guest::enter("Bob");
    bob.until(RoomStatus::Joined).await;
    let mut number = 1;
    loop {
        let (room, told, done) =
            (Rc::new(RefCell::new(None::<Room>)), Rc::new(Cell::new(0)), Rc::new(Cell::new(false)));
        let on_change = {
            let (room, told, done) = (Rc::clone(&room), Rc::clone(&told), Rc::clone(&done));
            move |snapshot: Snapshot| {
                told.set(told.get() + 1);
                if told.get() == number {
                    let dropped = room.take();
                    if let Some(room) = dropped.as_ref().filter(|_| number % 2 == 0) {
                        room.leave();
                    }
                    drop(dropped);
                    done.set(true);
                }
                let spoke = |it: &RemoteMember| it.connection == ConnectionStatus::Connected;
                if snapshot.members.iter().any(spoke) {
                    done.set(true);
                }
            }
        };
        room.replace(Some(Room::new(options(LocalTracks::default()), on_change)));
        // Not within the borrow: it is taken by what this tells.
        let joining = room.take().unwrap();
        joining.join("Ada".parse().unwrap());
        if told.get() < number {
            room.replace(Some(joining));
        } else {
            drop(joining);
        }
        wait_until("it drops, or is connected", || done.get()).await;
        let last = room.take();
        let is_last = last.is_some();
        drop(last);
        wait_until("Bob is alone", || bob.names().is_empty()).await;
        if is_last {
            break;
        }
        number += 1;
    }
    assert!(number > 3, "there is more than that to tell, not {number}");
    drop(bob);
    census.expect_nothing_left().await;
}

#[wasm_bindgen_test]
fn a_tab_stays_who_it_is_and_a_stay_is_ever_new() {
    assert_eq!(identity::session_id(), identity::session_id());
    assert_ne!(identity::new_page_id(), identity::new_page_id());
}

/// The connections that were opened to this member, in order.
fn connections_to(server: &FakeServer, id: &MemberId) -> Vec<ConnectionId> {
    let mut connections: Vec<ConnectionId> = Vec::new();
    for signal in server.signals_to(id) {
        let is_step = matches!(signal.body, SignalBody::Step { .. });
        if is_step && !connections.contains(&signal.connection) {
            connections.push(signal.connection);
        }
    }
    connections
}

fn hide_page(persisted: bool) {
    turn_page("pagehide", persisted);
}

fn show_page(persisted: bool) {
    turn_page("pageshow", persisted);
}

fn turn_page(event: &str, persisted: bool) {
    let init = PageTransitionEventInit::new();
    init.set_persisted(persisted);
    let event = PageTransitionEvent::new_with_event_init_dict(event, &init).unwrap();
    web_sys::window().unwrap().dispatch_event(&event).unwrap();
}

fn text(message: &ServerMessage) -> JsValue {
    serde_json::to_string(message).unwrap().into()
}
