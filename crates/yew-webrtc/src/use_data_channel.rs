//! The hook over a channel for one's own messages.

use std::{cell::RefCell, fmt, rc::Rc};

use tincan_core::data_channel::{ChannelMessage, ChannelOptions, CodecError, SendError};
use tincan_web::data_channel::{ChannelEnd, ChannelStatus, DataChannel, DataChannelEvent};
use yew::prelude::*;

use crate::{UsePeerHandle, use_peer::SamePeer};

/// What [`use_data_channel`] takes.
#[derive(Debug)]
pub struct DataChannelOptions<M> {
    /// Which end of the channel this is, and what it is made with. When it changes, the channel is closed, and another one opened.
    pub end: ChannelEnd,
    /// How many of the last messages the handle shows; with 0 none, and nothing is rendered for a message.
    pub keep: usize,
    /// When no more than so many bytes wait to be sent any more, `on_low` is told.
    pub low_water: u32,
    /// Told each message, in the order in which they arrive.
    pub on_message: Callback<Rc<M>>,
    /// Told what arrived and is no such message; the other side may send anything.
    pub on_garbage: Callback<CodecError>,
    /// Told that little waits to be sent any more: whoever has much to send goes on.
    pub on_low: Callback<()>,
}

impl<M> DataChannelOptions<M> {
    /// Opens a channel. It is announced to the other side, or both sides open it, where it is
    /// [negotiated](ChannelOptions::negotiated).
    #[must_use]
    pub fn opens(options: ChannelOptions) -> Self {
        Self::new(ChannelEnd::Opens(options))
    }

    /// Takes the channel that the other side opens under this label.
    #[must_use]
    pub fn takes(label: impl Into<String>) -> Self {
        Self::new(ChannelEnd::Takes(label.into()))
    }

    fn new(end: ChannelEnd) -> Self {
        Self {
            end,
            keep: 0,
            low_water: 512 * 1024,
            on_message: Callback::noop(),
            on_garbage: Callback::noop(),
            on_low: Callback::noop(),
        }
    }
}

impl<M> Clone for DataChannelOptions<M> {
    fn clone(&self) -> Self {
        let Self { end, keep, low_water, on_message, on_garbage, on_low } = self;
        Self {
            end: end.clone(),
            keep: *keep,
            low_water: *low_water,
            on_message: on_message.clone(),
            on_garbage: on_garbage.clone(),
            on_low: on_low.clone(),
        }
    }
}

/// A channel for messages of your own beside a connection's media: of any type, and as reliable as you like.
///
/// `M` is what goes through it, the same on both sides: a `String`, bytes as `Vec<u8>`, any type of serde's inside
/// [`Json`](crate::Json), or a type with a format of its own ([`ChannelMessage`]). The channel opens whenever the connection does, also when it
/// is opened anew: what was sent over the former one may be lost.
///
/// # Example
///
/// ```no_run
/// use serde::{Deserialize, Serialize};
/// use yew::prelude::*;
/// use yew_webrtc::{ChannelOptions, ChannelStatus, DataChannelOptions, Json, Reliability, UsePeerHandle, use_data_channel};
///
/// #[derive(Debug, PartialEq, Serialize, Deserialize)]
/// struct Pointer { x: i32, y: i32 }
///
/// #[derive(Properties, PartialEq)]
/// struct Props { peer: UsePeerHandle, calls: bool }
///
/// /// Shows where the other side points. Only the latest matters: what is lost is not sent again.
/// #[component]
/// fn Pointers(props: &Props) -> Html {
///     let options = if props.calls {
///         let unreliable = Reliability::MaxRetransmits(0);
///         DataChannelOptions::opens(ChannelOptions { label: "pointer".into(), reliability: unreliable, ..Default::default() })
///     } else {
///         DataChannelOptions::takes("pointer")
///     };
///     let channel = use_data_channel::<Json<Pointer>>(&props.peer, DataChannelOptions { keep: 1, ..options });
///     let onpointermove = {
///         let channel = channel.clone();
///         move |event: PointerEvent| {
///             // A pointer more or less: what could not be sent is not missed.
///             let _ = channel.send(&Json(Pointer { x: event.client_x(), y: event.client_y() }));
///         }
///     };
///     html! {
///         <div {onpointermove} hidden={channel.status != ChannelStatus::Open}>
///             { for channel.messages.iter().map(|at| html! { <p>{ format!("{}, {}", at.0.x, at.0.y) }</p> }) }
///         </div>
///     }
/// }
/// ```
///
/// # Returns
///
/// A [`UseDataChannelHandle`]: how the channel is, the last messages, and the verbs.
///
/// # When it releases
///
/// On unmount, and when the `end` changes, the channel is closed, also while it is being opened. The connection is the peer's.
#[hook]
pub fn use_data_channel<M: ChannelMessage + 'static>(
    peer: &UsePeerHandle,
    options: DataChannelOptions<M>,
) -> UseDataChannelHandle<M> {
    let status = use_state_eq(ChannelStatus::default);
    let kept = use_reducer(|| Kept(Vec::new()));
    let channel = use_mut_ref(|| None::<DataChannel>);
    let latest = use_mut_ref(|| None::<DataChannelOptions<M>>);
    let (end, low_water) = (options.end.clone(), options.low_water);
    latest.replace(Some(options));
    use_effect_with((end, low_water, SamePeer(peer.clone())), {
        let (status, kept) = (status.setter(), kept.dispatcher());
        let (channel, latest) = (Rc::clone(&channel), Rc::clone(&latest));
        move |(end, low_water, SamePeer(peer))| {
            let on_event = {
                let (channel, status) = (Rc::clone(&channel), status.clone());
                move |event| match event {
                    DataChannelEvent::Changed => {
                        let now = channel.borrow().as_ref().map(DataChannel::status);
                        status.set(now.unwrap_or_default());
                    }
                    DataChannelEvent::Received(payload) => {
                        // Cloned out of the borrow: a callback may render, and with that renew the callbacks.
                        let options = latest.borrow().clone();
                        let Some(options) = options else { return };
                        match M::from_payload(payload) {
                            Ok(message) => {
                                let message = Rc::new(message);
                                if options.keep > 0 {
                                    kept.dispatch((Rc::clone(&message), options.keep));
                                }
                                options.on_message.emit(message);
                            }
                            Err(error) => options.on_garbage.emit(error),
                        }
                    }
                    DataChannelEvent::Low => {
                        let on_low = latest.borrow().as_ref().map(|options| options.on_low.clone());
                        if let Some(on_low) = on_low {
                            on_low.emit(());
                        }
                    }
                }
            };
            let made = peer.link().map(|link| link.channel(end.clone(), *low_water, on_event));
            status.set(made.as_ref().map(DataChannel::status).unwrap_or_default());
            channel.replace(made);
            move || {
                let closed = channel.take();
                drop(closed);
            }
        }
    });
    UseDataChannelHandle { status: (*status).clone(), messages: kept.0.clone(), channel }
}

