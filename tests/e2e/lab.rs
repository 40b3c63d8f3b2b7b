//! The Lab's pages.

use anyhow::{Result, ensure};
use tincan_core::transfer::tree;

use crate::harness::{
    Browser::{self, Chromium, Firefox},
    PATIENCE, Person, Stage, play, wait_until,
};

#[test]
fn peer_connection_in_chromium() {
    play(async |stage| peer_connection(stage, Chromium).await);
}

#[test]
fn peer_connection_in_firefox() {
    play(async |stage| peer_connection(stage, Firefox).await);
}

async fn peer_connection(stage: &Stage, browser: Browser) -> Result<()> {
    let ada = stage.person("Ada", browser).await?;
    ada.opens("/lab/peer-connection").await?;
    // It runs without any server.
    stage.server().stop().await?;

    can_press(&ada, ["Start"]).await?;
    ada.presses("Start").await?;
    can_press(&ada, ["Call", "Stop"]).await?;
    shows(&ada, "Local video").await?;

    for _ in 0..2 {
        ada.presses("Call").await?;
        can_press(&ada, ["Hang up", "Stop"]).await?;
        shows(&ada, "Remote video").await?;
        for step in ["offer", "answer", "candidate", "connected"] {
            ada.reads(step).await?;
        }
        holds(&ada, 2, 2).await?;

        ada.presses("Hang up").await?;
        can_press(&ada, ["Call", "Stop"]).await?;
        holds(&ada, 0, 2).await?;
    }

    ada.presses("Call").await?;
    shows(&ada, "Remote video").await?;
    ada.presses("Stop").await?;
    can_press(&ada, ["Start"]).await?;
    holds(&ada, 0, 0).await
}

#[test]
fn data_channels_in_chromium() {
    play(async |stage| data_channels(stage, Chromium).await);
}

#[test]
fn data_channels_in_firefox() {
    play(async |stage| data_channels(stage, Firefox).await);
}

async fn data_channels(stage: &Stage, browser: Browser) -> Result<()> {
    let ada = stage.person("Ada", browser).await?;
    ada.opens("/lab/data-channel").await?;
    ada.has("button", "Connect").await?;
    stage.server().stop().await?;
    ada.presses("Connect").await?;
    ada.reads("End B: open").await?;
    for (end, words) in [("From End A", "there"), ("From End B", "and back")] {
        ada.writes(end, words).await?;
        ada.presses(&format!("Send : {end}")).await?;
        ada.reads(&format!("{}: {words}", end.trim_start_matches("From "))).await?;
    }
    ada.presses("Remove : chat").await?;
    // What overflows is lost: more or less of it, by browser and machine.
    switches(&ada, "ordered").await?;
    ada.writes("maxRetransmits", "0").await?;
    ada.presses("Open channel").await?;
    ada.reads("ordered false · maxRetransmits 0").await?;
    ada.presses("Send a burst").await?;
    ada.reads("Of 400 messages").await?;
    ada.presses("Send without pause").await?;
    ada.reads("MB/s").await?;
    ada.presses("Stop sending").await?;
    if browser == Chromium {
        ada.presses("Send one byte too many").await?;
        ada.reads("262145 bytes are too many for one message").await?;
    }
    ada.presses("Close : data").await?;
    ada.reads("End B: closed").await?;
    ada.presses("Hang up").await?;
    holds(&ada, 0, 0).await
}

#[test]
fn a_file_in_chromium() {
    play(async |stage| file(stage, Chromium).await);
}

#[test]
fn a_file_in_firefox() {
    play(async |stage| file(stage, Firefox).await);
}

async fn file(stage: &Stage, browser: Browser) -> Result<()> {
    let ada = stage.person("Ada", browser).await?;
    ada.opens("/lab/file").await?;
    ada.presses("Connect").await?;
    ada.reads("Connected.").await?;

    let bytes: Vec<u8> = (0..5_000_000_u32).map(|at| (at % 251) as u8).collect();
    let path = std::env::temp_dir().join(format!("tincan-lab-{}.dat", std::process::id()));
    std::fs::write(&path, &bytes)?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    ada.driver().find(thirtyfour::By::Css("input[type=file]")).await?.send_keys(path.to_string_lossy()).await?;
    ada.presses("Flip a bit").await?;
    ada.presses(&format!("Accept : {name}")).await?;
    ada.reads("Received and checked").await?;
    ada.reads("Sent and checked").await?;
    std::fs::remove_file(&path)?;
    figure(&ada, "Chunks damaged", "1").await?;
    figure(&ada, "Groups asked for again", "1").await?;
    figure(&ada, "Verified", "5.0 MB").await?;
    let groups = || bytes.chunks(256 * 1024).zip(0..);
    let hashes: Vec<_> = groups().map(|(group, at)| tree::group_hash(bytes.len() as u64, at, group)).collect();
    figure(&ada, "Groups", &hashes.len().to_string()).await?;
    let root = tree::root(bytes.len() as u64, &hashes);
    let hex: String = root.iter().map(|byte| format!("{byte:02x}")).collect();
    ada.reads(&hex).await?;

    // A broken connection: it goes on with the next one, by itself.
    ada.chooses("Largest frame", "4 KiB").await?;
    ada.presses("Make one of 64.0 MB").await?;
    ada.presses("Accept : noise.dat").await?;
    wait_until("some of it is verified", PATIENCE, async || {
        let verified: String = ada.ask(FIGURE, &["Verified".into()]).await?;
        Ok((verified.ends_with(" MB")).then_some(()))
    })
    .await?;
    ada.presses("Hang up").await?;
    ada.reads("B is away. It goes on when").await?;
    ada.presses("Connect").await?;
    wait_until("it is received", PATIENCE * 6, async || {
        let verified: String = ada.ask(FIGURE, &["Verified".into()]).await?;
        Ok((verified == "64.0 MB").then_some(()))
    })
    .await?;
    for name in [&name, "noise.dat"] {
        for _ in 0..2 {
            ada.presses(&format!("Remove : {name}")).await?;
        }
    }
    ada.reads("Nothing yet").await?;
    ada.presses("Hang up").await?;
    holds(&ada, 0, 0).await
}

