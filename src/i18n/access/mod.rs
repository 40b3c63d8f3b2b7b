//! The words about who may come into a call: the panel of its people, the door, and why one is not in.

mod en;
mod ko;

use tincan_protocol::DisplayName;
use yew_webrtc::{Access, RoomRefusal};

use super::{Advice, Language};

/// The sentences of this language.
pub(super) const fn text(language: Language) -> &'static AccessText {
    match language {
        Language::English => &en::TEXT,
        Language::Korean => &ko::TEXT,
    }
}

/// Every sentence about who may come in, in one language.
#[expect(missing_docs, reason = "the name says where the sentence stands, the sentence says the rest")]
#[derive(Debug)]
pub struct AccessText {
    // The people.
    pub host: &'static str,
    pub ask_to_mute: &'static str,
    pub asked_to_mute: fn(&DisplayName) -> String,
    pub make_host: &'static str,
    pub remove: &'static str,
    pub no_host: &'static str,

    // Whom the call lets in.
    pub who_may_come_in: &'static str,
    pub access: fn(Access) -> &'static str,
    pub access_hint: fn(Access) -> &'static str,
    pub only_hosts: &'static str,
    pub password: &'static str,
    pub password_new: &'static str,
    pub password_hint: &'static str,
    pub password_missing: &'static str,
    pub password_impossible: &'static str,
    pub set_password: &'static str,
    pub password_is_set: &'static str,

    // The end.
    pub end_for_all: &'static str,
    pub end_for_all_hint: &'static str,
    pub end_now: &'static str,

    // The door.
    pub knocks: fn(&DisplayName) -> String,
    pub admit: &'static str,
    pub deny: &'static str,
    pub mute_asked: &'static str,

    // Before it.
    pub password_wanted: &'static str,
    pub password_wrong: &'static str,
    pub knock_again: &'static str,
    pub refused: fn(RoomRefusal) -> Advice,
}
