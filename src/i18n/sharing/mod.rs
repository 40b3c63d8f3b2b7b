//! The words about shared screens, one's own and others'.

mod en;
mod ko;

use tincan_protocol::DisplayName;
use yew_webrtc::{ContentKind, Surface};

use super::{Advice, Language};

/// The sentences of this language.
pub(super) const fn text(language: Language) -> &'static SharingText {
    match language {
        Language::English => &en::TEXT,
        Language::Korean => &ko::TEXT,
    }
}

/// Every sentence about shared screens in one language.
#[expect(missing_docs, reason = "the name says where the sentence stands, the sentence says the rest")]
#[derive(Debug)]
pub struct SharingText {
    // Somebody else’s screen.
    pub screen_paused: fn(&DisplayName) -> String,
    pub bring_to_stage: &'static str,
    pub actual_size: &'static str,
    pub fit: &'static str,
    pub move_about: &'static str,
    pub full_screen: &'static str,
    pub leave_full_screen: &'static str,
    pub picture_in_picture: &'static str,

    // What one shares oneself.
    pub own_screen: &'static str,
    pub sharing: fn(Option<Surface>) -> &'static str,
    pub sharing_paused: &'static str,
    pub sharing_with_sound: &'static str,
    pub sharing_without_sound: &'static str,
    pub own_page_shared: &'static str,
    pub pause_sharing: &'static str,
    pub resume_sharing: &'static str,
    pub share_something_else: &'static str,
    pub content: &'static str,
    pub content_automatic: fn(ContentKind) -> &'static str,
    pub content_text: &'static str,
    pub content_motion: &'static str,
    pub sharing_ended: fn(Option<Surface>) -> Advice,
    pub share_again: &'static str,

    // How it begins.
    pub share_options_hint: &'static str,
    pub share_sound: &'static str,
    pub share_sound_hint: fn(hears_itself: bool) -> &'static str,
    pub share_quietly: &'static str,
    pub share_quietly_hint: &'static str,
    pub pointer: &'static str,
    pub pointer_always: &'static str,
    pub pointer_motion: &'static str,
    pub pointer_never: &'static str,
}
