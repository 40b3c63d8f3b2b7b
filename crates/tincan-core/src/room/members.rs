//! Who is in the room, as the server says and as the connections show.

use std::time::Duration;

use tincan_protocol::{Departure, IceServer, Member, MemberId};

use super::{Effect, Room, RoomStatus};
use crate::{link::Attempts, seal::SealProblem};

#[derive(Debug)]
pub(super) struct Entry {
    pub(super) member: Member,
    /// Whether the server says that this member is in the room.
    pub(super) listed: bool,
    pub(super) attempts: Attempts,
    /// Whether the connection is up.
    pub(super) up: bool,
    /// Whether one was.
    pub(super) was_up: bool,
    /// The connections that are tried one after the other until one is up.
    pub(super) search: Option<Search>,
    /// What was wrong with the last signal's seal.
    pub(super) seal_problem: Option<SealProblem>,
    /// When one whom neither the server nor the connection shows any more has left.
    pub(super) missed_until: Option<Duration>,
}

/// What became of connections none of which is up.
#[derive(Debug, Clone, Copy)]
pub(super) struct Search {
    /// When the first began.
    pub(super) first: Duration,
    /// When the last one did.
    pub(super) last: Duration,
    /// How many of those that the other side knew were replaced.
    pub(super) broken: u32,
}

impl Entry {
    fn new(member: Member) -> Self {
        Self {
            member,
            listed: true,
            attempts: Attempts::default(),
            up: false,
            was_up: false,
            search: None,
            seal_problem: None,
            missed_until: None,
        }
    }

    /// Whether the connection is up. A path that is gone for some seconds often comes back by itself, so nobody is given up with it.
    pub(super) fn note_up(&mut self, now: Duration, up: bool) {
        self.up = up && self.attempts.current().is_some();
        if self.up {
            self.was_up = true;
            self.search = None;
        }
        let missed_until = self.missed_until.unwrap_or(now + Room::MISSES_FOR);
        self.missed_until = (!self.up && !self.listed).then_some(missed_until);
    }
}

impl Room {
    pub(super) fn joined(
        &mut self,
        now: Duration,
        you: MemberId,
        resumed: bool,
        members: Vec<Member>,
        ice_servers: Vec<IceServer>,
    ) -> Vec<Effect> {
        self.backoff.reset();
        self.status = RoomStatus::Joined;
        self.you = Some(you);
        let mut effects = self.reach_through(ice_servers);
        let ids = self.members.iter().map(|entry| entry.member.id.clone());
        let unknown = ids.filter(|id| !members.iter().any(|member| member.id == *id)).collect::<Vec<_>>();
        for id in unknown {
            effects.extend(if resumed { self.lost(now, &id) } else { self.unlist(now, &id) });
        }
        let ids: Vec<MemberId> = members.iter().map(|member| member.id.clone()).collect();
        for member in members {
            effects.extend(self.member_known(member));
        }
        // Also when the server says that we were in before: it may have told us so on a socket that died, and then
        // those who came in earlier still wait for us. That they opened to us meanwhile is sorted out like any crossing.
        for id in &ids {
            if self.entry(id).is_some_and(|entry| entry.attempts.current().is_none()) {
                effects.extend(self.open(now, id));
            }
        }
        effects.extend([Effect::ReleasePrepared, Effect::Changed]);
        effects
    }

    pub(super) fn member_known(&mut self, member: Member) -> Vec<Effect> {
        if self.departed.contains(&member.id) || self.you.as_ref() == Some(&member.id) {
            return Vec::new();
        }
        let regained = Effect::RegainPath(member.id.clone());
        if let Some(entry) = self.entry_mut(&member.id) {
            let reachable = member.online && entry.attempts.current().is_some();
            entry.member = member;
            entry.listed = true;
            entry.missed_until = None;
            return if reachable { vec![regained, Effect::Changed] } else { vec![Effect::Changed] };
        }
        self.members.push(Entry::new(member));
        vec![Effect::Changed]
    }

    pub(super) fn member_left(&mut self, now: Duration, id: &MemberId, departure: Departure) -> Vec<Effect> {
        match departure {
            Departure::Left => self.depart(id),
            Departure::Lost => self.lost(now, id),
        }
    }

    /// The server has waited for this member long enough: who is not reached directly either, is gone.
    fn lost(&mut self, now: Duration, id: &MemberId) -> Vec<Effect> {
        if self.entry(id).is_some_and(|entry| entry.up) { self.unlist(now, id) } else { self.remove(id) }
    }

    /// The server does not know this member: any more; or, if it is a new one, not yet.
    fn unlist(&mut self, now: Duration, id: &MemberId) -> Vec<Effect> {
        let Some(entry) = self.entry_mut(id) else { return Vec::new() };
        entry.listed = false;
        entry.member.online = false;
        entry.missed_until = None;
        entry.note_up(now, entry.up);
        vec![Effect::Changed]
    }

    /// When the next of those who are missed has left.
    pub(super) fn missed_until(&self) -> Option<Duration> {
        // Without the server, nobody can say who is still there.
        let missed = self.members.iter().filter(|_| self.status == RoomStatus::Joined);
        missed.filter_map(|entry| entry.missed_until).min()
    }

    /// Those who were missed for too long are gone.
    pub(super) fn let_go(&mut self, now: Duration) -> Vec<Effect> {
        if self.missed_until().is_none_or(|until| now < until) {
            return Vec::new();
        }
        let gone = self.members.iter().filter(|entry| entry.missed_until.is_some_and(|until| until <= now));
        let gone: Vec<MemberId> = gone.map(|entry| entry.member.id.clone()).collect();
        gone.iter().flat_map(|id| self.remove(id)).collect()
    }

    /// Left, and will not be back under this id.
    pub(super) fn depart(&mut self, id: &MemberId) -> Vec<Effect> {
        if self.departed.len() == DEPARTED {
            self.departed.pop_front();
        }
        self.departed.push_back(id.clone());
        self.remove(id)
    }

    pub(super) fn remove(&mut self, id: &MemberId) -> Vec<Effect> {
        let Some(index) = self.members.iter().position(|entry| entry.member.id == *id) else { return Vec::new() };
        let entry = self.members.remove(index);
        let closed = entry.attempts.current().map(|_| Effect::ClosePeer(id.clone()));
        closed.into_iter().chain([Effect::Changed]).collect()
    }

    pub(super) fn entry(&self, id: &MemberId) -> Option<&Entry> {
        self.members.iter().find(|entry| entry.member.id == *id)
    }

    pub(super) fn entry_mut(&mut self, id: &MemberId) -> Option<&mut Entry> {
        self.members.iter_mut().find(|entry| entry.member.id == *id)
    }
}

/// How many departed members are remembered. Ids are never used again, so this bounds memory, not correctness over the
/// few messages that may be under way.
const DEPARTED: usize = 64;
