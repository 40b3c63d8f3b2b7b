//! One's own picture and sound as they are sent: through the filters that were chosen, on this day or an earlier one.

use yew::prelude::*;
use yew_webrtc::{UseFiltersHandle, UseUserMediaHandle, use_filters};

use crate::{dom, settings::use_settings};

/// The filters by the settings. One's own preview has them by the custom property `--own-picture-filter` of `<html>`, from which the
/// stylesheets of all previews take their `filter`.
///
/// # When it releases
/// On unmount, as [`use_filters`] does; the custom property goes, too.
#[hook]
pub fn use_own_filters(media: &UseUserMediaHandle) -> UseFiltersHandle {
    let filters = use_settings().filters;
    use_effect_with(filters.picture, |picture| {
        let css = (!picture.is_neutral()).then(|| picture.css_in_container());
        dom::set_root_property(PREVIEW_FILTER, css.as_deref());
        || dom::set_root_property(PREVIEW_FILTER, None)
    });
    use_filters((&media.camera).into(), (&media.microphone).into(), filters.options())
}

const PREVIEW_FILTER: &str = "--own-picture-filter";
