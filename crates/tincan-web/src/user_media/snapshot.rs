//! What there is to see of a [`UserMedia`](super::UserMedia).

use tincan_core::{
    constraints::{AudioConstraints, FacingMode, Misfit, UserMediaOptions, VideoConstraints},
    devices::{
        DeviceId, DeviceKind, Devices, Wanted,
        choice::{InUse, Notice},
    },
    media_error::MediaError,
};
use web_sys::{MediaStream, MediaStreamTrack};

use crate::track;

/// What a [`UserMedia`](super::UserMedia) has at one moment.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct UserMediaSnapshot {
    /// The microphone.
    pub microphone: TrackStatus,
    /// The camera.
    pub camera: TrackStatus,
    /// Whether the microphone is silenced, or will be when it starts.
    pub muted: bool,
    /// Whether the microphone is on and between two devices: the one before is stopped, the next is not live yet.
    pub microphone_changing: bool,
    /// Whether the camera is on and between two devices, as the microphone may be.
    pub camera_changing: bool,
    /// On which side of a phone the live camera is; while it changes, on which the one before was. `None` if it does not say.
    pub camera_side: Option<FacingMode>,
    /// Whether the person turned to a side of the phone since they chose a camera: that is no choice to remember.
    pub camera_turned: bool,
    /// The live tracks together, for a preview (muted, or the person hears themselves); another object whenever the tracks
    /// change, so that comparing by identity tells. `None` while nothing is live.
    pub stream: Option<MediaStream>,
    /// Which devices there are; empty until the first list has arrived.
    pub devices: Devices,
    /// The microphone that the person chose, there or not.
    pub wanted_microphone: Wanted,
    /// The camera that the person chose, there or not.
    pub wanted_camera: Wanted,
    /// The microphone that is live: possibly another than the wanted one.
    pub microphone_in_use: Option<InUse>,
    /// The camera that is live: possibly another than the wanted one.
    pub camera_in_use: Option<InUse>,
    /// Whether the live microphone has given nothing for half a second because of the system or the hardware.
    pub microphone_muted_by_system: bool,
    /// Whether the live camera has given nothing for half a second because of the system or the hardware.
    pub camera_muted_by_system: bool,
    /// Which constraints could not be met. What was live before stays live as it was.
    pub constraint_error: Option<ConstraintError>,
    /// What to say to the person, the oldest first. What is no longer true vanishes by itself.
    pub notices: Vec<MediaNotice>,
}

impl UserMediaSnapshot {
    /// How the device of a kind is. Speakers are not captured: `Idle`.
    #[must_use]
    pub fn status(&self, kind: DeviceKind) -> &TrackStatus {
        match kind {
            DeviceKind::Camera => &self.camera,
            DeviceKind::Microphone => &self.microphone,
            DeviceKind::Speaker => &TrackStatus::Idle,
        }
    }

    /// Which device of a kind the person chose. Nothing is known here of speakers: `Automatic`.
    #[must_use]
    pub fn wanted(&self, kind: DeviceKind) -> &Wanted {
        match kind {
            DeviceKind::Camera => &self.wanted_camera,
            DeviceKind::Microphone => &self.wanted_microphone,
            DeviceKind::Speaker => &Wanted::Automatic,
        }
    }

    /// Which device of a kind is live. Nothing is known here of speakers: `None`.
    #[must_use]
    pub fn in_use(&self, kind: DeviceKind) -> Option<&InUse> {
        match kind {
            DeviceKind::Camera => self.camera_in_use.as_ref(),
            DeviceKind::Microphone => self.microphone_in_use.as_ref(),
            DeviceKind::Speaker => None,
        }
    }

    /// Whether there seems to be a camera on the other side: the live one says on which side it is, as those of phones do, and
    /// there is another. It stays so while the camera changes.
    #[must_use]
    pub fn can_flip_camera(&self) -> bool {
        self.camera_side.is_some() && self.devices.hardware(DeviceKind::Camera).count() > 1
    }

    /// Whether the person looks for themselves in the picture, and expects a mirror: not if the camera looks away from them.
    #[must_use]
    pub fn is_camera_mirrored(&self) -> bool {
        self.camera_side != Some(FacingMode::Environment)
    }
}

/// Whether a camera looks at the person or away from them; `None` if it does not say.
pub(super) fn side_of(camera: &MediaStreamTrack) -> Option<FacingMode> {
    match camera.get_settings().get_facing_mode()?.as_str() {
        "environment" => Some(FacingMode::Environment),
        "user" => Some(FacingMode::User),
        _ => None,
    }
}

/// How a camera or a microphone is.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum TrackStatus {
    /// Off.
    #[default]
    Idle,
    /// Asked for: the browser may be asking the person.
    Requesting,
    /// On.
    Live(MediaStreamTrack),
    /// It cannot be had at the moment. Wanting it again is another try; one that is plugged in, or allowed, comes by itself.
    Failed(MediaError),
}

impl TrackStatus {
    /// The live track.
    pub fn track(&self) -> Option<&MediaStreamTrack> {
        match self {
            Self::Live(track) => Some(track),
            Self::Idle | Self::Requesting | Self::Failed(_) => None,
        }
    }

    /// Why it failed.
    pub fn error(&self) -> Option<&MediaError> {
        match self {
            Self::Failed(error) => Some(error),
            Self::Idle | Self::Requesting | Self::Live(_) => None,
        }
    }

    /// Whether it is on.
    pub fn is_live(&self) -> bool {
        self.track().is_some()
    }

    /// Whether it is being asked for.
    pub fn is_requesting(&self) -> bool {
        matches!(self, Self::Requesting)
    }

    /// The device in use, if the browser tells.
    pub fn device(&self) -> Option<DeviceId> {
        let id = self.track()?.get_settings().get_device_id()?;
        (!id.is_empty()).then(|| DeviceId::from(id))
    }
}

/// The devices that a person chose on an earlier day.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WantedDevices {
    /// The camera.
    pub camera: Wanted,
    /// The microphone.
    pub microphone: Wanted,
}

/// What could not be met.
#[derive(Debug, Clone, PartialEq)]
pub struct ConstraintError {
    /// Of the camera or of the microphone.
    pub kind: DeviceKind,
    /// What the browser said. `Overconstrained` names one constraint.
    pub error: MediaError,
    /// What was asked for, of this kind alone.
    pub asked: UserMediaOptions,
}

impl ConstraintError {
    /// Everything that the device of this track cannot meet, and what it has instead. Empty if the browser does not tell.
    #[must_use]
    pub fn misfits(&self, track: &MediaStreamTrack) -> Vec<Misfit> {
        let video = self.asked.video.as_ref().map(VideoConstraints::asked);
        let asked = video.or_else(|| self.asked.audio.as_ref().map(AudioConstraints::asked)).unwrap_or_default();
        track::capabilities(track).misfits(&asked)
    }
}

/// Something to say to the person.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct MediaNotice {
    /// By which it is dismissed.
    pub id: u32,
    /// What happened.
    pub what: MediaNews,
}

/// What happened to a camera or a microphone.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum MediaNews {
    /// A device came, went, was exchanged or silenced.
    Device(DeviceKind, Notice),
    /// The microphone is on and gives nothing at all.
    MicrophoneSilent,
    /// The person speaks, and nobody hears it, for the microphone is muted.
    SpeakingWhileMuted,
}
