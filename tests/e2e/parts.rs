//! Parts of the app that are loaded when they are wanted, and do not come.

use anyhow::Result;
use serde_json::json;

use crate::{
    filters::{is_gray, is_green, looks},
    harness::{Browser::Chromium, Person, play},
};

#[test]
fn settings_and_filters_that_do_not_come_say_so_and_come_when_asked_again() {
    play(async |stage| {
        let ada = stage.person("Ada", Chromium).await?;
        let bob = stage.person("Bob", Chromium).await?;
        ada.joins("parts").await?;
        bob.joins("parts").await?;
        bob.sees("Ada").await?;
        looks(&bob, "Ada", "green", is_green).await?;

        block(&ada, &["panels"]).await?;
        ada.presses("Settings").await?;
        gets_it_at_second_try(&ada).await?;
        block(&ada, &["filters"]).await?;
        ada.presses("Filters and photo").await?;
        ada.slides("Grayscale", 100).await?;
        ada.reads_on_tile(&ada.own_tile(), "The filters could not be loaded").await?;
        // Better none than one that was not to be seen.
        bob.sees_no_picture("Ada").await?;
        gets_it_at_second_try(&ada).await?;
        looks(&bob, "Ada", "gray", is_gray).await?;
        stage.everybody_leaves().await
    });
}

#[test]
fn a_first_page_that_does_not_come_says_so_and_comes_when_asked_again() {
    play(async |stage| {
        let ada = stage.person("Ada", Chromium).await?;
        block(&ada, &["home"]).await?;
        ada.opens("/").await?;
        gets_it_at_second_try(&ada).await?;
        ada.has("button", "New call").await?;
        stage.everybody_leaves().await
    });
}

/// What is offered meanwhile is there when what it needs is.
#[test]
fn files_that_cannot_come_say_so_and_come_when_they_can() {
    play(async |stage| {
        let ada = stage.person("Ada", Chromium).await?;
        let bob = stage.person("Bob", Chromium).await?;
        ada.joins("parts").await?;
        bob.joins("parts").await?;
        bob.sees("Ada").await?;
        block(&ada, &["files"]).await?;
        bob.opens_files().await?;
        bob.picks_named("note.txt", "for Ada").await?;
        ada.opens_files().await?;
        ada.reads("Files cannot be sent here").await?;
        ada.is_accessible("files that cannot come").await?;
        block(&ada, &[]).await?;
        ada.presses("Close : Files").await?;
        ada.opens_files().await?;
        ada.presses("Accept : note.txt").await?;
        ada.reads("Received and checked").await?;
        ada.no_longer_reads("Files cannot be sent here").await?;
        stage.everybody_leaves().await
    });
}

/// It is said that something is missing; the network is back, and it is asked for again.
async fn gets_it_at_second_try(person: &Person) -> Result<()> {
    person.reads("This could not be loaded.").await?;
    block(person, &[]).await?;
    person.presses("Try again").await?;
    person.no_longer_reads("This could not be loaded.").await
}

/// From now on these parts of the app do not come, and all others do.
async fn block(person: &Person, parts: &[&str]) -> Result<()> {
    let cdp = person.driver().cdp();
    let urls: Vec<_> = parts.iter().map(|part| format!("*/tincan-{part}-*.wasm")).collect();
    cdp.send_raw("Network.enable", json!({})).await?;
    cdp.send_raw("Network.setBlockedURLs", json!({ "urls": urls })).await?;
    Ok(())
}
