//! One's own picture with filters, and photos of it.

use js_sys::Array;
use web_sys::{MediaStream, MediaStreamTrack};
use yew::prelude::*;
use yew_webrtc::{
    FacingMode, MediaElementOptions, PhotoError, PhotoOptions, PhotoStatus, use_media_element, use_snapshot,
};

use super::{button::Button, icon::IconName};
use crate::settings::use_settings;

/// Properties of [`PhotoBooth`].
#[derive(Debug, PartialEq, Properties)]
pub struct PhotoBoothProps {
    /// The camera, if it is live.
    pub camera: Option<MediaStreamTrack>,
}

/// One's own picture, as in a mirror unless the camera looks away, with the filters by CSS, which costs nothing; a button takes a photo of it, and a link saves
/// that.
#[component]
pub fn PhotoBooth(props: &PhotoBoothProps) -> Html {
    let settings = use_settings();
    let words = settings.language.filter_text();
    let side = props.camera.as_ref().and_then(|camera| camera.get_settings().get_facing_mode());
    let mirrored = side.as_deref() != Some(FacingMode::Environment.as_ref());
    let stream = use_memo(props.camera.clone(), |camera| {
        camera.as_ref().and_then(|camera| MediaStream::new_with_tracks(&Array::of1(camera)).ok())
    });
    let video = use_media_element((*stream).clone(), MediaElementOptions { muted: true, sink: None });
    let snapshot = use_snapshot(video.node.clone());
    let onclick = {
        let (snapshot, filters) = (snapshot.clone(), settings.filters.picture);
        move |_: MouseEvent| snapshot.take(PhotoOptions { filters, mirrored })
    };
    let trouble = match &snapshot.status {
        PhotoStatus::Failed(PhotoError::NoPicture) => words.no_picture,
        PhotoStatus::Failed(PhotoError::Failed(_)) => words.photo_failed,
        PhotoStatus::Taken(photo) if !photo.is_filtered() => words.photo_unfiltered,
        PhotoStatus::None | PhotoStatus::Taking | PhotoStatus::Taken(_) => "",
    };
    let busy = snapshot.status == PhotoStatus::Taking;
    html! {
        <div class="photo-booth" data-mirrored={mirrored.then_some("true")}>
            <div key="picture" class="photo-booth__picture">
                <video class="photo-booth__video" ref={video.node} playsinline=true aria-label={words.preview} />
            </div>
            <div key="ways" class="photo-booth__ways">
                <Button label={words.take_photo} icon={IconName::Camera} {busy} {onclick} />
                if let PhotoStatus::Taken(photo) = &snapshot.status {
                    <a key={photo.url().to_owned()} class="photo-booth__photo" href={photo.url().to_owned()} download="tincan.png">
                        <img
                            class="photo-booth__image"
                            src={photo.url().to_owned()}
                            alt={(words.photo_taken)(photo.width(), photo.height())}
                        />
                        { words.save_photo }
                    </a>
                }
            </div>
            <p key="trouble" class="photo-booth__trouble" role="status">{ trouble }</p>
        </div>
    }
}
