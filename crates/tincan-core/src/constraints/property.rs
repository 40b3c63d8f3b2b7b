//! What can be constrained, and how it is asked for, in one form for all.

use std::fmt;

use serde::Deserialize;

use super::{Constraint, Range};
use crate::amount::Amount;

/// A constrainable property of a track (Media Capture and Streams, 4.3.8).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Property {
    /// In pixels.
    Width,
    /// In pixels.
    Height,
    /// Width divided by height.
    AspectRatio,
    /// In frames per second.
    FrameRate,
    /// Which side of a phone.
    FacingMode,
    /// Whether the browser makes sizes that the camera does not have.
    ResizeMode,
    /// Whether the system blurs what is behind the person.
    BackgroundBlur,
    /// Which device.
    DeviceId,
    /// Which piece of hardware.
    GroupId,
    /// Whether what the speakers play is taken out.
    EchoCancellation,
    /// Whether steady sounds are taken out.
    NoiseSuppression,
    /// Whether the level is kept even.
    AutoGainControl,
    /// In samples per second.
    SampleRate,
    /// In bits.
    SampleSize,
    /// How many channels.
    ChannelCount,
    /// In seconds.
    Latency,
}

impl Property {
    /// Those of a camera.
    pub const VIDEO: [Self; 9] = [
        Self::Width,
        Self::Height,
        Self::AspectRatio,
        Self::FrameRate,
        Self::FacingMode,
        Self::ResizeMode,
        Self::BackgroundBlur,
        Self::DeviceId,
        Self::GroupId,
    ];
    /// Those of a microphone.
    pub const AUDIO: [Self; 9] = [
        Self::EchoCancellation,
        Self::NoiseSuppression,
        Self::AutoGainControl,
        Self::SampleRate,
        Self::SampleSize,
        Self::ChannelCount,
        Self::Latency,
        Self::DeviceId,
        Self::GroupId,
    ];

    /// The specification's name, such as `frameRate`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Width => "width",
            Self::Height => "height",
            Self::AspectRatio => "aspectRatio",
            Self::FrameRate => "frameRate",
            Self::FacingMode => "facingMode",
            Self::ResizeMode => "resizeMode",
            Self::BackgroundBlur => "backgroundBlur",
            Self::DeviceId => "deviceId",
            Self::GroupId => "groupId",
            Self::EchoCancellation => "echoCancellation",
            Self::NoiseSuppression => "noiseSuppression",
            Self::AutoGainControl => "autoGainControl",
            Self::SampleRate => "sampleRate",
            Self::SampleSize => "sampleSize",
            Self::ChannelCount => "channelCount",
            Self::Latency => "latency",
        }
    }

    /// Reads the specification's name, as an `OverconstrainedError` gives it; `None` for one that is not here.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::VIDEO.into_iter().chain(Self::AUDIO).find(|property| property.name() == name)
    }

    /// What its values are.
    #[must_use]
    pub const fn unit(self) -> Unit {
        match self {
            Self::Width | Self::Height => Unit::Pixels,
            Self::FrameRate => Unit::FramesPerSecond,
            Self::SampleRate => Unit::Hertz,
            Self::SampleSize => Unit::Bits,
            Self::Latency => Unit::Seconds,
            Self::AspectRatio | Self::ChannelCount => Unit::Number,
            Self::EchoCancellation | Self::NoiseSuppression | Self::AutoGainControl | Self::BackgroundBlur => {
                Unit::Switch
            }
            Self::FacingMode | Self::ResizeMode | Self::DeviceId | Self::GroupId => Unit::Word,
        }
    }
}

/// What the values of a [`Property`] are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unit {
    /// Numbers of pixels.
    Pixels,
    /// Numbers of frames in a second.
    FramesPerSecond,
    /// Numbers of samples in a second.
    Hertz,
    /// Numbers of bits.
    Bits,
    /// Seconds.
    Seconds,
    /// Numbers of nothing.
    Number,
    /// On or off.
    Switch,
    /// Words of the specification, or ids.
    Word,
}

/// A value of a [`Property`], as `getSettings` gives it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Deserialize)]
#[serde(untagged)]
pub enum Scalar {
    /// On or off.
    Switch(bool),
    /// A number.
    Number(Amount),
    /// A word or an id.
    Word(String),
}

impl fmt::Display for Scalar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Switch(on) => on.fmt(f),
            Self::Number(number) => number.fmt(f),
            Self::Word(word) => word.fmt(f),
        }
    }
}

/// What is asked of one [`Property`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Ask {
    /// A number.
    Number(Range<Amount>),
    /// On or off.
    Switch(Constraint<bool>),
    /// A word or an id.
    Word(Constraint<String>),
}

impl Ask {
    pub(super) fn number<T: Into<Amount>>(range: Range<T>) -> Self {
        Self::Number(range.map(Into::into))
    }

    pub(super) fn text<T: AsRef<str>>(constraint: &Constraint<T>) -> Self {
        Self::Word(constraint.map(|value| value.as_ref().to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_read_back() {
        for property in Property::VIDEO.into_iter().chain(Property::AUDIO) {
            assert_eq!(Property::parse(property.name()), Some(property));
        }
        assert_eq!(Property::parse("zoom"), None);
    }
}
