//! What a person is putting together, as it stands in the form.

use std::collections::BTreeMap;

use yew_webrtc::{
    AudioConstraints, Constraint, FacingMode, Range, VideoConstraints,
    constraints::{Preset, Property, ResizeMode, Unit},
};

/// Constraints that are being written. What is not complete is not asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Draft(BTreeMap<Property, Entry>);

impl Draft {
    /// What stands in the row of this property.
    #[must_use]
    pub fn entry(&self, property: Property) -> Entry {
        self.0.get(&property).cloned().unwrap_or_default()
    }

    /// The same with another entry.
    #[must_use]
    pub fn with(&self, property: Property, entry: Entry) -> Self {
        let mut draft = self.clone();
        draft.0.insert(property, entry);
        draft
    }

    /// The same with this size. A size that was not asked for becomes a wish.
    #[must_use]
    pub fn with_size(&self, preset: Preset) -> Self {
        let (width, height) = preset.size();
        [(Property::Width, width), (Property::Height, height)].into_iter().fold(
            self.clone(),
            |draft, (property, size)| {
                let mode = match draft.entry(property).mode {
                    mode @ (Mode::Bare | Mode::Exact) => mode,
                    Mode::Off | Mode::Ideal | Mode::Min | Mode::Max | Mode::Range => Mode::Ideal,
                };
                draft.with(property, Entry { mode, value: size.to_string(), ..Entry::default() })
            },
        )
    }

    /// The named size that this is, if it is one and nothing but a size.
    #[must_use]
    pub fn preset(&self) -> Option<Preset> {
        let size = |property| {
            let entry = self.entry(property);
            let single = matches!(entry.mode, Mode::Bare | Mode::Ideal | Mode::Exact);
            entry.value.parse::<u32>().ok().filter(|_| single)
        };
        let size = (size(Property::Width)?, size(Property::Height)?);
        Preset::ALL.into_iter().find(|preset| preset.size() == size)
    }

    /// What is asked of a camera.
    #[must_use]
    pub fn video(&self) -> VideoConstraints {
        VideoConstraints {
            device: self.word(Property::DeviceId, |id| Some(id.into())),
            group: self.word(Property::GroupId, |id| Some(id.into())),
            width: self.whole(Property::Width),
            height: self.whole(Property::Height),
            aspect_ratio: self.number(Property::AspectRatio),
            frame_rate: self.number(Property::FrameRate),
            facing_mode: self.word(Property::FacingMode, |word| one_of(&FACING_MODES, word)),
            resize_mode: self.word(Property::ResizeMode, |word| one_of(&RESIZE_MODES, word)),
            background_blur: self.switch(Property::BackgroundBlur),
        }
    }

    /// What is asked of a microphone.
    #[must_use]
    pub fn audio(&self) -> AudioConstraints {
        AudioConstraints {
            device: self.word(Property::DeviceId, |id| Some(id.into())),
            group: self.word(Property::GroupId, |id| Some(id.into())),
            echo_cancellation: self.switch(Property::EchoCancellation),
            noise_suppression: self.switch(Property::NoiseSuppression),
            auto_gain_control: self.switch(Property::AutoGainControl),
            sample_rate: self.whole(Property::SampleRate),
            sample_size: self.whole(Property::SampleSize),
            channel_count: self.whole(Property::ChannelCount),
            latency: self.number(Property::Latency),
        }
    }

    fn number(&self, property: Property) -> Option<Range<f64>> {
        let entry = self.0.get(&property)?;
        let read = |text: &str| text.trim().parse::<f64>().ok().filter(|number| number.is_finite());
        match entry.mode {
            Mode::Off => None,
            Mode::Bare => read(&entry.value).map(Range::Bare),
            Mode::Ideal => read(&entry.value).map(Range::Ideal),
            Mode::Exact => read(&entry.value).map(Range::Exact),
            Mode::Min => read(&entry.min).map(Range::at_least),
            Mode::Max => read(&entry.max).map(Range::at_most),
            Mode::Range => {
                let (min, ideal, max) = (read(&entry.min), read(&entry.value), read(&entry.max));
                [min, ideal, max].iter().any(Option::is_some).then_some(Range::Within { min, ideal, max })
            }
        }
    }

    fn whole(&self, property: Property) -> Option<Range<u32>> {
        // The cast saturates: what is below zero or beyond all devices is taken as the nearest number there is.
        let whole = |number: f64| number.round() as u32;
        Some(match self.number(property)? {
            Range::Bare(number) => Range::Bare(whole(number)),
            Range::Ideal(number) => Range::Ideal(whole(number)),
            Range::Exact(number) => Range::Exact(whole(number)),
            Range::Within { min, ideal, max } => {
                Range::Within { min: min.map(whole), ideal: ideal.map(whole), max: max.map(whole) }
            }
        })
    }

    fn switch(&self, property: Property) -> Option<Constraint<bool>> {
        self.word(property, |word| match word {
            ON => Some(true),
            OFF => Some(false),
            _ => None,
        })
    }

    fn word<T>(&self, property: Property, read: impl Fn(&str) -> Option<T>) -> Option<Constraint<T>> {
        let entry = self.0.get(&property).filter(|entry| !entry.value.is_empty())?;
        let value = read(&entry.value)?;
        match entry.mode {
            Mode::Bare => Some(Constraint::Bare(value)),
            Mode::Ideal => Some(Constraint::Ideal(value)),
            Mode::Exact => Some(Constraint::Exact(value)),
            Mode::Off | Mode::Min | Mode::Max | Mode::Range => None,
        }
    }
}

