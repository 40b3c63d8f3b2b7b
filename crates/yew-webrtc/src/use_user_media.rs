//! The person's camera and microphone.

use std::{fmt, rc::Rc};

use tincan_core::{constraints::UserMediaOptions, devices::DeviceId};
use tincan_protocol::Presence;
use tincan_web::{
    room::LocalTracks,
    user_media::{TrackStatus, UserMedia},
};
use web_sys::MediaStream;
use yew::prelude::*;

use crate::controller::use_controller;

/// The person's camera and microphone, each with its own status.
///
/// Nothing is asked for until [`start`](UseUserMediaHandle::start). When both are wanted the person is asked once; when the
/// two cannot be had together each is tried alone, so that a missing camera does not cost the microphone. Changed options
/// are applied to what is live.
///
/// # Example
/// ```no_run
/// use yew::prelude::*;
/// use yew_webrtc::{MediaElementOptions, UserMediaOptions, use_media_element, use_user_media};
///
/// #[component]
/// fn Preview() -> Html {
///     let media = use_user_media(UserMediaOptions::default());
///     let video = use_media_element(media.stream.clone(), MediaElementOptions { muted: true, ..Default::default() });
///     let start = {
///         let media = media.clone();
///         move |_: MouseEvent| media.start()
///     };
///     html! {
///         <>
///             <button onclick={start}>{ "Start" }</button>
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
    let controller = {
        let options = options.clone();
        use_controller(move |on_change| UserMedia::new(options, on_change))
    };
    {
        let controller = Rc::clone(&controller);
        use_effect_with(options, move |options| controller.set_options(options.clone()));
    }
    {
        let controller = Rc::clone(&controller);
        use_effect_with((), move |()| move || controller.close());
    }
    UseUserMediaHandle::new(controller)
}

/// What [`use_user_media`] returns. Two are equal if nothing changed between them: tracks and the stream compare by identity.
#[derive(Clone)]
pub struct UseUserMediaHandle {
    /// The microphone.
    pub microphone: TrackStatus,
    /// The camera.
    pub camera: TrackStatus,
    /// Whether the microphone is silenced, or will be when it starts.
    pub muted: bool,
    /// The live tracks together, for a preview (muted, or the person hears themselves); another object whenever the tracks
    /// change. `None` while nothing is live.
    pub stream: Option<MediaStream>,
    controller: Rc<UserMedia>,
}

impl UseUserMediaHandle {
    fn new(controller: Rc<UserMedia>) -> Self {
        let now = controller.snapshot();
        Self { microphone: now.microphone, camera: now.camera, muted: now.muted, stream: now.stream, controller }
    }

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
    pub fn select_camera(&self, id: DeviceId) {
        self.controller.select_camera(id);
    }

    /// Uses this microphone from now on, as [`select_camera`](Self::select_camera) does.
    pub fn select_microphone(&self, id: DeviceId) {
        self.controller.select_microphone(id);
    }

    /// The live tracks and what the person means to send with them, for [`use_room`](crate::use_room()) and
    /// [`use_peer`](crate::use_peer()). The tracks are lent: they are still stopped by this hook alone.
    pub fn local_tracks(&self) -> LocalTracks {
        LocalTracks {
            microphone: self.microphone.track().cloned(),
            camera: self.camera.track().cloned(),
            presence: Presence {
                microphone: self.microphone.is_live() && !self.muted,
                camera: self.camera.is_live(),
                ..Presence::default()
            },
            ..LocalTracks::default()
        }
    }
}

impl PartialEq for UseUserMediaHandle {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.controller, &other.controller)
            && self.microphone == other.microphone
            && self.camera == other.camera
            && self.muted == other.muted
            && self.stream == other.stream
    }
}

impl fmt::Debug for UseUserMediaHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UseUserMediaHandle")
            .field("microphone", &self.microphone)
            .field("camera", &self.camera)
            .field("muted", &self.muted)
            .finish_non_exhaustive()
    }
}
