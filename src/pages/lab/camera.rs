//! One's own picture, and what can be done with it.

use js_sys::Array;
use web_sys::MediaStream;
use yew::prelude::*;
use yew_webrtc::{MediaElementOptions, UseUserMediaHandle, use_media_element};

use super::{device_switch::DeviceSwitch, frame::frame};
use crate::{
    components::{
        ascii_camera::AsciiCamera, button::Button, code_view::CodeView, device_notices::DeviceNotices,
        filter_cost::FilterCost, icon::IconName, photo_booth::PhotoBooth, picture_filters::PictureSliders,
    },
    filter_settings::FilterSettings,
    own_filters::use_own_filters,
    own_media::use_own_media,
    settings::{SettingsChange, use_lab_text, use_settings},
};

/// The page *Camera*: the preview with all filters, what the others would see, photos, and the picture in letters. Nothing is sent
/// anywhere.
#[component]
pub fn Camera() -> Html {
    let (settings, lab) = (use_settings(), use_lab_text());
    let (text, filter_words, words) = (settings.text(), settings.language.filter_text(), &lab.camera);
    let media = use_own_media();
    let filters = use_own_filters(&media);
    let sent = use_memo(filters.picture.clone(), |track| {
        track.as_ref().and_then(|track| MediaStream::new_with_tracks(&Array::of1(track)).ok())
    });
    let video = use_media_element((*sent).clone(), MediaElementOptions { muted: true, sink: None });
    let live = filters.picture.is_some();
    let chosen = settings.filters;
    let onreset = settings.changer().reform(move |_: MouseEvent| {
        SettingsChange::Filters(FilterSettings { picture: FilterSettings::default().picture, ..chosen })
    });
    let switch = DeviceSwitch {
        media: &media,
        status: &media.camera,
        icons: [IconName::Camera, IconName::CameraOff],
        verbs: [UseUserMediaHandle::turn_camera_on, UseUserMediaHandle::turn_camera_off],
    };
    let content = html! {
        <div class="camera-page">
            <div key="controls" class="lab__controls camera-page__wide">
                { switch.buttons(lab) }
                <p class="lab__status" role="status">
                    { switch.words([words.idle, words.requesting, words.failed], words.live) }
                </p>
                <DeviceNotices media={media.clone()} />
            </div>
            <div key="preview" class="lab__section camera-page__part">
                <h2>{ words.preview }</h2>
                <p class="lab__hint">{ words.preview_hint }</p>
                <PhotoBooth camera={filters.camera.clone()} />
            </div>
            <div key="sent" class="lab__section camera-page__part">
                <h2>{ words.sent }</h2>
                <p class="lab__hint">{ words.sent_hint }</p>
                <div class="camera-page__picture" data-live={live.then_some("true")}>
                    <video key="video" class="camera-page__video" ref={video.node.clone()} playsinline=true aria-label={words.sent} />
                    <p key="missing" class="camera-page__missing">{ if live { "" } else { words.sent_missing } }</p>
                </div>
                <FilterCost filters={filters.clone()} />
            </div>
            <div key="filters" class="lab__section camera-page__wide">
                <h2>{ filter_words.picture }</h2>
                <PictureSliders />
                <div class="lab__buttons">
                    <Button
                        label={filter_words.reset_all}
                        icon={IconName::Retry}
                        disabled={chosen.picture.is_neutral()}
                        onclick={onreset}
                    />
                </div>
                <CodeView label={words.css} code={format!("filter: {};", chosen.picture.css())} />
            </div>
            <div key="ascii" class="lab__section camera-page__wide">
                <h2>{ words.ascii }</h2>
                <p class="lab__hint">{ words.ascii_hint }</p>
                <AsciiCamera video={video.node} label={words.ascii} />
            </div>
        </div>
    };
    frame(text, "", words.name, words.how, content)
}
