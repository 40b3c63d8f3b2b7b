//! People in one room of the real server: whatever the world does to them, once it is calm each sees exactly the others,
//! over one connection each.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use proptest::{collection::vec, prelude::*};
use serde_json::json;
use tincan_core::{peer::PeerProblem, room::RoomStatus};
use tincan_protocol::{ConnectionId, MemberId, OpaqueSignal};

use crate::{
    driver,
    world::{NoticedBy, World},
};

/// All that the world can do. People are numbers.
#[derive(Debug, Clone)]
enum Transition {
    Join(usize),
    Leave(usize),
    /// The page goes without a word; the server notices now or later.
    Crash(usize, bool),
    /// The same, and the page is there again.
    Reload(usize, bool),
    Retry(usize, usize),
    Cut(usize, NoticedBy),
    SocketsFail(usize),
    SocketsWork(usize),
    ServerRestarts,
    ServerStops,
    ServerStarts,
    PathBreaks(usize, usize),
    PathHeals(usize, usize),
    NetworkLost(usize),
    NetworkBack(usize),
    Garbage(usize, usize, Garbage),
    /// Some of what is ready happens.
    Steps(Vec<u8>),
    /// Time goes on to the next moment at which something is due, without anything under way getting anywhere.
    Tick,
    /// Time passes, and all that is ready happens.
    Wait(u64),
}

/// What no honest page sends.
#[derive(Debug, Clone, Copy)]
enum Garbage {
    NoObject,
    UnknownType,
    /// About a connection that nobody opened.
    Sync,
    Step,
    Reset,
}

impl Garbage {
    fn signal(self) -> OpaqueSignal {
        let candidate = json!({ "candidate": { "candidate": "candidate:0" } });
        match self {
            Self::NoObject => json!(["<script>", 1, null]),
            Self::UnknownType => json!({ "connection": 0, "type": "of tomorrow" }),
            Self::Sync => json!({ "connection": 0, "type": "sync", "ack": u32::MAX }),
            Self::Step => json!({ "connection": 0, "type": "step", "seq": 1, "ack": 3, "step": candidate }),
            Self::Reset => json!({ "connection": 0, "type": "reset" }),
        }
        .into()
    }
}

/// All that can happen.
fn anything(people: usize) -> impl Strategy<Value = Transition> {
    let person = move || 0..people;
    let two = move || (0..people, 1..people).prop_map(move |(a, ahead)| (a, (a + ahead) % people));
    let garbage = prop_oneof![
        Just(Garbage::NoObject),
        Just(Garbage::UnknownType),
        Just(Garbage::Sync),
        Just(Garbage::Step),
        Just(Garbage::Reset),
    ];
    prop_oneof![
        20 => socket_trouble(people),
        1 => person().prop_map(Transition::Leave),
        1 => (person(), any::<bool>()).prop_map(|(person, noticed)| Transition::Crash(person, noticed)),
        1 => (person(), any::<bool>()).prop_map(|(person, noticed)| Transition::Reload(person, noticed)),
        2 => two().prop_map(|(a, b)| Transition::Retry(a, b)),
        1 => Just(Transition::ServerStops),
        1 => Just(Transition::ServerStarts),
        1 => two().prop_map(|(a, b)| Transition::PathBreaks(a, b)),
        1 => two().prop_map(|(a, b)| Transition::PathHeals(a, b)),
        1 => person().prop_map(Transition::NetworkLost),
        1 => person().prop_map(Transition::NetworkBack),
        1 => (two(), garbage).prop_map(|((a, b), garbage)| Transition::Garbage(a, b, garbage)),
    ]
}

/// Nothing but what a server and its sockets can do to people.
fn socket_trouble(people: usize) -> impl Strategy<Value = Transition> {
    let noticed =
        prop_oneof![Just(NoticedBy::Both), Just(NoticedBy::Page), Just(NoticedBy::Server), Just(NoticedBy::Nobody),];
    prop_oneof![
        3 => (0..people).prop_map(Transition::Join),
        3 => (0..people, noticed).prop_map(|(person, noticed)| Transition::Cut(person, noticed)),
        1 => (0..people).prop_map(Transition::SocketsFail),
        1 => (0..people).prop_map(Transition::SocketsWork),
        1 => Just(Transition::ServerRestarts),
        8 => vec(any::<u8>(), 1..20).prop_map(Transition::Steps),
        5 => Just(Transition::Tick),
        2 => (0..40_000_u64).prop_map(Transition::Wait),
    ]
}

/// Nothing but people who cannot wait.
fn impatience(people: usize) -> impl Strategy<Value = Transition> {
    let two = (0..people, 1..people).prop_map(move |(a, ahead)| (a, (a + ahead) % people));
    prop_oneof![
        2 => (0..people).prop_map(Transition::Join),
        4 => two.prop_map(|(a, b)| Transition::Retry(a, b)),
        1 => (0..people).prop_map(|person| Transition::Cut(person, NoticedBy::Both)),
        8 => vec(any::<u8>(), 1..20).prop_map(Transition::Steps),
        1 => (0..1_000_u64).prop_map(Transition::Wait),
    ]
}

