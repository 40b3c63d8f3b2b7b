//! The real server, in this process.

use std::{
    env,
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, ensure};
use tincan_server::{Config, Listeners, Turn, TurnOptions};
use tokio::{
    net::TcpListener,
    sync::{Mutex, oneshot},
    task::JoinHandle,
};

/// A server on a port of its own, which can be stopped and started again on that port.
#[derive(Debug)]
pub(crate) struct Server {
    address: SocketAddr,
    config: Config,
    running: Mutex<Option<Running>>,
}

#[derive(Debug)]
struct Running {
    stop: oneshot::Sender<()>,
    task: JoinHandle<Result<()>>,
}

impl Server {
    /// Starts a server with the app that was built, and otherwise the settings of a fresh install.
    pub(crate) async fn start() -> Result<Self> {
        let built = || Path::new(env!("CARGO_MANIFEST_DIR")).join("dist");
        let app = env::var_os("TINCAN_E2E_APP").map_or_else(built, PathBuf::from);
        ensure!(
            app.join("index.html").is_file(),
            "no built app in {}: `cargo xtask test e2e` builds it",
            app.display()
        );
        Self::start_with(Config { app: Some(app), ..Config::default() }).await
    }

    /// Starts a server with other settings.
    pub(crate) async fn start_with(config: Config) -> Result<Self> {
        Self::start_at(TcpListener::bind("127.0.0.1:0").await?, None, config)
    }

    /// Starts a server with its STUN and TURN, which the browsers of this machine reach.
    pub(crate) async fn start_relaying(config: Config) -> Result<Self> {
        let here = Ipv4Addr::LOCALHOST;
        let turn = Turn::bind((here, 0).into(), TurnOptions::at(here.into()))?;
        Self::start_at(TcpListener::bind((here, 0)).await?, Some(turn), config)
    }

    fn start_at(pages: TcpListener, turn: Option<Turn>, config: Config) -> Result<Self> {
        let address = pages.local_addr()?;
        let running = Mutex::new(Some(run(Listeners { pages, turn }, config.clone())));
        Ok(Self { address, config, running })
    }

    /// Where it listens, or did and will.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// The settings it runs with.
    pub(crate) fn config(&self) -> &Config {
        &self.config
    }

    /// Stops it as an operator would, and waits until it has ended. Rooms are forgotten.
    pub(crate) async fn stop(&self) -> Result<()> {
        let running = self.running.lock().await.take().context("the server is not running")?;
        // It may have ended by itself; then its result says why.
        let _ = running.stop.send(());
        running.task.await?
    }

    /// Starts it again, on the same port, without STUN and TURN.
    pub(crate) async fn start_again(&self) -> Result<()> {
        let mut running = self.running.lock().await;
        ensure!(running.is_none(), "the server is running");
        let listener = TcpListener::bind(self.address).await?;
        *running = Some(run(listener.into(), self.config.clone()));
        Ok(())
    }
}

fn run(listeners: Listeners, config: Config) -> Running {
    let (stop, stopped) = oneshot::channel::<()>();
    let task = tokio::spawn(async move {
        tincan_server::run(listeners, config, async move {
            // A dropped sender stops the server too: its scenario is over.
            let _ = stopped.await;
        })
        .await
        .context("the server ended")
    });
    Running { stop, task }
}
