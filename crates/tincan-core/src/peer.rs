//! One connection to one other person: its signals, its negotiation and its health, decided in one place.
//!
//! The engine joins the [`SignalStream`], the [`Negotiation`] and the policy for ICE restarts. A driver performs its
//! effects one by one and reports each result before it takes another input.

use std::{collections::VecDeque, time::Duration};

use tincan_protocol::{
    Candidate, ConnectionId, Description, OpaqueSignal, PeerMessage, Presence, Signal, SignalBody, Step, VERSION,
};

pub use crate::negotiation::Role;
use crate::{
    negotiation::{self, Complaint, Negotiation},
    signal_stream::SignalStream,
};

/// What happened. Times are durations since any fixed moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// The browser fired `negotiationneeded`.
    NegotiationNeeded,
    /// [`Effect::SetLocal`] is done.
    LocalSet(Description),
    /// [`Effect::SetRemote`] is done.
    RemoteSet,
    /// [`Effect::SetLocal`] or [`Effect::SetRemote`] failed, with the browser's words.
    DescriptionRefused(String),
    /// [`Effect::AddCandidate`] failed, with the browser's words.
    CandidateRefused(String),
    /// The browser found a candidate of ours.
    CandidateGathered(Candidate),
    /// `RTCPeerConnection.connectionState` changed.
    TransportChanged(Transport),
    /// A signal about this connection arrived, by either path.
    Received(SignalBody),
    /// What arrived is not even of the form of a signal.
    ReceivedGarbage(String),
    /// The control channel opened.
    ChannelOpened,
    /// The control channel closed.
    ChannelClosed,
    /// A message arrived on the control channel.
    ChannelReceived(PeerMessage),
    /// The server's path to the other side is there (again): signals sent before may be lost.
    PathRegained,
    /// What this side means to send.
    PresenceChanged(Presence),
    /// Somebody asks for an ICE restart.
    RestartRequested,
    /// The time passed [`Peer::deadline`].
    TimePassed,
}

/// What to do, in this order, each to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// See [`negotiation::Effect::SetLocal`].
    SetLocal,
    /// See [`negotiation::Effect::SetRemote`].
    SetRemote(Description),
    /// See [`negotiation::Effect::AddCandidate`].
    AddCandidate(Candidate),
    /// `restartIce()`; the browser fires `negotiationneeded`.
    RestartIce,
    /// Send through the server.
    SendSignal(Signal),
    /// Send through the control channel.
    SendMessage(PeerMessage),
    /// The other side left and will not be back.
    Left,
    /// [`Peer::status`], [`Peer::presence`] or [`Peer::problem`] changed.
    Changed,
}

/// The states of `RTCPeerConnection.connectionState` (webrtc-pc 4.3.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transport {
    /// Nothing has been tried.
    New,
    /// Being established.
    Connecting,
    /// There.
    Connected,
    /// Gone quiet; it often heals by itself.
    Disconnected,
    /// Given up by ICE.
    Failed,
    /// Closed on this side.
    Closed,
}

/// How the connection is, as a person would want to know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConnectionStatus {
    /// Not yet there.
    Connecting,
    /// There.
    Connected,
    /// It was there, is not now, and is being restored.
    Interrupted,
    /// It could not be made, or not be restored. A network that returns may still heal it; a person may try again.
    Failed,
}

/// What is wrong with what the other side sends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PeerProblem {
    /// A session description that this browser cannot use; with the browser's words. The connection has failed.
    BadDescription(String),
    /// A candidate that this browser cannot use; with its words. The connection does without it.
    BadCandidate(String),
    /// A signal of no known form; with the parser's words.
    BadSignal(String),
    /// This browser could not even begin a connection; with its words.
    Unavailable(String),
    /// The other side speaks another version of the protocol.
    Version {
        /// Theirs.
        theirs: u32,
    },
}

