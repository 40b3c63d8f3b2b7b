//! Which camera, microphone or speaker.

use yew::prelude::*;
use yew_webrtc::{Device, DeviceKind, Wanted};

use super::select_box::{Choice, SelectBox};
use crate::{dom, i18n::Text, settings::use_text};

/// Properties of [`DevicePicker`].
#[derive(Debug, PartialEq, Properties)]
pub struct DevicePickerProps {
    /// What is picked.
    pub kind: DeviceKind,
    /// What there is.
    pub devices: Vec<Device>,
    /// What was picked.
    pub wanted: Wanted,
    /// The name of the device that is in use, if the browser tells.
    #[prop_or_default]
    pub in_use: Option<AttrValue>,
    /// Is told what is picked.
    pub onchange: Callback<Wanted>,
}

/// A select box of devices. There is always the choice to leave it to the browser. A picked device that is not plugged in
/// shows as that choice, and as itself when it is back.
#[component]
pub fn DevicePicker(props: &DevicePickerProps) -> Html {
    let text = use_text();
    let (id, label) = match props.kind {
        DeviceKind::Camera => ("camera", text.camera),
        DeviceKind::Microphone => ("microphone", text.microphone),
        DeviceKind::Speaker => ("speaker", text.speaker),
    };
    let fixed = props.kind == DeviceKind::Speaker && !dom::element_has("audio", "setSinkId");
    let none = props.devices.is_empty() && props.kind != DeviceKind::Speaker;
    // The alias `default` is what leaving it to the browser means.
    let named: Vec<&Device> =
        props.devices.iter().filter(|device| !device.is_anonymous() && !device.is_alias() && !fixed).collect();
    let selected = props.wanted.id().filter(|id| named.iter().any(|device| device.id == **id));
    let automatic = match props.in_use.as_deref() {
        _ if none => text.devices.none.to_owned(),
        Some(in_use) if selected.is_none() => (text.devices.automatic_device)(in_use),
        _ => text.devices.automatic.to_owned(),
    };
    let choices: Vec<Choice> = std::iter::once(Choice { value: "".into(), label: automatic.into() })
        .chain(named.iter().enumerate().map(|(index, device)| choice(text, label, index, device)))
        .collect();
    let onchange = {
        let devices = props.devices.clone();
        props.onchange.reform(move |value: AttrValue| {
            let picked = devices.iter().find(|device| device.id.as_str() == value.as_str());
            picked.map(Wanted::device).unwrap_or_default()
        })
    };
    html! {
        <div class="device-picker">
            <SelectBox
                {id}
                {label}
                {choices}
                selected={selected.map(|id| AttrValue::from(id.as_str().to_owned())).unwrap_or_default()}
                disabled={named.is_empty()}
                hint={fixed.then(|| AttrValue::from(text.devices.speaker_fixed))}
                {onchange}
            />
        </div>
    }
}

fn choice(text: &Text, kind: &str, index: usize, device: &Device) -> Choice {
    let label = if device.label.is_empty() { (text.devices.unnamed)(kind, index + 1) } else { device.label.clone() };
    Choice { value: device.id.as_str().to_owned().into(), label: label.into() }
}
