//! A data channel: one way for messages beside a connection's media (RFC 8831, RFC 8832).

use std::{cell::Cell, fmt, rc::Rc};

use gloo_events::EventListener;
use js_sys::{ArrayBuffer, Reflect};
pub use tincan_core::data_channel::{ChannelOptions, Priority, Reliability};
use tincan_core::data_channel::{Payload, SendError};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{MessageEvent, RtcDataChannel, RtcDataChannelInit, RtcDataChannelState, RtcDataChannelType};

use crate::sys::{ErrorParts, PeerConnection, error_parts, has};

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

    /// Below which number of bytes that wait it is told that they are few: 512 KiB, if nothing else is said.
    pub fn set_low_water(&self, bytes: u32) {
        self.channel.set_buffered_amount_low_threshold(bytes);
    }

    /// The number of the channel in its connection, as soon as it has one.
    #[must_use]
    pub fn id(&self) -> Option<u16> {
        self.channel.id()
    }

    /// Sends bytes. False: they were not sent, for whatever reason.
    pub(crate) fn push(&self, bytes: &ArrayBuffer) -> bool {
        let sent = self.channel.send_with_array_buffer(bytes).is_ok();
        if sent {
            self.count(bytes.byte_length().into());
        }
        sent
    }

    /// Sends a message. `max` is the most bytes that the other side takes, for the words of the error.
    ///
    /// # Errors
    /// The channel is not open, the message is longer than the other side takes, or too much waits already.
    pub(crate) fn send(&self, message: &Payload, max: u64) -> Result<(), SendError> {
        let sent = match message {
            Payload::Text(text) => self.channel.send_with_str(text),
            Payload::Bytes(bytes) => self.channel.send_with_u8_array(bytes),
        };
        let bytes = message.len() as u64;
        sent.map_err(|error| {
            let ErrorParts { name, message, .. } = error_parts(&error);
            SendError::from_dom(&name, &message, bytes, max, self.buffered())
        })?;
        self.count(bytes);
        Ok(())
    }

    fn count(&self, bytes: u64) {
        self.sent.set(self.sent.get() + bytes);
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

/// Whether the browser knows the priority of a channel. Those that do not skip it without a word.
#[must_use]
pub fn knows_priority() -> bool {
    let class = Reflect::get(&js_sys::global(), &"RTCDataChannel".into());
    let prototype = class.and_then(|class| Reflect::get(&class, &"prototype".into()));
    prototype.is_ok_and(|prototype| has(&prototype, "priority"))
}

/// What the browser is given to make a channel.
pub(crate) fn init(options: &ChannelOptions) -> RtcDataChannelInit {
    let init = RtcDataChannelInit::new();
    init.set_ordered(!options.unordered);
    init.set_protocol(&options.protocol);
    match options.reliability {
        Reliability::Reliable => {}
        Reliability::MaxRetransmits(times) => init.set_max_retransmits(times),
        Reliability::MaxPacketLifeTime(milliseconds) => init.set_max_packet_life_time(milliseconds),
    }
    if let Some(id) = options.negotiated {
        init.set_negotiated(true);
        init.set_id(id);
    }
    // A plain object takes any property, and browsers skip those that they do not know.
    let _ = Reflect::set(&init, &"priority".into(), &options.priority.name().into());
    init
}

/// The most bytes in one message to the other side (RFC 8841 6.1), as the browser says; none, as long as it does not.
pub(crate) fn max_message_size(connection: &PeerConnection) -> Option<f64> {
    let sctp = Reflect::get(connection, &"sctp".into()).unwrap_or_default();
    let said = if sctp.is_object() { Reflect::get(&sctp, &"maxMessageSize".into()).ok() } else { None };
    // Some say zero for infinity.
    said.and_then(|said| said.as_f64()).map(|bytes| if bytes >= 1.0 { bytes } else { f64::INFINITY })
}

/// As [`max_message_size`], and no more than every browser sends in one piece.
pub(crate) fn max_message(connection: &PeerConnection) -> u32 {
    max_message_size(connection).map_or(64 * 1024, |bytes| bytes.min(f64::from(MAX_MESSAGE)) as u32)
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

const MAX_MESSAGE: u32 = 256 * 1024;

/// When less than this waits, more is wanted.
pub(crate) const LOW_WATER: u32 = 512 * 1024;
