//! What to ask a camera or a microphone for, as data.
//!
//! The types here serialise to exactly the JSON that `getUserMedia` and `applyConstraints` take (Media Capture and
//! Streams, 11 "Constrainable Pattern"). A field that is `None` is not written, and asks for nothing.
//!
//! ```
//! use tincan_core::constraints::{Range, VideoConstraints};
//!
//! let constraints = VideoConstraints { frame_rate: Some(Range::at_most(15.0)), ..VideoConstraints::default() };
//! assert_eq!(
//!     serde_json::to_string(&constraints).unwrap(),
//!     r#"{"width":{"ideal":1280},"height":{"ideal":720},"frameRate":{"max":15.0}}"#,
//! );
//! ```

use serde::{Deserialize, Serialize, Serializer, ser::SerializeMap};

use crate::devices::DeviceId;

/// What to ask `getUserMedia` for: `None` means that this kind is not asked for. The default is both.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct UserMediaOptions {
    /// The microphone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audio: Option<AudioConstraints>,
    /// The camera.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub video: Option<VideoConstraints>,
}

impl Default for UserMediaOptions {
    fn default() -> Self {
        Self { audio: Some(AudioConstraints::default()), video: Some(VideoConstraints::default()) }
    }
}

/// What to ask of a microphone. The default is any microphone, with the browser's three processing steps on.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AudioConstraints {
    /// Which one.
    #[serde(rename = "deviceId", skip_serializing_if = "Option::is_none")]
    pub device: Option<Constraint<DeviceId>>,
    /// Whether what the speakers play is taken out of what the microphone hears.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub echo_cancellation: Option<Constraint<bool>>,
    /// Whether steady sounds (fans, streets) are taken out. Also fades held musical tones.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub noise_suppression: Option<Constraint<bool>>,
    /// Whether the level is kept even.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auto_gain_control: Option<Constraint<bool>>,
}

impl AudioConstraints {
    /// Asks for nothing in particular.
    pub const ANY: Self =
        Self { device: None, echo_cancellation: None, noise_suppression: None, auto_gain_control: None };
}

impl Default for AudioConstraints {
    fn default() -> Self {
        let on = Some(Constraint::Ideal(true));
        Self { device: None, echo_cancellation: on, noise_suppression: on, auto_gain_control: on }
    }
}

/// What to ask of a camera. The default is any camera, at 1280x720 and 30 frames per second if it can.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VideoConstraints {
    /// Which one.
    #[serde(rename = "deviceId", skip_serializing_if = "Option::is_none")]
    pub device: Option<Constraint<DeviceId>>,
    /// In pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub width: Option<Range<u32>>,
    /// In pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub height: Option<Range<u32>>,
    /// In frames per second.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub frame_rate: Option<Range<f64>>,
    /// Which side of a phone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub facing_mode: Option<Constraint<FacingMode>>,
}

impl VideoConstraints {
    /// Asks for nothing in particular.
    pub const ANY: Self = Self { device: None, width: None, height: None, frame_rate: None, facing_mode: None };

    /// Any camera, at about this size; the browser picks the nearest that the camera has.
    #[must_use]
    pub const fn size(width: u32, height: u32) -> Self {
        Self { width: Some(Range::Ideal(width)), height: Some(Range::Ideal(height)), ..Self::ANY }
    }
}

impl Default for VideoConstraints {
    fn default() -> Self {
        Self { frame_rate: Some(Range::Ideal(30.0)), ..Self::size(1280, 720) }
    }
}

/// Where a camera looks, seen from the person who holds the device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum FacingMode {
    /// At the person: a selfie.
    User,
    /// Away from the person.
    Environment,
    /// To the person's left.
    Left,
    /// To the person's right.
    Right,
}

/// How much a value without an order matters: an id, a name, a switch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Constraint<T> {
    /// The value alone, as a page would write it without thinking further. Browsers take it as `Ideal`.
    Bare(T),
    /// The nearest to it, but never a failure.
    Ideal(T),
    /// This or an `OverconstrainedError`.
    Exact(T),
}

impl<T> Constraint<T> {
    /// The value, whatever its weight.
    pub const fn value(&self) -> &T {
        match self {
            Self::Bare(value) | Self::Ideal(value) | Self::Exact(value) => value,
        }
    }
}

