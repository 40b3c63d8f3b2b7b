//! Remembered devices.

use gloo_timers::future::TimeoutFuture;
use tincan::{dom, own_media::use_own_media, settings::SettingsProvider};
use wasm_bindgen_test::wasm_bindgen_test;
use yew::prelude::*;

use crate::page::Page;

#[component]
fn Own() -> Html {
    let media = use_own_media();
    use_effect_with((), {
        let media = media.clone();
        move |()| media.start()
    });
    let live = media.camera.is_live() && media.microphone.is_live();
    html! { <p data-live={live.then_some("true")}>{ format!("{media:?}") }</p> }
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

async fn until_live(page: &Page<Remembering>) {
    for _ in 0..500 {
        if page.one("p").has_attribute("data-live") {
            return;
        }
        TimeoutFuture::new(20).await;
    }
    panic!("no device within ten seconds: {}", page.text("p"));
}
