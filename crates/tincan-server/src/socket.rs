//! One client's socket, from its first message to its close.

mod ends;
mod wire;

use std::{net::IpAddr, ops::ControlFlow, pin::pin, time::Duration};

use axum::extract::ws::{Message, Utf8Bytes};
use serde::Deserialize;
use tincan_protocol::{ClientMessage, ErrorCode, MAX_MESSAGE_BYTES, ServerMessage, VERSION};
use tokio::{task::yield_now, time::sleep};
use tokio_tungstenite::tungstenite;

use self::wire::{Event, Wire};
pub use self::{ends::Ends, wire::Socket};

use crate::{
    config::Config,
    hub::Hub,
    limits::{Excess, Visit, What},
    metrics::Metrics,
    outbox::Outbox,
    rate::TokenBucket,
    rooms::{SocketId, close_code, unsupported_version},
};

/// Talks with one client until its socket is closed.
///
/// `socket` is a WebSocket, or anything that behaves like one. When the returned future ends, or is dropped, the client's
/// member is without a socket and may come back on another. `from` is where the client comes from, for the limits of one
/// address.
pub async fn converse(socket: &mut impl Socket, from: IpAddr, hub: &Hub, config: &Config) {
    let outbox = Outbox::new(config);
    let alarm = pin!(sleep(config.join_timeout));
    let mut wire = Wire::new(socket, &outbox, hub.metrics(), alarm);
    let end = match hub.enter(from) {
        Err(excess) => {
            turn_away(&outbox, hub.metrics(), excess);
            End::Closing
        }
        Ok(visit) => {
            // Dropped at the end of this block: the others hear of it then, not when the closing handshake is over.
            let mut client = Client::new(hub, config, visit, &outbox);
            let socket = client.connection.socket.0;
            tracing::debug!(socket, "opened");
            let end = client.listen(&mut wire).await;
            tracing::debug!(socket, ?end, "closing");
            end
        }
    };
    outbox.close(close_code::NORMAL, "");
    let close_at = hub.now() + config.close_timeout;
    wire.set_alarm(hub.at(close_at));
    // The rest of a message that cannot be read cannot be read either. To drop the connection on it would make the client's
    // system throw away what it was sent last, so wait for the client to go.
    if end != End::Closing {
        wire.stop_hearing();
    }
    let (mut sent_all, mut heard_all) = (end == End::Broken, matches!(end, End::Gone | End::Broken));
    while !(sent_all && heard_all) {
        match wire.next().await {
            // Who never stops speaking is not waited for any longer than who says nothing.
            Event::Heard(Some(Ok(_))) if hub.now() < close_at => {}
            Event::Heard(Some(Ok(_))) | Event::Alarm => return,
            Event::Heard(_) => {
                wire.stop_hearing();
                heard_all = true;
            }
            // After the client's close frame nothing can be sent but the answer to it, which goes out while the rest is heard.
            Event::SentAll | Event::Broken => sent_all = true,
            Event::Closed => {}
        }
    }
}

/// The size of message at which reading gives up. Messages between [`MAX_MESSAGE_BYTES`] and this are read to their end
/// and then refused, in words and with an orderly close.
pub(crate) const UNREADABLE_BYTES: usize = 4 * MAX_MESSAGE_BYTES;

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

/// One client, as long as it is listened to.
struct Client<'a> {
    hub: &'a Hub,
    config: &'a Config,
    outbox: &'a Outbox,
    connection: Connection<'a>,
    visit: Visit,
    bucket: TokenBucket,
    /// When it is to have said something at the latest, until it has.
    join_at: Option<Duration>,
    /// When it has been silent for too long, unless it says something before.
    silent_at: Duration,
    ping_at: Duration,
}

impl<'a> Client<'a> {
    fn new(hub: &'a Hub, config: &'a Config, visit: Visit, outbox: &'a Outbox) -> Self {
        let now = hub.now();
        Self {
            hub,
            config,
            outbox,
            connection: Connection { hub, socket: hub.connect(outbox.clone()) },
            visit,
            bucket: TokenBucket::new(config.message_burst.into(), config.messages_per_second.into(), now),
            join_at: Some(now + config.join_timeout),
            silent_at: now + config.silence_timeout,
            ping_at: now + config.ping_interval,
        }
    }

    /// Takes in what the client sends, until it goes, does what ends the conversation, or is sent away.
    async fn listen(&mut self, wire: &mut Wire<'_, impl Socket>) -> End {
        wire.set_alarm(self.hub.at(self.next_deadline()));
        // So many that came together are passed on together: few enough for a queue to hold them several times.
        let in_a_row = (self.config.outbox_messages / 4).clamp(1, 16);
        let mut handled = 0_usize;
        loop {
            let flow = match wire.next().await {
                Event::Heard(heard) => self.hear(heard),
                Event::Alarm => {
                    let flow = self.look_at_the_clock(wire);
                    wire.set_alarm(self.hub.at(self.next_deadline()));
                    flow
                }
                Event::Closed | Event::SentAll => ControlFlow::Break(End::Closing),
                Event::Broken => ControlFlow::Break(End::Broken),
            };
            if let ControlFlow::Break(end) = flow {
                return end;
            }
            // Many messages may have come at once. Their receivers get their turn now and then, or a burst would
            // fill the queues of those who read fast enough.
            handled = handled.wrapping_add(1);
            if handled.is_multiple_of(in_a_row) {
                yield_now().await;
            }
        }
    }

