//! What a STUN and TURN server over UDP does (RFC 8489, RFC 8656), as plain data: datagrams in, datagrams out.
//!
//! [`Relay`] has no IO, no clock and no sockets: whoever has them tells it what came in, and does what it says.

mod requests;

use std::{collections::HashMap, net::SocketAddr, time::Duration};

use stun::{
    error_code::CODE_INSUFFICIENT_CAPACITY,
    message::{CLASS_INDICATION, CLASS_REQUEST, Getter, METHOD_SEND, Message},
};
use tincan_protocol::MemberId;
use turn::proto::data::Data;

use super::{
    TurnCounts, TurnOptions,
    access::{Secret, User},
    allocation::Allocation,
    message::{data_indication, failure, parse, peers},
    nonce::Nonces,
};
use crate::rate::TokenBucket;

/// A STUN and TURN server without its sockets.
#[derive(Debug)]
pub struct Relay {
    options: TurnOptions,
    secret: Secret,
    nonces: Nonces,
    /// By the address of the client: it is reached through one socket, so that is the 5-tuple.
    allocations: HashMap<SocketAddr, Allocation>,
    /// The client of each port that is lent.
    ports: HashMap<u16, SocketAddr>,
    /// What the members with allocations use up.
    members: HashMap<MemberId, Usage>,
    counts: TurnCounts,
}

/// When something happens.
#[derive(Debug, Clone, Copy)]
pub struct Now {
    /// The time since the relay began.
    pub elapsed: Duration,
    /// The time since 1970, in which credentials expire.
    pub unix: Duration,
}

/// What is to be done.
#[derive(Debug)]
pub enum Output {
    /// Send this to a client.
    Answer {
        /// To whom.
        to: SocketAddr,
        /// What.
        data: Vec<u8>,
    },
    /// Send this from a port that is lent.
    Relay {
        /// Which port.
        port: u16,
        /// To whom.
        to: SocketAddr,
        /// What.
        data: Vec<u8>,
    },
    /// Open a port, and tell [`Relay::opened`].
    Open(Asked),
    /// Close a port.
    Close {
        /// Which port.
        port: u16,
    },
}

/// A client that is to get a port.
#[derive(Debug)]
pub struct Asked {
    client: SocketAddr,
    request: Request,
    lifetime: Option<Duration>,
}

/// A request whose sender is known.
#[derive(Debug)]
struct Request {
    message: Message,
    username: String,
    user: User,
}

impl Relay {
    /// A relay for whoever has a credential that is made with this secret.
    #[must_use]
    pub fn new(options: TurnOptions, secret: Secret) -> Self {
        let nonces = Nonces::new(&secret.nonce_key());
        let (allocations, ports, members, counts) = Default::default();
        Self { options, secret, nonces, allocations, ports, members, counts }
    }

    /// What it has done so far.
    #[must_use]
    pub fn counts(&self) -> TurnCounts {
        TurnCounts { allocations: self.allocations.len(), ..self.counts }
    }

    /// A datagram came from a client.
    #[must_use]
    pub fn received(&mut self, now: Now, from: SocketAddr, data: &[u8]) -> Vec<Output> {
        match data.first() {
            // RFC 8656 12.4
            Some(0x40..=0x4f) => self.channel_data(now.elapsed, from, data),
            Some(0..=3) => {
                let Some(message) = parse(data) else { return Vec::new() };
                match message.typ.class {
                    CLASS_REQUEST => self.request(now, from, message),
                    CLASS_INDICATION if message.typ.method == METHOD_SEND => {
                        self.send_indication(now.elapsed, from, &message)
                    }
                    _ => Vec::new(),
                }
            }
            _ => Vec::new(),
        }
    }

    /// A port was opened for a client, or none could be.
    #[must_use]
    pub fn opened(&mut self, now: Now, asked: Asked, port: Option<u16>) -> Vec<Output> {
        let Asked { client, request, lifetime } = asked;
        let Request { message, username, user } = request;
        let key = self.secret.integrity(&username, REALM);
        let Some(port) = port else {
            self.counts.refused += 1;
            let data = failure(&message, Some(&key), CODE_INSUFFICIENT_CAPACITY, Vec::new());
            return vec![Output::Answer { to: client, data }];
        };
        let ends = now.elapsed + self.options.allocation_age;
        let expires = Allocation::lasting(now.elapsed, lifetime, ends);
        let allocation = Allocation::new(username, user.member.clone(), message.transaction_id, port, (expires, ends));
        let data = self.allocated(now.elapsed, client, &message, &key, &allocation);
        self.allocations.insert(client, allocation);
        self.ports.insert(port, client);
        let usage = self.members.entry(user.member).or_insert_with(|| Usage::new(&self.options, now.elapsed));
        usage.allocations += 1;
        self.counts.allocated += 1;
        vec![Output::Answer { to: client, data }]
    }

