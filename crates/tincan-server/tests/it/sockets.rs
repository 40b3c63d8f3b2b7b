//! Calls over real sockets: what well-behaved clients see.

use std::time::Duration;

use futures::StreamExt;
use tincan_protocol::{ClientMessage, Departure, Member, ServerMessage};
use tincan_server::Config;
use tokio::time::Instant;
use tokio_tungstenite::tungstenite::{
    Message,
    protocol::{CloseFrame, frame::coding::CloseCode},
};

use crate::{
    client::{Server, others},
    join, member, signal, signal_to,
};

#[tokio::test]
async fn two_meet_and_their_signals_arrive_in_order() {
    let server = Server::start(Config::default()).await;
    let (mut ada, joined) = server.join("tea", "Ada", 1, 1).await;
    assert!(others(&joined).is_empty());
    let (mut bob, joined) = server.join("tea", "Bob", 2, 1).await;
    assert_eq!(others(&joined), [member(1, 1)]);
    let bob_is_in = Member { id: member(2, 1), name: "Bob".parse().unwrap(), online: true, host: false };
    assert_eq!(ada.hear().await, ServerMessage::MemberJoined { member: bob_is_in });
    for number in 0..300 {
        ada.send(&signal_to(member(2, 1), number)).await;
    }
    for number in 0..300 {
        assert_eq!(bob.hear().await, ServerMessage::Signal { from: member(1, 1), signal: signal(number) });
    }
    bob.send(&ClientMessage::Leave).await;
    assert_eq!(bob.hear_close().await, 1000);
    assert_eq!(ada.hear().await, ServerMessage::MemberLeft { id: member(2, 1), departure: Departure::Left });
}

#[tokio::test]
async fn a_lost_socket_resumes_and_a_reload_replaces() {
    let server = Server::start(Config::default()).await;
    let (mut ada, _) = server.join("tea", "Ada", 1, 1).await;
    let (bob, _) = server.join("tea", "Bob", 2, 1).await;
    assert!(matches!(ada.hear().await, ServerMessage::MemberJoined { .. }));
    drop(bob);
    let bob = |online| Member { id: member(2, 1), name: "Bob".parse().unwrap(), online, host: false };
    assert_eq!(ada.hear().await, ServerMessage::MemberChanged { member: bob(false) });

    let (mut again, joined) = server.join("tea", "Bob", 2, 1).await;
    assert!(matches!(joined, ServerMessage::Joined { resumed: true, .. }));
    assert_eq!(ada.hear().await, ServerMessage::MemberChanged { member: bob(true) });

    let (_bob, joined) = server.join("tea", "Bob", 2, 2).await;
    assert!(matches!(joined, ServerMessage::Joined { resumed: false, .. }));
    assert_eq!(ada.hear().await, ServerMessage::MemberLeft { id: member(2, 1), departure: Departure::Left });
    let reloaded = Member { id: member(2, 2), name: "Bob".parse().unwrap(), online: true, host: false };
    assert_eq!(ada.hear().await, ServerMessage::MemberJoined { member: reloaded });
    assert_eq!(again.hear_error().await.0, tincan_protocol::ErrorCode::Replaced);
    assert_eq!(again.hear_close().await, 1008);
}

#[tokio::test]
async fn a_close_frame_is_answered() {
    let server = Server::start(Config::default()).await;
    let (mut ada, _) = server.join("tea", "Ada", 1, 1).await;
    let frame = CloseFrame { code: CloseCode::Normal, reason: "".into() };
    ada.send_raw(Message::Close(Some(frame))).await;
    assert_eq!(ada.hear_close().await, 1000);
    assert!(ada.socket.next().await.is_none(), "the connection ends in order");
}

#[tokio::test]
async fn who_stays_away_is_lost() {
    let server = Server::start(Config { grace: Duration::from_millis(50), ..Config::default() }).await;
    let (mut ada, _) = server.join("tea", "Ada", 1, 1).await;
    let (bob, _) = server.join("tea", "Bob", 2, 1).await;
    assert!(matches!(ada.hear().await, ServerMessage::MemberJoined { .. }));
    drop(bob);
    assert!(matches!(ada.hear().await, ServerMessage::MemberChanged { .. }));
    assert_eq!(ada.hear().await, ServerMessage::MemberLeft { id: member(2, 1), departure: Departure::Lost });
}

#[tokio::test]
async fn a_stopping_server_closes_its_sockets_and_ends() {
    let server = Server::start(Config::default()).await;
    let (mut ada, _) = server.join("tea", "Ada", 1, 1).await;
    let mut stranger = server.connect().await;
    stranger.hear_nothing_but_pong().await;
    let address = server.address;
    let stopping = tokio::spawn(server.stop());
    assert_eq!(ada.hear_close().await, 1012);
    assert_eq!(stranger.hear_close().await, 1012);
    stopping.await.unwrap();
    assert!(tokio::net::TcpStream::connect(address).await.is_err(), "the port is free again");
}

#[tokio::test]
async fn a_stopping_server_waits_for_its_clients_but_not_for_long() {
    let close_timeout = Duration::from_millis(100);
    let server = Server::start(Config { close_timeout, ..Config::default() }).await;
    // It never reads, so it never answers the close frame.
    let (_deaf, _) = server.join("tea", "Ada", 1, 1).await;
    let start = Instant::now();
    server.stop().await;
    let waited = start.elapsed();
    assert!((close_timeout..Config::default().drain_timeout).contains(&waited), "{waited:?}");
}

#[tokio::test]
async fn a_dropped_server_closes_its_sockets() {
    let server = Server::start(Config::default()).await;
    let (mut ada, _) = server.join("tea", "Ada", 1, 1).await;
    server.abort();
    assert_eq!(ada.hear_close().await, 1012);
}

#[tokio::test]
async fn pages_of_other_origins_are_refused() {
    let allowed = vec!["https://app.example".parse().unwrap()];
    let server = Server::start(Config { allowed_origins: allowed, ..Config::default() }).await;
    let own = format!("http://{}", server.address);
    for origin in [own.as_str(), "https://app.example"] {
        let mut client = server.connect_from(origin).await.ok().unwrap();
        client.send(&join("tea", "Ada", 1, 1)).await;
        others(&client.hear().await);
    }
    for origin in ["https://evil.example", "http://app.example", "null", "http://127.0.0.1:1"] {
        assert_eq!(server.connect_from(origin).await.err(), Some(403), "{origin}");
    }
}
