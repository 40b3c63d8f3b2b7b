//! English.

use yew_webrtc::{DeniedBy, DeviceKind, MediaErrorKind, next_step::NextStep};

use super::{Advice, MediaSource, TroubleText};

pub(super) const TEXT: TroubleText = TroubleText {
    took_over: |kind, from, to| {
        let it = device(kind);
        let problem = match to {
            "" => format!("Another {it} took over"),
            to => format!("Your {it} is now “{to}”"),
        };
        let next = match from {
            "" => "The one before cannot be used at the moment.".to_owned(),
            from => format!("It took over from “{from}”."),
        };
        Advice { problem, next }
    },
    came_back: |kind, label| match label {
        "" => format!("Your {} is back", device(kind)),
        label => format!("“{label}” is back, and your {} again", device(kind)),
    },
    new_device: |kind, label| match label {
        "" => format!("There is a new {}", device(kind)),
        label => format!("New {}: “{label}”", device(kind)),
    },
    new_pair: |label| match label {
        "" => "There is a new camera with a microphone".to_owned(),
        label => format!("New camera with a microphone: “{label}”"),
    },
    use_it: "Use it",
    not_now: "Not now",
    try_device_again: |kind, label| match label {
        "" => format!("Try the other {} again", device(kind)),
        label => format!("Try “{label}” again"),
    },
    muted_by_system: |kind| match kind {
        DeviceKind::Camera => Advice::new(
            "Your camera gives no picture",
            "Your system or a switch on the camera holds it back. Look for a cover, a key or a privacy setting.",
        ),
        DeviceKind::Microphone | DeviceKind::Speaker => Advice::new(
            "Your microphone was muted by the system",
            "The others cannot hear you. Look for a switch on the headset, a key, or the sound settings of your system.",
        ),
    },
    silent_title: "Nothing is heard from your microphone",
    silent_text: "It is on, but gives no sound at all. Look for a mute switch on it, or choose another one.",
    speaking_while_muted: "You are speaking, but your microphone is muted",
    unmute: "Unmute",

    gone: |label, source| match label {
        "" => format!("Your {} was unplugged", name(source)),
        label => format!("“{label}” was unplugged"),
    },
    speaker_gone: |label| match label {
        "" => "There is no speaker any more".to_owned(),
        label => format!("“{label}” was unplugged, and there is no other speaker"),
    },
    gone_next: "Plug it in again and it comes back by itself, or choose another one.",
    permission_lost: |source| format!("This page may no longer use your {}", name(source)),
    problem,
    next_step,
};

fn device(kind: DeviceKind) -> &'static str {
    match kind {
        DeviceKind::Camera => "camera",
        DeviceKind::Microphone => "microphone",
        DeviceKind::Speaker => "speaker",
    }
}

/// What a constraint asks for. Only what is asked for in a call has a word of its own.
fn wish(constraint: &str) -> &'static str {
    match constraint {
        "width" | "height" | "aspectRatio" => "the picture size",
        "frameRate" => "the frame rate",
        "facingMode" => "the side it looks to",
        "echoCancellation" => "the echo cancellation",
        "noiseSuppression" => "the noise suppression",
        "autoGainControl" => "the automatic volume",
        _ => "one of the settings",
    }
}

fn name(source: MediaSource) -> &'static str {
    match source {
        MediaSource::Camera => "camera",
        MediaSource::Microphone => "microphone",
        MediaSource::CameraAndMicrophone => "camera and microphone",
        MediaSource::Screen => "screen",
    }
}

