//! What one client's socket says, and the time, as one row of events.

use std::{
    future::{Future, poll_fn},
    pin::Pin,
    task::{Context, Poll, ready},
};

use axum::extract::ws::Message;
use futures::{Sink, SinkExt, Stream, StreamExt};
use tincan_protocol::ServerMessage;
use tokio::time::{Instant, Sleep};

use crate::{
    metrics::Metrics,
    outbox::{self, Filled, Next, Outbox},
};

/// A socket that sends what is in its outbox while one waits for its [next event](Self::next).
///
/// One state, instead of a future for each direction and each deadline: thousands of sockets say nothing most of the time, and this
/// is what each of them takes.
pub(super) struct Wire<'a, S> {
    socket: &'a mut S,
    outbox: &'a Outbox,
    metrics: &'a Metrics,
    alarm: Pin<&'a mut Sleep>,
    hears: bool,
    pings: bool,
    told_closed: bool,
    sending: Sending,
}

/// What behaves like a WebSocket.
pub trait Socket: Sink<Message> + Stream<Item = Result<Message, axum::Error>> + Unpin {}

impl<S: Sink<Message> + Stream<Item = Result<Message, axum::Error>> + Unpin> Socket for S {}

/// What happens on a socket.
pub(super) enum Event {
    /// The client said something. `None`: nothing more comes in.
    Heard(Option<Result<Message, axum::Error>>),
    /// The outbox is closed, by whomever. What is in it is still to be sent.
    Closed,
    /// All is sent, the close frame included. Said once.
    SentAll,
    /// Nothing more goes out. Said once.
    Broken,
    /// It is the time that was [set](Wire::set_alarm).
    Alarm,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sending {
    /// Everything that was handed over is with the system.
    Idle,
    /// Something is left to be flushed.
    Unflushed,
    /// The same, and it was the last.
    Last,
    Over,
}

impl<'a, S> Wire<'a, S> {
    /// The time that `alarm` is set to is the first.
    pub(super) fn new(socket: &'a mut S, outbox: &'a Outbox, metrics: &'a Metrics, alarm: Pin<&'a mut Sleep>) -> Self {
        let (hears, pings, told_closed, sending) = (true, false, false, Sending::Idle);
        Self { socket, outbox, metrics, alarm, hears, pings, told_closed, sending }
    }

    /// Another time for [`Event::Alarm`], the only one then.
    pub(super) fn set_alarm(&mut self, at: Instant) {
        self.alarm.as_mut().reset(at);
    }

    /// Sends a ping (RFC 6455 5.5.2).
    pub(super) fn ping(&mut self) {
        self.pings = true;
    }

    /// What still comes in is left where it is.
    pub(super) fn stop_hearing(&mut self) {
        self.hears = false;
    }
}

impl<S: Socket> Wire<'_, S> {
    /// Sends, until something happens. Dropping the future loses nothing.
    pub(super) async fn next(&mut self) -> Event {
        poll_fn(|cx| self.poll(cx)).await
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Event> {
        if let Poll::Ready(event) = self.poll_send(cx) {
            return Poll::Ready(event);
        }
        if self.hears
            && let Poll::Ready(heard) = self.socket.poll_next_unpin(cx)
        {
            return Poll::Ready(Event::Heard(heard));
        }
        self.alarm.as_mut().poll(cx).map(|()| Event::Alarm)
    }

    fn poll_send(&mut self, cx: &mut Context<'_>) -> Poll<Event> {
        // What waits goes in one piece: a call to the system costs more than a message.
        while matches!(self.sending, Sending::Idle | Sending::Unflushed) {
            match self.outbox.poll_filled(cx.waker()) {
                // Also if what is before the end cannot be sent.
                Poll::Ready(Filled::Closed) if !self.told_closed => {
                    self.told_closed = true;
                    return Poll::Ready(Event::Closed);
                }
                Poll::Pending if !self.pings => break,
                Poll::Ready(_) | Poll::Pending => {}
            }
            let ready = ready!(self.socket.poll_ready_unpin(cx));
            let Some(message) = self.take() else { break };
            if ready.and_then(|()| self.socket.start_send_unpin(message)).is_err() {
                return self.broken();
            }
        }
        if matches!(self.sending, Sending::Idle | Sending::Over) {
            return Poll::Pending;
        }
        let flushed = ready!(self.socket.poll_flush_unpin(cx));
        let before = std::mem::replace(&mut self.sending, Sending::Idle);
        match flushed {
            Err(_) => self.broken(),
            Ok(()) if before == Sending::Last => {
                self.sending = Sending::Over;
                Poll::Ready(Event::SentAll)
            }
            Ok(()) => Poll::Pending,
        }
    }

    fn broken(&mut self) -> Poll<Event> {
        self.sending = Sending::Over;
        Poll::Ready(Event::Broken)
    }

    fn take(&mut self) -> Option<Message> {
        let (message, sending) = match self.outbox.take() {
            Some(Next::Message(message)) => {
                let Some(text) = json(&message) else { return self.take() };
                self.metrics.sent(text.len());
                (Message::Text(text.into()), Sending::Unflushed)
            }
            Some(Next::Close(frame)) => (Message::Close(Some(frame)), Sending::Last),
            None if std::mem::take(&mut self.pings) => (Message::Ping(Vec::new().into()), Sending::Unflushed),
            None => return None,
        };
        self.sending = sending;
        Some(message)
    }
}

/// Written here and not by whoever puts it into the outbox: they hold up all others.
fn json(message: &ServerMessage) -> Option<String> {
    let mut json = Vec::with_capacity(outbox::bytes(message));
    let written = serde_json::to_writer(&mut json, message);
    written.inspect_err(|error| tracing::error!(%error, "a message has no JSON form")).ok()?;
    String::from_utf8(json).ok()
}
