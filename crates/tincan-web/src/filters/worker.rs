//! A picture through filters, in a worker.

use std::{
    cell::{Cell, RefCell},
    fmt,
    rc::Rc,
    time::Duration,
};

use gloo_events::EventListener;
use js_sys::{Array, Object};
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use tincan_core::{filter_cost::FilterCost, filters::PictureFilters, media_error::MediaError};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, MediaStreamTrack, MessageEvent, Url, Worker};

use super::picture::{FilterPlace, PictureCost, period};
use crate::{media_error::media_error, sys};

/// Has a worker draw each frame of a track through filters, and write it into a track of its own: the page has nothing to do with
/// frames. The source is lent; the track and the worker are its own, and end when this value is dropped.
///
/// Another source is followed by the same track, as with a [`CanvasPicture`](super::canvas::CanvasPicture).
///
/// Specification: MediaStreamTrack Insertable Media Processing using Streams, 3 and 4.
pub(super) struct WorkerPicture {
    inner: Rc<Inner>,
    track: MediaStreamTrack,
    source: RefCell<MediaStreamTrack>,
    _listeners: [EventListener; 3],
}

impl WorkerPicture {
    /// Begins. `on_failure` is called at most once, from the event loop: the browser does not let the worker work, and nothing comes
    /// out any more.
    ///
    /// # Errors
    /// The browser gives no streams of frames to a page, or no worker.
    pub(super) fn new(
        source: &MediaStreamTrack,
        filters: PictureFilters,
        on_failure: impl Fn() + 'static,
    ) -> Result<Self, MediaError> {
        if !sys::has_track_streams() {
            return Err(MediaError::unsupported("MediaStreamTrackProcessor"));
        }
        let failed = |thrown: JsValue| media_error(&thrown);
        let inner = Rc::new(Inner {
            worker: start().map_err(failed)?,
            filters: Cell::new(filters),
            size: Cell::default(),
            cost: RefCell::new(cost_of(source)),
        });
        let reporting = Rc::downgrade(&inner);
        let reported = EventListener::new(&inner.worker, "message", move |event| {
            if let Some(inner) = reporting.upgrade() {
                inner.hear(&event.unchecked_ref::<MessageEvent>().data());
            }
        });
        let on_failure = Rc::new(on_failure);
        let fails = |event: &'static str| {
            let on_failure = Rc::clone(&on_failure);
            EventListener::once(&inner.worker, event, move |_| on_failure())
        };
        let listeners = [reported, fails("error"), fails("messageerror")];
        let (track, writable) = sys::track_to_write().map_err(failed)?;
        let this = Self { inner, track, source: RefCell::new(Clone::clone(source)), _listeners: listeners };
        this.inner.give("writable", &writable).and_then(|()| this.read(source)).map_err(failed)?;
        Ok(this)
    }

    /// What comes out.
    pub(super) fn track(&self) -> &MediaStreamTrack {
        &self.track
    }

    /// Other filters from the next frame on.
    pub(super) fn set_filters(&self, filters: PictureFilters) {
        if self.inner.filters.replace(filters) != filters {
            self.inner.order();
        }
    }

    /// Another source from its next frame on.
    ///
    /// # Errors
    /// The browser does not give its frames.
    pub(super) fn set_source(&self, source: &MediaStreamTrack) -> Result<(), MediaError> {
        if *self.source.borrow() == *source {
            return Ok(());
        }
        self.source.replace(Clone::clone(source));
        self.inner.cost.replace(cost_of(source));
        self.inner.order();
        self.read(source).map_err(|thrown| media_error(&thrown))
    }

    /// What it costs.
    pub(super) fn cost(&self) -> Option<PictureCost> {
        PictureCost::of(&self.inner.cost.borrow(), self.inner.size.get()?, FilterPlace::Worker)
    }

    fn read(&self, source: &MediaStreamTrack) -> Result<(), JsValue> {
        self.inner.give("readable", &sys::frames_of(source)?)
    }
}

impl Drop for WorkerPicture {
    fn drop(&mut self) {
        // With the worker end its streams, and the frames that it holds.
        self.inner.worker.terminate();
        self.track.stop();
    }
}

impl fmt::Debug for WorkerPicture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WorkerPicture").field("track", &self.track.id()).finish_non_exhaustive()
    }
}

struct Inner {
    worker: Worker,
    filters: Cell<PictureFilters>,
    /// Of the frames that go in, as far as the worker has told.
    size: Cell<Option<(u32, u32)>>,
    cost: RefCell<FilterCost>,
}

impl Inner {
    /// Takes what the worker says: that frames have another size now, of which it draws none before it is told how; and how long the
    /// last ones took.
    fn hear(&self, said: &JsValue) {
        if let Some([width, height]) = sys::numbers(said, "size").as_deref() {
            self.size.set(Some((*width as u32, *height as u32)));
            self.order();
        }
        let eighths = || self.cost.borrow().eighths();
        let before = eighths();
        for milliseconds in sys::numbers(said, "times").unwrap_or_default() {
            self.cost.borrow_mut().note(Duration::from_secs_f64(milliseconds.max(0.0) / 1000.0));
        }
        if eighths() != before {
            self.order();
        }
    }

    /// Says how frames are to be drawn.
    fn order(&self) {
        let Some(size) = self.size.get() else { return };
        let drawing = self.filters.get().drawing(self.cost.borrow().size(size));
        // What is a plain object can be written, and sent.
        let Ok(drawing) = drawing.serialize(&Serializer::json_compatible()) else { return };
        let _ = self.worker.post_message(&sys::object_of("drawing", &drawing));
    }

    /// Hands a stream over.
    fn give(&self, name: &str, stream: &Object) -> Result<(), JsValue> {
        self.worker.post_message_with_transfer(&sys::object_of(name, stream), &Array::of1(stream))
    }
}

/// From the page's own memory: whoever uses this crate has no file to serve.
fn start() -> Result<Worker, JsValue> {
    let script = Blob::new_with_str_sequence(&Array::of1(&SCRIPT.into()))?;
    let url = Url::create_object_url_with_blob(&script)?;
    let worker = Worker::new(&url);
    Url::revoke_object_url(&url)?;
    worker
}

fn cost_of(source: &MediaStreamTrack) -> FilterCost {
    FilterCost::of_worker(Duration::from_secs_f64(period(source)))
}

const SCRIPT: &str = include_str!("worker.js");
