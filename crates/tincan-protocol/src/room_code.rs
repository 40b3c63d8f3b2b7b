//! The code that names a room.

use std::{fmt, str::FromStr};

use serde::Serialize;

use crate::json;

/// The code of a room: 3 to 64 of `a-z`, `0-9` and `-`. Whoever knows it may come in.
///
/// Codes that Tincan makes ([`RoomCode::from_random`]) carry 80 bits and are read aloud as five words of two
/// syllables, `bakum-dorat-fivas-gonud-hupiz`, after the *proquint* idea of D. Wilkerson (arXiv:0901.4016), with `w` in
/// place of `l` so that no letter looks like another. Codes that people choose (`team-monday`) are as good as they are
/// hard to guess.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(into = "String")]
pub struct RoomCode(String);

json::text!(RoomCode);

impl RoomCode {
    /// The code that 80 random bits spell. The bits must come from a source that nobody can predict: in a browser
    /// `crypto.getRandomValues`.
    #[must_use]
    pub fn from_random(bits: [u8; 10]) -> Self {
        let words: Vec<String> =
            bits.chunks_exact(2).map(|pair| word(u16::from_be_bytes([pair[0], pair[1]]))).collect();
        Self(words.join("-"))
    }

    /// The code as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The beginning of the code, for logs: enough to follow one room through a log, too little to enter it.
    #[must_use]
    pub fn redacted(&self) -> String {
        format!("{}…", &self.0[..(self.0.len() / 3).min(3)])
    }
}

impl FromStr for RoomCode {
    type Err = RoomCodeError;

    /// Parses a code. Spaces around it are dropped and capitals lowered: they come from autocorrection, not from meaning.
    fn from_str(text: &str) -> Result<Self, RoomCodeError> {
        let code = text.trim().to_ascii_lowercase();
        if let Some(character) = code.chars().find(|c| !matches!(c, 'a'..='z' | '0'..='9' | '-')) {
            return Err(RoomCodeError::Character(character));
        }
        match code.len() {
            0..3 => Err(RoomCodeError::TooShort),
            3..=64 => Ok(Self(code)),
            _ => Err(RoomCodeError::TooLong),
        }
    }
}

impl TryFrom<String> for RoomCode {
    type Error = RoomCodeError;

    fn try_from(text: String) -> Result<Self, RoomCodeError> {
        text.parse()
    }
}

impl From<RoomCode> for String {
    fn from(code: RoomCode) -> Self {
        code.0
    }
}

impl fmt::Display for RoomCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for RoomCode {
    /// Never in full: debug output ends in logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RoomCode({})", self.redacted())
    }
}

/// Why a text is no [`RoomCode`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RoomCodeError {
    /// Fewer than 3 characters.
    #[error("a call code has at least 3 characters")]
    TooShort,
    /// More than 64 characters.
    #[error("a call code has at most 64 characters")]
    TooLong,
    /// A character that codes do not have.
    #[error("a call code has only the letters a to z, digits and dashes, not {0:?}")]
    Character(char),
    /// A link, but its path is not `/r/CODE`.
    #[error("this link leads to no call: a call link has /r/ and a code in it")]
    NotACallLink,
    /// What follows the `#` of a link is not whole.
    #[error("the end of this link is damaged: what follows # has at least 16 of the letters a to z and digits")]
    Secret,
}

/// Sixteen bits as consonant, vowel, consonant, vowel, consonant.
fn word(bits: u16) -> String {
    let consonant = |shift: u32| char::from(CONSONANTS[usize::from(bits >> shift & 0b1111)]);
    let vowel = |shift: u32| char::from(VOWELS[usize::from(bits >> shift & 0b11)]);
    [consonant(12), vowel(10), consonant(6), vowel(4), consonant(0)].into_iter().collect()
}

const CONSONANTS: &[u8; 16] = b"bdfghjkmnprstvwz";
const VOWELS: &[u8; 4] = b"aiou";

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn debug_output_does_not_let_anyone_in() {
        let debug = |text: &str| format!("{:?}", text.parse::<RoomCode>().unwrap());
        assert_eq!(debug("secret-room"), "RoomCode(sec…)");
        assert_eq!(debug("abc"), "RoomCode(a…)");
    }

    #[test]
    fn every_word_spells_other_bits() {
        let words: HashSet<String> = (0..=u16::MAX).map(word).collect();
        assert_eq!(words.len(), 1 << 16);
    }

    proptest! {
        #[test]
        fn a_made_code_is_a_valid_code_without_look_alikes(bits: [u8; 10]) {
            let code = RoomCode::from_random(bits);
            prop_assert_eq!(code.as_str().parse::<RoomCode>(), Ok(code.clone()));
            prop_assert!(!code.as_str().contains(['l', '1', '0', 'q', '9', '5', '2']));
        }
    }
}
