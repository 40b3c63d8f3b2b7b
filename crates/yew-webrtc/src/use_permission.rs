//! Whether the person gave permission.

use std::rc::Rc;

use tincan_web::permission::{PermissionName, PermissionStatus, PermissionWatch};
use yew::prelude::*;

/// Whether the person gave permission for the camera or the microphone, without asking for it.
///
/// # Example
/// ```no_run
/// use yew::prelude::*;
/// use yew_webrtc::{PermissionName, PermissionStatus, use_permission};
///
/// #[component]
/// fn Guide() -> Html {
///     match use_permission(PermissionName::Camera) {
///         PermissionStatus::Denied => html! { <p>{ "Click the camera in the address bar to allow it." }</p> },
///         _ => html! { <p>{ "Your browser will ask you." }</p> },
///     }
/// }
/// ```
///
/// # Returns
/// The status at this render: `Unknown` until the browser has answered, and in browsers that do not tell. The component
/// renders again at each change.
///
/// # When it releases
/// On unmount, or when asked for another permission, it stops listening.
#[hook]
pub fn use_permission(name: PermissionName) -> PermissionStatus {
    let update = use_force_update();
    let watch: Rc<PermissionWatch> =
        use_memo(name, move |name| PermissionWatch::new(*name, move || update.force_update()));
    watch.status()
}
