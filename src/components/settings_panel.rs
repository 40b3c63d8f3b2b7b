//! What can be set during a call.

use yew::prelude::*;
use yew_webrtc::{Relays, UseAudioOutputHandle, UseFiltersHandle, UseUserMediaHandle, can_share_screen};

use super::{
    device_pickers::DevicePickers, filter_panel::FilterPanel, language_picker::LanguagePicker,
    media_options::MediaOptions, path_options::PathOptions, screen_notice::screen_hint, share_options::ShareOptions,
    side_panel::SidePanel, theme_picker::ThemePicker,
};
use crate::settings::use_settings;

/// Properties of [`SettingsPanel`].
#[derive(Debug, PartialEq, Properties)]
pub struct SettingsPanelProps {
    /// One's own microphone and camera.
    pub media: UseUserMediaHandle,
    /// The filters of one's own picture and sound.
    pub filters: UseFiltersHandle,
    /// What the others are heard through.
    pub output: UseAudioOutputHandle,
    /// What there is to be relayed by.
    pub relays: Relays,
    /// Puts the panel away.
    pub onclose: Callback<()>,
}

/// The settings, in a [`SidePanel`].
#[component]
pub fn SettingsPanel(props: &SettingsPanelProps) -> Html {
    let settings = use_settings();
    let (text, language) = (settings.text(), settings.language);
    html! {
        <SidePanel title={text.devices.settings} onclose={props.onclose.clone()}>
            <div class="settings-panel">
                <DevicePickers media={props.media.clone()} output={props.output.clone()} />
                <MediaOptions media={props.media.clone()} />
                <FilterPanel filters={props.filters.clone()} />
                <div class="settings-panel__part">
                    if can_share_screen() {
                        <ShareOptions />
                    } else {
                        { screen_hint(text, language.trouble_text()) }
                    }
                </div>
                <div class="settings-panel__part">
                    <PathOptions relays={props.relays} />
                </div>
                <div class="settings-panel__part">
                    <h3>{ language.media_text().this_page }</h3>
                    <LanguagePicker />
                    <ThemePicker />
                </div>
            </div>
        </SidePanel>
    }
}