/// Waits until the page about a file tells this figure.
async fn figure(person: &Person, name: &str, expected: &str) -> Result<()> {
    wait_until(format_args!("{name} to be {expected}"), PATIENCE, async || {
        let figure: String = person.ask(FIGURE, &[name.into()]).await?;
        ensure!(figure == expected, "it is {figure}");
        Ok(Some(()))
    })
    .await
}

const FIGURE: &str =
    "const name = [...document.querySelectorAll('dt')].find(({ innerText }) => innerText === arguments[0]);
    return name?.nextElementSibling.innerText ?? ''";

#[test]
fn the_lab_is_loaded_where_it_is_needed_and_nowhere_else() {
    play(async |stage| {
        let ada = stage.person("Ada", Chromium).await?;
        ada.opens("/").await?;
        ada.has("button", "New call").await?;
        has_loaded_lab(&ada, false).await?;
        follows(&ada, "Lab").await?;
        ada.has("heading", "Lab").await?;
        has_loaded_lab(&ada, true).await?;
        follows(&ada, "Peer connection").await?;
        ada.has("heading", "Peer connection").await?;
        follows(&ada, "Tincan – Home").await?;
        ada.has("button", "New call").await?;
        has_loaded_lab(&ada, false).await?;

        ada.opens("/lab/nothing").await?;
        ada.has("heading", "The string ends here").await?;
        has_loaded_lab(&ada, true).await?;
        follows(&ada, "Home").await?;
        ada.has("button", "New call").await?;
        ada.opens("/labs").await?;
        ada.has("heading", "The string ends here").await?;
        has_loaded_lab(&ada, false).await
    });
}

/// Turns a switch on or off, when it is there.
async fn switches(person: &Person, name: &str) -> Result<()> {
    wait_until(format_args!("{person} turns {name:?}"), PATIENCE, async || {
        let Some(switch) = person.find("switch", name).await? else { return Ok(None) };
        switch.click().await?;
        Ok(Some(()))
    })
    .await
}

/// Clicks a link, when it is there.
async fn follows(person: &Person, name: &str) -> Result<()> {
    wait_until(format_args!("{person} follows {name:?}"), PATIENCE, async || {
        let Some(link) = person.find("link", name).await? else { return Ok(None) };
        link.click().await?;
        Ok(Some(()))
    })
    .await
}

/// Either the Lab's script, program and styles are loaded and the app's are not, or the other way round.
async fn has_loaded_lab(person: &Person, expected: bool) -> Result<()> {
    let script = "const names = performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname);
        return ['/lab', '/tincan'].map(start =>
            ['.js', '.wasm', '.css'].filter(end => names.some(name => name.startsWith(start) && name.endsWith(end))))";
    let loaded: [Vec<String>; 2] = person.ask(script, &[]).await?;
    let wanted: [&[&str]; 2] = if expected { [&[".js", ".wasm", ".css"], &[]] } else { [&[], &[".js", ".wasm"]] };
    ensure!(loaded[0] == wanted[0] && loaded[1] == wanted[1], "of the Lab and of the app are loaded: {loaded:?}");
    Ok(())
}

/// Of the four buttons these can be pressed, and no other.
async fn can_press<const N: usize>(person: &Person, expected: [&str; N]) -> Result<()> {
    for button in ["Start", "Call", "Hang up", "Stop"] {
        person.can_press(button, expected.contains(&button)).await?;
    }
    Ok(())
}

/// Waits until so many connections are open and so many tracks of devices live.
async fn holds(person: &Person, connections: usize, tracks: usize) -> Result<()> {
    wait_until(format_args!("{connections} connections, {tracks} tracks"), PATIENCE, async || {
        let counts = person.counts().await?;
        ensure!(counts.connections == connections && counts.tracks == tracks, "{counts:?}");
        Ok(Some(()))
    })
    .await
}

/// Waits until frames come into the video element of this name.
async fn shows(person: &Person, name: &str) -> Result<()> {
    let mut first = None;
    wait_until(format_args!("frames in {name:?}"), PATIENCE, async || {
        let script = "const video = probe.findAll('video', arguments[0])[0];
            return [probe.frames(video), probe.pictured(video)]";
        let (frames, pictured): (u64, bool) = person.ask(script, &[name.into()]).await?;
        let start = first.get_or_insert(frames);
        *start = frames.min(*start);
        Ok((pictured && frames >= *start + 5).then_some(()))
    })
    .await
}
