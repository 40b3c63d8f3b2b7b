//! The worker behind the transfers of a page: it reads, hashes, checks and stores, and drives [`tincan_core::transfer`].

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, VecDeque},
    rc::{Rc, Weak},
};

use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use js_sys::{Array, ArrayBuffer, Uint8Array};
use tincan_core::transfer::{self as engine, Effect, Input, Number, Slot};
use tincan_protocol::{
    FileName, MAX_FILE_BYTES, MediaType, MemberId, Offer, Thumbnail, TransferCover, TransferFailure, TransferId,
    TransferMessage, json,
};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Blob, DedicatedWorkerGlobalScope, File, MessageEvent};

use super::{
    source::Source,
    storage::{Place, SharedStorage, Storage},
    thumbnail,
    wire::{Fields, message, number, view_to_js},
};
use crate::clock::now;

/// Begins to work for the page that has started this worker, for as long as the worker lives.
pub fn run() {
    let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() else { return };
    DESK.with(|desk| desk.replace(Some(Desk::open(scope))));
}

thread_local! {
    /// The worker's own: it ends with it.
    static DESK: RefCell<Option<(Rc<Desk>, EventListener)>> = const { RefCell::new(None) };
}

struct Desk {
    this: Weak<Self>,
    scope: DedicatedWorkerGlobalScope,
    engine: RefCell<engine::Transfers>,
    inputs: RefCell<VecDeque<Input>>,
    busy: Cell<bool>,
    /// What is sent.
    files: RefCell<BTreeMap<TransferId, Source>>,
    /// Where it goes what is received.
    places: RefCell<BTreeMap<Number, Place>>,
    /// The keys under which the page has the channels of what is received; of what is sent they follow from the number.
    keys: RefCell<BTreeMap<u32, Number>>,
    storage: RefCell<Option<SharedStorage>>,
    /// What the page wants as soon as the storage is open.
    showing: Cell<Option<Timeout>>,
    /// Bytes of frames taken since the page was told.
    taken: Cell<u64>,
}

impl Desk {
    fn open(scope: DedicatedWorkerGlobalScope) -> (Rc<Self>, EventListener) {
        let desk = Rc::new_cyclic(|this| Self {
            this: Weak::clone(this),
            scope: scope.clone(),
            engine: RefCell::new(engine::Transfers::new()),
            inputs: RefCell::default(),
            busy: Cell::new(false),
            files: RefCell::default(),
            places: RefCell::default(),
            keys: RefCell::default(),
            storage: RefCell::default(),
            showing: Cell::default(),
            taken: Cell::default(),
        });
        let this = Weak::clone(&desk.this);
        let listener = EventListener::new(&scope, "message", move |event| {
            let data = event.unchecked_ref::<MessageEvent>().data();
            if let (Some(desk), Some(fields)) = (this.upgrade(), Fields::of(&data)) {
                desk.hear(fields);
            }
        });
        let opening = Rc::clone(&desk);
        spawn_local(async move {
            let storage = Rc::new(Storage::open(&opening.scope).await);
            opening.storage.replace(Some(Rc::clone(&storage)));
            opening.tell("ready", []);
            opening.feed(Input::Restored(storage.restore().await));
        });
        (desk, listener)
    }

    /// Takes a message of the page. One that makes no sense is none of this version's.
    fn hear(&self, mut fields: Fields) {
        let _ = self.understand(&mut fields);
    }

    fn understand(&self, fields: &mut Fields) -> Option<()> {
        match &*fields.text()? {
            "you" => self.feed(Input::Joined(member(fields)?)),
            "reached" => self.feed(Input::MemberReached { id: member(fields)?, name: fields.text()? }),
            "lost" => self.feed(Input::MemberLost(member(fields)?)),
            "left" => self.feed(Input::MemberLeft(member(fields)?)),
            "heard" => {
                let (from, text) = (member(fields)?, fields.text()?);
                if let Ok(TransferCover::Transfer(message)) = json::read(&text) {
                    self.feed(Input::Received(from, message));
                }
            }
            "offer" => {
                let to = fields.text()?.split(' ').filter_map(|id| id.parse().ok()).collect();
                self.offer(to, fields.value().dyn_into().ok()?);
            }
            "accept" => {
                let slot = Slot(random_text());
                self.feed(Input::AcceptRequested { number: Number(fields.small()?), slot });
            }
            "decline" => self.feed(Input::DeclineRequested(Number(fields.small()?))),
            "cancel" => self.feed(Input::CancelRequested(Number(fields.small()?))),
            "pause" => self.feed(Input::PauseRequested(Number(fields.small()?), fields.flag())),
            "forget" => self.feed(Input::ForgetRequested(Number(fields.small()?))),
            "remove" => self.feed(Input::RemoveRequested(Slot(fields.text()?))),
            "fetch" => self.fetch(Slot(fields.text()?), fields.text()?),
            "opened" => {
                let number = self.number(fields.small()?)?;
                self.feed(Input::ChannelOpened { number, max_frame: fields.small()? as usize });
            }
            "arrived" => {
                let (key, from, id) = (fields.small()?, member(fields)?, fields.text()?);
                let expected = self.engine.borrow().expects_channel(&from, &id);
                let Some(number) = expected else {
                    self.tell("close", [key.into()]);
                    return None;
                };
                self.keys.borrow_mut().insert(key, number);
                self.feed(Input::ChannelOpened { number, max_frame: fields.small()? as usize });
            }
            "closed" => {
                let key = fields.small()?;
                let number = self.number(key)?;
                self.keys.borrow_mut().remove(&key);
                self.feed(Input::ChannelClosed(number));
            }
            "frame" => {
                let key = fields.small()?;
                let frame = fields.value().dyn_into::<ArrayBuffer>().map(|buffer| Uint8Array::new(&buffer).to_vec());
                // What is no buffer is no frame, which is for the engine to say.
                let frame = frame.unwrap_or_default();
                self.take(key, frame.len() as u64);
                self.feed(Input::FrameReceived(self.number(key)?, frame));
            }
            "drained" => self.feed(Input::FramesLeft(self.number(fields.small()?)?, fields.number()?)),
            _ => {}
        }
        Some(())
    }

