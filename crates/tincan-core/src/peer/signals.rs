//! What goes to the other side and comes from it, by the server and by the control channel.

use std::time::Duration;

use tincan_protocol::{OpaqueSignal, PeerMessage, Presence, Signal, SignalBody, Step, VERSION};

use super::{Effect, Input, Peer, PeerProblem, Transport, limits::Limits};

/// What is said again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Repeat {
    /// What the other side asked for. Nothing is asked back, or two would go on asking each other for ever.
    Answer,
    /// All that may be lost, and the request for what may be lost on the way here.
    All,
}

impl Peer {
    pub(super) fn receive(&mut self, now: Duration, body: SignalBody) -> Vec<Effect> {
        if let SignalBody::RestartWanted { ufrag } = body {
            return self.restart_wanted(now, ufrag);
        }
        let arrival = self.stream.receive(body);
        self.waiting.extend(arrival.steps);
        if Limits::is_too_much(self.waiting.iter()) {
            self.flooded = true;
            return Vec::new();
        }
        let mut effects: Vec<Effect> = arrival.replies.into_iter().flat_map(|signal| self.dispatch(signal)).collect();
        if arrival.asked {
            effects.extend(self.repeat(now, Repeat::Answer));
        }
        effects.extend(self.negotiate_further(now));
        effects
    }

    pub(super) fn send(&mut self, step: Step) -> Vec<Effect> {
        let signal = self.stream.send(step);
        self.dispatch(signal)
    }

    /// Says again what may be lost; later, if too much was said again of late.
    pub(super) fn repeat(&mut self, now: Duration, repeat: Repeat) -> Vec<Effect> {
        let repeat = self.repeat_owed.map_or(repeat, |owed| owed.max(repeat));
        if !self.limits.repeats.spend(now, self.count(repeat)) {
            self.repeat_owed = Some(repeat);
            return Vec::new();
        }
        self.repeat_owed = None;
        self.repetition(repeat).into_iter().flat_map(|signal| self.dispatch(signal)).collect()
    }

    fn repetition(&self, repeat: Repeat) -> Vec<Signal> {
        match repeat {
            Repeat::Answer => self.stream.unacknowledged(),
            Repeat::All => {
                let asked = self.negotiation.asked().map(|ufrag| self.ask(ufrag.to_owned()));
                self.stream.resend().into_iter().chain(asked).collect()
            }
        }
    }

    pub(super) fn count(&self, repeat: Repeat) -> u32 {
        u32::try_from(self.repetition(repeat).len()).unwrap_or(u32::MAX)
    }

    pub(super) fn ask(&self, ufrag: String) -> Signal {
        Signal { connection: self.connection(), body: SignalBody::RestartWanted { ufrag } }
    }

    /// Through the server, and through the control channel too while that is good: the channel is the faster path and
    /// outlives the server, but it does not outlive every restart that it brings about. Firefox leaves the old path as it
    /// answers, and an answer that is still on it is lost. Whatever arrives twice counts once.
    pub(super) fn dispatch(&self, signal: Signal) -> Vec<Effect> {
        let good = self.channel_open && self.transport == Transport::Connected;
        let message = good.then(|| PeerMessage::Signal { signal: OpaqueSignal::new(&signal) });
        message.map(Effect::SendMessage).into_iter().chain([Effect::SendSignal(signal)]).collect()
    }

    pub(super) fn channel_received(&mut self, now: Duration, message: PeerMessage) -> Vec<Effect> {
        match message {
            PeerMessage::Hello { version } if version != VERSION => {
                self.note(PeerProblem::Version { theirs: version });
                Vec::new()
            }
            PeerMessage::Presence(presence) => {
                self.their_presence = Some(presence);
                Vec::new()
            }
            PeerMessage::Signal { signal } => match signal.open() {
                Ok(signal) if signal.connection == self.connection() => self.receive(now, signal.body),
                Ok(_) => Vec::new(),
                Err(error) => self.react(now, Input::ReceivedGarbage(error.to_string())),
            },
            PeerMessage::Ping => {
                self.pulse.asked();
                vec![Effect::SendMessage(PeerMessage::Pong)]
            }
            PeerMessage::Pong => {
                self.pulse.answered(now);
                Vec::new()
            }
            PeerMessage::Bye => vec![Effect::Left],
            // What people say and send each other is told as it arrives, and does not come here.
            PeerMessage::Hello { .. }
            | PeerMessage::Chat(_)
            | PeerMessage::Transfer
            | PeerMessage::Safety { .. }
            | PeerMessage::Unknown => Vec::new(),
        }
    }

    pub(super) fn presence_changed(&mut self, presence: Presence) -> Vec<Effect> {
        if std::mem::replace(&mut self.own_presence, presence) == presence || !self.channel_open {
            return Vec::new();
        }
        vec![Effect::SendMessage(PeerMessage::Presence(presence))]
    }
}
