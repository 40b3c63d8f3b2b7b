//! The `AudioContext`s of a page: one that listens, one that makes sound.

use std::{
    cell::{Cell, RefCell},
    fmt,
    rc::{Rc, Weak},
    thread::LocalKey,
};

use gloo_events::{EventListener, EventListenerOptions};
use tincan_core::media_error::MediaError;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{AudioContext, AudioContextState};

use crate::{media_error::media_error, sys::object_of};

/// Web Audio for everything on a page that listens, or that makes sound: browsers limit the number of contexts. Closed with the last who
/// holds it.
///
/// A browser may keep it suspended until the person does something on the page, and one with a speaker for ever on a machine without any
/// sound output: ask [`is_running`](Self::is_running), and wait for nothing.
pub(crate) struct SharedContext {
    audio: AudioContext,
    /// Resume it at the person's next doing. Browsers start it suspended on pages that nobody has touched.
    gestures: RefCell<Vec<EventListener>>,
    closed: Rc<Cell<bool>>,
}

impl SharedContext {
    /// The context of whatever makes sound, made if there is none: a speaker sets its pace, so that nothing falters.
    ///
    /// # Errors
    /// The browser has no Web Audio.
    pub(crate) fn acquire() -> Result<Rc<Self>, MediaError> {
        Self::of(&SHARED, AudioContext::new)
    }

    /// The context of those who only listen, made if there is none. It is given no speaker, where browsers let it be without one (Web Audio
    /// 1.1, 1.2.4 `sinkId`): to feed one with silence costs a machine two threads that come before all others.
    ///
    /// # Errors
    /// The browser has no Web Audio.
    pub(crate) fn acquire_to_listen() -> Result<Rc<Self>, MediaError> {
        Self::of(&LISTENING, || {
            let options = object_of("sinkId", &object_of("type", &"none".into()));
            AudioContext::new_with_context_options(options.unchecked_ref())
        })
    }

    fn of(
        place: &'static LocalKey<RefCell<Weak<Self>>>,
        make: fn() -> Result<AudioContext, JsValue>,
    ) -> Result<Rc<Self>, MediaError> {
        if let Some(shared) = place.with_borrow(Weak::upgrade) {
            return Ok(shared);
        }
        let audio = make().map_err(|thrown| media_error(&thrown))?;
        let shared = Rc::new(Self { audio, gestures: RefCell::default(), closed: Rc::default() });
        shared.resume();
        shared.listen_for_gestures();
        place.set(Rc::downgrade(&shared));
        Ok(shared)
    }

    /// To make nodes with. Its owner closes it.
    pub(crate) fn audio(&self) -> &AudioContext {
        &self.audio
    }

    /// Whether sound passes through it at the moment.
    pub(crate) fn is_running(&self) -> bool {
        self.audio.state() == AudioContextState::Running
    }

    /// Tells when [`is_running`](Self::is_running) changes, until what it gives is dropped.
    pub(crate) fn watch(&self, on_change: impl Fn() + 'static) -> EventListener {
        EventListener::new(&self.audio, "statechange", move |_| on_change())
    }

    fn listen_for_gestures(self: &Rc<Self>) {
        let Some(window) = web_sys::window() else { return };
        let listener = |event: &'static str| {
            let weak = Rc::downgrade(self);
            // In the capture phase: nothing on the page can keep the event from it.
            EventListener::new_with_options(&window, event, EventListenerOptions::run_in_capture_phase(), move |_| {
                if let Some(shared) = weak.upgrade() {
                    shared.resume();
                }
            })
        };
        self.gestures.replace(["pointerup", "keydown"].map(listener).into());
    }

    fn resume(&self) {
        // Not only when suspended: Safari says `interrupted` after a telephone call.
        if self.closed.get() || matches!(self.audio.state(), AudioContextState::Running | AudioContextState::Closed) {
            return;
        }
        if let Ok(promise) = self.audio.resume() {
            spawn_local(async move {
                // Rejected if the context is closed meanwhile; never settled while the browser waits for a gesture.
                let _ = JsFuture::from(promise).await;
            });
        }
    }
}

impl Drop for SharedContext {
    fn drop(&mut self) {
        self.closed.set(true);
        self.gestures.take().clear();
        if let Ok(promise) = self.audio.close() {
            spawn_local(async move {
                let _ = JsFuture::from(promise).await;
            });
        }
    }
}

impl fmt::Debug for SharedContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SharedContext").field("running", &self.is_running()).finish_non_exhaustive()
    }
}

thread_local! {
    static SHARED: RefCell<Weak<SharedContext>> = const { RefCell::new(Weak::new()) };
    static LISTENING: RefCell<Weak<SharedContext>> = const { RefCell::new(Weak::new()) };
}