    /// Tells the page that a frame no longer waits, now and then.
    fn take(&self, key: u32, bytes: u64) {
        self.taken.set(self.taken.get() + bytes);
        if self.taken.get() >= TELL_TAKEN {
            self.tell("taken", [key.into(), number(self.taken.take())]);
        }
    }

    /// The transfer of a channel: of what is sent the keys are even.
    fn number(&self, key: u32) -> Option<Number> {
        if key.is_multiple_of(2) { Some(Number(key / 2)) } else { self.keys.borrow().get(&key).copied() }
    }

    fn key(&self, number: Number) -> u32 {
        let keys = self.keys.borrow();
        let received = keys.iter().find(|(_, known)| **known == number);
        received.map_or(number.0 * 2, |(key, _)| *key)
    }

    /// Offers a file, with a small picture of it where it is one.
    fn offer(&self, to: Vec<MemberId>, file: File) {
        let Some(desk) = self.this.upgrade() else { return };
        spawn_local(async move {
            let media_type = MediaType::from(file.type_());
            let thumbnail = if media_type.is_image() { thumbnail::of(&file).await } else { None };
            let size = file.size();
            for to in to {
                let id = TransferId::from_bytes(crate::sys::random());
                desk.files.borrow_mut().insert(id.clone(), Source::new(file.clone()));
                let offer = Offer {
                    id,
                    round: 0,
                    name: FileName::clean(&file.name()),
                    size: (size as u64).min(MAX_FILE_BYTES),
                    media_type: media_type.clone(),
                    modified: file.last_modified().max(0.0) as u64,
                    thumbnail: thumbnail.clone(),
                };
                desk.feed(Input::OfferRequested { to, offer });
                if let (Some(thumbnail), Some(number)) = (&thumbnail, desk.engine.borrow().newest()) {
                    desk.picture(number, thumbnail);
                }
            }
        });
    }

    /// Gives the page a file that is there as a whole, to be saved under this name.
    fn fetch(&self, slot: Slot, name: String) {
        let Some((desk, storage)) = self.this.upgrade().zip(self.storage.borrow().clone()) else { return };
        spawn_local(async move {
            if let Some(file) = storage.file(&slot).await {
                desk.tell("file", [name.into(), file.into()]);
            }
        });
    }

    fn feed(&self, input: Input) {
        self.inputs.borrow_mut().push_back(input);
        if self.busy.replace(true) {
            return;
        }
        while let Some(input) = self.next_input() {
            let effects = self.engine.borrow_mut().handle(now(), input);
            for effect in effects {
                if let Some(result) = self.perform(effect) {
                    self.inputs.borrow_mut().push_back(result);
                }
            }
        }
        self.busy.set(false);
    }

    fn next_input(&self) -> Option<Input> {
        self.inputs.borrow_mut().pop_front()
    }

