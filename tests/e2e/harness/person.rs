//! Somebody before a browser: what they do, and what they see and hear.

use std::{cell::Cell, collections::BTreeMap, fmt, net::SocketAddr, time::Duration};

use anyhow::{Context as _, Result, ensure};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};
use thirtyfour::{WebDriver, WebElement};
use tokio::time::Instant;

use super::{Browser, PATIENCE, axe_core, browser::Running, wait_until};

/// A person with a browser of their own.
#[derive(Debug)]
pub(crate) struct Person {
    name: String,
    browser: Browser,
    running: Running,
    address: SocketAddr,
    gone: Cell<bool>,
}

/// What a page holds: what the probe has counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
pub(crate) struct Counts {
    /// RTCPeerConnections that are not closed.
    pub(crate) connections: usize,
    /// Tracks of cameras, microphones, screens and canvases that are live.
    pub(crate) tracks: usize,
    /// WebSockets that are open or opening.
    pub(crate) sockets: usize,
    /// AudioContexts that are not closed.
    pub(crate) contexts: usize,
    /// Event listeners, those on elements only while the element is in the page.
    pub(crate) listeners: usize,
    /// Timeouts and intervals that are still to come.
    pub(crate) timers: usize,
}

/// One RTCPeerConnection as the probe sees it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct Connection {
    pub(crate) signaling: String,
    pub(crate) ice: String,
    pub(crate) connection: String,
    /// The ICE user name fragments in use.
    pub(crate) local: String,
    pub(crate) remote: String,
    /// How many media sections the description has.
    pub(crate) sections: usize,
}

/// The sound that a person's page has received from another.
#[derive(Debug, Clone, Copy, Deserialize)]
struct Sound {
    energy: f64,
    seconds: f64,
    plays: bool,
}

/// How the frames of a picture came in while it was watched.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(crate) struct Watched {
    /// How many came.
    pub(crate) count: u32,
    /// The longest time without one, in milliseconds.
    pub(crate) gap: f64,
}

// ---- What they do ----

impl Person {
    pub(crate) fn new(name: &str, browser: Browser, running: Running, address: SocketAddr) -> Self {
        Self { name: name.to_owned(), browser, running, address, gone: Cell::new(false) }
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The name that the own tile has.
    pub(crate) fn own_tile(&self) -> String {
        format!("{} (you)", self.name)
    }

    pub(crate) fn driver(&self) -> &WebDriver {
        &self.running.driver
    }

    /// Opens a page of the server.
    pub(crate) async fn opens(&self, path: &str) -> Result<()> {
        self.goes_to(self.address, path).await
    }

    /// Opens a page of another server.
    pub(crate) async fn goes_to(&self, server: SocketAddr, path: &str) -> Result<()> {
        let url = format!("http://{server}{path}");
        self.driver().goto(&url).await.with_context(|| format!("{self} opens {url}"))
    }

    /// Loads the page again.
    pub(crate) async fn reloads(&self) -> Result<()> {
        self.driver().refresh().await.with_context(|| format!("{self} reloads"))
    }

    /// Closes the page, in a browser that stays.
    pub(crate) async fn closes_the_page(&self) -> Result<()> {
        let page = self.driver().window().await?;
        let other = self.driver().new_tab().await?;
        self.driver().switch_to_window(page).await?;
        self.driver().close_window().await?;
        self.driver().switch_to_window(other).await?;
        Ok(())
    }

    /// Opens the lobby of a room and waits until Join can be pressed.
    pub(crate) async fn opens_lobby(&self, room: &str) -> Result<()> {
        self.opens(&format!("/r/{room}")).await?;
        self.has("button", "Join").await
    }

    /// Goes into a room, through its lobby.
    pub(crate) async fn joins(&self, room: &str) -> Result<()> {
        self.opens_lobby(room).await?;
        self.enters().await
    }

    /// From the lobby into the call.
    pub(crate) async fn enters(&self) -> Result<()> {
        self.presses_join().await?;
        self.is_in_the_call().await
    }

    /// Writes the name and presses Join, whatever comes of it.
    pub(crate) async fn presses_join(&self) -> Result<()> {
        self.writes("Your name", &self.name).await?;
        self.presses("Join").await
    }

    /// The call is there, with the own tile in it.
    pub(crate) async fn is_in_the_call(&self) -> Result<()> {
        self.has_tile(&self.own_tile()).await
    }

    /// Leaves the call, by its button.
    pub(crate) async fn leaves(&self) -> Result<()> {
        self.presses("Leave").await?;
        self.has("button", "Rejoin").await
    }

    /// Presses a button, when it can be pressed.
    pub(crate) async fn presses(&self, name: &str) -> Result<()> {
        wait_until(format_args!("{self} presses {name:?}"), PATIENCE, async || {
            let Some(button) = self.find("button", name).await? else { return Ok(None) };
            if !button.is_enabled().await? {
                return Ok(None);
            }
            button.click().await?;
            Ok(Some(()))
        })
        .await
    }

    /// Writes into a text box, in place of what it holds.
    pub(crate) async fn writes(&self, name: &str, text: &str) -> Result<()> {
        wait_until(format_args!("{self} writes {text:?} into {name:?}"), PATIENCE, async || {
            let Some(element) = self.find("textbox", name).await? else { return Ok(None) };
            if element.prop("value").await?.as_deref() != Some(text) {
                element.clear().await?;
                element.send_keys(text).await?;
            }
            Ok((element.prop("value").await?.as_deref() == Some(text)).then_some(()))
        })
        .await
    }

    /// Answers the browser's question about `camera` or `microphone`, or takes the answer back.
    pub(crate) async fn sets_permission(&self, name: &str, setting: &str) -> Result<()> {
        self.running.set_permission(self.address, name, setting).await
    }

    /// Ends the browser.
    pub(crate) async fn close(&self) {
        if self.gone.replace(true) {
            return;
        }
        self.running.close().await;
    }
}

impl Person {
    /// Whether the browser was ended.
    pub(crate) fn is_gone(&self) -> bool {
        self.gone.get()
    }
}

// ---- What they see ----

impl Person {
    /// Waits until there is an element of this role and name.
    pub(crate) async fn has(&self, role: &str, name: &str) -> Result<()> {
        wait_until(format_args!("{self} has {role} {name:?}"), PATIENCE, async || {
            Ok(self.find(role, name).await?.map(drop))
        })
        .await
    }