impl<T: Serialize> Serialize for Constraint<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Bare(value) => value.serialize(serializer),
            Self::Ideal(value) => one_entry(serializer, "ideal", value),
            Self::Exact(value) => one_entry(serializer, "exact", value),
        }
    }
}

/// How much a number matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Range<T> {
    /// The number alone. Browsers take it as `Ideal`.
    Bare(T),
    /// The nearest to it, but never a failure.
    Ideal(T),
    /// This or an `OverconstrainedError`.
    Exact(T),
    /// Within the bounds or an `OverconstrainedError`; within them the nearest to `ideal`.
    Within {
        /// Not less.
        min: Option<T>,
        /// Best.
        ideal: Option<T>,
        /// Not more.
        max: Option<T>,
    },
}

impl<T> Range<T> {
    /// This or more.
    pub const fn at_least(min: T) -> Self {
        Self::Within { min: Some(min), ideal: None, max: None }
    }

    /// This or less.
    pub const fn at_most(max: T) -> Self {
        Self::Within { min: None, ideal: None, max: Some(max) }
    }

    /// One of these or what lies between them.
    pub const fn between(min: T, max: T) -> Self {
        Self::Within { min: Some(min), ideal: None, max: Some(max) }
    }
}

impl<T: Serialize> Serialize for Range<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Bare(value) => value.serialize(serializer),
            Self::Ideal(value) => one_entry(serializer, "ideal", value),
            Self::Exact(value) => one_entry(serializer, "exact", value),
            Self::Within { min, ideal, max } => {
                let mut map = serializer.serialize_map(None)?;
                for (key, bound) in [("min", min), ("ideal", ideal), ("max", max)] {
                    if let Some(bound) = bound {
                        map.serialize_entry(key, bound)?;
                    }
                }
                map.end()
            }
        }
    }
}

fn one_entry<S: Serializer, T: Serialize>(serializer: S, key: &str, value: &T) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(1))?;
    map.serialize_entry(key, value)?;
    map.end()
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;

    fn json(value: &impl Serialize) -> String {
        serde_json::to_string(value).unwrap()
    }

    #[test]
    fn the_defaults_ask_for_hd_and_clean_sound() {
        assert_snapshot!(json(&UserMediaOptions::default()), @r#"{"audio":{"echoCancellation":{"ideal":true},"noiseSuppression":{"ideal":true},"autoGainControl":{"ideal":true}},"video":{"width":{"ideal":1280},"height":{"ideal":720},"frameRate":{"ideal":30.0}}}"#);
    }

    #[test]
    fn a_kind_that_is_not_wanted_is_not_written() {
        let microphone = UserMediaOptions { video: None, audio: Some(AudioConstraints::ANY) };
        assert_snapshot!(json(&microphone), @r#"{"audio":{}}"#);
        let camera = UserMediaOptions { audio: None, video: Some(VideoConstraints::ANY) };
        assert_snapshot!(json(&camera), @r#"{"video":{}}"#);
    }

    #[test]
    fn every_field_has_the_name_of_the_specification() {
        let video = VideoConstraints {
            device: Some(Constraint::Exact(DeviceId::from("cam"))),
            width: Some(Range::Bare(640)),
            height: Some(Range::Exact(480)),
            frame_rate: Some(Range::Within { min: Some(10.0), ideal: Some(24.0), max: Some(30.0) }),
            facing_mode: Some(Constraint::Ideal(FacingMode::Environment)),
        };
        assert_snapshot!(json(&video), @r#"{"deviceId":{"exact":"cam"},"width":640,"height":{"exact":480},"frameRate":{"min":10.0,"ideal":24.0,"max":30.0},"facingMode":{"ideal":"environment"}}"#);

        let audio = AudioConstraints {
            device: Some(Constraint::Bare(DeviceId::from("mic"))),
            echo_cancellation: Some(Constraint::Exact(false)),
            noise_suppression: Some(Constraint::Bare(false)),
            auto_gain_control: None,
        };
        assert_snapshot!(json(&audio), @r#"{"deviceId":"mic","echoCancellation":{"exact":false},"noiseSuppression":false}"#);
    }

    #[test]
    fn bounds_write_only_what_is_bound() {
        assert_snapshot!(json(&Range::at_least(5)), @r#"{"min":5}"#);
        assert_snapshot!(json(&Range::at_most(5)), @r#"{"max":5}"#);
        assert_snapshot!(json(&Range::between(1, 5)), @r#"{"min":1,"max":5}"#);
    }
}
