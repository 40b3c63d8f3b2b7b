//! English.

use super::DeviceText;

pub(super) const TEXT: DeviceText = DeviceText {
    automatic: "Automatic",
    automatic_device: |device| format!("Automatic ({device})"),
    unnamed: |kind, number| format!("{kind} {number}"),
    not_connected: |device| format!("{device} (not connected)"),
    instead: |device| format!("Until it can be used again, {device} is in use."),
    none: "None found",
    speaker_fixed: "This browser plays through the speaker that the system has chosen.",
    choose_speaker: "Choose a speaker…",
    speaker_failed: "This speaker cannot be used. Choose another one.",
    test_sound: "Test sound",
    testing_sound: "Playing…",
    flip_camera: "Switch camera",

    settings: "Settings",
    picture_and_sound: "Picture and sound",

    notices: "About your devices",
    permission_wanted: "Your browser asks whether this page may use your camera and microphone. Choose “Allow” to be seen and heard.",
};