    /// Waits until there is no such element.
    pub(crate) async fn lacks(&self, role: &str, name: &str) -> Result<()> {
        wait_until(format_args!("{self} has no {role} {name:?}"), PATIENCE, async || {
            Ok(self.find(role, name).await?.is_none().then_some(()))
        })
        .await
    }

    /// Waits until the button of this name can be pressed, or cannot.
    pub(crate) async fn can_press(&self, name: &str, expected: bool) -> Result<()> {
        wait_until(format_args!("{self} can press {name:?}: {expected}"), PATIENCE, async || {
            let Some(button) = self.find("button", name).await? else { return Ok(None) };
            Ok((button.is_enabled().await? == expected).then_some(()))
        })
        .await
    }

    /// Waits until the page says something that contains these words, whatever their case.
    pub(crate) async fn reads(&self, words: &str) -> Result<()> {
        wait_until(format_args!("{self} reads {words:?}"), PATIENCE, async || {
            let text: String = self.ask("return document.body.innerText", &[]).await?;
            Ok(text.to_lowercase().contains(&words.to_lowercase()).then_some(()))
        })
        .await
    }

    /// Waits until the page no longer says this.
    pub(crate) async fn no_longer_reads(&self, words: &str) -> Result<()> {
        wait_until(format_args!("{self} no longer reads {words:?}"), PATIENCE, async || {
            let text: String = self.ask("return document.body.innerText", &[]).await?;
            Ok((!text.to_lowercase().contains(&words.to_lowercase())).then_some(()))
        })
        .await
    }

    /// Waits until a tile of this name is there.
    pub(crate) async fn has_tile(&self, name: &str) -> Result<()> {
        wait_until(format_args!("{self} has the tile {name:?}"), PATIENCE, async || {
            Ok(self.ask::<bool>("return Boolean(probe.tile(arguments[0]))", &[json!(name)]).await?.then_some(()))
        })
        .await
    }

    /// Waits until exactly these people have a tile, besides oneself.
    pub(crate) async fn is_with(&self, names: &[&str]) -> Result<()> {
        let mut expected: Vec<String> = names.iter().map(|&name| name.to_owned()).chain([self.own_tile()]).collect();
        expected.sort();
        let tiles = "const list = probe.findAll('list', 'Participants')[0];
            return list ? probe.findAll('listitem', null, list).map(probe.nameOf) : []";
        wait_until(format_args!("{self} is with {names:?}"), PATIENCE, async || {
            let mut tiles: Vec<String> = self.ask(tiles, &[]).await?;
            tiles.sort();
            ensure!(tiles == expected, "the tiles are {tiles:?}");
            Ok(Some(()))
        })
        .await
    }

