//! English.

use tincan_protocol::{DisplayNameError, RoomCodeError};
use yew_webrtc::{ContentKind, Emoji, PeerProblem, Relays, SealProblem, Surface, Trouble};

use super::{Advice, Language, Text, devices, filters, transfers};

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
    filters: filters::text(Language::English),
    transfers: transfers::text(Language::English),
    page_title: |page| format!("{page} · Tincan"),

    home_page: "Video calls from a link",
    home_title: "Two cans and a string.",
    home_intro: "A video call is a link here. Send it, talk, and hang up. No account, nothing to install: picture and sound go straight from one browser to the other.",
    new_call: "New call",
    new_call_hint: "You get a link to send.",
    or: "or",
    call_link_or_code: "Call link or code",
    join_call: "Join call",
    room_code_error,
    home_who: "Who it is for",
    home_callers: "You call",
    home_callers_text: "Family, friends, a small team. On a phone or at a desk, in Chrome, Edge, Firefox or Safari. Whoever has the link can come in, unless you lock the call, give it a password, or let people knock.",
    home_hosts: "You host",
    home_hosts_text: "One small program serves this page and introduces callers to each other. Their picture and sound never pass through it.",
    home_learners: "You want to know how",
    home_learners_text: "The Lab takes a call apart, step by step, on a live page.",

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

    screen_of: |name| format!("{}'s screen", name.as_str()),
    screen_paused: |name| format!("{} has paused this screen.", name.as_str()),
    bring_to_stage: "Enlarge",
    actual_size: "Actual size",
    fit: "Fit",
    move_about: "Picture at its actual size: move it with the arrow keys or by dragging",
    full_screen: "Full screen",
    leave_full_screen: "Leave full screen",
    picture_in_picture: "Picture in picture",

    share_screen: "Share screen",
    stop_sharing: "Stop sharing",
    own_screen: "Your shared screen",
    sharing: |surface| match surface {
        Some(Surface::Monitor) => "The others see your whole screen.",
        Some(Surface::Window) => "The others see a window of yours.",
        Some(Surface::Browser) => "The others see a tab of yours.",
        None => "The others see your screen.",
    },
    sharing_paused: "Paused: the others keep the picture that they saw last.",
    sharing_with_sound: "With its sound.",
    sharing_without_sound: "Without sound.",
    own_page_shared: "This call itself",
    pause_sharing: "Pause",
    resume_sharing: "Resume",
    share_something_else: "Share something else",
    content: "Best for",
    content_automatic: |kind| match kind {
        ContentKind::Text => "Automatic: text",
        ContentKind::Motion => "Automatic: motion",
    },
    content_text: "Text",
    content_motion: "Motion",
    sharing_ended: |surface| match surface {
        Some(Surface::Monitor) => Advice::new(
            "Your screen is no longer shared",
            "Sharing was ended outside of this page, in the browser’s own bar, or the screen is gone.",
        ),
        Some(Surface::Window) => Advice::new(
            "Your window is no longer shared",
            "It was closed, or sharing was ended in the browser’s own bar.",
        ),
        Some(Surface::Browser) => {
            Advice::new("Your tab is no longer shared", "It was closed, or sharing was ended in the browser’s own bar.")
        }
        None => Advice::new("Your screen is no longer shared", "Sharing was ended outside of this page."),
    },
    share_again: "Share again",
    share_options_hint: "They count from the next time that you choose what to share.",
    share_sound: "Share the sound, too",
    share_sound_hint: |hears_itself| match hears_itself {
        false => "As far as your browser can. What this call plays is left out, so that nobody hears themselves.",
        true => {
            "Of a tab. Your browser cannot leave out what this call plays: with the sound of a whole screen everybody would hear themselves."
        }
    },
    share_quietly: "Silence it here",
    share_quietly_hint: "While a tab is shared, its sound is heard by the others only.",
    pointer: "Pointer",
    pointer_always: "Always shown",
    pointer_motion: "Shown while it moves",
    pointer_never: "Not shown",

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
