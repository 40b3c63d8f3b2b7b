//! Many files at once, and whatever people do at the same moment.

use std::collections::BTreeSet;

use anyhow::{Result, ensure};

use super::in_a_call;
use crate::harness::{
    Browser::{Chromium, Firefox},
    Files, PATIENCE, Person, play, wait_until,
};

/// How many are sent at once.
const MANY: usize = 40;

#[test]
fn forty_files_go_to_two_people_at_once_and_some_back_meanwhile() {
    play(async |stage| {
        let (ada, bob) = in_a_call(stage, Chromium, Chromium).await?;
        let cleo = stage.person("Cleo", Firefox).await?;
        cleo.joins("files").await?;
        ada.is_with(&["Bob", "Cleo"]).await?;
        bob.is_with(&["Ada", "Cleo"]).await?;
        cleo.opens_files().await?;
        let files = Files::new("many")?;
        let size = |number: usize| 50_000 + number * 7_919;
        let paths: Result<Vec<_>> =
            (0..MANY).map(|number| files.make(&format!("{number}.bin"), size(number))).collect();
        ada.picks(&paths?.join("\n")).await?;
        let back = files.make("back.bin", 20_000_000)?;
        bob.chooses("To", "Ada").await?;
        bob.picks(&back).await?;

        ada.presses("Accept : back.bin").await?;
        for person in [&bob, &cleo] {
            person.reads(&format!("{MANY} offers wait for you")).await?;
            person.presses("Accept all").await?;
        }
        for person in [&bob, &cleo] {
            person.has_transfers(MANY, "Received and checked.").await?;
            let expected: BTreeSet<_> = (0..MANY).map(|number| size(number) as u64).collect();
            let stored = person.stored().await?;
            ensure!(stored.len() == MANY, "{person} has {} files", stored.len());
            ensure!(stored.iter().map(|(size, _)| *size).collect::<BTreeSet<_>>() == expected, "{stored:?}");
            person.has_stored(size(MANY - 1)).await?;
        }
        ada.has_transfers(2 * MANY, "Sent and checked.").await?;
        ada.has_stored(20_000_000).await?;
        bob.is_accessible("with many files").await?;
        cleo.no_longer_reads("back.bin").await
    });
}

#[test]
fn a_file_to_one_of_two_is_never_the_others() {
    play(async |stage| {
        let (ada, bob) = in_a_call(stage, Chromium, Chromium).await?;
        let cleo = stage.person("Cleo", Chromium).await?;
        cleo.joins("files").await?;
        ada.is_with(&["Bob", "Cleo"]).await?;
        cleo.opens_files().await?;
        let files = Files::new("private")?;
        ada.chooses("To", "Bob").await?;
        // Whichever way it comes into the page.
        ada.picks(&files.make("picked.bin", 1000)?).await?;
        ada.drops(&[files.make("dropped.bin", 1000)?]).await?;
        ada.pastes_file("pasted.txt", "pasted").await?;
        bob.reads("3 offers wait for you").await?;

        // And to nobody instead, when he has left.
        bob.leaves().await?;
        ada.reads("Bob has left").await?;
        ada.pastes_file("late.txt", "late").await?;
        ada.chooses("To", "Everyone").await?;
        ada.pastes_file("last.txt", "last").await?;
        cleo.has("button", "Accept : last.txt").await?;
        for name in ["picked.bin", "dropped.bin", "pasted.txt", "late.txt"] {
            let heard: bool = cleo.has_received(name).await?;
            ensure!(!heard, "{name} was offered to Cleo, too");
        }
        Ok(())
    });
}

#[test]
fn what_both_do_at_once_ends_in_the_same_for_both() {
    play(async |stage| {
        let (ada, bob) = in_a_call(stage, Chromium, Chromium).await?;
        let files = Files::new("races")?;
        let acts: [(&str, &str); 4] =
            [("Cancel", "Accept"), ("Cancel", "Decline"), ("Cancel", "Cancel"), ("Pause", "Cancel")];
        for (round, (of_ada, of_bob)) in acts.into_iter().cycle().take(12).enumerate() {
            let name = format!("{round}.bin");
            ada.picks(&files.make(&name, 30_000_000)?).await?;
            bob.has("button", &format!("Accept : {name}")).await?;
            ada.has("button", &format!("Cancel : {name}")).await?;
            if of_bob == "Cancel" {
                bob.presses(&format!("Accept : {name}")).await?;
                ada.has("button", &format!("Pause : {name}")).await?;
                bob.has("button", &format!("Cancel : {name}")).await?;
            }
            tokio::try_join!(clicks(&ada, of_ada, &name), clicks(&bob, of_bob, &name))?;
            wait_until(format_args!("{of_ada} and {of_bob} come to an end"), PATIENCE, async || {
                for person in [&ada, &bob] {
                    let over = person.find("button", &format!("Remove : {name}")).await?.is_some();
                    ensure!(over, "{person} still has it");
                }
                Ok(Some(()))
            })
            .await?;
        }
        bob.stores_nothing().await?;
        // And nothing of it is in the way of what comes then.
        ada.picks(&files.make("good.bin", 1_000_000)?).await?;
        bob.presses("Accept : good.bin").await?;
        ada.reads("Sent and checked").await?;
        bob.has_stored(1_000_000).await
    });
}

/// Presses a button at once, if it is there at all.
async fn clicks(person: &Person, act: &str, file: &str) -> Result<()> {
    let script = "probe.findAll('button', arguments[0])[0]?.click()";
    person.run(script, &[serde_json::json!(format!("{act} : {file}"))]).await
}
