//! What is remembered, and what is made of nonsense in the storage.

use tincan::{
    components::{language_picker::LanguagePicker, theme_picker::ThemePicker},
    dom,
    i18n::Language,
    settings::{Settings, SettingsProvider, Theme},
};
use wasm_bindgen_test::wasm_bindgen_test;
use yew::prelude::*;
use yew_webrtc::Wanted;

use crate::page::{Page, document};

const KEYS: [&str; 6] =
    ["tincan.language", "tincan.theme", "tincan.name", "tincan.camera", "tincan.microphone", "tincan.speaker"];

fn store(value: Option<&str>) {
    let storage = dom::local_storage().unwrap();
    for key in KEYS {
        match value {
            Some(value) => storage.set_item(key, value).unwrap(),
            None => storage.remove_item(key).unwrap(),
        }
    }
}

#[component]
fn Pickers() -> Html {
    html! { <SettingsProvider><LanguagePicker /><ThemePicker /></SettingsProvider> }
}

#[wasm_bindgen_test]
async fn nonsense_costs_nothing_and_choices_are_applied_and_remembered() {
    store(Some("<nonsense>"));
    let settings = Settings::load();
    assert_eq!(settings.theme, Theme::System);
    assert_eq!(settings.name, "<nonsense>", "a name is parsed where it is used");

    store(Some("1f USB camera, wide"));
    let wide = Wanted::Device { id: "1f".into(), label: "USB camera, wide".to_owned() };
    assert_eq!(Settings::load().camera, wide);
    store(Some("1f"));
    let without_label = Wanted::Device { id: "1f".into(), label: String::new() };
    assert_eq!(Settings::load().microphone, without_label, "as earlier versions remembered it");
    store(None);
    assert_eq!(Settings::load().camera, Wanted::Automatic);
    let page = Page::<Pickers>::mount(()).await;
    page.choose("#language", "ko").await;
    page.choose("#theme", "dark").await;
    let root = document().document_element().unwrap();
    assert_eq!(root.get_attribute("lang").as_deref(), Some("ko"));
    assert_eq!(root.get_attribute("data-theme").as_deref(), Some("dark"));
    assert_eq!(page.text("label[for=language]"), Language::Korean.text().language);
    let settings = Settings::load();
    assert_eq!((settings.language, settings.theme), (Language::Korean, Theme::Dark));

    page.choose("#theme", "system").await;
    assert_eq!(root.get_attribute("data-theme"), None);
    store(None);
}
