//! Networks that are really cut, and connections that are closed behind the app's back.

use anyhow::{Result, ensure};

use crate::harness::{
    Browser::{self, Chromium, Firefox},
    Network, PATIENCE, Person, Stage, play, play_apart, wait_until,
};

#[test]
fn what_is_written_while_two_chromiums_are_cut_off_arrives_later() {
    play_apart("cuts::what_is_written_while_two_chromiums_are_cut_off_arrives_later", async |stage, network| {
        writes_through_a_cut(stage, network, Chromium, Chromium).await
    });
}

#[test]
fn what_is_written_while_a_chromium_and_a_firefox_are_cut_off_arrives_later() {
    play_apart(
        "cuts::what_is_written_while_a_chromium_and_a_firefox_are_cut_off_arrives_later",
        async |stage, network| writes_through_a_cut(stage, network, Chromium, Firefox).await,
    );
}

/// Nobody gets through to anybody, not to the server either, while both write: once the network is mended each has all of it, once and in
/// order.
async fn writes_through_a_cut(stage: &Stage, network: &Network, first: Browser, second: Browser) -> Result<()> {
    let (ada, bob) = (stage.person("Ada", first).await?, stage.person("Bob", second).await?);
    ada.joins("cut-chat").await?;
    bob.joins("cut-chat").await?;
    ada.sees("Bob").await?;
    bob.sees("Ada").await?;
    ada.opens_chat().await?;
    bob.opens_chat().await?;
    ada.says("before").await?;
    ada.is_heard().await?;

    network.cut(stage)?;
    ada.says("first").await?;
    bob.says("second").await?;
    for person in [&ada, &bob] {
        has_lost(person).await?;
        // That the server does not answer is noticed after a while.
        wait_until(format_args!("{person} is told why"), PATIENCE * 2, async || {
            let told: String = person.ask("return document.querySelector('main').innerText", &[]).await?;
            ensure!(told.contains("Your network is gone"), "{told:?}");
            Ok(Some(()))
        })
        .await?;
    }
    ada.says("third").await?;
    bob.says("fourth").await?;
    ada.reads_in_chat(&[("You", "before"), ("You", "first"), ("You", "third")]).await?;
    network.mend(stage)?;

    ada.is_heard().await?;
    bob.is_heard().await?;
    for (person, ada_says, bob_says) in [(&ada, "You", "Bob"), (&bob, "Ada", "You")] {
        let all = [
            (ada_says, "before"),
            (ada_says, "first"),
            (bob_says, "second"),
            (ada_says, "third"),
            (bob_says, "fourth"),
        ];
        person.reads_in_chat(&all).await?;
    }
    ada.sees("Bob").await?;
    bob.sees("Ada").await?;
    ada.says("after").await?;
    ada.is_heard().await?;
    let heard: usize =
        bob.ask("return probe.findAll('log', 'Messages')[0].innerText.split('first').length - 1", &[]).await?;
    ensure!(heard == 1, "it is there {heard} times");
    stage.everybody_leaves().await
}

/// Waits until the browser has noticed.
async fn has_lost(person: &Person) -> Result<()> {
    wait_until(format_args!("{person} has lost the other"), PATIENCE, async || {
        let connections = person.connections().await?;
        ensure!(connections.iter().all(|connection| connection.connection != "connected"), "{connections:?}");
        Ok(Some(()))
    })
    .await
}

#[test]
fn a_connection_that_a_chromium_lost_from_outside_is_made_anew() {
    play(async |stage| is_closed_from_outside(stage, Chromium, Firefox).await);
}

#[test]
fn a_connection_that_a_firefox_lost_from_outside_is_made_anew() {
    play(async |stage| is_closed_from_outside(stage, Firefox, Chromium).await);
}

/// Extensions do so, and no event says it.
async fn is_closed_from_outside(stage: &Stage, first: Browser, second: Browser) -> Result<()> {
    let (ada, bob) = (stage.person("Ada", first).await?, stage.person("Bob", second).await?);
    ada.joins("closed-outside").await?;
    bob.joins("closed-outside").await?;
    ada.sees("Bob").await?;
    bob.sees("Ada").await?;
    let before = ada.connections().await?;
    ada.run("for (const connection of probe.live()) connection.close()", &[]).await?;
    wait_until("Ada has another connection", PATIENCE, async || {
        let connections = ada.connections().await?;
        ensure!(connections.len() == 1 && connections[0].local != before[0].local, "{connections:?}");
        Ok(Some(()))
    })
    .await?;
    ada.sees("Bob").await?;
    bob.sees("Ada").await?;
    ada.is_with(&["Bob"]).await?;
    bob.is_with(&["Ada"]).await
}
