//! A stream shown by a `<video>` or heard through an `<audio>`.

use std::{
    cell::{Cell, RefCell},
    fmt,
    rc::Rc,
};

use gloo_events::EventListener;
use tincan_core::{
    devices::DeviceId,
    media_error::{MediaError, MediaErrorKind},
};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{HtmlMediaElement, MediaStream};

use crate::{media_error::media_error, sys, task::Task};

/// Keeps a stream attached to an element and playing, until it is dropped. It shows tracks and never stops one: that is
/// for their owner.
///
/// Browsers may refuse to play sound on a page that nobody has touched yet; [`is_blocked`](Self::is_blocked) tells, and
/// [`play`](Self::play), called from a click, helps.
///
/// Specification: HTML, 4.8.11.8 "Playing the media resource".
pub struct MediaAttachment {
    inner: Rc<Inner>,
    _playing: EventListener,
}

impl MediaAttachment {
    /// Attaches the stream and plays it. `on_change` is called after each change of [`is_blocked`](Self::is_blocked) and
    /// [`sink_error`](Self::sink_error).
    pub fn new(element: HtmlMediaElement, stream: MediaStream, muted: bool, on_change: impl Fn() + 'static) -> Self {
        let inner = Rc::new(Inner {
            element,
            stream,
            blocked: Cell::default(),
            playing: RefCell::default(),
            sink: RefCell::default(),
            sink_error: RefCell::default(),
            switching: RefCell::default(),
            on_change: Box::new(on_change),
        });
        // The property: the attribute `muted` has no effect on an element that exists.
        inner.element.set_muted(muted);
        inner.element.set_src_object(Some(&inner.stream));
        let weak = Rc::downgrade(&inner);
        let playing = EventListener::new(&inner.element, "playing", move |_| {
            if let Some(inner) = weak.upgrade() {
                inner.set_blocked(false);
            }
        });
        inner.play();
        Self { inner, _playing: playing }
    }

    /// The element.
    pub fn element(&self) -> &HtmlMediaElement {
        &self.inner.element
    }

    /// The stream.
    pub fn stream(&self) -> &MediaStream {
        &self.inner.stream
    }

    /// Whether the browser refused to play until the person does something.
    pub fn is_blocked(&self) -> bool {
        self.inner.blocked.get()
    }

    /// Plays, if it does not. To overcome the browser's refusal, call it from a click or a key.
    pub fn play(&self) {
        self.inner.play();
    }

    /// Silences the element, or lets it be heard.
    pub fn set_muted(&self, muted: bool) {
        if self.inner.element.muted() == muted {
            return;
        }
        self.inner.element.set_muted(muted);
        // A browser that let it play because it was silent may pause it now.
        self.inner.play();
    }

    /// Plays through this speaker; `None` is the system's own choice. It goes on playing through the one before if that
    /// [fails](Self::sink_error), and in a browser that knows no choice.
    pub fn set_sink(&self, sink: Option<&DeviceId>) {
        if !sys::can_set_sink_id(&self.inner.element) {
            return;
        }
        let element: &sys::MediaElement = self.inner.element.unchecked_ref();
        let sink = sink.cloned().unwrap_or_default();
        // What failed would fail again.
        let asked = self.inner.sink.borrow().clone().or_else(|| element.sink_id().map(DeviceId::from));
        if asked.as_ref() == Some(&sink) {
            return;
        }
        let answer = element.set_sink_id(sink.as_str());
        self.inner.sink.replace(Some(sink));
        self.inner.set_sink_error(None);
        let weak = Rc::downgrade(&self.inner);
        self.inner.switching.replace(Some(Task::spawn(async move {
            let answer = match answer {
                Ok(promise) => JsFuture::from(promise).await,
                Err(thrown) => Err(thrown),
            };
            if let Some(inner) = weak.upgrade() {
                inner.set_sink_error(answer.err().map(|thrown| media_error(&thrown)));
            }
        })));
    }

    /// Why it does not play through the speaker that was asked for last.
    pub fn sink_error(&self) -> Option<MediaError> {
        self.inner.sink_error.borrow().clone()
    }

    /// Whether this browser lets a page choose the speaker.
    pub fn can_set_sink(&self) -> bool {
        sys::can_set_sink_id(&self.inner.element)
    }
}

impl Drop for MediaAttachment {
    fn drop(&mut self) {
        drop(self.inner.playing.take());
        self.inner.element.set_src_object(None);
    }
}

impl fmt::Debug for MediaAttachment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MediaAttachment").field("blocked", &self.is_blocked()).finish_non_exhaustive()
    }
}

struct Inner {
    element: HtmlMediaElement,
    stream: MediaStream,
    blocked: Cell<bool>,
    /// Waits for the answer to `play()`.
    playing: RefCell<Option<Task>>,
    /// The speaker that was asked for last.
    sink: RefCell<Option<DeviceId>>,
    sink_error: RefCell<Option<MediaError>>,
    /// Waits for the answer to `setSinkId()`.
    switching: RefCell<Option<Task>>,
    on_change: Box<dyn Fn()>,
}

impl Inner {
    fn play(self: &Rc<Self>) {
        let promise = match self.element.play() {
            Ok(promise) => JsFuture::from(promise),
            Err(_) => return,
        };
        let weak = Rc::downgrade(self);
        let task = Task::spawn(async move {
            let played = promise.await;
            let Some(inner) = weak.upgrade() else { return };
            match played {
                Ok(_) => inner.set_blocked(false),
                // AbortError: another stream came in between, or the element was detached. Not a refusal.
                Err(thrown) => {
                    if let MediaErrorKind::Denied(_) = media_error(&thrown).kind {
                        inner.set_blocked(true);
                    }
                }
            }
        });
        self.playing.replace(Some(task));
    }

    fn set_sink_error(&self, error: Option<MediaError>) {
        if self.sink_error.replace(error.clone()) != error {
            (self.on_change)();
        }
    }

    fn set_blocked(&self, blocked: bool) {
        if self.blocked.replace(blocked) != blocked {
            (self.on_change)();
        }
    }
}
