//! English.

use yew_webrtc::{ContentKind, Surface};

use super::{Advice, SharingText};

pub(super) const TEXT: SharingText = SharingText {
    screen_paused: |name| format!("{} has paused this screen.", name.as_str()),
    bring_to_stage: "Enlarge",
    actual_size: "Actual size",
    fit: "Fit",
    move_about: "Picture at its actual size: move it with the arrow keys or by dragging",
    full_screen: "Full screen",
    leave_full_screen: "Leave full screen",
    picture_in_picture: "Picture in picture",

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
};