/// One end of one connection.
#[derive(Debug)]
pub struct Peer {
    stream: SignalStream,
    negotiation: Negotiation,
    /// Steps that arrived while a description was being applied.
    waiting: VecDeque<Step>,
    needs_negotiation: bool,
    transport: Transport,
    was_connected: bool,
    channel_open: bool,
    /// When to restart ICE, if the transport is not back by then.
    restart_at: Option<Duration>,
    restarts: u32,
    /// How much longer than the other side this one waits before it restarts.
    patience: Duration,
    /// What this side means to send.
    own_presence: Presence,
    their_presence: Option<Presence>,
    problem: Option<PeerProblem>,
}

impl Peer {
    /// How long `disconnected` may heal by itself.
    pub const GRACE: Duration = Duration::from_secs(2);
    /// The polite side waits this much longer, so that both rarely restart at once.
    pub const POLITE_WAIT: Duration = Duration::from_millis(1500);
    /// How long a restart may take before the next one.
    pub const RESTART_WITHIN: Duration = Duration::from_secs(8);
    /// After so many restarts in vain a person is told that it failed. Restarts go on.
    pub const RESTARTS_UNTIL_FAILED: u32 = 3;

    /// A new connection. `polite` as [`Role::is_polite`] says.
    #[must_use]
    pub fn new(connection: ConnectionId, role: Role, polite: bool) -> Self {
        Self {
            stream: SignalStream::new(connection),
            negotiation: Negotiation::new(role, polite),
            waiting: VecDeque::new(),
            needs_negotiation: false,
            transport: Transport::New,
            was_connected: false,
            channel_open: false,
            restart_at: None,
            restarts: 0,
            patience: if polite { Self::POLITE_WAIT } else { Duration::ZERO },
            own_presence: Presence::default(),
            their_presence: None,
            problem: None,
        }
    }

    /// Which connection this is.
    #[must_use]
    pub fn connection(&self) -> ConnectionId {
        self.stream.connection()
    }

    /// How the connection is.
    #[must_use]
    pub fn status(&self) -> ConnectionStatus {
        match self.transport {
            _ if matches!(self.problem, Some(PeerProblem::BadDescription(_))) => ConnectionStatus::Failed,
            Transport::Connected => ConnectionStatus::Connected,
            _ if self.restarts > Self::RESTARTS_UNTIL_FAILED => ConnectionStatus::Failed,
            _ if self.was_connected => ConnectionStatus::Interrupted,
            Transport::Closed => ConnectionStatus::Failed,
            Transport::New | Transport::Connecting | Transport::Disconnected | Transport::Failed => {
                ConnectionStatus::Connecting
            }
        }
    }

    /// What the other side means to send, once it has said so.
    #[must_use]
    pub fn presence(&self) -> Option<Presence> {
        self.their_presence
    }

    /// The latest thing that is wrong with what the other side sends.
    #[must_use]
    pub fn problem(&self) -> Option<&PeerProblem> {
        self.problem.as_ref()
    }

    /// When to report [`Input::TimePassed`].
    #[must_use]
    pub fn deadline(&self) -> Option<Duration> {
        self.restart_at
    }

    /// Takes one input at the time `now`.
    #[must_use]
    pub fn handle(&mut self, now: Duration, input: Input) -> Vec<Effect> {
        let before = (self.status(), self.their_presence, self.problem.clone());
        let mut effects = self.react(now, input);
        if before != (self.status(), self.their_presence, self.problem.clone()) {
            effects.push(Effect::Changed);
        }
        effects
    }

    fn react(&mut self, now: Duration, input: Input) -> Vec<Effect> {
        match input {
            Input::NegotiationNeeded => {
                self.needs_negotiation = true;
                self.negotiate_further()
            }
            Input::LocalSet(description) => self.negotiate(negotiation::Input::LocalSet(description)),
            Input::RemoteSet => self.negotiate(negotiation::Input::RemoteSet),
            Input::DescriptionRefused(why) => self.negotiate(negotiation::Input::DescriptionRefused(why)),
            Input::CandidateRefused(why) => self.negotiate(negotiation::Input::CandidateRefused(why)),
            Input::CandidateGathered(candidate) => self.send(Step::Candidate(candidate)),
            Input::TransportChanged(transport) => self.transport_changed(now, transport),
            Input::Received(body) => self.receive(body),
            Input::ReceivedGarbage(why) => {
                self.problem = Some(PeerProblem::BadSignal(why));
                Vec::new()
            }
            Input::ChannelOpened => {
                self.channel_open = true;
                let hello = PeerMessage::Hello { version: VERSION };
                vec![Effect::SendMessage(hello), Effect::SendMessage(PeerMessage::Presence(self.own_presence))]
            }
            Input::ChannelClosed => {
                self.channel_open = false;
                self.resend()
            }
            Input::ChannelReceived(message) => self.channel_received(now, message),
            Input::PathRegained => self.resend(),
            Input::PresenceChanged(presence) => self.presence_changed(presence),
            Input::RestartRequested => vec![Effect::RestartIce],
            Input::TimePassed => self.time_passed(now),
        }
    }

