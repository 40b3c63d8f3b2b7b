//! The app's addresses.

use tincan_protocol::RoomCode;
use yew_router::prelude::*;

/// Where in the app one is.
#[derive(Debug, Clone, PartialEq, Routable)]
pub enum Route {
    /// Start a call, or come into one.
    #[at("/")]
    Home,
    /// A call: lobby, call and farewell share one address, so that a reload leads back to the lobby.
    #[at("/r/:code")]
    Room {
        /// What the link says; not yet parsed, because a wrong code has a page of its own.
        code: String,
    },
    /// The index of the Lab.
    #[at("/lab")]
    Lab,
    /// The Lab's page about a single connection.
    #[at("/lab/peer-connection")]
    LabPeerConnection,
    /// Everything else.
    #[not_found]
    #[at("/404")]
    NotFound,
}

impl Route {
    /// The address of a room.
    #[must_use]
    pub fn room(code: &RoomCode) -> Self {
        Self::Room { code: code.as_str().to_owned() }
    }
}
