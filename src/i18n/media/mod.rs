//! The words of the settings of picture and sound.

mod en;
mod ko;

use super::Language;

/// The sentences of this language.
pub(super) const fn text(language: Language) -> &'static MediaText {
    match language {
        Language::English => &en::TEXT,
        Language::Korean => &ko::TEXT,
    }
}

/// Every sentence of these settings in one language.
#[expect(missing_docs, reason = "the name says where the sentence stands, the sentence says the rest")]
#[derive(Debug)]
pub struct MediaText {
    pub picture_size: &'static str,
    pub size: fn(&str, u32, u32) -> String,
    pub frame_rate: &'static str,
    pub frames: fn(u32) -> String,
    pub camera_gives: fn(u32, u32, u32) -> String,
    pub echo_cancellation: &'static str,
    pub echo_cancellation_hint: &'static str,
    pub noise_suppression: &'static str,
    pub noise_suppression_hint: &'static str,
    pub auto_gain_control: &'static str,
    pub auto_gain_control_hint: &'static str,
    pub picture: &'static str,
    pub sound: &'static str,
    pub this_page: &'static str,
}
