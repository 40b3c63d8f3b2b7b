//! Links with a secret, which keeps the server out.

use anyhow::{Result, ensure};

use crate::harness::{
    Browser::{self, Chromium, Firefox},
    Stage, play,
};

#[test]
fn a_chromium_and_a_firefox_meet_by_a_link_with_a_secret() {
    play(async |stage| meets(stage, Chromium, Firefox).await);
}

#[test]
fn a_firefox_and_a_chromium_meet_by_a_link_with_a_secret() {
    play(async |stage| meets(stage, Firefox, Chromium).await);
}

/// The first makes the call; the second has its link, and a third one its code alone.
async fn meets(stage: &Stage, first: Browser, second: Browser) -> Result<()> {
    let (ada, bob) = (stage.person("Ada", first).await?, stage.person("Bob", second).await?);
    ada.opens("/").await?;
    ada.presses("New call").await?;
    ada.has("button", "Join").await?;
    ada.reads("can neither read nor change how you connect").await?;
    ada.enters().await?;
    let link: String = ada.ask("return document.querySelector('.share-link__link').innerText", &[]).await?;
    let (address, secret) = link.split_once('#').unwrap_or_default();
    ensure!(secret.len() >= 26, "the link to send has a secret of 128 bits: {link}");

    bob.opens("/").await?;
    bob.writes("Call link or code", &link).await?;
    bob.presses("Join call").await?;
    bob.enters().await?;
    ada.sees("Bob").await?;
    bob.sees("Ada").await?;

    let cleo = stage.person("Cleo", Chromium).await?;
    cleo.opens("/").await?;
    cleo.writes("Call link or code", address).await?;
    cleo.presses("Join call").await?;
    cleo.reads("This link has no secret").await?;
    cleo.enters().await?;
    cleo.reads("Your link lacks its end").await?;
    ada.reads("Their link lacks its end").await?;
    bob.reads("Their link lacks its end").await?;
    ada.is_accessible("somebody who has the code alone").await?;
    ada.sees("Bob").await?;

    // With the whole link she is in, and nothing is said any more.
    cleo.opens("/").await?;
    cleo.writes("Call link or code", &link).await?;
    cleo.presses("Join call").await?;
    cleo.enters().await?;
    cleo.sees("Ada").await?;
    cleo.sees("Bob").await?;
    ada.no_longer_reads("Their link lacks its end").await?;
    stage.everybody_leaves().await
}

#[test]
fn a_link_that_was_cut_off_is_told_apart() {
    play(async |stage| {
        let ada = stage.person("Ada", Chromium).await?;
        ada.opens("/r/sealed#abc").await?;
        ada.reads("The end of this link, after the #, is not whole.").await?;
        ada.is_accessible("a link that was cut off").await?;
        ada.opens("/").await?;
        ada.writes("Call link or code", &format!("http://{}/r/sealed#abc", stage.server().address())).await?;
        ada.presses("Join call").await?;
        ada.reads("The end of this link, after the #, is not whole.").await
    });
}
