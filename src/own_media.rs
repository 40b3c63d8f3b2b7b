//! One's own camera and microphone: those that were chosen, on this day or an earlier one.

use yew::prelude::*;
use yew_webrtc::{
    AudioConstraints, Constraint, DeviceId, MediaErrorKind, TrackStatus, UseUserMediaHandle, UserMediaOptions,
    VideoConstraints, use_user_media,
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
    let (camera_away, microphone_away) = (use_state_eq(|| false), use_state_eq(|| false));
    let exactly = |id: &Option<DeviceId>, away: bool| id.clone().filter(|_| !away).map(Constraint::Exact);
    let media = use_user_media(UserMediaOptions {
        audio: Some(AudioConstraints {
            device: exactly(&settings.microphone, *microphone_away),
            ..AudioConstraints::default()
        }),
        video: Some(VideoConstraints {
            device: exactly(&settings.camera, *camera_away),
            ..VideoConstraints::default()
        }),
    });

    use_effect_with((media.camera.clone(), settings.camera.is_some()), {
        let away = camera_away.setter();
        move |(status, remembered)| {
            if *remembered && is_away(status) {
                away.set(true);
            }
        }
    });
    use_effect_with((media.microphone.clone(), settings.microphone.is_some()), {
        let away = microphone_away.setter();
        move |(status, remembered)| {
            if *remembered && is_away(status) {
                away.set(true);
            }
        }
    });
    // By now the options are without the device that is away.
    use_effect_with(*camera_away, {
        let media = media.clone();
        move |&away| {
            if away {
                media.turn_camera_on();
            }
        }
    });
    use_effect_with(*microphone_away, {
        let media = media.clone();
        move |&away| {
            if away {
                media.unmute();
            }
        }
    });
    media
}

/// Whether no device is the one that was asked for.
fn is_away(status: &TrackStatus) -> bool {
    status.error().is_some_and(|error| matches!(error.kind, MediaErrorKind::Overconstrained { .. }))
}
