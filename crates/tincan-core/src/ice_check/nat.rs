//! How a NAT maps one socket for several servers (RFC 4787 4.1).

use std::collections::{BTreeMap, BTreeSet};

use super::{Found, Server};
use crate::candidate::{CandidateKind, Transport};

/// How a NAT maps one socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mapping {
    /// Not known: it takes two STUN servers at different addresses that both answer.
    #[default]
    Unknown,
    /// All servers see the same address and port: others, who learn it, reach this device there.
    Same,
    /// Each server sees another one: what a server sees is of no use to others (a symmetric NAT).
    ByDestination,
}

/// What the candidates tell of one connection that asked several STUN servers, when `answering` of them are known to answer.
///
/// A browser asks all of them from one and the same socket, and reports what they see once where they see the same. Where it
/// hides the socket (`raddr` is 0.0.0.0) it has but one for each family of addresses, for it then uses the default route only.
pub(super) fn mapping<'a>(candidates: impl Iterator<Item = &'a Found>, answering: usize) -> Mapping {
    let mut seen: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for found in candidates {
        if found.kind == CandidateKind::ServerReflexive && found.transport == Transport::Udp {
            let socket = (found.is_v6(), found.related.as_ref());
            seen.entry(socket).or_default().insert((&found.address, found.port));
        }
    }
    if seen.values().any(|places| places.len() > 1) {
        Mapping::ByDestination
    } else if answering > 1 && !seen.is_empty() {
        Mapping::Same
    } else {
        Mapping::Unknown
    }
}

/// The STUN servers among these, each place once, if there are two at least: what one alone sees tells nothing of the mapping.
pub(super) fn several_places(servers: &[Server]) -> Option<Vec<Server>> {
    let mut places = BTreeSet::new();
    let stun = servers.iter().filter(|server| !server.url.relays);
    let apart: Vec<_> = stun.filter(|server| places.insert((&server.url.host, server.url.port))).cloned().collect();
    (apart.len() > 1).then_some(apart)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn seen(address: &str, port: u16, related: &str) -> Found {
        Found::parse(&format!("candidate:1 1 udp 1 {address} {port} typ srflx {related}"), None).unwrap()
    }

    #[test]
    fn ports_are_compared_socket_by_socket() {
        let own = "raddr 10.0.0.2 rport 5000";
        let other = "raddr 10.0.1.2 rport 6000";
        let hidden = "raddr 0.0.0.0 rport 0";
        let judge = |candidates: &[Found], answering| mapping(candidates.iter(), answering);
        for (candidates, answering, expected) in [
            (vec![], 2, Mapping::Unknown),
            (vec![seen("203.0.113.9", 4000, own)], 1, Mapping::Unknown),
            (vec![seen("203.0.113.9", 4000, own)], 2, Mapping::Same),
            (vec![seen("203.0.113.9", 4000, own), seen("203.0.113.9", 4001, own)], 2, Mapping::ByDestination),
            (vec![seen("203.0.113.9", 4000, own), seen("203.0.113.10", 4000, own)], 2, Mapping::ByDestination),
            (vec![seen("203.0.113.9", 4000, own), seen("198.51.100.7", 4001, other)], 2, Mapping::Same),
            (vec![seen("203.0.113.9", 4000, hidden), seen("203.0.113.9", 4001, hidden)], 2, Mapping::ByDestination),
            (vec![seen("203.0.113.9", 4000, hidden), seen("2001:db8::9", 4001, hidden)], 2, Mapping::Same),
        ] {
            assert_eq!(judge(&candidates, answering), expected, "{candidates:?}");
        }
        let host = Found::parse("candidate:1 1 udp 1 10.0.0.2 5000 typ host", None).unwrap();
        assert_eq!(judge(&[host], 2), Mapping::Unknown);
    }

    #[test]
    fn two_places_are_needed() {
        let server = |url: &str| Server::parse(url, "u", "p").unwrap();
        let count = |urls: &[&str]| {
            several_places(&urls.iter().map(|url| server(url)).collect::<Vec<_>>()).map(|servers| servers.len())
        };
        assert_eq!(count(&["stun:a", "turn:b"]), None);
        assert_eq!(count(&["stun:a", "stun:A:3478"]), None, "one place, written twice");
        assert_eq!(count(&["stun:a", "stun:a:3479", "turn:c"]), Some(2));
    }

    proptest! {
        /// A NAT that keeps the mapping of a socket is never taken for another one, whatever was reported twice and in what order.
        #[test]
        fn a_kept_mapping_is_never_called_symmetric(sockets in prop::collection::vec(1_u16..9, 0..12)) {
            let candidates: Vec<_> = sockets
                .iter()
                .map(|socket| seen("203.0.113.9", 4000 + socket, &format!("raddr 10.0.0.2 rport {}", 5000 + socket)))
                .collect();
            prop_assert_ne!(mapping(candidates.iter(), 2), Mapping::ByDestination);
        }
    }
}
