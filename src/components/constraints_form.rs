//! What is asked of a camera or a microphone, row by row, beside what it can do and what it does.

mod draft;

use web_sys::HtmlInputElement;
use yew::prelude::*;
use yew_webrtc::{
    Device,
    constraints::{Capabilities, Misfit, Preset, Property, Settings, Supported, Unit},
};

pub use self::draft::{Draft, Entry, Mode};
use self::draft::{FACING_MODES, OFF, ON, RESIZE_MODES};
use super::{
    button::Button,
    select_box::{Choice, SelectBox},
};
use crate::{
    i18n::{LabText, shortened},
    settings::use_lab_text,
};

/// Properties of [`ConstraintsForm`].
#[derive(Debug, PartialEq, Properties)]
pub struct ConstraintsFormProps {
    /// What can be asked for.
    pub properties: &'static [Property],
    /// What is asked for.
    pub draft: Draft,
    /// The devices there are, of the kind that is asked for.
    pub devices: Vec<Device>,
    /// What the browser knows; it ignores the rest.
    pub supported: Supported,
    /// What the live device can do.
    #[prop_or_default]
    pub capabilities: Option<Capabilities>,
    /// What the live device does.
    #[prop_or_default]
    pub settings: Option<Settings>,
    /// What the live device cannot do of what was asked.
    #[prop_or_default]
    pub misfits: Vec<Misfit>,
    /// The one that the browser named when it refused.
    #[prop_or_default]
    pub named: Option<Property>,
    /// Is told the new draft.
    pub onchange: Callback<Draft>,
}

/// A row for each property: its name, how strictly it is asked for and which value, what the device can, what it does. Where
/// there is little room a row is a card.
#[component]
pub fn ConstraintsForm(props: &ConstraintsFormProps) -> Html {
    let lab = use_lab_text();
    let text = &lab.constraints;
    let is_video = props.properties.contains(&Property::Width);
    html! {
        <div class="constraints-form" role="group" aria-label={text.form}>
            <div class="constraints-form__tools">
                if is_video {
                    { presets(props, lab) }
                }
                <Button label={text.clear} onclick={props.onchange.reform(|_| Draft::default())} />
            </div>
            <div class="constraints-form__head" aria-hidden="true">
                <span>{ text.property }</span>
                <span>{ text.asked }</span>
                <span>{ text.can }</span>
                <span>{ text.does }</span>
                <span>{ text.known }</span>
            </div>
            <ul class="constraints-form__rows" role="list">
                { for props.properties.iter().map(|&property| row(props, property, lab)) }
            </ul>
        </div>
    }
}

fn presets(props: &ConstraintsFormProps, lab: &LabText) -> Html {
    let free = Choice { value: FREE.into(), label: lab.constraints.preset_free.into() };
    let preset = |preset: Preset| {
        let (width, height) = preset.size();
        Choice { value: preset.name().into(), label: format!("{} ({width}×{height})", preset.name()).into() }
    };
    let onchange = {
        let (draft, onchange) = (props.draft.clone(), props.onchange.clone());
        move |name: AttrValue| {
            if let Some(preset) = Preset::ALL.into_iter().find(|preset| preset.name() == name) {
                onchange.emit(draft.with_size(preset));
            }
        }
    };
    html! {
        <SelectBox
            id="constraints-preset"
            label={lab.constraints.preset}
            choices={[free].into_iter().chain(Preset::ALL.map(preset)).collect::<Vec<_>>()}
            selected={props.draft.preset().map_or(FREE, Preset::name)}
            {onchange}
        />
    }
}

