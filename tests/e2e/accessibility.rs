//! Every page and state, audited by axe-core in both colours and both languages.

use anyhow::Result;
use serde_json::json;
use tincan::i18n;
use tincan_server::Config;

use crate::harness::{Browser::Chromium, Camera, Language, Options, Person, Server, Stage, Stranger, Theme, play};

#[test]
fn pages_in_english_and_light() {
    play(async |stage| audit(stage, Language::English, Theme::Light).await);
}

#[test]
fn pages_in_english_and_dark() {
    play(async |stage| audit(stage, Language::English, Theme::Dark).await);
}

#[test]
fn pages_in_korean_and_light() {
    play(async |stage| audit(stage, Language::Korean, Theme::Light).await);
}

#[test]
fn pages_in_korean_and_dark() {
    play(async |stage| audit(stage, Language::Korean, Theme::Dark).await);
}

async fn audit(stage: &Stage, language: Language, theme: Theme) -> Result<()> {
    let options = Options { language, theme, ..Options::default() };
    let spoken = match language {
        Language::English => i18n::Language::English,
        Language::Korean => i18n::Language::Korean,
    };
    let text = spoken.text();
    let ada = stage.person_with("Ada", Chromium, options.clone()).await?;
    still_pages(&ada, text).await?;
    lobby(stage, &ada, options, text).await?;
    call(stage, &ada, text).await?;
    lab(&ada, spoken.lab_text()).await
}

/// The pages that need neither devices nor a server.
async fn still_pages(ada: &Person, text: &i18n::Text) -> Result<()> {
    ada.opens("/").await?;
    ada.has("button", text.new_call).await?;
    ada.is_accessible("home").await?;
    ada.writes(text.call_link_or_code, "no such").await?;
    ada.presses(text.join_call).await?;
    ada.reads(&(text.room_code_error)(&tincan_protocol::RoomCodeError::Character(' '))).await?;
    ada.is_accessible("home after a wrong code").await?;

    ada.opens("/r/ab").await?;
    ada.reads(text.bad_code_title).await?;
    ada.is_accessible("a link with a bad code").await?;

    ada.opens("/nowhere").await?;
    ada.reads(text.not_found_title).await?;
    ada.is_accessible("not found").await?;

    ada.opens("/lab").await?;
    ada.has("heading", text.lab).await?;
    ada.is_accessible("the Lab's index").await
}

/// The lobby: with devices, without, without permission, and after a wrong name.
async fn lobby(stage: &Stage, ada: &Person, options: Options, text: &i18n::Text) -> Result<()> {
    ada.opens("/r/audit").await?;
    ada.has("button", text.turn_camera_off).await?;
    ada.is_accessible("lobby").await?;
    ada.writes(text.your_name, &"x".repeat(65)).await?;
    ada.presses(text.join).await?;
    ada.reads((text.display_name_error)(&tincan_protocol::DisplayNameError::TooLong)).await?;
    ada.is_accessible("lobby after a wrong name").await?;
    ada.presses(text.turn_camera_off).await?;
    ada.presses(text.mute_microphone).await?;
    ada.has("button", text.unmute_microphone).await?;
    ada.is_accessible("lobby with everything off").await?;

    for devices in [Camera::Denied, Camera::Absent] {
        let options = Options { camera: devices, microphone: devices, ..options.clone() };
        let other = stage.person_with(&format!("Other {devices:?}"), Chromium, options).await?;
        other.opens("/r/audit").await?;
        other.reads(text.join_anyway).await?;
        other.is_accessible(&format!("lobby with devices {devices:?}")).await?;
        other.close().await;
    }
    Ok(())
}

/// The call: alone, with others, with trouble, and what is after it.
async fn call(stage: &Stage, ada: &Person, text: &i18n::Text) -> Result<()> {
    let bob = stage.person("Bob", Chromium).await?;
    let server = Server::start_with(Config { room_size: 2, ..stage.server().config().clone() }).await?;
    ada.goes_to(server.address(), "/r/audit").await?;
    joins(ada, text).await?;
    ada.reads(text.alone_title).await?;
    ada.is_accessible("call, alone").await?;

    bob.goes_to(server.address(), "/r/audit").await?;
    bob.enters().await?;
    ada.has("listitem", "Bob").await?;
    ada.is_accessible("call of two").await?;
    ada.presses(text.turn_camera_off).await?;
    ada.presses(text.mute_microphone).await?;
    bob.presses("Turn camera off").await?;
    bob.presses("Mute microphone").await?;
    ada.reads_on_tile("Bob", text.camera_off).await?;
    ada.is_accessible("call of two with everything off").await?;

    server.stop().await?;
    ada.reads(text.status_reconnecting).await?;
    ada.is_accessible("call without its server").await?;
    server.start_again().await?;
    bob.leaves().await?;
    ada.reads(text.alone_title).await?;

    let mut stranger = Stranger::connects(server.address()).await?;
    let members = stranger.joins("audit", "Mallory").await?;
    let step = json!({ "description": { "type": "offer", "sdp": "no description" } });
    let offer = json!({ "connection": 1, "type": "step", "seq": 1, "ack": 0, "step": step });
    for member in &members {
        stranger.signals(member, offer.clone()).await?;
    }
    let problem = tincan_core::peer::PeerProblem::BadDescription(String::new());
    ada.reads_on_tile("Mallory", (text.peer_problem)(&problem)).await?;
    ada.is_accessible("call with somebody who cannot connect").await?;

    ada.presses(text.leave).await?;
    ada.has("button", text.rejoin).await?;
    ada.is_accessible("after the call").await?;

    // The place is taken meanwhile.
    let mut other = Stranger::connects(server.address()).await?;
    other.joins("audit", "Trudy").await?;
    ada.goes_to(server.address(), "/r/audit").await?;
    joins(ada, text).await?;
    ada.reads(&(text.refused)(tincan_core::room::RoomRefusal::RoomFull).problem).await?;
    ada.is_accessible("a full room").await?;

    server.stop().await?;
    ada.goes_to(stage.server().address(), "/r/absent").await?;
    ada.has("button", text.join).await?;
    stage.server().stop().await?;
    joins(ada, text).await?;
    ada.reads(text.status_no_server).await?;
    ada.is_accessible("no server").await?;
    stage.server().start_again().await
}

async fn joins(person: &Person, text: &i18n::Text) -> Result<()> {
    person.writes(text.your_name, person.name()).await?;
    person.presses(text.join).await
}

/// The page about a peer connection: before, during and after its call.
async fn lab(ada: &Person, text: &i18n::LabText) -> Result<()> {
    ada.opens("/lab/peer-connection").await?;
    let (start, call, hang_up, stop) = (text.start, text.call, text.hang_up, text.stop);
    for (button, next) in [(start, call), (call, hang_up), (hang_up, call), (stop, start)] {
        ada.can_press(button, true).await?;
        ada.is_accessible(&format!("the Lab's peer connection before {button}")).await?;
        ada.presses(button).await?;
        ada.can_press(next, true).await?;
    }
    ada.is_accessible("the Lab's peer connection after Stop").await
}
