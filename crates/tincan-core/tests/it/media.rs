//! What goes directly between two browsers: whether ICE connects them, and the control channel over it.

use std::{collections::VecDeque, time::Duration};

use tincan_core::peer::{ConnectionStatus, Input, Transport};
use tincan_protocol::PeerMessage;

use crate::{
    connection::{FakeConnection, Generation},
    driver::Driver,
};

/// One end of a connection, with the state of its transport.
#[derive(Debug)]
pub(crate) struct Line {
    pub(crate) driver: Driver,
    transport: Transport,
    /// Since when it is not connected.
    since: Duration,
    /// The ICE session in use.
    in_use: Option<Generation>,
    /// The ICE session that failed; only another one can connect.
    failed: Option<Generation>,
    channel_open: bool,
    /// Sent and not yet arrived.
    channel: VecDeque<PeerMessage>,
    /// What the room was last told.
    up: bool,
}

impl Line {
    /// How long ICE tries.
    const FAILS_AFTER: Duration = Duration::from_secs(10);

    pub(crate) fn new(driver: Driver) -> Self {
        Self {
            driver,
            transport: Transport::New,
            since: Duration::ZERO,
            in_use: None,
            failed: None,
            channel_open: false,
            channel: VecDeque::new(),
            up: false,
        }
    }

    pub(crate) fn is_connected(&self) -> bool {
        self.driver.peer.status() == ConnectionStatus::Connected
    }

    /// Whether that is news to the room.
    pub(crate) fn take_news(&mut self) -> Option<bool> {
        let up = self.is_connected();
        (std::mem::replace(&mut self.up, up) != up).then_some(up)
    }

    /// Sends on the control channel; what goes into a closed one is lost.
    pub(crate) fn send(&mut self, message: PeerMessage) {
        if self.channel_open {
            self.channel.push_back(message);
        }
    }

    /// When time alone changes something.
    pub(crate) fn deadline(&self) -> Option<Duration> {
        let trying = matches!(self.transport, Transport::Connecting | Transport::Disconnected);
        let fails = trying.then_some(self.since + Self::FAILS_AFTER);
        fails.into_iter().chain(self.driver.peer.deadline()).min()
    }

    /// It is `now`.
    pub(crate) fn time_passed(&mut self, now: Duration) {
        if self.driver.peer.deadline().is_some_and(|deadline| deadline <= now) {
            self.driver.push(Input::TimePassed);
        }
        let trying = matches!(self.transport, Transport::Connecting | Transport::Disconnected);
        if trying && self.since + Self::FAILS_AFTER <= now {
            self.failed = self.driver.connection.generation();
            self.in_use = None;
            self.become_(Transport::Failed);
        }
    }

    fn become_(&mut self, transport: Transport) {
        if self.transport != transport {
            self.transport = transport;
            self.driver.push(Input::TransportChanged(transport));
        }
    }

    fn take_up(&mut self, session: Option<Generation>) {
        self.in_use = session;
        if self.transport == Transport::Connected {
            // Firefox says so on the way from one session to the next, Chromium does not; it must not matter.
            self.driver.push(Input::TransportChanged(Transport::Connecting));
            self.driver.push(Input::TransportChanged(Transport::Connected));
        }
    }

    fn connect(&mut self) {
        self.become_(Transport::Connected);
        if !std::mem::replace(&mut self.channel_open, true) {
            self.driver.push(Input::ChannelOpened);
        }
    }

    fn lose(&mut self, now: Duration) {
        let generation = self.driver.connection.generation();
        match self.transport {
            Transport::Connected => {
                self.since = now;
                self.become_(Transport::Disconnected);
            }
            Transport::New if generation.is_some() => {
                self.since = now;
                self.become_(Transport::Connecting);
            }
            Transport::Failed if generation != self.failed => {
                self.since = now;
                self.become_(Transport::Connecting);
            }
            _ => {}
        }
    }

    /// The other side closed the connection in good order.
    fn hang_up(&mut self) {
        if std::mem::take(&mut self.channel_open) {
            self.channel.clear();
            self.driver.push(Input::ChannelClosed);
        }
    }

    /// The ICE session that this end could use now.
    fn candidate_session(&self) -> Option<Generation> {
        let complete = self.driver.connection.candidates_taken() == FakeConnection::CANDIDATES;
        self.driver.connection.generation().filter(|generation| complete && self.failed.as_ref() != Some(generation))
    }
}

/// Lets the two ends of one connection find each other, or lose each other if there is no path.
pub(crate) fn connect(now: Duration, path: bool, a: &mut Line, b: &mut Line) {
    let same = |a: Option<Generation>, b: Option<Generation>| a.is_some() && a == b.map(|b| b.mirrored());
    let new = a.candidate_session();
    if path && new != a.in_use && same(new.clone(), b.candidate_session()) {
        b.take_up(new.as_ref().map(Generation::mirrored));
        a.take_up(new);
    }
    if !path || !same(a.in_use.clone(), b.in_use.clone()) {
        a.lose(now);
        b.lose(now);
        return;
    }
    a.connect();
    b.connect();
    for message in a.channel.drain(..) {
        b.driver.push(Input::ChannelReceived(message));
    }
    for message in b.channel.drain(..) {
        a.driver.push(Input::ChannelReceived(message));
    }
}

/// One end whose other end is not there.
pub(crate) fn alone(now: Duration, path: bool, line: &mut Line) {
    if path {
        line.hang_up();
    }
    line.lose(now);
}
