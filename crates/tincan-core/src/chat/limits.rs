//! What a member may send in the chat.
//!
//! Everything here is more than an honest member sends, who keeps to [`PACE`] also with what has gathered while a connection
//! was down.

use std::time::Duration;

use tincan_protocol::{ChatBody, ChatEntry, ChatMessage};

use crate::budget::Budget;

/// At which pace entries are sent: so many at once, and one more after each while.
pub(super) const PACE: Budget = Budget::new(80, Duration::from_millis(500));

/// The budgets of one member.
#[derive(Debug)]
pub(super) struct Limits {
    messages: Budget,
    entries: Budget,
    /// Their length, in units of [`UNIT`].
    units: Budget,
    typing: Budget,
    cheers: Budget,
    digests: Budget,
    /// Each may be answered with a whole conversation.
    histories: Budget,
    /// Until when nobody need be told again that this member sends too much.
    told_until: Duration,
}

impl Limits {
    pub(super) const fn new() -> Self {
        Self {
            messages: Budget::new(2000, Duration::from_millis(20)),
            // Half as much again as a member sends who keeps to the pace.
            entries: Budget::new(120, Duration::from_millis(400)),
            // Two megabytes, and 40 kB each second: entries of full length at that pace.
            units: Budget::new(2048, Duration::from_millis(25)),
            typing: Budget::new(20, Duration::from_secs(1)),
            cheers: Budget::new(12, Duration::from_millis(500)),
            digests: Budget::new(30, Duration::from_secs(1)),
            histories: Budget::new(6, Duration::from_secs(15)),
            told_until: Duration::ZERO,
        }
    }

    /// Whether this may still be looked at. A history is judged by whoever asked for it.
    pub(super) fn admit(&mut self, now: Duration, message: &ChatMessage) -> bool {
        self.messages.spend(now, 1 + ids(message) / 100)
            && match message {
                ChatMessage::Entry(entry) => self.entries.spend(now, 1) && self.units.spend(now, units(entry)),
                ChatMessage::Typing { .. } => self.typing.spend(now, 1),
                ChatMessage::Cheer { .. } => self.cheers.spend(now, 1),
                ChatMessage::Digest { .. } => self.digests.spend(now, 1),
                ChatMessage::HistoryWanted { .. } => self.histories.spend(now, 1),
                ChatMessage::Received { .. } | ChatMessage::History { .. } | ChatMessage::Unknown => true,
            }
    }

    /// Whether the person is to be told that this member sends too much: once for as long as it goes on.
    pub(super) fn tell(&mut self, now: Duration) -> bool {
        let tell = self.told_until <= now;
        self.told_until = now + Self::QUIET;
        tell
    }

    /// How long a member has to keep to the limits before it is told again.
    const QUIET: Duration = Duration::from_secs(30);
}

/// In what lengths are counted, in bytes.
const UNIT: usize = 1024;

fn units(entry: &ChatEntry) -> u32 {
    match &entry.body {
        ChatBody::Text { text } => u32::try_from(text.as_str().len() / UNIT).unwrap_or(u32::MAX),
        ChatBody::Reaction { .. } | ChatBody::Unknown => 0,
    }
}

/// How many ids are to be looked for.
fn ids(message: &ChatMessage) -> u32 {
    match message {
        ChatMessage::Received { ids } | ChatMessage::HistoryWanted { have: ids } => {
            u32::try_from(ids.len()).unwrap_or(u32::MAX)
        }
        _ => 0,
    }
}
