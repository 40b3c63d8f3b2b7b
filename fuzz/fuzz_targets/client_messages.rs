//! What a socket brings to the server, up to what goes out on it.
//!
//! Each line is a frame: text, or binary where it is no UTF-8. The conversation is the one that the server has
//! ([`converse`]), without a network.

#![no_main]

use std::{net::Ipv4Addr, sync::LazyLock};

use axum::extract::ws::Message;
use futures::{SinkExt, channel::mpsc, stream};
use libfuzzer_sys::fuzz_target;
use tincan_fuzz::read;
use tincan_protocol::{ClientMessage, ServerMessage};
use tincan_server::{
    Config, Hub,
    socket::{Ends, converse},
};
use tokio::runtime::{Builder, Runtime};

static RUNTIME: LazyLock<Runtime> =
    LazyLock::new(|| Builder::new_current_thread().enable_time().build().expect("a runtime without IO needs nothing"));

fuzz_target!(|data: &[u8]| {
    let frames: Vec<Message> = data.split(|byte| *byte == b'\n').map(frame).collect();
    let mut pings = 0;
    for text in frames.iter().filter_map(|frame| frame.to_text().ok().filter(|_| matches!(frame, Message::Text(_)))) {
        pings += usize::from(read::<ClientMessage>(text) == Some(ClientMessage::Ping));
    }
    let (spoken, heard) = mpsc::unbounded();
    let spoken = spoken.sink_map_err(|_| ()).with(async |message| Ok::<_, ()>(message));
    let (hub, config) = (Hub::new(&Config::default()), Config::default());
    let stream = stream::iter(frames.into_iter().map(Ok));
    let mut socket = Ends { sink: Box::pin(spoken), stream };
    RUNTIME.block_on(converse(&mut socket, Ipv4Addr::LOCALHOST.into(), &hub, &config));
    drop(socket);
    let heard: Vec<Message> = RUNTIME.block_on(futures::StreamExt::collect(heard));
    let mut pongs = 0;
    for (index, message) in heard.iter().enumerate() {
        match message {
            // Browsers read it, and know all that this server says.
            Message::Text(text) => {
                let message = read::<ServerMessage>(text);
                assert!(!matches!(message, None | Some(ServerMessage::Unknown)), "{text}");
                pongs += usize::from(message == Some(ServerMessage::Pong));
            }
            Message::Close(_) => assert_eq!(index, heard.len() - 1, "something follows the close"),
            other => panic!("{other:?} is not for browsers"),
        }
    }
    assert!(matches!(heard.last(), Some(Message::Close(_))), "a conversation ends with a close: {heard:?}");
    assert!(pongs <= pings, "{pongs} pongs to {pings} pings");
});

fn frame(line: &[u8]) -> Message {
    match std::str::from_utf8(line) {
        Ok(text) => Message::text(text),
        Err(_) => Message::binary(line.to_vec()),
    }
}
