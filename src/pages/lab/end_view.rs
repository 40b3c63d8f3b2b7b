//! What one end of a connection sees.

use wasm_bindgen::JsCast;
use web_sys::{MediaStream, MediaStreamTrack};
use yew::prelude::*;
use yew_webrtc::{MediaElementOptions, use_media_element};

use crate::{
    components::{level_meter::LevelMeter, trace_list::End},
    settings::use_lab_text,
};

/// Properties of [`EndView`].
#[derive(Debug, PartialEq, Properties)]
pub(super) struct EndViewProps {
    /// Which end.
    pub(super) end: End,
    /// What the picture is called.
    pub(super) name: &'static str,
    /// The picture.
    pub(super) picture: Option<MediaStream>,
    /// What arrives with it from the other end.
    #[prop_or_default]
    pub(super) sound: Option<MediaStream>,
    /// The track whose level is shown.
    pub(super) voice: Option<MediaStreamTrack>,
    /// Says that there is no picture.
    pub(super) missing: &'static str,
    /// What this end does.
    pub(super) does: &'static str,
}

/// A picture, and how loud it is. It is silent: whoever speaks would hear themselves from both ends.
#[component]
pub(super) fn EndView(props: &EndViewProps) -> Html {
    let text = use_lab_text();
    let silent = || MediaElementOptions { muted: true, sink: None };
    let picture = use_media_element(props.picture.clone(), silent());
    // Chromium measures the level of what arrives only while an element plays it.
    let sound = use_media_element(props.sound.clone(), silent());
    html! {
        <figure class="peer-connection__end">
            <div key="picture" class="peer-connection__picture" data-live={props.picture.as_ref().map(|_| "true")}>
                <video
                    class="peer-connection__video"
                    ref={picture.node}
                    autoplay=true
                    playsinline=true
                    aria-label={props.name}
                />
                <audio ref={sound.node} />
                <p class="peer-connection__missing">{ if props.picture.is_some() { "" } else { props.missing } }</p>
            </div>
            <LevelMeter key="level" track={props.voice.clone()} />
            <figcaption key="caption" class="peer-connection__caption">
                <strong>{ props.end.name(text) }</strong>
                { " " }
                <span class="peer-connection__does">{ props.does }</span>
            </figcaption>
        </figure>
    }
}

/// The track of a stream that has one.
pub(super) fn audio_track(stream: &MediaStream) -> Option<MediaStreamTrack> {
    stream.get_audio_tracks().get(0).dyn_into().ok()
}
