//! A picture, written.

use gloo_timers::callback::Interval;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CanvasRenderingContext2d, Element, HtmlCanvasElement, HtmlVideoElement};
use yew::prelude::*;

use crate::dom;

/// Properties of [`AsciiCamera`].
#[derive(Debug, PartialEq, Properties)]
pub struct AsciiCameraProps {
    /// A `<video>` that plays.
    pub video: NodeRef,
    /// What it is called.
    pub label: AttrValue,
}

/// What a video shows, in letters: ten times a second, without rendering anything again.
#[component]
pub fn AsciiCamera(props: &AsciiCameraProps) -> Html {
    let node = use_node_ref();
    use_effect_with((props.video.clone(), node.clone()), |(video, node)| {
        let (video, node) = (video.clone(), node.clone());
        let timer = canvas().map(|(canvas, context)| {
            Interval::new(PERIOD_MS, move || {
                let text = video.cast::<HtmlVideoElement>().and_then(|video| written(&canvas, &context, &video));
                if let Some(element) = node.cast::<Element>() {
                    element.set_text_content(text.as_deref());
                }
            })
        });
        move || drop(timer)
    });
    html! {
        <pre class="ascii-camera" role="img" aria-label={&props.label} translate="no"><code ref={node}></code></pre>
    }
}

fn canvas() -> Option<(HtmlCanvasElement, CanvasRenderingContext2d)> {
    let canvas: HtmlCanvasElement = dom::document()?.create_element("canvas").ok()?.unchecked_into();
    let options = js_sys::Object::new();
    // A plain object takes any property.
    let _ = js_sys::Reflect::set(&options, &"willReadFrequently".into(), &JsValue::TRUE);
    let context = canvas.get_context_with_context_options("2d", &options).ok()??.dyn_into().ok()?;
    Some((canvas, context))
}

/// `None` as long as there is no picture.
fn written(canvas: &HtmlCanvasElement, context: &CanvasRenderingContext2d, video: &HtmlVideoElement) -> Option<String> {
    if video.video_width() == 0 {
        return None;
    }
    // A letter is about twice as high as it is wide.
    let rows = (COLUMNS * video.video_height() / video.video_width() / 2).max(1);
    if (canvas.width(), canvas.height()) != (COLUMNS, rows) {
        canvas.set_width(COLUMNS);
        canvas.set_height(rows);
    }
    let (width, height) = (f64::from(COLUMNS), f64::from(rows));
    context.draw_image_with_html_video_element_and_dw_and_dh(video, 0.0, 0.0, width, height).ok()?;
    let pixels = context.get_image_data(0.0, 0.0, width, height).ok()?.data();
    Some(letters(&pixels, COLUMNS as usize))
}

/// A letter for each pixel of four bytes, mirrored, with a line for each row.
fn letters(pixels: &[u8], columns: usize) -> String {
    let letter = |pixel: &[u8; 4]| {
        let [red, green, blue, _] = pixel.map(usize::from);
        char::from(LETTERS[(2 * red + 5 * green + blue) / 8 * LETTERS.len() / 256])
    };
    let rows = pixels.as_chunks().0.chunks(columns);
    rows.flat_map(|row| row.iter().rev().map(letter).chain(['\n'])).collect()
}

/// From nothing to as much as a letter can cover.
const LETTERS: &[u8] = b" .,:;i1tfLCG08@";
const COLUMNS: u32 = 96;
const PERIOD_MS: u32 = 100;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn light_is_dense_and_left_is_right() {
        let (black, grey, white) = ([0, 0, 0, 255], [128, 128, 128, 255], [255, 255, 255, 255]);
        let pixels = [black, grey, white, white, black, black].concat();
        assert_eq!(letters(&pixels, 3), "@t \n  @\n");
        assert_eq!(letters(&[], 3), "");
    }
}
