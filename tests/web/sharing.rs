//! What one shares, and what the others see of it.

use tincan::{
    components::{screen_notice::screen_notice, screen_tile::ScreenTile, share_panel::SharePanel},
    i18n::Language,
    panels::use_panels,
};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, HtmlElement, HtmlVideoElement, MediaStream};
use yew::{prelude::*, scheduler};
use yew_webrtc::{DisplayOptions, MemberId, use_display_media};

use crate::{
    fake_browser::{FakeBrowser, stream_of, until},
    fake_display::FakeDisplay,
    page::{Page, document},
};

#[component]
fn Sharing() -> Html {
    let screen = use_display_media(DisplayOptions::default());
    let panels = use_panels(true);
    let onclick = {
        let screen = screen.clone();
        move |_: MouseEvent| screen.start()
    };
    html! {
        <main>
            <button id="start" {onclick}>{ "start" }</button>
            if screen.status.is_sharing() {
                <SharePanel screen={screen.clone()} />
            }
            { screen_notice(Language::English.text(), &screen, &panels) }
        </main>
    }
}

/// The person presses the button, and picks something or not.
async fn start(browser: &FakeDisplay, page: &Page<Sharing>) {
    page.click("#start").await;
    browser.until_answered().await;
    scheduler::flush().await;
}

async fn sharing(browser: &FakeDisplay) -> Page<Sharing> {
    let page = Page::<Sharing>::mount(()).await;
    start(browser, &page).await;
    page.one(".share-panel");
    page
}

fn button<C: yew::html::BaseComponent>(page: &Page<C>, name: &str) -> Element {
    let mut buttons = page.all("button").into_iter();
    buttons.find(|button| button.text_content().unwrap().starts_with(name)).unwrap_or_else(|| panic!("no {name}"))
}

async fn press<C: yew::html::BaseComponent>(page: &Page<C>, name: &str) {
    button(page, name).unchecked_into::<HtmlElement>().click();
    scheduler::flush().await;
}

#[wasm_bindgen_test]
async fn what_is_shared_can_be_paused_and_goes_on() {
    let browser = FakeDisplay::with_sound("red");
    let page = sharing(&browser).await;
    assert!(page.text("[role=status]").starts_with("The others see your whole screen.With its sound."));
    press(&page, "Pause").await;
    assert!(page.text("[role=status]").starts_with("Paused"));
    press(&page, "Resume").await;
    assert!(page.text("[role=status]").starts_with("The others see"));
    assert_eq!(browser.live("video"), 1);
}

#[wasm_bindgen_test]
async fn a_tab_plays_and_what_may_show_this_page_stands_still() {
    for (surface, still) in [("browser", false), ("monitor", true), ("window", true)] {
        let browser = FakeDisplay::new();
        browser.offer("red", surface, false);
        let page = sharing(&browser).await;
        let video: HtmlVideoElement = page.one("video").unchecked_into();
        until("there is a picture", || video.current_time() > 0.0 || video.paused() && video.video_width() > 0).await;
        until(surface, || video.paused() == still).await;
    }
}

#[wasm_bindgen_test]
async fn a_still_picture_is_renewed() {
    let browser = FakeDisplay::new();
    browser.offer("red", "monitor", false);
    let page = sharing(&browser).await;
    let video: HtmlVideoElement = page.one("video").unchecked_into();
    until("it stands still", || video.paused() && video.current_time() > 0.0).await;
    let before = video.current_time();
    until("it is another one", || video.paused() && video.current_time() > before).await;
}

#[wasm_bindgen_test]
async fn this_very_page_is_not_shown_in_itself() {
    let browser = FakeDisplay::new();
    browser.offer("red", "browser", false);
    let page = sharing(&browser).await;
    browser.show_this_page();
    scheduler::flush().await;
    assert_eq!(page.text(".share-panel__preview"), "This call itself");
    assert!(page.all("video").is_empty());
}

#[wasm_bindgen_test]
async fn an_end_from_outside_is_said_and_put_away() {
    for (surface, words) in
        [("browser", "Your tab is no longer shared"), ("window", "Your window"), ("monitor", "Your screen")]
    {
        let browser = FakeDisplay::new();
        browser.offer("red", surface, false);
        let page = sharing(&browser).await;
        assert_eq!(page.text(".screen-notice"), "");
        browser.end("video");
        scheduler::flush().await;
        assert!(page.all(".share-panel").is_empty());
        let said = page.text(".screen-notice[aria-live=polite]");
        assert!(said.starts_with(words), "{said}");
        press(&page, "Close").await;
        assert_eq!(page.text(".screen-notice"), "");

        start(&browser, &page).await;
        browser.end("video");
        scheduler::flush().await;
        press(&page, "Share again").await;
        browser.until_answered().await;
        scheduler::flush().await;
        assert_eq!((page.text(".screen-notice").as_str(), page.all(".share-panel").len()), ("", 1));
    }
}

