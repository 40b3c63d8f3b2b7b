//! What an ICE candidate says, for people who read it. Peers pass candidates on as they are.

/// The parts of a candidate line (RFC 8839 5.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CandidateParts<'a> {
    /// How the address was found.
    pub kind: CandidateKind,
    /// What carries the packets.
    pub transport: Transport,
    /// An IP address, or a name that ends in `.local` and hides one (mDNS).
    pub address: &'a str,
    /// The port.
    pub port: u16,
}

/// How the address of a candidate was found (RFC 8445 4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CandidateKind {
    /// It is the device's own.
    Host,
    /// A STUN server saw packets come from it.
    ServerReflexive,
    /// The other side saw packets come from it.
    PeerReflexive,
    /// A TURN server lends it.
    Relayed,
}

/// What carries the packets of a candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transport {
    /// UDP.
    Udp,
    /// TCP (RFC 6544).
    Tcp,
}

impl<'a> CandidateParts<'a> {
    /// The parts of `candidate:` and what follows it; `None` if it says something else, or nothing: an empty candidate means
    /// that there will be no more.
    ///
    /// ```
    /// use tincan_core::candidate::{CandidateKind, CandidateParts};
    ///
    /// let parts = CandidateParts::parse("candidate:1 1 udp 2122260223 192.0.2.7 54321 typ host generation 0").unwrap();
    /// assert_eq!(parts.kind, CandidateKind::Host);
    /// assert_eq!((parts.address, parts.port), ("192.0.2.7", 54321));
    /// ```
    #[must_use]
    pub fn parse(candidate: &'a str) -> Option<Self> {
        let mut words = candidate.strip_prefix("candidate:")?.split_ascii_whitespace();
        let (_foundation, _component) = (words.next()?, words.next()?);
        let transport = Transport::parse(words.next()?)?;
        let _priority = words.next()?;
        let (address, port) = (words.next()?, words.next()?.parse().ok()?);
        let kind = match (words.next()?, words.next()?) {
            ("typ", "host") => CandidateKind::Host,
            ("typ", "srflx") => CandidateKind::ServerReflexive,
            ("typ", "prflx") => CandidateKind::PeerReflexive,
            ("typ", "relay") => CandidateKind::Relayed,
            _ => return None,
        };
        Some(Self { kind, transport, address, port })
    }

    /// Whether the browser hides the address behind a name that only devices of the same network can resolve.
    #[must_use]
    pub fn is_hidden(&self) -> bool {
        self.address.rsplit_once('.').is_some_and(|(_, end)| end.eq_ignore_ascii_case("local"))
    }
}

impl Transport {
    fn parse(word: &str) -> Option<Self> {
        match word {
            _ if word.eq_ignore_ascii_case("udp") => Some(Self::Udp),
            _ if word.eq_ignore_ascii_case("tcp") => Some(Self::Tcp),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(candidate: &str, kind: CandidateKind, transport: Transport, address: &str, port: u16) {
        assert_eq!(CandidateParts::parse(candidate), Some(CandidateParts { kind, transport, address, port }));
    }

    #[test]
    fn every_kind_is_understood() {
        check(
            "candidate:842163049 1 udp 1677729535 203.0.113.9 45664 typ srflx raddr 10.0.0.2 rport 45664 generation 0",
            CandidateKind::ServerReflexive,
            Transport::Udp,
            "203.0.113.9",
            45664,
        );
        check("candidate:1 1 UDP 1 2001:db8::1 9 typ relay", CandidateKind::Relayed, Transport::Udp, "2001:db8::1", 9);
        check(
            "candidate:1 1 udp 1 192.0.2.1 7 typ prflx",
            CandidateKind::PeerReflexive,
            Transport::Udp,
            "192.0.2.1",
            7,
        );
        check(
            "candidate:1 1 tcp 1518280447 192.0.2.1 9 typ host tcptype active",
            CandidateKind::Host,
            Transport::Tcp,
            "192.0.2.1",
            9,
        );
    }

    #[test]
    fn a_hidden_address_is_noticed() {
        let hidden = |address: &str| {
            let candidate = format!("candidate:0 1 UDP 2122252543 {address} 50000 typ host");
            CandidateParts::parse(&candidate).unwrap().is_hidden()
        };
        assert!(hidden("6d4a3a0e-6e0b-4f0e-9c5c-0a3b5f1d2c11.local"));
        assert!(!hidden("192.0.2.1"));
        assert!(!hidden("2001:db8::1"));
    }

    #[test]
    fn what_is_no_candidate_has_no_parts() {
        for line in [
            "",
            "candidate:",
            "candidate:1 1 udp 1 192.0.2.1 99999 typ host",
            "candidate:1 1 sctp 1 192.0.2.1 9 typ host",
            "candidate:1 1 udp 1 192.0.2.1 9 typ pigeon",
            "192.0.2.1",
        ] {
            assert_eq!(CandidateParts::parse(line), None, "{line}");
        }
    }
}
