//! Cameras and microphones that are switched off and on, or that are not there.

use anyhow::{Result, ensure};

use crate::harness::{
    Browser::{self, Chromium, Firefox},
    Camera, Microphone, Options, PATIENCE, Person, Stage, play, wait_until,
};

#[test]
fn camera_off_and_on_and_mute_in_chromium() {
    play(async |stage| off_and_on(stage, Chromium).await);
}

#[test]
fn camera_off_and_on_and_mute_in_firefox() {
    play(async |stage| off_and_on(stage, Firefox).await);
}

async fn off_and_on(stage: &Stage, browser: Browser) -> Result<()> {
    let (ada, bob) = (stage.person("Ada", browser).await?, stage.person("Bob", Chromium).await?);
    ada.joins("switches").await?;
    bob.joins("switches").await?;
    bob.sees("Ada").await?;
    bob.hears("Ada").await?;
    let before = ada.connections().await?;

    ada.presses("Turn camera off").await?;
    bob.reads_on_tile("Ada", "Camera off").await?;
    bob.sees_no_picture("Ada").await?;
    // The light has gone out, and the microphone goes on.
    holds_tracks(&ada, 1).await?;
    bob.hears("Ada").await?;

    ada.presses("Turn camera on").await?;
    bob.no_longer_reads_on_tile("Ada", "Camera off").await?;
    bob.sees("Ada").await?;

    ada.presses("Mute microphone").await?;
    bob.reads_on_tile("Ada", "Microphone muted").await?;
    bob.hears_nothing("Ada").await?;
    bob.sees("Ada").await?;

    ada.presses("Unmute microphone").await?;
    bob.no_longer_reads_on_tile("Ada", "Microphone muted").await?;
    bob.hears("Ada").await?;

    let after = ada.connections().await?;
    ensure!(before == after, "nothing of this is negotiated: {before:?} became {after:?}");
    Ok(())
}

/// Waits until so many tracks of devices are live in somebody's page.
async fn holds_tracks(person: &Person, expected: usize) -> Result<()> {
    wait_until(format_args!("{person} holds {expected} live tracks"), PATIENCE, async || {
        let counts = person.counts().await?;
        ensure!(counts.tracks == expected, "{counts:?}");
        Ok(Some(()))
    })
    .await
}

#[test]
fn a_denied_camera_costs_only_the_picture() {
    play(async |stage| {
        let options = Options { camera: Camera::Denied, ..Options::default() };
        without_picture(stage, Chromium, options, "does not let this page use your camera").await
    });
}

#[test]
fn a_missing_camera_costs_only_the_picture() {
    play(async |stage| {
        let options = Options { camera: Camera::Absent, ..Options::default() };
        without_picture(stage, Chromium, options, "No camera was found").await
    });
}

/// Ada has a microphone only: she is told why, comes in, is heard, and sees.
async fn without_picture(stage: &Stage, browser: Browser, options: Options, reason: &str) -> Result<()> {
    let ada = stage.person_with("Ada", browser, options).await?;
    let bob = stage.person("Bob", Chromium).await?;
    ada.opens_lobby("no-picture").await?;
    ada.reads(reason).await?;
    ada.enters().await?;
    bob.joins("no-picture").await?;

    bob.hears("Ada").await?;
    bob.reads_on_tile("Ada", "Camera off").await?;
    bob.sees_no_picture("Ada").await?;
    ada.sees("Bob").await?;
    ada.hears("Bob").await?;
    Ok(())
}

#[test]
fn one_can_join_with_everything_denied_in_chromium() {
    play(async |stage| listening_only(stage, Chromium, Camera::Denied).await);
}

#[test]
fn one_can_join_with_everything_denied_in_firefox() {
    play(async |stage| listening_only(stage, Firefox, Camera::Denied).await);
}

#[test]
fn one_can_join_without_any_device() {
    play(async |stage| listening_only(stage, Firefox, Camera::Absent).await);
}

/// Ada has neither camera nor microphone: she sees and hears all the same.
async fn listening_only(stage: &Stage, browser: Browser, devices: Camera) -> Result<()> {
    let options = Options { camera: devices, microphone: devices, ..Options::default() };
    let ada = stage.person_with("Ada", browser, options).await?;
    let bob = stage.person("Bob", Chromium).await?;
    bob.joins("listener").await?;
    ada.joins("listener").await?;

    ada.sees("Bob").await?;
    ada.hears("Bob").await?;
    bob.reads_on_tile("Ada", "Camera off").await?;
    bob.reads_on_tile("Ada", "Microphone muted").await?;
    Ok(())
}

#[test]
fn two_without_cameras_hear_each_other() {
    play(async |stage| {
        let options = Options { camera: Camera::Absent, ..Options::default() };
        let ada = stage.person_with("Ada", Chromium, options.clone()).await?;
        let bob = stage.person_with("Bob", Chromium, options).await?;
        ada.joins("voices").await?;
        bob.joins("voices").await?;
        ada.hears("Bob").await?;
        bob.hears("Ada").await?;
        ada.reads_on_tile("Bob", "Camera off").await?;
        bob.reads_on_tile("Ada", "Camera off").await?;
        Ok(())
    });
}

#[test]
fn two_without_any_device_meet() {
    play(async |stage| {
        let options = Options { camera: Camera::Absent, microphone: Microphone::Absent, ..Options::default() };
        let ada = stage.person_with("Ada", Chromium, options.clone()).await?;
        let bob = stage.person_with("Bob", Firefox, options).await?;
        ada.joins("silence").await?;
        bob.joins("silence").await?;
        for (person, other) in [(&ada, "Bob"), (&bob, "Ada")] {
            person.is_with(&[other]).await?;
            person.reads_on_tile(other, "Camera off").await?;
            wait_until(format_args!("{person} is connected"), PATIENCE, async || {
                let connections = person.connections().await?;
                ensure!(connections.len() == 1 && connections[0].connection == "connected", "{connections:?}");
                Ok(Some(()))
            })
            .await?;
        }
        Ok(())
    });
}
