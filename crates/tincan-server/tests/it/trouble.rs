//! What ill-behaved clients send, over real sockets: each is told what is wrong, and nobody else notices.

use futures::{SinkExt, StreamExt};
use serde_json::json;
use tincan_protocol::{ClientMessage, ErrorCode, MAX_MESSAGE_BYTES, ServerMessage, VERSION};
use tincan_server::Config;
use tokio_tungstenite::tungstenite::Message;

use crate::{
    client::{Server, others, within},
    join, member, signal, signal_to,
};

#[tokio::test]
async fn garbage_is_named_and_the_socket_stays_open() {
    let server = Server::start(Config::default()).await;
    let mut client = server.connect().await;
    for garbage in [
        "",
        "no json",
        "{}",
        "[]",
        "null",
        "\"join\"",
        "{\"type\":7}",
        "{\"type\":\"join\"}",
        "{\"type\":\"signal\",\"to\":\"x\"}",
    ] {
        client.send_text(garbage).await;
        let (code, sentence) = client.hear_error().await;
        assert_eq!(code, ErrorCode::BadMessage, "{garbage}: {sentence}");
    }
    client.send_text("[".repeat(100_000)).await;
    assert_eq!(client.hear_error().await.0, ErrorCode::BadMessage);
    client.send_raw(Message::binary(vec![0, 159, 146, 150])).await;
    assert_eq!(client.hear_error().await, (ErrorCode::BadMessage, "messages are JSON in text frames".to_owned()));
    client.send(&join("tea", "Ada", 1, 1)).await;
    assert!(others(&client.hear().await).is_empty());
}

#[tokio::test]
async fn what_was_sent_does_not_come_back_in_full() {
    let server = Server::start(Config::default()).await;
    let mut client = server.connect().await;
    let long = "x\u{1b}[31m".repeat(10_000);
    client.send_text(json!({ "type": "join", "version": long }).to_string()).await;
    let (code, sentence) = client.hear_error().await;
    assert_eq!(code, ErrorCode::BadMessage);
    assert!(sentence.chars().count() <= 200 && !sentence.contains('\u{1b}'), "{sentence:?}");
}

#[tokio::test]
async fn unknown_types_are_skipped() {
    let server = Server::start(Config::default()).await;
    let mut client = server.connect().await;
    client.send_text(json!({ "type": "teleport", "to": ["home"] }).to_string()).await;
    client.send(&join("tea", "Ada", 1, 1)).await;
    assert!(others(&client.hear().await).is_empty());
    client.send_text(json!({ "type": "dance" }).to_string()).await;
    client.hear_nothing_but_pong().await;
}

#[tokio::test]
async fn a_large_message_is_passed_on_and_a_too_large_one_is_refused() {
    let server = Server::start(Config::default()).await;
    let (mut ada, _) = server.join("tea", "Ada", 1, 1).await;
    let (mut bob, _) = server.join("tea", "Bob", 2, 1).await;
    assert!(matches!(ada.hear().await, ServerMessage::MemberJoined { .. }));
    let signal_of =
        |length: usize| ClientMessage::Signal { to: member(2, 1), signal: json!("x".repeat(length)).into() };
    let frame = serde_json::to_string(&signal_of(0)).unwrap().len();

    ada.send(&signal_of(MAX_MESSAGE_BYTES - frame)).await;
    assert!(matches!(bob.hear().await, ServerMessage::Signal { .. }));
    ada.send(&signal_of(MAX_MESSAGE_BYTES - frame + 1)).await;
    assert_eq!(ada.hear_error().await.0, ErrorCode::TooLarge);
    assert_eq!(ada.hear_close().await, 1009);
    assert!(matches!(bob.hear().await, ServerMessage::MemberChanged { .. }));

    bob.send_raw(Message::binary(vec![0; MAX_MESSAGE_BYTES + 1])).await;
    assert_eq!(bob.hear_error().await.0, ErrorCode::TooLarge);
    assert_eq!(bob.hear_close().await, 1009);
}

