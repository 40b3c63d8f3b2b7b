//! Files between the people in a room.
//!
//! What is sent, checked and stored is decided by [`tincan_core::transfer`], which runs in a worker of its own program
//! ([`worker::run`]), with the files and the storage. A [`Transfers`] belongs to a [`Room`](crate::room::Room): it starts the worker
//! when the first file is sent or offered, owns the channels, and passes on what goes through them. So a call without files loads
//! nothing of it, and a call with files is not held up by them.

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

use gloo_events::EventListener;
use js_sys::{Array, ArrayBuffer};
pub use tincan_core::transfer::{KeptView, Number, Phase, Slot, TransferView, Way};
use tincan_core::{chat::Person, transfer::View};
use tincan_protocol::MemberId;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, File, HtmlAnchorElement, MessageEvent, RtcDataChannel, Worker, WorkerOptions, WorkerType};

pub use self::storage::MEMORY_LIMIT;
use self::{
    object_url::ObjectUrl,
    pipes::Pipes,
    wire::{Fields, message, view_from_js},
};
use crate::{
    channel::{Channel, ChannelOptions, Priority},
    listeners::{Listener, Listeners},
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
    /// The worker could not be started: files can be neither sent nor received.
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
    desk: RefCell<Option<Desk>>,
    pipes: Pipes,
    snapshot: RefCell<Rc<TransfersSnapshot>>,
    pictures: RefCell<Vec<(Number, ObjectUrl)>>,
    /// The address of what was saved last: browsers read it for a while.
    saved: Cell<Option<ObjectUrl>>,
    listeners: Listeners<TransferEvent>,
    over: Cell<bool>,
}

/// The worker. Dropping it ends it.
struct Desk {
    worker: Worker,
    /// What it is told when it is ready to listen.
    waiting: RefCell<Option<Vec<Array>>>,
    _listeners: [EventListener; 2],
}

