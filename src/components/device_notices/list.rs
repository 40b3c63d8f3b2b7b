//! What there is to say, and what is done about it: loaded when there is something.

use web_sys::HtmlElement;
use yew::prelude::*;
use yew_webrtc::{DeviceKind, UseAudioOutputHandle, UseUserMediaHandle, UserMediaSnapshot, Wanted};

use super::Trouble;
use crate::{
    components::notice_card::{Act, NoticeCard},
    device_news::{About, Item, items, of_speakers},
    dom,
    i18n::MediaSource,
    settings::{SettingsChange, use_settings},
};

/// Properties of [`News`].
#[derive(Debug, PartialEq, Properties)]
pub struct NewsProps {
    /// One's own microphone and camera.
    pub media: UseUserMediaHandle,
    /// What the others are heard through, where somebody is heard.
    pub output: Option<UseAudioOutputHandle>,
    /// What is wrong with the camera.
    pub camera: Trouble,
    /// What is wrong with the microphone.
    pub microphone: Trouble,
    /// Whether a call goes on, in which any trouble can be put away.
    pub in_call: bool,
    /// The [region](super::notice_region) in which it is told.
    pub list: NodeRef,
}

/// What is missing, and what came, went or fell silent, as notices.
#[component]
pub fn News(props: &NewsProps) -> Html {
    let NewsProps { media, output, camera, microphone, in_call, list } = props;
    let settings = use_settings();
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
    html! { <NoticeList {items} closable={*in_call} {onact} list={list.clone()} /> }
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

/// Properties of [`NoticeList`].
#[derive(Debug, PartialEq, Properties)]
pub struct NoticeListProps {
    /// What there is to say.
    pub items: Vec<Item>,
    /// Whether troubles can be put away, as all else can.
    pub closable: bool,
    /// Is told what the person decides.
    pub onact: Callback<Act>,
    /// The [region](super::notice_region) that they are in.
    pub list: NodeRef,
}

/// The notices, one below the other. Escape puts away the one that has the focus; the region has it then, so that the next step by keyboard begins where the last one ended; after the last notice, what comes after it.
#[component]
pub fn NoticeList(props: &NoticeListProps) -> Html {
    let onact = {
        let (onact, list, is_last) = (props.onact.clone(), props.list.clone(), props.items.len() == 1);
        Callback::from(move |act: Act| {
            if let Some(list) = list.cast::<HtmlElement>() {
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
        let (key, onexpire) = (key(item), props.onact.reform(Act::Dismiss));
        html! { <NoticeCard {key} item={item.clone()} {closable} onact={onact.clone()} {onexpire} /> }
    };
    html! { <>{ for props.items.iter().map(card) }</> }
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
