//! The Lab's page about shared screens.

use tincan::pages::lab::Screen;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Event, EventInit, HtmlElement, HtmlSelectElement, HtmlVideoElement};
use yew::{prelude::*, scheduler};

use crate::{fake_browser::until, fake_display::FakeDisplay, page::Page};

#[component]
fn Experiment() -> Html {
    html! { <Screen /> }
}

#[wasm_bindgen_test]
async fn what_is_chosen_is_written_and_asked_for() {
    let browser = FakeDisplay::new();
    let page = Page::<Experiment>::mount(()).await;
    press(&page, "Ask for nothing").await;
    choose(&page, "#display-displaySurface", "window").await;
    choose(&page, "#display-width", "max").await;
    page.click("#display-audio").await;
    let code = page.text(".code-view__code");
    for part in ["getDisplayMedia({", "displaySurface: \"window\"", "width: { max: 1920 }", "restrictOwnAudio: true"] {
        assert!(code.contains(part), "{code}");
    }
    press(&page, "Share screen").await;
    until("it is asked", || browser.asked() == 1).await;
    let asked = browser.last_request();
    assert!(
        asked.starts_with(
            r#"{"video":{"displaySurface":"window","width":{"max":1920}},"audio":{"restrictOwnAudio":true"#
        ),
        "{asked}"
    );
}

#[wasm_bindgen_test]
async fn what_is_live_is_shown_paused_exchanged_and_stopped() {
    let browser = FakeDisplay::with_sound("red");
    let page = Page::<Experiment>::mount(()).await;
    press(&page, "Share screen").await;
    until("it is live", || status(&page) == "A whole screen is shared with this page.").await;
    until("its settings are told", || settings(&page).contains(&"width 3840".to_owned())).await;
    assert!(settings(&page).contains(&"displaySurface monitor".to_owned()));
    until("it is shown", || page.one("video").unchecked_into::<HtmlVideoElement>().src_object().is_some()).await;

    press(&page, "Pause").await;
    assert!(status(&page).starts_with("Paused"));
    assert!(settings(&page).contains(&"width 3840".to_owned()), "the settings are still told");
    press(&page, "Resume").await;
    choose(&page, "#screen-content", "motion").await;
    assert_eq!(browser.hint(), "motion");

    browser.offer("blue", "window", false);
    press(&page, "Share something else").await;
    until("another took over", || status(&page) == "A window is shared with this page.").await;
    until("its settings are told", || settings(&page).contains(&"displaySurface window".to_owned())).await;
    assert!(page.text(".screen__live").contains("Without sound."));

    browser.refuse("NotAllowedError", "Permission denied by user");
    press(&page, "Share something else").await;
    until("that nothing changed is said", || status(&page).ends_with("what was shared is still shared.")).await;

    press(&page, "Stop sharing").await;
    assert_eq!(status(&page), "Stopped: nothing is shared any more.");
    until("nothing is live", || browser.all_live() == 0).await;
    assert!(settings(&page).is_empty());
}

#[wasm_bindgen_test]
async fn no_page_shows_itself_in_itself_without_end() {
    for (surface, still) in [("browser", false), ("monitor", true)] {
        let browser = FakeDisplay::new();
        browser.offer("red", surface, false);
        let page = Page::<Experiment>::mount(()).await;
        press(&page, "Share screen").await;
        let video: HtmlVideoElement = page.one("video").unchecked_into();
        until("there is a picture", || video.video_width() > 0).await;
        until(surface, || video.paused() == still).await;
        if still {
            continue;
        }
        browser.show_this_page();
        until("it is not shown", || video.src_object().is_none()).await;
        assert!(page.text(".screen__missing").starts_with("This very page is shared"));
    }
}

