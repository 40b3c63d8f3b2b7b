//! The arguments of `createDataChannel`, as somebody may give them who has not read the specification.

use serde::Serialize;

use super::{ChannelOptions, Priority, Reliability};
use crate::javascript;

/// What is asked of `createDataChannel(label, init)` (WebRTC 6.1). Unlike [`ChannelOptions`] it may contradict itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ChannelInit {
    /// What the channel is called.
    #[serde(skip)]
    pub label: String,
    /// Whether messages arrive in the order in which they were sent.
    #[serde(skip_serializing_if = "is_true")]
    pub ordered: bool,
    /// How often a message is sent again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_retransmits: Option<u32>,
    /// For how many milliseconds a message is sent again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_packet_life_time: Option<u32>,
    /// How the two sides understand the messages.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub protocol: String,
    /// Whether both sides make the channel, instead of one that announces it to the other.
    #[serde(skip_serializing_if = "is_false")]
    pub negotiated: bool,
    /// The number of the channel. Browsers give one to a channel that is announced, whatever is asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<u32>,
    /// How much the channel is worth.
    #[serde(skip_serializing_if = "is_low")]
    pub priority: Priority,
}

/// Why a browser makes no such channel: each is a `TypeError`, but for the number that is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChannelFault {
    /// Both `maxRetransmits` and `maxPacketLifeTime` are given.
    BothLimits,
    /// A limit is more than 16 bits hold.
    LimitTooLarge,
    /// It is negotiated, and has no number.
    NoId,
    /// The number is beyond [`MAX_CHANNEL_ID`].
    IdTooLarge,
    /// The number is that of the channel over which the two sides agree on everything else.
    IdTaken,
    /// The label or the protocol is longer than 65535 bytes.
    TooLong,
}

impl ChannelInit {
    /// What a channel is made with, if a browser makes it.
    ///
    /// # Errors
    /// The first thing that a browser would refuse.
    pub fn options(&self) -> Result<ChannelOptions, ChannelFault> {
        let limit = |limit: u32| u16::try_from(limit).map_err(|_| ChannelFault::LimitTooLarge);
        let reliability = match (self.max_retransmits, self.max_packet_life_time) {
            (Some(_), Some(_)) => return Err(ChannelFault::BothLimits),
            (Some(times), None) => Reliability::MaxRetransmits(limit(times)?),
            (None, Some(milliseconds)) => Reliability::MaxPacketLifeTime(limit(milliseconds)?),
            (None, None) => Reliability::Reliable,
        };
        if self.label.len() > MAX_TEXT || self.protocol.len() > MAX_TEXT {
            return Err(ChannelFault::TooLong);
        }
        let negotiated = match (self.negotiated, self.id) {
            (false, _) => None,
            (true, None) => return Err(ChannelFault::NoId),
            (true, Some(CONTROL)) => return Err(ChannelFault::IdTaken),
            (true, Some(id)) => {
                let id = u16::try_from(id).ok().filter(|id| *id <= MAX_CHANNEL_ID);
                Some(id.ok_or(ChannelFault::IdTooLarge)?)
            }
        };
        Ok(ChannelOptions {
            label: self.label.clone(),
            unordered: !self.ordered,
            reliability,
            priority: self.priority,
            protocol: self.protocol.clone(),
            negotiated,
        })
    }

    /// The code that makes it, or would be refused.
    #[must_use]
    pub fn to_javascript(&self) -> String {
        // A text can be written.
        let label = serde_json::to_string(&self.label).unwrap_or_default();
        let init = if *self == (Self { label: self.label.clone(), ..Self::default() }) {
            String::new()
        } else {
            format!(", {}", javascript::literal(self, 1))
        };
        format!("const channel = connection.createDataChannel({label}{init});")
    }
}

impl Default for ChannelInit {
    /// What a browser takes for what is not given.
    fn default() -> Self {
        Self {
            label: String::new(),
            ordered: true,
            max_retransmits: None,
            max_packet_life_time: None,
            protocol: String::new(),
            negotiated: false,
            id: None,
            priority: Priority::default(),
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde wants it so")]
fn is_true(value: &bool) -> bool {
    *value
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde wants it so")]
fn is_false(value: &bool) -> bool {
    !*value
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde wants it so")]
fn is_low(priority: &Priority) -> bool {
    *priority == Priority::Low
}

/// The largest number of a channel (WebRTC 6.2: 65535 is not allowed).
pub const MAX_CHANNEL_ID: u16 = 65534;

/// The most bytes of a label or a protocol.
const MAX_TEXT: usize = 65535;

/// The number of the control channel.
const CONTROL: u32 = 0;

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;

    #[test]
    fn the_code_that_makes_it() {
        let plain = ChannelInit { label: "a \"chat\"".to_owned(), ..ChannelInit::default() };
        assert_snapshot!(plain.to_javascript(), @r#"const channel = connection.createDataChannel("a \"chat\"");"#);
        let all = ChannelInit {
            label: "game".to_owned(),
            ordered: false,
            max_retransmits: Some(0),
            protocol: "moves".to_owned(),
            negotiated: true,
            id: Some(7),
            priority: Priority::VeryLow,
            ..ChannelInit::default()
        };
        assert_snapshot!(all.to_javascript(), @r#"
        const channel = connection.createDataChannel("game", {
          ordered: false,
          maxRetransmits: 0,
          protocol: "moves",
          negotiated: true,
          id: 7,
          priority: "very-low",
        });
        "#);
        let options = all.options().unwrap();
        assert_eq!((options.unordered, options.negotiated), (true, Some(7)));
        assert_eq!(options.reliability, Reliability::MaxRetransmits(0));
    }

    #[test]
    fn what_a_browser_refuses_is_named() {
        #[track_caller]
        fn check(init: &ChannelInit, expected: ChannelFault) {
            assert_eq!(init.options(), Err(expected), "{}", init.to_javascript());
        }
        let init = ChannelInit::default;
        let both = ChannelInit { max_retransmits: Some(1), max_packet_life_time: Some(1), ..init() };
        check(&both, ChannelFault::BothLimits);
        check(&ChannelInit { max_retransmits: Some(65536), ..init() }, ChannelFault::LimitTooLarge);
        check(&ChannelInit { negotiated: true, ..init() }, ChannelFault::NoId);
        check(&ChannelInit { negotiated: true, id: Some(0), ..init() }, ChannelFault::IdTaken);
        check(&ChannelInit { negotiated: true, id: Some(65535), ..init() }, ChannelFault::IdTooLarge);
        check(&ChannelInit { protocol: "x".repeat(65536), ..init() }, ChannelFault::TooLong);
        // Of a channel that is announced, the browser chooses it.
        assert_eq!(ChannelInit { id: Some(65535), ..init() }.options(), Ok(ChannelOptions::default()));
    }
}
