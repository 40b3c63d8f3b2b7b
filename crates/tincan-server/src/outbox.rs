//! What waits to be sent to one client.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Poll, Waker},
};

use axum::extract::ws::{CloseFrame, Utf8Bytes};
use tincan_protocol::ServerMessage;

use crate::{config::Config, rooms::close_code};

/// A bounded queue of messages with a close frame at its end. Clones are the same queue.
///
/// Putting something in never waits: whoever reads too slowly must not hold up the others. When it overflows, what
/// waits is given up and the socket is to be closed.
#[derive(Debug, Clone)]
pub(crate) struct Outbox(Arc<Shared>);

/// What [`Outbox::take`] gives.
#[derive(Debug)]
pub(crate) enum Next {
    /// A message.
    Message(ServerMessage),
    /// The end: nothing comes after this.
    Close(CloseFrame),
}

/// How it is with a queue in which there is something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Filled {
    /// More may come.
    Open,
    /// It ends with a close frame.
    Closed,
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
        }))
    }

    /// Puts a message in. After [`close`](Self::close) it goes nowhere.
    ///
    /// # Errors
    /// The queue is full, and now closed.
    pub(crate) fn push(&self, message: ServerMessage) -> Result<(), Overflow> {
        let bytes = bytes(&message);
        let mut state = self.0.lock();
        if state.close.is_some() {
            return Ok(());
        }
        if state.queue.len() >= self.0.most_messages || state.bytes + bytes > self.0.most_bytes {
            state.queue.clear();
            state.bytes = 0;
            drop(state);
            self.close(close_code::POLICY, "too slow");
            return Err(Overflow);
        }
        state.bytes += bytes;
        state.queue.push_back(message);
        wake(state);
        Ok(())
    }

    /// Ends the queue with a close frame. Only the first call counts.
    pub(crate) fn close(&self, code: u16, reason: &'static str) {
        let mut state = self.0.lock();
        state.close.get_or_insert((code, reason));
        wake(state);
    }

    /// Ready when there is something to be sent. In any case `waker` is woken by what is put in next: the end may come while what is
    /// before it cannot be sent. For one task at a time.
    pub(crate) fn poll_filled(&self, waker: &Waker) -> Poll<Filled> {
        let mut state = self.0.lock();
        match &mut state.sender {
            Some(sender) => sender.clone_from(waker),
            none => *none = Some(waker.clone()),
        }
        match state.close {
            Some(_) => Poll::Ready(Filled::Closed),
            None if state.queue.is_empty() => Poll::Pending,
            None => Poll::Ready(Filled::Open),
        }
    }

    /// What is to be sent next, if there is something: at the end the close frame, again and again.
    pub(crate) fn take(&self) -> Option<Next> {
        self.0.lock().pop()
    }
}

/// How many bytes a message takes, roughly. Signals are what can be of any size, up to a limit.
pub(crate) fn bytes(message: &ServerMessage) -> usize {
    let signal = if let ServerMessage::Signal { signal, .. } = message { signal.as_str().len() } else { 0 };
    size_of::<ServerMessage>() + signal
}

/// Whoever sends is woken outside the lock, which they need first.
fn wake(mut state: MutexGuard<'_, State>) {
    let sender = state.sender.take();
    drop(state);
    if let Some(sender) = sender {
        sender.wake();
    }
}

#[derive(Debug)]
struct Shared {
    most_messages: usize,
    most_bytes: usize,
    state: Mutex<State>,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[derive(Debug, Default)]
struct State {
    queue: VecDeque<ServerMessage>,
    /// All of its messages together.
    bytes: usize,
    /// Its status code and reason.
    close: Option<(u16, &'static str)>,
    /// Who waits for something to send.
    sender: Option<Waker>,
}

impl State {
    fn pop(&mut self) -> Option<Next> {
        let Some(message) = self.queue.pop_front() else {
            let (code, reason) = self.close?;
            return Some(Next::Close(CloseFrame { code, reason: Utf8Bytes::from_static(reason) }));
        };
        self.bytes -= bytes(&message);
        // Most queues are empty most of the time.
        if self.queue.is_empty() {
            self.queue = VecDeque::new();
        }
        Some(Next::Message(message))
    }
}