#[tokio::test]
async fn a_huge_message_is_refused_while_it_is_still_being_sent() {
    let server = Server::start(Config::default()).await;
    let (client, _) = server.join("tea", "Ada", 1, 1).await;
    let (mut sink, mut stream) = client.socket.split();
    let sending = tokio::spawn(async move { sink.send(Message::text("x".repeat(64 << 20))).await });
    let told = within(stream.next()).await.unwrap().unwrap();
    assert!(told.to_text().unwrap().contains("too_large"), "{told:?}");
    let closed = within(stream.next()).await.unwrap().unwrap();
    let Message::Close(Some(frame)) = closed else { panic!("not closed, but {closed:?}") };
    assert_eq!(u16::from(frame.code), 1009);
    sending.abort();
}

#[tokio::test]
async fn a_message_in_endless_pieces_is_refused() {
    use tokio_tungstenite::tungstenite::protocol::frame::{
        Frame,
        coding::{Data, OpCode},
    };
    let server = Server::start(Config::default()).await;
    let mut client = server.connect().await;
    let piece = |opcode| Message::Frame(Frame::message(vec![b'x'; 64 * 1024], OpCode::Data(opcode), false));
    client.send_raw(piece(Data::Text)).await;
    for _ in 0..15 {
        client.send_raw(piece(Data::Continue)).await;
    }
    // This one goes beyond what is read; the server may close while it is on its way.
    let _ = client.socket.send(piece(Data::Continue)).await;
    assert_eq!(client.hear_error().await.0, ErrorCode::TooLarge);
}

#[tokio::test]
async fn signals_to_no_one_are_refused() {
    let server = Server::start(Config::default()).await;
    let (mut ada, _) = server.join("tea", "Ada", 1, 1).await;
    let (mut eve, _) = server.join("jam", "Eve", 3, 1).await;
    for nobody in [member(1, 1), member(3, 1), member(9, 9)] {
        ada.send(&signal_to(nobody, 1)).await;
        assert_eq!(ada.hear_error().await.0, ErrorCode::UnknownMember);
    }
    eve.hear_nothing_but_pong().await;
}

#[tokio::test]
async fn only_members_signal_and_leave() {
    let server = Server::start(Config::default()).await;
    let (mut ada, _) = server.join("tea", "Ada", 1, 1).await;
    let mut stranger = server.connect().await;
    stranger.send(&signal_to(member(1, 1), 1)).await;
    assert_eq!(stranger.hear_error().await.0, ErrorCode::NotJoined);
    stranger.send(&ClientMessage::Leave).await;
    assert_eq!(stranger.hear_error().await.0, ErrorCode::NotJoined);
    ada.hear_nothing_but_pong().await;
}

#[tokio::test]
async fn a_second_join_is_refused_and_the_first_stands() {
    let server = Server::start(Config::default()).await;
    let (mut ada, _) = server.join("tea", "Ada", 1, 1).await;
    ada.send(&join("jam", "Eve", 3, 1)).await;
    assert_eq!(ada.hear_error().await.0, ErrorCode::AlreadyJoined);
    let (mut bob, joined) = server.join("tea", "Bob", 2, 1).await;
    assert_eq!(others(&joined), [member(1, 1)]);
    assert!(matches!(ada.hear().await, ServerMessage::MemberJoined { .. }));
    ada.send(&signal_to(member(2, 1), 1)).await;
    assert_eq!(bob.hear().await, ServerMessage::Signal { from: member(1, 1), signal: signal(1) });
}

