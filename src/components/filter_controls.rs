//! What is set and seen of one's own filters: loaded when it is unfolded.

use yew::prelude::*;
use yew_webrtc::{FilterStatus, UseFiltersHandle};

use super::{
    button::Button, filter_cost::FilterCost, icon::IconName, level_meter::LevelMeter, photo_booth::PhotoBooth,
    picture_filters::PictureSliders, sound_filters::SoundSliders, switch_box::switch_box,
};
use crate::{
    filter_settings::FilterSettings,
    i18n::FilterText,
    settings::{SettingsChange, use_settings},
};

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
            <fieldset class="filter-controls__group">
                <legend>{ words.picture }</legend>
                <PictureSliders />
                { switch_box("filters-sent", words.sent, words.sent_hint, chosen.sent, onsent) }
                <FilterCost filters={filters.clone()} />
            </fieldset>
            <fieldset class="filter-controls__group">
                <legend>{ words.sound }</legend>
                <SoundSliders />
                <div class="filter-controls__levels">
                    <span class="filter-controls__level">{ words.before }</span>
                    <LevelMeter track={filters.microphone.clone()} />
                    <span class="filter-controls__level">{ words.after }</span>
                    <LevelMeter track={filters.sound.clone()} />
                </div>
                <p class="filter-controls__trouble" role="status">{ sound_trouble(words, filters) }</p>
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
