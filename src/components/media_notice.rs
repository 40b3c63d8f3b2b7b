//! Why there is no camera or microphone, in words.

use yew::prelude::*;
use yew_webrtc::{MediaError, next_step::NextStep};

use super::{button::Button, icon::IconName, notice::notice, permission_guide::permission_guide};
use crate::{dom, i18n::MediaSource, settings::use_text};

/// Properties of [`MediaNotice`].
#[derive(Debug, PartialEq, Properties)]
pub struct MediaNoticeProps {
    /// Why there is no picture.
    pub camera: Option<MediaError>,
    /// Why there is no sound.
    pub microphone: Option<MediaError>,
    /// Tries again.
    pub onretry: Callback<()>,
    /// Puts the notice away. Without it, it stays until the trouble is over.
    #[prop_or_default]
    pub onclose: Option<Callback<()>>,
}

/// Says what is wrong with camera and microphone, once if it is the same for both. A live region, so it is always there,
/// mostly empty.
#[component]
pub fn MediaNotice(props: &MediaNoticeProps) -> Html {
    let text = use_text();
    let onretry = props.onretry.reform(|_: MouseEvent| ());
    let item = |error: &MediaError, source: MediaSource| {
        let problem = (text.devices.problem)(&error.kind, source);
        let step = NextStep::for_device(&error.kind, dom::agent());
        let next = html! {
            <>
                <p>{ (text.devices.next_step)(step, source) }</p>
                { permission_guide(step, source) }
                <div class="media-notice__ways">
                    <Button label={text.try_again} icon={IconName::Retry} onclick={onretry.clone()} />
                    if let Some(onclose) = &props.onclose {
                        <Button label={text.close} onclick={onclose.reform(|_| ())} />
                    }
                </div>
            </>
        };
        html! { <key={format!("{source:?}")}>{ notice(problem, next) }</> }
    };
    let notices: Vec<Html> = match (&props.camera, &props.microphone) {
        (Some(camera), Some(microphone)) if camera.kind == microphone.kind => {
            vec![item(camera, MediaSource::CameraAndMicrophone)]
        }
        (camera, microphone) => {
            let camera = camera.iter().map(|error| item(error, MediaSource::Camera));
            let microphone = microphone.iter().map(|error| item(error, MediaSource::Microphone));
            camera.chain(microphone).collect()
        }
    };
    html! {
        <div class="media-notice" aria-live="polite">
            <div class="media-notice__list">{ for notices }</div>
        </div>
    }
}
