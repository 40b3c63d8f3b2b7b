//! English.

use super::{Advice, SafetyText};

pub(super) const TEXT: SafetyText = SafetyText {
    safety_code: "Safety code",
    question: "Do both of you see the same?",
    how: "Say the four words to each other.",
    they_match: "They match",
    they_do_not_match: "They do not match",
    proves: "If they match, nobody stands between your two devices in this call, not even somebody who has the link. Next time this device \
             is known again.",
    proves_not: "They do not prove who sits there, what that device does with what it gets, or who the others in the call are.",
    words: [
        "bee",
        "snail",
        "frog",
        "owl",
        "whale",
        "fox",
        "camel",
        "sheep",
        "mouse",
        "duck",
        "snake",
        "crab",
        "monkey",
        "bear",
        "cow",
        "turtle",
        "lemon",
        "cherries",
        "watermelon",
        "grapes",
        "carrot",
        "bread",
        "cheese",
        "doughnut",
        "coffee",
        "egg",
        "popcorn",
        "pizza",
        "star",
        "rainbow",
        "snowman",
        "wave",
        "volcano",
        "maple leaf",
        "sunflower",
        "lightning",
        "key",
        "bell",
        "balloon",
        "guitar",
        "drum",
        "trumpet",
        "dice",
        "camera",
        "light bulb",
        "clock",
        "hammer",
        "paperclip",
        "books",
        "gift",
        "trophy",
        "crown",
        "boot",
        "backpack",
        "umbrella",
        "anchor",
        "rocket",
        "train",
        "tractor",
        "bicycle",
        "sailboat",
        "house",
        "castle",
        "tent",
    ],

    verified: "Verified",
    verified_on: |day| format!("Verified on {day}."),
    verified_as: |day, name| format!("Verified on {day} as {name}."),
    forget: "Forget",
    other_device: |name, day| {
        format!("This is not the device on which you verified {name} on {day}. Compare before you trust it.")
    },
    differs: "You said that the codes do not match.",

    coming: "The key of this device is on its way. If it takes long, reload the page.",
    waiting: |name| {
        format!(
            "Waiting for the device of {name} to answer. An older Tincan knows no safety codes; a reload there brings a newer one. Until there is a code, this device has not shown whose it is."
        )
    },
    broken: "There is no code: what came over this connection is not what an honest Tincan says.",
    impossible: "Safety codes need a page that was opened over HTTPS.",
    not_kept: "This browser keeps nothing here (a private window, perhaps): next time, others will not know this device again.",

    changed_alarm: |name, day| {
        Advice::new(
            format!("This is not the device on which you verified {name}"),
            format!(
                "That was on {day}. It may be a new device of theirs, or somebody else under their name. Compare the safety code, under People, \
                 before you say anything private."
            ),
        )
    },
    differs_alarm: |name| {
        Advice::new(
            format!("Somebody may stand between you and {name}"),
            "Your safety codes do not match. Say nothing private here. Leave, make a new call, and give its link only to them, by another way.",
        )
    },
    broken_alarm: |name| {
        Advice::new(
            format!("Something interferes with the connection to {name}"),
            "What came is not what an honest Tincan says, so there is no safety code. Leave, make a new call, and give its link only to them, by \
             another way.",
        )
    },
};
