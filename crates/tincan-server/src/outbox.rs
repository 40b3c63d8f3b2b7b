//! What waits to be sent to one client.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use axum::extract::ws::{CloseFrame, Utf8Bytes};
use tincan_protocol::ServerMessage;
use tokio::sync::Notify;
use tokio_util::sync::{CancellationToken, WaitForCancellationFuture};

use crate::{config::Config, rooms::close_code};

/// A bounded queue of messages with a close frame at its end. Clones are the same queue.
///
/// Putting something in never waits: whoever reads too slowly must not hold up the others. When it overflows, what
/// waits is given up and the socket is to be closed.
#[derive(Debug, Clone)]
pub(crate) struct Outbox(Arc<Shared>);

/// What [`Outbox::next`] gives.
#[derive(Debug)]
pub(crate) enum Next {
    /// A message, as JSON.
    Text(String),
    /// The end: nothing comes after this.
    Close(CloseFrame),
}

/// There was no room for a message.
#[derive(Debug)]
pub(crate) struct Overflow;

impl Outbox {
    /// An empty queue.
    pub(crate) fn new(config: &Config) -> Self {
        Self(Arc::new(Shared {
            most_messages: config.outbox_messages,
            most_bytes: config.outbox_bytes,
            state: Mutex::default(),
            filled: Notify::new(),
            closing: CancellationToken::new(),
        }))
    }

    /// Puts a message in. After [`close`](Self::close) it goes nowhere.
    ///
    /// # Errors
    /// The queue is full, and now closed.
    pub(crate) fn push(&self, message: &ServerMessage) -> Result<(), Overflow> {
        let text = match serde_json::to_string(message) {
            Ok(text) => text,
            Err(error) => {
                tracing::error!(%error, "a message has no JSON form");
                return Ok(());
            }
        };
        let mut state = self.0.lock();
        if state.close.is_some() {
            return Ok(());
        }
        if state.queue.len() >= self.0.most_messages || state.bytes + text.len() > self.0.most_bytes {
            *state = State::default();
            drop(state);
            self.close(close_code::POLICY, "too slow");
            return Err(Overflow);
        }
        state.bytes += text.len();
        state.queue.push_back(text);
        drop(state);
        self.0.filled.notify_one();
        Ok(())
    }

    /// Ends the queue with a close frame. Only the first call counts.
    pub(crate) fn close(&self, code: u16, reason: &'static str) {
        let frame = CloseFrame { code, reason: Utf8Bytes::from_static(reason) };
        self.0.lock().close.get_or_insert(frame);
        self.0.filled.notify_one();
        self.0.closing.cancel();
    }

    /// Waits until [`close`](Self::close) is called, by whomever.
    pub(crate) fn closing(&self) -> WaitForCancellationFuture<'_> {
        self.0.closing.cancelled()
    }

    /// Waits for what is to be sent next. Dropping the future loses nothing. For one caller at a time.
    pub(crate) async fn next(&self) -> Next {
        loop {
            if let Some(next) = self.try_next() {
                return next;
            }
            self.0.filled.notified().await;
        }
    }

    /// What is to be sent next, if it is there already.
    pub(crate) fn try_next(&self) -> Option<Next> {
        self.0.lock().pop()
    }
}

#[derive(Debug)]
struct Shared {
    most_messages: usize,
    most_bytes: usize,
    state: Mutex<State>,
    filled: Notify,
    closing: CancellationToken,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[derive(Debug, Default)]
struct State {
    queue: VecDeque<String>,
    bytes: usize,
    close: Option<CloseFrame>,
}

impl State {
    fn pop(&mut self) -> Option<Next> {
        match self.queue.pop_front() {
            Some(text) => {
                self.bytes -= text.len();
                Some(Next::Text(text))
            }
            None => self.close.clone().map(Next::Close),
        }
    }
}
