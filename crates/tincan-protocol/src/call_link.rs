//! The link to a call.

use std::fmt;

use crate::{LinkSecret, RoomCode, RoomCodeError};

/// What a link to a call says: `https://HOST/r/CODE#SECRET`. What follows the `#` stays in the browser (RFC 3986, 3.5).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallLink {
    /// Which room.
    pub room: RoomCode,
    /// What its people seal their signals with. None: the link was made by hand, and the server could read and change them.
    pub secret: Option<LinkSecret>,
}

impl CallLink {
    /// Reads what a person typed or pasted: a code, or a link whose path is `/r/CODE`, of this host or another.
    ///
    /// # Errors
    /// What is wrong with it, as a person can mend it.
    pub fn parse(text: &str) -> Result<Self, RoomCodeError> {
        let text = text.trim();
        let (before, fragment) = text.split_once('#').unwrap_or((text, ""));
        let code = match before.rsplit_once("/r/") {
            Some((_, rest)) => rest.split(['?', '/']).next().unwrap_or_default(),
            None if text.contains("://") => return Err(RoomCodeError::NotACallLink),
            None => before,
        };
        Self::new(code, fragment)
    }

    /// The link of this code, with this after its `#`, which may be nothing.
    ///
    /// # Errors
    /// What is wrong with either.
    pub fn new(code: &str, fragment: &str) -> Result<Self, RoomCodeError> {
        let secret = (!fragment.is_empty()).then(|| fragment.parse()).transpose().map_err(|_| RoomCodeError::Secret);
        Ok(Self { room: code.parse()?, secret: secret? })
    }
}

impl fmt::Display for CallLink {
    /// The path, with what follows it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "/r/{}", self.room)?;
        self.secret.as_ref().map_or(Ok(()), |secret| write!(f, "#{}", secret.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Result<&str, RoomCodeError>) {
        assert_eq!(CallLink::parse(text).map(|link| link.to_string()), expected.map(str::to_owned), "{text:?}");
    }

    #[test]
    fn codes_and_links_are_read() {
        check("team-monday", Ok("/r/team-monday"));
        check("  Team-Monday\n", Ok("/r/team-monday"));
        check("https://tincan.example/r/abc", Ok("/r/abc"));
        check("tincan.example/r/abc?from=mail#abcdefghijklmnop", Ok("/r/abc#abcdefghijklmnop"));
        check("http://localhost:8080/r/abc/", Ok("/r/abc"));
        check("http://localhost:8080/r/abc/#abcdefghijklmnop", Ok("/r/abc#abcdefghijklmnop"));
        check("abc#abcdefghijklmnop", Ok("/r/abc#abcdefghijklmnop"));
        check("/r/123#", Ok("/r/123"));
    }

    #[test]
    fn what_is_no_link_says_why() {
        check("", Err(RoomCodeError::TooShort));
        check("ab", Err(RoomCodeError::TooShort));
        check(&"a".repeat(65), Err(RoomCodeError::TooLong));
        check("my room", Err(RoomCodeError::Character(' ')));
        check("日本語", Err(RoomCodeError::Character('日')));
        check("https://tincan.example/lab", Err(RoomCodeError::NotACallLink));
        check("https://tincan.example/r/", Err(RoomCodeError::TooShort));
        check("https://tincan.example/r/abc#abcdefgh", Err(RoomCodeError::Secret));
        check("https://tincan.example/r/abc#abcdefgh%20ijklmnopq", Err(RoomCodeError::Secret));
    }

    proptest! {
        #[test]
        fn parsing_never_panics_and_settles(text in "\\PC{0,40}|[a-z/#?:]{0,40}|/r/[a-z]{3,5}#[a-z0-9]{14,18}") {
            if let Ok(link) = CallLink::parse(&text) {
                prop_assert_eq!(CallLink::parse(&link.to_string()), Ok(link.clone()));
            }
        }
    }
}
