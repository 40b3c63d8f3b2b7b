//! The identifier of what is said.

use std::fmt;

use serde::Serialize;

use crate::{bits, json};

/// Why a text is no [`EntryId`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the identifier of an entry has 26 of the letters a to z and the digits 2 to 7")]
pub struct EntryIdError;

/// Which entry of its author's: 128 random bits, written as 26 of the letters a to z and the digits 2 to 7 (RFC 4648, 6).
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(into = "String")]
pub struct EntryId([u8; 16]);

json::text!(EntryId);

impl EntryId {
    /// The identifier of these bits.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The first 64 bits, the first byte being the highest.
    #[must_use]
    pub fn half(self) -> u64 {
        self.0.first_chunk().map_or(0, |half| u64::from_be_bytes(*half))
    }
}

impl std::str::FromStr for EntryId {
    type Err = EntryIdError;

    fn from_str(text: &str) -> Result<Self, EntryIdError> {
        // One form for each, so that equal texts are equal identifiers.
        let bytes = bits::BASE32.read(text).ok_or(EntryIdError)?;
        bytes.try_into().map(Self).map_err(|_| EntryIdError)
    }
}

impl TryFrom<String> for EntryId {
    type Error = EntryIdError;

    fn try_from(text: String) -> Result<Self, EntryIdError> {
        text.parse()
    }
}

impl From<EntryId> for String {
    fn from(id: EntryId) -> Self {
        id.to_string()
    }
}

impl fmt::Display for EntryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&bits::BASE32.write(&self.0))
    }
}

impl fmt::Debug for EntryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EntryId({self})")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn chat_ids_have_one_form() {
        let id = EntryId::from_bytes([7; 16]);
        assert_eq!(id.to_string(), "a4dqobyha4dqobyha4dqobyha4");
        assert_eq!(id.half(), 0x0707_0707_0707_0707);
        for bad in
            ["", "a4dqobyhap", "A4DQOBYHA4DQOBYHA4DQOBYHA4", "a4dqobyha4dqobyha4dqobyha5", "a4dqobyhé4dqobyhadqobyha4"]
        {
            assert_eq!(bad.parse::<EntryId>(), Err(EntryIdError), "{bad:?}");
        }
    }

    proptest! {
        #[test]
        fn chat_ids_are_read_as_they_are_written(bytes: [u8; 16]) {
            let id = EntryId::from_bytes(bytes);
            prop_assert_eq!(id.to_string().parse(), Ok(id));
        }

        #[test]
        fn chat_ids_that_are_read_are_written_the_same(text in "[a-z2-7]{26}") {
            if let Ok(id) = text.parse::<EntryId>() {
                prop_assert_eq!(id.to_string(), text);
            }
        }
    }
}
