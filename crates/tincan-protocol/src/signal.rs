//! What two peers say to each other to connect, by whichever path.
//!
//! Offers, answers and candidates of one connection are *steps* of one ordered stream: each has a number, and whoever
//! receives them takes them in order, once. So it does not matter that one was sent through the server and the next
//! through the control channel, that a socket died with some in flight, or that some arrive twice.

use std::fmt;

use serde::Serialize;
use serde_json::Value;

use crate::json::{self, Fields, FromFields, Problem};

/// One message of the stream between two peers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Signal {
    /// Which attempt at a connection this is about.
    pub connection: ConnectionId,
    /// What it says.
    #[serde(flatten)]
    pub body: SignalBody,
}

json::object!(Signal { connection, ..body });

/// What a [`Signal`] says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum SignalBody {
    /// The next step.
    Step {
        /// Its number; the first step of a connection has 1.
        seq: u32,
        /// The number of the last step received in order, 0 for none: the other side need not send those again.
        ack: u32,
        /// The step itself.
        step: Step,
    },
    /// A path between the two is there (again): send what I lack.
    Sync {
        /// As in `Step`.
        ack: u32,
    },
    /// I know nothing of this connection: open a new one.
    Reset,
    /// From the side that answers to the side that opened the connection, which alone offers: restart ICE (RFC 8445 9), unless
    /// you have done so already. Said again when a path is there again, for as long as nothing has come of it.
    RestartWanted {
        /// The ICE user name fragment of the receiver's that the sender knows. It says what is to be replaced, so whoever has
        /// another one by now has nothing to do.
        ufrag: String,
    },
    /// A type that this version does not know; skipped.
    Unknown,
}

json::tagged!("type" of SignalBody {
    "step" => Step { seq, ack, step },
    "sync" => Sync { ack },
    "reset" => Reset,
    "restart_wanted" => RestartWanted { ufrag },
    _ => Unknown,
});

/// One step of a negotiation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// An offer or an answer.
    Description(Description),
    /// A candidate.
    Candidate(Candidate),
}

impl FromFields for Step {
    fn from_fields(fields: &mut Fields) -> Result<Self, Problem> {
        match fields.take_if_there("description")? {
            Some(description) => Ok(Self::Description(description)),
            None => fields.take("candidate").map(Self::Candidate),
        }
    }
}

json::deserialize!(Step);

/// A session description, as the browser's own `RTCSessionDescription.toJSON()` gives it.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Description {
    /// Offer or answer.
    #[serde(rename = "type")]
    pub kind: DescriptionType,
    /// The description in SDP (RFC 8866).
    pub sdp: String,
}

json::object!(Description { kind as "type", sdp });

impl Description {
    /// The ICE user name fragments in this description (`a=ice-ufrag`, RFC 8839 5.4), in order, each once.
    #[must_use]
    pub fn ufrags(&self) -> Vec<&str> {
        let mut ufrags = Vec::new();
        for ufrag in self.sdp.lines().filter_map(|line| line.strip_prefix("a=ice-ufrag:")).map(str::trim) {
            if !ufrags.contains(&ufrag) {
                ufrags.push(ufrag);
            }
        }
        ufrags
    }
}

impl fmt::Debug for Description {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}({} bytes, ufrag {})", self.kind, self.sdp.len(), self.ufrags().join(" "))
    }
}

/// Which half of an offer/answer exchange (RFC 3264) a description is.
///
/// Provisional answers and rollbacks are never sent: the first is not used, the second is each side's own affair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DescriptionType {
    /// The first half.
    Offer,
    /// The second half.
    Answer,
}

json::words!(DescriptionType { "offer" => Offer, "answer" => Answer });

/// An ICE candidate, as the browser's own `RTCIceCandidate.toJSON()` gives it.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Candidate {
    /// `candidate:` and what follows (RFC 8839 5.1); empty: there will be no more of this generation.
    pub candidate: String,
    /// The media section it is for.
    pub sdp_mid: Option<String>,
    /// The index of that section.
    pub sdp_m_line_index: Option<u16>,
    /// The generation it belongs to.
    pub username_fragment: Option<String>,
}

json::object!(Candidate {
    candidate,
    sdp_mid as "sdpMid",
    sdp_m_line_index as "sdpMLineIndex",
    username_fragment as "usernameFragment",
});

impl fmt::Debug for Candidate {
    /// Without the address.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Candidate(mid {}, ufrag {})",
            self.sdp_mid.as_deref().unwrap_or("?"),
            self.username_fragment.as_deref().unwrap_or("?")
        )
    }
}

/// The number of one attempt at a connection between two members, drawn at random by the side that opens it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct ConnectionId(pub u32);

json::transparent!(ConnectionId);

/// A signal on its way through the server: a text, unread and passed on as it is. What peers put there is the JSON of a
/// [`Signal`], or, where their link has a secret, a [`SealedSignal`](crate::SealedSignal) with that JSON in it.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct OpaqueSignal(pub(crate) String);

json::transparent!(OpaqueSignal);

impl OpaqueSignal {
    /// A signal as text.
    #[must_use]
    pub fn new(signal: &Signal) -> Self {
        // A `Signal` has string keys only, so it always has a JSON text.
        Self(serde_json::to_string(signal).unwrap_or_default())
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Reads what arrived.
    ///
    /// # Errors
    /// What is wrong with it: it came from another browser, and may be anything.
    pub fn open(&self) -> Result<Signal, Problem> {
        json::read(&self.0)
    }
}

impl From<String> for OpaqueSignal {
    /// Any text.
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<Value> for OpaqueSignal {
    /// Any JSON, as its text.
    fn from(value: Value) -> Self {
        Self(value.to_string())
    }
}

impl fmt::Debug for OpaqueSignal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OpaqueSignal(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ufrags_of_a_description() {
        let sdp = "v=0\r\nm=audio 9\r\na=ice-ufrag:abcd\r\na=ice-pwd:x\r\nm=video 9\r\na=ice-ufrag:abcd\r\n";
        let description = Description { kind: DescriptionType::Offer, sdp: sdp.to_owned() };
        assert_eq!(description.ufrags(), ["abcd"]);
    }
}
