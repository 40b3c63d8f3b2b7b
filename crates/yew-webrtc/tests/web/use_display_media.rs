//! `use_display_media` gives a screen, and gives it back.

use wasm_bindgen_test::wasm_bindgen_test;
use yew::prelude::*;
use yew_webrtc::{
    Chosen, ContentKind, DisplayOptions, DisplayStatus, LocalTracks, Presence, UseDisplayMediaHandle, use_display_media,
};

use crate::{
    fake_browser::{until, until_idle},
    fake_display::FakeDisplay,
    page::{Page, Probe},
};

#[derive(Properties, PartialEq, Clone)]
struct Props {
    probe: Probe<UseDisplayMediaHandle>,
    options: DisplayOptions,
}

#[component]
fn Screen(props: &Props) -> Html {
    props.probe.set(use_display_media(props.options));
    html! { <p /> }
}

async fn mount() -> (Page<Screen>, Probe<UseDisplayMediaHandle>) {
    let probe = Probe::new();
    let page = Page::mount(Props { probe: probe.clone(), options: DisplayOptions::default() }).await;
    (page, probe)
}

async fn until_shared(probe: &Probe<UseDisplayMediaHandle>) {
    until("it is shared", || probe.last().status == DisplayStatus::Live).await;
}

#[wasm_bindgen_test]
async fn works() {
    let browser = FakeDisplay::with_sound("red");
    let (_page, screen) = mount().await;
    assert_eq!((screen.last().status.clone(), browser.asked()), (DisplayStatus::Idle, 0), "nothing without a verb");

    screen.last().start();
    until_shared(&screen).await;
    let now = screen.last();
    let presence = Presence { microphone: true, ..Presence::default() };
    let local = now.lend(LocalTracks { presence, ..LocalTracks::default() });
    assert_eq!((&local.screen, &local.screen_sound), (&now.picture, &now.sound));
    assert!(local.screen.is_some() && local.screen_sound.is_some());
    assert_eq!(local.presence, Presence { screen: true, ..presence });

    now.choose(Chosen::Motion);
    until("it is rendered", || screen.last().lend(LocalTracks::default()).content == ContentKind::Motion).await;
    now.pause();
    until("it is rendered", || screen.last().status == DisplayStatus::Paused).await;
    let paused = screen.last().lend(LocalTracks::default());
    assert_eq!((paused.screen, paused.screen_sound), (None, None));
    assert_eq!(paused.presence, Presence { screen: true, screen_paused: true, ..Presence::default() });

    now.stop();
    until("it is rendered", || screen.last().status == DisplayStatus::Idle).await;
    assert_eq!(screen.last().lend(LocalTracks::default()).presence, Presence::default());
    assert_eq!(browser.all_live(), 0);
    assert!(screen.last() != now);
}

#[wasm_bindgen_test]
async fn unmount_releases() {
    let browser = FakeDisplay::with_sound("red");
    let (page, screen) = mount().await;
    screen.last().start();
    until_shared(&screen).await;
    let kept = screen.last();
    page.unmount().await;
    assert_eq!((browser.all_live(), browser.listeners()), (0, 0));

    kept.start();
    kept.switch();
    kept.choose(Chosen::Motion);
    until_idle().await;
    assert_eq!(browser.asked(), 1, "a handle that outlives the component does nothing");
}

#[wasm_bindgen_test]
async fn unmount_while_pending_releases() {
    let browser = FakeDisplay::with_sound("red");
    browser.hold();
    let (page, screen) = mount().await;
    screen.last().start();
    until("the picker is open", || browser.pending() == 1).await;
    page.unmount().await;
    browser.release();
    until("it has come", || browser.handed_out() == 2).await;
    until("it was stopped", || browser.all_live() == 0).await;
    assert_eq!(browser.listeners(), 0);
}

#[wasm_bindgen_test]
async fn changed_options_count_from_the_next_question_on() {
    let browser = FakeDisplay::new();
    let (mut page, screen) = mount().await;
    screen.last().start();
    until_shared(&screen).await;
    page.update(Props { probe: screen.clone(), options: DisplayOptions::ANY }).await;
    assert_eq!(browser.asked(), 1);
    screen.last().switch();
    until("the other came", || browser.handed_out() == 2).await;
    assert_eq!(browser.last_request(), r#"{"video":{},"audio":false}"#);
}

#[wasm_bindgen_test]
async fn an_end_from_outside_is_rendered() {
    let browser = FakeDisplay::new();
    let (_page, screen) = mount().await;
    screen.last().start();
    until_shared(&screen).await;
    browser.end("video");
    until("it is rendered", || screen.last().status.error().is_some()).await;
    assert_eq!(screen.last().lend(LocalTracks::default()), LocalTracks::default());
}
