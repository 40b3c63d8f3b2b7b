//! Filters of the own picture and sound: chosen in the panel, seen in the preview, gone with it; and the Lab's pages about them.

use js_sys::{Object, Reflect};
use tincan::{
    components::filter_panel::{FilterPanel, filter_reminder},
    dom,
    own_filters::use_own_filters,
    own_media::use_own_media,
    pages::lab::{Camera, Sound},
    settings::{SettingsProvider, use_settings},
};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{
    CanvasRenderingContext2d, Element, HtmlCanvasElement, HtmlElement, HtmlInputElement, HtmlVideoElement, InputEvent,
    InputEventInit,
};
use yew::{html::BaseComponent, prelude::*, scheduler};

use crate::page::{Page, document, until};

#[component]
fn Inside() -> Html {
    let media = use_own_media();
    let (settings, filters) = (use_settings(), use_own_filters(&media));
    use_effect_with((), {
        let media = media.clone();
        move |()| media.turn_camera_on()
    });
    html! {
        <main>
            <p id="status">{ format!("{:?}", filters.picture_status) }</p>
            <p id="reminder">{ filter_reminder(settings.text(), settings.filters, &filters) }</p>
            <FilterPanel {filters} />
        </main>
    }
}

#[component]
fn Panel() -> Html {
    html! { <SettingsProvider><Inside /></SettingsProvider> }
}

#[component]
fn CameraPage() -> Html {
    html! { <SettingsProvider trial=true><Camera /></SettingsProvider> }
}

#[component]
fn SoundPage() -> Html {
    html! { <SettingsProvider trial=true><Sound /></SettingsProvider> }
}

#[wasm_bindgen_test]
async fn what_is_chosen_is_seen_and_remembered_and_can_be_kept_from_the_others() {
    remember("");
    let page = Page::<Panel>::mount(()).await;
    assert_eq!(page.all(".filter-panel input").len(), 0, "folded, nothing of it is there");
    page.click(".filter-panel summary").await;
    until("it is unfolded", || !page.all("#invert").is_empty()).await;
    assert_eq!((page.text("#status"), css(), page.text("#reminder")), ("Off".to_owned(), String::new(), String::new()));
    until("the preview plays", || width(&page, ".photo-booth__video") > 0).await;

    slide(&page, "#invert", "100").await;
    assert_eq!(css(), "invert(100%)");
    assert!(page.text("#reminder").contains("Filters are on"));
    until("it is filtered for the others, too", || page.text("#status") == "On").await;
    until("it is said what it costs", || page.text(".filter-cost").contains("ms")).await;
    let input: HtmlInputElement = page.one("#invert").unchecked_into();
    assert_eq!(input.get_attribute("aria-valuetext").as_deref(), Some("100 %"));

    page.click("#filters-sent").await;
    until("only oneself sees it", || page.text("#status") == "Off").await;
    assert_eq!((css().as_str(), remembered().as_str()), ("invert(100%)", "invert=100 unsent"));
    page.click("[aria-label='Reset: Invert']").await;
    assert_eq!((css().as_str(), remembered().as_str()), ("", "unsent"));

    slide(&page, "#high-pass", "120").await;
    slide(&page, "#filter-gain", "-6").await;
    page.click("#mono").await;
    assert_eq!(remembered(), "unsent high-pass=120 gain=-6 mono");
    assert!(page.text(".sound-filters").contains("−6 dB"));
    slide(&page, "#high-pass", "10").await;
    assert_eq!(remembered(), "unsent gain=-6 mono", "the left end is off");

    slide(&page, "#sepia", "50").await;
    slide(&page, "#blur", "16").await;
    let previewed = || filter_of(&page, ".photo-booth__video");
    let width = page.one(".photo-booth__picture").client_width();
    assert!(previewed().starts_with(&format!("blur({}", f64::from(width) * 16.0 / 640.0)), "{width}: {}", previewed());
    slide(&page, "#blur", "0").await;
    drop(page);
    until("the preview's filter goes with the page", || css().is_empty()).await;
    let page = Page::<Panel>::mount(()).await;
    assert_eq!(css(), "sepia(50%)", "it is remembered");
    drop(page);
    remember("");
}

#[wasm_bindgen_test]
async fn a_photo_can_be_saved() {
    remember("");
    let page = Page::<Panel>::mount(()).await;
    page.click(".filter-panel summary").await;
    until("it is unfolded", || !page.all(".photo-booth__video").is_empty()).await;
    until("the preview plays", || width(&page, ".photo-booth__video") > 0).await;
    page.click(".photo-booth__ways .button").await;
    until("there is a photo", || !page.all(".photo-booth__photo").is_empty()).await;
    let link = page.one(".photo-booth__photo");
    assert!(link.get_attribute("href").is_some_and(|href| href.starts_with("blob:")));
    assert_eq!(link.get_attribute("download").as_deref(), Some("tincan.png"));
}

#[wasm_bindgen_test]
async fn a_photo_without_the_filters_that_are_on_says_so() {
    remember("invert=100");
    let page = Page::<Panel>::mount(()).await;
    page.click(".filter-panel summary").await;
    until("it is unfolded", || !page.all(".photo-booth__video").is_empty()).await;
    until("the preview plays", || width(&page, ".photo-booth__video") > 0).await;
    let window = web_sys::window().unwrap();
    let prototype =
        Reflect::get(&Reflect::get(&window, &"CanvasRenderingContext2D".into()).unwrap(), &"prototype".into());
    let prototype: Object = prototype.unwrap().unchecked_into();
    let filter = Object::get_own_property_descriptor(&prototype, &"filter".into());
    Reflect::delete_property(&prototype, &"filter".into()).unwrap();
    page.click(".photo-booth__ways .button").await;
    Object::define_property(&prototype, &"filter".into(), filter.unchecked_ref());
    until("it is said", || page.text(".photo-booth__trouble").starts_with("This browser cannot filter photos")).await;
    drop(page);
    remember("");
}

