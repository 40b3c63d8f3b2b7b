//! Calls between people with all their devices.

use anyhow::Result;

use crate::harness::{
    Browser::{self, Chromium, Firefox},
    Stage, play,
};

#[test]
fn two_chromiums() {
    play(async |stage| two_people(stage, Chromium, Chromium).await);
}

#[test]
fn two_firefoxes() {
    play(async |stage| two_people(stage, Firefox, Firefox).await);
}

#[test]
fn a_firefox_comes_to_a_chromium() {
    play(async |stage| two_people(stage, Chromium, Firefox).await);
}

#[test]
fn a_chromium_comes_to_a_firefox() {
    play(async |stage| two_people(stage, Firefox, Chromium).await);
}

/// The one who comes second offers.
async fn two_people(stage: &Stage, first: Browser, second: Browser) -> Result<()> {
    let (ada, bob) = (stage.person("Ada", first).await?, stage.person("Bob", second).await?);
    ada.joins("tea-time").await?;
    bob.joins("tea-time").await?;

    ada.is_with(&["Bob"]).await?;
    bob.is_with(&["Ada"]).await?;
    ada.sees("Bob").await?;
    bob.sees("Ada").await?;
    ada.sees(&ada.own_tile()).await?;
    ada.hears("Bob").await?;
    bob.hears("Ada").await?;

    bob.leaves().await?;
    ada.is_with(&[]).await?;
    Ok(())
}

#[test]
fn three_people_one_leaves_one_comes() {
    play(async |stage| {
        let ada = stage.person("Ada", Chromium).await?;
        let bob = stage.person("Bob", Chromium).await?;
        let cleo = stage.person("Cleo", Chromium).await?;
        for person in [&ada, &bob, &cleo] {
            person.joins("three").await?;
        }
        for (person, others) in [(&ada, ["Bob", "Cleo"]), (&bob, ["Ada", "Cleo"]), (&cleo, ["Ada", "Bob"])] {
            person.is_with(&others).await?;
            for other in others {
                person.sees(other).await?;
                person.hears(other).await?;
            }
        }

        bob.leaves().await?;
        ada.is_with(&["Cleo"]).await?;
        cleo.is_with(&["Ada"]).await?;
        ada.sees("Cleo").await?;
        cleo.sees("Ada").await?;
        bob.close().await;

        let dan = stage.person("Dan", Chromium).await?;
        dan.joins("three").await?;
        for (person, others) in [(&ada, ["Cleo", "Dan"]), (&cleo, ["Ada", "Dan"]), (&dan, ["Ada", "Cleo"])] {
            person.is_with(&others).await?;
            for other in others {
                person.sees(other).await?;
            }
        }
        Ok(())
    });
}

#[test]
fn a_new_call_is_joined_by_its_code() {
    play(async |stage| {
        let (ada, bob) = (stage.person("Ada", Chromium).await?, stage.person("Bob", Chromium).await?);
        ada.opens("/").await?;
        ada.presses("New call").await?;
        ada.has("button", "Join").await?;
        let link: String = ada.ask("return location.href", &[]).await?;
        ada.enters().await?;

        bob.opens("/").await?;
        bob.writes("Call link or code", &link).await?;
        bob.presses("Join call").await?;
        bob.enters().await?;
        bob.sees("Ada").await?;
        ada.sees("Bob").await?;
        Ok(())
    });
}