/// The last messages, oldest first.
struct Kept<M>(Vec<Rc<M>>);

impl<M> Reducible for Kept<M> {
    /// One more, and how many there may be.
    type Action = (Rc<M>, usize);

    fn reduce(self: Rc<Self>, (message, keep): Self::Action) -> Rc<Self> {
        let gone = (self.0.len() + 1).saturating_sub(keep);
        Rc::new(Self(self.0.iter().skip(gone).cloned().chain([message]).collect()))
    }
}

/// What [`use_data_channel`] returns.
pub struct UseDataChannelHandle<M> {
    /// How the channel is.
    pub status: ChannelStatus,
    /// The last messages, oldest first: as many as are to be [kept](DataChannelOptions::keep).
    pub messages: Vec<Rc<M>>,
    channel: Rc<RefCell<Option<DataChannel>>>,
}

impl<M: ChannelMessage> UseDataChannelHandle<M> {
    /// Sends a message. Where the channel is reliable, and stays open, it arrives.
    ///
    /// # Errors
    /// The channel is not open, the message is larger than the other side takes, or too much waits already: then send it again when
    /// [`on_low`](DataChannelOptions::on_low) is told. Or the message cannot be written.
    pub fn send(&self, message: &M) -> Result<(), SendError> {
        let payload = message.to_payload()?;
        self.channel.borrow().as_ref().map_or(Err(SendError::Closed), |channel| channel.send(&payload))
    }
}

impl<M> UseDataChannelHandle<M> {
    /// How many bytes were sent and have not left the browser, now (`bufferedAmount`). Nothing is rendered when it changes.
    #[must_use]
    pub fn buffered(&self) -> u64 {
        self.look(0, DataChannel::buffered)
    }

    /// The most bytes in one message (`maxMessageSize`); 0 without a connection.
    #[must_use]
    pub fn max_message_size(&self) -> u64 {
        self.look(0, DataChannel::max_message_size)
    }

    /// The channel's number in its connection, as soon as it has one.
    #[must_use]
    pub fn id(&self) -> Option<u16> {
        self.look(None, DataChannel::id)
    }

    /// Opens it again after it was closed or refused.
    pub fn open(&self) {
        self.look((), DataChannel::open);
    }

    /// Closes it, for both sides. What was sent before still arrives.
    pub fn close(&self) {
        self.look((), DataChannel::close);
    }

    fn look<T>(&self, without: T, look: impl FnOnce(&DataChannel) -> T) -> T {
        self.channel.borrow().as_ref().map_or(without, look)
    }
}

impl<M> Clone for UseDataChannelHandle<M> {
    fn clone(&self) -> Self {
        Self { status: self.status.clone(), messages: self.messages.clone(), channel: Rc::clone(&self.channel) }
    }
}

impl<M> PartialEq for UseDataChannelHandle<M> {
    /// Equal handles show the same and do the same.
    fn eq(&self, other: &Self) -> bool {
        let same_messages = self.messages.len() == other.messages.len()
            && self.messages.iter().zip(&other.messages).all(|(own, other)| Rc::ptr_eq(own, other));
        self.status == other.status && same_messages && Rc::ptr_eq(&self.channel, &other.channel)
    }
}

impl<M> fmt::Debug for UseDataChannelHandle<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UseDataChannelHandle").field("status", &self.status).finish_non_exhaustive()
    }
}
