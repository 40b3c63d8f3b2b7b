//! Where all sockets meet: the rooms, and the way to every client.

use std::{
    collections::{HashMap, VecDeque},
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tincan_protocol::{ClientMessage, Departure, ErrorCode, ServerMessage};
use tokio::{sync::Notify, time::Instant};

use crate::{
    client_address::Household,
    clock::unix_time,
    config::Config,
    limits::{Excess, Limits, Visit},
    metrics::Metrics,
    outbox::{Outbox, Overflow},
    rooms::{Output, Rooms, SocketId, close_code},
    turn::TurnCounts,
};

/// The rooms of one running server and the sockets of those in them.
///
/// One lock for all: what rooms say goes into the queues in the order in which it was said, so signals stay in order.
/// Nothing waits under the lock.
#[derive(Debug)]
pub struct Hub {
    state: Mutex<State>,
    limits: Arc<Limits>,
    metrics: Arc<Metrics>,
    started: Instant,
    deadline_changed: Notify,
}

#[derive(Debug)]
struct State {
    rooms: Rooms,
    /// Of the sockets that are open. Rooms never hear of others.
    outboxes: HashMap<SocketId, Outbox>,
    next_socket: u64,
    closed: bool,
    metrics: Arc<Metrics>,
}

impl Hub {
    /// A hub without sockets, whose time begins now.
    #[must_use]
    pub fn new(config: &Config) -> Self {
        let metrics = Arc::new(Metrics::default());
        let state = State {
            rooms: Rooms::new(config.rooms()),
            outboxes: HashMap::new(),
            next_socket: 0,
            closed: false,
            metrics: Arc::clone(&metrics),
        };
        Self {
            state: Mutex::new(state),
            limits: Arc::new(Limits::new(config.per_address, config.in_all)),
            metrics,
            started: Instant::now(),
            deadline_changed: Notify::new(),
        }
    }

    /// Ends memberships when their time is over. Runs until dropped.
    pub async fn keep_time(&self) {
        loop {
            let deadline = self.lock().rooms.next_deadline();
            match deadline {
                None => self.deadline_changed.notified().await,
                Some(deadline) => tokio::select! {
                    () = self.deadline_changed.notified() => continue,
                    () = tokio::time::sleep_until(self.at(deadline)) => {}
                },
            }
            let now = self.now();
            let mut state = self.lock();
            let outputs = state.rooms.time_passed(now);
            state.deliver(outputs, now);
        }
    }

    /// Closes all sockets because the server stops, and every one that is still to come.
    pub fn close(&self) {
        let mut state = self.lock();
        state.closed = true;
        for (_, outbox) in state.outboxes.drain() {
            outbox.close(close_code::RESTART, "server restarts");
        }
    }

    /// What is counted, for Prometheus.
    pub(crate) fn metrics_text(&self, turn: Option<TurnCounts>) -> String {
        let (rooms, members) = {
            let state = self.lock();
            (state.rooms.len(), state.rooms.member_count())
        };
        self.metrics.text(rooms, members, turn)
    }

    /// Where to count.
    pub(crate) fn metrics(&self) -> &Metrics {
        &self.metrics
    }

    /// Another client is at the door. It counts until the visit is dropped.
    pub(crate) fn enter(&self, from: IpAddr) -> Result<Visit, Excess> {
        self.limits.enter(from, self.now())
    }

    /// A new socket, to which `outbox` leads.
    pub(crate) fn connect(&self, outbox: Outbox) -> SocketId {
        let mut state = self.lock();
        let socket = SocketId(state.next_socket);
        state.next_socket += 1;
        if state.closed {
            outbox.close(close_code::RESTART, "server restarts");
        } else {
            state.outboxes.insert(socket, outbox);
        }
        drop(state);
        self.metrics.sockets.inc();
        socket
    }

    /// A message came in, `now`. On a socket that is being closed it is ignored.
    pub(crate) fn handle(&self, household: Option<Household>, socket: SocketId, message: ClientMessage, now: Duration) {
        if let ClientMessage::Join { room, .. } = &message {
            tracing::debug!(socket = socket.0, room = room.redacted(), "asks to come in");
        }
        let unix = unix_time();
        self.change(now, |state| {
            if !state.outboxes.contains_key(&socket) {
                return Vec::new();
            }
            state.rooms.handle_from(household, socket, message, unix)
        });
    }

    /// A socket is gone. Called once for each that was [connected](Self::connect).
    pub(crate) fn disconnect(&self, socket: SocketId) {
        let now = self.now();
        self.metrics.sockets.dec();
        self.change(now, |state| match state.outboxes.remove(&socket) {
            Some(_) => state.rooms.socket_closed(socket, now),
            None => Vec::new(),
        });
    }

    /// Does something, and what follows from it.
    fn change(&self, now: Duration, act: impl FnOnce(&mut State) -> Vec<Output>) {
        let mut state = self.lock();
        let deadline = state.rooms.next_deadline();
        let outputs = act(&mut state);
        state.deliver(outputs, now);
        let same_deadline = state.rooms.next_deadline() == deadline;
        drop(state);
        // Few messages change it, and who keeps time is on another thread.
        if !same_deadline {
            self.deadline_changed.notify_one();
        }
    }

    /// The time since this hub began.
    pub(crate) fn now(&self) -> Duration {
        self.started.elapsed()
    }

    /// The moment that is so long after this hub began.
    pub(crate) fn at(&self, time: Duration) -> Instant {
        self.started + time
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn deliver(&mut self, outputs: Vec<Output>, now: Duration) {
        let mut outputs = VecDeque::from(outputs);
        while let Some(output) = outputs.pop_front() {
            match output {
                Output::Send { to, message } => {
                    log(to, &message);
                    self.count(&message);
                    let Some(outbox) = self.outboxes.get(&to) else { continue };
                    if let Err(Overflow) = outbox.push(message) {
                        tracing::info!(socket = to.0, "reads too slowly: disconnected");
                        self.metrics.slow_clients.inc();
                        self.outboxes.remove(&to);
                        outputs.extend(self.rooms.socket_closed(to, now));
                    }
                }
                Output::Close { socket, code, reason } => {
                    if let Some(outbox) = self.outboxes.remove(&socket) {
                        outbox.close(code, reason);
                    }
                }
            }
        }
    }
}

impl State {
    fn count(&self, message: &ServerMessage) {
        match message {
            ServerMessage::Joined { resumed, .. } => self.metrics.joined(*resumed),
            ServerMessage::Error { code, .. } => self.metrics.refused(*code),
            ServerMessage::IceServers { .. }
            | ServerMessage::MemberJoined { .. }
            | ServerMessage::MemberChanged { .. }
            | ServerMessage::MemberLeft { .. }
            | ServerMessage::Signal { .. }
            | ServerMessage::Knocking
            | ServerMessage::RoomChanged { .. }
            | ServerMessage::Knocks { .. }
            | ServerMessage::MuteAsked
            | ServerMessage::MadeHost { .. }
            | ServerMessage::Pong
            | ServerMessage::Unknown => {}
        }
    }
}

/// Says what happened in the rooms: without names, and with as much of an id as tells members apart.
fn log(to: SocketId, message: &ServerMessage) {
    let socket = to.0;
    match message {
        ServerMessage::Joined { you, resumed, members, .. } => {
            tracing::info!(socket, member = %you, resumed, others = members.len(), "joined");
        }
        ServerMessage::MemberLeft { id, departure: Departure::Lost } => {
            tracing::debug!(socket, member = %id, "told that a member was lost");
        }
        // The owner may have set a limit too low.
        ServerMessage::Error { code: ErrorCode::Busy, message } => tracing::warn!(socket, "refused: {message}"),
        ServerMessage::Error { code, .. } => tracing::info!(socket, ?code, "refused"),
        ServerMessage::Knocking => tracing::info!(socket, "knocks"),
        ServerMessage::IceServers { .. } => tracing::debug!(socket, "given another credential"),
        ServerMessage::MemberJoined { .. }
        | ServerMessage::MemberChanged { .. }
        | ServerMessage::MemberLeft { .. }
        | ServerMessage::Signal { .. }
        | ServerMessage::RoomChanged { .. }
        | ServerMessage::Knocks { .. }
        | ServerMessage::MuteAsked
        | ServerMessage::MadeHost { .. }
        | ServerMessage::Pong
        | ServerMessage::Unknown => {}
    }
}
