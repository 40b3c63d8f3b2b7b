//! What two browsers say to each other so that their people can compare a safety code.

use std::fmt;

use serde::Serialize;

use crate::{bits, json};

/// A [`SafetyMessage`] as it travels, in [`PeerMessage::Safety`](crate::PeerMessage::Safety): `commit:BASE64` or `reveal:BASE64`. It may be
/// anything, and is read by [`open`](Self::open) by whoever compares codes, for most calls do not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct OpaqueSafety(String);

json::transparent!(OpaqueSafety);

impl OpaqueSafety {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The message that arrived; none: it is of no form that this version knows.
    #[must_use]
    pub fn open(&self) -> Option<SafetyMessage> {
        let (kind, text) = self.0.split_once(':').filter(|(_, text)| text.len() <= SafetyMessage::MAX_CHARS)?;
        let bytes = bits::BASE64.read(text)?;
        match kind {
            COMMIT => Some(SafetyMessage::Commit { commitment: bytes.try_into().ok()? }),
            REVEAL => {
                let (nonce, rest) = bytes.split_first_chunk()?;
                let (key, signature) = rest.split_first_chunk()?;
                let (key, signature) = (DeviceKey::from_bytes(*key)?, signature.try_into().ok()?);
                Some(SafetyMessage::Reveal { nonce: *nonce, key, signature })
            }
            _ => None,
        }
    }
}

impl From<String> for OpaqueSafety {
    /// Any text.
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&SafetyMessage> for OpaqueSafety {
    fn from(message: &SafetyMessage) -> Self {
        let (kind, bytes) = match message {
            SafetyMessage::Commit { commitment } => (COMMIT, commitment.to_vec()),
            SafetyMessage::Reveal { nonce, key, signature } => {
                (REVEAL, [nonce.as_slice(), key.as_bytes(), signature].concat())
            }
        };
        Self(format!("{kind}:{}", bits::BASE64.write(&bytes)))
    }
}

/// How two devices come to a code that neither, nor anybody between them, can choose: each binds itself to what it will say before it
/// hears what the other says (commit, then reveal; Vaudenay, 2005).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SafetyMessage {
    /// The first message of each side.
    Commit {
        /// A hash of what the sender's [`Self::Reveal`] will say.
        commitment: [u8; 32],
    },
    /// The second one, once the other side's [`Self::Commit`] is here.
    Reveal {
        /// Drawn at random for this connection.
        nonce: [u8; 32],
        /// The sender's device.
        key: DeviceKey,
        /// By that key, over the certificates of both sides: so nobody in between can show a key that is not theirs. ECDSA with SHA-256, as
        /// two numbers of 32 bytes (IEEE P1363).
        signature: [u8; 64],
    },
}

impl SafetyMessage {
    /// The most characters of BASE64 that one has: 161 bytes.
    const MAX_CHARS: usize = 215;
}

/// The public key of a device, by which it is known again: a point on P-256, not compressed (SEC 1, 2.3.3).
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct DeviceKey([u8; Self::BYTES]);

impl DeviceKey {
    /// How long one is.
    pub const BYTES: usize = 65;

    /// The key of these bytes. `None`: they are no point that is not compressed. Whether it is one of the curve is up to whoever checks a signature
    /// with it.
    #[must_use]
    pub fn from_bytes(bytes: [u8; Self::BYTES]) -> Option<Self> {
        (bytes[0] == NOT_COMPRESSED).then_some(Self(bytes))
    }

    /// The key that is [written](fmt::Display) so.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::from_bytes(bits::BASE64.read(text)?.try_into().ok()?)
    }

    /// Its bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Display for DeviceKey {
    /// In BASE64.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&bits::BASE64.write(&self.0))
    }
}

impl fmt::Debug for DeviceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DeviceKey({self})")
    }
}

const COMMIT: &str = "commit";
const REVEAL: &str = "reveal";
const NOT_COMPRESSED: u8 = 4;

#[cfg(test)]
mod tests {
    use proptest::{array::uniform, prelude::*};

    use super::*;

    fn key(byte: u8) -> DeviceKey {
        let mut bytes = [byte; DeviceKey::BYTES];
        bytes[0] = NOT_COMPRESSED;
        DeviceKey::from_bytes(bytes).unwrap()
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(nonce in uniform::<_, 32>(any::<u8>()), byte: u8, signature in uniform::<_, 64>(any::<u8>())) {
            let commit = SafetyMessage::Commit { commitment: nonce };
            let reveal = SafetyMessage::Reveal { nonce, key: key(byte), signature };
            for message in [commit, reveal] {
                prop_assert_eq!(OpaqueSafety::from(&message).open(), Some(message));
            }
            prop_assert_eq!(DeviceKey::parse(&key(byte).to_string()), Some(key(byte)));
        }

        #[test]
        fn no_two_texts_are_the_same(text in "(commit|reveal|other):[A-Za-z0-9+/]{43}([A-Za-z0-9+/]{172})?") {
            let opaque = OpaqueSafety::from(text);
            if let Some(message) = opaque.open() {
                prop_assert_eq!(OpaqueSafety::from(&message), opaque);
            }
        }
    }

    #[test]
    fn what_is_of_another_form_is_none() {
        let commit = format!("commit:{}", bits::BASE64.write(&[7; 32]));
        assert!(OpaqueSafety::from(commit.clone()).open().is_some());
        let compressed = format!("reveal:{}", bits::BASE64.write(&[2; 161]));
        let long = format!("commit:{}", "A".repeat(100_000));
        for text in ["", "commit", "commit:", "commit:AAAA", "reveal:AAAA", &commit[1..], &compressed, &long] {
            assert_eq!(OpaqueSafety::from(text.to_owned()).open(), None, "{text:?}");
        }
    }
}
