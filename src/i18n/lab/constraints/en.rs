//! English.

use yew_webrtc::constraints::{Capability, Property};

use super::{ConstraintsText, list};
use crate::i18n::Advice;

pub(in crate::i18n::lab) const TEXT: ConstraintsText = ConstraintsText {
    name: "Constraints",
    what: "All that can be asked of a camera and a microphone, how strictly, and what comes of it.",
    how: "Put a question together, read the code that asks it, and ask. A bare or ideal value is a wish and never fails; exact, min and max are conditions, and one that cannot be met is named.",
    source: "What to ask for",
    ask: "Ask for a track",
    change: "Change the live track",
    preset: "Size",
    preset_free: "Free",
    form: "What to ask of it",
    form_hint: "Each row is one constraint of the specification. What the device can and does is told while it is live.",
    property: "Constraint",
    asked: "Asked for",
    can: "The device can",
    does: "It does now",
    known: "Known",
    yes: "yes",
    no: "no",
    untold: "not told",
    mode: |name| format!("{name}: how strictly"),
    mode_off: "not asked",
    mode_bare: "bare",
    mode_range: "min, ideal, max",
    about: property_about,
    fits,
    ignored: "This browser does not know it, and ignores it.",
    misfit: |fits| format!("The device cannot do this. What fits: {fits}."),
    named: "The browser names this one as the reason.",
    clear: "Ask for nothing",
    code_of_request: "Asks for a new track",
    code_of_change: "Changes the live track",
    idle: "Nothing is live. Ask, and the answer is shown here.",
    requesting: "Waiting for the browser, or for you…",
    live: |label| format!("Live: {label}"),
    kept: "What was live is live, as it was before.",
    would_fit: "What would fit:",
    failed: "Nothing is live: the question failed.",
    picture: "The picture asked for",
    picture_missing: "No picture yet",
    no_fit: |name| {
        let problem = match name {
            Some(name) => format!("No device can do this: {name}"),
            None => "No device can do all of this".to_owned(),
        };
        Advice::new(problem, "Make it a wish (bare or ideal), ask for less, or choose another device, then ask again.")
    },
    rejected: |name| {
        let problem = match name {
            Some(name) => format!("The live track cannot do this: {name}"),
            None => "The live track cannot do all of this".to_owned(),
        };
        Advice::new(problem, "It goes on as it was. Ask for what fits, or make it a wish.")
    },
    browser_says: |words| format!("In the browser’s words: {words}"),
};

fn property_about(property: Property) -> &'static str {
    match property {
        Property::Width => "The width of the picture, in pixels",
        Property::Height => "The height of the picture, in pixels",
        Property::AspectRatio => "Width divided by height: 1.778 is 16:9",
        Property::FrameRate => "Pictures in a second",
        Property::FacingMode => "Which way a phone’s camera looks",
        Property::ResizeMode => "Whether the browser may crop and scale",
        Property::BackgroundBlur => "Whether the system blurs what is behind you",
        Property::DeviceId => "This very device",
        Property::GroupId => "A device in this piece of hardware",
        Property::EchoCancellation => "Takes out what your speakers play",
        Property::NoiseSuppression => "Takes out fans and streets",
        Property::AutoGainControl => "Keeps the level even",
        Property::SampleRate => "Samples in a second",
        Property::SampleSize => "Bits in a sample",
        Property::ChannelCount => "1 is mono, 2 is stereo",
        Property::Latency => "From the sound to its samples, in seconds",
    }
}

fn fits(capability: &Capability) -> String {
    match capability {
        Capability::Between { min: Some(min), max: Some(max) } if min == max => min.to_string(),
        Capability::Between { min: Some(min), max: Some(max) } => format!("{min} to {max}"),
        Capability::Between { min: Some(min), max: None } => format!("{min} or more"),
        Capability::Between { min: None, max: Some(max) } => format!("{max} or less"),
        Capability::Between { min: None, max: None } => "anything".to_owned(),
        Capability::OneOf(values) if values.is_empty() => "nothing".to_owned(),
        Capability::OneOf(values) => list(values),
    }
}
