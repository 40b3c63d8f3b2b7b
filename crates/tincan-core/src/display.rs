//! What to ask `getDisplayMedia` for, as data, and what its refusals mean.
//!
//! The options serialise to its argument (Screen Capture, 5.2 and 5.4). Browsers ignore the members that they do not know.

mod member;

use serde::{Deserialize, Serialize, Serializer, ser::SerializeMap};

pub use self::member::Member;
use crate::{
    javascript,
    media_error::{DeniedBy, MediaError, MediaErrorKind},
};

/// What to ask for. The default is what a call needs: any surface but the call itself, which would be a hall of mirrors, with
/// its sound.
///
/// ```
/// use tincan_core::display::{DisplayOptions, Limit};
///
/// let options = DisplayOptions { frame_rate: Some(Limit::AtMost(10)), sound: None, ..DisplayOptions::ANY };
/// assert_eq!(serde_json::to_string(&options).unwrap(), r#"{"video":{"frameRate":{"max":10}},"audio":false}"#);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DisplayOptions {
    /// Which kind the picker shows first. The person may choose another.
    pub surface: Option<Surface>,
    /// When the pointer is part of the picture.
    pub cursor: Option<Cursor>,
    /// In pixels.
    pub width: Option<Limit>,
    /// In pixels.
    pub height: Option<Limit>,
    /// In frames per second.
    pub frame_rate: Option<Limit>,
    /// Its sound, if the person allows it; `None`: not asked for.
    pub sound: Option<ScreenSound>,
    /// Whether the browser offers to share another tab instead, during the share.
    pub surface_switching: Option<Offer>,
    /// Whether the picker shows the page that asks.
    pub self_browser_surface: Option<Offer>,
    /// Whether the picker offers the sound of the whole system, for monitors.
    pub system_audio: Option<Offer>,
    /// Whether the picker shows monitors.
    pub monitor_type_surfaces: Option<Offer>,
    /// Which sound the picker offers, for windows.
    pub window_audio: Option<WindowAudio>,
    /// Whether the page itself is offered first, instead of a picker (Chromium).
    pub prefer_current_tab: bool,
}

impl DisplayOptions {
    /// Leaves everything to the browser, and asks for no sound.
    pub const ANY: Self = Self {
        surface: None,
        cursor: None,
        width: None,
        height: None,
        frame_rate: None,
        sound: None,
        surface_switching: None,
        self_browser_surface: None,
        system_audio: None,
        monitor_type_surfaces: None,
        window_audio: None,
        prefer_current_tab: false,
    };

    /// The code that would request it.
    #[must_use]
    pub fn to_javascript(&self) -> String {
        format!("const stream = await navigator.mediaDevices.getDisplayMedia({});", javascript::literal(self, 2))
    }

    /// What browsers refuse to be asked for together, with a `TypeError`.
    #[must_use]
    pub fn contradiction(&self) -> Option<Contradiction> {
        if self.prefer_current_tab && self.self_browser_surface == Some(Offer::Exclude) {
            Some(Contradiction::CurrentTabExcluded)
        } else if self.surface == Some(Surface::Monitor) && self.monitor_type_surfaces == Some(Offer::Exclude) {
            Some(Contradiction::MonitorsExcluded)
        } else {
            None
        }
    }
}

impl Default for DisplayOptions {
    fn default() -> Self {
        Self {
            frame_rate: Some(Limit::AtMost(30)),
            sound: Some(ScreenSound::default()),
            surface_switching: Some(Offer::Include),
            self_browser_surface: Some(Offer::Exclude),
            system_audio: Some(Offer::Include),
            window_audio: Some(WindowAudio::Window),
            ..Self::ANY
        }
    }
}

/// A number that is asked for. Nothing may be required of a screen: `min` and `exact` are a `TypeError`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub enum Limit {
    /// About this.
    #[serde(rename = "ideal")]
    Ideal(u32),
    /// This or less.
    #[serde(rename = "max")]
    AtMost(u32),
}

/// What to ask of the sound of a screen. The default is the sound as it is, without what this call plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ScreenSound {
    /// Leave out what this page plays, so that nobody hears themselves back.
    pub restrict_own_audio: bool,
    /// Do not play it here while it is shared.
    pub suppress_local_audio_playback: bool,
    /// Process it as if it were a voice (echo, noise, level): music suffers.
    pub process_as_voice: bool,
}

impl Default for ScreenSound {
    fn default() -> Self {
        Self { restrict_own_audio: true, suppress_local_audio_playback: false, process_as_voice: false }
    }
}

