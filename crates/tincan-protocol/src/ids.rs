//! Identifiers: of a browser session, of a page's life in it, of a member of a room; the secret of a link, and what opens rooms.

use std::{fmt, str::FromStr};

use serde::Serialize;

use crate::{bits, json};

/// Why a text is no identifier.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("an identifier has 16 to 64 of the letters a to z and digits")]
pub struct IdError;

/// Defines an identifier: 16 to 64 of `a-z` and `0-9`, made from random or hashed bytes.
macro_rules! identifier {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
        #[serde(into = "String")]
        pub struct $name(String);

        json::text!($name);

        impl $name {
            /// The identifier that these bytes spell in base 32 (RFC 4648, 6), in small letters.
            #[must_use]
            pub fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(bits::BASE32.write(&bytes))
            }

            /// The identifier as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                let valid = (16..=64).contains(&text.len()) && text.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9'));
                if valid { Ok(Self(text.to_owned())) } else { Err(IdError) }
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;

            fn try_from(text: String) -> Result<Self, IdError> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }
    };
}

identifier! {
    /// Who a browser tab is, to the server alone: a secret of 128 random bits that lasts through reloads.
    SessionId
}

identifier! {
    /// One stay of a page in a room: 128 random bits, new on each load and each time the person joins again. A socket that
    /// comes back keeps it; a reload keeps the [`SessionId`] and changes this.
    PageId
}

identifier! {
    /// A member of a room, known to all in it.
    ///
    /// The server derives it from session and page, so a client that comes back is the same member, also
    /// to a server that was restarted in between, and nobody can come back as somebody else.
    MemberId
}

identifier! {
    /// What a call's link has after its `#`: 128 random bits that browsers never send to a server. Whoever has the link can open what is sealed
    /// with it ([`SealedSignal`](crate::SealedSignal)); the server, and whoever has the code alone, cannot.
    LinkSecret
}

identifier! {
    /// What makes somebody a host of a room: 128 random bits from which the room's code follows, so any server can tell that a
    /// key is the right one, also one that was restarted, and none has to keep it.
    ///
    /// The code is [`RoomCode::from_random`](crate::RoomCode::from_random) of the first 80 bits of the SHA-256 hash of
    /// [`HostKey::CONTEXT`] and the key. Whoever makes a call has its key, and may hand it on. Codes that people choose have none.
    HostKey
}

impl HostKey {
    /// What is hashed before the key.
    pub const CONTEXT: &str = "tincan host 1\0";
}

identifier! {
    /// What the password of a room proves: 128 bits that are made of the two by a slow hash, in the browser. The password itself
    /// stays there, and the server keeps a hash of this.
    ///
    /// It is PBKDF2 (RFC 8018 5.2) with HMAC-SHA-256 over the password in UTF-8 and Unicode's form NFKC, with
    /// [`PasswordProof::CONTEXT`] and the room's code as salt, in [`PasswordProof::ROUNDS`] rounds.
    PasswordProof
}

impl PasswordProof {
    /// The beginning of the salt.
    pub const CONTEXT: &str = "tincan password 1\0";
    /// How slow it is: a few tenths of a second in a browser (OWASP Password Storage Cheat Sheet, 2023).
    pub const ROUNDS: u32 = 600_000;
}

identifier! {
    /// One file on its way to one member: 128 random bits that nobody but the two knows.
    TransferId
}

impl fmt::Debug for SessionId {
    /// A secret: never shown.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionId(…)")
    }
}

impl fmt::Debug for LinkSecret {
    /// A secret: never shown.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LinkSecret(…)")
    }
}

impl fmt::Debug for TransferId {
    /// A secret of two: never shown.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TransferId(…)")
    }
}

impl fmt::Debug for HostKey {
    /// A secret of the hosts: never shown.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HostKey(…)")
    }
}

impl fmt::Debug for PasswordProof {
    /// As good as the password: never shown.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordProof(…)")
    }
}

impl fmt::Debug for PageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PageId(…)")
    }
}

impl fmt::Debug for MemberId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MemberId({self})")
    }
}

impl fmt::Display for MemberId {
    /// The first six characters: enough to tell members apart in a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0[..6])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_parsed() {
        let id = MemberId::from_bytes([7; 16]);
        assert_eq!(id.as_str().parse::<MemberId>(), Ok(id));
        for bad in ["", "short", "UPPERCASEUPPERCASE", "with-dash-with-dash", "ünïcödeünïcödeünïcöde", &"a".repeat(65)]
        {
            assert_eq!(bad.parse::<MemberId>(), Err(IdError), "{bad:?}");
        }
    }

    #[test]
    fn secrets_stay_out_of_debug_output() {
        let session = SessionId::from_bytes([7; 16]);
        assert!(!format!("{session:?}").contains(session.as_str()));
        let link = LinkSecret::from_bytes([7; 16]);
        assert!(!format!("{link:?}").contains(link.as_str()));
        let key = HostKey::from_bytes([7; 16]);
        assert!(!format!("{key:?}").contains(key.as_str()));
        let proof = PasswordProof::from_bytes([7; 16]);
        assert!(!format!("{proof:?}").contains(proof.as_str()));
    }
}
