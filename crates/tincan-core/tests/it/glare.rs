//! Two negotiations over a perfect path: whoever wants what whenever, they agree. Among our own nobody ever takes an offer
//! back; with a side that offers though it did not open, the polite side alone does.

use std::collections::VecDeque;

use proptest::{collection::vec, prelude::*};
use tincan_core::negotiation::{Effect, Input, Negotiation, Role};
use tincan_protocol::{DescriptionType, Step};

use crate::connection::{Event, FakeConnection, SignalingState, origin};

#[derive(Debug, Clone, Copy)]
enum Transition {
    /// The browser is told to.
    RestartIce(usize),
    /// The engine is told to.
    WantRestart(usize),
    Change(usize),
    Event(usize),
    Deliver(usize),
}

fn transition() -> impl Strategy<Value = Transition> {
    prop_oneof![
        1 => (0..2_usize).prop_map(Transition::RestartIce),
        1 => (0..2_usize).prop_map(Transition::WantRestart),
        1 => (0..2_usize).prop_map(Transition::Change),
        3 => (0..2_usize).prop_map(Transition::Event),
        3 => (0..2_usize).prop_map(Transition::Deliver),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn only_the_opener_offers(opener in 0..2_usize, polite in 0..2_usize, transitions in vec(transition(), 0..80)) {
        let ends = [0, 1].map(|end| {
            let role = if end == opener { Role::Opener } else { Role::Answerer };
            End { only_asks: role == Role::Answerer, ..End::new(end, role, end == polite) }
        });
        let ends = run(ends, transitions)?;
        for (number, end) in ends.iter().enumerate() {
            prop_assert_eq!(end.connection.rollbacks(), 0);
            prop_assert!(number == opener || end.offers == 0);
        }
    }

    /// As a program does that knows nothing of asking. `polite` is one side or the other, whoever opened.
    #[test]
    fn the_polite_side_alone_yields(opener in 0..2_usize, polite in 0..2_usize, transitions in vec(transition(), 0..80)) {
        let ends = [0, 1].map(|end| End {
            // What it wants to negotiate before the first offer comes waits.
            waits: end != opener,
            ..End::new(end, Role::Opener, end == polite)
        });
        run(ends, transitions)?;
    }
}

fn run(mut ends: [End; 2], transitions: Vec<Transition>) -> Result<[End; 2], TestCaseError> {
    let mut wires = [VecDeque::new(), VecDeque::new()];
    for transition in transitions {
        match transition {
            Transition::RestartIce(end) => ends[end].connection.restart_ice(),
            Transition::WantRestart(end) => wires[end].extend(ends[end].handle(Input::RestartRequested)),
            // Whoever only asks has nothing that only an offer of its own could tell: its slots are those it was offered.
            Transition::Change(end) if ends[end].only_asks => {}
            Transition::Change(end) => ends[end].connection.change(),
            Transition::Event(end) => wires[end].extend(ends[end].take_event()),
            Transition::Deliver(end) => {
                if let Some(said) = wires[1 - end].pop_front() {
                    wires[end].extend(ends[end].hear(said));
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
            if let Some(said) = wires[1 - end].pop_front() {
                idle = false;
                wires[end].extend(ends[end].hear(said));
            }
        }
        if idle && ends.iter_mut().all(End::has_no_event) {
            break;
        }
    }
    for end in &ends {
        prop_assert!(end.negotiation.is_stable() && end.connection.is_settled());
        prop_assert_eq!(end.connection.candidates_taken(), FakeConnection::CANDIDATES);
        prop_assert_eq!(end.negotiation.asked(), None);
    }
    let [a, b] = ends.each_ref().map(|end| end.connection.current().cloned().unwrap());
    prop_assert_eq!((origin(&a.local), origin(&a.remote)), (origin(&b.remote), origin(&b.local)));
    Ok(ends)
}

/// What goes from one to the other.
#[derive(Debug)]
enum Said {
    Step(Step),
    Ask(String),
}

struct End {
    negotiation: Negotiation,
    connection: FakeConnection,
    polite: bool,
    only_asks: bool,
    waits: bool,
    events: VecDeque<Event>,
    offers: u32,
}

impl End {
    fn new(end: usize, role: Role, polite: bool) -> Self {
        let (negotiation, connection) = (Negotiation::new(role, polite), FakeConnection::new(["a", "b"][end]));
        Self { negotiation, connection, polite, only_asks: false, waits: false, events: VecDeque::new(), offers: 0 }
    }

    fn has_no_event(&mut self) -> bool {
        self.events.extend(self.connection.take_events());
        self.events.is_empty()
    }

    /// Takes the next event of the browser; gives what goes out.
    fn take_event(&mut self) -> Vec<Said> {
        self.events.extend(self.connection.take_events());
        match self.events.pop_front() {
            Some(Event::NegotiationNeeded) if self.waits => Vec::new(),
            Some(Event::NegotiationNeeded) => self.handle(Input::NegotiationNeeded),
            Some(Event::Candidate(candidate)) => vec![Said::Step(Step::Candidate(candidate))],
            None => Vec::new(),
        }
    }

    fn hear(&mut self, said: Said) -> Vec<Said> {
        match said {
            Said::Step(step) => {
                self.waits &= !matches!(step, Step::Description(_));
                self.handle(Input::Received(step))
            }
            Said::Ask(ufrag) if self.negotiation.may_restart_for(&ufrag) => self.handle(Input::RestartRequested),
            Said::Ask(_) => Vec::new(),
        }
    }

    /// Takes one input and performs all that follows; gives what goes out.
    fn handle(&mut self, input: Input) -> Vec<Said> {
        let (mut sent, mut effects) = (Vec::new(), VecDeque::from(self.negotiation.handle(input)));
        while let Some(effect) = effects.pop_front() {
            let result = match effect {
                Effect::SetLocal => {
                    let description = self.connection.set_local();
                    self.offers += u32::from(description.kind == DescriptionType::Offer);
                    Input::LocalSet(description)
                }
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
                Effect::RestartIce => {
                    self.connection.restart_ice();
                    continue;
                }
                Effect::AskForRestart(ufrag) => {
                    sent.push(Said::Ask(ufrag));
                    continue;
                }
                Effect::Send(step) => {
                    sent.push(Said::Step(step));
                    continue;
                }
                Effect::Complain(complaint) => panic!("{complaint:?}"),
            };
            effects.extend(self.negotiation.handle(result));
        }
        sent
    }
}
