//! From where a client really comes.

use std::net::{IpAddr, Ipv6Addr};

use axum::http::{HeaderMap, HeaderName};
use ipnet::IpNet;

/// The address of the client behind a connection from `peer`.
///
/// Each proxy on the way adds to `X-Forwarded-For` from where it was asked. What the last one of the trusted proxies says counts, and what
/// anybody else says does not: everybody can send that header.
pub(crate) fn client_address(peer: IpAddr, headers: &HeaderMap, trusted_proxies: &[IpNet]) -> IpAddr {
    let trusts = |address: &IpAddr| trusted_proxies.iter().any(|net| net.contains(address));
    let mut client = peer.to_canonical();
    let mut hops = headers.get_all(FORWARDED_FOR).iter().rev().flat_map(|value| {
        let hops: Vec<&str> = value.to_str().unwrap_or_default().split(',').rev().collect();
        hops
    });
    while trusts(&client) {
        let Some(hop) = hops.next().and_then(|hop| hop.trim().parse::<IpAddr>().ok()) else { break };
        client = hop.to_canonical();
    }
    client
}

/// Whether a proxy that is not trusted says that it asks for somebody else.
pub(crate) fn is_forwarded_by_a_stranger(peer: IpAddr, headers: &HeaderMap, trusted_proxies: &[IpNet]) -> bool {
    let peer = peer.to_canonical();
    headers.contains_key(FORWARDED_FOR) && !trusted_proxies.iter().any(|net| net.contains(&peer))
}

/// What counts as one address: an IPv4 address, or the 64 bits that a provider gives to one customer of IPv6 (RFC 6177).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Household(IpAddr);

impl Household {
    /// That of an address. None for this computer itself: a proxy here, whose clients are not known, or whoever tries things out.
    #[must_use]
    pub fn of(address: IpAddr) -> Option<Self> {
        let address = address.to_canonical();
        let household = match address {
            IpAddr::V4(_) => address,
            IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX)).into(),
        };
        (!address.is_loopback()).then_some(Self(household))
    }
}

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(peer: &str, forwarded: &[&str], trusted: &[&str], expected: &str) {
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append(FORWARDED_FOR, value.parse().unwrap());
        }
        let trusted: Vec<IpNet> = trusted.iter().map(|net| net.parse().unwrap()).collect();
        let client = client_address(peer.parse().unwrap(), &headers, &trusted);
        assert_eq!(client, expected.parse::<IpAddr>().unwrap(), "{peer} {forwarded:?}");
    }

    #[test]
    fn who_is_no_proxy_is_the_client() {
        check("203.0.113.7", &[], &["127.0.0.0/8"], "203.0.113.7");
        check("203.0.113.7", &["198.51.100.1"], &["127.0.0.0/8"], "203.0.113.7");
        check("127.0.0.1", &["198.51.100.1"], &[], "127.0.0.1");
    }

    #[test]
    fn the_last_trusted_proxy_is_believed() {
        let here = &["127.0.0.1/32", "10.0.0.0/8"];
        check("127.0.0.1", &["203.0.113.7"], here, "203.0.113.7");
        check("127.0.0.1", &["1.1.1.1, 203.0.113.7"], here, "203.0.113.7");
        check("127.0.0.1", &["1.1.1.1, 203.0.113.7, 10.2.3.4"], here, "203.0.113.7");
        check("127.0.0.1", &["1.1.1.1, 203.0.113.7", "10.2.3.4"], here, "203.0.113.7");
        check("::ffff:127.0.0.1", &["::ffff:203.0.113.7"], here, "203.0.113.7");
        check("127.0.0.1", &["2001:db8::7"], here, "2001:db8::7");
    }

    #[test]
    fn what_is_no_address_is_not_believed() {
        check("127.0.0.1", &["somewhere"], &["127.0.0.1/32"], "127.0.0.1");
        check("127.0.0.1", &["203.0.113.7, \"x\""], &["127.0.0.1/32"], "127.0.0.1");
        check("127.0.0.1", &[""], &["127.0.0.1/32"], "127.0.0.1");
    }

    #[test]
    fn a_customer_of_ipv6_counts_once() {
        let household = |address: &str| Household::of(address.parse().unwrap());
        assert_eq!(household("2001:db8:1:2:3::4"), household("2001:db8:1:2:ffff::1"));
        assert_ne!(household("2001:db8:1:2::1"), household("2001:db8:1:3::1"));
        assert_ne!(household("203.0.113.7"), household("203.0.113.8"));
        assert_eq!(household("::ffff:203.0.113.7"), household("203.0.113.7"));
        for here in ["127.0.0.1", "::1", "::ffff:127.0.0.1"] {
            assert_eq!(household(here), None);
        }
    }
}
