//! Whether a shared screen shows text or motion, and how each is best sent.
//!
//! Text wants every pixel and few frames, a film the opposite. What moves tells them apart: while one reads, writes and
//! scrolls, most of the screen stands still most of the time.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// What a screen shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ContentKind {
    /// Documents, code, slides.
    #[default]
    Text,
    /// Films, games.
    Motion,
}

impl ContentKind {
    /// How it is best sent.
    #[must_use]
    pub const fn tuning(self) -> Tuning {
        match self {
            Self::Text => Tuning {
                content_hint: "text",
                degradation_preference: "maintain-resolution",
                max_frame_rate: 15,
                max_bitrate: 2_500,
                max_height: None,
            },
            Self::Motion => Tuning {
                content_hint: "motion",
                degradation_preference: "maintain-framerate",
                max_frame_rate: 30,
                max_bitrate: 4_000,
                max_height: Some(1080),
            },
        }
    }
}

/// How to send a kind of content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Tuning {
    /// The track's `contentHint` (`MediaStreamTrack` Content Hints, 3.1).
    pub content_hint: &'static str,
    /// The sender's `degradationPreference` (the same, 4).
    pub degradation_preference: &'static str,
    /// The encoding's `maxFramerate`, in frames per second.
    pub max_frame_rate: u32,
    /// In kbit/s; the encoding's `maxBitrate` is a thousand times that.
    pub max_bitrate: u32,
    /// In pixels; `None`: as it is.
    pub max_height: Option<u32>,
}

impl Tuning {
    /// The encoding's `scaleResolutionDownBy` for a picture of this height: 1 or more.
    #[must_use]
    pub fn scale(&self, height: u32) -> f64 {
        self.max_height.map_or(1.0, |max| (f64::from(height) / f64::from(max)).max(1.0))
    }
}

/// What the person says that a screen shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Chosen {
    /// What moves tells.
    #[default]
    Auto,
    /// Text.
    Text,
    /// Motion.
    Motion,
}

/// What happened. Times are durations since any fixed moment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Input {
    /// The person chose.
    Chosen(Chosen),
    /// Another surface is shared: what moved before tells nothing.
    SurfaceChanged,
    /// Two pictures were compared.
    Measured {
        /// How much of the picture is another than a moment (about half a second) ago: 0 nothing, 1 all of it.
        moving: f32,
    },
}

/// What to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Send as this from now on: [`ContentKind::tuning`].
    Use(ContentKind),
}

/// Decides what one shared screen shows. It begins as text: that is what most screens show, and a film is still a film at
/// 15 frames per second, while blurred text is nothing.
#[derive(Debug, Default)]
pub struct Content {
    chosen: Chosen,
    /// What moves tells.
    seen: ContentKind,
    /// Since when the measurements contradict it, without a break.
    against_since: Option<Duration>,
}

impl Content {
    /// Begins with what was chosen before, on this day or an earlier one.
    #[must_use]
    pub fn new(chosen: Chosen) -> Self {
        Self { chosen, ..Self::default() }
    }

    /// What the person chose.
    #[must_use]
    pub fn chosen(&self) -> Chosen {
        self.chosen
    }

    /// What it is sent as.
    #[must_use]
    pub fn kind(&self) -> ContentKind {
        match self.chosen {
            Chosen::Auto => self.seen,
            Chosen::Text => ContentKind::Text,
            Chosen::Motion => ContentKind::Motion,
        }
    }

    /// Takes an input in.
    #[must_use]
    pub fn handle(&mut self, now: Duration, input: Input) -> Option<Effect> {
        let before = self.kind();
        match input {
            Input::Chosen(chosen) => self.chosen = chosen,
            Input::SurfaceChanged => *self = Self::new(self.chosen),
            Input::Measured { moving } => self.measured(now, moving),
        }
        (self.kind() != before).then(|| Effect::Use(self.kind()))
    }

