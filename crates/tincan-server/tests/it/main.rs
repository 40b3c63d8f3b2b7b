//! The server, from its rules in memory to its program on a real port.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "this is a test")]

mod access;
mod client;
mod households;
mod http;
mod limits;
mod memory;
mod metrics;
mod model;
mod program;
mod sockets;
mod stories;
mod tls;
mod trouble;
mod turn;

use tincan_protocol::{ClientMessage, OpaqueSignal, PageId, RoomCode, SessionId, VERSION};

/// The join of page number `page` of tab number `session`.
fn join(room: &str, name: &str, session: u8, page: u8) -> ClientMessage {
    ClientMessage::Join {
        version: VERSION,
        room: code(room),
        name: name.parse().unwrap(),
        session: SessionId::from_bytes([session; 16]),
        page: PageId::from_bytes([page; 16]),
        key: None,
        proof: None,
        recollection: None,
    }
}

fn code(room: &str) -> RoomCode {
    room.parse().unwrap()
}

/// The member that this page is.
fn member(session: u8, page: u8) -> tincan_protocol::MemberId {
    tincan_server::rooms::member_id(&SessionId::from_bytes([session; 16]), &PageId::from_bytes([page; 16]))
}

/// A signal that says a number, in a form that only its receiver would understand.
fn signal(number: u64) -> OpaqueSignal {
    serde_json::json!({ "any": { "thing": [number] } }).into()
}

fn signal_to(to: tincan_protocol::MemberId, number: u64) -> ClientMessage {
    ClientMessage::Signal { to, signal: signal(number) }
}
