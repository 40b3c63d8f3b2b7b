//! The stage on which the scenarios are played: a server in this process, a wire before it that can be cut, and people, each
//! with a browser process of their own.
//!
//! A scenario says what people do and what they then see and hear. Nothing waits for a time to pass: every wait is for a
//! condition and has a deadline.

mod browser;
mod chat;
mod disk;
mod display;
mod files;
mod internet;
mod network;
mod options;
mod person;
mod processes;
mod senses;
mod server;
mod sound;
mod stage;
mod stranger;
mod tools;
mod wire;

use std::{fmt, time::Duration};

use anyhow::{Context as _, Result, anyhow};
use tokio::time::{Instant, MissedTickBehavior, interval};

pub(crate) use browser::Browser;
pub(crate) use disk::SmallDisk;
pub(crate) use display::Display;
pub(crate) use files::Files;
pub(crate) use internet::{Home, Internet, PUBLIC, PublicServer, Routers};
pub(crate) use network::{Network, play_apart};
pub(crate) use options::{Camera, Language, Microphone, Options, Screen, Theme};
pub(crate) use person::{Connection, Counts, Path, Person};
pub(crate) use server::Server;
pub(crate) use sound::SoundSystem;
pub(crate) use stage::{Stage, play};
pub(crate) use stranger::Stranger;
pub(crate) use tools::axe_core;
pub(crate) use wire::Wire;

/// The path of a link to a room; all of them have the same secret.
pub(crate) fn path_to(room: &str) -> String {
    format!("/r/{room}#whatonlythosewiththelinkhave")
}

/// How long a condition may take that comes true in about a second on an idle machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// Waits until `check` has an answer, and returns it.
///
/// # Errors
/// After `limit`, with `what` was waited for and the last error of `check`. Until then an error counts as "not yet": a
/// page that is being loaded answers with errors too.
pub(crate) async fn wait_until<T>(
    what: impl fmt::Display,
    limit: Duration,
    mut check: impl AsyncFnMut() -> Result<Option<T>>,
) -> Result<T> {
    let deadline = Instant::now() + limit;
    let mut ticks = interval(Duration::from_millis(50));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        let last = match check().await {
            Ok(Some(value)) => return Ok(value),
            Ok(None) => None,
            Err(error) => Some(error),
        };
        if Instant::now() >= deadline {
            let late = anyhow!("{what}: not within {limit:?}");
            return match last {
                Some(error) => Err(error).context(late),
                None => Err(late),
            };
        }
    }
}
