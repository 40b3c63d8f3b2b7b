//! One connection to one other person.
//!
//! A [`Peer`] owns an `RTCPeerConnection` with its four [`Slot`]s and its control channel. What to do is decided by
//! [`tincan_core::peer`]; one driver task does it, each thing to its end before the next. How signals travel is the owner's
//! affair: [`Event::Signal`] is to be brought to the other side's [`Peer::receive`].

mod driver;
mod encoding;
mod events;
mod prepared;

use std::{
    cell::{Cell, RefCell},
    fmt,
    rc::Rc,
};

use futures::channel::mpsc::{UnboundedSender, unbounded};
use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use js_sys::Promise;
pub use tincan_core::paths::{PathKind, Paths, Relays};
pub use tincan_core::peer::{ConnectionStatus, PeerProblem, Role, Transport};
use tincan_core::{
    peer::{self as engine, Input, signal_weight},
    safety::Fingerprint,
};
use tincan_protocol::{
    Candidate, ChatMessage, ConnectionId, Description, IceServer, OpaqueSafety, PeerMessage, Presence, Signal,
    SignalBody,
};
use wasm_bindgen::JsValue;
use web_sys::{MediaStream, RtcDataChannel, RtcDataChannelState, RtcSessionDescription};

pub(crate) use self::prepared::OpenConnection;
pub use self::prepared::Prepared;
use self::{driver::drive, encoding::Encodings};
pub use crate::slots::{LocalTracks, Slot};
use crate::{
    channel::{self, Channel, ChannelEvent, ChannelOptions},
    slots::Slots,
    task::Task,
};

/// What a connection is made with.
#[derive(Debug, Clone)]
pub struct PeerOptions {
    /// Which attempt at a connection between the two this is. The opener draws the number, the other side learns it from
    /// the first signal.
    pub connection: ConnectionId,
    /// Who offers first.
    pub role: Role,
    /// Which side yields when both offer at once: true on exactly one side ([`Role::is_polite`]).
    pub polite: bool,
    /// What to reach the other side through; may be empty on a network without address translation.
    pub ice_servers: Vec<IceServer>,
    /// By which paths.
    pub paths: Paths,
    /// What this side sends at first.
    pub local: LocalTracks,
}

/// What an owner of a [`Peer`] is told.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// To be brought to the other side.
    Signal(Signal),
    /// The status, the presence, the problem or the streams are different.
    Changed,
    /// The other side said goodbye.
    Left,
    /// Nothing will come of this connection any more, whatever is restarted: open another one.
    Broken,
    /// The control channel opened: what is [said](Peer::say) from now on may arrive.
    ChannelOpened,
    /// The control channel closed. Nobody knows what of the last that was said has arrived.
    ChannelClosed,
    /// The other side says this in the chat.
    Chat(ChatMessage),
    /// The other side means to say something in the chat, and it is too long or makes no sense.
    ChatGarbage,
    /// The other side says this about files: a [`TransferCover`](tincan_protocol::TransferCover), as it came.
    Transfer(String),
    /// The other side says this, so that a safety code can be compared.
    Safety(OpaqueSafety),
    /// The other side has opened a channel beside the control channel. Whoever does not want it closes it.
    DataChannel(RtcDataChannel),
    /// A step of the connection, for those who watch one being made.
    Trace(Trace),
}

/// A step of a connection, as the browser reports it.
#[derive(Debug, Clone, PartialEq)]
pub enum Trace {
    /// `negotiationneeded` fired.
    NegotiationNeeded,
    /// An ICE restart was asked for.
    IceRestart,
    /// This side's description is set.
    LocalDescription(Description),
    /// The other side's description is set.
    RemoteDescription(Description),
    /// This side has a candidate.
    LocalCandidate(Candidate),
    /// The other side's candidate was added.
    RemoteCandidate(Candidate),
    /// A STUN or TURN server did not do its part.
    CandidateError {
        /// Which server.
        url: String,
        /// A STUN error code (RFC 8489 14.8), or 701 when it did not answer.
        code: u16,
        /// Its words.
        text: String,
    },
    /// `signalingState` changed.
    SignalingState(String),
    /// `iceGatheringState` changed.
    IceGatheringState(String),
    /// `iceConnectionState` changed.
    IceConnectionState(String),
    /// `connectionState` changed.
    ConnectionState(String),
    /// The control channel opened (true) or closed.
    ControlChannel(bool),
    /// Something was refused by the browser, with its words.
    Refused(String),
}

/// Why a connection cannot even be begun.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("this browser cannot make a connection: {0}")]
pub struct PeerError(
    /// The browser's words.
    pub String,
);

/// One connection to one other person. Dropping it closes the connection and takes every listener and timer with it; the
/// other side notices by its control channel. The tracks that it sends are lent and go on.
pub struct Peer {
    shared: Rc<Shared>,
    commands: UnboundedSender<Command>,
    listeners: Vec<EventListener>,
    _driver: Task,
}

