//! Calls between homes whose routers let nobody in, through the server's own STUN and TURN.

use std::{rc::Rc, time::Duration};

use anyhow::{Result, ensure};
use tincan_server::{Config, TurnOptions, parse_ice_server, parse_turn_server};

use crate::harness::{
    Browser::{self, Chromium, Firefox},
    Files, Home, Internet, Options, PATIENCE, PUBLIC, Path, Person, PublicServer, Routers, Stage, play, wait_until,
};

/// The credentials with which the two came are over when they have to look for a path again.
#[test]
fn two_behind_symmetric_routers_meet_through_the_server() {
    play(async |stage| {
        let Some(internet) = Internet::lay(Routers::Symmetric)? else { return Ok(()) };
        let config = Config { credential_lifetime: Duration::from_secs(8), ..stage.server().config().clone() };
        let server = internet.serve(config, Some(TurnOptions::at(PUBLIC.into())))?;
        let (ada, bob) = meet(stage, &internet, &server).await?;
        let first = relayed(&ada).await?;
        relayed(&bob).await?;
        for person in [&ada, &bob] {
            person.presses("People").await?;
            person.reads("Relayed: a server passes everything on").await?;
            person.presses("People").await?;
        }
        ensure!(server.relayed() > 10_000, "{} bytes", server.relayed());

        let old = ada.credentials().await?;
        wait_until("Ada has another credential", 2 * PATIENCE, async || {
            let new = ada.credentials().await?;
            Ok((new != old).then_some(()))
        })
        .await?;
        ada.watches("Bob").await?;
        ada.restarts_ice().await?;
        bob.restarts_ice().await?;
        wait_until("Ada has another path", PATIENCE, async || {
            let paths = ada.paths().await?;
            Ok(matches!(&paths[..], [path] if path.port != first.port && is_relayed(path)).then_some(()))
        })
        .await?;
        ada.sees("Bob").await?;
        bob.sees("Ada").await?;
        ensure!(ada.watched("Bob").await?.gap < 2000.0, "{:?}", ada.watched("Bob").await?);
        stage.everybody_leaves().await
    });
}

/// The device of one of two is given another address, goes to another network, and is cut off from everybody: it stays one call, on one page.
#[test]
fn a_call_outlives_the_networks_it_began_in() {
    play(async |stage| {
        let Some(internet) = Internet::lay(Routers::Cone)? else { return Ok(()) };
        internet.lay_cable(Home::A)?;
        let server = internet.serve(stage.server().config().clone(), Some(TurnOptions::at(PUBLIC.into())))?;
        let (ada, bob) = meet(stage, &internet, &server).await?;
        for person in [&ada, &bob] {
            person.run("window.wasLoadedOnce = true", &[]).await?;
        }

        takes_another_path(&ada, &bob, || internet.readdress(Home::A, 77)).await?;
        takes_another_path(&ada, &bob, || internet.plug(Home::A)).await?;
        takes_another_path(&ada, &bob, || internet.unplug(Home::A)).await?;
        stands_still(&ada, &bob, || internet.cut(Home::A)).await?;
        internet.mend(Home::A)?;
        sees_again(&ada, &bob).await?;

        for (person, other) in [(&ada, "Bob"), (&bob, "Ada")] {
            person.is_with(&[other]).await?;
            person.hears(other).await?;
            ensure!(
                person.ask::<bool>("return window.wasLoadedOnce === true", &[]).await?,
                "{person} has loaded again"
            );
        }
        stage.everybody_leaves().await
    });
}

/// Does something to Ada's network, after which the two are connected by another path. They may hardly notice.
async fn takes_another_path(ada: &Person, bob: &Person, blow: impl FnOnce() -> Result<()>) -> Result<()> {
    let before = ada.paths().await?;
    blow()?;
    wait_until("Ada is connected by another path", PATIENCE, async || {
        let paths = ada.paths().await?;
        ensure!(paths.len() == 1 && paths[0].port != 0 && paths[0].port != before[0].port, "{before:?}, now {paths:?}");
        Ok(Some(()))
    })
    .await?;
    sees_again(ada, bob).await
}

/// Does something, after which neither sees the other move for as long as it lasts.
async fn stands_still(ada: &Person, bob: &Person, blow: impl FnOnce() -> Result<()>) -> Result<()> {
    let views = [(ada, "Bob"), (bob, "Ada")];
    for (person, other) in views {
        person.watches(other).await?;
    }
    blow()?;
    for (person, other) in views {
        wait_until(format_args!("{person} sees {other} stand still"), PATIENCE, async || {
            Ok((person.watched(other).await?.gap > 1000.0).then_some(()))
        })
        .await?;
    }
    Ok(())
}

async fn sees_again(ada: &Person, bob: &Person) -> Result<()> {
    ada.sees("Bob").await?;
    bob.sees("Ada").await
}

