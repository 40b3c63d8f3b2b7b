//! Stories of one end of a connection, as inputs and effects.

mod limits;
mod pulse;
mod restarts;
mod signals;

use std::{fmt::Write as _, time::Duration};

use tincan_core::peer::{Input, Peer, Role, Transport};
use tincan_protocol::{Candidate, ConnectionId, Description, DescriptionType, SignalBody, Step};

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
        let mut story = Self::agreed(polite);
        story.tell(Input::TransportChanged(Transport::Connected));
        story.tell(Input::ChannelOpened);
        story.transcript.clear();
        story
    }

    /// Both descriptions are exchanged, and no path is found yet.
    fn agreed(polite: bool) -> Self {
        let mut story = Self::new(Role::Opener, polite);
        story.tell(Input::NegotiationNeeded);
        story.tell(Input::LocalSet(offer("aaaa")));
        story.tell(Input::Received(description(1, 1, answer("bbbb"))));
        story.tell(Input::RemoteSet);
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
