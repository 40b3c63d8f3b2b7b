//! One's own voice, and what it goes through.

use js_sys::Array;
use web_sys::MediaStream;
use yew::prelude::*;
use yew_webrtc::{MediaElementOptions, UseUserMediaHandle, use_audio_output, use_media_element};

use super::{device_switch::DeviceSwitch, frame::frame};
use crate::{
    components::{
        device_notices::DeviceNotices, filter_controls::sound_trouble, icon::IconName, sound_filters::SoundSliders,
        sound_graph::SoundGraph, switch_box::switch_box,
    },
    own_filters::use_own_filters,
    own_media::use_own_media,
    settings::{use_lab_text, use_settings},
};

/// The page *Sound*: the graph of Web Audio between the microphone and the others, drawn, with its knobs. Nothing is sent anywhere, and
/// nothing is played before one wants to hear it.
#[component]
pub fn Sound() -> Html {
    let (settings, lab) = (use_settings(), use_lab_text());
    let (text, words) = (settings.text(), &lab.sound);
    let media = use_own_media();
    let filters = use_own_filters(&media);
    let heard = use_state_eq(|| false);
    let output = use_memo((filters.sound.clone(), *heard), |(track, heard)| {
        let track = track.as_ref().filter(|_| *heard);
        track.and_then(|track| MediaStream::new_with_tracks(&Array::of1(track)).ok())
    });
    let speaker = use_audio_output(settings.speaker.clone(), media.devices.clone());
    let options = MediaElementOptions { muted: false, sink: speaker.sink.clone() };
    let audio = use_media_element((*output).clone(), options);
    let onmonitor = {
        let heard = heard.setter();
        Callback::from(move |on| heard.set(on))
    };
    let switch = DeviceSwitch {
        media: &media,
        status: &media.microphone,
        icons: [IconName::Microphone, IconName::MicrophoneOff],
        verbs: [UseUserMediaHandle::unmute, UseUserMediaHandle::stop],
    };
    let content = html! {
        <div class="sound-page">
            <div key="controls" class="lab__controls sound-page__wide">
                { switch.buttons(lab) }
                <p class="lab__status" role="status">
                    { switch.words([words.idle, words.requesting, words.failed], words.live) }
                </p>
                <DeviceNotices media={media.clone()} output={Some(speaker)} />
            </div>
            <div key="graph" class="lab__section sound-page__part">
                <h2>{ words.graph }</h2>
                <SoundGraph filters={filters.clone()} />
            </div>
            <div key="knobs" class="lab__section sound-page__part">
                <h2>{ words.knobs }</h2>
                <SoundSliders />
                { switch_box("monitor", words.monitor, words.monitor_hint, *heard, onmonitor) }
                <audio ref={audio.node} />
                <p class="sound-page__trouble" role="status">{ sound_trouble(settings.language.filter_text(), &filters) }</p>
            </div>
        </div>
    };
    frame(text, "", words.name, words.how, content)
}
