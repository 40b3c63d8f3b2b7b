//! What people in a call write to each other.

use anyhow::{Result, ensure};
use serde_json::{Value, json};
use thirtyfour::Key;

use crate::harness::{
    Browser::{self, Chromium, Firefox},
    PATIENCE, Person, Stage, play, wait_until,
};

#[test]
fn two_chromiums_chat() {
    play(async |stage| chats(stage, Chromium, Chromium).await);
}

#[test]
fn a_firefox_comes_to_a_chromium_and_chats() {
    play(async |stage| chats(stage, Chromium, Firefox).await);
}

#[test]
fn a_chromium_comes_to_a_firefox_and_chats() {
    play(async |stage| chats(stage, Firefox, Chromium).await);
}

/// Both ways, with the panel closed and open, reactions, and quick ones over the video.
async fn chats(stage: &Stage, first: Browser, second: Browser) -> Result<()> {
    let (ada, bob) = (stage.person("Ada", first).await?, stage.person("Bob", second).await?);
    ada.joins("chat").await?;
    bob.joins("chat").await?;
    ada.is_with(&["Bob"]).await?;
    bob.opens_chat().await?;
    bob.reads("Nothing is written yet").await?;
    bob.says("Hello Ada").await?;
    bob.says("See https://example.com/a").await?;
    bob.is_heard().await?;
    ada.has("button", "Chat : 2 unread messages").await?;
    ada.has_title("(2) ").await?;
    ada.opens_chat().await?;
    ada.has("button", "Chat").await?;
    ada.has_title("Call").await?;
    ada.reads_in_chat(&[("Bob", "Hello Ada"), ("Bob", "See https://example.com/a")]).await?;
    ada.reads("New").await?;
    let link: String = ada.ask("return document.querySelector('[role=log] a').rel", &[]).await?;
    ensure!(link.contains("noopener") && link.contains("noreferrer"), "the link is safe: {link}");

    ada.says("Hello Bob").await?;
    bob.reads_in_chat(&[("You", "Hello Ada"), ("You", "See https://example.com/a"), ("Ada", "Hello Bob")]).await?;
    ada.is_heard().await?;
    ada.presses_first("React: Hello Ada").await?;
    ada.presses("Heart").await?;
    bob.has("button", "Heart: Ada").await?;
    bob.presses("Heart: Ada").await?;
    ada.has("button", "Heart: Ada, Bob").await?;
    ada.presses("Heart: Ada, Bob").await?;
    bob.has("button", "Heart: Bob").await?;

    // It is said every few seconds while one goes on.
    bob.writes("Message", "x").await?;
    wait_until("Ada sees him write", PATIENCE, async || {
        bob.hits("x").await?;
        Ok(ada.ask::<bool>("return document.body.innerText.includes('Bob is writing')", &[]).await?.then_some(()))
    })
    .await?;
    bob.hits(Key::Enter).await?;
    ada.no_longer_reads("Bob is writing").await?;

    ada.presses("Reactions").await?;
    ada.presses("Applause").await?;
    for person in [&ada, &bob] {
        wait_until(format_args!("{person} sees the applause"), PATIENCE, async || {
            let cheers: Vec<String> = person.ask(CHEERS, &[]).await?;
            ensure!(cheers == ["👏 Ada"], "{cheers:?}");
            Ok(Some(()))
        })
        .await?;
    }
    // They go by themselves.
    wait_until("they are gone", PATIENCE, async || {
        Ok(bob.ask::<Vec<String>>(CHEERS, &[]).await?.is_empty().then_some(()))
    })
    .await?;
    stage.everybody_leaves().await
}