    /// Takes the next things that waited for the negotiation to be able to take them.
    fn negotiate_further(&mut self) -> Vec<Effect> {
        let mut effects = Vec::new();
        while !self.negotiation.is_applying() {
            if let Some(step) = self.waiting.pop_front() {
                effects.extend(self.translate(negotiation::Input::Received(step)));
            } else if std::mem::take(&mut self.needs_negotiation) {
                effects.extend(self.translate(negotiation::Input::NegotiationNeeded));
            } else {
                break;
            }
        }
        effects
    }

    fn negotiate(&mut self, input: negotiation::Input) -> Vec<Effect> {
        let mut effects = self.translate(input);
        effects.extend(self.negotiate_further());
        effects
    }

    fn translate(&mut self, input: negotiation::Input) -> Vec<Effect> {
        let mut effects = Vec::new();
        for effect in self.negotiation.handle(input) {
            match effect {
                negotiation::Effect::SetLocal => effects.push(Effect::SetLocal),
                negotiation::Effect::SetRemote { description, .. } => effects.push(Effect::SetRemote(description)),
                negotiation::Effect::AddCandidate(candidate) => effects.push(Effect::AddCandidate(candidate)),
                negotiation::Effect::Send(step) => effects.extend(self.send(step)),
                negotiation::Effect::Complain(complaint) => self.complain(complaint),
            }
        }
        effects
    }

    fn complain(&mut self, complaint: Complaint) {
        match complaint {
            Complaint::Description(why) => self.problem = Some(PeerProblem::BadDescription(why)),
            // A worse problem is not forgotten for a lesser one.
            Complaint::Candidate(why) if self.problem.is_none() => self.problem = Some(PeerProblem::BadCandidate(why)),
            Complaint::Candidate(_) => {}
        }
    }

    fn receive(&mut self, body: SignalBody) -> Vec<Effect> {
        let arrival = self.stream.receive(body);
        self.waiting.extend(arrival.steps);
        let mut effects: Vec<Effect> = arrival.replies.into_iter().flat_map(|signal| self.dispatch(signal)).collect();
        effects.extend(self.negotiate_further());
        effects
    }

    fn send(&mut self, step: Step) -> Vec<Effect> {
        let signal = self.stream.send(step);
        self.dispatch(signal)
    }

    fn resend(&self) -> Vec<Effect> {
        self.stream.resend().into_iter().flat_map(|signal| self.dispatch(signal)).collect()
    }

    /// Through the server, and through the control channel too while that is good: the channel is the faster path and
    /// outlives the server, but it does not outlive every restart that it brings about. Firefox leaves the old path as it
    /// answers, and an answer that is still on it is lost. Whatever arrives twice counts once.
    fn dispatch(&self, signal: Signal) -> Vec<Effect> {
        let good = self.channel_open && self.transport == Transport::Connected;
        let message = good.then(|| PeerMessage::Signal { signal: OpaqueSignal::seal(&signal) });
        message.map(Effect::SendMessage).into_iter().chain([Effect::SendSignal(signal)]).collect()
    }

