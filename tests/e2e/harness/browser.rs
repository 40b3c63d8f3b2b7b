//! A browser process and its driver.

use std::{
    fmt,
    net::SocketAddr,
    path::Path,
    process::{Command as BlockingCommand, Stdio},
    time::Duration,
};

use anyhow::{Context as _, Result, bail, ensure};
use futures::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use thirtyfour::{Capabilities, WebDriver};
use tokio::{
    io::{AsyncBufReadExt as _, BufReader},
    process::{Child, Command},
};
use tokio_tungstenite::tungstenite::Message;

use super::{
    internet::Doorway,
    options::{Camera, Language, Options, Screen, Theme},
    tools,
};

/// Which browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Browser {
    Chromium,
    Firefox,
}

/// A running browser. It ends, and its driver with it, on [`close`](Self::close) or, the hard way, when dropped.
pub(crate) struct Running {
    pub(crate) driver: WebDriver,
    processes: Vec<u32>,
    /// Firefox keeps a preload script for as long as the connection that added it.
    _bidi: Option<Bidi>,
    /// The ways to a driver, and past it, in another network.
    _doorways: Option<[Doorway; 2]>,
    _driver_process: Child,
}

impl Browser {
    /// Starts the browser, with the probe in every page that it will open. What it denies it denies to pages of `server`.
    ///
    /// # Errors
    /// The browser or its driver is not there or does not start; the camera and microphone asked for cannot be faked.
    pub(crate) async fn start(self, options: Options, server: SocketAddr) -> Result<Running> {
        let capabilities = match self {
            Self::Chromium => chromium(&options, server)?,
            Self::Firefox => firefox(&options, server)?,
        };
        let doorways = match &options.network {
            Some(network) => Some([Doorway::into(network)?, Doorway::into(network)?]),
            None => None,
        };
        // Firefox, and its driver, speak only to who names the port on which they listen.
        let ports = doorways.as_ref().map_or([0; 2], |doorways| doorways.each_ref().map(Doorway::port));
        let (driver_process, port) = self.start_driver(&options, ports).await?;
        let driver = WebDriver::new(format!("http://127.0.0.1:{port}"), capabilities)
            .await
            .with_context(|| format!("starting {self}"))?;
        driver.set_page_load_timeout(Duration::from_secs(30)).await?;
        driver.set_script_timeout(Duration::from_secs(60)).await?;
        let process =
            |key| driver.capabilities().get(key).and_then(Value::as_u64).and_then(|id| u32::try_from(id).ok());
        let processes = ["goog:processID", "moz:processID"].into_iter().filter_map(process).collect();

        let bidi = match self {
            Self::Chromium => {
                let source = format!("(() => {{ const TIMED = {}; {PROBE} }})();", options.timed);
                driver.cdp().send_raw("Page.addScriptToEvaluateOnNewDocument", json!({ "source": source })).await?;
                None
            }
            Self::Firefox => {
                let mut bidi = Bidi::connect(&driver).await?;
                let function = format!("() => {{ const TIMED = {}; {PROBE} }}", options.timed);
                bidi.call("script.addPreloadScript", json!({ "functionDeclaration": function })).await?;
                Some(bidi)
            }
        };
        let running = Running { driver, processes, _bidi: bidi, _doorways: doorways, _driver_process: driver_process };
        if self == Self::Chromium {
            running.apply(&options, server).await?;
        }
        Ok(running)
    }

    /// Starts the browser's driver on this port, and what there is besides on that one; 0 is a free one.
    async fn start_driver(self, options: &Options, [port, second]: [u16; 2]) -> Result<(Child, u16)> {
        let (program, besides) = match self {
            Self::Chromium => {
                (tools::program("TINCAN_E2E_CHROMEDRIVER", &["chromedriver"])?, "--log-level=SEVERE".to_owned())
            }
            Self::Firefox => {
                (tools::program("TINCAN_E2E_GECKODRIVER", &["geckodriver"])?, format!("--websocket-port={second}"))
            }
        };
        let mut command = match &options.network {
            Some(network) => {
                let mut command = Command::new("ip");
                command.args(["netns", "exec", network]).arg(&program);
                command
            }
            None => Command::new(&program),
        };
        command
            .args([format!("--port={port}"), besides])
            .envs(options.sound.as_ref().map(|address| ("PULSE_SERVER", address)))
            .envs(options.display.as_ref().map(|address| ("DISPLAY", address)))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true);
        let mut said = Vec::new();
        // A port that was free for IPv4 may be taken for IPv6, and chromedriver ends then.
        for _ in 0..DRIVER_STARTS {
            let mut process = command.spawn().with_context(|| format!("starting {}", program.display()))?;
            let mut lines = BufReader::new(process.stdout.take().context("the driver has no output")?).lines();
            said.clear();
            while let Some(line) = lines.next_line().await? {
                if let Some(port) = announced_port(&line) {
                    // Whoever does not read makes the driver wait.
                    tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
                    return Ok((process, port));
                }
                said.push(line);
            }
        }
        bail!("{} ended at once, {DRIVER_STARTS} times, and said: {}", program.display(), said.join(" "))
    }
}

