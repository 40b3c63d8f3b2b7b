//! The list of devices.

use std::{fmt, rc::Rc};

use tincan_core::{devices::Devices, media_error::MediaError};
use tincan_web::devices::DeviceWatch;
use yew::prelude::*;

use crate::controller::use_controller;

/// The cameras, microphones and speakers of this machine, kept up to date as they come and go.
///
/// Ids and labels are hidden until the person has given permission, and browsers tell nobody when that happens: call
/// [`refresh`](UseDevicesHandle::refresh) once a camera or a microphone is live.
///
/// # Example
/// ```no_run
/// use yew::prelude::*;
/// use yew_webrtc::{UserMediaOptions, use_devices, use_user_media};
///
/// #[component]
/// fn Cameras() -> Html {
///     let media = use_user_media(UserMediaOptions::default());
///     let devices = use_devices();
///     {
///         let devices = devices.clone();
///         use_effect_with(media.camera.is_live(), move |_| devices.refresh());
///     }
///     html! {
///         <ul>
///             { for devices.devices.cameras.iter().map(|camera| html! { <li key={camera.id.as_str()}>{ &camera.label }</li> }) }
///         </ul>
///     }
/// }
/// ```
///
/// # Returns
/// A [`UseDevicesHandle`]: the list at this render, empty until the first has arrived, and why there is none, if so. The
/// component renders again at each change.
///
/// # When it releases
/// On unmount it stops listening. It holds no device.
#[hook]
pub fn use_devices() -> UseDevicesHandle {
    let watch = use_controller(DeviceWatch::new);
    {
        let watch = Rc::clone(&watch);
        use_effect_with((), move |()| move || watch.close());
    }
    UseDevicesHandle { devices: watch.devices(), error: watch.error(), watch }
}

/// What [`use_devices`] returns.
#[derive(Clone)]
pub struct UseDevicesHandle {
    /// The list.
    pub devices: Devices,
    /// Why the last listing failed. The list is then the one before.
    pub error: Option<MediaError>,
    watch: Rc<DeviceWatch>,
}

impl UseDevicesHandle {
    /// Lists the devices again.
    pub fn refresh(&self) {
        self.watch.refresh();
    }
}

impl PartialEq for UseDevicesHandle {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.watch, &other.watch) && self.devices == other.devices && self.error == other.error
    }
}

impl fmt::Debug for UseDevicesHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UseDevicesHandle")
            .field("devices", &self.devices)
            .field("error", &self.error)
            .finish_non_exhaustive()
    }
}
