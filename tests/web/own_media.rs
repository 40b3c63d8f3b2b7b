//! Remembered devices.

use tincan::{
    dom,
    own_media::use_own_media,
    settings::{Settings, SettingsProvider},
};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlElement;
use yew::{prelude::*, scheduler};
use yew_webrtc::Wanted;

use crate::page::{Page, until};

#[component]
fn Own() -> Html {
    let media = use_own_media();
    use_effect_with((), {
        let media = media.clone();
        move |()| media.start()
    });
    let live = media.camera.is_live() && media.microphone.is_live();
    let choose = {
        let media = media.clone();
        move |_: MouseEvent| media.select_camera(Wanted::Device { id: "e3f1".into(), label: "USB".to_owned() })
    };
    html! { <p data-live={live.then_some("true")} onclick={choose}>{ format!("{media:?}") }</p> }
}

#[component]
fn Remembering() -> Html {
    html! { <SettingsProvider><Own /></SettingsProvider> }
}

#[wasm_bindgen_test]
async fn remembered_devices_that_are_gone_make_way_for_others_and_stay_remembered() {
    let storage = dom::local_storage().unwrap();
    for key in ["tincan.camera", "tincan.microphone"] {
        storage.set_item(key, "gone").unwrap();
    }
    let page = Page::<Remembering>::mount(()).await;
    until_live(&page).await;
    for key in ["tincan.camera", "tincan.microphone"] {
        assert_eq!(storage.get_item(key).unwrap().as_deref(), Some("gone"));
        storage.remove_item(key).unwrap();
    }
}

#[wasm_bindgen_test]
async fn what_is_chosen_is_remembered_with_its_name() {
    let storage = dom::local_storage().unwrap();
    storage.remove_item("tincan.camera").unwrap();
    let page = Page::<Remembering>::mount(()).await;
    until_live(&page).await;
    assert_eq!(storage.get_item("tincan.camera").unwrap(), None, "nothing was chosen");
    page.one("p").dyn_into::<HtmlElement>().unwrap().click();
    scheduler::flush().await;
    assert_eq!(Settings::load().camera, Wanted::Device { id: "e3f1".into(), label: "USB".to_owned() });
    storage.remove_item("tincan.camera").unwrap();
}

async fn until_live(page: &Page<Remembering>) {
    until("a device", || page.one("p").has_attribute("data-live")).await;
}
