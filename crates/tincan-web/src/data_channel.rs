//! A channel for one's own messages, on a [`Link`](crate::link::Link) and through all of its connections.

use std::{
    cell::RefCell,
    fmt,
    rc::{Rc, Weak},
};

use tincan_core::data_channel::{ChannelOptions, Payload, SendError};
use web_sys::RtcDataChannel;

use crate::{
    channel::{Channel, ChannelEvent},
    link,
    peer::Peer,
};

/// Which end of a channel one has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChannelEnd {
    /// That of the side which makes it. It is announced to the other side, or, where it is
    /// [negotiated](ChannelOptions::negotiated), the other side makes it, too.
    Opens(ChannelOptions),
    /// That of the other side: it takes what is announced under this label, if nobody else here has taken it.
    Takes(String),
}

/// How a channel is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum ChannelStatus {
    /// There is no connection; or the other side has not announced the channel.
    #[default]
    Waiting,
    /// It is being opened.
    Connecting,
    /// What is sent arrives, as far as the channel is reliable.
    Open,
    /// One of the two has closed it, and the connection still stands.
    Closed,
    /// The browser does not make such a channel, in its words: its number is in use, or it makes no more of them.
    Refused(String),
}

/// What the owner of a [`DataChannel`] is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DataChannelEvent {
    /// The [status](DataChannel::status) is another one.
    Changed,
    /// A message arrived.
    Received(Payload),
    /// Of what was sent, little waits any more.
    Low,
}

/// One end of a channel. It is there again with each new connection of its link. Dropping it closes it.
pub struct DataChannel(Rc<Held>);

impl DataChannel {
    pub(crate) fn new(held: Rc<Held>) -> Self {
        Self(held)
    }

    /// How it is.
    #[must_use]
    pub fn status(&self) -> ChannelStatus {
        self.0.status.borrow().clone()
    }

    /// Sends a message. Where the channel is reliable, and stays open, it arrives.
    ///
    /// # Errors
    /// The channel is not open, the message is larger than the other side takes, or too much waits already.
    pub fn send(&self, message: &Payload) -> Result<(), SendError> {
        let channel = self.0.channel.borrow();
        let open = channel.as_ref().filter(|channel| channel.is_open()).ok_or(SendError::Closed)?;
        open.send(message, self.max_message_size())
    }

    /// How many bytes were sent and have not left the browser.
    #[must_use]
    pub fn buffered(&self) -> u64 {
        self.0.channel.borrow().as_ref().map_or(0, Channel::buffered)
    }

    /// The most bytes in one message; 0 without a connection.
    #[must_use]
    pub fn max_message_size(&self) -> u64 {
        let mut size = 0;
        if let Some(link) = self.0.link.upgrade() {
            link.with_peer(|peer| size = peer.max_message_size());
        }
        size
    }

    /// Its number in the connection, as soon as it has one.
    #[must_use]
    pub fn id(&self) -> Option<u16> {
        self.0.channel.borrow().as_ref().and_then(Channel::id)
    }

    /// Opens it again after it was closed or refused. An end that takes one can take another then anyway.
    pub fn open(&self) {
        if !matches!(*self.0.status.borrow(), ChannelStatus::Closed | ChannelStatus::Refused(_)) {
            return;
        }
        if let Some(link) = self.0.link.upgrade() {
            link.with_peer(|peer| self.0.begin(peer));
            self.0.tell();
        }
    }

    /// Closes it, for both sides. What was sent before still arrives.
    pub fn close(&self) {
        if matches!(*self.0.status.borrow(), ChannelStatus::Connecting | ChannelStatus::Open) {
            self.0.settle(ChannelStatus::Closed);
            self.0.tell();
        }
    }
}

impl fmt::Debug for DataChannel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DataChannel").field("end", &self.0.end).field("status", &self.0.status).finish()
    }
}

/// What the owner and the link have in common.
pub(crate) struct Held {
    this: Weak<Self>,
    link: Weak<link::Inner>,
    end: ChannelEnd,
    low_water: u32,
    channel: RefCell<Option<Channel>>,
    status: RefCell<ChannelStatus>,
    /// As it was told last.
    told: RefCell<ChannelStatus>,
    on_event: Box<dyn Fn(DataChannelEvent)>,
}

impl Held {
    pub(crate) fn new(
        end: ChannelEnd,
        low_water: u32,
        on_event: Box<dyn Fn(DataChannelEvent)>,
        link: Weak<link::Inner>,
    ) -> Rc<Self> {
        Rc::new_cyclic(|this| Self {
            this: Weak::clone(this),
            link,
            end,
            low_water,
            channel: RefCell::default(),
            status: RefCell::default(),
            told: RefCell::default(),
            on_event,
        })
    }

    /// There is a connection. It tells nothing.
    pub(crate) fn begin(&self, peer: &Peer) {
        let ChannelEnd::Opens(options) = &self.end else { return };
        match peer.open_channel(options, self.hears()) {
            Ok(channel) => self.own(channel),
            Err(error) => self.settle(ChannelStatus::Refused(error.0)),
        }
    }

    /// The connection is gone. It tells nothing.
    pub(crate) fn end(&self) {
        self.settle(ChannelStatus::Waiting);
    }

    /// Whether this is the one that it waits for.
    pub(crate) fn wants(&self, announced: &RtcDataChannel) -> bool {
        let free = self.channel.borrow().is_none();
        free && matches!(&self.end, ChannelEnd::Takes(label) if *label == announced.label())
    }

    /// Takes what the other side has announced.
    pub(crate) fn take(&self, announced: RtcDataChannel) {
        self.own(Channel::own(announced, self.hears()));
        self.tell();
    }

    /// Tells if the status is another one than was told last.
    pub(crate) fn tell(&self) {
        let status = self.status.borrow().clone();
        if self.told.replace(status.clone()) != status {
            (self.on_event)(DataChannelEvent::Changed);
        }
    }

    /// Whoever has just got it reads the status.
    pub(crate) fn note_told(&self) {
        self.told.replace(self.status.borrow().clone());
    }

    fn own(&self, channel: Channel) {
        channel.set_low_water(self.low_water);
        self.status.replace(if channel.is_open() { ChannelStatus::Open } else { ChannelStatus::Connecting });
        let before = self.channel.replace(Some(channel));
        drop(before);
    }

    fn settle(&self, status: ChannelStatus) {
        self.status.replace(status);
        let channel = self.channel.take();
        drop(channel);
    }

    fn hears(&self) -> impl Fn(ChannelEvent) + 'static {
        let this = Weak::clone(&self.this);
        move |event| {
            if let Some(held) = this.upgrade() {
                held.hear(event);
            }
        }
    }

    fn hear(&self, event: ChannelEvent) {
        match event {
            ChannelEvent::Opened => {
                self.status.replace(ChannelStatus::Open);
                self.tell();
            }
            ChannelEvent::Closed => {
                self.settle(ChannelStatus::Closed);
                self.tell();
            }
            ChannelEvent::Text(text) => (self.on_event)(DataChannelEvent::Received(Payload::Text(text))),
            ChannelEvent::Bytes(bytes) => {
                let bytes = js_sys::Uint8Array::new(&bytes).to_vec();
                (self.on_event)(DataChannelEvent::Received(Payload::Bytes(bytes)));
            }
            ChannelEvent::Drained(_) => (self.on_event)(DataChannelEvent::Low),
        }
    }
}
