//! The words of the page about shared screens.

pub(super) mod en;
pub(super) mod ko;

use yew_webrtc::{
    ContentKind, Surface,
    display::{Contradiction, Member},
};

use crate::i18n::Advice;

/// The sentences of the page about shared screens, in one language.
#[expect(missing_docs, reason = "the name says where the sentence stands, the sentence says the rest")]
#[derive(Debug)]
pub struct ScreenText {
    pub name: &'static str,
    pub what: &'static str,
    pub how: &'static str,

    // What to ask for.
    pub form: &'static str,
    pub form_hint: &'static str,
    pub as_in_a_call: &'static str,
    pub nothing: &'static str,
    pub about: fn(Member) -> &'static str,
    pub not_asked: &'static str,
    pub number: fn(&str) -> String,
    pub unknown_here: &'static str,
    pub contradiction: fn(Contradiction) -> Advice,
    pub code: &'static str,

    // Sharing.
    pub idle: &'static str,
    pub asking: &'static str,
    pub live: fn(Option<Surface>) -> &'static str,
    pub paused: &'static str,
    pub cancelled: &'static str,
    pub switch_cancelled: &'static str,
    pub stopped: &'static str,
    pub picture: &'static str,
    pub picture_missing: &'static str,
    pub picture_of_this_page: &'static str,
    pub content_hint: fn(ContentKind) -> &'static str,

    // What it does.
    pub settings: &'static str,
    pub settings_hint: &'static str,
    pub settings_of_picture: &'static str,
    pub settings_of_sound: &'static str,
}
