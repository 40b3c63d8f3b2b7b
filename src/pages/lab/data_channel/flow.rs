//! What a channel of the page is measured by. It changes with every message, so it is no state of Yew's.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::Duration,
};

use yew_webrtc::{SendError, UseDataChannelHandle, clock::now};

use super::{burst::Burst, message::Message};
use crate::components::{cell_map::Cells, live_chart::Gauge};

pub(super) type Channel = UseDataChannelHandle<Message>;

/// Both ends of a channel, and what came through.
#[derive(Debug, Default)]
pub(super) struct Flow {
    /// The handles of the latest render.
    ends: RefCell<Option<[Channel; 2]>>,
    /// Bytes that arrived at B.
    arrived: Cell<u64>,
    round_trip: Cell<Option<Duration>>,
    pub(super) burst: RefCell<Burst>,
    /// Whether it sends without pause.
    pub(super) flowing: Cell<bool>,
}

impl Flow {
    pub(super) fn follow(&self, a: &Channel, b: &Channel) {
        self.ends.replace(Some([a.clone(), b.clone()]));
    }

    fn end(&self, index: usize) -> Option<Channel> {
        self.ends.borrow().as_ref().map(|ends| ends[index].clone())
    }

    /// How many bytes wait at A.
    pub(super) fn buffered(&self) -> u64 {
        self.end(0).map_or(0, |a| a.buffered())
    }

    /// The channel is not open: nothing flows, and nothing is known of its round trip.
    pub(super) fn rest(&self) {
        self.flowing.set(false);
        self.round_trip.set(None);
    }

    /// Takes what came to B. A text is the page's affair.
    pub(super) fn came_to_b(&self, message: &Message) {
        self.arrived.set(self.arrived.get() + message.weight() as u64);
        match message {
            Message::Numbered { burst, number, .. } if *burst == self.burst.borrow().id => {
                self.burst.borrow_mut().arrived(now(), *number);
            }
            Message::Ping(at) => {
                if let Some(b) = self.end(1) {
                    // Where nothing can be sent, nothing is measured.
                    let _ = b.send(&Message::Pong(*at));
                }
            }
            _ => {}
        }
    }

    /// Takes what came to A.
    pub(super) fn came_to_a(&self, message: &Message) {
        if let Message::Pong(at) = message {
            self.round_trip.set(Some(now().saturating_sub(Duration::from_micros(*at))));
        }
    }

    /// Sends something to measure the round trip by.
    pub(super) fn ping(&self) {
        if let Some(a) = self.end(0) {
            let at = u64::try_from(now().as_micros()).unwrap_or_default();
            let _ = a.send(&Message::Ping(at));
        }
    }

    /// Sends until enough waits, if it is to send without pause.
    pub(super) fn fill(&self) -> Result<(), SendError> {
        let Some(a) = self.end(0).filter(|_| self.flowing.get()) else { return Ok(()) };
        while a.buffered() < FULL {
            a.send(&Message::Filler(PIECE))?;
        }
        Ok(())
    }

    /// Sends so many messages of so many bytes at once. The error is why not all could be sent.
    pub(super) fn send_burst(&self, count: u32, weight: usize) -> Result<(), SendError> {
        let Some(a) = self.end(0) else { return Err(SendError::Closed) };
        let id = self.burst.borrow().id + 1;
        self.burst.replace(Burst::new(id));
        let mut result = Ok(());
        let mut sent = 0;
        while sent < count && result.is_ok() {
            result = a.send(&Message::Numbered { burst: id, number: sent, weight });
            sent += u32::from(result.is_ok());
        }
        self.burst.borrow_mut().sent(now(), count, sent);
        result
    }

    /// How many bytes arrive in a second.
    pub(super) fn throughput(self: &Rc<Self>) -> Gauge {
        let this = Rc::clone(self);
        Gauge::rate(move || this.arrived.get())
    }

    /// How long the last message there and back took, in milliseconds.
    pub(super) fn round_trip(self: &Rc<Self>) -> Gauge {
        let this = Rc::clone(self);
        Gauge::new(move || this.round_trip.get().map(|time| time.as_millis() as u64))
    }

    /// How much waits at A.
    pub(super) fn waiting(self: &Rc<Self>) -> Gauge {
        let this = Rc::clone(self);
        Gauge::new(move || Some(this.buffered()))
    }

    /// What became of each message of the last burst.
    pub(super) fn cells(self: &Rc<Self>) -> Cells {
        let this = Rc::clone(self);
        Cells::new(move || this.burst.borrow().fates().iter().map(|fate| *fate as usize).collect())
    }
}

/// One is equal to itself alone, whatever goes through it.
impl PartialEq for Flow {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

/// How much waits at most while it is sent without pause, in bytes.
const FULL: u64 = 1024 * 1024;
const PIECE: usize = 16 * 1024;
