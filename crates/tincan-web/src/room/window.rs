//! What a window tells a room.

use std::rc::Rc;

use gloo_events::EventListener;
use tincan_core::room::Input;
use web_sys::VisibilityState;

use super::Inner;

/// The page closes, or is put aside: leave. The network is back, or the page comes into sight: look at the socket at once.
pub(super) fn listen(inner: &Rc<Inner>) -> Vec<EventListener> {
    let Some(window) = web_sys::window() else { return Vec::new() };
    let document = window.document();
    let is_hidden = move || document.as_ref().is_some_and(|it| it.visibility_state() == VisibilityState::Hidden);
    let listener = |event: &'static str| {
        let (this, is_hidden) = (Rc::downgrade(inner), is_hidden.clone());
        EventListener::new(&window, event, move |_| {
            // Also where the browser keeps the page, in case the person comes back: nothing runs in it until then, so the others
            // would look at a picture that stands still. And with connections that are open the page would not be kept.
            let input = if event == PAGEHIDE { Input::LeaveRequested } else { Input::NetworkAppeared };
            if let Some(inner) = this.upgrade().filter(|_| event != VISIBILITYCHANGE || !is_hidden()) {
                inner.feed(input);
            }
        })
    };
    // The last of them bubbles up from the document (HTML 6.2).
    [PAGEHIDE, "online", VISIBILITYCHANGE].map(listener).into()
}

const PAGEHIDE: &str = "pagehide";

const VISIBILITYCHANGE: &str = "visibilitychange";
