//! Filters of one's own picture and sound.

use yew::prelude::*;
use yew_webrtc::{FilterStatus, UseFiltersHandle};

use super::filter_controls::FilterControlsProps;
use crate::{dom, filter_settings::FilterSettings, i18n::Text, panels::use_panels, settings::use_text};

/// Properties of [`FilterPanel`].
#[derive(Debug, PartialEq, Properties)]
pub struct FilterPanelProps {
    /// The filters at work.
    pub filters: UseFiltersHandle,
}

/// All filters, what they cost and what they do; folded at first, and then nothing of it is there.
#[component]
pub fn FilterPanel(props: &FilterPanelProps) -> Html {
    let text = use_text();
    let open = use_state_eq(|| false);
    let panels = use_panels(*open);
    let ontoggle = dom::on_toggle(&open);
    html! {
        <details class="filter-panel" {ontoggle}>
            <summary class="filter-panel__summary">{ text.filters }</summary>
            <div class="filter-panel__body">
                if *open {
                    { panels.draw(text, |panels| (panels.filters)(FilterControlsProps { filters: props.filters.clone() })) }
                }
            </div>
        </details>
    }
}

/// That something is done to picture or sound, or that it cannot be: for whoever has forgotten it. `None` while nothing is to be
/// done.
#[must_use]
pub fn filter_reminder(text: &Text, chosen: FilterSettings, filters: &UseFiltersHandle) -> Option<&'static str> {
    let reminder = match filters.picture_status {
        FilterStatus::NotLoaded => text.filters_not_loaded,
        FilterStatus::Impossible(_) => text.filters_impossible,
        FilterStatus::Off | FilterStatus::On | FilterStatus::Waiting | FilterStatus::Loading => text.filters_on,
    };
    (!chosen.is_neutral()).then_some(reminder)
}
