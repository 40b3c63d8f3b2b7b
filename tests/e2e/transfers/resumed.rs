//! What interrupts a file, and how it goes on.

use anyhow::{Result, ensure};

use super::in_a_call;
use crate::harness::{
    Browser::{self, Chromium, Firefox},
    Files, Options, Stage, play,
};

#[test]
fn after_a_reload_a_file_goes_on_where_it_was() {
    play(async |stage| goes_on(stage, Chromium).await);
}

#[test]
fn after_a_reload_of_firefox_a_file_goes_on_where_it_was() {
    play(async |stage| goes_on(stage, Firefox).await);
}

async fn goes_on(stage: &Stage, receiver: Browser) -> Result<()> {
    const SIZE: usize = 120_000_000;
    let (ada, bob) = in_a_call(stage, Chromium, receiver).await?;
    let files = Files::new("goes-on")?;
    ada.picks(&files.make("long.bin", SIZE)?).await?;
    bob.presses("Accept : long.bin").await?;
    // More than what is written down at a time.
    bob.has_progress(40_000_000).await?;
    ada.presses("Pause : long.bin").await?;
    bob.reads("Ada has paused it").await?;
    bob.reloads().await?;
    bob.has("button", "Join").await?;
    bob.enters().await?;
    bob.opens_files().await?;
    bob.reads("Ada has paused it").await?;
    ada.presses("Resume : long.bin").await?;
    // Nobody is asked again.
    bob.has_transfers(1, "Received and checked.").await?;
    ada.reads("Sent and checked").await?;
    bob.has_stored(SIZE).await
}

#[test]
fn after_the_browser_was_killed_a_file_goes_on_where_it_was() {
    play(async |stage| {
        const SIZE: usize = 150_000_000;
        let (files, home) = (Files::new("killed")?, Files::new("home")?);
        let with_home = || Options { home: Some(home.folder().to_owned()), ..Options::default() };
        let ada = stage.person("Ada", Chromium).await?;
        let bob = stage.person_with("Bob", Chromium, with_home()).await?;
        for person in [&ada, &bob] {
            person.joins("killed").await?;
            person.opens_files().await?;
        }
        ada.picks(&files.make("long.bin", SIZE)?).await?;
        bob.presses("Accept : long.bin").await?;
        bob.has_progress(60_000_000).await?;
        bob.is_killed()?;

        // He may be back before anybody has missed him.
        let bob = stage.person_with("Bob", Chromium, with_home()).await?;
        bob.joins("killed").await?;
        bob.opens_files().await?;
        bob.has_transfers(1, "Received and checked.").await?;
        let received = bob.received_bytes().await?;
        ensure!(received < SIZE as u64 - 40_000_000, "{received} bytes were sent once more");
        ada.reads("Sent and checked").await?;
        bob.has_stored(SIZE).await
    });
}

#[test]
fn a_sender_who_was_reloaded_picks_the_same_file_again() {
    play(async |stage| {
        const SIZE: usize = 120_000_000;
        let (ada, bob) = in_a_call(stage, Chromium, Chromium).await?;
        let files = Files::new("again")?;
        let file = files.make("long.bin", SIZE)?;
        ada.picks(&file).await?;
        bob.presses("Accept : long.bin").await?;
        bob.has_progress(50_000_000).await?;
        ada.reloads().await?;
        ada.has("button", "Join").await?;
        bob.reads("Ada is away").await?;
        ada.enters().await?;
        ada.is_with(&["Bob"]).await?;
        ada.opens_files().await?;
        ada.picks(&file).await?;
        bob.reads("of it is here already, and will not be sent again").await?;
        let before = bob.received_bytes().await?;
        bob.presses("Accept : long.bin").await?;
        bob.has_transfers(1, "Received and checked.").await?;
        let received = bob.received_bytes().await?.saturating_sub(before);
        ensure!(received < SIZE as u64 - 40_000_000, "{received} bytes were sent once more");
        bob.has_stored(SIZE).await
    });
}

#[test]
fn a_file_outlives_the_connection() {
    play(async |stage| {
        const SIZE: usize = 150_000_000;
        let (ada, bob) = in_a_call(stage, Chromium, Chromium).await?;
        let files = Files::new("outlives")?;
        ada.picks(&files.make("long.bin", SIZE)?).await?;
        bob.presses("Accept : long.bin").await?;
        bob.has_progress(30_000_000).await?;
        bob.loses_its_sockets()?;
        bob.has_transfers(1, "Received and checked.").await?;
        ada.reads("Sent and checked").await?;
        ada.sees("Bob").await?;
        bob.has_stored(SIZE).await
    });
}
