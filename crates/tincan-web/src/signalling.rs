//! One socket to the server.
//!
//! When to open it, when to give it up and what to say on it is decided by [`tincan_core::room`]. What was sent and may be
//! lost is kept, and sent again, by [`tincan_core::signal_stream`]: so the socket itself needs no outbox.

use std::{cell::RefCell, fmt, future::poll_fn, rc::Rc};

use futures::{SinkExt, StreamExt};
use gloo_net::websocket::{Message, State, futures::WebSocket};
use tincan_protocol::{ClientMessage, SOCKET_PATH, ServerMessage, json};

use crate::task::Task;

/// What happened on a socket.
#[derive(Debug, Clone, PartialEq)]
pub enum SocketEvent {
    /// It is open.
    Opened,
    /// A message arrived.
    Received(ServerMessage),
    /// It closed, or could not be opened. Nothing follows.
    Closed,
}

/// A socket. Dropping it closes it; no event follows then.
pub struct Socket {
    socket: Rc<RefCell<Option<WebSocket>>>,
    _reader: Task,
}

impl Socket {
    /// Opens a socket. What happens is told to `on_event`, never before this returns.
    #[must_use]
    pub fn open(url: &str, on_event: impl Fn(SocketEvent) + 'static) -> Self {
        // A malformed address is no other case than a server that does not answer.
        let socket = Rc::new(RefCell::new(WebSocket::open(url).ok()));
        let reader = Task::spawn(read(Rc::clone(&socket), on_event));
        Self { socket, _reader: reader }
    }

    /// Sends a message, if the socket is open; otherwise it is lost.
    pub fn send(&self, message: &ClientMessage) {
        let Ok(text) = serde_json::to_string(message) else { return };
        if let Some(socket) = self.socket.borrow_mut().as_mut()
            && is_open(socket)
        {
            // A socket that fails here also closes, and that is told.
            let _ = socket.start_send_unpin(Message::Text(text));
        }
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        let socket = self.socket.borrow_mut().take();
        // Closing calls back into `read`'s waker: the cell must not be borrowed then.
        drop(socket);
    }
}

impl fmt::Debug for Socket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Socket").finish_non_exhaustive()
    }
}

/// The address of this page's own server.
#[must_use]
pub fn default_url() -> String {
    let location = web_sys::window().map(|window| window.location());
    let host = location.as_ref().and_then(|location| location.host().ok()).unwrap_or_default();
    let secure = location.and_then(|location| location.protocol().ok()).is_some_and(|protocol| protocol == "https:");
    format!("{}://{host}{SOCKET_PATH}", if secure { "wss" } else { "ws" })
}

async fn read(socket: Rc<RefCell<Option<WebSocket>>>, on_event: impl Fn(SocketEvent)) {
    let malformed = socket.borrow().is_none();
    let opened = poll_fn(|context| match socket.borrow_mut().as_mut() {
        Some(socket) => socket.poll_ready_unpin(context).map(|_| is_open(socket)),
        None => false.into(),
    });
    if opened.await {
        on_event(SocketEvent::Opened);
        while let Some(message) = next(&socket).await {
            match message {
                Message::Text(text) => match json::read(&text) {
                    Ok(message) => on_event(SocketEvent::Received(message)),
                    // A server that says what nobody understands is skipped, as a type of a newer version is.
                    Err(_) => on_event(SocketEvent::Received(ServerMessage::Unknown)),
                },
                Message::Bytes(_) => {}
            }
        }
    }
    let closed = socket.borrow_mut().take();
    // When `on_event` dropped the socket, nothing follows.
    if closed.is_some() || malformed {
        drop(closed);
        on_event(SocketEvent::Closed);
    }
}

fn is_open(socket: &WebSocket) -> bool {
    matches!(socket.state(), State::Open)
}

/// The next message; `None` when there will be no more.
async fn next(socket: &RefCell<Option<WebSocket>>) -> Option<Message> {
    let next = poll_fn(|context| match socket.borrow_mut().as_mut() {
        Some(socket) => socket.poll_next_unpin(context),
        None => None.into(),
    });
    next.await?.ok()
}
