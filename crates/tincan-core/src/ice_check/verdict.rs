//! What a check says of a server.

use std::collections::BTreeSet;

use super::{CandidateError, Carrier, End, Found, ServerCheck};
use crate::candidate::CandidateKind;

/// What a check says of a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing yet.
    Checking,
    /// TURN: it relays, and one reaches it by this.
    Relays(Carrier),
    /// STUN: it answers. It sees this device at these addresses; and whether they are others than the device's own, where the
    /// browser tells that.
    Reflects {
        /// The addresses, without ports.
        public: Vec<String>,
        /// Whether there is a NAT between: `None` where the browser hides the device's own addresses.
        behind_nat: Option<bool>,
    },
    /// It does not work.
    Fails(Failure),
}

/// Why a server does not work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// It answers, and does not know this user name with this password (401, 441).
    WrongCredentials,
    /// It answers, and the time in the user name is over.
    Expired,
    /// It answers, and gives no relay: this is why.
    Refused(CandidateError),
    /// Nobody answers there (701).
    NotReached,
    /// Its name leads to no address.
    NameUnknown,
    /// Either of the two before: the browser does not say which.
    NotReachedOrNameUnknown,
    /// Nothing came within the [patience](super::PATIENCE).
    Silent,
    /// The browser gave up, without a word of why.
    Untold,
    /// The browser does not even try, in its words.
    NotTried(String),
}

impl Verdict {
    /// Whether the server does what it is for.
    #[must_use]
    pub fn is_good(&self) -> bool {
        matches!(self, Self::Relays(_) | Self::Reflects { .. })
    }
}

pub(super) fn verdict(check: &ServerCheck) -> Verdict {
    if let Some(good) = proven(check) {
        return good;
    }
    match check.end() {
        None => Verdict::Checking,
        Some(End::Refused(why)) => Verdict::Fails(Failure::NotTried(why.clone())),
        Some(end) => {
            Verdict::Fails(check.errors().map(|error| failure(check, error)).max_by_key(weight).unwrap_or(match end {
                End::TimeOver => Failure::Silent,
                End::Gathered | End::Refused(_) => Failure::Untold,
            }))
        }
    }
}

fn proven(check: &ServerCheck) -> Option<Verdict> {
    let url = &check.server().url;
    let first = check.proofs().next();
    if url.relays {
        return first.map(|relay| Verdict::Relays(relay.carrier.unwrap_or(url.carrier)));
    }
    if first.is_some() {
        let public = addresses(check.proofs());
        return Some(Verdict::Reflects {
            behind_nat: behind_nat(check, &public),
            public: public.into_iter().collect(),
        });
    }
    // A browser does not report what it has already: a device without a NAT sees its own address come back as nothing new
    // (RFC 8445 5.1.3). It would report a server that did not answer.
    let own = addresses(check.found().filter(|own| own.kind == CandidateKind::Host && !own.is_hidden()));
    let unchanged = check.end() == Some(&End::Gathered) && check.errors().next().is_none() && !own.is_empty();
    unchanged.then(|| Verdict::Reflects { public: own.into_iter().collect(), behind_nat: Some(false) })
}

fn behind_nat(check: &ServerCheck, public: &BTreeSet<String>) -> Option<bool> {
    let hosts = || check.found().filter(|own| own.kind == CandidateKind::Host);
    let told = check.proofs().filter_map(|seen| seen.related.as_ref().map(|(own, _)| own != &seen.address));
    if let Some(behind) = told.reduce(|one, other| one || other) {
        return Some(behind);
    }
    if hosts().any(Found::is_hidden) {
        return None;
    }
    let own = addresses(hosts());
    (!own.is_empty()).then(|| !public.is_subset(&own))
}

