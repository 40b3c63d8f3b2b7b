//! The language of the app.

use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::select_box::{Choice, SelectBox};
use crate::{
    i18n::Language,
    settings::{SettingsChange, use_settings},
};

/// Chooses the language of the app; each is called by its own name.
#[component]
pub fn LanguagePicker() -> Html {
    let settings = use_settings();
    let choices: Vec<Choice> = Language::ALL
        .into_iter()
        .map(|language| Choice { value: language.tag().into(), label: language.name().into() })
        .collect();
    let changer = settings.changer();
    let onchange = move |tag: AttrValue| {
        if let Some(language) = Language::from_tag(&tag) {
            let changer = changer.clone();
            spawn_local(async move {
                // Without its words, the language stays what it is.
                if language.load().await {
                    changer.emit(SettingsChange::Language(language));
                }
            });
        }
    };
    html! {
        <div class="language-picker">
            <SelectBox
                id="language"
                label={settings.text().language}
                {choices}
                selected={settings.language.tag()}
                {onchange}
            />
        </div>
    }
}
