//! The program: reads flags and variables, listens, serves until it is told to stop.

#![forbid(unsafe_code)]

mod file_limit;
mod turn_flags;

use std::{
    io::{self, IsTerminal},
    net::{IpAddr, SocketAddr},
    path::PathBuf,
    process::ExitCode,
};

use anyhow::Context;
use clap::{Args, Parser, ValueEnum};
use ipnet::IpNet;
use tincan_protocol::IceServer;
use tincan_server::{
    Allowance, Config, Listeners, Origin, Tls, TurnServer, own_addresses, parse_ice_server, parse_turn_server, run,
};
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;

use crate::turn_flags::TurnFlags;

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

    #[command(flatten)]
    turn: TurnFlags,

    /// TURN server elsewhere that takes short-lived credentials, such as coturn with use-auth-secret; repeatable:
    /// turn:HOST:PORT,SECRET, with ?transport=tcp after the port for TCP. Several in the variable are separated by spaces.
    #[arg(
        long = "turn-server", env = "TINCAN_TURN_SERVERS", value_name = "SERVER", value_delimiter = ' ',
        value_parser = parse_turn_server, hide_env_values = true
    )]
    turn_servers: Vec<TurnServer>,

    /// The most people in one call.
    #[arg(long, env = "TINCAN_ROOM_SIZE", default_value_t = 9, value_name = "2..=50", value_parser = room_size)]
    room_size: usize,

    /// Origin whose pages may call through this server, besides its own, repeatable: https://HOST. Several in the
    /// variable are separated by spaces.
    #[arg(long = "allowed-origin", env = "TINCAN_ALLOWED_ORIGINS", value_name = "ORIGIN", value_delimiter = ' ')]
    allowed_origins: Vec<Origin>,

    #[command(flatten)]
    tls: TlsFlags,

    /// Proxy in front of this server, repeatable: an address or a range (10.0.0.0/8). Its X-Forwarded-For is believed,
    /// so that limits are those of the clients and not its own. Several in the variable are separated by spaces.
    #[arg(
        long = "trusted-proxy", env = "TINCAN_TRUSTED_PROXIES", value_name = "RANGE", value_delimiter = ' ',
        value_parser = range
    )]
    trusted_proxies: Vec<IpNet>,

    /// Who may read /metrics, repeatable: an address or a range. Without it this computer alone. Several in the variable
    /// are separated by spaces.
    #[arg(
        long = "metrics-to", env = "TINCAN_METRICS_TO", value_name = "RANGE", value_delimiter = ' ', value_parser = range
    )]
    metrics_readers: Vec<IpNet>,

    #[command(flatten)]
    limits: LimitFlags,

    /// How to log: lines for people, or one JSON object a line.
    #[arg(long, env = "TINCAN_LOG_FORMAT", value_enum, default_value_t = LogFormat::Text, value_name = "FORMAT")]
    log_format: LogFormat,

    /// Log from which addresses clients come, too. Names and room codes are never logged in full.
    #[arg(long, env = "TINCAN_LOG_ADDRESSES")]
    log_addresses: bool,

    /// What to log, as a filter of the crate tracing-subscriber: warn, info, tincan_server=debug ... Without it
    /// RUST_LOG counts.
    #[arg(long, env = "TINCAN_LOG", value_name = "FILTER")]
    log: Option<String>,
}

/// HTTPS by this program itself. Browsers give camera and microphone to no page of another computer without it.
#[derive(Debug, Args)]
#[command(next_help_heading = "HTTPS")]
struct TlsFlags {
    /// Certificate, with those that lead to its root: a PEM file. It is read again when it changes.
    #[arg(long, env = "TINCAN_TLS_CERT", value_name = "FILE", requires = "tls_key")]
    tls_cert: Option<PathBuf>,

    /// Private key of the certificate: a PEM file.
    #[arg(long, env = "TINCAN_TLS_KEY", value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,

