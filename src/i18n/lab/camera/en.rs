//! English.

use super::CameraText;

pub(in crate::i18n::lab) const TEXT: CameraText = CameraText {
    name: "Camera",
    what: "Your picture through every filter, as a photo, and as text.",
    how: "The picture of your camera as it is before anything is sent, and what can be made of it.",
    preview: "Your preview",
    preview_hint: "A video element with the CSS property filter: the browser does it while it draws the page.",
    sent: "What the others see",
    sent_hint: "Each frame is drawn onto a canvas through the same filters, and the canvas is a track that can be sent. Without filters it is the camera itself.",
    sent_missing: "Nothing would be sent",
    idle: "The camera is off.",
    requesting: "Waiting for the browser, or for you…",
    live: |label| format!("Live: {label}"),
    failed: "There is no camera.",
    css: "The filters as CSS and canvas know them",
    ascii: "ASCII camera",
    ascii_hint: "The same picture, a letter for every few pixels: the denser the letter, the lighter the place.",
};
