//! Conversations over channels in memory, in virtual time: what takes long, or needs a client that does not read.

use std::{
    net::{IpAddr, Ipv4Addr},
    sync::Arc,
    time::Duration,
};

use axum::extract::ws::Message;
use futures::{SinkExt, StreamExt, channel::mpsc, stream};
use tincan_protocol::{ClientMessage, Departure, ErrorCode, MemberId, ServerMessage};
use tincan_server::{
    Config, Hub,
    socket::{Ends, converse},
};
use tokio::{task::JoinHandle, time::Instant};
use tokio_tungstenite::tungstenite::{self, error::CapacityError};

use crate::{join, member, signal, signal_to};

#[tokio::test(start_paused = true)]
async fn a_slow_reader_is_cut_and_the_others_go_on() {
    let place = Place::new(Config { outbox_messages: 8, ..Config::default() });
    let (mut ada, mut bob, slow) = place.three().await;
    let mut cut = 0;
    for number in 0..100 {
        ada.send(&signal_to(slow.id(), number)).await;
        ada.send(&signal_to(bob.id(), number)).await;
        let mut told = bob.hear().await;
        if told == away(&slow) {
            cut += 1;
            told = bob.hear().await;
        }
        assert_eq!(told, ServerMessage::Signal { from: ada.id(), signal: signal(number) });
    }
    assert_eq!(cut, 1);
    assert_eq!(ada.hear().await, away(&slow));
    slow.end().await;
}

#[tokio::test(start_paused = true)]
async fn a_few_large_messages_are_too_much_for_a_slow_reader_too() {
    let place = Place::new(Config { outbox_bytes: 100_000, ..Config::default() });
    let (mut ada, mut bob, slow) = place.three().await;
    for _ in 0..8 {
        let large = serde_json::json!("x".repeat(40_000));
        ada.send(&ClientMessage::Signal { to: slow.id(), signal: large.into() }).await;
    }
    assert_eq!(bob.hear().await, away(&slow));
    slow.end().await;
}

#[tokio::test(start_paused = true)]
async fn a_burst_does_not_cut_who_reads() {
    let place = Place::new(Config { outbox_messages: 8, ..Config::default() });
    let (mut bob, _) = place.join("Bob", 2).await;
    let signals = (0..100).map(|number| signal_to(bob.id(), number));
    let burst = std::iter::once(join("tea", "Ada", 1, 1)).chain(signals);
    let burst = burst.map(|message| Ok(Message::text(serde_json::to_string(&message).unwrap())));
    let stream = stream::iter(burst.collect::<Vec<_>>()).chain(stream::pending());
    let (sink, _ada_hears) = mpsc::channel(0);
    let mut socket = Ends { sink, stream };
    let (hub, config) = (Arc::clone(&place.hub), Arc::clone(&place.config));
    let ada = tokio::spawn(async move { converse(&mut socket, HERE, &hub, &config).await });
    assert!(matches!(bob.hear().await, ServerMessage::MemberJoined { .. }));
    for number in 0..100 {
        assert_eq!(bob.hear().await, ServerMessage::Signal { from: member(1, 1), signal: signal(number) });
    }
    ada.abort();
}

#[tokio::test(start_paused = true)]
async fn a_silent_client_is_pinged_and_then_given_up() {
    let place = Place::new(Config::default());
    let (mut ada, _) = place.join("Ada", 1).await;
    let (mut bob, start) = place.join("Bob", 2).await;
    assert!(matches!(ada.hear().await, ServerMessage::MemberJoined { .. }));
    let ada_answers = async {
        loop {
            match ada.next().await {
                Message::Ping(_) => ada.send_raw(Message::Pong(Vec::new().into())).await,
                other => return other,
            }
        }
    };
    let bob_is_silent = async {
        assert!(matches!(bob.next().await, Message::Ping(_)));
        assert_eq!(start.elapsed(), Duration::from_secs(15));
        assert!(matches!(bob.next().await, Message::Ping(_)));
        bob.next_but_pings().await
    };
    let (ada_told, bob_told) = tokio::join!(ada_answers, bob_is_silent);
    assert_eq!(start.elapsed(), Duration::from_secs(45));
    assert!(matches!(bob_told, Message::Close(Some(frame)) if frame.code == 1008));
    // Ada's pongs kept hers.
    let told: ServerMessage = serde_json::from_str(ada_told.to_text().unwrap()).unwrap();
    assert_eq!(told, away(&bob));
    bob.end().await;
}

