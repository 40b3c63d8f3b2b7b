//! Whether the other side answers: a transport may say that it is there and bring nothing, as Firefox's does after many restarts of ICE.

use std::time::Duration;

use tincan_protocol::PeerMessage;

use super::{Effect, Peer, Transport};
use crate::negotiation;

/// What is asked on the control channel now and then, and what became of it.
#[derive(Debug, Default)]
pub(super) struct Pulse {
    state: State,
    /// The other side has asked or answered once. One that never does speaks another protocol, and is not missed.
    is_known: bool,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum State {
    /// There is no channel.
    #[default]
    Off,
    /// Nothing is asked before this.
    Resting(Duration),
    /// No answer has come. Something is done about it at this time, which it was before so often.
    Asked { misses_at: Duration, missed: u32 },
}

impl Pulse {
    pub(super) fn end(&mut self) {
        self.state = State::Off;
    }

    pub(super) fn asked(&mut self) {
        self.is_known = true;
    }

    pub(super) fn answered(&mut self, now: Duration) {
        self.is_known = true;
        if self.state != State::Off {
            self.state = State::Resting(now + Peer::PING_EVERY);
        }
    }

    /// Whether the other side was missed, and still does not answer.
    pub(super) fn is_silent(&self) -> bool {
        matches!(self.state, State::Asked { missed: 1.., .. })
    }
}

impl Peer {
    /// How long after the other side answered it is asked again.
    pub const PING_EVERY: Duration = Duration::from_secs(2);
    /// How long an answer may take before the side that opened restarts ICE; [`ASKS_AFTER`](Self::ASKS_AFTER) later the other one asks for it.
    pub const ANSWERS_WITHIN: Duration = Duration::from_secs(4);
    /// A silence of which is heard so late is no silence: this page has slept, and what came meanwhile waits to be read.
    pub const SLEEPS: Duration = Duration::from_secs(2);

    pub(super) fn ping(&mut self, now: Duration) -> Effect {
        self.pulse.state = State::Asked { misses_at: now + Self::ANSWERS_WITHIN + self.patience, missed: 0 };
        Effect::SendMessage(PeerMessage::Ping)
    }

    pub(super) fn pulse_deadline(&self) -> Option<Duration> {
        match self.pulse.state {
            State::Resting(until) => Some(until),
            // What is missing while the transport is away has its reason.
            State::Asked { misses_at, .. } if self.pulse.is_known && self.transport == Transport::Connected => {
                Some(misses_at)
            }
            State::Asked { .. } | State::Off => None,
        }
    }

    /// The path is another one, or is back: from now on an answer can be expected.
    pub(super) fn expect_pulse(&mut self, now: Duration) {
        if let State::Asked { misses_at, .. } = &mut self.pulse.state {
            *misses_at = (now + Self::ANSWERS_WITHIN + self.patience).max(*misses_at);
        }
    }

    pub(super) fn feel_pulse(&mut self, now: Duration) -> Vec<Effect> {
        if self.pulse_deadline().is_none_or(|at| now < at) {
            return Vec::new();
        }
        let State::Asked { misses_at, missed } = self.pulse.state else {
            return vec![self.ping(now)];
        };
        if now > misses_at + Self::SLEEPS {
            self.expect_pulse(now);
            return Vec::new();
        }
        if missed > 0 {
            self.transport = Transport::Broken;
            return self.give_up();
        }
        let mut effects = vec![self.ping(now)];
        self.pulse.state = State::Asked { misses_at: now + Self::RESTART_WITHIN + self.patience, missed: missed + 1 };
        effects.extend(self.negotiate(now, negotiation::Input::RestartRequested));
        effects
    }
}