fn row(props: &ConstraintsFormProps, property: Property, lab: &LabText) -> Html {
    let (name, text) = (property.name(), &lab.constraints);
    let entry = props.draft.entry(property);
    let change = {
        let (draft, onchange) = (props.draft.clone(), props.onchange.clone());
        Callback::from(move |entry| onchange.emit(draft.with(property, entry)))
    };
    let misfit = props.misfits.iter().find(|misfit| misfit.property == property);
    let named = props.named == Some(property);
    let remark = match misfit {
        Some(misfit) => (text.misfit)(&(text.fits)(&misfit.fits)),
        None if named => text.named.to_owned(),
        None if entry.mode != Mode::Off && !props.supported.has(property) => text.ignored.to_owned(),
        None => String::new(),
    };
    let known = if props.supported.has(property) { text.yes } else { text.no };
    let can = props.capabilities.as_ref().and_then(|can| can.get(property)).map(text.fits);
    let does = props.settings.as_ref().and_then(|does| does.get(property)).map(|value| shortened(&value.to_string()));
    html! {
        <li
            key={name}
            class="constraints-form__row"
            data-asked={(entry.mode != Mode::Off).then_some("true")}
            data-trouble={(misfit.is_some() || named).then_some("true")}
        >
            <div class="constraints-form__what">
                <code class="constraints-form__name" translate="no">{ name }</code>
                <span class="constraints-form__about">{ (text.about)(property) }</span>
            </div>
            <div class="constraints-form__ask">
                { mode(property, &entry, &change, props, lab) }
                { fields(property, &entry, &change, props) }
            </div>
            <dl class="constraints-form__facts">
                { fact(text.can, can, text.untold) }
                { fact(text.does, does, text.untold) }
                { fact(text.known, Some(known.to_owned()), text.untold) }
            </dl>
            <p class="constraints-form__remark">{ remark }</p>
        </li>
    }
}

fn mode(
    property: Property,
    entry: &Entry,
    change: &Callback<Entry>,
    props: &ConstraintsFormProps,
    lab: &LabText,
) -> Html {
    let text = &lab.constraints;
    let modes = Mode::of(property.unit());
    let label = |mode: Mode| match mode {
        Mode::Off => text.mode_off,
        Mode::Bare => text.mode_bare,
        Mode::Range => text.mode_range,
        Mode::Ideal | Mode::Exact | Mode::Min | Mode::Max => mode.key(),
    };
    let choices =
        modes.iter().map(|&mode| Choice { value: mode.key().into(), label: label(mode).into() }).collect::<Vec<_>>();
    let likely = likely(property, props);
    let onchange = {
        let (entry, change) = (entry.clone(), change.clone());
        move |key: AttrValue| {
            let Some(&mode) = modes.iter().find(|mode| mode.key() == key) else { return };
            let filled = |text: &str| if text.is_empty() { likely.clone() } else { text.to_owned() };
            let (min, value, max) = match mode {
                Mode::Off => (entry.min.clone(), entry.value.clone(), entry.max.clone()),
                Mode::Bare | Mode::Ideal | Mode::Exact => (entry.min.clone(), filled(&entry.value), entry.max.clone()),
                Mode::Min => (filled(&entry.min), entry.value.clone(), entry.max.clone()),
                Mode::Max => (entry.min.clone(), entry.value.clone(), filled(&entry.max)),
                Mode::Range => (filled(&entry.min), filled(&entry.value), filled(&entry.max)),
            };
            change.emit(Entry { mode, min, value, max });
        }
    };
    html! {
        <SelectBox
            id={format!("constraints-{}", property.name())}
            label={(text.mode)(property.name())}
            {choices}
            selected={entry.mode.key()}
            {onchange}
        />
    }
}

/// What the person most probably wants to begin with: what the device does now, or something common.
fn likely(property: Property, props: &ConstraintsFormProps) -> String {
    if let Some(value) = props.settings.as_ref().and_then(|settings| settings.get(property)) {
        return value.to_string();
    }
    let device = props.devices.iter().find(|device| !device.is_anonymous());
    match property {
        Property::Width => "1280",
        Property::Height => "720",
        Property::AspectRatio => "1.778",
        Property::FrameRate => "30",
        Property::FacingMode => FACING_MODES[0].as_ref(),
        Property::ResizeMode => RESIZE_MODES[0].as_ref(),
        Property::DeviceId => device.map_or("", |device| device.id.as_str()),
        Property::GroupId => device.map_or("", |device| device.group.as_str()),
        Property::SampleRate => "48000",
        Property::SampleSize => "16",
        Property::ChannelCount => "1",
        Property::Latency => "0.02",
        Property::BackgroundBlur
        | Property::EchoCancellation
        | Property::NoiseSuppression
        | Property::AutoGainControl => ON,
    }
    .to_owned()
}

