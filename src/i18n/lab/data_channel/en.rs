//! English.

use yew_webrtc::{ChannelFault, ChannelStatus, SendError};

use super::{BurstCount, DataChannelText};
use crate::{
    components::channel_form::Field,
    i18n::{Advice, transfers::bytes},
};

pub(in crate::i18n::lab) const TEXT: DataChannelText = DataChannelText {
    name: "Data channel",
    what: "Messages from one end to the other: as reliable, as ordered and as many at once as you like.",
    how: "Two connections on this page, as in a call, and no server. Connect them, choose how a channel treats its messages, and see what arrives, in which order, and what is lost.",

    connect: "Connect",
    idle: "The two ends are not connected. Channels wait until they are.",
    connected: "Connected.",

    form: "A new channel",
    form_hint: "Each is an argument of createDataChannel. A channel cannot be changed later: open another one beside it.",
    about: |field| match field {
        Field::Label => "Its name; the other end sees it",
        Field::Ordered => "Messages arrive in the order in which they were sent",
        Field::MaxRetransmits => "How often a lost message is sent again; empty: until it arrives",
        Field::MaxPacketLifeTime => "For how many milliseconds a message is tried; empty: without end",
        Field::Protocol => "How the two sides understand the messages; only a name",
        Field::Priority => "Its share beside other channels and media",
        Field::Negotiated => "Both ends make it with the same id, and none announces it",
        Field::Id => "1 to 65534; only for a negotiated channel",
    },
    open_channel: "Open channel",
    fault: |fault| match fault {
        ChannelFault::BothLimits => Advice::new(
            "maxRetransmits and maxPacketLifeTime exclude each other",
            "A channel limits either how often or how long a message is sent again. Browsers throw a TypeError. Empty one of the two.",
        ),
        ChannelFault::LimitTooLarge => Advice::new(
            "This limit is too large",
            "maxRetransmits and maxPacketLifeTime are numbers of 16 bits: 65535 is the most. Browsers throw a TypeError.",
        ),
        ChannelFault::NoId => Advice::new(
            "A negotiated channel needs an id",
            "Nobody announces it, so both ends find it by its id. Browsers throw a TypeError. Choose one from 1 to 65534.",
        ),
        ChannelFault::IdTooLarge => Advice::new(
            "This id is out of range",
            "SCTP has 65535 streams, and 65534 is the last id. Browsers throw a TypeError. Choose one from 1 to 65534.",
        ),
        ChannelFault::IdTaken => Advice::new(
            "Id 0 is taken",
            "The control channel of Tincan’s connections has it. Browsers throw an OperationError. Choose one from 1 to 65534.",
        ),
        ChannelFault::TooLong => Advice::new(
            "The label or the protocol is too long",
            "Each has at most 65535 bytes. Browsers throw a TypeError.",
        ),
    },
    not_a_number: |field| Advice::new(format!("{field} is no whole number"), "Write digits only, or leave it empty."),
    label_in_use: || {
        Advice::new(
            "There is a channel of this label already",
            "Browsers do not mind. But on this page end B finds its channel by the label: choose another one, or a negotiated channel.",
        )
    },
    code: "Makes the channel",

    channels: "Channels",
    channels_hint: "All share one connection, and do not wait for each other.",
    no_channels: "There are none. Open one above.",
    unnamed: "(no label)",
    status: |status| match status {
        ChannelStatus::Waiting => "waits".to_owned(),
        ChannelStatus::Connecting => "connecting".to_owned(),
        ChannelStatus::Open => "open".to_owned(),
        ChannelStatus::Closed => "closed".to_owned(),
        ChannelStatus::Refused(why) => format!("refused: {why}"),
    },
    close: "Close",
    reopen: "Open again",
    remove: "Remove",

    texts: "Texts",
    texts_empty: "What is written at one end arrives at the other.",
    text_from: |end| format!("From {end}"),
    send: "Send",
    send_error: |error| match error {
        SendError::Closed => "Not sent: the channel is not open.".to_owned(),
        SendError::TooLarge { bytes: size, max } => {
            format!(
                "Not sent: {size} bytes are too many for one message. The other end takes {max} (maxMessageSize), so the browser throws a TypeError."
            )
        }
        SendError::Full { waiting } => {
            format!(
                "Not sent: {} wait already, and the browser takes no more (OperationError). Some must leave first.",
                bytes(*waiting)
            )
        }
        SendError::Unwritable(why) => format!("Not sent: {why}."),
        SendError::Refused(why) => format!("Not sent. Your browser says: {why}"),
    },
    too_large: "Send one byte too many",
    too_large_to_try: |max| {
        format!("This browser takes {max} in one message: more than this page should have in memory to prove it.")
    },

    burst: "Numbered messages",
    burst_hint: "Numbered messages go from A to B all at once. Between two ends of one page nothing is lost by itself. But a burst that is larger than what the way holds overflows it: with maxRetransmits 0 some messages are then lost for good, in Chromium with a short maxPacketLifeTime most of them. In an unordered channel, what is sent again may be overtaken.",
    burst_count: "Messages",
    burst_size: "Each of",
    send_burst: "Send a burst",
    map: "What became of each message, by its number",
    states: ["on the way", "arrived in order", "overtaken", "lost", "not taken by the browser"],
    burst_result,

    flow: "Flow",
    flow_hint: "“Send without pause” sends from A to B whenever little waits, and a small message there and back five times a second: it waits in the same queue.",
    flow_start: "Send without pause",
    flow_stop: "Stop sending",
    throughput: "Throughput",
    round_trip: "Round trip",
    buffered: "Waiting (bufferedAmount)",
    per_second: |size| format!("{}/s", bytes(size)),
    milliseconds: |time| format!("{time} ms"),
};

fn burst_result(count: BurstCount) -> String {
    let BurstCount { sent, untaken, arrived, overtaken } = count;
    let mut words = format!("Of {sent} messages {arrived} arrived");
    match overtaken {
        0 => words.push_str(", in their order"),
        _ => words.push_str(&format!(", {overtaken} of them after a later one")),
    }
    match count.lost() {
        0 => words.push_str("; none was lost."),
        lost => words.push_str(&format!("; {lost} were lost.")),
    }
    if untaken > 0 {
        words.push_str(&format!(" The browser did not take {untaken} more: its buffer was full."));
    }
    words
}
