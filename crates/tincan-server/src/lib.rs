//! Tincan's server: signalling and the built app, in one program.
//!
//! [`run`] serves until it is told to stop, or dropped. It takes listeners that are bound already, so that a test binds
//! port 0 and knows the port.
//!
//! ```
//! # tokio::runtime::Runtime::new().unwrap().block_on(async {
//! let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
//! let stop = async { /* wait for whatever is to stop the server */ };
//! tincan_server::run(listener, tincan_server::Config::default(), stop).await
//! # }).unwrap();
//! ```
//!
//! Three layers, each tested without the next: [`rooms`] decides (no IO, no clock), [`socket`] talks with one client
//! over anything that behaves like a WebSocket, and [`run`] puts both on the network.

#![forbid(unsafe_code)]

mod assets;
mod client_address;
mod clock;
mod config;
mod door;
mod hub;
mod ice_server;
mod limits;
mod metrics;
mod origin;
mod outbox;
mod rate;
mod read_ahead;
pub mod rooms;
mod security;
pub mod socket;
mod tls;
pub mod turn;

use std::{future::Future, io, pin::pin, sync::Arc};

use axum::{
    Router,
    extract::{ConnectInfo, State, WebSocketUpgrade, ws::rejection::WebSocketUpgradeRejection},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{any, get},
};
use tincan_protocol::SOCKET_PATH;
use tokio::{net::TcpListener, time::timeout};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

pub use crate::{
    client_address::Household,
    config::Config,
    hub::Hub,
    ice_server::{IceServerError, parse_ice_server},
    limits::Allowance,
    origin::{Origin, OriginError},
    tls::{Tls, TlsError, own_addresses},
    turn::{Peers, Secret, Turn, TurnCounter, TurnCounts, TurnOptions, TurnServer, TurnServerError, parse_turn_server},
};
use crate::{
    client_address::{client_address, is_forwarded_by_a_stranger},
    door::{Door, Peer},
};

/// The example in the README compiles.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

/// What a server listens on.
#[derive(Debug)]
pub struct Listeners {
    /// For pages and for signalling.
    pub pages: TcpListener,
    /// For those who need a way to each other; without it this server relays nobody.
    pub turn: Option<Turn>,
}

impl From<TcpListener> for Listeners {
    fn from(pages: TcpListener) -> Self {
        Self { pages, turn: None }
    }
}

/// Serves on these listeners until `shutdown` ends.
///
/// Then no more connections are taken, every socket is closed with status 1012 (*service restart*: clients come back
/// by themselves), and what is under way has [`Config::drain_timeout`] to end. Dropping the future closes the sockets
/// too, but does not wait for them.
///
/// # Errors
/// The listener broke.
pub async fn run(
    listeners: impl Into<Listeners>,
    mut config: Config,
    shutdown: impl Future<Output = ()>,
) -> io::Result<()> {
    let Listeners { pages, turn } = listeners.into();
    config.turn_servers.splice(0..0, turn.as_ref().map(|turn| turn.server().clone()));
    let drain_timeout = config.drain_timeout;
    let server = Server::new(config, turn.as_ref().map(Turn::counter));
    let stopping = StopOnDrop { hub: Arc::clone(&server.hub), stop: CancellationToken::new() };
    let sockets = server.sockets.clone();
    let hub = Arc::clone(&server.hub);
    let stopped = stopping.stop.clone().cancelled_owned();
    let tls = server.config.tls.clone();
    let door = Door::new(pages, tls.as_ref());
    let service = router(server).into_make_service_with_connect_info::<Peer>();
    let mut serving = pin!(axum::serve(door, service).with_graceful_shutdown(stopped).into_future());
    let renewing = async {
        match &tls {
            Some(tls) => tls.renew().await,
            None => std::future::pending().await,
        }
    };
    tokio::select! {
        result = &mut serving => return result,
        () = hub.keep_time() => {}
        () = renewing => {}
        () = relay(turn) => {}
        () = shutdown => {}
    }
    tracing::info!("stopping");
    drop(stopping);
    sockets.close();
    let drained = timeout(drain_timeout, async {
        sockets.wait().await;
        serving.await
    });
    drained.await.unwrap_or_else(|_| {
        tracing::warn!("stopped before everything under way had ended");
        Ok(())
    })
}

