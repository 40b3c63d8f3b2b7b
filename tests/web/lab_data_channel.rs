//! The Lab's page about data channels, with real connections.

use std::collections::BTreeSet;

use tincan::pages::lab::DataChannel;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, HtmlElement, HtmlFormElement, HtmlInputElement, InputEvent, InputEventInit};
use yew::{prelude::*, scheduler};

use crate::page::{Page, until};

#[component]
fn Experiment() -> Html {
    html! { <DataChannel /> }
}

#[wasm_bindgen_test]
async fn texts_go_both_ways_and_channels_outlive_a_connection() {
    let page = Page::<Experiment>::mount(()).await;
    assert_eq!(states(&page), ["End A: waits", "End B: waits"]);
    press(&page, "Connect").await;
    until_open(&page, 1).await;
    write(&page, "lane-0-a", "there").await;
    write(&page, "lane-0-b", "and back").await;
    // Either may be the first to arrive.
    let said = || page.all(".lane__text").iter().map(text).collect::<BTreeSet<_>>();
    let both = ["End A: there", "End B: and back"].map(str::to_owned);
    until("both to arrive", || said() == both.clone().into()).await;

    press(&page, "Hang up").await;
    until("both ends to wait", || states(&page) == ["End A: waits", "End B: waits"]).await;
    press(&page, "Connect").await;
    until_open(&page, 1).await;
    write(&page, "lane-0-a", "again").await;
    until("it to arrive", || said().len() == 3).await;

    press(&page, "Close: chat").await;
    until("both to be closed", || states(&page) == ["End A: closed", "End B: closed"]).await;
    press(&page, "Open again: chat").await;
    until_open(&page, 1).await;
    press(&page, "Remove: chat").await;
    until("it to be gone", || page.all(".lane").is_empty()).await;
}

#[wasm_bindgen_test]
async fn what_a_browser_would_refuse_is_told_before() {
    let page = Page::<Experiment>::mount(()).await;
    let problem = || page.all(".notice__title").iter().map(text).collect::<String>();
    assert_eq!(problem(), "");
    type_into(&page, "channel-maxRetransmits", "3").await;
    type_into(&page, "channel-maxPacketLifeTime", "100").await;
    assert!(problem().starts_with("maxRetransmits and maxPacketLifeTime"), "{}", problem());
    let code = page.text(".code-view__code");
    assert!(code.contains("maxRetransmits: 3,\n  maxPacketLifeTime: 100,"), "{code}");
    type_into(&page, "channel-maxPacketLifeTime", "").await;
    assert_eq!(problem(), "");
    page.click("#channel-negotiated").await;
    assert_eq!(problem(), "A negotiated channel needs an id");
    for (id, expected) in [("65535", "This id is out of range"), ("0", "Id 0 is taken"), ("x", "id is no whole number")]
    {
        type_into(&page, "channel-id", id).await;
        assert_eq!(problem(), expected);
        assert!(button(&page, "Open channel").has_attribute("disabled"));
    }
    page.click("#channel-negotiated").await;
    type_into(&page, "channel-id", "").await;
    type_into(&page, "channel-label", "chat").await;
    assert_eq!(problem(), "There is a channel of this label already");

    let knows = js_sys::eval("'priority' in RTCDataChannel.prototype").unwrap().is_truthy();
    assert_eq!(page.text("#channel-priority-hint").ends_with("ignores it."), !knows);
}

#[wasm_bindgen_test]
async fn several_channels_of_every_kind_are_counted_apart() {
    let page = Page::<Experiment>::mount(()).await;
    press(&page, "Connect").await;
    page.click("#channel-ordered").await;
    type_into(&page, "channel-label", "quick").await;
    type_into(&page, "channel-maxRetransmits", "0").await;
    type_into(&page, "channel-protocol", "numbers").await;
    page.choose("#channel-priority", "high").await;
    press(&page, "Open channel").await;
    page.click("#channel-negotiated").await;
    type_into(&page, "channel-id", "9").await;
    press(&page, "Open channel").await;
    until_open(&page, 3).await;
    let kinds: Vec<String> = page.all(".lane__kind").iter().map(text).collect();
    assert!(
        kinds[1].starts_with("ordered false · maxRetransmits 0 · priority high · protocol numbers · id "),
        "{kinds:?}"
    );
    assert_eq!(kinds[2], "ordered false · maxRetransmits 0 · priority high · protocol numbers · negotiated · id 9");

    page.choose("#lane-0-size", "100").await;
    press(&page, "Send a burst").await;
    let result = "Of 400 messages 400 arrived, in their order; none was lost.";
    until("all to have arrived", || page.text(".lane__result") == result).await;
    let counts = || page.all(".lane:first-child .cell-map__count").iter().map(text).collect::<Vec<_>>();
    until("the legend to say so", || counts() == ["0", "400", "0", "0", "0"]).await;
    assert_eq!(page.all(".lane__result").iter().filter(|result| !text(result).is_empty()).count(), 1);

    press(&page, "Send without pause").await;
    let throughput = || text(&page.all(".live-chart__now")[0]);
    until("much to arrive", || throughput().ends_with("MB/s")).await;
    press(&page, "Stop sending").await;
    until("a round trip to be measured", || text(&page.all(".live-chart__now")[1]).ends_with(" ms")).await;
}

async fn until_open(page: &Page<Experiment>, channels: usize) {
    until("all ends to be open", || {
        let states = states(page);
        states.len() == channels * 2 && states.iter().all(|state| state.ends_with(": open"))
    })
    .await;
}

fn states(page: &Page<Experiment>) -> Vec<String> {
    page.all(".lane__state").iter().map(text).collect()
}

fn text(element: &Element) -> String {
    element.text_content().unwrap_or_default()
}

/// The first button of this name.
fn button(page: &Page<Experiment>, name: &str) -> HtmlElement {
    let button = page.all("button").into_iter().find(|button| text(button) == name);
    button.unwrap_or_else(|| panic!("no button {name:?}")).unchecked_into()
}

async fn press(page: &Page<Experiment>, name: &str) {
    until(&format!("{name:?} to be enabled"), || !button(page, name).has_attribute("disabled")).await;
    button(page, name).click();
    scheduler::flush().await;
}

async fn type_into(page: &Page<Experiment>, id: &str, words: &str) {
    let field: HtmlInputElement = page.one(&format!("#{id}")).unchecked_into();
    field.set_value(words);
    let init = InputEventInit::new();
    init.set_bubbles(true);
    field.dispatch_event(&InputEvent::new_with_event_init_dict("input", &init).unwrap()).unwrap();
    scheduler::flush().await;
}

async fn write(page: &Page<Experiment>, id: &str, words: &str) {
    let field: HtmlInputElement = page.one(&format!("#{id}")).unchecked_into();
    field.set_value(words);
    let form: HtmlFormElement = field.form().unwrap();
    form.request_submit().unwrap();
    scheduler::flush().await;
}
