//! What a person, a peer or anybody on the network can get wrong, by mistake or not.

use anyhow::{Result, ensure};
use serde_json::{Value, json};
use tincan_server::Config;

use crate::harness::{Browser::Chromium, Person, Server, Stranger, play};

#[test]
fn a_link_with_a_bad_code_leads_to_no_call() {
    play(async |stage| {
        let ada = stage.person("Ada", Chromium).await?;
        for code in ["ab", "no%20spaces", &"x".repeat(65), "%3Cscript%3Ealert(1)%3C%2Fscript%3E"] {
            ada.opens(&format!("/r/{code}")).await?;
            ada.reads("This link leads to no call").await?;
            ada.lacks("button", "Join").await?;
        }
        Ok(())
    });
}

#[test]
fn a_full_room_says_so() {
    play(async |stage| {
        let server = Server::start_with(Config { room_size: 2, ..stage.server().config().clone() }).await?;
        let mut people = Vec::new();
        for name in ["Ada", "Bob", "Cleo"] {
            people.push(stage.person_at(name, Chromium, Default::default(), server.address()).await?);
        }
        let [ada, bob, cleo] = people.as_slice() else { unreachable!("three people") };
        ada.joins("small").await?;
        bob.joins("small").await?;
        ada.sees("Bob").await?;

        cleo.opens_lobby("small").await?;
        cleo.presses_join().await?;
        cleo.reads("This call is full").await?;
        ada.is_with(&["Bob"]).await?;
        ada.sees("Bob").await?;

        // And when somebody has left there is a place.
        bob.leaves().await?;
        cleo.joins("small").await?;
        ada.is_with(&["Cleo"]).await?;
        ada.sees("Cleo").await
    });
}

#[test]
fn hostile_names_do_not_come_in() {
    play(async |stage| {
        let ada = stage.person("Ada", Chromium).await?;
        ada.joins("names").await?;

        for name in ["", "   ", "a\u{202e}b", "a\u{2066}b", "a\nb", "a\0b", &"x".repeat(65), &"x".repeat(10_000)] {
            let mut stranger = Stranger::connects(stage.server().address()).await?;
            stranger.asks_to_join("names", name).await?;
            let refusal = stranger.is_refused().await?;
            ensure!(refusal["code"] == "bad_message", "{name:?}: {refusal}");
        }
        ada.is_with(&[]).await?;

        // Markup is a name like any other, and stays text.
        let mut stranger = Stranger::connects(stage.server().address()).await?;
        let markup = "<img src=x onerror=alert(1)>";
        stranger.joins("names", markup).await?;
        ada.is_with(&[markup]).await?;
        let images: u32 = ada.ask("return document.querySelectorAll('img[src=x]').length", &[]).await?;
        ensure!(images == 0, "the name became markup");
        Ok(())
    });
}

#[test]
fn a_hostile_name_is_refused_in_the_lobby() {
    play(async |stage| {
        let ada = stage.person("Ada", Chromium).await?;
        ada.opens_lobby("names").await?;
        ada.writes("Your name", &"x".repeat(65)).await?;
        ada.presses("Join").await?;
        ada.reads("This name is too long").await?;
        ada.writes("Your name", "  ").await?;
        ada.presses("Join").await?;
        ada.reads("Please type a name").await?;
        ada.enters().await
    });
}

#[test]
fn a_hostile_description_costs_only_its_own_tile() {
    play(async |stage| {
        let (ada, bob) = (stage.person("Ada", Chromium).await?, stage.person("Bob", Chromium).await?);
        ada.joins_by_code("hostile").await?;
        bob.joins_by_code("hostile").await?;
        ada.watches("Bob").await?;
        bob.watches("Ada").await?;

        let mut stranger = Stranger::connects(stage.server().address()).await?;
        let members = stranger.joins("hostile", "Mallory").await?;
        ensure!(members.len() == 2, "{members:?}");
        for to in &members {
            for signal in
                [json!(null), json!(7), json!("x".repeat(10_000)), json!({ "connection": "x" }), json!([[[]]])]
            {
                stranger.signals(to, signal).await?;
            }
            stranger.signals(to, offer(1, "v=0\r\nthis is no description\r\n")).await?;
            stranger.signals(to, offer(2, &format!("v=0\r\n{}", "a=x\r\n".repeat(10_000)))).await?;
        }
        for person in [&ada, &bob] {
            person.reads_on_tile("Mallory", "sent a description of the call that yours cannot use").await?;
        }
        goes_on(&ada, &bob).await
    });
}

