//! A data channel: one way for messages beside a connection's media (RFC 8831, RFC 8832).

use std::{cell::Cell, fmt, rc::Rc};

use gloo_events::EventListener;
use js_sys::{ArrayBuffer, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{MessageEvent, RtcDataChannel, RtcDataChannelInit, RtcDataChannelState, RtcDataChannelType};

use crate::sys::PeerConnection;

/// What a data channel is made with.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ChannelOptions {
    /// What it is called; the other side sees it.
    pub label: String,
    /// Whether messages may overtake each other.
    pub unordered: bool,
    /// What becomes of a message that is lost on the way.
    pub reliability: Reliability,
    /// How much it is worth beside other channels and media, in browsers that tell (RFC 8831 6.4).
    pub priority: Priority,
    /// How the two sides understand its messages, for themselves.
    pub protocol: String,
    /// Made by both sides with this number, instead of by one and announced to the other. Number 0 is taken.
    pub negotiated: Option<u16>,
}

/// What becomes of a message that is lost on the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Reliability {
    /// It is sent again until it arrives.
    #[default]
    Reliable,
    /// It is sent again at most so often.
    MaxRetransmits(u16),
    /// It is sent again for at most so many milliseconds.
    MaxPacketLifeTime(u16),
}

/// How much a channel is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Priority {
    /// Whatever is left.
    VeryLow,
    /// As the browser has it.
    #[default]
    Low,
    /// Twice as much.
    Medium,
    /// Four times as much.
    High,
}

impl ChannelOptions {
    pub(crate) fn init(&self) -> RtcDataChannelInit {
        let init = RtcDataChannelInit::new();
        init.set_ordered(!self.unordered);
        init.set_protocol(&self.protocol);
        match self.reliability {
            Reliability::Reliable => {}
            Reliability::MaxRetransmits(times) => init.set_max_retransmits(times),
            Reliability::MaxPacketLifeTime(milliseconds) => init.set_max_packet_life_time(milliseconds),
        }
        if let Some(id) = self.negotiated {
            init.set_negotiated(true);
            init.set_id(id);
        }
        let priority = match self.priority {
            Priority::VeryLow => "very-low",
            Priority::Low => "low",
            Priority::Medium => "medium",
            Priority::High => "high",
        };
        // A plain object takes any property, and browsers skip those that they do not know.
        let _ = Reflect::set(&init, &"priority".into(), &priority.into());
        init
    }
}

/// What the owner of a [`Channel`] is told.
#[derive(Debug, Clone, PartialEq)]
pub enum ChannelEvent {
    /// What is sent from now on may arrive.
    Opened,
    /// Nothing arrives any more.
    Closed,
    /// A text arrived.
    Text(String),
    /// Bytes arrived.
    Bytes(ArrayBuffer),
    /// Of what was sent, so many bytes in all have left the browser, and little is left to go.
    Drained(u64),
}

/// What a browser's event is to the owner, if anything.
type Reading = dyn Fn(&JsValue) -> Option<ChannelEvent>;

/// Why something was not sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("this could not be sent: {0}")]
pub struct SendError(
    /// The browser's words.
    pub String,
);

/// A data channel with an owner: dropping it closes it.
pub struct Channel {
    channel: RtcDataChannel,
    sent: Rc<Cell<u64>>,
    _listeners: Vec<EventListener>,
}

