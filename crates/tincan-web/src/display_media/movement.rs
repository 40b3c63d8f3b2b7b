//! How much of a picture moves.

use std::fmt;

use gloo_timers::callback::Interval;
use js_sys::Array;
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, HtmlVideoElement, MediaStream, MediaStreamTrack};

use crate::{media_element::MediaAttachment, sys};

/// Looks at a picture twice a second, at the size of a postage stamp, until it is dropped. The track is lent.
///
/// The picture is scaled down by the browser; what the page itself does each time is to compare 2304 pixels.
pub(super) struct MovementWatch {
    _interval: Interval,
}

impl MovementWatch {
    /// Starts to look. `on_measured` is told which part of the picture is different from what it was at the last look, from 0 to 1. In a
    /// browser without canvas it hears nothing.
    pub(super) fn new(picture: &MediaStreamTrack, on_measured: impl Fn(f32) + 'static) -> Self {
        let picture = Clone::clone(picture);
        let mut eye = None;
        let mut before = None;
        let interval = Interval::new(PERIOD_MS, move || {
            // Not at once, when a screen has just begun: to set up a player takes time.
            let eye = eye.get_or_insert_with(|| Eye::open(&picture));
            let Some(pixels) = eye.as_ref().and_then(Eye::look) else { return };
            if let Some(moving) = before.replace(pixels.clone()).map(|before| moving(&before, &pixels)) {
                on_measured(moving);
            }
        });
        Self { _interval: interval }
    }
}

impl fmt::Debug for MovementWatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MovementWatch").finish_non_exhaustive()
    }
}

/// Plays a track where nobody sees it.
struct Eye {
    video: HtmlVideoElement,
    context: CanvasRenderingContext2d,
    _attachment: MediaAttachment,
}

impl Eye {
    /// `None` in a browser that has no canvas.
    fn open(picture: &MediaStreamTrack) -> Option<Self> {
        let document = web_sys::window()?.document()?;
        let video: HtmlVideoElement = document.create_element("video").ok()?.unchecked_into();
        let canvas: HtmlCanvasElement = document.create_element("canvas").ok()?.unchecked_into();
        canvas.set_width(WIDTH);
        canvas.set_height(HEIGHT);
        let context = sys::context_to_read(&canvas)?;
        let stream = MediaStream::new_with_tracks(&Array::of1(picture)).ok()?;
        let attachment = MediaAttachment::new(video.clone().unchecked_into(), stream, true, || {});
        Some(Self { video, context, _attachment: attachment })
    }

    /// The brightness of each pixel; `None` as long as there is no picture.
    fn look(&self) -> Option<Vec<u8>> {
        if self.video.ready_state() < HAVE_CURRENT_DATA {
            return None;
        }
        let (width, height) = (f64::from(WIDTH), f64::from(HEIGHT));
        let drawn = self.context.draw_image_with_html_video_element_and_dw_and_dh(&self.video, 0.0, 0.0, width, height);
        drawn.ok()?;
        let image = self.context.get_image_data(0.0, 0.0, width, height).ok()?.data();
        let brightness =
            |pixel: &[u8; 4]| ((2 * u32::from(pixel[0]) + 5 * u32::from(pixel[1]) + u32::from(pixel[2])) / 8) as u8;
        Some(image.as_chunks().0.iter().map(brightness).collect())
    }
}

/// Which part of the pixels is different, beyond what noise and scaling make.
fn moving(before: &[u8], now: &[u8]) -> f32 {
    let different = before.iter().zip(now).filter(|(before, now)| before.abs_diff(**now) > NOISE).count();
    different as f32 / now.len().max(1) as f32
}

const PERIOD_MS: u32 = 500;
const WIDTH: u32 = 64;
const HEIGHT: u32 = 36;
const NOISE: u8 = 8;

/// `HTMLMediaElement.HAVE_CURRENT_DATA`.
const HAVE_CURRENT_DATA: u16 = 2;
