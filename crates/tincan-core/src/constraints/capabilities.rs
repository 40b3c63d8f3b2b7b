//! What a device can do, what it does, and what of what was asked does not fit.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use serde::{
    Deserialize, Deserializer,
    de::{IgnoredAny, MapAccess, Visitor},
};

use super::{Ask, Constraint, Property, Range, Scalar};
use crate::amount::Amount;

/// What a track's device can do: the answer of `getCapabilities`.
///
/// ```
/// use tincan_core::constraints::{Capabilities, Range, VideoConstraints};
///
/// let camera: Capabilities = serde_json::from_str(r#"{"width":{"min":640,"max":1920}}"#).unwrap();
/// let asked = VideoConstraints { width: Some(Range::Exact(4000)), ..VideoConstraints::ANY };
/// let misfits = camera.misfits(&asked.asked());
/// assert_eq!(misfits[0].to_string(), "width: 640 to 1920");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Capabilities(BTreeMap<Property, Capability>);

impl Capabilities {
    /// What it can of one property; `None` if the browser does not tell.
    #[must_use]
    pub fn get(&self, property: Property) -> Option<&Capability> {
        self.0.get(&property)
    }

    /// What must be so and cannot be so, and what would fit instead. What was asked for as ideal never fails; what the browser
    /// tells nothing about is taken to fit.
    #[must_use]
    pub fn misfits(&self, asked: &[(Property, Ask)]) -> Vec<Misfit> {
        let misfit = |(property, ask): &(Property, Ask)| {
            let capability = self.get(*property).filter(|capability| !capability.meets(ask))?;
            Some(Misfit { property: *property, fits: capability.clone() })
        };
        asked.iter().filter_map(misfit).collect()
    }
}

/// What can be had of one property.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Capability {
    /// Any number from one to another; `None`: without a limit that is known.
    Between {
        /// The smallest.
        min: Option<Amount>,
        /// The largest.
        max: Option<Amount>,
    },
    /// One of these.
    OneOf(Vec<Scalar>),
}

impl Capability {
    fn meets(&self, ask: &Ask) -> bool {
        match (self, ask) {
            (Self::Between { min, max }, Ask::Number(range)) => {
                let (least, most) = bounds(range);
                let small_enough = least.zip(*max).is_none_or(|(least, max)| least <= max);
                let large_enough = most.zip(*min).is_none_or(|(most, min)| most >= min);
                small_enough && large_enough
            }
            (Self::OneOf(there), Ask::Switch(Constraint::Exact(on))) => there.contains(&Scalar::Switch(*on)),
            (Self::OneOf(there), Ask::Word(Constraint::Exact(word))) => there.contains(&Scalar::Word(word.clone())),
            (Self::Between { .. } | Self::OneOf(_), _) => true,
        }
    }
}

/// What the number must at least be, and at most.
fn bounds(range: &Range<Amount>) -> (Option<Amount>, Option<Amount>) {
    match range {
        Range::Bare(_) | Range::Ideal(_) => (None, None),
        Range::Exact(number) => (Some(*number), Some(*number)),
        Range::Within { min, max, .. } => (*min, *max),
    }
}

impl fmt::Display for Capability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Between { min: Some(min), max: Some(max) } if min == max => min.fmt(f),
            Self::Between { min: Some(min), max: Some(max) } => write!(f, "{min} to {max}"),
            Self::Between { min: Some(min), max: None } => write!(f, "{min} or more"),
            Self::Between { min: None, max: Some(max) } => write!(f, "{max} or less"),
            Self::Between { min: None, max: None } => f.write_str("any"),
            Self::OneOf(values) => {
                for (index, value) in values.iter().enumerate() {
                    write!(f, "{}{value}", if index == 0 { "" } else { ", " })?;
                }
                Ok(())
            }
        }
    }
}

/// A constraint that a device cannot meet.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Misfit {
    /// Which.
    pub property: Property,
    /// What the device has instead.
    pub fits: Capability,
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.property.name(), self.fits)
    }
}

