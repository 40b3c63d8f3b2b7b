//! English.

use yew_webrtc::{FilterPlace, PictureCost, PictureFilter};

use super::{FilterText, milliseconds};

pub(super) const TEXT: FilterText = FilterText {
    preview: "Your picture with filters",
    reset: "Reset",
    reset_all: "Reset all filters",

    picture: "Picture",
    filter: |filter| match filter {
        PictureFilter::Blur => "Blur",
        PictureFilter::Brightness => "Brightness",
        PictureFilter::Contrast => "Contrast",
        PictureFilter::Saturation => "Saturation",
        PictureFilter::Hue => "Hue",
        PictureFilter::Invert => "Invert",
        PictureFilter::Grayscale => "Grayscale",
        PictureFilter::Sepia => "Sepia",
        PictureFilter::Opacity => "Opacity",
    },
    sent: "The others see it, too",
    sent_hint: "Off: only you see your picture with filters.",
    cost: |PictureCost { per_frame, place, width, height, reduced }| {
        let hard = if reduced { "Filters are hard work for this device, so the picture is sent smaller. " } else { "" };
        let time = milliseconds(per_frame);
        match place {
            FilterPlace::Worker => format!("{hard}Each frame of {width} × {height} takes {time} ms, beside this page."),
            FilterPlace::Page => format!("{hard}Each frame of {width} × {height} keeps this page busy for {time} ms."),
        }
    },
    costs_nothing: "Nothing is filtered for the others, and so it costs nothing.",
    only_yourself: "The filters are for you alone, and cost nothing.",

    sound: "Sound",
    high_pass: "High-pass",
    high_pass_off: "off",
    gain: "Gain",
    mono: "Mono",
    mono_hint: "Both sides become one: for microphones with one side only.",
    before: "Before",
    after: "After",
    sound_waiting: "The browser holds its sound system back until you press something: until then your sound is as it is.",
    sound_impossible: "This browser cannot filter sound: the others hear it as it is.",

    take_photo: "Take a photo",
    save_photo: "Save photo",
    photo_taken: |width, height| format!("A photo of {width} × {height} pixels"),
    photo_failed: "The browser could not make the photo. Try again.",
    photo_unfiltered: "This browser cannot filter photos: this one is as the camera saw you.",
    no_picture: "There is no picture. Turn the camera on, then take the photo.",
};
