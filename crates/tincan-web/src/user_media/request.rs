//! One question to the browser, and what its answer means.

use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use tincan_core::{
    constraints::{Constraint, UserMediaOptions},
    media_error::{DeniedBy, MediaError, MediaErrorKind},
};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{MediaStream, MediaStreamConstraints, MediaStreamTrack};

use crate::{
    media_error::{media_error, no_media_devices},
    sys,
};

/// Whether asking for each alone may give what asking for both did not. Where the person closed the question, asking
/// twice more would be impertinent; where the page has no devices at all it would be useless.
pub(super) fn each_alone_may_succeed(error: &MediaError) -> bool {
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

/// One track. An exact device that is gone (remembered from another day, or unplugged a moment ago) gives way to any other.
pub(super) async fn get_track(wish: &UserMediaOptions, kind: Kind) -> Result<MediaStreamTrack, MediaError> {
    let result = get_user_media(wish).await;
    let gone = matches!(
        &result,
        Err(MediaError { kind: MediaErrorKind::Overconstrained { .. } | MediaErrorKind::NotFound, .. })
    );
    let stream = match any_device(wish) {
        Some(wish) if gone => get_user_media(&wish).await?,
        _ => result?,
    };
    first_track(&stream, kind)
}

/// The same without the exact device; `None` if there is none.
fn any_device(wish: &UserMediaOptions) -> Option<UserMediaOptions> {
    let mut relaxed = wish.clone();
    let devices =
        [relaxed.audio.as_mut().map(|audio| &mut audio.device), relaxed.video.as_mut().map(|video| &mut video.device)];
    for device in devices.into_iter().flatten() {
        if matches!(device, Some(Constraint::Exact(_))) {
            *device = None;
        }
    }
    (relaxed != *wish).then_some(relaxed)
}

/// Asks. Whoever calls this must be there when the answer comes: see [`UserMedia`](super::UserMedia).
pub(super) async fn get_user_media(options: &UserMediaOptions) -> Result<MediaStream, MediaError> {
    let devices = sys::media_devices().ok_or_else(no_media_devices)?;
    let constraints = options.serialize(&Serializer::json_compatible()).map_err(|error| media_error(&error.into()))?;
    let promise = devices
        .get_user_media_with_constraints(constraints.unchecked_ref::<MediaStreamConstraints>())
        .map_err(|thrown| media_error(&thrown))?;
    let stream = JsFuture::from(promise).await.map_err(|thrown| media_error(&thrown))?;
    Ok(stream.unchecked_into())
}

/// The track of that kind.
pub(super) fn first_track(stream: &MediaStream, kind: Kind) -> Result<MediaStreamTrack, MediaError> {
    let tracks = match kind {
        Kind::Microphone => stream.get_audio_tracks(),
        Kind::Camera => stream.get_video_tracks(),
    };
    let track = tracks.iter().next().map(JsCast::unchecked_into);
    track.ok_or_else(|| MediaError::from_dom("NotFoundError", "the stream has no such track", None))
}

/// Which of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Microphone,
    Camera,
}

impl Kind {
    pub(super) const ALL: [Self; 2] = [Self::Microphone, Self::Camera];
}
