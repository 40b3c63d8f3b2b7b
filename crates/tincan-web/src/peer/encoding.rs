//! How the pictures are encoded: what is shared as its kind wants it, and the camera beside it.

use std::cell::Cell;

use js_sys::{Array, Object, Reflect};
use tincan_core::content::ContentKind;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::{LocalTracks, Slot};
use crate::{
    slots::Slots,
    sys::{Sender, error_parts},
};

/// What the encoders of a connection were told last.
#[derive(Debug, Default)]
pub(super) struct Encodings {
    camera: Cell<Encoding>,
    screen: Cell<Encoding>,
}

impl Encodings {
    /// Tells them what fits these tracks, where they were told something else. They can be told once the slots are negotiated.
    ///
    /// # Errors
    /// The browser's words. It is not asked for the same again: pictures are then sent as it likes.
    pub(super) async fn fit(&self, slots: &Slots, local: &LocalTracks) -> Result<(), String> {
        let camera = if local.screen.is_some() { Encoding::Aside } else { Encoding::Free };
        tell(slots, Slot::Camera, &self.camera, camera).await?;
        if let Some(screen) = &local.screen {
            let height = screen.get_settings().get_height().and_then(|height| u32::try_from(height).ok());
            tell(slots, Slot::Screen, &self.screen, Encoding::Screen(local.content, height.unwrap_or(0))).await?;
        }
        Ok(())
    }
}

/// What an encoder is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Encoding {
    /// Nothing: the browser's own choice.
    #[default]
    Free,
    /// Beside a shared screen: it leaves the line to that, and its tile is small.
    Aside,
    /// A screen with this content, of this height (in pixels; 0: unknown).
    Screen(ContentKind, u32),
}

impl Encoding {
    /// Writes it into what `getParameters` gave (WebRTC 5.2.5 `RTCRtpEncodingParameters`).
    fn write(self, parameters: &Object, encoding: &JsValue) {
        let number = |name: &str, value: Option<f64>| set(encoding, name, value.map(JsValue::from));
        match self {
            Self::Free => number("maxBitrate", None),
            Self::Aside => number("maxBitrate", Some(ASIDE_BITS)),
            Self::Screen(kind, height) => {
                let tuning = kind.tuning();
                number("maxBitrate", Some(f64::from(tuning.max_bitrate) * 1000.0));
                number("maxFramerate", Some(f64::from(tuning.max_frame_rate)));
                number("scaleResolutionDownBy", Some(tuning.scale(height)));
                // Of a thin line the screen gets four times as much as anything else, where browsers share it by this.
                set(encoding, "priority", Some("high".into()));
                set(parameters, "degradationPreference", Some(tuning.degradation_preference.into()));
            }
        }
    }
}

async fn tell(slots: &Slots, slot: Slot, told: &Cell<Encoding>, encoding: Encoding) -> Result<(), String> {
    if told.replace(encoding) == encoding {
        return Ok(());
    }
    change(&slots.sender(slot), encoding).await.map_err(|thrown| error_parts(&thrown).message)
}

async fn change(sender: &Sender, encoding: Encoding) -> Result<(), JsValue> {
    // The very object that was given, in the same turn: it carries the number of a transaction (WebRTC 5.2).
    let parameters = sender.parameters()?;
    let encodings: Array = Reflect::get(&parameters, &"encodings".into())?.unchecked_into();
    if Array::is_array(&encodings) && encodings.length() > 0 {
        encoding.write(&parameters, &encodings.get(0));
        JsFuture::from(sender.set_parameters(&parameters)?).await?;
    }
    Ok(())
}

/// A plain object takes any property, and loses any.
fn set(object: &JsValue, name: &str, value: Option<JsValue>) {
    let name = JsValue::from_str(name);
    let _ = match value {
        Some(value) => Reflect::set(object, &name, &value),
        None => Reflect::delete_property(object.unchecked_ref::<Object>(), &name),
    };
}

/// Enough for a face in a small tile.
const ASIDE_BITS: f64 = 500_000.0;