    fn transport_changed(&mut self, now: Duration, transport: Transport) -> Vec<Effect> {
        // Firefox says "connecting" during a restart, though the old path carries on until there is a new one (RFC 8445 9).
        if (self.transport, transport) == (Transport::Connected, Transport::Connecting) {
            return Vec::new();
        }
        let was = std::mem::replace(&mut self.transport, transport);
        match transport {
            Transport::Connected => {
                self.was_connected = true;
                self.restarts = 0;
                self.restart_at = None;
                Vec::new()
            }
            Transport::Disconnected => {
                self.schedule_restart(now + Self::GRACE);
                // What went into the channel since the network broke may sit there until it heals.
                if was == Transport::Connected { self.resend() } else { Vec::new() }
            }
            Transport::Failed => {
                self.schedule_restart(now);
                let mut effects = if was == Transport::Connected { self.resend() } else { Vec::new() };
                effects.extend(self.time_passed(now));
                effects
            }
            Transport::New | Transport::Connecting | Transport::Closed => Vec::new(),
        }
    }

    fn schedule_restart(&mut self, at: Duration) {
        let at = at + self.patience;
        self.restart_at = Some(self.restart_at.map_or(at, |earlier| earlier.min(at)));
    }

    fn time_passed(&mut self, now: Duration) -> Vec<Effect> {
        if self.restart_at.is_none_or(|at| now < at) {
            return Vec::new();
        }
        self.restarts += 1;
        self.restart_at = Some(now + Self::RESTART_WITHIN * self.restarts.min(4));
        vec![Effect::RestartIce]
    }

    fn channel_received(&mut self, now: Duration, message: PeerMessage) -> Vec<Effect> {
        match message {
            PeerMessage::Hello { version } if version != VERSION => {
                self.problem = Some(PeerProblem::Version { theirs: version });
                Vec::new()
            }
            PeerMessage::Presence(presence) => {
                self.their_presence = Some(presence);
                Vec::new()
            }
            PeerMessage::Signal { signal } => match signal.open() {
                Ok(signal) if signal.connection == self.connection() => self.receive(signal.body),
                Ok(_) => Vec::new(),
                Err(error) => self.react(now, Input::ReceivedGarbage(error.to_string())),
            },
            PeerMessage::Bye => vec![Effect::Left],
            PeerMessage::Hello { .. } | PeerMessage::Unknown => Vec::new(),
        }
    }

