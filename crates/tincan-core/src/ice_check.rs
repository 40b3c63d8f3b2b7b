//! Whether STUN and TURN servers work from here, and why not.
//!
//! Each server has a connection to itself ([`ServerCheck`]), so that whatever is gathered or refused is this server's doing. A
//! TURN server's connection may use relays only: then nothing but a relay is proof. What several STUN servers see of one and the
//! same socket, by one connection more, tells how the NAT maps it ([`Mapping`]).

mod found;
mod gathering;
mod nat;
mod outlook;
mod server;
mod server_check;
mod verdict;

use std::time::Duration;

use self::nat::{mapping, several_places};
pub use self::{
    found::Found,
    gathering::{CandidateError, End, Event, Gathering},
    nat::Mapping,
    outlook::Outlook,
    server::{Carrier, Server, ServerFaults, ServerUrl, UrlFault},
    server_check::ServerCheck,
    verdict::{Failure, Verdict},
};
use crate::paths::Paths;

/// How long a server is waited for. Firefox gives a silent one up after 11 seconds, Chromium a silent STUN server after 40.
pub const PATIENCE: Duration = Duration::from_secs(12);

/// The check of a list of servers, in its course.
#[derive(Debug, Clone, PartialEq)]
pub struct IceCheck {
    checks: Vec<ServerCheck>,
    /// The STUN servers asked from one socket, if there are several.
    together: Option<Gathering>,
}

/// One of the connections of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// The one to the server of this index alone.
    Alone(usize),
    /// The one to all STUN servers.
    Together,
}

/// What happened to a connection of a check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// The browser reported something.
    Happened(Event),
    /// The browser will report no more (`iceGatheringState` is `complete`).
    Gathered,
    /// The browser did not begin, in its words.
    Refused(String),
    /// Time went by.
    TimePassed,
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Make a connection that gathers candidates by these servers, and tell that time has passed after the [`PATIENCE`].
    Open {
        /// Which.
        which: Which,
        /// Its servers.
        servers: Vec<Server>,
        /// Whether it may use relays only.
        paths: Paths,
    },
    /// The connection has told what it can: close it.
    Close(Which),
}

impl IceCheck {
    /// A check that begins now. `date` is the time in seconds since 1970: credentials may be over.
    #[must_use]
    pub fn begin(servers: Vec<Server>, now: Duration, date: u64) -> (Self, Vec<Effect>) {
        let several = several_places(&servers);
        let alone = servers.iter().enumerate().map(|(index, server)| Effect::Open {
            which: Which::Alone(index),
            servers: vec![server.clone()],
            paths: if server.url.relays { Paths::RelayedOnly } else { Paths::Any },
        });
        let which = Which::Together;
        let together = several.clone().map(|servers| Effect::Open { which, servers, paths: Paths::Any });
        let effects = alone.chain(together).collect();
        let together = several.map(|_| Gathering::begin(now));
        let checks = servers.into_iter().map(|server| ServerCheck::begin(server, now, date)).collect();
        (Self { checks, together }, effects)
    }

    /// Takes what happened. Once a connection has told what it can, nothing more is taken of it.
    #[must_use]
    pub fn handle(&mut self, now: Duration, which: Which, input: Input) -> Vec<Effect> {
        let gathering = match which {
            Which::Alone(index) => self.checks.get_mut(index).map(ServerCheck::gathering_mut),
            Which::Together => self.together.as_mut(),
        };
        let ended = gathering.is_some_and(|gathering| gathering.handle(now, input));
        if ended { vec![Effect::Close(which)] } else { Vec::new() }
    }

    /// The servers, in the order of the list.
    #[must_use]
    pub fn checks(&self) -> &[ServerCheck] {
        &self.checks
    }

    /// Whether nothing more will come.
    #[must_use]
    pub fn is_over(&self) -> bool {
        let mut all = self.checks.iter().map(ServerCheck::gathering).chain(&self.together);
        all.all(|gathering| gathering.end().is_some())
    }

    /// How the NAT, if there is one, maps a socket, as far as it is known.
    #[must_use]
    pub fn mapping(&self) -> Mapping {
        let Some(together) = &self.together else { return Mapping::Unknown };
        let stun: Vec<_> = self.checks.iter().filter(|check| check.verdict().is_good()).collect();
        let answering = several_places(&stun.iter().map(|check| check.server().clone()).collect::<Vec<_>>());
        // What is seen first says nothing of what the other server sees.
        let answering = if together.end().is_some() { answering.map_or(0, |servers| servers.len()) } else { 0 };
        mapping(together.found(), answering)
    }

