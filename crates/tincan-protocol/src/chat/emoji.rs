//! The reactions that can be given with one press.

use serde::Serialize;

use crate::json;

/// A quick reaction: a closed list, so that every one has its name in every language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Emoji {
    /// 👍
    ThumbsUp,
    /// ❤️
    Heart,
    /// 😂
    Laugh,
    /// 😮
    Surprise,
    /// 😢
    Sad,
    /// 🎉
    Celebrate,
    /// 👏
    Clap,
    /// 🤔
    Think,
    /// One of a newer version; skipped.
    Unknown,
}

json::words!(Emoji {
    "thumbs_up" => ThumbsUp,
    "heart" => Heart,
    "laugh" => Laugh,
    "surprise" => Surprise,
    "sad" => Sad,
    "celebrate" => Celebrate,
    "clap" => Clap,
    "think" => Think,
    _ => Unknown,
});

impl Emoji {
    /// All that can be given, in the order in which they are offered.
    pub const ALL: [Self; 8] =
        [Self::ThumbsUp, Self::Heart, Self::Laugh, Self::Surprise, Self::Sad, Self::Celebrate, Self::Clap, Self::Think];

    /// What is drawn.
    #[must_use]
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::ThumbsUp => "👍",
            Self::Heart => "❤️",
            Self::Laugh => "😂",
            Self::Surprise => "😮",
            Self::Sad => "😢",
            Self::Celebrate => "🎉",
            Self::Clap => "👏",
            Self::Think => "🤔",
            Self::Unknown => "�",
        }
    }
}
