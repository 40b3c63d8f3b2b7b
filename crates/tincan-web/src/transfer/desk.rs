//! What is there of files as soon as there is one: the worker, the channels, and what the page does for both.
//!
//! It is behind a border at which an app can be cut (the feature `split`), so that a call without files does without.

use std::rc::{Rc, Weak};

use gloo_events::EventListener;
use js_sys::Array;
use tincan_core::transfer::{Number, Phase, TransferView, View, Way};
use tincan_protocol::MemberId;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, HtmlAnchorElement, MessageEvent, RtcDataChannel, Worker, WorkerOptions, WorkerType};

use super::{
    Inner, PARTS, TransferEvent,
    object_url::ObjectUrl,
    pipes::Pipes,
    remembers_parts,
    wire::{Fields, message, number, view_from_js},
};
use crate::channel::{Channel, ChannelEvent, ChannelOptions, Priority};

/// A desk, as [`Transfers`](super::Transfers) know it: nothing else of it is there from the beginning.
pub(super) trait Desk {
    /// Tells the worker something, and hands over what it shall have.
    fn post(&self, message: &Array, transfer: Option<&JsValue>);
    /// Takes a channel that a member has opened. False: it is none of a file's.
    fn receive_channel(&self, from: &MemberId, channel: &RtcDataChannel) -> bool;
    /// How many bytes were sent and have not left the browser.
    fn buffered(&self) -> u64;
}

/// Opens a desk; none if there is no worker.
pub(super) type Open = fn(Weak<Inner>) -> Option<Rc<dyn Desk>>;

/// What opens a desk; none if its code could not be loaded.
pub(super) async fn load() -> Option<Open> {
    #[cfg(feature = "split")]
    return code().await.ok();
    #[cfg(not(feature = "split"))]
    Some(open)
}

/// What is reached through this function alone is cut off; it becomes an async one that loads it first.
#[cfg(feature = "split")]
#[wasm_split_helpers::wasm_split(files, fallible)]
fn code() -> Result<Open, wasm_split_helpers::SplitLoaderError> {
    Ok(open)
}

/// Starts the worker. It ends with what this returns.
fn open(transfers: Weak<Inner>) -> Option<Rc<dyn Desk>> {
    let options = WorkerOptions::new();
    options.set_type(WorkerType::Module);
    let worker = Worker::new_with_options(&worker_url()?, &options).ok()?;
    Some(Rc::new_cyclic(|this: &Weak<WorkerDesk>| {
        let (hears, fails) = (Weak::clone(this), Weak::clone(&transfers));
        let listeners = [
            EventListener::new(&worker, "message", move |event| {
                let fields = Fields::of(&event.unchecked_ref::<MessageEvent>().data());
                if let (Some(desk), Some(mut fields)) = (hears.upgrade(), fields) {
                    // What makes no sense is none of this version's.
                    let _ = desk.hear(&mut fields);
                }
            }),
            EventListener::new(&worker, "error", move |_| {
                if let Some(transfers) = fails.upgrade() {
                    transfers.fail();
                }
            }),
        ];
        WorkerDesk { this: Weak::clone(this), transfers, worker, pipes: Pipes::default(), _listeners: listeners }
    }))
}

/// The worker, and the channels. Dropping it ends them.
struct WorkerDesk {
    this: Weak<Self>,
    transfers: Weak<Inner>,
    worker: Worker,
    pipes: Pipes,
    _listeners: [EventListener; 2],
}

impl Drop for WorkerDesk {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}

impl Desk for WorkerDesk {
    fn post(&self, message: &Array, transfer: Option<&JsValue>) {
        // It fails for what cannot be copied, which all that is said here can.
        let _ = match transfer {
            Some(transfer) => self.worker.post_message_with_transfer(message, &Array::of1(transfer)),
            None => self.worker.post_message(message),
        };
    }

    fn receive_channel(&self, from: &MemberId, channel: &RtcDataChannel) -> bool {
        let label = channel.label();
        let (Some(id), Some(transfers)) = (label.strip_prefix(LABEL), self.transfers.upgrade()) else { return false };
        let key = self.pipes.next_key();
        let on_event = self.on_event(key, from);
        self.pipes.add(key, Channel::own(channel.clone(), on_event));
        let max = transfers.ways.max_message(from);
        transfers.post("arrived", [key.into(), from.as_str().into(), id.into(), max.into()]);
        true
    }

    fn buffered(&self) -> u64 {
        self.pipes.buffered()
    }
}

