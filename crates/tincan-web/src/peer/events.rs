//! What a browser reports of a connection, told to its driver.

use std::rc::Rc;

use futures::channel::mpsc::UnboundedSender;
use gloo_events::EventListener;
use js_sys::{JsString, Reflect};
use tincan_core::peer::{Input, Transport};
use tincan_protocol::{Candidate, ChatMessage, PeerMessage, TransferMessage, json};
use wasm_bindgen::JsCast;
use web_sys::{
    Event as DomEvent, EventTarget, MessageEvent, RtcDataChannelEvent, RtcPeerConnection, RtcPeerConnectionIceEvent,
    RtcPeerConnectionState,
};

use super::{Command, Event, Shared, Trace};
use crate::sys::{IceCandidate, IceErrorEvent, has_dtls_failed};

/// What a browser's event is to the engine, if anything.
type Reaction = dyn Fn(&Shared, &DomEvent) -> Option<Input>;

/// Turns the browser's events into commands. The listeners hold the connection, and the peer holds the listeners.
pub(super) fn listen(shared: &Rc<Shared>, commands: &UnboundedSender<Command>) -> Vec<EventListener> {
    let Shared { connection, channel, .. } = &**shared;
    let on = |target: &EventTarget, name: &'static str, react: Box<Reaction>| {
        let (shared, commands) = (Rc::clone(shared), commands.clone());
        EventListener::new(target, name, move |event| {
            if let Some(input) = react(&shared, event) {
                let _ = commands.unbounded_send(Command::Handle(input));
            }
        })
    };
    vec![
        on(
            connection,
            "negotiationneeded",
            Box::new(|shared, _| {
                shared.trace(Trace::NegotiationNeeded);
                Some(Input::NegotiationNeeded)
            }),
        ),
        on(
            connection,
            "icecandidate",
            Box::new(|shared, event| {
                let candidate = candidate(event.unchecked_ref())?;
                shared.trace(Trace::LocalCandidate(candidate.clone()));
                Some(Input::CandidateGathered(candidate))
            }),
        ),
        on(
            connection,
            "icecandidateerror",
            Box::new(|shared, event| {
                shared.trace(candidate_error(event.unchecked_ref()));
                None
            }),
        ),
        on(
            connection,
            "connectionstatechange",
            Box::new(|shared, _| {
                shared.trace(Trace::ConnectionState(shared.state("connectionState")));
                Some(Input::TransportChanged(transport(&shared.connection)))
            }),
        ),
        on(
            connection,
            "signalingstatechange",
            Box::new(|shared, _| {
                shared.trace(Trace::SignalingState(shared.state("signalingState")));
                None
            }),
        ),
        on(
            connection,
            "icegatheringstatechange",
            Box::new(|shared, _| {
                shared.trace(Trace::IceGatheringState(shared.state("iceGatheringState")));
                None
            }),
        ),
        on(
            connection,
            "iceconnectionstatechange",
            Box::new(|shared, _| {
                shared.trace(Trace::IceConnectionState(shared.state("iceConnectionState")));
                None
            }),
        ),
        on(
            connection,
            "datachannel",
            Box::new(|shared, event| {
                let channel = event.unchecked_ref::<RtcDataChannelEvent>().channel();
                // Each costs some work, whatever becomes of it.
                shared.admit(0, || {
                    shared.tell(Event::DataChannel(channel));
                    None
                })
            }),
        ),
        on(
            channel,
            "open",
            Box::new(|shared, _| {
                shared.trace(Trace::ControlChannel(true));
                shared.tell(Event::ChannelOpened);
                Some(Input::ChannelOpened)
            }),
        ),
        on(
            channel,
            "close",
            Box::new(|shared, _| {
                shared.trace(Trace::ControlChannel(false));
                shared.tell(Event::ChannelClosed);
                Some(Input::ChannelClosed)
            }),
        ),
        on(
            channel,
            "message",
            Box::new(|shared, event| {
                let data = event.unchecked_ref::<MessageEvent>().data();
                let length = data.dyn_ref::<JsString>().map(JsString::length).unwrap_or_default();
                shared.admit(length as usize, || shared.hear(&data.as_string()?))
            }),
        ),
    ]
}

impl Shared {
    /// Takes what came on the control channel. People do not wait for a negotiation to hear each other: what belongs to the chat is
    /// told at once.
    fn hear(&self, text: &str) -> Option<Input> {
        let message = match json::read(text) {
            Ok(PeerMessage::Chat(_)) if text.len() > ChatMessage::MAX_BYTES => Err(Event::ChatGarbage),
            Ok(PeerMessage::Chat(message)) => Err(Event::Chat(message)),
            Ok(PeerMessage::Transfer) if text.len() > TransferMessage::MAX_BYTES => Ok(PeerMessage::Unknown),
            Ok(PeerMessage::Transfer) => Err(Event::Transfer(text.to_owned())),
            Ok(PeerMessage::Safety { safety }) => Err(Event::Safety(safety)),
            Ok(message) => Ok(message),
            Err(_) if is_chat(text) => Err(Event::ChatGarbage),
            // What else does not parse is skipped, as a type of a newer version is.
            Err(_) => Ok(PeerMessage::Unknown),
        };
        message.map(Input::ChannelReceived).map_err(|event| self.tell(event)).ok()
    }

    /// A state of the connection, in the words of the specification.
    fn state(&self, property: &str) -> String {
        let state = Reflect::get(&self.connection, &property.into());
        state.ok().and_then(|state| state.as_string()).unwrap_or_default()
    }
}

/// Whether this means to be a message of the chat, though it is none.
fn is_chat(text: &str) -> bool {
    struct Cover {
        kind: String,
    }
    json::object!(Cover { kind as "type" });
    json::read::<Cover>(text).is_ok_and(|cover| cover.kind == "chat")
}

fn candidate(event: &RtcPeerConnectionIceEvent) -> Option<Candidate> {
    let candidate: IceCandidate = event.candidate()?.unchecked_into();
    Some(Candidate {
        candidate: candidate.candidate(),
        sdp_mid: candidate.sdp_mid(),
        sdp_m_line_index: candidate.sdp_m_line_index(),
        username_fragment: candidate.username_fragment(),
    })
}

fn candidate_error(event: &IceErrorEvent) -> Trace {
    Trace::CandidateError {
        url: event.url().unwrap_or_default(),
        code: event.error_code().unwrap_or_default(),
        text: event.error_text().unwrap_or_default(),
    }
}

fn transport(connection: &RtcPeerConnection) -> Transport {
    match connection.connection_state() {
        RtcPeerConnectionState::Connecting => Transport::Connecting,
        RtcPeerConnectionState::Connected => Transport::Connected,
        RtcPeerConnectionState::Disconnected => Transport::Disconnected,
        RtcPeerConnectionState::Failed if has_dtls_failed(connection) => Transport::Broken,
        RtcPeerConnectionState::Failed => Transport::Failed,
        RtcPeerConnectionState::Closed => Transport::Closed,
        _ => Transport::New,
    }
}
