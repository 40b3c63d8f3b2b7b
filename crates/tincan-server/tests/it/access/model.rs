//! Whatever people and hosts do in whatever order: in is who was let in, each hears why not, and hosts know exactly who waits.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use proptest::{collection::vec, prelude::*, sample::select};
use tincan_protocol::{Access, ClientMessage, ErrorCode, HostAct, MemberId, ServerMessage};
use tincan_server::{
    Household,
    rooms::{Output, Rooms, RoomsOptions, SocketId, founded_by},
};

use super::{host_joins, joins, key, proof, proving};
use crate::member;

const ROOM_SIZE: usize = 3;
const PEOPLE: u8 = 5;

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn in_is_who_was_let_in(steps in vec(step(), 1..60)) {
        let mut world = World::new();
        for step in &steps {
            world.apply(step)?;
            world.check()?;
        }
    }
}

/// What can happen. People are their sessions; the first one has the key.
#[derive(Debug, Clone)]
enum Step {
    Join { who: u8, password: Option<u8> },
    Leave { who: u8 },
    Break { who: u8 },
    Set { by: u8, access: Access },
    Admit { by: u8, who: u8 },
    Deny { by: u8, who: u8 },
    Remove { by: u8, who: u8 },
    MakeHost { by: u8, who: u8 },
    End { by: u8 },
}

fn step() -> impl Strategy<Value = Step> {
    let (who, by) = (0..PEOPLE, prop_oneof![3 => Just(0), 1 => 0..PEOPLE]);
    let two = (by.clone(), who.clone());
    let accesses = select(&[Access::Open, Access::Knock, Access::Password, Access::Locked]);
    prop_oneof![
        6 => (who.clone(), proptest::option::of(1..=2u8)).prop_map(|(who, password)| Step::Join { who, password }),
        1 => who.clone().prop_map(|who| Step::Leave { who }),
        1 => who.prop_map(|who| Step::Break { who }),
        2 => (by.clone(), accesses).prop_map(|(by, access)| Step::Set { by, access }),
        2 => two.clone().prop_map(|(by, who)| Step::Admit { by, who }),
        1 => two.clone().prop_map(|(by, who)| Step::Deny { by, who }),
        1 => two.clone().prop_map(|(by, who)| Step::Remove { by, who }),
        1 => two.prop_map(|(by, who)| Step::MakeHost { by, who }),
        1 => by.prop_map(|by| Step::End { by }),
    ]
}

/// The real rooms, and what should be so.
struct World {
    rooms: Rooms,
    next_socket: u64,
    sockets: BTreeMap<SocketId, u8>,
    /// What each was told last about who waits.
    told: BTreeMap<u8, BTreeSet<MemberId>>,
    access: Access,
    /// Who is in, and whether as a host. A broken socket is back at once or never: away is in.
    inside: BTreeMap<u8, bool>,
    /// Who waits, and with which password they came, in this order.
    waiting: Vec<(u8, Option<u8>)>,
    guests: BTreeSet<u8>,
    removed: BTreeSet<u8>,
}

impl World {
    fn new() -> Self {
        let options = RoomsOptions { room_size: ROOM_SIZE, ..RoomsOptions::default() };
        Self {
            rooms: Rooms::new(options),
            next_socket: 0,
            sockets: BTreeMap::new(),
            told: BTreeMap::new(),
            access: Access::Open,
            inside: BTreeMap::new(),
            waiting: Vec::new(),
            guests: BTreeSet::new(),
            removed: BTreeSet::new(),
        }
    }

