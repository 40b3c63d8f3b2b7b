//! What the page and its worker say to each other: arrays, of which the first item names what follows.
//!
//! The worker is a program of its own, loaded when the first file is sent or offered, so what the page needs of this is kept small.

use js_sys::{Array, JsString};
use tincan_core::transfer::{KeptView, Number, Phase, Slot, TransferView, View, Way};
use tincan_protocol::{FileName, MediaType, MemberId, TransferFailure};
use wasm_bindgen::{JsCast, JsValue};

/// The fields of a message, read one after the other.
pub(crate) struct Fields {
    array: Array,
    next: u32,
}

impl Fields {
    pub(crate) fn of(message: &JsValue) -> Option<Self> {
        message.dyn_ref::<Array>().map(|array| Self { array: array.clone(), next: 0 })
    }

    pub(crate) fn value(&mut self) -> JsValue {
        self.next += 1;
        self.array.get(self.next - 1)
    }

    pub(crate) fn text(&mut self) -> Option<String> {
        self.value().as_string()
    }

    pub(crate) fn number(&mut self) -> Option<u64> {
        self.value().as_f64().map(|number| number as u64)
    }

    pub(crate) fn small(&mut self) -> Option<u32> {
        self.value().as_f64().map(|number| number as u32)
    }

    pub(crate) fn flag(&mut self) -> bool {
        self.value().is_truthy()
    }

    fn rest(&mut self) -> Option<Self> {
        Self::of(&self.value())
    }

    fn is_empty(&self) -> bool {
        self.next >= self.array.length()
    }
}

/// A message of these fields.
pub(crate) fn message(kind: &str, fields: impl IntoIterator<Item = JsValue>) -> Array {
    [JsValue::from(kind)].into_iter().chain(fields).collect()
}

/// A number as JavaScript has them: exact for every size of a file.
pub(crate) fn number(number: u64) -> JsValue {
    JsValue::from_f64(number as f64)
}

/// The view, as the worker tells it.
pub(crate) fn view_to_js(view: &View) -> Array {
    let transfers: Array = view.transfers.iter().map(transfer_to_js).collect();
    let kept: Array = view.kept.iter().map(kept_to_js).collect();
    message("view", [transfers.into(), kept.into()])
}

/// The view, as the page reads it.
pub(crate) fn view_from_js(fields: &mut Fields) -> Option<View> {
    let (mut transfers, mut kept) = (fields.rest()?, fields.rest()?);
    let mut view = View::default();
    while !transfers.is_empty() {
        view.transfers.push(transfer_from_js(&mut transfers.rest()?)?);
    }
    while !kept.is_empty() {
        view.kept.push(kept_from_js(&mut kept.rest()?)?);
    }
    Some(view)
}

fn transfer_to_js(view: &TransferView) -> Array {
    let (phase, about) = phase_to_js(view.phase);
    let maybe = |value: Option<u64>| value.map_or(JsValue::UNDEFINED, number);
    Array::from_iter([
        JsValue::from(view.number.0),
        JsValue::from(view.way == Way::In),
        view.member.as_str().into(),
        JsString::from(&*view.with).into(),
        view.name.as_str().into(),
        view.media_type.as_str().into(),
        number(view.size),
        number(view.done),
        phase.into(),
        about,
        maybe(view.rate),
        maybe(view.seconds_left),
        view.slot.as_ref().map_or(JsValue::UNDEFINED, |slot| (&*slot.0).into()),
    ])
}

fn transfer_from_js(fields: &mut Fields) -> Option<TransferView> {
    Some(TransferView {
        number: Number(fields.small()?),
        way: if fields.flag() { Way::In } else { Way::Out },
        member: fields.text()?.parse::<MemberId>().ok()?,
        with: fields.text()?,
        name: FileName::clean(&fields.text()?),
        media_type: MediaType::from(fields.text()?),
        size: fields.number()?,
        done: fields.number()?,
        phase: {
            let (phase, about) = (fields.text()?, fields.value());
            phase_from_js(&phase, &about)
        },
        rate: fields.number(),
        seconds_left: fields.number(),
        slot: fields.text().map(Slot),
    })
}

fn kept_to_js(view: &KeptView) -> Array {
    Array::from_iter([
        JsValue::from(&*view.slot.0),
        (&*view.from).into(),
        view.name.as_str().into(),
        number(view.size),
        number(view.done),
        view.complete.into(),
    ])
}

fn kept_from_js(fields: &mut Fields) -> Option<KeptView> {
    Some(KeptView {
        slot: Slot(fields.text()?),
        from: fields.text()?,
        name: FileName::clean(&fields.text()?),
        size: fields.number()?,
        done: fields.number()?,
        complete: fields.flag(),
    })
}

fn phase_to_js(phase: Phase) -> (&'static str, JsValue) {
    match phase {
        Phase::Offered { stored } => ("offered", number(stored)),
        Phase::Waiting => ("waiting", JsValue::UNDEFINED),
        Phase::Active => ("active", JsValue::UNDEFINED),
        Phase::Paused { here } => ("paused", here.into()),
        Phase::Interrupted => ("interrupted", JsValue::UNDEFINED),
        Phase::Done => ("done", JsValue::UNDEFINED),
        Phase::Declined => ("declined", JsValue::UNDEFINED),
        Phase::Cancelled { here } => ("cancelled", here.into()),
        Phase::Failed { why } => ("failed", failure_to_js(why).into()),
        Phase::Left => ("left", JsValue::UNDEFINED),
    }
}

fn phase_from_js(phase: &str, about: &JsValue) -> Phase {
    match phase {
        "offered" => Phase::Offered { stored: about.as_f64().unwrap_or_default() as u64 },
        "waiting" => Phase::Waiting,
        "active" => Phase::Active,
        "paused" => Phase::Paused { here: about.is_truthy() },
        "interrupted" => Phase::Interrupted,
        "done" => Phase::Done,
        "declined" => Phase::Declined,
        "cancelled" => Phase::Cancelled { here: about.is_truthy() },
        "left" => Phase::Left,
        _ => Phase::Failed { why: failure_from_js(about.as_string().as_deref().unwrap_or_default()) },
    }
}

const FAILURES: [(TransferFailure, &str); 6] = [
    (TransferFailure::Unreadable, "unreadable"),
    (TransferFailure::NoSpace, "no_space"),
    (TransferFailure::TooLargeForMemory, "too_large_for_memory"),
    (TransferFailure::Storage, "storage"),
    (TransferFailure::Mismatch, "mismatch"),
    (TransferFailure::Protocol, "protocol"),
];

fn failure_to_js(failure: TransferFailure) -> &'static str {
    FAILURES.iter().find(|(known, _)| *known == failure).map_or("unknown", |(_, name)| name)
}

fn failure_from_js(name: &str) -> TransferFailure {
    FAILURES.iter().find(|(_, known)| *known == name).map_or(TransferFailure::Unknown, |(failure, _)| *failure)
}
