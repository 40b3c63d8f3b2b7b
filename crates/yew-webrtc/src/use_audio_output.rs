//! Which speaker plays.

use std::{fmt, rc::Rc};

use tincan_core::{
    devices::{Device, DeviceId, Devices, Wanted},
    media_error::MediaError,
};
use tincan_web::{audio_output::AudioOutput, user_media::MediaNotice};
use yew::prelude::*;

use crate::controller::use_controller;

/// The speaker through which to play, as speakers come and go, and a sound to test it.
///
/// What is *wanted* is kept apart from what is *in use*: while the wanted speaker is not there, the system's plays. `devices`
/// is a list that somebody keeps up to date: that of [`use_user_media`](crate::use_user_media()), or of
/// [`use_devices`](crate::use_devices()).
///
/// # Example
/// ```no_run
/// use yew::prelude::*;
/// use yew_webrtc::{Device, Wanted, use_audio_output, use_devices};
///
/// #[component]
/// fn Speakers() -> Html {
///     let wanted = use_state(Wanted::default);
///     let devices = use_devices().devices;
///     let output = use_audio_output((*wanted).clone(), devices);
///     let test = {
///         let output = output.clone();
///         move |_: MouseEvent| output.test_sound()
///     };
///     let choose = |speaker: &Device| {
///         let (wanted, speaker) = (wanted.clone(), Wanted::device(speaker));
///         move |_: MouseEvent| wanted.set(speaker.clone())
///     };
///     html! {
///         <>
///             { for output.speakers.iter().map(|it| html! { <button onclick={choose(it)}>{ it.label.clone() }</button> }) }
///             <button onclick={test} disabled={output.testing}>{ "Test" }</button>
///             // And `sink: output.sink` in the options of `use_media_element`, wherever something is heard.
///         </>
///     }
/// }
/// ```
///
/// # Returns
/// A [`UseAudioOutputHandle`]. The component renders again when the test sound begins and ends, and at each answer.
///
/// # When it releases
/// On unmount: a test sound ends. It holds no speaker: [`use_media_element`](crate::use_media_element()) plays.
#[hook]
pub fn use_audio_output(wanted: Wanted, devices: Devices) -> UseAudioOutputHandle {
    let output = use_controller(AudioOutput::new);
    {
        let output = Rc::clone(&output);
        use_effect_with((), move |()| move || output.close());
    }
    output.follow(&wanted, &devices);
    let in_use = output.in_use();
    UseAudioOutputHandle {
        speakers: output.speakers(),
        sink: in_use.as_ref().map(|speaker| speaker.id.clone()),
        in_use,
        notices: output.notices(),
        can_choose: output.can_choose(),
        can_ask: output.can_ask(),
        testing: output.is_testing(),
        error: output.error(),
        output,
    }
}

/// What [`use_audio_output`] returns.
#[derive(Clone)]
pub struct UseAudioOutputHandle {
    /// What can be chosen.
    pub speakers: Vec<Device>,
    /// The chosen speaker, if it is there; `None`: the system's own choice.
    pub in_use: Option<Device>,
    /// Its id, for [`MediaElementOptions::sink`](crate::MediaElementOptions::sink).
    pub sink: Option<DeviceId>,
    /// What happened to the speakers, the oldest first: the wanted one went or came back, or there is a new one. A later one
    /// makes an outdated one vanish; their ids are their own.
    pub notices: Vec<MediaNotice>,
    /// Whether this browser lets a page choose the speaker. Where not, the system's settings do.
    pub can_choose: bool,
    /// Whether this browser has a question of its own for it, and lists only what was chosen there: [`ask`](Self::ask).
    pub can_ask: bool,
    /// Whether the test sound is on.
    pub testing: bool,
    /// Why the speaker in use does not play, or the last question could not be put.
    pub error: Option<MediaError>,
    output: Rc<AudioOutput>,
}

impl UseAudioOutputHandle {
    /// Plays two notes through the speaker in use. To be called from a click or a key.
    pub fn test_sound(&self) {
        self.output.test_sound(self.sink.as_ref());
    }

    /// Plays a short, soft note through the speaker in use: something has arrived. Where the browser lets no sound through it stays
    /// silent.
    pub fn chime(&self) {
        self.output.chime(self.sink.as_ref());
    }

    /// Has the browser ask the person for a speaker, where it [can](Self::can_ask). The answer is what is wanted from then on; a
    /// question that was closed has none. To be called from a click or a key.
    pub fn ask(&self, on_answer: Callback<Wanted>) {
        self.output.ask(move |speaker| on_answer.emit(Wanted::device(&speaker)));
    }

    /// The notice was read.
    pub fn dismiss(&self, notice: u32) {
        self.output.dismiss(notice);
    }

    /// Offers the speaker in the same piece of hardware as this device by a notice, unless it plays: whoever chooses the
    /// microphone of a headset may want its earphones, too.
    pub fn offer_beside(&self, device: &Device) {
        self.output.offer_beside(device);
    }

    /// Tells that something could not be played through the speaker in use:
    /// [`sink_error`](crate::UseMediaElementHandle::sink_error).
    pub fn report(&self, error: MediaError) {
        self.output.report(error);
    }
}

impl PartialEq for UseAudioOutputHandle {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.output, &other.output)
            && self.speakers == other.speakers
            && self.in_use == other.in_use
            && self.notices == other.notices
            && self.testing == other.testing
            && self.error == other.error
    }
}

impl fmt::Debug for UseAudioOutputHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UseAudioOutputHandle")
            .field("speakers", &self.speakers)
            .field("in_use", &self.in_use)
            .field("testing", &self.testing)
            .field("error", &self.error)
            .finish_non_exhaustive()
    }
}
