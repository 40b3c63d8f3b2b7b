//! Offers and answers as one state machine: perfect negotiation (webrtc-pc 10.7), in which one side alone offers.
//!
//! The side that opened the connection makes every offer. The other side, when its browser wants to negotiate or a new path is to
//! be found, *asks* for an ICE restart, and says which generation of candidates is to be replaced by it: so any number of
//! asks, and a wish of the opener at the same time, come to one restart. Two offers therefore never cross, and no browser ever has
//! to take one back, which neither Chromium nor Firefox survives on every side: pictures are received from then on and not shown.
//!
//! Another program may offer all the same. When both do, the *polite* side takes its own offer back and answers, the other
//! ignores the offer that came in; which side is polite follows from who opened the connection, so they always agree
//! about it.
//!
//! The engine is driven by one task that performs each effect to its end, reports the result as the next input, and only
//! then takes another input. The race between "I am making an offer" and "an offer arrives", for which the specification's
//! sample keeps the flags `makingOffer` and `isSettingRemoteAnswerPending`, therefore cannot happen; what remains is the
//! signalling state and what to do with candidates of a description that was not taken.

use tincan_protocol::{Candidate, Description, DescriptionType, Step};

use crate::{safety::Fingerprint, signal_stream::candidate_weight};

/// Which side of a new connection this is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Offers.
    Opener,
    /// Waits for the first offer, whatever its browser thinks it needs to negotiate until then, and later asks for another.
    Answerer,
}

impl Role {
    /// Whether this side of a connection is the polite one: the one that takes back its offer when both offer at once, which the
    /// other side does only if it is another program.
    ///
    /// It is the opener, and not the side that an id or a coin chooses, because of Chromium: where a side that took its
    /// slots over from the other's offer takes back an offer of its own, pictures are received and decoded from then on,
    /// but never shown again (seen in 156).
    #[must_use]
    pub fn is_polite(self) -> bool {
        self == Self::Opener
    }
}

/// Whether the side with the first id yields to the other when both open a connection at once. Of two different ids
/// exactly one does.
#[must_use]
pub fn is_polite<Id: Ord>(own: &Id, other: &Id) -> bool {
    own > other
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// The browser fired `negotiationneeded`.
    NegotiationNeeded,
    /// New candidates and a new path are wanted on this side.
    RestartRequested,
    /// The other side asks for them, and [`Negotiation::may_restart_for`] agrees.
    RestartAsked,
    /// The network is another one, or is back: they are wanted, also where there is an offer with such as were found before.
    NetworkChanged,
    /// A step of the other side arrived, in order.
    Received(Step),
    /// [`Effect::SetLocal`] is done; this is the description that the browser made.
    LocalSet(Description),
    /// [`Effect::SetRemote`] is done.
    RemoteSet,
    /// [`Effect::SetLocal`] or [`Effect::SetRemote`] failed, with the browser's words.
    DescriptionRefused(String),
    /// [`Effect::AddCandidate`] failed, with the browser's words.
    CandidateRefused(String),
}

/// What to do, in this order, each to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// `setLocalDescription()` without an argument: an offer or an answer as the state demands. Then report
    /// [`Input::LocalSet`] or [`Input::DescriptionRefused`].
    SetLocal,
    /// `setRemoteDescription(description)`. Then report [`Input::RemoteSet`] or [`Input::DescriptionRefused`].
    SetRemote {
        /// What the other side sent.
        description: Description,
        /// Whether this takes back an offer of our own (the browser rolls it back by itself, JSEP 4.1.10.2).
        rolls_back: bool,
    },
    /// `addIceCandidate(candidate)`. Report a failure as [`Input::CandidateRefused`].
    AddCandidate(Candidate),
    /// `restartIce()`; the browser fires `negotiationneeded`.
    RestartIce,
    /// Ask the other side to replace the candidates of the generation with this user name fragment of its own
    /// ([`SignalBody::RestartWanted`](tincan_protocol::SignalBody::RestartWanted)).
    AskForRestart(String),
    /// Send the step to the other side.
    Send(Step),
    /// The other side sent something that cannot be used.
    Complain(Complaint),
}

