//! The two pages that are compared, and how two people get into a call on them.

use std::{net::SocketAddr, path::Path};

use anyhow::Result;
use serde_json::json;
use tincan_server::Config;

use crate::harness::{PATIENCE, Person, Server, path_to, wait_until};

/// Which page is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Page {
    Tincan,
    /// The same, written by hand in JavaScript.
    Plain,
}

/// The server that gives out the plain page.
pub(crate) async fn plain_server() -> Result<Server> {
    Server::start_with(plain_config()).await
}

/// What such a server is started with.
pub(crate) fn plain_config() -> Config {
    let app = Path::new(env!("CARGO_MANIFEST_DIR")).join("bench/plain");
    Config { app: Some(app), ..Config::default() }
}

impl Page {
    /// Both open the page; each sees their own preview then.
    pub(crate) async fn opens(self, people: [&Person; 2], server: SocketAddr, room: &str) -> Result<()> {
        self.shows(people, server, room).await?;
        for person in people {
            shows_its_preview(person).await?;
        }
        Ok(())
    }

    /// Both open the page, with or without a camera.
    pub(crate) async fn shows(self, people: [&Person; 2], server: SocketAddr, room: &str) -> Result<()> {
        let url = format!("http://{server}{}", path_to(room));
        for person in people {
            person.driver().goto(&url).await?;
            if self == Self::Tincan {
                person.writes("Your name", person.name()).await?;
            }
        }
        Ok(())
    }

    /// Somebody presses Join and is in the call.
    pub(crate) async fn enters(self, person: &Person) -> Result<()> {
        person.presses("Join").await?;
        match self {
            Self::Tincan => person.is_in_the_call().await,
            Self::Plain => {
                wait_until("the plain page has joined", PATIENCE, async || {
                    let joined = person.ask::<bool>("return document.body.dataset.joined === 'true'", &[]);
                    Ok(joined.await?.then_some(()))
                })
                .await
            }
        }
    }
}

/// Both leave the page.
pub(crate) async fn leave(people: [&Person; 2]) -> Result<()> {
    for person in people {
        person.driver().goto("about:blank").await?;
    }
    Ok(())
}

async fn shows_its_preview(person: &Person) -> Result<()> {
    wait_until(format_args!("{person}'s preview"), PATIENCE, async || {
        let script = "return probe.frames(probe.findAll('video', arguments[0])[0]) > 0";
        Ok(person.ask::<bool>(script, &[json!("Your camera")]).await?.then_some(()))
    })
    .await
}

/// Notes the longest task of the page's main thread from now on. Browsers tell of those of 50 ms and more.
pub(crate) async fn watch_stalls(person: &Person) -> Result<()> {
    let script = "
        window.stall = 0;
        window.stalls = new PerformanceObserver(list => {
            for (const { duration } of list.getEntries()) window.stall = Math.max(window.stall, duration);
        });
        window.stalls.observe({ type: 'longtask' })";
    person.run(script, &[]).await
}

/// The longest of these tasks in milliseconds; 0 when none took 50 or more.
pub(crate) async fn longest_stall(person: &Person) -> Result<f64> {
    person.ask("window.stalls.disconnect(); return window.stall", &[]).await
}

/// The one in the middle.
pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    if values.len() % 2 == 1 { values[middle] } else { f64::midpoint(values[middle - 1], values[middle]) }
}