#[tokio::test(start_paused = true)]
async fn who_is_about_to_join_may_take_their_time() {
    let place = Place::new(Config::default());
    let mut ada = place.connect(1);
    for _ in 0..30 {
        ada.send(&ClientMessage::Ping).await;
        assert_eq!(ada.hear().await, ServerMessage::Pong);
        tokio::time::advance(Duration::from_secs(10)).await;
    }
    ada.send(&join("tea", "Ada", 1, 1)).await;
    assert!(matches!(ada.hear().await, ServerMessage::Joined { .. }));
}

#[tokio::test(start_paused = true)]
async fn who_says_nothing_is_shown_out() {
    let place = Place::new(Config::default());
    let mut stranger = place.connect(9);
    let start = Instant::now();
    assert!(matches!(stranger.hear().await, ServerMessage::Error { code: ErrorCode::NotJoined, .. }));
    assert_eq!(start.elapsed(), Duration::from_secs(10));
    assert!(matches!(stranger.next().await, Message::Close(Some(frame)) if frame.code == 1008));
}

#[tokio::test(start_paused = true)]
async fn who_stays_away_for_half_a_minute_is_lost() {
    let place = Place::new(Config::default());
    let (mut ada, _) = place.join("Ada", 1).await;
    let (bob, _) = place.join("Bob", 2).await;
    assert!(matches!(ada.hear().await, ServerMessage::MemberJoined { .. }));
    let start = Instant::now();
    let gone = away(&bob);
    drop(bob.to_server);
    assert_eq!(ada.hear().await, gone);
    assert_eq!(ada.hear().await, ServerMessage::MemberLeft { id: member(2, 1), departure: Departure::Lost });
    assert_eq!(start.elapsed(), Duration::from_secs(30));
}

#[tokio::test(start_paused = true)]
async fn the_others_do_not_wait_for_a_closing_handshake() {
    let place = Place::new(Config::default());
    let (mut ada, _) = place.join("Ada", 1).await;
    let (mut bob, _) = place.join("Bob", 2).await;
    assert!(matches!(ada.hear().await, ServerMessage::MemberJoined { .. }));
    let start = Instant::now();
    // Bob never answers the close frame, nor even reads it.
    bob.send(&ClientMessage::Leave).await;
    assert_eq!(ada.hear().await, ServerMessage::MemberLeft { id: bob.id(), departure: Departure::Left });
    assert_eq!(start.elapsed(), Duration::ZERO);
    let Person { running, to_server: _open, .. } = bob;
    running.await.unwrap();
    assert_eq!(start.elapsed(), Config::default().close_timeout);
}

#[tokio::test(start_paused = true)]
async fn a_close_waits_for_its_answer_however_soon_it_was_sent() {
    let place = Place::new(Config::default());
    let (mut ada, start) = place.join("Ada", 1).await;
    place.hub.close();
    assert!(matches!(ada.next().await, Message::Close(Some(frame)) if frame.code == 1012));
    ada.end().await;
    assert_eq!(start.elapsed(), Config::default().close_timeout);
}

/// In a thread of its own, which it would never leave.
#[test]
fn who_never_stops_speaking_is_not_waited_for_longer() {
    let (ended, has_ended) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let config = Config { close_timeout: Duration::from_millis(20), ..Config::default() };
        let ping = || Ok(Message::Ping(Vec::new().into()));
        let (sink, _unread) = mpsc::channel(0);
        let mut socket = Ends { sink, stream: stream::repeat_with(ping) };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(async { converse(&mut socket, HERE, &Hub::new(&config), &config).await });
        ended.send(()).unwrap();
    });
    has_ended.recv_timeout(Duration::from_secs(20)).expect("the conversation ends");
}

#[tokio::test(start_paused = true)]
async fn a_message_too_large_to_be_read_is_refused_and_the_connection_held_until_that_is_heard() {
    let place = Place::new(Config::default());
    let (mut ada, start) = place.join("Ada", 1).await;
    let size = CapacityError::MessageTooLong { size: 1 << 30, max_size: 1 << 20 };
    ada.to_server.send(Err(axum::Error::new(tungstenite::Error::Capacity(size)))).await.unwrap();
    assert!(matches!(ada.hear().await, ServerMessage::Error { code: ErrorCode::TooLarge, .. }));
    assert!(matches!(ada.next().await, Message::Close(Some(frame)) if frame.code == 1009));
    ada.end().await;
    assert_eq!(start.elapsed(), Config::default().close_timeout);
}

