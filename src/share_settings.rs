//! How one likes to share a screen.

use yew_webrtc::{
    DisplayOptions,
    display::{Cursor, ScreenSound},
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
}

impl ShareSettings {
    /// What to ask the browser for.
    #[must_use]
    pub fn options(self) -> DisplayOptions {
        let sound = ScreenSound { suppress_local_audio_playback: self.quietly, ..ScreenSound::default() };
        DisplayOptions { cursor: Some(self.pointer), sound: self.sound.then_some(sound), ..DisplayOptions::default() }
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
            _ => settings,
        })
    }
}

impl Default for ShareSettings {
    fn default() -> Self {
        Self { sound: true, quietly: false, pointer: Cursor::Always }
    }
}

/// A word, and whether it is to be said.
type Word = (&'static str, fn(ShareSettings) -> bool);

const WORDS: [Word; 4] = [
    (SILENT, |settings| !settings.sound),
    (QUIETLY, |settings| settings.quietly),
    (POINTER_MOTION, |settings| settings.pointer == Cursor::Motion),
    (POINTER_NEVER, |settings| settings.pointer == Cursor::Never),
];

const SILENT: &str = "silent";
const QUIETLY: &str = "quietly";
const POINTER_MOTION: &str = "pointer-motion";
const POINTER_NEVER: &str = "pointer-never";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stored_is_what_is_read() {
        for sound in [true, false] {
            for quietly in [true, false] {
                for pointer in [Cursor::Always, Cursor::Motion, Cursor::Never] {
                    let settings = ShareSettings { sound, quietly, pointer };
                    assert_eq!(ShareSettings::from_key(&settings.key()), settings);
                }
            }
        }
        assert_eq!(ShareSettings::default().key(), "");
        assert_eq!(ShareSettings::from_key("nonsense"), ShareSettings::default());
    }

    #[test]
    fn whoever_wants_no_sound_is_asked_for_none() {
        let settings = ShareSettings { sound: false, quietly: true, ..ShareSettings::default() };
        assert_eq!(settings.options().sound, None);
    }

    #[test]
    fn nothing_that_can_be_chosen_contradicts_itself() {
        assert_eq!(ShareSettings::default().options().contradiction(), None);
    }
}
