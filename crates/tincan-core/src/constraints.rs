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
//!
//! [`Capabilities`] tell what a device could do instead, by the same [`Property`] names.

mod capabilities;
mod property;
mod track;
mod weight;

use serde::{Deserialize, Serialize};

pub use self::{
    capabilities::{Capabilities, Capability, Misfit, Settings, Supported},
    property::{Ask, Property, Scalar, Unit},
    track::TrackConstraints,
    weight::{Constraint, Range},
};
use crate::{
    devices::{DeviceId, GroupId},
    javascript,
};

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

impl UserMediaOptions {
    /// The code that would request it.
    #[must_use]
    pub fn to_javascript(&self) -> String {
        format!("const stream = await navigator.mediaDevices.getUserMedia({});", javascript::literal(self, 2))
    }
}

/// What to ask of a microphone. The default is any microphone, with the browser's three processing steps on.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AudioConstraints {
    /// Which one.
    #[serde(rename = "deviceId", skip_serializing_if = "Option::is_none")]
    pub device: Option<Constraint<DeviceId>>,
    /// One in this piece of hardware.
    #[serde(rename = "groupId", skip_serializing_if = "Option::is_none")]
    pub group: Option<Constraint<GroupId>>,
    /// Whether what the speakers play is taken out of what the microphone hears.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub echo_cancellation: Option<Constraint<bool>>,
    /// Whether steady sounds (fans, streets) are taken out. Also fades held musical tones.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub noise_suppression: Option<Constraint<bool>>,
    /// Whether the level is kept even.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auto_gain_control: Option<Constraint<bool>>,
    /// In samples per second.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sample_rate: Option<Range<u32>>,
    /// In bits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sample_size: Option<Range<u32>>,
    /// 1 is mono, 2 is stereo.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel_count: Option<Range<u32>>,
    /// In seconds, from the sound to its samples.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latency: Option<Range<f64>>,
}

impl AudioConstraints {
    /// Asks for nothing in particular.
    pub const ANY: Self = Self {
        device: None,
        group: None,
        echo_cancellation: None,
        noise_suppression: None,
        auto_gain_control: None,
        sample_rate: None,
        sample_size: None,
        channel_count: None,
        latency: None,
    };

    /// The code that would apply it to a live track.
    #[must_use]
    pub fn to_javascript(&self) -> String {
        format!("await track.applyConstraints({});", javascript::literal(self, 1))
    }

    /// Everything that is asked for, in one form.
    #[must_use]
    pub fn asked(&self) -> Vec<(Property, Ask)> {
        let asked = [
            (Property::DeviceId, self.device.as_ref().map(Ask::text)),
            (Property::GroupId, self.group.as_ref().map(Ask::text)),
            (Property::EchoCancellation, self.echo_cancellation.map(Ask::Switch)),
            (Property::NoiseSuppression, self.noise_suppression.map(Ask::Switch)),
            (Property::AutoGainControl, self.auto_gain_control.map(Ask::Switch)),
            (Property::SampleRate, self.sample_rate.map(Ask::number)),
            (Property::SampleSize, self.sample_size.map(Ask::number)),
            (Property::ChannelCount, self.channel_count.map(Ask::number)),
            (Property::Latency, self.latency.map(Ask::number)),
        ];
        asked.into_iter().filter_map(|(property, ask)| Some((property, ask?))).collect()
    }
}

impl Default for AudioConstraints {
    fn default() -> Self {
        let on = Some(Constraint::Ideal(true));
        Self { echo_cancellation: on, noise_suppression: on, auto_gain_control: on, ..Self::ANY }
    }
}

