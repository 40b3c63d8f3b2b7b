//! English.

use std::time::Duration;

use yew_webrtc::{
    candidate::{CandidateKind, CandidateParts, Transport},
    constraints::{Capability, Property},
    sdp::About,
};

use super::{CameraText, ConstraintsText, DevicesText, LabText, ScreenText, SoundText};
use crate::i18n::Advice;

pub(super) const TEXT: LabText = LabText {
    intro: "Each page takes one part of a call and shows it at work in your own browser. Nothing you do here leaves it.",
    copy: "Copy",
    copied: "Copied.",
    copy_failed: "Copying is not possible here. Select the text and copy it by hand.",
    camera: CameraText {
        name: "Camera",
        what: "Your picture through every filter, as a photo, and as text.",
        how: "The picture of your camera as it is before anything is sent, and what can be made of it.",
    },
    sound: SoundText {
        name: "Sound",
        what: "The way of your voice from the microphone to the others, drawn as it is built, with its values live.",
        how: "Between your microphone and the others stands a graph of audio nodes. Turn its knobs, speak, and watch.",
    },
    constraints: ConstraintsText {
        name: "Constraints",
        what: "All that can be asked of a camera and a microphone, how strictly, and what comes of it.",
        how: "Put a question together, read the code that asks it, and ask. A bare or ideal value is a wish and never fails; exact, min and max are conditions, and one that cannot be met is named.",
        source: "What to ask for",
        preset: "Size",
        preset_free: "Free",
        form: "What to ask of it",
        property: "Constraint",
        asked: "Asked for",
        can: "The device can",
        does: "It does now",
        untold: "not told",
        mode: |name| format!("{name}: how strictly"),
        mode_off: "not asked",
        mode_bare: "bare",
        mode_range: "min, ideal, max",
        about: property_about,
        fits,
        ignored: "This browser does not know it, and ignores it.",
        misfit: |fits| format!("This cannot be met. What fits: {fits}."),
        named: "The browser names this one as the reason.",
        clear: "Ask for nothing",
        code: "Code",
        code_of_request: "Asks for a new track",
        code_of_change: "Changes the live track",
        idle: "Nothing is live. Ask, and the answer is shown here.",
        requesting: "Waiting for the browser, or for you…",
        live: |label| format!("Live: {label}"),
        failed: "Nothing is live: the question failed.",
        picture: "The picture asked for",
        picture_missing: "No picture yet",
        no_fit: |name| {
            let problem = match name {
                Some(name) => format!("No device can do this: {name}"),
                None => "No device can do all of this".to_owned(),
            };
            Advice::new(
                problem,
                "Make it a wish (bare or ideal), ask for less, or choose another device, then ask again.",
            )
        },
        rejected: |name| {
            let problem = match name {
                Some(name) => format!("The live track cannot do this: {name}"),
                None => "The live track cannot do all of this".to_owned(),
            };
            Advice::new(problem, "It goes on as it was. Ask for what fits, or make it a wish.")
        },
        browser_says: |words| format!("In the browser’s words: {words}"),
    },
    devices: DevicesText {
        name: "Devices",
        what: "Every camera, microphone and speaker as the browser lists it, and a log of what comes and goes.",
        how: "This is what the browser tells a page about this machine. Plug something in or out, and watch the log.",
    },
    screen: ScreenText {
        name: "Screen",
        what: "Everything that can be asked of a shared screen, and what the browser makes of it.",
        how: "Choose what to ask, read the code, and share. Nothing is sent anywhere: the picture stays on this page.",
    },

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

fn property_about(property: Property) -> &'static str {
    match property {
        Property::Width => "The width of the picture, in pixels",
        Property::Height => "The height of the picture, in pixels",
        Property::AspectRatio => "Width divided by height: 1.778 is 16:9",
        Property::FrameRate => "Pictures in a second",
        Property::FacingMode => "Which way a phone’s camera looks",
        Property::ResizeMode => "Whether the browser may crop and scale",
        Property::BackgroundBlur => "Whether the system blurs what is behind you",
        Property::DeviceId => "This very device",
        Property::GroupId => "A device in this piece of hardware",
        Property::EchoCancellation => "Takes out what your speakers play",
        Property::NoiseSuppression => "Takes out fans and streets",
        Property::AutoGainControl => "Keeps the level even",
        Property::SampleRate => "Samples in a second",
        Property::SampleSize => "Bits in a sample",
        Property::ChannelCount => "1 is mono, 2 is stereo",
        Property::Latency => "From the sound to its samples, in seconds",
    }
}

fn fits(capability: &Capability) -> String {
    match capability {
        Capability::Between { min: Some(min), max: Some(max) } if min == max => min.to_string(),
        Capability::Between { min: Some(min), max: Some(max) } => format!("{min} to {max}"),
        Capability::Between { min: Some(min), max: None } => format!("{min} or more"),
        Capability::Between { min: None, max: Some(max) } => format!("{max} or less"),
        Capability::Between { min: None, max: None } => "anything".to_owned(),
        Capability::OneOf(values) if values.is_empty() => "nothing".to_owned(),
        Capability::OneOf(values) => super::list(values),
    }
}
