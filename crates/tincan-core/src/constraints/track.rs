//! What to ask of one track.

use serde::Serialize;

use super::{Ask, AudioConstraints, Property, UserMediaOptions, VideoConstraints};
use crate::devices::DeviceKind;

/// What to ask of one track, of a camera or of a microphone. It serialises to the argument of `applyConstraints`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum TrackConstraints {
    /// Of a microphone.
    Audio(AudioConstraints),
    /// Of a camera.
    Video(VideoConstraints),
}

impl TrackConstraints {
    /// Whose track it is.
    #[must_use]
    pub fn kind(&self) -> DeviceKind {
        match self {
            Self::Audio(_) => DeviceKind::Microphone,
            Self::Video(_) => DeviceKind::Camera,
        }
    }

    /// What asks for such a track, and for nothing besides.
    #[must_use]
    pub fn options(&self) -> UserMediaOptions {
        match self.clone() {
            Self::Audio(audio) => UserMediaOptions { audio: Some(audio), video: None },
            Self::Video(video) => UserMediaOptions { audio: None, video: Some(video) },
        }
    }

    /// The code that would apply it to a live track.
    #[must_use]
    pub fn to_javascript(&self) -> String {
        match self {
            Self::Audio(audio) => audio.to_javascript(),
            Self::Video(video) => video.to_javascript(),
        }
    }

    /// Everything that is asked for, in one form.
    #[must_use]
    pub fn asked(&self) -> Vec<(Property, Ask)> {
        match self {
            Self::Audio(audio) => audio.asked(),
            Self::Video(video) => video.asked(),
        }
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;
    use crate::constraints::{Preset, Range};

    #[test]
    fn one_track_is_asked_for_and_changed_with_the_same_words() {
        let camera = TrackConstraints::Video(Preset::Vga.into());
        assert_eq!(serde_json::to_string(&camera).unwrap(), r#"{"width":{"ideal":640},"height":{"ideal":480}}"#);
        assert_eq!((camera.kind(), camera.asked().len()), (DeviceKind::Camera, 2));
        assert_eq!(camera.options(), UserMediaOptions { audio: None, video: Some(Preset::Vga.into()) });
        assert!(camera.to_javascript().contains("width: { ideal: 640 }"));

        let channel_count = Some(Range::Exact(2));
        let microphone = TrackConstraints::Audio(AudioConstraints { channel_count, ..AudioConstraints::ANY });
        assert_eq!((microphone.kind(), microphone.asked()[0].0), (DeviceKind::Microphone, Property::ChannelCount));
        assert_snapshot!(microphone.options().to_javascript(), @"
        const stream = await navigator.mediaDevices.getUserMedia({
          audio: {
            channelCount: { exact: 2 },
          },
        });
        ");
    }
}
