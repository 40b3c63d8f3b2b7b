//! The words about filters of picture and sound.

mod en;
mod ko;

use std::time::Duration;

use yew_webrtc::{PictureCost, PictureFilter};

use super::Language;

/// The sentences of this language.
pub(super) const fn text(language: Language) -> &'static FilterText {
    match language {
        Language::English => &en::TEXT,
        Language::Korean => &ko::TEXT,
    }
}

/// In milliseconds, with tenths. In whole numbers: formatting a fraction would weigh ten kilobytes in every page.
fn milliseconds(duration: Duration) -> String {
    let tenths = duration.as_micros() as u32 / 100;
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// Every sentence about filters in one language.
#[expect(missing_docs, reason = "the name says where the sentence stands, the sentence says the rest")]
#[derive(Debug)]
pub struct FilterText {
    pub preview: &'static str,
    pub reset: &'static str,
    pub reset_all: &'static str,

    // The picture.
    pub picture: &'static str,
    pub filter: fn(PictureFilter) -> &'static str,
    pub sent: &'static str,
    pub sent_hint: &'static str,
    pub cost: fn(PictureCost) -> String,
    pub costs_nothing: &'static str,
    pub only_yourself: &'static str,

    // The sound.
    pub sound: &'static str,
    pub high_pass: &'static str,
    pub high_pass_off: &'static str,
    pub gain: &'static str,
    pub mono: &'static str,
    pub mono_hint: &'static str,
    pub before: &'static str,
    pub after: &'static str,
    pub sound_waiting: &'static str,
    pub sound_impossible: &'static str,

    // A photo.
    pub take_photo: &'static str,
    pub save_photo: &'static str,
    pub photo_taken: fn(u32, u32) -> String,
    pub photo_failed: &'static str,
    pub photo_unfiltered: &'static str,
    pub no_picture: &'static str,
}
