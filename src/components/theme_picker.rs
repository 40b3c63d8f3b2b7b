//! Light or dark.

use yew::prelude::*;

use super::select_box::{Choice, SelectBox};
use crate::settings::{SettingsChange, Theme, use_settings};

/// Chooses between light, dark and what the system says.
#[component]
pub fn ThemePicker() -> Html {
    let settings = use_settings();
    let text = settings.text();
    let label = |theme| match theme {
        Theme::System => text.theme_system,
        Theme::Light => text.theme_light,
        Theme::Dark => text.theme_dark,
    };
    let choices: Vec<Choice> =
        Theme::ALL.into_iter().map(|theme| Choice { value: theme.key().into(), label: label(theme).into() }).collect();
    let changer = settings.changer();
    let onchange = move |key: AttrValue| changer.emit(SettingsChange::Theme(Theme::from_key(&key)));
    html! {
        <div class="theme-picker">
            <SelectBox id="theme" label={text.theme} {choices} selected={settings.theme.key()} {onchange} />
        </div>
    }
}
