//! Files from person to person.

use std::{env, fs, path::PathBuf, rc::Rc};

use anyhow::{Result, ensure};
use serde_json::json;
use thirtyfour::By;

use crate::harness::{
    Browser::{self, Chromium, Firefox},
    PATIENCE, Person, Stage, play, wait_until,
};

#[test]
fn a_file_goes_from_chromium_to_firefox_and_another_back() {
    play(async |stage| there_and_back(stage, Chromium, Firefox).await);
}

#[test]
fn a_file_goes_from_one_chromium_to_another_and_back() {
    play(async |stage| there_and_back(stage, Chromium, Chromium).await);
}

async fn there_and_back(stage: &Stage, first: Browser, second: Browser) -> Result<()> {
    let (ada, bob) = in_a_call(stage, first, second).await?;
    let files = Files::new("there-and-back")?;
    for (from, to, name, size) in [(&ada, &bob, "there.bin", 5_000_000), (&bob, &ada, "back.bin", 3_000_001)] {
        from.picks(&files.make(name, size)?).await?;
        to.reads(&format!("From {}", from.name())).await?;
        ensure!(to.stored().await?.is_empty(), "nothing is stored before it is accepted");
        to.presses(&format!("Accept : {name}")).await?;
        to.reads("Received and checked").await?;
        from.reads("Sent and checked").await?;
        to.has_stored(size).await?;
    }
    ada.is_accessible("with files").await?;
    Ok(())
}

#[test]
fn files_are_declined_and_cancelled_by_either_side() {
    play(async |stage| {
        let (ada, bob) = in_a_call(stage, Chromium, Chromium).await?;
        let files = Files::new("declined")?;
        ada.picks(&files.make("unwanted.bin", 100_000)?).await?;
        bob.presses("Decline : unwanted.bin").await?;
        ada.reads("Bob does not want it").await?;
        ada.picks(&files.make("regretted.bin", 100_000)?).await?;
        bob.has("button", "Accept : regretted.bin").await?;
        ada.presses("Cancel : regretted.bin").await?;
        bob.reads("Ada has cancelled it").await?;
        ada.picks(&files.make("paused.bin", 60_000_000)?).await?;
        bob.presses("Accept : paused.bin").await?;
        bob.presses("Pause : paused.bin").await?;
        ada.reads("Bob has paused it").await?;
        bob.presses("Cancel : paused.bin").await?;
        ada.reads("Bob has cancelled it").await?;
        wait_until("what was cancelled is removed", PATIENCE, async || Ok(bob.stored().await?.is_empty().then_some(())))
            .await
    });
}

#[test]
fn strange_files_arrive_as_what_they_are() {
    play(async |stage| {
        let (ada, bob) = in_a_call(stage, Chromium, Chromium).await?;
        let files = Files::new("strange")?;
        ada.picks(&files.make("nothing", 0)?).await?;
        bob.presses("Accept : nothing").await?;
        bob.reads("Received and checked").await?;
        let long = format!("{}.txt", "x".repeat(240));
        ada.picks(&files.make(&long, 10)?).await?;
        bob.presses(&format!("Accept : {long}")).await?;
        ada.picks(&files.make("setup.exe", 10)?).await?;
        bob.reads("This file can start a program").await?;
        ada.no_longer_reads("This file can start a program").await
    });
}

#[test]
fn files_fit_on_a_phone() {
    play(async |stage| {
        let (ada, bob) = in_a_call(stage, Chromium, Chromium).await?;
        let files = Files::new("phone")?;
        bob.resizes(360, 640).await?;
        ada.picks(&files.make(&format!("{}.exe", "long".repeat(30)), 100_000)?).await?;
        ada.picks(&files.make("short.bin", 60_000_000)?).await?;
        bob.has("button", "Accept : short.bin").await?;
        bob.is_accessible("offers on a phone").await?;
        bob.presses("Accept : short.bin").await?;
        bob.presses("Pause : short.bin").await?;
        bob.reads("Paused").await?;
        bob.is_accessible("a file that rests, on a phone").await?;
        let overflows: bool = bob.ask("return document.documentElement.scrollWidth > innerWidth", &[]).await?;
        ensure!(!overflows, "nothing is wider than the page");
        bob.resizes(320, 640).await?;
        let hidden: Vec<String> = bob.ask(BEYOND, &[]).await?;
        ensure!(hidden.is_empty(), "these buttons are not wholly on a narrow phone: {hidden:?}");
        Ok(())
    });
}

/// The buttons of the toolbar that reach beyond the page.
const BEYOND: &str = "
    const is_beyond = ({ left, right, width }) => width > 0 && (left < 0 || right > innerWidth);
    const buttons = [...document.querySelectorAll('[role=toolbar] button')];
    return buttons.filter(button => is_beyond(button.getBoundingClientRect())).map(button => button.innerText);";

#[test]
fn after_a_reload_a_file_goes_on_where_it_was() {
    play(async |stage| goes_on(stage, Chromium).await);
}

