//! Filters: what one does to one's own picture the others see as well.

use anyhow::{Result, ensure};

use crate::harness::{Browser::Chromium, PATIENCE, Person, play, wait_until};

#[test]
fn a_gray_picture_is_gray_for_the_others() {
    play(async |stage| {
        let ada = stage.person("Ada", Chromium).await?;
        let bob = stage.person("Bob", Chromium).await?;
        ada.joins("gray").await?;
        bob.joins("gray").await?;
        bob.sees("Ada").await?;
        looks(&bob, "Ada", "green", is_green).await?;
        let before = ada.connections().await?;

        ada.opens_filters().await?;
        ada.slides("Grayscale", 100).await?;
        looks(&bob, "Ada", "gray", is_gray).await?;
        // In a worker, which the content security policy allows.
        ada.reads("ms, beside this page").await?;
        wait_until("Ada sees herself gray", PATIENCE, async || {
            let colour = ada.colour_on_screen(&ada.own_tile()).await?;
            ensure!(is_gray(colour), "red, green, blue: {colour:?}");
            Ok(Some(()))
        })
        .await?;
        bob.sees("Ada").await?;
        bob.hears("Ada").await?;

        // A camera that goes off and on again is filtered as before.
        ada.presses("Turn camera off").await?;
        bob.sees_no_picture("Ada").await?;
        ada.presses("Turn camera on").await?;
        bob.sees("Ada").await?;
        looks(&bob, "Ada", "gray still", is_gray).await?;

        ada.slides("Grayscale", 0).await?;
        looks(&bob, "Ada", "green again", is_green).await?;
        // What only the camera itself holds, and no canvas.
        wait_until("the picture goes its own way again", PATIENCE, async || {
            let labels: Vec<String> = ada.ask(LIVE, &[]).await?;
            ensure!(labels == ["fake_device_0"], "{labels:?}");
            Ok(Some(()))
        })
        .await?;
        ensure!(ada.connections().await? == before, "nothing of this is negotiated");
        stage.everybody_leaves().await
    });
}

#[test]
fn an_inverted_picture_is_inverted_for_the_others() {
    play(async |stage| {
        let ada = stage.person("Ada", Chromium).await?;
        let bob = stage.person("Bob", Chromium).await?;
        ada.joins("inverted").await?;
        bob.joins("inverted").await?;
        bob.sees("Ada").await?;
        looks(&bob, "Ada", "green", is_green).await?;
        let plain = bob.colour_of("Ada").await?;

        ada.opens_filters().await?;
        ada.slides("Invert", 100).await?;
        looks(&bob, "Ada", "inverted", |colour| {
            // What the fake camera shows changes a little from frame to frame, and encoding rounds.
            colour.iter().zip(plain).all(|(now, then)| (now - (255.0 - then)).abs() < 24.0)
        })
        .await?;
        ada.slides("Invert", 0).await?;
        looks(&bob, "Ada", "green again", is_green).await?;
        stage.everybody_leaves().await
    });
}

/// Waits until somebody's picture has such a colour, all in all.
pub(crate) async fn looks(person: &Person, name: &str, how: &str, check: impl Fn([f64; 3]) -> bool) -> Result<()> {
    wait_until(format_args!("{name} looks {how} to {person}"), PATIENCE, async || {
        let colour = person.colour_of(name).await?;
        ensure!(check(colour), "red, green, blue: {colour:?}");
        Ok(Some(()))
    })
    .await
}

/// As Chromium's fake camera is.
pub(crate) fn is_green([red, green, blue]: [f64; 3]) -> bool {
    green > red + 48.0 && green > blue + 48.0
}

pub(crate) fn is_gray([red, green, blue]: [f64; 3]) -> bool {
    (red - green).abs() < 12.0 && (green - blue).abs() < 12.0
}

/// What the live tracks with pictures are called; that of a canvas has another name than a camera's.
const LIVE: &str = "return probe.liveTracks('video').map(track => track.label)";
