//! The socket to the server: opened, asked whether it is there, given up, opened again.

use std::time::Duration;

use tincan_protocol::{ClientMessage, DisplayName, VERSION};

use super::{Config, Effect, Room, RoomStatus};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Socket {
    Closed,
    Opening,
    Open,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Timer {
    /// Open the socket.
    Reconnect,
    /// The server did not answer in time: the socket is dead, whatever it says.
    GiveUp,
    /// Ask whether the server is there.
    Ping,
}

impl Room {
    /// Whoever is about to come in waits for a socket no longer than for anything else: so it is opened, and kept, before.
    pub(super) fn prepare(&mut self, now: Duration) -> Vec<Effect> {
        if self.status != RoomStatus::Idle {
            return Vec::new();
        }
        let mut effects = vec![Effect::PreparePeer];
        if self.timer.is_none() {
            effects.extend(self.open_socket(now));
        }
        effects
    }

    pub(super) fn join(&mut self, now: Duration, name: DisplayName) -> Vec<Effect> {
        if self.status != RoomStatus::Idle {
            return Vec::new();
        }
        self.status = RoomStatus::Connecting { attempt: 1 };
        self.name = Some(name);
        self.backoff.reset();
        let mut effects = match self.socket {
            Socket::Open => self.send_join(now),
            Socket::Opening => Vec::new(),
            Socket::Closed => self.open_socket(now),
        };
        effects.push(Effect::Changed);
        effects
    }

    pub(super) fn leave(&mut self) -> Vec<Effect> {
        let unheard = self.status == RoomStatus::Idle;
        let said = (!unheard).then_some(Effect::Send(ClientMessage::Leave));
        self.end(RoomStatus::Left, said.into_iter().collect())
    }

    fn open_socket(&mut self, now: Duration) -> Vec<Effect> {
        self.socket = Socket::Opening;
        self.timer = Some((now + self.opens(now), Timer::GiveUp));
        vec![Effect::OpenSocket]
    }

    pub(super) fn socket_opened(&mut self, now: Duration) -> Vec<Effect> {
        self.socket = Socket::Open;
        self.opened(now);
        self.send_join(now)
    }

    /// Says who comes; or, as long as nobody does, that somebody is there.
    fn send_join(&mut self, now: Duration) -> Vec<Effect> {
        let Some(name) = self.name.clone() else { return self.ping(now) };
        self.timer = Some((now + Self::ANSWER_WITHIN, Timer::GiveUp));
        let Config { room, session, page, key, .. } = self.config.clone();
        let (proof, recollection) = (self.proof.clone(), self.recollection());
        let join = ClientMessage::Join { version: VERSION, room, name, session, page, key, proof, recollection };
        vec![Effect::Send(join)]
    }

    pub(super) fn socket_closed(&mut self, now: Duration) -> Vec<Effect> {
        self.socket = Socket::Closed;
        self.knocking = false;
        self.looks_later();
        let random = self.random();
        let at = now + self.backoff.next_wait(random);
        let attempt = self.backoff.attempts();
        self.status = match self.status {
            RoomStatus::Idle => RoomStatus::Idle,
            RoomStatus::Connecting { .. } | RoomStatus::Knocking => RoomStatus::Connecting { attempt: attempt + 1 },
            _ => RoomStatus::Reconnecting { attempt },
        };
        self.timer = Some((self.opens_again(now, at), Timer::Reconnect));
        vec![Effect::Changed]
    }

    pub(super) fn network_appeared(&mut self, now: Duration) -> Vec<Effect> {
        match self.timer {
            Some((_, Timer::Reconnect)) => self.open_socket(now),
            Some((_, Timer::Ping)) => self.ping(now),
            Some((_, Timer::GiveUp)) | None => Vec::new(),
        }
    }

    pub(super) fn ping(&mut self, now: Duration) -> Vec<Effect> {
        self.hearing.asked_at = Some(now);
        self.timer = Some((now + Self::ANSWER_WITHIN, Timer::GiveUp));
        vec![Effect::Send(ClientMessage::Ping)]
    }

    pub(super) fn socket_is_due(&mut self, now: Duration) -> Vec<Effect> {
        match self.timer {
            Some((at, timer)) if at <= now => match timer {
                Timer::Reconnect => self.open_socket(now),
                Timer::Ping => self.ping(now),
                Timer::GiveUp if self.is_held_up(now, at) => Vec::new(),
                Timer::GiveUp => {
                    let mut effects = vec![Effect::CloseSocket];
                    effects.extend(self.socket_closed(now));
                    effects
                }
            },
            _ => Vec::new(),
        }
    }
}
