//! Calls that outlive the socket, the server, the page and the network path.

use std::time::Duration;

use anyhow::{Result, ensure};

use crate::harness::{
    Browser::{self, Chromium, Firefox},
    Options, PATIENCE, Person, Stage, Wire, play, wait_until,
};

#[test]
fn a_cut_socket_does_not_touch_the_call() {
    play(async |stage| {
        let wire = Wire::to(stage.server().address()).await?;
        let ada = stage.person_at("Ada", Chromium, Options::default(), wire.address()).await?;
        let bob = stage.person("Bob", Chromium).await?;
        ada.joins("cut").await?;
        bob.joins("cut").await?;
        ada.watches("Bob").await?;
        bob.watches("Ada").await?;
        let before = ada.connections().await?;

        wire.cut_for(Duration::from_secs(5), async {
            ada.reads("The connection to the server was lost").await?;
            ada.presses("Mute microphone").await?;
            bob.reads_on_tile("Ada", "Microphone muted").await?;
            bob.presses("Turn camera off").await?;
            ada.reads_on_tile("Bob", "Camera off").await?;
            bob.presses("Turn camera on").await
        })
        .await?;
        ada.no_longer_reads("The connection to the server was lost").await?;

        let seen = bob.watched("Ada").await?;
        ensure!(seen.count >= 25 && seen.gap < 2_000.0, "Ada's frames went on all the time: {seen:?}");
        ensure!(before == ada.connections().await?, "the connection is the same");
        for (person, other) in [(&ada, "Bob"), (&bob, "Ada")] {
            person.is_with(&[other]).await?;
            person.sees(other).await?;
        }
        bob.reads_on_tile("Ada", "Microphone muted").await?;
        ada.no_longer_reads_on_tile("Bob", "Camera off").await?;

        // And the room is one room again: whoever comes now meets both.
        let cleo = stage.person("Cleo", Chromium).await?;
        cleo.joins("cut").await?;
        cleo.is_with(&["Ada", "Bob"]).await?;
        ada.is_with(&["Bob", "Cleo"]).await?;
        cleo.sees("Ada").await?;
        ada.sees("Cleo").await
    });
}

#[test]
fn a_reloaded_chromium_leaves_no_ghost() {
    play(async |stage| reload(stage, Chromium).await);
}

#[test]
fn a_reloaded_firefox_leaves_no_ghost() {
    play(async |stage| reload(stage, Firefox).await);
}

async fn reload(stage: &Stage, browser: Browser) -> Result<()> {
    let (ada, bob) = (stage.person("Ada", browser).await?, stage.person("Bob", Chromium).await?);
    ada.joins("reload").await?;
    bob.joins("reload").await?;
    bob.sees("Ada").await?;

    ada.reloads().await?;
    ada.has("button", "Join").await?;
    ada.enters().await?;
    ada.is_with(&["Bob"]).await?;
    bob.is_with(&["Ada"]).await?;
    ada.sees("Bob").await?;
    bob.sees("Ada").await?;
    ada.hears("Bob").await?;
    bob.hears("Ada").await?;
    bob.is_with(&["Ada"]).await?;
    ensure!(bob.counts().await?.connections == 1, "Bob has let go of the connection to the old page");
    Ok(())
}

#[test]
fn a_closed_page_is_missed_at_once() {
    play(async |stage| {
        let (ada, bob) = (stage.person("Ada", Chromium).await?, stage.person("Bob", Chromium).await?);
        ada.joins("closed").await?;
        bob.joins("closed").await?;
        ada.sees("Bob").await?;
        bob.closes_the_page().await?;
        ada.is_with(&[]).await?;
        ensure!(ada.counts().await?.connections == 0, "Ada has let go of the connection");
        Ok(())
    });
}

#[test]
fn a_chromium_that_goes_back_to_the_call_left_it() {
    play(async |stage| goes_away_and_back(stage, Chromium).await);
}

#[test]
fn a_firefox_that_goes_back_to_the_call_left_it() {
    play(async |stage| goes_away_and_back(stage, Firefox).await);
}

/// A page that the browser keeps for the way back has no connections any more, and says so; one that it loads again asks to join.
async fn goes_away_and_back(stage: &Stage, browser: Browser) -> Result<()> {
    let (ada, bob) = (stage.person("Ada", Chromium).await?, stage.person("Bob", browser).await?);
    ada.joins("back").await?;
    bob.joins("back").await?;
    ada.sees("Bob").await?;
    bob.run("window.wasKept = true", &[]).await?;
    bob.opens("/").await?;
    ada.is_with(&[]).await?;
    bob.driver().back().await?;
    let kept: bool = bob.ask("return window.wasKept === true", &[]).await?;
    if kept {
        bob.presses("Rejoin").await?;
    } else {
        bob.presses_join().await?;
    }
    ada.sees("Bob").await?;
    bob.sees("Ada").await?;
    bob.is_with(&["Ada"]).await
}

#[test]
fn twenty_simultaneous_ice_restarts_between_chromiums() {
    play(async |stage| restarts(stage, Chromium, Chromium).await);
}

