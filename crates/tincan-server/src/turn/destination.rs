//! To whom a relay may send: a relay is a way into the network of its host.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Which addresses a relay sends to, besides relays of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Peers {
    /// Those of the internet.
    #[default]
    Public,
    /// Those of private networks, too: the host's own, and whatever can be reached from it.
    Private,
    /// The host itself and its links, too.
    Any,
}

impl Peers {
    /// Whether a relay may send to this address. Never to many at once, nor to nobody.
    #[must_use]
    pub fn allow(self, address: IpAddr) -> bool {
        least(embedded(address)).is_some_and(|least| least <= self)
    }
}

/// The IPv4 address that an IPv6 address stands for, wherever a host or its network may translate it: mapped (RFC 4291
/// 2.5.5.2), compatible (2.5.5.1), NAT64 (RFC 6052), 6to4 (RFC 3056).
fn embedded(address: IpAddr) -> IpAddr {
    let IpAddr::V6(v6) = address else { return address };
    let [a, b, c, d, e, f, g, h] = v6.segments();
    let v4 = |high: u16, low: u16| IpAddr::V4(Ipv4Addr::from((u32::from(high) << 16) | u32::from(low)));
    match [a, b, c, d, e, f] {
        [0, 0, 0, 0, 0, 0xffff] | [0x64, 0xff9b, 0, 0, 0, 0] => v4(g, h),
        [0, 0, 0, 0, 0, 0] if v6 != Ipv6Addr::LOCALHOST && v6 != Ipv6Addr::UNSPECIFIED => v4(g, h),
        [0x2002, high, low, ..] => v4(high, low),
        _ => address,
    }
}

/// Who must be allowed for this address to be, by the registries of special addresses (RFC 6890).
fn least(address: IpAddr) -> Option<Peers> {
    match address {
        IpAddr::V4(v4) => match v4.octets() {
            [127, ..] | [169, 254, ..] => Some(Peers::Any),
            [0 | 224..=255, ..] | [192, 0, 0, _] | [192, 88, 99, _] => None,
            [10, ..] | [100, 64..=127, ..] | [172, 16..=31, ..] | [192, 168, ..] | [198, 18..=19, ..] => {
                Some(Peers::Private)
            }
            _ => Some(Peers::Public),
        },
        IpAddr::V6(v6) => match v6.segments() {
            [0xfe80..=0xfebf, ..] | [0, 0, 0, 0, 0, 0, 0, 1] => Some(Peers::Any),
            // Unique local (RFC 4193), and a network's own NAT64 (RFC 8215).
            [0xfc00..=0xfdff, ..] | [0x64, 0xff9b, 1, ..] => Some(Peers::Private),
            // Teredo reaches whomever the host's relay likes (RFC 4380).
            [0x2001, 0, ..] => None,
            // All else that is given out begins with 001.
            [0x2000..=0x3fff, ..] => Some(Peers::Public),
            _ => None,
        },
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(addresses: &[&str], least: Option<Peers>) {
        for text in addresses {
            let address = text.parse().unwrap();
            for peers in [Peers::Public, Peers::Private, Peers::Any] {
                assert_eq!(peers.allow(address), least.is_some_and(|least| peers >= least), "{peers:?} {text}");
            }
        }
    }

    #[test]
    fn the_internet() {
        let v4 = ["203.0.113.9", "8.8.8.8", "100.63.255.255", "100.128.0.0", "172.15.0.1", "172.32.0.1"];
        check(&v4, Some(Peers::Public));
        let v6 = ["2001:db8::1", "2a00:1450::1", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::1"];
        check(&v6, Some(Peers::Public));
    }

    #[test]
    fn private_networks_if_told_so() {
        let v4 = ["10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1", "198.18.0.1"];
        check(&v4, Some(Peers::Private));
        let v6 = ["fd00::1", "fc00::1", "::ffff:10.0.0.1", "64:ff9b::10.0.0.1", "2002:a00:1::1", "::10.0.0.1"];
        check(&v6, Some(Peers::Private));
        check(&["64:ff9b:1::1"], Some(Peers::Private));
    }

    #[test]
    fn the_host_itself_and_its_links_if_told_so() {
        let v4 = ["127.0.0.1", "127.255.255.254", "169.254.169.254", "::ffff:127.0.0.1", "::127.0.0.1"];
        check(&v4, Some(Peers::Any));
        check(&["::1", "fe80::1", "64:ff9b::127.0.0.1", "::ffff:169.254.1.1", "2002:7f00:1::1"], Some(Peers::Any));
    }

    #[test]
    fn never_many_nor_nobody() {
        check(&["0.0.0.0", "0.1.2.3", "255.255.255.255", "224.0.0.1", "239.255.255.250", "240.0.0.1"], None);
        check(&["192.0.0.8", "192.88.99.1", "::", "ff02::1", "fec0::1", "2001::1", "4000::1"], None);
        check(&["::ffff:0.0.0.0", "::ffff:224.0.0.1", "64:ff9b::255.255.255.255"], None);
    }

    proptest! {
        #[test]
        fn an_address_is_judged_alike_in_every_dress(v4: u32) {
            let v4 = Ipv4Addr::from(v4);
            let [a, b, c, d] = v4.octets();
            let text = format!("64:ff9b::{a}.{b}.{c}.{d}");
            let dresses = [IpAddr::V6(v4.to_ipv6_mapped()), text.parse().unwrap()];
            for dress in dresses {
                for peers in [Peers::Public, Peers::Private, Peers::Any] {
                    prop_assert_eq!(peers.allow(IpAddr::V4(v4)), peers.allow(dress));
                }
            }
        }

        #[test]
        fn what_the_standard_library_knows_as_special_is_never_public(v4: u32) {
            let v4 = Ipv4Addr::from(v4);
            let special = v4.is_loopback() || v4.is_link_local() || v4.is_multicast() || v4.is_broadcast() || v4.is_private();
            prop_assert!(!(special && Peers::Public.allow(IpAddr::V4(v4))));
        }
    }
}