    /// When there is something to do though nothing came in. What has come in since may have put it off.
    fn next_deadline(&self) -> Duration {
        let deadline = self.silent_at.min(self.ping_at);
        self.join_at.map_or(deadline, |join_at| join_at.min(deadline))
    }

    fn look_at_the_clock(&mut self, wire: &mut Wire<'_, impl Socket>) -> ControlFlow<End> {
        let now = self.hub.now();
        if self.join_at.is_some_and(|join_at| join_at <= now) {
            return self.refuse(&Refusal::NoJoin);
        }
        if self.silent_at <= now {
            self.outbox.close(close_code::POLICY, "silent");
            return ControlFlow::Break(End::Closing);
        }
        if self.ping_at <= now {
            wire.ping();
            self.ping_at = now + self.config.ping_interval;
        }
        ControlFlow::Continue(())
    }

    fn hear(&mut self, heard: Option<Result<Message, axum::Error>>) -> ControlFlow<End> {
        let message = match heard {
            Some(Ok(message)) => message,
            Some(Err(error)) if is_too_large(&error) => {
                let _ = self.refuse(&Refusal::TooLarge);
                return ControlFlow::Break(End::Overrun);
            }
            Some(Err(error)) => {
                tracing::debug!(socket = self.connection.socket.0, %error, "broke");
                return ControlFlow::Break(End::Gone);
            }
            None => return ControlFlow::Break(End::Gone),
        };
        let now = self.hub.now();
        self.silent_at = now + self.config.silence_timeout;
        if !self.bucket.take(1.0, now) {
            return self.refuse(&Refusal::TooManyMessages);
        }
        let bytes = message_bytes(&message);
        self.hub.metrics().received(bytes);
        if let Err(excess) = self.visit.send(bytes, now) {
            return self.refuse(&Refusal::Excess(excess));
        }
        let parsed = match &message {
            Message::Text(text) => parse(text),
            Message::Binary(bytes) if bytes.len() > MAX_MESSAGE_BYTES => Err(Unparsed::Refused(Refusal::TooLarge)),
            Message::Binary(_) => Err(Unparsed::Bad("messages are JSON in text frames".to_owned())),
            Message::Ping(_) | Message::Pong(_) => return ControlFlow::Continue(()),
            Message::Close(_) => return ControlFlow::Break(End::Closing),
        };
        match parsed {
            Ok(message) => self.pass_on(message, now),
            Err(Unparsed::Bad(sentence)) => {
                self.say(ErrorCode::BadMessage, sentence);
                ControlFlow::Continue(())
            }
            Err(Unparsed::Refused(refusal)) => self.refuse(&refusal),
        }
    }

    fn pass_on(&mut self, message: ClientMessage, now: Duration) -> ControlFlow<End> {
        if matches!(message, ClientMessage::Join { .. })
            && let Err(excess) = self.visit.join(now)
        {
            return self.refuse(&Refusal::Excess(excess));
        }
        // Who pings is somebody in front of the door, and is heard as long as they are.
        if matches!(message, ClientMessage::Join { .. } | ClientMessage::Ping) {
            self.join_at = None;
        }
        self.hub.handle(self.visit.household(), self.connection.socket, message, now);
        ControlFlow::Continue(())
    }

    /// Says what is wrong and closes.
    fn refuse(&self, refusal: &Refusal) -> ControlFlow<End> {
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
            Refusal::Excess(excess) => {
                turn_away(self.outbox, self.hub.metrics(), *excess);
                return ControlFlow::Break(End::Closing);
            }
        };
        self.say(code, sentence);
        self.outbox.close(close, reason);
        ControlFlow::Break(End::Closing)
    }

    fn say(&self, code: ErrorCode, message: String) {
        tracing::debug!(socket = self.connection.socket.0, ?code, "refused");
        self.hub.metrics().refused(code);
        // If it overflows the socket closes, and that is seen where it is waited for.
        let _ = self.outbox.push(ServerMessage::Error { code, message });
    }
}

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

/// There is too much of it for now: says so and closes.
fn turn_away(outbox: &Outbox, metrics: &Metrics, excess: Excess) {
    tracing::warn!(flag = excess.flag(), "{}", excess.sentence());
    let code = match excess.what {
        What::Sockets | What::Joins => ErrorCode::Busy,
        What::Messages => ErrorCode::TooManyMessages,
    };
    metrics.refused(code);
    let _ = outbox.push(ServerMessage::Error { code, message: excess.sentence().to_owned() });
    outbox.close(close_code::TRY_AGAIN_LATER, "busy");
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
