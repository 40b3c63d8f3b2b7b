//! Headsets that are plugged in and out in the middle of a call, permissions that are taken back, cameras in quick
//! succession.

use anyhow::{Result, ensure};
use serde_json::json;

use crate::harness::{
    Browser::Chromium, Camera, Connection, Microphone, Options, PATIENCE, Person, SoundSystem, Stage, play, wait_until,
};

/// Plays it with a sound system of its own, where there can be one. In the end no microphone is in use.
fn play_with_headsets(scenario: impl AsyncFnOnce(&Stage, &SoundSystem) -> Result<()>) {
    play(async |stage| match SoundSystem::start().await? {
        Some(system) => {
            scenario(stage, &system).await?;
            stage.everybody_leaves().await?;
            system.is_free().await
        }
        None => Ok(()),
    });
}

fn on(system: &SoundSystem) -> Options {
    Options { camera: Camera::Absent, sound: Some(system.address()), ..Options::default() }
}

#[test]
fn another_microphone_takes_over_and_the_wanted_one_comes_back() {
    play_with_headsets(async |stage, system| {
        let mut headset = system.plug("Headset").await?;
        let mut desk = system.plug("Desk").await?;
        system.speak(&mut headset).await?;
        system.speak(&mut desk).await?;
        let ada = stage.person_with("Ada", Chromium, on(system)).await?;
        let bob = stage.person("Bob", Chromium).await?;
        ada.opens_lobby("headsets").await?;
        ada.chooses("Microphone", "Headset").await?;
        ada.enters().await?;
        bob.joins("headsets").await?;
        bob.hears("Ada").await?;
        let before = ada.connections().await?;

        system.unplug(headset).await?;
        ada.reads("took over from “Headset”").await?;
        bob.hears("Ada").await?;

        let mut headset = system.plug("Headset").await?;
        system.speak(&mut headset).await?;
        ada.reads("“Headset” is back").await?;
        bob.hears("Ada").await?;
        ensure!(before == ada.connections().await?, "nothing of this is negotiated");
        holds_tracks(&ada, "audio", 1).await
    });
}

#[test]
fn the_system_may_prefer_another_microphone() {
    play_with_headsets(async |stage, system| {
        let mut headset = system.plug("Headset").await?;
        let desk = system.plug("Desk").await?;
        system.prefer(&desk).await?;
        let ada = stage.person_with("Ada", Chromium, on(system)).await?;
        let bob = stage.person("Bob", Chromium).await?;
        ada.joins("preferred").await?;
        bob.joins("preferred").await?;
        system.speak(&mut headset).await?;
        bob.hears_nothing("Ada").await?;
        let before = ada.connections().await?;

        // PulseAudio leads the browser over by itself; other systems leave that to the page.
        system.prefer(&headset).await?;
        bob.hears("Ada").await?;
        ensure!(before == ada.connections().await?, "nothing of this is negotiated");
        Ok(())
    });
}

#[test]
fn another_speaker_takes_over_and_the_wanted_one_comes_back() {
    play_with_headsets(async |stage, system| {
        let headset = system.plug("Headset").await?;
        let desk = system.plug("Desk").await?;
        system.prefer(&desk).await?;
        let ada = stage.person_with("Ada", Chromium, on(system)).await?;
        let bob = stage.person("Bob", Chromium).await?;
        ada.opens_lobby("speakers").await?;
        ada.chooses("Speaker", "HeadsetSpeaker").await?;
        ada.enters().await?;
        bob.joins("speakers").await?;
        ada.hears("Bob").await?;

        system.unplug(headset).await?;
        ada.reads("took over from “HeadsetSpeaker”").await?;
        ada.hears("Bob").await?;

        let _headset = system.plug("Headset").await?;
        ada.reads("“HeadsetSpeaker” is back").await?;
        ada.hears("Bob").await
    });
}

#[test]
fn the_last_microphone_is_missed_and_comes_back() {
    play_with_headsets(async |stage, system| {
        let mut headset = system.plug("Headset").await?;
        system.speak(&mut headset).await?;
        let ada = stage.person_with("Ada", Chromium, on(system)).await?;
        let bob = stage.person("Bob", Chromium).await?;
        ada.joins("only-one").await?;
        bob.joins("only-one").await?;
        bob.hears("Ada").await?;

        system.unplug(headset).await?;
        ada.reads("was unplugged").await?;
        bob.reads_on_tile("Ada", "Microphone muted").await?;

        let mut headset = system.plug("Headset").await?;
        system.speak(&mut headset).await?;
        bob.no_longer_reads_on_tile("Ada", "Microphone muted").await?;
        bob.hears("Ada").await
    });
}

