//! The hook over a room: several people, one connection between each two.

use std::{cell::RefCell, rc::Rc};

use tincan_protocol::MemberId;
use tincan_web::room::{RemoteMember, Room, RoomOptions, RoomStatus, Snapshot};
use yew::prelude::*;

/// A stay in a room: signalling, and a peer-to-peer connection to each of the others.
///
/// Nothing happens until [`join`](UseRoomHandle::join). The socket may come and go after that; connections between people
/// stay. When `options.local` changes, the tracks that are sent change, and nothing is negotiated; the other options count
/// when the room is joined the next time.
///
/// # Example
///
/// ```no_run
/// use yew::prelude::*;
/// use yew_webrtc::{LocalTracks, RoomOptions, UserMediaOptions, use_room, use_user_media};
///
/// #[component]
/// fn Call() -> Html {
///     let media = use_user_media(UserMediaOptions::default());
///     let room = use_room(RoomOptions {
///         url: None,
///         room: yew_webrtc::RoomCode::from_random([7; 10]),
///         name: "Ada".parse().expect("a valid name"),
///         local: media.local_tracks(),
///     });
///     let join = { let room = room.clone(); Callback::from(move |_: MouseEvent| room.join()) };
///     html! {
///         <>
///             <button onclick={join}>{ "Join" }</button>
///             <ul>{ for room.members.iter().map(|member| html! { <li key={member.id.as_str()}>{ member.name.as_str() }</li> }) }</ul>
///         </>
///     }
/// }
/// ```
///
/// # Returns
///
/// A snapshot of the room, renewed whenever it changes, with the verbs `join`, `leave` and `retry`.
///
/// # When it releases
///
/// `leave`, and the end of the component, tell the others and close every connection and the socket. The local tracks are
/// only lent: whoever acquired them stops them.
#[hook]
pub fn use_room(options: RoomOptions) -> UseRoomHandle {
    let snapshot = use_state_eq(Snapshot::default);
    let room = use_mut_ref(|| None::<Room>);
    let latest = use_mut_ref(|| None::<RoomOptions>);
    let local = options.local.clone();
    latest.replace(Some(options));
    {
        let room = Rc::clone(&room);
        use_effect_with(local, move |local| {
            if let Some(room) = &*room.borrow() {
                room.send(local.clone());
            }
        });
    }
    {
        let (room, latest) = (Rc::clone(&room), Rc::clone(&latest));
        use_effect_with((), move |()| {
            move || {
                latest.take();
                // Dropped outside of the borrow: leaving reports a last change.
                let room = room.take();
                drop(room);
            }
        });
    }
    let Snapshot { status, you, members } = (*snapshot).clone();
    UseRoomHandle { status, you, members, room, latest, setter: snapshot.setter() }
}

/// What [`use_room`] returns.
#[derive(Clone)]
pub struct UseRoomHandle {
    /// The membership.
    pub status: RoomStatus,
    /// Your own id, once you are in.
    pub you: Option<MemberId>,
    /// The others, in the order in which they became known.
    pub members: Vec<RemoteMember>,
    room: Rc<RefCell<Option<Room>>>,
    /// The options of the latest render, also for a handle of an earlier one; none once the component is gone.
    latest: Rc<RefCell<Option<RoomOptions>>>,
    setter: UseStateSetter<Snapshot>,
}

impl UseRoomHandle {
    /// Comes in. Does nothing while already in or on the way; after `leave` or a refusal it comes in anew.
    pub fn join(&self) {
        let status = self.room.borrow().as_ref().map(|room| room.snapshot().status);
        if !matches!(status, None | Some(RoomStatus::Left | RoomStatus::Refused(_))) {
            return;
        }
        let Some(options) = self.latest.borrow().clone() else { return };
        let setter = self.setter.clone();
        let room = Room::new(options, move |snapshot| setter.set(snapshot));
        room.join();
        let replaced = self.room.replace(Some(room));
        drop(replaced);
    }

    /// Leaves: the others are told, every connection and the socket are closed.
    pub fn leave(&self) {
        if let Some(room) = &*self.room.borrow() {
            room.leave();
        }
    }

    /// Makes a new connection to a member, in place of one that failed.
    pub fn retry(&self, member: &MemberId) {
        if let Some(room) = &*self.room.borrow() {
            room.retry(member);
        }
    }
}

impl PartialEq for UseRoomHandle {
    /// Equal handles show the same and do the same.
    fn eq(&self, other: &Self) -> bool {
        self.status == other.status
            && self.you == other.you
            && self.members == other.members
            && Rc::ptr_eq(&self.room, &other.room)
    }
}

impl std::fmt::Debug for UseRoomHandle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("UseRoomHandle")
            .field("status", &self.status)
            .field("members", &self.members)
            .finish_non_exhaustive()
    }
}
