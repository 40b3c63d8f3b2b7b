//! The settings during a call, with the browser's fake camera.

use tincan::{
    components::settings_panel::SettingsPanel, dom, own_filters::use_own_filters, own_media::use_own_media,
    settings::SettingsProvider,
};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{HtmlElement, HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;
use yew_webrtc::{Relays, Wanted, browser::Browser, use_audio_output};

use crate::page::{Page, document, until};

#[component]
fn Inside() -> Html {
    let media = use_own_media();
    let output = use_audio_output(Wanted::Automatic, media.devices.clone());
    let filters = use_own_filters(&media);
    let open = use_state_eq(|| false);
    use_effect_with((), {
        let media = media.clone();
        move |()| media.start()
    });
    let onclick = {
        let open = open.setter();
        move |_: MouseEvent| open.set(true)
    };
    let onclose = {
        let open = open.setter();
        move |()| open.set(false)
    };
    html! {
        <main>
            <button id="opener" {onclick}>{ "Open" }</button>
            <div>
                if *open {
                    <SettingsPanel {media} {filters} {output} relays={Relays::None} {onclose} />
                }
            </div>
        </main>
    }
}

#[component]
fn Exercise() -> Html {
    html! { <SettingsProvider><Inside /></SettingsProvider> }
}

const VGA: &str = "640 × 480";

fn forget() {
    dom::local_storage().unwrap().remove_item("tincan.media").unwrap();
}

async fn open(page: &Page<Exercise>) {
    page.one("#opener").unchecked_into::<HtmlElement>().focus().unwrap();
    page.click("#opener").await;
}

#[wasm_bindgen_test]
async fn picture_and_sound_are_set_on_what_is_live_and_remembered() {
    forget();
    let page = Page::<Exercise>::mount(()).await;
    open(&page).await;
    let gives = || page.text(".media-options__now");
    // The fake camera of Firefox has one size.
    let obeys = dom::agent().browser != Browser::Firefox;
    until("the camera", || gives().contains('×')).await;
    page.choose("#picture-size", "vga").await;
    until("a smaller picture", || !obeys || gives().contains(VGA)).await;
    page.choose("#frame-rate", "15").await;
    page.click("#noise").await;
    assert!(!page.one("#noise").unchecked_into::<HtmlInputElement>().checked());
    assert_eq!(dom::local_storage().unwrap().get_item("tincan.media").unwrap().as_deref(), Some("vga 15 keep-noise"));
    drop(page);

    let page = Page::<Exercise>::mount(()).await;
    open(&page).await;
    assert_eq!(page.one("#picture-size").unchecked_into::<HtmlSelectElement>().value(), "vga");
    until("the picture of the day before", || !obeys || page.text(".media-options__now").contains(VGA)).await;
    forget();
}

#[wasm_bindgen_test]
async fn an_address_is_hidden_and_what_there_is_no_relay_for_is_said() {
    let stored = || dom::local_storage().unwrap().get_item("tincan.paths").unwrap();
    dom::local_storage().unwrap().remove_item("tincan.paths").unwrap();
    let page = Page::<Exercise>::mount(()).await;
    open(&page).await;
    assert!(page.text(".path-options__trouble").contains("may not reach each other"));
    page.click("#relayed-only").await;
    assert!(page.text(".path-options__trouble").contains("nobody can reach you"));
    assert_eq!(stored().as_deref(), Some("relayed"));
    drop(page);

    let page = Page::<Exercise>::mount(()).await;
    open(&page).await;
    assert!(page.one("#relayed-only").unchecked_into::<HtmlInputElement>().checked());
    page.click("#relayed-only").await;
    assert_eq!(stored(), None);
}

#[wasm_bindgen_test]
async fn the_panel_takes_the_focus_and_escape_gives_it_back() {
    let page = Page::<Exercise>::mount(()).await;
    open(&page).await;
    let focused = || document().active_element();
    assert!(page.one("h2").is_same_node(focused().as_deref()));
    page.press_key("#camera", "Escape").await;
    assert_eq!(page.all("[role=dialog]").len(), 0);
    assert!(page.one("#opener").is_same_node(focused().as_deref()));
}
