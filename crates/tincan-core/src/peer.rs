//! One connection to one other person: its signals, its negotiation and its health, decided in one place.
//!
//! The engine joins the [`SignalStream`], the [`Negotiation`], the policy for ICE restarts and the limits of what the other side
//! may cause. A driver performs its effects one by one and reports each result before it takes another input; what the other side
//! sends it shows to [`Peer::admit`] as it arrives.

mod limits;

use std::{collections::VecDeque, time::Duration};

use tincan_protocol::{
    Candidate, ConnectionId, Description, DescriptionType, OpaqueSignal, PeerMessage, Presence, Signal, SignalBody,
    Step, VERSION,
};

use self::limits::Limits;
pub use crate::negotiation::Role;
use crate::{
    negotiation::{self, Complaint, Negotiation},
    signal_stream::{SignalStream, weight},
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
    /// A person, or something else on this side, asks for an ICE restart.
    RestartRequested,
    /// [`Peer::admit`] said that it is too much.
    Flooded,
    /// The other side wants connection after connection ([`Verdict::Overrun`](crate::link::Verdict::Overrun)).
    TooManyAttempts,
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
    /// Close the connection for good. Nothing comes of any input from now on.
    Close,
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

/// What to do with something that arrives from the other side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admission {
    /// Take it, when its turn comes.
    Admitted,
    /// It is too much. Leave it, and report [`Input::Flooded`].
    Flooded,
    /// Leave it: that it is too much was said before.
    Ignored,
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
    /// It sends, or makes this side send, far more than any honest side would.
    Flooding,
}

impl PeerProblem {
    /// Of two problems, the graver one is told.
    fn gravity(&self) -> u8 {
        match self {
            Self::BadCandidate(_) | Self::BadSignal(_) => 0,
            Self::Version { .. } => 1,
            Self::BadDescription(_) | Self::Unavailable(_) => 2,
            Self::Flooding => 3,
        }
    }
}

/// How many bytes a signal takes, as far as whoever sent it chose their number: for [`Peer::admit`].
#[must_use]
pub fn signal_weight(body: &SignalBody) -> usize {
    match body {
        SignalBody::Step { step, .. } => weight(step),
        SignalBody::RestartWanted { ufrag } => ufrag.len(),
        SignalBody::Sync { .. } | SignalBody::Reset | SignalBody::Unknown => 0,
    }
}

/// One end of one connection.
#[derive(Debug)]
#[allow(clippy::struct_excessive_bools, reason = "they are independent facts, not the states of one thing")]
pub struct Peer {
    stream: SignalStream,
    negotiation: Negotiation,
    limits: Limits,
    /// Steps that arrived while a description was being applied, or an offer that comes too soon after others and what
    /// came after it.
    waiting: VecDeque<Step>,
    needs_negotiation: bool,
    transport: Transport,
    was_connected: bool,
    channel_open: bool,
    /// When to restart ICE, if the transport is not back by then.
    restart_at: Option<Duration>,
    restarts: u32,
    /// How much longer than the other side this one waits before it does something about the transport.
    patience: Duration,
    /// The other side wants the candidates of this generation replaced, too soon after others.
    restart_owed: Option<String>,
    /// When to say again what the other side has not answered.
    answer_by: Option<Duration>,
    /// How often that was.
    unanswered: u32,
    /// What is to be said again as soon as it may.
    repeat_owed: Option<Repeat>,
    /// What this side means to send.
    own_presence: Presence,
    their_presence: Option<Presence>,
    problem: Option<PeerProblem>,
    /// This side cannot use what the other side describes.
    unusable: bool,
    /// The other side sent too much.
    flooded: bool,
    closed: bool,
}

/// What is said again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Repeat {
    /// What the other side asked for. Nothing is asked back, or two would go on asking each other for ever.
    Answer,
    /// All that may be lost, and the request for what may be lost on the way here.
    All,
}

