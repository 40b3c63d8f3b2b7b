//! The Lab's page about ICE, with this server's own STUN and TURN, and with what does not work.

use std::net::UdpSocket;

use anyhow::Result;
use tincan::i18n;
use tincan_core::ice_check::Outlook;

use crate::harness::{
    Browser::{self, Chromium, Firefox},
    Language, Options, PATIENCE, Person, Server, Stage, Theme, play, wait_until,
};

#[test]
fn servers_are_judged_in_chromium() {
    play(async |stage| judge(stage, Chromium).await);
}

#[test]
fn servers_are_judged_in_firefox() {
    play(async |stage| judge(stage, Firefox).await);
}

async fn judge(stage: &Stage, browser: Browser) -> Result<()> {
    let server = Server::start_relaying(stage.server().config().clone()).await?;
    let ada = stage.person_at("Ada", browser, Options::default(), server.address()).await?;
    ada.opens("/lab/ice").await?;
    ada.presses("Check").await?;
    ada.reads("Type an address that begins with stun:").await?;
    ada.writes("Server address", "stun://example.org").await?;
    ada.reads("No // here").await?;
    is_accessible(&ada, browser, "ICE with a fault").await?;

    // Its own: what is filled in takes nothing away.
    ada.presses("This server’s own").await?;
    ada.reads("Filled in.").await?;
    ada.presses("Remove : Server 1").await?;
    ada.presses("Check").await?;
    ada.reads("Works: it relays, and is reached over UDP").await?;
    ada.reads("Calls come about wherever UDP passes").await?;
    ada.has("heading", "Server by server").await?;
    is_accessible(&ada, browser, "ICE with servers that work").await?;

    ada.presses("Remove : Server 1").await?;
    ada.writes("Password", "wrong").await?;
    ada.presses("Check").await?;
    ada.reads("Wrong user name or password").await?;
    ada.reads("401 unauthorized").await?;
    is_accessible(&ada, browser, "ICE with an error").await?;
    ada.reads("Calls come about within your own network only").await?;

    // Nobody listens any more where somebody did: neither by UDP nor by TCP.
    let nobody = UdpSocket::bind("127.0.0.1:0")?.local_addr()?;
    ada.writes("Server address", &format!("turn:{nobody}")).await?;
    ada.presses("Check").await?;
    ada.reads("Checking…").await?;
    ada.reads("Not reached: nobody answers").await?;
    ada.writes("Server address", &format!("turn:{nobody}?transport=tcp")).await?;
    ada.presses("Check").await?;
    ada.reads(&format!("on TCP port {}", nobody.port())).await?;
    ada.reads("The server does not work.").await?;
    wait_until(
        "all connections are closed",
        PATIENCE,
        async || Ok((ada.counts().await?.connections == 0).then_some(())),
    )
    .await
}

/// One browser is enough: it is the page that is audited.
async fn is_accessible(person: &Person, browser: Browser, what: &str) -> Result<()> {
    if browser == Chromium { person.is_accessible(what).await } else { Ok(()) }
}

#[test]
fn servers_are_judged_on_a_phone_in_korean_and_dark() {
    play(async |stage| {
        let server = Server::start_relaying(stage.server().config().clone()).await?;
        let options = Options { language: Language::Korean, theme: Theme::Dark, ..Options::default() };
        let ada = stage.person_at("Ada", Chromium, options, server.address()).await?;
        let words = &i18n::Language::Korean.lab_text().ice;
        ada.resizes(390, 780).await?;
        ada.opens("/lab/ice").await?;
        ada.presses(words.own).await?;
        ada.presses(&format!("{} : {}", words.remove, (words.server)(1))).await?;
        ada.presses(words.check).await?;
        ada.reads(&(words.outlook)(Outlook::WhereUdpPasses).problem).await?;
        ada.is_accessible("ICE on a phone").await?;
        ada.is_as_large_as_its_window().await
    });
}

#[test]
fn a_server_without_stun_and_turn_says_so() {
    play(async |stage| {
        let ada = stage.person("Ada", Chromium).await?;
        ada.opens("/lab/ice").await?;
        ada.presses("This server’s own").await?;
        ada.reads("This server hands out no STUN or TURN").await?;
        stage.server().stop().await?;
        ada.presses("This server’s own").await?;
        ada.reads("This server does not answer").await
    });
}