#[test]
fn a_new_microphone_is_offered() {
    play_with_headsets(async |stage, system| {
        let mut desk = system.plug("Desk").await?;
        system.speak(&mut desk).await?;
        let ada = stage.person_with("Ada", Chromium, on(system)).await?;
        let bob = stage.person("Bob", Chromium).await?;
        ada.joins("offer").await?;
        bob.joins("offer").await?;
        bob.hears("Ada").await?;

        let mut headset = system.plug("Headset").await?;
        system.speak(&mut headset).await?;
        ada.reads("New microphone: “Headset”").await?;
        ada.presses_first("Use it").await?;
        ada.no_longer_reads("New microphone").await?;
        wait_until("the headset is in use", PATIENCE, async || {
            let labels = live_labels(&ada, "audio").await?;
            ensure!(labels == ["Headset"], "{labels:?}");
            Ok(Some(()))
        })
        .await?;
        bob.hears("Ada").await
    });
}

#[test]
fn a_microphone_that_the_system_mutes_is_pointed_out() {
    play_with_headsets(async |stage, system| {
        let mut headset = system.plug("Headset").await?;
        system.speak(&mut headset).await?;
        let ada = stage.person_with("Ada", Chromium, on(system)).await?;
        let bob = stage.person("Bob", Chromium).await?;
        ada.joins("system-mute").await?;
        bob.joins("system-mute").await?;
        bob.hears("Ada").await?;

        system.set_muted(&headset, true).await?;
        ada.reads("Your microphone was muted by the system").await?;
        system.set_muted(&headset, false).await?;
        ada.no_longer_reads("Your microphone was muted by the system").await?;
        bob.hears("Ada").await
    });
}

#[test]
fn a_silent_microphone_is_pointed_out() {
    play_with_headsets(async |stage, system| {
        let _headset = system.plug("Headset").await?;
        let ada = stage.person_with("Ada", Chromium, on(system)).await?;
        ada.joins("silent").await?;
        ada.reads("Nothing is heard from your microphone").await
    });
}

#[test]
fn who_speaks_while_muted_is_told() {
    play(async |stage| {
        let ada = stage.person("Ada", Chromium).await?;
        ada.joins("muted").await?;
        ada.presses("Mute microphone").await?;
        ada.reads("You are speaking, but your microphone is muted").await?;
        stage.everybody_leaves().await
    });
}

#[test]
fn a_permission_that_is_given_again_brings_picture_and_sound_back() {
    play(async |stage| {
        // Only a permission that the person gives can be taken back: the browser's fake person always allows.
        let ada = stage.person_with("Ada", Chromium, Options { asks: true, ..Options::default() }).await?;
        let bob = stage.person("Bob", Chromium).await?;
        ada.joins("revoked").await?;
        bob.joins("revoked").await?;
        bob.sees("Ada").await?;
        bob.hears("Ada").await?;

        for device in ["camera", "microphone"] {
            ada.sets_permission(device, "denied").await?;
        }
        ada.reads("may no longer use your").await?;
        bob.reads_on_tile("Ada", "Camera off").await?;
        bob.reads_on_tile("Ada", "Microphone muted").await?;

        for device in ["camera", "microphone"] {
            ada.sets_permission(device, "granted").await?;
        }
        bob.sees("Ada").await?;
        bob.hears("Ada").await?;
        ada.no_longer_reads("may no longer use your").await?;
        stage.everybody_leaves().await
    });
}

#[test]
fn ten_cameras_in_a_second_end_with_the_last_one() {
    play(async |stage| {
        let ada = stage.person_with("Ada", Chromium, Options { cameras: 3, ..Options::default() }).await?;
        let bob = stage.person("Bob", Chromium).await?;
        ada.joins("quick").await?;
        bob.joins("quick").await?;
        bob.sees("Ada").await?;
        let before = ada.connections().await?;

        ada.presses("Settings").await?;
        ada.has("combobox", "Camera").await?;
        let choose = "const select = probe.findAll('combobox', 'Camera')[0];
            const values = [...select.options].map(option => option.value).filter(Boolean);
            const choose = value => { select.value = value; select.dispatchEvent(new Event('change', { bubbles: true })); };
            let turn = 0;
            return new Promise(done => {
                const timer = setInterval(() => {
                    choose(values[turn % values.length]);
                    if (++turn < 10) return;
                    clearInterval(timer);
                    done([...select.options].find(option => option.value === values[(turn - 1) % values.length]).text);
                }, 100);
            })";
        let last: String = ada.ask(choose, &[]).await?;
        wait_until(format_args!("only {last:?} is live"), PATIENCE, async || {
            let labels = live_labels(&ada, "video").await?;
            ensure!(labels == [last.as_str()], "{labels:?}");
            Ok(Some(()))
        })
        .await?;
        bob.sees("Ada").await?;
        ensure!(before == ada.connections().await?, "nothing of this is negotiated");
        stage.everybody_leaves().await
    });
}

