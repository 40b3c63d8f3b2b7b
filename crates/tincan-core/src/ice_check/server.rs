//! A server to be checked, read from what somebody typed.

use core::net::{Ipv4Addr, Ipv6Addr};
use std::fmt;

use tincan_protocol::IceServer;

use crate::candidate::CandidateKind;

/// By what a server is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Carrier {
    /// UDP.
    Udp,
    /// TCP: for networks that block UDP.
    Tcp,
    /// TLS over TCP: for networks that let through only what looks like pages.
    Tls,
}

impl Carrier {
    /// The word of `relayProtocol` (webrtc-pc 4.8.1.3).
    pub(super) fn parse(word: &str) -> Option<Self> {
        match word {
            "udp" => Some(Self::Udp),
            "tcp" => Some(Self::Tcp),
            "tls" => Some(Self::Tls),
            _ => None,
        }
    }

    /// What people call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Udp => "UDP",
            Self::Tcp => "TCP",
            Self::Tls => "TLS",
        }
    }
}

/// The address of a STUN or TURN server (RFC 7064 3.1, RFC 7065 3.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerUrl {
    text: String,
    /// Whether it relays, or only tells what address it sees.
    pub relays: bool,
    /// By what it is reached.
    pub carrier: Carrier,
    /// A name, an IPv4 address, or an IPv6 address in brackets.
    pub host: String,
    /// The port; 3478, or 5349 for TLS, where none is written.
    pub port: u16,
}

/// Why something is no such address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UrlFault {
    /// Nothing was typed.
    Empty,
    /// It does not begin with `stun:`, `turn:`, `turns:` or `stuns:`.
    Scheme,
    /// `stuns:` is no address that browsers take.
    Stuns,
    /// `//` follows the scheme, as on the web; here it must not.
    Slashes,
    /// What should be a host is none.
    Host,
    /// What should be a port is none: a number from 1 to 65535.
    Port,
    /// What follows `?` is neither `transport=udp` nor `transport=tcp`, or it follows where nothing may: after `stun:`.
    Query,
}

impl ServerUrl {
    /// Reads an address. White space around it does not count.
    ///
    /// # Errors
    /// It is none that a browser takes.
    pub fn parse(text: &str) -> Result<Self, UrlFault> {
        let text = text.trim();
        if text.is_empty() {
            return Err(UrlFault::Empty);
        }
        let (scheme, rest) = text.split_once(':').ok_or(UrlFault::Scheme)?;
        let (relays, secure) = match scheme.to_ascii_lowercase().as_str() {
            "stun" => (false, false),
            "turn" => (true, false),
            "turns" => (true, true),
            "stuns" => return Err(UrlFault::Stuns),
            _ => return Err(UrlFault::Scheme),
        };
        if rest.starts_with("//") {
            return Err(UrlFault::Slashes);
        }
        let (place, query) = rest.split_once('?').map_or((rest, None), |(place, query)| (place, Some(query)));
        let carrier = match (query, relays, secure) {
            (None, _, false) | (Some("transport=udp"), true, false) => Carrier::Udp,
            (Some("transport=tcp"), true, false) => Carrier::Tcp,
            // TLS runs over TCP. Over UDP it would be DTLS, which no browser speaks to a relay.
            (None | Some("transport=tcp"), true, true) => Carrier::Tls,
            _ => return Err(UrlFault::Query),
        };
        let (host, port) = split_place(place)?;
        let port = match port {
            Some(port) => port.parse().ok().filter(|port| *port > 0).ok_or(UrlFault::Port)?,
            None if secure => 5349,
            None => 3478,
        };
        Ok(Self { text: text.to_owned(), relays, carrier, host: host.to_ascii_lowercase(), port })
    }

    /// As it was typed.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether the host is a name, which has to be looked up.
    #[must_use]
    pub fn is_named(&self) -> bool {
        !self.host.starts_with('[') && self.host.parse::<Ipv4Addr>().is_err()
    }

    /// What nobody but this server can have caused.
    pub(super) fn proof(&self) -> CandidateKind {
        if self.relays { CandidateKind::Relayed } else { CandidateKind::ServerReflexive }
    }
}

impl fmt::Display for ServerUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

fn split_place(place: &str) -> Result<(&str, Option<&str>), UrlFault> {
    if place.starts_with('[') {
        let end = place.find(']').ok_or(UrlFault::Host)?;
        let (host, rest) = place.split_at(end + 1);
        let inner = host.get(1..end).unwrap_or_default();
        inner.parse::<Ipv6Addr>().map_err(|_| UrlFault::Host)?;
        return match rest.strip_prefix(':') {
            Some(port) => Ok((host, Some(port))),
            None if rest.is_empty() => Ok((host, None)),
            None => Err(UrlFault::Host),
        };
    }
    let (host, port) = place.split_once(':').map_or((place, None), |(host, port)| (host, Some(port)));
    let is_host = |c: char| c.is_alphanumeric() || "-._".contains(c);
    if host.is_empty() || !host.chars().all(is_host) {
        return Err(UrlFault::Host);
    }
    Ok((host, port))
}

/// A server to be checked.
#[derive(Clone, PartialEq, Eq)]
pub struct Server {
    /// Its address.
    pub url: ServerUrl,
    /// For TURN: the user name.
    pub username: String,
    /// For TURN: the password.
    pub credential: String,
}

