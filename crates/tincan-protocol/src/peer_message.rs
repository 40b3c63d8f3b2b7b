//! What two browsers say to each other over their control channel.

use serde::Serialize;

use crate::{ChatMessage, OpaqueSafety, OpaqueSignal, json};

/// From browser to browser: one JSON object per message of the control channel, a data channel that both sides create
/// with `negotiated: true, id: 0` (RFC 8832 is not needed), ordered and reliable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum PeerMessage {
    /// The first message of each side.
    Hello {
        /// The version that the sender speaks: [`VERSION`](crate::VERSION).
        version: u32,
    },
    /// What the sender means to send, now.
    Presence(Presence),
    /// A signal: once the channel is open it is the faster path, and one that does not need the server.
    Signal {
        /// The signal, in the same cover as on its way through the server.
        signal: OpaqueSignal,
    },
    /// A message of the chat.
    Chat(ChatMessage),
    /// A message about a file: a [`TransferCover`](crate::TransferCover), to be read as such by whoever sends and takes files, which a page does
    /// not do itself. The file goes over a channel of its own.
    Transfer,
    /// A message by which the two compare a safety code.
    Safety {
        /// The [`SafetyMessage`](crate::SafetyMessage), as it came.
        safety: OpaqueSafety,
    },
    /// Asks whether the receiver is there, whatever the transport says.
    Ping,
    /// The answer to each [`Ping`](Self::Ping).
    Pong,
    /// The sender leaves. The connection will not be missed.
    Bye,
    /// A type that this version does not know; skipped.
    Unknown,
}

json::tagged!("type" of PeerMessage {
    "hello" => Hello { version },
    "presence" => Presence(Presence),
    "signal" => Signal { signal },
    "chat" => Chat(ChatMessage),
    "transfer" => Transfer,
    "safety" => Safety { safety },
    "ping" => Ping,
    "pong" => Pong,
    "bye" => Bye,
    _ => Unknown,
});

/// What a person means to send. A tile follows this and never waits for media that is not coming: a receiver's track does
/// not reliably become muted when the sender stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[allow(clippy::struct_excessive_bools, reason = "each is a field of the message")]
pub struct Presence {
    /// The microphone is there and not muted.
    pub microphone: bool,
    /// The camera is on.
    pub camera: bool,
    /// A screen is shared; also while it is paused.
    pub screen: bool,
    /// The shared screen is paused: nothing comes, and what came last stays.
    pub screen_paused: bool,
}

json::object!(Presence { microphone or false, camera or false, screen or false, screen_paused or false });