    /// A datagram came from a peer to a port that is lent.
    #[must_use]
    pub fn arrived(&mut self, now: Duration, port: u16, from: SocketAddr, data: &[u8]) -> Vec<Output> {
        let from = canonical(from);
        let Some(client) = self.ports.get(&port).copied() else { return Vec::new() };
        let Some(allocation) = self.allocations.get(&client).filter(|allocation| allocation.expires > now) else {
            return Vec::new();
        };
        if !allocation.permits(now, from.ip()) {
            return Vec::new();
        }
        let channel = allocation.channel(now, from);
        let member = allocation.member.clone();
        if !self.spend(now, &member, data.len()) {
            return Vec::new();
        }
        let data = match (channel, u16::try_from(data.len())) {
            (Some(number), Ok(length)) => [&number.to_be_bytes()[..], &length.to_be_bytes(), data].concat(),
            _ => data_indication(from, data),
        };
        vec![Output::Answer { to: client, data }]
    }

    /// It is `now`: what has expired is taken back.
    #[must_use]
    pub fn time_passed(&mut self, now: Duration) -> Vec<Output> {
        let expired: Vec<SocketAddr> = self
            .allocations
            .iter()
            .filter(|(_, allocation)| allocation.expires <= now)
            .map(|(client, _)| *client)
            .collect();
        expired.into_iter().filter_map(|client| self.take_back(client)).collect()
    }

    fn send_indication(&mut self, now: Duration, from: SocketAddr, message: &Message) -> Vec<Output> {
        let mut data = Data::default();
        let (Some(peers), Ok(())) = (peers(message), data.get_from(message)) else { return Vec::new() };
        let [peer] = &peers[..] else { return Vec::new() };
        let peer = canonical(*peer);
        let allocation = self.allocations.get(&from).filter(|allocation| allocation.expires > now);
        let Some(allocation) = allocation.filter(|allocation| allocation.permits(now, peer.ip())) else {
            return Vec::new();
        };
        let (port, member) = (allocation.port, allocation.member.clone());
        self.forward(now, &member, port, peer, data.0)
    }

    fn channel_data(&mut self, now: Duration, from: SocketAddr, data: &[u8]) -> Vec<Output> {
        let Some((&[n0, n1, l0, l1], data)) = data.split_first_chunk() else { return Vec::new() };
        // Padding may follow.
        let Some(data) = data.get(..usize::from(u16::from_be_bytes([l0, l1]))) else { return Vec::new() };
        let Some(allocation) = self.allocations.get(&from).filter(|allocation| allocation.expires > now) else {
            return Vec::new();
        };
        let peer = allocation.peer(now, u16::from_be_bytes([n0, n1]));
        let Some(peer) = peer.filter(|peer| allocation.permits(now, peer.ip())) else { return Vec::new() };
        let (port, member) = (allocation.port, allocation.member.clone());
        self.forward(now, &member, port, peer, data.to_vec())
    }

    /// From a port that is lent to a peer. One such port reaches another without the network: so nothing else of the host is
    /// reached at that address, whatever listens there, and two relayed people meet also where a host cannot reach itself under its
    /// public address.
    fn forward(&mut self, now: Duration, member: &MemberId, port: u16, to: SocketAddr, data: Vec<u8>) -> Vec<Output> {
        if !self.spend(now, member, data.len()) {
            return Vec::new();
        }
        if to.ip() == self.options.address {
            return self.arrived(now, to.port(), SocketAddr::new(self.options.address, port), &data);
        }
        vec![Output::Relay { port, to, data }]
    }

    /// Whether a member may have so many bytes relayed now.
    fn spend(&mut self, now: Duration, member: &MemberId, bytes: usize) -> bool {
        let Some(usage) = self.members.get_mut(member) else { return false };
        let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
        let may = usage.bytes.take(bytes.into(), now);
        *(if may { &mut self.counts.relayed_bytes } else { &mut self.counts.dropped_bytes }) += u64::from(bytes);
        may
    }

    fn take_back(&mut self, client: SocketAddr) -> Option<Output> {
        let allocation = self.allocations.remove(&client)?;
        self.ports.remove(&allocation.port);
        if let Some(usage) = self.members.get_mut(&allocation.member) {
            usage.allocations -= 1;
            if usage.allocations == 0 {
                self.members.remove(&allocation.member);
            }
        }
        Some(Output::Close { port: allocation.port })
    }
}

/// What a member uses up.
#[derive(Debug)]
struct Usage {
    allocations: usize,
    bytes: TokenBucket,
}

impl Usage {
    fn new(options: &TurnOptions, now: Duration) -> Self {
        let rate = f64::from(options.bytes_per_second);
        Self { allocations: 0, bytes: TokenBucket::new(rate, rate, now) }
    }
}

fn canonical(address: SocketAddr) -> SocketAddr {
    SocketAddr::new(address.ip().to_canonical(), address.port())
}

/// The realm of every credential (RFC 8489 14.9): there is one.
pub const REALM: &str = "tincan";

#[cfg(test)]
mod tests;
