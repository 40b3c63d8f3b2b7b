//! What somebody before a browser sees and hears.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use serde::Deserialize;
use serde_json::json;
use thirtyfour::WebElement;
use tokio::time::Instant;

use super::{PATIENCE, Person, wait_until};

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
        self.reads_within(PATIENCE, words).await
    }

    /// The same of what takes its time.
    pub(crate) async fn reads_within(&self, time: Duration, words: &str) -> Result<()> {
        wait_until(format_args!("{self} reads {words:?}"), time, async || {
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

    /// The colour of somebody's picture, all in all: red, green and blue, from 0 to 255.
    pub(crate) async fn colour_of(&self, name: &str) -> Result<[f64; 3]> {
        let script = "return probe.colour(probe.pictureOf(arguments[0]))";
        let colour: Option<[f64; 3]> = self.ask(script, &[json!(name)]).await?;
        colour.with_context(|| format!("{self} has no picture of {name}"))
    }

    /// The same of what is on the screen, with whatever the page does to the picture there.
    pub(crate) async fn colour_on_screen(&self, name: &str) -> Result<[f64; 3]> {
        let video =
            self.driver().execute("return probe.pictureOf(arguments[0])", vec![json!(name)]).await?.element()?;
        let picture = video.screenshot_as_png().await?;
        let script = "return createImageBitmap(new Blob([new Uint8Array(arguments[0])])).then(probe.colour)";
        self.ask(script, &[json!(picture)]).await
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

/// The energy (webrtc-stats 8.2, `totalAudioEnergy`) above which something was heard: a tenth of a second of the quieter
/// fake microphone.
const AUDIBLE: f64 = 0.001;
