//! What two browsers say to each other in the chat.
//!
//! What a person writes is a [`ChatEntry`]. It goes to everybody on their own channels, or to one member on that member's
//! channel alone, and its author is whoever that channel leads to. What somebody missed they get by comparing a
//! [`ChatMessage::Digest`] and asking for the rest.

mod emoji;
mod entry_id;
mod text;

use serde::Serialize;

pub use self::{
    emoji::Emoji,
    entry_id::{EntryId, EntryIdError},
    text::{ChatText, ChatTextError},
};
use crate::{DisplayName, MemberId, json};

/// A message of the chat, in [`PeerMessage::Chat`](crate::PeerMessage::Chat).
///
/// None is longer than [`Self::MAX_BYTES`] as JSON if it is honest: a longer history is cut into several.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "chat", rename_all = "snake_case")]
pub enum ChatMessage {
    /// The sender says this, now or as soon as the channel let it. It is acknowledged by [`Self::Received`], also when it is
    /// known already, and sent again until it is.
    Entry(ChatEntry),
    /// The sender has these, and need not be told again.
    Received {
        /// Which: of the receiver's [`Self::Entry`], or what was in a [`Self::History`].
        ids: Vec<EntryId>,
    },
    /// What the sender has of the public conversation. Said when the channel opens, and when somebody left who may not have told
    /// everybody everything.
    Digest {
        /// The sum of [`EntryId::half`] over all public entries, modulo 2⁶⁴; 0 for none.
        sum: u64,
    },
    /// Send me what you have of the public conversation and I do not.
    HistoryWanted {
        /// The sender has these.
        have: Vec<EntryId>,
    },
    /// The answer, or a part of it.
    History {
        /// In order.
        entries: Vec<PassedOn>,
        /// Whether another part follows.
        more: bool,
    },
    /// The sender is writing, or no longer.
    Typing {
        /// Only to the receiver.
        private: bool,
        /// Whether they are writing.
        on: bool,
    },
    /// A quick reaction, shown over the video for a moment and not kept.
    Cheer {
        /// Which.
        emoji: Emoji,
    },
    /// A message that this version does not know; skipped.
    Unknown,
}

json::tagged!("chat" of ChatMessage {
    "entry" => Entry(ChatEntry),
    "received" => Received { ids },
    "digest" => Digest { sum },
    "history_wanted" => HistoryWanted { have },
    "history" => History { entries, more },
    "typing" => Typing { private, on },
    "cheer" => Cheer { emoji },
    _ => Unknown,
});

impl ChatMessage {
    /// The most bytes that an honest message has, with the cover of its [`PeerMessage`](crate::PeerMessage), as JSON: every
    /// browser takes so much in one piece (RFC 8841 6.1: 64 kB, unless more is said).
    pub const MAX_BYTES: usize = 60_000;
}

/// Something that a person said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChatEntry {
    /// Which one. Unique for its author.
    pub id: EntryId,
    /// Where it stands in the conversation: a hybrid logical clock (Kulkarni and others, 2014). It is greater than all that the
    /// author had seen, and not less than the milliseconds since 1970 by the author's clock.
    pub clock: u64,
    /// When it was written, in milliseconds since 1970, by the author's clock. It is only shown.
    pub at: u64,
    /// Whether it is for the receiver alone.
    pub private: bool,
    /// What it says.
    pub body: ChatBody,
}

json::object!(ChatEntry { id, clock, at, private, body });

/// What a [`ChatEntry`] says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ChatBody {
    /// A text.
    Text {
        /// The text.
        text: ChatText,
    },
    /// A reaction to a text. Of one author's for one text and one emoji the last is in force.
    Reaction {
        /// To what.
        to: EntryRef,
        /// Which.
        emoji: Emoji,
        /// Whether it is there, or taken back.
        on: bool,
    },
    /// A body that this version does not know; skipped.
    Unknown,
}

json::tagged!("type" of ChatBody {
    "text" => Text { text },
    "reaction" => Reaction { to, emoji, on },
    _ => Unknown,
});

/// One entry among all: ids are drawn by the authors, so it takes both.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct EntryRef {
    /// Whose.
    pub author: MemberId,
    /// Which of theirs.
    pub id: EntryId,
}

json::object!(EntryRef { author, id });

/// What somebody else said, or the sender, as the sender of a history has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PassedOn {
    /// Who said it. They may have left long ago.
    pub author: MemberId,
    /// Under which name.
    pub name: DisplayName,
    /// What.
    pub entry: ChatEntry,
}

json::object!(PassedOn { author, name, entry });
