//! The words of the page about data channels.

pub(super) mod en;
pub(super) mod ko;

use yew_webrtc::{ChannelFault, ChannelStatus, SendError};

use crate::{components::channel_form::Field, i18n::Advice};

/// How a burst of numbered messages came through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct BurstCount {
    /// How many the browser took.
    pub sent: u32,
    /// How many it did not take.
    pub untaken: u32,
    /// How many arrived.
    pub arrived: u32,
    /// How many of those arrived after a later one.
    pub overtaken: u32,
}

impl BurstCount {
    /// How many the browser took and did not bring.
    #[must_use]
    pub fn lost(self) -> u32 {
        self.sent.saturating_sub(self.arrived)
    }
}

/// The sentences of the page about data channels, in one language.
#[expect(missing_docs, reason = "the name says where the sentence stands, the sentence says the rest")]
#[derive(Debug)]
pub struct DataChannelText {
    pub name: &'static str,
    pub what: &'static str,
    pub how: &'static str,

    // The connection.
    pub connect: &'static str,
    pub idle: &'static str,
    pub connected: &'static str,

    // What a channel is made with.
    pub form: &'static str,
    pub form_hint: &'static str,
    pub about: fn(Field) -> &'static str,
    pub open_channel: &'static str,
    pub fault: fn(ChannelFault) -> Advice,
    pub not_a_number: fn(&str) -> Advice,
    pub label_in_use: fn() -> Advice,
    pub code: &'static str,

    // A channel.
    pub channels: &'static str,
    pub channels_hint: &'static str,
    pub no_channels: &'static str,
    pub unnamed: &'static str,
    pub status: fn(&ChannelStatus) -> String,
    pub close: &'static str,
    pub reopen: &'static str,
    pub remove: &'static str,

    // Texts.
    pub texts: &'static str,
    pub texts_empty: &'static str,
    pub text_from: fn(&str) -> String,
    pub send: &'static str,
    pub send_error: fn(&SendError) -> String,
    pub too_large: &'static str,
    pub too_large_to_try: fn(&str) -> String,

    // Numbered messages.
    pub burst: &'static str,
    pub burst_hint: &'static str,
    pub burst_count: &'static str,
    pub burst_size: &'static str,
    pub send_burst: &'static str,
    pub map: &'static str,
    pub states: [&'static str; 5],
    pub burst_result: fn(BurstCount) -> String,

    // The flow.
    pub flow: &'static str,
    pub flow_hint: &'static str,
    pub flow_start: &'static str,
    pub flow_stop: &'static str,
    pub throughput: &'static str,
    pub round_trip: &'static str,
    pub buffered: &'static str,
    pub per_second: fn(u64) -> String,
    pub milliseconds: fn(u64) -> String,
}
