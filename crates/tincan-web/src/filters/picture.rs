//! A picture through filters, in the best way that the browser has.

use std::time::Duration;

use tincan_core::{filter_cost::FilterCost, filters::PictureFilters, media_error::MediaError};
use web_sys::MediaStreamTrack;

use super::{Filtering, canvas::CanvasPicture, worker::WorkerPicture};

/// A track of a picture that went through filters. The source is lent; the track that it makes is its own, and stopped when this
/// value is dropped.
#[derive(Debug)]
pub(super) enum FilteredPicture {
    Worker(WorkerPicture),
    Canvas(CanvasPicture),
}

impl FilteredPicture {
    /// Begins: in a worker if that is allowed and the browser can, else on the page. The track has no frame before the source has had
    /// one. `on_failure` is called when the worker turns out not to work: then the page has to.
    ///
    /// # Errors
    /// [`MediaErrorKind::Unsupported`](tincan_core::media_error::MediaErrorKind::Unsupported): the browser's canvas knows no
    /// filters, or cannot be sent.
    pub(super) fn new(
        source: &MediaStreamTrack,
        filters: PictureFilters,
        may_use_worker: bool,
        on_failure: impl Fn() + 'static,
    ) -> Result<Self, MediaError> {
        if may_use_worker && let Ok(picture) = WorkerPicture::new(source, filters, on_failure) {
            return Ok(Self::Worker(picture));
        }
        CanvasPicture::new(source, filters).map(Self::Canvas)
    }
}

impl Filtering for FilteredPicture {
    type Amounts = PictureFilters;

    fn track(&self) -> &MediaStreamTrack {
        match self {
            Self::Worker(picture) => picture.track(),
            Self::Canvas(picture) => picture.track(),
        }
    }

    fn cost(&self) -> Option<PictureCost> {
        match self {
            Self::Worker(picture) => picture.cost(),
            Self::Canvas(picture) => picture.cost(),
        }
    }

    fn set_filters(&self, filters: PictureFilters) {
        match self {
            Self::Worker(picture) => picture.set_filters(filters),
            Self::Canvas(picture) => picture.set_filters(filters),
        }
    }

    fn set_source(&self, source: &MediaStreamTrack) -> Result<(), MediaError> {
        match self {
            Self::Worker(picture) => picture.set_source(source),
            Self::Canvas(picture) => picture.set_source(source),
        }
    }
}

/// What filters of the picture cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PictureCost {
    /// How long each frame takes, smoothed over about eight frames.
    pub per_frame: Duration,
    /// Who is busy for so long.
    pub place: FilterPlace,
    /// The width of what is made, in pixels.
    pub width: u32,
    /// The height of what is made, in pixels.
    pub height: u32,
    /// Whether it is made smaller than the source, since it would take too long.
    pub reduced: bool,
}

impl PictureCost {
    /// Of frames of this size; `None` while it is not known.
    pub(super) fn of(cost: &FilterCost, source: (u32, u32), place: FilterPlace) -> Option<Self> {
        let (width, height) = cost.size(source);
        Some(Self { per_frame: cost.per_frame()?, place, width, height, reduced: cost.eighths() < 8 })
    }
}

/// Where frames are filtered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FilterPlace {
    /// In a worker, beside the page: a part of a processor, and nothing that a person feels.
    Worker,
    /// By the page itself, which answers nobody meanwhile. Where browsers let no worker do it (Firefox).
    Page,
}

/// How long a frame of the track lasts, in seconds.
pub(super) fn period(track: &MediaStreamTrack) -> f64 {
    let rate = track.get_settings().get_frame_rate().filter(|rate| *rate >= 1.0);
    1.0 / rate.unwrap_or(USUAL_RATE)
}

const USUAL_RATE: f64 = 30.0;