#[test]
fn what_a_camera_cannot_do_is_said_and_the_picture_stays() {
    play(async |stage| {
        let ada = stage.person("Ada", Chromium).await?;
        let bob = stage.person("Bob", Chromium).await?;
        ada.joins("beyond").await?;
        bob.joins("beyond").await?;
        bob.sees("Ada").await?;
        // The page only wishes, and so is never refused: the browser is made to demand.
        let demand = "const { applyConstraints } = MediaStreamTrack.prototype;
            MediaStreamTrack.prototype.applyConstraints = function () {
                return applyConstraints.call(this, { width: { exact: 99999 } });
            }";
        ada.run(demand, &[]).await?;
        ada.presses("Settings").await?;
        ada.chooses("Picture size", "QVGA (320 × 240)").await?;
        ada.reads("No camera can do what was asked of it").await?;
        let labels = live_labels(&ada, "video").await?;
        ensure!(labels == ["fake_device_0"], "{labels:?}");
        bob.sees("Ada").await?;
        stage.everybody_leaves().await
    });
}

#[test]
fn who_came_with_nothing_adds_camera_and_microphone_later() {
    play(async |stage| {
        let options =
            Options { camera: Camera::Denied, microphone: Microphone::Denied, asks: true, ..Options::default() };
        let ada = stage.person_with("Ada", Chromium, options).await?;
        let bob = stage.person("Bob", Chromium).await?;
        ada.joins("later").await?;
        bob.joins("later").await?;
        bob.reads_on_tile("Ada", "Camera off").await?;
        let before = connected(&ada).await?;

        for device in ["camera", "microphone"] {
            ada.sets_permission(device, "granted").await?;
        }
        // Nobody has switched anything off, so nothing has to be switched on.
        ada.has("button", "Turn camera off").await?;
        ada.has("button", "Mute microphone").await?;
        bob.sees("Ada").await?;
        bob.hears("Ada").await?;
        ensure!(before == ada.connections().await?, "nothing of this is negotiated");
        stage.everybody_leaves().await
    });
}

#[test]
fn who_has_no_microphone_plugs_one_in_later() {
    play_with_headsets(async |stage, system| {
        let ada = stage.person_with("Ada", Chromium, on(system)).await?;
        let bob = stage.person("Bob", Chromium).await?;
        ada.joins("plug-in").await?;
        bob.joins("plug-in").await?;
        bob.reads_on_tile("Ada", "Microphone muted").await?;
        let before = connected(&ada).await?;

        let mut headset = system.plug("Headset").await?;
        system.speak(&mut headset).await?;
        bob.hears("Ada").await?;
        ensure!(before == ada.connections().await?, "nothing of this is negotiated");
        Ok(())
    });
}

/// What the live tracks of a kind are called.
async fn live_labels(person: &Person, kind: &str) -> Result<Vec<String>> {
    person.ask("return probe.liveTracks(arguments[0]).map(track => track.label)", &[json!(kind)]).await
}

/// Waits until so many tracks of a kind are live that send; a microphone may be listened to by the page itself besides.
async fn holds_tracks(person: &Person, kind: &str, expected: usize) -> Result<()> {
    wait_until(format_args!("{person} sends {expected} of {kind}"), PATIENCE, async || {
        let labels = live_labels(person, kind).await?;
        ensure!(labels.len() == expected, "{labels:?}");
        Ok(Some(()))
    })
    .await
}

/// The connections, once they are complete.
async fn connected(person: &Person) -> Result<Vec<Connection>> {
    wait_until(format_args!("{person} is connected"), PATIENCE, async || {
        let connections = person.connections().await?;
        ensure!(connections.iter().all(|connection| connection.connection == "connected"), "{connections:?}");
        Ok((!connections.is_empty()).then_some(connections))
    })
    .await
}
