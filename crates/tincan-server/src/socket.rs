//! One client's socket, from its first message to its close.

use std::{pin::pin, time::Duration};

use axum::extract::ws::{Message, Utf8Bytes};
use futures::{Sink, SinkExt, Stream, StreamExt, future::maybe_done};
use serde::Deserialize;
use tincan_protocol::{ClientMessage, ErrorCode, MAX_MESSAGE_BYTES, ServerMessage, VERSION};
use tokio::time::{Instant, MissedTickBehavior, interval_at, timeout, timeout_at};
use tokio_tungstenite::tungstenite;

use crate::{
    config::Config,
    hub::Hub,
    outbox::{Next, Outbox},
    rate::TokenBucket,
    rooms::{SocketId, close_code, unsupported_version},
};

/// Talks with one client until its socket is closed.
///
/// `sink` and `stream` are the two directions of a WebSocket, or anything that behaves like one. When the returned
/// future ends, or is dropped, the client's member is without a socket and may come back on another.
pub async fn converse<S, R>(sink: S, mut stream: R, hub: &Hub, config: &Config)
where
    S: Sink<Message> + Unpin,
    R: Stream<Item = Result<Message, axum::Error>> + Unpin,
{
    let outbox = Outbox::new(config);
    let connection = Connection { hub, socket: hub.connect(outbox.clone()) };
    let socket = connection.socket;
    tracing::debug!(socket = socket.0, "opened");
    let mut speaking = pin!(maybe_done(speak(sink, &outbox, config.ping_interval)));
    let end = tokio::select! {
        end = listen(&mut stream, hub, socket, &outbox, config) => end,
        () = outbox.closing() => End::Closing,
        () = &mut speaking => speaking.as_mut().output_mut().map_or(End::Broken, |end| *end),
    };
    // The others hear of it now, not when the closing handshake is over.
    drop(connection);
    tracing::debug!(socket = socket.0, ?end, "closing");
    if end == End::Broken {
        return;
    }
    outbox.close(close_code::NORMAL, "");
    let hearing_out = async {
        match end {
            End::Closing => while let Some(Ok(_)) = stream.next().await {},
            // The rest of the message cannot be read. To drop the connection on it would make the client's system
            // throw away what it was sent last, so wait for the client to go.
            End::Overrun => std::future::pending().await,
            End::Gone | End::Broken => {}
        }
    };
    let _ = timeout(config.close_timeout, async { tokio::join!(speaking, hearing_out) }).await;
}

/// The size of message at which reading gives up. Messages between [`MAX_MESSAGE_BYTES`] and this are read to their end
/// and then refused, in words and with an orderly close.
pub(crate) const UNREADABLE_BYTES: usize = 4 * MAX_MESSAGE_BYTES;

/// A socket that the hub knows.
struct Connection<'a> {
    hub: &'a Hub,
    socket: SocketId,
}

impl Drop for Connection<'_> {
    fn drop(&mut self) {
        self.hub.disconnect(self.socket);
    }
}

/// Why a conversation is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// One side wants to close: what is queued is sent, and the close frame answered.
    Closing,
    /// The client sends a message too large to be read.
    Overrun,
    /// Nothing more comes in.
    Gone,
    /// Nothing more goes out.
    Broken,
}

/// Sends what is queued, a ping now and then, and at last the close frame. Ends early if the socket breaks.
async fn speak<S: Sink<Message> + Unpin>(mut sink: S, outbox: &Outbox, ping_interval: Duration) -> End {
    let mut pings = interval_at(Instant::now() + ping_interval, ping_interval);
    pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let message = tokio::select! {
            biased;
            next = outbox.next() => match next {
                Next::Text(text) => Message::Text(text.into()),
                Next::Close(frame) => {
                    let sent = sink.send(Message::Close(Some(frame))).await;
                    return if sent.is_ok() { End::Closing } else { End::Broken };
                }
            },
            _ = pings.tick() => Message::Ping(Vec::new().into()),
        };
        if sink.send(message).await.is_err() {
            return End::Broken;
        }
    }
}

