//! Tincan's wire types.
//!
//! Two conversations are described here, and nothing else:
//!
//! - a browser and the server speak [`ClientMessage`] and [`ServerMessage`], one JSON object per WebSocket text
//!   frame, on the path [`SOCKET_PATH`];
//! - two browsers speak [`PeerMessage`] over their control channel, and exchange [`Signal`]s over that channel or,
//!   until it is open, through the server, which relays them unread as [`OpaqueSignal`]s, and cannot read them where they are
//!   [sealed](SealedSignal).
//!
//! Everything that has a form is *parsed* on arrival: whoever holds a [`RoomCode`], a [`DisplayName`], a
//! [`MemberId`] or a [`SessionId`] holds a valid one. A message whose `type` this version does not know becomes
//! `Unknown` and is skipped, so that an old page survives a new server and the other way round.
//!
//! Types are written by what serde derives, and read by what [`json`] says of them, which takes less code.

#![forbid(unsafe_code)]
#![warn(clippy::pedantic)]

mod access;
mod bits;
mod call_link;
mod chat;
mod display_name;
mod ids;
pub mod json;
mod message;
mod peer_message;
mod room_code;
mod safety;
mod sealed_signal;
mod signal;
mod transfer;

pub use access::{Access, HostAct, Knock, Recollection};
pub use call_link::CallLink;
pub use chat::{
    ChatBody, ChatEntry, ChatMessage, ChatText, ChatTextError, Emoji, EntryId, EntryIdError, EntryRef, PassedOn,
};
pub use display_name::{DisplayName, DisplayNameError};
pub use ids::{HostKey, IdError, LinkSecret, MemberId, PageId, PasswordProof, SessionId, TransferId};
pub use message::{ClientMessage, Departure, ErrorCode, IceServer, Member, ServerMessage};
pub use peer_message::{PeerMessage, Presence};
pub use room_code::{RoomCode, RoomCodeError};
pub use safety::{DeviceKey, OpaqueSafety, SafetyMessage};
pub use sealed_signal::SealedSignal;
pub use signal::{Candidate, ConnectionId, Description, DescriptionType, OpaqueSignal, Signal, SignalBody, Step};
pub use transfer::{
    FileName, Frame, FrameError, GROUP_BYTES, GroupHash, GroupSpan, MAX_FILE_BYTES, MediaType, Offer, ResumeProof,
    ResumeProofError, Thumbnail, ThumbnailError, ThumbnailType, TransferCover, TransferFailure, TransferMessage,
};

/// The version of both conversations. A server refuses a client of another version in words
/// ([`ErrorCode::UnsupportedVersion`]); two peers of different versions tell each other in [`PeerMessage::Hello`].
pub const VERSION: u32 = 1;

/// The path of the server's WebSocket.
pub const SOCKET_PATH: &str = "/ws";

/// The largest WebSocket message that either side accepts, in bytes. A description of four media sections with all
/// of a browser's codecs is about 10 kB.
pub const MAX_MESSAGE_BYTES: usize = 256 * 1024;
