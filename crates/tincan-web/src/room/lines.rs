//! What a room lends to its safety codes.

use std::rc::Weak;

use tincan_core::safety::{Fingerprint, Line};
use tincan_protocol::{DisplayName, PeerMessage};

use super::{Inner, find};

/// The connections to the members, of which there may be others at any time.
pub(crate) struct Lines(pub(super) Weak<Inner>);

/// A connection whose control channel is open.
pub(crate) struct OpenLine {
    pub(crate) line: Line,
    /// The member's.
    pub(crate) name: DisplayName,
    /// This side's certificate.
    pub(crate) own: Fingerprint,
    /// The other side's, for which DTLS has proof.
    pub(crate) other: Fingerprint,
}

impl Lines {
    /// Those that are open now. A connection whose descriptions do not say which certificate counts is none.
    pub(crate) fn open(&self) -> Vec<OpenLine> {
        let Some(inner) = self.0.upgrade() else { return Vec::new() };
        let (engine, peers) = (inner.engine.borrow(), inner.peers.borrow());
        let open = engine.members().filter_map(|member| {
            let peer = find(&peers, &member.id)?.as_ref().ok()?;
            let (own, other) = peer.certificates()?;
            let line = Line { member: member.id.clone(), connection: peer.connection() };
            Some(OpenLine { line, name: member.name.clone(), own, other })
        });
        open.collect()
    }

    /// Says this on the connection's channel, or loses it if there is another connection now.
    pub(crate) fn say(&self, to: &Line, message: &PeerMessage) {
        let Some(inner) = self.0.upgrade() else { return };
        inner.with_peer(&to.member, |peer| {
            if peer.connection() == to.connection {
                peer.say(message);
            }
        });
    }

    /// There is something that the person has to know, or no longer.
    pub(crate) fn alarm(&self, alarmed: bool) {
        if let Some(inner) = self.0.upgrade() {
            inner.alarmed.set(alarmed);
            (inner.on_change)(inner.snapshot());
        }
    }
}