/// What is wrong with something that the other side sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Complaint {
    /// A description that the browser refuses, or that answers no offer; with the browser's words.
    Description(String),
    /// A candidate that the browser refuses; with its words. The connection goes on without it.
    Candidate(String),
}

/// The negotiation of one connection.
#[derive(Debug)]
pub struct Negotiation {
    role: Role,
    polite: bool,
    state: State,
    /// The other side's part in the DTLS association, once there is one.
    their_setup: Option<Setup>,
    /// The certificate that their first description named, if it named just one. They have no other as long as the connection lasts.
    #[expect(clippy::option_option, reason = "before the first description, and one that names none or several")]
    their_certificate: Option<Option<Fingerprint>>,
    /// The user name fragments of the remote description in force.
    remote_ufrags: Vec<String>,
    /// How many of its candidates were passed on.
    remote_candidates: usize,
    /// Candidates of a description that is not (yet) in force.
    held: Vec<Candidate>,
    /// The user name fragments of the latest description of our own.
    local_ufrags: Vec<String>,
    /// Those of the last exchange that was completed.
    agreed_ufrags: Vec<String>,
    /// An ICE restart was begun that our offer does not tell yet.
    restarting: bool,
    /// The generation of the other side's for whose replacement it was asked.
    asked: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum State {
    Stable,
    /// The browser makes our offer or answer.
    SettingLocal(DescriptionType),
    HaveLocalOffer,
    /// The browser takes this description.
    SettingRemote(Description),
}

impl Negotiation {
    /// The most candidates held for descriptions that have not come.
    pub const HELD: usize = 128;
    /// The most bytes of them.
    pub const HELD_BYTES: usize = 64 * 1024;
    /// The most candidates of one generation that are passed on to the browser, which tries every one of them.
    pub const CANDIDATES: usize = 256;

    /// The negotiation of a new connection.
    #[must_use]
    pub fn new(role: Role, polite: bool) -> Self {
        Self {
            role,
            polite,
            state: State::Stable,
            their_setup: None,
            their_certificate: None,
            remote_ufrags: Vec::new(),
            remote_candidates: 0,
            held: Vec::new(),
            local_ufrags: Vec::new(),
            agreed_ufrags: Vec::new(),
            restarting: false,
            asked: None,
        }
    }

    /// Whether no exchange is open.
    #[must_use]
    pub fn is_stable(&self) -> bool {
        self.state == State::Stable
    }

    /// Whether the browser is still at work on [`Effect::SetLocal`] or [`Effect::SetRemote`]. Until it reports, nothing but
    /// that report may be handled.
    #[must_use]
    pub fn is_applying(&self) -> bool {
        matches!(self.state, State::SettingLocal(_) | State::SettingRemote(_))
    }

    /// Whether our offer is open: the other side has not answered it.
    #[must_use]
    pub fn awaits_answer(&self) -> bool {
        self.state == State::HaveLocalOffer
    }

    /// The generation of the other side's for whose replacement it was asked, and which it has not replaced.
    #[must_use]
    pub fn asked(&self) -> Option<&str> {
        self.asked.as_deref()
    }

    /// Whether the other side's wish to see our candidates of this generation replaced is still to be fulfilled.
    #[must_use]
    pub fn may_restart_for(&self, ufrag: &str) -> bool {
        let latest = self.local_ufrags.iter().any(|latest| latest == ufrag);
        // Whoever names the candidates of an offer has seen it, also where the answer is still on its way.
        self.role == Role::Opener && latest && !self.restarting
    }