    fn perform(&self, effect: Effect) -> Option<Input> {
        match effect {
            Effect::Say(to, message) => self.say(&to, message),
            Effect::OpenChannel(number, to, id) => {
                self.tell("open", [(number.0 * 2).into(), to.as_str().into(), id.as_str().into()]);
            }
            Effect::CloseChannel(number) => {
                let key = self.key(number);
                self.keys.borrow_mut().remove(&key);
                self.tell("close", [key.into()]);
            }
            Effect::SendFrame(number, frame) => self.send(self.key(number), &frame),
            Effect::Read(number, group) => return Some(self.read(number, group)),
            Effect::Prepare { number, slot, size, stored } => self.prepare(number, slot, size, stored),
            Effect::Write(number, offset, bytes) => {
                return self.with_place(number, |place| place.write(offset, &bytes));
            }
            Effect::Check(number, group) => {
                let bytes = self.places.borrow().get(&number).map(|place| place.read(group)).unwrap_or_default();
                return Some(Input::GroupChecked(number, group, bytes));
            }
            Effect::Keep(number, kept) => return self.with_place(number, |place| place.keep(&kept)),
            Effect::Finish(number, kept) => {
                let failed = self.with_place(number, |place| place.finish(&kept));
                let place = self.places.borrow_mut().remove(&number);
                if let (Some(place), Some(storage)) = (&place, &*self.storage.borrow()) {
                    storage.take(&kept.slot, place);
                }
                return Some(failed.unwrap_or(Input::Finished(number)));
            }
            Effect::Release(number) => {
                let id = self.engine.borrow().id(number).cloned();
                let file = id.and_then(|id| self.files.borrow_mut().remove(&id));
                let place = self.places.borrow_mut().remove(&number);
                drop((file, place));
            }
            Effect::Discard(slot) => {
                if let Some(storage) = self.storage.borrow().clone() {
                    spawn_local(async move { storage.discard(&slot).await });
                }
            }
            Effect::Offered(number, thumbnail) => {
                self.tell("offered", [number.0.into()]);
                if let Some(thumbnail) = thumbnail {
                    self.picture(number, &thumbnail);
                }
            }
            Effect::Changed => self.show_soon(),
        }
        None
    }

    fn with_place(&self, number: Number, act: impl FnOnce(&mut Place) -> Result<(), TransferFailure>) -> Option<Input> {
        // What was ended has no place any more.
        let acted = self.places.borrow_mut().get_mut(&number).map(act);
        acted?.err().map(|why| Input::StorageFailed(number, why))
    }

    fn say(&self, to: &MemberId, message: TransferMessage) {
        if let Ok(text) = serde_json::to_string(&TransferCover::Transfer(message)) {
            self.tell("say", [to.as_str().into(), text.into()]);
        }
    }

    fn read(&self, number: Number, group: u32) -> Input {
        let id = self.engine.borrow().id(number).cloned();
        let read = id.and_then(|id| self.files.borrow().get(&id)?.read(group));
        read.map_or(Input::ReadFailed(number), |bytes| Input::GroupRead(number, group, bytes))
    }

    fn prepare(&self, number: Number, slot: Slot, size: u64, stored: u64) {
        let Some((desk, storage)) = self.this.upgrade().zip(self.storage.borrow().clone()) else { return };
        spawn_local(async move {
            let prepared = storage.prepare(&slot, size, stored).await;
            let input = match prepared {
                Ok(place) => {
                    desk.places.borrow_mut().insert(number, place);
                    Input::Prepared(number)
                }
                Err(why) => Input::StorageFailed(number, why),
            };
            desk.feed(input);
        });
    }

    fn send(&self, key: u32, frame: &[u8]) {
        let buffer = Uint8Array::from(frame).buffer();
        let message = message("send", [key.into(), (&buffer).into()]);
        // It fails for what cannot be copied, which a buffer can.
        let _ = self.scope.post_message_with_transfer(&message, &Array::of1(&buffer));
    }

    fn picture(&self, number: Number, thumbnail: &Thumbnail) {
        if let Some(blob) = thumbnail::to_blob(thumbnail) {
            self.tell("picture", [number.0.into(), Blob::into(blob)]);
        }
    }

    fn tell<const N: usize>(&self, kind: &str, fields: [JsValue; N]) {
        let _ = self.scope.post_message(&message(kind, fields));
    }

    /// Shows the page how things are: soon, and again and again while something flows.
    fn show_soon(&self) {
        let timer = self.showing.take().unwrap_or_else(|| {
            let this = Weak::clone(&self.this);
            Timeout::new(SHOWN_EVERY_MS, move || {
                if let Some(desk) = this.upgrade() {
                    desk.showing.take();
                    desk.show();
                }
            })
        });
        self.showing.set(Some(timer));
    }

    fn show(&self) {
        let view = self.engine.borrow().view(now());
        let _ = self.scope.post_message(&view_to_js(&view));
    }
}

fn member(fields: &mut Fields) -> Option<MemberId> {
    fields.text()?.parse().ok()
}

/// A name that no other place has.
fn random_text() -> String {
    TransferId::from_bytes(crate::sys::random()).as_str().to_owned()
}

/// How often the page is shown how things are.
const SHOWN_EVERY_MS: u32 = 200;

/// After so many bytes the page is told that they do not wait any more.
const TELL_TAKEN: u64 = 1024 * 1024;
