//! English.

use super::SoundText;

pub(in crate::i18n::lab) const TEXT: SoundText = SoundText {
    name: "Sound",
    what: "The way of your voice from the microphone to the others, drawn as it is built, with its values live.",
    how: "Between your microphone and the others stands a graph of audio nodes. Turn its knobs, speak, and watch.",
    graph: "The graph",
    source: "Microphone",
    source_missing: "off",
    meter: "Level",
    meter_of: "as the others hear it",
    output: "Output",
    to_others: "to the others",
    passed_by: "passed by",
    mono_on: "both sides are one",
    mono_off: "sides as they come",
    straight: "Nothing is to be done: the microphone itself goes to the others, and no graph is built.",
    knobs: "Knobs",
    monitor: "Hear yourself",
    monitor_hint: "Plays the output here. Put on headphones first, or it howls.",
    idle: "The microphone is off.",
    requesting: "Waiting for the browser, or for you…",
    live: |label| format!("Live: {label}"),
    failed: "There is no microphone.",
};
