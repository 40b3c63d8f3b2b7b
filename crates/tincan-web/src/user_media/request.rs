//! One question to the browser, and what its answer means.

use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use tincan_core::{
    constraints::{Constraint, FacingMode, UserMediaOptions},
    devices::{DeviceKind, choice::Target},
    media_error::{DeniedBy, MediaError, MediaErrorKind},
};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{MediaStream, MediaStreamConstraints, MediaStreamTrack, MediaStreamTrackState};

use crate::{
    media_error::{media_error, no_media_devices},
    permission::PermissionName,
    sys,
};

/// What is asked of the browser for one kind.
#[derive(Debug, Clone)]
pub(super) struct Request {
    pub(super) kind: Kind,
    pub(super) target: Target,
    /// The constraints, without the target.
    pub(super) given: UserMediaOptions,
    /// The side of a phone that the person turned to.
    pub(super) facing: Option<FacingMode>,
}

impl Request {
    /// What to give `getUserMedia`. A device that is asked for by its id is not asked for by what it should be, too.
    fn constraints(&self) -> UserMediaOptions {
        let mut options = self.given.clone();
        let exact = match &self.target {
            Target::Default => None,
            Target::Exact(id) => Some(Constraint::Exact(id.clone())),
        };
        if let Some(audio) = &mut options.audio
            && exact.is_some()
        {
            (audio.device, audio.group) = (exact.clone(), None);
        }
        if let Some(video) = &mut options.video {
            if exact.is_some() {
                (video.device, video.group, video.facing_mode) = (exact, None, None);
            } else if let Some(facing) = self.facing {
                (video.device, video.group, video.facing_mode) = (None, None, Some(Constraint::Exact(facing)));
            }
        }
        options
    }

    /// Asks for this alone.
    pub(super) async fn ask(&self) -> Result<MediaStreamTrack, MediaError> {
        let stream = get_user_media(&self.constraints()).await?;
        live_track(&stream, self.kind)
    }

    /// Whether it failed for what was asked of the device, and not for the device.
    pub(super) fn asks_too_much(&self, error: &MediaError) -> bool {
        let MediaErrorKind::Overconstrained { constraint } = &error.kind else { return false };
        !matches!(self.target, Target::Exact(_)) || constraint.as_deref() != Some("deviceId")
    }
}

/// Asks for both at once, so that the person is asked once. `None`: each is to be asked for alone.
pub(super) async fn ask_both(
    microphone: &Request,
    camera: &Request,
) -> Option<[Result<MediaStreamTrack, MediaError>; 2]> {
    let both = UserMediaOptions { audio: microphone.constraints().audio, video: camera.constraints().video };
    match get_user_media(&both).await {
        Err(error) if each_alone_may_succeed(&error) => None,
        result => Some(Kind::ALL.map(|kind| match &result {
            Ok(stream) => live_track(stream, kind),
            Err(error) => Err(error.clone()),
        })),
    }
}

/// The part of the options for one kind: what the browser likes where they do not ask for it.
pub(super) fn part_of(options: &UserMediaOptions, kind: Kind) -> UserMediaOptions {
    match kind {
        Kind::Microphone => UserMediaOptions { audio: Some(options.audio.clone().unwrap_or_default()), video: None },
        Kind::Camera => UserMediaOptions { audio: None, video: Some(options.video.clone().unwrap_or_default()) },
    }
}

/// Whether both leave the choice of the device to the same rules: else a live track will not do.
pub(super) fn is_same_device(one: &UserMediaOptions, other: &UserMediaOptions) -> bool {
    let audio = |it: &UserMediaOptions| it.audio.as_ref().map(|audio| (audio.device.clone(), audio.group.clone()));
    let video = |it: &UserMediaOptions| {
        it.video.as_ref().map(|video| (video.device.clone(), video.group.clone(), video.facing_mode))
    };
    audio(one) == audio(other) && video(one) == video(other)
}

/// The constraints of one kind without those that choose the device, as `applyConstraints` takes them.
pub(super) fn without_device(options: &UserMediaOptions) -> UserMediaOptions {
    let mut options = options.clone();
    if let Some(audio) = &mut options.audio {
        (audio.device, audio.group) = (None, None);
    }
    if let Some(video) = &mut options.video {
        (video.device, video.group, video.facing_mode) = (None, None, None);
    }
    options
}

/// Whether asking for each alone may give what asking for both did not. Where the person closed the question, asking
/// twice more would be impertinent; where the page has no devices at all it would be useless.
fn each_alone_may_succeed(error: &MediaError) -> bool {
    match error.kind {
        MediaErrorKind::Denied(DeniedBy::Dismissal)
        | MediaErrorKind::InsecurePage
        | MediaErrorKind::Unsupported
        | MediaErrorKind::PageInactive => false,
        MediaErrorKind::Denied(_)
        | MediaErrorKind::NotFound
        | MediaErrorKind::InUse
        | MediaErrorKind::Overconstrained { .. }
        | MediaErrorKind::Aborted
        | MediaErrorKind::Forbidden
        | MediaErrorKind::BadRequest
        | MediaErrorKind::NeedsGesture
        | MediaErrorKind::Ended
        | MediaErrorKind::Unknown { .. } => true,
    }
}

/// Asks. Whoever calls this must be there when the answer comes: see [`UserMedia`](super::UserMedia).
pub(crate) async fn get_user_media(options: &UserMediaOptions) -> Result<MediaStream, MediaError> {
    let devices = sys::media_devices().ok_or_else(no_media_devices)?;
    let constraints = options.serialize(&Serializer::json_compatible()).map_err(|error| media_error(&error.into()))?;
    let promise = devices
        .get_user_media_with_constraints(constraints.unchecked_ref::<MediaStreamConstraints>())
        .map_err(|thrown| media_error(&thrown))?;
    let stream = JsFuture::from(promise).await.map_err(|thrown| media_error(&thrown))?;
    Ok(stream.unchecked_into())
}

/// The track of that kind.
fn live_track(stream: &MediaStream, kind: Kind) -> Result<MediaStreamTrack, MediaError> {
    let tracks = match kind {
        Kind::Microphone => stream.get_audio_tracks(),
        Kind::Camera => stream.get_video_tracks(),
    };
    let track: Option<MediaStreamTrack> = tracks.iter().next().map(JsCast::unchecked_into);
    let track = track.ok_or_else(|| MediaError::from_dom("NotFoundError", "the stream has no such track", None))?;
    match track.ready_state() {
        MediaStreamTrackState::Ended => Err(MediaError::ended()),
        _ => Ok(track),
    }
}

/// Which of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Microphone,
    Camera,
}

impl Kind {
    pub(super) const ALL: [Self; 2] = [Self::Microphone, Self::Camera];

    pub(super) fn device(self) -> DeviceKind {
        match self {
            Self::Microphone => DeviceKind::Microphone,
            Self::Camera => DeviceKind::Camera,
        }
    }

    pub(super) fn permission(self) -> PermissionName {
        match self {
            Self::Microphone => PermissionName::Microphone,
            Self::Camera => PermissionName::Camera,
        }
    }

    /// `None` for what is no capture.
    pub(super) fn of(kind: DeviceKind) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.device() == kind)
    }
}
