//! One's own camera and microphone: those that were chosen, on this day or an earlier one.

use yew::prelude::*;
use yew_webrtc::{
    AudioConstraints, Constraint, DeviceId, UseUserMediaHandle, UserMediaOptions, VideoConstraints, use_user_media,
};

use crate::settings::use_settings;

/// Camera and microphone by the settings.
///
/// A remembered device is asked for exactly: a wish would lose against the wish for a large picture. If it is not there today
/// the browser chooses; it stays remembered, for it may be back tomorrow.
///
/// # When it releases
/// On unmount, as [`use_user_media`] does.
#[hook]
pub fn use_own_media() -> UseUserMediaHandle {
    let settings = use_settings();
    let exactly = |id: &Option<DeviceId>| id.clone().map(Constraint::Exact);
    use_user_media(UserMediaOptions {
        audio: Some(AudioConstraints { device: exactly(&settings.microphone), ..AudioConstraints::default() }),
        video: Some(VideoConstraints { device: exactly(&settings.camera), ..VideoConstraints::default() }),
    })
}