#[test]
fn twenty_simultaneous_ice_restarts_between_firefoxes() {
    play(async |stage| restarts(stage, Firefox, Firefox).await);
}

#[test]
fn twenty_simultaneous_ice_restarts_of_a_chromium_that_came_to_a_firefox() {
    play(async |stage| restarts(stage, Firefox, Chromium).await);
}

#[test]
fn twenty_simultaneous_ice_restarts_of_a_firefox_that_came_to_a_chromium() {
    play(async |stage| restarts(stage, Chromium, Firefox).await);
}

async fn restarts(stage: &Stage, first: Browser, second: Browser) -> Result<()> {
    let (ada, bob) = (stage.person("Ada", first).await?, stage.person("Bob", second).await?);
    ada.joins("restarts").await?;
    bob.joins("restarts").await?;
    ada.sees("Bob").await?;
    bob.sees("Ada").await?;

    for round in 1..=20 {
        let before = settled(&ada, &bob).await?;
        tokio::try_join!(ada.restarts_ice(), bob.restarts_ice())?;
        wait_until(format_args!("restart {round} is done"), PATIENCE, async || {
            let after = settled(&ada, &bob).await?;
            ensure!(after.0 != before.0 && after.1 != before.1, "still {before:?}");
            Ok(Some(()))
        })
        .await?;
        if [first, second].contains(&Firefox) {
            // The next restart comes when this one has brought frames: Firefox says "connected" while it still changes over
            // to the new path, and gives the connection up when it is asked for another one then.
            tokio::try_join!(ada.sees("Bob"), bob.sees("Ada"))?;
        }
    }

    for (person, other) in [(&ada, "Bob"), (&bob, "Ada")] {
        person.is_with(&[other]).await?;
        person.sees(other).await?;
        person.hears(other).await?;
        let connections = person.connections().await?;
        ensure!(connections.len() == 1 && connections[0].sections == 5, "four slots and the channel: {connections:?}");
    }
    Ok(())
}

/// Waits until both ends agree on one generation of ICE and are connected by it; returns its two user name fragments.
async fn settled(ada: &Person, bob: &Person) -> Result<(String, String)> {
    wait_until("both ends are settled", PATIENCE, async || {
        let (a, b) = tokio::try_join!(ada.connections(), bob.connections())?;
        let ([a], [b]) = (a.as_slice(), b.as_slice()) else { anyhow::bail!("{a:?}, {b:?}") };
        let connected = |ice: &str| matches!(ice, "connected" | "completed");
        let agreed = a.signaling == "stable" && b.signaling == "stable" && a.local == b.remote && a.remote == b.local;
        ensure!(agreed && connected(&a.ice) && connected(&b.ice), "{a:?}, {b:?}");
        Ok(Some((a.local.clone(), b.local.clone())))
    })
    .await
}

#[test]
fn the_call_starts_when_an_absent_server_comes() {
    play(async |stage| {
        let (ada, bob) = (stage.person("Ada", Chromium).await?, stage.person("Bob", Chromium).await?);
        ada.opens_lobby("early").await?;
        bob.opens_lobby("early").await?;
        stage.server().stop().await?;

        ada.presses_join().await?;
        bob.presses_join().await?;
        ada.reads("No signalling server answers").await?;

        stage.server().start_again().await?;
        ada.is_with(&["Bob"]).await?;
        bob.is_with(&["Ada"]).await?;
        ada.sees("Bob").await?;
        bob.sees("Ada").await
    });
}

#[test]
fn a_restarted_server_is_not_noticed_by_the_call() {
    play(async |stage| {
        let (ada, bob) = (stage.person("Ada", Chromium).await?, stage.person("Bob", Chromium).await?);
        ada.joins("restarted").await?;
        bob.joins("restarted").await?;
        ada.watches("Bob").await?;
        bob.watches("Ada").await?;
        let before = ada.connections().await?;

        stage.server().stop().await?;
        ada.reads("The connection to the server was lost").await?;
        bob.reads("The connection to the server was lost").await?;
        ada.presses("Mute microphone").await?;
        bob.reads_on_tile("Ada", "Microphone muted").await?;
        stage.server().start_again().await?;

        let cleo = stage.person("Cleo", Chromium).await?;
        cleo.joins("restarted").await?;
        cleo.is_with(&["Ada", "Bob"]).await?;
        for (person, others) in [(&ada, ["Bob", "Cleo"]), (&bob, ["Ada", "Cleo"])] {
            person.is_with(&others).await?;
        }
        for (person, other) in [(&ada, "Bob"), (&bob, "Ada")] {
            let seen = person.watched(other).await?;
            ensure!(seen.count >= 10 && seen.gap < 2_000.0, "frames went on all the time: {seen:?}");
            person.sees("Cleo").await?;
        }
        ensure!(ada.connections().await?.contains(&before[0]), "the connection to Bob is the same");
        cleo.reads_on_tile("Ada", "Microphone muted").await
    });
}
