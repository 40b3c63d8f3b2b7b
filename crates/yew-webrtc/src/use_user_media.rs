//! The person's camera and microphone.

use std::{fmt, ops::Deref, rc::Rc};

use tincan_core::{
    constraints::UserMediaOptions,
    devices::{DeviceKind, Wanted},
};
use tincan_protocol::Presence;
use tincan_web::{
    room::LocalTracks,
    user_media::{UserMedia, UserMediaSnapshot, WantedDevices},
};
use yew::prelude::*;

use crate::controller::use_controller;

/// The person's camera and microphone, each with its own status, as devices come and go.
///
/// Nothing is asked for until [`start`](UseUserMediaHandle::start). When both are wanted the person is asked once; when the
/// two cannot be had together each is tried alone, so that a missing camera does not cost the microphone.
///
/// What is *wanted* is kept apart from what is *in use*: when a device is unplugged another takes over, and when it is plugged
/// in again it comes back, each with a notice. Permission that is taken back and given again brings picture and sound back.
/// Changed options are applied to what is live; what cannot be met is told, and changes nothing.
///
/// # Example
/// ```no_run
/// use yew::prelude::*;
/// use yew_webrtc::{DeviceKind, MediaElementOptions, UserMediaOptions, Wanted, use_media_element, use_user_media};
///
/// #[component]
/// fn Preview() -> Html {
///     let media = use_user_media(UserMediaOptions::default());
///     let video = use_media_element(media.stream.clone(), MediaElementOptions { muted: true, ..Default::default() });
///     let start = {
///         let media = media.clone();
///         move |_: MouseEvent| media.start()
///     };
///     let cameras = media.devices.hardware(DeviceKind::Camera).cloned().map(|camera| {
///         let (media, wanted) = (media.clone(), Wanted::device(&camera));
///         html! { <button onclick={move |_: MouseEvent| media.select_camera(wanted.clone())}>{ camera.label }</button> }
///     });
///     html! {
///         <>
///             <button onclick={start}>{ "Start" }</button>
///             { for cameras }
///             <p>{ media.camera.error().map(ToString::to_string) }</p>
///             <video ref={video.node} playsinline=true />
///         </>
///     }
/// }
/// ```
///
/// # Returns
/// A [`UseUserMediaHandle`]: how things are at this render, and the verbs. The component renders again at each change.
///
/// # When it releases
/// On unmount: every track is stopped, and one that arrives later, from a question still open, is stopped on arrival. A
/// handle that outlives the component does nothing. Tracks are stopped by [`stop`](UseUserMediaHandle::stop) and
/// [`turn_camera_off`](UseUserMediaHandle::turn_camera_off) too, and old ones when a device is exchanged.
#[hook]
pub fn use_user_media(options: UserMediaOptions) -> UseUserMediaHandle {
    use_user_media_with(options, WantedDevices::default())
}

/// [`use_user_media`] for a person whose choice of devices is remembered.
///
/// `wanted` counts at the first render; afterwards the person chooses by the verbs, and
/// [`UserMediaSnapshot::wanted_camera`] and [`wanted_microphone`](UserMediaSnapshot::wanted_microphone) are what to remember.
///
/// # Example
/// ```no_run
/// use yew::prelude::*;
/// use yew_webrtc::{DeviceId, UserMediaOptions, Wanted, WantedDevices, use_user_media_with};
///
/// #[component]
/// fn Camera() -> Html {
///     let camera = Wanted::Device { id: DeviceId::from("of yesterday"), label: "USB camera".to_owned() };
///     let wanted = WantedDevices { camera, microphone: Wanted::Automatic };
///     let media = use_user_media_with(UserMediaOptions::default(), wanted);
///     html! { <p>{ media.camera_in_use.as_ref().map(|camera| camera.label.clone()) }</p> }
/// }
/// ```
///
/// # Returns
/// A [`UseUserMediaHandle`], as [`use_user_media`] does.
///
/// # When it releases
/// On unmount, as [`use_user_media`] does.
#[hook]
pub fn use_user_media_with(options: UserMediaOptions, wanted: WantedDevices) -> UseUserMediaHandle {
    let controller = {
        let options = options.clone();
        use_controller(move |on_change| UserMedia::new(options, wanted, on_change))
    };
    {
        let controller = Rc::clone(&controller);
        use_effect_with(options, move |options| controller.set_options(options.clone()));
    }
    {
        let controller = Rc::clone(&controller);
        use_effect_with((), move |()| move || controller.close());
    }
    UseUserMediaHandle { now: controller.snapshot(), controller }
}