/// What is wrong with what was typed for a server, field by field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ServerFaults {
    /// The address.
    pub url: Option<UrlFault>,
    /// A TURN server wants a user name.
    pub no_username: bool,
    /// A TURN server wants a password.
    pub no_credential: bool,
}

impl Server {
    /// Reads what was typed. STUN asks nobody who they are: for it, user name and password do not matter.
    ///
    /// # Errors
    /// Something of it is missing or wrong.
    pub fn parse(url: &str, username: &str, credential: &str) -> Result<Self, ServerFaults> {
        let relays = |url: &ServerUrl| url.relays;
        let url = ServerUrl::parse(url);
        let wants = url.as_ref().is_ok_and(relays);
        let faults = ServerFaults {
            url: url.as_ref().err().copied(),
            no_username: wants && username.is_empty(),
            no_credential: wants && credential.is_empty(),
        };
        match url {
            Ok(url) if faults == ServerFaults::default() => {
                let of_turn = |word: &str| if wants { word.to_owned() } else { String::new() };
                Ok(Self { url, username: of_turn(username), credential: of_turn(credential) })
            }
            _ => Err(faults),
        }
    }

    /// As a connection is told of it.
    #[must_use]
    pub fn to_ice_server(&self) -> IceServer {
        let of_turn = |word: &String| self.url.relays.then(|| word.clone());
        IceServer {
            urls: vec![self.url.text.clone()],
            username: of_turn(&self.username),
            credential: of_turn(&self.credential),
        }
    }

    /// When its credentials end, in seconds since 1970, if they are of the kind `<expiry>:<id>` that servers hand out for a while.
    #[must_use]
    pub fn expiry(&self) -> Option<u64> {
        let (expiry, _) = self.username.split_once(':')?;
        // Ten digits from 2001 on: what is shorter is a user name that happens to be a number.
        (expiry.len() >= 10).then(|| expiry.parse().ok()).flatten()
    }
}

impl fmt::Debug for Server {
    /// Without the password: debug output ends in logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server").field("url", &self.url.text).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn addresses_are_read() {
        let read = |text: &str| {
            let url = ServerUrl::parse(text).unwrap();
            (url.relays, url.carrier, url.host.clone(), url.port, url.is_named())
        };
        let case = |relays, carrier, host: &str, port, named| (relays, carrier, host.to_owned(), port, named);
        assert_eq!(read("stun:Stun.Example.org"), case(false, Carrier::Udp, "stun.example.org", 3478, true));
        assert_eq!(read(" turn:192.0.2.1:80 "), case(true, Carrier::Udp, "192.0.2.1", 80, false));
        assert_eq!(read("turn:a?transport=tcp"), case(true, Carrier::Tcp, "a", 3478, true));
        assert_eq!(read("TURNS:a:443?transport=tcp"), case(true, Carrier::Tls, "a", 443, true));
        assert_eq!(read("turns:[2001:db8::1]"), case(true, Carrier::Tls, "[2001:db8::1]", 5349, false));
    }

    #[test]
    fn what_browsers_refuse_is_refused_with_its_reason() {
        for (text, fault) in [
            ("  ", UrlFault::Empty),
            ("example.org", UrlFault::Scheme),
            ("http://example.org", UrlFault::Scheme),
            ("stuns:example.org", UrlFault::Stuns),
            ("turn://example.org", UrlFault::Slashes),
            ("turn:", UrlFault::Host),
            ("turn:a b", UrlFault::Host),
            ("stun:[2001:db8::1", UrlFault::Host),
            ("stun:2001:db8::1", UrlFault::Port),
            ("stun:[::1]x", UrlFault::Host),
            ("stun:a:", UrlFault::Port),
            ("stun:a:0", UrlFault::Port),
            ("stun:a:99999", UrlFault::Port),
            ("stun:a?transport=udp", UrlFault::Query),
            ("turn:a?transport=sctp", UrlFault::Query),
            ("turns:a?transport=udp", UrlFault::Query),
        ] {
            assert_eq!(ServerUrl::parse(text), Err(fault), "{text}");
        }
    }

    #[test]
    fn turn_asks_who_one_is_and_stun_does_not() {
        let faults = |no_username, no_credential| ServerFaults { no_username, no_credential, url: None };
        assert_eq!(Server::parse("turn:a", "", "x"), Err(faults(true, false)));
        assert_eq!(Server::parse("turn:a", "u", ""), Err(faults(false, true)));
        let stun = Server::parse("stun:a", "u", "").unwrap().to_ice_server();
        assert_eq!((stun.username, stun.credential), (None, None));
        let turn = Server::parse("turn:a", "1700000000:x", "p").unwrap();
        assert_eq!(turn.expiry(), Some(1_700_000_000));
        assert_eq!(turn.to_ice_server().credential.as_deref(), Some("p"));
        assert_eq!(Server::parse("turn:a", "7:x", "p").unwrap().expiry(), None);
        assert!(!format!("{turn:?}").contains("17000"));
    }

    proptest! {
        #[test]
        fn whatever_is_typed_is_read_or_refused(text in ".{0,40}", place in "[a-z0-9:.?=\\[\\]]{0,20}") {
            let _ = ServerUrl::parse(&text);
            if let Ok(url) = ServerUrl::parse(&format!("turn:{place}")) {
                prop_assert!(url.relays && url.port > 0 && !url.host.is_empty());
                prop_assert_eq!(ServerUrl::parse(url.as_str()), Ok(url.clone()));
            }
        }
    }
}
