//! Who may come in, and what hosts can do.

use std::rc::Rc;

use anyhow::{Context as _, Result};

use crate::harness::{
    Browser::{self, Chromium, Firefox},
    Options, Person, Stage, play, wait_until,
};

#[test]
fn a_locked_call_lets_back_who_was_in_and_nobody_else() {
    play(async |stage| {
        let (ada, bob, link) = host_and_guest(stage, Chromium).await?;
        ada.presses("People").await?;
        ada.has("dialog", "People").await?;
        ada.chooses("Who may come in", "Nobody else").await?;
        ada.reads("The call is locked").await?;
        ada.is_accessible("people of a locked call").await?;
        bob.presses("People").await?;
        bob.reads("Only a host can change this.").await?;
        bob.lacks("button", "Remove : Ada").await?;
        bob.is_accessible("people, for a guest").await?;

        let eve = stage.person_with("Eve", Chromium, few()).await?;
        arrives(&eve, &link).await?;
        eve.has("heading", "This call is locked").await?;
        eve.is_accessible("a locked call").await?;
        eve.holds_nothing().await?;

        bob.reloads().await?;
        bob.enters().await?;
        bob.is_with(&["Ada"]).await?;
        ada.chooses("Who may come in", "Everybody with the link").await?;
        eve.presses("Try again").await?;
        eve.is_with(&["Ada", "Bob"]).await
    });
}

#[test]
fn a_password_is_asked_for_and_a_wrong_one_refused() {
    play(async |stage| {
        let (ada, bob, link) = host_and_guest(stage, Chromium).await?;
        ada.presses("People").await?;
        ada.chooses("Who may come in", "Whoever knows the password").await?;
        ada.presses("Set password").await?;
        ada.reads("Type a password first.").await?;
        ada.is_accessible("people, a password to set").await?;
        ada.writes("New password", "two cans").await?;
        ada.presses("Set password").await?;
        ada.reads("The password is set.").await?;

        let cleo = stage.person_with("Cleo", Firefox, few()).await?;
        arrives(&cleo, &link).await?;
        cleo.reads("This call has a password.").await?;
        cleo.writes("Password", "one can").await?;
        cleo.presses("Join").await?;
        cleo.reads("That is not the password of this call.").await?;
        cleo.writes("Password", "two cans").await?;
        cleo.presses("Join").await?;
        cleo.is_with(&["Ada", "Bob"]).await?;
        cleo.sees("Ada").await?;

        // Nobody has to say it again while they are in, nor when the server is another one.
        stage.server().stop().await?;
        bob.reads("The connection to the server was lost").await?;
        stage.server().start_again().await?;
        for person in [&ada, &bob, &cleo] {
            person.no_longer_reads("The connection to the server was lost").await?;
        }
        ada.leaves().await?;
        bob.leaves().await?;
        let eve = stage.person_with("Eve", Chromium, few()).await?;
        arrives(&eve, &link).await?;
        eve.reads("This call has a password.").await?;
        eve.is_accessible("a lobby that asks for a password").await
    });
}

#[test]
fn who_knocks_is_admitted_or_denied() {
    play(async |stage| {
        let (ada, bob, link) = host_and_guest(stage, Chromium).await?;
        ada.presses("People").await?;
        ada.chooses("Who may come in", "Whoever a host lets in").await?;
        ada.presses("Close : People").await?;

        let cleo = stage.person_with("Cleo", Chromium, few()).await?;
        arrives(&cleo, &link).await?;
        cleo.reads("Waiting to be let in").await?;
        cleo.is_accessible("before the door").await?;
        ada.reads("Cleo wants to come in.").await?;
        ada.is_accessible("somebody at the door").await?;
        bob.no_longer_reads("wants to come in").await?;
        ada.presses("Deny : Cleo").await?;
        cleo.has("heading", "You were not let in").await?;
        ada.no_longer_reads("wants to come in").await?;

        cleo.presses("Ask again").await?;
        ada.presses("Admit : Cleo").await?;
        cleo.is_with(&["Ada", "Bob"]).await?;
        cleo.sees("Ada").await?;
        ada.no_longer_reads("wants to come in").await?;

        // Whoever waits, and gives it up, waits no more.
        let eve = stage.person_with("Eve", Chromium, few()).await?;
        arrives(&eve, &link).await?;
        ada.reads("Eve wants to come in.").await?;
        for (width, height, state) in [(320, 640, "a narrow phone"), (640, 360, "a phone on its side")] {
            ada.resizes(width, height).await?;
            ada.is_accessible(&format!("somebody at the door of {state}")).await?;
            ada.presses("People").await?;
            ada.has("combobox", "Who may come in").await?;
            ada.is_accessible(&format!("people on {state}")).await?;
            ada.presses("Close : People").await?;
        }
        ada.is_as_large_as_its_window().await?;
        eve.opens("/").await?;
        ada.no_longer_reads("wants to come in").await
    });
}

