//! The three pickers.

use yew::prelude::*;
use yew_webrtc::{DeviceKind, UseUserMediaHandle, Wanted, use_devices};

use super::device_picker::DevicePicker;
use crate::{
    dom,
    settings::{SettingsChange, use_settings},
};

/// Properties of [`DevicePickers`].
#[derive(Debug, PartialEq, Properties)]
pub struct DevicePickersProps {
    /// One's own microphone and camera.
    pub media: UseUserMediaHandle,
}

/// Camera, microphone and speaker.
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
            <Speaker />
        </div>
    }
}

/// The speaker, where the page may choose one.
#[component]
fn Speaker() -> Html {
    let settings = use_settings();
    let devices = use_devices().devices;
    let fixed = !dom::element_has("audio", "setSinkId");
    html! {
        <DevicePicker
            kind={DeviceKind::Speaker}
            {devices}
            wanted={settings.speaker.clone()}
            hint={fixed.then(|| AttrValue::from(settings.text().devices.speaker_fixed))}
            {fixed}
            onchange={settings.changer().reform(SettingsChange::Speaker)}
        />
    }
}
