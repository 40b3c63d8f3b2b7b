//! Filters of one's own picture and sound.

use yew::prelude::*;
use yew_webrtc::{FilterStatus, UseFiltersHandle};

use super::{
    button::Button, filter_cost::FilterCost, icon::IconName, level_meter::LevelMeter, photo_booth::PhotoBooth,
    picture_filters::PictureSliders, sound_filters::SoundSliders, switch_box::switch_box,
};
use crate::{
    dom,
    filter_settings::FilterSettings,
    i18n::{FilterText, Text},
    panels::use_panels,
    settings::{SettingsChange, use_settings},
};

/// Properties of [`FilterPanel`].
#[derive(Debug, PartialEq, Properties)]
pub struct FilterPanelProps {
    /// The filters at work.
    pub filters: UseFiltersHandle,
}

/// All filters, what they cost and what they do; folded at first, and then nothing of it is there.
#[component]
pub fn FilterPanel(props: &FilterPanelProps) -> Html {
    let settings = use_settings();
    let text = settings.text();
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

/// Properties of [`FilterControls`].
#[derive(Debug, PartialEq, Properties)]
pub struct FilterControlsProps {
    /// The filters at work.
    pub filters: UseFiltersHandle,
}

/// What is in the panel when it is unfolded.
#[component]
pub fn FilterControls(props: &FilterControlsProps) -> Html {
    let settings = use_settings();
    let (words, chosen) = (settings.language.filter_text(), settings.filters);
    let filters = &props.filters;
    let change = settings.changer().reform(SettingsChange::Filters);
    let onsent = change.reform(move |sent| FilterSettings { sent, ..chosen });
    let onreset = change.reform(move |_: MouseEvent| FilterSettings { sent: chosen.sent, ..FilterSettings::default() });
    html! {
        <>
            <PhotoBooth camera={filters.camera.clone()} />
            <fieldset class="filter-panel__group">
                <legend>{ words.picture }</legend>
                <PictureSliders />
                { switch_box("filters-sent", words.sent, words.sent_hint, chosen.sent, onsent) }
                <FilterCost filters={filters.clone()} />
            </fieldset>
            <fieldset class="filter-panel__group">
                <legend>{ words.sound }</legend>
                <SoundSliders />
                <div class="filter-panel__levels">
                    <span class="filter-panel__level">{ words.before }</span>
                    <LevelMeter track={filters.microphone.clone()} />
                    <span class="filter-panel__level">{ words.after }</span>
                    <LevelMeter track={filters.sound.clone()} />
                </div>
                <p class="filter-panel__trouble" role="status">{ sound_trouble(words, filters) }</p>
            </fieldset>
            <Button
                label={words.reset_all}
                icon={IconName::Retry}
                disabled={chosen.is_neutral()}
                onclick={onreset}
            />
        </>
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

/// Why the others hear the sound as it is, though something is to be done to it.
#[must_use]
pub fn sound_trouble(words: &FilterText, filters: &UseFiltersHandle) -> &'static str {
    match filters.sound_status {
        // What is loaded for both is told beside the picture.
        FilterStatus::Off | FilterStatus::On | FilterStatus::Loading | FilterStatus::NotLoaded => "",
        FilterStatus::Waiting => words.sound_waiting,
        FilterStatus::Impossible(_) => words.sound_impossible,
    }
}
