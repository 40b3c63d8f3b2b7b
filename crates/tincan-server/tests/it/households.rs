//! How many rooms are opened from one address, against a model that knows nothing but who is in which room.

use std::{collections::BTreeMap, net::IpAddr, time::Duration};

use proptest::prelude::*;
use tincan_protocol::{Access, ClientMessage, ErrorCode, HostAct, HostKey, ServerMessage};
use tincan_server::{
    Household,
    rooms::{Output, Rooms, RoomsOptions, SocketId, founded_by},
};

use crate::join;

#[derive(Debug, Clone, Copy)]
enum Transition {
    /// Somebody opens a room, or comes in, and locks it or not.
    Visit { from: u8, room: u8, locks: bool },
    /// The one who is in a room leaves it.
    Leave { room: u8 },
}

fn transition() -> impl Strategy<Value = Transition> {
    prop_oneof![
        3 => (0..2u8, 0..8u8, any::<bool>()).prop_map(|(from, room, locks)| Transition::Visit { from, room, locks }),
        2 => (0..8u8).prop_map(|room| Transition::Leave { room }),
    ]
}

/// A room: where its last host came from, and who is in.
#[derive(Debug)]
struct Room {
    host: u8,
    socket: Option<SocketId>,
    locked: bool,
    /// When the last one left.
    left: u32,
}

proptest! {
    #[test]
    fn an_address_opens_so_many_rooms_and_forgets_its_own_oldest(
        transitions in prop::collection::vec(transition(), 1..60)
    ) {
        let mut rooms = Rooms::new(RoomsOptions { rooms_per_household: 2, ..RoomsOptions::default() });
        let mut truth = BTreeMap::<u8, Room>::new();
        let (mut sockets, mut time) = (0, 0);
        for transition in transitions {
            time += 1;
            match transition {
                Transition::Visit { from, room, locks } => {
                    // One in a room is enough.
                    if truth.get(&room).is_some_and(|room| room.socket.is_some()) {
                        continue;
                    }
                    let theirs: Vec<(u8, u32)> = truth
                        .iter()
                        .filter(|(_, room)| room.host == from)
                        .map(|(number, room)| (*number, if room.socket.is_some() { u32::MAX } else { room.left }))
                        .collect();
                    let mut admitted = true;
                    if !truth.contains_key(&room) && theirs.len() >= 2 {
                        match theirs.iter().min_by_key(|(_, left)| *left) {
                            Some((oldest, left)) if *left < u32::MAX => drop(truth.remove(oldest)),
                            _ => admitted = false,
                        }
                    }
                    sockets += 1;
                    let socket = SocketId(sockets);
                    let told = rooms.handle_from(household(from), socket, host_joins(room, sockets), Duration::ZERO);
                    if admitted {
                        prop_assert!(matches!(&told[..], [Output::Send { message: ServerMessage::Joined { .. }, .. }, ..]), "{told:?}");
                        let before = truth.remove(&room);
                        let locked = locks || before.is_some_and(|room| room.locked);
                        if locks {
                            let _ = rooms.handle(socket, lock(), Duration::ZERO);
                        }
                        truth.insert(room, Room { host: from, socket: Some(socket), locked, left: 0 });
                    } else {
                        let [Output::Send { message: ServerMessage::Error { code, message }, .. }, Output::Close { code: 1013, .. }] = &told[..]
                        else {
                            return Err(TestCaseError::fail(format!("{told:?}")));
                        };
                        prop_assert_eq!(*code, ErrorCode::Busy);
                        prop_assert!(message.contains("from your address"));
                    }
                }
                Transition::Leave { room } => {
                    let Some(left) = truth.get_mut(&room) else { continue };
                    let Some(socket) = left.socket.take() else { continue };
                    let _ = rooms.handle(socket, ClientMessage::Leave, Duration::ZERO);
                    left.left = time;
                    // Of a room that lets everybody in nothing is worth remembering.
                    if !left.locked {
                        truth.remove(&room);
                    }
                }
            }
        }
    }
}

#[test]
fn a_room_counts_for_its_host_and_not_for_who_came_first() {
    let mut rooms = Rooms::new(RoomsOptions { rooms_per_household: 1, ..RoomsOptions::default() });
    let mut hear =
        |from, socket, message| rooms.handle_from(household(from), SocketId(socket), message, Duration::ZERO);
    let (ada, mallory) = (1, 2);
    let _ = hear(mallory, 1, guest_joins(7, 1));
    let _ = hear(ada, 2, host_joins(7, 2));
    let _ = hear(ada, 2, lock());
    let _ = hear(mallory, 1, ClientMessage::Leave);
    let _ = hear(ada, 2, ClientMessage::Leave);
    for number in 3..6 {
        let told = hear(mallory, number, host_joins(u8::try_from(number).unwrap(), number));
        assert!(matches!(told[0], Output::Send { message: ServerMessage::Joined { .. }, .. }), "{told:?}");
        let _ = hear(mallory, number, lock());
        let _ = hear(mallory, number, ClientMessage::Leave);
    }
    let told = hear(mallory, 6, guest_joins(7, 6));
    assert!(is_refused(&told, ErrorCode::Locked), "Ada's room is forgotten: {told:?}");
}

#[test]
fn who_waits_before_a_room_that_is_forgotten_is_told_so() {
    let mut rooms = Rooms::new(RoomsOptions { rooms_per_household: 1, ..RoomsOptions::default() });
    let mut hear = |socket, message| rooms.handle_from(household(1), SocketId(socket), message, Duration::ZERO);
    let _ = hear(1, host_joins(1, 1));
    let _ = hear(1, ClientMessage::Host(HostAct::SetAccess { access: Access::Knock, proof: None }));
    let _ = hear(1, ClientMessage::Leave);
    let _ = hear(2, guest_joins(1, 2));
    let told = hear(3, host_joins(2, 3));
    assert!(matches!(told[0], Output::Send { to: SocketId(2), .. }), "{told:?}");
    assert!(is_refused(&told[..2], ErrorCode::Locked), "{told:?}");
    assert!(matches!(told[2], Output::Send { to: SocketId(3), message: ServerMessage::Joined { .. } }), "{told:?}");
}

#[test]
fn no_rooms_are_none() {
    let mut rooms = Rooms::new(RoomsOptions { rooms_per_household: 0, ..RoomsOptions::default() });
    let told = rooms.handle_from(household(1), SocketId(1), host_joins(1, 1), Duration::ZERO);
    assert!(is_refused(&told, ErrorCode::Busy), "{told:?}");
}

fn is_refused(told: &[Output], why: ErrorCode) -> bool {
    let said = |output: &Output| matches!(output, Output::Send { message: ServerMessage::Error { code, .. }, .. } if *code == why);
    matches!(told, [first, Output::Close { .. }] if said(first))
}

fn lock() -> ClientMessage {
    ClientMessage::Host(HostAct::SetAccess { access: Access::Locked, proof: None })
}

fn household(number: u8) -> Option<Household> {
    Household::of(IpAddr::from([203, 0, 113, number]))
}

fn guest_joins(room: u8, session: u64) -> ClientMessage {
    join(founded_by(&key(room)).as_str(), "Ada", u8::try_from(session).unwrap(), 1)
}

fn key(room: u8) -> HostKey {
    HostKey::from_bytes([room; 16])
}

fn host_joins(room: u8, session: u64) -> ClientMessage {
    let mut message = guest_joins(room, session);
    if let ClientMessage::Join { key: holds, .. } = &mut message {
        *holds = Some(key(room));
    }
    message
}
