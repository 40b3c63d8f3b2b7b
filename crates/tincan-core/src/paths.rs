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
