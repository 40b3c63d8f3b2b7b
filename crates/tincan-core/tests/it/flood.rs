//! A member that is not honest: whatever it sends, and however fast, what it makes us do is bounded in any time.

use std::time::Duration;

use proptest::{collection::vec, prelude::*};
use tincan_core::{
    link::{Attempts, Verdict},
    negotiation::Role,
    peer::{Input, Peer, PeerProblem, Transport},
};
use tincan_protocol::{
    Candidate, ConnectionId, Description, DescriptionType, OpaqueSignal, PeerMessage, Presence, Signal, SignalBody,
    Step,
};

use crate::{
    connection::FakeConnection,
    driver::{Driver, Output},
    media::Line,
    world::World,
};

/// What somebody may send who means harm.
#[derive(Debug, Clone)]
enum Attack {
    /// Of the number that is expected, so many of them.
    Offers(u32),
    Answers(u32),
    Candidates(u32, usize),
    /// Ahead of what is expected.
    Early(u32, usize),
    Syncs(u32, u32),
    /// For whatever generation we are in.
    Asks(u32),
    Garbage(u32),
    Messages(u32),
    /// Nothing; for so many milliseconds.
    Wait(u64),
}

fn attack() -> impl Strategy<Value = Attack> {
    let number = || prop_oneof![3 => 1..10_u32, 1 => 100..400_u32];
    let size = || prop_oneof![3 => 0..300_usize, 1 => Just(200_000)];
    prop_oneof![
        1 => number().prop_map(Attack::Offers),
        1 => number().prop_map(Attack::Answers),
        1 => (number(), size()).prop_map(|(number, size)| Attack::Candidates(number, size)),
        1 => (number(), size()).prop_map(|(number, size)| Attack::Early(number, size)),
        1 => (number(), 0..5_u32).prop_map(|(number, ack)| Attack::Syncs(number, ack)),
        1 => number().prop_map(Attack::Asks),
        1 => number().prop_map(Attack::Garbage),
        1 => number().prop_map(Attack::Messages),
        2 => (1..20_000_u64).prop_map(Attack::Wait),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn what_one_connection_may_cost_is_bounded(opener: bool, attacks in vec(attack(), 1..60)) {
        let mut victim = Victim::new(if opener { Role::Opener } else { Role::Answerer });
        for attack in attacks {
            victim.suffer(&attack);
        }
        let seconds = victim.now.as_secs() + 1;
        // Offers and asks each make us negotiate; we ourselves begin with one, and look for new paths now and then.
        // And an offer that crosses ours makes us offer again.
        let negotiations = 2 * (10 + seconds) + (5 + seconds / 5) + (2 + seconds / 8);
        let descriptions = u64::from(victim.driver.connection.descriptions_made());
        prop_assert!(descriptions <= negotiations, "{descriptions} descriptions in {seconds} s");
        let restarts = u64::from(victim.driver.connection.restarts());
        prop_assert!(restarts <= (5 + seconds / 5) + (2 + seconds / 8), "{restarts} restarts in {seconds} s");
        let candidates = u64::from(FakeConnection::CANDIDATES);
        let signals = negotiations * (1 + candidates) + (300 + 20 * seconds) + (600 + 50 * seconds);
        prop_assert!(victim.signals <= signals, "{} signals in {seconds} s", victim.signals);
        prop_assert!(victim.changes <= 600 + 50 * seconds, "{} changes in {seconds} s", victim.changes);
    }

    #[test]
    fn what_attempts_may_cost_is_bounded(signals in vec((0..3_000_u64, 0..4_u8), 1..300)) {
        let mut attempts = Attempts::default();
        let (mut now, mut opened, mut refused) = (Duration::ZERO, 0_u64, 0_u64);
        for (number, (wait, kind)) in (1_000_u32..).zip(signals) {
            now += Duration::from_millis(if wait < 2_000 { 0 } else { wait });
            let id = match kind {
                0 | 1 => ConnectionId(number),
                _ => attempts.current().unwrap_or(ConnectionId(1)),
            };
            let body = match kind {
                0 => step(1, DescriptionType::Offer),
                1 => SignalBody::Sync { ack: 0 },
                2 => SignalBody::Reset,
                _ => SignalBody::RestartWanted { ufrag: String::new() },
            };
            match attempts.judge(now, true, &Signal { connection: id, body }) {
                Verdict::Accept => {
                    opened += 1;
                    attempts.begin(id, Role::Answerer);
                }
                Verdict::Reopen => {
                    opened += 1;
                    attempts.begin(ConnectionId(number + 1_000_000), Role::Opener);
                }
                Verdict::Refuse => refused += 1,
                Verdict::Deliver | Verdict::Insist | Verdict::Overrun | Verdict::Ignore => {}
            }
        }
        prop_assert!(opened <= 11 + now.as_secs() / 6, "{opened} connections in {now:?}");
        prop_assert!(refused <= 21 + now.as_secs(), "{refused} resets in {now:?}");
    }
}

#[test]
fn a_member_that_opens_without_end_costs_nobody_else() {
    let mut world = in_a_call();
    let lines = world.lines_made();
    let call = connection(&world, 0, 1);
    for number in 0..500 {
        world.send_garbage(
            2,
            0,
            OpaqueSignal::new(&Signal { connection: ConnectionId(number), body: step(1, DescriptionType::Offer) }),
        );
        world.wait(Duration::from_millis(2));
    }
    // What one side opens, and what the other opens because of it.
    let most = u64::from(2 * Attempts::OPENINGS);
    assert!(world.lines_made() - lines <= most, "{} connections were made", world.lines_made() - lines);
    assert_flooding(&world, 0, 2);
    assert_eq!(connection(&world, 0, 1), call);
    // In the end it comes as anybody does.
    world.crash(2, true);
    world.join(2);
    world.wait(Duration::from_mins(2));
    for (a, b) in [(0, 1), (0, 2), (1, 2)] {
        assert!(is_connected(&world, a, b) && is_connected(&world, b, a), "{a} and {b}");
    }
    assert_eq!(connection(&world, 0, 1), call);
}

#[test]
fn a_member_that_sends_without_end_is_shut_out() {
    let mut world = in_a_call();
    let call = connection(&world, 0, 1);
    let hostile = connection(&world, 0, 2);
    for ack in 0..1000 {
        world.send_garbage(2, 0, OpaqueSignal::new(&Signal { connection: hostile, body: SignalBody::Sync { ack } }));
        world.wait(Duration::from_millis(2));
    }
    assert_flooding(&world, 0, 2);
    assert!(!is_connected(&world, 0, 2));
    assert_eq!(connection(&world, 0, 1), call);
    assert!(is_connected(&world, 0, 1) && is_connected(&world, 1, 0));
}

/// Three people are in a call, and any of them may turn out to be hostile.
fn in_a_call() -> World {
    let mut world = World::new(3, 1);
    world.suspect();
    for person in 0..3 {
        world.join(person);
    }
    world.wait(Duration::from_secs(1));
    assert!(is_connected(&world, 0, 1) && is_connected(&world, 0, 2) && is_connected(&world, 1, 2));
    world
}

fn line(world: &World, person: usize, other: usize) -> &Line {
    let other = world.page(other).and_then(|page| page.room.you()).expect("who is in has an id");
    &world.page(person).expect("who is in has a page").lines[other]
}

fn connection(world: &World, person: usize, other: usize) -> ConnectionId {
    line(world, person, other).driver.peer.connection()
}

fn is_connected(world: &World, person: usize, other: usize) -> bool {
    line(world, person, other).is_connected()
}

#[track_caller]
fn assert_flooding(world: &World, person: usize, other: usize) {
    assert_eq!(line(world, person, other).driver.peer.problem(), Some(&PeerProblem::Flooding));
}

/// One end, and what it is made to do.
struct Victim {
    now: Duration,
    driver: Driver,
    /// The last number that was used.
    seq: u32,
    signals: u64,
    changes: u64,
}

impl Victim {
    fn new(role: Role) -> Self {
        let peer = Peer::new(ConnectionId(1), role, role.is_polite());
        let driver = Driver::new(peer, FakeConnection::new("v"));
        let mut victim = Self { now: Duration::ZERO, driver, seq: 0, signals: 0, changes: 0 };
        victim.driver.suspect();
        victim.driver.push(Input::TransportChanged(Transport::Connected));
        victim.driver.push(Input::ChannelOpened);
        victim.settle();
        victim
    }

    fn suffer(&mut self, attack: &Attack) {
        match *attack {
            Attack::Offers(number) => self.describe(number, DescriptionType::Offer),
            Attack::Answers(number) => self.describe(number, DescriptionType::Answer),
            Attack::Candidates(number, size) => {
                for _ in 0..number {
                    self.seq += 1;
                    self.hear(SignalBody::Step { seq: self.seq, ack: 0, step: candidate(size) });
                }
            }
            Attack::Early(number, size) => {
                for ahead in 0..number {
                    self.hear(SignalBody::Step { seq: self.seq + 2 + ahead, ack: 0, step: candidate(size) });
                }
            }
            Attack::Syncs(number, ack) => (0..number).for_each(|_| self.hear(SignalBody::Sync { ack })),
            Attack::Asks(number) => {
                for _ in 0..number {
                    let ufrag = self.driver.connection.generation().map(|generation| generation.local);
                    self.hear(SignalBody::RestartWanted { ufrag: ufrag.unwrap_or_default() });
                }
            }
            Attack::Garbage(number) => {
                for number in 0..number {
                    self.suffer_input(Input::ReceivedGarbage(format!("garbage {number}")));
                }
            }
            Attack::Messages(number) => {
                for number in 0..number {
                    let presence = Presence { camera: number % 2 == 0, ..Presence::default() };
                    self.suffer_input(Input::ChannelReceived(PeerMessage::Presence(presence)));
                }
            }
            Attack::Wait(milliseconds) => {
                let until = self.now + Duration::from_millis(milliseconds);
                while let Some(deadline) = self.driver.peer.deadline().filter(|deadline| *deadline <= until) {
                    self.now = self.now.max(deadline);
                    self.suffer_input(Input::TimePassed);
                }
                self.now = until;
            }
        }
    }

    fn describe(&mut self, number: u32, kind: DescriptionType) {
        for _ in 0..number {
            self.seq += 1;
            self.hear(step(self.seq, kind));
        }
    }

    fn hear(&mut self, body: SignalBody) {
        self.suffer_input(Input::Received(body));
    }

    fn suffer_input(&mut self, input: Input) {
        self.driver.push(input);
        self.settle();
    }

    fn settle(&mut self) {
        while !self.driver.is_idle() {
            match self.driver.step(self.now) {
                Some(Output::Signal(_)) => self.signals += 1,
                Some(Output::Changed) => self.changes += 1,
                Some(Output::Message(_) | Output::Left | Output::Broken) | None => {}
            }
        }
    }
}

fn step(seq: u32, kind: DescriptionType) -> SignalBody {
    let sdp = format!("v=0\r\na=origin:x{seq}\r\na=setup:actpass\r\na=ice-ufrag:x{seq}\r\n");
    SignalBody::Step { seq, ack: 0, step: Step::Description(Description { kind, sdp }) }
}

fn candidate(size: usize) -> Step {
    Step::Candidate(Candidate {
        candidate: "x".repeat(size),
        sdp_mid: None,
        sdp_m_line_index: None,
        username_fragment: Some("nobody's".to_owned()),
    })
}
