//! What is shared beside the camera: in slots of its own, without a negotiation, and encoded as its kind wants it.

use tincan_core::{content::ContentKind, display::DisplayOptions};
use tincan_protocol::Presence;
use tincan_web::{
    display_media::{DisplayMedia, DisplaySnapshot},
    peer::{LocalTracks, Peer, Slot},
};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::MediaStreamTrack;

use crate::{
    census::{SenderSpy, a_few_turns, wait_until, wait_until_else},
    fake_display::FakeDisplay,
    pair::{Pair, Side},
    picture::{Eye, picture},
};

#[wasm_bindgen_test]
async fn camera_and_screen_arrive_apart_and_nothing_is_negotiated() {
    let browser = FakeDisplay::with_sound("blue");
    let display = shared(&browser).await;
    let pair = Pair::open(with_camera(&picture("red")), LocalTracks::default());
    pair.connected().await;
    let (camera, screen) = (eye(&pair.b, Slot::Camera), eye(&pair.b, Slot::Screen));
    wait_until("the camera", || camera.colour() == "red").await;
    assert_eq!(screen.colour(), "nothing");
    let before = [pair.a.negotiations(), pair.b.negotiations()];

    let local = pair_local(&pair, &display.snapshot());
    wait_until("the screen", || screen.colour() == "blue").await;
    assert_eq!(camera.colour(), "red");
    let presence = Some(local.presence);
    wait_until("it is told", || pair.b.with_peer(Peer::presence) == presence).await;

    pair.a.with_peer(|peer| peer.send(with_camera(local.camera.as_ref().unwrap())));
    let told = || pair.b.with_peer(Peer::presence).is_some_and(|presence| presence.camera && !presence.screen);
    wait_until("its end is told", told).await;
    pair_local(&pair, &display.snapshot());
    wait_until("it is told again", || pair.b.with_peer(Peer::presence) == presence).await;
    a_few_turns().await;
    assert_eq!(camera.colour(), "red");
    assert_eq!([pair.a.negotiations(), pair.b.negotiations()], before);
}

#[wasm_bindgen_test]
async fn both_sides_may_share_and_another_surface_takes_over() {
    let browser = FakeDisplay::new();
    browser.offer("blue", "monitor", false);
    let of_a = shared(&browser).await;
    browser.offer("lime", "window", false);
    let of_b = shared(&browser).await;
    let pair = Pair::open(LocalTracks::default(), LocalTracks::default());
    pair.connected().await;
    let (at_a, at_b) = (eye(&pair.a, Slot::Screen), eye(&pair.b, Slot::Screen));
    pair.a.with_peer(|peer| peer.send(lent(&of_a.snapshot())));
    pair.b.with_peer(|peer| peer.send(lent(&of_b.snapshot())));
    wait_until("each sees the other's", || at_a.colour() == "lime" && at_b.colour() == "blue").await;

    browser.offer("red", "browser", false);
    of_a.switch();
    wait_until("it is chosen", || !of_a.snapshot().is_switching).await;
    pair.a.with_peer(|peer| peer.send(lent(&of_a.snapshot())));
    wait_until("the new one", || at_b.colour() == "red").await;
    assert_eq!(at_a.colour(), "lime");
}

#[wasm_bindgen_test]
async fn encoders_are_told_what_fits_text_and_motion() {
    let spy = SenderSpy::new();
    let browser = FakeDisplay::new();
    let display = shared(&browser).await;
    let pair = Pair::open(LocalTracks::default(), LocalTracks::default());
    pair.connected().await;
    // Both sides tell theirs ahead.
    wait_until("it is told before there is a screen", || spy.told().lines().count() == 2).await;
    assert!(spy.told().lines().all(|line| line == told(ContentKind::Text, 1)), "{}", spy.told());
    pair.a.with_peer(|peer| peer.send(lent(&display.snapshot())));
    wait_until("it is shared", || pair.b.with_peer(Peer::presence).is_some_and(|it| it.screen)).await;
    a_few_turns().await;
    assert_eq!(spy.told().matches("screen ").count(), 2, "nothing changes then: {}", spy.told());

    for (kind, scale) in [(ContentKind::Motion, 2), (ContentKind::Text, 1)] {
        pair.a.with_peer(|peer| peer.send(LocalTracks { content: kind, ..lent(&display.snapshot()) }));
        let told = told(kind, scale);
        wait_until_else(
            || spy.told().ends_with(&told),
            || format!("not {told}, but\n{}\n{}", spy.told(), spy.failures()),
        )
        .await;
    }
    assert_eq!(spy.failures(), "");
}