/// How many people, in which order things happen, and what the world does.
type Course = (usize, u64, Vec<Transition>);

fn course<S: Strategy<Value = Transition>>(transition: fn(usize) -> S) -> impl Strategy<Value = Course> {
    let people = prop_oneof![3 => 2..=3_usize, 1 => 4..=5_usize];
    people.prop_flat_map(move |people| (Just(people), any::<u64>(), vec(transition(people), 0..60)))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn each_sees_exactly_the_others((people, order, transitions) in course(anything)) {
        run(people, order, &transitions);
    }

    #[test]
    fn sockets_may_do_what_they_like((people, order, transitions) in course(socket_trouble)) {
        run(people, order, &transitions);
    }

    #[test]
    fn anybody_may_retry_at_any_time((people, order, transitions) in course(impatience)) {
        run(people, order, &transitions);
    }
}

#[test]
fn a_restart_of_the_server_touches_no_call() {
    let mut simulation = Simulation::in_a_call(3);
    simulation.apply(&Transition::ServerStops);
    simulation.apply(&Transition::Wait(90_000));
    assert_eq!(simulation.untouchable.len(), 3);
    simulation.calm_down();
}

#[test]
fn who_is_lost_to_the_server_is_still_in_the_call() {
    let mut simulation = Simulation::in_a_call(3);
    simulation.apply(&Transition::SocketsFail(1));
    simulation.apply(&Transition::Wait(90_000));
    let others: Vec<&MemberId> = simulation.world.page(0).unwrap().room.members().map(|member| &member.id).collect();
    assert!(others.contains(&simulation.id(1)));
    assert_eq!(simulation.untouchable.len(), 3);
    simulation.calm_down();
}

#[test]
fn who_is_lost_to_the_server_and_then_gone_leaves_no_ghost() {
    let mut simulation = Simulation::in_a_call(3);
    simulation.apply(&Transition::SocketsFail(1));
    simulation.apply(&Transition::Wait(90_000));
    simulation.apply(&Transition::Crash(1, false));
    simulation.calm_down();
}

#[test]
fn who_reloads_leaves_no_ghost_while_the_server_is_away() {
    let mut simulation = Simulation::in_a_call(3);
    simulation.apply(&Transition::ServerStops);
    simulation.apply(&Transition::Reload(2, false));
    simulation.apply(&Transition::Wait(5_000));
    simulation.calm_down();
}

fn run(people: usize, order: u64, transitions: &[Transition]) {
    let mut simulation = Simulation::new(people, order);
    for transition in transitions {
        simulation.apply(transition);
    }
    simulation.calm_down();
}

/// The world, and what ought to be true of it.
struct Simulation {
    world: World,
    /// Who has a page in the room.
    present: BTreeSet<usize>,
    /// Connections that were up, with nothing having happened since but to sockets: they may not be touched.
    untouchable: BTreeMap<(usize, usize), ConnectionId>,
    people: usize,
}

impl Simulation {
    /// Longer than any wait, grace period and heartbeat in a row.
    const LONG: Duration = Duration::from_secs(240);

    fn new(people: usize, order: u64) -> Self {
        Self { world: World::new(people, order), present: BTreeSet::new(), untouchable: BTreeMap::new(), people }
    }

    /// Everybody is in, and connected to everybody.
    fn in_a_call(people: usize) -> Self {
        let mut simulation = Self::new(people, 0);
        for person in 0..people {
            simulation.apply(&Transition::Join(person));
        }
        simulation.apply(&Transition::Wait(1000));
        assert_eq!(simulation.untouchable.len(), people * (people - 1) / 2);
        simulation
    }

    fn apply(&mut self, transition: &Transition) {
        match *transition {
            Transition::Join(person) => {
                if self.present.insert(person) {
                    self.world.join(person);
                }
            }
            Transition::Leave(person) => {
                self.gone(person);
                self.world.leave(person);
            }
            Transition::Crash(person, noticed) => {
                self.gone(person);
                self.world.crash(person, noticed);
            }
            Transition::Reload(person, noticed) => {
                if self.gone(person) {
                    self.world.crash(person, noticed);
                    self.world.join(person);
                    self.present.insert(person);
                }
            }
            Transition::Retry(person, other) => {
                self.touch(person, other);
                self.world.retry(person, other);
            }
            Transition::Cut(person, noticed) => self.world.cut(person, noticed),
            Transition::SocketsFail(person) => self.world.sockets_fail(person),
            Transition::SocketsWork(person) => self.world.sockets_work(person),
            Transition::ServerRestarts => {
                self.world.server_stops();
                self.world.server_starts();
            }
            Transition::ServerStops => self.world.server_stops(),
            Transition::ServerStarts => self.world.server_starts(),
            Transition::PathBreaks(a, b) => {
                self.touch(a, b);
                self.world.path_breaks(a, b);
            }
            Transition::PathHeals(a, b) => self.world.path_heals(a, b),
            Transition::NetworkLost(person) => {
                self.touch_all(person);
                self.world.network_lost(person);
            }
            Transition::NetworkBack(person) => self.world.network_back(person),
            Transition::Garbage(person, other, garbage) => self.world.send_garbage(person, other, garbage.signal()),
            Transition::Steps(ref choices) => {
                self.world.steps(choices);
                self.touch_silent();
            }
            Transition::Tick => {
                self.world.tick();
                self.touch_silent();
            }
            Transition::Wait(milliseconds) => {
                self.world.wait(Duration::from_millis(milliseconds));
                self.note_connections();
            }
        }
        self.assert_untouched();
    }

