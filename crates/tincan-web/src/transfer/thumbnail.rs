//! A small picture of a picture, made in a worker.

use js_sys::{Array, Uint8Array};
use tincan_protocol::Thumbnail;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, BlobPropertyBag, DedicatedWorkerGlobalScope, File, ImageBitmap, ImageEncodeOptions, OffscreenCanvas,
    OffscreenCanvasRenderingContext2d,
};

/// The thumbnail of a file that says it is a picture; none if the browser cannot show it, or has no canvas in workers.
pub(super) async fn of(file: &File) -> Option<Thumbnail> {
    if file.size() > LARGEST {
        return None;
    }
    draw(file).await.ok().flatten()
}

/// The picture, to be shown.
pub(super) fn to_blob(thumbnail: &Thumbnail) -> Option<Blob> {
    let options = BlobPropertyBag::new();
    options.set_type(thumbnail.media_type());
    let parts = Array::of1(&Uint8Array::from(thumbnail.bytes()));
    Blob::new_with_u8_array_sequence_and_options(&parts, &options).ok()
}

async fn draw(file: &File) -> Result<Option<Thumbnail>, JsValue> {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().dyn_into().map_err(JsValue::from)?;
    let bitmap: ImageBitmap = JsFuture::from(scope.create_image_bitmap_with_blob(file)?).await?.unchecked_into();
    let (width, height) = (f64::from(bitmap.width()), f64::from(bitmap.height()));
    let scale = (SIDE / width.max(height)).min(1.0);
    let (width, height) = ((width * scale).max(1.0), (height * scale).max(1.0));
    let canvas = OffscreenCanvas::new(width as u32, height as u32)?;
    let context = canvas.get_context("2d")?.ok_or(JsValue::UNDEFINED)?;
    let context: OffscreenCanvasRenderingContext2d = context.unchecked_into();
    // What shows through is white, as on paper: a JPEG has no transparency.
    context.set_fill_style_str("#fff");
    context.fill_rect(0.0, 0.0, width, height);
    context.draw_image_with_image_bitmap_and_dw_and_dh(&bitmap, 0.0, 0.0, width, height)?;
    bitmap.close();
    let options = ImageEncodeOptions::new();
    options.set_type("image/jpeg");
    options.set_quality(0.7);
    let blob: Blob = JsFuture::from(canvas.convert_to_blob_with_options(&options)?).await?.unchecked_into();
    let bytes = Uint8Array::new(&JsFuture::from(blob.array_buffer()).await?).to_vec();
    Ok(Thumbnail::new(bytes).ok())
}

/// The longer side of a thumbnail, in pixels.
const SIDE: f64 = 128.0;

/// Larger files are not drawn, in bytes.
const LARGEST: f64 = 50_000_000.0;
