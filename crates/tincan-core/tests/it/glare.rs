//! Two negotiations over a perfect path: whoever offers whenever, they agree, and the polite side alone yields.

use std::collections::VecDeque;

use proptest::{collection::vec, prelude::*};
use tincan_core::negotiation::{Effect, Input, Negotiation, Role};
use tincan_protocol::{DescriptionType, Step};

use crate::connection::{Event, FakeConnection, SignalingState, origin};

#[derive(Debug, Clone, Copy)]
enum Transition {
    RestartIce(usize),
    Change(usize),
    Event(usize),
    Deliver(usize),
}

fn transition() -> impl Strategy<Value = Transition> {
    prop_oneof![
        1 => (0..2_usize).prop_map(Transition::RestartIce),
        1 => (0..2_usize).prop_map(Transition::Change),
        3 => (0..2_usize).prop_map(Transition::Event),
        3 => (0..2_usize).prop_map(Transition::Deliver),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn the_polite_side_alone_yields(opener in 0..2_usize, polite in 0..2_usize, transitions in vec(transition(), 0..80)) {
        let mut ends = [0, 1].map(|end| {
            End::new(end, if end == opener { Role::Opener } else { Role::Answerer }, end == polite)
        });
        let mut wires = [VecDeque::new(), VecDeque::new()];
        for transition in transitions {
            match transition {
                Transition::RestartIce(end) => ends[end].connection.restart_ice(),
                Transition::Change(end) => ends[end].connection.change(),
                Transition::Event(end) => wires[end].extend(ends[end].take_event()),
                Transition::Deliver(end) => {
                    if let Some(step) = wires[1 - end].pop_front() {
                        wires[end].extend(ends[end].handle(Input::Received(step)));
                    }
                }
            }
        }
        for round in 0.. {
            prop_assert!(round < 1000, "they never come to rest");
            let mut idle = true;
            for end in [0, 1] {
                let sent = ends[end].take_event();
                idle &= sent.is_empty();
                wires[end].extend(sent);
                if let Some(step) = wires[1 - end].pop_front() {
                    idle = false;
                    wires[end].extend(ends[end].handle(Input::Received(step)));
                }
            }
            if idle {
                break;
            }
        }
        for end in &ends {
            prop_assert!(end.negotiation.is_stable() && end.connection.is_settled());
            prop_assert_eq!(end.connection.candidates_taken(), FakeConnection::CANDIDATES);
        }
        let [a, b] = ends.map(|end| end.connection.current().cloned().unwrap());
        prop_assert_eq!((origin(&a.local), origin(&a.remote)), (origin(&b.remote), origin(&b.local)));
    }
}

struct End {
    negotiation: Negotiation,
    connection: FakeConnection,
    polite: bool,
    events: VecDeque<Event>,
}

impl End {
    fn new(end: usize, role: Role, polite: bool) -> Self {
        let connection = FakeConnection::new(["a", "b"][end]);
        Self { negotiation: Negotiation::new(role, polite), connection, polite, events: VecDeque::new() }
    }

    /// Takes the next event of the browser; gives what goes out.
    fn take_event(&mut self) -> Vec<Step> {
        self.events.extend(self.connection.take_events());
        match self.events.pop_front() {
            Some(Event::NegotiationNeeded) => self.handle(Input::NegotiationNeeded),
            Some(Event::Candidate(candidate)) => vec![Step::Candidate(candidate)],
            None => Vec::new(),
        }
    }

    /// Takes one input and performs all that follows; gives what goes out.
    fn handle(&mut self, input: Input) -> Vec<Step> {
        let (mut sent, mut effects) = (Vec::new(), VecDeque::from(self.negotiation.handle(input)));
        while let Some(effect) = effects.pop_front() {
            let result = match effect {
                Effect::SetLocal => Input::LocalSet(self.connection.set_local()),
                Effect::SetRemote { description, rolls_back } => {
                    let takes_back = description.kind == DescriptionType::Offer
                        && self.connection.state() == SignalingState::HaveLocalOffer;
                    assert_eq!(rolls_back, takes_back);
                    assert!(self.polite || !rolls_back, "only the polite side takes its offer back");
                    self.connection.set_remote(description).expect("a description that fits");
                    Input::RemoteSet
                }
                Effect::AddCandidate(candidate) => {
                    self.connection.add_candidate(&candidate).expect("a candidate that fits");
                    continue;
                }
                Effect::Send(step) => {
                    sent.push(step);
                    continue;
                }
                Effect::Complain(complaint) => panic!("{complaint:?}"),
            };
            effects.extend(self.negotiation.handle(result));
        }
        sent
    }
}
