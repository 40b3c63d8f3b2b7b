//! The words of the page about devices.

pub(super) mod en;
pub(super) mod ko;

use yew_webrtc::{DeviceKind, PermissionStatus};

/// The sentences of the page about devices, in one language.
#[expect(missing_docs, reason = "the name says where the sentence stands, the sentence says the rest")]
#[derive(Debug)]
pub struct DevicesText {
    pub name: &'static str,
    pub what: &'static str,
    pub how: &'static str,

    // What the page may know.
    pub permissions: &'static str,
    pub permission: fn(PermissionStatus) -> &'static str,
    pub ask_for_names: &'static str,
    pub ask_for_names_hint: &'static str,
    pub asking: &'static str,
    pub names_known: &'static str,
    pub names_hidden: &'static str,
    pub ask_for_speaker: &'static str,
    pub ask_for_speaker_hint: &'static str,
    pub no_speaker_question: &'static str,
    pub speaker_chosen: fn(&str) -> String,

    // The list.
    pub list: &'static str,
    pub kind: fn(DeviceKind, usize) -> String,
    pub none: &'static str,
    pub unnamed: &'static str,
    pub id: &'static str,
    pub group: &'static str,
    pub hidden: &'static str,
    pub alias_default: &'static str,
    pub alias_communications: &'static str,
    pub stands_for: fn(&str) -> String,
    pub together: fn(&str) -> String,

    // The log.
    pub log: &'static str,
    pub log_hint: &'static str,
    pub listed: fn([usize; 3]) -> String,
    pub named: &'static str,
    pub came: fn(DeviceKind, &str) -> String,
    pub went: fn(DeviceKind, &str) -> String,
    pub default_moved: fn(DeviceKind) -> String,
    pub unnamed_change: &'static str,
}