    fn measured(&mut self, now: Duration, moving: f32) {
        let (contradicts, patience, other) = match self.seen {
            ContentKind::Text => (moving >= MUCH, TO_MOTION, ContentKind::Motion),
            ContentKind::Motion => (moving <= LITTLE, TO_TEXT, ContentKind::Text),
        };
        if !contradicts {
            self.against_since = None;
        } else if now.saturating_sub(*self.against_since.get_or_insert(now)) >= patience {
            self.seen = other;
            self.against_since = None;
        }
    }
}

/// A film in a window of a third of the screen moves this much.
const MUCH: f32 = 0.2;
/// Typing, a cursor that blinks, a small animation.
const LITTLE: f32 = 0.05;
/// Longer than one scrolls or turns a page at a time.
const TO_MOTION: Duration = Duration::from_secs(3);
/// Longer than the still scenes of films.
const TO_TEXT: Duration = Duration::from_secs(6);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Two measurements a second; what was decided, with the seconds.
    fn watch(content: &mut Content, scenes: &[(u64, f32)]) -> Vec<(f64, ContentKind)> {
        let mut now = Duration::ZERO;
        let mut decided = Vec::new();
        for (seconds, moving) in scenes {
            for _ in 0..seconds * 2 {
                let effect = content.handle(now, Input::Measured { moving: *moving });
                decided.extend(effect.map(|Effect::Use(kind)| (now.as_secs_f64(), kind)));
                now += Duration::from_millis(500);
            }
        }
        decided
    }

    #[test]
    fn a_film_is_noticed_and_so_is_its_end() {
        let decided = watch(&mut Content::default(), &[(10, 0.01), (20, 0.6), (20, 0.0)]);
        assert_eq!(decided, [(13.0, ContentKind::Motion), (36.0, ContentKind::Text)]);
    }

    #[test]
    fn scrolling_is_still_text_and_a_still_scene_is_still_a_film() {
        let scrolling = [(2, 0.8), (1, 0.02)].repeat(10);
        assert_eq!(watch(&mut Content::default(), &scrolling), []);
        let film = [(5, 0.5), (4, 0.03)].repeat(10);
        assert_eq!(watch(&mut Content::default(), &film), [(3.0, ContentKind::Motion)]);
    }

    #[test]
    fn between_little_and_much_nothing_changes() {
        assert_eq!(watch(&mut Content::default(), &[(60, 0.1)]), []);
        assert_eq!(watch(&mut Content::default(), &[(4, 0.5), (60, 0.1)]).len(), 1);
    }

    #[test]
    fn what_is_chosen_holds_and_what_was_seen_is_not_forgotten() {
        let mut content = Content::new(Chosen::Text);
        assert_eq!(watch(&mut content, &[(10, 0.9)]), []);
        let now = Duration::from_secs(10);
        assert_eq!(content.handle(now, Input::Chosen(Chosen::Auto)), Some(Effect::Use(ContentKind::Motion)));
        assert_eq!(content.handle(now, Input::Chosen(Chosen::Motion)), None);
        assert_eq!(content.handle(now, Input::SurfaceChanged), None);
        assert_eq!(content.handle(now, Input::Chosen(Chosen::Auto)), Some(Effect::Use(ContentKind::Text)));
    }

    #[test]
    fn only_motion_is_made_smaller() {
        let scale = |kind: ContentKind, height| kind.tuning().scale(height);
        assert!((scale(ContentKind::Text, 2160) - 1.0).abs() < f64::EPSILON);
        assert!((scale(ContentKind::Motion, 2160) - 2.0).abs() < f64::EPSILON);
        assert!((scale(ContentKind::Motion, 720) - 1.0).abs() < f64::EPSILON);
    }

    proptest! {
        #[test]
        fn changes_are_at_least_the_patience_apart(moving in proptest::collection::vec(0.0..1.0_f32, 0..400)) {
            let mut content = Content::default();
            let mut last = Duration::ZERO;
            for (index, moving) in moving.into_iter().enumerate() {
                let now = Duration::from_millis(index as u64 * 500);
                if content.handle(now, Input::Measured { moving }).is_some() {
                    prop_assert!(now.saturating_sub(last) >= TO_MOTION);
                    last = now;
                }
            }
        }
    }
}
