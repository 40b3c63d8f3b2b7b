//! English.

use yew_webrtc::{
    ContentKind, Surface,
    display::{Contradiction, Member},
};

use super::ScreenText;
use crate::i18n::Advice;

pub(in crate::i18n::lab) const TEXT: ScreenText = ScreenText {
    name: "Screen",
    what: "Everything that can be asked of a shared screen, and what the browser makes of it.",
    how: "Choose what to ask, read the code, and share. Nothing is sent anywhere: the picture stays on this page.",

    form: "What to ask for",
    form_hint: "Each is a member of the argument of getDisplayMedia. It is a wish: the person decides what is shared. Changes count from the next question on.",
    as_in_a_call: "As in a call",
    nothing: "Ask for nothing",
    about: |member| match member {
        Member::DisplaySurface => "What the browser’s picker shows first",
        Member::Cursor => "When the pointer is in the picture",
        Member::Width => "In pixels",
        Member::Height => "In pixels",
        Member::FrameRate => "Pictures in a second",
        Member::Audio => "Its sound, too",
        Member::RestrictOwnAudio => "Leaves out what this page plays, so that nobody hears themselves back",
        Member::SuppressLocalAudioPlayback => "Is not heard here while it is shared",
        Member::VoiceProcessing => "With noiseSuppression and autoGainControl, as for a voice: music suffers",
        Member::SurfaceSwitching => "Offers another tab during the share",
        Member::SelfBrowserSurface => "Whether this tab can be picked",
        Member::SystemAudio => "Offers the sound of the whole system, for screens",
        Member::MonitorTypeSurfaces => "Whether whole screens can be picked",
        Member::WindowAudio => "Which sound is offered for windows",
        Member::PreferCurrentTab => "Offers this tab first",
    },
    not_asked: "not asked",
    number: |name| format!("{name} value"),
    unknown_here: "This browser does not know it, and ignores it.",
    contradiction: |contradiction| match contradiction {
        Contradiction::CurrentTabExcluded => Advice::new(
            "Two of these exclude each other: preferCurrentTab and selfBrowserSurface",
            "This tab cannot be preferred and left out. Browsers refuse the question with a TypeError. Change one of the two.",
        ),
        Contradiction::MonitorsExcluded => Advice::new(
            "Two of these exclude each other: displaySurface and monitorTypeSurfaces",
            "Whole screens cannot be shown first and left out. Browsers refuse the question with a TypeError. Change one of the two.",
        ),
    },
    code: "Asks for a screen",

    idle: "Nothing is shared.",
    asking: "Your browser asks what to share…",
    live: |surface| match surface {
        Some(Surface::Monitor) => "A whole screen is shared with this page.",
        Some(Surface::Window) => "A window is shared with this page.",
        Some(Surface::Browser) => "A tab is shared with this page.",
        None => "Something is shared with this page; the browser does not tell what.",
    },
    paused: "Paused: in a call, the others would keep the last picture.",
    cancelled: "You closed the browser’s question: nothing is shared.",
    switch_cancelled: "You closed the browser’s question: what was shared is still shared.",
    stopped: "Stopped: nothing is shared any more.",
    picture: "What is shared",
    picture_missing: "Nothing is shared",
    picture_of_this_page: "This very page is shared: it would show itself in itself, without end",
    content_hint: |kind| match kind {
        ContentKind::Text => "contentHint is “text”: every pixel counts, pictures may be few.",
        ContentKind::Motion => "contentHint is “motion”: it must run smoothly, pixels may be fewer.",
    },

    settings: "What it does now",
    settings_hint: "All that the browser tells of the live tracks, looked at twice a second. Make the window larger, or share another one.",
    settings_of_picture: "Picture",
    settings_of_sound: "Sound",
};
