//! What one looks like before a call.

use yew::prelude::*;
use yew_webrtc::{MediaElementOptions, TrackStatus, UseUserMediaHandle, use_media_element};

use super::can_string::{StringState, can_string};
use crate::settings::use_text;

/// Properties of [`CameraPreview`].
#[derive(Debug, PartialEq, Properties)]
pub struct CameraPreviewProps {
    /// One's own microphone and camera.
    pub media: UseUserMediaHandle,
}

/// One's own picture, as in a mirror unless the camera looks away, and without sound; or, in words, why there is none.
#[component]
pub fn CameraPreview(props: &CameraPreviewProps) -> Html {
    let text = use_text();
    let element = use_media_element(props.media.stream.clone(), MediaElementOptions { muted: true, sink: None });
    let words = match &props.media.camera {
        TrackStatus::Idle => text.camera_is_off,
        TrackStatus::Requesting => text.camera_is_starting,
        TrackStatus::Live(_) => "",
        TrackStatus::Failed(_) => text.camera_is_missing,
    };
    let live = props.media.camera.is_live();
    html! {
        <div
            class="camera-preview"
            data-live={live.then_some("true")}
            data-mirrored={props.media.is_camera_mirrored().then_some("true")}
        >
            <div key="picture" class="camera-preview__picture">
                <video
                    class="camera-preview__video"
                    ref={element.node}
                    playsinline=true
                    aria-label={text.your_camera}
                />
            </div>
            <div key="cover" class="camera-preview__cover">
                if !live {
                    { can_string(StringState::Waiting) }
                }
                <p class="camera-preview__words">{ words }</p>
            </div>
        </div>
    }
}