impl fmt::Display for Browser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}

impl Running {
    /// Sets what Chromium takes at run time only.
    async fn apply(&self, options: &Options, server: SocketAddr) -> Result<()> {
        let cdp = self.driver.cdp();
        if options.theme == Theme::Dark {
            let features = json!([{ "name": "prefers-color-scheme", "value": "dark" }]);
            cdp.send_raw("Emulation.setEmulatedMedia", json!({ "features": features })).await?;
        }
        if !options.has_fake_person() {
            let setting = |device| if device == Camera::Denied { "denied" } else { "granted" };
            self.set_permission(server, "microphone", setting(options.microphone)).await?;
            self.set_permission(server, "camera", setting(options.camera)).await?;
        }
        Ok(())
    }

    /// Answers for the person, or takes the answer back: `granted`, `denied` or `prompt`. Chromium only.
    pub(crate) async fn set_permission(&self, server: SocketAddr, name: &str, setting: &str) -> Result<()> {
        let origin = format!("http://{server}");
        let permission = json!({ "origin": origin, "permission": { "name": name }, "setting": setting });
        self.driver.cdp().send_raw("Browser.setPermission", permission).await?;
        Ok(())
    }

    /// The browser's own process, the parent of all its others.
    pub(crate) fn process(&self) -> Option<u32> {
        self.processes.first().copied()
    }

    /// Ends the browser and its driver in order, with their temporary files.
    pub(crate) async fn close(&self) {
        // A browser that does not listen any more is ended by `drop`.
        let _ = tokio::time::timeout(Duration::from_secs(10), self.driver.clone().quit()).await;
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        for process in &self.processes {
            // It has ended already, unless something went wrong.
            let _ = BlockingCommand::new("kill").args(["-KILL", &process.to_string()]).stderr(Stdio::null()).status();
        }
    }
}

impl fmt::Debug for Running {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Running").field("processes", &self.processes).finish_non_exhaustive()
    }
}

/// How many times a driver is started that ends before it listens.
const DRIVER_STARTS: usize = 5;

/// `ChromeDriver was started successfully on port 41503.`, `... Listening on 127.0.0.1:41503`
fn announced_port(line: &str) -> Option<u16> {
    let (_, port) =
        line.rsplit_once("successfully on port ").or_else(|| line.rsplit_once("Listening on 127.0.0.1:"))?;
    port.trim_end_matches('.').parse().ok()
}

fn chromium(options: &Options, server: SocketAddr) -> Result<Capabilities> {
    let binary = tools::program("TINCAN_E2E_CHROMIUM", &["chromium", "chromium-browser", "google-chrome"])?;
    let language = match options.language {
        Language::English => "en-US",
        Language::Korean => "ko-KR",
    };
    let mut arguments: Vec<String> = [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-background-timer-throttling",
        "--disable-renderer-backgrounding",
        "--window-size=1280,800",
        "--js-flags=--expose-gc",
        // Connections stay on this machine, and find each other also before a camera is granted.
        "--allow-loopback-in-peer-connection",
        "--disable-features=WebRtcHideLocalIpsWithMdns",
    ]
    .map(str::to_owned)
    .into();
    arguments.push(format!("--accept-lang={language}"));
    ensure!(options.stores, "Chromium always stores files");
    if let Some(home) = &options.home {
        arguments.push(format!("--user-data-dir={}", home.display()));
    }
    if options.display.is_none() {
        arguments.push("--headless=new".to_owned());
    }
    if options.network.is_some() {
        // What is not on this machine would have to come by HTTPS to be given a camera.
        let origins: Vec<String> =
            [server].iter().chain(&options.servers).map(|server| format!("http://{server}")).collect();
        arguments.push(format!("--unsafely-treat-insecure-origin-as-secure={}", origins.join(",")));
        // Nobody vouches for anybody there.
        arguments.push("--ignore-certificate-errors".to_owned());
    }
    let devices = match (&options.sound, options.microphone, options.camera) {
        (Some(_), ..) | (None, Camera::Absent, Camera::Absent) => None,
        (None, Camera::Present, Camera::Present | Camera::Denied) | (None, Camera::Denied, Camera::Denied) => {
            Some(format!("fps={},device-count={}", options.frame_rate, options.cameras))
        }
        (None, Camera::Present, Camera::Absent) => Some("device-count=0".to_owned()),
        (None, microphone, camera) => {
            anyhow::bail!("Chromium cannot have its microphone {microphone:?} and its camera {camera:?}");
        }
    };
    if let Some(devices) = devices {
        arguments.push(format!("--use-fake-device-for-media-stream={devices},display-media-type=monitor"));
    }
    if options.has_fake_person() {
        let answer = if options.camera == Camera::Denied { "=deny" } else { "" };
        arguments.push(format!("--use-fake-ui-for-media-stream{answer}"));
    }
    match options.screen {
        Screen::Asked | Screen::Monitor => {}
        Screen::Display => arguments.push("--auto-select-desktop-capture-source=Entire screen".to_owned()),
        Screen::Tab(title) => arguments.push(format!("--auto-select-tab-capture-source-by-title={title}")),
        Screen::OwnTab => arguments.push("--auto-accept-this-tab-capture".to_owned()),
    }
    // A muted browser would also mute what it shares.
    if options.sound.is_none() && !matches!(options.screen, Screen::Tab(_) | Screen::OwnTab) {
        arguments.push("--mute-audio".to_owned());
    }
    capabilities(json!({
        "browserName": "chrome",
        "goog:chromeOptions": { "binary": binary, "args": arguments, "prefs": { "intl.accept_languages": language } },
    }))
}

