//! How sound and pictures are encoded: what is shared as its kind wants it, the camera beside it, and voices before all else.

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
    voice: Cell<Encoding>,
    camera: Cell<Encoding>,
    screen: Cell<Encoding>,
}

impl Encodings {
    /// Has the voice go first where the line is thin: before pictures, and before files.
    ///
    /// # Errors
    /// As with [`fit_camera`](Self::fit_camera).
    pub(super) async fn fit_voice(&self, slots: &Slots) -> Result<(), String> {
        tell(slots, Slot::Microphone, &self.voice, Encoding::Voice).await
    }

    /// Tells the camera's what fits these tracks, where it was told something else. It can be told once the slots are negotiated.
    ///
    /// # Errors
    /// The browser's words. It is told again the next time.
    pub(super) async fn fit_camera(&self, slots: &Slots, local: &LocalTracks) -> Result<(), String> {
        let camera = if local.screen.is_some() { Encoding::Aside } else { Encoding::Free };
        tell(slots, Slot::Camera, &self.camera, camera).await
    }

    /// The same for the screen's, which is told ahead while there is no screen.
    ///
    /// # Errors
    /// As with [`fit_camera`](Self::fit_camera).
    pub(super) async fn fit_screen(&self, slots: &Slots, local: &LocalTracks) -> Result<(), String> {
        let scale = local.content.tuning().scale(local.screen_height.unwrap_or(0));
        tell(slots, Slot::Screen, &self.screen, Encoding::Screen(local.content, scale)).await
    }
}

/// What an encoder is told.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
enum Encoding {
    /// Nothing: the browser's own choice.
    #[default]
    Free,
    /// What people say: it takes little, and nothing is missed as soon.
    Voice,
    /// Beside a shared screen: it leaves the line to that, and its tile is small.
    Aside,
    /// A screen with this content, scaled down by this.
    Screen(ContentKind, f64),
}

impl Encoding {
    /// Writes it into what `getParameters` gave (WebRTC 5.2.5 `RTCRtpEncodingParameters`).
    fn write(self, parameters: &Object, encoding: &JsValue) {
        let number = |name: &str, value: Option<f64>| set(encoding, name, value.map(JsValue::from));
        match self {
            Self::Free => number("maxBitrate", None),
            Self::Voice => {
                // In the browser's own queue, and for the network (WebRTC priority 4).
                set(encoding, "priority", Some("high".into()));
                set(encoding, "networkPriority", Some("high".into()));
            }
            Self::Aside => number("maxBitrate", Some(ASIDE_BITS)),
            Self::Screen(kind, scale) => {
                let tuning = kind.tuning();
                number("maxBitrate", Some(f64::from(tuning.max_bitrate) * 1000.0));
                number("maxFramerate", Some(f64::from(tuning.max_frame_rate)));
                number("scaleResolutionDownBy", Some(scale));
                // Of a thin line the screen gets four times as much as anything else, where browsers share it by this.
                set(encoding, "priority", Some("high".into()));
                set(parameters, "degradationPreference", Some(tuning.degradation_preference.into()));
            }
        }
    }
}

async fn tell(slots: &Slots, slot: Slot, told: &Cell<Encoding>, encoding: Encoding) -> Result<(), String> {
    if told.get() != encoding
        && change(&slots.sender(slot), encoding).await.map_err(|thrown| error_parts(&thrown).message)?
    {
        told.set(encoding);
    }
    Ok(())
}

/// Whether there was an encoding to change.
async fn change(sender: &Sender, encoding: Encoding) -> Result<bool, JsValue> {
    // The very object that was given, in the same turn: it carries the number of a transaction (WebRTC 5.2).
    let parameters = sender.parameters()?;
    let encodings: Array = Reflect::get(&parameters, &"encodings".into())?.unchecked_into();
    let is_there = Array::is_array(&encodings) && encodings.length() > 0;
    if is_there {
        encoding.write(&parameters, &encodings.get(0));
        JsFuture::from(sender.set_parameters(&parameters)?).await?;
    }
    Ok(is_there)
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
