//! An element that fills the whole screen.

use gloo_events::EventListener;
use web_sys::Element;
use yew::prelude::*;

use crate::dom;

/// Whether the element of this node fills the screen now, and the way to change that. Also told when the person goes back by
/// the browser's own means, such as Escape.
///
/// # When it releases
/// On unmount it stops listening. The browser itself leaves full screen when the element goes.
#[hook]
pub fn use_full_screen(node: NodeRef) -> UseFullScreenHandle {
    let active = use_state_eq(|| false);
    use_effect_with(node.clone(), {
        let active = active.setter();
        move |node| {
            let node = node.clone();
            let listener = dom::document().map(|document| {
                EventListener::new(&document.clone(), "fullscreenchange", move |_| {
                    let element = document.fullscreen_element();
                    active.set(element.is_some() && element == node.cast::<Element>());
                })
            });
            move || drop(listener)
        }
    });
    UseFullScreenHandle { active: *active, node }
}

/// What [`use_full_screen`] returns.
#[derive(Debug, Clone, PartialEq)]
pub struct UseFullScreenHandle {
    /// The element fills the screen.
    pub active: bool,
    node: NodeRef,
}

impl UseFullScreenHandle {
    /// Whether this browser lets an element, or at least the video in it, fill the screen.
    #[must_use]
    pub fn is_supported() -> bool {
        fills_with_elements() || dom::element_has("video", VIDEO_ALONE)
    }

    /// Fills the screen, or goes back. Call it from a click or a key: browsers refuse it otherwise.
    pub fn toggle(&self) {
        if self.active {
            if let Some(document) = dom::document() {
                dom::attempt(&document, "exitFullscreen");
            }
        } else if let Some(element) = self.node.cast::<Element>() {
            if fills_with_elements() {
                dom::attempt(&element, "requestFullscreen");
            } else if let Ok(Some(video)) = element.query_selector("video") {
                dom::attempt(&video, VIDEO_ALONE);
            }
        }
    }
}

fn fills_with_elements() -> bool {
    dom::element_has("div", "requestFullscreen")
}

/// On an iPhone only a video may fill the screen, with the system's own controls over it.
const VIDEO_ALONE: &str = "webkitEnterFullscreen";
