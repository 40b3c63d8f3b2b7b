//! What goes wrong with camera and microphone during a call.

use yew::prelude::*;
use yew_webrtc::{MediaError, TrackStatus, UseUserMediaHandle};

use super::media_notice::MediaNotice;

/// Properties of [`MediaTrouble`].
#[derive(Debug, PartialEq, Properties)]
pub struct MediaTroubleProps {
    /// One's own microphone and camera.
    pub media: UseUserMediaHandle,
}

/// What went wrong with camera or microphone since the call began. What was wrong already in the lobby was said there.
#[component]
pub fn MediaTrouble(props: &MediaTroubleProps) -> Html {
    let camera = use_news(&props.media.camera);
    let microphone = use_news(&props.media.microphone);
    let onretry = {
        let (media, camera, microphone) = (props.media.clone(), camera.error.is_some(), microphone.error.is_some());
        move |()| {
            if camera {
                media.turn_camera_on();
            }
            if microphone {
                media.unmute();
            }
        }
    };
    let onclose = {
        let closers = [camera.onclose, microphone.onclose];
        Callback::from(move |()| closers.iter().for_each(|close| close.emit(())))
    };
    html! {
        <div class="media-trouble">
            <MediaNotice camera={camera.error} microphone={microphone.error} {onretry} {onclose} />
        </div>
    }
}

/// An error that the person has not been told yet, and the way to say that they have.
struct News {
    error: Option<MediaError>,
    onclose: Callback<()>,
}

/// The error of a track, unless it is the one that was there at first or was put away, and has not gone since.
#[hook]
fn use_news(status: &TrackStatus) -> News {
    let known = use_state_eq(|| status.error().cloned());
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
    News { error: error.filter(|error| known.as_ref() != Some(error)), onclose }
}
