//! Two peers over paths that lose, repeat and reorder: whatever happens, they settle and agree.

use std::{collections::VecDeque, time::Duration};

use proptest::{collection::vec, prelude::*, sample::Index};
use tincan_core::peer::{Input, Peer, Role, Transport};
use tincan_protocol::{ConnectionId, PeerMessage, Signal};

use crate::{
    connection::{FakeConnection, Generation},
    driver::{Driver, Output, assert_agreed},
};

/// All that can happen to two peers. A number is the end that it happens to, or that the signal comes from.
#[derive(Debug, Clone)]
enum Transition {
    /// It does the next thing that it has to do.
    Step(usize),
    /// A person there, or its policy, wants a restart.
    Restart(usize),
    /// Its browser alone is told to.
    BrowserRestart(usize),
    /// The side that opened has something to offer. The other side never has: its slots are those that it was offered.
    Change,
    /// The server hands over any of the signals under way.
    Deliver(usize, Index),
    Lose(usize, Index),
    Repeat(usize, Index),
    /// The connection comes up and the control channel opens.
    ChannelOpens,
    /// Messages in it are lost.
    ChannelCloses,
    ChannelDelivers(usize),
    /// The network between the two breaks: the control channel keeps what it has.
    TransportBreaks,
    TransportHeals,
    PathRegained(usize),
    Wait(u64),
}

/// All that heals without a path that is regained.
fn transition() -> impl Strategy<Value = Transition> {
    let end = || 0..2_usize;
    prop_oneof![
        12 => end().prop_map(Transition::Step),
        2 => end().prop_map(Transition::Restart),
        1 => end().prop_map(Transition::BrowserRestart),
        1 => Just(Transition::Change),
        8 => (end(), any::<Index>()).prop_map(|(end, index)| Transition::Deliver(end, index)),
        1 => (end(), any::<Index>()).prop_map(|(end, index)| Transition::Repeat(end, index)),
        1 => Just(Transition::ChannelOpens),
        1 => Just(Transition::ChannelCloses),
        4 => end().prop_map(Transition::ChannelDelivers),
        1 => Just(Transition::TransportBreaks),
        1 => Just(Transition::TransportHeals),
        1 => (0..10_000_u64).prop_map(Transition::Wait),
    ]
}