    /// What all of it means for calls.
    #[must_use]
    pub fn outlook(&self) -> Outlook {
        let verdicts: Vec<_> = self.checks.iter().map(ServerCheck::verdict).collect();
        let mapping_to_come = self.together.as_ref().is_some_and(|together| together.end().is_none());
        match outlook::outlook(&verdicts, self.mapping()) {
            Outlook::Direct(Mapping::Unknown) if mapping_to_come => Outlook::Checking,
            outlook => outlook,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEEN: &str = "candidate:1 1 UDP 1686052863 203.0.113.9 4000 typ srflx raddr 0.0.0.0 rport 0";
    const RELAY: &str = "candidate:0 1 UDP 92217343 198.51.100.1 50153 typ relay";

    fn at(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    fn begin(urls: &[&str]) -> (IceCheck, Vec<Effect>) {
        let servers = urls.iter().map(|url| Server::parse(url, "u", "p").unwrap()).collect();
        IceCheck::begin(servers, at(0), 1_800_000_000)
    }

    fn found(line: &str) -> Input {
        Input::Happened(Event::Found(Found::parse(line, None).unwrap()))
    }

    #[test]
    fn each_server_has_a_connection_and_several_stun_servers_have_one_together() {
        let (_, effects) = begin(&["stun:a", "turn:b", "stun:c"]);
        let opened: Vec<_> = effects
            .iter()
            .map(|effect| match effect {
                Effect::Open { which, servers, paths } => (*which, servers.len(), *paths),
                Effect::Close(_) => panic!("nothing is open"),
            })
            .collect();
        let expected = [
            (Which::Alone(0), 1, Paths::Any),
            (Which::Alone(1), 1, Paths::RelayedOnly),
            (Which::Alone(2), 1, Paths::Any),
            (Which::Together, 2, Paths::Any),
        ];
        assert_eq!(opened, expected);
        assert_eq!(begin(&["stun:a", "turn:b"]).1.len(), 2);
        assert!(begin(&[]).0.is_over());
    }

    #[test]
    fn a_mapping_is_told_once_both_have_answered() {
        let (mut check, _) = begin(&["stun:a", "stun:b"]);
        for which in [Which::Alone(0), Which::Alone(1), Which::Together] {
            assert_eq!(check.handle(at(1), which, found(SEEN)), []);
        }
        assert_eq!(check.mapping(), Mapping::Unknown, "the other server may see another port");
        assert_eq!(check.outlook(), Outlook::Checking);
        let other = SEEN.replace("4000", "4001");
        let mut symmetric = check.clone();
        assert_eq!(symmetric.handle(at(1), Which::Together, found(&other)), []);
        assert_eq!(symmetric.mapping(), Mapping::ByDestination);
        assert_eq!(symmetric.outlook(), Outlook::Direct(Mapping::ByDestination));

        assert_eq!(check.handle(at(2), Which::Together, Input::Gathered), [Effect::Close(Which::Together)]);
        assert_eq!(check.mapping(), Mapping::Same);
        assert!(!check.is_over());
        for which in [Which::Alone(0), Which::Alone(1)] {
            assert_eq!(check.handle(at(12), which, Input::TimePassed), [Effect::Close(which)]);
        }
        assert!(check.is_over());
        assert_eq!(check.outlook(), Outlook::Direct(Mapping::Same));
    }

    #[test]
    fn one_server_that_answers_tells_no_mapping() {
        let (mut check, _) = begin(&["stun:a", "stun:b"]);
        for which in [Which::Alone(0), Which::Together] {
            let _ = check.handle(at(1), which, found(SEEN));
            let _ = check.handle(at(1), which, Input::Gathered);
        }
        let _ = check.handle(at(12), Which::Alone(1), Input::TimePassed);
        assert_eq!(check.mapping(), Mapping::Unknown);
        assert_eq!(check.outlook(), Outlook::Direct(Mapping::Unknown));
    }

    #[test]
    fn what_comes_from_a_connection_counts_for_its_server_only() {
        let (mut check, _) = begin(&["turn:a", "turn:b?transport=tcp"]);
        let _ = check.handle(at(1), Which::Alone(1), found(RELAY));
        assert_eq!(check.checks()[0].verdict(), Verdict::Checking);
        assert_eq!(check.checks()[1].verdict(), Verdict::Relays(Carrier::Tcp));
        assert_eq!(check.outlook(), Outlook::Checking);
        assert_eq!(check.handle(at(1), Which::Alone(7), Input::Gathered), []);
        assert_eq!(check.handle(at(1), Which::Together, Input::Gathered), []);
        let _ = check.handle(at(1), Which::Alone(0), Input::Refused("no".to_owned()));
        assert_eq!(check.outlook(), Outlook::ByStreamOnly);
    }
}