    /// Waits until a tile says something, as a screen reader would read it.
    pub(crate) async fn reads_on_tile(&self, tile: &str, words: &str) -> Result<()> {
        wait_until(format_args!("{self} reads {words:?} on the tile {tile:?}"), PATIENCE, async || {
            let text = self.tile_text(tile).await?;
            ensure!(text.contains(&words.to_lowercase()), "it says {text:?}");
            Ok(Some(()))
        })
        .await
    }

    /// Waits until a tile no longer says something.
    pub(crate) async fn no_longer_reads_on_tile(&self, tile: &str, words: &str) -> Result<()> {
        wait_until(format_args!("{self} no longer reads {words:?} on the tile {tile:?}"), PATIENCE, async || {
            let text = self.tile_text(tile).await?;
            ensure!(!text.contains(&words.to_lowercase()), "it says {text:?}");
            Ok(Some(()))
        })
        .await
    }

    async fn tile_text(&self, tile: &str) -> Result<String> {
        let text = "const tile = probe.findAll('listitem', arguments[0])[0]; return tile ? [...tile.childNodes].map(probe.textOf).join(' ') : null";
        let text: Option<String> = self.ask(text, &[json!(tile)]).await?;
        Ok(text.context("there is no such tile")?.to_lowercase())
    }

    /// Waits until frames of somebody come in: five of them from now on, and they show something.
    pub(crate) async fn sees(&self, name: &str) -> Result<()> {
        let mut first = None;
        wait_until(format_args!("{self} sees {name}"), PATIENCE, async || {
            let picture = "const video = probe.pictureOf(arguments[0]);
                return [probe.frames(video), probe.pictured(video)]";
            let (frames, pictured): (u64, bool) = self.ask(picture, &[json!(name)]).await?;
            // The element may be another one by now, and count from zero.
            let start = first.get_or_insert(frames);
            *start = frames.min(*start);
            ensure!(frames >= *start + 5 && pictured, "{frames} frames, {start} at first, a picture: {pictured}");
            Ok(Some(()))
        })
        .await
    }

    /// Waits until no frame of somebody has come in for a second, while their tile is there.
    pub(crate) async fn sees_no_picture(&self, name: &str) -> Result<()> {
        let mut last = None;
        let mut since = Instant::now();
        wait_until(format_args!("{self} sees no picture of {name}"), PATIENCE, async || {
            let picture = "return probe.tile(arguments[0]) ? probe.frames(probe.pictureOf(arguments[0])) : null";
            let frames: Option<u64> = self.ask(picture, &[json!(name)]).await?;
            let frames = frames.context("there is no such tile")?;
            if last.replace(frames) != Some(frames) {
                since = Instant::now();
            }
            Ok((since.elapsed() >= Duration::from_secs(1)).then_some(()))
        })
        .await
    }

    /// Begins to watch somebody's picture, for [`watched`](Self::watched).
    pub(crate) async fn watches(&self, name: &str) -> Result<()> {
        self.sees(name).await?;
        let watch = "const seen = probe.presented.get(probe.pictureOf(arguments[0]));
            Object.assign(seen, { count: 0, gap: 0, last: performance.now() })";
        self.run(watch, &[json!(name)]).await
    }

    /// How the frames came in since [`watches`](Self::watches). An error if the element was replaced meanwhile.
    pub(crate) async fn watched(&self, name: &str) -> Result<Watched> {
        let seen = "const seen = probe.presented.get(probe.pictureOf(arguments[0]));
            return seen ? { count: seen.count, gap: Math.max(seen.gap, performance.now() - seen.last) } : null";
        let seen: Option<Watched> = self.ask(seen, &[json!(name)]).await?;
        seen.with_context(|| format!("{self} watched {name}: the picture is another one now"))
    }

