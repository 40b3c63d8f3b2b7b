//! How large the picture is, how often it comes, and what is done to the sound.

use gloo_timers::callback::Interval;
use web_sys::MediaStreamTrack;
use yew::prelude::*;
use yew_webrtc::{DeviceKind, UseUserMediaHandle, constraints::Preset, track};

use super::{
    select_box::{Choice, SelectBox},
    switch_box::switch_box,
};
use crate::{
    i18n::{MediaSource, MediaText, Text, TroubleText},
    media_settings::{MediaSettings, frame_rate_from_key, size_from_key, size_key},
    settings::{SettingsChange, use_settings},
};

/// Properties of [`MediaOptions`].
#[derive(Debug, PartialEq, Properties)]
pub struct MediaOptionsProps {
    /// One's own microphone and camera.
    pub media: UseUserMediaHandle,
}

/// The wishes for picture and sound, which are remembered, and what the camera makes of them.
#[component]
pub fn MediaOptions(props: &MediaOptionsProps) -> Html {
    let settings = use_settings();
    let text = settings.text();
    let (words, media) = (settings.language.media_text(), settings.media);
    let change = settings.changer().reform(SettingsChange::Media);
    let onsize = change.reform(move |key: AttrValue| MediaSettings { size: size_from_key(&key), ..media });
    let onrate = change.reform(move |key: AttrValue| MediaSettings { frame_rate: frame_rate_from_key(&key), ..media });
    let onecho = change.reform(move |on| MediaSettings { echo_cancellation: on, ..media });
    let onnoise = change.reform(move |on| MediaSettings { noise_suppression: on, ..media });
    let ongain = change.reform(move |on| MediaSettings { auto_gain_control: on, ..media });
    html! {
        <div class="media-options">
            <fieldset class="media-options__group">
                <legend>{ words.picture }</legend>
                <SelectBox
                    id="picture-size"
                    label={words.picture_size}
                    choices={sizes(text, words)}
                    selected={media.size.map(|size| AttrValue::from(size_key(size))).unwrap_or_default()}
                    onchange={onsize}
                />
                <SelectBox
                    id="frame-rate"
                    label={words.frame_rate}
                    choices={frame_rates(text, words)}
                    selected={media.frame_rate.map(|rate| AttrValue::from(rate.to_string())).unwrap_or_default()}
                    onchange={onrate}
                />
                <CameraGives track={props.media.camera.track().cloned()} />
            </fieldset>
            <fieldset class="media-options__group">
                <legend>{ words.sound }</legend>
                { switch_box("echo", words.echo_cancellation, words.echo_cancellation_hint, media.echo_cancellation, onecho) }
                { switch_box("noise", words.noise_suppression, words.noise_suppression_hint, media.noise_suppression, onnoise) }
                { switch_box("gain", words.auto_gain_control, words.auto_gain_control_hint, media.auto_gain_control, ongain) }
            </fieldset>
            <p class="media-options__trouble" role="status">{ trouble(settings.language.trouble_text(), &props.media) }</p>
        </div>
    }
}

fn sizes(text: &Text, words: &MediaText) -> Vec<Choice> {
    let choice = |size: Preset| {
        let (width, height) = size.size();
        Choice { value: size_key(size).into(), label: (words.size)(size.name(), width, height).into() }
    };
    std::iter::once(automatic(text)).chain(Preset::ALL.map(choice)).collect()
}

fn frame_rates(text: &Text, words: &MediaText) -> Vec<Choice> {
    let choice = |rate: u32| Choice { value: rate.to_string().into(), label: (words.frames)(rate).into() };
    std::iter::once(automatic(text)).chain(MediaSettings::FRAME_RATES.map(choice)).collect()
}

fn automatic(text: &Text) -> Choice {
    Choice { value: AttrValue::default(), label: text.devices.automatic.into() }
}

/// What could not be had. What was there before still is.
fn trouble(words: &TroubleText, media: &UseUserMediaHandle) -> String {
    let source = |kind| if kind == DeviceKind::Camera { MediaSource::Camera } else { MediaSource::Microphone };
    let error = media.constraint_error.as_ref();
    error.map(|error| (words.problem)(&error.error.kind, source(error.kind))).unwrap_or_default()
}

/// Properties of [`CameraGives`].
#[derive(Debug, PartialEq, Properties)]
struct CameraGivesProps {
    track: Option<MediaStreamTrack>,
}

/// What the camera gives now, in numbers. A browser tells nobody when that changes, so it is asked once in a while.
#[component]
fn CameraGives(props: &CameraGivesProps) -> Html {
    let words = use_settings().language.media_text();
    let now = use_state_eq(|| None::<[u32; 3]>);
    use_effect_with(props.track.clone(), {
        let now = now.setter();
        move |track| {
            now.set(track.as_ref().and_then(track::figures));
            let timer = track.clone().map(|track| Interval::new(500, move || now.set(track::figures(&track))));
            move || drop(timer)
        }
    });
    let words = now.map(|[width, height, frames]| (words.camera_gives)(width, height, frames));
    html! { <p class="media-options__now">{ words.unwrap_or_default() }</p> }
}
