//! The three pickers.

use yew::prelude::*;
use yew_webrtc::{DeviceKind, Devices, UseAudioOutputHandle, UseUserMediaHandle, Wanted};

use super::{button::Button, device_picker::DevicePicker, icon::IconName};
use crate::settings::{SettingsChange, use_settings};

/// Properties of [`DevicePickers`].
#[derive(Debug, PartialEq, Properties)]
pub struct DevicePickersProps {
    /// One's own microphone and camera.
    pub media: UseUserMediaHandle,
    /// What the others are heard through.
    pub output: UseAudioOutputHandle,
}

/// Camera, microphone and speaker, with a sound to try the last one.
#[component]
pub fn DevicePickers(props: &DevicePickersProps) -> Html {
    let media = &props.media;
    let picker = |kind: DeviceKind| {
        let onchange = {
            let media = media.clone();
            move |wanted: Wanted| media.select(kind, wanted)
        };
        let in_use = media.in_use(kind);
        html! {
            <DevicePicker
                {kind}
                devices={media.devices.clone()}
                wanted={media.wanted(kind).clone()}
                in_use={in_use.map(|device| device.id.clone())}
                label_in_use={in_use.map(|device| AttrValue::from(device.label.clone())).unwrap_or_default()}
                {onchange}
            />
        }
    };
    html! {
        <div class="device-pickers">
            { picker(DeviceKind::Camera) }
            { picker(DeviceKind::Microphone) }
            <Speaker output={props.output.clone()} />
        </div>
    }
}

/// Properties of [`Speaker`].
#[derive(Debug, PartialEq, Properties)]
struct SpeakerProps {
    output: UseAudioOutputHandle,
}

/// The speaker: a picker where the page may choose, and the browser's own question where it has one.
#[component]
fn Speaker(props: &SpeakerProps) -> Html {
    let settings = use_settings();
    let text = settings.text();
    let output = &props.output;
    let onchange = settings.changer().reform(SettingsChange::Speaker);
    let ontest = {
        let output = output.clone();
        move |_: MouseEvent| output.test_sound()
    };
    let onask = {
        let (output, onchange) = (output.clone(), onchange.clone());
        move |_: MouseEvent| output.ask(onchange.clone())
    };
    let hint = match (output.can_choose, &output.error) {
        (false, _) => Some(text.devices.speaker_fixed),
        (true, Some(_)) => Some(text.devices.speaker_failed),
        (true, None) => None,
    };
    let test = if output.testing { text.devices.testing_sound } else { text.devices.test_sound };
    html! {
        <div class="device-pickers__speaker">
            <DevicePicker
                kind={DeviceKind::Speaker}
                devices={Devices { speakers: output.speakers.clone(), ..Devices::default() }}
                wanted={settings.speaker.clone()}
                in_use={output.in_use.as_ref().map(|device| device.id.clone())}
                label_in_use={output.in_use.as_ref().map(|device| AttrValue::from(device.label.clone())).unwrap_or_default()}
                hint={hint.map(AttrValue::from)}
                fixed={!output.can_choose}
                {onchange}
            />
            <div class="device-pickers__ways">
                <Button label={test} icon={IconName::Speaker} busy={output.testing} onclick={ontest} />
                if output.can_choose && output.can_ask {
                    <Button label={text.devices.choose_speaker} onclick={onask} />
                }
            </div>
        </div>
    }
}