    /// Sign a certificate for this computer's own names and addresses, for a network without a better one. Browsers warn
    /// once. More names can be given, separated by commas.
    #[arg(
        long, env = "TINCAN_TLS_SELF_SIGNED", value_name = "NAMES", num_args = 0..=1, require_equals = true,
        default_missing_value = "localhost", value_delimiter = ',', conflicts_with_all = ["tls_cert", "tls_key"]
    )]
    tls_self_signed: Option<Vec<String>>,
}

impl TlsFlags {
    fn load(&self) -> anyhow::Result<Option<Tls>> {
        match self {
            Self { tls_cert: Some(chain), tls_key: Some(key), .. } => {
                Ok(Some(Tls::from_files(chain, key).context("--tls-cert, --tls-key")?))
            }
            Self { tls_self_signed: Some(names), .. } => {
                let localhost = ["localhost", "127.0.0.1", "::1"].map(str::to_owned);
                let addresses = own_addresses().into_iter().map(|address| address.to_string());
                let names = localhost.into_iter().chain(addresses).chain(names.iter().cloned());
                Ok(Some(Tls::self_signed(names).context("--tls-self-signed")?))
            }
            Self { .. } => Ok(None),
        }
    }
}

/// How much the server takes. "Per address": from one IPv4 address, or one /64 of IPv6; this computer is not counted.
#[derive(Debug, Args)]
#[command(next_help_heading = "Limits")]
struct LimitFlags {
    /// The most rooms.
    #[arg(long, env = "TINCAN_MAX_ROOMS", default_value_t = 10_000, value_name = "NUMBER")]
    max_rooms: usize,

    /// The most rooms of one address: that of the last host who came in, or else of who came first.
    #[arg(long, env = "TINCAN_ROOMS_PER_ADDRESS", default_value_t = 200, value_name = "NUMBER")]
    rooms_per_address: usize,

    /// The most sockets at a time.
    #[arg(long, env = "TINCAN_MAX_SOCKETS", default_value_t = Allowance::IN_ALL.sockets, value_name = "NUMBER")]
    max_sockets: usize,

    /// The most sockets of one address.
    #[arg(
        long, env = "TINCAN_SOCKETS_PER_ADDRESS", default_value_t = Allowance::PER_ADDRESS.sockets, value_name = "NUMBER"
    )]
    sockets_per_address: usize,

    /// The most joins a minute.
    #[arg(long, env = "TINCAN_MAX_JOINS", default_value_t = Allowance::IN_ALL.joins_per_minute, value_name = "NUMBER")]
    max_joins: u32,

    /// The most joins a minute from one address.
    #[arg(
        long, env = "TINCAN_JOINS_PER_ADDRESS", default_value_t = Allowance::PER_ADDRESS.joins_per_minute,
        value_name = "NUMBER"
    )]
    joins_per_address: u32,

    /// The most messages a second.
    #[arg(
        long, env = "TINCAN_MAX_MESSAGES", default_value_t = Allowance::IN_ALL.messages_per_second, value_name = "NUMBER"
    )]
    max_messages: u32,

    /// The most messages a second from one address.
    #[arg(
        long, env = "TINCAN_MESSAGES_PER_ADDRESS", default_value_t = Allowance::PER_ADDRESS.messages_per_second,
        value_name = "NUMBER"
    )]
    messages_per_address: u32,

    /// The most bytes of messages a second.
    #[arg(long, env = "TINCAN_MAX_BYTES", default_value_t = Allowance::IN_ALL.bytes_per_second, value_name = "BYTES")]
    max_bytes: u32,

    /// The most bytes of messages a second from one address.
    #[arg(
        long, env = "TINCAN_BYTES_PER_ADDRESS", default_value_t = Allowance::PER_ADDRESS.bytes_per_second,
        value_name = "BYTES"
    )]
    bytes_per_address: u32,
}

impl LimitFlags {
    fn per_address(&self) -> Allowance {
        Allowance {
            sockets: self.sockets_per_address,
            joins_per_minute: self.joins_per_address,
            messages_per_second: self.messages_per_address,
            bytes_per_second: self.bytes_per_address,
        }
    }