/// Kinds of what can be shared (`DisplayCaptureSurfaceType`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Surface {
    /// A whole screen.
    Monitor,
    /// A window of any program.
    Window,
    /// A tab of this browser.
    Browser,
}

impl Surface {
    /// Reads a live track's `displaySurface`.
    #[must_use]
    pub fn parse(surface: &str) -> Option<Self> {
        match surface {
            "monitor" => Some(Self::Monitor),
            "window" => Some(Self::Window),
            "browser" => Some(Self::Browser),
            _ => None,
        }
    }
}

/// When the pointer is part of the picture (`CursorCaptureConstraint`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Cursor {
    /// At all times.
    Always,
    /// While it moves.
    Motion,
    /// Never.
    Never,
}

/// Whether a browser's picker offers something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Offer {
    /// It should.
    Include,
    /// It should not.
    Exclude,
}

/// Which sound is offered for a window (`WindowAudioPreferenceEnum`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum WindowAudio {
    /// That of the whole system.
    System,
    /// That of the window.
    Window,
    /// None.
    Exclude,
}

/// Options that exclude each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Contradiction {
    /// `preferCurrentTab` with `selfBrowserSurface: "exclude"`.
    CurrentTabExcluded,
    /// `displaySurface: "monitor"` with `monitorTypeSurfaces: "exclude"`.
    MonitorsExcluded,
}

impl Serialize for DisplayOptions {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Video {
            #[serde(skip_serializing_if = "Option::is_none")]
            display_surface: Option<Surface>,
            #[serde(skip_serializing_if = "Option::is_none")]
            cursor: Option<Cursor>,
            #[serde(skip_serializing_if = "Option::is_none")]
            width: Option<Limit>,
            #[serde(skip_serializing_if = "Option::is_none")]
            height: Option<Limit>,
            #[serde(skip_serializing_if = "Option::is_none")]
            frame_rate: Option<Limit>,
        }

        let Self { cursor, width, height, frame_rate, .. } = *self;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("video", &Video { display_surface: self.surface, cursor, width, height, frame_rate })?;
        match &self.sound {
            Some(sound) => map.serialize_entry("audio", sound)?,
            None => map.serialize_entry("audio", &false)?,
        }
        let offers = [
            ("surfaceSwitching", self.surface_switching),
            ("selfBrowserSurface", self.self_browser_surface),
            ("systemAudio", self.system_audio),
            ("monitorTypeSurfaces", self.monitor_type_surfaces),
        ];
        for (name, offer) in offers {
            if let Some(offer) = offer {
                map.serialize_entry(name, &offer)?;
            }
        }
        if let Some(window_audio) = &self.window_audio {
            map.serialize_entry("windowAudio", window_audio)?;
        }
        if self.prefer_current_tab {
            map.serialize_entry("preferCurrentTab", &true)?;
        }
        map.end()
    }
}

impl Serialize for ScreenSound {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("restrictOwnAudio", &self.restrict_own_audio)?;
        map.serialize_entry("suppressLocalAudioPlayback", &self.suppress_local_audio_playback)?;
        for step in ["echoCancellation", "noiseSuppression", "autoGainControl"] {
            map.serialize_entry(step, &self.process_as_voice)?;
        }
        map.end()
    }
}

/// Why there is no shared screen.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Refusal {
    /// The person closed the picker: that is no error, and nothing to talk about.
    Cancelled,
    /// Something is in the way.
    Failed(MediaError),
}

