//! Every page and state, audited by axe-core in both colours and both languages.

use anyhow::Result;
use serde_json::json;
use tincan::{
    i18n,
    route::{Experiment, Route},
};
use tincan_core::filters::PictureFilter;
use tincan_protocol::Emoji;
use tincan_server::Config;

use crate::harness::{
    Browser::Chromium, Camera, Language, Options, PATIENCE, Person, Server, Stage, Stranger, Theme, path_to, play,
    wait_until,
};

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
    still_pages(&ada, spoken).await?;
    lobby(stage, &ada, options, text).await?;
    call(stage, &ada, spoken).await?;
    screens(stage, &ada, spoken).await?;
    chat(stage, &ada, spoken).await?;
    lab_pages(&ada).await?;
    lab(&ada, spoken.lab_text()).await?;
    channels(&ada, spoken).await
}

/// The pages that need neither devices nor a server.
async fn still_pages(ada: &Person, spoken: i18n::Language) -> Result<()> {
    let (text, home) = (spoken.text(), spoken.home_text());
    ada.opens("/").await?;
    ada.has("button", home.new_call).await?;
    ada.is_accessible("home").await?;
    ada.writes(home.call_link_or_code, "no such").await?;
    ada.presses(home.join_call).await?;
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
    ada.opens(&path_to("audit")).await?;
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
        other.opens(&path_to("audit")).await?;
        other.reads(text.join_anyway).await?;
        other.is_accessible(&format!("lobby with devices {devices:?}")).await?;
        other.close().await;
    }
    Ok(())
}

/// The call: alone, with others, with trouble, and what is after it.
async fn call(stage: &Stage, ada: &Person, spoken: i18n::Language) -> Result<()> {
    let text = spoken.text();
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
    ada.reads(&(spoken.access_text().refused)(tincan_core::room::RoomRefusal::RoomFull).problem).await?;
    ada.is_accessible("a full room").await?;

    server.stop().await?;
    ada.goes_to(stage.server().address(), &path_to("absent")).await?;
    ada.has("button", text.join).await?;
    stage.server().stop().await?;
    joins(ada, text).await?;
    ada.reads(text.status_no_server).await?;
    ada.is_accessible("no server").await?;
    stage.server().start_again().await
}

/// Three people, two of whom share a screen, and what opens beside them: on a desk and on a phone.
async fn screens(stage: &Stage, ada: &Person, spoken: i18n::Language) -> Result<()> {
    let (text, words) = (spoken.text(), spoken.sharing_text());
    let few = Options { frame_rate: 5, ..Options::default() };
    let bert = stage.person_with("Bert", Chromium, few.clone()).await?;
    let cleo = stage.person_with("Cleo", Chromium, few).await?;
    ada.opens(&path_to("screens")).await?;
    joins(ada, text).await?;
    for other in [&bert, &cleo] {
        other.joins("screens").await?;
        ada.sees(other.name()).await?;
    }
    ada.is_accessible("call of three").await?;
    // So many pictures at once are much for one machine.
    ada.presses(text.turn_camera_off).await?;
    for other in [&bert, &cleo] {
        other.presses("Turn camera off").await?;
    }
    bert.presses("Share screen").await?;
    ada.sees(&screen_of(text, "Bert")?).await?;
    ada.is_accessible("call with a screen").await?;
    cleo.presses("Share screen").await?;
    ada.sees(&screen_of(text, "Cleo")?).await?;
    ada.is_accessible("call with two screens").await?;
    bert.presses("Pause").await?;
    ada.reads_on_tile(&screen_of(text, "Bert")?, &(words.screen_paused)(&"Bert".parse()?)).await?;
    ada.is_accessible("call with a paused screen").await?;

    ada.presses(text.share_screen).await?;
    ada.has("button", text.stop_sharing).await?;
    ada.is_accessible("the panel of the own screen").await?;
    ada.presses(text.mute_microphone).await?;
    ada.reads(spoken.trouble_text().speaking_while_muted).await?;
    ada.is_accessible("a notice about a device").await?;
    ada.presses(text.devices.settings).await?;
    ada.has("dialog", text.devices.settings).await?;
    ada.is_accessible("settings").await?;
    ada.presses(text.filters).await?;
    ada.has("slider", (spoken.filter_text().filter)(PictureFilter::Blur)).await?;
    ada.is_accessible("filters").await?;

    ada.resizes(390, 780).await?;
    ada.is_accessible("settings on a phone").await?;
    ada.lacks("button", words.actual_size).await?;
    ada.presses(&format!("{} : {}", text.close, text.devices.settings)).await?;
    ada.lacks("dialog", text.devices.settings).await?;
    ada.has("button", words.actual_size).await?;
    ada.is_accessible("screens on a phone").await?;
    for other in [&bert, &cleo] {
        other.presses("Stop sharing").await?;
        other.leaves().await?;
        other.close().await;
    }
    ada.presses(text.stop_sharing).await?;
    ada.reads(text.alone_title).await?;
    ada.is_accessible("call alone, on a phone").await?;
    ada.opens(&path_to("phone")).await?;
    ada.has("button", text.turn_camera_off).await?;
    ada.is_accessible("lobby on a phone").await?;
    ada.is_as_large_as_its_window().await
}

