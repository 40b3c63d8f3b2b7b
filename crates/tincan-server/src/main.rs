//! The program: reads flags and variables, listens, serves until it is told to stop.

#![forbid(unsafe_code)]

use std::{io, net::SocketAddr, path::PathBuf, process::ExitCode};

use anyhow::Context;
use clap::Parser;
use tincan_protocol::IceServer;
use tincan_server::{Config, Origin, parse_ice_server, run};
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;

/// Tincan's server: signalling and the built app, in one program.
#[derive(Debug, Parser)]
#[command(name = "tincan-server", version)]
struct Flags {
    /// Address and port to listen on; 0.0.0.0 for all of this computer's IPv4 addresses.
    #[arg(long, env = "TINCAN_LISTEN", default_value = "127.0.0.1:8080", value_name = "ADDRESS:PORT")]
    listen: SocketAddr,

    /// Folder of the built app (trunk's `dist`).
    #[arg(long, env = "TINCAN_APP", value_name = "DIR")]
    app: Option<PathBuf>,

    /// ICE server for the browsers, repeatable: stun:HOST:PORT or turn:HOST:PORT,USERNAME,CREDENTIAL. Several in the
    /// variable are separated by spaces.
    #[arg(
        long = "ice-server", env = "TINCAN_ICE_SERVERS", value_name = "SERVER", value_delimiter = ' ',
        value_parser = parse_ice_server, hide_env_values = true
    )]
    ice_servers: Vec<IceServer>,

    /// The most people in one call.
    #[arg(long, env = "TINCAN_ROOM_SIZE", default_value_t = 9, value_name = "2..=50", value_parser = room_size)]
    room_size: usize,

    /// Origin whose pages may call through this server, besides its own, repeatable: https://HOST. Several in the
    /// variable are separated by spaces.
    #[arg(long = "allowed-origin", env = "TINCAN_ALLOWED_ORIGINS", value_name = "ORIGIN", value_delimiter = ' ')]
    allowed_origins: Vec<Origin>,

    /// What to log, as a filter of the crate tracing-subscriber: warn, info, tincan_server=debug ... Without it
    /// RUST_LOG counts.
    #[arg(long, env = "TINCAN_LOG", value_name = "FILTER")]
    log: Option<String>,
}

#[tokio::main]
async fn main() -> ExitCode {
    match serve(Flags::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn serve(flags: Flags) -> anyhow::Result<()> {
    start_logging(flags.log.as_deref())?;
    let listener = TcpListener::bind(flags.listen).await.map_err(|error| explain(flags.listen, error))?;
    let address = listener.local_addr().context("the listener has no address")?;
    if let Some(app) = flags.app.as_ref().filter(|app| !app.join("index.html").is_file()) {
        tracing::warn!("there is no index.html in {}: has the app been built?", app.display());
    }
    // Before the link is printed: whoever reads it may stop the program at once.
    let told_to_stop = told_to_stop().context("cannot listen for ctrl-c")?;
    println!("Tincan is at {}", link(address));
    let config = Config {
        app: flags.app,
        ice_servers: flags.ice_servers,
        room_size: flags.room_size,
        allowed_origins: flags.allowed_origins,
        ..Config::default()
    };
    run(listener, config, told_to_stop).await.context("the server broke")
}

fn start_logging(filter: Option<&str>) -> anyhow::Result<()> {
    let filter = match filter {
        Some(filter) => EnvFilter::try_new(filter).with_context(|| format!("--log {filter} (or TINCAN_LOG)"))?,
        None => EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info")),
    };
    // It would log what people send each other.
    let filter = filter.add_directive("tungstenite=warn".parse()?);
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr).init();
    Ok(())
}

/// Why this address cannot be listened on, and what to do about it.
fn explain(listen: SocketAddr, error: io::Error) -> anyhow::Error {
    let port = listen.port();
    match error.kind() {
        io::ErrorKind::AddrInUse => {
            let mut other = listen;
            other.set_port(port.checked_add(1).unwrap_or(8080));
            anyhow::anyhow!(
                "port {port} is taken: another program listens on {listen}. \
                 Stop it, or choose another port with --listen {other} (or TINCAN_LISTEN)"
            )
        }
        io::ErrorKind::PermissionDenied => anyhow::anyhow!(
            "port {port} needs rights that this program does not have. Choose one above 1023 with --listen"
        ),
        io::ErrorKind::AddrNotAvailable => {
            anyhow::anyhow!("{} is not an address of this computer: choose one with --listen", listen.ip())
        }
        _ => anyhow::Error::new(error).context(format!("cannot listen on {listen} (--listen)")),
    }
}

/// What to open in a browser on this computer. Browsers give camera and microphone to `localhost` and to HTTPS only.
fn link(address: SocketAddr) -> String {
    let here = address.ip().is_unspecified() || address.ip().is_loopback();
    if here { format!("http://localhost:{}", address.port()) } else { format!("http://{address}") }
}

fn room_size(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|size| (2..=50).contains(size)).ok_or_else(|| "a call has 2 to 50 people".to_owned())
}

/// Listens for ctrl-c and SIGTERM from now on; the future ends when one comes.
#[cfg(unix)]
fn told_to_stop() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupted, mut terminated) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupted.recv() => {}
            _ = terminated.recv() => {}
        }
    })
}

/// Listens for ctrl-c from now on; the future ends when it comes.
#[cfg(windows)]
fn told_to_stop() -> io::Result<impl Future<Output = ()>> {
    let mut interrupted = tokio::signal::windows::ctrl_c()?;
    Ok(async move {
        interrupted.recv().await;
    })
}
