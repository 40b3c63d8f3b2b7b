//! One's own picture and sound as they are sent: through the filters that were chosen, on this day or an earlier one.

use yew::prelude::*;
use yew_webrtc::{FilterStatus, UseFiltersHandle, UseUserMediaHandle, use_filters};

use crate::{dom, settings::use_settings};

/// The filters by the settings. One's own preview has them by the custom property `--own-picture-filter` of `<html>`, from which the
/// stylesheets of all previews take their `filter`: each is a query container, and so is blurred as much as what is sent. Where the
/// others are to see the filters and the browser cannot do that, oneself does not see them either.
///
/// # When it releases
/// On unmount, as [`use_filters`] does; the custom property goes, too.
#[hook]
pub fn use_own_filters(media: &UseUserMediaHandle) -> UseFiltersHandle {
    let chosen = use_settings().filters;
    let filters = use_filters((&media.camera).into(), (&media.microphone).into(), chosen.options());
    let in_vain = chosen.sent && matches!(filters.picture_status, FilterStatus::Impossible(_));
    use_effect_with((chosen.picture, in_vain), |&(picture, in_vain)| {
        let css = (!picture.is_neutral() && !in_vain).then(|| picture.css_in_container());
        dom::set_root_property(PREVIEW_FILTER, css.as_deref());
        || dom::set_root_property(PREVIEW_FILTER, None)
    });
    filters
}

const PREVIEW_FILTER: &str = "--own-picture-filter";