    /// Everything is mended and time goes by: now the model and the world must agree.
    fn calm_down(&mut self) {
        self.world.calm();
        self.world.wait(Self::LONG);
        self.assert_untouched();
        for &person in &self.present {
            self.assert_sees_the_others(person);
        }
        let signals = self.world.signals;
        self.world.wait(Self::LONG);
        assert_eq!(self.world.signals, signals, "they have nothing to say to each other any more");
    }

    #[track_caller]
    fn assert_sees_the_others(&self, person: usize) {
        let page = self.world.page(person).expect("who is present has a page");
        assert_eq!(page.room.status(), RoomStatus::Joined, "person {person}");
        let others: Vec<usize> = self.present.iter().copied().filter(|other| *other != person).collect();
        let expected: BTreeSet<&MemberId> = others.iter().map(|other| self.id(*other)).collect();
        let seen: Vec<&MemberId> = page.room.members().map(|member| &member.id).collect();
        assert_eq!(seen.len(), expected.len(), "person {person} sees {seen:?}, and not just {expected:?}");
        assert_eq!(seen.into_iter().collect::<BTreeSet<_>>(), expected, "seen by person {person}");
        assert!(page.room.members().all(|member| member.online), "person {person} thinks that somebody is away");
        assert_eq!(page.lines.keys().collect::<BTreeSet<_>>(), expected, "connections of person {person}");
        for other in others {
            self.assert_connected(person, other);
        }
    }

    #[track_caller]
    fn assert_connected(&self, a: usize, b: usize) {
        let (a_page, b_page) = (self.world.page(a).unwrap(), self.world.page(b).unwrap());
        let connection = a_page.room.connection(self.id(b));
        assert!(connection.is_some(), "{a} has no connection to {b}");
        assert_eq!(connection, b_page.room.connection(self.id(a)), "{a} and {b} mean different connections");
        let (a_line, b_line) = (&a_page.lines[self.id(b)], &b_page.lines[self.id(a)]);
        assert_eq!(connection, Some(a_line.driver.peer.connection()));
        driver::assert_agreed(&a_line.driver, &b_line.driver);
        assert!(a_line.is_connected(), "{a} is not connected to {b}: {a_line:#?}");
        let problem = a_line.driver.peer.problem();
        assert!(matches!(problem, None | Some(PeerProblem::BadSignal(_))), "{problem:?}");
    }

    /// Nobody is to touch the connections that are up on both sides now.
    fn note_connections(&mut self) {
        for a in 0..self.people {
            for b in a + 1..self.people {
                if let Some(connection) = self.connected(a, b) {
                    self.untouchable.insert((a, b), connection);
                }
            }
        }
    }

    #[track_caller]
    fn assert_untouched(&self) {
        for (&(a, b), &connection) in &self.untouchable {
            for (a, b) in [(a, b), (b, a)] {
                let kept = self.world.page(a).and_then(|page| page.room.connection(self.id(b)));
                assert_eq!(kept, Some(connection), "{a} touched the connection to {b}");
            }
        }
    }

    fn connected(&self, a: usize, b: usize) -> Option<ConnectionId> {
        let (a_page, b_page) = (self.world.page(a)?, self.world.page(b)?);
        let a_line = a_page.lines.get(b_page.room.you()?)?;
        let b_line = b_page.lines.get(a_page.room.you()?)?;
        let connection = a_line.driver.peer.connection();
        let same = connection == b_line.driver.peer.connection();
        (same && a_line.is_connected() && b_line.is_connected()).then_some(connection)
    }

    fn id(&self, person: usize) -> &MemberId {
        self.world.page(person).and_then(|page| page.room.you()).expect("who is in has an id")
    }

    fn touch(&mut self, a: usize, b: usize) {
        self.untouchable.remove(&(a.min(b), a.max(b)));
    }

    /// Where time goes on and nothing gets anywhere, the connections themselves are silent.
    fn touch_silent(&mut self) {
        let silent = |(a, b): &(usize, usize)| self.connected(*a, *b).is_none();
        let silent: Vec<_> = self.untouchable.keys().copied().filter(silent).collect();
        silent.into_iter().for_each(|(a, b)| self.touch(a, b));
    }

    fn touch_all(&mut self, person: usize) {
        self.untouchable.retain(|(a, b), _| *a != person && *b != person);
    }

    fn gone(&mut self, person: usize) -> bool {
        self.touch_all(person);
        self.present.remove(&person)
    }
}