#[wasm_bindgen_test]
async fn each_way_to_have_no_screen_has_its_words() {
    let browser = FakeDisplay::new();
    let page = Page::<Experiment>::mount(()).await;
    browser.refuse("NotAllowedError", "Permission denied by user");
    press(&page, "Share screen").await;
    until("it is cancelled", || status(&page) == "You closed the browser’s question: nothing is shared.").await;
    assert!(page.all(".notice").is_empty(), "that is no trouble");

    browser.refuse("NotAllowedError", "Permission denied by system");
    press(&page, "Share screen").await;
    until("the system forbids it", || page.all(".notice").len() == 1).await;

    browser.allow();
    press(&page, "Share screen").await;
    until("it is live", || browser.live("video") == 1 && page.all(".notice").is_empty()).await;
    browser.end("video");
    until("it ended by itself", || page.all(".notice").len() == 1).await;
    assert_eq!(status(&page), "Stopped: nothing is shared any more.");
}

#[wasm_bindgen_test]
async fn a_contradiction_is_told_before_it_is_asked() {
    let _browser = FakeDisplay::new();
    let page = Page::<Experiment>::mount(()).await;
    assert!(page.all(".notice").is_empty());
    page.click("#display-preferCurrentTab").await;
    assert!(page.text(".notice__title").contains("preferCurrentTab and selfBrowserSurface"));
    choose(&page, "#display-selfBrowserSurface", "include").await;
    assert!(page.all(".notice").is_empty());
    choose(&page, "#display-displaySurface", "monitor").await;
    choose(&page, "#display-monitorTypeSurfaces", "exclude").await;
    assert!(page.text(".notice__title").contains("displaySurface and monitorTypeSurfaces"));
}

#[wasm_bindgen_test]
async fn where_no_screen_can_be_shared_it_is_said_why() {
    let browser = FakeDisplay::new();
    browser.remove();
    let page = Page::<Experiment>::mount(()).await;
    assert!(!page.text(".screen-notice__hint").is_empty());
    assert!(button(&page, "Share screen").has_attribute("disabled"));
}

#[wasm_bindgen_test]
async fn leaving_the_page_releases_what_is_live_and_what_comes_later() {
    let browser = FakeDisplay::with_sound("red");
    let page = Page::<Experiment>::mount(()).await;
    press(&page, "Share screen").await;
    until("it is live", || browser.all_live() == 2).await;
    drop(page);
    until("all is released", || (browser.all_live(), browser.listeners()) == (0, 0)).await;

    let page = Page::<Experiment>::mount(()).await;
    browser.hold();
    press(&page, "Share screen").await;
    until("the picker is open", || browser.pending() == 1).await;
    drop(page);
    browser.release();
    browser.until_answered().await;
    assert_eq!((browser.handed_out(), browser.all_live(), browser.listeners()), (4, 0, 0));
}

fn status(page: &Page<Experiment>) -> String {
    page.text("[role=status]")
}

fn settings(page: &Page<Experiment>) -> Vec<String> {
    let rows = page.all(".settings-table tr");
    let cells = |row: &web_sys::Element| {
        let cell = |name: &str| row.query_selector(name).unwrap().unwrap().text_content().unwrap();
        format!("{} {}", cell("th"), cell("td"))
    };
    rows.iter().map(cells).collect()
}

fn button(page: &Page<Experiment>, name: &str) -> HtmlElement {
    let mut buttons = page.all("button").into_iter();
    buttons.find(|button| button.text_content().as_deref() == Some(name)).unwrap().unchecked_into()
}

async fn press(page: &Page<Experiment>, name: &str) {
    button(page, name).click();
    scheduler::flush().await;
}

async fn choose(page: &Page<Experiment>, selector: &str, value: &str) {
    let select: HtmlSelectElement = page.one(selector).unchecked_into();
    select.set_value(value);
    assert_eq!(select.value(), value, "there is such a choice");
    let init = EventInit::new();
    init.set_bubbles(true);
    select.dispatch_event(&Event::new_with_event_init_dict("change", &init).unwrap()).unwrap();
    scheduler::flush().await;
}
