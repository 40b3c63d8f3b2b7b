//! Which camera, microphone or speaker.

use yew::prelude::*;
use yew_webrtc::{Device, DeviceId, DeviceKind, Devices, Wanted};

use super::select_box::{Choice, SelectBox};
use crate::{i18n::Text, settings::use_text};

/// Properties of [`DevicePicker`].
#[derive(Debug, PartialEq, Properties)]
pub struct DevicePickerProps {
    /// What is picked.
    pub kind: DeviceKind,
    /// What there is.
    pub devices: Devices,
    /// What the person wants, there or not.
    pub wanted: Wanted,
    /// The device that is in use; no id while none is, or while another is on its way.
    #[prop_or_default]
    pub in_use: Option<DeviceId>,
    /// Its label.
    #[prop_or_default]
    pub label_in_use: AttrValue,
    /// Said below the box, unless there is something to say about what is in use.
    #[prop_or_default]
    pub hint: Option<AttrValue>,
    /// Whether nothing can be picked here, whatever there is.
    #[prop_or_default]
    pub fixed: bool,
    /// Is told what is picked.
    pub onchange: Callback<Wanted>,
}

/// A select box of devices. There is always the choice to leave it to the browser. A device that the person wants stays in the list
/// while it is not plugged in, and the box says which one is in use instead.
#[component]
pub fn DevicePicker(props: &DevicePickerProps) -> Html {
    let text = use_text();
    let (id, label) = match props.kind {
        DeviceKind::Camera => ("camera", text.camera),
        DeviceKind::Microphone => ("microphone", text.microphone),
        DeviceKind::Speaker => ("speaker", text.speaker),
    };
    // A browser that does not name its devices may have the wanted one.
    let hidden = props.devices.of_kind(props.kind).iter().any(Device::is_anonymous);
    let named: Vec<&Device> = props.devices.hardware(props.kind).filter(|_| !props.fixed).collect();
    let found = props.devices.find_wanted(props.kind, &props.wanted).filter(|_| !props.fixed);
    let absent = match &props.wanted {
        Wanted::Device { id, label } if found.is_none() && !props.fixed => Some((id, label)),
        _ => None,
    };
    let selected = found.map(|device| &device.id).or_else(|| absent.map(|(id, _)| id));

    let name = |device: &Device| {
        let number = named.iter().position(|other| other.id == device.id).map_or(1, |index| index + 1);
        if device.label.is_empty() { (text.devices.unnamed)(label, number) } else { device.label.clone() }
    };
    let automatic = Choice { value: AUTOMATIC.into(), label: automatic(text, props, selected.is_none()).into() };
    let missing = absent.map(|(id, remembered)| {
        let remembered = if remembered.is_empty() { label } else { remembered };
        let label = if hidden { remembered.to_owned() } else { (text.devices.not_connected)(remembered) };
        Choice { value: id.to_string().into(), label: label.into() }
    });
    let there = named.iter().map(|device| Choice { value: device.id.to_string().into(), label: name(device).into() });
    let choices: Vec<Choice> = std::iter::once(automatic).chain(there).chain(missing).collect();

    let stands_in = props.in_use.as_ref().is_some_and(|in_use| selected.is_some_and(|selected| selected != in_use));
    let instead = stands_in && !props.label_in_use.is_empty();
    let hint = instead.then(|| AttrValue::from((text.devices.instead)(&props.label_in_use)));
    let disabled = choices.len() == 1;
    let onchange = {
        let (devices, kind, wanted) = (props.devices.clone(), props.kind, props.wanted.clone());
        props.onchange.reform(move |value: AttrValue| {
            let device = devices.find(kind, &DeviceId::from(&*value)).map(Wanted::device);
            let same = wanted.id().is_some_and(|id| id.as_str() == &*value).then(|| wanted.clone());
            device.or(same).unwrap_or_default()
        })
    };
    html! {
        <div class="device-picker">
            <SelectBox
                {id}
                {label}
                {choices}
                selected={selected.map_or(AttrValue::Static(AUTOMATIC), |id| AttrValue::from(id.to_string()))}
                {disabled}
                hint={hint.or_else(|| props.hint.clone())}
                {onchange}
            />
        </div>
    }
}

/// What leaving it to the browser is called: with the device that it takes, if that is what the person does.
fn automatic(text: &Text, props: &DevicePickerProps, selected: bool) -> String {
    let words = text.devices;
    if props.devices.of_kind(props.kind).is_empty() && props.kind != DeviceKind::Speaker && selected {
        words.none.to_owned()
    } else if selected && props.in_use.is_some() && !props.label_in_use.is_empty() {
        (words.automatic_device)(&props.label_in_use)
    } else {
        words.automatic.to_owned()
    }
}

const AUTOMATIC: &str = "";
