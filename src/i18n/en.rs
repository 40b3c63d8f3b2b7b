//! English.

use tincan_protocol::{DisplayNameError, RoomCodeError};
use yew_webrtc::{Emoji, PeerProblem, Relays, SealProblem, Trouble};

use super::{Advice, Language, Text, devices};

pub(super) const TEXT: Text = Text {
    language: "Language",
    theme: "Appearance",
    theme_system: "Like the system",
    theme_light: "Light",
    theme_dark: "Dark",
    home: "Home",
    try_again: "Try again",
    loading: "Loading…",
    not_loaded: "This could not be loaded. Is there a network?",
    close: "Close",
    devices: devices::text(Language::English),
    filters: "Filters and photo",
    filters_on: "Filters are on. You find them in the settings.",
    filters_not_loaded: "The filters could not be loaded, so nobody sees you. Try again in the settings.",
    filters_impossible: "This browser cannot filter pictures that are sent or saved: the others see yours as it is, and so do you.",
    files: "Files",
    offers_waiting: |count| match count {
        1 => "1 offer waits for you".to_owned(),
        _ => format!("{count} offers wait for you"),
    },
    percent_done: |percent| format!("{percent} % done"),
    offers_you: |name, file| format!("{name} offers you {file}"),
    page_title: |page| format!("{page} · Tincan"),

    room_code_error,

    lobby_page: "Before the call",
    lobby_title: "Ready to join?",
    lobby_intro: |code| format!("Call {code}"),
    lobby_sealed: "Sealed: the server sees who is here, but can neither read nor change how you connect.",
    lobby_unsealed: "This link has no secret. Its server could put itself between you: a new call has a link that keeps it out.",
    your_camera: "Your camera",
    camera: "Camera",
    microphone: "Microphone",
    speaker: "Speaker",
    mute_microphone: "Mute microphone",
    unmute_microphone: "Unmute microphone",
    turn_camera_off: "Turn camera off",
    turn_camera_on: "Turn camera on",
    camera_is_off: "Your camera is off",
    camera_is_starting: "Starting your camera…",
    camera_is_missing: "No picture from you",
    join_anyway: "You can join all the same: you will see and hear the others.",
    your_name: "Your name",
    your_name_hint: "The others see it on your picture.",
    display_name_error,
    join: "Join",

    call_page: "Call",
    people: |count| if count == 1 { "1 person".to_owned() } else { format!("{count} people") },
    people_button: "People",
    participants: "Participants",
    you: |name| format!("{name} (you)"),
    screen_of: |name| format!("{}'s screen", name.as_str()),
    call_controls: "Call controls",
    leave: "Leave",
    muted: "Microphone muted",
    camera_off: "Camera off",
    connecting: "Connecting…",
    reconnecting: "Reconnecting…",
    connection_failed: "Connection failed",
    peer_problem,
    seal_problem,
    trouble,
    sound_blocked: "Your browser holds back the sound until you ask for it.",
    start_sound: "Start sound",
    alone_title: "Nobody else is here yet",
    alone_text: "Send this link to the people you want to talk to. They come in as soon as they open it and press Join.",
    call_link: "Link to this call",
    copy_link: "Copy link",
    link_copied: "Link copied.",
    copy_failed: "Copying is not possible here. Select the link and copy it by hand.",
    share_link: "Share link",
    status_joining: "Joining the call…",
    status_knocking: "Waiting to be let in. The hosts of the call see that you are here.",
    status_no_server: "No signalling server answers. Trying again until one does…",
    status_reconnecting: "The connection to the server was lost. Whoever you see stays with you; reconnecting…",
    reload: "Reload the page",

    away: "Without a connection to the server at the moment; the call goes on",
    member_joined: |name| format!("{} joined.", name.as_str()),
    member_left: |name| format!("{} left.", name.as_str()),
    member_shares: |name| format!("{} shares a screen.", name.as_str()),
    member_shares_no_more: |name| format!("{} no longer shares a screen.", name.as_str()),

    share_screen: "Share screen",
    stop_sharing: "Stop sharing",

    chat: "Chat",
    unread: |count| match count {
        1 => "1 unread message".to_owned(),
        _ => format!("{count} unread messages"),
    },
    said: |name, text| format!("{name}: {text}"),
    said_to_you: |name, text| format!("{name}, only to you: {text}"),
    chat_flooded: |name| {
        Advice::new(
            format!("{name} sends too much in the chat"),
            "What is too much, too long or makes no sense is dropped. Everything else goes on.",
        )
    },
    reactions: "Reactions",
    cheered: |name, emoji| format!("{name}: {emoji}"),
    emoji,

    left_title: "You left the call",
    left_text: "Your camera and microphone are off. The link stays good: come back any time.",
    rejoin: "Rejoin",

    bad_code_title: "This link leads to no call",
    bad_code_next: "Ask for the link once more, or start a call of your own.",
    not_found_title: "The string ends here",
    not_found_text: "There is no page at this address.",

    lab: "Lab",
};

