//! Screens that are shared: beside the camera, by several people, and stopped in each of the ways.

use anyhow::{Result, ensure};

use crate::harness::{
    Browser::{Chromium, Firefox},
    Connection, Display, Options, PATIENCE, Person, Screen, Stage, play, wait_until,
};

/// Plays it with a display of its own, where there can be one.
fn play_on_a_display(scenario: impl AsyncFnOnce(&Stage, &Display) -> Result<()>) {
    play(async |stage| match Display::start().await? {
        Some(display) => scenario(stage, &display).await,
        None => Ok(()),
    });
}

fn picking(screen: Screen) -> Options {
    Options { screen, ..Options::default() }
}

#[test]
fn a_tab_is_shared_with_its_sound_beside_the_camera() {
    play(async |stage| {
        let ada = stage.person_with("Ada", Chromium, picking(Screen::Tab("Recipes"))).await?;
        let bob = stage.person("Bob", Chromium).await?;
        ada.opens_beside("Recipes").await?;
        ada.joins("kitchen").await?;
        bob.joins("kitchen").await?;
        bob.sees("Ada").await?;
        let before = ada.connections().await?;

        ada.presses("Share screen").await?;
        bob.sees("Ada's screen").await?;
        bob.hears("Ada's screen").await?;
        bob.sees("Ada").await?;
        bob.hears("Ada").await?;
        bob.has("button", "Full screen").await?;

        // What the camera does is no matter of the screen, and the other way round.
        ada.presses("Turn camera off").await?;
        bob.sees_no_picture("Ada").await?;
        bob.sees("Ada's screen").await?;
        ada.presses("Turn camera on").await?;
        ada.presses("Mute microphone").await?;
        bob.hears_nothing("Ada").await?;
        bob.hears("Ada's screen").await?;
        ada.presses("Unmute microphone").await?;
        bob.sees("Ada").await?;

        ada.presses("Stop sharing").await?;
        bob.is_with(&["Ada"]).await?;
        ada.has("button", "Share screen").await?;
        bob.sees("Ada").await?;
        bob.hears("Ada").await?;
        negotiates_nothing(&ada, &before).await?;
        stage.everybody_leaves().await
    });
}

#[test]
fn the_shared_tab_is_closed() {
    play(async |stage| {
        let ada = stage.person_with("Ada", Chromium, picking(Screen::Tab("Recipes"))).await?;
        let bob = stage.person("Bob", Chromium).await?;
        let recipes = ada.opens_beside("Recipes").await?;
        ada.joins("closed").await?;
        bob.joins("closed").await?;
        bob.sees("Ada").await?;
        let before = ada.connections().await?;
        ada.presses("Share screen").await?;
        bob.sees("Ada's screen").await?;

        ada.closes(recipes).await?;
        ada.reads(ENDED).await?;
        bob.is_with(&["Ada"]).await?;
        bob.sees("Ada").await?;
        bob.hears("Ada").await?;
        negotiates_nothing(&ada, &before).await?;

        // There is another page of this title, and it can be shared as well.
        ada.opens_beside("Recipes again").await?;
        ada.presses("Share screen").await?;
        bob.sees("Ada's screen").await?;
        ada.no_longer_reads(ENDED).await?;
        negotiates_nothing(&ada, &before).await?;
        stage.everybody_leaves().await
    });
}

#[test]
fn who_closes_the_picker_is_told_nothing() {
    play_on_a_display(async |stage, display| {
        let options = Options { display: Some(display.address()), ..picking(Screen::Asked) };
        let ada = stage.person_with("Ada", Chromium, options).await?;
        let bob = stage.person("Bob", Chromium).await?;
        ada.joins("cancelled").await?;
        bob.joins("cancelled").await?;
        bob.sees("Ada").await?;
        let before: String = ada.ask("return document.body.innerText", &[]).await?;

        ada.presses("Share screen").await?;
        wait_until("the picker was closed", PATIENCE, async || {
            display.hand(&["key", "Escape"]).await?;
            let refusals: u32 = ada.ask("return probe.refusals('getDisplayMedia')", &[]).await?;
            Ok((refusals > 0).then_some(()))
        })
        .await?;
        ada.can_press("Share screen", true).await?;
        let after: String = ada.ask("return document.body.innerText", &[]).await?;
        ensure!(before == after, "before: {before:?}, after: {after:?}");
        bob.is_with(&["Ada"]).await?;
        bob.sees("Ada").await?;
        stage.everybody_leaves().await
    });
}