    fn apply(&mut self, step: &Step) -> Result<(), TestCaseError> {
        match *step {
            Step::Join { who, password } => self.join(who, password),
            Step::Leave { who } => {
                let Some(socket) = self.socket(who) else { return Ok(()) };
                self.inside.remove(&who);
                self.waits_no_more(who);
                self.forget_if_empty();
                self.hear(socket, ClientMessage::Leave)?;
                Ok(())
            }
            Step::Break { who } => {
                let Some(socket) = self.socket(who) else { return Ok(()) };
                self.waits_no_more(who);
                self.sockets.remove(&socket);
                let outputs = self.rooms.socket_closed(socket, Duration::ZERO);
                self.deliver(&outputs);
                Ok(())
            }
            Step::Set { by, access } => {
                let password = (access == Access::Password).then(|| proof(1));
                let allowed = self.act(by, HostAct::SetAccess { access, proof: password })?;
                if allowed {
                    self.access = access;
                    let waiting = std::mem::take(&mut self.waiting);
                    for (who, password) in waiting {
                        match access {
                            Access::Knock => self.waiting.push((who, password)),
                            Access::Open => self.enter(who),
                            Access::Password if password == Some(1) => self.enter(who),
                            Access::Password | Access::Locked => {}
                        }
                    }
                }
                Ok(())
            }
            Step::Admit { by, who } => {
                if self.act(by, HostAct::Admit { member: member(who, 1) })? && self.waits_no_more(who) {
                    self.enter(who);
                }
                Ok(())
            }
            Step::Deny { by, who } => {
                if self.act(by, HostAct::Deny { member: member(who, 1) })? {
                    self.waits_no_more(who);
                }
                Ok(())
            }
            Step::Remove { by, who } => {
                let allowed = self.act(by, HostAct::Remove { member: member(who, 1) })?;
                if allowed && self.inside.get(&who) == Some(&false) {
                    self.inside.remove(&who);
                    self.guests.remove(&who);
                    self.removed.insert(who);
                }
                Ok(())
            }
            Step::MakeHost { by, who } => {
                let here = self.socket(who).is_some();
                let allowed = self.act(by, HostAct::MakeHost { member: member(who, 1), key: key() })?;
                if let Some(host) = self.inside.get_mut(&who).filter(|_| allowed && here) {
                    *host = true;
                }
                Ok(())
            }
            Step::End { by } => {
                if self.act(by, HostAct::EndForAll)? {
                    self.inside.clear();
                    self.waiting.clear();
                    self.forget_if_empty();
                }
                Ok(())
            }
        }
    }

    fn join(&mut self, who: u8, password: Option<u8>) -> Result<(), TestCaseError> {
        let message = if who == 0 { host_joins("Host", who, 1) } else { joins("Guest", who, 1) };
        let message = match password {
            Some(password) => proving(proof(password), message),
            None => message,
        };
        let host = who == 0;
        let known = self.guests.contains(&who);
        let verdict = match self.access {
            _ if self.inside.contains_key(&who) => None,
            _ if host => None,
            _ if self.removed.contains(&who) => Some(ErrorCode::Removed),
            Access::Open => None,
            _ if known => None,
            Access::Locked => Some(ErrorCode::Locked),
            Access::Password if password == Some(1) => None,
            Access::Password if password.is_some() => Some(ErrorCode::PasswordWrong),
            Access::Password => Some(ErrorCode::PasswordWanted),
            Access::Knock => None,
        };
        let full = !self.inside.contains_key(&who) && self.inside.len() >= ROOM_SIZE;
        let verdict = if verdict.is_none() && full { Some(ErrorCode::RoomFull) } else { verdict };
        let knocks =
            verdict.is_none() && self.access == Access::Knock && !host && !known && !self.inside.contains_key(&who);
        self.next_socket += 1;
        let socket = SocketId(self.next_socket);
        let before = self.sockets.iter().find(|(_, it)| **it == who).map(|(socket, _)| *socket);
        self.sockets.insert(socket, who);
        let outputs = self.hear(socket, message)?;
        let said = |wanted: &dyn Fn(&ServerMessage) -> bool| {
            outputs
                .iter()
                .any(|output| matches!(output, Output::Send { to, message } if *to == socket && wanted(message)))
        };
        match verdict {
            Some(why) => {
                let refused = said(&|message| matches!(message, ServerMessage::Error { code, .. } if *code == why));
                prop_assert!(refused, "{why:?} is not said: {outputs:?}");
                prop_assert!(!self.sockets.contains_key(&socket), "who is refused is let go");
                prop_assert_eq!(before.is_some(), self.socket(who).is_some(), "an earlier socket stays as it is");
            }
            None if knocks => {
                prop_assert!(said(&|message| *message == ServerMessage::Knocking), "{outputs:?}");
                self.waits_no_more(who);
                self.waiting.push((who, password));
            }
            None => {
                prop_assert!(said(&|message| matches!(message, ServerMessage::Joined { .. })), "{outputs:?}");
                self.waits_no_more(who);
                let host = host || self.inside.get(&who) == Some(&true);
                self.inside.insert(who, host);
                self.guests.insert(who);
            }
        }
        Ok(())
    }

