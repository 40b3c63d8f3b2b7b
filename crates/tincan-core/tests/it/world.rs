//! Several pages, the network between them, and the real server's rooms, in virtual time.

mod running;

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    time::Duration,
};

use tincan_core::room::{Config, Input, Room, RoomStatus};
use tincan_protocol::{ClientMessage, MemberId, OpaqueSignal, PageId, PeerMessage, ServerMessage, SessionId};
use tincan_server::rooms::{Rooms, RoomsOptions, SocketId};

use crate::media::Line;

/// The world. A person is a number; they have at most one page.
#[derive(Debug)]
pub(crate) struct World {
    now: Duration,
    /// None while it is stopped.
    server: Option<Rooms>,
    sockets: BTreeMap<SocketId, Socket>,
    sockets_made: u64,
    pages: Vec<Option<Page>>,
    pages_made: u64,
    lines_made: u64,
    /// Nobody need be honest.
    suspicious: bool,
    /// Pairs (smaller number first) between whom nothing gets through directly.
    broken: BTreeSet<(usize, usize)>,
    /// People whose whole network is away.
    offline: BTreeSet<usize>,
    /// People who do not get through to the server, though to each other.
    cut_off: BTreeSet<usize>,
    /// In which order things happen that could happen in any.
    order: u64,
    /// How many signals went through the server.
    pub(crate) signals: usize,
}

/// One page in the room.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) room: Room,
    pub(crate) lines: BTreeMap<MemberId, Line>,
    socket: Link,
    /// When it notices that nobody is heard any more.
    quiet_at: Option<Duration>,
    hears: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Link {
    None,
    Opening,
    Open(SocketId),
}

/// One WebSocket, with what is under way on it.
#[derive(Debug)]
struct Socket {
    person: usize,
    /// Whether the page, the server, think that it is open.
    page_end: bool,
    server_end: bool,
    /// Nothing gets through any more.
    dead: bool,
    /// When the server's heartbeat finds out about that.
    server_notices: Option<Duration>,
    up: VecDeque<Up>,
    down: VecDeque<Down>,
}

#[derive(Debug)]
enum Up {
    Message(ClientMessage),
    Closed,
}

#[derive(Debug)]
enum Down {
    Message(ServerMessage),
    Closed,
}

/// Who finds out at once that a socket is cut. Who does not, finds out by a heartbeat.
#[derive(Debug, Clone, Copy)]
pub(crate) enum NoticedBy {
    Both,
    Page,
    Server,
    Nobody,
}

/// One thing that is ready to happen.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Action {
    /// The page's socket opens, or does not.
    Open(usize),
    /// The server takes what comes first on this socket.
    ServerTakes(SocketId),
    /// The page takes what comes first on this socket.
    PageTakes(SocketId),
    /// A connection does its next thing.
    Step(usize, MemberId),
}

impl World {
    /// How long the server takes to notice a dead socket.
    const SERVER_NOTICES_AFTER: Duration = Duration::from_secs(20);
    /// So much can happen at one moment before it is called a ping-pong.
    const BOUND: usize = 20_000;

    pub(crate) fn new(people: usize, order: u64) -> Self {
        Self {
            now: Duration::ZERO,
            server: Some(Rooms::new(RoomsOptions::default())),
            sockets: BTreeMap::new(),
            sockets_made: 0,
            pages: (0..people).map(|_| None).collect(),
            pages_made: 0,
            lines_made: 0,
            suspicious: false,
            broken: BTreeSet::new(),
            offline: BTreeSet::new(),
            cut_off: BTreeSet::new(),
            order,
            signals: 0,
        }
    }

    pub(crate) fn page(&self, person: usize) -> Option<&Page> {
        self.pages[person].as_ref()
    }

    /// How many connections were ever made.
    pub(crate) fn lines_made(&self) -> u64 {
        self.lines_made
    }

    /// From now on anybody may turn out not to be honest, and to make what comes of that is no mistake.
    pub(crate) fn suspect(&mut self) {
        self.suspicious = true;
    }

    /// Who in this world that is.
    fn person(&self, id: &MemberId) -> Option<usize> {
        self.pages.iter().position(|page| page.as_ref().is_some_and(|page| page.room.you() == Some(id)))
    }

    /// A page is opened, and its person wants to come in.
    pub(crate) fn join(&mut self, person: usize) {
        self.pages_made += 1;
        let config = Config {
            room: "simulation".parse().unwrap(),
            session: SessionId::from_bytes([u8::try_from(person).unwrap(); 16]),
            page: PageId::from_bytes(u128::from(self.pages_made).to_be_bytes()),
            sealed: false,
            seed: self.pages_made,
            key: None,
        };
        self.pages[person] = Some(Page {
            room: Room::new(config),
            lines: BTreeMap::new(),
            socket: Link::None,
            quiet_at: None,
            hears: false,
        });
        // Half of them wait in front of the door for a moment.
        if self.pages_made.is_multiple_of(2) {
            self.room_input(person, Input::PrepareRequested);
        }
        self.room_input(person, Input::JoinRequested(format!("Person {person}").parse().unwrap()));
    }