#[test]
fn who_shares_the_call_itself_sees_no_hall_of_mirrors() {
    play(async |stage| {
        let ada = stage.person_with("Ada", Chromium, picking(Screen::OwnTab)).await?;
        let bob = stage.person("Bob", Chromium).await?;
        ada.joins("mirrors").await?;
        bob.joins("mirrors").await?;
        bob.sees("Ada").await?;

        // Not every browser knows how to leave the page out that asks.
        let include = "const { getDisplayMedia } = MediaDevices.prototype;
            MediaDevices.prototype.getDisplayMedia = function (options) {
                return getDisplayMedia.call(this, { ...options, selfBrowserSurface: 'include', preferCurrentTab: true });
            }";
        ada.run(include, &[]).await?;
        ada.presses("Share screen").await?;
        bob.sees("Ada's screen").await?;
        // The own screen is no tile of one's own call, and its preview does not show the page that shows it.
        ada.reads("This call itself").await?;
        ada.is_with(&["Bob"]).await?;
        let playing = "return probe.playing(probe.liveTracks('video').filter(track => track.getSettings().displaySurface)).length";
        wait_until("nothing plays what is shared", PATIENCE, async || {
            let playing: usize = ada.ask(playing, &[]).await?;
            Ok((playing == 0).then_some(()))
        })
        .await?;
        ada.presses("Stop sharing").await?;
        bob.is_with(&["Ada"]).await?;
        stage.everybody_leaves().await
    });
}

#[test]
fn two_share_at_once() {
    play(async |stage| {
        let ada = stage.person("Ada", Chromium).await?;
        let bob = stage.person("Bob", Chromium).await?;
        ada.joins("both").await?;
        bob.joins("both").await?;
        bob.sees("Ada").await?;
        let before = ada.connections().await?;
        ada.presses("Share screen").await?;
        bob.sees("Ada's screen").await?;
        bob.presses("Share screen").await?;
        ada.sees("Bob's screen").await?;
        bob.sees("Ada's screen").await?;
        ada.is_with(&["Bob", "Bob's screen"]).await?;
        bob.is_with(&["Ada", "Ada's screen"]).await?;

        // Somebody who comes later sees both.
        let cleo = stage.person("Cleo", Chromium).await?;
        cleo.joins("both").await?;
        cleo.sees("Ada's screen").await?;
        cleo.sees("Bob's screen").await?;
        cleo.sees("Ada").await?;
        cleo.leaves().await?;
        cleo.holds_nothing().await?;

        ada.presses("Stop sharing").await?;
        bob.is_with(&["Ada"]).await?;
        ada.sees("Bob's screen").await?;
        negotiates_nothing(&ada, &before).await?;
        stage.everybody_leaves().await
    });
}

#[test]
fn a_pause_shows_nothing_new() {
    play(async |stage| {
        let ada = stage.person("Ada", Chromium).await?;
        let bob = stage.person("Bob", Chromium).await?;
        ada.joins("pause").await?;
        bob.joins("pause").await?;
        bob.sees("Ada").await?;
        let before = ada.connections().await?;
        ada.presses("Share screen").await?;
        bob.sees("Ada's screen").await?;

        ada.presses("Pause").await?;
        bob.reads_on_tile("Ada's screen", "has paused").await?;
        bob.sees_no_picture("Ada's screen").await?;
        bob.sees("Ada").await?;
        ada.presses("Resume").await?;
        bob.no_longer_reads_on_tile("Ada's screen", "has paused").await?;
        bob.sees("Ada's screen").await?;
        negotiates_nothing(&ada, &before).await?;
        stage.everybody_leaves().await
    });
}

