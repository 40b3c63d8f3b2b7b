//! Filters of one's own picture and sound, as data.
//!
//! Amounts are whole numbers within the range of their filter: what is set or read beyond it is brought to its end. So a
//! remembered choice of another version never does harm.

mod drawing;

use std::fmt::{self, Write};

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{IgnoredAny, MapAccess, Visitor},
    ser::SerializeMap,
};

pub use self::drawing::{Drawing, Layer};

/// A filter of the picture: a function of CSS and canvas filters (Filter Effects 1, 11).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PictureFilter {
    /// Out of focus.
    Blur,
    /// Lighter or darker.
    Brightness,
    /// Light and dark further apart, or closer.
    Contrast,
    /// Colours stronger, or paler.
    Saturation,
    /// Colours turned around the wheel.
    Hue,
    /// A negative.
    Invert,
    /// Without colours.
    Grayscale,
    /// An old photograph.
    Sepia,
    /// Less than 100 shows what is behind the picture: black, in a video.
    Opacity,
}

impl PictureFilter {
    /// Every filter, in the order in which they are applied.
    pub const ALL: [Self; 9] = [
        Self::Blur,
        Self::Brightness,
        Self::Contrast,
        Self::Saturation,
        Self::Hue,
        Self::Invert,
        Self::Grayscale,
        Self::Sepia,
        Self::Opacity,
    ];

    /// Its name in the form in which choices are remembered, such as `brightness`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Blur => "blur",
            Self::Brightness => "brightness",
            Self::Contrast => "contrast",
            Self::Saturation => "saturation",
            Self::Hue => "hue",
            Self::Invert => "invert",
            Self::Grayscale => "grayscale",
            Self::Sepia => "sepia",
            Self::Opacity => "opacity",
        }
    }

    /// Its amounts.
    #[must_use]
    pub const fn scale(self) -> Scale {
        let (max, step, neutral, unit) = match self {
            Self::Blur => (20, 1, 0, Unit::Pixels),
            Self::Brightness | Self::Contrast => (200, 5, 100, Unit::Percent),
            Self::Saturation => (300, 5, 100, Unit::Percent),
            Self::Hue => (360, 5, 0, Unit::Degrees),
            Self::Invert | Self::Grayscale | Self::Sepia => (100, 5, 0, Unit::Percent),
            Self::Opacity => (100, 5, 100, Unit::Percent),
        };
        Scale { min: 0, max, step, neutral, unit }
    }

    const fn function(self) -> &'static str {
        match self {
            Self::Saturation => "saturate",
            Self::Hue => "hue-rotate",
            _ => self.name(),
        }
    }

    fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|filter| filter.name() == name)
    }
}

/// Which amounts a filter has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Scale {
    /// The least.
    pub min: u16,
    /// The most.
    pub max: u16,
    /// From one to the next.
    pub step: u16,
    /// The one that changes nothing.
    pub neutral: u16,
    /// What they are.
    pub unit: Unit,
}

/// What the amounts of a filter are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unit {
    /// Pixels of a picture that is 640 wide: in a larger one it is as much more. See [`PictureFilters::layer`].
    Pixels,
    /// Hundredths.
    Percent,
    /// Degrees of a circle.
    Degrees,
}

impl Unit {
    /// As CSS writes it.
    #[must_use]
    pub const fn css(self) -> &'static str {
        match self {
            Self::Pixels => "px",
            Self::Percent => "%",
            Self::Degrees => "deg",
        }
    }
}

/// How much there is of each [`PictureFilter`]. The default changes nothing.
///
/// ```
/// use tincan_core::filters::{PictureFilter, PictureFilters};
///
/// let mut filters = PictureFilters::default();
/// assert_eq!(filters.css(), "none");
/// filters.set(PictureFilter::Brightness, 120);
/// filters.set(PictureFilter::Hue, 90);
/// assert_eq!(filters.css(), "brightness(120%) hue-rotate(90deg)");
/// assert_eq!(serde_json::to_string(&filters).unwrap(), r#"{"brightness":120,"hue":90}"#);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PictureFilters {
    amounts: [u16; PictureFilter::ALL.len()],
}

impl PictureFilters {
    /// How much there is of one.
    #[must_use]
    pub const fn get(&self, filter: PictureFilter) -> u16 {
        self.amounts[filter as usize]
    }