/// Takes in what the client sends, until it goes or does what ends the conversation.
async fn listen<R>(stream: &mut R, hub: &Hub, socket: SocketId, outbox: &Outbox, config: &Config) -> End
where
    R: Stream<Item = Result<Message, axum::Error>> + Unpin,
{
    let mut bucket = TokenBucket::new(config.message_burst, config.messages_per_second, hub.now());
    let mut join_deadline = Some(Instant::now() + config.join_timeout);
    loop {
        let silence_deadline = Instant::now() + config.silence_timeout;
        let deadline = join_deadline.map_or(silence_deadline, |join| join.min(silence_deadline));
        let message = match timeout_at(deadline, stream.next()).await {
            Ok(Some(Ok(message))) => message,
            Ok(Some(Err(error))) if is_too_large(&error) => {
                refuse(socket, outbox, &Refusal::TooLarge);
                return End::Overrun;
            }
            Ok(Some(Err(error))) => {
                tracing::debug!(socket = socket.0, %error, "broke");
                return End::Gone;
            }
            Ok(None) => return End::Gone,
            Err(_) if join_deadline == Some(deadline) => {
                refuse(socket, outbox, &Refusal::NoJoin);
                return End::Closing;
            }
            Err(_) => {
                outbox.close(close_code::POLICY, "silent");
                return End::Closing;
            }
        };
        if !bucket.take(hub.now()) {
            refuse(socket, outbox, &Refusal::TooManyMessages);
            return End::Closing;
        }
        let parsed = match &message {
            Message::Text(text) => parse(text),
            Message::Binary(bytes) if bytes.len() > MAX_MESSAGE_BYTES => Err(Unparsed::Refused(Refusal::TooLarge)),
            Message::Binary(_) => Err(Unparsed::Bad("messages are JSON in text frames".to_owned())),
            Message::Ping(_) | Message::Pong(_) => continue,
            Message::Close(_) => return End::Closing,
        };
        match parsed {
            Ok(message) => {
                // Who pings is somebody in front of the door, and is heard as long as they are.
                if matches!(message, ClientMessage::Join { .. } | ClientMessage::Ping) {
                    join_deadline = None;
                }
                hub.handle(socket, message);
                // Many messages may have come at once. Their receivers get their turn in between, or a burst would
                // fill the queues of those who read fast enough.
                tokio::task::yield_now().await;
            }
            Err(Unparsed::Bad(sentence)) => say(socket, outbox, ErrorCode::BadMessage, sentence),
            Err(Unparsed::Refused(refusal)) => {
                refuse(socket, outbox, &refusal);
                return End::Closing;
            }
        }
    }
}

/// Why a frame is no message.
enum Unparsed {
    /// It has not the form; the sentence says where. The conversation goes on.
    Bad(String),
    /// It ends the conversation.
    Refused(Refusal),
}

fn parse(text: &Utf8Bytes) -> Result<ClientMessage, Unparsed> {
    if text.len() > MAX_MESSAGE_BYTES {
        return Err(Unparsed::Refused(Refusal::TooLarge));
    }
    serde_json::from_str(text).map_err(|error| match serde_json::from_str(text) {
        // A join of another version may well have another form.
        Ok(AnyJoin::Join { version }) if version != VERSION => Unparsed::Refused(Refusal::Version(version)),
        // The sentence quotes what was sent, which may be anything.
        _ => Unparsed::Bad(error.to_string().chars().filter(|c| !c.is_control()).take(MAX_SENTENCE_CHARS).collect()),
    })
}

/// What the joins of all versions have in common.
#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum AnyJoin {
    Join { version: u32 },
}

/// What a client does that ends the conversation.
enum Refusal {
    TooLarge,
    TooManyMessages,
    NoJoin,
    Version(u32),
}

/// Says what is wrong and closes.
fn refuse(socket: SocketId, outbox: &Outbox, refusal: &Refusal) {
    match refusal {
        Refusal::TooLarge => {
            say(socket, outbox, ErrorCode::TooLarge, format!("a message has at most {MAX_MESSAGE_BYTES} bytes"));
            outbox.close(close_code::TOO_BIG, "too large");
        }
        Refusal::TooManyMessages => {
            say(socket, outbox, ErrorCode::TooManyMessages, "too many messages in too short a time".to_owned());
            outbox.close(close_code::POLICY, "too many messages");
        }
        Refusal::NoJoin => {
            say(socket, outbox, ErrorCode::NotJoined, "no join came in time".to_owned());
            outbox.close(close_code::POLICY, "no join");
        }
        Refusal::Version(version) => {
            say(socket, outbox, ErrorCode::UnsupportedVersion, unsupported_version(*version));
            outbox.close(close_code::POLICY, "unsupported version");
        }
    }
}

fn say(socket: SocketId, outbox: &Outbox, code: ErrorCode, message: String) {
    tracing::debug!(socket = socket.0, ?code, "refused");
    // If it overflows the socket closes, and that is seen where it is waited for.
    let _ = outbox.push(&ServerMessage::Error { code, message });
}

fn is_too_large(error: &axum::Error) -> bool {
    let source = std::error::Error::source(error).and_then(|source| source.downcast_ref());
    matches!(source, Some(tungstenite::Error::Capacity(_)))
}

const MAX_SENTENCE_CHARS: usize = 200;
