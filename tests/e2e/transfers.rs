//! Files from person to person.

mod hostile;
mod many;
mod picking;
mod resumed;
mod space;

use std::rc::Rc;

use anyhow::{Result, ensure};

use crate::harness::{
    Browser::{self, Chromium, Firefox},
    Files, PATIENCE, Person, Stage, play, wait_until,
};

#[test]
fn a_file_goes_from_chromium_to_firefox_and_another_back() {
    play(async |stage| there_and_back(stage, Chromium, Firefox).await);
}

#[test]
fn a_file_goes_from_one_chromium_to_another_and_back() {
    play(async |stage| there_and_back(stage, Chromium, Chromium).await);
}

async fn there_and_back(stage: &Stage, first: Browser, second: Browser) -> Result<()> {
    let (ada, bob) = in_a_call(stage, first, second).await?;
    let files = Files::new("there-and-back")?;
    for (from, to, name, size) in [(&ada, &bob, "there.bin", 5_000_000), (&bob, &ada, "back.bin", 3_000_001)] {
        from.picks(&files.make(name, size)?).await?;
        to.reads(&format!("From {}", from.name())).await?;
        ensure!(to.stored().await?.is_empty(), "nothing is stored before it is accepted");
        to.presses(&format!("Accept : {name}")).await?;
        to.reads("Received and checked").await?;
        from.reads("Sent and checked").await?;
        to.has_stored(size).await?;
    }
    ada.is_accessible("with files").await?;
    Ok(())
}

#[test]
fn files_are_declined_and_cancelled_by_either_side() {
    play(async |stage| {
        let (ada, bob) = in_a_call(stage, Chromium, Chromium).await?;
        let files = Files::new("declined")?;
        ada.picks(&files.make("unwanted.bin", 100_000)?).await?;
        bob.presses("Decline : unwanted.bin").await?;
        ada.reads("Bob does not want it").await?;
        ada.picks(&files.make("regretted.bin", 100_000)?).await?;
        bob.has("button", "Accept : regretted.bin").await?;
        ada.presses("Cancel : regretted.bin").await?;
        bob.reads("Ada has cancelled it").await?;
        ada.picks(&files.make("paused.bin", 60_000_000)?).await?;
        bob.presses("Accept : paused.bin").await?;
        bob.presses("Pause : paused.bin").await?;
        ada.reads("Bob has paused it").await?;
        bob.presses("Cancel : paused.bin").await?;
        ada.reads("Bob has cancelled it").await?;
        wait_until("what was cancelled is removed", PATIENCE, async || Ok(bob.stored().await?.is_empty().then_some(())))
            .await
    });
}

#[test]
fn files_fit_on_a_phone() {
    play(async |stage| {
        let (ada, bob) = in_a_call(stage, Chromium, Chromium).await?;
        let files = Files::new("phone")?;
        bob.resizes(360, 640).await?;
        ada.picks(&files.make(&format!("{}.exe", "long".repeat(30)), 100_000)?).await?;
        ada.picks(&files.make("short.bin", 60_000_000)?).await?;
        bob.has("button", "Accept : short.bin").await?;
        bob.is_accessible("offers on a phone").await?;
        bob.presses("Accept : short.bin").await?;
        bob.presses("Pause : short.bin").await?;
        bob.reads("Paused").await?;
        bob.is_accessible("a file that rests, on a phone").await?;
        let overflows: bool = bob.ask("return document.documentElement.scrollWidth > innerWidth", &[]).await?;
        ensure!(!overflows, "nothing is wider than the page");
        bob.resizes(320, 640).await?;
        let hidden: Vec<String> = bob.ask(BEYOND, &[]).await?;
        ensure!(hidden.is_empty(), "these buttons are not wholly on a narrow phone: {hidden:?}");
        Ok(())
    });
}

/// The buttons of the toolbar that reach beyond the page.
const BEYOND: &str = "
    const is_beyond = ({ left, right, width }) => width > 0 && (left < 0 || right > innerWidth);
    const buttons = [...document.querySelectorAll('[role=toolbar] button')];
    return buttons.filter(button => is_beyond(button.getBoundingClientRect())).map(button => button.innerText);";

async fn in_a_call(stage: &Stage, first: Browser, second: Browser) -> Result<(Rc<Person>, Rc<Person>)> {
    let (ada, bob) = (stage.person("Ada", first).await?, stage.person("Bob", second).await?);
    ada.joins("files").await?;
    bob.joins("files").await?;
    ada.is_with(&["Bob"]).await?;
    bob.is_with(&["Ada"]).await?;
    for person in [&ada, &bob] {
        person.opens_files().await?;
    }
    Ok((ada, bob))
}