#[wasm_bindgen_test]
async fn a_changed_mind_is_passed_over_and_a_forbidding_system_is_explained() {
    let browser = FakeDisplay::new();
    let page = Page::<Sharing>::mount(()).await;
    browser.refuse("NotAllowedError", "Permission denied");
    start(&browser, &page).await;
    assert_eq!(page.text(".screen-notice"), "");
    browser.refuse("NotAllowedError", "Permission denied by system");
    start(&browser, &page).await;
    let said = page.text(".screen-notice");
    assert!(said.starts_with("Your system keeps the screen from the browser"), "{said}");
    assert!(said.contains("settings"), "{said}");
    assert_eq!(button(&page, "Try again").text_content().unwrap(), "Try again: Share screen");
}

#[wasm_bindgen_test]
async fn another_surface_that_cannot_be_had_leaves_this_one_and_says_so() {
    let browser = FakeDisplay::new();
    let page = sharing(&browser).await;
    browser.refuse("NotReadableError", "Could not start video source");
    press(&page, "Share something else").await;
    browser.until_answered().await;
    scheduler::flush().await;
    assert!(page.text(".share-panel__trouble").starts_with("Your screen did not start"));
    assert_eq!(browser.live("video"), 1);
}

#[derive(PartialEq, Properties, Clone)]
struct SeenProps {
    #[prop_or_default]
    picture: Option<MediaStream>,
    on_stage: bool,
    paused: bool,
}

/// Somebody's screen; the stage is given by a press, as in the call.
#[component]
fn Seen(props: &SeenProps) -> Html {
    let stage = use_state_eq(|| props.on_stage);
    let onbring = {
        let stage = stage.setter();
        move |_: MemberId| stage.set(true)
    };
    html! {
        <ul>
            <ScreenTile
                member={MemberId::from_bytes([1; 16])}
                name={"Ada".parse::<tincan_protocol::DisplayName>().unwrap()}
                picture={props.picture.clone()}
                sound={None::<MediaStream>}
                paused={props.paused}
                on_stage={*stage}
                {onbring}
            />
        </ul>
    }
}

#[wasm_bindgen_test]
async fn a_screen_is_brought_to_the_stage_and_the_focus_stays_with_it() {
    let page = Page::<Seen>::mount(SeenProps { picture: None, on_stage: false, paused: false }).await;
    let video = page.one("video");
    assert_eq!(page.one("li").get_attribute("aria-label").unwrap(), "Ada's screen");
    assert_eq!(button(&page, "Enlarge").text_content().unwrap(), "Enlarge: Ada's screen");
    press(&page, "Enlarge").await;
    let focused = document().active_element().unwrap();
    assert!(focused.is_same_node(Some(&button(&page, "Actual size"))), "{:?}", focused.outer_html());
    assert!(page.one("video").is_same_node(Some(&video)));
}

#[wasm_bindgen_test]
async fn at_its_actual_size_a_screen_can_be_moved_by_keys() {
    let page = Page::<Seen>::mount(SeenProps { picture: None, on_stage: true, paused: false }).await;
    assert!(page.all("[tabindex]").is_empty());
    press(&page, "Actual size").await;
    let place = page.one("[role=group][tabindex='0']");
    assert!(place.get_attribute("aria-label").unwrap().contains("arrow keys"));
    press(&page, "Fit").await;
    assert!(page.all("[tabindex]").is_empty());
}

#[wasm_bindgen_test]
async fn at_its_actual_size_a_pixel_of_a_screen_is_a_pixel_of_the_device() {
    let browser = FakeBrowser::new();
    let track = browser.picture_track();
    let picture = Some(stream_of(&[&track]));
    let page = Page::<Seen>::mount(SeenProps { picture, on_stage: true, paused: false }).await;
    press(&page, "Actual size").await;
    let video: HtmlVideoElement = page.one("video").unchecked_into();
    let place: HtmlElement = page.one(".screen-tile__picture").unchecked_into();
    let told = || place.style().get_property_value("--screen-width").unwrap();
    until("the picture is there, and its width told", || video.video_width() > 0 && !told().is_empty()).await;
    let ratio = web_sys::window().unwrap().device_pixel_ratio();
    assert_eq!(told(), format!("{}px", f64::from(video.video_width()) / ratio));
    track.stop();
}

#[wasm_bindgen_test]
async fn a_paused_screen_says_so() {
    let mut page = Page::<Seen>::mount(SeenProps { picture: None, on_stage: true, paused: false }).await;
    assert_eq!(page.text("[role=status]"), "");
    page.update(SeenProps { picture: None, on_stage: true, paused: true }).await;
    assert_eq!(page.text("[role=status]"), "Ada has paused this screen.");
    assert!(page.one("li").has_attribute("data-paused"));
}
