//! A picture through filters, on the page.

use std::{
    cell::{Cell, RefCell},
    fmt,
    rc::Rc,
};

use js_sys::Array;
use tincan_core::{
    filter_cost::FilterCost,
    filters::{Layer, PictureFilters},
    media_error::MediaError,
};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, HtmlVideoElement, MediaStream, MediaStreamTrack};

use super::{
    frames::Frames,
    picture::{FilterPlace, PictureCost, period},
};
use crate::{clock::now, media_element::MediaAttachment, media_error::media_error, sys};

/// Draws each frame of a track through filters onto a canvas, whose track is what others may be sent. The source is lent; the
/// track that it makes is its own, and stopped when this value is dropped.
///
/// Another source is followed by the same track: nothing has to be replaced where it is sent, and no frame gets out that did not
/// go through the filters.
pub(super) struct CanvasPicture {
    canvas: Rc<Canvas>,
    track: MediaStreamTrack,
    video: HtmlVideoElement,
    source: RefCell<MediaStreamTrack>,
    /// Plays the source where nobody sees it.
    attachment: RefCell<Option<MediaAttachment>>,
    frames: Frames,
}

impl CanvasPicture {
    /// Begins to draw. The track has no frame before the source has had one.
    ///
    /// # Errors
    /// [`MediaErrorKind::Unsupported`](tincan_core::media_error::MediaErrorKind::Unsupported): the browser's canvas knows no
    /// filters, or cannot be sent.
    pub(super) fn new(source: &MediaStreamTrack, filters: PictureFilters) -> Result<Self, MediaError> {
        let unsupported = || MediaError::unsupported("filters of a canvas");
        let document = web_sys::window().and_then(|window| window.document()).ok_or_else(unsupported)?;
        let element = |name| document.create_element(name).map_err(|thrown| media_error(&thrown));
        let canvas: HtmlCanvasElement = element("canvas")?.unchecked_into();
        let video: HtmlVideoElement = element("video")?.unchecked_into();
        // Safari plays full screen otherwise.
        let _ = video.set_attribute("playsinline", "");
        let context = sys::opaque_context(&canvas).ok_or_else(unsupported)?;
        let small: HtmlCanvasElement = element("canvas")?.unchecked_into();
        let small_context = sys::opaque_context(&small).ok_or_else(unsupported)?;
        if !sys::can_filter(&context) || !sys::can_capture(&canvas) {
            return Err(unsupported());
        }
        let captured = canvas.capture_stream().map_err(|thrown| media_error(&thrown))?;
        let track = captured.get_video_tracks().get(0).dyn_into().map_err(|_| unsupported())?;
        let canvas = Rc::new(Canvas {
            canvas,
            context,
            small,
            small_context,
            video: video.clone(),
            filters: Cell::new(filters),
            cost: RefCell::new(FilterCost::of_page()),
        });
        let drawing = Rc::clone(&canvas);
        let frames = Frames::new(video.clone(), period(source), move || drawing.draw());
        let this = Self {
            canvas,
            track,
            video,
            source: RefCell::new(Clone::clone(source)),
            attachment: RefCell::default(),
            frames,
        };
        this.attach(source)?;
        Ok(this)
    }

    /// What comes out.
    pub(super) fn track(&self) -> &MediaStreamTrack {
        &self.track
    }

    /// Other filters from the next frame on.
    pub(super) fn set_filters(&self, filters: PictureFilters) {
        self.canvas.filters.set(filters);
    }

    /// Another source from its next frame on.
    ///
    /// # Errors
    /// The browser cannot play it.
    pub(super) fn set_source(&self, source: &MediaStreamTrack) -> Result<(), MediaError> {
        if *self.source.borrow() == *source {
            return Ok(());
        }
        self.source.replace(Clone::clone(source));
        self.frames.set_period(period(source));
        self.canvas.cost.replace(FilterCost::of_page());
        self.attach(source)
    }

    /// What it costs.
    pub(super) fn cost(&self) -> Option<PictureCost> {
        PictureCost::of(&self.canvas.cost.borrow(), self.canvas.source_size(), FilterPlace::Page)
    }

    fn attach(&self, source: &MediaStreamTrack) -> Result<(), MediaError> {
        let stream = MediaStream::new_with_tracks(&Array::of1(source)).map_err(|thrown| media_error(&thrown))?;
        // Before the new one: what the old one leaves behind is an empty element.
        drop(self.attachment.take());
        let attachment = MediaAttachment::new(self.video.clone().unchecked_into(), stream, true, || {});
        self.attachment.replace(Some(attachment));
        Ok(())
    }
}

impl Drop for CanvasPicture {
    fn drop(&mut self) {
        self.track.stop();
    }
}

impl fmt::Debug for CanvasPicture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CanvasPicture").field("track", &self.track.id()).finish_non_exhaustive()
    }
}

struct Canvas {
    canvas: HtmlCanvasElement,
    context: CanvasRenderingContext2d,
    /// For layers that are smaller than the picture.
    small: HtmlCanvasElement,
    small_context: CanvasRenderingContext2d,
    video: HtmlVideoElement,
    filters: Cell<PictureFilters>,
    cost: RefCell<FilterCost>,
}

impl Canvas {
    fn draw(&self) {
        if self.video.ready_state() < HAVE_CURRENT_DATA {
            return;
        }
        let start = now();
        let size = self.cost.borrow().size(self.source_size());
        fit(&self.canvas, size);
        let drawing = self.filters.get().drawing(size);
        // A frame that cannot be drawn is a frame less.
        let _ = if drawing.is_enlarged() {
            self.enlarge(&drawing.layer, size)
        } else {
            draw(&self.context, &self.video, &drawing.layer)
        };
        self.cost.borrow_mut().note(now().saturating_sub(start));
    }

    fn enlarge(&self, layer: &Layer, (width, height): (u32, u32)) -> Result<(), JsValue> {
        fit(&self.small, (layer.width, layer.height));
        draw(&self.small_context, &self.video, layer)?;
        self.context.set_filter("none");
        let (width, height) = (f64::from(width), f64::from(height));
        self.context.draw_image_with_html_canvas_element_and_dw_and_dh(&self.small, 0.0, 0.0, width, height)
    }

    fn source_size(&self) -> (u32, u32) {
        (self.video.video_width(), self.video.video_height())
    }
}

fn fit(canvas: &HtmlCanvasElement, (width, height): (u32, u32)) {
    if (canvas.width(), canvas.height()) != (width, height) {
        canvas.set_width(width);
        canvas.set_height(height);
    }
}

/// Draws what a video shows through filters, over all of a canvas of the layer's size.
pub(crate) fn draw(context: &CanvasRenderingContext2d, video: &HtmlVideoElement, layer: &Layer) -> Result<(), JsValue> {
    let [width, height, beyond] = [layer.width, layer.height, layer.beyond].map(f64::from);
    context.set_filter("none");
    context.set_fill_style_str("black");
    context.fill_rect(0.0, 0.0, width, height);
    context.set_filter(&layer.css);
    context.draw_image_with_html_video_element_and_dw_and_dh(
        video,
        -beyond,
        -beyond,
        width + 2.0 * beyond,
        height + 2.0 * beyond,
    )
}

/// `HTMLMediaElement.HAVE_CURRENT_DATA`.
const HAVE_CURRENT_DATA: u16 = 2;
