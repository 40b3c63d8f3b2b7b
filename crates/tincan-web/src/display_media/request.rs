//! One question to the person, by the browser's picker, and what the answer means.

use js_sys::{Promise, Reflect};
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use tincan_core::{
    display::{DisplayOptions, Refusal},
    media_error::MediaError,
};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::{capture::Capture, own_page};
use crate::{
    media_error::{media_error, no_media_devices},
    sys,
};

/// Whether the browser has `getDisplayMedia`.
pub(super) fn is_supported() -> bool {
    sys::media_devices().is_some_and(|devices| sys::has(&devices, GET_DISPLAY_MEDIA))
}

/// Asks. Whoever calls this must be there when the answer comes: see [`DisplayMedia`](super::DisplayMedia). Members that the
/// browser does not know are ignored by it.
pub(super) fn ask(options: &DisplayOptions) -> Result<Promise, MediaError> {
    let devices = sys::media_devices().ok_or_else(no_media_devices)?;
    if !is_supported() {
        return Err(MediaError::unsupported(GET_DISPLAY_MEDIA));
    }
    let request = options.serialize(&Serializer::json_compatible()).map_err(|error| media_error(&error.into()))?;
    if let Some(controller) = sys::CaptureController::keeping_focus() {
        // A plain object takes any property.
        let _ = Reflect::set(&request, &"controller".into(), &controller);
    }
    let question = devices.get_display_media_with_constraints(request.unchecked_ref());
    // While the person looks at it.
    own_page::mark();
    question.map_err(|thrown| media_error(&thrown))
}

/// Waits for the answer.
pub(super) async fn answer(question: Result<Promise, MediaError>) -> Result<Capture, Refusal> {
    let stream = JsFuture::from(question.map_err(Refusal::Failed)?).await.map_err(|thrown| refusal(&thrown))?;
    Capture::of(stream.unchecked_into()).map_err(Refusal::Failed)
}

fn refusal(thrown: &JsValue) -> Refusal {
    let parts = sys::error_parts(thrown);
    Refusal::from_dom(&parts.name, &parts.message, parts.constraint.as_deref())
}

const GET_DISPLAY_MEDIA: &str = "getDisplayMedia";