fn problem(kind: &MediaErrorKind, source: MediaSource) -> String {
    let it = name(source);
    match kind {
        MediaErrorKind::Denied(DeniedBy::System) => format!("Your system keeps the {it} from the browser"),
        MediaErrorKind::Denied(DeniedBy::Dismissal) => format!("The browser’s question about your {it} was closed"),
        MediaErrorKind::Denied(DeniedBy::Policy) | MediaErrorKind::Forbidden => {
            format!("This page is not allowed to use your {it}")
        }
        MediaErrorKind::Denied(DeniedBy::Person | DeniedBy::Untold) => {
            format!("Your browser does not let this page use your {it}")
        }
        MediaErrorKind::NotFound => format!("No {} was found", it.replace(" and ", " or ")),
        MediaErrorKind::Overconstrained { constraint: Some(constraint) } if constraint != "deviceId" => {
            format!("No {} can do what was asked of it: {}", it.replace(" and ", " or "), wish(constraint))
        }
        MediaErrorKind::Overconstrained { .. } => format!("The {it} you chose cannot be used"),
        MediaErrorKind::Ended => format!("Your {it} stopped"),
        MediaErrorKind::InsecurePage => format!("This page has no access to your {it}"),
        MediaErrorKind::Unsupported => format!("This browser gives no access to your {it}"),
        MediaErrorKind::InUse
        | MediaErrorKind::Aborted
        | MediaErrorKind::PageInactive
        | MediaErrorKind::NeedsGesture
        | MediaErrorKind::BadRequest
        | MediaErrorKind::Unknown { .. } => format!("Your {it} did not start"),
    }
}

fn next_step(step: NextStep, source: MediaSource) -> String {
    let it = name(source);
    let sentence = match step {
        NextStep::AllowInChromium => {
            return format!(
                "Press the sign with the two sliders, at the left of the address, switch the {it} on, then try again."
            );
        }
        NextStep::AllowInFirefox => {
            return format!(
                "Press the crossed-out sign beside the address, remove the block of the {it}, then try again."
            );
        }
        NextStep::AllowInSafari => {
            return format!(
                "Open the menu “Safari” at the top of the screen, then “Settings for This Website…”. Allow the {it} there, then try again."
            );
        }
        NextStep::AllowInAndroidBrowser => {
            return format!("Press the sign beside the address, open “Permissions”, allow the {it}, then try again.");
        }
        NextStep::AllowInIosSafari => {
            return format!(
                "Press the sign beside the address, open “Website Settings”, allow the {it}, then try again."
            );
        }
        NextStep::AllowInIosSettings => {
            return format!(
                "Open the app “Settings”, look for this browser, switch the {it} on there, then try again."
            );
        }
        NextStep::AllowInBrowser => {
            return format!(
                "Open your browser’s settings for this page, mostly beside the address, allow the {it}, then try again."
            );
        }
        NextStep::AllowInWindows => {
            return format!(
                "Open the Windows settings, then “Privacy & security”. Let desktop apps use the {it} there, then try again."
            );
        }
        NextStep::AllowInMacOs => {
            return format!(
                "Open the system settings, then “Privacy & Security”. Switch your browser on under the {it}, then try again."
            );
        }
        NextStep::AllowInAndroid => {
            return format!(
                "Open your phone’s settings, then “Apps”, your browser, “Permissions”. Allow the {it}, then try again."
            );
        }
        NextStep::AllowInSystem => {
            return format!("Open the privacy settings of your system, let the browser use the {it}, then try again.");
        }
        NextStep::AllowScreenInMacOs => {
            "Open the system settings, then “Privacy & Security”, “Screen & System Audio Recording”. Switch your browser on there, then start it anew."
        }
        NextStep::AnswerAllow => "Try again, and choose “Allow” when the browser asks.",
        NextStep::OpenInOwnWindow => {
            "It stands inside another page that forbids it. Open the link in a window of its own."
        }
        NextStep::UseHttps => {
            "Its address begins with http://, and browsers give devices to secure pages only. Ask whoever sent the link for one that begins with https://."
        }
        NextStep::PlugIn => "Plug one in, or check that it is switched on, then try again.",
        NextStep::PlugInOrAllowInMacOs => {
            "Plug one in, or let the browser use it in the system settings under “Privacy & Security”, then try again."
        }
        NextStep::CloseOtherPrograms => {
            "Another program or window is probably using it. Close that one, then try again."
        }
        NextStep::ChooseAnother => "It may have been unplugged. Choose another one, or try again.",
        NextStep::Replug => "Unplug it and plug it in again, or restart the browser, then try again.",
        NextStep::ActOnPage => "The browser waits for you to act on this page. Try again.",
        NextStep::UseAnotherBrowser => "Update it, or open the link in a current Chrome, Edge, Firefox or Safari.",
        NextStep::UseComputer => "No browser on this device can do it. Open the link on a computer.",
        NextStep::TryAgain => "Try again.",
        NextStep::RestartBrowser => "The browser does not say why. Try again, or restart the browser.",
    };
    sentence.to_owned()
}
