//! Who may come into a room, and what its hosts may do.

use serde::Serialize;

use crate::{HostKey, MemberId, PasswordProof, json};

/// Whom a room lets in. Its hosts always come in, and so does whoever was in before and was not removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Access {
    /// Everybody who knows its code.
    #[default]
    Open,
    /// Whoever a host admits.
    Knock,
    /// Whoever knows the password.
    Password,
    /// Nobody else. Also what a newer version says that this one does not know.
    Locked,
}

json::words!(Access { "open" => Open, "knock" => Knock, "password" => Password, _ => Locked });

/// What a member tells a server about the room on coming back: one that was restarted knows nothing of it.
///
/// A server that knows the room goes by what it knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Recollection {
    /// Whom the room let in.
    pub access: Access,
    /// Who else was in. Their ids are hashes of their secrets, so nobody else can come back as one of them.
    pub members: Vec<MemberId>,
}

json::object!(Recollection { access, members });

/// Somebody who waits to be let in, as the hosts see them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Knock {
    /// The member that they would be.
    pub id: MemberId,
    /// Their name.
    pub name: crate::DisplayName,
}

json::object!(Knock { id, name });

/// What a host of a room does. Anybody else is told [`ErrorCode::NotHost`](crate::ErrorCode::NotHost).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum HostAct {
    /// From now on these are let in.
    SetAccess {
        /// Whom.
        access: Access,
        /// For [`Access::Password`]: what its password proves. Without it only those are let in who always are.
        #[serde(skip_serializing_if = "Option::is_none")]
        proof: Option<PasswordProof>,
    },
    /// Let this person in, who knocks.
    Admit {
        /// Whom.
        member: MemberId,
    },
    /// Send this person away, who knocks. They may knock again.
    Deny {
        /// Whom.
        member: MemberId,
    },
    /// Put this member out, whose tab does not come back in. Hosts cannot be removed: they have the key.
    Remove {
        /// Whom.
        member: MemberId,
    },
    /// Ask this member to mute their microphone.
    AskToMute {
        /// Whom.
        member: MemberId,
    },
    /// Hand this member the key, which makes them a host for as long as they keep it.
    MakeHost {
        /// Whom.
        member: MemberId,
        /// The room's key.
        key: HostKey,
    },
    /// Put everybody out, oneself too.
    EndForAll,
    /// Something that this version does not know; skipped.
    Unknown,
}

json::tagged!("act" of HostAct {
    "set_access" => SetAccess { access, proof },
    "admit" => Admit { member },
    "deny" => Deny { member },
    "remove" => Remove { member },
    "ask_to_mute" => AskToMute { member },
    "make_host" => MakeHost { member, key },
    "end_for_all" => EndForAll,
    _ => Unknown,
});
