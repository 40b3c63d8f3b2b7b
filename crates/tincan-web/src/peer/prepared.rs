//! What a connection is before it is known to whom: made ahead, it is no longer waited for.

use std::ops::Deref;

use js_sys::Array;
use tincan_protocol::IceServer;
use wasm_bindgen::JsValue;
use web_sys::{
    RtcBundlePolicy, RtcConfiguration, RtcDataChannel, RtcDataChannelInit, RtcIceServer, RtcIceTransportPolicy,
};

use super::{LocalTracks, Paths, PeerError, Role, peer_error};
use crate::{slots::Slots, sys::PeerConnection};

/// An `RTCPeerConnection` that has negotiated nothing, with its control channel and, on the side that opens, its slots. Dropping
/// it closes it; the tracks in its slots are lent.
#[derive(Debug)]
pub struct Prepared {
    pub(super) connection: OpenConnection,
    pub(super) channel: RtcDataChannel,
    pub(super) slots: Option<Slots>,
    /// What is in the slots.
    pub(super) sending: LocalTracks,
}

impl Prepared {
    /// Makes what the side that opens a connection needs, with these tracks in its slots.
    ///
    /// # Errors
    /// The browser has no WebRTC.
    pub fn for_opener(local: &LocalTracks) -> Result<Self, PeerError> {
        Self::new(Role::Opener, local, &[], Paths::default())
    }

    pub(super) fn new(role: Role, local: &LocalTracks, servers: &[IceServer], paths: Paths) -> Result<Self, PeerError> {
        let connection = OpenConnection::new(servers, paths).map_err(peer_error)?;
        let slots = match role {
            Role::Opener => Some(Slots::offer(&connection, local).map_err(PeerError)?),
            Role::Answerer => None,
        };
        let channel = connection.create_data_channel(CONTROL, &control_init()).map_err(peer_error)?;
        let sending = if slots.is_some() { local.clone() } else { LocalTracks::default() };
        Ok(Self { connection, channel, slots, sending })
    }

    /// The tracks in the slots.
    #[must_use]
    pub fn sending(&self) -> &LocalTracks {
        &self.sending
    }
}

/// A connection that is closed when this is dropped.
#[derive(Debug)]
pub(crate) struct OpenConnection(PeerConnection);

impl OpenConnection {
    /// # Errors
    /// What the browser threw: it has no WebRTC, or takes no such server.
    pub(crate) fn new(servers: &[IceServer], paths: Paths) -> Result<Self, JsValue> {
        PeerConnection::new(&configuration(servers, paths)).map(Self)
    }

    /// It counts for what is gathered from now on (webrtc-pc 4.4.1.6): nothing is before the first description, and then anew
    /// with every ICE restart.
    pub(super) fn reach_through(&self, servers: &[IceServer], paths: Paths) -> Result<(), PeerError> {
        self.0.try_set_configuration(&configuration(servers, paths)).map_err(peer_error)
    }
}

impl Deref for OpenConnection {
    type Target = PeerConnection;

    fn deref(&self) -> &PeerConnection {
        &self.0
    }
}

impl Drop for OpenConnection {
    fn drop(&mut self) {
        self.0.close();
    }
}

fn configuration(servers: &[IceServer], paths: Paths) -> RtcConfiguration {
    let servers = servers.iter().map(|server| {
        let urls: Array = server.urls.iter().map(JsValue::from).collect();
        let init = RtcIceServer::new();
        init.set_urls(&urls);
        if let Some(username) = &server.username {
            init.set_username(username);
        }
        if let Some(credential) = &server.credential {
            init.set_credential(credential);
        }
        init
    });
    let configuration = RtcConfiguration::new();
    // One transport for all sections from the start: without it each of them gathers candidates of its own.
    configuration.set_bundle_policy(RtcBundlePolicy::MaxBundle);
    configuration.set_ice_transport_policy(match paths {
        Paths::Any => RtcIceTransportPolicy::All,
        Paths::RelayedOnly => RtcIceTransportPolicy::Relay,
    });
    configuration.set_ice_servers(&servers.collect::<Array>());
    configuration
}

fn control_init() -> RtcDataChannelInit {
    let init = RtcDataChannelInit::new();
    init.set_negotiated(true);
    init.set_id(0);
    init
}

/// The label of the control channel; for people who look into the browser's own tools.
const CONTROL: &str = "control";
