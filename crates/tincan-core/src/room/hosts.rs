//! Who may come in: waiting before the door, and being a host.

use std::time::Duration;

use tincan_protocol::{ClientMessage, HostAct, HostKey, MemberId, Recollection};

use super::{Effect, Hosting, Room, RoomStatus, socket::Timer};

impl Room {
    /// Whoever is in, and waits all the same, goes on with those who are connected: the server was restarted.
    pub(super) fn knock(&mut self, now: Duration) -> Vec<Effect> {
        self.backoff.reset();
        self.knocking = true;
        self.timer = Some((now + Self::PING_AFTER, Timer::Ping));
        if matches!(self.status, RoomStatus::Connecting { .. }) {
            self.status = RoomStatus::Knocking;
        }
        vec![Effect::Changed]
    }

    pub(super) fn host(&mut self, change: impl FnOnce(&mut Hosting)) -> Vec<Effect> {
        change(&mut self.hosting);
        vec![Effect::Changed]
    }

    pub(super) fn take_key(&mut self, key: HostKey) -> Vec<Effect> {
        self.config.key = Some(key.clone());
        vec![Effect::KeepKey(key)]
    }

    pub(super) fn act(&mut self, act: HostAct) -> Vec<Effect> {
        if self.status != RoomStatus::Joined || !self.hosting.host {
            return Vec::new();
        }
        // A server that is restarted learns it from here.
        if let HostAct::SetAccess { proof: Some(proof), .. } = &act {
            self.proof = Some(proof.clone());
        }
        vec![Effect::Send(ClientMessage::Host(act))]
    }

    pub(super) fn pass_on(&mut self, member: MemberId) -> Vec<Effect> {
        let key = self.config.key.clone();
        key.map(|key| self.act(HostAct::MakeHost { member, key })).unwrap_or_default()
    }

    /// What one tells a server on coming back, which may know nothing.
    pub(super) fn recollection(&self) -> Option<Recollection> {
        self.you.as_ref()?;
        let members = self.members().map(|member| member.id.clone()).collect();
        Some(Recollection { access: self.hosting.access, members })
    }
}