fn room_code_error(error: &RoomCodeError) -> String {
    match error {
        RoomCodeError::TooShort => "A call code has at least 3 characters.".to_owned(),
        RoomCodeError::TooLong => "A call code has at most 64 characters.".to_owned(),
        RoomCodeError::Character(' ') => "A call code has no spaces.".to_owned(),
        RoomCodeError::Character(character) => {
            format!("A call code has only the letters a to z, digits and dashes, but here is “{character}”.")
        }
        RoomCodeError::NotACallLink => "This link leads to no call: a call link has /r/ and a code in it.".to_owned(),
        RoomCodeError::Secret => "The end of this link, after the #, is not whole.".to_owned(),
    }
}

fn display_name_error(error: &DisplayNameError) -> &'static str {
    match error {
        DisplayNameError::Empty => "Please type a name, so that the others know who you are.",
        DisplayNameError::TooLong => "This name is too long: 64 characters at most.",
        DisplayNameError::Character => "There is an invisible control character in this name. Please type it anew.",
    }
}

fn emoji(emoji: Emoji) -> &'static str {
    match emoji {
        Emoji::ThumbsUp => "Thumbs up",
        Emoji::Heart => "Heart",
        Emoji::Laugh => "Laughter",
        Emoji::Surprise => "Surprise",
        Emoji::Sad => "Sadness",
        Emoji::Celebrate => "Celebration",
        Emoji::Clap => "Applause",
        Emoji::Think => "Thinking",
        Emoji::Unknown => "Reaction",
    }
}

fn peer_problem(problem: &PeerProblem) -> &'static str {
    match problem {
        PeerProblem::BadDescription(_) => "Their browser sent a description of the call that yours cannot use.",
        PeerProblem::BadCandidate(_) => "Their browser sent a network address that yours cannot use.",
        PeerProblem::BadSignal(_) => "Their browser sent something that yours does not understand.",
        PeerProblem::Unavailable(_) => "Your browser could not begin a connection to them.",
        PeerProblem::Version { .. } => "They use another version of Tincan. Both of you should reload the page.",
        PeerProblem::Flooding => "Their browser sends far more than a call needs. Yours no longer listens to it.",
    }
}

fn trouble(trouble: Trouble) -> &'static str {
    match trouble {
        Trouble::YourNetwork => "Your network is gone. The call goes on when it is back.",
        Trouble::TheirNetwork => "Their network is gone. The call goes on when it is back.",
        Trouble::Path => "The path between you broke. Another one is being looked for.",
        Trouble::NoPath(Relays::None) => "No path leads from your network to theirs, and this server has no relay.",
        Trouble::NoPath(Relays::Udp) => {
            "No path leads from your network to theirs. One of them may block UDP, and this server has no relay over TCP."
        }
        Trouble::NoPath(Relays::Tcp) => {
            "No path leads from your network to theirs, not even through a relay. Another network may do."
        }
    }
}

fn seal_problem(problem: SealProblem) -> &'static str {
    match problem {
        SealProblem::Unopened => {
            "What comes from them does not open with your link. One of your links is not whole, or somebody changes it on its way: send each other the link again."
        }
        SealProblem::NoSecretHere => "Your link lacks its end, after the #. Ask them for the whole link.",
        SealProblem::NotSealed => "Their link lacks its end, after the #. Send them the whole link.",
        SealProblem::Repeated => {
            "The server passed on the same thing from them twice. It should not: the second one was ignored."
        }
        SealProblem::Unavailable => "Your browser seals nothing on this page. Open the link by HTTPS.",
    }
}