    fn presence_changed(&mut self, presence: Presence) -> Vec<Effect> {
        if std::mem::replace(&mut self.own_presence, presence) == presence || !self.channel_open {
            return Vec::new();
        }
        vec![Effect::SendMessage(PeerMessage::Presence(presence))]
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use tincan_protocol::DescriptionType;

    use super::*;

    #[test]
    fn the_opener_connects_through_the_server() {
        let mut story = Story::new(Role::Opener, false);
        story.tell(Input::NegotiationNeeded);
        story.tell(Input::LocalSet(offer("aaaa")));
        story.tell(Input::CandidateGathered(candidate("aaaa")));
        story.tell(Input::Received(description(1, 2, answer("bbbb"))));
        story.tell(Input::RemoteSet);
        story.tell(Input::TransportChanged(Transport::Connecting));
        story.tell(Input::TransportChanged(Transport::Connected));
        insta::assert_snapshot!(story, @"
        NegotiationNeeded
            SetLocal
        LocalSet(Offer(23 bytes, ufrag aaaa))
            SendSignal(Signal { connection: ConnectionId(1), body: Step { seq: 1, ack: 0, step: Description(Offer(23 bytes, ufrag aaaa)) } })
        CandidateGathered(Candidate(mid 0, ufrag aaaa))
            SendSignal(Signal { connection: ConnectionId(1), body: Step { seq: 2, ack: 0, step: Candidate(Candidate(mid 0, ufrag aaaa)) } })
        Received(Step { seq: 1, ack: 2, step: Description(Answer(23 bytes, ufrag bbbb)) })
            SetRemote(Answer(23 bytes, ufrag bbbb))
        RemoteSet
        TransportChanged(Connecting)
        TransportChanged(Connected)
            Changed
            = Connected
        ");
    }

    #[test]
    fn what_arrives_while_a_description_is_applied_waits() {
        let mut story = Story::new(Role::Answerer, true);
        story.tell(Input::NegotiationNeeded);
        story.tell(Input::Received(description(1, 0, offer("aaaa"))));
        story.tell(Input::Received(SignalBody::Step { seq: 2, ack: 0, step: Step::Candidate(candidate("aaaa")) }));
        story.tell(Input::NegotiationNeeded);
        story.tell(Input::RemoteSet);
        story.tell(Input::LocalSet(answer("bbbb")));
        insta::assert_snapshot!(story, @"
        NegotiationNeeded
        Received(Step { seq: 1, ack: 0, step: Description(Offer(23 bytes, ufrag aaaa)) })
            SetRemote(Offer(23 bytes, ufrag aaaa))
        Received(Step { seq: 2, ack: 0, step: Candidate(Candidate(mid 0, ufrag aaaa)) })
        NegotiationNeeded
        RemoteSet
            SetLocal
        LocalSet(Answer(23 bytes, ufrag bbbb))
            SendSignal(Signal { connection: ConnectionId(1), body: Step { seq: 1, ack: 2, step: Description(Answer(23 bytes, ufrag bbbb)) } })
            AddCandidate(Candidate(mid 0, ufrag aaaa))
            SetLocal
        ");
    }

    #[test]
    fn signals_go_through_the_control_channel_too_once_it_is_open() {
        let mut story = Story::connected(false);
        story.tell(Input::PresenceChanged(Presence { camera: true, ..Presence::default() }));
        story.tell(Input::NegotiationNeeded);
        story.tell(Input::LocalSet(offer("cccc")));
        // It is broken, and what went into it may stay there: the same again through the server.
        story.tell(Input::TransportChanged(Transport::Disconnected));
        story.tell(Input::CandidateGathered(candidate("cccc")));
        insta::assert_snapshot!(story, @"
        PresenceChanged(Presence { microphone: false, camera: true, screen: false, screen_paused: false })
            SendMessage(Presence(Presence { microphone: false, camera: true, screen: false, screen_paused: false }))
        NegotiationNeeded
            SetLocal
        LocalSet(Offer(23 bytes, ufrag cccc))
            SendMessage(Signal { signal: OpaqueSignal(…) })
            SendSignal(Signal { connection: ConnectionId(1), body: Step { seq: 2, ack: 1, step: Description(Offer(23 bytes, ufrag cccc)) } })
        TransportChanged(Disconnected)
            SendSignal(Signal { connection: ConnectionId(1), body: Step { seq: 2, ack: 1, step: Description(Offer(23 bytes, ufrag cccc)) } })
            SendSignal(Signal { connection: ConnectionId(1), body: Sync { ack: 1 } })
            Changed
            = Interrupted
        CandidateGathered(Candidate(mid 0, ufrag cccc))
            SendSignal(Signal { connection: ConnectionId(1), body: Step { seq: 3, ack: 1, step: Candidate(Candidate(mid 0, ufrag cccc)) } })
        ");
    }

    #[test]
    fn what_was_in_a_channel_that_closed_is_sent_again() {
        let mut story = Story::connected(false);
        story.tell(Input::NegotiationNeeded);
        story.tell(Input::LocalSet(offer("cccc")));
        story.tell(Input::ChannelClosed);
        insta::assert_snapshot!(story, @"
        NegotiationNeeded
            SetLocal
        LocalSet(Offer(23 bytes, ufrag cccc))
            SendMessage(Signal { signal: OpaqueSignal(…) })
            SendSignal(Signal { connection: ConnectionId(1), body: Step { seq: 2, ack: 1, step: Description(Offer(23 bytes, ufrag cccc)) } })
        ChannelClosed
            SendSignal(Signal { connection: ConnectionId(1), body: Step { seq: 2, ack: 1, step: Description(Offer(23 bytes, ufrag cccc)) } })
            SendSignal(Signal { connection: ConnectionId(1), body: Sync { ack: 1 } })
        ");
    }

    #[test]
    fn a_short_interruption_heals_by_itself() {
        let mut story = Story::connected(false);
        story.tell(Input::TransportChanged(Transport::Disconnected));
        story.wait(Duration::from_secs(1));
        story.tell(Input::TransportChanged(Transport::Connected));
        story.wait(Duration::from_mins(1));
        insta::assert_snapshot!(story, @"
        TransportChanged(Disconnected)
            SendSignal(Signal { connection: ConnectionId(1), body: Sync { ack: 1 } })
            Changed
            = Interrupted
        TimePassed
        TransportChanged(Connected)
            Changed
            = Connected
        TimePassed
        ");
    }

    #[test]
    fn a_longer_interruption_is_restarted_until_it_is_over() {
        let mut story = Story::connected(false);
        story.tell(Input::TransportChanged(Transport::Disconnected));
        story.wait(Peer::GRACE);
        story.tell(Input::TransportChanged(Transport::Failed));
        for restart in 1..=3 {
            story.wait(Peer::RESTART_WITHIN * restart);
        }
        story.tell(Input::TransportChanged(Transport::Connected));
        insta::assert_snapshot!(story, @"
        TransportChanged(Disconnected)
            SendSignal(Signal { connection: ConnectionId(1), body: Sync { ack: 1 } })
            Changed
            = Interrupted
        TimePassed
            RestartIce
        TransportChanged(Failed)
            RestartIce
        TimePassed
        TimePassed
            RestartIce
        TimePassed
            RestartIce
            Changed
            = Failed
        TransportChanged(Connected)
            Changed
            = Connected
        ");
    }

    #[test]
    fn the_polite_side_restarts_later() {
        let mut story = Story::connected(true);
        story.tell(Input::TransportChanged(Transport::Failed));
        story.wait(Peer::POLITE_WAIT);
        insta::assert_snapshot!(story, @"
        TransportChanged(Failed)
            SendSignal(Signal { connection: ConnectionId(1), body: Sync { ack: 1 } })
            Changed
            = Interrupted
        TimePassed
            RestartIce
        ");
    }

    #[test]
    fn a_restart_in_firefox_is_no_interruption() {
        let mut story = Story::connected(false);
        story.tell(Input::TransportChanged(Transport::Connecting));
        insta::assert_snapshot!(story, @"TransportChanged(Connecting)");
    }

    #[test]
    fn a_hostile_description_fails_the_connection_and_says_why() {
        let mut story = Story::new(Role::Answerer, false);
        story.tell(Input::Received(description(1, 0, offer("junk"))));
        story.tell(Input::DescriptionRefused("Failed to parse SessionDescription.".to_owned()));
        // A lesser problem does not hide it.
        story.tell(Input::CandidateRefused("Error processing ICE candidate".to_owned()));
        insta::assert_snapshot!(story, @r#"
        Received(Step { seq: 1, ack: 0, step: Description(Offer(23 bytes, ufrag junk)) })
            SetRemote(Offer(23 bytes, ufrag junk))
        DescriptionRefused("Failed to parse SessionDescription.")
            Changed
            = Failed
            = BadDescription("Failed to parse SessionDescription.")
        CandidateRefused("Error processing ICE candidate")
        "#);
    }

    #[test]
    fn lesser_problems_leave_the_connection_alone() {
        let mut story = Story::connected(false);
        story.tell(Input::CandidateRefused("Error processing ICE candidate".to_owned()));
        story.tell(Input::ReceivedGarbage("missing field `connection`".to_owned()));
        story.tell(Input::ChannelReceived(PeerMessage::Hello { version: 2 }));
        insta::assert_snapshot!(story, @r#"
        CandidateRefused("Error processing ICE candidate")
            Changed
            = BadCandidate("Error processing ICE candidate")
        ReceivedGarbage("missing field `connection`")
            Changed
            = BadSignal("missing field `connection`")
        ChannelReceived(Hello { version: 2 })
            Changed
            = Version { theirs: 2 }
        "#);
    }

    #[test]
    fn the_other_side_says_what_it_sends_and_that_it_leaves() {
        let mut story = Story::connected(false);
        let presence = Presence { microphone: true, camera: true, ..Presence::default() };
        story.tell(Input::ChannelReceived(PeerMessage::Presence(presence)));
        story.tell(Input::ChannelReceived(PeerMessage::Unknown));
        story.tell(Input::ChannelReceived(PeerMessage::Bye));
        insta::assert_snapshot!(story, @"
        ChannelReceived(Presence(Presence { microphone: true, camera: true, screen: false, screen_paused: false }))
            Changed
        ChannelReceived(Unknown)
        ChannelReceived(Bye)
            Left
        ");
        assert_eq!(story.peer.presence(), Some(presence));
    }

    #[test]
    fn a_refused_answer_leaves_the_offer_open() {
        let mut story = Story::new(Role::Opener, false);
        story.tell(Input::NegotiationNeeded);
        story.tell(Input::LocalSet(offer("aaaa")));
        story.tell(Input::Received(description(1, 1, answer("junk"))));
        story.tell(Input::DescriptionRefused("Failed to parse SessionDescription.".to_owned()));
        // Theirs is ignored, as long as ours is open: this side is the impolite one.
        story.tell(Input::Received(description(2, 1, offer("bbbb"))));
        insta::assert_snapshot!(story, @r#"
        NegotiationNeeded
            SetLocal
        LocalSet(Offer(23 bytes, ufrag aaaa))
            SendSignal(Signal { connection: ConnectionId(1), body: Step { seq: 1, ack: 0, step: Description(Offer(23 bytes, ufrag aaaa)) } })
        Received(Step { seq: 1, ack: 1, step: Description(Answer(23 bytes, ufrag junk)) })
            SetRemote(Answer(23 bytes, ufrag junk))
        DescriptionRefused("Failed to parse SessionDescription.")
            Changed
            = Failed
            = BadDescription("Failed to parse SessionDescription.")
        Received(Step { seq: 2, ack: 1, step: Description(Offer(23 bytes, ufrag bbbb)) })
        "#);
    }

    /// A peer, and what was told to it with what came of that.
    struct Story {
        peer: Peer,
        now: Duration,
        transcript: String,
    }

    impl Story {
        fn new(role: Role, polite: bool) -> Self {
            Self { peer: Peer::new(ConnectionId(1), role, polite), now: Duration::ZERO, transcript: String::new() }
        }

        /// The story begins when the connection is up and the control channel open.
        fn connected(polite: bool) -> Self {
            let mut story = Self::new(Role::Opener, polite);
            story.tell(Input::NegotiationNeeded);
            story.tell(Input::LocalSet(offer("aaaa")));
            story.tell(Input::Received(description(1, 1, answer("bbbb"))));
            story.tell(Input::RemoteSet);
            story.tell(Input::TransportChanged(Transport::Connected));
            story.tell(Input::ChannelOpened);
            story.transcript.clear();
            story
        }

        fn tell(&mut self, input: Input) {
            let status = self.peer.status();
            let problem = self.peer.problem().cloned();
            writeln!(self.transcript, "{input:?}").unwrap();
            for effect in self.peer.handle(self.now, input) {
                writeln!(self.transcript, "    {effect:?}").unwrap();
            }
            if self.peer.status() != status {
                writeln!(self.transcript, "    = {:?}", self.peer.status()).unwrap();
            }
            if self.peer.problem() != problem.as_ref() {
                writeln!(self.transcript, "    = {:?}", self.peer.problem().unwrap()).unwrap();
            }
        }

        fn wait(&mut self, time: Duration) {
            self.now += time;
            self.tell(Input::TimePassed);
        }
    }

    impl std::fmt::Display for Story {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str(&self.transcript)
        }
    }

    fn offer(ufrag: &str) -> Description {
        Description { kind: DescriptionType::Offer, sdp: format!("v=0\r\na=ice-ufrag:{ufrag}\r\n") }
    }

    fn answer(ufrag: &str) -> Description {
        Description { kind: DescriptionType::Answer, ..offer(ufrag) }
    }

    fn description(seq: u32, ack: u32, description: Description) -> SignalBody {
        SignalBody::Step { seq, ack, step: Step::Description(description) }
    }

    fn candidate(ufrag: &str) -> Candidate {
        Candidate {
            candidate: "candidate:1".to_owned(),
            sdp_mid: Some("0".to_owned()),
            sdp_m_line_index: Some(0),
            username_fragment: Some(ufrag.to_owned()),
        }
    }
}
