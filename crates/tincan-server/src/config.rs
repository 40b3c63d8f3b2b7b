//! How one server is set up.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    path::PathBuf,
    time::Duration,
};

use ipnet::IpNet;
use tincan_protocol::IceServer;

use crate::{limits::Allowance, origin::Origin, rooms::RoomsOptions, tls::Tls, turn::TurnServer};

/// How one server is set up. `Config::default()` suits a call among friends; every value is legal.
#[derive(Debug, Clone)]
pub struct Config {
    /// The folder of the built app, with its `index.html`. Without one the server says how to build it.
    pub app: Option<PathBuf>,
    /// The certificate, if the server speaks TLS itself.
    pub tls: Option<Tls>,
    /// Proxies whose `X-Forwarded-For` is believed. Where a client comes from counts for limits and for metrics.
    pub trusted_proxies: Vec<IpNet>,
    /// From where `/metrics` may be read.
    pub metrics_readers: Vec<IpNet>,
    /// Whether addresses of clients are logged.
    pub log_addresses: bool,
    /// What members are told to reach each other through.
    pub ice_servers: Vec<IceServer>,
    /// The same, with a credential for each member: TURN servers elsewhere. That of this server need not be named.
    pub turn_servers: Vec<TurnServer>,
    /// How long such a credential lasts. Who stays is given another one when half of it is over.
    pub credential_lifetime: Duration,
    /// The most members of one room.
    pub room_size: usize,
    /// The most rooms.
    pub rooms: usize,
    /// The most rooms of one address: those whose last host came from there, or else who came first. This computer itself is no such address.
    pub rooms_per_address: usize,
    /// How much one address may have and send. This computer itself is no such address.
    pub per_address: Allowance,
    /// How much all clients together may have and send.
    pub in_all: Allowance,
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
        let Self { rooms, rooms_per_address, room_size, grace, credential_lifetime, .. } = *self;
        let rooms_per_household = rooms_per_address;
        let (ice_servers, turn_servers) = (self.ice_servers.clone(), self.turn_servers.clone());
        RoomsOptions { rooms, rooms_per_household, room_size, grace, ice_servers, turn_servers, credential_lifetime }
    }
}

impl Default for Config {
    fn default() -> Self {
        let RoomsOptions {
            rooms,
            rooms_per_household,
            room_size,
            grace,
            ice_servers,
            turn_servers,
            credential_lifetime,
        } = RoomsOptions::default();
        let loopback = [IpNet::from(IpAddr::from(Ipv4Addr::LOCALHOST)), IpAddr::from(Ipv6Addr::LOCALHOST).into()];
        Self {
            app: None,
            tls: None,
            trusted_proxies: Vec::new(),
            metrics_readers: loopback.into(),
            log_addresses: false,
            ice_servers,
            turn_servers,
            credential_lifetime,
            room_size,
            rooms,
            rooms_per_address: rooms_per_household,
            per_address: Allowance::PER_ADDRESS,
            in_all: Allowance::IN_ALL,
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
