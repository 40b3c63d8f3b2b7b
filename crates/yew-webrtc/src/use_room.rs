//! The hook over a room: several people, one connection between each two.

use std::{
    cell::{Cell, RefCell},
    rc::{Rc, Weak},
};

use gloo_timers::callback::Timeout;
use tincan_protocol::{DisplayName, HostAct, MemberId, PasswordProof};
use tincan_web::room::{Hosting, Relays, RemoteMember, Room, RoomOptions, RoomStatus, Snapshot};
use yew::prelude::*;

use crate::{use_chat::RoomChat, use_safety_code::RoomSafety, use_transfers::RoomTransfers};

/// A stay in a room: signalling, and a peer-to-peer connection to each of the others.
///
/// Nothing happens until [`join`](UseRoomHandle::join), or [`prepare`](UseRoomHandle::prepare). The socket may come and go after that; connections between people
/// stay. When `options.local` changes, the tracks that are sent change, and nothing is negotiated. When `options.paths` changes, paths are
/// looked for anew; the other options count when the room is joined the next time.
///
/// # Example
///
/// ```no_run
/// use yew::prelude::*;
/// use yew_webrtc::{LocalTracks, Paths, RoomOptions, UserMediaOptions, use_room, use_user_media};
///
/// #[component]
/// fn Call() -> Html {
///     let media = use_user_media(UserMediaOptions::default());
///     let room = use_room(RoomOptions {
///         url: None,
///         room: yew_webrtc::RoomCode::from_random([7; 10]),
///         secret: None,
///         local: media.local_tracks(),
///         paths: Paths::Any,
///     });
///     let join = { let room = room.clone(); Callback::from(move |_: MouseEvent| room.join("Ada".parse().expect("a valid name"))) };
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
/// A snapshot of the room, with the verbs `prepare`, `join`, `join_with_password`, `leave`, `retry` and, for hosts, `act` and `pass_on`. It is renewed when the membership changes; what
/// else changes is seen at once while every connection stands, and otherwise a moment later, when none is being negotiated: rendering
/// would hold that up.
///
/// # When it releases
///
/// `leave`, and the end of the component, tell the others and close every connection and the socket. The local tracks are
/// only lent: whoever acquired them stops them.
#[hook]
pub fn use_room(options: RoomOptions) -> UseRoomHandle {
    let snapshot = use_state_eq(Snapshot::default);
    let stay = use_memo((), {
        let setter = snapshot.setter();
        |()| Stay {
            room: RefCell::default(),
            options: RefCell::default(),
            proof: RefCell::default(),
            shown: Cell::default(),
            timer: Cell::default(),
            setter,
        }
    });
    let (local, paths) = (options.local.clone(), options.paths);
    stay.options.replace(Some(options));
    use_effect_with(local, {
        let stay = Rc::clone(&stay);
        move |local| stay.act(|room| room.send(local.clone()))
    });
    use_effect_with(paths, {
        let stay = Rc::clone(&stay);
        move |&paths| stay.act(|room| room.choose_paths(paths))
    });
    use_effect_with((), {
        let stay = Rc::clone(&stay);
        move |()| move || stay.end()
    });
    let Snapshot { status, you, members, relays, hosting, alarmed } = (*snapshot).clone();
    let chat = RoomChat(stay.room.borrow().as_ref().map(|room| room.chat()));
    let transfers = RoomTransfers(stay.room.borrow().as_ref().map(|room| room.transfers()));
    let safety = RoomSafety(stay.room.borrow().as_ref().map(|room| room.safety()));
    UseRoomHandle { status, you, members, relays, hosting, chat, transfers, safety, alarmed, stay }
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
    /// What there is to be relayed by, once the server has said it.
    pub relays: Relays,
    /// Who may come in, and what there is to do for hosts.
    pub hosting: Hosting,
    /// What is written in the room: for [`use_chat`](crate::use_chat).
    pub chat: RoomChat,
    /// The files that go to and from the people in the room: for [`use_transfers`](crate::use_transfers).
    pub transfers: RoomTransfers,
    /// The codes by which two people know that nobody stands between their devices: for [`use_safety_code`](crate::use_safety_code).
    pub safety: RoomSafety,
    /// Whether those have something to tell ([`SafetySnapshot::alarms`](crate::SafetySnapshot::alarms)), whatever else is shown.
    pub alarmed: bool,
    stay: Rc<Stay>,
}

impl UseRoomHandle {
    /// Makes ready what takes time, for a person who is about to come in: the socket to the server and a first connection. The
    /// others do not hear of it.
    pub fn prepare(&self) {
        if let Some(room) = self.stay.coming_in() {
            room.prepare();
        }
    }

    /// Comes in under this name. Does nothing while already in or on the way; after `leave` or a refusal it comes in anew.
    pub fn join(&self, name: DisplayName) {
        if let Some(room) = self.stay.coming_in() {
            room.join(name);
        }
    }

