//! The app's words: one [`Text`] and one [`LabText`] per language, so that a missing sentence does not compile.

mod access;
mod chat;
mod devices;
mod en;
mod filters;
mod home;
mod ko;
mod lab;
mod loaded;
mod media;
mod paths;
mod safety;
mod sharing;
pub mod transfers;
mod troubles;

use tincan_protocol::{DisplayName, DisplayNameError, RoomCodeError};
use yew_webrtc::{Emoji, PeerProblem, SealProblem, Trouble};

pub use self::{
    access::AccessText,
    chat::ChatText,
    devices::DeviceText,
    filters::FilterText,
    home::HomeText,
    lab::{
        BurstCount, CameraText, ConstraintsText, DataChannelText, DevicesText, FileText, IceText, LabText, ScreenText,
        SoundText, shortened,
    },
    media::MediaText,
    paths::PathsText,
    safety::SafetyText,
    sharing::SharingText,
    transfers::TransferText,
    troubles::{MediaSource, TroubleText},
};

/// A language that the app speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// English, also for everybody whose languages the app does not speak.
    #[default]
    English,
    /// Korean.
    Korean,
}

impl Language {
    /// Every language, in the order in which they are offered.
    pub const ALL: [Self; 2] = [Self::English, Self::Korean];

    /// The language's BCP 47 tag.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Korean => "ko",
        }
    }

    /// The language's name in itself: those who look for it can read it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Korean => "한국어",
        }
    }

    /// The sentences of this language; of English, until [`Self::load`] has loaded them.
    #[must_use]
    pub fn text(self) -> &'static Text {
        match self {
            Self::English => &en::TEXT,
            Self::Korean => loaded::korean().unwrap_or(&en::TEXT),
        }
    }

    /// Loads the sentences of this language, if they are not here. False: they did not come.
    pub async fn load(self) -> bool {
        match self {
            Self::English => true,
            Self::Korean => loaded::load_korean().await,
        }
    }

    /// The sentences about who may come in, in this language.
    #[must_use]
    pub fn access_text(self) -> &'static AccessText {
        access::text(self)
    }

    /// The sentences of the chat's panel in this language.
    #[must_use]
    pub fn chat_text(self) -> &'static ChatText {
        chat::text(self)
    }

    /// The sentences about paths, in the settings, in this language.
    #[must_use]
    pub fn paths_text(self) -> &'static PathsText {
        paths::text(self)
    }

    /// The sentences about safety codes in this language.
    #[must_use]
    pub fn safety_text(self) -> &'static SafetyText {
        safety::text(self)
    }

    /// The sentences about what is the matter with devices in this language.
    #[must_use]
    pub fn trouble_text(self) -> &'static TroubleText {
        troubles::text(self)
    }

    /// The sentences about picture and sound, in the settings, in this language.
    #[must_use]
    pub fn media_text(self) -> &'static MediaText {
        media::text(self)
    }

    /// The sentences of the first page in this language.
    #[must_use]
    pub fn home_text(self) -> &'static HomeText {
        home::text(self)
    }

    /// The sentences about shared screens in this language.
    #[must_use]
    pub fn sharing_text(self) -> &'static SharingText {
        sharing::text(self)
    }

    /// The sentences about filters in this language.
    #[must_use]
    pub fn filter_text(self) -> &'static FilterText {
        filters::text(self)
    }

    /// The sentences of the panel of files in this language.
    #[must_use]
    pub fn transfer_text(self) -> &'static TransferText {
        transfers::text(self)
    }

    /// The sentences of the Lab in this language.
    #[must_use]
    pub fn lab_text(self) -> &'static LabText {
        lab::text(self)
    }

    /// The language of a BCP 47 tag such as `ko` or `ko-KR`, if the app speaks it.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next()?;
        Self::ALL.into_iter().find(|language| language.tag().eq_ignore_ascii_case(primary))
    }

    /// The first of a person's languages that the app speaks.
    #[must_use]
    pub fn best_of(tags: &[String]) -> Self {
        tags.iter().find_map(|tag| Self::from_tag(tag)).unwrap_or_default()
    }
}

/// A problem in words: what is the matter, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advice {
    /// What is the matter.
    pub problem: String,
    /// The next step.
    pub next: String,
}

impl Advice {
    fn new(problem: impl Into<String>, next: impl Into<String>) -> Self {
        Self { problem: problem.into(), next: next.into() }
    }
}

/// Every sentence of the app in one language. Names and numbers come in as arguments, because word order is a matter of
/// the language.
#[expect(missing_docs, reason = "the name says where the sentence stands, the sentence says the rest")]
#[derive(Debug)]
pub struct Text {
    // Everywhere.
    pub language: &'static str,
    pub theme: &'static str,
    pub theme_system: &'static str,
    pub theme_light: &'static str,
    pub theme_dark: &'static str,
    pub home: &'static str,
    pub try_again: &'static str,
    pub loading: &'static str,
    pub not_loaded: &'static str,
    pub close: &'static str,
    pub devices: &'static DeviceText,
    pub filters: &'static str,
    pub filters_on: &'static str,
    pub filters_not_loaded: &'static str,
    pub filters_impossible: &'static str,
    pub files: &'static str,
    pub offers_waiting: fn(usize) -> String,
    pub percent_done: fn(u64) -> String,
    pub offers_you: fn(name: &str, file: &str) -> String,
    pub page_title: fn(&str) -> String,

    // Home.
    pub room_code_error: fn(&RoomCodeError) -> String,

