//! English.

use std::time::Duration;

use yew_webrtc::{
    candidate::{CandidateKind, CandidateParts, Transport},
    sdp::About,
};

use super::{LabText, camera, constraints, data_channel, devices, file, ice, screen, sound};
use crate::i18n::Advice;

pub(super) const TEXT: LabText = LabText {
    intro: "Each page takes one part of a call and shows it at work in your own browser. Nothing you do here leaves it, but for ICE: that page asks the servers that you name.",
    code: "Code",
    copy: "Copy",
    copied: "Copied.",
    copy_failed: "Copying is not possible here. Select the text and copy it by hand.",
    camera: camera::en::TEXT,
    sound: sound::en::TEXT,
    constraints: constraints::en::TEXT,
    devices: devices::en::TEXT,
    screen: screen::en::TEXT,
    data_channel: data_channel::en::TEXT,
    file: file::en::TEXT,
    ice: ice::en::TEXT,

    peer_connection: "Peer connection",
    peer_connection_text: "Both ends of a call on one page, and every step of how they find each other.",
    peer_connection_how: "Two connections on this page find each other: end A offers, end B answers. What they tell each other crosses the page; in a call it would cross the server. The rest is the same.",
    controls: "Experiment",
    start: "Start",
    call: "Call",
    hang_up: "Hang up",
    stop: "Stop",
    restart_ice: "Restart ICE",
    idle: "Press Start to turn on your camera and microphone.",
    requesting: "Waiting for your camera and microphone…",
    ready: "Ready. Press Call, and end A calls end B.",
    connected: |after| format!("Connected after {}.", elapsed(after)),
    hung_up: "Hung up: both connections are closed. Stop turns off your camera and microphone, too.",
    no_connection: |why| {
        Advice::new(
            "Your browser makes no connections",
            format!("Use a current Chrome, Edge, Firefox or Safari, and allow WebRTC in its settings. It says: {why}"),
        )
    },
    local_video: "Local video",
    local_video_missing: "No picture from you yet",
    remote_video: "Remote video",
    remote_video_missing: "Nothing arrives yet",
    end_a: "End A",
    end_a_does: "calls, and sends your picture and sound.",
    end_b: "End B",
    end_b_does: "answers, and shows what arrives. The sound is only measured: you would hear yourself.",

    trace: "Trace",
    trace_empty: "Here you will read every step of both ends, with its time, as soon as you call.",
    trace_intro: "Every step of both ends since Call, in order. Offers, answers and candidates unfold.",
    trace_opened: "Connection made",
    trace_closed: "Connection closed",
    trace_negotiation_needed: "Negotiation is needed",
    trace_ice_restart: "ICE restart asked for",
    trace_own_offer: "Made an offer",
    trace_own_answer: "Made an answer",
    trace_their_offer: "Accepted the offer",
    trace_their_answer: "Accepted the answer",
    trace_own_candidates: |count| {
        if count == 1 { "Found 1 candidate".to_owned() } else { format!("Found {count} candidates") }
    },
    trace_their_candidates: |count| {
        if count == 1 { "Accepted 1 candidate".to_owned() } else { format!("Accepted {count} candidates") }
    },
    trace_candidate_error: "A STUN or TURN server did not help",
    trace_signalling_state: "Signalling:",
    trace_ice_gathering_state: "Gathering of candidates:",
    trace_ice_connection_state: "ICE:",
    trace_connection_state: "Connection:",
    trace_channel_opened: "Control channel open",
    trace_channel_closed: "Control channel closed",
    trace_refused: "The browser refused something",
    no_more_candidates: "There will be no more.",
    candidate,
    sdp_sections: |count| if count == 1 { "1 media section".to_owned() } else { format!("{count} media sections") },
    sdp_about,
    elapsed,
};

fn candidate(parts: &CandidateParts<'_>) -> String {
    let kind = match parts.kind {
        CandidateKind::Host if parts.is_hidden() => "The device’s own address, hidden behind a name",
        CandidateKind::Host => "The device’s own address",
        CandidateKind::ServerReflexive => "The device’s address as a STUN server sees it",
        CandidateKind::PeerReflexive => "The device’s address as the other end sees it",
        CandidateKind::Relayed => "An address that a TURN server lends",
    };
    let transport = match parts.transport {
        Transport::Udp => "UDP",
        Transport::Tcp => "TCP",
    };
    format!("{kind}, over {transport}")
}

fn sdp_about(about: About<'_>) -> String {
    match about {
        About::Session => "The session as a whole".to_owned(),
        About::Media { index: 0, kind: "audio" } => "Section 1: microphone".to_owned(),
        About::Media { index: 1, kind: "video" } => "Section 2: camera".to_owned(),
        About::Media { index: 2, kind: "video" } => "Section 3: screen".to_owned(),
        About::Media { index: 3, kind: "audio" } => "Section 4: sound of the screen".to_owned(),
        About::Media { index, kind: "application" } => format!("Section {}: data", index + 1),
        About::Media { index, kind } => format!("Section {}: {kind}", index + 1),
    }
}

fn elapsed(time: Duration) -> String {
    if time < Duration::from_secs(10) {
        format!("{} ms", time.as_millis())
    } else {
        format!("{}.{} s", time.as_secs(), time.subsec_millis() / 100)
    }
}
