//! What a browser and the server say to each other.

use serde::Serialize;

use crate::{
    Access, DisplayName, HostAct, HostKey, Knock, MemberId, OpaqueSignal, PageId, PasswordProof, Recollection,
    RoomCode, SessionId, json,
};

/// From the browser to the server.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ClientMessage {
    /// Come into a room, or come back into it. The first message on a socket, sent once.
    Join {
        /// The protocol that the client speaks: [`VERSION`](crate::VERSION).
        version: u32,
        /// Which room.
        room: RoomCode,
        /// Under which name.
        name: DisplayName,
        /// The tab's secret. With the same `page` it is the same member on a new socket; with another `page` the tab
        /// was reloaded, and the member it was before has left.
        session: SessionId,
        /// This stay in the room.
        page: PageId,
        /// The room's key, of its hosts.
        #[serde(skip_serializing_if = "Option::is_none")]
        key: Option<HostKey>,
        /// What the room's password proves, if one was asked for.
        #[serde(skip_serializing_if = "Option::is_none")]
        proof: Option<PasswordProof>,
        /// What one knows of the room, when one comes back.
        #[serde(skip_serializing_if = "Option::is_none")]
        recollection: Option<Recollection>,
    },
    /// Pass a signal on to another member of the room.
    Signal {
        /// For whom.
        to: MemberId,
        /// What; the server does not read it.
        signal: OpaqueSignal,
    },
    /// Do what only hosts may.
    Host(HostAct),
    /// Leave the room for good, or wait no longer to be let in. A socket that closes without it may come back.
    Leave,
    /// Is the server there? It answers [`ServerMessage::Pong`].
    Ping,
    /// A type that this version does not know; skipped.
    Unknown,
}

json::tagged!("type" of ClientMessage {
    "join" => Join { version, room, name, session, page, key, proof, recollection },
    "signal" => Signal { to, signal },
    "host" => Host(HostAct),
    "leave" => Leave,
    "ping" => Ping,
    _ => Unknown,
});

/// From the server to the browser.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ServerMessage {
    /// You are in.
    Joined {
        /// Your own id.
        you: MemberId,
        /// Whether the server knew you: true when your socket was away and is back, false when you are new to it (you
        /// came in first, the page was reloaded, or the server was restarted). For logs and people: a client does the
        /// same in both cases and opens to whoever it has no connection to, since the answer to an earlier join may
        /// have been lost with its socket.
        resumed: bool,
        /// The others.
        members: Vec<Member>,
        /// What to reach each other through. With no `turn:` URL among them nobody is relayed: two whose networks let
        /// nobody in do not reach each other.
        ice_servers: Vec<IceServer>,
        /// Whom the room lets in.
        access: Access,
        /// Whether you are a host.
        host: bool,
    },
    /// You wait to be let in: the hosts are told. [`Joined`](Self::Joined) follows, or an error.
    Knocking,
    /// The room lets others in than before, or you have become a host.
    RoomChanged {
        /// Whom it lets in.
        access: Access,
        /// Whether you are a host.
        host: bool,
    },
    /// To hosts: who waits to be let in, all of them, whenever that has changed.
    Knocks {
        /// In the order in which they came.
        waiting: Vec<Knock>,
    },
    /// A host asks you to mute your microphone.
    MuteAsked,
    /// A host has made you one: this is the room's key, to be kept.
    MadeHost {
        /// The key.
        key: HostKey,
    },
    /// What to reach each other through from now on: the credentials that you have end before long.
    IceServers {
        /// In place of those of [`Joined`](Self::Joined).
        ice_servers: Vec<IceServer>,
    },
    /// Somebody new is in. They open the connection to you.
    MemberJoined {
        /// Who.
        member: Member,
    },
    /// Something about a member is different: their socket went away or came back, or they came back renamed.
    MemberChanged {
        /// The member as it is now.
        member: Member,
    },
    /// A member is no longer in the room.
    MemberLeft {
        /// Who.
        id: MemberId,
        /// How.
        departure: Departure,
    },
    /// A member sent you a signal.
    Signal {
        /// Who.
        from: MemberId,
        /// What.
        signal: OpaqueSignal,
    },
    /// What you sent could not be done.
    Error {
        /// Which kind of trouble; programs act on this.
        code: ErrorCode,
        /// A sentence for people who read logs and consoles.
        message: String,
    },
    /// The answer to [`ClientMessage::Ping`].
    Pong,
    /// A type that this version does not know; skipped.
    Unknown,
}