/// Relays until dropped, if there is anything to relay with.
async fn relay(turn: Option<Turn>) {
    match turn {
        Some(turn) => turn.work().await,
        None => std::future::pending().await,
    }
}

/// What all requests share.
#[derive(Debug, Clone)]
struct Server {
    config: Arc<Config>,
    hub: Arc<Hub>,
    sockets: TaskTracker,
    turn: Option<TurnCounter>,
}

impl Server {
    fn new(config: Config, turn: Option<TurnCounter>) -> Self {
        let hub = Arc::new(Hub::new(&config));
        Self { config: Arc::new(config), hub, sockets: TaskTracker::new(), turn }
    }
}

/// Ends what [`run`] started, however it ends itself.
#[derive(Debug)]
struct StopOnDrop {
    hub: Arc<Hub>,
    stop: CancellationToken,
}

impl Drop for StopOnDrop {
    fn drop(&mut self) {
        self.hub.close();
        self.stop.cancel();
    }
}

fn router(server: Server) -> Router {
    let assets = assets::Assets::new(server.config.app.clone());
    Router::new()
        .route(SOCKET_PATH, any(open_socket))
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/metrics", get(read_metrics))
        .with_state(server)
        .fallback_service(get(assets::serve).with_state(assets))
        .layer(axum::middleware::map_response(security::add_headers))
}

async fn open_socket(
    State(server): State<Server>,
    ConnectInfo(Peer(peer)): ConnectInfo<Peer>,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Response {
    if !origin::is_allowed(&headers, &server.config.allowed_origins) {
        tracing::info!("refused a socket to a page of another origin");
        let sentence = "pages of another origin may not call through this server; its owner can allow them with --allowed-origin\n";
        return (StatusCode::FORBIDDEN, sentence).into_response();
    }
    let upgrade = match upgrade {
        Ok(upgrade) => upgrade,
        Err(rejection) => return rejection.into_response(),
    };
    let client = client_address(peer.ip(), &headers, &server.config.trusted_proxies);
    if server.config.log_addresses {
        tracing::info!(%client, "opens a socket");
    }
    // From here on the socket counts: one that is being opened when the server stops is closed in order, too.
    let running = server.sockets.token();
    upgrade
        .max_message_size(socket::UNREADABLE_BYTES)
        .max_frame_size(socket::UNREADABLE_BYTES)
        .read_buffer_size(READ_BUFFER_BYTES)
        .on_upgrade(move |mut socket| {
            // A task of its own, for that of the upgrade keeps room for the socket in each of the hands through which it went.
            tokio::spawn(async move {
                socket::converse(&mut socket, client, &server.hub, &server.config).await;
                drop(running);
            });
            std::future::ready(())
        })
}

/// What is counted, for those who may know. A proxy that is not trusted asks for somebody unknown.
async fn read_metrics(
    State(server): State<Server>,
    ConnectInfo(Peer(peer)): ConnectInfo<Peer>,
    headers: HeaderMap,
) -> Response {
    let Config { trusted_proxies, metrics_readers, .. } = &*server.config;
    let client = client_address(peer.ip(), &headers, trusted_proxies);
    let known = !is_forwarded_by_a_stranger(peer.ip(), &headers, trusted_proxies);
    let turn = server.turn.as_ref().and_then(TurnCounter::read);
    if known && metrics_readers.iter().any(|net| net.contains(&client)) {
        ([(header::CONTENT_TYPE, metrics::CONTENT_TYPE)], server.hub.metrics_text(turn)).into_response()
    } else {
        let sentence = "metrics are not for everybody; this server's owner can let you read them with --metrics-to\n";
        (StatusCode::FORBIDDEN, sentence).into_response()
    }
}

/// Allocated for each socket as long as it is open. How much is read at once is not its business, but that of [`read_ahead`].
const READ_BUFFER_BYTES: usize = 128;
