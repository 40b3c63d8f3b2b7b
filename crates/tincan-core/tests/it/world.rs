//! Several pages, the network between them, and the real server's rooms, in virtual time.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    time::Duration,
};

use tincan_core::{
    peer,
    room::{Config, Effect, Input, Room, RoomStatus},
};
use tincan_protocol::{ClientMessage, MemberId, OpaqueSignal, PageId, PeerMessage, ServerMessage, SessionId};
use tincan_server::rooms::{Output as ServerOutput, Rooms, RoomsOptions, SocketId};

use crate::{
    connection::FakeConnection,
    driver::{Driver, Output},
    media::{self, Line},
};

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

    // What can happen.

    /// A page is opened, and its person wants to come in.
    pub(crate) fn join(&mut self, person: usize) {
        self.pages_made += 1;
        let config = Config {
            room: "simulation".parse().unwrap(),
            session: SessionId::from_bytes([u8::try_from(person).unwrap(); 16]),
            page: PageId::from_bytes(u128::from(self.pages_made).to_be_bytes()),
            seed: self.pages_made,
        };
        self.pages[person] = Some(Page { room: Room::new(config), lines: BTreeMap::new(), socket: Link::None });
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

    fn drive_bounded(&mut self) {
        for _ in 0..Self::BOUND {
            let mut actions = self.actions();
            if actions.is_empty() {
                return;
            }
            let choice = self.any_below(actions.len());
            self.act(actions.swap_remove(choice));
        }
        panic!("they keep each other busy for ever: {:#?}", self.actions());
    }

    fn actions(&self) -> Vec<Action> {
        let mut actions = Vec::new();
        for (id, socket) in &self.sockets {
            if !socket.up.is_empty() {
                actions.push(Action::ServerTakes(*id));
            }
            if !socket.down.is_empty() {
                actions.push(Action::PageTakes(*id));
            }
        }
        for (person, page) in self.pages.iter().enumerate() {
            let Some(page) = page else { continue };
            if page.socket == Link::Opening && !self.offline.contains(&person) {
                actions.push(Action::Open(person));
            }
            let busy = page.lines.iter().filter(|(_, line)| !line.driver.is_idle());
            actions.extend(busy.map(|(id, _)| Action::Step(person, id.clone())));
        }
        actions
    }

    fn act(&mut self, action: Action) {
        match action {
            Action::Open(person) => self.open_socket(person),
            Action::ServerTakes(socket) => self.server_takes(socket),
            Action::PageTakes(socket) => self.page_takes(socket),
            Action::Step(person, member) => self.step(person, &member),
        }
        self.update_media();
        self.sockets.retain(|_, socket| {
            socket.page_end || socket.server_end || !socket.up.is_empty() || !socket.down.is_empty()
        });
    }

    fn open_socket(&mut self, person: usize) {
        let Some(page) = &mut self.pages[person] else { return };
        if self.server.is_none() || self.cut_off.contains(&person) {
            page.socket = Link::None;
            return self.room_input(person, Input::SocketClosed);
        }
        self.sockets_made += 1;
        let id = SocketId(self.sockets_made);
        let socket = Socket {
            person,
            page_end: true,
            server_end: true,
            dead: false,
            server_notices: None,
            up: VecDeque::new(),
            down: VecDeque::new(),
        };
        self.sockets.insert(id, socket);
        page.socket = Link::Open(id);
        self.room_input(person, Input::SocketOpened);
    }

    fn server_takes(&mut self, id: SocketId) {
        let Some(socket) = self.sockets.get_mut(&id) else { return };
        let up = socket.up.pop_front();
        let Some(rooms) = &mut self.server else { return };
        let outputs = match up {
            Some(Up::Message(message)) if socket.server_end => rooms.handle(id, message),
            Some(Up::Closed) if std::mem::take(&mut socket.server_end) => rooms.socket_closed(id, self.now),
            Some(_) | None => Vec::new(),
        };
        self.server_does(outputs);
    }

    fn server_does(&mut self, outputs: Vec<ServerOutput>) {
        for output in outputs {
            let (id, down) = match output {
                ServerOutput::Send { to, message } => (to, Down::Message(message)),
                ServerOutput::Close { socket, .. } => (socket, Down::Closed),
            };
            let Some(socket) = self.sockets.get_mut(&id) else { continue };
            if matches!(down, Down::Closed) {
                socket.server_end = false;
            }
            if socket.page_end && !socket.dead {
                socket.down.push_back(down);
            }
        }
    }

    fn page_takes(&mut self, id: SocketId) {
        let Some(socket) = self.sockets.get_mut(&id) else { return };
        let person = socket.person;
        match socket.down.pop_front() {
            Some(Down::Message(message)) if socket.page_end => self.room_input(person, Input::Received(message)),
            Some(Down::Closed) if std::mem::take(&mut socket.page_end) => {
                if let Some(page) = &mut self.pages[person] {
                    page.socket = Link::None;
                    self.room_input(person, Input::SocketClosed);
                }
            }
            Some(_) | None => {}
        }
    }

    fn step(&mut self, person: usize, member: &MemberId) {
        let now = self.now;
        let Some(line) = self.pages[person].as_mut().and_then(|page| page.lines.get_mut(member)) else { return };
        match line.driver.step(now) {
            Some(Output::Signal(signal)) => {
                self.signals += 1;
                self.room_input(person, Input::SignalReady(member.clone(), signal));
            }
            Some(Output::Message(message)) => line.send(message),
            Some(Output::Left) => self.room_input(person, Input::PeerLeft(member.clone())),
            Some(Output::Changed) => {
                if let Some(up) = line.take_news() {
                    self.room_input(person, Input::ConnectionChanged(member.clone(), up));
                }
            }
            None => {}
        }
    }

    fn room_input(&mut self, person: usize, input: Input) {
        let Some(page) = &mut self.pages[person] else { return };
        for effect in page.room.handle(self.now, input) {
            self.perform(person, effect);
        }
    }

    fn perform(&mut self, person: usize, effect: Effect) {
        let page = self.pages[person].as_mut().expect("a page performs its effects");
        match effect {
            Effect::OpenSocket | Effect::CloseSocket => {
                let next = if effect == Effect::OpenSocket { Link::Opening } else { Link::None };
                if let Link::Open(socket) = std::mem::replace(&mut page.socket, next) {
                    self.page_closes(socket);
                }
            }
            Effect::Send(message) => self.page_sends(person, message),
            Effect::OpenPeer { member, connection, role, polite } => {
                self.lines_made += 1;
                let fake = FakeConnection::new(format!("p{person}x{}x", self.lines_made));
                let mut driver = Driver::new(peer::Peer::new(connection, role, polite), fake);
                if self.suspicious {
                    driver.suspect();
                }
                assert!(page.lines.insert(member, Line::new(driver)).is_none(), "one connection at a time");
            }
            Effect::ClosePeer(member) => {
                page.lines.remove(&member).expect("what is closed was open").driver.assert_sane();
            }
            Effect::Deliver(member, body) => {
                let line = page.lines.get_mut(&member).expect("what is delivered has a receiver");
                line.driver.push(peer::Input::Received(body));
            }
            Effect::DeliverGarbage(member, why) => {
                if let Some(line) = page.lines.get_mut(&member) {
                    line.driver.push(peer::Input::ReceivedGarbage(why));
                }
            }
            Effect::RegainPath(member) => {
                let line = page.lines.get_mut(&member).expect("a path is regained for a connection");
                line.driver.push(peer::Input::PathRegained);
            }
            Effect::ReportOverrun(member) => {
                if let Some(line) = page.lines.get_mut(&member) {
                    line.driver.push(peer::Input::TooManyAttempts);
                }
            }
            Effect::PreparePeer | Effect::ReleasePrepared | Effect::Changed => {}
        }
    }

    fn page_sends(&mut self, person: usize, message: ClientMessage) {
        let Some(Page { socket: Link::Open(socket), .. }) = self.pages[person] else { return };
        if let Some(socket) = self.sockets.get_mut(&socket).filter(|socket| socket.page_end && !socket.dead) {
            socket.up.push_back(Up::Message(message));
        }
    }

    /// The page closes its end; what it sent before still arrives.
    fn page_closes(&mut self, socket: SocketId) {
        let Some(socket) = self.sockets.get_mut(&socket) else { return };
        socket.page_end = false;
        socket.down.clear();
        if !socket.dead {
            socket.up.push_back(Up::Closed);
        }
    }

    fn cut_socket(&mut self, socket: SocketId, noticed: NoticedBy) {
        let Some(socket) = self.sockets.get_mut(&socket).filter(|socket| !socket.dead) else { return };
        socket.dead = true;
        socket.up.clear();
        socket.down.clear();
        if matches!(noticed, NoticedBy::Both | NoticedBy::Page) && socket.page_end {
            socket.down.push_back(Down::Closed);
        }
        if matches!(noticed, NoticedBy::Both | NoticedBy::Server) && socket.server_end {
            socket.up.push_back(Up::Closed);
        } else {
            socket.server_notices = Some(self.now + Self::SERVER_NOTICES_AFTER);
        }
    }

    /// The next moment at which time alone makes something happen.
    fn deadline(&self) -> Option<Duration> {
        let pages = self.pages.iter().flatten();
        let lines = pages.clone().flat_map(|page| page.lines.values()).filter_map(Line::deadline);
        let rooms = pages.filter_map(|page| page.room.deadline());
        let server = self.server.as_ref().and_then(Rooms::next_deadline);
        let heartbeats = self.sockets.values().filter_map(|socket| socket.server_notices);
        lines.chain(rooms).chain(server).chain(heartbeats).min()
    }

    fn time_passed(&mut self) {
        let now = self.now;
        for person in 0..self.pages.len() {
            if self.pages[person].as_ref().and_then(|page| page.room.deadline()).is_some_and(|deadline| deadline <= now)
            {
                self.room_input(person, Input::TimePassed);
            }
            if let Some(page) = &mut self.pages[person] {
                page.lines.values_mut().for_each(|line| line.time_passed(now));
            }
        }
        for socket in self.sockets.values_mut() {
            if socket.server_notices.take_if(|at| *at <= now).is_some() {
                socket.up.push_back(Up::Closed);
            }
        }
        let outputs = self.server.as_mut().map(|rooms| rooms.time_passed(now)).unwrap_or_default();
        self.server_does(outputs);
        self.update_media();
    }

    fn update_media(&mut self) {
        for person in 0..self.pages.len() {
            let Some(mut page) = self.pages[person].take() else { continue };
            let you = page.room.you().cloned();
            for (member, line) in &mut page.lines {
                let other = self.person(member);
                let path = other.is_none_or(|other| self.path(person, other));
                let theirs = other
                    .and_then(|other| self.pages[other].as_mut())
                    .and_then(|other| other.lines.get_mut(you.as_ref()?))
                    .filter(|theirs| theirs.driver.peer.connection() == line.driver.peer.connection());
                match theirs {
                    Some(theirs) => media::connect(self.now, path, line, theirs),
                    None => media::alone(self.now, path, line),
                }
            }
            self.pages[person] = Some(page);
        }
    }

    fn path(&self, a: usize, b: usize) -> bool {
        let away = self.offline.contains(&a) || self.offline.contains(&b);
        !away && !self.broken.contains(&(a.min(b), a.max(b)))
    }

    /// The next number of a small generator (xorshift, G. Marsaglia 2003); from 0 it gives 0 for ever.
    fn any_below(&mut self, bound: usize) -> usize {
        self.order ^= self.order << 13;
        self.order ^= self.order >> 7;
        self.order ^= self.order << 17;
        usize::try_from(self.order % bound as u64).unwrap()
    }
}
