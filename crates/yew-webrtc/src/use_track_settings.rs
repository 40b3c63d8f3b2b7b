//! What a track does, as it changes.

use std::rc::Rc;

use tincan_web::track_settings::SettingsWatch;
use web_sys::MediaStreamTrack;
use yew::prelude::*;

/// Everything that the browser tells of a track, such as its size, its rate, and of a screen what kind of surface it is. It changes
/// by itself: a window that is shared is made larger.
///
/// # Example
/// ```no_run
/// use yew::prelude::*;
/// use yew_webrtc::{DisplayOptions, use_display_media, use_track_settings};
///
/// #[component]
/// fn Shared() -> Html {
///     let screen = use_display_media(DisplayOptions::default());
///     let settings = use_track_settings(screen.picture.clone());
///     html! {
///         <dl>
///             { for settings.iter().map(|(name, value)| html! { <><dt>{ name }</dt><dd>{ value }</dd></> }) }
///         </dl>
///     }
/// }
/// ```
///
/// # Returns
/// Names and values at this render, in the browser's order. The component renders again when one changed; the browser is asked
/// twice a second.
///
/// # When it releases
/// On unmount, or when the track changes, it looks no more. The track is not stopped.
#[hook]
pub fn use_track_settings(track: Option<MediaStreamTrack>) -> Vec<(String, String)> {
    let update = use_force_update();
    let watch: Rc<Option<SettingsWatch>> = use_memo(track, move |track| {
        track.as_ref().map(|track| SettingsWatch::new(track, move || update.force_update()))
    });
    (*watch).as_ref().map(SettingsWatch::settings).unwrap_or_default()
}