fn firefox(options: &Options, server: SocketAddr) -> Result<Capabilities> {
    let binary = tools::program("TINCAN_E2E_FIREFOX", &["firefox-esr", "firefox"])?;
    ensure!(options.home.is_none(), "only Chromium is given a home");
    ensure!(options.camera == options.microphone, "Firefox fakes a camera and a microphone together or none");
    let denied = options.camera == Camera::Denied;
    let language = match options.language {
        Language::English => "en-US, en",
        Language::Korean => "ko-KR, ko",
    };
    let dark = options.theme == Theme::Dark;
    // What is not on this machine would have to come by HTTPS to be given a camera.
    let secure: Vec<String> = options
        .network
        .iter()
        .flat_map(|_| [server].into_iter().chain(options.servers.clone()))
        .map(|server| server.ip().to_string())
        .collect();
    let headless = options.display.is_none().then_some("-headless");
    let arguments: Vec<&str> = headless.into_iter().chain(["--width=1280", "--height=800"]).collect();
    capabilities(json!({
        "browserName": "firefox",
        "webSocketUrl": true,
        "moz:firefoxOptions": {
            "binary": binary,
            "args": arguments,
            "prefs": {
                "media.navigator.streams.fake": options.camera != Camera::Absent,
                "media.navigator.permission.disabled": !denied,
                "permissions.default.camera": if denied { 2 } else { 0 },
                "permissions.default.microphone": if denied { 2 } else { 0 },
                "media.autoplay.default": 0,
                "dom.fs.enabled": options.stores,
                "dom.securecontext.allowlist": secure.join(","),
                "media.peerconnection.ice.loopback": true,
                "media.peerconnection.ice.obfuscate_host_addresses": false,
                // The fake camera's own default is 1280x720 at 30.
                "media.navigator.video.default_fps": options.frame_rate,
                "intl.accept_languages": language,
                "layout.css.prefers-color-scheme.content-override": if dark { 0 } else { 1 },
                "app.update.enabled": false,
                "datareporting.policy.dataSubmissionEnabled": false,
                "network.captive-portal-service.enabled": false,
                "network.connectivity-service.enabled": false,
                "browser.safebrowsing.malware.enabled": false,
                "browser.safebrowsing.phishing.enabled": false,
            },
        },
    }))
}

fn capabilities(capabilities: Value) -> Result<Capabilities> {
    Ok(serde_json::from_value(capabilities)?)
}

/// A WebDriver BiDi connection, as far as a preload script needs it (W3C WebDriver BiDi 7.6.1).
struct Bidi {
    socket: tokio_tungstenite::WebSocketStream<tokio_tungstenite::MaybeTlsStream<tokio::net::TcpStream>>,
}

impl Bidi {
    async fn connect(driver: &WebDriver) -> Result<Self> {
        let url = driver.capabilities().get("webSocketUrl").and_then(Value::as_str);
        let url = url.context("the driver offers no BiDi connection")?;
        let (socket, _) = tokio_tungstenite::connect_async(url).await?;
        Ok(Self { socket })
    }

    async fn call(&mut self, method: &str, parameters: Value) -> Result<Value> {
        let request = json!({ "id": 1, "method": method, "params": parameters });
        self.socket.send(Message::text(request.to_string())).await?;
        while let Some(message) = self.socket.next().await {
            let Message::Text(text) = message? else { continue };
            let answer: Value = serde_json::from_str(&text)?;
            if answer["id"] == 1 {
                ensure!(answer["type"] == "success", "{method}: {answer}");
                return Ok(answer);
            }
        }
        anyhow::bail!("{method}: the browser closed the connection")
    }
}

const PROBE: &str = include_str!("probe.js");

/// Where the evidence of failed scenarios is put.
pub(crate) fn evidence_folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("target/e2e")
}
