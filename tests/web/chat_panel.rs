//! The chat's panel and its button, with a room of one.

use tincan::{
    chat_draft::ChatDraft,
    components::{chat_button::ChatButton, chat_panel::ChatPanel},
    dom,
    settings::SettingsProvider,
};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Event, EventInit, HtmlElement, HtmlTextAreaElement, KeyboardEvent, KeyboardEventInit};
use yew::prelude::*;
use yew_webrtc::{LocalTracks, Paths, RoomOptions, RoomStatus, use_room};

use crate::{
    fake_server::{FakeServer, URL},
    page::{Page, document, until},
};

#[component]
fn Inside() -> Html {
    let room = use_room(RoomOptions {
        url: Some(URL.to_owned()),
        room: "panel".parse().unwrap(),
        secret: None,
        local: LocalTracks::default(),
        paths: Paths::Any,
    });
    use_effect_with((), {
        let room = room.clone();
        move |()| room.join("Ada".parse().unwrap())
    });
    let open = use_state_eq(|| false);
    let toggle = {
        let (now, setter) = (*open, open.setter());
        Callback::from(move |()| setter.set(!now))
    };
    let draft = use_mut_ref(ChatDraft::default);
    html! {
        <main data-joined={(room.status == RoomStatus::Joined).then_some("true")}>
            <ChatButton chat={room.chat.clone()} open={*open} onclick={toggle.clone()} />
            <div>
                if *open {
                    <ChatPanel chat={room.chat.clone()} {draft} onclose={toggle} />
                }
            </div>
        </main>
    }
}

#[component]
fn Exercise() -> Html {
    html! { <SettingsProvider><Inside /></SettingsProvider> }
}

async fn joined() -> (FakeServer, Page<Exercise>) {
    // Another test may be on its way out, and keep what was said in it.
    yew::scheduler::flush().await;
    for (storage, key) in [
        (web_sys::window().unwrap().session_storage().unwrap().unwrap(), "tincan-chat-panel"),
        (dom::local_storage().unwrap(), "tincan.chat-sound"),
    ] {
        storage.remove_item(key).unwrap();
    }
    let server = FakeServer::start();
    let page = Page::<Exercise>::mount(()).await;
    until("she is in", || page.one("main").has_attribute("data-joined")).await;
    page.one(".chat-button button").unchecked_into::<HtmlElement>().focus().unwrap();
    page.click(".chat-button button").await;
    (server, page)
}

fn field(page: &Page<Exercise>) -> HtmlTextAreaElement {
    page.one("textarea").unchecked_into()
}

async fn write(page: &Page<Exercise>, text: &str) {
    field(page).set_value(text);
    let init = EventInit::new();
    init.set_bubbles(true);
    page.one("textarea").dispatch_event(&Event::new_with_event_init_dict("input", &init).unwrap()).unwrap();
    yew::scheduler::flush().await;
}

async fn enter(page: &Page<Exercise>, with: impl Fn(&KeyboardEventInit)) {
    let init = KeyboardEventInit::new();
    init.set_bubbles(true);
    init.set_cancelable(true);
    init.set_key("Enter");
    with(&init);
    let event = KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &init).unwrap();
    page.one("textarea").dispatch_event(&event).unwrap();
    yew::scheduler::flush().await;
}

/// What is said is drawn a moment later.
async fn until_drawn(page: &Page<Exercise>, count: usize) {
    until("it is drawn", || page.all(".chat-panel__message").len() == count).await;
}

#[wasm_bindgen_test]
async fn enter_sends_but_not_with_shift_nor_within_a_composition() {
    let (_server, page) = joined().await;
    write(&page, "한글").await;
    enter(&page, |init| init.set_shift_key(true)).await;
    enter(&page, |init| init.set_is_composing(true)).await;
    enter(&page, |init| init.set_key_code(229)).await;
    assert_eq!((page.all(".chat-panel__message").len(), field(&page).value()), (0, "한글".to_owned()));
    enter(&page, |_| ()).await;
    until_drawn(&page, 1).await;
    assert_eq!(page.text(".chat-panel__text"), "한글");
    until("the field is empty", || field(&page).value().is_empty()).await;
    enter(&page, |_| ()).await;
    write(&page, "  \n ").await;
    enter(&page, |_| ()).await;
    assert_eq!(page.all(".chat-panel__message").len(), 1, "what is empty is not sent");
}