#[test]
fn what_is_private_reaches_one_alone() {
    play(async |stage| {
        let ada = stage.person("Ada", Chromium).await?;
        let (bob, eve) = (stage.person("Bob", Firefox).await?, stage.person("Eve", Chromium).await?);
        for person in [&ada, &bob, &eve] {
            person.joins("whisper").await?;
        }
        ada.is_with(&["Bob", "Eve"]).await?;
        for person in [&ada, &bob, &eve] {
            person.opens_chat().await?;
        }
        ada.whispers("Bob", "sesame").await?;
        ada.says("good evening all").await?;
        bob.reads_in_chat(&[("Ada", "sesame"), ("Ada", "good evening all")]).await?;
        bob.reads("only to you").await?;
        ada.reads("only to Bob").await?;
        bob.whispers("Ada", "pepper").await?;
        ada.is_heard().await?;
        ada.reads_in_chat(&[("You", "sesame"), ("You", "good evening all"), ("Bob", "pepper")]).await?;

        eve.reads_in_chat(&[("Ada", "good evening all")]).await?;
        ensure!(eve.has_received("good evening all").await?, "what comes on her channels is recorded");
        ensure!(bob.has_received("sesame").await?, "on his, too");
        // Also not when she asks for all that there is.
        eve.reloads().await?;
        eve.has("button", "Join").await?;
        eve.enters().await?;
        eve.is_with(&["Ada", "Bob"]).await?;
        eve.opens_chat().await?;
        ada.says("good night all").await?;
        eve.reads_in_chat(&[("Ada", "good evening all"), ("Ada", "good night all")]).await?;
        for secret in ["sesame", "pepper"] {
            ensure!(!eve.has_received(secret).await?, "Eve's browser has {secret:?}");
        }
        Ok(())
    });
}

#[test]
fn a_newcomer_gets_the_conversation_and_a_reload_keeps_ones_own() {
    play(async |stage| {
        let (ada, bob) = (stage.person("Ada", Chromium).await?, stage.person("Bob", Firefox).await?);
        ada.joins("history").await?;
        bob.joins("history").await?;
        ada.is_with(&["Bob"]).await?;
        ada.opens_chat().await?;
        bob.opens_chat().await?;
        ada.says("one").await?;
        bob.reads_in_chat(&[("Ada", "one")]).await?;
        bob.says("two").await?;
        ada.reads_in_chat(&[("You", "one"), ("Bob", "two")]).await?;
        ada.whispers("Bob", "between us").await?;
        ada.is_heard().await?;
        ada.leaves().await?;
        bob.is_with(&[]).await?;

        let cleo = stage.person("Cleo", Chromium).await?;
        cleo.joins("history").await?;
        cleo.is_with(&["Bob"]).await?;
        cleo.opens_chat().await?;
        cleo.reads_in_chat(&[("Ada", "one"), ("Bob", "two")]).await?;
        cleo.reads("passed on by Bob").await?;
        ensure!(!cleo.has_received("between us").await?, "nor what was private");

        for person in [&bob, &cleo] {
            person.reloads().await?;
            person.has("button", "Join").await?;
            person.enters().await?;
            person.opens_chat().await?;
        }
        bob.reads_in_chat(&[("Ada", "one"), ("You", "two"), ("Ada", "between us")]).await?;
        cleo.reads_in_chat(&[("Ada", "one"), ("Bob", "two")]).await?;
        bob.says("three").await?;
        cleo.reads_in_chat(&[("Ada", "one"), ("Bob", "two"), ("Bob", "three")]).await?;
        // She comes back, as somebody else to the room, and it is one conversation all the same.
        ada.presses("Rejoin").await?;
        ada.is_with(&["Bob", "Cleo"]).await?;
        ada.opens_chat().await?;
        ada.reads_in_chat(&[("You", "one"), ("Bob", "two"), ("You", "between us"), ("Bob", "three")]).await
    });
}

#[test]
fn what_chromiums_lose_on_the_way_arrives_once_and_in_order() {
    play(async |stage| outage(stage, Chromium).await);
}

#[test]
fn what_a_firefox_loses_on_the_way_arrives_once_and_in_order() {
    play(async |stage| outage(stage, Firefox).await);
}

