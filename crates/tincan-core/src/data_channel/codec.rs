//! What goes through a channel, and how it is read and written.

use serde::{Serialize, de::DeserializeOwned};

/// A message as it travels: browsers tell texts from bytes (RFC 8831 6.6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Payload {
    /// A text.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
}

impl Payload {
    /// How many bytes of it travel.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Text(text) => text.len(),
            Self::Bytes(bytes) => bytes.len(),
        }
    }

    /// Whether nothing is in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A type whose values go through a channel. Texts and bytes do so as they are, any type of serde's inside [`Json`]; a format of your own
/// is an implementation of your own.
///
/// ```
/// use tincan_core::data_channel::{ChannelMessage, CodecError, Payload};
///
/// /// A move on a board, in two bytes.
/// #[derive(Debug, PartialEq)]
/// struct Move { from: u8, to: u8 }
///
/// impl ChannelMessage for Move {
///     fn to_payload(&self) -> Result<Payload, CodecError> {
///         Ok(Payload::Bytes(vec![self.from, self.to]))
///     }
///
///     fn from_payload(payload: Payload) -> Result<Self, CodecError> {
///         match payload {
///             Payload::Bytes(bytes) if bytes.len() == 2 => Ok(Self { from: bytes[0], to: bytes[1] }),
///             _ => Err(CodecError("a move has two bytes".into())),
///         }
///     }
/// }
///
/// let opening = Move { from: 12, to: 28 };
/// assert_eq!(Move::from_payload(opening.to_payload()?)?, opening);
/// # Ok::<(), CodecError>(())
/// ```
pub trait ChannelMessage: Sized {
    /// Writes it.
    ///
    /// # Errors
    /// This value cannot be written.
    fn to_payload(&self) -> Result<Payload, CodecError>;

    /// Reads what arrived. It comes from somebody else: anything may be in it.
    ///
    /// # Errors
    /// It is no such value.
    fn from_payload(payload: Payload) -> Result<Self, CodecError>;
}

/// Why something is no message of a channel, in words for developers.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("this is no message of this channel: {0}")]
pub struct CodecError(
    /// What is wrong with it.
    pub String,
);

/// A value that travels as JSON, in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Json<T>(
    /// The value.
    pub T,
);

impl<T: Serialize + DeserializeOwned> ChannelMessage for Json<T> {
    fn to_payload(&self) -> Result<Payload, CodecError> {
        serde_json::to_string(&self.0).map(Payload::Text).map_err(|error| CodecError(error.to_string()))
    }

    fn from_payload(payload: Payload) -> Result<Self, CodecError> {
        let text = String::from_payload(payload)?;
        serde_json::from_str(&text).map(Self).map_err(|error| CodecError(error.to_string()))
    }
}

impl ChannelMessage for String {
    fn to_payload(&self) -> Result<Payload, CodecError> {
        Ok(Payload::Text(self.clone()))
    }

    fn from_payload(payload: Payload) -> Result<Self, CodecError> {
        match payload {
            Payload::Text(text) => Ok(text),
            Payload::Bytes(_) => Err(CodecError("bytes instead of a text".to_owned())),
        }
    }
}

impl ChannelMessage for Vec<u8> {
    fn to_payload(&self) -> Result<Payload, CodecError> {
        Ok(Payload::Bytes(self.clone()))
    }

    fn from_payload(payload: Payload) -> Result<Self, CodecError> {
        match payload {
            Payload::Bytes(bytes) => Ok(bytes),
            Payload::Text(_) => Err(CodecError("a text instead of bytes".to_owned())),
        }
    }
}

impl ChannelMessage for Payload {
    fn to_payload(&self) -> Result<Payload, CodecError> {
        Ok(self.clone())
    }

    fn from_payload(payload: Payload) -> Result<Self, CodecError> {
        Ok(payload)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        #[track_caller]
        fn check<M: ChannelMessage + PartialEq + std::fmt::Debug>(message: &M, travels: &Payload) {
            let payload = message.to_payload().unwrap();
            assert_eq!(&payload, travels);
            assert_eq!(&M::from_payload(payload).unwrap(), message);
        }
        check(&"hello".to_owned(), &Payload::Text("hello".to_owned()));
        check(&vec![1_u8, 2], &Payload::Bytes(vec![1, 2]));
        check(&Json((1, true)), &Payload::Text("[1,true]".to_owned()));
        check(&Payload::Bytes(Vec::new()), &Payload::Bytes(Vec::new()));
    }

    #[test]
    fn what_is_something_else_is_refused() {
        let (text, bytes) = (Payload::Text("{".to_owned()), Payload::Bytes(vec![1]));
        assert!(String::from_payload(bytes.clone()).is_err());
        assert!(Vec::from_payload(text.clone()).is_err());
        assert!(Json::<u32>::from_payload(text).is_err());
        assert!(Json::<u32>::from_payload(bytes).is_err());
    }
}