impl Peer {
    /// How long `disconnected` may heal by itself.
    pub const GRACE: Duration = Duration::from_secs(2);
    /// The side that answers waits this much longer before it asks for a restart: the side that offers notices, too.
    pub const ASKS_AFTER: Duration = Duration::from_millis(1500);
    /// How long a restart may take before the next one, and an answer before the offer is repeated.
    pub const RESTART_WITHIN: Duration = Duration::from_secs(8);
    /// After so many restarts in vain a person is told that it failed. Restarts go on.
    pub const RESTARTS_UNTIL_FAILED: u32 = 3;

    /// A new connection. `polite` as [`Role::is_polite`] says.
    #[must_use]
    pub fn new(connection: ConnectionId, role: Role, polite: bool) -> Self {
        Self {
            stream: SignalStream::new(connection),
            negotiation: Negotiation::new(role, polite),
            limits: Limits::new(),
            waiting: VecDeque::new(),
            needs_negotiation: false,
            transport: Transport::New,
            was_connected: false,
            channel_open: false,
            restart_at: None,
            restarts: 0,
            patience: match role {
                Role::Opener => Duration::ZERO,
                Role::Answerer => Self::ASKS_AFTER,
            },
            restart_owed: None,
            answer_by: None,
            unanswered: 0,
            repeat_owed: None,
            own_presence: Presence::default(),
            their_presence: None,
            problem: None,
            unusable: false,
            flooded: false,
            closed: false,
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
            _ if self.unusable || self.closed => ConnectionStatus::Failed,
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

    /// The gravest thing that is wrong with what the other side sends.
    #[must_use]
    pub fn problem(&self) -> Option<&PeerProblem> {
        self.problem.as_ref()
    }

    /// When to report [`Input::TimePassed`].
    #[must_use]
    pub fn deadline(&self) -> Option<Duration> {
        if self.closed {
            return None;
        }
        let restart_owed = self.restart_owed.is_some().then(|| self.limits.restarts.allows_at(1));
        let answer_by = self.answer_by.filter(|_| self.negotiation.awaits_answer());
        let repeat_owed = self.repeat_owed.map(|repeat| self.limits.repeats.allows_at(self.count(repeat)));
        // What waits though the negotiation could take it, waits for its time.
        let paced =
            (!self.waiting.is_empty() && !self.negotiation.is_applying()).then(|| self.limits.offers.allows_at(1));
        [self.restart_at, restart_owed, answer_by, repeat_owed, paced].into_iter().flatten().min()
    }

    /// Whether something that arrives now, of so many bytes, may be looked at. To be asked as it arrives, and not when its turn
    /// comes: so what waits for its turn is bounded, too.
    #[must_use]
    pub fn admit(&mut self, now: Duration, bytes: usize) -> Admission {
        if self.flooded || self.closed {
            Admission::Ignored
        } else if self.limits.admit(now, bytes) {
            Admission::Admitted
        } else {
            self.flooded = true;
            Admission::Flooded
        }
    }

    /// Takes one input at the time `now`.
    #[must_use]
    pub fn handle(&mut self, now: Duration, input: Input) -> Vec<Effect> {
        if self.closed {
            return Vec::new();
        }
        let before = (self.status(), self.their_presence, self.problem.clone());
        let mut effects = self.react(now, input);
        if self.stream.is_overfull() {
            self.flooded = true;
        }
        if self.flooded {
            effects = self.close();
        }
        if before != (self.status(), self.their_presence, self.problem.clone()) {
            effects.push(Effect::Changed);
        }
        effects
    }

    fn react(&mut self, now: Duration, input: Input) -> Vec<Effect> {
        match input {
            Input::NegotiationNeeded => {
                self.needs_negotiation = true;
                self.negotiate_further(now)
            }
            Input::LocalSet(description) => self.negotiate(now, negotiation::Input::LocalSet(description)),
            Input::RemoteSet => self.negotiate(now, negotiation::Input::RemoteSet),
            Input::DescriptionRefused(why) => self.negotiate(now, negotiation::Input::DescriptionRefused(why)),
            Input::CandidateRefused(why) => self.negotiate(now, negotiation::Input::CandidateRefused(why)),
            Input::CandidateGathered(candidate) => self.send(Step::Candidate(candidate)),
            Input::TransportChanged(transport) => self.transport_changed(now, transport),
            Input::Received(body) => self.receive(now, body),
            Input::ReceivedGarbage(why) => {
                self.note(PeerProblem::BadSignal(why));
                Vec::new()
            }
            Input::ChannelOpened => {
                self.channel_open = true;
                let hello = PeerMessage::Hello { version: VERSION };
                vec![Effect::SendMessage(hello), Effect::SendMessage(PeerMessage::Presence(self.own_presence))]
            }
            Input::ChannelClosed => {
                self.channel_open = false;
                self.repeat(now, Repeat::All)
            }
            Input::ChannelReceived(message) => self.channel_received(now, message),
            Input::PathRegained => self.repeat(now, Repeat::All),
            Input::PresenceChanged(presence) => self.presence_changed(presence),
            Input::RestartRequested => self.negotiate(now, negotiation::Input::RestartRequested),
            Input::Flooded => {
                self.flooded = true;
                Vec::new()
            }
            Input::TooManyAttempts => {
                self.note(PeerProblem::Flooding);
                Vec::new()
            }
            Input::TimePassed => self.time_passed(now),
        }
    }

    // The negotiation.

    /// Takes the next things that waited for the negotiation to be able to take them.
    fn negotiate_further(&mut self, now: Duration) -> Vec<Effect> {
        let mut effects = Vec::new();
        while !self.negotiation.is_applying() {
            if let Some(step) = self.next_step(now) {
                effects.extend(self.translate(now, negotiation::Input::Received(step)));
            } else if std::mem::take(&mut self.needs_negotiation) {
                effects.extend(self.translate(now, negotiation::Input::NegotiationNeeded));
            } else {
                break;
            }
        }
        effects
    }

    /// The next step whose time has come: offers that follow each other too fast wait, and what follows them with them.
    fn next_step(&mut self, now: Duration) -> Option<Step> {
        let is_offer = |step: &Step| match step {
            Step::Description(description) => description.kind == DescriptionType::Offer,
            Step::Candidate(_) => false,
        };
        if is_offer(self.waiting.front()?) && !self.limits.offers.spend(now, 1) {
            return None;
        }
        self.waiting.pop_front()
    }

    fn negotiate(&mut self, now: Duration, input: negotiation::Input) -> Vec<Effect> {
        let mut effects = self.translate(now, input);
        effects.extend(self.negotiate_further(now));
        effects
    }

    fn translate(&mut self, now: Duration, input: negotiation::Input) -> Vec<Effect> {
        let mut effects = Vec::new();
        for effect in self.negotiation.handle(input) {
            match effect {
                negotiation::Effect::SetLocal => effects.push(Effect::SetLocal),
                negotiation::Effect::SetRemote { description, .. } => effects.push(Effect::SetRemote(description)),
                negotiation::Effect::AddCandidate(candidate) => effects.push(Effect::AddCandidate(candidate)),
                negotiation::Effect::RestartIce => effects.push(Effect::RestartIce),
                negotiation::Effect::AskForRestart(ufrag) => {
                    effects.extend(self.dispatch(self.ask(ufrag)));
                }
                negotiation::Effect::Send(step) => effects.extend(self.send(step)),
                negotiation::Effect::Complain(complaint) => self.complain(complaint),
            }
        }
        if self.negotiation.awaits_answer() && !self.unusable {
            self.answer_by.get_or_insert(now + Self::RESTART_WITHIN);
        } else {
            (self.answer_by, self.unanswered) = (None, 0);
        }
        effects
    }

    fn complain(&mut self, complaint: Complaint) {
        match complaint {
            Complaint::Description(why) => {
                self.unusable = true;
                self.note(PeerProblem::BadDescription(why));
            }
            Complaint::Candidate(why) => self.note(PeerProblem::BadCandidate(why)),
        }
    }

    /// A graver problem is not forgotten for a lesser one, nor is the first of its kind for the next, which would only be
    /// shown again and again.
    fn note(&mut self, problem: PeerProblem) {
        if self.problem.as_ref().is_none_or(|known| known.gravity() < problem.gravity()) {
            self.problem = Some(problem);
        }
    }

    fn close(&mut self) -> Vec<Effect> {
        self.closed = true;
        self.waiting.clear();
        self.note(PeerProblem::Flooding);
        vec![Effect::Close]
    }

    // The signals.

    fn receive(&mut self, now: Duration, body: SignalBody) -> Vec<Effect> {
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

    fn send(&mut self, step: Step) -> Vec<Effect> {
        let signal = self.stream.send(step);
        self.dispatch(signal)
    }

    /// Says again what may be lost; later, if too much was said again of late.
    fn repeat(&mut self, now: Duration, repeat: Repeat) -> Vec<Effect> {
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

    fn count(&self, repeat: Repeat) -> u32 {
        u32::try_from(self.repetition(repeat).len()).unwrap_or(u32::MAX)
    }

    fn ask(&self, ufrag: String) -> Signal {
        Signal { connection: self.connection(), body: SignalBody::RestartWanted { ufrag } }
    }

    /// Through the server, and through the control channel too while that is good: the channel is the faster path and
    /// outlives the server, but it does not outlive every restart that it brings about. Firefox leaves the old path as it
    /// answers, and an answer that is still on it is lost. Whatever arrives twice counts once.
    fn dispatch(&self, signal: Signal) -> Vec<Effect> {
        let good = self.channel_open && self.transport == Transport::Connected;
        let message = good.then(|| PeerMessage::Signal { signal: OpaqueSignal::seal(&signal) });
        message.map(Effect::SendMessage).into_iter().chain([Effect::SendSignal(signal)]).collect()
    }

    fn channel_received(&mut self, now: Duration, message: PeerMessage) -> Vec<Effect> {
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

    // The transport, and time.

    fn transport_changed(&mut self, now: Duration, transport: Transport) -> Vec<Effect> {
        // Firefox says "connecting" during a restart, though the old path carries on until there is a new one (RFC 8445 9).
        if (self.transport, transport) == (Transport::Connected, Transport::Connecting) {
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
            Transport::New | Transport::Connecting | Transport::Closed => Vec::new(),
        }
    }

    fn schedule_restart(&mut self, at: Duration) {
        let at = at + self.patience;
        self.restart_at = Some(self.restart_at.map_or(at, |earlier| earlier.min(at)));
    }

    /// The other side asks. Whoever asks often waits.
    fn restart_wanted(&mut self, now: Duration, ufrag: String) -> Vec<Effect> {
        if !self.negotiation.may_restart_for(&ufrag) {
            return Vec::new();
        }
        if !self.limits.restarts.spend(now, 1) {
            self.restart_owed = Some(ufrag);
            return Vec::new();
        }
        self.negotiate(now, negotiation::Input::RestartRequested)
    }

    fn time_passed(&mut self, now: Duration) -> Vec<Effect> {
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
        effects.extend(self.negotiate_further(now));
        effects
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
        insta::assert_snapshot!(story, @r#"
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
            SendSignal(Signal { connection: ConnectionId(1), body: RestartWanted { ufrag: "aaaa" } })
        "#);
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
        let mut story = Story::connected(true);
        story.tell(Input::TransportChanged(Transport::Disconnected));
        story.wait(Peer::GRACE);
        story.exchange(2);
        // It changes nothing.
        story.tell(Input::TransportChanged(Transport::Failed));
        story.exchange(3);
        for restart in 2..=3 {
            story.wait(Peer::RESTART_WITHIN * restart);
            story.exchange(restart + 2);
        }
        story.tell(Input::TransportChanged(Transport::Connected));
        insta::assert_snapshot!(story, @"
        TransportChanged(Disconnected)
            SendSignal(Signal { connection: ConnectionId(1), body: Sync { ack: 1 } })
            Changed
            = Interrupted
        TimePassed
            RestartIce
        NegotiationNeeded
            SetLocal
        LocalSet(Offer(21 bytes, ufrag c1))
            SendSignal(Signal { connection: ConnectionId(1), body: Step { seq: 2, ack: 1, step: Description(Offer(21 bytes, ufrag c1)) } })
        Received(Step { seq: 2, ack: 2, step: Description(Answer(21 bytes, ufrag d1)) })
            SetRemote(Answer(21 bytes, ufrag d1))
        RemoteSet
        TransportChanged(Failed)
            RestartIce
        NegotiationNeeded
            SetLocal
        LocalSet(Offer(21 bytes, ufrag c2))
            SendSignal(Signal { connection: ConnectionId(1), body: Step { seq: 3, ack: 2, step: Description(Offer(21 bytes, ufrag c2)) } })
        Received(Step { seq: 3, ack: 3, step: Description(Answer(21 bytes, ufrag d2)) })
            SetRemote(Answer(21 bytes, ufrag d2))
        RemoteSet
        TimePassed
            RestartIce
        NegotiationNeeded
            SetLocal
        LocalSet(Offer(21 bytes, ufrag c3))
            SendSignal(Signal { connection: ConnectionId(1), body: Step { seq: 4, ack: 3, step: Description(Offer(21 bytes, ufrag c3)) } })
        Received(Step { seq: 4, ack: 4, step: Description(Answer(21 bytes, ufrag d3)) })
            SetRemote(Answer(21 bytes, ufrag d3))
        RemoteSet
        TimePassed
            RestartIce
            Changed
            = Failed
        NegotiationNeeded
            SetLocal
        LocalSet(Offer(21 bytes, ufrag c4))
            SendSignal(Signal { connection: ConnectionId(1), body: Step { seq: 5, ack: 4, step: Description(Offer(21 bytes, ufrag c4)) } })
        Received(Step { seq: 5, ack: 5, step: Description(Answer(21 bytes, ufrag d4)) })
            SetRemote(Answer(21 bytes, ufrag d4))
        RemoteSet
        TransportChanged(Connected)
            Changed
            = Connected
        ");
    }

    #[test]
    fn a_restart_that_nobody_answers_is_said_again_and_not_begun_anew() {
        let mut story = Story::connected(true);
        story.tell(Input::RestartRequested);
        story.tell(Input::RestartRequested);
        story.tell(Input::NegotiationNeeded);
        story.tell(Input::LocalSet(offer("cccc")));
        story.tell(Input::RestartRequested);
        story.tell(Input::Received(SignalBody::RestartWanted { ufrag: "aaaa".to_owned() }));
        story.wait(Peer::RESTART_WITHIN);
        story.tell(Input::Received(description(2, 2, answer("dddd"))));
        story.tell(Input::RemoteSet);
        story.wait(Peer::RESTART_WITHIN);
        insta::assert_snapshot!(story, @r#"
        RestartRequested
            RestartIce
        RestartRequested
        NegotiationNeeded
            SetLocal
        LocalSet(Offer(23 bytes, ufrag cccc))
            SendMessage(Signal { signal: OpaqueSignal(…) })
            SendSignal(Signal { connection: ConnectionId(1), body: Step { seq: 2, ack: 1, step: Description(Offer(23 bytes, ufrag cccc)) } })
        RestartRequested
        Received(RestartWanted { ufrag: "aaaa" })
        TimePassed
            SendMessage(Signal { signal: OpaqueSignal(…) })
            SendSignal(Signal { connection: ConnectionId(1), body: Step { seq: 2, ack: 1, step: Description(Offer(23 bytes, ufrag cccc)) } })
            SendMessage(Signal { signal: OpaqueSignal(…) })
            SendSignal(Signal { connection: ConnectionId(1), body: Sync { ack: 1 } })
        Received(Step { seq: 2, ack: 2, step: Description(Answer(23 bytes, ufrag dddd)) })
            SetRemote(Answer(23 bytes, ufrag dddd))
        RemoteSet
        TimePassed
        "#);
    }

    #[test]
    fn the_side_that_answers_asks_and_waits_a_little_longer_before() {
        let mut story = Story::answered();
        story.tell(Input::TransportChanged(Transport::Failed));
        story.wait(Peer::ASKS_AFTER);
        // In its eyes as well.
        story.tell(Input::NegotiationNeeded);
        // The ask was lost, or the other side cannot.
        story.wait(Peer::RESTART_WITHIN);
        story.tell(Input::Received(description(2, 1, offer("cccc"))));
        story.tell(Input::RemoteSet);
        story.tell(Input::LocalSet(answer("dddd")));
        story.tell(Input::PathRegained);
        story.tell(Input::RestartRequested);
        insta::assert_snapshot!(story, @r#"
        TransportChanged(Failed)
            SendSignal(Signal { connection: ConnectionId(1), body: Step { seq: 1, ack: 1, step: Description(Answer(23 bytes, ufrag bbbb)) } })
            SendSignal(Signal { connection: ConnectionId(1), body: Sync { ack: 1 } })
            Changed
            = Interrupted
        TimePassed
            SendSignal(Signal { connection: ConnectionId(1), body: RestartWanted { ufrag: "aaaa" } })
        NegotiationNeeded
        TimePassed
            SendSignal(Signal { connection: ConnectionId(1), body: Step { seq: 1, ack: 1, step: Description(Answer(23 bytes, ufrag bbbb)) } })
            SendSignal(Signal { connection: ConnectionId(1), body: Sync { ack: 1 } })
            SendSignal(Signal { connection: ConnectionId(1), body: RestartWanted { ufrag: "aaaa" } })
        Received(Step { seq: 2, ack: 1, step: Description(Offer(23 bytes, ufrag cccc)) })
            SetRemote(Offer(23 bytes, ufrag cccc))
        RemoteSet
            SetLocal
        LocalSet(Answer(23 bytes, ufrag dddd))
            SendSignal(Signal { connection: ConnectionId(1), body: Step { seq: 2, ack: 2, step: Description(Answer(23 bytes, ufrag dddd)) } })
        PathRegained
            SendSignal(Signal { connection: ConnectionId(1), body: Step { seq: 2, ack: 2, step: Description(Answer(23 bytes, ufrag dddd)) } })
            SendSignal(Signal { connection: ConnectionId(1), body: Sync { ack: 2 } })
        RestartRequested
            SendSignal(Signal { connection: ConnectionId(1), body: RestartWanted { ufrag: "cccc" } })
        "#);
    }

    #[test]
    fn who_asks_often_waits() {
        let mut story = Story::connected(true);
        for (number, ufrag) in ["aaaa", "c1", "c2", "c3", "c4", "c5"].into_iter().enumerate() {
            let asked = || Input::Received(SignalBody::RestartWanted { ufrag: ufrag.to_owned() });
            let effects = story.peer.handle(story.now, asked());
            if number == 5 {
                assert_eq!(effects, []);
                continue;
            }
            assert_eq!(effects, [Effect::RestartIce]);
            assert_eq!(story.peer.handle(story.now, asked()), [], "it is on its way");
            story.exchange(u32::try_from(number).unwrap() + 2);
            assert_eq!(story.peer.handle(story.now, asked()), [], "it is done");
        }
        assert_eq!(story.peer.deadline(), Some(Duration::from_secs(5)));
        story.now += Duration::from_secs(5);
        assert_eq!(story.peer.handle(story.now, Input::TimePassed), [Effect::RestartIce]);
    }

    #[test]
    fn who_offers_often_waits() {
        let mut story = Story::new(Role::Answerer, false);
        let mut taken = 0;
        for seq in 1..=30 {
            let mut effects = story.peer.handle(story.now, Input::Received(description(seq, 0, offer("aaaa"))));
            while let Some(effect) = effects.pop() {
                if let Effect::SetRemote(_) = effect {
                    taken += 1;
                    let _ = story.peer.handle(story.now, Input::RemoteSet);
                    effects.extend(story.peer.handle(story.now, Input::LocalSet(answer("bbbb"))));
                }
            }
        }
        assert_eq!(taken, 10);
        let waits = story.peer.deadline().unwrap();
        assert_eq!(waits, Duration::from_secs(1));
        assert_eq!(story.peer.handle(waits, Input::TimePassed), [Effect::SetRemote(offer("aaaa"))]);
    }

    #[test]
    fn who_asks_for_repetitions_often_waits_and_gets_one_then() {
        let mut story = Story::connected(true);
        for _ in 0..9 {
            story.tell(Input::CandidateGathered(candidate("aaaa")));
        }
        let sync = || Input::Received(SignalBody::Sync { ack: 1 });
        let sent = |effects: Vec<Effect>| effects.iter().filter(|it| matches!(it, Effect::SendSignal(_))).count();
        let at_once: usize = (0..100).map(|_| sent(story.peer.handle(Duration::ZERO, sync()))).sum();
        assert_eq!(at_once, 297, "nine at a time");
        let again = story.peer.deadline().unwrap();
        assert_eq!(sent(story.peer.handle(again, Input::TimePassed)), 9);
        assert_eq!(story.peer.deadline(), None);
    }

    #[test]
    fn who_sends_too_much_is_heard_no_more() {
        let mut story = Story::connected(true);
        let admitted = (0..10_000).take_while(|_| story.peer.admit(story.now, 100) == Admission::Admitted).count();
        assert!(admitted >= 500, "an honest side may send as much: {admitted}");
        assert_eq!(story.peer.admit(story.now + Duration::from_mins(1), 1), Admission::Ignored);
        story.tell(Input::Flooded);
        story.tell(Input::Received(SignalBody::Sync { ack: 0 }));
        story.tell(Input::RestartRequested);
        insta::assert_snapshot!(story, @"
        Flooded
            Close
            Changed
            = Failed
            = Flooding
        Received(Sync { ack: 0 })
        RestartRequested
        ");
        assert_eq!(story.peer.deadline(), None);
    }

    #[test]
    fn what_waits_is_not_without_end() {
        let mut story = Story::new(Role::Answerer, false);
        story.tell(Input::Received(description(1, 0, offer("aaaa"))));
        let step = |seq| SignalBody::Step { seq, ack: 0, step: Step::Candidate(candidate("aaaa")) };
        let kept =
            (2..10_000).take_while(|&seq| story.peer.handle(story.now, Input::Received(step(seq))).is_empty()).count();
        assert_eq!(kept, 512);
        assert_eq!(
            (story.peer.status(), story.peer.problem()),
            (ConnectionStatus::Failed, Some(&PeerProblem::Flooding))
        );
        assert!(story.peer.waiting.is_empty());
    }

    #[test]
    fn attempt_after_attempt_is_told_and_the_connection_goes_on() {
        let mut story = Story::connected(true);
        story.tell(Input::TooManyAttempts);
        story.tell(Input::ReceivedGarbage("and this".to_owned()));
        assert_eq!(
            (story.peer.status(), story.peer.problem()),
            (ConnectionStatus::Connected, Some(&PeerProblem::Flooding))
        );
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

        /// The same, on the side that answered.
        fn answered() -> Self {
            let mut story = Self::new(Role::Answerer, false);
            story.tell(Input::Received(description(1, 0, offer("aaaa"))));
            story.tell(Input::RemoteSet);
            story.tell(Input::LocalSet(answer("bbbb")));
            story.tell(Input::TransportChanged(Transport::Connected));
            story.tell(Input::ChannelOpened);
            story.transcript.clear();
            story
        }

        /// Our offer and their answer, of new generations; `number` is that of the answer among their steps.
        fn exchange(&mut self, number: u32) {
            let (ours, theirs) = (format!("c{}", number - 1), format!("d{}", number - 1));
            self.tell(Input::NegotiationNeeded);
            self.tell(Input::LocalSet(offer(&ours)));
            self.tell(Input::Received(description(number, number, answer(&theirs))));
            self.tell(Input::RemoteSet);
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
