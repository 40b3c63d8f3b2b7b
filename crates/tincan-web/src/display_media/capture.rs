//! A surface that is being captured.

use std::cell::RefCell;

use gloo_events::EventListener;
use js_sys::Reflect;
use tincan_core::{content::ContentKind, display::Surface, media_error::MediaError};
use wasm_bindgen::JsCast;
use web_sys::{MediaStream, MediaStreamTrack, MediaStreamTrackState};

use super::own_page;
use crate::sys;

/// The tracks of one surface. Dropping it stops them.
#[derive(Debug)]
pub(super) struct Capture {
    picture: MediaStreamTrack,
    sound: Option<MediaStreamTrack>,
    stream: MediaStream,
    listeners: RefCell<Vec<EventListener>>,
}

impl Capture {
    /// Takes over what the browser gave.
    ///
    /// # Errors
    /// There is no picture in it, or it has ended on its way.
    pub(super) fn of(stream: MediaStream) -> Result<Self, MediaError> {
        let mut tracks = stream.get_tracks().iter().map(JsCast::unchecked_into::<MediaStreamTrack>).collect::<Vec<_>>();
        let mut take = |kind: &str| {
            let index = tracks.iter().position(|track| track.kind() == kind)?;
            Some(tracks.swap_remove(index))
        };
        let (picture, sound) = (take("video"), take("audio"));
        let Some(picture) = picture else {
            if let Some(sound) = sound {
                sound.stop();
            }
            return Err(MediaError::from_dom("NotFoundError", "the stream has no picture", None));
        };
        let capture = Self { picture, sound, stream, listeners: RefCell::default() };
        if is_live(&capture.picture) { Ok(capture) } else { Err(MediaError::ended()) }
    }

    /// Calls `on_end` when the picture ended by itself, and `on_change` when something else is different: the sound ended, or the
    /// person exchanged the surface in the browser's own bar. (A track that its owner stops fires no event.)
    pub(super) fn watch(&self, on_end: impl Fn() + 'static, on_change: impl Fn() + Clone + 'static) {
        let mut listeners = vec![EventListener::new(&self.picture, "ended", move |_| on_end())];
        for event in ["configurationchange", "capturehandlechange"] {
            let changed = on_change.clone();
            listeners.push(EventListener::new(&self.picture, event, move |_| changed()));
        }
        if let Some(sound) = &self.sound {
            listeners.push(EventListener::new(sound, "ended", move |_| on_change()));
        }
        self.listeners.replace(listeners);
    }

    /// Tells nobody any more.
    pub(super) fn unwatch(&self) {
        drop(self.listeners.take());
    }

    pub(super) fn picture(&self) -> &MediaStreamTrack {
        &self.picture
    }

    /// None once it has ended.
    pub(super) fn sound(&self) -> Option<MediaStreamTrack> {
        self.sound.clone().filter(is_live)
    }

    pub(super) fn stream(&self) -> &MediaStream {
        &self.stream
    }

    pub(super) fn label(&self) -> String {
        self.picture.label()
    }

    /// What the browser says that it is, now.
    pub(super) fn surface(&self) -> Option<Surface> {
        let surface = Reflect::get(&self.picture.get_settings(), &"displaySurface".into()).ok()?.as_string()?;
        Surface::parse(&surface)
    }

    /// How high the picture is now, in pixels.
    pub(super) fn height(&self) -> Option<u32> {
        self.picture.get_settings().get_height().and_then(|height| u32::try_from(height).ok())
    }

    /// Whether it is the tab of this page, as far as the browser says.
    pub(super) fn is_own_page(&self) -> bool {
        own_page::is(&self.picture)
    }

    /// Tells the encoder what is in the picture, where the browser lets it be told (mst-content-hint 3.2).
    pub(super) fn hint(&self, kind: ContentKind) {
        sys::set_content_hint(&self.picture, kind.tuning().content_hint);
    }
}

impl Drop for Capture {
    fn drop(&mut self) {
        self.unwatch();
        self.picture.stop();
        if let Some(sound) = &self.sound {
            sound.stop();
        }
    }
}

fn is_live(track: &MediaStreamTrack) -> bool {
    track.ready_state() == MediaStreamTrackState::Live
}
