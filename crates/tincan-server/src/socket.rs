//! One client's socket, from its first message to its close.

use std::{net::IpAddr, pin::pin, time::Duration};

use axum::extract::ws::{Message, Utf8Bytes};
use futures::{Sink, SinkExt, Stream, StreamExt, future::maybe_done};
use serde::Deserialize;
use tincan_protocol::{ClientMessage, ErrorCode, MAX_MESSAGE_BYTES, ServerMessage, VERSION};
use tokio::time::{Instant, MissedTickBehavior, interval_at, timeout, timeout_at};
use tokio_tungstenite::tungstenite;

use crate::{
    config::Config,
    hub::Hub,
    limits::{Excess, Visit, What},
    metrics::Metrics,
    outbox::{Next, Outbox},
    rate::TokenBucket,
    rooms::{SocketId, close_code, unsupported_version},
};

/// Talks with one client until its socket is closed.
///
/// `sink` and `stream` are the two directions of a WebSocket, or anything that behaves like one. When the returned
/// future ends, or is dropped, the client's member is without a socket and may come back on another. `from` is where the
/// client comes from, for the limits of one address.
pub async fn converse<S, R>(sink: S, mut stream: R, from: IpAddr, hub: &Hub, config: &Config)
where
    S: Sink<Message> + Unpin,
    R: Stream<Item = Result<Message, axum::Error>> + Unpin,
{
    let outbox = Outbox::new(config);
    let mut speaking = pin!(maybe_done(speak(sink, &outbox, hub.metrics(), config.ping_interval)));
    let end = match hub.enter(from) {
        Err(excess) => {
            turn_away(&outbox, hub.metrics(), excess);
            End::Closing
        }
        Ok(visit) => {
            // Dropped at the end of this block: the others hear of it then, not when the closing handshake is over.
            let connection = Connection { hub, socket: hub.connect(outbox.clone()) };
            let socket = connection.socket;
            tracing::debug!(socket = socket.0, "opened");
            let end = tokio::select! {
                end = listen(&mut stream, &connection, &visit, &outbox, config) => end,
                () = outbox.closing() => End::Closing,
                () = &mut speaking => speaking.as_mut().output_mut().map_or(End::Broken, |end| *end),
            };
            tracing::debug!(socket = socket.0, ?end, "closing");
            end
        }
    };
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
async fn speak<S>(mut sink: S, outbox: &Outbox, metrics: &Metrics, ping_interval: Duration) -> End
where
    S: Sink<Message> + Unpin,
{
    let mut pings = interval_at(Instant::now() + ping_interval, ping_interval);
    pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let mut next = tokio::select! {
            biased;
            next = outbox.next() => Some(next),
            _ = pings.tick() => {
                if sink.send(Message::Ping(Vec::new().into())).await.is_err() {
                    return End::Broken;
                }
                continue;
            }
        };
        // What waits goes in one piece: a call to the system costs more than a message.
        while let Some(message) = next {
            let sent = match message {
                Next::Text(text) => {
                    metrics.sent(text.len());
                    sink.feed(Message::Text(text.into())).await
                }
                Next::Close(frame) => {
                    let sent = sink.send(Message::Close(Some(frame))).await;
                    return if sent.is_ok() { End::Closing } else { End::Broken };
                }
            };
            if sent.is_err() {
                return End::Broken;
            }
            next = outbox.try_next();
        }
        if sink.flush().await.is_err() {
            return End::Broken;
        }
    }
}

