//! What a browser sends that does not keep to the rules.

use anyhow::{Context as _, Result, ensure};
use serde_json::json;

use super::in_a_call;
use crate::harness::{Browser::Chromium, Files, PATIENCE, Person, play, wait_until};

#[test]
fn what_arrives_wrong_is_asked_for_again_or_never_stored() {
    play(async |stage| {
        let (ada, bob) = in_a_call(stage, Chromium, Chromium).await?;
        let files = Files::new("wrong")?;
        let file = files.make("file.bin", 2_000_000)?;
        let (wrong, senseless) = ("What arrived was not what was sent", "sent something that makes no sense");
        for (crime, words) in [
            // A group (here 6) or a chunk (3) that is never what its hash says; hashes (1) of something else; a hash of the whole (2) that is not.
            ("if (kind === 6 || kind === 3) frame[20] ^= 1; send(frame)", wrong),
            ("if (kind === 1) frame[9] ^= 1; send(frame)", wrong),
            ("if (kind === 2) frame[1] ^= 1; send(frame)", wrong),
            // Beyond the group, beyond the file, before its hash, without end; a frame of no kind, and no frame.
            ("if (kind === 3) frame[6] = 255; send(frame)", senseless),
            ("if (kind === 3) frame[1] = 255; send(frame)", senseless),
            ("if (kind !== 1) send(frame)", senseless),
            ("for (let times = 0; times < (kind === 6 ? 30 : 1); times++) send(frame)", senseless),
            ("send(Uint8Array.of(99)); send(frame)", senseless),
            ("prototype.old.call(this, 'text'); send(frame)", senseless),
        ] {
            commits(&ada, crime).await?;
            ada.picks(&file).await?;
            bob.presses("Accept : file.bin").await?;
            bob.reads(words).await.with_context(|| crime)?;
            ada.presses("Remove : file.bin").await?;
            bob.presses("Remove : file.bin").await?;
            bob.stores_nothing().await?;
        }

        // What is wrong once costs a little time.
        commits(&ada, "if (kind === 6 && !window.once) { window.once = true; frame[20] ^= 1; } send(frame)").await?;
        ada.picks(&file).await?;
        bob.presses("Accept : file.bin").await?;
        bob.reads("Received and checked").await?;
        ada.reads("Sent and checked").await?;
        bob.has_stored(2_000_000).await?;
        bob.sees("Ada").await
    });
}

/// What becomes of each frame from now on.
async fn commits(person: &Person, crime: &str) -> Result<()> {
    let script = format!(
        "const {{ prototype }} = RTCDataChannel;
        prototype.old ??= prototype.send;
        prototype.send = function (data) {{
            if (!this.label.startsWith('transfer:')) return prototype.old.call(this, data);
            const frame = new Uint8Array(data), kind = frame.length === 262144 ? 6 : frame[0], send = frame => prototype.old.call(this, frame);
            {crime}
        }}"
    );
    person.run(&script, &[]).await
}

#[test]
fn what_nobody_accepted_does_not_come_in() {
    play(async |stage| {
        let (ada, bob) = in_a_call(stage, Chromium, Chromium).await?;
        let files = Files::new("uninvited")?;
        ada.run(NOTE_OFFERS, &[]).await?;
        ada.picks(&files.make("file.bin", 100_000)?).await?;
        bob.has("button", "Accept : file.bin").await?;
        let offered: String = ada.ask("return window.offered", &[]).await?;
        for id in [&*offered, "AAAAAAAAAAAAAAAAAAAAAA", "", "../../x", &"x".repeat(60_000)] {
            ada.run(COME_UNINVITED, &[json!(id)]).await?;
            wait_until(format_args!("{id:.30} is shut out"), PATIENCE, async || {
                Ok((ada.ask::<String>("return window.uninvited.readyState", &[]).await? == "closed").then_some(()))
            })
            .await?;
        }
        bob.stores_nothing().await?;

        // Nobody can say for somebody else that it is there, or that it is not wanted.
        for word in ["done", "decline", "cancel"] {
            let message = json!({ "type": "transfer", "transfer": word, "id": "AAAAAAAAAAAAAAAAAAAAAA" });
            ada.sends_raw(&[json!(message.to_string())]).await?;
        }
        bob.presses("Accept : file.bin").await?;
        bob.reads("Received and checked").await?;
        bob.has_stored(100_000).await?;
        let stored = bob.stored().await?;
        ensure!(stored.len() == 1, "{stored:?}");
        bob.sees("Ada").await
    });
}

/// Notes the id of what is offered.
const NOTE_OFFERS: &str = "const { prototype } = RTCDataChannel, { send } = prototype;
    prototype.send = function (data) {
        const message = typeof data === 'string' ? JSON.parse(data) : {};
        if (message.transfer === 'offer') window.offered = message.id;
        return send.call(this, data);
    }";

/// Opens a channel as for a file, and sends much in it.
const COME_UNINVITED: &str = "const [connection] = probe.live();
    const channel = window.uninvited = connection.createDataChannel(`transfer:${arguments[0]}`);
    const frame = new Uint8Array(100_000);
    frame[0] = 3;
    channel.onopen = () => { for (let times = 0; times < 20; times++) channel.send(frame); }";