#[tokio::test]
async fn a_flood_ends_the_socket_of_who_sends_it() {
    let config = Config { message_burst: 20, messages_per_second: 1, ..Config::default() };
    let server = Server::start(config).await;
    let (mut ada, _) = server.join("tea", "Ada", 1, 1).await;
    let (mut bob, _) = server.join("tea", "Bob", 2, 1).await;
    assert!(matches!(ada.hear().await, ServerMessage::MemberJoined { .. }));
    for number in 0..30 {
        // The server may have closed before the last of them.
        let text = serde_json::to_string(&signal_to(member(2, 1), number)).unwrap();
        let _ = ada.socket.send(Message::text(text)).await;
    }
    assert_eq!(ada.hear_error().await.0, ErrorCode::TooManyMessages);
    assert_eq!(ada.hear_close().await, 1008);
    for number in 0..19 {
        assert_eq!(bob.hear().await, ServerMessage::Signal { from: member(1, 1), signal: signal(number) });
    }
    assert!(matches!(bob.hear().await, ServerMessage::MemberChanged { member } if !member.online));
    bob.hear_nothing_but_pong().await;
}

#[tokio::test]
async fn hostile_names() {
    let server = Server::start(Config::default()).await;
    let (mut ada, _) = server.join("tea", "Ada", 1, 1).await;
    let mut client = server.connect().await;
    let named = |name: &str| {
        let mut text = serde_json::to_value(join("tea", "x", 2, 1)).unwrap();
        text["name"] = json!(name);
        text.to_string()
    };
    for name in ["Bob\u{202e}boB", "\u{2066}Bob", "Bob\u{200f}", "Bob\nBob", "\0", "", " ", &"x".repeat(10_000)] {
        client.send_text(named(name)).await;
        let (code, sentence) = client.hear_error().await;
        assert_eq!(code, ErrorCode::BadMessage);
        assert!(sentence.starts_with("name: a name has"), "{sentence}");
    }
    // Markup is a name like any other: it is only ever shown as text.
    let markup = "<img src=x onerror=alert(1)>";
    client.send_text(named(markup)).await;
    assert_eq!(others(&client.hear().await), [member(1, 1)]);
    assert!(matches!(ada.hear().await, ServerMessage::MemberJoined { member } if member.name.as_str() == markup));
}

#[tokio::test]
async fn a_full_room_refuses_in_words() {
    let server = Server::start(Config { room_size: 2, ..Config::default() }).await;
    let (mut ada, _) = server.join("tea", "Ada", 1, 1).await;
    let (_bob, _) = server.join("tea", "Bob", 2, 1).await;
    assert!(matches!(ada.hear().await, ServerMessage::MemberJoined { .. }));
    let mut cem = server.connect().await;
    cem.send(&join("tea", "Cem", 3, 1)).await;
    assert_eq!(cem.hear_error().await, (ErrorCode::RoomFull, "this room has its 2 members".to_owned()));
    assert_eq!(cem.hear_close().await, 1008);
    ada.hear_nothing_but_pong().await;
}

#[tokio::test]
async fn another_version_is_refused_in_words_whatever_its_form() {
    let server = Server::start(Config::default()).await;
    let mut same_form = serde_json::to_value(join("tea", "Ada", 1, 1)).unwrap();
    same_form["version"] = json!(VERSION + 1);
    let other_form = json!({ "type": "join", "version": VERSION + 1, "place": "tea" });
    for text in [same_form, other_form] {
        let mut client = server.connect().await;
        client.send_text(text.to_string()).await;
        assert_eq!(client.hear_error().await.0, ErrorCode::UnsupportedVersion);
        assert_eq!(client.hear_close().await, 1008);
    }
}

#[tokio::test]
async fn bytes_that_are_no_websocket_end_one_connection_only() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let server = Server::start(Config::default()).await;
    let (mut ada, _) = server.join("tea", "Ada", 1, 1).await;
    let mut raw = tokio::net::TcpStream::connect(server.address).await.unwrap();
    let upgrade = "GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
                   Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    raw.write_all(upgrade.as_bytes()).await.unwrap();
    raw.write_all(&[0xff; 64]).await.unwrap();
    within(raw.read_to_end(&mut Vec::new())).await.unwrap_or(0);
    ada.hear_nothing_but_pong().await;
}