/// Takes in what the client sends, until it goes or does what ends the conversation.
async fn listen<R>(stream: &mut R, connection: &Connection<'_>, visit: &Visit, outbox: &Outbox, config: &Config) -> End
where
    R: Stream<Item = Result<Message, axum::Error>> + Unpin,
{
    let Connection { hub, socket } = *connection;
    let refuse = |refusal: &Refusal| refuse(socket, outbox, hub.metrics(), refusal);
    let (burst, per_second) = (config.message_burst.into(), config.messages_per_second.into());
    let mut bucket = TokenBucket::new(burst, per_second, hub.now());
    let mut join_deadline = Some(Instant::now() + config.join_timeout);
    // So many that came together are passed on together: few enough for a queue to hold them several times.
    let in_a_row = (config.outbox_messages / 4).clamp(1, 16);
    let mut handled = 0_usize;
    loop {
        let silence_deadline = Instant::now() + config.silence_timeout;
        let deadline = join_deadline.map_or(silence_deadline, |join| join.min(silence_deadline));
        let message = match timeout_at(deadline, stream.next()).await {
            Ok(Some(Ok(message))) => message,
            Ok(Some(Err(error))) if is_too_large(&error) => {
                refuse(&Refusal::TooLarge);
                return End::Overrun;
            }
            Ok(Some(Err(error))) => {
                tracing::debug!(socket = socket.0, %error, "broke");
                return End::Gone;
            }
            Ok(None) => return End::Gone,
            Err(_) if join_deadline == Some(deadline) => {
                refuse(&Refusal::NoJoin);
                return End::Closing;
            }
            Err(_) => {
                outbox.close(close_code::POLICY, "silent");
                return End::Closing;
            }
        };
        if !bucket.take(1.0, hub.now()) {
            refuse(&Refusal::TooManyMessages);
            return End::Closing;
        }
        let bytes = message_bytes(&message);
        hub.metrics().received(bytes);
        if let Err(excess) = visit.send(bytes, hub.now()) {
            refuse(&Refusal::Excess(excess));
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
                if matches!(message, ClientMessage::Join { .. })
                    && let Err(excess) = visit.join(hub.now())
                {
                    refuse(&Refusal::Excess(excess));
                    return End::Closing;
                }
                // Who pings is somebody in front of the door, and is heard as long as they are.
                if matches!(message, ClientMessage::Join { .. } | ClientMessage::Ping) {
                    join_deadline = None;
                }
                hub.handle(socket, message);
                // Many messages may have come at once. Their receivers get their turn now and then, or a burst would
                // fill the queues of those who read fast enough.
                handled = handled.wrapping_add(1);
                if handled.is_multiple_of(in_a_row) {
                    tokio::task::yield_now().await;
                }
            }
            Err(Unparsed::Bad(sentence)) => say(socket, outbox, hub.metrics(), ErrorCode::BadMessage, sentence),
            Err(Unparsed::Refused(refusal)) => {
                refuse(&refusal);
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
    Excess(Excess),
}

/// Says what is wrong and closes.
fn refuse(socket: SocketId, outbox: &Outbox, metrics: &Metrics, refusal: &Refusal) {
    let (code, sentence, close, reason) = match refusal {
        Refusal::TooLarge => {
            let sentence = format!("a message has at most {MAX_MESSAGE_BYTES} bytes");
            (ErrorCode::TooLarge, sentence, close_code::TOO_BIG, "too large")
        }
        Refusal::TooManyMessages => {
            let sentence = "too many messages in too short a time".to_owned();
            (ErrorCode::TooManyMessages, sentence, close_code::POLICY, "too many messages")
        }
        Refusal::NoJoin => (ErrorCode::NotJoined, "no join came in time".to_owned(), close_code::POLICY, "no join"),
        Refusal::Version(version) => {
            let sentence = unsupported_version(*version);
            (ErrorCode::UnsupportedVersion, sentence, close_code::POLICY, "unsupported version")
        }
        Refusal::Excess(excess) => return turn_away(outbox, metrics, *excess),
    };
    say(socket, outbox, metrics, code, sentence);
    outbox.close(close, reason);
}

/// There is too much of it for now: says so and closes.
fn turn_away(outbox: &Outbox, metrics: &Metrics, excess: Excess) {
    tracing::warn!(flag = excess.flag(), "{}", excess.sentence());
    let code = match excess.what {
        What::Sockets | What::Joins => ErrorCode::Busy,
        What::Messages => ErrorCode::TooManyMessages,
    };
    metrics.refused(code);
    let _ = outbox.push(&ServerMessage::Error { code, message: excess.sentence().to_owned() });
    outbox.close(close_code::TRY_AGAIN_LATER, "busy");
}

fn say(socket: SocketId, outbox: &Outbox, metrics: &Metrics, code: ErrorCode, message: String) {
    tracing::debug!(socket = socket.0, ?code, "refused");
    metrics.refused(code);
    // If it overflows the socket closes, and that is seen where it is waited for.
    let _ = outbox.push(&ServerMessage::Error { code, message });
}

fn message_bytes(message: &Message) -> usize {
    match message {
        Message::Text(text) => text.len(),
        Message::Binary(bytes) | Message::Ping(bytes) | Message::Pong(bytes) => bytes.len(),
        Message::Close(_) => 0,
    }
}

fn is_too_large(error: &axum::Error) -> bool {
    let source = std::error::Error::source(error).and_then(|source| source.downcast_ref());
    matches!(source, Some(tungstenite::Error::Capacity(_)))
}

const MAX_SENTENCE_CHARS: usize = 200;