#[tokio::test(start_paused = true)]
async fn a_conversation_that_is_dropped_leaves_no_ghost() {
    let place = Place::new(Config::default());
    let (mut ada, _) = place.join("Ada", 1).await;
    let (bob, _) = place.join("Bob", 2).await;
    assert!(matches!(ada.hear().await, ServerMessage::MemberJoined { .. }));
    bob.running.abort();
    assert_eq!(ada.hear().await, away(&bob));
}

#[tokio::test(start_paused = true)]
async fn a_hub_that_is_closed_takes_nobody() {
    let place = Place::new(Config::default());
    let (mut ada, _) = place.join("Ada", 1).await;
    place.hub.close();
    assert!(matches!(ada.next().await, Message::Close(Some(frame)) if frame.code == 1012));
    let mut bob = place.connect(2);
    assert!(matches!(bob.next().await, Message::Close(Some(frame)) if frame.code == 1012));
}

/// A hub whose time is kept.
struct Place {
    hub: Arc<Hub>,
    config: Arc<Config>,
    timekeeper: JoinHandle<()>,
}

impl Place {
    fn new(config: Config) -> Self {
        let hub = Arc::new(Hub::new(&config));
        let timekeeper = tokio::spawn({
            let hub = Arc::clone(&hub);
            async move { hub.keep_time().await }
        });
        Self { hub, config: Arc::new(config), timekeeper }
    }

    /// Next to nothing waits on the way between a person and the server: what is not read is in the server's queue.
    fn connect(&self, session: u8) -> Person {
        let (to_server, stream) = mpsc::channel(0);
        let (sink, from_server) = mpsc::channel(1);
        let mut socket = Ends { sink, stream };
        let (hub, config) = (Arc::clone(&self.hub), Arc::clone(&self.config));
        let running = tokio::spawn(async move { converse(&mut socket, HERE, &hub, &config).await });
        Person { session, to_server, from_server, running }
    }

    /// A member of the room, and since when.
    async fn join(&self, name: &str, session: u8) -> (Person, Instant) {
        let mut person = self.connect(session);
        person.send(&join("tea", name, session, 1)).await;
        assert!(matches!(person.hear().await, ServerMessage::Joined { .. }));
        (person, Instant::now())
    }

    /// Two who read what they are told, and one who does not.
    async fn three(&self) -> (Person, Person, Person) {
        let (mut ada, _) = self.join("Ada", 1).await;
        let (mut bob, _) = self.join("Bob", 2).await;
        let (slow, _) = self.join("Slow", 3).await;
        for told in [ada.hear().await, ada.hear().await, bob.hear().await] {
            assert!(matches!(told, ServerMessage::MemberJoined { .. }));
        }
        (ada, bob, slow)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.timekeeper.abort();
    }
}

/// The client's end.
struct Person {
    session: u8,
    to_server: mpsc::Sender<Result<Message, axum::Error>>,
    from_server: mpsc::Receiver<Message>,
    running: JoinHandle<()>,
}

impl Person {
    fn id(&self) -> MemberId {
        member(self.session, 1)
    }

    async fn send(&mut self, message: &ClientMessage) {
        self.send_raw(Message::text(serde_json::to_string(message).unwrap())).await;
    }

    async fn send_raw(&mut self, message: Message) {
        self.to_server.send(Ok(message)).await.unwrap();
    }

    async fn hear(&mut self) -> ServerMessage {
        serde_json::from_str(self.next_but_pings().await.to_text().unwrap()).unwrap()
    }

    async fn next_but_pings(&mut self) -> Message {
        loop {
            match self.next().await {
                Message::Ping(_) => {}
                other => return other,
            }
        }
    }

    async fn next(&mut self) -> Message {
        self.from_server.next().await.unwrap()
    }

    /// The server lets go by itself, though the client does nothing.
    async fn end(self) {
        let Self { running, to_server: _open, from_server: _unread, .. } = self;
        running.await.unwrap();
    }
}

/// What the others are told when this person's socket is gone.
fn away(person: &Person) -> ServerMessage {
    let name = ["Ada", "Bob", "Slow"][usize::from(person.session) - 1].parse().unwrap();
    ServerMessage::MemberChanged {
        member: tincan_protocol::Member { id: person.id(), name, online: false, host: false },
    }
}

const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