impl Refusal {
    /// Reads what `getDisplayMedia` rejected with.
    ///
    /// Browsers say `NotAllowedError` for a closed picker. Where the operating system forbids it, Chromium says so in the
    /// message; Firefox says `NotFoundError`; Safari says nothing at all that would tell it from a closed picker.
    #[must_use]
    pub fn from_dom(name: &str, message: &str, constraint: Option<&str>) -> Self {
        let error = MediaError::from_dom(name, message, constraint);
        match error.kind {
            MediaErrorKind::Denied(DeniedBy::Person | DeniedBy::Dismissal | DeniedBy::Untold) => Self::Cancelled,
            MediaErrorKind::NotFound => {
                Self::Failed(MediaError { kind: MediaErrorKind::Denied(DeniedBy::System), ..error })
            }
            _ => Self::Failed(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;

    #[test]
    fn every_option_has_the_name_of_the_specification() {
        let options = DisplayOptions {
            surface: Some(Surface::Monitor),
            cursor: Some(Cursor::Motion),
            width: Some(Limit::AtMost(1920)),
            height: Some(Limit::Ideal(1080)),
            monitor_type_surfaces: Some(Offer::Include),
            prefer_current_tab: true,
            ..DisplayOptions::default()
        };
        assert_snapshot!(serde_json::to_string(&options).unwrap(), @r#"{"video":{"displaySurface":"monitor","cursor":"motion","width":{"max":1920},"height":{"ideal":1080},"frameRate":{"max":30}},"audio":{"restrictOwnAudio":true,"suppressLocalAudioPlayback":false,"echoCancellation":false,"noiseSuppression":false,"autoGainControl":false},"surfaceSwitching":"include","selfBrowserSurface":"exclude","systemAudio":"include","monitorTypeSurfaces":"include","windowAudio":"window","preferCurrentTab":true}"#);
    }

    #[test]
    fn the_sound_is_asked_for_as_it_is_set() {
        let sound = |sound: ScreenSound| serde_json::to_string(&sound).unwrap();
        let music =
            ScreenSound { restrict_own_audio: false, suppress_local_audio_playback: true, ..Default::default() };
        assert_snapshot!(sound(music), @r#"{"restrictOwnAudio":false,"suppressLocalAudioPlayback":true,"echoCancellation":false,"noiseSuppression":false,"autoGainControl":false}"#);
        let voice = ScreenSound { process_as_voice: true, ..Default::default() };
        assert_snapshot!(sound(voice), @r#"{"restrictOwnAudio":true,"suppressLocalAudioPlayback":false,"echoCancellation":true,"noiseSuppression":true,"autoGainControl":true}"#);
    }

    #[test]
    fn the_code_that_would_request_it() {
        assert_snapshot!(DisplayOptions::default().to_javascript(), @r#"
        const stream = await navigator.mediaDevices.getDisplayMedia({
          video: {
            frameRate: { max: 30 },
          },
          audio: {
            restrictOwnAudio: true,
            suppressLocalAudioPlayback: false,
            echoCancellation: false,
            noiseSuppression: false,
            autoGainControl: false,
          },
          surfaceSwitching: "include",
          selfBrowserSurface: "exclude",
          systemAudio: "include",
          windowAudio: "window",
        });
        "#);
        assert_snapshot!(DisplayOptions::ANY.to_javascript(), @"
        const stream = await navigator.mediaDevices.getDisplayMedia({
          video: {},
          audio: false,
        });
        ");
    }

    #[test]
    fn what_excludes_each_other_is_named() {
        assert_eq!(DisplayOptions::default().contradiction(), None);
        let own = DisplayOptions { prefer_current_tab: true, ..DisplayOptions::default() };
        assert_eq!(own.contradiction(), Some(Contradiction::CurrentTabExcluded));
        let exclude = Some(Offer::Exclude);
        let none =
            DisplayOptions { surface: Some(Surface::Monitor), monitor_type_surfaces: exclude, ..DisplayOptions::ANY };
        assert_eq!(none.contradiction(), Some(Contradiction::MonitorsExcluded));
    }

    #[test]
    fn a_closed_picker_is_no_error_and_a_forbidding_system_is_one() {
        #[track_caller]
        fn check(name: &str, message: &str, expected: Option<&MediaErrorKind>) {
            let refusal = match Refusal::from_dom(name, message, None) {
                Refusal::Cancelled => None,
                Refusal::Failed(error) => Some(error.kind),
            };
            assert_eq!(refusal.as_ref(), expected, "{name}: {message}");
        }
        let system = MediaErrorKind::Denied(DeniedBy::System);
        // Chromium
        check("NotAllowedError", "Permission denied", None);
        check("NotAllowedError", "Permission denied by user", None);
        check("NotAllowedError", "Permission dismissed", None);
        check("NotAllowedError", "Permission denied by system", Some(&system));
        let policy = r#"Access to the feature "display-capture" is disallowed by permissions policy."#;
        check("NotAllowedError", policy, Some(&MediaErrorKind::Denied(DeniedBy::Policy)));
        check("AbortError", "Error starting tab capture", Some(&MediaErrorKind::Aborted));
        check("NotReadableError", "Could not start video source", Some(&MediaErrorKind::InUse));
        // Firefox
        let sentence = "The request is not allowed by the user agent or the platform in the current context.";
        check("NotAllowedError", sentence, None);
        check("NotFoundError", "The object can not be found here.", Some(&system));
        // Safari
        let sentence = "The request is not allowed by the user agent or the platform in the current context, possibly \
                        because the user denied permission.";
        check("NotAllowedError", sentence, None);
        let gesture = "getDisplayMedia must be called from a user gesture handler.";
        check("InvalidStateError", gesture, Some(&MediaErrorKind::NeedsGesture));
    }
}
