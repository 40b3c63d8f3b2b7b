//! Two peers whose channel is late, or brings nothing any more, while the transport says that it is there.

use std::{collections::VecDeque, time::Duration};

use proptest::{collection::vec, prelude::*};
use tincan_core::peer::{ConnectionStatus, Input, Peer, Role, Transport};
use tincan_protocol::{ConnectionId, PeerMessage};

use crate::{
    connection::{FakeConnection, Generation},
    driver::{Driver, Output},
};

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    /// However much later than another each message comes: as long as a question and its answer are back in time, nobody does anything.
    #[test]
    fn what_is_late_is_not_missed(delays in vec(0..2_000_u64, 1..40)) {
        let mut line = Line::new(delays);
        line.run(Duration::from_mins(2));
        prop_assert_eq!(line.broken, 0);
        prop_assert_eq!(line.restarts(), 0);
        for end in &line.ends {
            prop_assert_eq!(end.peer.status(), ConnectionStatus::Connected);
        }
    }

    /// From whatever moment on nothing comes through, in one direction or in both: a restart that helps comes soon, and nothing is given up.
    #[test]
    fn a_restart_helps_where_it_can(delays in vec(0..1_000_u64, 1..40), at in 4_000..20_000_u64, mute in 1..4_u8) {
        let mut line = Line::new(delays);
        line.run(Duration::from_millis(at));
        line.fall_silent(mute);
        line.run(SILENT_FOR + Duration::from_secs(2));
        prop_assert!(line.muted_in.is_none(), "no restart came of it");
        prop_assert_eq!(line.broken, 0);
        line.run(Duration::from_mins(1));
        prop_assert_eq!(line.broken, 0);
        prop_assert_eq!(line.restarts(), 1);
        for end in &line.ends {
            prop_assert_eq!(end.peer.status(), ConnectionStatus::Connected);
        }
    }

    /// Where no restart helps, neither that of the one nor that of the other, both give the connection up.
    #[test]
    fn silence_that_stays_is_given_up_once(delays in vec(0..1_000_u64, 1..40), at in 4_000..20_000_u64, mute in 1..4_u8) {
        let mut line = Line::new(delays);
        line.run(Duration::from_millis(at));
        line.fall_silent(mute);
        line.restarts_help = false;
        line.run(Duration::from_mins(5));
        prop_assert_eq!(line.broken, 2);
        prop_assert!((1..=2).contains(&line.restarts()));
    }
}

/// How long it takes at most until a restart is begun.
const SILENT_FOR: Duration = Peer::PING_EVERY.saturating_add(Peer::ANSWERS_WITHIN).saturating_add(Peer::ASKS_AFTER);

/// Two ends, the channel between them, and the server, which is fast.
struct Line {
    now: Duration,
    ends: [Driver; 2],
    /// Under way in the channel, by the end that sent it, each with when it arrives.
    channels: [VecDeque<(Duration, PeerMessage)>; 2],
    delays: Vec<u64>,
    sent: usize,
    /// The generation of candidates with which the channel brings nothing, and the ends whose messages it loses.
    muted_in: Option<(Option<Generation>, u8)>,
    restarts_help: bool,
    broken: u32,
}

impl Line {
    fn new(delays: Vec<u64>) -> Self {
        let end =
            |role, name| Driver::new(Peer::new(ConnectionId(1), role, role == Role::Opener), FakeConnection::new(name));
        let mut line = Self {
            now: Duration::ZERO,
            ends: [end(Role::Opener, "a"), end(Role::Answerer, "b")],
            channels: [VecDeque::new(), VecDeque::new()],
            delays,
            sent: 0,
            muted_in: None,
            restarts_help: true,
            broken: 0,
        };
        line.settle();
        for end in &mut line.ends {
            end.push(Input::TransportChanged(Transport::Connected));
            end.push(Input::ChannelOpened);
        }
        line.settle();
        line
    }

    fn restarts(&self) -> u32 {
        self.ends.iter().map(|end| end.connection.restarts()).sum()
    }

    fn fall_silent(&mut self, mute: u8) {
        self.muted_in = Some((self.ends[0].connection.generation(), mute));
    }

    /// All that is to be done now is done.
    fn settle(&mut self) {
        while !self.ends.iter().all(Driver::is_idle) {
            for end in [0, 1] {
                match self.ends[end].step(self.now) {
                    Some(Output::Signal(signal)) => self.ends[1 - end].push(Input::Received(signal.body)),
                    Some(Output::Message(message)) => self.send(end, message),
                    Some(Output::Broken) => self.broken += 1,
                    Some(Output::Left) => panic!("nobody left"),
                    Some(Output::Changed) | None => {}
                }
            }
        }
        let generation = self.ends[0].connection.generation();
        if self.restarts_help && self.muted_in.as_ref().is_some_and(|(muted, _)| *muted != generation) {
            self.muted_in = None;
            // Reliable as the channel is, it brings what it had kept.
            for (arrives_at, _) in self.channels.iter_mut().flatten() {
                *arrives_at = self.now;
            }
        }
    }

    fn send(&mut self, end: usize, message: PeerMessage) {
        let delay = self.delays[self.sent % self.delays.len()];
        self.sent += 1;
        let earliest = self.channels[end].back().map_or(Duration::ZERO, |(at, _)| *at);
        self.channels[end].push_back((earliest.max(self.now + Duration::from_millis(delay)), message));
    }

    /// When the next message of this end arrives, if it does.
    fn arrival(&self, end: usize) -> Option<Duration> {
        let muted = self.muted_in.as_ref().is_some_and(|(_, ends)| ends & (1 << end) != 0);
        self.channels[end].front().filter(|_| !muted).map(|(at, _)| *at)
    }

    fn run(&mut self, time: Duration) {
        let until = self.now + time;
        loop {
            self.settle();
            let deadlines = self.ends.iter().map(|end| end.peer.deadline());
            let next = deadlines.chain([self.arrival(0), self.arrival(1)]).flatten().min();
            let Some(next) = next.filter(|next| *next <= until) else { break };
            self.now = self.now.max(next);
            for end in [0, 1] {
                if self.arrival(end).is_some_and(|at| at <= self.now)
                    && let Some((_, message)) = self.channels[end].pop_front()
                {
                    self.ends[1 - end].push(Input::ChannelReceived(message));
                }
                if self.ends[end].peer.deadline().is_some_and(|at| at <= self.now) {
                    self.ends[end].push(Input::TimePassed);
                }
            }
        }
        self.now = until;
    }
}
