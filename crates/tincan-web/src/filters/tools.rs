//! What filters pictures and sounds, behind a border at which an app can be cut (the feature `split`), so that a call in which nobody
//! wants filters does without. Without the feature it is there at once.

use std::cell::Cell;

use tincan_core::{
    filters::{PictureFilters, SoundFilters},
    media_error::MediaError,
};
use web_sys::MediaStreamTrack;

use super::{Filtering, picture::FilteredPicture, sound::FilteredSound};

/// What begins to filter. Whoever has this has loaded it.
#[derive(Clone, Copy)]
pub(super) struct Tools {
    /// [`FilteredPicture::new`].
    pub(super) picture: BeginPicture,
    /// [`FilteredSound::new`].
    pub(super) sound: BeginSound,
}

type BeginPicture = fn(&MediaStreamTrack, PictureFilters, bool, Box<dyn Fn()>) -> Begun<PictureFilters>;
type BeginSound = fn(&MediaStreamTrack, SoundFilters, Box<dyn Fn()>) -> Begun<SoundFilters>;

/// What filters from now on.
pub(super) type Begun<A> = Result<Box<dyn Filtering<Amounts = A>>, MediaError>;

impl Tools {
    const fn all() -> Self {
        Self {
            picture: |source, filters, may_use_worker, failed| {
                Ok(Box::new(FilteredPicture::new(source, filters, may_use_worker, failed)?))
            },
            sound: |source, filters, on_running| Ok(Box::new(FilteredSound::new(source, filters, on_running)?)),
        }
    }

    /// The tools, if they are here.
    pub(super) fn here() -> Option<Self> {
        TOOLS.get()
    }

    /// Sees to it that they are here. False: they did not come.
    pub(super) async fn load() -> bool {
        #[cfg(feature = "split")]
        if Self::here().is_none() {
            TOOLS.set(code().await.ok());
        }
        Self::here().is_some()
    }
}

/// What is reached through this function alone is cut off; it becomes an async one that loads it first.
#[cfg(feature = "split")]
#[wasm_split_helpers::wasm_split(filters, fallible)]
fn code() -> Result<Tools, wasm_split_helpers::SplitLoaderError> {
    Ok(Tools::all())
}

thread_local! {
    /// What the page has loaded. It stays.
    static TOOLS: Cell<Option<Tools>> =
        const { Cell::new(if cfg!(feature = "split") { None } else { Some(Tools::all()) }) };
}