json::tagged!("type" of ServerMessage {
    "joined" => Joined { you, resumed, members, ice_servers, access or Access::Open, host or false },
    "knocking" => Knocking,
    "room_changed" => RoomChanged { access, host },
    "knocks" => Knocks { waiting },
    "mute_asked" => MuteAsked,
    "made_host" => MadeHost { key },
    "ice_servers" => IceServers { ice_servers },
    "member_joined" => MemberJoined { member },
    "member_changed" => MemberChanged { member },
    "member_left" => MemberLeft { id, departure },
    "signal" => Signal { from, signal },
    "error" => Error { code, message },
    "pong" => Pong,
    _ => Unknown,
});

/// A member of a room as the others see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Member {
    /// Who.
    pub id: MemberId,
    /// Their name.
    pub name: DisplayName,
    /// Whether the server has a socket to them. Without one they may be back in a moment; signals do not reach them
    /// until then.
    pub online: bool,
    /// Whether they are a host.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub host: bool,
}

json::object!(Member { id, name, online, host or false });

/// How a member's membership ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Departure {
    /// They left, or their page was reloaded: that member will not be back.
    Left,
    /// Their socket stayed away for too long. They may not know it, and media may still flow between them and others.
    Lost,
}

json::words!(Departure { "left" => Left, _ => Lost });

/// A STUN or TURN server, as `RTCIceServer` has it (webrtc-pc 4.2.4).
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct IceServer {
    /// `stun:`, `turn:` or `turns:` URLs (RFC 7064, RFC 7065).
    pub urls: Vec<String>,
    /// For TURN: the user name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// For TURN: the password.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub credential: Option<String>,
}

json::object!(IceServer { urls, username, credential });

impl std::fmt::Debug for IceServer {
    /// Without the credential: debug output ends in logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("IceServer").field("urls", &self.urls).finish_non_exhaustive()
    }
}

/// What went wrong: a closed list, so that every case has its words in the app.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// The message is not JSON, or not of its type's form. The socket stays open.
    BadMessage,
    /// The message is larger than [`MAX_MESSAGE_BYTES`](crate::MAX_MESSAGE_BYTES). The socket is closed.
    TooLarge,
    /// The client speaks a version that the server does not: the page must be reloaded. The socket is closed.
    UnsupportedVersion,
    /// The room has as many members as the server allows. The socket is closed.
    RoomFull,
    /// A second [`ClientMessage::Join`] on one socket. The first one stands.
    AlreadyJoined,
    /// Something that only a member can do, before [`ClientMessage::Join`].
    NotJoined,
    /// A signal to nobody in this room.
    UnknownMember,
    /// More messages than the server takes from one socket. The socket is closed.
    TooManyMessages,
    /// The same session came in from another page; this one is no longer the member. The socket is closed.
    Replaced,
    /// The server, or the address that the client comes from, has as much as it may have for now. The socket is closed;
    /// later it may be different.
    Busy,
    /// The room lets nobody else in, or nobody as long as no host is back. The socket is closed.
    Locked,
    /// The room has a password, and none was proven. The socket is closed.
    PasswordWanted,
    /// The room has another password. The socket is closed.
    PasswordWrong,
    /// A host does not let you in. The socket is closed.
    Denied,
    /// A host has put you out, and you are not let back in. The socket is closed.
    Removed,
    /// A host has ended the call for all. The socket is closed.
    Ended,
    /// Something that only a host can do.
    NotHost,
    /// A code of a newer server.
    Unknown,
}

json::words!(ErrorCode {
    "bad_message" => BadMessage,
    "too_large" => TooLarge,
    "unsupported_version" => UnsupportedVersion,
    "room_full" => RoomFull,
    "already_joined" => AlreadyJoined,
    "not_joined" => NotJoined,
    "unknown_member" => UnknownMember,
    "too_many_messages" => TooManyMessages,
    "replaced" => Replaced,
    "busy" => Busy,
    "locked" => Locked,
    "password_wanted" => PasswordWanted,
    "password_wrong" => PasswordWrong,
    "denied" => Denied,
    "removed" => Removed,
    "ended" => Ended,
    "not_host" => NotHost,
    _ => Unknown,
});