/// The field is emptied a moment after Enter, whatever comes in between.
#[wasm_bindgen_test]
async fn what_is_sent_is_sent_once_and_what_comes_behind_it_is_not_lost() {
    let (_server, page) = joined().await;
    let texts = || page.all(".chat-panel__text").iter().filter_map(|text| text.text_content()).collect::<Vec<_>>();
    write(&page, "once").await;
    enter(&page, |_| ()).await;
    enter(&page, |_| ()).await;
    until_drawn(&page, 1).await;
    until("the field is empty", || field(&page).value().is_empty()).await;

    // Pasted by mouse: no key empties the field before.
    write(&page, "first").await;
    enter(&page, |_| ()).await;
    let pasted = format!("{}second", field(&page).value());
    write(&page, &pasted).await;
    assert_eq!(field(&page).value(), "second");
    until_drawn(&page, 2).await;
    assert_eq!(field(&page).value(), "second");
    enter(&page, |_| ()).await;
    until_drawn(&page, 3).await;
    assert_eq!(texts(), ["once", "first", "second"]);
}

#[wasm_bindgen_test]
async fn near_the_limit_it_counts_and_beyond_it_nothing_is_sent_or_lost() {
    let (_server, page) = joined().await;
    write(&page, &"x".repeat(3_700)).await;
    assert_eq!(page.text("#chat-room"), "");
    write(&page, &"😀".repeat(3_999)).await;
    assert_eq!(page.text("#chat-room"), "1 character left");
    let long = "x".repeat(4_002);
    write(&page, &long).await;
    assert_eq!(page.text("#chat-room"), "2 characters too many");
    enter(&page, |_| ()).await;
    assert_eq!((page.all(".chat-panel__message").len(), field(&page).value()), (0, long));
    write(&page, &"x".repeat(4_000)).await;
    enter(&page, |_| ()).await;
    until_drawn(&page, 1).await;
    assert_eq!((page.text(".chat-panel__text").len(), page.text("#chat-room")), (4_000, String::new()));
}

#[wasm_bindgen_test]
async fn what_is_written_outlives_the_panel_and_the_focus_comes_back() {
    let (_server, page) = joined().await;
    let focused = || document().active_element();
    assert!(page.one("textarea").is_same_node(focused().as_deref()));
    write(&page, "not yet").await;
    page.press_key("textarea", "Escape").await;
    assert_eq!(page.all("[role=dialog]").len(), 0);
    assert!(page.one(".chat-button button").is_same_node(focused().as_deref()));
    page.click(".chat-button button").await;
    assert_eq!(field(&page).value(), "not yet");
}

#[wasm_bindgen_test]
async fn a_text_is_a_text_whatever_it_looks_like() {
    let (_server, page) = joined().await;
    write(&page, "<b>bold</b> `a < b` https://example.com/?a=1&b=<2>").await;
    enter(&page, |_| ()).await;
    until_drawn(&page, 1).await;
    assert_eq!(page.all(".chat-panel__text b").len(), 0);
    assert_eq!(page.text(".chat-panel__code"), "a < b");
    let link = page.one(".chat-panel__text a");
    assert_eq!(link.get_attribute("rel").as_deref(), Some("noopener noreferrer nofollow"));
    assert!(link.get_attribute("href").unwrap().starts_with("https://example.com/"));
    write(&page, "🎉").await;
    enter(&page, |_| ()).await;
    until_drawn(&page, 2).await;
    assert_eq!(page.all("[data-large]").len(), 1);
}

#[wasm_bindgen_test]
async fn the_sound_is_turned_off_and_that_is_remembered() {
    let (_server, page) = joined().await;
    let sound = || dom::local_storage().unwrap().get_item("tincan.chat-sound").unwrap();
    let label = || page.text(".chat-panel__way:nth-child(3) .button__label");
    assert_eq!((label().as_str(), sound()), ("Turn sound off", None));
    page.click(".chat-panel__way:nth-child(3) button").await;
    assert_eq!((label().as_str(), sound().as_deref()), ("Turn sound on", Some("off")));
    page.click(".chat-panel__way:nth-child(3) button").await;
    assert_eq!((label().as_str(), sound()), ("Turn sound off", None));
}
