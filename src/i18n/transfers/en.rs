//! English.

use yew_webrtc::TransferFailure;

use super::{Advice, TransferText};

pub(super) const TEXT: TransferText = TransferText {
    send_a_file: "Send a file",
    to: "To",
    everyone: "Everyone",
    ways: "Or drop files anywhere on this page, or paste them. They go straight to the others, and only when they accept.",
    nobody_here: "Nobody else is here to send a file to.",
    folder: || Advice::new("Folders cannot be sent", "Pick the files in it, or make one archive of it."),
    too_large: || Advice::new("Files of more than 64 GiB cannot be sent", "Cut it into several."),
    unavailable: || {
        Advice::new(
            "Files cannot be sent here",
            "A part of Tincan could not be loaded. Try again when your network is back, load this page again, or update your browser.",
        )
    },

    list: "Transfers",
    from: |name, size| format!("From {name} · {size}"),
    to_whom: |name, size| format!("To {name} · {size}"),
    executable: "This file can start a program. Open it only if you know what it is.",
    progress: |file| format!("Progress of {file}"),
    of: |done, size| format!("{done} of {size}"),
    rate: |rate| format!("{rate}/s"),
    seconds_left: |seconds| match seconds {
        0..60 => format!("{seconds} s left"),
        60..3600 => format!("{} min left", seconds.div_ceil(60)),
        _ => format!("{} h {} min left", seconds / 3600, seconds % 3600 / 60),
    },
    stored: |stored| format!("{stored} of it is here already, and will not be sent again."),
    offered_to_them: "Waits until it is accepted.",
    waiting: "Begins in a moment.",
    paused_here: "Paused.",
    paused_there: |name| format!("{name} has paused it."),
    interrupted: |name| format!("{name} is away. It goes on when they are back."),
    sent: "Sent and checked.",
    received: "Received and checked.",
    declined: "Declined.",
    declined_by: |name| format!("{name} does not want it."),
    cancelled: "Cancelled.",
    cancelled_by: |name| format!("{name} has cancelled it."),
    left: |name| format!("{name} has left."),
    failed: |failure, incoming| {
        let (what, next) = match (failure, incoming) {
            (TransferFailure::Unreadable, false) => (
                "The file can no longer be read.",
                "It was moved, changed or deleted. Pick it again; what has arrived is kept.",
            ),
            (TransferFailure::Unreadable, true) => {
                ("The sender can no longer read the file.", "Ask them to pick it again; what has arrived is kept.")
            }
            (TransferFailure::NoSpace, true) => {
                ("There is not enough space for it.", "Make some space and ask for it again; what has arrived is kept.")
            }
            (TransferFailure::NoSpace, false) => {
                ("They do not have enough space for it.", "Send it again when they have made some.")
            }
            (TransferFailure::TooLargeForMemory, true) => (
                "This browser takes only files of up to 256 MiB.",
                "It cannot store files here. Try it outside of a private window.",
            ),
            (TransferFailure::TooLargeForMemory, false) => {
                ("Their browser takes only files of up to 256 MiB.", "They could try it outside of a private window.")
            }
            (TransferFailure::Storage, true) => {
                ("The browser could not store it.", "Try it again, or in another browser.")
            }
            (TransferFailure::Storage, false) => {
                ("Their browser could not store it.", "Send it again, or ask them to use another browser.")
            }
            (TransferFailure::Mismatch, _) => {
                ("What arrived was not what was sent.", "Nothing of it was kept. Send it again.")
            }
            (TransferFailure::Protocol | TransferFailure::Unknown, _) => (
                "The other side sent something that makes no sense.",
                "Both of you load the page again, and send it once more.",
            ),
        };
        Advice::new(what, next)
    },

    accept: "Accept",
    decline: "Decline",
    accept_all: "Accept all",
    decline_all: "Decline all",
    pause: "Pause",
    resume: "Resume",
    cancel: "Cancel",
    save: "Save",
    remove: "Remove",

    kept: "From earlier",
    kept_part: |name, done, size| format!("From {name} · {done} of {size}"),
    kept_hint: "A file that is not whole goes on when its sender is in a call with you and sends it again.",
};
