//! The devices of a machine, as a browser lists them.

use yew::prelude::*;
use yew_webrtc::{Device, DeviceKind, Devices};

use super::icon::{IconName, icon};
use crate::{
    i18n::{DevicesText, shortened},
    settings::use_lab_text,
};

/// Properties of [`DeviceTable`].
#[derive(Debug, PartialEq, Properties)]
pub struct DeviceTableProps {
    /// The list.
    pub devices: Devices,
}

/// Every entry of the list under its kind: name, id, group, and what else is known of it. Ids are shortened and unfold.
#[component]
pub fn DeviceTable(props: &DeviceTableProps) -> Html {
    let text = &use_lab_text().devices;
    html! {
        <div class="device-table">{ for DeviceKind::ALL.into_iter().map(|kind| of_kind(kind, &props.devices, text)) }</div>
    }
}

fn of_kind(kind: DeviceKind, devices: &Devices, text: &DevicesText) -> Html {
    let (key, sign) = match kind {
        DeviceKind::Camera => ("videoinput", IconName::Camera),
        DeviceKind::Microphone => ("audioinput", IconName::Microphone),
        DeviceKind::Speaker => ("audiooutput", IconName::Speaker),
    };
    let list = devices.of_kind(kind);
    html! {
        <section key={key} class="device-table__kind" data-kind={key}>
            <h3 class="device-table__title">
                { icon(sign) }
                <span>{ (text.kind)(kind, list.len()) }</span>
                <code class="device-table__key" translate="no">{ key }</code>
            </h3>
            <ul class="device-table__list" role="list">
                { for list.iter().enumerate().map(|(index, device)| entry(index, device, devices, text)) }
                if list.is_empty() {
                    <li key="none" class="device-table__none">{ text.none }</li>
                }
            </ul>
        </section>
    }
}

fn entry(index: usize, device: &Device, devices: &Devices, text: &DevicesText) -> Html {
    let key = if device.is_anonymous() { index.to_string() } else { device.id.as_str().to_owned() };
    let name = match device.label.as_str() {
        "" => html! { <span class="device-table__unnamed">{ text.unnamed }</span> },
        label => html! { <span translate="no">{ label.to_owned() }</span> },
    };
    html! {
        <li key={key} class="device-table__device" data-alias={device.is_alias().then_some("true")}>
            <p class="device-table__name">{ name }</p>
            <div class="device-table__ids">
                { unfolding(text.id, device.id.as_str(), text.hidden) }
                { unfolding(text.group, device.group.as_str(), text.hidden) }
            </div>
            { for remarks(device, devices, text).into_iter().map(|remark| html! {
                <p key={remark.clone()} class="device-table__remark">{ remark.clone() }</p>
            }) }
        </li>
    }
}

/// What else is known: that it is another name, whose, and what it is built together with.
fn remarks(device: &Device, devices: &Devices, text: &DevicesText) -> Vec<String> {
    let others = || devices.iter().filter(|other| !other.is_alias() && other.is_in(&device.group) && *other != device);
    if device.is_alias() {
        let alias = if device.id.is_default() { text.alias_default } else { text.alias_communications };
        let stands_for = others().find(|other| other.kind == device.kind);
        let stands_for = stands_for.map(|other| (text.stands_for)(&other.label));
        return [Some(alias.to_owned()), stands_for].into_iter().flatten().collect();
    }
    let labels: Vec<&str> = others().map(|other| other.label.as_str()).filter(|label| !label.is_empty()).collect();
    if labels.is_empty() { Vec::new() } else { vec![(text.together)(&labels.join(", "))] }
}

/// The beginning of an id; all of it when it is unfolded.
fn unfolding(name: &'static str, id: &str, hidden: &'static str) -> Html {
    let short = shortened(id);
    if id.is_empty() {
        return html! { <p class="device-table__id">{ name }{ " " }<em>{ hidden }</em></p> };
    }
    if short == id {
        return html! { <p class="device-table__id">{ name }{ " " }<code translate="no">{ short }</code></p> };
    }
    html! {
        <details class="device-table__id">
            <summary>{ name }{ " " }<code translate="no">{ short }</code></summary>
            <code class="device-table__full" translate="no">{ id.to_owned() }</code>
        </details>
    }
}
