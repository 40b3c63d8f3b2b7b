//! Who may use a TURN server: credentials that are made without asking it, and checked without remembering them.
//!
//! The user name is `<expiry>:<member id>`, the password the HMAC-SHA1 of it under a secret that both sides know: the
//! convention of the TURN REST API (draft-uberti-behave-turn-rest), which coturn speaks too.

use std::{fmt, time::Duration};

use data_encoding::BASE64;
use ring::{
    hmac,
    rand::{SecureRandom, SystemRandom},
};
use stun::integrity::MessageIntegrity;
use tincan_protocol::{IceServer, MemberId};

/// A secret that this server shares with a TURN server. Debug output does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// A secret as somebody wrote it.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// A secret that nobody knows.
    ///
    /// # Errors
    /// The system has no randomness.
    pub(crate) fn random() -> Result<Self, ring::error::Unspecified> {
        let mut bytes = [0; 32];
        SystemRandom::new().fill(&mut bytes)?;
        Ok(Self(BASE64.encode(&bytes)))
    }

    fn password(&self, username: &str) -> String {
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, self.0.as_bytes());
        BASE64.encode(hmac::sign(&key, username.as_bytes()).as_ref())
    }

    /// A key for nonces.
    pub(crate) fn nonce_key(&self) -> Vec<u8> {
        format!("nonce {}", self.0).into_bytes()
    }

    /// The key with which messages of this user are signed (RFC 8489 9.2.2).
    pub(crate) fn integrity(&self, username: &str, realm: &str) -> MessageIntegrity {
        MessageIntegrity::new_long_term_integrity(username.to_owned(), realm.to_owned(), self.password(username))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

/// A TURN server that takes short-lived credentials: this server's own, or another program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TurnServer {
    /// Its `turn:` or `turns:` URLs (RFC 7065), and `stun:` ones if it is to be asked for addresses, too.
    pub urls: Vec<String>,
    /// What it shares with this server.
    pub secret: Secret,
}

impl TurnServer {
    /// The server with a credential for this member that is good until `expiry`, in time since 1970.
    #[must_use]
    pub fn for_member(&self, member: &MemberId, expiry: Duration) -> IceServer {
        let username = format!("{}:{}", expiry.as_secs(), member.as_str());
        let credential = self.secret.password(&username);
        IceServer { urls: self.urls.clone(), username: Some(username), credential: Some(credential) }
    }
}

/// What a user name says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct User {
    /// Until when new allocations are made for it, in time since 1970.
    pub(crate) expiry: Duration,
    /// Whose it is.
    pub(crate) member: MemberId,
}

impl User {
    /// Reads a user name. That it is signed says the message's integrity.
    pub(crate) fn parse(username: &str) -> Option<Self> {
        let (expiry, member) = username.split_once(':')?;
        // What `parse` takes besides: a sign.
        let digits = expiry.bytes().all(|b| b.is_ascii_digit());
        let expiry = Duration::from_secs(expiry.parse().ok().filter(|_| digits)?);
        Some(Self { expiry, member: member.parse().ok()? })
    }
}

/// Reads another TURN server as people write it: `turn:HOST[:PORT][?transport=udp|tcp],SECRET`. The secret is the rest and
/// may have commas in it.
///
/// # Errors
/// What is missing or wrong, for the person who wrote it.
pub fn parse_turn_server(text: &str) -> Result<TurnServer, TurnServerError> {
    let (url, secret) = text.trim().split_once(',').unwrap_or_else(|| (text.trim(), ""));
    if !url.starts_with("turn:") && !url.starts_with("turns:") {
        return Err(TurnServerError::Scheme);
    }
    crate::ice_server::check_url(url)?;
    if secret.is_empty() {
        return Err(TurnServerError::NoSecret);
    }
    Ok(TurnServer { urls: vec![url.to_owned()], secret: Secret::new(secret) })
}

/// Why a text is no TURN server.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TurnServerError {
    /// It begins in another way.
    #[error("a TURN server begins with turn: or turns:")]
    Scheme,
    /// The secret is missing.
    #[error("a TURN server needs the secret that it shares with this one: turn:HOST:PORT,SECRET")]
    NoSecret,
    /// The address is none.
    #[error(transparent)]
    Address(#[from] crate::IceServerError),
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member() -> MemberId {
        MemberId::from_bytes([1; 16])
    }

    #[test]
    fn a_credential_is_what_coturn_computes() {
        let server = parse_turn_server("turn:t.example:3478,north").unwrap();
        let ice = server.for_member(&member(), Duration::from_millis(1_700_000_000_999));
        assert_eq!(ice.urls, ["turn:t.example:3478"]);
        assert_eq!(ice.username.as_deref(), Some("1700000000:aeaqcaibaeaqcaibaeaqcaibae"));
        // printf %s USERNAME | openssl dgst -sha1 -hmac north -binary | base64
        assert_eq!(ice.credential.as_deref(), Some("MWm6pt+J3etOxaN3hkWqUeTSiU8="));
    }

    #[test]
    fn a_user_name_is_read_back() {
        let ice = parse_turn_server("turn:a,b").unwrap().for_member(&member(), Duration::from_secs(7));
        let user = User::parse(&ice.username.unwrap());
        assert_eq!(user, Some(User { expiry: Duration::from_secs(7), member: member() }));
        for wrong in ["", "7", "7:", "+7:aeaqcaibaeaqcaibaeaqcaibae", "-1:aeaqcaibaeaqcaibaeaqcaibae", "7:a b", "x:y"] {
            assert_eq!(User::parse(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn what_is_wrong_is_said() {
        let error = |text| parse_turn_server(text).unwrap_err();
        assert_eq!(error("stun:a,b"), TurnServerError::Scheme);
        assert_eq!(error("turn:a"), TurnServerError::NoSecret);
        assert_eq!(error("turn:a,"), TurnServerError::NoSecret);
        assert_eq!(error("turn:a:0,b"), TurnServerError::Address(crate::IceServerError::Port));
        assert_eq!(parse_turn_server("turns:a?transport=tcp,b,c").unwrap().secret, Secret::new("b,c"));
    }

    #[test]
    fn a_secret_is_not_shown() {
        assert_eq!(format!("{:?}", Secret::new("north")), "Secret");
        assert_ne!(Secret::random().unwrap(), Secret::random().unwrap());
    }
}
