//! What happens to camera, microphone and speaker, in words, with what can be done about it.

mod list;

use yew::prelude::*;
use yew_webrtc::{MediaError, TrackStatus, UseAudioOutputHandle, UseUserMediaHandle};

pub use self::list::{News, NewsProps, NoticeList, NoticeListProps};
use crate::{i18n::Text, panels::use_panels, settings::use_text};

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
    let text = use_text();
    let (media, output) = (&props.media, &props.output);
    let camera = use_trouble(&media.camera, props.in_call);
    let microphone = use_trouble(&media.microphone, props.in_call);
    let list = use_node_ref();
    let is_told = camera.error.is_some()
        || microphone.error.is_some()
        || !media.notices.is_empty()
        || output.as_ref().is_some_and(|output| !output.notices.is_empty());
    let panels = use_panels(is_told);
    let news = is_told.then(|| {
        let news = NewsProps {
            media: media.clone(),
            output: output.clone(),
            camera,
            microphone,
            in_call: props.in_call,
            list: list.clone(),
        };
        panels.draw_quietly(text, |panels| (panels.device_news)(news))
    });
    notice_region(text, &list, news.unwrap_or_default())
}

/// Where the notices are: a live region, so it is always there, mostly empty.
pub fn notice_region(text: &Text, list: &NodeRef, notices: Html) -> Html {
    html! {
        <div class="device-notices" ref={list} tabindex="-1" role="group" aria-label={text.devices.notices} aria-live="polite">
            { notices }
        </div>
    }
}

/// Why a device is missing, unless that is known, and the way to say that it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Trouble {
    /// The error that is to be told.
    error: Option<MediaError>,
    /// It was put away.
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