/// Nothing of it gets through for a while, while both write.
async fn outage(stage: &Stage, browser: Browser) -> Result<()> {
    let (ada, bob) = (stage.person("Ada", browser).await?, stage.person("Bob", Chromium).await?);
    ada.joins("outage").await?;
    bob.joins("outage").await?;
    ada.is_with(&["Bob"]).await?;
    bob.is_with(&["Ada"]).await?;
    ada.opens_chat().await?;
    bob.opens_chat().await?;
    ada.says("before").await?;
    bob.reads_in_chat(&[("Ada", "before")]).await?;
    for person in [&ada, &bob] {
        person.run(MUTE_CHAT, &[]).await?;
    }
    ada.says("first").await?;
    bob.says("second").await?;
    ada.says("third").await?;
    ada.reads("Sending").await?;
    bob.reads_in_chat(&[("Ada", "before"), ("You", "second")]).await?;
    bob.says("fourth").await?;
    for person in [&ada, &bob] {
        person.run(UNMUTE_CHAT, &[]).await?;
    }

    ada.is_heard().await?;
    bob.is_heard().await?;
    let mut said = ada.said().await?;
    let of = |said: &[(String, String)], who: &str| -> Vec<String> {
        said.iter().filter(|(author, _)| author == who).map(|(_, text)| text.clone()).collect()
    };
    ensure!(of(&said, "You") == ["before", "first", "third"], "hers, once and in order: {said:?}");
    ensure!(of(&said, "Bob") == ["second", "fourth"], "his, once and in order: {said:?}");
    // And the order is the same for both.
    for (author, _) in &mut said {
        *author = if author == "You" { "Ada".to_owned() } else { "You".to_owned() };
    }
    let said: Vec<(&str, &str)> = said.iter().map(|(author, text)| (author.as_str(), text.as_str())).collect();
    bob.reads_in_chat(&said).await?;
    ada.says("after").await?;
    ada.is_heard().await
}

#[test]
fn what_a_hostile_page_sends_is_named_and_dropped_and_nothing_becomes_markup() {
    play(async |stage| {
        let (ada, bob) = (stage.person("Ada", Chromium).await?, stage.person("Bob", Chromium).await?);
        let mallory = stage.person("Mallory", Chromium).await?;
        for person in [&ada, &bob, &mallory] {
            person.joins("hostile").await?;
        }
        ada.is_with(&["Bob", "Mallory"]).await?;
        ada.opens_chat().await?;
        bob.opens_chat().await?;
        mallory.opens_chat().await?;
        let markup = "<img src=x onerror=window.hurt=1><script>window.hurt=1</script> [a](javascript:window.hurt=1)";
        mallory.says(markup).await?;
        ada.reads_in_chat(&[("Mallory", markup)]).await?;
        let (hurt, made): (Option<u32>, usize) = ada
            .ask(
                "return [window.hurt ?? null, document.querySelectorAll('[role=log] :is(img, script, a)').length]",
                &[],
            )
            .await?;
        ensure!(hurt.is_none() && made == 0, "{made} elements came of it, and they did {hurt:?}");

        mallory.sends_raw(&[entry(0, &"x".repeat(4001)), json!("{\"type\":\"chat\"}")]).await?;
        ada.reads("Mallory sends too much in the chat").await?;
        ada.is_accessible("a notice of somebody who sends too much").await?;
        ada.presses_first("Close : Mallory sends too much").await?;
        ada.no_longer_reads("Mallory sends too much in the chat").await?;
        let flood: Vec<Value> = (1..500).map(|number| entry(number, "flood")).collect();
        mallory.sends_raw(&flood).await?;
        bob.reads("Mallory sends too much in the chat").await?;

        // The two go on.
        ada.is_with(&["Bob", "Mallory"]).await?;
        bob.says("still here").await?;
        wait_until("Ada reads it", PATIENCE, async || {
            Ok(ada.said().await?.contains(&("Bob".to_owned(), "still here".to_owned())).then_some(()))
        })
        .await?;
        let said = ada.said().await?;
        let floods = said.iter().filter(|(_, text)| text == "flood").count();
        ensure!(floods <= 200, "{floods} of 499 came through");
        ensure!(said.iter().all(|(_, text)| text.len() <= 4000), "what is too long is not shown");
        Ok(())
    });
}

fn entry(number: u32, text: &str) -> Value {
    let id = format!("{number:0>21}A");
    let body = json!({ "type": "text", "text": text });
    let entry =
        json!({ "type": "chat", "chat": "entry", "id": id, "clock": 1, "at": 1, "private": false, "body": body });
    json!(entry.to_string())
}