#[test]
fn sharing_begins_before_anybody_is_there_and_ends_with_the_call() {
    play(async |stage| {
        let ada = stage.person("Ada", Chromium).await?;
        ada.joins("early").await?;
        ada.presses("Share screen").await?;
        ada.has("button", "Stop sharing").await?;
        let bob = stage.person("Bob", Chromium).await?;
        bob.joins("early").await?;
        bob.sees("Ada's screen").await?;
        bob.sees("Ada").await?;
        ada.leaves().await?;
        ada.holds_nothing().await?;
        bob.is_with(&[]).await?;
        stage.everybody_leaves().await
    });
}

#[test]
fn a_real_screen_is_shared_and_stopped_in_the_bar_of_the_browser() {
    play_on_a_display(async |stage, display| {
        let options = Options { display: Some(display.address()), ..picking(Screen::Display) };
        let ada = stage.person_with("Ada", Chromium, options).await?;
        let bob = stage.person("Bob", Chromium).await?;
        ada.joins("desk").await?;
        bob.joins("desk").await?;
        bob.sees("Ada").await?;
        ada.presses("Share screen").await?;
        bob.sees("Ada's screen").await?;

        stops_in_the_bar(display).await?;
        ada.reads(ENDED).await?;
        bob.is_with(&["Ada"]).await?;
        bob.sees("Ada").await?;
        stage.everybody_leaves().await
    });
}

#[test]
fn a_firefox_shares_its_screen() {
    play_on_a_display(async |stage, display| {
        let options = Options { display: Some(display.address()), ..Options::default() };
        let ada = stage.person_with("Ada", Firefox, options).await?;
        let bob = stage.person("Bob", Chromium).await?;
        ada.joins("fox").await?;
        bob.joins("fox").await?;
        bob.sees("Ada").await?;
        let before = ada.connections().await?;
        ada.presses("Share screen").await?;
        bob.sees("Ada's screen").await?;
        bob.sees("Ada").await?;
        bob.hears("Ada").await?;
        ada.presses("Stop sharing").await?;
        bob.is_with(&["Ada"]).await?;
        negotiates_nothing(&ada, &before).await?;
        stage.everybody_leaves().await
    });
}

#[test]
fn a_firefox_sees_and_hears_what_is_shared() {
    play(async |stage| {
        let ada = stage.person_with("Ada", Chromium, picking(Screen::Tab("Recipes"))).await?;
        let bob = stage.person("Bob", Firefox).await?;
        ada.opens_beside("Recipes").await?;
        bob.joins("to-fox").await?;
        ada.joins("to-fox").await?;
        bob.sees("Ada").await?;
        ada.presses("Share screen").await?;
        bob.sees("Ada's screen").await?;
        bob.hears("Ada's screen").await?;
        ada.presses("Stop sharing").await?;
        bob.is_with(&["Ada"]).await?;
        stage.everybody_leaves().await
    });
}

/// Presses "Stop sharing" in the window that Chromium shows while a screen is shared: the button is at its right, before "Hide".
async fn stops_in_the_bar(display: &Display) -> Result<()> {
    wait_until("Chromium's bar", PATIENCE, async || {
        let found = display.hand(&["search", "--onlyvisible", "--name", "is sharing your screen"]).await?;
        let Some(window) = found.lines().next() else { return Ok(None) };
        let place = display.hand(&["getwindowgeometry", "--shell", window]).await?;
        let number = |name: &str| {
            let line = place.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
            line.and_then(|number| number.parse::<u32>().ok())
        };
        let (Some(width), Some(height)) = (number("WIDTH"), number("HEIGHT")) else { return Ok(None) };
        let (x, y) = (width.saturating_sub(117).to_string(), (height / 2).to_string());
        display.hand(&["mousemove", "--window", window, &x, &y, "click", "1"]).await?;
        Ok(Some(()))
    })
    .await
}

/// Nothing was offered since then.
async fn negotiates_nothing(person: &Person, before: &[Connection]) -> Result<()> {
    let after = person.connections().await?;
    ensure!(after == before, "nothing of this is negotiated: {before:?} became {after:?}");
    Ok(())
}

/// What is said when a screen is no longer shared, and the person has not asked for it on this page.
const ENDED: &str = "is no longer shared";