    /// Whether the page has a tile with a picture element that shows frames of somebody at once, without waiting.
    pub(crate) async fn find(&self, role: &str, name: &str) -> Result<Option<WebElement>> {
        let script = "return probe.findAll(arguments[0], arguments[1])[0] ?? null";
        let found = self.driver().execute(script, vec![json!(role), json!(name)]).await?;
        if found.json().is_null() { Ok(None) } else { Ok(Some(found.element()?)) }
    }
}

// ---- What they hear ----

impl Person {
    /// Waits until sound of somebody comes in and is played.
    pub(crate) async fn hears(&self, name: &str) -> Result<()> {
        let mut first = None;
        wait_until(format_args!("{self} hears {name}"), PATIENCE, async || {
            let now = self.sound(name).await?;
            let then = first.get_or_insert(now).energy;
            ensure!(now.energy > then + AUDIBLE && now.plays, "{now:?}, energy {then} at first");
            Ok(Some(()))
        })
        .await
    }

    /// Waits until two seconds of silence have come from somebody. The fake microphones are never silent for so long.
    pub(crate) async fn hears_nothing(&self, name: &str) -> Result<()> {
        let mut silence: Option<Sound> = None;
        wait_until(format_args!("{self} hears nothing of {name}"), PATIENCE, async || {
            let now = self.sound(name).await?;
            let start = *silence.get_or_insert(now);
            if now.energy > start.energy + AUDIBLE / 100.0 {
                silence = Some(now);
            }
            Ok((now.seconds > start.seconds + 2.0 && now.energy <= start.energy + AUDIBLE / 100.0).then_some(()))
        })
        .await
    }

    async fn sound(&self, name: &str) -> Result<Sound> {
        self.ask("return probe.sound(arguments[0])", &[json!(name)]).await
    }
}

// ---- What the page holds ----

impl Person {
    /// What is alive in the page.
    pub(crate) async fn counts(&self) -> Result<Counts> {
        self.ask("return probe.counts()", &[]).await
    }

    /// The same in words, for the message of a failed test.
    pub(crate) async fn details(&self) -> Result<BTreeMap<String, u32>> {
        self.ask("return probe.details()", &[]).await
    }

    /// The connections that are not closed.
    pub(crate) async fn connections(&self) -> Result<Vec<Connection>> {
        self.ask("return probe.connections()", &[]).await
    }

    /// Asks every connection for new candidates and a new path, as a change of networks does.
    pub(crate) async fn restarts_ice(&self) -> Result<()> {
        self.run("probe.restartIce()", &[]).await
    }

    /// The page's address, what it has written to its console, and how its connections are.
    pub(crate) async fn console(&self) -> Result<String> {
        let script = "const log = [location.href, ...(window.probe?.log ?? [])];
            return window.probe ? probe.report().then(lines => [...log, ...lines]) : log";
        let lines: Vec<String> = self.ask(script, &[]).await?;
        Ok(lines.join("\n") + "\n")
    }

    /// Audits the page as it is now with axe-core.
    ///
    /// # Errors
    /// What it found: rule, elements, and why.
    pub(crate) async fn is_accessible(&self, state: &str) -> Result<()> {
        self.run(&format!("if (!window.axe) {{ {} }}", axe_core()?), &[]).await.context("loading axe-core")?;
        // Colours on their way from one to another are judged when they have arrived.
        let audit = "const ending = document.getAnimations().filter(({ effect }) => effect.getComputedTiming().endTime < Infinity);
            return Promise.allSettled(ending.map(animation => animation.finished)).then(() => axe.run(document, { resultTypes: ['violations'] })).then(result =>
            result.violations.map(violation => ({
                rule: violation.id,
                help: violation.help,
                where: violation.nodes.map(node => `${node.html.slice(0, 200)} (${node.failureSummary.replace(/\\s+/g, ' ')})`),
            })))";
        let violations: Vec<Value> = self.ask(audit, &[]).await?;
        ensure!(violations.is_empty(), "{self}, {state}: {}", serde_json::to_string_pretty(&violations)?);
        Ok(())
    }

    /// Runs a script in the page and returns its answer, when its promise is fulfilled if it is one.
    pub(crate) async fn ask<T: DeserializeOwned>(&self, script: &str, parameters: &[Value]) -> Result<T> {
        let answer = self.driver().execute(script, parameters.to_vec()).await?;
        Ok(answer.convert()?)
    }

    /// Runs a script in the page.
    pub(crate) async fn run(&self, script: &str, parameters: &[Value]) -> Result<()> {
        self.driver().execute(script, parameters.to_vec()).await?;
        Ok(())
    }
}

impl fmt::Display for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.name, self.browser)
    }
}

/// The energy (webrtc-stats 8.2, `totalAudioEnergy`) above which something was heard: a tenth of a second of the quieter
/// fake microphone.
const AUDIBLE: f64 = 0.001;