#[test]
fn half_a_syllable_is_never_sent() {
    play(async |stage| {
        let (ada, bob) = (stage.person("Ada", Chromium).await?, stage.person("Bob", Chromium).await?);
        ada.joins("hangul").await?;
        bob.joins("hangul").await?;
        ada.is_with(&["Bob"]).await?;
        ada.opens_chat().await?;
        bob.opens_chat().await?;
        let devtools = ada.driver().cdp();
        let compose = async |text: &str| {
            let end = text.chars().count();
            let parameters = json!({ "text": text, "selectionStart": end, "selectionEnd": end });
            devtools.send_raw("Input.imeSetComposition", parameters).await
        };
        let enter = async |code: u32| {
            for kind in ["rawKeyDown", "keyUp"] {
                let key = json!({ "type": kind, "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": code });
                devtools.send_raw("Input.dispatchKeyEvent", key).await?;
            }
            anyhow::Ok(())
        };
        for text in ["ㅎ", "하", "한", "한그", "한글"] {
            compose(text).await?;
            // The input method takes this one, to end the composition.
            enter(229).await?;
        }
        let value = "return document.querySelector('textarea').value";
        ensure!(ada.ask::<String>(value, &[]).await? == "한글", "the field was left alone");
        ensure!(ada.said().await?.is_empty(), "nothing is sent: {:?}", ada.said().await?);
        devtools.send_raw("Input.insertText", json!({ "text": "한글" })).await?;
        enter(13).await?;
        ada.reads_in_chat(&[("You", "한글")]).await?;
        bob.reads_in_chat(&[("Ada", "한글")]).await?;
        ensure!(ada.ask::<String>(value, &[]).await?.is_empty(), "the field is empty again");
        Ok(())
    });
}

#[test]
fn the_keyboard_is_enough() {
    play(async |stage| {
        let (ada, bob) = (stage.person("Ada", Chromium).await?, stage.person("Bob", Chromium).await?);
        ada.joins("keys").await?;
        bob.joins("keys").await?;
        ada.is_with(&["Bob"]).await?;
        bob.opens_chat().await?;
        focus(&ada, "button", "Chat").await?;
        ada.hits(Key::Enter).await?;
        has_focus(&ada, "textbox", "Message").await?;
        ada.driver().active_element().await?.send_keys("one").await?;
        ada.hits(Key::Shift + Key::Enter).await?;
        ada.driver().active_element().await?.send_keys("two").await?;
        ada.hits(Key::Enter).await?;
        bob.reads_in_chat(&[("Ada", "one\ntwo")]).await?;
        ada.hits(Key::Enter).await?;
        has_focus(&ada, "textbox", "Message").await?;
        // What is written stays while the panel is closed.
        ada.driver().active_element().await?.send_keys("not yet").await?;
        ada.hits(Key::Escape).await?;
        has_focus(&ada, "button", "Chat").await?;
        ada.lacks("log", "Messages").await?;
        ada.hits(Key::Enter).await?;
        has_focus(&ada, "textbox", "Message").await?;
        let value: String = ada.ask("return document.activeElement.value", &[]).await?;
        ensure!(value == "not yet", "the draft is {value:?}");

        focus(&ada, "button", "React: one two").await?;
        ada.hits(Key::Enter).await?;
        ada.hits(Key::Tab).await?;
        has_focus(&ada, "button", "Thumbs up").await?;
        ada.hits(Key::Enter).await?;
        bob.has("button", "Thumbs up: Ada").await?;
        // The log scrolls by its keys, too.
        focus(&ada, "log", "Messages").await
    });
}

async fn focus(person: &Person, role: &str, name: &str) -> Result<()> {
    person.has(role, name).await?;
    person.run("probe.findAll(arguments[0], arguments[1])[0].focus()", &[json!(role), json!(name)]).await?;
    has_focus(person, role, name).await
}

async fn has_focus(person: &Person, role: &str, name: &str) -> Result<()> {
    let script = "const at = document.activeElement; return [probe.roleOf(at) ?? '', probe.nameOf(at)]";
    wait_until(format_args!("{person} is at {role} {name:?}"), PATIENCE, async || {
        let at: (String, String) = person.ask(script, &[]).await?;
        ensure!((at.0.as_str(), at.1.as_str()) == (role, name), "the focus is at {at:?}");
        Ok(Some(()))
    })
    .await
}

