//! What the device of a track can do, what it does, and to ask it for something else.

use serde::{Serialize, de::DeserializeOwned};
use serde_wasm_bindgen::Serializer;
use tincan_core::{
    constraints::{Capabilities, Settings, Supported},
    media_error::MediaError,
};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{MediaStreamTrack, MediaTrackConstraints};

use crate::{media_error::media_error, sys};

/// What the device of a live track can do; empty where the browser does not tell.
///
/// Specification: Media Capture and Streams, 4.3.3 `getCapabilities`.
#[must_use]
pub fn capabilities(track: &MediaStreamTrack) -> Capabilities {
    let track: &sys::Track = track.unchecked_ref();
    track.try_get_capabilities().ok().map(|answer| read(&answer)).unwrap_or_default()
}

/// What a track does now: its size, its rate, its device.
///
/// Specification: Media Capture and Streams, 4.3.3 `getSettings`.
#[must_use]
pub fn settings(track: &MediaStreamTrack) -> Settings {
    read(&track.get_settings())
}

/// The size of a picture in pixels and its frames per second, rounded, as they are now: width, height, rate. `None` where the
/// browser does not tell. Cheap, unlike [`settings`].
#[must_use]
pub fn figures(camera: &MediaStreamTrack) -> Option<[u32; 3]> {
    let now = camera.get_settings();
    let whole = |side: i32| u32::try_from(side).ok();
    Some([whole(now.get_width()?)?, whole(now.get_height()?)?, now.get_frame_rate()?.round() as u32])
}

/// Which constraints this browser knows; it ignores the others. Empty on pages without devices.
///
/// Specification: Media Capture and Streams, 9.2 `getSupportedConstraints`.
#[must_use]
pub fn supported() -> Supported {
    sys::supported_constraints().map(|known| read(&known)).unwrap_or_default()
}

/// Asks for something else of a live track, which goes on as it was if that fails.
///
/// Specification: Media Capture and Streams, 4.3.3 `applyConstraints`.
pub(crate) async fn apply(track: &MediaStreamTrack, constraints: &impl Serialize) -> Result<(), MediaError> {
    let constraints = constraints.serialize(&Serializer::json_compatible());
    let constraints = constraints.map_err(|error| media_error(&error.into()))?;
    let constraints = constraints.unchecked_ref::<MediaTrackConstraints>();
    let promise = track.apply_constraints_with_constraints(constraints).map_err(|thrown| media_error(&thrown))?;
    JsFuture::from(promise).await.map_err(|thrown| media_error(&thrown))?;
    Ok(())
}

/// A plain object of the browser, as the data that it is.
fn read<T: DeserializeOwned + Default>(object: &JsValue) -> T {
    let json = js_sys::JSON::stringify(object).map(String::from);
    json.ok().and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default()
}