#[test]
fn a_hostile_candidate_costs_only_its_own_tile() {
    play(async |stage| {
        let mut stranger = Stranger::connects(stage.server().address()).await?;
        stranger.joins("candidates", "Mallory").await?;
        let (ada, bob) = (stage.person("Ada", Chromium).await?, stage.person("Bob", Chromium).await?);
        ada.joins_by_code("candidates").await?;

        // Ada offers to whom she finds there. The answer is a good one, what follows is not.
        let (connection, from, sdp) = stranger.is_offered().await?;
        bob.opens("/").await?;
        let answer = "const connection = new RTCPeerConnection();
            return connection.setRemoteDescription({ type: 'offer', sdp: arguments[0] })
                .then(() => connection.setLocalDescription())
                .then(() => { const { sdp } = connection.localDescription; connection.close(); return sdp; })";
        let sdp: String = bob.ask(answer, &[json!(sdp)]).await?;
        let mut seq = 0;
        let mut step = |step: Value| {
            seq += 1;
            json!({ "connection": connection, "type": "step", "seq": seq, "ack": 1, "step": step })
        };
        stranger.signals(&from, step(json!({ "description": { "type": "answer", "sdp": sdp } }))).await?;
        for candidate in ["candidate:garbage", "candidate:1 1 udp 1 999.999.999.999 70000 typ host", "\u{202e}"] {
            let candidate = json!({ "candidate": candidate, "sdpMid": "0", "sdpMLineIndex": 0 });
            stranger.signals(&from, step(json!({ "candidate": candidate }))).await?;
        }
        ada.reads_on_tile("Mallory", "sent a network address that yours cannot use").await?;

        bob.joins_by_code("candidates").await?;
        ada.watches("Bob").await?;
        bob.watches("Ada").await?;
        goes_on(&ada, &bob).await
    });
}

#[test]
fn a_member_that_opens_without_end_costs_only_its_own_tile() {
    play(async |stage| {
        let (ada, bob) = (stage.person("Ada", Chromium).await?, stage.person("Bob", Chromium).await?);
        ada.joins_by_code("flood").await?;
        bob.joins_by_code("flood").await?;
        ada.watches("Bob").await?;
        bob.watches("Ada").await?;

        let mut stranger = Stranger::connects(stage.server().address()).await?;
        let members = stranger.joins("flood", "Mallory").await?;
        for connection in 1..=40 {
            for to in &members {
                stranger.signals(to, offer(connection, "v=0\r\nthis is no description\r\n")).await?;
            }
        }
        for person in [&ada, &bob] {
            person.reads_on_tile("Mallory", "sends far more than a call needs").await?;
            let open = person.counts().await?.connections;
            ensure!(open <= 2, "{person} has {open} connections open");
        }
        goes_on(&ada, &bob).await
    });
}

/// The first step of a connection, with a description that is none.
fn offer(connection: u32, sdp: &str) -> Value {
    let step = json!({ "description": { "type": "offer", "sdp": sdp } });
    json!({ "connection": connection, "type": "step", "seq": 1, "ack": 0, "step": step })
}

/// The two still see each other, in the same elements as before, and somebody hostile is with them.
async fn goes_on(ada: &Person, bob: &Person) -> Result<()> {
    for (person, other) in [(ada, "Bob"), (bob, "Ada")] {
        person.is_with(&[other, "Mallory"]).await?;
        person.sees(other).await?;
        let seen = person.watched(other).await?;
        ensure!(seen.gap < 2_000.0, "{person} saw {other} all the time: {seen:?}");
    }
    Ok(())
}
