//! Where files are stored: on the disk while there is space, in memory where there is nothing else, and what remains there.

use std::{
    fs::File,
    io::{BufReader, Read as _},
    path::Path,
};

use anyhow::{Result, ensure};

use super::in_a_call;
use crate::harness::{
    Browser::{Chromium, Firefox},
    Files, Options, PATIENCE, SmallDisk, play, wait_until,
};

#[test]
fn a_gibibyte_goes_to_the_disk_and_not_into_memory() {
    play(async |stage| {
        const MEBIBYTES: u32 = 1024;
        let (ada, bob) = in_a_call(stage, Chromium, Chromium).await?;
        let (files, saved) = (Files::new("large")?, Files::new("large-saved")?);
        let file = files.make_large("large.bin", MEBIBYTES)?;
        bob.saves_into(&saved).await?;
        ada.picks(&file).await?;
        bob.presses("Accept : large.bin").await?;
        bob.has_progress(u64::from(MEBIBYTES) * 1024 * 1024 / 10).await?;
        let begin = [ada.memory().await?, bob.memory().await?];
        let mut most = begin;
        wait_until("the file is received", PATIENCE * 9, async || {
            for (most, person) in most.iter_mut().zip([&ada, &bob]) {
                *most = person.memory().await?.max(*most);
            }
            let text: String = bob.ask("return document.body.innerText", &[]).await?;
            Ok(text.contains("Received and checked").then_some(()))
        })
        .await?;
        for ((person, begin), most) in [&ada, &bob].into_iter().zip(begin).zip(most) {
            ensure!(most < begin + 128.0, "{person} takes {begin:.0} MiB of memory, and then {most:.0} MiB");
        }

        // What the person gets is what was picked.
        bob.presses("Save : large.bin").await?;
        let copy = saved.folder().join("large.bin");
        wait_until("it is saved", PATIENCE * 3, async || {
            Ok((copy.metadata()?.len() == u64::from(MEBIBYTES) * 1024 * 1024).then_some(()))
        })
        .await?;
        ensure!(are_alike(Path::new(&file), &copy)?, "what was saved is not what was sent");
        bob.presses("Remove : large.bin").await?;
        bob.stores_nothing().await
    });
}

fn are_alike(one: &Path, other: &Path) -> Result<bool> {
    let (mut one, mut other) = (BufReader::new(File::open(one)?), BufReader::new(File::open(other)?));
    let (mut left, mut right) = (vec![0; 1024 * 1024], vec![0; 1024 * 1024]);
    loop {
        let read = one.read(&mut left)?;
        if read == 0 {
            return Ok(other.read(&mut right)? == 0);
        }
        other.read_exact(&mut right[..read])?;
        if left[..read] != right[..read] {
            return Ok(false);
        }
    }
}

#[test]
fn a_full_disk_is_said_before_anything_is_sent() {
    play(async |stage| {
        const SIZE: usize = 100_000_000;
        let (ada, bob) = in_a_call(stage, Chromium, Chromium).await?;
        let files = Files::new("full")?;
        let file = files.make("long.bin", SIZE)?;
        bob.has_space(Some(20_000_000)).await?;
        ada.picks(&file).await?;
        bob.presses("Accept : long.bin").await?;
        bob.reads("There is not enough space for it").await?;
        ada.reads("They do not have enough space for it").await?;
        bob.is_accessible("no space").await?;
        bob.presses("Remove : long.bin").await?;
        ada.presses("Remove : long.bin").await?;
        bob.stores_nothing().await?;

        // Of what there is all is taken at once: whatever else comes to be stored meanwhile.
        bob.has_space(None).await?;
        ada.picks(&file).await?;
        bob.presses("Accept : long.bin").await?;
        bob.has_progress(30_000_000).await?;
        bob.has_space(Some(10_000_000)).await?;
        bob.has_transfers(1, "Received and checked.").await?;
        bob.has_stored(SIZE).await
    });
}

/// Browsers say how much there is, and something else may take it.
#[test]
fn a_disk_that_fills_up_midway_costs_nothing_that_is_there() {
    // The browser is gone before its disk.
    let Some(disk) = SmallDisk::mount(600).unwrap() else { return };
    play(async |stage| {
        const SIZE: usize = 150_000_000;
        let home = disk.folder().join("home");
        let ada = stage.person("Ada", Chromium).await?;
        let bob = stage.person_with("Bob", Chromium, Options { home: Some(home), ..Options::default() }).await?;
        for person in [&ada, &bob] {
            person.joins("fills").await?;
            person.opens_files().await?;
        }
        let files = Files::new("fills")?;
        let file = files.make("long.bin", SIZE)?;
        ada.picks(&file).await?;
        bob.presses("Accept : long.bin").await?;
        bob.has_progress(60_000_000).await?;
        disk.is_filled()?;
        bob.reads("There is not enough space for it").await?;
        ada.reads("They do not have enough space for it").await?;
        ada.sees("Bob").await?;
        bob.sees("Ada").await?;

        disk.is_emptied()?;
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
fn where_nothing_can_be_stored_small_files_go_into_memory() {
    play(async |stage| {
        let ada = stage.person("Ada", Chromium).await?;
        let bob = stage.person_with("Bob", Firefox, Options { stores: false, ..Options::default() }).await?;
        for person in [&ada, &bob] {
            person.joins("memory").await?;
            person.opens_files().await?;
        }
        let files = Files::new("memory")?;
        let large = files.folder().join("large.bin");
        File::create(&large)?.set_len(257 * 1024 * 1024)?;
        ada.picks(&large.to_string_lossy()).await?;
        bob.presses("Accept : large.bin").await?;
        bob.reads("This browser takes only files of up to 256 MiB").await?;
        ada.reads("Their browser takes only files of up to 256 MiB").await?;

        ada.picks(&files.make("small.bin", 5_000_000)?).await?;
        bob.presses("Accept : small.bin").await?;
        bob.reads("Received and checked").await?;
        bob.run(CATCH_SAVED, &[]).await?;
        bob.presses("Save : small.bin").await?;
        bob.has_saved(5_000_000).await
    });
}

/// Notes what the page has made an address for.
const CATCH_SAVED: &str = "const make = URL.createObjectURL;
    URL.createObjectURL = blob => { window.saved = blob; return make.call(URL, blob); }";

#[test]
fn what_is_kept_is_listed_and_can_be_removed() {
    play(async |stage| {
        let (ada, bob) = in_a_call(stage, Chromium, Chromium).await?;
        let files = Files::new("kept")?;
        ada.picks(&files.make("whole.bin", 1_000_000)?).await?;
        bob.presses("Accept : whole.bin").await?;
        bob.reads("Received and checked").await?;
        ada.picks(&files.make("part.bin", 120_000_000)?).await?;
        bob.presses("Accept : part.bin").await?;
        bob.has_progress(40_000_000).await?;
        ada.closes_the_page().await?;
        bob.reads("Ada is away").await?;

        bob.reloads().await?;
        bob.has("button", "Join").await?;
        bob.enters().await?;
        bob.opens_files().await?;
        bob.reads("From earlier").await?;
        bob.reads("of 120 MB").await?;
        bob.is_accessible("with files from earlier").await?;
        bob.lacks("button", "Save : part.bin").await?;
        bob.saves_into(&files).await?;
        bob.presses("Save : whole.bin").await?;
        bob.presses("Remove : part.bin").await?;
        bob.presses("Remove : whole.bin").await?;
        bob.no_longer_reads("From earlier").await?;
        bob.stores_nothing().await
    });
}