/// What a track does now: the answer of `getSettings`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Settings(BTreeMap<Property, Scalar>);

impl Settings {
    /// What it does of one property; `None` if the browser does not tell.
    #[must_use]
    pub fn get(&self, property: Property) -> Option<&Scalar> {
        self.0.get(&property)
    }
}

/// Which constraints a browser knows: the answer of `getSupportedConstraints`. It ignores the others.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Supported(BTreeSet<Property>);

impl Supported {
    /// Whether it knows this one.
    #[must_use]
    pub fn has(&self, property: Property) -> bool {
        self.0.contains(&property)
    }
}

impl<'de> Deserialize<'de> for Capabilities {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let members: BTreeMap<Property, RawCapability> = members(deserializer)?;
        Ok(Self(members.into_iter().map(|(property, raw)| (property, raw.into())).collect()))
    }
}

impl<'de> Deserialize<'de> for Settings {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        members(deserializer).map(Self)
    }
}

impl<'de> Deserialize<'de> for Supported {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let members: BTreeMap<Property, bool> = members(deserializer)?;
        Ok(Self(members.into_iter().filter_map(|(property, known)| known.then_some(property)).collect()))
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum RawCapability {
    OneOf(Vec<Scalar>),
    One(Scalar),
    Between {
        #[serde(default)]
        min: Option<Amount>,
        #[serde(default)]
        max: Option<Amount>,
    },
}

impl From<RawCapability> for Capability {
    fn from(raw: RawCapability) -> Self {
        match raw {
            RawCapability::OneOf(values) => Self::OneOf(values),
            RawCapability::One(value) => Self::OneOf(vec![value]),
            RawCapability::Between { min, max } => Self::Between { min, max },
        }
    }
}

/// A value, or something that this version does not understand.
#[derive(Deserialize)]
#[serde(untagged)]
enum Lenient<T> {
    Understood(T),
    Unknown(IgnoredAny),
}

/// The members of an object that are known properties, and whose values are understood.
fn members<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<BTreeMap<Property, T>, D::Error> {
    struct Members<T>(std::marker::PhantomData<T>);

    impl<'de, T: Deserialize<'de>> Visitor<'de> for Members<T> {
        type Value = BTreeMap<Property, T>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut members = BTreeMap::new();
            while let Some(name) = map.next_key::<String>()? {
                if let Some(property) = Property::parse(&name) {
                    if let Lenient::Understood(value) = map.next_value()? {
                        members.insert(property, value);
                    }
                } else {
                    map.next_value::<IgnoredAny>()?;
                }
            }
            Ok(members)
        }
    }

    deserializer.deserialize_map(Members(std::marker::PhantomData))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::constraints::{AudioConstraints, FacingMode, ResizeMode, VideoConstraints};

    const CAMERA: &str = r#"{
        "aspectRatio": {"max": 1920, "min": 0.000925925925925926},
        "deviceId": "1f", "groupId": "a0",
        "facingMode": [],
        "frameRate": {"max": 30.00003, "min": 0},
        "height": {"max": 1080, "min": 1},
        "resizeMode": ["none", "crop-and-scale"],
        "width": {"max": 1920, "min": 640},
        "zoom": {"max": 5, "min": 1, "step": 0.1},
        "exposureMode": ["manual"]
    }"#;
    const MICROPHONE: &str = r#"{
        "autoGainControl": [true, false],
        "channelCount": {"max": 2, "min": 1},
        "echoCancellation": [true, false, "remote-only"],
        "latency": {"max": 0.02322, "min": 0.01},
        "noiseSuppression": [false],
        "sampleRate": {"max": 48000, "min": 44100},
        "sampleSize": {"max": 16, "min": 16},
        "voiceIsolation": {}
    }"#;

    fn capabilities(json: &str) -> Capabilities {
        serde_json::from_str(json).unwrap()
    }

    fn said(misfits: &[Misfit]) -> Vec<String> {
        misfits.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn what_browsers_give_is_read_and_what_is_unknown_is_skipped() {
        let (camera, microphone) = (capabilities(CAMERA), capabilities(MICROPHONE));
        let text = |of: &Capabilities, property| of.get(property).map(ToString::to_string).unwrap_or_default();
        assert_eq!(text(&camera, Property::Width), "640 to 1920");
        assert_eq!(text(&camera, Property::FrameRate), "0 to 30");
        assert_eq!(text(&camera, Property::ResizeMode), "none, crop-and-scale");
        assert_eq!(text(&camera, Property::DeviceId), "1f");
        assert_eq!(text(&microphone, Property::SampleSize), "16");
        assert_eq!(text(&microphone, Property::Latency), "0.01 to 0.023");
        assert_eq!(text(&microphone, Property::EchoCancellation), "true, false, remote-only");
        assert_eq!(camera.get(Property::SampleRate), None);
        let settings: Settings =
            serde_json::from_str(r#"{"width":1280,"facingMode":"user","backgroundBlur":false,"x":[]}"#).unwrap();
        assert_eq!(settings.get(Property::Width), Some(&Scalar::Number(Amount::from(1280))));
        assert_eq!(settings.get(Property::FacingMode), Some(&Scalar::Word("user".to_owned())));
        assert_eq!(settings.get(Property::BackgroundBlur), Some(&Scalar::Switch(false)));
        let supported: Supported = serde_json::from_str(r#"{"width":true,"latency":false,"pan":true}"#).unwrap();
        assert!(
            supported.has(Property::Width) && !supported.has(Property::Latency) && !supported.has(Property::Height)
        );
    }

    #[test]
    fn a_member_of_an_odd_form_does_not_cost_the_others() {
        let odd = capabilities(r#"{"width":null,"height":{"max":480},"frameRate":{"min":5},"latency":{}}"#);
        assert_eq!(odd.get(Property::Width), None);
        assert_eq!(odd.get(Property::Height).unwrap().to_string(), "480 or less");
        assert_eq!(odd.get(Property::FrameRate).unwrap().to_string(), "5 or more");
        assert_eq!(odd.get(Property::Latency).unwrap().to_string(), "any");
    }

    #[test]
    fn what_must_be_and_cannot_be_is_named_with_what_would_fit() {
        let asked = VideoConstraints {
            width: Some(Range::Exact(4000)),
            height: Some(Range::at_least(2000)),
            frame_rate: Some(Range::Within { min: Some(60.0), ideal: Some(90.0), max: None }),
            aspect_ratio: Some(Range::between(1.3, 1.8)),
            facing_mode: Some(Constraint::Exact(FacingMode::User)),
            resize_mode: Some(Constraint::Exact(ResizeMode::None)),
            background_blur: Some(Constraint::Exact(true)),
            ..VideoConstraints::ANY
        };
        let misfits = said(&capabilities(CAMERA).misfits(&asked.asked()));
        assert_eq!(misfits, ["width: 640 to 1920", "height: 1 to 1080", "frameRate: 0 to 30", "facingMode: "]);
        let asked = AudioConstraints {
            noise_suppression: Some(Constraint::Exact(true)),
            echo_cancellation: Some(Constraint::Exact(false)),
            sample_rate: Some(Range::at_most(16_000)),
            channel_count: Some(Range::between(2, 8)),
            ..AudioConstraints::ANY
        };
        let misfits = said(&capabilities(MICROPHONE).misfits(&asked.asked()));
        assert_eq!(misfits, ["noiseSuppression: false", "sampleRate: 44100 to 48000"]);
    }

    #[test]
    fn a_wish_never_fails() {
        let asked = VideoConstraints {
            width: Some(Range::Ideal(4000)),
            height: Some(Range::Bare(4000)),
            facing_mode: Some(Constraint::Ideal(FacingMode::Left)),
            resize_mode: Some(Constraint::Bare(ResizeMode::None)),
            ..VideoConstraints::ANY
        };
        assert_eq!(capabilities(CAMERA).misfits(&asked.asked()), []);
    }
}