#[test]
fn who_is_removed_is_not_back_and_a_host_makes_others_hosts() {
    play(async |stage| {
        let (ada, bob, link) = host_and_guest(stage, Chromium).await?;
        let eve = stage.person_with("Eve", Chromium, few()).await?;
        arrives(&eve, &link).await?;
        ada.is_with(&["Bob", "Eve"]).await?;

        ada.presses("People").await?;
        ada.presses("Ask to mute : Bob").await?;
        ada.reads("Bob was asked to mute.").await?;
        bob.reads("A host asks you to mute your microphone.").await?;
        bob.is_accessible("asked to mute").await?;
        bob.run("[...document.querySelectorAll('.door-card button')][0].click()", &[]).await?;
        ada.reads_on_tile("Bob", "Microphone muted").await?;
        bob.no_longer_reads("A host asks you to mute").await?;

        ada.presses("Make host : Bob").await?;
        ada.lacks("button", "Remove : Bob").await?;
        bob.presses("People").await?;
        bob.presses("Remove : Eve").await?;
        eve.has("heading", "You were removed from this call").await?;
        eve.is_accessible("removed").await?;
        ada.is_with(&["Bob"]).await?;
        arrives(&eve, &link).await?;
        eve.has("heading", "You were removed from this call").await?;

        // The key stays with whom it was given to.
        ada.leaves().await?;
        bob.reloads().await?;
        bob.enters().await?;
        bob.presses("People").await?;
        bob.has("combobox", "Who may come in").await
    });
}

#[test]
fn a_host_ends_the_call_for_everyone() {
    play(async |stage| {
        let (ada, bob, _) = host_and_guest(stage, Firefox).await?;
        ada.presses("People").await?;
        ada.presses("End call for everyone").await?;
        ada.has("button", "End it now").await?;
        ada.is_accessible("about to end the call").await?;
        ada.presses("End it now").await?;
        for person in [&ada, &bob] {
            person.has("heading", "The call has ended").await?;
            person.holds_nothing().await?;
        }
        Ok(())
    });
}

#[test]
fn a_restarted_server_does_not_open_a_locked_call() {
    play(async |stage| {
        let (ada, bob, link) = host_and_guest(stage, Chromium).await?;
        ada.presses("People").await?;
        ada.chooses("Who may come in", "Nobody else").await?;
        ada.reads("The call is locked").await?;
        // The host leaves; Bob is alone when the server forgets everything.
        ada.leaves().await?;
        bob.is_with(&[]).await?;
        stage.server().stop().await?;
        bob.reads("The connection to the server was lost").await?;
        stage.server().start_again().await?;
        bob.no_longer_reads("The connection to the server was lost").await?;
        let eve = stage.person_with("Eve", Chromium, few()).await?;
        arrives(&eve, &link).await?;
        eve.has("heading", "This call is locked").await?;
        // But the host comes in.
        ada.presses("Rejoin").await?;
        ada.is_with(&["Bob"]).await
    });
}

/// Ada makes a call, and Bob comes: in another browser perhaps.
async fn host_and_guest(stage: &Stage, guest: Browser) -> Result<(Rc<Person>, Rc<Person>, String)> {
    let ada = stage.person_with("Ada", Chromium, few()).await?;
    let bob = stage.person_with("Bob", guest, few()).await?;
    ada.opens("/").await?;
    ada.presses("New call").await?;
    let link = wait_until(format_args!("{ada} has a call"), crate::harness::PATIENCE, async || {
        let path: String = ada.ask("return location.pathname + location.hash", &[]).await?;
        Ok(path.starts_with("/r/").then_some(path))
    })
    .await?;
    ada.has("button", "Join").await?;
    ada.enters().await?;
    arrives(&bob, &link).await?;
    bob.is_in_the_call().await.context("before the call is closed")?;
    ada.is_with(&["Bob"]).await?;
    Ok((ada, bob, link))
}

/// Follows the link and presses Join, whatever comes of it.
async fn arrives(person: &Person, link: &str) -> Result<()> {
    person.opens(link).await?;
    person.presses_join().await
}

/// Several browsers share the machine.
fn few() -> Options {
    Options { frame_rate: 5, ..Options::default() }
}
