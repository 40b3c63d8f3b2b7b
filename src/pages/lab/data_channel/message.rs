//! What goes through a channel of the page.

use yew_webrtc::{ChannelMessage, CodecError, Payload};

/// A message between the two ends. What a person writes is a text; all else is bytes: what it is, a number, and as much as it is to weigh.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Message {
    /// A person's text.
    Text(String),
    /// One of a burst, and how many bytes it weighs.
    Numbered { burst: u32, number: u32, weight: usize },
    /// To be sent back: when it was sent, in microseconds.
    Ping(u64),
    /// It came back.
    Pong(u64),
    /// It only weighs.
    Filler(usize),
}

impl Message {
    /// How many bytes of it travel.
    pub(super) fn weight(&self) -> usize {
        match self {
            Self::Text(text) => text.len(),
            Self::Numbered { weight, .. } | Self::Filler(weight) => *weight,
            Self::Ping(_) | Self::Pong(_) => HEADER,
        }
    }

    fn bytes(kind: u8, number: u64, weight: usize) -> Payload {
        let mut bytes = vec![0; weight.max(HEADER)];
        bytes[0] = kind;
        bytes[1..HEADER].copy_from_slice(&number.to_be_bytes());
        Payload::Bytes(bytes)
    }
}

impl ChannelMessage for Message {
    fn to_payload(&self) -> Result<Payload, CodecError> {
        Ok(match self {
            Self::Text(text) => Payload::Text(text.clone()),
            Self::Numbered { burst, number, weight } => {
                Self::bytes(NUMBERED, u64::from(*burst) << 32 | u64::from(*number), *weight)
            }
            Self::Ping(at) => Self::bytes(PING, *at, HEADER),
            Self::Pong(at) => Self::bytes(PONG, *at, HEADER),
            Self::Filler(weight) => Self::bytes(FILLER, 0, *weight),
        })
    }

    fn from_payload(payload: Payload) -> Result<Self, CodecError> {
        let bytes = match payload {
            Payload::Text(text) => return Ok(Self::Text(text)),
            Payload::Bytes(bytes) => bytes,
        };
        let weight = bytes.len();
        let Some((&[kind, ref number @ ..], _)) = bytes.split_first_chunk::<HEADER>() else {
            return Err(CodecError(format!("{weight} bytes")));
        };
        let number = u64::from_be_bytes(*number);
        match kind {
            NUMBERED => Ok(Self::Numbered { burst: (number >> 32) as u32, number: number as u32, weight }),
            PING => Ok(Self::Ping(number)),
            PONG => Ok(Self::Pong(number)),
            FILLER => Ok(Self::Filler(weight)),
            kind => Err(CodecError(format!("of kind {kind}"))),
        }
    }
}

const HEADER: usize = 9;
const NUMBERED: u8 = 1;
const PING: u8 = 2;
const PONG: u8 = 3;
const FILLER: u8 = 4;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        for message in [
            Message::Text("안녕".to_owned()),
            Message::Numbered { burst: 3, number: 70_000, weight: 1000 },
            Message::Ping(u64::MAX),
            Message::Pong(1),
            Message::Filler(16_384),
        ] {
            let payload = message.to_payload().unwrap();
            assert_eq!(payload.len(), message.weight());
            assert_eq!(Message::from_payload(payload), Ok(message));
        }
        assert!(Message::from_payload(Payload::Bytes(vec![NUMBERED])).is_err());
        assert!(Message::from_payload(Payload::Bytes(vec![9; HEADER])).is_err());
    }
}
