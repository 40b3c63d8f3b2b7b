//! The way from a question to a live track, and to its end.

use std::rc::Rc;

use gloo_events::EventListener;
use tincan_core::{devices::choice::Input, media_error::MediaError};
use wasm_bindgen_futures::spawn_local;
use web_sys::MediaStreamTrack;

use super::{
    driver::Inner,
    request::{Kind, Request, ask_both},
    slot::device_of,
};

impl Inner {
    /// Asks for both at once; then for each alone, if there is a chance in it: one after the other, for two questions at once
    /// would cover each other.
    pub(super) async fn acquire_both(self: Rc<Self>, both: [Request; 2]) {
        let [one, other] = &both;
        let (microphone, camera) = if one.kind == Kind::Microphone { (one, other) } else { (other, one) };
        if let Some(answers) = ask_both(microphone, camera).await {
            let answers = [microphone, camera].into_iter().cloned().zip(answers).collect();
            return self.answered(answers);
        }
        for ask in [microphone, camera] {
            Rc::clone(&self).acquire(ask.clone()).await;
        }
    }

    pub(super) async fn acquire(self: Rc<Self>, mut ask: Request) {
        let mut answer = if self.is_wanted(ask.kind) { ask.ask().await } else { Err(not_wanted()) };
        // What was live with other constraints is to be live again with those.
        let given = self.slot(ask.kind).given.borrow().clone().filter(|given| *given != ask.given);
        if let Err(error) = &answer
            && ask.asks_too_much(error)
            && let Some(given) = given
        {
            self.refuse(ask.kind, ask.given, error.clone());
            ask.given = given;
            answer = if self.is_wanted(ask.kind) { ask.ask().await } else { Err(not_wanted()) };
        }
        self.answered(vec![(ask, answer)]);
    }

    fn is_wanted(&self, kind: Kind) -> bool {
        !self.is_closed() && self.slot(kind).is_on()
    }

    fn answered(self: &Rc<Self>, answers: Vec<(Request, Result<MediaStreamTrack, MediaError>)>) {
        let mut inputs = Vec::new();
        let mut arrived = Vec::new();
        for (ask, answer) in answers {
            let slot = self.slot(ask.kind);
            match answer {
                Ok(late) if self.is_closed() => late.stop(),
                Ok(track) => {
                    if ask.kind == Kind::Microphone {
                        track.set_enabled(!self.muted.get());
                    }
                    if ask.given == self.part(ask.kind) {
                        self.set_constraint_error(ask.kind, None);
                    }
                    inputs.push((ask.kind, Input::WentLive(device_of(&track))));
                    inputs.extend(track.muted().then_some((ask.kind, Input::Muted)));
                    let listeners = self.listen(ask.kind, &track, slot.next_ticket());
                    slot.install(track, ask.given, listeners);
                    arrived.push(ask.kind);
                }
                Err(error) => {
                    inputs.push((ask.kind, Input::Failed(error.kind.clone())));
                    slot.failed(error);
                }
            }
        }
        self.drive(inputs);
        for kind in arrived {
            // Asked for meanwhile.
            self.apply(kind);
        }
        // Permission brings ids and labels, and no event.
        let devices = self.watches.borrow().as_ref().map(|watches| Rc::clone(&watches.devices));
        if let Some(devices) = devices {
            devices.refresh();
        }
    }

    fn listen(self: &Rc<Self>, kind: Kind, track: &MediaStreamTrack, ticket: u32) -> Vec<EventListener> {
        let listener = |event: &'static str, tell: fn(&Rc<Self>, Kind)| {
            let weak = Rc::downgrade(self);
            EventListener::new(track, event, move |_| {
                if let Some(inner) = weak.upgrade().filter(|inner| inner.slot(kind).ticket() == ticket) {
                    tell(&inner, kind);
                }
            })
        };
        vec![
            listener("ended", Self::ended),
            listener("mute", |inner, kind| inner.drive([(kind, Input::Muted)])),
            listener("unmute", |inner, kind| inner.drive([(kind, Input::Unmuted)])),
        ]
    }

    /// The device was unplugged, or its permission taken back. (A track that its owner stops fires no event.)
    fn ended(self: &Rc<Self>, kind: Kind) {
        let slot = self.slot(kind);
        slot.release();
        let ticket = slot.ticket();
        self.changed();
        let permission = self.watches.borrow().as_ref().map(|watches| watches.permission(kind).refresh());
        let this = Rc::clone(self);
        spawn_local(async move {
            // Whether it was taken back may be told later than its end.
            if let Some(permission) = permission {
                permission.await;
            }
            if this.slot(kind).ticket() == ticket {
                this.drive([(kind, Input::Ended)]);
            }
        });
    }
}

/// It was given back before it was asked for.
fn not_wanted() -> MediaError {
    MediaError::from_dom("AbortError", "", None)
}
