//! One client's relay: what it may send to, and until when.

use std::{
    collections::HashMap,
    net::{IpAddr, SocketAddr},
    time::Duration,
};

use stun::agent::TransactionId;
use tincan_protocol::MemberId;

/// An address of the server that is lent to a client (RFC 8656 3.2). Times are those of the relay.
#[derive(Debug)]
pub(crate) struct Allocation {
    pub(crate) username: String,
    pub(crate) member: MemberId,
    /// The request that it came of, which may be said again when its answer was lost.
    pub(crate) asked_by: TransactionId,
    /// The port of the server that it is.
    pub(crate) port: u16,
    /// When it ends, unless it is refreshed.
    pub(crate) expires: Duration,
    /// When it ends, however often it is refreshed.
    pub(crate) ends: Duration,
    /// To whom it may send and who may send to it, until when (RFC 8656 9).
    permissions: HashMap<IpAddr, Duration>,
    channels: HashMap<u16, Channel>,
    /// Of each peer with a channel.
    numbers: HashMap<SocketAddr, u16>,
}

/// A short name for a peer (RFC 8656 12).
#[derive(Debug, Clone, Copy)]
struct Channel {
    peer: SocketAddr,
    expires: Duration,
}

/// Why a channel is not bound.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum NotBound {
    /// The number is another peer's, or the peer has another number.
    Mismatch,
    /// There are as many as there may be.
    TooMany,
}

impl Allocation {
    /// How long an allocation lasts if nobody asks for more.
    pub(crate) const LIFETIME: Duration = Duration::from_secs(600);
    /// The most that may be asked for at once.
    pub(crate) const LIFETIME_LIMIT: Duration = Duration::from_secs(3600);
    /// How long a permission lasts.
    const PERMISSION_LIFETIME: Duration = Duration::from_secs(300);
    /// How long a channel lasts.
    const CHANNEL_LIFETIME: Duration = Duration::from_secs(600);
    /// How many addresses, and how many channels, one allocation may have: each candidate of the other side asks for one.
    const PEERS: usize = 128;

    pub(crate) fn new(
        username: String,
        member: MemberId,
        asked_by: TransactionId,
        port: u16,
        (expires, ends): (Duration, Duration),
    ) -> Self {
        let (permissions, channels, numbers) = Default::default();
        Self { username, member, asked_by, port, expires, ends, permissions, channels, numbers }
    }

    /// When it ends if it is to last this long, and nobody asks again.
    pub(crate) fn lasting(now: Duration, wanted: Option<Duration>, ends: Duration) -> Duration {
        let lifetime = wanted.unwrap_or_default().clamp(Self::LIFETIME, Self::LIFETIME_LIMIT);
        (now + lifetime).min(ends)
    }

    /// Permits these addresses; none of them if they are too many.
    #[must_use]
    pub(crate) fn permit(&mut self, now: Duration, peers: &[SocketAddr]) -> bool {
        self.permissions.retain(|_, expires| *expires > now);
        let new = peers.iter().filter(|peer| !self.permissions.contains_key(&peer.ip())).count();
        if self.permissions.len() + new > Self::PEERS {
            return false;
        }
        let permitted = peers.iter().map(|peer| (peer.ip(), now + Self::PERMISSION_LIFETIME));
        self.permissions.extend(permitted);
        true
    }

    pub(crate) fn permits(&self, now: Duration, address: IpAddr) -> bool {
        self.permissions.get(&address).is_some_and(|expires| *expires > now)
    }

    /// Binds a number to a peer, or again for as long, and permits the peer's address.
    pub(crate) fn bind(&mut self, now: Duration, number: u16, peer: SocketAddr) -> Result<(), NotBound> {
        self.channels.retain(|_, channel| channel.expires > now);
        self.numbers.retain(|_, number| self.channels.contains_key(number));
        let other_peer = self.channels.get(&number).is_some_and(|channel| channel.peer != peer);
        let other_number = self.numbers.get(&peer).is_some_and(|bound| *bound != number);
        if other_peer || other_number {
            return Err(NotBound::Mismatch);
        }
        let full = self.channels.len() >= Self::PEERS && !self.channels.contains_key(&number);
        if full || !self.permit(now, &[peer]) {
            return Err(NotBound::TooMany);
        }
        self.channels.insert(number, Channel { peer, expires: now + Self::CHANNEL_LIFETIME });
        self.numbers.insert(peer, number);
        Ok(())
    }

    /// The peer of a channel that is bound.
    pub(crate) fn peer(&self, now: Duration, number: u16) -> Option<SocketAddr> {
        self.channels.get(&number).filter(|channel| channel.expires > now).map(|channel| channel.peer)
    }

    /// The channel of a peer, if one is bound.
    pub(crate) fn channel(&self, now: Duration, peer: SocketAddr) -> Option<u16> {
        self.numbers.get(&peer).copied().filter(|number| self.peer(now, *number).is_some())
    }
}
