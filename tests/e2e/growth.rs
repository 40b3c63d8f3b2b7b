//! A page that has been in many calls holds no more than one that has been in few.

use anyhow::{Context as _, Result, ensure};

use crate::harness::{Browser::Chromium, Counts, PATIENCE, Person, Stage, play, wait_until};

#[test]
fn fifty_joins_and_leaves_leave_nothing_behind() {
    play(async |stage| rounds(stage, 50).await);
}

async fn rounds(stage: &Stage, rounds: u32) -> Result<()> {
    let (ada, bob) = (stage.person("Ada", Chromium).await?, stage.person("Bob", Chromium).await?);
    bob.joins("growth").await?;
    ada.opens_lobby("growth").await?;
    ada.presses_join().await?;

    let mut early = Baseline::default();
    for round in 1..=rounds {
        ada.is_in_the_call().await.with_context(|| format!("round {round}"))?;
        ada.sees("Bob").await.with_context(|| format!("round {round}"))?;
        ada.leaves().await.with_context(|| format!("round {round}"))?;
        bob.is_with(&[]).await.with_context(|| format!("round {round}"))?;
        if round == 5 {
            early = Baseline { ada: at_rest(&ada).await?, bob: at_rest(&bob).await? };
            ensure!(early.ada.connections == 0 && early.ada.tracks == 0, "after Leave: {:?}", early.ada);
            ensure!(early.ada.sockets == 0 && early.ada.contexts == 0, "after Leave: {:?}", early.ada);
        }
        ada.presses("Rejoin").await?;
    }
    ada.is_in_the_call().await?;
    ada.leaves().await?;

    for (person, early) in [(&ada, early.ada), (&bob, early.bob)] {
        wait_until(format_args!("{person} holds no more than after 5 rounds, {early:?}"), PATIENCE, async || {
            let late = person.counts().await?;
            ensure!(late == early, "after {rounds} rounds {late:?}: {:#?}", person.details().await?);
            Ok(Some(()))
        })
        .await?;
    }
    Ok(())
}

/// What the pages held after a few rounds.
#[derive(Debug, Default)]
struct Baseline {
    ada: Counts,
    bob: Counts,
}

/// What a page holds once it has come to rest: the same in a second's worth of looks.
async fn at_rest(person: &Person) -> Result<Counts> {
    let mut last = Counts::default();
    let mut looks = 0;
    wait_until(format_args!("{person}'s page is at rest"), PATIENCE, async || {
        let counts = person.counts().await?;
        looks = if counts == last { looks + 1 } else { 0 };
        last = counts;
        Ok((looks >= 20).then_some(counts))
    })
    .await
}
