//! One's own camera and microphone: those that were chosen, on this day or an earlier one.

use yew::prelude::*;
use yew_webrtc::{UseUserMediaHandle, Wanted, WantedDevices, use_user_media_with};

use crate::settings::{SettingsChange, use_settings};

/// Camera and microphone by the settings; whatever is chosen is remembered.
///
/// A remembered device that is not there today gives way to another; it stays remembered, for it may be back tomorrow, or in
/// a minute.
///
/// # When it releases
/// On unmount, as [`use_user_media_with`] does.
#[hook]
pub fn use_own_media() -> UseUserMediaHandle {
    let settings = use_settings();
    let wanted = WantedDevices { camera: settings.camera.clone(), microphone: settings.microphone.clone() };
    let media = use_user_media_with(settings.media.options(), wanted);
    use_remembered(&media.wanted_camera, media.camera_turned, settings.changer().reform(SettingsChange::Camera));
    use_remembered(&media.wanted_microphone, false, settings.changer().reform(SettingsChange::Microphone));
    media
}

/// Remembers what is wanted, from its first change on; but not while the person only `turned` to another side of the phone.
#[hook]
fn use_remembered(wanted: &Wanted, turned: bool, remember: Callback<Wanted>) {
    let known = use_mut_ref(|| wanted.clone());
    use_effect_with((wanted.clone(), turned), move |(wanted, turned)| {
        if !turned && known.replace(wanted.clone()) != *wanted {
            remember.emit(wanted.clone());
        }
    });
}