/// What the server's path does when a socket dies.
fn loss() -> impl Strategy<Value = Transition> {
    prop_oneof![
        (0..2_usize, any::<Index>()).prop_map(|(end, index)| Transition::Lose(end, index)),
        (0..2_usize).prop_map(Transition::PathRegained),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn they_settle_and_agree(
        opener in 0..2_usize,
        polite in 0..2_usize,
        transitions in vec(prop_oneof![15 => transition(), 1 => loss()], 0..150),
    ) {
        let mut pair = Pair::new(opener, polite);
        let bound = 40 * (transitions.len() + 5);
        for transition in transitions {
            pair.apply(transition);
        }
        for end in &mut pair.ends {
            end.push(Input::PathRegained);
        }
        pair.drive_bounded(bound);
        pair.assert_content();
    }

    /// As long as the server loses nothing, nobody needs to be told of a path that is back.
    #[test]
    fn a_broken_channel_is_made_up_for(
        opener in 0..2_usize,
        polite in 0..2_usize,
        transitions in vec(transition(), 0..150),
    ) {
        let mut pair = Pair::new(opener, polite);
        let bound = 40 * (transitions.len() + 5);
        for transition in transitions {
            pair.apply(transition);
        }
        pair.drive_bounded(bound);
        pair.assert_content();
    }

    /// The server's path alone, and nothing lost: then nothing needs to be said twice.
    #[test]
    fn a_good_path_needs_no_repetition(opener in 0..2_usize, polite in 0..2_usize, order in vec(0..4_usize, 0..200)) {
        let mut pair = Pair::new(opener, polite);
        for choice in order {
            match choice {
                end @ 0..2 => pair.step(end),
                other => pair.deliver(other - 2, 0),
            }
        }
        pair.drive_bounded(100);
        assert_agreed(&pair.ends[0], &pair.ends[1]);
        // An offer, an answer, and the candidates of both.
        prop_assert_eq!(pair.signals, 2 + 2 * FakeConnection::CANDIDATES as usize);
    }

    /// However often both want it, and in whatever order what they say arrives, one restart is enough.
    #[test]
    fn many_simultaneous_restarts_are_one(
        opener in 0..2_usize,
        polite in 0..2_usize,
        browsers in any::<[bool; 20]>(),
        order in vec(0..4_usize, 0..400),
    ) {
        let mut pair = Pair::new(opener, polite);
        pair.drive_bounded(100);
        let before = pair.signals;
        for by_browser in browsers {
            for end in [0, 1] {
                pair.want_restart(end, by_browser);
            }
        }
        for choice in order {
            match choice {
                end @ 0..2 => pair.step(end),
                other => pair.deliver(other - 2, 0),
            }
        }
        pair.drive_bounded(2000);
        pair.assert_content();
        // The ask, an offer, an answer, and the candidates of both.
        prop_assert_eq!(pair.signals - before, 3 + 2 * FakeConnection::CANDIDATES as usize);
    }
}

struct Pair {
    now: Duration,
    opener: usize,
    ends: [Driver; 2],
    /// The generation that each end wants replaced.
    wanted: [Option<Generation>; 2],
    /// Under way through the server, by the end that sent it.
    wires: [Vec<Signal>; 2],
    /// Under way through the control channel, by the end that sent it.
    channels: [VecDeque<PeerMessage>; 2],
    channel_open: bool,
    transport_good: bool,
    /// How many signals were sent.
    signals: usize,
}

impl Pair {
    fn new(opener: usize, polite: usize) -> Self {
        let end = |end: usize| {
            let role = if end == opener { Role::Opener } else { Role::Answerer };
            let peer = Peer::new(ConnectionId(1), role, end == polite);
            Driver::new(peer, FakeConnection::new(["a", "b"][end]))
        };
        Self {
            now: Duration::ZERO,
            opener,
            ends: [end(0), end(1)],
            wanted: [None, None],
            wires: [Vec::new(), Vec::new()],
            channels: [VecDeque::new(), VecDeque::new()],
            channel_open: false,
            transport_good: false,
            signals: 0,
        }
    }

    fn apply(&mut self, transition: Transition) {
        match transition {
            Transition::Step(end) => self.step(end),
            Transition::Restart(end) => self.want_restart(end, false),
            Transition::BrowserRestart(end) => self.want_restart(end, true),
            Transition::Change => self.ends[self.opener].change(),
            Transition::Deliver(end, index) if !self.wires[end].is_empty() => {
                self.deliver(end, index.index(self.wires[end].len()));
            }
            Transition::Lose(end, index) if !self.wires[end].is_empty() => {
                let index = index.index(self.wires[end].len());
                self.wires[end].remove(index);
            }
            Transition::Repeat(end, index) if !self.wires[end].is_empty() => {
                let again = index.get(&self.wires[end]).clone();
                self.wires[end].push(again);
            }
            Transition::Deliver(..) | Transition::Lose(..) | Transition::Repeat(..) => {}
            Transition::ChannelOpens => {
                if !self.transport_good {
                    self.transport_changed(Transport::Connected);
                }
                if !self.channel_open {
                    self.channel_open = true;
                    self.push_both(&Input::ChannelOpened);
                }
            }
            Transition::ChannelCloses => {
                if std::mem::take(&mut self.channel_open) {
                    self.channels = [VecDeque::new(), VecDeque::new()];
                    self.push_both(&Input::ChannelClosed);
                }
            }
            Transition::ChannelDelivers(end) => self.channel_delivers(end),
            Transition::TransportBreaks if self.transport_good => self.transport_changed(Transport::Disconnected),
            Transition::TransportHeals if !self.transport_good => self.transport_changed(Transport::Connected),
            Transition::TransportBreaks | Transition::TransportHeals => {}
            Transition::PathRegained(end) => self.ends[end].push(Input::PathRegained),
            Transition::Wait(milliseconds) => self.wait_until(self.now + Duration::from_millis(milliseconds)),
        }
        for end in &self.ends {
            end.assert_sane();
        }
    }

    fn want_restart(&mut self, end: usize, by_browser: bool) {
        self.wanted[end] = self.ends[end].connection.generation();
        if by_browser {
            self.ends[end].restart_ice();
        } else {
            self.ends[end].push(Input::RestartRequested);
        }
    }

    fn wait_until(&mut self, then: Duration) {
        self.now = self.now.max(then);
        for end in &mut self.ends {
            if end.peer.deadline().is_some_and(|deadline| deadline <= self.now) {
                end.push(Input::TimePassed);
            }
        }
    }

    fn step(&mut self, end: usize) {
        match self.ends[end].step(self.now) {
            Some(Output::Signal(signal)) => {
                self.signals += 1;
                self.wires[end].push(signal);
            }
            // What is sent before the end knows that the channel closed is lost with it.
            Some(Output::Message(message)) if self.channel_open => self.channels[end].push_back(message),
            // One that has been silent for long is given up, and here nobody makes another.
            Some(Output::Message(_) | Output::Changed | Output::Broken) | None => {}
            Some(Output::Left) => panic!("nobody left"),
        }
    }

    fn deliver(&mut self, end: usize, index: usize) {
        if index < self.wires[end].len() {
            let signal = self.wires[end].remove(index);
            self.ends[1 - end].push(Input::Received(signal.body));
        }
    }

    fn channel_delivers(&mut self, end: usize) {
        if self.transport_good
            && let Some(message) = self.channels[end].pop_front()
        {
            self.ends[1 - end].push(Input::ChannelReceived(message));
        }
    }

    fn transport_changed(&mut self, transport: Transport) {
        self.transport_good = transport == Transport::Connected;
        self.push_both(&Input::TransportChanged(transport));
    }

    fn push_both(&mut self, input: &Input) {
        for end in &mut self.ends {
            end.push(input.clone());
        }
    }

    /// They agree, and whoever wanted a restart has had one.
    #[track_caller]
    fn assert_content(&self) {
        assert_agreed(&self.ends[0], &self.ends[1]);
        for (end, wanted) in self.ends.iter().zip(&self.wanted) {
            assert!(wanted.is_none() || end.connection.generation() != *wanted, "no restart came of it: {end:#?}");
        }
    }

    /// Until nothing is left to do, now or in a minute; two that keep each other busy for ever are caught.
    fn drive_bounded(&mut self, bound: usize) {
        let until = self.now + Duration::from_mins(1);
        self.drive_now(bound);
        let deadline = |pair: &Self| pair.ends.iter().filter_map(|end| end.peer.deadline()).min();
        while let Some(deadline) = deadline(self).filter(|deadline| *deadline <= until) {
            self.wait_until(deadline);
            self.drive_now(bound);
        }
    }

    fn drive_now(&mut self, bound: usize) {
        for _ in 0..bound {
            for end in [0, 1] {
                self.step(end);
                self.deliver(end, 0);
                self.channel_delivers(end);
            }
            let channels_idle = !self.transport_good || self.channels.iter().all(VecDeque::is_empty);
            if self.ends.iter().all(Driver::is_idle) && self.wires.iter().all(Vec::is_empty) && channels_idle {
                return;
            }
        }
        panic!("not quiet after {bound} rounds: {:#?}", self.ends);
    }
}
