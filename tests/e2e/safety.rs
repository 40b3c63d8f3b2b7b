//! Safety codes: two people compare them, and their devices know each other again.

use anyhow::{Result, ensure};
use serde_json::json;

use crate::harness::{
    Browser::{self, Chromium, Firefox},
    Options, PATIENCE, Person, Stage, play, wait_until,
};

#[test]
fn two_chromiums_compare_their_codes_and_know_each_other_again() {
    play(async |stage| compare(stage, Chromium).await);
}

#[test]
fn a_chromium_and_a_firefox_compare_their_codes_and_know_each_other_again() {
    play(async |stage| compare(stage, Firefox).await);
}

async fn compare(stage: &Stage, other: Browser) -> Result<()> {
    let (ada, bob) = (stage.person_with("Ada", Chromium, few()).await?, stage.person_with("Bob", other, few()).await?);
    ada.joins("codes").await?;
    bob.joins("codes").await?;
    ada.is_with(&["Bob"]).await?;

    // The one who looks first brings the other one's device along.
    ada.presses("People").await?;
    ada.presses("Safety code : Bob").await?;
    let of_ada = code(&ada).await?;
    ada.is_accessible("a safety code to be compared").await?;
    bob.presses("People").await?;
    bob.presses("Safety code : Ada").await?;
    ensure!(of_ada == code(&bob).await?, "both see the same");

    ada.presses("They match : Bob").await?;
    ada.reads("Verified on").await?;
    ada.is_accessible("a safety code that was compared").await?;
    bob.lacks("button", "Forget : Ada").await?;
    bob.presses("They match : Ada").await?;
    bob.reads("Verified on").await?;

    // After a reload nobody has to compare, nor to look.
    for person in [&ada, &bob] {
        person.reloads().await?;
        person.enters().await?;
    }
    ada.is_with(&["Bob"]).await?;
    ada.presses("People").await?;
    ada.reads("Verified").await?;
    ada.presses("Safety code : Bob").await?;
    ensure!(of_ada != code(&ada).await?, "another connection has another code");
    bob.presses("People").await?;
    bob.reads("Verified").await?;

    // Somebody else under Bob's name is told, though nobody looks.
    ada.presses("Close : People").await?;
    let stranger = stage.person_with("Bob", Chromium, few()).await?;
    stranger.joins("codes").await?;
    ada.reads("This is not the device on which you verified Bob").await?;
    ada.is_accessible("another device under a verified name").await?;
    ada.presses("Close : This is not the device on which you verified Bob").await?;
    ada.no_longer_reads("This is not the device on which you verified Bob").await?;
    ensure!(
        ada.ask::<bool>("return document.activeElement.matches('button')", &[]).await?,
        "the focus is gone with it"
    );
    stranger.leaves().await?;
    ada.is_with(&["Bob"]).await?;

    ada.presses("People").await?;
    ada.presses("Safety code : Bob").await?;
    ada.presses("Forget : Bob").await?;
    ada.has("button", "They match : Bob").await?;
    stage.everybody_leaves().await
}

#[test]
fn codes_that_differ_and_words_that_no_honest_page_says_are_told_aloud() {
    play(async |stage| {
        let (ada, bob) =
            (stage.person_with("Ada", Chromium, few()).await?, stage.person_with("Bob", Chromium, few()).await?);
        ada.joins("codes").await?;
        bob.joins("codes").await?;
        ada.presses("People").await?;
        ada.presses("Safety code : Bob").await?;
        code(&ada).await?;
        ada.presses("They do not match : Bob").await?;
        ada.reads("Somebody may stand between you and Bob").await?;
        ada.presses("Close : People").await?;
        ada.reads("Somebody may stand between you and Bob").await?;
        ada.is_accessible("codes that differ").await?;
        ada.presses("Close : Somebody may stand between you and Bob").await?;

        let again = json!({ "type": "safety", "safety": format!("commit:{}", "A".repeat(43)) }).to_string();
        bob.sends_raw(&[json!(again)]).await?;
        ada.reads("Something interferes with the connection to Bob").await?;
        ada.presses("People").await?;
        ada.presses("Safety code : Bob").await?;
        ada.reads("There is no code").await?;
        ada.is_accessible("a connection without a code").await
    });
}

/// The four words, once they are there.
async fn code(person: &Person) -> Result<Vec<String>> {
    let script = "const [list] = probe.findAll('list', 'Safety code');
        return list ? [...list.querySelectorAll('li')].map(item => item.innerText) : []";
    wait_until(format_args!("{person} has a code"), PATIENCE, async || {
        let words: Vec<String> = person.ask(script, &[]).await?;
        Ok((words.len() == 4).then_some(words))
    })
    .await
}

/// Several browsers share the machine.
fn few() -> Options {
    Options { frame_rate: 5, ..Options::default() }
}
