//! The steps of the negotiation, as fast as the browser takes them.

use std::time::Duration;

use tincan_protocol::{DescriptionType, Step};

use super::{Effect, Peer, PeerProblem};
use crate::negotiation::{self, Complaint};

impl Peer {
    /// Takes the next things that waited for the negotiation to be able to take them.
    pub(super) fn negotiate_further(&mut self, now: Duration) -> Vec<Effect> {
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

    pub(super) fn negotiate(&mut self, now: Duration, input: negotiation::Input) -> Vec<Effect> {
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
}
