//! What the devices of the list could do, as far as browsers tell it of devices that are not in use.

use js_sys::{Array, JSON};
use tincan_core::{
    constraints::{Capabilities, Misfit, TrackConstraints},
    devices::DeviceKind,
};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

use crate::sys;

/// What of it the device that comes nearest cannot do. Empty where the browser does not tell.
pub(super) async fn misfits(constraints: &TrackConstraints) -> Vec<Misfit> {
    let asked = constraints.asked();
    let listed = capabilities(constraints.kind()).await.unwrap_or_default();
    listed.iter().map(|capabilities| capabilities.misfits(&asked)).min_by_key(Vec::len).unwrap_or_default()
}

/// Media Capture and Streams, 9.3 `InputDeviceInfo`.
async fn capabilities(kind: DeviceKind) -> Option<Vec<Capabilities>> {
    let list = JsFuture::from(sys::media_devices()?.enumerate_devices().ok()?).await.ok()?;
    let devices = list.unchecked_into::<Array>().into_iter().map(JsCast::unchecked_into::<sys::InputDevice>);
    let of_kind =
        devices.filter(|device| sys::text(device, "kind").as_deref().and_then(DeviceKind::parse) == Some(kind));
    Some(of_kind.filter_map(|device| of_one(&device)).collect())
}

fn of_one(device: &sys::InputDevice) -> Option<Capabilities> {
    let capabilities = device.try_get_capabilities().ok()?;
    serde_json::from_str(&String::from(JSON::stringify(&capabilities).ok()?)).ok()
}