    /// The person presses Leave; connections say goodbye where they can.
    pub(crate) fn leave(&mut self, person: usize) {
        let Some(page) = &mut self.pages[person] else { return };
        for line in page.lines.values_mut() {
            line.send(PeerMessage::Bye);
        }
        self.update_media();
        self.room_input(person, Input::LeaveRequested);
        self.pages[person] = None;
        self.update_media();
    }

    /// The page is gone without a word.
    pub(crate) fn crash(&mut self, person: usize, noticed: bool) {
        let Some(page) = self.pages[person].take() else { return };
        for line in page.lines.values() {
            line.driver.assert_sane();
        }
        if let Link::Open(socket) = page.socket {
            if !noticed {
                self.cut_socket(socket, NoticedBy::Nobody);
            }
            self.page_closes(socket);
        }
        self.update_media();
    }

    pub(crate) fn retry(&mut self, person: usize, other: usize) {
        let other = self.pages[other].as_ref().and_then(|page| page.room.you().cloned());
        if let Some(other) = other.filter(|_| self.pages[person].is_some()) {
            self.room_input(person, Input::RetryRequested(other));
        }
    }

    /// The person's socket is cut; what is under way on it in either direction is lost.
    pub(crate) fn cut(&mut self, person: usize, noticed: NoticedBy) {
        let Some(Page { socket: Link::Open(socket), .. }) = self.pages[person] else { return };
        self.cut_socket(socket, noticed);
    }

    /// The person's socket is cut, and no other can be opened.
    pub(crate) fn sockets_fail(&mut self, person: usize) {
        self.cut_off.insert(person);
        self.cut(person, NoticedBy::Both);
    }

    pub(crate) fn sockets_work(&mut self, person: usize) {
        self.cut_off.remove(&person);
    }

    pub(crate) fn server_stops(&mut self) {
        self.server = None;
        for socket in self.sockets.values_mut() {
            socket.server_end = false;
            socket.up.clear();
            socket.down.clear();
            if !socket.dead {
                socket.down.push_back(Down::Closed);
            }
        }
    }

    pub(crate) fn server_starts(&mut self) {
        self.server.get_or_insert_with(|| Rooms::new(RoomsOptions::default()));
    }

    pub(crate) fn path_breaks(&mut self, a: usize, b: usize) {
        self.broken.insert((a.min(b), a.max(b)));
        self.update_media();
    }

    pub(crate) fn path_heals(&mut self, a: usize, b: usize) {
        self.broken.remove(&(a.min(b), a.max(b)));
        self.update_media();
    }

    /// The person's network is away: sockets die silently, and so does media.
    pub(crate) fn network_lost(&mut self, person: usize) {
        self.cut(person, NoticedBy::Nobody);
        self.offline.insert(person);
        self.update_media();
    }

    pub(crate) fn network_back(&mut self, person: usize) {
        if self.offline.remove(&person) && self.pages[person].is_some() {
            self.room_input(person, Input::NetworkAppeared);
        }
        self.update_media();
    }

    /// Something that is no signal of an honest page goes from one to the other, if the socket is open.
    pub(crate) fn send_garbage(&mut self, person: usize, other: usize, signal: OpaqueSignal) {
        let Some(to) = self.pages[other].as_ref().and_then(|page| page.room.you().cloned()) else { return };
        if self.pages[person].as_ref().is_some_and(|page| page.room.status() == RoomStatus::Joined) {
            self.page_sends(person, ClientMessage::Signal { to, signal });
        }
    }

    /// Some of what is ready happens; each number chooses one of it.
    pub(crate) fn steps(&mut self, choices: &[u8]) {
        for choice in choices {
            let mut actions = self.actions();
            if !actions.is_empty() {
                self.act(actions.swap_remove(usize::from(*choice) % actions.len()));
            }
        }
    }

    /// Time goes on to the next moment at which something is due, and nothing else happens: all is slow.
    pub(crate) fn tick(&mut self) {
        if let Some(deadline) = self.deadline() {
            self.now = self.now.max(deadline);
            self.time_passed();
        }
    }

    /// Time goes on, and everything happens that is ready, or becomes so.
    pub(crate) fn wait(&mut self, time: Duration) {
        let until = self.now + time;
        self.drive_bounded();
        while let Some(deadline) = self.deadline().filter(|deadline| *deadline <= until) {
            self.now = self.now.max(deadline);
            self.time_passed();
            self.drive_bounded();
        }
        self.now = until;
    }

    /// Everything is mended.
    pub(crate) fn calm(&mut self) {
        self.server_starts();
        self.broken.clear();
        self.cut_off.clear();
        for person in self.offline.clone() {
            self.network_back(person);
        }
        self.update_media();
    }

    // How it happens.
}