#[wasm_bindgen_test]
async fn a_camera_beside_a_screen_leaves_the_line_to_it() {
    let spy = SenderSpy::new();
    let browser = FakeDisplay::new();
    let display = shared(&browser).await;
    let camera = picture("red");
    let pair = Pair::open(with_camera(&camera), LocalTracks::default());
    pair.connected().await;
    pair.a
        .with_peer(|peer| peer.send(LocalTracks { camera: Some(Clone::clone(&camera)), ..lent(&display.snapshot()) }));
    wait_until("the camera takes less", || spy.told().contains("video maxBitrate=500000 ")).await;
    pair.a.with_peer(|peer| peer.send(with_camera(&camera)));
    wait_until("and all that there is again", || spy.told().ends_with("video maxBitrate=any ")).await;
    assert_eq!(spy.failures(), "");
}

#[wasm_bindgen_test]
async fn voices_go_before_all_else() {
    let spy = SenderSpy::new();
    let pair = Pair::open(with_camera(&picture("red")), LocalTracks::default());
    pair.connected().await;
    let first = "priority=high networkPriority=high";
    wait_until("both are told", || spy.told_voices() == format!("{first}\n{first}")).await;
    pair.a.with_peer(|peer| peer.send(LocalTracks::default()));
    wait_until("it is heard", || pair.b.with_peer(Peer::presence).is_some_and(|it| !it.camera)).await;
    a_few_turns().await;
    assert_eq!(spy.told_voices().lines().count(), 2, "once is enough");
    assert_eq!(spy.failures(), "");
}

#[wasm_bindgen_test]
async fn a_camera_that_is_exchanged_keeps_its_place() {
    let spy = SenderSpy::new();
    let red = picture("red");
    let pair = Pair::open(with_camera(&red), LocalTracks::default());
    pair.connected().await;
    let camera = eye(&pair.b, Slot::Camera);
    wait_until("the camera", || camera.colour() == "red").await;
    let emptied = spy.emptied();
    let none = LocalTracks { camera: None, ..with_camera(&red) };

    red.stop();
    pair.a.with_peer(|peer| peer.send(none.clone()));
    pair.a.with_peer(|peer| peer.send(with_camera(&picture("blue"))));
    wait_until("the other camera", || camera.colour() == "blue").await;
    assert_eq!(spy.emptied(), emptied);

    pair.a.with_peer(|peer| peer.send(none));
    wait_until("what is live is taken out", || spy.emptied() == emptied + 1).await;
}

#[wasm_bindgen_test]
async fn the_same_is_told_once() {
    let spy = SenderSpy::new();
    let browser = FakeDisplay::new();
    let display = shared(&browser).await;
    let pair = Pair::open(lent(&display.snapshot()), LocalTracks::default());
    pair.connected().await;
    wait_until("it is told", || !spy.told().is_empty()).await;
    a_few_turns().await;
    let told = spy.told();
    for muted in [true, false] {
        let mut local = lent(&display.snapshot());
        local.presence.microphone = !muted;
        pair.a.with_peer(|peer| peer.send(local));
    }
    wait_until("presence arrives", || pair.b.with_peer(Peer::presence).is_some_and(|it| it.microphone)).await;
    a_few_turns().await;
    assert_eq!(spy.told(), told);
}

/// What an encoder is told of a screen.
fn told(kind: ContentKind, scale: u32) -> String {
    let tuning = kind.tuning();
    format!(
        "screen maxBitrate={} maxFramerate={} scaleResolutionDownBy={scale} {}",
        tuning.max_bitrate * 1000,
        tuning.max_frame_rate,
        tuning.degradation_preference,
    )
}

async fn shared(browser: &FakeDisplay) -> DisplayMedia {
    let display = DisplayMedia::new(DisplayOptions::default(), || {});
    display.start();
    browser.until_answered().await;
    assert!(display.snapshot().status.is_sharing());
    display
}

fn with_camera(camera: &MediaStreamTrack) -> LocalTracks {
    let presence = Presence { camera: true, ..Presence::default() };
    LocalTracks { camera: Some(Clone::clone(camera)), presence, ..LocalTracks::default() }
}

fn lent(now: &DisplaySnapshot) -> LocalTracks {
    LocalTracks {
        screen: now.picture.clone(),
        screen_sound: now.sound.clone(),
        content: now.content,
        screen_height: now.height,
        presence: Presence { screen: true, ..Presence::default() },
        ..LocalTracks::default()
    }
}

/// Has `a` send a camera and this screen.
fn pair_local(pair: &Pair, screen: &DisplaySnapshot) -> LocalTracks {
    let mut local = LocalTracks { camera: Some(picture("red")), ..lent(screen) };
    local.presence.camera = true;
    pair.a.with_peer(|peer| peer.send(local.clone()));
    local
}

fn eye(side: &Side, slot: Slot) -> Eye {
    Eye::on(&side.with_peer(|peer| peer.remote(slot)).unwrap())
}