    /// Sets how much there is of one, within its range.
    pub fn set(&mut self, filter: PictureFilter, amount: u16) {
        let scale = filter.scale();
        self.amounts[filter as usize] = amount.clamp(scale.min, scale.max);
    }

    /// Takes all filters away.
    pub fn reset(&mut self) {
        *self = Self::default();
    }

    /// Whether the picture stays as it is.
    #[must_use]
    pub fn is_neutral(&self) -> bool {
        *self == Self::default()
    }

    /// The value of the CSS property `filter`, and of a canvas's `filter`: `none` if nothing is changed.
    #[must_use]
    pub fn css(&self) -> String {
        self.written(format_args!("{}px", self.get(PictureFilter::Blur)))
    }

    /// The same look on a picture that is as wide as its container, whatever that is: the value of the CSS property `filter` for
    /// what is inside a query container (CSS Conditional Rules 5, 5.4 `cqi`).
    #[must_use]
    pub fn css_in_container(&self) -> String {
        self.written(format_args!("calc({} * 100cqi / {USUAL_WIDTH})", self.get(PictureFilter::Blur)))
    }

    fn written(&self, blur: impl fmt::Display) -> String {
        let mut css = String::new();
        for (filter, amount) in self.active() {
            let space = if css.is_empty() { "" } else { " " };
            // Writing into memory cannot fail.
            let _ = match filter {
                PictureFilter::Blur => write!(css, "{space}blur({blur})"),
                _ => write!(css, "{space}{}({amount}{})", filter.function(), filter.scale().unit.css()),
            };
        }
        if css.is_empty() { "none".to_owned() } else { css }
    }

    fn active(&self) -> impl Iterator<Item = (PictureFilter, u16)> {
        let with_amount = |filter| (filter, self.get(filter));
        PictureFilter::ALL.into_iter().map(with_amount).filter(|(filter, amount)| *amount != filter.scale().neutral)
    }
}

impl Default for PictureFilters {
    fn default() -> Self {
        Self { amounts: PictureFilter::ALL.map(|filter| filter.scale().neutral) }
    }
}

impl Serialize for PictureFilters {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (filter, amount) in self.active() {
            map.serialize_entry(filter.name(), &amount)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for PictureFilters {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Filters;

        impl<'de> Visitor<'de> for Filters {
            type Value = PictureFilters;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of amounts")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut filters = PictureFilters::default();
                while let Some(name) = map.next_key::<String>()? {
                    match PictureFilter::parse(&name) {
                        Some(filter) => filters.set(filter, map.next_value()?),
                        None => drop(map.next_value::<IgnoredAny>()?),
                    }
                }
                Ok(filters)
            }
        }

        deserializer.deserialize_map(Filters)
    }
}

/// Filters of the sound. The default changes nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct SoundFilters {
    /// What is lower than this is taken out: rumble, wind, the hum of the mains. `None`: nothing is.
    pub high_pass: Option<Hertz>,
    /// How much louder or softer.
    pub gain: Decibels,
    /// Whether all channels become one: a voice is then in the middle though its microphone has one side only.
    pub mono: bool,
}

impl SoundFilters {
    /// Takes all filters away.
    pub fn reset(&mut self) {
        *self = Self::default();
    }

    /// Whether the sound stays as it is.
    #[must_use]
    pub fn is_neutral(&self) -> bool {
        *self == Self::default()
    }
}

/// The frequency of a high-pass filter: 20 to 1000 Hz.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "u16")]
pub struct Hertz(u16);

impl Hertz {
    /// The lowest that people hear.
    pub const MIN: Self = Self(20);
    /// Beyond it voices are hard to understand.
    pub const MAX: Self = Self(1000);
    /// Below voices, above rumble.
    pub const USUAL: Self = Self(80);

    /// The nearest that there is.
    #[must_use]
    pub fn new(hertz: u16) -> Self {
        Self(hertz.clamp(Self::MIN.0, Self::MAX.0))
    }

    /// In vibrations per second.
    #[must_use]
    pub const fn value(self) -> u16 {
        self.0
    }
}

impl From<u16> for Hertz {
    fn from(hertz: u16) -> Self {
        Self::new(hertz)
    }
}

/// A gain: -20 to 20 dB.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(from = "i8")]
pub struct Decibels(i8);

impl Decibels {
    /// A tenth of the amplitude.
    pub const MIN: Self = Self(-20);
    /// Ten times the amplitude.
    pub const MAX: Self = Self(20);

