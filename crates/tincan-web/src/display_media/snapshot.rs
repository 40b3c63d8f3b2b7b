//! What is shared, and how sharing is, at one moment.

use tincan_core::{
    content::{Chosen, ContentKind},
    display::Surface,
    media_error::MediaError,
};
use web_sys::{MediaStream, MediaStreamTrack};

/// What a [`DisplayMedia`](super::DisplayMedia) has at one moment.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DisplaySnapshot {
    /// How sharing is.
    pub status: DisplayStatus,
    /// The picture, for the others; none while paused.
    pub picture: Option<MediaStreamTrack>,
    /// The sound, for the others; none while paused, and where the browser or the person gave none.
    pub sound: Option<MediaStreamTrack>,
    /// Picture and sound, for a silent preview, also while paused; another object when another surface took over.
    pub stream: Option<MediaStream>,
    /// What kind of surface it is, if the browser tells; or was, when it ended by itself.
    pub surface: Option<Surface>,
    /// It is the tab of this very page: who shows it here shows it in itself, without end. Where the browser does not tell, nothing is
    /// said.
    pub is_own_page: bool,
    /// The browser's name for the surface: empty, a title, or an identifier that tells a person nothing.
    pub label: String,
    /// What it is treated as.
    pub content: ContentKind,
    /// How high the picture is, in pixels; a window may be given another size while it is shared.
    pub height: Option<u32>,
    /// Whether it was chosen by hand as what it is treated.
    pub chosen: Chosen,
    /// The person is being asked for another surface, while this one is shared.
    pub is_switching: bool,
    /// Why the last switch failed: what was shared is still shared. That the person cancelled is no failure.
    pub switch_error: Option<MediaError>,
}

/// How sharing is.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum DisplayStatus {
    /// Nothing is shared; also after the person cancelled.
    #[default]
    Idle,
    /// The browser is asking the person what to share.
    Requesting,
    /// Shared.
    Live,
    /// Shared, and nothing is given out for a while.
    Paused,
    /// It could not be had; or it ended by itself ([`MediaErrorKind::Ended`](tincan_core::media_error::MediaErrorKind::Ended)):
    /// the person stopped it in the browser's own bar, closed the window, or the monitor is gone.
    Failed(MediaError),
}

impl DisplayStatus {
    /// Whether something is shared, paused or not.
    pub fn is_sharing(&self) -> bool {
        matches!(self, Self::Live | Self::Paused)
    }

    /// Why it failed.
    pub fn error(&self) -> Option<&MediaError> {
        match self {
            Self::Failed(error) => Some(error),
            Self::Idle | Self::Requesting | Self::Live | Self::Paused => None,
        }
    }
}
