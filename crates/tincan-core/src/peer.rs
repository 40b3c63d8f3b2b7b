//! One connection to one other person: its signals, its negotiation and its health, decided in one place.
//!
//! The engine joins the [`SignalStream`], the [`Negotiation`], the policy for ICE restarts and the limits of what the other side
//! may cause. A driver performs its effects one by one and reports each result before it takes another input; what the other side
//! sends it shows to [`Peer::admit`] as it arrives.

mod limits;
mod pulse;
mod signals;
mod steps;
mod transport;

use std::{collections::VecDeque, time::Duration};

use tincan_protocol::{Candidate, ConnectionId, Description, PeerMessage, Presence, Signal, SignalBody, Step, VERSION};

use self::{limits::Limits, pulse::Pulse, signals::Repeat};
pub use crate::negotiation::Role;
use crate::{
    negotiation::{self, Negotiation},
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
    /// This side has another network, or has it back: what was found so far may lead nowhere.
    NetworkChanged,
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
    /// Nothing will come of this connection any more, though nobody left: another one has to take its place.
    Broken,
    /// [`Peer::status`], [`Peer::presence`] or [`Peer::problem`] changed.
    Changed,
}

/// The states of `RTCPeerConnection.connectionState` (webrtc-pc 4.3.3), with the two reasons of `failed` told apart.
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
    /// Given up by DTLS: `RTCDtlsTransport.state` is `failed`, and stays so whatever ICE does (webrtc-pc 5.5.1). Firefox gets there
    /// when it restarts ICE under load.
    Broken,
    /// Closed on this side, and not by [`Effect::Close`]: extensions do so, and nothing fires (webrtc-pc 4.4.2).
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
    pulse: Pulse,
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

impl Peer {
    /// How long `disconnected` may heal by itself.
    pub const GRACE: Duration = Duration::from_secs(2);
    /// The side that answers waits this much longer before it asks for a restart: the side that offers notices, too.
    pub const ASKS_AFTER: Duration = Duration::from_millis(1500);
    /// How long a restart may take before the next one, and an answer before the offer is repeated.
    pub const RESTART_WITHIN: Duration = Duration::from_secs(8);
    /// How long a first path may be looked for until it is looked for anew. Chromium gives up after a minute.
    pub const CONNECTS_WITHIN: Duration = Duration::from_secs(15);
    /// After so many restarts in vain a person is told that what was there is not restored. Restarts go on.
    pub const RESTARTS_UNTIL_FAILED: u32 = 3;
    /// The same where nothing was there before.
    pub const RESTARTS_UNTIL_UNREACHED: u32 = 2;

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
            pulse: Pulse::default(),
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
            Transport::Connected if self.pulse.is_silent() => ConnectionStatus::Interrupted,
            Transport::Connected => ConnectionStatus::Connected,
            Transport::Broken | Transport::Closed => ConnectionStatus::Failed,
            _ if self.was_connected && self.restarts <= Self::RESTARTS_UNTIL_FAILED => ConnectionStatus::Interrupted,
            _ if self.restarts > Self::RESTARTS_UNTIL_UNREACHED => ConnectionStatus::Failed,
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
        [self.restart_at, restart_owed, answer_by, repeat_owed, paced, self.pulse_deadline()]
            .into_iter()
            .flatten()
            .min()
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
            Input::LocalSet(description) => {
                self.expect_pulse(now);
                self.negotiate(now, negotiation::Input::LocalSet(description))
            }
            Input::RemoteSet => {
                self.expect_pulse(now);
                self.follow_restart(now);
                self.negotiate(now, negotiation::Input::RemoteSet)
            }
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
                let words = [PeerMessage::Hello { version: VERSION }, PeerMessage::Presence(self.own_presence)];
                words.map(Effect::SendMessage).into_iter().chain([self.ping(now)]).collect()
            }
            Input::ChannelClosed => {
                self.channel_open = false;
                self.pulse.end();
                self.repeat(now, Repeat::All)
            }
            Input::ChannelReceived(message) => self.channel_received(now, message),
            Input::PathRegained => self.repeat(now, Repeat::All),
            Input::PresenceChanged(presence) => self.presence_changed(presence),
            Input::RestartRequested => self.negotiate(now, negotiation::Input::RestartRequested),
            Input::NetworkChanged => self.negotiate(now, negotiation::Input::NetworkChanged),
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

    // The transport, and time.
}
