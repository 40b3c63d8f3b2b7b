//! The connections to the members: which one is in force, and what becomes of a signal.

use std::time::Duration;

use tincan_protocol::{
    ClientMessage, ConnectionId, IceServer, MemberId, OpaqueSignal, SealedSignal, Signal, SignalBody,
};

use super::{Effect, Room, RoomStatus, members::Search};
use crate::{
    link::Verdict,
    negotiation::{Role, is_polite},
    paths::Paths,
    seal::SealProblem,
};

impl Room {
    /// Connections that stand are told too: the next time that they look for a path, credentials of old are over.
    pub(super) fn reach_through(&mut self, ice_servers: Vec<IceServer>) -> Vec<Effect> {
        let relays = self.relays();
        let same = std::mem::replace(&mut self.ice_servers, ice_servers) == self.ice_servers;
        let mut effects = if same { Vec::new() } else { self.reconfigure(false) };
        effects.extend((relays != self.relays()).then_some(Effect::Changed));
        effects
    }

    /// A browser does not leave a path that works for one through a relay, whatever it may look for: so who wants to be reached in
    /// no other way is connected anew. While the server is away nobody could be, and what stands stays.
    pub(super) fn choose_paths(&mut self, now: Duration, paths: Paths) -> Vec<Effect> {
        if std::mem::replace(&mut self.paths, paths) == paths {
            return Vec::new();
        }
        let anew = paths == Paths::RelayedOnly && self.status == RoomStatus::Joined;
        let mut effects = self.reconfigure(!anew);
        let connected = self.members.iter().filter(|entry| anew && entry.attempts.current().is_some());
        for id in connected.map(|entry| entry.member.id.clone()).collect::<Vec<_>>() {
            effects.extend(self.retry_asked(now, &id));
        }
        effects
    }

    pub(super) fn reconfigure(&self, restart: bool) -> Vec<Effect> {
        self.is_connected().then_some(Effect::Reconfigure { restart }).into_iter().collect()
    }

    /// Whether there is a connection to anybody, up or not.
    pub(super) fn is_connected(&self) -> bool {
        self.members.iter().any(|entry| entry.attempts.current().is_some())
    }

    /// A person asks for another connection: what was sought in vain before is forgotten.
    pub(super) fn retry_asked(&mut self, now: Duration, id: &MemberId) -> Vec<Effect> {
        if let Some(entry) = self.entry_mut(id) {
            entry.search = None;
        }
        self.retry(now, id)
    }

    fn retry(&mut self, now: Duration, id: &MemberId) -> Vec<Effect> {
        // Somebody whom the server does not know cannot be reached through it: the connection there is, is the last one.
        if self.entry(id).is_some_and(|entry| entry.listed) { self.open(now, id) } else { Vec::new() }
    }

    /// Opens another connection by itself, unless those before broke, too: then it is for the person to try again.
    pub(super) fn reopen(&mut self, now: Duration, id: &MemberId) -> Vec<Effect> {
        let within = self.entry_mut(id).is_some_and(|entry| entry.attempts.may_reopen(now));
        if within { self.retry(now, id) } else { Vec::new() }
    }

    pub(super) fn open(&mut self, now: Duration, id: &MemberId) -> Vec<Effect> {
        let connection = ConnectionId(self.random());
        self.replace_connection(now, id, connection, Role::Opener)
    }

    fn replace_connection(
        &mut self,
        now: Duration,
        id: &MemberId,
        connection: ConnectionId,
        role: Role,
    ) -> Vec<Effect> {
        if self.you.is_none() || self.entry(id).is_none() {
            return Vec::new();
        }
        let looks = self.look_now();
        let Some(entry) = self.entry_mut(id) else { return looks };
        let closed = entry.attempts.current().map(|_| Effect::ClosePeer(id.clone()));
        let Search { first, broken, .. } = entry.search.unwrap_or(Search { first: now, last: now, broken: 0 });
        entry.search = Some(Search { first, last: now, broken: broken + u32::from(entry.attempts.is_heard()) });
        entry.attempts.begin(connection, role);
        entry.up = false;
        let open = Effect::OpenPeer { member: id.clone(), connection, role, polite: role.is_polite() };
        looks.into_iter().chain(closed).chain([open, Effect::Changed]).collect()
    }

    pub(super) fn connection_changed(&mut self, now: Duration, id: &MemberId, up: bool) -> Vec<Effect> {
        if let Some(entry) = self.entry_mut(id) {
            entry.note_up(now, up);
        }
        Vec::new()
    }

    pub(super) fn send_signal(&self, to: MemberId, signal: &Signal) -> Vec<Effect> {
        // Without a socket nothing is sent now; the connection sends it again when the path is back.
        if self.status != RoomStatus::Joined {
            return Vec::new();
        }
        vec![Effect::Send(ClientMessage::Signal { to, signal: OpaqueSignal::new(signal) })]
    }

    pub(super) fn signal_received(&mut self, now: Duration, from: MemberId, signal: &OpaqueSignal) -> Vec<Effect> {
        if !self.config.sealed && SealedSignal::is(signal) {
            return self.seal_broken(&from, SealProblem::NoSecretHere);
        }
        let (Some(you), Some(entry)) = (self.you.clone(), self.entry_mut(&from)) else { return Vec::new() };
        let mut effects: Vec<Effect> = entry.seal_problem.take().map(|_| Effect::Changed).into_iter().collect();
        let signal = match signal.open() {
            Ok(signal) => signal,
            Err(error) => return vec![Effect::DeliverGarbage(from, error.to_string())],
        };
        effects.extend(match entry.attempts.judge(now, is_polite(&you, &from), &signal) {
            Verdict::Deliver => vec![Effect::Deliver(from, signal.body)],
            Verdict::Accept => {
                let mut effects = self.replace_connection(now, &from, signal.connection, Role::Answerer);
                effects.push(Effect::Deliver(from, signal.body));
                effects
            }
            Verdict::Reopen => self.open(now, &from),
            Verdict::Refuse => self.send_reset(from, signal.connection),
            Verdict::Insist => vec![Effect::RegainPath(from)],
            Verdict::Overrun => vec![Effect::ReportOverrun(from)],
            Verdict::Ignore => Vec::new(),
        });
        effects
    }

    /// What arrived is of no use. The other side learns it by what arrives there: that is as little use to it, if their links differ.
    pub(super) fn seal_broken(&mut self, id: &MemberId, problem: SealProblem) -> Vec<Effect> {
        let Some(entry) = self.entry_mut(id) else { return Vec::new() };
        let is_first = entry.seal_problem.replace(problem).is_none();
        let links_differ =
            matches!(problem, SealProblem::Unopened | SealProblem::NoSecretHere | SealProblem::NotSealed);
        let mut effects = vec![Effect::Changed];
        if is_first && links_differ {
            effects.extend(self.send_reset(id.clone(), ConnectionId(0)));
        }
        effects
    }

    fn send_reset(&self, to: MemberId, connection: ConnectionId) -> Vec<Effect> {
        self.send_signal(to, &Signal { connection, body: SignalBody::Reset })
    }
}