/// What to ask of a camera. The default is any camera, at 1280x720 and 30 frames per second if it can.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VideoConstraints {
    /// Which one.
    #[serde(rename = "deviceId", skip_serializing_if = "Option::is_none")]
    pub device: Option<Constraint<DeviceId>>,
    /// One in this piece of hardware.
    #[serde(rename = "groupId", skip_serializing_if = "Option::is_none")]
    pub group: Option<Constraint<GroupId>>,
    /// In pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub width: Option<Range<u32>>,
    /// In pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub height: Option<Range<u32>>,
    /// Width divided by height.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aspect_ratio: Option<Range<f64>>,
    /// In frames per second.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub frame_rate: Option<Range<f64>>,
    /// Which side of a phone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub facing_mode: Option<Constraint<FacingMode>>,
    /// Whether the browser may make the size that the camera does not have.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resize_mode: Option<Constraint<ResizeMode>>,
    /// Whether the system blurs what is behind the person (Media Capture and Streams Extensions).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub background_blur: Option<Constraint<bool>>,
}

impl VideoConstraints {
    /// Asks for nothing in particular.
    pub const ANY: Self = Self {
        device: None,
        group: None,
        width: None,
        height: None,
        aspect_ratio: None,
        frame_rate: None,
        facing_mode: None,
        resize_mode: None,
        background_blur: None,
    };

    /// Any camera, at about this size; the browser picks the nearest that the camera has.
    #[must_use]
    pub const fn size(width: u32, height: u32) -> Self {
        Self { width: Some(Range::Ideal(width)), height: Some(Range::Ideal(height)), ..Self::ANY }
    }

    /// The code that would apply it to a live track.
    #[must_use]
    pub fn to_javascript(&self) -> String {
        format!("await track.applyConstraints({});", javascript::literal(self, 1))
    }

    /// Everything that is asked for, in one form.
    #[must_use]
    pub fn asked(&self) -> Vec<(Property, Ask)> {
        let asked = [
            (Property::DeviceId, self.device.as_ref().map(Ask::text)),
            (Property::GroupId, self.group.as_ref().map(Ask::text)),
            (Property::Width, self.width.map(Ask::number)),
            (Property::Height, self.height.map(Ask::number)),
            (Property::AspectRatio, self.aspect_ratio.map(Ask::number)),
            (Property::FrameRate, self.frame_rate.map(Ask::number)),
            (Property::FacingMode, self.facing_mode.as_ref().map(Ask::text)),
            (Property::ResizeMode, self.resize_mode.as_ref().map(Ask::text)),
            (Property::BackgroundBlur, self.background_blur.map(Ask::Switch)),
        ];
        asked.into_iter().filter_map(|(property, ask)| Some((property, ask?))).collect()
    }
}

impl Default for VideoConstraints {
    fn default() -> Self {
        Self { frame_rate: Some(Range::Ideal(30.0)), ..Self::from(Preset::Hd) }
    }
}

impl From<Preset> for VideoConstraints {
    fn from(preset: Preset) -> Self {
        let (width, height) = preset.size();
        Self::size(width, height)
    }
}

/// Sizes of pictures that have a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Preset {
    /// 320x240.
    Qvga,
    /// 640x480.
    Vga,
    /// 1280x720.
    Hd,
    /// 1920x1080.
    FullHd,
    /// 3840x2160.
    Uhd4k,
}

impl Preset {
    /// From the smallest to the largest.
    pub const ALL: [Self; 5] = [Self::Qvga, Self::Vga, Self::Hd, Self::FullHd, Self::Uhd4k];

    /// The same in every language.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Qvga => "QVGA",
            Self::Vga => "VGA",
            Self::Hd => "HD",
            Self::FullHd => "Full HD",
            Self::Uhd4k => "4K",
        }
    }

    /// Width and height in pixels.
    #[must_use]
    pub const fn size(self) -> (u32, u32) {
        match self {
            Self::Qvga => (320, 240),
            Self::Vga => (640, 480),
            Self::Hd => (1280, 720),
            Self::FullHd => (1920, 1080),
            Self::Uhd4k => (3840, 2160),
        }
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

impl AsRef<str> for FacingMode {
    fn as_ref(&self) -> &str {
        match self {
            Self::User => "user",
            Self::Environment => "environment",
            Self::Left => "left",
            Self::Right => "right",
        }
    }
}

/// How a browser comes to a size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ResizeMode {
    /// Only what the camera itself offers.
    None,
    /// The browser may also crop, make smaller, and leave frames out.
    CropAndScale,
}

