//! What many sockets do together, as clients behind a proxy see it.

use tincan_protocol::{ClientMessage, ErrorCode, ServerMessage};
use tincan_server::{Allowance, Config};

use crate::{
    client::{Client, Server},
    join,
};

const ADA: &str = "203.0.113.1";
const BOB: &str = "203.0.113.2";

async fn server(config: Config) -> Server {
    Server::start(Config { trusted_proxies: vec!["127.0.0.0/8".parse().unwrap()], ..config }).await
}

async fn connect(server: &Server, address: &str) -> Client {
    server.connect_with("x-forwarded-for", address).await.unwrap()
}

#[track_caller]
fn assert_busy(error: &(ErrorCode, String), expected: &str) {
    assert_eq!(error.0, ErrorCode::Busy);
    assert!(error.1.contains(expected), "{}", error.1);
}

#[tokio::test]
async fn an_address_with_too_many_sockets_is_told_so_and_others_come_in() {
    let server =
        server(Config { per_address: Allowance { sockets: 2, ..Allowance::PER_ADDRESS }, ..Config::default() }).await;
    let mut first = connect(&server, ADA).await;
    first.hear_nothing_but_pong().await;
    let mut second = connect(&server, ADA).await;
    second.hear_nothing_but_pong().await;
    let mut third = connect(&server, ADA).await;
    assert_busy(&third.hear_error().await, "from your address");
    assert_eq!(third.hear_close().await, 1013);
    connect(&server, BOB).await.hear_nothing_but_pong().await;
    first.hear_nothing_but_pong().await;
    // What is closed does not count.
    first.send(&join("tea", "Ada", 1, 1)).await;
    first.hear().await;
    first.send(&ClientMessage::Leave).await;
    assert_eq!(first.hear_close().await, 1000);
    connect(&server, ADA).await.hear_nothing_but_pong().await;
}

#[tokio::test]
async fn all_sockets_together_have_their_number() {
    let server = server(Config { in_all: Allowance { sockets: 1, ..Allowance::IN_ALL }, ..Config::default() }).await;
    let mut first = server.connect().await;
    first.hear_nothing_but_pong().await;
    let mut second = connect(&server, BOB).await;
    assert_busy(&second.hear_error().await, "this server has as many connections as it takes");
    assert_eq!(second.hear_close().await, 1013);
}

#[tokio::test]
async fn joins_of_an_address_have_their_number() {
    let server = server(Config {
        per_address: Allowance { joins_per_minute: 2, ..Allowance::PER_ADDRESS },
        ..Config::default()
    })
    .await;
    for session in [1, 2] {
        let mut client = connect(&server, ADA).await;
        client.send(&join("tea", "Ada", session, 1)).await;
        client.hear().await;
    }
    let mut third = connect(&server, ADA).await;
    third.send(&join("tea", "Ada", 3, 1)).await;
    assert_busy(&third.hear_error().await, "too many joins come from your address");
    assert_eq!(third.hear_close().await, 1013);
    let mut bob = connect(&server, BOB).await;
    bob.send(&join("tea", "Bob", 4, 1)).await;
    bob.hear().await;
}

#[tokio::test]
async fn messages_and_bytes_of_an_address_have_their_number() {
    for (per_address, text) in [
        (Allowance { messages_per_second: 1, ..Allowance::PER_ADDRESS }, r#"{"type":"ping"}"#.to_owned()),
        (
            Allowance { bytes_per_second: 1_000, ..Allowance::PER_ADDRESS },
            serde_json::json!({ "type": "ping", "more": "x".repeat(950) }).to_string(),
        ),
    ] {
        let server = server(Config { per_address, ..Config::default() }).await;
        let (mut one, mut two) = (connect(&server, ADA).await, connect(&server, ADA).await);
        for _ in 0..3 {
            one.send_text(text.clone()).await;
            assert_eq!(one.hear().await, ServerMessage::Pong);
        }
        for _ in 0..2 {
            two.send_text(text.clone()).await;
            assert_eq!(two.hear().await, ServerMessage::Pong);
        }
        two.send_text(text).await;
        let (code, sentence) = two.hear_error().await;
        assert_eq!(code, ErrorCode::TooManyMessages);
        assert!(sentence.contains("from your address"), "{sentence}");
        assert_eq!(two.hear_close().await, 1013);
        connect(&server, BOB).await.hear_nothing_but_pong().await;
    }
}

#[tokio::test]
async fn rooms_have_their_number() {
    let server = Server::start(Config { rooms: 1, ..Config::default() }).await;
    let (_ada, _) = server.join("tea", "Ada", 1, 1).await;
    let mut bob = server.connect().await;
    bob.send(&join("coffee", "Bob", 2, 1)).await;
    assert_busy(&bob.hear_error().await, "this server has its 1 rooms");
    assert_eq!(bob.hear_close().await, 1013);
    server.join("tea", "Cem", 3, 1).await;
}

#[tokio::test]
async fn rooms_of_an_address_have_their_number() {
    let server = server(Config { rooms_per_address: 1, ..Config::default() }).await;
    let mut first = connect(&server, ADA).await;
    first.send(&join("tea", "Ada", 1, 1)).await;
    first.hear().await;
    let mut second = connect(&server, ADA).await;
    second.send(&join("coffee", "Ann", 2, 1)).await;
    assert_busy(&second.hear_error().await, "too many rooms are open from your address");
    assert_eq!(second.hear_close().await, 1013);
    // Who comes to another's room opens none, and others have their own.
    let mut third = connect(&server, ADA).await;
    third.send(&join("tea", "Abe", 3, 1)).await;
    third.hear().await;
    let mut bob = connect(&server, BOB).await;
    bob.send(&join("coffee", "Bob", 4, 1)).await;
    bob.hear().await;
    // This computer is no address.
    server.join("milk", "Cem", 5, 1).await;
    server.join("water", "Dan", 6, 1).await;
}

#[tokio::test]
async fn nobody_is_believed_to_be_a_proxy() {
    let per_address = Allowance { sockets: 0, ..Allowance::PER_ADDRESS };
    let server = Server::start(Config { per_address, ..Config::default() }).await;
    connect(&server, ADA).await.hear_nothing_but_pong().await;
}
