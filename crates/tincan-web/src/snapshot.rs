//! A photo of what a `<video>` shows.

use std::{cell::RefCell, fmt, rc::Rc};

use js_sys::{Function, Promise};
use tincan_core::filters::PictureFilters;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, HtmlCanvasElement, HtmlVideoElement, Url};

use crate::{filters::canvas, sys, task::Task};

/// How a photo is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PhotoOptions {
    /// What is done to the picture on the way, where the browser can: see [`Photo::is_filtered`].
    pub filters: PictureFilters,
    /// Whether left and right are exchanged, as in a preview that is a mirror.
    pub mirrored: bool,
}

/// A photo: a PNG at the picture's own size. Its address is good as long as the last clone of it lives.
#[derive(Clone)]
pub struct Photo {
    file: Rc<File>,
}

impl Photo {
    /// The file.
    pub fn blob(&self) -> &Blob {
        &self.file.blob
    }

    /// Where it is: for `src` of an image, or `href` of a link with `download` (File API, 8).
    pub fn url(&self) -> &str {
        &self.file.url
    }

    /// In pixels.
    pub fn width(&self) -> u32 {
        self.file.width
    }

    /// In pixels.
    pub fn height(&self) -> u32 {
        self.file.height
    }

    /// Whether everything was done to it that was to be done. Where canvases know no filters (Safari) it is as the camera saw it.
    pub fn is_filtered(&self) -> bool {
        self.file.filtered
    }
}

impl PartialEq for Photo {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.file, &other.file)
    }
}

impl fmt::Debug for Photo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Photo").field("width", &self.width()).field("height", &self.height()).finish_non_exhaustive()
    }
}

/// Why there is no photo.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum PhotoError {
    /// The video shows nothing.
    #[error("there is no picture")]
    NoPicture,
    /// The browser could not make the file: of a picture that is too large, or without memory.
    #[error("the browser could not make the file: {0}")]
    Failed(String),
}

/// How it is with a photo.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum PhotoStatus {
    /// None was taken.
    #[default]
    None,
    /// The browser makes the file.
    Taking,
    /// There it is.
    Taken(Photo),
    /// It could not be taken.
    Failed(PhotoError),
}

/// Takes photos, and keeps the last one.
///
/// Specification: HTML, 4.12.5.4 `toBlob`.
pub struct PhotoTaker {
    inner: Rc<Inner>,
}

impl PhotoTaker {
    /// Without a photo. `on_change` is called after each change of the [`status`](Self::status), from verbs or from the event loop.
    pub fn new(on_change: impl Fn() + 'static) -> Self {
        let on_change: Rc<dyn Fn()> = Rc::new(on_change);
        Self {
            inner: Rc::new(Inner {
                status: RefCell::default(),
                taking: RefCell::default(),
                on_change: RefCell::new(Some(on_change)),
            }),
        }
    }

    /// The last photo.
    pub fn status(&self) -> PhotoStatus {
        self.inner.status.borrow().clone()
    }

    /// Takes what the video shows now. One that is still being made is given up for it.
    pub fn take(&self, video: &HtmlVideoElement, options: PhotoOptions) {
        if self.inner.on_change.borrow().is_none() {
            return;
        }
        let drawn = draw(video, options);
        let status = match &drawn {
            Ok(_) => PhotoStatus::Taking,
            Err(error) => PhotoStatus::Failed(error.clone()),
        };
        let weak = Rc::downgrade(&self.inner);
        let taking = drawn.ok().map(|canvas| {
            Task::spawn(async move {
                let taken = png(canvas).await;
                if let Some(inner) = weak.upgrade() {
                    inner.set(taken.map_or_else(PhotoStatus::Failed, PhotoStatus::Taken));
                }
            })
        });
        let before = self.inner.taking.replace(taking);
        drop(before);
        self.inner.set(status);
    }

    /// Forgets the photo.
    pub fn clear(&self) {
        drop(self.inner.taking.take());
        self.inner.set(PhotoStatus::None);
    }

    /// Gives everything back for good: verbs do nothing afterwards, and `on_change` is dropped.
    pub fn close(&self) {
        self.inner.on_change.take();
        drop(self.inner.taking.take());
        drop(self.inner.status.take());
    }
}

impl Drop for PhotoTaker {
    fn drop(&mut self) {
        self.close();
    }
}

impl fmt::Debug for PhotoTaker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("PhotoTaker").field(&self.status()).finish()
    }
}

struct Inner {
    status: RefCell<PhotoStatus>,
    /// Waits for the file. Nothing is left behind when it is dropped.
    taking: RefCell<Option<Task>>,
    /// `None` once closed.
    on_change: RefCell<Option<Rc<dyn Fn()>>>,
}

impl Inner {
    fn set(&self, status: PhotoStatus) {
        let on_change = self.on_change.borrow().clone();
        let Some(on_change) = on_change else { return };
        if self.status.replace(status.clone()) != status {
            on_change();
        }
    }
}

fn draw(video: &HtmlVideoElement, options: PhotoOptions) -> Result<Drawn, PhotoError> {
    let (width, height) = (video.video_width(), video.video_height());
    if width == 0 || height == 0 {
        return Err(PhotoError::NoPicture);
    }
    let failed = |thrown: JsValue| PhotoError::Failed(sys::error_parts(&thrown).message);
    let no_canvas = || PhotoError::Failed("no canvas".to_owned());
    let document = web_sys::window().and_then(|window| window.document()).ok_or_else(no_canvas)?;
    let canvas: HtmlCanvasElement = document.create_element("canvas").map_err(failed)?.unchecked_into();
    canvas.set_width(width);
    canvas.set_height(height);
    let context = sys::opaque_context(&canvas).ok_or_else(no_canvas)?;
    // Before it is drawn: a filter that is set is there, whether the browser knows it or not.
    let filtered = options.filters.is_neutral() || sys::can_filter(&context);
    if options.mirrored {
        context.translate(f64::from(width), 0.0).map_err(failed)?;
        context.scale(-1.0, 1.0).map_err(failed)?;
    }
    canvas::draw(&context, video, &options.filters.layer((width, height))).map_err(failed)?;
    Ok(Drawn { canvas, width, height, filtered })
}

/// A photo that is not yet a file.
struct Drawn {
    canvas: HtmlCanvasElement,
    width: u32,
    height: u32,
    filtered: bool,
}

async fn png(Drawn { canvas, width, height, filtered }: Drawn) -> Result<Photo, PhotoError> {
    let failed = |thrown: JsValue| PhotoError::Failed(sys::error_parts(&thrown).message);
    let made = Promise::new(&mut |resolve: Function, reject: Function| {
        // The promise's own function takes the answer: nothing is left that could be called too late.
        if let Err(thrown) = canvas.to_blob(&resolve) {
            // It throws nothing.
            let _ = reject.call1(&JsValue::UNDEFINED, &thrown);
        }
    });
    let file = JsFuture::from(made).await.map_err(failed)?;
    let blob: Blob = file.dyn_into().map_err(|_| PhotoError::Failed("no file".to_owned()))?;
    let url = Url::create_object_url_with_blob(&blob).map_err(failed)?;
    Ok(Photo { file: Rc::new(File { blob, url, width, height, filtered }) })
}

struct File {
    blob: Blob,
    url: String,
    width: u32,
    height: u32,
    filtered: bool,
}

impl Drop for File {
    fn drop(&mut self) {
        // Fails only for what is no address.
        let _ = Url::revoke_object_url(&self.url);
    }
}