#[derive(Debug)]
enum Command {
    Handle(Input),
    Send(LocalTracks),
}

struct Shared {
    engine: RefCell<engine::Peer>,
    connection: OpenConnection,
    channel: RtcDataChannel,
    slots: RefCell<Option<Rc<Slots>>>,
    /// What is wanted in the slots, and what was put there last.
    local: RefCell<LocalTracks>,
    sending: RefCell<LocalTracks>,
    encodings: Encodings,
    /// The first offer is answered: something may come through the slots.
    agreed: Cell<bool>,
    timer: Cell<Option<Timeout>>,
    /// A description is being made or set.
    describing: Cell<bool>,
    /// The peer is dropped: perhaps by `on_event`, in the middle of something.
    closed: Cell<bool>,
    on_event: Box<dyn Fn(Event)>,
}

impl Peer {
    /// Begins a connection. What happens is told to `on_event`, never before this returns nor after the peer is dropped;
    /// `on_event` may drop the peer.
    ///
    /// # Errors
    /// The browser has no WebRTC, or refuses an ICE server.
    pub fn open(options: PeerOptions, on_event: impl Fn(Event) + 'static) -> Result<Self, PeerError> {
        let prepared = Prepared::new(options.role, &options.local, &options.ice_servers, options.paths)?;
        Ok(Self::begin(prepared, options, on_event))
    }

    /// As [`open`](Self::open), as the side that opens, of what was made ahead.
    ///
    /// # Errors
    /// The browser refuses an ICE server.
    pub fn open_prepared(
        prepared: Prepared,
        options: PeerOptions,
        on_event: impl Fn(Event) + 'static,
    ) -> Result<Self, PeerError> {
        prepared.connection.reach_through(&options.ice_servers, options.paths)?;
        Ok(Self::begin(prepared, PeerOptions { role: Role::Opener, ..options }, on_event))
    }

    fn begin(prepared: Prepared, options: PeerOptions, on_event: impl Fn(Event) + 'static) -> Self {
        let PeerOptions { connection: id, role, polite, local, ice_servers: _, paths: _ } = options;
        let Prepared { connection, channel, slots, sending } = prepared;
        let (commands, received) = unbounded();
        let shared = Rc::new(Shared {
            engine: RefCell::new(engine::Peer::new(id, role, polite)),
            connection,
            channel,
            sending: RefCell::new(sending),
            slots: RefCell::new(slots.map(Rc::new)),
            local: RefCell::default(),
            encodings: Encodings::default(),
            agreed: Cell::new(false),
            timer: Cell::new(None),
            describing: Cell::new(role == Role::Opener),
            closed: Cell::new(false),
            on_event: Box::new(on_event),
        });
        let listeners = events::listen(&shared, &commands);
        let driver = Task::spawn(drive(Rc::clone(&shared), received, commands.clone()));
        let peer = Self { shared, commands, listeners, _driver: driver };
        peer.send(local);
        if role == Role::Opener {
            // The browser will say so too, but as a task of its own, after whatever is being rendered.
            peer.command(Command::Handle(Input::NegotiationNeeded));
        }
        peer
    }

    /// Which connection this is.
    #[must_use]
    pub fn connection(&self) -> ConnectionId {
        self.shared.engine.borrow().connection()
    }

    /// How the connection is.
    #[must_use]
    pub fn status(&self) -> ConnectionStatus {
        self.shared.engine.borrow().status()
    }

    /// What the other side means to send, once it has said so.
    #[must_use]
    pub fn presence(&self) -> Option<Presence> {
        self.shared.engine.borrow().presence()
    }

    /// Whether a description is being made or set: whatever else keeps the page busy now holds the connection up.
    #[must_use]
    pub fn is_describing(&self) -> bool {
        self.shared.describing.get()
    }

    /// The latest thing that is wrong with what the other side sends.
    #[must_use]
    pub fn problem(&self) -> Option<PeerProblem> {
        self.shared.engine.borrow().problem().cloned()
    }

    /// The certificates of this side and of the other one, once the control channel is open, and so DTLS has proof of both. `None`: it is
    /// not, or a description does not say which certificate counts.
    #[must_use]
    pub(crate) fn certificates(&self) -> Option<(Fingerprint, Fingerprint)> {
        let Shared { connection, channel, .. } = &*self.shared;
        let named = |description: Option<RtcSessionDescription>| Fingerprint::of_description(&description?.sdp());
        let is_open = channel.ready_state() == RtcDataChannelState::Open;
        Some((named(connection.current_local_description())?, named(connection.current_remote_description())?))
            .filter(|_| is_open)
    }

