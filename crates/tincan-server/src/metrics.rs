//! Numbers for those who watch the server, in the text format of Prometheus (OpenMetrics 1.0). None of them tells who talks with whom.

use prometheus_client::{
    encoding::text,
    metrics::{counter::Counter, family::Family, gauge::Gauge},
    registry::Registry,
};
use tincan_protocol::ErrorCode;

use crate::turn::TurnCounts;

/// What is counted.
#[derive(Debug, Default)]
pub(crate) struct Metrics {
    pub(crate) sockets: Gauge,
    rooms: Gauge,
    members: Gauge,
    joins: Counter,
    returns: Counter,
    messages_received: Counter,
    bytes_received: Counter,
    messages_sent: Counter,
    bytes_sent: Counter,
    pub(crate) slow_clients: Counter,
    refusals: Family<[(&'static str, String); 1], Counter>,
}

impl Metrics {
    pub(crate) fn received(&self, bytes: usize) {
        self.messages_received.inc();
        self.bytes_received.inc_by(bytes as u64);
    }

    pub(crate) fn sent(&self, bytes: usize) {
        self.messages_sent.inc();
        self.bytes_sent.inc_by(bytes as u64);
    }

    pub(crate) fn joined(&self, resumed: bool) {
        if resumed {
            self.returns.inc()
        } else {
            self.joins.inc()
        };
    }

    pub(crate) fn refused(&self, code: ErrorCode) {
        let code = serde_json::to_string(&code).unwrap_or_default();
        self.refusals.get_or_create(&[("code", code.trim_matches('"').to_owned())]).inc();
    }

    /// All of it, with how many rooms and members there are at this moment, and what a relay has counted, if there is one.
    pub(crate) fn text(&self, rooms: usize, members: usize, turn: Option<TurnCounts>) -> String {
        let gauge = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        self.rooms.set(gauge(rooms));
        self.members.set(gauge(members));
        let mut registry = Registry::with_prefix("tincan");
        registry.register("sockets", "WebSockets that are open", self.sockets.clone());
        registry.register("rooms", "Rooms with somebody in them", self.rooms.clone());
        registry.register("members", "Members of rooms, those whose socket is away included", self.members.clone());
        registry.register("joins", "Members who came into a room", self.joins.clone());
        registry.register("returns", "Members who came back on a new socket", self.returns.clone());
        registry.register("messages_received", "Messages from clients", self.messages_received.clone());
        registry.register("received_bytes", "Bytes of messages from clients", self.bytes_received.clone());
        registry.register("messages_sent", "Messages to clients", self.messages_sent.clone());
        registry.register("sent_bytes", "Bytes of messages to clients", self.bytes_sent.clone());
        registry.register("slow_clients", "Clients disconnected since they did not read", self.slow_clients.clone());
        registry.register("refusals", "What clients were refused, by code", self.refusals.clone());
        if let Some(turn) = turn {
            register(&mut registry, turn);
        }
        let mut text = String::new();
        // A String takes everything.
        let _ = text::encode(&mut text, &registry);
        text
    }
}

fn register(registry: &mut Registry, turn: TurnCounts) {
    let TurnCounts { allocations, allocated, refused, bindings, relayed_bytes, dropped_bytes } = turn;
    let now = Gauge::<i64>::default();
    now.set(i64::try_from(allocations).unwrap_or(i64::MAX));
    registry.register("turn_allocations", "Ports that are lent", now);
    let mut count = |name, help, number| {
        let counter = Counter::<u64>::default();
        counter.inc_by(number);
        registry.register(name, help, counter);
    };
    count("turn_allocated", "Ports that were lent", allocated);
    count("turn_refused", "Requests to the relay that were refused", refused);
    count("stun_bindings", "Clients that asked for their address", bindings);
    count("turn_relayed_bytes", "Bytes that were relayed", relayed_bytes);
    count("turn_dropped_bytes", "Bytes beyond somebody's share, not relayed", dropped_bytes);
}

/// The media type of [`Metrics::text`].
pub(crate) const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";