/// What one error says.
fn failure(check: &ServerCheck, error: &CandidateError) -> Failure {
    let url = &check.server().url;
    match error.code {
        401 | 441 if check.is_expired() => Failure::Expired,
        401 | 441 => Failure::WrongCredentials,
        CandidateError::NOT_REACHED if !url.is_named() => Failure::NotReached,
        // Chromium says which in its text, Firefox says nothing.
        CandidateError::NOT_REACHED if error.text.contains("lookup") => Failure::NameUnknown,
        CandidateError::NOT_REACHED if error.text.is_empty() => Failure::NotReachedOrNameUnknown,
        CandidateError::NOT_REACHED => Failure::NotReached,
        _ => Failure::Refused(error.clone()),
    }
}

/// Of several errors, by several ways out, the one of the server itself says most.
fn weight(failure: &Failure) -> u8 {
    match failure {
        Failure::WrongCredentials | Failure::Expired => 4,
        Failure::Refused(_) => 3,
        Failure::NameUnknown => 2,
        Failure::NotReached | Failure::NotReachedOrNameUnknown => 1,
        Failure::Silent | Failure::Untold | Failure::NotTried(_) => 0,
    }
}

fn addresses<'a>(found: impl Iterator<Item = &'a Found>) -> BTreeSet<String> {
    found.map(|it| it.address.clone()).collect()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;

    use super::*;
    use crate::ice_check::{Event, Input, PATIENCE, Server};

    const HIDDEN: &str = "candidate:0 1 UDP 2122252543 bb22fbe8.local 35051 typ host";
    const OWN: &str = "candidate:0 1 UDP 2122252543 10.0.0.2 35051 typ host";
    const PUBLIC_OWN: &str = "candidate:0 1 UDP 2122252543 203.0.113.9 35051 typ host";
    const SEEN: &str = "candidate:1 1 UDP 1686052863 203.0.113.9 4000 typ srflx raddr 0.0.0.0 rport 0";
    const SEEN_FROM: &str = "candidate:1 1 UDP 1686052863 203.0.113.9 4000 typ srflx raddr 10.0.0.2 rport 35051";
    const RELAY: &str = "candidate:0 1 UDP 92217343 198.51.100.1 50153 typ relay raddr 0.0.0.0 rport 0";

    fn at(seconds: u64) -> Duration {
        Duration::from_secs(100 + seconds)
    }

    fn begin(url: &str, username: &str) -> ServerCheck {
        ServerCheck::begin(Server::parse(url, username, "p").unwrap(), at(0), 1_800_000_000)
    }

    fn found(line: &str) -> Input {
        Input::Happened(Event::Found(Found::parse(line, None).unwrap()))
    }

    fn error(code: u16, text: &str) -> Input {
        Input::Happened(Event::Error(CandidateError { code, text: text.to_owned() }))
    }

    fn fails(failure: Failure) -> Verdict {
        Verdict::Fails(failure)
    }

    fn reflects(address: &str, behind_nat: Option<bool>) -> Verdict {
        Verdict::Reflects { public: vec![address.to_owned()], behind_nat }
    }

    #[test]
    fn every_course_has_its_verdict() {
        let (stun, turn, tcp) = ("stun:192.0.2.1", "turn:192.0.2.1", "turn:192.0.2.1?transport=tcp");
        let quota = CandidateError { code: 486, text: "Allocation Quota Reached".to_owned() };
        let lookup = "TURN host lookup received error.";
        let timed_out = "TURN allocate request timed out.";
        let by_tls = Found::parse(RELAY, Some("tls")).unwrap();
        for (url, username, inputs, expected) in [
            (turn, "u", vec![], Verdict::Checking),
            (turn, "u", vec![found(RELAY)], Verdict::Relays(Carrier::Udp)),
            (tcp, "u", vec![found(RELAY), Input::Gathered], Verdict::Relays(Carrier::Tcp)),
            (turn, "u", vec![Input::Happened(Event::Found(by_tls))], Verdict::Relays(Carrier::Tls)),
            (turn, "u", vec![error(401, "")], Verdict::Checking),
            (turn, "u", vec![error(401, ""), Input::Gathered], fails(Failure::WrongCredentials)),
            (turn, "u", vec![error(401, ""), error(701, timed_out), Input::Gathered], fails(Failure::WrongCredentials)),
            (turn, "u", vec![error(701, timed_out), found(RELAY), Input::Gathered], Verdict::Relays(Carrier::Udp)),
            (turn, "1799999999:x", vec![error(401, ""), Input::Gathered], fails(Failure::Expired)),
            (turn, "1900000000:x", vec![error(441, ""), Input::Gathered], fails(Failure::WrongCredentials)),
            (turn, "u", vec![error(486, &quota.text), Input::Gathered], fails(Failure::Refused(quota.clone()))),
            (turn, "u", vec![error(701, ""), Input::Gathered], fails(Failure::NotReached)),
            ("turn:a", "u", vec![error(701, ""), Input::Gathered], fails(Failure::NotReachedOrNameUnknown)),
            ("turn:a", "u", vec![error(701, timed_out), Input::Gathered], fails(Failure::NotReached)),
            ("turn:a", "u", vec![error(701, lookup), Input::Gathered], fails(Failure::NameUnknown)),
            (tcp, "u", vec![Input::Gathered], fails(Failure::Untold)),
            (turn, "u", vec![found(SEEN), Input::Gathered], fails(Failure::Untold)),
            (stun, "", vec![found(HIDDEN), Input::Gathered], fails(Failure::Untold)),
            (stun, "", vec![found(HIDDEN), found(SEEN)], reflects("203.0.113.9", None)),
            (stun, "", vec![found(OWN), found(SEEN)], reflects("203.0.113.9", Some(true))),
            (stun, "", vec![found(HIDDEN), found(SEEN_FROM)], reflects("203.0.113.9", Some(true))),
            (stun, "", vec![found(PUBLIC_OWN), Input::Gathered], reflects("203.0.113.9", Some(false))),
            (stun, "", vec![found(PUBLIC_OWN), error(701, ""), Input::Gathered], fails(Failure::NotReached)),
            (stun, "", vec![Input::Refused("no".to_owned())], fails(Failure::NotTried("no".to_owned()))),
        ] {
            let mut check = begin(url, username);
            let story = format!("{url} {inputs:?}");
            for input in inputs {
                check.gathering_mut().handle(at(1), input);
            }
            assert_eq!(check.verdict(), expected, "{story}");
        }
    }

    #[test]
    fn nobody_is_waited_for_longer_than_the_patience_lasts() {
        let mut check = begin("stun:192.0.2.1", "");
        assert!(!check.gathering_mut().handle(at(11), Input::TimePassed));
        assert!(check.gathering_mut().handle(at(0) + PATIENCE, Input::TimePassed));
        assert_eq!(check.verdict(), fails(Failure::Silent));
        assert!(!check.gathering_mut().handle(at(13), found(SEEN)), "it is over");
        assert_eq!(check.verdict(), fails(Failure::Silent));
    }

    #[test]
    fn times_are_counted_from_the_beginning() {
        let mut check = begin("stun:192.0.2.1", "");
        check.gathering_mut().handle(at(3), found(SEEN));
        assert_eq!(check.events()[0].0, Duration::from_secs(3));
    }

    proptest! {
        /// In whatever order a browser reports, and whatever it adds: a relay is a relay, and a check that ended has a verdict.
        #[test]
        fn no_order_makes_a_working_server_fail(order in prop::collection::vec(0..4_usize, 0..20), relay in 0..20_usize) {
            let inputs = [error(701, ""), error(401, ""), found(HIDDEN), Input::TimePassed];
            let mut check = begin("turn:192.0.2.1", "u");
            let mut with = begin("turn:192.0.2.1", "u");
            for (index, kind) in order.iter().enumerate() {
                if index == relay {
                    with.gathering_mut().handle(at(1), found(RELAY));
                }
                check.gathering_mut().handle(at(1), inputs[*kind].clone());
                with.gathering_mut().handle(at(1), inputs[*kind].clone());
            }
            for check in [&mut check, &mut with] {
                prop_assert!(check.gathering_mut().handle(at(2), Input::Gathered));
            }
            prop_assert!(matches!(check.verdict(), Verdict::Fails(_)));
            prop_assert_eq!(with.verdict().is_good(), relay < order.len());
        }
    }
}