impl Drop for Desk {
    fn drop(&mut self) {
        self.worker.terminate();
    }
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
            pipes: Pipes::default(),
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
        self.inner.post("heard", [from.as_str().into(), text.into()]);
    }

    /// Takes a channel that a member has opened. False: it is none of a file's.
    pub(crate) fn receive_channel(&self, from: &MemberId, channel: &RtcDataChannel) -> bool {
        let label = channel.label();
        let Some(id) = label.strip_prefix(LABEL).filter(|_| self.inner.desk.borrow().is_some()) else { return false };
        self.inner.arrived(from, id, channel.clone());
        true
    }

    /// Ends it: the others see that their channels close.
    pub(crate) fn end(&self) {
        self.inner.over.set(true);
        self.inner.pipes.clear();
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
        self.inner.pipes.buffered()
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

    /// Starts the worker, if there is none.
    fn start(&self) {
        if self.over.get() || self.desk.borrow().is_some() {
            return;
        }
        match self.open_desk() {
            Ok(desk) => {
                self.desk.replace(Some(desk));
                if let Some(you) = &*self.you.borrow() {
                    self.post("you", [you.as_str().into()]);
                }
                for member in &*self.reached.borrow() {
                    self.tell_reached(member);
                }
            }
            Err(_) => self.fail(),
        }
    }

    fn open_desk(&self) -> Result<Desk, JsValue> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Worker::new_with_options(&worker_url().ok_or(JsValue::UNDEFINED)?, &options)?;
        let (hears, fails) = (Weak::clone(&self.this), Weak::clone(&self.this));
        let listeners = [
            EventListener::new(&worker, "message", move |event| {
                let fields = Fields::of(&event.unchecked_ref::<MessageEvent>().data());
                if let (Some(inner), Some(mut fields)) = (hears.upgrade(), fields) {
                    // What makes no sense is none of this version's.
                    let _ = inner.hear(&mut fields);
                }
            }),
            EventListener::new(&worker, "error", move |_| {
                if let Some(inner) = fails.upgrade() {
                    inner.fail();
                }
            }),
        ];
        Ok(Desk { worker, waiting: RefCell::new(Some(Vec::new())), _listeners: listeners })
    }

    /// Nothing comes of files any more.
    fn fail(&self) {
        self.change(|snapshot| snapshot.unavailable = true);
    }

    fn post<const N: usize>(&self, kind: &str, fields: [JsValue; N]) {
        self.post_array(message(kind, fields), None);
    }

    fn post_array(&self, message: Array, transfer: Option<&JsValue>) {
        let desk = self.desk.borrow();
        let Some(desk) = &*desk else { return };
        if let Some(waiting) = &mut *desk.waiting.borrow_mut() {
            waiting.push(message);
            return;
        }
        // It fails for what cannot be copied, which all that is said here can.
        let _ = match transfer {
            Some(transfer) => desk.worker.post_message_with_transfer(&message, &Array::of1(transfer)),
            None => desk.worker.post_message(&message),
        };
    }

    fn hear(&self, fields: &mut Fields) -> Option<()> {
        match &*fields.text()? {
            "ready" => {
                let waiting = self.desk.borrow().as_ref().and_then(|desk| desk.waiting.take());
                for message in waiting.into_iter().flatten() {
                    self.post_array(message, None);
                }
            }
            "say" => {
                let (to, text) = (fields.text()?.parse().ok()?, fields.text()?);
                self.ways.say(&to, &text);
            }
            "open" => {
                let (key, to, id) = (fields.small()?, fields.text()?.parse().ok()?, fields.text()?);
                self.open(key, &to, &id);
            }
            "send" => {
                let (key, frame) = (fields.small()?, fields.value().dyn_into().ok()?);
                self.ways.let_pass(Way::Out, &frame);
                if let Some(left) = self.pipes.send(key, &frame) {
                    self.post("drained", [key.into(), wire::number(left)]);
                }
            }
            "close" => self.pipes.close(fields.small()?),
            "taken" => self.pipes.note_taken(fields.small()?, fields.number()?),
            "view" => {
                let view = view_from_js(fields)?;
                self.show(view);
            }
            "offered" => self.listeners.tell(&TransferEvent::Offered(Number(fields.small()?))),
            "picture" => {
                let (number, blob) = (Number(fields.small()?), fields.value().dyn_into::<Blob>().ok()?);
                self.pictures.borrow_mut().push((number, ObjectUrl::of(&blob)?));
                let picture = |(number, url): &(Number, ObjectUrl)| (*number, url.as_str().to_owned());
                let pictures = self.pictures.borrow().iter().map(picture).collect();
                self.change(|snapshot| snapshot.pictures = pictures);
            }
            "file" => {
                let (name, blob) = (fields.text()?, fields.value().dyn_into::<Blob>().ok()?);
                self.save(&name, &blob)?;
            }
            _ => {}
        }
        Some(())
    }

    fn open(&self, key: u32, to: &MemberId, id: &str) {
        // People go before files, and so does what they write.
        let priority = Priority::VeryLow;
        let options = ChannelOptions { label: format!("{LABEL}{id}"), priority, ..ChannelOptions::default() };
        let on_event = self.on_event(key, to);
        match self.ways.open(to, &options, on_event) {
            Some(channel) => self.pipes.add(key, channel),
            None => self.post("closed", [key.into()]),
        }
    }

    fn arrived(&self, from: &MemberId, id: &str, channel: RtcDataChannel) {
        let key = self.pipes.next_key();
        let on_event = self.on_event(key, from);
        self.pipes.add(key, Channel::own(channel, on_event));
        let max = self.ways.max_message(from);
        self.post("arrived", [key.into(), from.as_str().into(), id.into(), max.into()]);
    }

    fn on_event(&self, key: u32, member: &MemberId) -> Box<dyn Fn(crate::channel::ChannelEvent)> {
        let (this, member) = (Weak::clone(&self.this), member.clone());
        Box::new(move |event| {
            if let Some(inner) = this.upgrade() {
                inner.channel_event(key, &member, event);
            }
        })
    }

    fn show(&self, view: View) {
        remember_parts(view.kept.iter().any(|kept| !kept.complete) || view.transfers.iter().any(is_part));
        let known = |number: Number| view.transfers.iter().any(|transfer| transfer.number == number);
        self.pictures.borrow_mut().retain(|(number, _)| known(*number));
        self.change(|snapshot| {
            snapshot.transfers = view.transfers;
            snapshot.kept = view.kept;
        });
    }

    fn change(&self, change: impl FnOnce(&mut TransfersSnapshot)) {
        let mut snapshot = (**self.snapshot.borrow()).clone();
        change(&mut snapshot);
        self.snapshot.replace(Rc::new(snapshot));
        self.listeners.tell(&TransferEvent::Changed);
    }

    /// As a link that is followed: the browser asks where to, or does not.
    fn save(&self, name: &str, blob: &Blob) -> Option<()> {
        let url = ObjectUrl::of(blob)?;
        let document = web_sys::window()?.document()?;
        let link: HtmlAnchorElement = document.create_element("a").ok()?.dyn_into().ok()?;
        link.set_href(url.as_str());
        link.set_download(name);
        link.click();
        self.saved.set(Some(url));
        Some(())
    }
}

/// Whether a transfer could go on after a reload, if the worker is there.
fn is_part(transfer: &TransferView) -> bool {
    transfer.way == Way::In && !transfer.phase.is_over() && !matches!(transfer.phase, Phase::Offered { .. })
}

/// Where the worker's program is, as the page says: `<meta name="transfer-worker" content="…">`.
fn worker_url() -> Option<String> {
    let document = web_sys::window()?.document()?;
    let meta = document.query_selector("meta[name=transfer-worker]").ok()??;
    meta.get_attribute("content")
}

/// Whether something is stored that could go on: then the worker is needed as soon as somebody is here.
fn remembers_parts() -> bool {
    let storage = web_sys::window().and_then(|window| window.local_storage().ok().flatten());
    storage.is_some_and(|storage| storage.get_item(PARTS).is_ok_and(|parts| parts.is_some()))
}

fn remember_parts(parts: bool) {
    let storage = web_sys::window().and_then(|window| window.local_storage().ok().flatten());
    if let Some(storage) = storage.filter(|_| parts != remembers_parts()) {
        // Where it is blocked, nothing is resumed by itself.
        let _ = if parts { storage.set_item(PARTS, "1") } else { storage.remove_item(PARTS) };
    }
}

/// How the channels of files are called, before their ids.
const LABEL: &str = "transfer:";

/// Where the browser remembers that something could go on.
const PARTS: &str = "tincan-transfer-parts";
