//! The moments at which a `<video>` has another frame.

use std::{
    cell::{Cell, RefCell},
    fmt,
    rc::{Rc, Weak},
};

use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use wasm_bindgen::prelude::*;
use web_sys::{ConstantSourceNode, HtmlVideoElement, VisibilityState};

use crate::{audio_context::SharedContext, sys};

/// Calls at each new frame of a video, until it is dropped.
///
/// While the page is seen, the browser itself tells of frames. While it is hidden, browsers draw nothing and so tell nothing, and
/// let timers through once a second: then the time is kept by Web Audio, which must not falter, at the video's own rate. Where
/// that may not run yet, once a second has to do.
pub(super) struct Frames {
    inner: Rc<Inner>,
    _visibility: Option<EventListener>,
}

impl Frames {
    /// Begins. `period` is how long a frame lasts, in seconds.
    pub(super) fn new(video: HtmlVideoElement, period: f64, on_frame: impl Fn() + 'static) -> Self {
        let inner = Rc::new_cyclic(|weak: &Weak<Inner>| {
            let weak = weak.clone();
            let told = Closure::new(move || {
                if let Some(inner) = weak.upgrade() {
                    inner.requested.take();
                    inner.frame();
                }
            });
            Inner {
                video: video.unchecked_into(),
                period: Cell::new(period),
                told,
                requested: Cell::default(),
                tick: RefCell::default(),
                audio: RefCell::default(),
                on_frame: Box::new(on_frame),
            }
        });
        let visibility = web_sys::window().and_then(|window| window.document()).map(|document| {
            let weak = Rc::downgrade(&inner);
            EventListener::new(&document, "visibilitychange", move |_| {
                if let Some(inner) = weak.upgrade() {
                    inner.wait();
                }
            })
        });
        inner.wait();
        Self { inner, _visibility: visibility }
    }

    /// The video has another rate from now on.
    pub(super) fn set_period(&self, period: f64) {
        self.inner.period.set(period);
    }
}

impl Drop for Frames {
    fn drop(&mut self) {
        self.inner.give_up_request();
        drop(self.inner.tick.take());
    }
}

impl fmt::Debug for Frames {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Frames").field("period", &self.inner.period.get()).finish_non_exhaustive()
    }
}

struct Inner {
    video: sys::VideoElement,
    period: Cell<f64>,
    /// What the browser calls.
    told: Closure<dyn FnMut()>,
    requested: Cell<Option<u32>>,
    tick: RefCell<Option<Tick>>,
    /// Held while the page is hidden.
    audio: RefCell<Option<Rc<SharedContext>>>,
    on_frame: Box<dyn Fn()>,
}

impl Inner {
    fn frame(self: &Rc<Self>) {
        (self.on_frame)();
        self.wait();
    }

    /// Has itself called at the next frame, in the way that fits the page.
    fn wait(self: &Rc<Self>) {
        if !is_hidden() && sys::can_follow_frames(&self.video) {
            drop((self.tick.take(), self.audio.take()));
            if self.requested.get().is_none() {
                let function = self.told.as_ref().unchecked_ref();
                self.requested.set(self.video.request_video_frame_callback(function).ok());
            }
        } else {
            self.give_up_request();
            self.tick_once();
        }
    }

    fn give_up_request(&self) {
        if let Some(handle) = self.requested.take() {
            // There is nothing to be done about a browser that can request and not cancel.
            let _ = self.video.cancel_video_frame_callback(handle);
        }
    }

    fn tick_once(self: &Rc<Self>) {
        let held = self.audio.borrow().clone();
        let audio = held.or_else(|| SharedContext::acquire().ok());
        self.audio.replace(audio.clone());
        let weak = Rc::downgrade(self);
        let tick = Tick::new(audio.as_deref(), self.period.get(), move || {
            if let Some(inner) = weak.upgrade() {
                inner.frame();
            }
        });
        let before = self.tick.replace(Some(tick));
        drop(before);
    }
}

/// Calls once, after some time, unless it is dropped before.
struct Tick {
    sound: Option<(ConstantSourceNode, EventListener)>,
    _timer: Timeout,
}

impl Tick {
    fn new(audio: Option<&SharedContext>, seconds: f64, on_time: impl Fn() + 'static) -> Self {
        let on_time = Rc::new(on_time);
        let sound = audio.filter(|audio| audio.is_running()).and_then(|audio| {
            let on_time = Rc::clone(&on_time);
            silence(audio, seconds, move || on_time()).ok()
        });
        // Beside the sound, which may be suspended half-way.
        let patience = if sound.is_some() { LONG_MS } else { (seconds * 1000.0) as u32 };
        Self { sound, _timer: Timeout::new(patience, move || on_time()) }
    }
}

impl Drop for Tick {
    fn drop(&mut self) {
        if let Some((node, listener)) = self.sound.take() {
            drop(listener);
            // Can only fail when it is disconnected already.
            let _ = node.disconnect();
        }
    }
}

/// Plays nothing for some time: the end of it is told to hidden pages, too (Web Audio, 1.7 `ended`).
fn silence(
    audio: &SharedContext,
    seconds: f64,
    on_end: impl Fn() + 'static,
) -> Result<(ConstantSourceNode, EventListener), JsValue> {
    let audio = audio.audio();
    let node = audio.create_constant_source()?;
    node.offset().set_value(0.0);
    // What leads nowhere is not played.
    node.connect_with_audio_node(&audio.destination())?;
    let listener = EventListener::once(&node, "ended", move |_| on_end());
    node.start()?;
    node.stop_with_when(audio.current_time() + seconds)?;
    Ok((node, listener))
}

fn is_hidden() -> bool {
    let document = web_sys::window().and_then(|window| window.document());
    document.is_some_and(|document| document.visibility_state() == VisibilityState::Hidden)
}

const LONG_MS: u32 = 1000;