    /// The nearest that there is.
    #[must_use]
    pub fn new(decibels: i8) -> Self {
        Self(decibels.clamp(Self::MIN.0, Self::MAX.0))
    }

    /// In decibels.
    #[must_use]
    pub const fn value(self) -> i8 {
        self.0
    }

    /// By what the samples are multiplied: the value of a `GainNode`.
    #[must_use]
    pub fn factor(self) -> f32 {
        10_f32.powf(f32::from(self.0) / 20.0)
    }
}

impl From<i8> for Decibels {
    fn from(decibels: i8) -> Self {
        Self::new(decibels)
    }
}

/// In pixels; lengths are meant for a picture of this width.
const USUAL_WIDTH: u32 = 640;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn each_filter_has_its_css() {
        let css = PictureFilter::ALL.map(|filter| {
            let mut filters = PictureFilters::default();
            filters.set(filter, 10);
            filters.css()
        });
        let expected = [
            "blur(10px)",
            "brightness(10%)",
            "contrast(10%)",
            "saturate(10%)",
            "hue-rotate(10deg)",
            "invert(10%)",
            "grayscale(10%)",
            "sepia(10%)",
            "opacity(10%)",
        ];
        assert_eq!(css, expected);
    }

    #[test]
    fn in_a_container_the_blur_follows_its_width() {
        let mut filters = PictureFilters::default();
        assert_eq!(filters.css_in_container(), "none");
        filters.set(PictureFilter::Blur, 15);
        filters.set(PictureFilter::Sepia, 10);
        assert_eq!(filters.css_in_container(), "blur(calc(15 * 100cqi / 640)) sepia(10%)");
    }

    #[test]
    fn a_scale_reaches_its_neutral_amount_and_its_end_in_steps() {
        for Scale { min, max, step, neutral, .. } in PictureFilter::ALL.map(PictureFilter::scale) {
            assert!((min..=max).contains(&neutral) && (neutral - min) % step == 0 && (max - min) % step == 0);
        }
    }

    #[test]
    fn what_is_remembered_may_be_of_another_version() {
        let read = |json| serde_json::from_str::<PictureFilters>(json);
        assert_eq!(read(r#"{"blur":999,"vignette":{"a":[1]},"opacity":100}"#).unwrap().css(), "blur(20px)");
        assert!(read("{}").unwrap().is_neutral());
        assert!(read(r#"{"blur":"much"}"#).is_err());
        let read = |json| serde_json::from_str::<SoundFilters>(json).unwrap();
        assert_eq!(read("{}"), SoundFilters::default());
        let beyond = read(r#"{"highPass":5,"gain":99,"mono":true,"echo":1}"#);
        assert_eq!(beyond, SoundFilters { high_pass: Some(Hertz::MIN), gain: Decibels::MAX, mono: true });
        assert_eq!(serde_json::to_string(&beyond).unwrap(), r#"{"highPass":20,"gain":20,"mono":true}"#);
    }

    #[test]
    fn gain_in_decibels() {
        assert!((Decibels::new(20).factor() - 10.0).abs() < 1e-4);
        assert!((Decibels::new(-6).factor() - 0.501).abs() < 1e-3);
        assert!((Decibels::default().factor() - 1.0).abs() < f32::EPSILON);
    }

    #[test]
    fn reset_is_neutral() {
        let mut sound = SoundFilters { mono: true, ..SoundFilters::default() };
        assert!(!sound.is_neutral());
        sound.reset();
        assert!(sound.is_neutral());
    }

    fn any_filters() -> impl Strategy<Value = PictureFilters> {
        proptest::array::uniform9(any::<u16>()).prop_map(|amounts| {
            let mut filters = PictureFilters::default();
            PictureFilter::ALL.into_iter().zip(amounts).for_each(|(filter, amount)| filters.set(filter, amount));
            filters
        })
    }

    proptest! {
        #[test]
        fn filters_survive_being_remembered(filters in any_filters()) {
            let json = serde_json::to_string(&filters).unwrap();
            prop_assert_eq!(serde_json::from_str::<PictureFilters>(&json).unwrap(), filters);
        }

        #[test]
        fn no_filter_is_none_and_none_is_no_filter(mut filters in any_filters()) {
            prop_assert_eq!(filters.css() == "none", filters.is_neutral());
            filters.reset();
            prop_assert_eq!(filters.css(), "none");
        }
    }
}
