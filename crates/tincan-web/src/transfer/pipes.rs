//! The channels of files, as the page has them.

use std::cell::{Cell, RefCell};

use js_sys::ArrayBuffer;

use crate::channel::{Channel, LOW_WATER};

/// The channels by their keys. Those of what is received have odd ones.
#[derive(Debug, Default)]
pub(super) struct Pipes {
    open: RefCell<Vec<Pipe>>,
    next: Cell<u32>,
}

#[derive(Debug)]
struct Pipe {
    key: u32,
    channel: Channel,
    /// Bytes given to the worker that it has not taken.
    waiting: u64,
}

impl Pipes {
    pub(super) fn next_key(&self) -> u32 {
        self.next.set(self.next.get() + 1);
        self.next.get() * 2 - 1
    }

    pub(super) fn add(&self, key: u32, channel: Channel) {
        let pipe = Pipe { key, channel, waiting: 0 };
        self.close(key);
        self.open.borrow_mut().push(pipe);
    }

    pub(super) fn close(&self, key: u32) {
        let mut open = self.open.borrow_mut();
        let found = open.iter().position(|pipe| pipe.key == key);
        let pipe = found.map(|index| open.swap_remove(index));
        drop(open);
        drop(pipe);
    }

    /// Sends a frame. It says how much has left, if so little waits that nothing else will say so.
    pub(super) fn send(&self, key: u32, frame: &ArrayBuffer) -> Option<u64> {
        let open = self.open.borrow();
        let pipe = open.iter().find(|pipe| pipe.key == key)?;
        // A channel that closed meanwhile says so by its own event.
        let sent = pipe.channel.push(frame);
        pipe.expect_less();
        (sent && pipe.channel.is_low()).then(|| pipe.channel.left())
    }

    /// How many bytes wait in all of them.
    pub(super) fn buffered(&self) -> u64 {
        self.open.borrow().iter().map(|pipe| pipe.channel.buffered()).sum()
    }

    pub(super) fn note_taken(&self, key: u32, bytes: u64) {
        if let Some(pipe) = self.open.borrow_mut().iter_mut().find(|pipe| pipe.key == key) {
            pipe.waiting = pipe.waiting.saturating_sub(bytes);
        }
    }

    /// What happens when much has left a channel: less is expected next, for whoever sends may want less to wait than before.
    pub(super) fn note_drained(&self, key: u32) {
        if let Some(pipe) = self.open.borrow().iter().find(|pipe| pipe.key == key) {
            pipe.expect_less();
        }
    }

    /// Notes that so many bytes wait for the worker. False: that is more than an honest sender sends ahead.
    pub(super) fn wait(&self, key: u32, bytes: u64) -> bool {
        let mut open = self.open.borrow_mut();
        let Some(pipe) = open.iter_mut().find(|pipe| pipe.key == key) else { return true };
        pipe.waiting += bytes;
        pipe.waiting <= MOST_WAITING
    }
}

impl Pipe {
    /// Wants to be told when half of what waits has left, and in any case when little waits: a fast channel has a long way to go to the worker
    /// for more.
    fn expect_less(&self) {
        let half = u32::try_from(self.channel.buffered() / 2).unwrap_or(u32::MAX);
        self.channel.set_low_water(half.max(LOW_WATER));
    }
}

/// More than this of one file does not wait in memory, in bytes: senders are at most 16 MiB ahead.
const MOST_WAITING: u64 = 64 * 1024 * 1024;