    fn in_all(&self) -> Allowance {
        Allowance {
            sockets: self.max_sockets,
            joins_per_minute: self.max_joins,
            messages_per_second: self.max_messages,
            bytes_per_second: self.max_bytes,
        }
    }
}

/// The form of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum LogFormat {
    /// Lines for people.
    Text,
    /// One JSON object a line.
    Json,
}

/// Messages are allocated on the thread of who sends them and freed on that of who gets them, many thousand times a second.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

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
    start_logging(flags.log.as_deref(), flags.log_format)?;
    file_limit::allow(flags.limits.max_sockets);
    let pages = TcpListener::bind(flags.listen).await.map_err(|error| explain(flags.listen, error))?;
    let address = pages.local_addr().context("the listener has no address")?;
    let turn = flags.turn.start()?;
    if let Some(app) = flags.app.as_ref().filter(|app| !app.join("index.html").is_file()) {
        tracing::warn!("there is no index.html in {}: has the app been built?", app.display());
    }
    // Before the link is printed: whoever reads it may stop the program at once.
    let told_to_stop = told_to_stop().context("cannot listen for ctrl-c")?;
    let tls = flags.tls.load()?;
    for link in links(address, tls.is_some()) {
        println!("Tincan is at {link}");
    }
    if let Some(tls) = tls.as_ref().filter(|_| flags.tls.tls_self_signed.is_some()) {
        println!("Browsers warn once, since it signed its own certificate. SHA-256 fingerprint: {}", tls.fingerprint());
    }
    if let Some(turn) = &turn {
        println!("{}", flags.turn.words(turn));
    }
    let defaults = Config::default();
    let config = Config {
        app: flags.app,
        tls,
        trusted_proxies: flags.trusted_proxies,
        metrics_readers: Some(flags.metrics_readers).filter(|to| !to.is_empty()).unwrap_or(defaults.metrics_readers),
        log_addresses: flags.log_addresses,
        rooms: flags.limits.max_rooms,
        rooms_per_address: flags.limits.rooms_per_address,
        per_address: flags.limits.per_address(),
        in_all: flags.limits.in_all(),
        ice_servers: flags.ice_servers,
        turn_servers: flags.turn_servers,
        room_size: flags.room_size,
        allowed_origins: flags.allowed_origins,
        ..defaults
    };
    run(Listeners { pages, turn }, config, told_to_stop).await.context("the server broke")
}

fn start_logging(filter: Option<&str>, format: LogFormat) -> anyhow::Result<()> {
    let filter = match filter {
        Some(filter) => EnvFilter::try_new(filter).with_context(|| format!("--log {filter} (or TINCAN_LOG)"))?,
        None => EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info")),
    };
    // It would log what people send each other.
    let filter = filter.add_directive("tungstenite=warn".parse()?);
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr);
    match format {
        LogFormat::Text => log.with_ansi(io::stderr().is_terminal()).init(),
        LogFormat::Json => log.json().flatten_event(true).init(),
    }
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

/// What to open in a browser: on this computer, and on others as far as camera and microphone are given to them there. Browsers give
/// these to `localhost` and to HTTPS only.
fn links(address: SocketAddr, secure: bool) -> Vec<String> {
    let scheme = if secure { "https" } else { "http" };
    let at = |ip: IpAddr| format!("{scheme}://{}", SocketAddr::new(ip, address.port()));
    let here = format!("{scheme}://localhost:{}", address.port());
    match address.ip() {
        ip if ip.is_loopback() => vec![here],
        ip if !ip.is_unspecified() => vec![at(ip)],
        _ if !secure => vec![here],
        ip => {
            let reached = own_addresses().into_iter().filter(|own| ip.is_ipv6() || own.is_ipv4());
            std::iter::once(here).chain(reached.map(at)).collect()
        }
    }
}

fn range(text: &str) -> Result<IpNet, String> {
    let address = || text.parse::<IpAddr>().map(IpNet::from);
    text.parse().or_else(|_| address()).map_err(|_| "an address, or a range such as 10.0.0.0/8".to_owned())
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
