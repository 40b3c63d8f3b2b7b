//! Files between the people in a room.
//!
//! What is sent, checked and stored is decided by [`tincan_core::transfer`], which runs in a worker of its own program
//! ([`worker::run`]), with the files and the storage. A [`Transfers`] belongs to a [`Room`](crate::room::Room): when the first file is sent or
//! offered it opens a desk (`desk.rs`), which starts the worker, owns the channels, and passes on what goes through them. So a call without files
//! loads nothing of it, and a call with files is not held up by them.

mod desk;
mod object_url;
mod pipes;
mod source;
mod storage;
mod thumbnail;
mod wire;
pub mod worker;

use std::{
    cell::{Cell, RefCell},
    fmt,
    rc::{Rc, Weak},
};

use js_sys::{Array, ArrayBuffer};
use tincan_core::chat::Person;
pub use tincan_core::transfer::{KeptView, Number, Phase, Slot, TransferView, Way};
use tincan_protocol::MemberId;
use wasm_bindgen::JsValue;
use web_sys::{File, RtcDataChannel};

pub use self::storage::MEMORY_LIMIT;
use self::{desk::Desk, object_url::ObjectUrl, wire::message};
use crate::{
    channel::{Channel, ChannelOptions},
    listeners::{Listener, Listeners},
    task::Task,
};

/// How the transfers are.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TransfersSnapshot {
    /// The transfers, in the order in which they began.
    pub transfers: Vec<TransferView>,
    /// What is stored from earlier, and belongs to none of them.
    pub kept: Vec<KeptView>,
    /// The addresses of small pictures of files, to be shown. They end with the stay in the room.
    pub pictures: Vec<(Number, String)>,
    /// What does it could not be loaded: files can be neither sent nor received. It is tried again when more comes of files.
    pub unavailable: bool,
}

/// What somebody who [listens](Transfers::listen) is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TransferEvent {
    /// The [snapshot](Transfers::snapshot) is another one.
    Changed,
    /// Somebody offers a file: for a sound, and for screen readers. It is in the next snapshot.
    Offered(Number),
}

/// The files that go to and from the people in a room. They end with the stay in the room; what is stored of them stays.
pub struct Transfers {
    inner: Rc<Inner>,
}

/// Somebody listens to [`Transfers`].
pub type TransferListener = Listener<TransferEvent>;

/// What a room lends: its members' control channels, and channels beside them.
pub(crate) trait Ways {
    /// Says this on a member's control channel, or loses it.
    fn say(&self, to: &MemberId, text: &str);
    /// Opens a channel to a member; and the most bytes that it takes in one piece.
    fn open(
        &self,
        to: &MemberId,
        options: &ChannelOptions,
        on_event: Box<dyn Fn(crate::channel::ChannelEvent)>,
    ) -> Option<Channel>;
    /// The most bytes that a channel to this member takes in one piece.
    fn max_message(&self, to: &MemberId) -> u32;
    /// A frame of a file passes. A room lets it.
    fn let_pass(&self, _way: Way, _frame: &ArrayBuffer) {}
}

struct Inner {
    this: Weak<Self>,
    ways: Box<dyn Ways>,
    you: RefCell<Option<MemberId>>,
    members: RefCell<Vec<Person>>,
    /// Whose control channels are open.
    reached: RefCell<Vec<MemberId>>,
    desk: RefCell<Option<Rc<dyn Desk>>>,
    /// Opens the desk.
    opening: Cell<Option<Task>>,
    is_opening: Cell<bool>,
    /// What the worker is told when it is ready to listen; `None`: nobody wants it yet, or it is ready.
    waiting: RefCell<Option<Vec<Array>>>,
    snapshot: RefCell<Rc<TransfersSnapshot>>,
    pictures: RefCell<Vec<(Number, ObjectUrl)>>,
    /// The address of what was saved last: browsers read it for a while.
    saved: Cell<Option<ObjectUrl>>,
    listeners: Listeners<TransferEvent>,
    over: Cell<bool>,
}

