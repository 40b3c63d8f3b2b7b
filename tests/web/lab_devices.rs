//! The Lab's page about devices.

use tincan::pages::lab::Devices;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlElement;
use yew::{prelude::*, scheduler};

use crate::{
    fake_browser::{FakeBrowser, until},
    page::Page,
};

#[component]
fn Experiment() -> Html {
    html! { <Devices /> }
}

#[wasm_bindgen_test]
async fn the_list_is_shown_and_what_comes_and_goes_is_told() {
    let browser = FakeBrowser::new();
    let page = Page::<Experiment>::mount(()).await;
    until("the list is there", || page.all(".device-table__device").len() == 4).await;
    assert!(page.text("[data-kind=videoinput]").contains("2 cameras"));
    assert!(page.text("[data-kind=audiooutput]").contains("None is listed."));
    let first = page.text(".device-table__device");
    assert!(first.contains("Label of cam1") && first.contains("cam1") && first.contains("g1"), "{first}");
    assert!(first.contains("In one piece of hardware with: Label of mic1"), "{first}");
    assert_eq!(told(&page), ["First list: 2 cameras, 2 microphones, no speaker"]);

    browser.plug_in("audioinput", "a-headset-with-a-very-long-id-indeed", "g3");
    until("it came", || told(&page).len() == 2).await;
    browser.unplug("cam2");
    until("it went", || told(&page).len() == 3).await;
    let [went, came, _] = told(&page).try_into().unwrap();
    assert_eq!(went, "Went: camera Label of cam2");
    assert_eq!(came, "Came: microphone Label of a-headset-with-a-very-long-id-indeed");
    assert_eq!(page.text("details summary code"), "a-headse…");
    assert_eq!(page.text("details > code"), "a-headset-with-a-very-long-id-indeed");
}

#[wasm_bindgen_test]
async fn asking_for_names_turns_everything_off_again() {
    let browser = FakeBrowser::new();
    browser.set_permission("camera", "prompt");
    browser.set_permission("microphone", "granted");
    let page = Page::<Experiment>::mount(()).await;
    until("permissions are told", || page.text(".devices__permissions").contains("you will be asked")).await;
    press(&page, "Ask for the names").await;
    until("both were live for a moment, and are not any more", || browser.handed_out() >= 2 && browser.all_live() == 0)
        .await;
    browser.set_permission("camera", "granted");
    until("the new permission is told", || !page.text(".devices__permissions").contains("you will be asked")).await;
    assert!(page.all(".notice").is_empty());
}

#[wasm_bindgen_test]
async fn a_speaker_is_chosen_by_the_browsers_own_question_where_it_has_one() {
    let browser = FakeBrowser::new();
    let page = Page::<Experiment>::mount(()).await;
    assert!(page.text(".devices__controls").contains("has no question of its own for speakers"));
    drop(page);

    browser.add_output_question("boombox");
    let page = Page::<Experiment>::mount(()).await;
    press(&page, "Choose a speaker").await;
    until("what was chosen is told", || page.text(".devices__speaker").starts_with("Chosen: ")).await;
}

#[wasm_bindgen_test]
async fn what_is_in_the_way_is_said() {
    let browser = FakeBrowser::new();
    for kind in ["audio", "video"] {
        browser.deny(kind, "Permission denied");
    }
    let page = Page::<Experiment>::mount(()).await;
    press(&page, "Ask for the names").await;
    until("it is said", || !page.all(".notice-card").is_empty()).await;
    browser.fail_enumeration(true);
    browser.plug_in("videoinput", "cam3", "g3");
    until("that there is no list is said, too", || !page.all(".lab__notice .notice").is_empty()).await;
}

#[wasm_bindgen_test]
async fn leaving_the_page_releases_everything() {
    let browser = FakeBrowser::new();
    browser.set_permission("camera", "prompt");
    let page = Page::<Experiment>::mount(()).await;
    until("the list is there", || page.all(".device-table__device").len() == 4).await;
    browser.hold();
    press(&page, "Ask for the names").await;
    until("the question is open", || browser.pending() > 0).await;
    drop(page);
    browser.release();
    browser.until_answered().await;
    assert_eq!((browser.all_live(), browser.listeners()), (0, 0));
}

fn told(page: &Page<Experiment>) -> Vec<String> {
    page.all(".device-log__what").iter().map(|what| what.text_content().unwrap_or_default()).collect()
}

async fn press(page: &Page<Experiment>, name: &str) {
    let mut buttons = page.all("button").into_iter();
    let button = buttons.find(|button| button.text_content().as_deref() == Some(name)).unwrap();
    button.unchecked_into::<HtmlElement>().click();
    scheduler::flush().await;
}
