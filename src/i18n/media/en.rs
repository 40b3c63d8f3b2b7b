//! English.

use super::MediaText;

pub(super) const TEXT: MediaText = MediaText {
    picture_size: "Picture size",
    size: |name, width, height| format!("{name} ({width} × {height})"),
    frame_rate: "Frame rate",
    frames: |count| format!("{count} per second"),
    camera_gives: |width, height, frames| format!("Your camera gives {width} × {height}, {frames} times a second."),
    echo_cancellation: "Echo cancellation",
    echo_cancellation_hint: "The others do not hear themselves through your speakers.",
    noise_suppression: "Noise suppression",
    noise_suppression_hint: "Takes out fans and streets. Switch it off for music.",
    auto_gain_control: "Automatic volume",
    auto_gain_control_hint: "Keeps your voice equally loud, near or far.",
    picture: "Picture",
    sound: "Sound",
    this_page: "Language and appearance",
};
