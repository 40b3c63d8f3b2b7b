//! Where in a browser's window permission is given.

use yew::prelude::*;
use yew_webrtc::next_step::NextStep;

use super::icon::{IconName, icon};
use crate::{dom, i18n::MediaSource};

/// A drawing of the browser's bar with a ring around the sign to press; nothing for steps that begin elsewhere. Screen
/// readers skip it: the sentence above it says the same.
pub fn permission_guide(step: NextStep, source: MediaSource) -> Html {
    let crossed_out = match source {
        MediaSource::Microphone => IconName::MicrophoneOff,
        MediaSource::Camera | MediaSource::CameraAndMicrophone | MediaSource::Screen => IconName::CameraOff,
    };
    let (place, sign) = match step {
        NextStep::AllowInChromium => ("desk", icon(IconName::Settings)),
        NextStep::AllowInFirefox => ("desk", icon(crossed_out)),
        NextStep::AllowInSafari => ("menu", html! { { "Safari" } }),
        NextStep::AllowInAndroidBrowser => ("phone", icon(IconName::Lock)),
        NextStep::AllowInIosSafari => ("phone-below", icon(IconName::PageMenu)),
        _ => return Html::default(),
    };
    html! {
        <div class="permission-guide" data-place={place} aria-hidden="true">
            <span class="permission-guide__bar">
                <span class="permission-guide__sign">{ sign }</span>
                <span class="permission-guide__address">{ dom::host() }</span>
            </span>
        </div>
    }
}
