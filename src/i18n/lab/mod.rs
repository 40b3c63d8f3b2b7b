//! The words of the Lab, apart from the others so that no call page loads them.

mod camera;
mod constraints;
mod data_channel;
mod devices;
mod en;
mod file;
mod ice;
mod ko;
mod screen;
mod sound;

use std::time::Duration;

use yew_webrtc::{candidate::CandidateParts, sdp::About};

pub use self::{
    camera::CameraText,
    constraints::ConstraintsText,
    data_channel::{BurstCount, DataChannelText},
    devices::DevicesText,
    file::FileText,
    ice::IceText,
    screen::ScreenText,
    sound::SoundText,
};
use super::{Advice, Language};

/// The sentences of a language.
pub(super) fn text(language: Language) -> &'static LabText {
    match language {
        Language::English => &en::TEXT,
        Language::Korean => &ko::TEXT,
    }
}

/// The beginning of an id, and any other word as it is.
#[must_use]
pub fn shortened(word: &str) -> String {
    match word.char_indices().nth(24) {
        Some(_) => format!("{}…", word.chars().take(8).collect::<String>()),
        None => word.to_owned(),
    }
}

/// Every sentence that only the Lab says, in one language.
#[expect(missing_docs, reason = "the name says where the sentence stands, the sentence says the rest")]
#[derive(Debug)]
pub struct LabText {
    pub intro: &'static str,
    pub code: &'static str,
    pub copy: &'static str,
    pub copied: &'static str,
    pub copy_failed: &'static str,
    pub camera: CameraText,
    pub sound: SoundText,
    pub constraints: ConstraintsText,
    pub devices: DevicesText,
    pub screen: ScreenText,
    pub data_channel: DataChannelText,
    pub file: FileText,
    pub ice: IceText,

    // The page about a connection.
    pub peer_connection: &'static str,
    pub peer_connection_text: &'static str,
    pub peer_connection_how: &'static str,
    pub controls: &'static str,
    pub start: &'static str,
    pub call: &'static str,
    pub hang_up: &'static str,
    pub stop: &'static str,
    pub restart_ice: &'static str,
    pub idle: &'static str,
    pub requesting: &'static str,
    pub ready: &'static str,
    pub connected: fn(Duration) -> String,
    pub hung_up: &'static str,
    pub no_connection: fn(&str) -> Advice,
    pub local_video: &'static str,
    pub local_video_missing: &'static str,
    pub remote_video: &'static str,
    pub remote_video_missing: &'static str,
    pub end_a: &'static str,
    pub end_a_does: &'static str,
    pub end_b: &'static str,
    pub end_b_does: &'static str,

    // What happens in a connection.
    pub trace: &'static str,
    pub trace_empty: &'static str,
    pub trace_intro: &'static str,
    pub trace_opened: &'static str,
    pub trace_closed: &'static str,
    pub trace_negotiation_needed: &'static str,
    pub trace_ice_restart: &'static str,
    pub trace_own_offer: &'static str,
    pub trace_own_answer: &'static str,
    pub trace_their_offer: &'static str,
    pub trace_their_answer: &'static str,
    pub trace_own_candidates: fn(usize) -> String,
    pub trace_their_candidates: fn(usize) -> String,
    pub trace_candidate_error: &'static str,
    pub trace_signalling_state: &'static str,
    pub trace_ice_gathering_state: &'static str,
    pub trace_ice_connection_state: &'static str,
    pub trace_connection_state: &'static str,
    pub trace_channel_opened: &'static str,
    pub trace_channel_closed: &'static str,
    pub trace_refused: &'static str,
    pub no_more_candidates: &'static str,
    pub candidate: fn(&CandidateParts<'_>) -> String,
    pub sdp_sections: fn(usize) -> String,
    pub sdp_about: fn(About<'_>) -> String,
    pub elapsed: fn(Duration) -> String,
}
