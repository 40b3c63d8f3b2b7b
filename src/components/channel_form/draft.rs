//! What a person wants of a channel, as it stands in the form.

use yew_webrtc::{ChannelFault, ChannelInit, ChannelOptions, Priority};

/// A field of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// `label`.
    Label,
    /// `ordered`.
    Ordered,
    /// `maxRetransmits`.
    MaxRetransmits,
    /// `maxPacketLifeTime`.
    MaxPacketLifeTime,
    /// `protocol`.
    Protocol,
    /// `priority`.
    Priority,
    /// `negotiated`.
    Negotiated,
    /// `id`.
    Id,
}

impl Field {
    /// The specification's name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Label => "label",
            Self::Ordered => "ordered",
            Self::MaxRetransmits => "maxRetransmits",
            Self::MaxPacketLifeTime => "maxPacketLifeTime",
            Self::Protocol => "protocol",
            Self::Priority => "priority",
            Self::Negotiated => "negotiated",
            Self::Id => "id",
        }
    }
}

/// A channel that is being put together. Numbers are as they are typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Its name.
    pub label: String,
    pub(super) ordered: bool,
    pub(super) max_retransmits: String,
    pub(super) max_packet_life_time: String,
    pub(super) protocol: String,
    pub(super) priority: Priority,
    pub(super) negotiated: bool,
    pub(super) id: String,
}

/// What is wrong with a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DraftFault {
    /// What is typed there is no number.
    NotANumber(Field),
    /// A browser would refuse it.
    Channel(ChannelFault),
}

impl Draft {
    /// A reliable channel of this label.
    #[must_use]
    pub fn named(label: &str) -> Self {
        Self {
            label: label.to_owned(),
            ordered: true,
            max_retransmits: String::new(),
            max_packet_life_time: String::new(),
            protocol: String::new(),
            priority: Priority::default(),
            negotiated: false,
            id: String::new(),
        }
    }

    /// The arguments of `createDataChannel`, also those that contradict each other. What is no number is left out.
    #[must_use]
    pub fn init(&self) -> ChannelInit {
        let number = |text: &str| text.trim().parse().ok();
        ChannelInit {
            label: self.label.clone(),
            ordered: self.ordered,
            max_retransmits: number(&self.max_retransmits),
            max_packet_life_time: number(&self.max_packet_life_time),
            protocol: self.protocol.clone(),
            negotiated: self.negotiated,
            id: number(&self.id),
            priority: self.priority,
        }
    }

    /// The channel that it describes.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub fn options(&self) -> Result<ChannelOptions, DraftFault> {
        let typed = [
            (Field::MaxRetransmits, &self.max_retransmits),
            (Field::MaxPacketLifeTime, &self.max_packet_life_time),
            (Field::Id, &self.id),
        ];
        let wrong = typed.into_iter().find(|(_, text)| !text.trim().is_empty() && text.trim().parse::<u32>().is_err());
        if let Some((field, _)) = wrong {
            return Err(DraftFault::NotANumber(field));
        }
        self.init().options().map_err(DraftFault::Channel)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_a_channel_or_wrong_in_one_way() {
        assert_eq!(
            Draft::named("chat").options(),
            Ok(ChannelOptions { label: "chat".to_owned(), ..Default::default() })
        );
        let both =
            Draft { max_retransmits: "0".to_owned(), max_packet_life_time: " 5 ".to_owned(), ..Draft::named("x") };
        assert_eq!(both.options(), Err(DraftFault::Channel(ChannelFault::BothLimits)));
        for text in ["-1", "1.5", "many", "99999999999"] {
            let odd = Draft { id: text.to_owned(), ..Draft::named("x") };
            assert_eq!(odd.options(), Err(DraftFault::NotANumber(Field::Id)), "{text}");
        }
    }
}
