//! The person's own camera and microphone.

mod acquire;
mod apply;
mod driver;
mod look;
pub(crate) mod notices;
mod request;
mod slot;
mod snapshot;
mod sound;

use std::{fmt, rc::Rc};

use tincan_core::{
    constraints::UserMediaOptions,
    devices::{DeviceKind, Wanted},
};

pub(crate) use self::request::get_user_media;
pub use self::snapshot::{ConstraintError, MediaNews, MediaNotice, TrackStatus, UserMediaSnapshot, WantedDevices};
use self::{driver::Inner, request::Kind};

/// Owns the microphone and the camera: asks for them, keeps them as devices come and go, gives them back.
///
/// Each of the two has a status of its own, so a missing camera costs no microphone. The verbs say what is *wanted* and
/// return at once; what is *in use* is decided by a [`Choice`](tincan_core::devices::choice::Choice) for each: unplugged, the
/// next best takes over, and plugged in again it comes back. Three rules hold at every time:
///
/// - at most one track of each kind is live, and the old one is stopped before a new one is asked for (phones cannot open
///   two cameras; a camera that is in use at one size cannot be had at another);
/// - an acquisition is never cut off. What arrives when it is no longer wanted is stopped on arrival;
/// - after [`close`](Self::close), or when this value is dropped, no track is live, and none will be.
///
/// It also listens to the microphone, four times a second, to say that it gives nothing, or that somebody speaks while it is
/// muted. For the latter it makes a second track of the microphone, which ends with the muting.
///
/// Specification: Media Capture and Streams, 10.2 `getUserMedia`.
pub struct UserMedia {
    inner: Rc<Inner>,
}

impl UserMedia {
    /// Idle, but watching the devices. `wanted` is what is remembered. `on_change` is called after each change of the
    /// [`snapshot`](Self::snapshot), from verbs or from the event loop; it may call verbs.
    pub fn new(options: UserMediaOptions, wanted: WantedDevices, on_change: impl Fn() + 'static) -> Self {
        Self { inner: Inner::new(options, wanted, on_change) }
    }

    /// How things are now.
    pub fn snapshot(&self) -> Rc<UserMediaSnapshot> {
        self.inner.shown()
    }

    /// Starts what the options ask for, with one question to the person. If that fails as a whole, each is tried alone.
    pub fn start(&self) {
        self.inner.start();
    }

    /// Gives both back.
    pub fn stop(&self) {
        self.inner.turn_off(Kind::ALL);
    }

    /// Silences the microphone at once. It stays open, so that it is back at once too.
    pub fn mute(&self) {
        self.inner.set_muted(true);
    }

    /// Lets the microphone be heard; starts it if none is live.
    pub fn unmute(&self) {
        self.inner.set_muted(false);
        self.inner.turn_on([Kind::Microphone]);
    }

    /// Stops the camera: its light goes out.
    pub fn turn_camera_off(&self) {
        self.inner.turn_off([Kind::Camera]);
    }

    /// Starts the camera, if it is not.
    pub fn turn_camera_on(&self) {
        self.inner.turn_on([Kind::Camera]);
    }

    /// Uses this camera or microphone from now on. One that is on is exchanged, one that failed is tried again, one that is off
    /// stays off. While the wanted one is not there another is in use. Speakers are not captured: nothing happens.
    pub fn select(&self, kind: DeviceKind, wanted: Wanted) {
        if let Some(kind) = Kind::of(kind) {
            self.inner.select(kind, wanted);
        }
    }

    /// Exchanges the camera for the one on the other side, where the live one says on which side it is: on phones.
    pub fn flip_camera(&self) {
        self.inner.flip_camera();
    }

    /// Asks for something else from now on. What is live is asked to change; if it cannot, that is told as
    /// [`UserMediaSnapshot::constraint_error`], and it stays as it was. Only another device, group or side is another start.
    /// What is no longer asked for is given back. Equal options change nothing.
    pub fn set_options(&self, options: UserMediaOptions) {
        self.inner.set_options(options);
    }

    /// A call was joined: what was said of the sound before may be said again.
    pub fn joined(&self) {
        self.inner.joined();
    }

    /// The person has read this notice.
    pub fn dismiss(&self, notice: u32) {
        self.inner.dismiss(notice);
    }

    /// Gives everything back for good: verbs do nothing afterwards, and `on_change` is dropped.
    pub fn close(&self) {
        self.inner.close();
    }
}

impl Drop for UserMedia {
    fn drop(&mut self) {
        self.close();
    }
}

impl fmt::Debug for UserMedia {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("UserMedia").field(&self.snapshot()).finish()
    }
}
