//! The text of a message.

use std::{fmt, str::FromStr};

use serde::Serialize;

use crate::{display_name::is_visible, json};

/// What a person wrote: 1 to 4000 characters (Unicode scalar values), at least one of them visible.
///
/// All line ends are `\n`; there are no other control characters but tabs, none that overrides the writing direction of
/// what follows, and no white space around it. Any markup in it is only text.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(into = "String")]
pub struct ChatText(String);

json::text!(ChatText);

impl ChatText {
    /// The most characters that a text has.
    pub const MAX_CHARS: usize = 4000;

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// How many characters the text would have that a person is writing: what is shown beside the field.
    #[must_use]
    pub fn chars_of(draft: &str) -> usize {
        cleaned(draft).trim().chars().count()
    }
}

impl FromStr for ChatText {
    type Err = ChatTextError;

    /// Parses a text. What must not be in it is dropped, and only its length and emptiness are refused.
    fn from_str(text: &str) -> Result<Self, ChatTextError> {
        let cleaned = cleaned(text);
        let text = cleaned.trim();
        if !text.chars().any(is_visible) {
            return Err(ChatTextError::Empty);
        }
        let chars = text.chars().count();
        if chars > Self::MAX_CHARS {
            return Err(ChatTextError::TooLong { chars });
        }
        Ok(Self(text.to_owned()))
    }
}

impl TryFrom<String> for ChatText {
    type Error = ChatTextError;

    fn try_from(text: String) -> Result<Self, ChatTextError> {
        text.parse()
    }
}

impl From<ChatText> for String {
    fn from(text: ChatText) -> Self {
        text.0
    }
}

impl fmt::Display for ChatText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a text is no [`ChatText`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChatTextError {
    /// Nothing that can be seen.
    #[error("a message has at least one character")]
    Empty,
    /// More than [`ChatText::MAX_CHARS`].
    #[error("a message has at most {} characters, and this one has {chars}", ChatText::MAX_CHARS)]
    TooLong {
        /// How many it has.
        chars: usize,
    },
}

fn cleaned(text: &str) -> String {
    let mut cleaned = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' => {
                let _ = chars.next_if_eq(&'\n');
                cleaned.push('\n');
            }
            // The other line ends of Unicode (UAX #14, BK and NL).
            '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => cleaned.push('\n'),
            '\n' | '\t' => cleaned.push(c),
            // The embeddings and overrides of UAX #9, 2: isolates do without them.
            '\u{202a}'..='\u{202e}' => {}
            c if c.is_control() => {}
            c => cleaned.push(c),
        }
    }
    cleaned
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &Result<&str, ChatTextError>) {
        let parsed = text.parse::<ChatText>();
        assert_eq!(parsed.as_ref().map(ChatText::as_str), expected.as_ref().copied(), "{text:?}");
    }

    #[test]
    fn chat_texts_of_all_kinds() {
        check("Hello", &Ok("Hello"));
        check("\n  안녕하세요 \t", &Ok("안녕하세요"));
        check("one\r\ntwo\rthree\n\nfour\u{2028}five", &Ok("one\ntwo\nthree\n\nfour\nfive"));
        check("a\0b\u{7}c\td\u{9b}e", &Ok("abc\tde"));
        check("<script>alert(1)</script>", &Ok("<script>alert(1)</script>"));
        check("gpj.exe\u{202e}", &Ok("gpj.exe"));
        check("👩‍👩‍👧", &Ok("👩‍👩‍👧"));
        check(&"é".repeat(4000), &Ok(&"é".repeat(4000)));
        check(&format!(" {} \n", "a".repeat(4000)), &Ok(&"a".repeat(4000)));
    }

    #[test]
    fn what_is_no_chat_text_says_why() {
        check("", &Err(ChatTextError::Empty));
        check(" \r\n\t\0\u{200b}\u{202e}", &Err(ChatTextError::Empty));
        check(&"a".repeat(4001), &Err(ChatTextError::TooLong { chars: 4001 }));
        let error = "🎉".repeat(5000).parse::<ChatText>().unwrap_err();
        insta::assert_snapshot!(error, @"a message has at most 4000 characters, and this one has 5000");
        assert_eq!(ChatText::chars_of("  one\r\ntwo\0 "), 7);
    }

    proptest! {
        #[test]
        fn a_parsed_chat_text_parses_to_itself(text: String) {
            if let Ok(text) = text.parse::<ChatText>() {
                prop_assert_eq!(text.as_str().parse::<ChatText>(), Ok(text.clone()));
                prop_assert_eq!(text.as_str().trim(), text.as_str());
                prop_assert!(!text.as_str().contains(|c: char| c.is_control() && c != '\n' && c != '\t'));
            }
        }
    }
}