    fn enter(&mut self, who: u8) {
        if self.inside.len() < ROOM_SIZE {
            self.inside.insert(who, false);
            self.guests.insert(who);
        }
    }

    /// Whether they did.
    fn waits_no_more(&mut self, who: u8) -> bool {
        let before = self.waiting.len();
        self.waiting.retain(|(waiting, _)| *waiting != who);
        self.waiting.len() < before
    }

    fn forget_if_empty(&mut self) {
        if self.inside.is_empty() && self.access == Access::Open {
            self.guests.clear();
            self.removed.clear();
        }
    }

    /// Whether it was done, which is so for hosts alone.
    fn act(&mut self, by: u8, act: HostAct) -> Result<bool, TestCaseError> {
        let Some(socket) = self.socket(by) else { return Ok(false) };
        let may = self.inside.get(&by) == Some(&true);
        let outputs = self.hear(socket, ClientMessage::Host(act))?;
        if !may {
            let wanted = if self.inside.contains_key(&by) { ErrorCode::NotHost } else { ErrorCode::NotJoined };
            let refused = matches!(&outputs[..], [Output::Send { to, message: ServerMessage::Error { code, .. } }] if *to == socket && *code == wanted);
            prop_assert!(refused, "{outputs:?}");
        }
        Ok(may)
    }

    fn hear(&mut self, socket: SocketId, message: ClientMessage) -> Result<Vec<Output>, TestCaseError> {
        // That each counts where it should is asserted by the rooms themselves.
        let household = Household::of([203, 0, 113, u8::from(socket.0.is_multiple_of(2))].into());
        let outputs = self.rooms.handle_from(household, socket, message, Duration::ZERO);
        for output in &outputs {
            let about = match output {
                Output::Send { to, .. } => to,
                Output::Close { socket, .. } => socket,
            };
            prop_assert!(self.sockets.contains_key(about), "{about:?} is not open: {outputs:?}");
        }
        self.deliver(&outputs);
        Ok(outputs)
    }

    fn deliver(&mut self, outputs: &[Output]) {
        for output in outputs {
            match output {
                Output::Close { socket, .. } => {
                    self.sockets.remove(socket);
                }
                Output::Send { to, message: ServerMessage::Knocks { waiting } } => {
                    let who = self.sockets[to];
                    self.told.insert(who, waiting.iter().map(|knock| knock.id.clone()).collect());
                }
                // Who comes in hears of those who wait, or nobody does.
                Output::Send { to, message: ServerMessage::Joined { .. } } => {
                    let who = self.sockets[to];
                    self.told.remove(&who);
                }
                Output::Send { .. } => {}
            }
        }
    }

    fn check(&self) -> Result<(), TestCaseError> {
        let room = founded_by(&key());
        let real: BTreeMap<MemberId, bool> =
            self.rooms.members(&room).into_iter().map(|member| (member.id, member.host)).collect();
        let inside = self.inside.iter().map(|(who, host)| (member(*who, 1), *host));
        prop_assert_eq!(real, inside.collect::<BTreeMap<_, _>>());
        let waiting: BTreeSet<MemberId> = self.waiting.iter().map(|(who, _)| member(*who, 1)).collect();
        for (who, host) in &self.inside {
            let told = self.told.get(who).cloned().unwrap_or_default();
            if self.socket(*who).is_some() {
                prop_assert_eq!(&told, if *host { &waiting } else { &told }, "{} believes so", who);
                prop_assert!(*host || told.is_empty(), "only hosts hear who waits");
            }
        }
        Ok(())
    }

    fn socket(&self, who: u8) -> Option<SocketId> {
        self.sockets.iter().find(|(_, it)| **it == who).map(|(socket, _)| *socket)
    }
}
