//! The two switches of one's own microphone and camera.

use yew::prelude::*;
use yew_webrtc::{TrackStatus, UseUserMediaHandle};

use super::{
    button::{Button, ButtonKind},
    icon::IconName,
};
use crate::i18n::Text;

/// Mute and unmute, camera off and on. Each says by its name what pressing it does, so the name tells the state, too.
pub fn media_toggles(text: &Text, media: &UseUserMediaHandle) -> Html {
    // Who exchanges a device does not switch it off.
    let heard = (media.microphone.is_live() || media.microphone_changing) && !media.muted;
    let seen = media.camera.is_live() || media.camera_changing;
    let onmicrophone = {
        let media = media.clone();
        move |_: MouseEvent| if heard { media.mute() } else { media.unmute() }
    };
    let oncamera = {
        let media = media.clone();
        move |_: MouseEvent| if seen { media.turn_camera_off() } else { media.turn_camera_on() }
    };
    let (microphone, microphone_icon) = match heard {
        true => (text.mute_microphone, IconName::Microphone),
        false => (text.unmute_microphone, IconName::MicrophoneOff),
    };
    let (camera, camera_icon) = match seen {
        true => (text.turn_camera_off, IconName::Camera),
        false => (text.turn_camera_on, IconName::CameraOff),
    };
    let kind = |on: bool| if on { ButtonKind::Plain } else { ButtonKind::Off };
    html! {
        <div class="media-toggles">
            <Button
                label={microphone}
                icon={microphone_icon}
                kind={kind(heard)}
                compact=true
                busy={media.microphone == TrackStatus::Requesting}
                onclick={onmicrophone}
            />
            <Button
                label={camera}
                icon={camera_icon}
                kind={kind(seen)}
                compact=true
                busy={media.camera == TrackStatus::Requesting}
                onclick={oncamera}
            />
        </div>
    }
}