/// What [`use_user_media`] returns: a [`UserMediaSnapshot`] with verbs. Two are equal if nothing changed between them: tracks
/// and the stream compare by identity.
#[derive(Clone)]
pub struct UseUserMediaHandle {
    now: Rc<UserMediaSnapshot>,
    controller: Rc<UserMedia>,
}

impl UseUserMediaHandle {
    /// Starts what the options ask for: one question to the person for both.
    pub fn start(&self) {
        self.controller.start();
    }

    /// Gives camera and microphone back.
    pub fn stop(&self) {
        self.controller.stop();
    }

    /// Silences the microphone at once; it stays open.
    pub fn mute(&self) {
        self.controller.mute();
    }

    /// Lets the microphone be heard; starts it if none is live.
    pub fn unmute(&self) {
        self.controller.unmute();
    }

    /// Stops the camera: its light goes out.
    pub fn turn_camera_off(&self) {
        self.controller.turn_camera_off();
    }

    /// Starts the camera, if it is not.
    pub fn turn_camera_on(&self) {
        self.controller.turn_camera_on();
    }

    /// Uses this camera from now on: exchanges one that is on, tries again after a failure, is remembered while off.
    pub fn select_camera(&self, wanted: Wanted) {
        self.controller.select(DeviceKind::Camera, wanted);
    }

    /// Uses this microphone from now on, as [`select_camera`](Self::select_camera) does.
    pub fn select_microphone(&self, wanted: Wanted) {
        self.controller.select(DeviceKind::Microphone, wanted);
    }

    /// Uses this camera or this microphone from now on. Speakers are chosen elsewhere:
    /// [`use_audio_output`](crate::use_audio_output()).
    pub fn select(&self, kind: DeviceKind, wanted: Wanted) {
        self.controller.select(kind, wanted);
    }

    /// Exchanges the camera for the one on the other side of the phone, if
    /// [`can_flip_camera`](UserMediaSnapshot::can_flip_camera).
    pub fn flip_camera(&self) {
        self.controller.flip_camera();
    }

    /// The person has read this notice.
    pub fn dismiss(&self, notice: u32) {
        self.controller.dismiss(notice);
    }

    /// A call was joined: a microphone that gives nothing is pointed out again.
    pub fn joined(&self) {
        self.controller.joined();
    }

    /// The live tracks and what the person means to send with them, for [`use_room`](crate::use_room()) and
    /// [`use_peer`](crate::use_peer()). The tracks are lent: they are still stopped by this hook alone.
    ///
    /// Who exchanges a device does not switch it off: the presence stays as it was, though there is no track for a moment. What
    /// the system mutes is not meant to be seen or heard.
    pub fn local_tracks(&self) -> LocalTracks {
        let hears = self.microphone.is_live() || self.microphone_changing;
        let sees = self.camera.is_live() || self.camera_changing;
        LocalTracks {
            microphone: self.microphone.track().cloned(),
            camera: self.camera.track().cloned(),
            presence: Presence {
                microphone: hears && !self.muted && !self.microphone_muted_by_system,
                camera: sees && !self.camera_muted_by_system,
                ..Presence::default()
            },
            ..LocalTracks::default()
        }
    }
}

impl Deref for UseUserMediaHandle {
    type Target = UserMediaSnapshot;

    fn deref(&self) -> &UserMediaSnapshot {
        &self.now
    }
}

impl PartialEq for UseUserMediaHandle {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.controller, &other.controller) && self.now == other.now
    }
}

impl fmt::Debug for UseUserMediaHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("UseUserMediaHandle").field(&self.now).finish()
    }
}
