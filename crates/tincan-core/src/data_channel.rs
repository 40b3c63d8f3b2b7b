//! A data channel as data: what it is made with, what goes through it, and why something does not (RFC 8831, RFC 8832).

mod codec;
mod init;

use serde::Serialize;

pub use self::{
    codec::{ChannelMessage, CodecError, Json, Payload},
    init::{ChannelFault, ChannelInit, MAX_CHANNEL_ID},
};

/// What a data channel is made with.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ChannelOptions {
    /// What it is called; the other side sees it.
    pub label: String,
    /// Whether messages may overtake each other.
    pub unordered: bool,
    /// What becomes of a message that is lost on the way.
    pub reliability: Reliability,
    /// How much it is worth beside other channels and media, in browsers that know it (RFC 8831 6.4).
    pub priority: Priority,
    /// How the two sides understand its messages, for themselves.
    pub protocol: String,
    /// Made by both sides with this number, instead of by one and announced to the other. Number 0 is taken.
    pub negotiated: Option<u16>,
}

/// What becomes of a message that is lost on the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Reliability {
    /// It is sent again until it arrives.
    #[default]
    Reliable,
    /// It is sent again at most so often.
    MaxRetransmits(u16),
    /// It is sent again for at most so many milliseconds.
    MaxPacketLifeTime(u16),
}

/// How much a channel is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Priority {
    /// Whatever is left.
    VeryLow,
    /// As the browser has it.
    #[default]
    Low,
    /// Twice as much.
    Medium,
    /// Four times as much.
    High,
}

impl Priority {
    /// All of them, from the least to the most.
    pub const ALL: [Self; 4] = [Self::VeryLow, Self::Low, Self::Medium, Self::High];

    /// The specification's word (WebRTC Priority Control, 3).
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::VeryLow => "very-low",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

/// Why something was not sent. Nothing of it was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// The channel is not open, or no longer.
    #[error("the channel is not open")]
    Closed,
    /// The other side takes no message of this size.
    #[error("{bytes} bytes are too many for one message: {max} is the most")]
    TooLarge {
        /// How many bytes it has.
        bytes: u64,
        /// How many it may have (`maxMessageSize`).
        max: u64,
    },
    /// So much waits already that the browser takes nothing more: send again when some of it has left.
    #[error("{waiting} bytes wait already")]
    Full {
        /// How many bytes wait to be sent (`bufferedAmount`).
        waiting: u64,
    },
    /// It cannot be written as a message.
    #[error(transparent)]
    Unwritable(#[from] CodecError),
    /// The browser does not want it for another reason, in its words.
    #[error("this could not be sent: {0}")]
    Refused(String),
}

impl SendError {
    /// What an exception of `send` means (WebRTC 6.2), by its name and its words. `bytes` were to be sent, `max` are the most, and
    /// `waiting` wait already.
    #[must_use]
    pub fn from_dom(name: &str, words: &str, bytes: u64, max: u64, waiting: u64) -> Self {
        match name {
            "InvalidStateError" | "NetworkError" => Self::Closed,
            "TypeError" => Self::TooLarge { bytes, max },
            "OperationError" => Self::Full { waiting },
            _ => Self::Refused(words.to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exception_says_why() {
        #[track_caller]
        fn check(name: &str, expected: &SendError) {
            assert_eq!(&SendError::from_dom(name, "words", 20, 10, 5), expected, "{name}");
        }
        check("InvalidStateError", &SendError::Closed);
        check("TypeError", &SendError::TooLarge { bytes: 20, max: 10 });
        check("OperationError", &SendError::Full { waiting: 5 });
        check("", &SendError::Refused("words".to_owned()));
    }

    #[test]
    fn a_priority_has_one_name() {
        for priority in Priority::ALL {
            assert_eq!(serde_json::to_value(priority).unwrap(), priority.name());
        }
    }
}