    /// Takes one input.
    #[must_use]
    pub fn handle(&mut self, input: Input) -> Vec<Effect> {
        match input {
            Input::NegotiationNeeded => match self.role {
                Role::Opener => self.offer(),
                Role::Answerer => self.ask(),
            },
            Input::RestartRequested => match self.role {
                Role::Opener if self.is_restarting() => Vec::new(),
                Role::Opener => self.restart(),
                Role::Answerer => self.ask(),
            },
            Input::RestartAsked => self.restart(),
            Input::NetworkChanged => match self.role {
                Role::Opener => self.restart(),
                Role::Answerer => self.ask(),
            },
            Input::Received(Step::Description(description)) => match description.kind {
                DescriptionType::Offer => self.take_offer(description),
                DescriptionType::Answer => self.take_answer(description),
            },
            Input::Received(Step::Candidate(candidate)) => self.take_candidate(candidate),
            Input::LocalSet(description) => self.local_set(description),
            Input::RemoteSet => self.remote_set(),
            Input::DescriptionRefused(why) => self.description_refused(why),
            Input::CandidateRefused(why) => vec![Effect::Complain(Complaint::Candidate(why))],
        }
    }

    /// Whether new candidates are on their way to the other side already: it has not seen them, so it cannot be tired of them.
    fn is_restarting(&self) -> bool {
        self.restarting || (self.state != State::Stable && self.local_ufrags != self.agreed_ufrags)
    }

    fn restart(&mut self) -> Vec<Effect> {
        self.restarting = true;
        vec![Effect::RestartIce]
    }

    fn ask(&mut self) -> Vec<Effect> {
        let Some(ufrag) = self.remote_ufrags.first().filter(|ufrag| self.asked.as_ref() != Some(ufrag)) else {
            return Vec::new();
        };
        self.asked = Some(ufrag.clone());
        vec![Effect::AskForRestart(ufrag.clone())]
    }

    fn offer(&mut self) -> Vec<Effect> {
        // In any other state the browser fires the event again once it is stable (webrtc-pc 4.7.3).
        if self.state != State::Stable {
            return Vec::new();
        }
        self.state = State::SettingLocal(DescriptionType::Offer);
        vec![Effect::SetLocal]
    }

    fn take_offer(&mut self, description: Description) -> Vec<Effect> {
        let collision = self.state == State::HaveLocalOffer;
        if collision && !self.polite {
            // Ours stands, and the other side will answer it. The candidates of theirs stay held and find no description.
            return Vec::new();
        }
        if collision {
            self.local_ufrags.clone_from(&self.agreed_ufrags);
        }
        self.set_remote(description, collision)
    }

    fn take_answer(&mut self, description: Description) -> Vec<Effect> {
        if self.state == State::HaveLocalOffer {
            self.set_remote(description, false)
        } else {
            vec![Effect::Complain(Complaint::Description("an answer came, but no offer is open".to_owned()))]
        }
    }

    fn set_remote(&mut self, mut description: Description, rolls_back: bool) -> Vec<Effect> {
        // Firefox keeps the association it has, and shows the description all the same: whose certificate DTLS has proof of could not be
        // told any more.
        let named = Fingerprint::of_description(&description.sdp);
        if *self.their_certificate.get_or_insert(named) != named {
            return vec![Effect::Complain(Complaint::Description("it names another certificate".to_owned()))];
        }
        if let (DescriptionType::Offer, Some(setup)) = (description.kind, self.their_setup) {
            // The association stays, and with it each side's part in it (RFC 8842 5.5). Asked to choose again, Firefox makes
            // itself the active side of every restart, and whoever was active before refuses its answer.
            description.sdp = description.sdp.replace("a=setup:actpass", setup.attribute());
        }
        self.state = State::SettingRemote(description.clone());
        vec![Effect::SetRemote { description, rolls_back }]
    }

    fn take_candidate(&mut self, candidate: Candidate) -> Vec<Effect> {
        if self.is_in_force(&candidate) {
            return self.pass_on(candidate).into_iter().collect();
        }
        self.held.push(candidate);
        let bytes = |held: &[Candidate]| held.iter().map(candidate_weight).sum::<usize>();
        while self.held.len() > Self::HELD || bytes(&self.held) > Self::HELD_BYTES {
            self.held.remove(0);
        }
        Vec::new()
    }

    fn pass_on(&mut self, candidate: Candidate) -> Option<Effect> {
        self.remote_candidates += 1;
        (self.remote_candidates <= Self::CANDIDATES).then_some(Effect::AddCandidate(candidate))
    }

