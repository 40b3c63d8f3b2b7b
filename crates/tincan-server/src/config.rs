//! How one server is set up.

use std::{path::PathBuf, time::Duration};

use tincan_protocol::IceServer;

use crate::{origin::Origin, rooms::RoomsOptions};

/// How one server is set up. `Config::default()` suits a call among friends; every value is legal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// The folder of the built app, with its `index.html`. Without one the server says how to build it.
    pub app: Option<PathBuf>,
    /// What members are told to reach each other through.
    pub ice_servers: Vec<IceServer>,
    /// The most members of one room.
    pub room_size: usize,
    /// Pages of which other origins may open a socket. Those of the server's own always may.
    pub allowed_origins: Vec<Origin>,
    /// How long a member whose socket went away keeps its place.
    pub grace: Duration,
    /// How long a new socket may take to say something: its join, or a ping of somebody who is about to join.
    pub join_timeout: Duration,
    /// How often the server pings each client (RFC 6455 5.5.2).
    pub ping_interval: Duration,
    /// How long a client may send nothing, not even a pong, before its socket counts as dead.
    pub silence_timeout: Duration,
    /// How long a client may take to answer a close frame.
    pub close_timeout: Duration,
    /// How long a stopping server waits for its sockets and requests to end.
    pub drain_timeout: Duration,
    /// How many messages a client may send at once.
    pub message_burst: u32,
    /// How many messages a second a client may send in the long run.
    pub messages_per_second: u32,
    /// How many messages may wait for a client that reads slowly, before it is disconnected.
    pub outbox_messages: usize,
    /// How many bytes of messages may wait for such a client.
    pub outbox_bytes: usize,
}

impl Config {
    /// The part of it that rooms need.
    #[must_use]
    pub fn rooms(&self) -> RoomsOptions {
        RoomsOptions { room_size: self.room_size, grace: self.grace, ice_servers: self.ice_servers.clone() }
    }
}

impl Default for Config {
    fn default() -> Self {
        let RoomsOptions { room_size, grace, ice_servers } = RoomsOptions::default();
        Self {
            app: None,
            ice_servers,
            room_size,
            allowed_origins: Vec::new(),
            grace,
            join_timeout: Duration::from_secs(10),
            ping_interval: Duration::from_secs(15),
            silence_timeout: Duration::from_secs(45),
            close_timeout: Duration::from_secs(2),
            drain_timeout: Duration::from_secs(5),
            message_burst: 500,
            messages_per_second: 100,
            outbox_messages: 256,
            outbox_bytes: 4 * 1024 * 1024,
        }
    }
}