#[test]
fn after_a_reload_of_firefox_a_file_goes_on_where_it_was() {
    play(async |stage| goes_on(stage, Firefox).await);
}

async fn goes_on(stage: &Stage, receiver: Browser) -> Result<()> {
    const SIZE: usize = 120_000_000;
    let (ada, bob) = in_a_call(stage, Chromium, receiver).await?;
    let files = Files::new("goes-on")?;
    ada.picks(&files.make("long.bin", SIZE)?).await?;
    bob.presses("Accept : long.bin").await?;
    // More than what is written down at a time.
    bob.has_progress(40_000_000).await?;
    ada.presses("Pause : long.bin").await?;
    bob.reads("Ada has paused it").await?;
    bob.reloads().await?;
    bob.has("button", "Join").await?;
    bob.enters().await?;
    bob.opens_files().await?;
    bob.reads("Ada has paused it").await?;
    ada.presses("Resume : long.bin").await?;
    // Nobody is asked again.
    wait_until("it is received", PATIENCE * 6, async || {
        let text: String = bob.ask("return document.body.innerText", &[]).await?;
        Ok(text.contains("Received and checked").then_some(()))
    })
    .await?;
    ada.reads("Sent and checked").await?;
    bob.has_stored(SIZE).await
}

async fn in_a_call(stage: &Stage, first: Browser, second: Browser) -> Result<(Rc<Person>, Rc<Person>)> {
    let (ada, bob) = (stage.person("Ada", first).await?, stage.person("Bob", second).await?);
    ada.joins("files").await?;
    bob.joins("files").await?;
    ada.is_with(&["Bob"]).await?;
    bob.is_with(&["Ada"]).await?;
    for person in [&ada, &bob] {
        person.opens_files().await?;
    }
    Ok((ada, bob))
}

impl Person {
    async fn opens_files(&self) -> Result<()> {
        self.presses_first("Files").await?;
        self.has("dialog", "Files").await
    }

    /// Picks a file to be sent to everyone.
    async fn picks(&self, file: &str) -> Result<()> {
        wait_until(format_args!("{self} can pick"), PATIENCE, async || {
            Ok(self.find("button", "Send a file").await?.map(drop))
        })
        .await?;
        self.driver().find(By::Css(".transfer-panel__input")).await?.send_keys(file).await?;
        Ok(())
    }

    /// Waits until so much of a file is there.
    async fn has_progress(&self, bytes: u64) -> Result<()> {
        wait_until(format_args!("{self} has {bytes} bytes"), PATIENCE * 3, async || {
            let script = "return document.querySelector('.transfer__bar')?.value ?? 0";
            Ok((self.ask::<f64>(script, &[]).await? >= bytes as f64).then_some(()))
        })
        .await
    }

    /// The SHA-256 of each file of what the page's site has stored, as far as it is whole.
    async fn stored(&self) -> Result<Vec<(u64, String)>> {
        let script = "return (async () => {
            const root = await navigator.storage.getDirectory(), found = [];
            const folder = await root.getDirectoryHandle('transfers', { create: true });
            for await (const [name, handle] of folder.entries()) {
                if (!name.endsWith('.part')) continue;
                const file = await handle.getFile();
                const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()));
                found.push([file.size, [...hash].map(byte => byte.toString(16).padStart(2, '0')).join('')]);
            }
            return found;
        })()";
        self.ask(script, &[]).await
    }

    /// Waits until a file of this size and of what [`Files::make`] puts into it is there.
    async fn has_stored(&self, size: usize) -> Result<()> {
        let expected: String = self
            .ask(
                "return (async () => {
                    const bytes = new Uint8Array(arguments[0]);
                    let state = 0x9e3779b9;
                    for (let at = 0; at < bytes.length; at++) {
                        state = Math.imul(state, 1664525) + 1013904223 | 0;
                        bytes[at] = state >>> 24;
                    }
                    const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
                    return [...hash].map(byte => byte.toString(16).padStart(2, '0')).join('');
                })()",
                &[json!(size)],
            )
            .await?;
        wait_until(format_args!("{self} has stored {size} bytes"), PATIENCE, async || {
            let stored = self.stored().await?;
            ensure!(stored.contains(&(size as u64, expected.clone())), "{stored:?}");
            Ok(Some(()))
        })
        .await
    }
}

/// Files of a test, removed after it.
struct Files(PathBuf);

impl Files {
    fn new(name: &str) -> Result<Self> {
        let folder = env::temp_dir().join(format!("tincan-files-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder)?;
        Ok(Self(folder))
    }

    /// A file of this size, and where it is.
    fn make(&self, name: &str, size: usize) -> Result<String> {
        let mut state = 0x9e37_79b9_u32;
        let next = |_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            state.to_be_bytes()[0]
        };
        let path = self.0.join(name);
        fs::write(&path, (0..size).map(next).collect::<Vec<u8>>())?;
        Ok(path.to_string_lossy().into_owned())
    }
}

impl Drop for Files {
    fn drop(&mut self) {
        // What remains is in the folder of temporary files.
        let _ = fs::remove_dir_all(&self.0);
    }
}
