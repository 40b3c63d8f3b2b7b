//! Why somebody is not reached, as far as can be told from here.

use crate::{paths::Relays, peer::ConnectionStatus, room::RoomStatus};

/// What is the matter with a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// This side reaches neither the other one nor the server.
    YourNetwork,
    /// The server does not reach the other side either.
    TheirNetwork,
    /// The server reaches both, and they do not reach each other any more. Another path is looked for.
    Path,
    /// The server reaches both, and no path between them was found, with these relays.
    NoPath(Relays),
}

impl Trouble {
    /// What is the matter, if anything is: `online` says whether the server reaches the other side. While a first connection is made,
    /// nothing is the matter yet.
    #[must_use]
    pub fn of(room: RoomStatus, online: bool, connection: ConnectionStatus, relays: Relays) -> Option<Self> {
        let lost = matches!(connection, ConnectionStatus::Interrupted | ConnectionStatus::Failed);
        match room {
            _ if !lost => None,
            RoomStatus::Joined if !online => Some(Self::TheirNetwork),
            RoomStatus::Joined if connection == ConnectionStatus::Failed => Some(Self::NoPath(relays)),
            RoomStatus::Joined => Some(Self::Path),
            _ => Some(Self::YourNetwork),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_the_matter_follows_from_who_is_reached() {
        use ConnectionStatus::{Connected, Connecting, Failed, Interrupted};
        let (joined, away) = (RoomStatus::Joined, RoomStatus::Reconnecting { attempt: 1 });
        for (room, online, connection, expected) in [
            (joined, true, Connected, None),
            (away, false, Connected, None),
            (joined, true, Connecting, None),
            (away, true, Connecting, None),
            (away, true, Interrupted, Some(Trouble::YourNetwork)),
            (away, true, Failed, Some(Trouble::YourNetwork)),
            (joined, false, Interrupted, Some(Trouble::TheirNetwork)),
            (joined, false, Failed, Some(Trouble::TheirNetwork)),
            (joined, true, Interrupted, Some(Trouble::Path)),
            (joined, true, Failed, Some(Trouble::NoPath(Relays::Udp))),
        ] {
            assert_eq!(
                Trouble::of(room, online, connection, Relays::Udp),
                expected,
                "{room:?} {online} {connection:?}"
            );
        }
    }
}