/// The chat: empty, with what is unread, private, too long and passed on, on a desk and on a phone.
async fn chat(stage: &Stage, ada: &Person, spoken: i18n::Language) -> Result<()> {
    let (text, words) = (spoken.text(), spoken.chat_text());
    ada.opens(&path_to("chat-audit")).await?;
    joins(ada, text).await?;
    ada.presses(text.chat).await?;
    ada.reads(words.empty_title).await?;
    ada.is_accessible("an empty chat").await?;
    ada.presses(&format!("{} : {}", text.close, text.chat)).await?;
    let bob = stage.person("Bob", Chromium).await?;
    bob.joins("chat-audit").await?;
    ada.has("listitem", "Bob").await?;
    bob.opens_chat().await?;
    bob.says("See `code` at https://example.com").await?;
    bob.whispers("Ada", "🎉").await?;
    let button = format!("{} : {}", text.chat, (text.unread)(2));
    ada.has("button", &button).await?;
    ada.is_accessible("something unread in the chat").await?;
    ada.presses(&button).await?;
    ada.presses_first(&format!("{}: See", words.react)).await?;
    ada.is_accessible("reactions to choose").await?;
    ada.presses((text.emoji)(Emoji::Heart)).await?;
    bob.has("button", "Heart: Ada").await?;
    ada.chooses(words.to, &(words.only)("Bob")).await?;
    ada.writes(words.message, "between us").await?;
    ada.presses(words.send).await?;
    ada.reads(words.delivered).await?;
    let long = "const field = document.querySelector('textarea');
        field.value = 'x'.repeat(4100);
        field.dispatchEvent(new InputEvent('input', { bubbles: true }))";
    ada.run(long, &[]).await?;
    ada.reads(&(words.too_many)(100)).await?;
    ada.presses(text.reactions).await?;
    ada.is_accessible("a chat with something private, and too long").await?;
    ada.resizes(390, 780).await?;
    ada.is_accessible("a chat on a phone").await?;
    bob.leaves().await?;
    ada.reads(&(words.gone)("Bob")).await?;
    ada.is_accessible("a chat with somebody who is gone").await?;
    bob.close().await;
    ada.is_as_large_as_its_window().await
}

fn screen_of(text: &i18n::Text, name: &str) -> Result<String> {
    Ok((text.screen_of)(&name.parse()?))
}

/// Every page of the Lab, as it is when it is opened.
async fn lab_pages(ada: &Person) -> Result<()> {
    for experiment in Experiment::ALL {
        let path = Route::Experiment(experiment).path();
        ada.opens(&path).await?;
        wait_until(format_args!("a heading of {path}"), PATIENCE, async || {
            let headings: usize = ada.ask("return document.querySelectorAll('main h1').length", &[]).await?;
            Ok((headings == 1).then_some(()))
        })
        .await?;
        ada.is_accessible(&path).await?;
    }
    Ok(())
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

/// The pages about data channels and a file: with something under way, on a desk and on a phone.
async fn channels(ada: &Person, spoken: i18n::Language) -> Result<()> {
    let (lab, transfers) = (spoken.lab_text(), spoken.transfer_text());
    let words = &lab.data_channel;
    ada.opens("/lab/data-channel").await?;
    ada.presses(words.connect).await?;
    ada.reads(words.connected).await?;
    let from_a = (words.text_from)(lab.end_a);
    ada.can_press(&format!("{} : {from_a}", words.send), true).await?;
    ada.writes(&from_a, "hello").await?;
    ada.presses(&format!("{} : {from_a}", words.send)).await?;
    ada.reads("hello").await?;
    ada.presses(words.send_burst).await?;
    ada.presses(words.too_large).await?;
    ada.reads("262145").await?;
    ada.writes("maxRetransmits", "1").await?;
    ada.writes("maxPacketLifeTime", "1").await?;
    ada.reads(&(words.fault)(yew_webrtc::ChannelFault::BothLimits).problem).await?;
    ada.is_accessible("channels with texts, numbers and a fault").await?;
    ada.resizes(390, 780).await?;
    ada.is_accessible("channels on a phone").await?;

    ada.opens("/lab/file").await?;
    ada.presses(words.connect).await?;
    ada.presses(&(lab.file.make)("64.0 MB")).await?;
    ada.presses(lab.file.flip).await?;
    ada.reads(lab.file.flip_waits).await?;
    ada.is_accessible("a file that is offered, on a phone").await?;
    ada.is_as_large_as_its_window().await?;
    ada.presses(&format!("{} : {}", transfers.accept, lab.file.made)).await?;
    ada.presses(&format!("{} : {}", transfers.pause, lab.file.made)).await?;
    ada.reads(transfers.paused_here).await?;
    ada.is_accessible("a file that rests").await?;
    ada.presses(&format!("{} : {}", transfers.cancel, lab.file.made)).await?;
    ada.reads(transfers.cancelled).await
}