#[test]
fn a_call_goes_on_over_a_bad_line() {
    play(async |stage| {
        let Some(internet) = Internet::lay(Routers::Cone)? else { return Ok(()) };
        let server = internet.serve(stage.server().config().clone(), Some(TurnOptions::at(PUBLIC.into())))?;
        let (ada, bob) = meet_in([Chromium, Firefox], stage, &internet, &server).await?;
        ada.opens_chat().await?;
        bob.opens_chat().await?;
        internet.worsen(150)?;
        for (person, other) in [(&ada, "Bob"), (&bob, "Ada")] {
            person.says("can you hear me?").await?;
            person.is_heard().await?;
            person.hears(other).await?;
            person.sees(other).await?;
        }
        stage.everybody_leaves().await
    });
}

#[test]
fn a_file_on_a_thin_line_leaves_room_for_voices_and_pictures() {
    play(async |stage| {
        let Some(internet) = Internet::lay(Routers::Cone)? else { return Ok(()) };
        let server = internet.serve(stage.server().config().clone(), Some(TurnOptions::at(PUBLIC.into())))?;
        let (ada, bob) = meet(stage, &internet, &server).await?;
        let files = Files::new("thin")?;
        for person in [&ada, &bob] {
            person.opens_files().await?;
        }
        internet.worsen(2000)?;
        ada.picks(&files.make("long.bin", 50_000_000)?).await?;
        bob.presses("Accept : long.bin").await?;
        bob.has_progress(200_000).await?;
        bob.watches("Ada").await?;
        bob.has_progress(1_000_000).await?;
        let watched = bob.watched("Ada").await?;
        ensure!(watched.gap < 1500.0, "{watched:?}");
        bob.hears("Ada").await?;
        bob.presses("Cancel : long.bin").await?;
        stage.everybody_leaves().await
    });
}

#[test]
fn two_whose_networks_block_udp_meet_over_tcp() {
    play(async |stage| over_tcp([Chromium, Chromium], stage, Tls::No).await);
}

#[test]
fn two_firefoxes_behind_symmetric_routers_meet_through_the_server() {
    play(async |stage| {
        let Some(internet) = Internet::lay(Routers::Symmetric)? else { return Ok(()) };
        let server = internet.serve(stage.server().config().clone(), Some(TurnOptions::at(PUBLIC.into())))?;
        let (ada, bob) = meet_in([Firefox, Firefox], stage, &internet, &server).await?;
        for (person, other) in [(&ada, "Bob"), (&bob, "Ada")] {
            relayed(person).await?;
            person.hears(other).await?;
            person.presses("People").await?;
            person.reads("Relayed: a server passes everything on").await?;
        }
        ensure!(server.relayed() > 10_000, "{} bytes", server.relayed());
        stage.everybody_leaves().await
    });
}

#[test]
fn a_firefox_and_a_chromium_whose_networks_block_udp_meet_over_tcp() {
    play(async |stage| over_tcp([Firefox, Chromium], stage, Tls::No).await);
}

#[test]
fn two_whose_networks_block_udp_meet_over_tls() {
    play(async |stage| over_tcp([Chromium, Chromium], stage, Tls::Yes).await);
}

#[test]
fn who_cannot_be_reached_is_told_which_relay_is_missing() {
    play(async |stage| without_a_relay([Chromium, Chromium], stage).await);
}

/// Firefox gives connections up by itself.
#[test]
fn who_cannot_be_reached_by_a_firefox_is_told_which_relay_is_missing() {
    play(async |stage| without_a_relay([Chromium, Firefox], stage).await);
}

/// Both networks block UDP, and the server relays only that.
async fn without_a_relay(browsers: [Browser; 2], stage: &Stage) -> Result<()> {
    let Some(internet) = Internet::lay(Routers::Symmetric)? else { return Ok(()) };
    internet.block_udp()?;
    let server = internet.serve(stage.server().config().clone(), Some(TurnOptions::at(PUBLIC.into())))?;
    let (ada, bob) = join_in(browsers, stage, &internet, &server).await?;
    for person in [&ada, &bob] {
        let words = "One of them may block UDP, and this server has no relay over TCP";
        person.reads_within(3 * PATIENCE, words).await?;
    }
    ada.is_accessible("a call without a path").await?;
    stage.everybody_leaves().await
}

#[test]
fn an_address_is_hidden_and_shown_again_during_a_call() {
    play(async |stage| {
        let Some(internet) = Internet::lay(Routers::Cone)? else { return Ok(()) };
        let server = internet.serve(stage.server().config().clone(), Some(TurnOptions::at(PUBLIC.into())))?;
        let (ada, bob) = meet(stage, &internet, &server).await?;
        let direct = |path: &Path| path.local != "relay" && path.remote != "relay" && !path.local.is_empty();
        until_path(&ada, "straight", direct).await?;
        bob.presses("People").await?;
        bob.reads("Connected directly").await?;

        ada.presses("Settings").await?;
        ada.has("switch", "Hide my address").await?;
        ada.is_accessible("settings with the connection").await?;
        ada.toggles("Hide my address").await?;
        until_path(&ada, "through a relay", |path| path.local == "relay").await?;
        until_path(&bob, "to a relay", |path| path.remote == "relay").await?;
        bob.reads("Relayed: a server passes everything on").await?;
        ada.sees("Bob").await?;
        bob.sees("Ada").await?;

        ada.toggles("Hide my address").await?;
        until_path(&ada, "straight again", direct).await?;
        stage.everybody_leaves().await
    });
}

