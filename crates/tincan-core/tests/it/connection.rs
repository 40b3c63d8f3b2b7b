//! A model of `RTCPeerConnection`, as far as negotiation can see it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use tincan_protocol::{Candidate, Description, DescriptionType};

/// Signalling states, implicit rollback, generations of ICE credentials, and when `negotiationneeded` fires.
///
/// It is as strict as the strictest browser: refused are a candidate whose user name fragment it does not know (Firefox), an
/// answer without an offer, and an answer that changes a side's part in the DTLS association (Chromium). Stricter than any: an
/// answer must be to the offer that is open.
#[derive(Debug)]
pub(crate) struct FakeConnection {
    name: String,
    state: SignalingState,
    /// The descriptions of the last exchange that was completed.
    current: Option<Exchange>,
    /// The offer that is open, ours or theirs.
    pending: Option<Description>,
    /// This side's part in the DTLS association, once there is one: `active` or `passive`.
    setup: Option<&'static str>,
    /// `[[LocalIceCredentialsToReplace]]` (webrtc-pc 4.4.1.1).
    to_replace: BTreeSet<String>,
    /// How often something changed that only an offer of our own can tell; how much the open offer tells; how much is agreed.
    changes: u32,
    offered: u32,
    agreed: u32,
    /// `[[NegotiationNeeded]]`.
    negotiation_needed: bool,
    events: VecDeque<Event>,
    rollbacks: u32,
    restarts: u32,
    descriptions_made: u32,
    /// Candidates taken, by user name fragment.
    candidates: BTreeMap<String, u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SignalingState {
    Stable,
    HaveLocalOffer,
    HaveRemoteOffer,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Event {
    NegotiationNeeded,
    Candidate(Candidate),
}

/// Both halves of a completed exchange, as one side has them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Exchange {
    pub(crate) local: Description,
    pub(crate) remote: Description,
}

/// The user name fragments of both sides of one ICE session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Generation {
    pub(crate) local: String,
    pub(crate) remote: String,
}

impl Generation {
    /// The same as the other side sees it.
    pub(crate) fn mirrored(&self) -> Self {
        Self { local: self.remote.clone(), remote: self.local.clone() }
    }
}

impl FakeConnection {
    /// How many candidates each generation has, the one that says "no more" included.
    pub(crate) const CANDIDATES: u32 = 3;

    /// A new connection with its data channel and transceivers made, so that it wants to negotiate. The name must be unique.
    pub(crate) fn new(name: impl Into<String>) -> Self {
        let mut connection = Self {
            name: name.into(),
            state: SignalingState::Stable,
            current: None,
            pending: None,
            setup: None,
            to_replace: BTreeSet::new(),
            changes: 0,
            offered: 0,
            agreed: 0,
            negotiation_needed: false,
            events: VecDeque::new(),
            rollbacks: 0,
            restarts: 0,
            descriptions_made: 0,
            candidates: BTreeMap::new(),
        };
        connection.update_negotiation_needed();
        connection
    }

    pub(crate) fn state(&self) -> SignalingState {
        self.state
    }

    pub(crate) fn current(&self) -> Option<&Exchange> {
        self.current.as_ref()
    }

    /// How often it took back an offer of its own.
    pub(crate) fn rollbacks(&self) -> u32 {
        self.rollbacks
    }

    /// How often it was told to restart ICE.
    pub(crate) fn restarts(&self) -> u32 {
        self.restarts
    }

    pub(crate) fn descriptions_made(&self) -> u32 {
        self.descriptions_made
    }

    pub(crate) fn generation(&self) -> Option<Generation> {
        let Exchange { local, remote } = self.current.as_ref()?;
        Some(Generation { local: ufrag(local), remote: ufrag(remote) })
    }

    /// How many candidates of the generation in force it was given.
    pub(crate) fn candidates_taken(&self) -> u32 {
        self.generation().and_then(|generation| self.candidates.get(&generation.remote).copied()).unwrap_or_default()
    }

    /// Whether it has anything left to negotiate.
    pub(crate) fn is_settled(&self) -> bool {
        self.state == SignalingState::Stable && !self.needs_negotiation()
    }

    /// What happened since the last call.
    pub(crate) fn take_events(&mut self) -> impl Iterator<Item = Event> {
        std::mem::take(&mut self.events).into_iter()
    }

    /// Something changed that only an offer can tell (`addTransceiver`).
    pub(crate) fn change(&mut self) {
        self.changes += 1;
        self.update_negotiation_needed();
    }

    /// `restartIce()` (webrtc-pc 4.4.2).
    pub(crate) fn restart_ice(&mut self) {
        self.restarts += 1;
        self.to_replace.extend(self.current.iter().map(|exchange| ufrag(&exchange.local)));
        if self.state == SignalingState::HaveLocalOffer {
            self.to_replace.extend(self.pending.iter().map(ufrag));
        }
        self.update_negotiation_needed();
    }

