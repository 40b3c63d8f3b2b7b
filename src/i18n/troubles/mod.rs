//! The words about what happened to cameras, microphones, speakers and screens, and what can be done about it.

mod en;
mod ko;

use yew_webrtc::{DeviceKind, MediaErrorKind, next_step::NextStep};

use super::{Advice, Language};

/// The sentences of this language.
pub(super) const fn text(language: Language) -> &'static TroubleText {
    match language {
        Language::English => &en::TEXT,
        Language::Korean => &ko::TEXT,
    }
}

/// What could not be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MediaSource {
    /// The camera.
    Camera,
    /// The microphone.
    Microphone,
    /// Both, for the same reason.
    CameraAndMicrophone,
    /// The screen, or a window or tab of it.
    Screen,
}

impl MediaSource {
    /// The kinds of devices that it is of; none for the screen.
    #[must_use]
    pub fn kinds(self) -> &'static [DeviceKind] {
        match self {
            Self::Camera => &[DeviceKind::Camera],
            Self::Microphone => &[DeviceKind::Microphone],
            Self::CameraAndMicrophone => &[DeviceKind::Camera, DeviceKind::Microphone],
            Self::Screen => &[],
        }
    }
}

/// Every sentence about troubles with devices in one language.
#[expect(missing_docs, reason = "the name says where the sentence stands, the sentence says the rest")]
#[derive(Debug)]
pub struct TroubleText {
    // What happened.
    pub took_over: fn(DeviceKind, &str, &str) -> Advice,
    pub came_back: fn(DeviceKind, &str) -> String,
    pub new_device: fn(DeviceKind, &str) -> String,
    pub new_pair: fn(&str) -> String,
    pub use_it: &'static str,
    pub not_now: &'static str,
    pub try_device_again: fn(DeviceKind, &str) -> String,
    pub muted_by_system: fn(DeviceKind) -> Advice,
    pub silent_title: &'static str,
    pub silent_text: &'static str,
    pub speaking_while_muted: &'static str,
    pub unmute: &'static str,

    // What is wrong, and what to do about it.
    pub gone: fn(&str, MediaSource) -> String,
    pub speaker_gone: fn(&str) -> String,
    pub gone_next: &'static str,
    pub permission_lost: fn(MediaSource) -> String,
    pub problem: fn(&MediaErrorKind, MediaSource) -> String,
    pub next_step: fn(NextStep, MediaSource) -> String,
}

#[cfg(test)]
mod tests {
    use yew_webrtc::{
        DeniedBy,
        browser::{Agent, Browser, System},
        constraints::Property,
    };

    use super::*;

    const SOURCES: [MediaSource; 4] =
        [MediaSource::Camera, MediaSource::Microphone, MediaSource::CameraAndMicrophone, MediaSource::Screen];

    fn troubles() -> Vec<MediaErrorKind> {
        let denied = [DeniedBy::Person, DeniedBy::Dismissal, DeniedBy::System, DeniedBy::Policy, DeniedBy::Untold];
        let kinds = denied.map(MediaErrorKind::Denied).into_iter().chain([
            MediaErrorKind::NotFound,
            MediaErrorKind::InUse,
            MediaErrorKind::Overconstrained { constraint: None },
            MediaErrorKind::Overconstrained { constraint: Some("width".to_owned()) },
            MediaErrorKind::Aborted,
            MediaErrorKind::Forbidden,
            MediaErrorKind::BadRequest,
            MediaErrorKind::NeedsGesture,
            MediaErrorKind::PageInactive,
            MediaErrorKind::Unsupported,
            MediaErrorKind::InsecurePage,
            MediaErrorKind::Ended,
            MediaErrorKind::Unknown { name: String::new() },
        ]);
        kinds.collect()
    }

    fn agents() -> Vec<Agent> {
        let browsers = [Browser::Chrome, Browser::Firefox, Browser::Safari, Browser::Other];
        let systems = [System::Windows, System::MacOs, System::Ios, System::Android, System::Linux];
        browsers.into_iter().flat_map(|browser| systems.map(|system| Agent { browser, system })).collect()
    }

    #[test]
    fn every_trouble_has_a_sentence_and_a_next_step_in_every_language_and_browser() {
        for kind in troubles() {
            for source in SOURCES {
                let [english, korean] = Language::ALL.map(|language| (text(language).problem)(&kind, source));
                assert!(!english.is_empty() && !korean.is_empty(), "{kind:?}");
                assert_ne!(english, korean);
                for agent in agents() {
                    for step in [NextStep::for_device(&kind, agent), NextStep::for_screen(&kind, agent)] {
                        let [english, korean] = Language::ALL.map(|language| (text(language).next_step)(step, source));
                        assert!(!english.is_empty() && !korean.is_empty(), "{step:?}");
                        assert_ne!(english, korean);
                    }
                }
            }
        }
    }

    #[test]
    fn who_denied_is_told_apart() {
        let kinds = [DeniedBy::Person, DeniedBy::Dismissal, DeniedBy::System, DeniedBy::Policy];
        for language in Language::ALL {
            let said = kinds.map(|by| (text(language).problem)(&MediaErrorKind::Denied(by), MediaSource::Camera));
            for (index, one) in said.iter().enumerate() {
                assert!(!said[..index].contains(one), "{one}");
            }
        }
    }

    #[test]
    fn a_constraint_that_cannot_be_met_is_named() {
        let said = |language, constraint: &str| {
            let error = MediaErrorKind::Overconstrained { constraint: Some(constraint.to_owned()) };
            (text(language).problem)(&error, MediaSource::Camera)
        };
        let properties = Property::VIDEO.into_iter().chain(Property::AUDIO).map(Property::name);
        for constraint in properties.chain(["unheardOf"]) {
            for language in Language::ALL {
                assert!(!said(language, constraint).contains(constraint), "{constraint} is the browser’s word");
            }
        }
        assert_ne!(said(Language::English, "width"), said(Language::English, "frameRate"));
        assert_ne!(said(Language::Korean, "width"), said(Language::Korean, "frameRate"));
    }

    #[test]
    fn unnamed_devices_do_not_leave_holes_in_sentences() {
        for language in Language::ALL {
            let text = text(language);
            let advice = (text.took_over)(DeviceKind::Microphone, "", "");
            let said = [
                advice.problem,
                advice.next,
                (text.came_back)(DeviceKind::Camera, ""),
                (text.new_device)(DeviceKind::Camera, ""),
                (text.new_pair)(""),
                (text.try_device_again)(DeviceKind::Camera, ""),
                (text.gone)("", MediaSource::Camera),
            ];
            for sentence in said {
                assert!(!sentence.contains("“”") && !sentence.contains("‘’"), "{sentence}");
            }
        }
    }
}