impl WorkerDesk {
    fn hear(&self, fields: &mut Fields) -> Option<()> {
        let transfers = self.transfers.upgrade()?;
        match &*fields.text()? {
            "ready" => {
                let waiting = transfers.waiting.take();
                for message in waiting.into_iter().flatten() {
                    self.post(&message, None);
                }
                if transfers.snapshot.borrow().unavailable {
                    transfers.change(|snapshot| snapshot.unavailable = false);
                }
            }
            "say" => {
                let (to, text) = (fields.text()?.parse().ok()?, fields.text()?);
                transfers.ways.say(&to, &text);
            }
            "open" => {
                let (key, to, id) = (fields.small()?, fields.text()?.parse().ok()?, fields.text()?);
                self.open(&transfers, key, &to, &id);
            }
            "send" => {
                let (key, frame) = (fields.small()?, fields.value().dyn_into().ok()?);
                transfers.ways.let_pass(Way::Out, &frame);
                if let Some(left) = self.pipes.send(key, &frame) {
                    transfers.post("drained", [key.into(), number(left)]);
                }
            }
            "close" => self.pipes.close(fields.small()?),
            "taken" => self.pipes.note_taken(fields.small()?, fields.number()?),
            "view" => {
                let view = view_from_js(fields)?;
                show(&transfers, view);
            }
            "offered" => transfers.listeners.tell(&TransferEvent::Offered(Number(fields.small()?))),
            "picture" => {
                let (number, blob) = (Number(fields.small()?), fields.value().dyn_into::<Blob>().ok()?);
                transfers.pictures.borrow_mut().push((number, ObjectUrl::of(&blob)?));
                let picture = |(number, url): &(Number, ObjectUrl)| (*number, url.as_str().to_owned());
                let pictures = transfers.pictures.borrow().iter().map(picture).collect();
                transfers.change(|snapshot| snapshot.pictures = pictures);
            }
            "file" => {
                let (name, blob) = (fields.text()?, fields.value().dyn_into::<Blob>().ok()?);
                save(&transfers, &name, &blob)?;
            }
            _ => {}
        }
        Some(())
    }

    fn open(&self, transfers: &Inner, key: u32, to: &MemberId, id: &str) {
        // People go before files, and so does what they write.
        let priority = Priority::VeryLow;
        let options = ChannelOptions { label: format!("{LABEL}{id}"), priority, ..ChannelOptions::default() };
        let on_event = self.on_event(key, to);
        match transfers.ways.open(to, &options, on_event) {
            Some(channel) => self.pipes.add(key, channel),
            None => transfers.post("closed", [key.into()]),
        }
    }

    fn on_event(&self, key: u32, member: &MemberId) -> Box<dyn Fn(ChannelEvent)> {
        let (this, member) = (Weak::clone(&self.this), member.clone());
        Box::new(move |event| {
            if let Some(desk) = this.upgrade()
                && let Some(transfers) = desk.transfers.upgrade()
            {
                desk.channel_event(&transfers, key, &member, event);
            }
        })
    }

    fn channel_event(&self, transfers: &Inner, key: u32, member: &MemberId, event: ChannelEvent) {
        match event {
            ChannelEvent::Opened if key.is_multiple_of(2) => {
                transfers.post("opened", [key.into(), transfers.ways.max_message(member).into()]);
            }
            ChannelEvent::Opened => {}
            ChannelEvent::Closed => self.pipe_closed(transfers, key),
            ChannelEvent::Bytes(frame) => {
                transfers.ways.let_pass(Way::In, &frame);
                if self.pipes.wait(key, u64::from(frame.byte_length())) {
                    transfers.post_array(message("frame", [key.into(), (&frame).into()]), Some(&frame));
                } else {
                    self.pipe_closed(transfers, key);
                }
            }
            // No frame is a text: an empty one is none either.
            ChannelEvent::Text(_) => transfers.post("frame", [key.into()]),
            ChannelEvent::Drained(left) => {
                self.pipes.note_drained(key);
                transfers.post("drained", [key.into(), number(left)]);
            }
        }
    }

    fn pipe_closed(&self, transfers: &Inner, key: u32) {
        self.pipes.close(key);
        transfers.post("closed", [key.into()]);
    }
}

fn show(transfers: &Inner, view: View) {
    remember_parts(view.kept.iter().any(|kept| !kept.complete) || view.transfers.iter().any(is_part));
    let known = |number: Number| view.transfers.iter().any(|transfer| transfer.number == number);
    transfers.pictures.borrow_mut().retain(|(number, _)| known(*number));
    transfers.change(|snapshot| {
        snapshot.transfers = view.transfers;
        snapshot.kept = view.kept;
    });
}

/// As a link that is followed: the browser asks where to, or does not.
fn save(transfers: &Inner, name: &str, blob: &Blob) -> Option<()> {
    let url = ObjectUrl::of(blob)?;
    let document = web_sys::window()?.document()?;
    let link: HtmlAnchorElement = document.create_element("a").ok()?.dyn_into().ok()?;
    link.set_href(url.as_str());
    link.set_download(name);
    link.click();
    transfers.saved.set(Some(url));
    Some(())
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

fn remember_parts(parts: bool) {
    let storage = web_sys::window().and_then(|window| window.local_storage().ok().flatten());
    if let Some(storage) = storage.filter(|_| parts != remembers_parts()) {
        // Where it is blocked, nothing is resumed by itself.
        let _ = if parts { storage.set_item(PARTS, "1") } else { storage.remove_item(PARTS) };
    }
}

/// How the channels of files are called, before their ids.
const LABEL: &str = "transfer:";
