//! The name under which a person appears to others.

use std::{fmt, str::FromStr};

use serde::Serialize;

use crate::json;

/// A person's name: 1 to 64 characters, no space around it, nothing that controls the text instead of being part of
/// it: no control characters, no line breaks, no characters that change the direction of what follows.
///
/// Any script, emoji and markup-like text is fine: a name is only ever shown as text.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(into = "String")]
pub struct DisplayName(String);

json::text!(DisplayName);

impl DisplayName {
    /// The most characters (Unicode scalar values) that a name has.
    pub const MAX_CHARS: usize = 64;

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// One or two letters that stand for the person while there is no picture: the first of the first and of the last
    /// word. Whether they are shown in capitals is up to the stylesheet, which knows the language.
    #[must_use]
    pub fn initials(&self) -> String {
        let mut words = self
            .0
            .split_whitespace()
            .filter_map(|word| word.chars().find(|c| !c.is_ascii_punctuation() && is_visible(*c)));
        let letters: String = words.next().into_iter().chain(words.next_back()).collect();
        if letters.is_empty() { self.0.chars().take(1).collect() } else { letters }
    }
}

impl FromStr for DisplayName {
    type Err = DisplayNameError;

    /// Parses a name; white space around it is dropped.
    fn from_str(text: &str) -> Result<Self, DisplayNameError> {
        let name = text.trim();
        if name.chars().any(|c| c.is_control() || is_direction_or_line(c)) {
            return Err(DisplayNameError::Character);
        }
        if !name.chars().any(is_visible) {
            return Err(DisplayNameError::Empty);
        }
        if name.chars().nth(Self::MAX_CHARS).is_some() {
            return Err(DisplayNameError::TooLong);
        }
        Ok(Self(name.to_owned()))
    }
}

impl TryFrom<String> for DisplayName {
    type Error = DisplayNameError;

    fn try_from(text: String) -> Result<Self, DisplayNameError> {
        text.parse()
    }
}

impl From<DisplayName> for String {
    fn from(name: DisplayName) -> Self {
        name.0
    }
}

impl fmt::Display for DisplayName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a text is no [`DisplayName`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DisplayNameError {
    /// Nothing that can be seen.
    #[error("a name has at least one character")]
    Empty,
    /// More than [`DisplayName::MAX_CHARS`].
    #[error("a name has at most 64 characters")]
    TooLong,
    /// A control character, a line break, or one that changes the writing direction.
    #[error("a name has no line breaks, control characters or marks that change the writing direction")]
    Character,
}

/// The bidirectional controls of Unicode (UAX #9, 2) and its two line separators.
pub(crate) fn is_direction_or_line(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

pub(crate) fn is_visible(c: char) -> bool {
    !c.is_whitespace()
        && !matches!(c, '\u{ad}' | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' | '\u{feff}')
        && !matches!(c, '\u{180e}' | '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{2064}' | '\u{fe00}'..='\u{fe0f}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &Result<&str, DisplayNameError>) {
        let name = text.parse::<DisplayName>();
        assert_eq!(name.as_ref().map(DisplayName::as_str), expected.as_ref().copied(), "{text:?}");
    }

    #[test]
    fn names_of_all_kinds() {
        check("Ada", &Ok("Ada"));
        check("  Ada Lovelace ", &Ok("Ada Lovelace"));
        check("김민지", &Ok("김민지"));
        check("👩‍👩‍👧", &Ok("👩‍👩‍👧"));
        check("<b>Ada</b>", &Ok("<b>Ada</b>"));
        check(&"é".repeat(64), &Ok(&"é".repeat(64)));
    }

    #[test]
    fn what_is_no_name_says_why() {
        check("", &Err(DisplayNameError::Empty));
        check(" \u{3000}", &Err(DisplayNameError::Empty));
        check("\u{200b}\u{2060}\u{3164}", &Err(DisplayNameError::Empty));
        check(&"a".repeat(65), &Err(DisplayNameError::TooLong));
        check(&"a".repeat(10_000), &Err(DisplayNameError::TooLong));
        check("Ada\nBob", &Err(DisplayNameError::Character));
        check("Ada\u{202e}boB", &Err(DisplayNameError::Character));
        check("Ada\u{2067}", &Err(DisplayNameError::Character));
        check("Ada\0", &Err(DisplayNameError::Character));
    }

    #[test]
    fn initials_stand_for_the_name() {
        let initials = |name: &str| name.parse::<DisplayName>().unwrap().initials();
        assert_eq!(initials("ada"), "a");
        assert_eq!(initials("Ada King, Countess of Lovelace"), "AL");
        assert_eq!(initials("김민지"), "김");
        assert_eq!(initials("(bob) <b>ada"), "bb");
        assert_eq!(initials("🦀"), "🦀");
    }

    proptest! {
        #[test]
        fn a_parsed_name_parses_to_itself(text: String) {
            if let Ok(name) = text.parse::<DisplayName>() {
                prop_assert_eq!(name.as_str().parse::<DisplayName>(), Ok(name.clone()));
                prop_assert!(!name.initials().is_empty());
            }
        }
    }
}
