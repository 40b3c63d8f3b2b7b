//! The words about the paths by which people reach each other.

mod en;
mod ko;

use yew_webrtc::PathKind;

use super::Language;

/// The sentences of this language.
pub(super) const fn text(language: Language) -> &'static PathsText {
    match language {
        Language::English => &en::TEXT,
        Language::Korean => &ko::TEXT,
    }
}

/// Every sentence about paths in one language.
#[expect(missing_docs, reason = "the name says where the sentence stands, the sentence says the rest")]
#[derive(Debug)]
pub struct PathsText {
    pub title: &'static str,
    pub relayed_only: &'static str,
    pub relayed_only_hint: &'static str,
    pub no_relay: &'static str,
    pub no_relay_to_hide_behind: &'static str,
    pub kind: fn(PathKind) -> &'static str,
}
