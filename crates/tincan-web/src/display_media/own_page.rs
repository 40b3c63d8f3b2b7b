//! Whether what is captured is the tab of this very page.

use std::cell::OnceCell;

use web_sys::MediaStreamTrack;

use crate::{identity::new_page_id, sys};

/// Makes this page known to itself. To others it stays unknown. A capture that has begun by then hears of it, too.
pub(super) fn mark() {
    NAME.with(|name| sys::set_capture_handle(name.get_or_init(|| new_page_id().as_str().to_owned())));
}

/// Whether the track captures the tab of this page, as far as the browser tells (Capture Handle, 4).
pub(super) fn is(track: &MediaStreamTrack) -> bool {
    NAME.with(|name| name.get().is_some_and(|name| sys::capture_handle(track).as_ref() == Some(name)))
}

thread_local! {
    /// By what this page knows itself; drawn at random, once.
    static NAME: OnceCell<String> = const { OnceCell::new() };
}
