//! English.

use yew_webrtc::{DeviceKind, PermissionStatus};

use super::DevicesText;

pub(in crate::i18n::lab) const TEXT: DevicesText = DevicesText {
    name: "Devices",
    what: "Every camera, microphone and speaker as the browser lists it, and a log of what comes and goes.",
    how: "This is what the browser tells a page about this machine. Plug something in or out, and watch the log.",

    permissions: "What this page may know",
    permission: |status| match status {
        PermissionStatus::Unknown => "this browser does not tell",
        PermissionStatus::Prompt => "you will be asked",
        PermissionStatus::Granted => "allowed",
        PermissionStatus::Denied => "blocked",
    },
    ask_for_names: "Ask for the names",
    ask_for_names_hint: "Browsers keep names and ids to themselves until a page may use a camera or a microphone. This turns both on, and off again at once.",
    asking: "Waiting for the browser, or for you…",
    names_known: "The browser tells names and ids.",
    names_hidden: "The browser hides names and ids: it tells only that there is something.",
    ask_for_speaker: "Choose a speaker",
    ask_for_speaker_hint: "The browser asks by its own question. A speaker that you choose there is on the list from then on.",
    no_speaker_question: "This browser has no question of its own for speakers. It lists them once you have allowed a microphone, or not at all.",
    speaker_chosen: |label| format!("Chosen: {label}"),

    list: "The list",
    kind: |kind, count| {
        let (one, many) = match kind {
            DeviceKind::Camera => ("camera", "cameras"),
            DeviceKind::Microphone => ("microphone", "microphones"),
            DeviceKind::Speaker => ("speaker", "speakers"),
        };
        counted(count, one, many)
    },
    none: "None is listed.",
    unnamed: "Without a name",
    id: "id",
    group: "group",
    hidden: "hidden",
    alias_default: "Another name for whatever the system prefers. It stays when the hardware behind it changes.",
    alias_communications: "Another name for what Windows prefers for calls. It stays when the hardware behind it changes.",
    stands_for: |label| format!("Now: {label}"),
    together: |labels| format!("In one piece of hardware with: {labels}"),

    log: "What came and went",
    log_hint: "The newest first. It begins with the first list after this page was opened.",
    listed: |[cameras, microphones, speakers]| {
        let cameras = counted(cameras, "camera", "cameras");
        let microphones = counted(microphones, "microphone", "microphones");
        format!("First list: {cameras}, {microphones}, {}", counted(speakers, "speaker", "speakers"))
    },
    named: "Names and ids became known",
    came: |kind, label| format!("Came: {} {label}", one(kind)),
    went: |kind, label| format!("Went: {} {label}", one(kind)),
    default_moved: |kind| format!("The system now prefers another {}", one(kind)),
    unnamed_change: "The list changed; what changed is hidden",
};

fn one(kind: DeviceKind) -> &'static str {
    match kind {
        DeviceKind::Camera => "camera",
        DeviceKind::Microphone => "microphone",
        DeviceKind::Speaker => "speaker",
    }
}

fn counted(count: usize, one: &str, many: &str) -> String {
    match count {
        0 => format!("no {one}"),
        1 => format!("1 {one}"),
        _ => format!("{count} {many}"),
    }
}