    /// What the other side sends in a slot: a stream of one track, from the first answer on. Earlier it would be of no use,
    /// and whoever plays it would hold up the offer and the answer: to set up a player takes longer than both. Whether
    /// anything is meant to come is said by [`presence`](Self::presence).
    #[must_use]
    pub fn remote(&self, slot: Slot) -> Option<MediaStream> {
        if !self.shared.agreed.get() {
            return None;
        }
        self.shared.slots.borrow().as_ref().map(|slots| slots.remote(slot))
    }

    /// When voice or picture came, if any did after this moment: both in milliseconds by the browser's clock.
    pub(crate) fn heard_after(&self, moment: f64) -> Option<f64> {
        self.shared.slots.borrow().as_ref()?.heard_after(moment)
    }

    /// What the browser counts of the connection (webrtc-stats): an `RTCStatsReport`.
    pub(crate) fn statistics(&self) -> Promise {
        self.shared.connection.get_stats()
    }

    /// Takes what the other side's [`Event::Signal`] said about this connection.
    pub fn receive(&self, body: SignalBody) {
        self.arrive(signal_weight(&body), Input::Received(body));
    }

    /// Takes what the other side sent and no signal is; `why` in the parser's words.
    pub fn receive_garbage(&self, why: String) {
        self.arrive(why.len(), Input::ReceivedGarbage(why));
    }

    /// The other side wants connection after connection, and does not get them.
    pub fn report_overrun(&self) {
        self.command(Command::Handle(Input::TooManyAttempts));
    }

    /// The way by which signals travel works again: what may have been lost is sent again.
    pub fn regain_path(&self) {
        self.command(Command::Handle(Input::PathRegained));
    }

    /// Sends these tracks from now on, and tells the other side. Nothing is negotiated.
    pub fn send(&self, local: LocalTracks) {
        self.command(Command::Send(local));
    }

    /// Reaches the other side through these servers and by these paths when it looks for a path the next time; the one that is
    /// there goes on. The browser may refuse a server: then all stays as it was.
    pub fn reach_through(&self, servers: &[IceServer], paths: Paths) {
        if let Err(PeerError(why)) = self.shared.connection.reach_through(servers, paths) {
            (self.shared.on_event)(Event::Trace(Trace::Refused(why)));
        }
    }

    /// Looks for a new path between the two (ICE restart, RFC 8445 9).
    pub fn restart(&self) {
        self.command(Command::Handle(Input::RestartRequested));
    }

    /// As [`restart`](Self::restart), also where a path is looked for already: the network is another one, or is back.
    pub fn network_changed(&self) {
        self.command(Command::Handle(Input::NetworkChanged));
    }

    /// Says this on the control channel, now. While that is not open it is lost, and whoever says it is told when it opens
    /// ([`Event::ChannelOpened`]).
    pub fn say(&self, message: &PeerMessage) {
        self.shared.send_message(message);
    }

    /// Says a message that is JSON already, as [`say`](Self::say) does.
    pub fn say_text(&self, text: &str) {
        self.shared.send_text(text);
    }

    /// Opens a channel beside the control channel. It closes with the connection, or when its owner is dropped.
    ///
    /// # Errors
    /// The connection is closed, or the browser refuses the options: a number that is in use, or two kinds of unreliability.
    pub fn open_channel(
        &self,
        options: &ChannelOptions,
        on_event: impl Fn(ChannelEvent) + 'static,
    ) -> Result<Channel, PeerError> {
        let channel =
            self.shared.connection.create_data_channel(&options.label, &channel::init(options)).map_err(peer_error)?;
        Ok(Channel::own(channel, on_event))
    }

    /// The most bytes that the other side takes in one message.
    #[must_use]
    pub fn max_message(&self) -> u32 {
        channel::max_message(&self.shared.connection)
    }

    /// The most bytes that the browser sends in one message (`maxMessageSize`); those that the specification promises, as long as it is not
    /// known.
    #[must_use]
    pub fn max_message_size(&self) -> u64 {
        channel::max_message_size(&self.shared.connection).map_or(64 * 1024, |bytes| bytes as u64)
    }

    /// Tells the other side that this one leaves. To be dropped right after.
    pub fn say_goodbye(&self) {
        self.shared.send_message(&PeerMessage::Bye);
    }

    fn arrive(&self, bytes: usize, input: Input) {
        if let Some(input) = self.shared.admit(bytes, || Some(input)) {
            self.command(Command::Handle(input));
        }
    }

    fn command(&self, command: Command) {
        // The driver lives as long as the peer.
        let _ = self.commands.unbounded_send(command);
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        self.shared.closed.set(true);
        self.listeners.clear();
        self.shared.timer.take();
        self.shared.connection.close();
    }
}

impl fmt::Debug for Peer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Peer").field("engine", &self.shared.engine).finish_non_exhaustive()
    }
}

fn peer_error(error: JsValue) -> PeerError {
    PeerError(driver::words(error))
}
