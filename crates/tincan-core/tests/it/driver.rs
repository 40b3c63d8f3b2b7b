//! What `tincan-web` does for one connection, without a browser.

use std::{collections::VecDeque, time::Duration};

use tincan_core::peer::{Admission, Effect, Input, Peer, signal_weight};
use tincan_protocol::{PeerMessage, Signal};

use crate::connection::{Event, FakeConnection, origin};

/// A [`Peer`] with its connection: effects are performed one by one, and each result is reported before another
/// input is taken.
#[derive(Debug)]
pub(crate) struct Driver {
    pub(crate) peer: Peer,
    pub(crate) connection: FakeConnection,
    inbox: VecDeque<Input>,
    effects: VecDeque<Effect>,
    /// What the connection refused.
    refusals: Vec<String>,
    /// The other side may be anything.
    suspicious: bool,
}

/// What leaves the driver.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Output {
    Signal(Signal),
    Message(PeerMessage),
    Left,
    Broken,
    Changed,
}

impl Driver {
    /// One end of a connection to an honest other side.
    pub(crate) fn new(peer: Peer, connection: FakeConnection) -> Self {
        let (inbox, effects, refusals) = (VecDeque::new(), VecDeque::new(), Vec::new());
        let mut driver = Self { peer, connection, inbox, effects, refusals, suspicious: false };
        driver.listen();
        driver
    }

    /// The other side need not be honest: of what follows from that nothing is a mistake of ours.
    pub(crate) fn suspect(&mut self) {
        self.suspicious = true;
    }

    /// Something happened; it is taken when everything before it is done.
    pub(crate) fn push(&mut self, input: Input) {
        self.inbox.push_back(input);
    }

    /// Something changed that must be negotiated.
    pub(crate) fn change(&mut self) {
        self.connection.change();
        self.listen();
    }

    /// Its browser alone is told to restart ICE.
    pub(crate) fn restart_ice(&mut self) {
        self.connection.restart_ice();
        self.listen();
    }

    pub(crate) fn is_idle(&self) -> bool {
        self.effects.is_empty() && self.inbox.is_empty()
    }

    /// Performs one effect, or takes the next input if none is left to perform.
    pub(crate) fn step(&mut self, now: Duration) -> Option<Output> {
        let Some(effect) = self.effects.pop_front() else {
            if let Some(input) = self.inbox.pop_front() {
                self.take(now, input);
            }
            return None;
        };
        match effect {
            Effect::SetLocal => {
                let description = self.connection.set_local();
                self.report(now, Input::LocalSet(description));
            }
            Effect::SetRemote(description) => match self.connection.set_remote(description) {
                Ok(()) => self.report(now, Input::RemoteSet),
                Err(why) => self.refused(now, why, Input::DescriptionRefused),
            },
            Effect::AddCandidate(candidate) => {
                if let Err(why) = self.connection.add_candidate(&candidate) {
                    self.refused(now, why, Input::CandidateRefused);
                }
            }
            Effect::RestartIce => self.connection.restart_ice(),
            Effect::Close => assert!(self.suspicious, "an honest side is taken for a flooding one"),
            Effect::SendSignal(signal) => return Some(Output::Signal(signal)),
            Effect::SendMessage(message) => return Some(Output::Message(message)),
            Effect::Left => return Some(Output::Left),
            Effect::Broken => return Some(Output::Broken),
            Effect::Changed => return Some(Output::Changed),
        }
        self.listen();
        None
    }

    /// What must hold of every connection to an honest other side, at any time.
    #[track_caller]
    pub(crate) fn assert_sane(&self) {
        if !self.suspicious {
            assert!(self.refusals.is_empty(), "the browser refused: {:?}", self.refusals);
            assert_eq!(self.connection.rollbacks(), 0, "nobody takes an offer back");
        }
    }

    /// Takes an input, if it may be taken.
    fn take(&mut self, now: Duration, input: Input) {
        let bytes = match &input {
            Input::Received(body) => signal_weight(body),
            Input::ReceivedGarbage(why) => why.len(),
            Input::ChannelReceived(message) => serde_json::to_string(message).expect("a message has a text").len(),
            _ => return self.report(now, input),
        };
        match self.peer.admit(now, bytes) {
            Admission::Admitted => self.report(now, input),
            Admission::Flooded => self.report(now, Input::Flooded),
            Admission::Ignored => {}
        }
    }

    fn report(&mut self, now: Duration, input: Input) {
        self.effects.extend(self.peer.handle(now, input));
    }

    fn refused(&mut self, now: Duration, why: String, input: fn(String) -> Input) {
        self.refusals.push(why.clone());
        self.report(now, input(why));
    }

    /// Whatever the connection fires becomes an input.
    fn listen(&mut self) {
        self.inbox.extend(self.connection.take_events().map(|event| match event {
            Event::NegotiationNeeded => Input::NegotiationNeeded,
            Event::Candidate(candidate) => Input::CandidateGathered(candidate),
        }));
    }
}

/// That both ends agree about what they negotiated and have nothing left to do.
#[track_caller]
pub(crate) fn assert_agreed(a: &Driver, b: &Driver) {
    for end in [a, b] {
        end.assert_sane();
        assert!(end.connection.is_settled(), "not settled: {end:#?}");
        assert_eq!(end.connection.candidates_taken(), FakeConnection::CANDIDATES, "a candidate is missing: {end:#?}");
    }
    let (a, b) = (a.connection.current().unwrap(), b.connection.current().unwrap());
    assert_eq!((origin(&a.local), origin(&a.remote)), (origin(&b.remote), origin(&b.local)));
}
