//! By which paths two people may reach each other.

use tincan_protocol::IceServer;

/// Which paths a person allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Paths {
    /// Any: the shortest there is. The others learn the address from which one calls.
    #[default]
    Any,
    /// Through a relay only. The others learn no address, and everything goes a longer way.
    RelayedOnly,
}

/// The kind of path by which somebody is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PathKind {
    /// From device to device.
    Direct,
    /// Through a relay, of this side's or of the other's.
    Relayed,
}

impl PathKind {
    /// The kind of a pair of candidates of these types (RFC 8839 5.1).
    #[must_use]
    pub fn of(types: [&str; 2]) -> Self {
        if types.contains(&"relay") { Self::Relayed } else { Self::Direct }
    }
}

/// What there is to be relayed by. Each has what those before it have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Relays {
    /// Nothing: two whose networks let nobody in do not reach each other.
    #[default]
    None,
    /// Relays for networks that let UDP through.
    Udp,
    /// One for those that let no more through than what looks like pages.
    Tcp,
}

impl Relays {
    /// What is among these servers (RFC 7065 3.1).
    #[must_use]
    pub fn among(servers: &[IceServer]) -> Self {
        let urls = servers.iter().flat_map(|server| &server.urls);
        urls.map(|url| Self::by(url)).max().unwrap_or_default()
    }

    fn by(url: &str) -> Self {
        if url.starts_with("turns:") || (url.starts_with("turn:") && url.ends_with("?transport=tcp")) {
            Self::Tcp
        } else if url.starts_with("turn:") {
            Self::Udp
        } else {
            Self::None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relay_at_either_end_is_one() {
        assert_eq!(PathKind::of(["host", "srflx"]), PathKind::Direct);
        assert_eq!(PathKind::of(["relay", "prflx"]), PathKind::Relayed);
        assert_eq!(PathKind::of(["prflx", "relay"]), PathKind::Relayed);
    }

    #[test]
    fn what_relays_there_are_is_said_by_the_urls() {
        let relays = |urls: &[&str]| {
            let urls = urls.iter().map(|url| (*url).to_owned()).collect();
            Relays::among(&[IceServer { urls, username: None, credential: None }])
        };
        assert_eq!(Relays::among(&[]), Relays::None);
        assert_eq!(relays(&["stun:a"]), Relays::None);
        assert_eq!(relays(&["stun:a", "turn:a:3478"]), Relays::Udp);
        assert_eq!(relays(&["turn:a?transport=udp"]), Relays::Udp);
        assert_eq!(relays(&["turn:a?transport=tcp", "stun:a"]), Relays::Tcp);
        assert_eq!(relays(&["turns:a"]), Relays::Tcp);
    }
}