impl Transfers {
    pub(crate) fn new(ways: impl Ways + 'static) -> Self {
        let inner = Rc::new_cyclic(|this| Inner {
            this: Weak::clone(this),
            ways: Box::new(ways),
            you: RefCell::default(),
            members: RefCell::default(),
            reached: RefCell::default(),
            desk: RefCell::default(),
            opening: Cell::default(),
            is_opening: Cell::default(),
            waiting: RefCell::default(),
            snapshot: RefCell::default(),
            pictures: RefCell::default(),
            saved: Cell::default(),
            listeners: Listeners::default(),
            over: Cell::default(),
        });
        Self { inner }
    }

    /// Takes note of who one is in the room.
    pub(crate) fn begin(&self, you: &MemberId) {
        self.inner.begin(you);
    }

    /// Takes note of who else is in the room.
    pub(crate) fn follow(&self, members: &[Person]) {
        self.inner.follow(members);
    }

    pub(crate) fn channel_opened(&self, member: &MemberId) {
        let reached = &self.inner.reached;
        reached.borrow_mut().retain(|known| known != member);
        reached.borrow_mut().push(member.clone());
        self.inner.tell_reached(member);
    }

    pub(crate) fn channel_closed(&self, member: &MemberId) {
        self.inner.reached.borrow_mut().retain(|known| known != member);
        self.inner.post("lost", [member.as_str().into()]);
    }

    /// Takes what a member says about files.
    pub(crate) fn receive(&self, from: &MemberId, text: &str) {
        self.inner.start();
        // Whoever floods before the worker listens loses words, as later.
        if self.inner.waiting.borrow().as_ref().is_none_or(|waiting| waiting.len() < WAITING) {
            self.inner.post("heard", [from.as_str().into(), text.into()]);
        }
    }

    /// Takes a channel that a member has opened. False: it is none of a file's.
    pub(crate) fn receive_channel(&self, from: &MemberId, channel: &RtcDataChannel) -> bool {
        let desk = self.inner.desk.borrow().clone();
        desk.is_some_and(|desk| desk.receive_channel(from, channel))
    }

    /// Ends it: the others see that their channels close.
    pub(crate) fn end(&self) {
        self.inner.over.set(true);
        self.inner.opening.take();
        let desk = self.inner.desk.take();
        drop(desk);
    }

    /// How the transfers are. It is made once for each change, and shared by all who look.
    #[must_use]
    pub fn snapshot(&self) -> Rc<TransfersSnapshot> {
        Rc::clone(&self.inner.snapshot.borrow())
    }

    /// Tells `on_event` what happens, until the listener is dropped. It may call any method.
    pub fn listen(&self, on_event: impl Fn(TransferEvent) + 'static) -> TransferListener {
        self.inner.listeners.add(move |event| on_event(*event))
    }

    /// How many bytes of files were sent and have not left the browser.
    #[must_use]
    pub fn buffered(&self) -> u64 {
        self.inner.desk.borrow().as_ref().map_or(0, |desk| desk.buffered())
    }

    /// Offers a file to these members. Nothing of it is read before one of them accepts, except to make a small picture of a picture.
    pub fn offer(&self, to: &[MemberId], file: &File) {
        self.inner.start();
        let ids: Vec<&str> = to.iter().map(MemberId::as_str).collect();
        self.inner.post("offer", [ids.join(" ").into(), file.into()]);
    }

    /// Accepts what is offered.
    pub fn accept(&self, number: Number) {
        self.inner.post("accept", [number.0.into()]);
    }

    /// Declines what is offered.
    pub fn decline(&self, number: Number) {
        self.inner.post("decline", [number.0.into()]);
    }

    /// Ends a transfer, whoever sends.
    pub fn cancel(&self, number: Number) {
        self.inner.post("cancel", [number.0.into()]);
    }

    /// Has a transfer rest, or go on.
    pub fn pause(&self, number: Number, on: bool) {
        self.inner.post("pause", [number.0.into(), on.into()]);
    }

    /// Takes a transfer that is over out of sight, and removes what was received.
    pub fn forget(&self, number: Number) {
        self.inner.post("forget", [number.0.into()]);
    }

