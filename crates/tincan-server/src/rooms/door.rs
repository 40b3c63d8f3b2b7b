//! Whom one room lets in.

use std::collections::VecDeque;

use sha2::{Digest, Sha256};
use tincan_protocol::{Access, ErrorCode, HostKey, MemberId, PasswordProof, Recollection, RoomCode, SessionId};

use super::room::Newcomer;

/// What decides about those who come.
#[derive(Debug, Default)]
pub(super) struct Door {
    access: Access,
    /// The hash of what the password proves. None: nobody can know it.
    password: Option<[u8; 32]>,
    /// Whether a host has said what `access` is, or was in since. Before that it is what somebody remembers.
    settled: bool,
    /// The sessions that were in.
    guests: VecDeque<SessionId>,
    /// The sessions that were put out.
    removed: VecDeque<SessionId>,
    /// Who was in when a server before this one stopped.
    expected: Vec<MemberId>,
}

/// What the door says to somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Enter,
    Knock,
    Refuse(ErrorCode),
}

impl Door {
    /// The door of a room that this server knows nothing of, as the first who comes remembers it.
    pub(super) fn recalled(by: &Newcomer, room_size: usize) -> Self {
        let mut door = Self::default();
        door.recall(by, room_size);
        door
    }

    pub(super) fn access(&self) -> Access {
        self.access
    }

    /// Whether it matters when nobody is in any more. What nobody but guests have said would only keep the next ones out.
    pub(super) fn outlasts(&self) -> bool {
        self.settled && self.access != Access::Open
    }

    /// Takes what somebody remembers who is let in. From a host it counts as long as no other host has been here.
    ///
    /// What they prove themselves by is the password, for it was when they came in.
    pub(super) fn recall(&mut self, by: &Newcomer, room_size: usize) {
        if self.settled {
            return;
        }
        if let Some(Recollection { access, members }) = &by.recollection {
            self.set(*access, by.proof.as_ref());
            self.expected = members.iter().take(room_size).cloned().collect();
        }
        self.settled = by.host;
    }

    /// A host has said whom to let in.
    pub(super) fn settle(&mut self, access: Access, proof: Option<&PasswordProof>) {
        self.set(access, proof);
        self.settled = true;
    }

    fn set(&mut self, access: Access, proof: Option<&PasswordProof>) {
        self.access = access;
        self.password = proof.filter(|_| access == Access::Password).map(hash);
    }

    pub(super) fn judge(&self, who: &Newcomer) -> Verdict {
        if who.host {
            return Verdict::Enter;
        }
        if self.removed.contains(&who.session) {
            return Verdict::Refuse(ErrorCode::Removed);
        }
        let is_known = self.guests.contains(&who.session) || self.expected.contains(&who.id);
        match (self.access, self.password, who.proof.as_ref().map(hash)) {
            (Access::Open, ..) => Verdict::Enter,
            _ if is_known => Verdict::Enter,
            (Access::Knock, ..) => Verdict::Knock,
            (Access::Password, Some(password), Some(proof)) if password == proof => Verdict::Enter,
            (Access::Password, Some(_), Some(_)) => Verdict::Refuse(ErrorCode::PasswordWrong),
            (Access::Password, Some(_), None) => Verdict::Refuse(ErrorCode::PasswordWanted),
            (Access::Password, None, _) | (Access::Locked, ..) => Verdict::Refuse(ErrorCode::Locked),
        }
    }

    /// This session is in, and may come back.
    pub(super) fn remember(&mut self, session: &SessionId) {
        note(&mut self.guests, session);
    }

    /// This session was put out.
    pub(super) fn remove(&mut self, session: &SessionId) {
        self.guests.retain(|guest| guest != session);
        note(&mut self.removed, session);
    }

    /// This member was put out, or left: their id opens nothing any more.
    pub(super) fn expect_no_more(&mut self, member: &MemberId) {
        self.expected.retain(|expected| expected != member);
    }
}

/// The room that this is the key of. The way back would be to find a hash of 80 bits.
#[must_use]
pub fn founded_by(key: &HostKey) -> RoomCode {
    let hash = Sha256::new().chain_update(HostKey::CONTEXT).chain_update(key.as_str()).finalize();
    let mut bits = [0; 10];
    bits.copy_from_slice(&hash[..10]);
    RoomCode::from_random(bits)
}

/// A proof is made of a password by a slow hash already: a fast one will do to not keep it.
fn hash(proof: &PasswordProof) -> [u8; 32] {
    Sha256::digest(proof.as_str()).into()
}

fn note(sessions: &mut VecDeque<SessionId>, session: &SessionId) {
    if sessions.contains(session) {
        return;
    }
    if sessions.len() == SESSIONS {
        sessions.pop_front();
    }
    sessions.push_back(session.clone());
}

/// How many sessions a room remembers for either purpose. Who is forgotten is a stranger again.
const SESSIONS: usize = 64;