    fn local_set(&mut self, description: Description) -> Vec<Effect> {
        self.local_ufrags = description.ufrags().into_iter().map(str::to_owned).collect();
        self.state = match description.kind {
            DescriptionType::Offer => {
                self.restarting = false;
                State::HaveLocalOffer
            }
            DescriptionType::Answer => {
                self.agreed_ufrags.clone_from(&self.local_ufrags);
                self.their_setup = Setup::in_answer(&description).map(Setup::opposite);
                State::Stable
            }
        };
        vec![Effect::Send(Step::Description(description))]
    }

    fn remote_set(&mut self) -> Vec<Effect> {
        let State::SettingRemote(description) = std::mem::replace(&mut self.state, State::Stable) else {
            return Vec::new();
        };
        if description.kind == DescriptionType::Answer {
            self.their_setup = Setup::in_answer(&description);
            self.agreed_ufrags.clone_from(&self.local_ufrags);
        }
        let ufrags: Vec<String> = description.ufrags().into_iter().map(str::to_owned).collect();
        if ufrags != self.remote_ufrags {
            self.remote_ufrags = ufrags;
            self.remote_candidates = 0;
        }
        self.asked.take_if(|asked| !self.remote_ufrags.contains(asked));
        let (now, later): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.held).into_iter().partition(|candidate| self.is_in_force(candidate));
        self.held = later;
        let mut effects: Vec<Effect> = now.into_iter().filter_map(|candidate| self.pass_on(candidate)).collect();
        if description.kind == DescriptionType::Offer {
            self.state = State::SettingLocal(DescriptionType::Answer);
            // The answer goes out before the candidates are tried: it is what the other side waits for.
            effects.insert(0, Effect::SetLocal);
        }
        effects
    }

    fn description_refused(&mut self, why: String) -> Vec<Effect> {
        let answer_was_refused =
            matches!(&self.state, State::SettingRemote(description) if description.kind == DescriptionType::Answer);
        // A refused answer leaves our offer open.
        self.state = if answer_was_refused { State::HaveLocalOffer } else { State::Stable };
        self.restarting = false;
        vec![Effect::Complain(Complaint::Description(why))]
    }

    /// Whether the candidate belongs to the remote description in force. A candidate without a fragment belongs to any.
    fn is_in_force(&self, candidate: &Candidate) -> bool {
        match candidate.username_fragment.as_ref().filter(|ufrag| !ufrag.is_empty()) {
            Some(ufrag) => self.remote_ufrags.contains(ufrag),
            None => !self.remote_ufrags.is_empty(),
        }
    }
}

/// A side's part in the DTLS association (RFC 4145 4): which one sends the first message of its handshake.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Setup {
    Active,
    Passive,
}

impl Setup {
    /// An answer chooses one. All sections are bundled, so the first one speaks for all.
    fn in_answer(answer: &Description) -> Option<Self> {
        let mut lines = answer.sdp.lines().map(str::trim_end);
        lines.find_map(|line| [Self::Active, Self::Passive].into_iter().find(|setup| line == setup.attribute()))
    }

    fn opposite(self) -> Self {
        match self {
            Self::Active => Self::Passive,
            Self::Passive => Self::Active,
        }
    }

    fn attribute(self) -> &'static str {
        match self {
            Self::Active => "a=setup:active",
            Self::Passive => "a=setup:passive",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn received_candidate(ufrag: &str) -> Input {
        Input::Received(Step::Candidate(Candidate {
            candidate: "candidate:1".to_owned(),
            sdp_mid: None,
            sdp_m_line_index: None,
            username_fragment: Some(ufrag.to_owned()),
        }))
    }

    #[test]
    fn a_flood_of_strange_candidates_costs_no_memory() {
        let mut negotiation = Negotiation::new(Role::Answerer, false);
        for number in 0..10_000 {
            assert_eq!(negotiation.handle(received_candidate(&format!("u{number}"))), []);
        }
        assert_eq!(negotiation.held.len(), Negotiation::HELD);
        for _ in 0..100 {
            let _ = negotiation.handle(received_candidate(&"u".repeat(10_000)));
        }
        assert_eq!(negotiation.held.len(), Negotiation::HELD_BYTES / 10_000);
    }
}
