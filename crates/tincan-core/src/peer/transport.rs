//! The path to the other side: how long it may be away, and when a new one is looked for.

use std::time::Duration;

use super::{Effect, Peer, Repeat, Transport};
use crate::negotiation;

impl Peer {
    pub(super) fn transport_changed(&mut self, now: Duration, transport: Transport) -> Vec<Effect> {
        // Firefox says "connecting" during a restart, though the old path carries on until there is a new one (RFC 8445 9).
        if (self.transport, transport) == (Transport::Connected, Transport::Connecting) {
            return Vec::new();
        }
        if matches!(self.transport, Transport::Broken | Transport::Closed) {
            return Vec::new();
        }
        let was = std::mem::replace(&mut self.transport, transport);
        // What went into the channel since the network broke may sit there until it heals.
        let broke = was == Transport::Connected;
        match transport {
            Transport::Connected => {
                self.was_connected = true;
                self.restarts = 0;
                self.restart_at = None;
                self.expect_pulse(now);
                Vec::new()
            }
            Transport::Connecting => {
                self.schedule_restart(now + Self::CONNECTS_WITHIN);
                Vec::new()
            }
            Transport::Disconnected => {
                self.schedule_restart(now + Self::GRACE);
                if broke { self.repeat(now, Repeat::All) } else { Vec::new() }
            }
            Transport::Failed => {
                self.schedule_restart(now);
                let mut effects = if broke { self.repeat(now, Repeat::All) } else { Vec::new() };
                effects.extend(self.time_passed(now));
                effects
            }
            Transport::Broken | Transport::Closed => self.give_up(),
            Transport::New => Vec::new(),
        }
    }

    /// Nothing will come of this connection any more.
    pub(super) fn give_up(&mut self) -> Vec<Effect> {
        self.restart_at = None;
        self.pulse.end();
        vec![Effect::Broken]
    }

    fn schedule_restart(&mut self, at: Duration) {
        let at = at + self.patience;
        self.restart_at = Some(self.restart_at.map_or(at, |earlier| earlier.min(at)));
    }

    /// The side that opened looks for another path. It is given the time that this one would give it, and counted here, too, unless it
    /// does so because it was asked.
    pub(super) fn follow_restart(&mut self, now: Duration) {
        if self.restart_at.is_some() && !self.patience.is_zero() {
            self.restarts += u32::from(self.negotiation.asked().is_none());
            self.restart_at = Some(now + Self::RESTART_WITHIN * self.restarts.clamp(1, 4) + self.patience);
        }
    }

    /// The other side asks. Whoever asks often waits.
    pub(super) fn restart_wanted(&mut self, now: Duration, ufrag: String) -> Vec<Effect> {
        if !self.negotiation.may_restart_for(&ufrag) {
            return Vec::new();
        }
        if !self.limits.restarts.spend(now, 1) {
            self.restart_owed = Some(ufrag);
            return Vec::new();
        }
        self.negotiate(now, negotiation::Input::RestartAsked)
    }

    pub(super) fn time_passed(&mut self, now: Duration) -> Vec<Effect> {
        let due = |at: Option<Duration>| at.is_some_and(|at| at <= now);
        let mut effects = Vec::new();
        if due(self.restart_at) {
            self.restarts += 1;
            self.restart_at = Some(now + Self::RESTART_WITHIN * self.restarts.min(4));
            let asked = self.negotiation.asked().is_some();
            effects.extend(self.negotiate(now, negotiation::Input::RestartRequested));
            if asked {
                // In vain, so far.
                effects.extend(self.repeat(now, Repeat::All));
            }
        }
        if let Some(ufrag) = self.restart_owed.take() {
            effects.extend(self.restart_wanted(now, ufrag));
        }
        if due(self.answer_by) {
            self.unanswered += 1;
            self.answer_by = Some(now + Self::RESTART_WITHIN * self.unanswered.min(4));
            effects.extend(self.repeat(now, Repeat::All));
        }
        if let Some(repeat) = self.repeat_owed {
            effects.extend(self.repeat(now, repeat));
        }
        effects.extend(self.feel_pulse(now));
        effects.extend(self.negotiate_further(now));
        effects
    }
}
