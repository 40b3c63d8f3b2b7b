//! What the verdicts together mean for calls from here.

use super::{Carrier, Mapping, Verdict};

/// What to expect of calls with these servers, from here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outlook {
    /// Some of it is still being found out.
    Checking,
    /// A relay by UDP, and one by TCP or TLS: calls come about wherever pages load.
    Anywhere,
    /// Relays by UDP only: calls come about unless a network blocks UDP.
    WhereUdpPasses,
    /// Relays by TCP or TLS only: calls come about, and where packets are lost, pictures wait.
    ByStreamOnly,
    /// No relay: calls come about directly or not at all, and that depends on both routers.
    Direct(Mapping),
    /// Nothing works: calls come about within this network, or where no router stands between.
    OwnNetwork,
}

/// What these verdicts mean together. A good one counts also when another server fails: a browser uses what works.
pub(super) fn outlook(verdicts: &[Verdict], mapping: Mapping) -> Outlook {
    let relays = |wanted: fn(&Carrier) -> bool| {
        verdicts.iter().any(|verdict| matches!(verdict, Verdict::Relays(carrier) if wanted(carrier)))
    };
    let (by_udp, by_stream) = (relays(|by| *by == Carrier::Udp), relays(|by| *by != Carrier::Udp));
    if by_udp && by_stream {
        return Outlook::Anywhere;
    }
    if verdicts.contains(&Verdict::Checking) {
        return Outlook::Checking;
    }
    match (by_udp, by_stream) {
        (true, _) => Outlook::WhereUdpPasses,
        (_, true) => Outlook::ByStreamOnly,
        _ if verdicts.iter().any(Verdict::is_good) => Outlook::Direct(mapping),
        _ => Outlook::OwnNetwork,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ice_check::Failure;

    #[test]
    fn what_works_counts_and_what_is_open_is_waited_for() {
        let stun = Verdict::Reflects { public: vec!["203.0.113.9".to_owned()], behind_nat: Some(true) };
        let fails = Verdict::Fails(Failure::WrongCredentials);
        let (udp, tcp, tls) =
            (Verdict::Relays(Carrier::Udp), Verdict::Relays(Carrier::Tcp), Verdict::Relays(Carrier::Tls));
        for (verdicts, expected) in [
            (vec![&udp, &tcp, &Verdict::Checking], Outlook::Anywhere),
            (vec![&udp, &tls, &fails], Outlook::Anywhere),
            (vec![&udp, &Verdict::Checking], Outlook::Checking),
            (vec![&stun, &udp, &fails], Outlook::WhereUdpPasses),
            (vec![&tls, &tcp], Outlook::ByStreamOnly),
            (vec![&stun, &fails], Outlook::Direct(Mapping::ByDestination)),
            (vec![&fails, &fails], Outlook::OwnNetwork),
        ] {
            let verdicts: Vec<_> = verdicts.into_iter().cloned().collect();
            assert_eq!(outlook(&verdicts, Mapping::ByDestination), expected, "{verdicts:?}");
        }
    }
}
