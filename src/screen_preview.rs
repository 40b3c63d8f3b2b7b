//! What one shares oneself, shown without a hall of mirrors.

use gloo_timers::callback::Interval;
use web_sys::{HtmlMediaElement, MediaStream};
use yew::prelude::*;
use yew_webrtc::{MediaElementOptions, Surface, UseDisplayMediaHandle, use_media_element};

/// A player of what is shared, without sound. A tab plays. Of a window or a monitor there is a still picture, renewed now and then: this
/// page may be in it, and would show itself in itself without end. A tab that [is this page](yew_webrtc::DisplaySnapshot::is_own_page) is
/// not to be shown at all.
///
/// # Returns
/// The node of the `<video>`, and what it calls at `timeupdate`.
///
/// # When it releases
/// The player lets go of the stream when its node goes, or on unmount. The screen goes on.
#[hook]
pub fn use_screen_preview(screen: &UseDisplayMediaHandle, stream: Option<MediaStream>) -> (NodeRef, Callback<Event>) {
    let preview = use_media_element(stream, MediaElementOptions { muted: true, sink: None });
    let still = screen.surface != Some(Surface::Browser);
    let onpassing = {
        let node = preview.node.clone();
        Callback::from(move |_: Event| {
            if let Some(video) = node.cast::<HtmlMediaElement>().filter(|_| still) {
                // A video that has begun can be paused.
                let _ = video.pause();
            }
        })
    };
    let node = preview.node.clone();
    use_effect_with(still, move |&still| {
        preview.play();
        let renewal = still.then(|| Interval::new(RENEWAL_MS, move || preview.play()));
        move || drop(renewal)
    });
    (node, onpassing)
}

/// How old a still picture gets.
const RENEWAL_MS: u32 = 3000;
