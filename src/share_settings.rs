//! How one likes to share a screen.

use yew_webrtc::{
    Chosen, DisplayOptions,
    display::{Cursor, Offer, ScreenSound},
};

/// What is remembered of it. All else is what fits a call: any surface but the call itself, with a way to exchange it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ShareSettings {
    /// The sound is asked for, too.
    pub sound: bool,
    /// What is shared is not heard here while it is shared.
    pub quietly: bool,
    /// When the pointer is seen.
    pub pointer: Cursor,
    /// As what it is sent.
    pub content: Chosen,
}

impl ShareSettings {
    /// What to ask the browser for. Where it cannot leave out what this page plays (`hears_itself`), the sound of the whole system is
    /// not asked for: the others would hear themselves.
    #[must_use]
    pub fn options(self, hears_itself: bool) -> DisplayOptions {
        let sound = ScreenSound { suppress_local_audio_playback: self.quietly, ..ScreenSound::default() };
        let system_audio = Some(if hears_itself { Offer::Exclude } else { Offer::Include });
        let sound = self.sound.then_some(sound);
        DisplayOptions { cursor: Some(self.pointer), sound, system_audio, ..DisplayOptions::default() }
    }

    /// As it is stored: the words for what is not as at first.
    #[must_use]
    pub fn key(self) -> String {
        let words = WORDS.iter().filter(|(_, is_said)| is_said(self)).map(|(word, _)| *word);
        words.collect::<Vec<_>>().join(" ")
    }

    /// What was stored; words that make no sense any more are left out.
    #[must_use]
    pub fn from_key(key: &str) -> Self {
        key.split(' ').fold(Self::default(), |settings, word| match word {
            SILENT => Self { sound: false, ..settings },
            QUIETLY => Self { quietly: true, ..settings },
            POINTER_MOTION => Self { pointer: Cursor::Motion, ..settings },
            POINTER_NEVER => Self { pointer: Cursor::Never, ..settings },
            TEXT => Self { content: Chosen::Text, ..settings },
            MOTION => Self { content: Chosen::Motion, ..settings },
            _ => settings,
        })
    }
}

impl Default for ShareSettings {
    fn default() -> Self {
        Self { sound: true, quietly: false, pointer: Cursor::Always, content: Chosen::Auto }
    }
}

/// A word, and whether it is to be said.
type Word = (&'static str, fn(ShareSettings) -> bool);

const WORDS: [Word; 6] = [
    (SILENT, |settings| !settings.sound),
    (QUIETLY, |settings| settings.quietly),
    (POINTER_MOTION, |settings| settings.pointer == Cursor::Motion),
    (POINTER_NEVER, |settings| settings.pointer == Cursor::Never),
    (TEXT, |settings| settings.content == Chosen::Text),
    (MOTION, |settings| settings.content == Chosen::Motion),
];

const SILENT: &str = "silent";
const QUIETLY: &str = "quietly";
const POINTER_MOTION: &str = "pointer-motion";
const POINTER_NEVER: &str = "pointer-never";
const TEXT: &str = "text";
const MOTION: &str = "motion";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stored_is_what_is_read() {
        for sound in [true, false] {
            for quietly in [true, false] {
                for pointer in [Cursor::Always, Cursor::Motion, Cursor::Never] {
                    for content in [Chosen::Auto, Chosen::Text, Chosen::Motion] {
                        let settings = ShareSettings { sound, quietly, pointer, content };
                        assert_eq!(ShareSettings::from_key(&settings.key()), settings);
                    }
                }
            }
        }
        assert_eq!(ShareSettings::default().key(), "");
        assert_eq!(ShareSettings::from_key("nonsense"), ShareSettings::default());
    }

    #[test]
    fn whoever_wants_no_sound_is_asked_for_none() {
        let settings = ShareSettings { sound: false, quietly: true, ..ShareSettings::default() };
        assert_eq!(settings.options(false).sound, None);
    }

    #[test]
    fn the_system_is_not_asked_for_where_the_call_would_be_heard_in_it() {
        let system_audio = |hears_itself| ShareSettings::default().options(hears_itself).system_audio;
        assert_eq!([false, true].map(system_audio), [Some(Offer::Include), Some(Offer::Exclude)]);
    }

    #[test]
    fn nothing_that_can_be_chosen_contradicts_itself() {
        assert_eq!(ShareSettings::default().options(true).contradiction(), None);
    }
}