/// The Lab's page, behind a router that lets nobody in, and where the network blocks UDP besides.
#[test]
fn a_home_s_way_out_is_judged() {
    play(async |stage| {
        let Some(internet) = Internet::lay(Routers::Symmetric)? else { return Ok(()) };
        let Some(coturn) = internet.coturn("north").await? else { return Ok(()) };
        // Beside the server's own: it takes two to judge a router by.
        let stun = parse_ice_server(&format!("stun:{}", coturn.address()))?;
        let config = Config { ice_servers: vec![stun], ..stage.server().config().clone() };
        let server = internet.serve(config, Some(TurnOptions::at(PUBLIC.into())))?;
        let at_home = Options { network: Some(internet.home(Home::A)), ..Options::default() };
        let ada = stage.person_at("Ada", Chromium, at_home, server.address()).await?;
        ada.opens("/lab/ice").await?;
        ada.presses("This server’s own").await?;
        ada.reads("Filled in.").await?;
        ada.presses("Check").await?;
        ada.reads("Works: it relays, and is reached over UDP").await?;
        ada.reads("your router is symmetric").await?;
        ada.reads("Calls come about wherever UDP passes").await?;
        internet.block_udp()?;
        ada.presses("Check").await?;
        ada.reads("Not reached: nobody answers").await?;
        stage.everybody_leaves().await
    });
}

#[test]
fn a_server_without_a_relay_says_so() {
    play(async |stage| {
        let ada = stage.person("Ada", Chromium).await?;
        ada.joins("no-relay").await?;
        ada.presses("Settings").await?;
        ada.reads("This server has no relay: people whose networks let nobody in may not reach each other.").await?;
        ada.toggles("Hide my address").await?;
        ada.reads("nobody can reach you while your address is hidden").await?;
        stage.everybody_leaves().await
    });
}

/// Whether a relay is reached by TLS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tls {
    No,
    Yes,
}

async fn over_tcp(browsers: [Browser; 2], stage: &Stage, tls: Tls) -> Result<()> {
    let Some(internet) = Internet::lay(Routers::Symmetric)? else { return Ok(()) };
    let Some(coturn) = internet.coturn("north").await? else { return Ok(()) };
    internet.block_udp()?;
    let (scheme, address) = match tls {
        Tls::No => ("turn", coturn.address()),
        Tls::Yes => ("turns", coturn.tls_address()),
    };
    let relay = parse_turn_server(&format!("{scheme}:{address}?transport=tcp,north"))?;
    let config = Config { turn_servers: vec![relay], ..stage.server().config().clone() };
    let server = internet.serve(config, None)?;
    let (ada, bob) = meet_in(browsers, stage, &internet, &server).await?;
    let relays = [relayed(&ada).await?.relay, relayed(&bob).await?.relay];
    ensure!(tls == Tls::No || relays.iter().any(|relay| relay == "tls"), "{relays:?}");
    ada.hears("Bob").await?;
    bob.hears("Ada").await?;
    stage.everybody_leaves().await
}

/// Ada and Bob, each at home, in a call.
async fn meet(stage: &Stage, internet: &Internet, server: &PublicServer) -> Result<(Rc<Person>, Rc<Person>)> {
    meet_in([Chromium, Chromium], stage, internet, server).await
}

async fn meet_in(
    browsers: [Browser; 2],
    stage: &Stage,
    internet: &Internet,
    server: &PublicServer,
) -> Result<(Rc<Person>, Rc<Person>)> {
    let (ada, bob) = join_in(browsers, stage, internet, server).await?;
    ada.sees("Bob").await?;
    bob.sees("Ada").await?;
    Ok((ada, bob))
}

/// The same, whether they reach each other or not.
async fn join_in(
    [first, second]: [Browser; 2],
    stage: &Stage,
    internet: &Internet,
    server: &PublicServer,
) -> Result<(Rc<Person>, Rc<Person>)> {
    let at = |home| Options { network: Some(internet.home(home)), ..Options::default() };
    let ada = stage.person_at("Ada", first, at(Home::A), server.address()).await?;
    let bob = stage.person_at("Bob", second, at(Home::B), server.address()).await?;
    ada.joins("far-apart").await?;
    bob.joins("far-apart").await?;
    Ok((ada, bob))
}

/// The only path of somebody, which goes through a relay.
async fn relayed(person: &Person) -> Result<Path> {
    until_path(person, "relayed", is_relayed).await
}

/// At one end at least: to the other end it is then an address like any other.
fn is_relayed(path: &Path) -> bool {
    path.local == "relay" || path.remote == "relay"
}

async fn until_path(person: &Person, what: &str, fits: impl Fn(&Path) -> bool) -> Result<Path> {
    wait_until(format_args!("{person} is connected {what}"), PATIENCE, async || {
        let paths = person.paths().await?;
        ensure!(matches!(&paths[..], [path] if fits(path)), "{paths:?}");
        Ok(paths.into_iter().next())
    })
    .await
}
