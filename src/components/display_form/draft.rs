//! What a person wants to ask of a screen, as it stands in the form.

use yew_webrtc::{
    DisplayOptions,
    display::{Limit, Member},
};

/// Options of a shared screen that are being chosen. A number that is not one is not asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// All that is chosen and not typed.
    pub(super) chosen: DisplayOptions,
    width: LimitDraft,
    height: LimitDraft,
    frame_rate: LimitDraft,
}

impl Draft {
    /// What is asked for.
    #[must_use]
    pub fn options(&self) -> DisplayOptions {
        let [width, height, frame_rate] = [&self.width, &self.height, &self.frame_rate].map(LimitDraft::limit);
        DisplayOptions { width, height, frame_rate, ..self.chosen }
    }

    /// The same with other choices. What is typed stays.
    #[must_use]
    pub(super) fn with(&self, chosen: DisplayOptions) -> Self {
        Self { chosen, ..self.clone() }
    }

    pub(super) fn limit(&self, number: Number) -> &LimitDraft {
        match number {
            Number::Width => &self.width,
            Number::Height => &self.height,
            Number::FrameRate => &self.frame_rate,
        }
    }

    #[must_use]
    pub(super) fn with_limit(&self, number: Number, limit: LimitDraft) -> Self {
        let mut draft = self.clone();
        match number {
            Number::Width => draft.width = limit,
            Number::Height => draft.height = limit,
            Number::FrameRate => draft.frame_rate = limit,
        }
        draft
    }
}

impl From<DisplayOptions> for Draft {
    fn from(options: DisplayOptions) -> Self {
        let [width, height, frame_rate] = [options.width, options.height, options.frame_rate].map(LimitDraft::from);
        Self { chosen: options, width, height, frame_rate }
    }
}

/// What is typed, and not chosen from a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Number {
    Width,
    Height,
    FrameRate,
}

impl Number {
    pub(super) const ALL: [Self; 3] = [Self::Width, Self::Height, Self::FrameRate];

    pub(super) fn member(self) -> Member {
        match self {
            Self::Width => Member::Width,
            Self::Height => Member::Height,
            Self::FrameRate => Member::FrameRate,
        }
    }

    /// What the person most probably wants to begin with.
    pub(super) fn likely(self) -> &'static str {
        match self {
            Self::Width => "1920",
            Self::Height => "1080",
            Self::FrameRate => "30",
        }
    }
}

/// How strictly a number is asked for, and its text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct LimitDraft {
    pub(super) mode: Option<LimitMode>,
    pub(super) text: String,
}

impl LimitDraft {
    fn limit(&self) -> Option<Limit> {
        let number = self.text.trim().parse().ok()?;
        Some(match self.mode? {
            LimitMode::Ideal => Limit::Ideal(number),
            LimitMode::AtMost => Limit::AtMost(number),
        })
    }
}

impl From<Option<Limit>> for LimitDraft {
    fn from(limit: Option<Limit>) -> Self {
        match limit {
            None => Self::default(),
            Some(Limit::Ideal(number)) => Self { mode: Some(LimitMode::Ideal), text: number.to_string() },
            Some(Limit::AtMost(number)) => Self { mode: Some(LimitMode::AtMost), text: number.to_string() },
        }
    }
}

/// Nothing can be required of a screen, so these are all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LimitMode {
    Ideal,
    AtMost,
}

impl LimitMode {
    pub(super) const ALL: [Self; 2] = [Self::Ideal, Self::AtMost];

    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Ideal => "ideal",
            Self::AtMost => "max",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_survive_the_form() {
        let all = DisplayOptions {
            width: Some(Limit::AtMost(1920)),
            height: Some(Limit::Ideal(1080)),
            prefer_current_tab: true,
            ..DisplayOptions::default()
        };
        for options in [all, DisplayOptions::default(), DisplayOptions::ANY] {
            assert_eq!(Draft::from(options).options(), options);
        }
    }

    #[test]
    fn what_is_no_number_is_not_asked_for() {
        let typed = |mode, text: &str| {
            let limit = LimitDraft { mode, text: text.to_owned() };
            Draft::from(DisplayOptions::ANY).with_limit(Number::Width, limit).options().width
        };
        for text in ["", "-1", "1.5", "many"] {
            assert_eq!(typed(Some(LimitMode::Ideal), text), None, "{text:?}");
        }
        assert_eq!(typed(None, "640"), None);
        assert_eq!(typed(Some(LimitMode::AtMost), " 640 "), Some(Limit::AtMost(640)));
    }
}