    // Lobby.
    pub lobby_page: &'static str,
    pub lobby_title: &'static str,
    pub lobby_intro: fn(&str) -> String,
    pub lobby_sealed: &'static str,
    pub lobby_unsealed: &'static str,
    pub your_camera: &'static str,
    pub camera: &'static str,
    pub microphone: &'static str,
    pub speaker: &'static str,
    pub mute_microphone: &'static str,
    pub unmute_microphone: &'static str,
    pub turn_camera_off: &'static str,
    pub turn_camera_on: &'static str,
    pub camera_is_off: &'static str,
    pub camera_is_starting: &'static str,
    pub camera_is_missing: &'static str,
    pub join_anyway: &'static str,
    pub your_name: &'static str,
    pub your_name_hint: &'static str,
    pub display_name_error: fn(&DisplayNameError) -> &'static str,
    pub join: &'static str,

    // Call.
    pub call_page: &'static str,
    pub people: fn(usize) -> String,
    pub people_button: &'static str,
    pub participants: &'static str,
    pub you: fn(&str) -> String,
    pub screen_of: fn(&DisplayName) -> String,
    pub call_controls: &'static str,
    pub leave: &'static str,
    pub muted: &'static str,
    pub camera_off: &'static str,
    pub connecting: &'static str,
    pub reconnecting: &'static str,
    pub connection_failed: &'static str,
    pub peer_problem: fn(&PeerProblem) -> &'static str,
    pub seal_problem: fn(SealProblem) -> &'static str,
    pub trouble: fn(Trouble) -> &'static str,
    pub sound_blocked: &'static str,
    pub start_sound: &'static str,
    pub alone_title: &'static str,
    pub alone_text: &'static str,
    pub call_link: &'static str,
    pub copy_link: &'static str,
    pub link_copied: &'static str,
    pub copy_failed: &'static str,
    pub share_link: &'static str,
    pub status_joining: &'static str,
    pub status_knocking: &'static str,
    pub status_no_server: &'static str,
    pub status_reconnecting: &'static str,
    pub reload: &'static str,

    // Who is in a call, said as it changes.
    pub away: &'static str,
    pub member_joined: fn(&DisplayName) -> String,
    pub member_left: fn(&DisplayName) -> String,
    pub member_shares: fn(&DisplayName) -> String,
    pub member_shares_no_more: fn(&DisplayName) -> String,

    // Shared screens.

    // What one shares oneself.
    pub share_screen: &'static str,
    pub stop_sharing: &'static str,

    // The chat, while its panel is closed.
    pub chat: &'static str,
    pub unread: fn(usize) -> String,
    pub said: fn(name: &str, text: &str) -> String,
    pub said_to_you: fn(name: &str, text: &str) -> String,
    pub chat_flooded: fn(&DisplayName) -> Advice,
    pub reactions: &'static str,
    pub cheered: fn(name: &str, emoji: &str) -> String,
    pub emoji: fn(Emoji) -> &'static str,

    // After a call.
    pub left_title: &'static str,
    pub left_text: &'static str,
    pub rejoin: &'static str,

    // Wrong addresses.
    pub bad_code_title: &'static str,
    pub bad_code_next: &'static str,
    pub not_found_title: &'static str,
    pub not_found_text: &'static str,

    // The way to the Lab.
    pub lab: &'static str,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_language_that_is_spoken_wins() {
        let best = |tags: &[&str]| Language::best_of(&tags.iter().map(|&tag| tag.to_owned()).collect::<Vec<_>>());
        assert_eq!(best(&["ko-KR", "en"]), Language::Korean);
        assert_eq!(best(&["de", "KO", "en"]), Language::Korean);
        assert_eq!(best(&["fr", "de"]), Language::English);
        assert_eq!(best(&["kok"]), Language::English);
        assert_eq!(best(&[]), Language::English);
    }

    /// Names of protocols are the same in every language.
    const UNTRANSLATED: [&str; 1] = ["trace_ice_connection_state"];

    /// The sentences without arguments, by name, as the debug output lists them.
    fn sentences(language: Language) -> Vec<(String, String)> {
        let text = [
            format!("{:#?}", language.text()),
            format!("{:#?}", language.access_text()),
            format!("{:#?}", language.chat_text()),
            format!("{:#?}", language.filter_text()),
            format!("{:#?}", language.home_text()),
            format!("{:#?}", language.lab_text()),
            format!("{:#?}", language.media_text()),
            format!("{:#?}", language.paths_text()),
            format!("{:#?}", language.safety_text()),
            format!("{:#?}", language.sharing_text()),
            format!("{:#?}", language.transfer_text()),
            format!("{:#?}", language.trouble_text()),
        ];
        let debug = text.concat();
        let field = |line: &str| {
            let (name, value) = line.trim().split_once(": \"")?;
            Some((name.to_owned(), value.trim_end_matches("\",").to_owned()))
        };
        debug.lines().filter_map(field).collect()
    }

    #[test]
    fn every_sentence_is_there_in_its_own_language() {
        for (name, sentence) in sentences(Language::English) {
            assert!(sentence.chars().any(|c| c.is_ascii_alphabetic()), "{name}");
        }
        let korean = sentences(Language::Korean);
        assert!(korean.len() > 50, "the debug output has another form");
        for (name, sentence) in korean {
            let hangul = sentence.chars().any(|c| ('가'..='힣').contains(&c));
            assert!(hangul || UNTRANSLATED.contains(&name.as_str()), "{name}: {sentence}");
        }
    }
}