    /// Comes in under this name by a password: see [`password_proof`](crate::password_proof). It is not asked for again as long as
    /// the component lives.
    pub fn join_with_password(&self, name: DisplayName, proof: PasswordProof) {
        self.stay.proof.replace(Some(proof.clone()));
        if let Some(room) = self.stay.coming_in() {
            room.prove(proof);
            room.join(name);
        }
    }

    /// Does what only hosts may; nothing if one is none.
    pub fn act(&self, act: HostAct) {
        self.stay.act(|room| room.act(act));
    }

    /// Makes this member a host, too, if one is a host.
    pub fn pass_on(&self, member: &MemberId) {
        self.stay.act(|room| room.pass_on(member));
    }

    /// Leaves: the others are told, every connection and the socket are closed.
    pub fn leave(&self) {
        self.stay.act(Room::leave);
    }

    /// The stay, as long as there is one.
    pub(crate) fn room(&self) -> Weak<Room> {
        self.stay.room.borrow().as_ref().map(Rc::downgrade).unwrap_or_default()
    }

    /// Makes a new connection to a member, in place of one that failed.
    pub fn retry(&self, member: &MemberId) {
        self.stay.act(|room| room.retry(member));
    }
}

/// What a component has of a room, from one render to the next.
struct Stay {
    room: RefCell<Option<Rc<Room>>>,
    /// The options of the latest render, also for a handle of an earlier one; none once the component is gone.
    options: RefCell<Option<RoomOptions>>,
    /// What the room's password proves, once the person has said it.
    proof: RefCell<Option<PasswordProof>>,
    /// The membership as the component knows it.
    shown: Cell<Option<RoomStatus>>,
    /// To show what has changed since.
    timer: Cell<Option<Timeout>>,
    setter: UseStateSetter<Snapshot>,
}

impl Stay {
    /// The room for who wants to come in: the one there is, unless that stay is over or was for another room.
    fn coming_in(self: &Rc<Self>) -> Option<Rc<Room>> {
        let options = self.options.borrow().clone()?;
        let current = self.room.borrow().clone().filter(|room| !room.is_over() && room.is_of(&options));
        if current.is_some() {
            return current;
        }
        let this = Rc::downgrade(self);
        let room = Rc::new(Room::new(options, move |snapshot| Self::note(&this, snapshot.status)));
        if let Some(proof) = self.proof.borrow().clone() {
            room.prove(proof);
        }
        let replaced = self.room.replace(Some(Rc::clone(&room)));
        // Dropped outside of the borrow: leaving reports a last change.
        drop(replaced);
        Some(room)
    }

    fn act(&self, act: impl FnOnce(&Room)) {
        let room = self.room.borrow().clone();
        if let Some(room) = room {
            act(&room);
        }
    }

    /// Something has changed. An end, a beginning and a loss are shown at once, and anything while every connection stands.
    fn note(this: &Weak<Self>, status: RoomStatus) {
        let Some(stay) = this.upgrade() else { return };
        let same = stay.shown.get() == Some(status);
        let settled = same && stay.room.borrow().as_ref().is_some_and(|room| room.is_settled());
        if settled || !same && status != RoomStatus::Joined {
            stay.show();
        } else {
            let timer = stay.timer.take().unwrap_or_else(|| Self::wait(this, MOMENTS));
            stay.timer.set(Some(timer));
        }
    }

    fn wait(this: &Weak<Self>, moments: u32) -> Timeout {
        let this = Weak::clone(this);
        Timeout::new(MOMENT_MS, move || {
            let Some(stay) = this.upgrade() else { return };
            let negotiating = stay.room.borrow().as_ref().is_some_and(|room| room.is_negotiating());
            if negotiating && moments > 0 {
                stay.timer.set(Some(Self::wait(&this, moments - 1)));
            } else {
                stay.show();
            }
        })
    }

    fn show(&self) {
        self.timer.take();
        let snapshot = self.room.borrow().as_ref().map(|room| room.snapshot());
        if let Some(snapshot) = snapshot {
            self.shown.set(Some(snapshot.status));
            self.setter.set(snapshot);
        }
    }

    fn end(&self) {
        self.options.take();
        self.timer.take();
        let room = self.room.take();
        drop(room);
    }
}

/// A time in which nobody sees a difference, and in which an offer comes after the word that somebody is here.
const MOMENT_MS: u32 = 30;

/// For how many moments at most nothing new is shown.
const MOMENTS: u32 = 8;

impl PartialEq for UseRoomHandle {
    /// Equal handles show the same and do the same.
    fn eq(&self, other: &Self) -> bool {
        self.status == other.status
            && self.you == other.you
            && self.members == other.members
            && self.relays == other.relays
            && self.hosting == other.hosting
            && self.chat == other.chat
            && self.transfers == other.transfers
            && self.safety == other.safety
            && self.alarmed == other.alarmed
            && Rc::ptr_eq(&self.stay, &other.stay)
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
