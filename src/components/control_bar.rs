//! What one does during a call.

use yew::prelude::*;
use yew_webrtc::UseUserMediaHandle;

use super::{
    button::{Button, ButtonKind},
    icon::IconName,
    media_toggles::MediaToggles,
};
use crate::settings::use_text;

/// Properties of [`ControlBar`].
#[derive(Debug, PartialEq, Properties)]
pub struct ControlBarProps {
    /// One's own microphone and camera.
    pub media: UseUserMediaHandle,
    /// Leaves the call.
    pub onleave: Callback<()>,
}

/// The toolbar `Call controls`.
#[component]
pub fn ControlBar(props: &ControlBarProps) -> Html {
    let text = use_text();
    html! {
        <div class="control-bar" role="toolbar" aria-label={text.call_controls}>
            <MediaToggles media={props.media.clone()} />
            <Button
                label={text.leave}
                icon={IconName::Leave}
                kind={ButtonKind::Danger}
                compact=true
                onclick={props.onleave.reform(|_| ())}
            />
        </div>
    }
}
