//! One room: who is in, and who waits before it.

use std::time::Duration;

use tincan_protocol::{
    DisplayName, IceServer, Knock, Member, MemberId, PasswordProof, Recollection, RoomCode, ServerMessage, SessionId,
};

use super::{Output, SocketId, door::Door, send};
use crate::client_address::Household;

/// One room, with its members in the order in which they came.
#[derive(Debug)]
pub(super) struct Room {
    pub(super) door: Door,
    /// From where its last host came in, or else who came first, if that counts.
    pub(super) founder: Option<Household>,
    pub(super) places: Vec<Place>,
    /// Who knocks, in the order in which they came.
    pub(super) waiting: Vec<Knocker>,
    /// Since when nobody is in, as a number that grows; none while somebody is.
    pub(super) empty_since: Option<u64>,
}

impl Room {
    pub(super) fn new(door: Door) -> Self {
        Self { door, founder: None, places: Vec::new(), waiting: Vec::new(), empty_since: None }
    }

    pub(super) fn place(&self, id: &MemberId) -> Option<&Place> {
        self.places.iter().find(|place| place.id == *id)
    }

    pub(super) fn place_mut(&mut self, id: &MemberId) -> Option<&mut Place> {
        self.places.iter_mut().find(|place| place.id == *id)
    }

    /// What a member is told who is in, or back. A host is told who waits.
    pub(super) fn welcome(&self, place: &Place, resumed: bool, ice_servers: Vec<IceServer>) -> Vec<Output> {
        let Some(socket) = place.socket() else { return Vec::new() };
        let members = self.places.iter().filter(|other| other.id != place.id).map(Place::member).collect();
        let (access, host) = (self.door.access(), place.host);
        let joined = ServerMessage::Joined { you: place.id.clone(), resumed, members, ice_servers, access, host };
        let knocks = (host && !self.waiting.is_empty()).then(|| send(socket, self.knocks()));
        std::iter::once(send(socket, joined)).chain(knocks).collect()
    }

    pub(super) fn tell_others(&self, than: &MemberId, message: &ServerMessage) -> Vec<Output> {
        let others = self.places.iter().filter(|place| place.id != *than);
        others.filter_map(Place::socket).map(|socket| send(socket, message.clone())).collect()
    }

    /// Tells everybody whom the room lets in.
    pub(super) fn tell_access(&self) -> Vec<Output> {
        let access = self.door.access();
        let told = |place: &Place| Some(send(place.socket()?, ServerMessage::RoomChanged { access, host: place.host }));
        self.places.iter().filter_map(told).collect()
    }

    /// Tells the hosts who waits.
    pub(super) fn tell_knocks(&self) -> Vec<Output> {
        let hosts = self.places.iter().filter(|place| place.host).filter_map(Place::socket);
        hosts.map(|socket| send(socket, self.knocks())).collect()
    }

    pub(super) fn knocks(&self) -> ServerMessage {
        ServerMessage::Knocks { waiting: self.waiting.iter().map(Knocker::knock).collect() }
    }
}

/// One member's place in a room.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) id: MemberId,
    pub(super) name: DisplayName,
    pub(super) session: SessionId,
    pub(super) host: bool,
    pub(super) link: Link,
    /// When to give it another credential, in time since 1970.
    pub(super) renew_at: Duration,
}

impl Place {
    pub(super) fn member(&self) -> Member {
        let online = self.socket().is_some();
        Member { id: self.id.clone(), name: self.name.clone(), online, host: self.host }
    }

    pub(super) fn socket(&self) -> Option<SocketId> {
        match self.link {
            Link::Online(socket) => Some(socket),
            Link::Away { .. } => None,
        }
    }
}

/// How a member is reached.
#[derive(Debug, Clone, Copy)]
pub(super) enum Link {
    Online(SocketId),
    Away { until: Duration },
}

/// Where a socket's member sits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Seat {
    pub(super) room: RoomCode,
    pub(super) member: MemberId,
}

/// Who asks to come in.
#[derive(Debug)]
pub(super) struct Newcomer {
    pub(super) id: MemberId,
    pub(super) name: DisplayName,
    pub(super) session: SessionId,
    /// From where they come, if that counts.
    pub(super) household: Option<Household>,
    /// Whether they have the room's key.
    pub(super) host: bool,
    pub(super) proof: Option<PasswordProof>,
    pub(super) recollection: Option<Recollection>,
}

/// Who waits to be let in.
#[derive(Debug)]
pub(super) struct Knocker {
    pub(super) socket: SocketId,
    pub(super) who: Newcomer,
}

impl Knocker {
    fn knock(&self) -> Knock {
        Knock { id: self.who.id.clone(), name: self.who.name.clone() }
    }
}
