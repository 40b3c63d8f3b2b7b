//! Somebody before a browser: what they do, and what their page holds. What they see and hear is in `senses`.

use std::{cell::Cell, collections::BTreeMap, fmt, net::SocketAddr};

use anyhow::{Context as _, Result, ensure};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};
use thirtyfour::{WebDriver, WindowHandle};

use super::{Browser, PATIENCE, axe_core, browser::Running, path_to, wait_until};

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
    /// Tracks of cameras, microphones, screens, canvases and filters that are live.
    pub(crate) tracks: usize,
    /// WebSockets that are open or opening.
    pub(crate) sockets: usize,
    /// AudioContexts that are not closed.
    pub(crate) contexts: usize,
    /// Workers that were not ended.
    pub(crate) workers: usize,
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
    /// How often one of the two sides has offered.
    pub(crate) offers: usize,
}

/// The path that one RTCPeerConnection uses: how each end was found (`host`, `srflx`, `prflx`, `relay`).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct Path {
    pub(crate) local: String,
    pub(crate) remote: String,
    /// The port of this end, as the other side knows it.
    pub(crate) port: u16,
    /// How this end reaches its relay, if it is at one: `udp`, `tcp` or `tls`.
    pub(crate) relay: String,
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

    /// The browser's own process, the parent of all its others.
    pub(crate) fn process(&self) -> Option<u32> {
        self.running.process()
    }

    /// Opens a page of the server.
    pub(crate) async fn opens(&self, path: &str) -> Result<()> {
        self.goes_to(self.address, path).await
    }

    /// Opens a page of another server.
    pub(crate) async fn goes_to(&self, server: SocketAddr, path: &str) -> Result<()> {
        let url = format!("http://{server}{path}");
        // To go where one is, when there is a `#` in it, is no navigation.
        let is_there = self.driver().current_url().await.is_ok_and(|current| current.as_str() == url);
        let opened = if is_there { self.driver().refresh().await } else { self.driver().goto(&url).await };
        opened.with_context(|| format!("{self} opens {url}"))
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
        self.opens(&path_to(room)).await?;
        self.has("button", "Join").await
    }

    /// Goes into a room, through its lobby.
    pub(crate) async fn joins(&self, room: &str) -> Result<()> {
        self.opens_lobby(room).await?;
        self.enters().await
    }

    /// Goes into a room by its code alone, without the secret that its links have.
    pub(crate) async fn joins_by_code(&self, room: &str) -> Result<()> {
        self.opens(&format!("/r/{room}")).await?;
        self.has("button", "Join").await?;
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

    /// Presses the first button whose name begins so: some say what they are about besides.
    pub(crate) async fn presses_first(&self, beginning: &str) -> Result<()> {
        let script = "return probe.findAll('button', null).map(probe.nameOf).find(name => name.startsWith(arguments[0])) ?? null";
        let name = wait_until(format_args!("{self} has a button {beginning:?}"), PATIENCE, async || {
            self.ask::<Option<String>>(script, &[json!(beginning)]).await
        })
        .await?;
        self.presses(&name).await
    }

    /// Picks what a select box offers under this label, as soon as it offers it.
    pub(crate) async fn chooses(&self, name: &str, label: &str) -> Result<()> {
        wait_until(format_args!("{self} chooses {label:?} as {name:?}"), PATIENCE, async || {
            let options = "const select = probe.findAll('combobox', arguments[0])[0];
                const options = [...select?.options ?? []], labels = options.map(option => option.text);";
            let labels = format!("{options} return labels");
            let labels: Vec<String> = self.ask(&labels, &[json!(name)]).await?;
            ensure!(labels.iter().any(|offered| offered == label), "it offers {labels:?}");
            let option = format!("{options} return options[labels.indexOf(arguments[1])]");
            let option = self.driver().execute(option, vec![json!(name), json!(label)]).await?.element()?;
            option.click().await?;
            Ok(Some(()))
        })
        .await
    }

    /// Switches something on or off.
    pub(crate) async fn toggles(&self, name: &str) -> Result<()> {
        wait_until(format_args!("{self} switches {name:?}"), PATIENCE, async || {
            let Some(switch) = self.find("switch", name).await? else { return Ok(None) };
            switch.click().await?;
            Ok(Some(()))
        })
        .await
    }

    /// Opens the settings of the call, and in them the filters.
    pub(crate) async fn opens_filters(&self) -> Result<()> {
        self.presses("Settings").await?;
        self.presses("Filters and photo").await
    }

    /// Moves a slider to a value.
    pub(crate) async fn slides(&self, name: &str, value: u32) -> Result<()> {
        self.has("slider", name).await?;
        let slide = "const slider = probe.findAll('slider', arguments[0])[0];
            slider.value = arguments[1];
            slider.dispatchEvent(new InputEvent('input', { bubbles: true }));
            slider.dispatchEvent(new Event('change', { bubbles: true }))";
        self.run(slide, &[json!(name), json!(value)]).await
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

    /// Opens a page with a picture that moves and a sound in another tab, which is behind the one of the app.
    pub(crate) async fn opens_beside(&self, title: &str) -> Result<WindowHandle> {
        let page = self.driver().window().await?;
        let other = self.driver().new_tab().await?;
        self.driver().switch_to_window(other.clone()).await?;
        self.driver().goto(format!("data:text/html;charset=utf-8,<title>{title}</title>{BESIDE}")).await?;
        // Only who has been touched may sound.
        self.driver().find(thirtyfour::By::Tag("button")).await?.click().await?;
        self.driver().switch_to_window(page).await?;
        Ok(other)
    }

    /// Closes another tab.
    pub(crate) async fn closes(&self, other: WindowHandle) -> Result<()> {
        let page = self.driver().window().await?;
        self.driver().switch_to_window(other).await?;
        self.driver().close_window().await?;
        Ok(self.driver().switch_to_window(page).await?)
    }

    /// Gives the page another size, in CSS pixels. Chromium only.
    pub(crate) async fn resizes(&self, width: u32, height: u32) -> Result<()> {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.driver().cdp().send_raw("Emulation.setDeviceMetricsOverride", size).await?;
        Ok(())
    }

    /// Gives the page the size of its window again.
    pub(crate) async fn is_as_large_as_its_window(&self) -> Result<()> {
        self.driver().cdp().send_raw("Emulation.clearDeviceMetricsOverride", json!({})).await?;
        Ok(())
    }

    /// Answers the browser's question about `camera` or `microphone`, or takes the answer back.
    pub(crate) async fn sets_permission(&self, name: &str, setting: &str) -> Result<()> {
        self.running.set_permission(self.address, name, setting).await
    }

    /// The browser has ended.
    pub(crate) fn set_gone(&self) {
        self.gone.set(true);
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

// ---- What the page holds ----

impl Person {
    /// What is alive in the page.
    pub(crate) async fn counts(&self) -> Result<Counts> {
        self.ask("return probe.counts()", &[]).await
    }

    /// Waits until nothing of a call is left: no connection, no track that holds a device or a screen.
    pub(crate) async fn holds_nothing(&self) -> Result<()> {
        wait_until(format_args!("{self} holds nothing"), PATIENCE, async || {
            let counts = self.counts().await?;
            ensure!(counts.tracks == 0 && counts.connections == 0, "{counts:?}: {:?}", self.details().await?);
            Ok(Some(()))
        })
        .await
    }

    /// What is alive, in words, for the message of a failed test.
    pub(crate) async fn details(&self) -> Result<BTreeMap<String, u32>> {
        self.ask("return probe.details()", &[]).await
    }

    /// The connections that are not closed.
    pub(crate) async fn connections(&self) -> Result<Vec<Connection>> {
        self.ask("return probe.connections()", &[]).await
    }

    /// The paths that the connections use.
    pub(crate) async fn paths(&self) -> Result<Vec<Path>> {
        self.ask("return probe.paths()", &[]).await
    }

    /// The user names that the connections have for their TURN servers.
    pub(crate) async fn credentials(&self) -> Result<Vec<String>> {
        self.ask("return probe.credentials()", &[]).await
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

/// A page to be shared: its picture moves, and after a click it sounds.
const BESIDE: &str =
    "<body style='margin:0;background:hotpink'><button>Sound</button><canvas width=640 height=360></canvas>
<script>
    const canvas = document.querySelector('canvas').getContext('2d');
    let turn = 0;
    setInterval(() => {
        canvas.fillStyle = `hsl(${turn++ * 7 % 360} 90%25 60%25)`;
        canvas.fillRect(0, 0, 640, 360);
    }, 50);
    document.querySelector('button').onclick = () => {
        const context = new AudioContext(), tone = context.createOscillator(), volume = context.createGain();
        volume.gain.value = 0.3;
        tone.connect(volume).connect(context.destination);
        tone.start();
    };
</script>";
