//! Who is in the room, as the server says and as the connections show.

use tincan_protocol::{Departure, IceServer, Member, MemberId};

use super::{Effect, Room, RoomStatus};
use crate::link::Attempts;

#[derive(Debug)]
pub(super) struct Entry {
    pub(super) member: Member,
    /// Whether the server says that this member is in the room.
    pub(super) listed: bool,
    pub(super) attempts: Attempts,
    /// Whether the connection is up.
    pub(super) up: bool,
}

impl Room {
    pub(super) fn joined(&mut self, you: MemberId, members: Vec<Member>, ice_servers: Vec<IceServer>) -> Vec<Effect> {
        self.backoff.reset();
        self.status = RoomStatus::Joined;
        self.you = Some(you);
        let mut effects = self.reach_through(ice_servers);
        effects.extend(self.unlist_all_but(&members));
        let ids: Vec<MemberId> = members.iter().map(|member| member.id.clone()).collect();
        for member in members {
            effects.extend(self.member_known(member));
        }
        // Also when the server says that we were in before: it may have told us so on a socket that died, and then
        // those who came in earlier still wait for us. That they opened to us meanwhile is sorted out like any crossing.
        for id in &ids {
            if self.entry(id).is_some_and(|entry| entry.attempts.current().is_none()) {
                effects.extend(self.open(id));
            }
        }
        effects.extend([Effect::ReleasePrepared, Effect::Changed]);
        effects
    }

    /// Members that the server no longer knows: gone, unless we are connected to them. (A server that was restarted does not
    /// know them *yet*.)
    fn unlist_all_but(&mut self, members: &[Member]) -> Vec<Effect> {
        let mut effects = Vec::new();
        for id in self.members.iter().map(|entry| entry.member.id.clone()).collect::<Vec<_>>() {
            if !members.iter().any(|member| member.id == id) {
                effects.extend(self.unlist(&id));
            }
        }
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
            return if reachable { vec![regained, Effect::Changed] } else { vec![Effect::Changed] };
        }
        self.members.push(Entry { member, listed: true, attempts: Attempts::default(), up: false });
        vec![Effect::Changed]
    }

    pub(super) fn member_left(&mut self, id: &MemberId, departure: Departure) -> Vec<Effect> {
        match departure {
            Departure::Left => self.depart(id),
            Departure::Lost => self.unlist(id),
        }
    }

    fn unlist(&mut self, id: &MemberId) -> Vec<Effect> {
        let Some(entry) = self.entry_mut(id) else { return Vec::new() };
        entry.listed = false;
        entry.member.online = false;
        if entry.up {
            return vec![Effect::Changed];
        }
        self.remove(id)
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
