//! What goes to and comes from the server, sealed where the link has a secret.

use std::rc::Weak;

use tincan_core::room::{Input, RoomStatus};
use tincan_protocol::{ClientMessage, ServerMessage};

use super::Inner;
use crate::{
    seal::Outcome,
    signalling::{Socket, SocketEvent},
};

impl Inner {
    /// Signals are sealed first, where they are to be.
    pub(super) fn send(&self, message: ClientMessage) {
        let you = self.engine.borrow().you().cloned();
        match (message, you, &self.sealed_way) {
            (ClientMessage::Signal { to, signal }, Some(you), Some(way)) => way.seal(you, to, signal),
            (message, ..) => self.send_as_it_is(&message),
        }
    }

    fn send_as_it_is(&self, message: &ClientMessage) {
        if let Some(socket) = &*self.socket.borrow() {
            socket.send(message);
        }
    }

    /// Signals are opened first, where they are sealed.
    fn receive(&self, message: ServerMessage) {
        let you = self.engine.borrow().you().cloned();
        match (message, you, &self.sealed_way) {
            (ServerMessage::Signal { from, signal }, Some(you), Some(way)) => way.open(from, you, signal),
            (message, ..) => self.feed(Input::Received(message)),
        }
    }

    pub(super) fn sealed(&self, outcome: Outcome) {
        match outcome {
            Outcome::Sealed { to, signal } => {
                // A server that was lost meanwhile would not know who says it; the connection says it again when the path is back.
                if self.engine.borrow().status() == RoomStatus::Joined {
                    self.send_as_it_is(&ClientMessage::Signal { to, signal });
                }
            }
            Outcome::Opened { from, signal } => self.feed(Input::Received(ServerMessage::Signal { from, signal })),
            Outcome::Broken { member, problem } => self.feed(Input::SealBroken(member, problem)),
        }
    }

    pub(super) fn open_socket(&self) {
        drop(self.socket.take());
        let this = Weak::clone(&self.this);
        let socket = Socket::open(&self.url, move |event| {
            let Some(inner) = this.upgrade() else { return };
            match event {
                SocketEvent::Opened => inner.feed(Input::SocketOpened),
                SocketEvent::Received(message) => inner.receive(message),
                SocketEvent::Closed => inner.feed(Input::SocketClosed),
            }
        });
        self.socket.replace(Some(socket));
    }
}