impl AsRef<str> for ResizeMode {
    fn as_ref(&self) -> &str {
        match self {
            Self::None => "none",
            Self::CropAndScale => "crop-and-scale",
        }
    }
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
            group: Some(Constraint::Ideal(GroupId::from("dock"))),
            width: Some(Range::Bare(640)),
            height: Some(Range::Exact(480)),
            frame_rate: Some(Range::Within { min: Some(10.0), ideal: Some(24.0), max: Some(30.0) }),
            aspect_ratio: Some(Range::at_least(1.5)),
            facing_mode: Some(Constraint::Ideal(FacingMode::Environment)),
            resize_mode: Some(Constraint::Exact(ResizeMode::CropAndScale)),
            background_blur: Some(Constraint::Bare(true)),
        };
        assert_snapshot!(json(&video), @r#"{"deviceId":{"exact":"cam"},"groupId":{"ideal":"dock"},"width":640,"height":{"exact":480},"aspectRatio":{"min":1.5},"frameRate":{"min":10.0,"ideal":24.0,"max":30.0},"facingMode":{"ideal":"environment"},"resizeMode":{"exact":"crop-and-scale"},"backgroundBlur":true}"#);

        let audio = AudioConstraints {
            device: Some(Constraint::Bare(DeviceId::from("mic"))),
            echo_cancellation: Some(Constraint::Exact(false)),
            noise_suppression: Some(Constraint::Bare(false)),
            auto_gain_control: None,
            group: Some(Constraint::Exact(GroupId::from("dock"))),
            sample_rate: Some(Range::Ideal(48_000)),
            sample_size: Some(Range::Exact(16)),
            channel_count: Some(Range::at_most(2)),
            latency: Some(Range::at_most(0.02)),
        };
        assert_snapshot!(json(&audio), @r#"{"deviceId":"mic","groupId":{"exact":"dock"},"echoCancellation":{"exact":false},"noiseSuppression":false,"sampleRate":{"ideal":48000},"sampleSize":{"exact":16},"channelCount":{"max":2},"latency":{"max":0.02}}"#);
    }

    #[test]
    fn bounds_write_only_what_is_bound() {
        assert_snapshot!(json(&Range::at_least(5)), @r#"{"min":5}"#);
        assert_snapshot!(json(&Range::at_most(5)), @r#"{"max":5}"#);
        assert_snapshot!(json(&Range::between(1, 5)), @r#"{"min":1,"max":5}"#);
    }

    #[test]
    fn the_code_that_would_request_it() {
        let options = UserMediaOptions {
            audio: Some(AudioConstraints { latency: Some(Range::at_most(0.02)), ..AudioConstraints::ANY }),
            video: Some(VideoConstraints::from(Preset::FullHd)),
        };
        assert_snapshot!(options.to_javascript(), @"
        const stream = await navigator.mediaDevices.getUserMedia({
          audio: {
            latency: { max: 0.02 },
          },
          video: {
            width: { ideal: 1920 },
            height: { ideal: 1080 },
          },
        });
        ");
        assert_snapshot!(UserMediaOptions { video: None, audio: Some(AudioConstraints::ANY) }.to_javascript(), @"
        const stream = await navigator.mediaDevices.getUserMedia({
          audio: {},
        });
        ");
        assert_snapshot!(VideoConstraints::default().to_javascript(), @"
        await track.applyConstraints({
          width: { ideal: 1280 },
          height: { ideal: 720 },
          frameRate: { ideal: 30 },
        });
        ");
        assert_snapshot!(AudioConstraints::ANY.to_javascript(), @"await track.applyConstraints({});");
    }

    #[test]
    fn the_words_of_the_specification_are_the_same_in_json_and_in_questions() {
        for mode in [FacingMode::User, FacingMode::Environment, FacingMode::Left, FacingMode::Right] {
            assert_eq!(json(&mode), format!("{:?}", mode.as_ref()));
        }
        for mode in [ResizeMode::None, ResizeMode::CropAndScale] {
            assert_eq!(json(&mode), format!("{:?}", mode.as_ref()));
        }
    }
}