/// The fields that the mode needs.
fn fields(property: Property, entry: &Entry, change: &Callback<Entry>, props: &ConstraintsFormProps) -> Html {
    type Part = fn(&mut Entry) -> &mut String;
    let of = |part: Part| {
        let (entry, change) = (entry.clone(), change.clone());
        move |value: String| {
            let mut entry = entry.clone();
            *part(&mut entry) = value;
            change.emit(entry);
        }
    };
    let (min, value, max): (Part, Part, Part) =
        (|entry| &mut entry.min, |entry| &mut entry.value, |entry| &mut entry.max);
    let is_number = !matches!(property.unit(), Unit::Switch | Unit::Word);
    let number = |part: Part, key: &'static str, text: &str| number(property, key, text, of(part).into());
    let content = match entry.mode {
        Mode::Off => html! {},
        Mode::Bare | Mode::Ideal | Mode::Exact if is_number => number(value, "value", &entry.value),
        Mode::Bare | Mode::Ideal | Mode::Exact => words(property, &entry.value, props, of(value).into()),
        Mode::Min => number(min, "min", &entry.min),
        Mode::Max => number(max, "max", &entry.max),
        Mode::Range => html! {
            <>
                { number(min, "min", &entry.min) }
                { number(value, "ideal", &entry.value) }
                { number(max, "max", &entry.max) }
            </>
        },
    };
    html! { <div class="constraints-form__fields">{ content }</div> }
}

fn number(property: Property, key: &'static str, text: &str, onchange: Callback<String>) -> Html {
    let oninput = move |event: InputEvent| {
        if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
            onchange.emit(input.value());
        }
    };
    html! {
        <input
            key={key}
            class="constraints-form__number"
            type="text"
            inputmode="decimal"
            autocomplete="off"
            placeholder={key}
            aria-label={format!("{} {key}", property.name())}
            value={text.to_owned()}
            {oninput}
        />
    }
}

fn words(property: Property, selected: &str, props: &ConstraintsFormProps, onchange: Callback<String>) -> Html {
    let plain = |word: &str| Choice { value: word.to_owned().into(), label: word.to_owned().into() };
    let mut choices: Vec<Choice> = match property {
        Property::FacingMode => FACING_MODES.iter().map(|mode| plain(mode.as_ref())).collect(),
        Property::ResizeMode => RESIZE_MODES.iter().map(|mode| plain(mode.as_ref())).collect(),
        Property::DeviceId => named_ids(&props.devices, |device| device.id.as_str()),
        Property::GroupId => named_ids(&props.devices, |device| device.group.as_str()),
        _ => [ON, OFF].map(plain).into(),
    };
    if choices.iter().all(|choice| choice.value != selected) {
        choices.insert(0, Choice { value: selected.to_owned().into(), label: shortened(selected).into() });
    }
    html! {
        <SelectBox
            id={format!("constraints-{}-value", property.name())}
            label={format!("{} value", property.name())}
            {choices}
            selected={selected.to_owned()}
            onchange={onchange.reform(|value: AttrValue| value.as_str().to_owned())}
        />
    }
}

/// Each id once, with the name of the first device that has it. What has no id cannot be asked for.
fn named_ids(devices: &[Device], id: impl Fn(&Device) -> &str) -> Vec<Choice> {
    let mut choices: Vec<Choice> = Vec::new();
    for device in devices.iter().filter(|device| !id(device).is_empty()) {
        let value = AttrValue::from(id(device).to_owned());
        if choices.iter().all(|choice| choice.value != value) {
            let label = format!("{} ({})", device.label, shortened(id(device)));
            choices.push(Choice { value, label: label.into() });
        }
    }
    choices
}

fn fact(name: &'static str, value: Option<String>, untold: &'static str) -> Html {
    let value = match value {
        Some(value) => html! { <span translate="no">{ value }</span> },
        None => html! { <span class="constraints-form__untold">{ untold }</span> },
    };
    html! {
        <div key={name} class="constraints-form__fact">
            <dt>{ name }</dt>
            <dd>{ value }</dd>
        </div>
    }
}

/// The choice that names no size.
const FREE: &str = "";
