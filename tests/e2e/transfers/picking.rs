//! What people pick, drop and paste, under whatever name.

use std::fs;

use anyhow::ensure;
use tincan_protocol::FileName;

use super::in_a_call;
use crate::harness::{Browser::Chromium, Files, PATIENCE, play, wait_until};

#[test]
fn strange_files_arrive_as_what_they_are() {
    play(async |stage| {
        let (ada, bob) = in_a_call(stage, Chromium, Chromium).await?;
        let files = Files::new("strange")?;
        ada.picks(&files.make("nothing", 0)?).await?;
        bob.presses("Accept : nothing").await?;
        bob.reads("Received and checked").await?;
        // Longer than a file system takes, and with a way to elsewhere.
        bob.saves_into(&files).await?;
        for name in [&*format!("{}.txt", "x".repeat(296)), "../../etc/x"] {
            let shown = FileName::clean(name);
            ada.picks_named(name, "harmless").await?;
            bob.presses(&format!("Accept : {shown}")).await?;
            bob.has("button", &format!("Save : {shown}")).await?;
        }
        bob.presses("Save : x").await?;
        wait_until("it is saved here and not elsewhere", PATIENCE, async || {
            let there: Vec<_> = fs::read_dir(files.folder())?.flatten().map(|file| file.path()).collect();
            let saved = there.iter().any(|path| fs::read(path).is_ok_and(|bytes| bytes == b"harmless"));
            ensure!(saved, "there is {there:?}");
            Ok(Some(()))
        })
        .await?;
        ada.picks(&files.make("setup.exe", 10)?).await?;
        bob.reads("This file can start a program").await?;
        ada.no_longer_reads("This file can start a program").await
    });
}

#[test]
fn files_are_dropped_and_pasted_and_folders_are_not_sent() {
    play(async |stage| {
        let (ada, bob) = in_a_call(stage, Chromium, Chromium).await?;
        let files = Files::new("dropped")?;
        let (one, two) = (files.make("one.bin", 300_000)?, files.make("two.bin", 200_000)?);
        let folder = files.folder().join("folder");
        fs::create_dir(&folder)?;
        // Also while the panel is shut: it opens.
        ada.presses_first("Files").await?;
        ada.drops(&[one, two, folder.to_string_lossy().into_owned()]).await?;
        ada.has("dialog", "Files").await?;
        ada.reads("Folders cannot be sent").await?;
        bob.presses("Accept all").await?;
        bob.has_transfers(2, "Received and checked.").await?;
        bob.has_stored(300_000).await?;
        ada.is_accessible("a folder was dropped").await?;

        ada.pastes_file("pasted.txt", "copied elsewhere").await?;
        ada.no_longer_reads("Folders cannot be sent").await?;
        bob.presses("Accept : pasted.txt").await?;
        bob.has_transfers(3, "Received and checked.").await?;
        let sizes: Vec<u64> = bob.stored().await?.into_iter().map(|(size, _)| size).collect();
        ensure!(sizes.len() == 3 && sizes.contains(&16), "{sizes:?}");
        Ok(())
    });
}
