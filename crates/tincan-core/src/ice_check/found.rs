//! A candidate, as much of it as tells something of a server.

use crate::candidate::{CandidateKind, CandidateParts, Transport};

use super::Carrier;

/// A candidate that a browser found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// How its address was found.
    pub kind: CandidateKind,
    /// What carries packets to it.
    pub transport: Transport,
    /// Its address, or a name that hides one.
    pub address: String,
    /// Its port.
    pub port: u16,
    /// The larger, the sooner it is tried (RFC 8445 5.1.2).
    pub priority: u32,
    /// The address and port that it was found from (`raddr`, `rport`), where the browser does not hide them.
    pub related: Option<(String, u16)>,
    /// For a relay: by what its server is reached, where the browser tells (`relayProtocol`).
    pub carrier: Option<Carrier>,
}

impl Found {
    /// Reads a candidate line (RFC 8839 5.1). `None` if it is none, or the empty one, which says that there will be no more.
    ///
    /// ```
    /// use tincan_core::ice_check::Found;
    ///
    /// let line = "candidate:1 1 udp 1677729535 203.0.113.9 4000 typ srflx raddr 10.0.0.2 rport 5000 generation 0";
    /// let found = Found::parse(line, None).unwrap();
    /// assert_eq!((found.port, found.priority, found.related), (4000, 1_677_729_535, Some(("10.0.0.2".to_owned(), 5000))));
    /// ```
    #[must_use]
    pub fn parse(line: &str, relay_protocol: Option<&str>) -> Option<Self> {
        let parts = CandidateParts::parse(line)?;
        let after = |name: &str| line.split_ascii_whitespace().skip_while(|word| *word != name).nth(1);
        let related = after("raddr").zip(after("rport").and_then(|port| port.parse().ok()));
        // 0.0.0.0, or :: for IPv6, and port 0 or 9 stand for what is not told.
        let related = related.filter(|(address, port)| !["0.0.0.0", "::"].contains(address) && ![0, 9].contains(port));
        Some(Self {
            kind: parts.kind,
            transport: parts.transport,
            address: parts.address.to_owned(),
            port: parts.port,
            priority: line.split_ascii_whitespace().nth(3)?.parse().ok()?,
            related: related.map(|(address, port)| (address.to_owned(), port)),
            carrier: relay_protocol.and_then(Carrier::parse),
        })
    }

    /// Whether its address is hidden behind a name that only devices of the same network can resolve.
    #[must_use]
    pub fn is_hidden(&self) -> bool {
        self.address.rsplit_once('.').is_some_and(|(_, end)| end.eq_ignore_ascii_case("local"))
    }

    /// Whether the address is one of IPv6.
    pub(super) fn is_v6(&self) -> bool {
        self.address.contains(':')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_browser_hides_is_not_taken_for_an_address() {
        let related = |rest: &str| {
            let line = format!("candidate:1 1 UDP 1686052863 203.0.113.9 35051 typ srflx {rest}");
            Found::parse(&line, None).unwrap().related
        };
        assert_eq!(related("raddr 0.0.0.0 rport 0"), None);
        assert_eq!(related("raddr :: rport 9"), None);
        assert_eq!(related("raddr 10.0.0.2"), None);
        assert_eq!(related(""), None);
        assert_eq!(related("raddr fe80::1 rport 7000 generation 0"), Some(("fe80::1".to_owned(), 7000)));
    }

    #[test]
    fn the_way_to_a_relay_is_told_by_some_browsers() {
        let line = "candidate:0 1 UDP 92217343 192.0.2.1 50153 typ relay raddr 192.0.2.1 rport 50153";
        for (told, carrier) in [(None, None), (Some("tls"), Some(Carrier::Tls)), (Some("pigeon"), None)] {
            assert_eq!(Found::parse(line, told).unwrap().carrier, carrier);
        }
        assert_eq!(Found::parse("", None), None);
        assert_eq!(Found::parse("candidate:0 1 UDP x 192.0.2.1 50153 typ host", None), None);
    }
}
