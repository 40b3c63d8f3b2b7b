//! How loud the microphone is.

use web_sys::MediaStreamTrack;
use yew::prelude::*;
use yew_webrtc::use_audio_level;

/// Properties of [`LevelMeter`].
#[derive(Debug, PartialEq, Properties)]
pub struct LevelMeterProps {
    /// The microphone, if it is live.
    pub track: Option<MediaStreamTrack>,
}

/// A row of ridges that fills with the level. It moves without rendering: [`use_audio_level`] writes a custom property.
/// Screen readers skip it.
#[component]
pub fn LevelMeter(props: &LevelMeterProps) -> Html {
    let node = use_node_ref();
    use_audio_level(node.clone(), props.track.clone());
    html! {
        <div class="level-meter" ref={node} aria-hidden="true"><div class="level-meter__fill"></div></div>
    }
}