#[test]
fn who_reads_above_is_not_moved_and_told_of_what_is_new() {
    play(async |stage| {
        let (ada, bob) = (stage.person("Ada", Chromium).await?, stage.person("Bob", Chromium).await?);
        ada.joins("scroll").await?;
        bob.joins("scroll").await?;
        ada.is_with(&["Bob"]).await?;
        ada.opens_chat().await?;
        bob.opens_chat().await?;
        let many: Vec<String> = (1..=20).map(|number| format!("line {number}")).collect();
        for text in &many {
            bob.says(text).await?;
        }
        ada.reads("line 20").await?;
        let from_end = "const log = document.querySelector('[role=log]'); return log.scrollHeight - log.scrollTop - log.clientHeight";
        ensure!(ada.ask::<f64>(from_end, &[]).await? < 48.0, "it stays at the end");
        ada.run("document.querySelector('[role=log]').scrollTop = 0", &[]).await?;
        wait_until("it is seen that she reads above", PATIENCE, async || {
            bob.says("look").await?;
            Ok(ada.find("button", "New messages").await?.map(drop))
        })
        .await?;
        let top: f64 = ada.ask("return document.querySelector('[role=log]').scrollTop", &[]).await?;
        ensure!(top == 0.0, "she was moved to {top}");
        ada.presses("New messages").await?;
        ada.lacks("button", "New messages").await?;
        ensure!(ada.ask::<f64>(from_end, &[]).await? < 48.0, "at the end again");
        // Whoever writes wants to see it.
        ada.run("document.querySelector('[role=log]').scrollTop = 0", &[]).await?;
        ada.says("seen").await?;
        ensure!(ada.ask::<f64>(from_end, &[]).await? < 48.0, "at her own words");
        Ok(())
    });
}

#[test]
fn the_conversation_is_copied_and_saved_as_text() {
    play(async |stage| {
        let ada = stage.person("Ada", Chromium).await?;
        ada.joins("keep").await?;
        ada.opens_chat().await?;
        ada.can_press("Save conversation", false).await?;
        ada.says("keep this").await?;
        // What the page hands over, where the clipboard and the disk would be.
        let spy = "navigator.clipboard.writeText = async text => { window.copied = text; };
            HTMLAnchorElement.prototype.click = function () {
                fetch(this.href).then(file => file.text()).then(text => { window.saved = [this.download, text]; });
            };";
        ada.run(spy, &[]).await?;
        ada.presses("Copy conversation").await?;
        ada.reads("The conversation is copied").await?;
        let copied: String = ada.ask("return window.copied", &[]).await?;
        ensure!(copied.ends_with("Ada: keep this\n"), "{copied:?}");
        ada.presses("Save conversation").await?;
        ada.reads("The conversation is saved").await?;
        let saved = wait_until("the file", PATIENCE, async || {
            ada.ask::<Option<(String, String)>>("return window.saved ?? null", &[]).await
        })
        .await;
        // The policy of the page lets nothing be fetched from a file; that it was offered is enough then.
        if let Ok((name, text)) = saved {
            ensure!(name.ends_with(".txt") && text == copied, "{name:?}: {text:?}");
        }
        ada.presses("Turn sound off").await?;
        ada.reloads().await?;
        ada.has("button", "Join").await?;
        ada.enters().await?;
        ada.opens_chat().await?;
        ada.has("button", "Turn sound on").await?;
        ada.reads_in_chat(&[("You", "keep this")]).await
    });
}

/// What rises over the video, as one reads it.
const CHEERS: &str =
    "return [...document.querySelectorAll('.chat-news__cheer')].map(cheer => cheer.innerText.replace(/\\s+/g, ' '))";

/// From now on nothing of the chat leaves by the channels that there are. The rest does: else others would take their place.
const MUTE_CHAT: &str = r#"
    for (const channel of probe.channels()) {
        const send = channel.send;
        channel.send = data => { if (!`${data}`.includes('"type":"chat"')) send.call(channel, data); };
    }
"#;
/// And now it does again.
const UNMUTE_CHAT: &str = "probe.channels().forEach(channel => { delete channel.send; })";
