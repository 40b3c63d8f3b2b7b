//! By what kind of path somebody is reached.

use std::rc::Weak;

use tincan_protocol::MemberId;
use tincan_web::room::{PathKind, Room};
use yew::prelude::*;

use crate::use_room::UseRoomHandle;

/// Whether somebody in a room is reached from device to device or through a relay, as it changes.
///
/// # Example
/// ```no_run
/// use yew::prelude::*;
/// use yew_webrtc::{MemberId, PathKind, UseRoomHandle, use_path};
///
/// #[derive(Properties, PartialEq)]
/// struct WayProps {
///     room: UseRoomHandle,
///     member: MemberId,
/// }
///
/// #[component]
/// fn Way(props: &WayProps) -> Html {
///     let path = use_path(&props.room, props.member.clone());
///     html! { if path == Some(PathKind::Relayed) { { "relayed" } } }
/// }
/// ```
///
/// # Returns
/// The kind of the path in use; `None` while there is none. It is looked up every two seconds as long as the component lives, in the
/// connection's statistics: they are the only ones that every browser has.
///
/// # When it releases
/// On unmount, and when it is about somebody else, it looks no more.
#[hook]
pub fn use_path(room: &UseRoomHandle, member: MemberId) -> Option<PathKind> {
    let path = use_state_eq(|| None);
    let setter = path.setter();
    use_effect_with((Stay(room.room()), member), move |(Stay(room), member)| {
        setter.set(None);
        let watch = room.upgrade().map(|room| room.watch_path(member.clone(), move |kind| setter.set(kind)));
        move || drop(watch)
    });
    *path
}

/// A stay in a room, and not its owner: it ends with the component that joined.
struct Stay(Weak<Room>);

impl PartialEq for Stay {
    fn eq(&self, other: &Self) -> bool {
        self.0.ptr_eq(&other.0)
    }
}