    /// `setLocalDescription()` without an argument.
    pub(crate) fn set_local(&mut self) -> Description {
        match self.state {
            SignalingState::Stable | SignalingState::HaveLocalOffer => {
                let ufrag = self.ufrag_in_force().filter(|ufrag| !self.to_replace.contains(ufrag));
                let offer = self.describe(DescriptionType::Offer, ufrag, "actpass", "");
                self.offered = self.changes;
                self.state = SignalingState::HaveLocalOffer;
                self.pending = Some(offer.clone());
                offer
            }
            SignalingState::HaveRemoteOffer => {
                let offer = self.pending.take().expect("an offer is open");
                let restarted = self.current.as_ref().is_none_or(|current| ufrag(&current.remote) != ufrag(&offer));
                let kept = self.ufrag_in_force().filter(|_| !restarted);
                // Asked to choose, Firefox makes itself the active side, whatever it was before.
                let setup = opposite(attribute(&offer, "setup"));
                self.setup = Some(setup);
                let answer = self.describe(DescriptionType::Answer, kept, setup, &origin(&offer));
                self.complete(Exchange { local: answer.clone(), remote: offer });
                answer
            }
        }
    }

    /// `setRemoteDescription(description)`.
    pub(crate) fn set_remote(&mut self, description: Description) -> Result<(), String> {
        if description.ufrags().is_empty() {
            return Err("OperationError: Failed to parse SessionDescription.".to_owned());
        }
        match (description.kind, self.state) {
            (DescriptionType::Offer, state) => {
                if state == SignalingState::HaveLocalOffer {
                    self.rollbacks += 1;
                }
                self.state = SignalingState::HaveRemoteOffer;
                self.pending = Some(description);
            }
            (DescriptionType::Answer, SignalingState::HaveLocalOffer) => {
                let offer = self.pending.clone().expect("an offer is open");
                if attribute(&description, "answers") != origin(&offer) {
                    return Err("an answer to another offer".to_owned());
                }
                let setup = opposite(attribute(&description, "setup"));
                if self.setup.is_some_and(|before| before != setup) {
                    return Err("InvalidAccessError: Failed to set SSL role for the transport.".to_owned());
                }
                self.setup = Some(setup);
                self.agreed = self.offered;
                self.complete(Exchange { local: offer, remote: description });
            }
            (DescriptionType::Answer, state) => return Err(format!("InvalidStateError: an answer in {state:?}")),
        }
        Ok(())
    }

    /// `addIceCandidate(candidate)`.
    pub(crate) fn add_candidate(&mut self, candidate: &Candidate) -> Result<(), String> {
        let current = self.current.as_ref().map(|exchange| &exchange.remote);
        let pending = self.pending.as_ref().filter(|_| self.state == SignalingState::HaveRemoteOffer);
        let known = candidate.username_fragment.clone().unwrap_or_default();
        if !current.into_iter().chain(pending).any(|remote| ufrag(remote) == known) {
            return Err(format!("OperationError: unknown ufrag {known}"));
        }
        *self.candidates.entry(known).or_default() += 1;
        Ok(())
    }

    fn ufrag_in_force(&self) -> Option<String> {
        self.current.as_ref().map(|exchange| ufrag(&exchange.local))
    }

    /// Makes a description, with new ICE credentials if there are none to keep; those are gathered for.
    fn describe(&mut self, kind: DescriptionType, kept: Option<String>, setup: &str, answers: &str) -> Description {
        self.descriptions_made += 1;
        let origin = format!("{}{}", self.name, self.descriptions_made);
        let ufrag = kept.unwrap_or_else(|| {
            let new = format!("u{origin}");
            self.events.extend((1..=Self::CANDIDATES).map(|number| Event::Candidate(candidate(&new, number))));
            new
        });
        let sdp =
            format!("v=0\r\na=origin:{origin}\r\na=answers:{answers}\r\na=setup:{setup}\r\na=ice-ufrag:{ufrag}\r\n");
        Description { kind, sdp }
    }

    /// An answer was applied, theirs or ours.
    fn complete(&mut self, exchange: Exchange) {
        self.state = SignalingState::Stable;
        self.pending = None;
        if !self.to_replace.contains(&ufrag(&exchange.local)) {
            self.to_replace.clear();
        }
        self.current = Some(exchange);
        // webrtc-pc 4.4.1.5: when the state is stable again, the flag is cleared and updated.
        self.negotiation_needed = false;
        self.update_negotiation_needed();
    }

    /// webrtc-pc 4.7.3.1.
    fn update_negotiation_needed(&mut self) {
        if self.state != SignalingState::Stable {
            return;
        }
        let needed = self.needs_negotiation();
        if needed && !self.negotiation_needed {
            self.events.push_back(Event::NegotiationNeeded);
        }
        self.negotiation_needed = needed;
    }

    /// webrtc-pc 4.7.3.2.
    fn needs_negotiation(&self) -> bool {
        self.current.is_none() || self.changes > self.agreed || !self.to_replace.is_empty()
    }
}

fn ufrag(description: &Description) -> String {
    description.ufrags().concat()
}

/// Which description it is.
pub(crate) fn origin(description: &Description) -> String {
    attribute(description, "origin").to_owned()
}

fn attribute<'a>(description: &'a Description, name: &str) -> &'a str {
    let mut attributes = description.sdp.lines().filter_map(|line| line.strip_prefix("a=")?.split_once(':'));
    attributes.find_map(|(found, value)| (found == name).then_some(value)).unwrap_or_default()
}

/// The part in the DTLS association that answers, or is answered by, this one (RFC 4145 4.1).
fn opposite(setup: &str) -> &'static str {
    if setup == "active" { "passive" } else { "active" }
}

fn candidate(ufrag: &str, number: u32) -> Candidate {
    let last = number == FakeConnection::CANDIDATES;
    Candidate {
        candidate: if last { String::new() } else { format!("candidate:{number}") },
        sdp_mid: Some("0".to_owned()),
        sdp_m_line_index: Some(0),
        username_fragment: Some(ufrag.to_owned()),
    }
}