    /// Removes something that is stored from earlier.
    pub fn remove(&self, slot: &Slot) {
        self.inner.post("remove", [(&*slot.0).into()]);
    }

    /// Has the browser save a file that is there as a whole, under this name, where the person saves files.
    pub fn save(&self, slot: &Slot, name: &str) {
        self.inner.post("fetch", [(&*slot.0).into(), name.into()]);
    }

    /// Looks for what is stored from earlier, which is shown in the snapshot then.
    pub fn look(&self) {
        self.inner.start();
    }
}

impl fmt::Debug for Transfers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transfers").field("snapshot", &self.inner.snapshot).finish_non_exhaustive()
    }
}

impl Inner {
    fn begin(&self, you: &MemberId) {
        if self.you.borrow().as_ref() == Some(you) {
            return;
        }
        self.you.replace(Some(you.clone()));
        self.post("you", [you.as_str().into()]);
        if remembers_parts() {
            self.start();
        }
    }

    fn follow(&self, members: &[Person]) {
        let known = self.members.replace(members.to_vec());
        for left in known.iter().filter(|known| !members.iter().any(|member| member.id == known.id)) {
            self.post("left", [left.id.as_str().into()]);
        }
    }

    fn tell_reached(&self, member: &MemberId) {
        let members = self.members.borrow();
        let name = members.iter().find(|known| known.id == *member).map_or("", |known| known.name.as_str());
        self.post("reached", [member.as_str().into(), name.into()]);
    }

    /// Sees to it that there is a desk soon.
    fn start(&self) {
        if self.over.get() || self.desk.borrow().is_some() || self.is_opening.replace(true) {
            return;
        }
        if self.waiting.borrow().is_none() {
            self.waiting.replace(Some(Vec::new()));
            if let Some(you) = &*self.you.borrow() {
                self.post("you", [you.as_str().into()]);
            }
            for member in &*self.reached.borrow() {
                self.tell_reached(member);
            }
        }
        let this = Weak::clone(&self.this);
        self.opening.set(Some(Task::spawn(async move {
            let open = desk::load().await;
            let Some(inner) = this.upgrade() else { return };
            inner.is_opening.set(false);
            match open.and_then(|open| open(this)) {
                Some(desk) => _ = inner.desk.replace(Some(desk)),
                None => inner.fail(),
            }
        })));
    }

    /// Nothing comes of files for now. A worker that did not even come is tried again when one is wanted.
    fn fail(&self) {
        if self.waiting.borrow().is_some() {
            let desk = self.desk.take();
            // This may be the desk that says it.
            wasm_bindgen_futures::spawn_local(async move { drop(desk) });
        }
        self.change(|snapshot| snapshot.unavailable = true);
    }

    fn post<const N: usize>(&self, kind: &str, fields: [JsValue; N]) {
        self.post_array(message(kind, fields), None);
    }

    fn post_array(&self, message: Array, transfer: Option<&JsValue>) {
        if let Some(waiting) = &mut *self.waiting.borrow_mut() {
            waiting.push(message);
        } else if let Some(desk) = &*self.desk.borrow() {
            desk.post(&message, transfer);
        }
    }

    fn change(&self, change: impl FnOnce(&mut TransfersSnapshot)) {
        let mut snapshot = (**self.snapshot.borrow()).clone();
        change(&mut snapshot);
        self.snapshot.replace(Rc::new(snapshot));
        self.listeners.tell(&TransferEvent::Changed);
    }
}

/// Whether something is stored that could go on: then the worker is needed as soon as somebody is here.
fn remembers_parts() -> bool {
    let storage = web_sys::window().and_then(|window| window.local_storage().ok().flatten());
    storage.is_some_and(|storage| storage.get_item(PARTS).is_ok_and(|parts| parts.is_some()))
}

/// Where the browser remembers that something could go on.
const PARTS: &str = "tincan-transfer-parts";

/// As long as no more than this waits for the worker, what others say of files is kept for it.
const WAITING: usize = 2_000;