impl Channel {
    /// Takes a channel over. What happens is told to `on_event`, never before this returns nor after the owner is dropped; it may
    /// drop the owner.
    pub(crate) fn own(channel: RtcDataChannel, on_event: impl Fn(ChannelEvent) + 'static) -> Self {
        channel.set_binary_type(RtcDataChannelType::Arraybuffer);
        channel.set_buffered_amount_low_threshold(LOW_WATER);
        let sent = Rc::new(Cell::new(0));
        let on_event = Rc::new(on_event);
        let on = |name: &'static str, event: Box<Reading>| {
            let on_event = Rc::clone(&on_event);
            EventListener::new(&channel, name, move |dom| {
                if let Some(event) = event(dom) {
                    on_event(event);
                }
            })
        };
        let listeners = vec![
            on("open", Box::new(|_| Some(ChannelEvent::Opened))),
            on("close", Box::new(|_| Some(ChannelEvent::Closed))),
            on("message", Box::new(|event| message(&event.unchecked_ref::<MessageEvent>().data()))),
            on("bufferedamountlow", {
                let (channel, sent) = (channel.clone(), Rc::clone(&sent));
                Box::new(move |_| Some(ChannelEvent::Drained(left(&channel, sent.get()))))
            }),
        ];
        Self { channel, sent, _listeners: listeners }
    }

    /// What it is called.
    #[must_use]
    pub fn label(&self) -> String {
        self.channel.label()
    }

    /// Whether what is sent now may arrive.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.channel.ready_state() == RtcDataChannelState::Open
    }

    /// How many bytes were sent and have not left the browser.
    #[must_use]
    pub fn buffered(&self) -> u64 {
        u64::from(self.channel.buffered_amount())
    }

    /// How many bytes were sent and have left the browser.
    #[must_use]
    pub fn left(&self) -> u64 {
        left(&self.channel, self.sent.get())
    }

    /// Whether so little waits that more should be sent. When this becomes true again is told by [`ChannelEvent::Drained`].
    #[must_use]
    pub fn is_low(&self) -> bool {
        self.channel.buffered_amount() <= LOW_WATER
    }

    /// Sends a text.
    ///
    /// # Errors
    /// The channel is not open, the text is longer than the other side takes, or too much waits already.
    pub fn send_text(&self, text: &str) -> Result<(), SendError> {
        self.channel.send_with_str(text).map_err(send_error)?;
        self.sent.set(self.sent.get() + text.len() as u64);
        Ok(())
    }

    /// Sends bytes.
    ///
    /// # Errors
    /// As [`send_text`](Self::send_text).
    pub fn send_bytes(&self, bytes: &ArrayBuffer) -> Result<(), SendError> {
        self.channel.send_with_array_buffer(bytes).map_err(send_error)?;
        self.sent.set(self.sent.get() + u64::from(bytes.byte_length()));
        Ok(())
    }
}

impl Drop for Channel {
    fn drop(&mut self) {
        self.channel.close();
    }
}

impl fmt::Debug for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Channel").field("label", &self.channel.label()).finish_non_exhaustive()
    }
}

/// The most bytes in one message to the other side (RFC 8841 6.1), and no more than every browser sends in one piece.
pub(crate) fn max_message(connection: &PeerConnection) -> u32 {
    let sctp = Reflect::get(connection, &"sctp".into()).unwrap_or_default();
    let said = if sctp.is_object() { Reflect::get(&sctp, &"maxMessageSize".into()).ok() } else { None };
    match said.and_then(|said| said.as_f64()) {
        // Some say infinity, or zero for it.
        Some(bytes) if bytes >= 1.0 => bytes.min(f64::from(MAX_MESSAGE)) as u32,
        Some(_) => MAX_MESSAGE,
        None => 64 * 1024,
    }
}

fn message(data: &JsValue) -> Option<ChannelEvent> {
    match data.dyn_ref::<ArrayBuffer>() {
        Some(bytes) => Some(ChannelEvent::Bytes(bytes.clone())),
        None => data.as_string().map(ChannelEvent::Text),
    }
}

fn left(channel: &RtcDataChannel, sent: u64) -> u64 {
    sent.saturating_sub(u64::from(channel.buffered_amount()))
}

fn send_error(error: JsValue) -> SendError {
    SendError(crate::sys::error_parts(&error).message)
}

const MAX_MESSAGE: u32 = 256 * 1024;

/// When less than this waits, more is wanted.
const LOW_WATER: u32 = 512 * 1024;
