//! Why there is no way into a room, or no longer one.

use tincan_protocol::ErrorCode;

/// Why the server does not let one in, or sent one out. Asking again would not help by itself, so the room does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RoomRefusal {
    /// As many people are in as the server allows.
    RoomFull,
    /// The server, or the network that one comes from, has as many calls as it may have for now.
    Busy,
    /// The same tab is in from another page: the call goes on there.
    Replaced,
    /// The room lets nobody else in.
    Locked,
    /// The room has a password, which is to be asked for.
    PasswordWanted,
    /// The room has another password.
    PasswordWrong,
    /// A host does not let one in.
    Denied,
    /// A host has put one out, and one is not let back in.
    Removed,
    /// A host has ended the call for all.
    Ended,
    /// The server speaks another version than this page.
    OtherVersion,
    /// The server did not understand who wants to come in, though it speaks the same version.
    NotUnderstood,
}

impl RoomRefusal {
    /// Reads an error of the server's. `None`: it is about a single message, or passes when one connects again.
    ///
    /// Who is not understood on the way in would not be the next time either; in a room it is about that message.
    pub(super) fn parse(code: ErrorCode, on_the_way_in: bool) -> Option<Self> {
        match code {
            ErrorCode::RoomFull => Some(Self::RoomFull),
            ErrorCode::Replaced => Some(Self::Replaced),
            ErrorCode::UnsupportedVersion => Some(Self::OtherVersion),
            ErrorCode::Removed => Some(Self::Removed),
            ErrorCode::Ended => Some(Self::Ended),
            // In a room one waits and comes back: a server that was restarted may learn better.
            ErrorCode::Busy => on_the_way_in.then_some(Self::Busy),
            ErrorCode::Locked => on_the_way_in.then_some(Self::Locked),
            ErrorCode::PasswordWanted => on_the_way_in.then_some(Self::PasswordWanted),
            ErrorCode::PasswordWrong => on_the_way_in.then_some(Self::PasswordWrong),
            ErrorCode::Denied => on_the_way_in.then_some(Self::Denied),
            ErrorCode::BadMessage => on_the_way_in.then_some(Self::NotUnderstood),
            ErrorCode::TooLarge
            | ErrorCode::AlreadyJoined
            | ErrorCode::NotJoined
            | ErrorCode::UnknownMember
            | ErrorCode::TooManyMessages
            | ErrorCode::NotHost
            | ErrorCode::Unknown => None,
        }
    }
}