/// One row: how strictly, and the texts of its fields. Fields that the mode does not show keep what was in them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Entry {
    /// How strictly.
    pub mode: Mode,
    /// At least; of [`Mode::Min`] and [`Mode::Range`].
    pub min: String,
    /// The value, or the best one of a range.
    pub value: String,
    /// At most; of [`Mode::Max`] and [`Mode::Range`].
    pub max: String,
}

/// How strictly something is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// Not at all.
    #[default]
    Off,
    /// The value alone: a wish.
    Bare,
    /// A wish.
    Ideal,
    /// A condition.
    Exact,
    /// A condition from below.
    Min,
    /// A condition from above.
    Max,
    /// Conditions from below and above with a wish between them.
    Range,
}

impl Mode {
    /// Those that make sense for values of this kind: what has no order has no bounds.
    #[must_use]
    pub fn of(unit: Unit) -> &'static [Self] {
        match unit {
            Unit::Switch | Unit::Word => &[Self::Off, Self::Bare, Self::Ideal, Self::Exact],
            Unit::Pixels | Unit::FramesPerSecond | Unit::Hertz | Unit::Bits | Unit::Seconds | Unit::Number => {
                &[Self::Off, Self::Bare, Self::Ideal, Self::Exact, Self::Min, Self::Max, Self::Range]
            }
        }
    }

    /// What the program calls it.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Bare => "bare",
            Self::Ideal => "ideal",
            Self::Exact => "exact",
            Self::Min => "min",
            Self::Max => "max",
            Self::Range => "range",
        }
    }
}

/// The value that a switch has when it is on.
pub(super) const ON: &str = "true";
/// The value that a switch has when it is off.
pub(super) const OFF: &str = "false";

pub(super) const FACING_MODES: [FacingMode; 4] =
    [FacingMode::User, FacingMode::Environment, FacingMode::Left, FacingMode::Right];
pub(super) const RESIZE_MODES: [ResizeMode; 2] = [ResizeMode::None, ResizeMode::CropAndScale];

fn one_of<T: AsRef<str> + Copy>(all: &[T], word: &str) -> Option<T> {
    all.iter().copied().find(|it| it.as_ref() == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(mode: Mode, [min, value, max]: [&str; 3]) -> Entry {
        Entry { mode, min: min.to_owned(), value: value.to_owned(), max: max.to_owned() }
    }

    fn width(mode: Mode, fields: [&str; 3]) -> Option<Range<u32>> {
        Draft::default().with(Property::Width, entry(mode, fields)).video().width
    }

    #[test]
    fn every_mode_asks_for_what_its_fields_hold() {
        let fields = ["320", "640", "1280"];
        assert_eq!(width(Mode::Off, fields), None);
        assert_eq!(width(Mode::Bare, fields), Some(Range::Bare(640)));
        assert_eq!(width(Mode::Ideal, fields), Some(Range::Ideal(640)));
        assert_eq!(width(Mode::Exact, fields), Some(Range::Exact(640)));
        assert_eq!(width(Mode::Min, fields), Some(Range::at_least(320)));
        assert_eq!(width(Mode::Max, fields), Some(Range::at_most(1280)));
        assert_eq!(
            width(Mode::Range, fields),
            Some(Range::Within { min: Some(320), ideal: Some(640), max: Some(1280) })
        );
        assert_eq!(width(Mode::Range, ["", "", " 90 "]), Some(Range::at_most(90)));
    }

    #[test]
    fn what_is_not_complete_is_not_asked_for() {
        for text in ["", " ", "many", "NaN", "inf"] {
            assert_eq!(width(Mode::Exact, ["", text, ""]), None, "{text:?}");
        }
        assert_eq!(width(Mode::Range, ["", "", ""]), None);
        let odd = Draft::default()
            .with(Property::FacingMode, entry(Mode::Exact, ["", "up", ""]))
            .with(Property::DeviceId, entry(Mode::Exact, ["", "", ""]));
        assert_eq!(odd.video(), VideoConstraints::ANY);
        assert_eq!(Draft::default().audio(), AudioConstraints::ANY);
    }

    #[test]
    fn every_property_reaches_its_field() {
        let filled = |properties: &[Property]| {
            properties.iter().fold(Draft::default(), |draft, &property| {
                let value = match property {
                    Property::FacingMode => "environment",
                    Property::ResizeMode => "crop-and-scale",
                    _ if property.unit() == Unit::Switch => OFF,
                    _ => "2",
                };
                draft.with(property, entry(Mode::Exact, ["", value, ""]))
            })
        };
        let named = |asked: Vec<(Property, _)>| asked.into_iter().map(|(property, _)| property).collect::<Vec<_>>();
        for (all, asked) in [
            (Property::VIDEO, named(filled(&Property::VIDEO).video().asked())),
            (Property::AUDIO, named(filled(&Property::AUDIO).audio().asked())),
        ] {
            for property in all {
                assert!(asked.contains(&property), "{property:?}");
            }
        }
    }

    #[test]
    fn a_named_size_fills_both_fields_and_is_recognized() {
        let draft =
            Draft::default().with(Property::Height, entry(Mode::Exact, ["", "1", ""])).with_size(Preset::FullHd);
        let video = draft.video();
        assert_eq!((video.width, video.height), (Some(Range::Ideal(1920)), Some(Range::Exact(1080))));
        assert_eq!(draft.preset(), Some(Preset::FullHd));
        assert_eq!(draft.with(Property::Width, entry(Mode::Ideal, ["", "1921", ""])).preset(), None);
        assert_eq!(Draft::default().preset(), None);
    }
}
