//! What happens by itself in the world: everything under way arrives, in an order that is chosen.

use std::{collections::VecDeque, time::Duration};

use tincan_core::{
    peer,
    room::{Effect, Input, Room},
};
use tincan_protocol::{ClientMessage, MemberId};
use tincan_server::rooms::{Output as ServerOutput, Rooms, SocketId};

use super::{Action, Down, Link, NoticedBy, Page, Socket, Up, World};
use crate::{
    connection::FakeConnection,
    driver::{Driver, Output},
    media::{self, Line},
};

impl World {
    pub(super) fn drive_bounded(&mut self) {
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

    pub(super) fn actions(&self) -> Vec<Action> {
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

    pub(super) fn act(&mut self, action: Action) {
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
            Some(Up::Message(message)) if socket.server_end => rooms.handle(id, message, Duration::ZERO),
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
            Some(Output::Broken) => self.room_input(person, Input::ConnectionBroken(member.clone())),
            Some(Output::Changed) => {
                if let Some(up) = line.take_news() {
                    self.room_input(person, Input::ConnectionChanged(member.clone(), up));
                }
            }
            None => {}
        }
    }

    pub(super) fn room_input(&mut self, person: usize, input: Input) {
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
            Effect::Reconfigure { restart } => {
                for line in page.lines.values_mut().filter(|_| restart) {
                    line.driver.push(peer::Input::NetworkChanged);
                }
            }
            Effect::PreparePeer | Effect::ReleasePrepared | Effect::KeepKey(_) | Effect::Changed => {}
        }
    }

    pub(super) fn page_sends(&mut self, person: usize, message: ClientMessage) {
        let Some(Page { socket: Link::Open(socket), .. }) = self.pages[person] else { return };
        if let Some(socket) = self.sockets.get_mut(&socket).filter(|socket| socket.page_end && !socket.dead) {
            socket.up.push_back(Up::Message(message));
        }
    }

    /// The page closes its end; what it sent before still arrives.
    pub(super) fn page_closes(&mut self, socket: SocketId) {
        let Some(socket) = self.sockets.get_mut(&socket) else { return };
        socket.page_end = false;
        socket.down.clear();
        if !socket.dead {
            socket.up.push_back(Up::Closed);
        }
    }

    pub(super) fn cut_socket(&mut self, socket: SocketId, noticed: NoticedBy) {
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
    pub(super) fn deadline(&self) -> Option<Duration> {
        let pages = self.pages.iter().flatten();
        let lines = pages.clone().flat_map(|page| page.lines.values()).filter_map(Line::deadline);
        let rooms = pages.filter_map(|page| page.room.deadline());
        let server = self.server.as_ref().and_then(Rooms::next_deadline);
        let heartbeats = self.sockets.values().filter_map(|socket| socket.server_notices);
        let listeners = self.pages.iter().flatten().filter_map(|page| page.quiet_at);
        lines.chain(rooms).chain(server).chain(heartbeats).chain(listeners).min()
    }

    pub(super) fn time_passed(&mut self) {
        let now = self.now;
        for person in 0..self.pages.len() {
            if let Some(page) = &mut self.pages[person]
                && page.quiet_at.take_if(|at| *at <= now).is_some()
                && page.room.listen(now, false)
            {
                self.room_input(person, Input::NobodyHeard);
            }
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

    pub(super) fn update_media(&mut self) {
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
            page.listen(self.now);
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

impl Page {
    /// Whoever is connected is heard.
    fn listen(&mut self, now: Duration) {
        let hears = self.lines.values().any(Line::is_connected);
        if hears != std::mem::replace(&mut self.hears, hears) {
            assert!(!self.room.listen(now, true), "somebody is heard, or was until now");
            self.quiet_at = (!hears).then_some(now + Room::QUIET_AFTER);
        }
    }
}
