//! What two browsers say to each other about files.
//!
//! A file is *offered*, and nothing of it travels before it is *accepted*. Offers, answers and all that a person does go over
//! the control channel as [`TransferMessage`]s; the file goes over a channel of its own, which the sender opens, in
//! [`Frame`]s.

mod file_name;
mod frame;
mod media_type;
mod thumbnail;

use serde::Serialize;

pub use self::{
    file_name::FileName,
    frame::{Frame, FrameError, GroupHash},
    media_type::MediaType,
    thumbnail::{Thumbnail, ThumbnailError, ThumbnailType},
};
use crate::{TransferId, bits, json};

/// The bytes of a group: what is hashed, checked and asked for again as one. Only the last group of a file is shorter.
pub const GROUP_BYTES: u64 = 256 * 1024;

/// The largest file that can be offered, in bytes: 64 GiB, whose hashes are 8 MiB.
pub const MAX_FILE_BYTES: u64 = 64 * 1024 * 1024 * 1024;

/// A message about a transfer, in a [`TransferCover`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "transfer", rename_all = "snake_case")]
pub enum TransferMessage {
    /// The sender has a file for the receiver. Said again whenever the two are connected anew, until the transfer is over; of a
    /// transfer that was accepted before it means: I can go on.
    Offer(Offer),
    /// The receiver wants it, as far as it does not have it. The sender opens the channel.
    Accept {
        /// Which.
        id: TransferId,
        /// Which [`Offer::round`] it answers. A sender who said another offer meanwhile waits for the answer to that.
        round: u32,
        /// What the receiver has already, in order. The sender tells the hashes of these groups, and not the bytes.
        have: Vec<GroupSpan>,
    },
    /// The receiver does not want it.
    Decline {
        /// Which.
        id: TransferId,
    },
    /// Either side ends it.
    Cancel {
        /// Which.
        id: TransferId,
    },
    /// Either side wants it to rest, or no longer. It goes on when both want it to.
    Pause {
        /// Which.
        id: TransferId,
        /// Whether it rests.
        on: bool,
    },
    /// The receiver has all of it, checked and stored. Before this is said, a sender does not know that anything arrived.
    Done {
        /// Which.
        id: TransferId,
    },
    /// It cannot go on.
    Failed {
        /// Which.
        id: TransferId,
        /// Why.
        why: TransferFailure,
    },
    /// The receiver was here before, perhaps as another member, and can go on with these transfers.
    Resume {
        /// For each of them a proof that it knows the id, which nobody but the two does, made for the member that it is now.
        proofs: Vec<ResumeProof>,
    },
    /// A message that this version does not know; skipped.
    Unknown,
}

json::tagged!("transfer" of TransferMessage {
    "offer" => Offer(Offer),
    "accept" => Accept { id, round, have },
    "decline" => Decline { id },
    "cancel" => Cancel { id },
    "pause" => Pause { id, on },
    "done" => Done { id },
    "failed" => Failed { id, why },
    "resume" => Resume { proofs },
    _ => Unknown,
});

/// How a [`TransferMessage`] travels: as a [`PeerMessage::Transfer`](crate::PeerMessage::Transfer).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum TransferCover {
    /// The message.
    Transfer(TransferMessage),
    /// Another message of a peer; none of this one's business.
    Unknown,
}

json::tagged!("type" of TransferCover {
    "transfer" => Transfer(TransferMessage),
    _ => Unknown,
});

impl TransferMessage {
    /// The most bytes that an honest message has, with its [cover](TransferCover), as JSON.
    pub const MAX_BYTES: usize = 60_000;
    /// The most spans in an [`Accept`](Self::Accept); what a receiver has beyond them it gets again.
    pub const MAX_SPANS: usize = 512;
    /// The most proofs in a [`Resume`](Self::Resume).
    pub const MAX_PROOFS: usize = 256;

    /// Whether it says no more than an honest one does.
    #[must_use]
    pub fn is_bounded(&self) -> bool {
        match self {
            Self::Accept { have, .. } => have.len() <= Self::MAX_SPANS,
            Self::Resume { proofs } => proofs.len() <= Self::MAX_PROOFS,
            Self::Offer(offer) => offer.size <= MAX_FILE_BYTES,
            _ => true,
        }
    }
}

/// A file, as it is offered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Offer {
    /// Which transfer: drawn by the sender, for this receiver alone.
    pub id: TransferId,
    /// Which offer of this transfer it is; 0 before the first is said. An answer to an earlier one may still be on its way.
    pub round: u32,
    /// What it is called.
    pub name: FileName,
    /// How long it is, in bytes.
    pub size: u64,
    /// What it is, as far as the sender's browser can tell.
    pub media_type: MediaType,
    /// When it was last changed, in milliseconds since 1970.
    pub modified: u64,
    /// A small picture of it, of pictures only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thumbnail: Option<Thumbnail>,
}

json::object!(Offer { id, round, name, size, media_type, modified, thumbnail });

/// Some groups in a row, by their numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct GroupSpan {
    /// The first.
    pub from: u32,
    /// The first that is no longer one of them.
    pub to: u32,
}

json::object!(GroupSpan { from, to });

/// Why a transfer cannot go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TransferFailure {
    /// The sender's browser cannot read the file: it was moved, deleted or changed, or it is a folder.
    Unreadable,
    /// The receiver has no space for it.
    NoSpace,
    /// The receiver's browser can keep files in memory only, and this one is too large for that.
    TooLargeForMemory,
    /// The receiver's browser could not store it.
    Storage,
    /// What arrived is not what was announced.
    Mismatch,
    /// The sender sent what it must not.
    Protocol,
    /// A reason that this version does not know.
    Unknown,
}

json::words!(TransferFailure {
    "unreadable" => Unreadable,
    "no_space" => NoSpace,
    "too_large_for_memory" => TooLargeForMemory,
    "storage" => Storage,
    "mismatch" => Mismatch,
    "protocol" => Protocol,
    _ => Unknown,
});

/// A proof that somebody knows a [`TransferId`]: 128 bits of a hash of the id and of who they are, as hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(into = "String")]
pub struct ResumeProof([u8; 16]);

json::text!(ResumeProof);

impl ResumeProof {
    /// The proof of these bits.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }
}

impl TryFrom<String> for ResumeProof {
    type Error = ResumeProofError;

    fn try_from(text: String) -> Result<Self, ResumeProofError> {
        let bytes = bits::HEXADECIMAL.read(&text).ok_or(ResumeProofError)?;
        bytes.try_into().map(Self).map_err(|_| ResumeProofError)
    }
}

impl From<ResumeProof> for String {
    fn from(proof: ResumeProof) -> Self {
        bits::HEXADECIMAL.write(&proof.0)
    }
}

/// Why a text is no [`ResumeProof`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a proof has 32 hexadecimal digits")]
pub struct ResumeProofError;