#[wasm_bindgen_test]
async fn the_camera_page_shows_what_the_others_would_see() {
    remember("invert=100");
    let page = Page::<CameraPage>::mount(()).await;
    page.click(".lab__buttons .button").await;
    until("both play", || width(&page, ".photo-booth__video") > 0 && width(&page, ".camera-page__video") > 0).await;
    until("it is written", || page.text(".ascii-camera").lines().count() > 10).await;

    assert_eq!(css(), "", "the filters of calls are not those of the Lab");
    slide(&page, "#brightness", "0").await;
    until("the others see black", || brightness(&page, ".camera-page__video") == Some(0)).await;
    until("what is written is empty", || page.text(".ascii-camera").trim().is_empty()).await;
    assert!(page.text(".code-view__code").contains("brightness(0%)"));
    page.click(".camera-page__wide .lab__buttons:not([role]) .button").await;
    until("they see it again", || brightness(&page, ".camera-page__video").is_some_and(|seen| seen > 20)).await;
    assert_eq!(remembered(), "invert=100", "nor the other way round");
    remember("");
}

#[wasm_bindgen_test]
async fn the_sound_page_draws_the_graph_with_its_values() {
    remember("");
    let page = Page::<SoundPage>::mount(()).await;
    let used = || page.all(".sound-graph__node[data-used]").len();
    let described = || page.one(".sound-graph__drawing").get_attribute("aria-label").unwrap();
    assert_eq!(used(), 0);
    page.click(".lab__buttons .button").await;
    // Microphone, meter and output: the sound is only looked at in between.
    until("the microphone is live", || used() == 3).await;
    assert_eq!(page.all(".sound-graph__node").len(), 6);
    assert!(!page.text(".sound-graph__words").is_empty());

    slide(&page, "#filter-gain", "6").await;
    assert!(described().contains("+6 dB"), "{}", described());
    // Web Audio may not run on this machine: then that is said, and nothing drawn as if it did.
    until("gain and mono are passed through, or it waits", || {
        used() == 5 || !page.text(".sound-page__trouble").is_empty()
    })
    .await;
    assert!(page.text(".sound-graph__words").is_empty());
    let audio: web_sys::HtmlMediaElement = page.one("audio").unchecked_into();
    assert!(audio.src_object().is_none(), "nothing is played");
    page.click("#monitor").await;
    until("one hears oneself", || audio.src_object().is_some()).await;
    drop(page);
    remember("");
}

/// What the preview's filter is.
fn css() -> String {
    let root: HtmlElement = document().document_element().unwrap().unchecked_into();
    root.style().get_property_value("--own-picture-filter").unwrap()
}

/// The filter of an element, with all lengths in pixels. This page has no stylesheet: those of the previews do the same.
fn filter_of<C: BaseComponent>(page: &Page<C>, selector: &str) -> String {
    let (video, around) = (page.one(selector), page.one(".photo-booth__picture"));
    let style = |element: &Element| element.clone().unchecked_into::<HtmlElement>().style();
    style(&around).set_property("container-type", "inline-size").unwrap();
    style(&video).set_property("filter", "var(--own-picture-filter, none)").unwrap();
    let computed = web_sys::window().unwrap().get_computed_style(&video).unwrap().unwrap();
    computed.get_property_value("filter").unwrap()
}

fn remember(key: &str) {
    dom::local_storage().unwrap().set_item("tincan.filters", key).unwrap();
}

fn remembered() -> String {
    dom::local_storage().unwrap().get_item("tincan.filters").unwrap().unwrap_or_default()
}

async fn slide<C: BaseComponent>(page: &Page<C>, selector: &str, value: &str) {
    let input: HtmlInputElement = page.one(selector).unchecked_into();
    input.set_value(value);
    let bubbling = InputEventInit::new();
    bubbling.set_bubbles(true);
    input.dispatch_event(&InputEvent::new_with_event_init_dict("input", &bubbling).unwrap()).unwrap();
    scheduler::flush().await;
}

fn width<C: BaseComponent>(page: &Page<C>, selector: &str) -> u32 {
    page.one(selector).unchecked_into::<HtmlVideoElement>().video_width()
}

/// The mean of all that a video shows; `None` while it shows nothing.
fn brightness<C: BaseComponent>(page: &Page<C>, selector: &str) -> Option<u32> {
    let video: HtmlVideoElement = page.one(selector).unchecked_into();
    if video.video_width() == 0 {
        return None;
    }
    let canvas: HtmlCanvasElement = document().create_element("canvas").unwrap().unchecked_into();
    let context: CanvasRenderingContext2d = canvas.get_context("2d").unwrap().unwrap().unchecked_into();
    context.draw_image_with_html_video_element_and_dw_and_dh(&video, 0.0, 0.0, 16.0, 16.0).unwrap();
    let pixels = context.get_image_data(0.0, 0.0, 16.0, 16.0).unwrap().data();
    Some(
        pixels
            .as_chunks::<4>()
            .0
            .iter()
            .map(|[red, green, blue, _]| [red, green, blue].map(|part| u32::from(*part)).iter().sum::<u32>())
            .sum::<u32>()
            / 768,
    )
}
