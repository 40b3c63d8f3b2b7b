//! The words about cameras, microphones and speakers.

mod en;
mod ko;

use super::Language;

/// The sentences of this language.
pub(super) const fn text(language: Language) -> &'static DeviceText {
    match language {
        Language::English => &en::TEXT,
        Language::Korean => &ko::TEXT,
    }
}

/// Every sentence about devices in one language.
#[expect(missing_docs, reason = "the name says where the sentence stands, the sentence says the rest")]
#[derive(Debug)]
pub struct DeviceText {
    // Which one.
    pub automatic: &'static str,
    pub automatic_device: fn(&str) -> String,
    pub unnamed: fn(&str, usize) -> String,
    pub not_connected: fn(&str) -> String,
    pub instead: fn(&str) -> String,
    pub none: &'static str,
    pub speaker_fixed: &'static str,
    pub choose_speaker: &'static str,
    pub speaker_failed: &'static str,
    pub test_sound: &'static str,
    pub testing_sound: &'static str,
    pub flip_camera: &'static str,

    // Settings.
    pub settings: &'static str,
    pub picture_and_sound: &'static str,

    // What the browser asks, and what happened.
    pub notices: &'static str,
    pub permission_wanted: &'static str,
}
