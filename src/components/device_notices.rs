//! What happens to camera, microphone and speaker, in words, with what can be done about it.

mod card;

use web_sys::HtmlElement;
use yew::prelude::*;
use yew_webrtc::{
    Device, DeviceKind, MediaError, TrackStatus, UseAudioOutputHandle, UseUserMediaHandle, UserMediaSnapshot, Wanted,
};

pub use self::card::{Card, CardProps};
use crate::{
    device_news::{About, Item, items, of_speakers},
    dom,
    i18n::MediaSource,
    panels::use_panels,
    settings::{SettingsChange, use_settings, use_text},
};

/// Properties of [`DeviceNotices`].
#[derive(Debug, PartialEq, Properties)]
pub struct DeviceNoticesProps {
    /// One's own microphone and camera.
    pub media: UseUserMediaHandle,
    /// What the others are heard through, where somebody is heard.
    #[prop_or_default]
    pub output: Option<UseAudioOutputHandle>,
    /// Whether a call goes on: what was wrong when it began was said before, and any trouble can be put away. In the lobby it stays
    /// until it is over.
    #[prop_or_default]
    pub in_call: bool,
}

/// What is missing, and what came, went or fell silent.
#[component]
pub fn DeviceNotices(props: &DeviceNoticesProps) -> Html {
    let (media, output) = (&props.media, &props.output);
    let settings = use_settings();
    let camera = use_trouble(&media.camera, props.in_call);
    let microphone = use_trouble(&media.microphone, props.in_call);
    let onact = {
        let (media, camera, microphone) = (media.clone(), camera.onclose.clone(), microphone.onclose.clone());
        let (output, onspeaker) = (output.clone(), settings.changer().reform(SettingsChange::Speaker));
        Callback::from(move |act: Act| match act {
            Act::Use(devices) => {
                for device in &devices {
                    match (device.kind, &output) {
                        (DeviceKind::Speaker, _) => onspeaker.emit(Wanted::device(device)),
                        (DeviceKind::Microphone, Some(output)) => {
                            media.select(device.kind, Wanted::device(device));
                            output.offer_beside(device);
                        }
                        (DeviceKind::Camera | DeviceKind::Microphone, _) => {
                            media.select(device.kind, Wanted::device(device));
                        }
                    }
                }
            }
            Act::Unmute => media.unmute(),
            Act::Retry(source) => retry(&media, source),
            Act::Dismiss(Item { about, notices }) if about.is_of_speaker() => {
                if let Some(output) = &output {
                    notices.into_iter().for_each(|id| output.dismiss(id));
                }
            }
            Act::Dismiss(item) => {
                if let About::Trouble(source, _) = item.about {
                    let has = |kind| source.kinds().contains(&kind);
                    if has(DeviceKind::Camera) {
                        camera.emit(());
                    }
                    if has(DeviceKind::Microphone) {
                        microphone.emit(());
                    }
                }
                item.notices.into_iter().for_each(|id| media.dismiss(id));
            }
        })
    };
    let snapshot: UserMediaSnapshot = (**media).clone();
    let mut items = items(&snapshot, camera.error.as_ref(), microphone.error.as_ref());
    items.extend(output.iter().flat_map(|output| of_speakers(&output.notices)));
    html! {
        <NoticeList
            {items}
            closable={props.in_call}
            {onact}
        />
    }
}

/// Wants what is missing once more. Who muted the microphone stays muted.
fn retry(media: &UseUserMediaHandle, source: MediaSource) {
    let muted = media.muted;
    match source {
        MediaSource::Camera => media.turn_camera_on(),
        MediaSource::Microphone => media.unmute(),
        MediaSource::CameraAndMicrophone | MediaSource::Screen => media.start(),
    }
    if muted {
        media.mute();
    }
}

/// Why a device is missing, unless that is known, and the way to say that it is.
struct Trouble {
    error: Option<MediaError>,
    onclose: Callback<()>,
}

/// The error of a device. In a call it is none if it was there at first or was put away, and has not gone since.
#[hook]
fn use_trouble(status: &TrackStatus, in_call: bool) -> Trouble {
    let known = use_state_eq(|| status.error().filter(|_| in_call).cloned());
    let error = status.error().cloned();
    use_effect_with(error.is_some(), {
        let known = known.setter();
        move |&failed| {
            if !failed {
                known.set(None);
            }
        }
    });
    let onclose = {
        let (known, error) = (known.setter(), error.clone());
        Callback::from(move |()| known.set(error.clone()))
    };
    Trouble { error: error.filter(|error| known.as_ref() != Some(error)), onclose }
}

/// What a person decides about a notice.
#[derive(Debug, Clone, PartialEq)]
pub enum Act {
    /// To use these devices, of different kinds.
    Use(Vec<Device>),
    /// To be heard.
    Unmute,
    /// To try again.
    Retry(MediaSource),
    /// That it was read, or is out of date.
    Dismiss(Item),
}

/// Properties of [`NoticeList`].
#[derive(Debug, PartialEq, Properties)]
pub struct NoticeListProps {
    /// What there is to say.
    pub items: Vec<Item>,
    /// Whether troubles can be put away, as all else can.
    pub closable: bool,
    /// Is told what the person decides.
    pub onact: Callback<Act>,
}

/// The notices, one below the other. A live region, so it is always there, mostly empty. Escape puts away the one that has the focus;
/// the list has it then, so that the next step by keyboard begins where the last one ended; after the last notice, what comes after it.
#[component]
pub fn NoticeList(props: &NoticeListProps) -> Html {
    let text = use_text();
    let panels = use_panels(!props.items.is_empty());
    let node = use_node_ref();
    let onact = {
        let (onact, node, is_last) = (props.onact.clone(), node.clone(), props.items.len() == 1);
        Callback::from(move |act: Act| {
            if let Some(list) = node.cast::<HtmlElement>() {
                if is_last && !matches!(act, Act::Retry(_)) {
                    dom::focus_beyond(&list);
                } else {
                    // It fails for no element that is in the page.
                    let _ = list.focus();
                }
            }
            onact.emit(act);
        })
    };
    let card = |item: &Item| {
        let closable = props.closable || !item.about.is_trouble();
        let card = CardProps {
            item: item.clone(),
            closable,
            onact: onact.clone(),
            onexpire: props.onact.reform(Act::Dismiss),
        };
        html! { <key={key(item)}>{ panels.draw_quietly(text, |panels| (panels.notice)(card)) }</> }
    };
    html! {
        <div class="device-notices" ref={node} tabindex="-1" role="group" aria-label={text.devices.notices} aria-live="polite">
            { for props.items.iter().map(card) }
        </div>
    }
}

/// The same for as long as the same is said.
fn key(item: &Item) -> String {
    match &item.about {
        About::Trouble(source, why) => format!("{source:?} {why:?}"),
        // Their numbers are their own.
        About::Device(DeviceKind::Speaker, _) => format!("speaker {:?}", item.notices),
        about => {
            let number = item.notices.first().map(u32::to_string).unwrap_or_default();
            if about.is_of_speaker() { format!("speaker {number}") } else { number }
        }
    }
}
