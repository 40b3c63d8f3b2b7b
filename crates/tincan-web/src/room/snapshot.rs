//! A room as it is shown.

use tincan_core::{
    room::{self as engine, Hosting, RoomStatus},
    seal::SealProblem,
    trouble::Trouble,
};
use tincan_protocol::{DisplayName, MemberId, Presence};
use web_sys::MediaStream;

use crate::peer::{ConnectionStatus, Peer, PeerProblem, Relays, Slot};

/// How the room is.
#[derive(Debug, Clone, PartialEq)]
pub struct Snapshot {
    /// The membership.
    pub status: RoomStatus,
    /// Your own id, once you are in.
    pub you: Option<MemberId>,
    /// The others.
    pub members: Vec<RemoteMember>,
    /// What there is to be relayed by, as far as the server has said.
    pub relays: Relays,
    /// Who may come in, and what there is to do for hosts.
    pub hosting: Hosting,
    /// Whether the [safety codes](super::Room::safety) have something to tell, whatever else is shown.
    pub alarmed: bool,
}

impl Default for Snapshot {
    /// Before anybody asked.
    fn default() -> Self {
        Self {
            status: RoomStatus::Idle,
            you: None,
            members: Vec::new(),
            relays: Relays::None,
            hosting: Hosting::default(),
            alarmed: false,
        }
    }
}

/// Another member, and the connection to them.
#[derive(Debug, Clone, PartialEq)]
pub struct RemoteMember {
    /// Who.
    pub id: MemberId,
    /// Their name.
    pub name: DisplayName,
    /// Whether the server has a socket to them.
    pub online: bool,
    /// Whether they are a host.
    pub host: bool,
    /// The connection.
    pub connection: ConnectionStatus,
    /// What they mean to send; nothing, as long as they have not said it.
    pub presence: Presence,
    /// Their picture: a stream of one track, for a `<video>`.
    pub camera: Option<MediaStream>,
    /// Their voice: a stream of one track, for an `<audio>`.
    pub microphone: Option<MediaStream>,
    /// Their shared screen: a stream of one track, for a `<video>`. Whether one is shared is said by the presence.
    pub screen: Option<MediaStream>,
    /// The sound of their shared screen: a stream of one track, for an `<audio>`. It comes beside the voice.
    pub screen_sound: Option<MediaStream>,
    /// What is wrong with what they send.
    pub problem: Option<PeerProblem>,
    /// Why they are not reached.
    pub trouble: Option<Trouble>,
    /// What is wrong with the seal of what the server passed on from them. A connection that is up stays so.
    pub seal_problem: Option<SealProblem>,
}

pub(super) fn remote_member(
    room: &engine::Room,
    member: &tincan_protocol::Member,
    peer: Option<&Result<Peer, PeerProblem>>,
) -> RemoteMember {
    let up = peer.and_then(|peer| peer.as_ref().ok());
    let failed = peer.and_then(|peer| peer.as_ref().err());
    let connection = match failed {
        Some(_) => ConnectionStatus::Failed,
        None => up.map_or(ConnectionStatus::Connecting, Peer::status),
    };
    let connection = match connection {
        ConnectionStatus::Connecting if room.is_sought_in_vain(&member.id) => ConnectionStatus::Failed,
        // By another connection; but who was there before is not met for the first time.
        ConnectionStatus::Connecting if room.was_connected(&member.id) => ConnectionStatus::Interrupted,
        connection => connection,
    };
    RemoteMember {
        id: member.id.clone(),
        name: member.name.clone(),
        online: member.online,
        host: member.host,
        connection,
        presence: up.and_then(Peer::presence).unwrap_or_default(),
        camera: up.and_then(|peer| peer.remote(Slot::Camera)),
        microphone: up.and_then(|peer| peer.remote(Slot::Microphone)),
        screen: up.and_then(|peer| peer.remote(Slot::Screen)),
        screen_sound: up.and_then(|peer| peer.remote(Slot::ScreenSound)),
        problem: failed.cloned().or_else(|| up?.problem()),
        trouble: Trouble::of(room.status(), member.online, connection, room.relays()),
        seal_problem: room.seal_problem(&member.id),
    }
}
