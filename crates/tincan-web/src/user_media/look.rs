//! What follows from what is live: the stream, the ear, the timers, what is said and what is shown.

use std::rc::Rc;

use js_sys::Array;
use tincan_core::devices::choice::{Input, Notice};
use wasm_bindgen::JsCast;
use web_sys::{MediaStream, MediaStreamTrack};

use super::{
    driver::Inner,
    request::Kind,
    snapshot::{MediaNews, UserMediaSnapshot, side_of},
};
use crate::clock;

impl Inner {
    /// Brings everything that follows from what is live in line with it, and tells the observer if something is new.
    pub(super) fn changed(self: &Rc<Self>) {
        self.settle();
        let now = self.look();
        if **self.shown.borrow() == now {
            return;
        }
        self.shown.replace(Rc::new(now));
        let on_change = self.on_change.borrow().clone();
        if let Some(on_change) = on_change {
            on_change();
        }
    }

    pub(super) fn settle(self: &Rc<Self>) {
        let now = clock::now();
        for kind in Kind::ALL {
            let weak = Rc::downgrade(self);
            self.slot(kind).set_timer(now, move || {
                if let Some(inner) = weak.upgrade() {
                    inner.slot(kind).timer_fired();
                    inner.drive([(kind, Input::TimePassed)]);
                }
            });
        }
        self.gather_stream();
        if let Some(device) = self.microphone.choice.borrow().in_use() {
            self.sound.went_live(&device.id);
        }
        self.sound.follow(self.microphone.track().as_ref(), self.muted.get(), &self.hear);
        self.notices.borrow_mut().keep_where(|news| self.is_true(news));
    }

    /// Makes the stream anew if its tracks are no longer the live ones.
    fn gather_stream(&self) {
        let live: Vec<MediaStreamTrack> = Kind::ALL.into_iter().filter_map(|kind| self.slot(kind).track()).collect();
        let stream = self.stream.borrow().clone();
        let old: Vec<MediaStreamTrack> =
            stream.map(|stream| stream.get_tracks().iter().map(JsCast::unchecked_into).collect()).unwrap_or_default();
        let same = old.len() == live.len() && live.iter().all(|track| old.contains(track));
        if !same {
            let tracks: Array = live.iter().collect();
            let stream = if live.is_empty() { None } else { MediaStream::new_with_tracks(&tracks).ok() };
            self.stream.replace(stream);
        }
    }

    /// Whether it is still worth saying.
    fn is_true(&self, news: &MediaNews) -> bool {
        let (kind, notice) = match news {
            MediaNews::Device(kind, notice) => (kind, notice),
            MediaNews::MicrophoneSilent => return self.microphone.track().is_some() && !self.muted.get(),
            MediaNews::SpeakingWhileMuted => return self.microphone.track().is_some() && self.muted.get(),
        };
        let Some(slot) = Kind::of(*kind).map(|kind| self.slot(kind)) else { return false };
        let choice = slot.choice.borrow();
        match notice {
            Notice::NewDevice(device) => {
                let is_taken = choice.in_use().is_some_and(|it| it.id == device.id || it.label == device.label);
                let watches = self.watches.borrow();
                let devices = watches.as_ref().map(|watches| watches.devices.devices()).unwrap_or_default();
                devices.find(*kind, &device.id).is_some() && !is_taken && choice.wanted().id() != Some(&device.id)
            }
            Notice::MutedBySystem => choice.is_muted_by_system(),
            Notice::UnmutedBySystem => !choice.is_muted_by_system() && choice.is_on(),
            Notice::TookOver { .. } | Notice::CameBack { .. } => choice.is_on(),
            Notice::Gone { .. } | Notice::PermissionLost => choice.is_on() && choice.in_use().is_none(),
        }
    }

    pub(super) fn look(&self) -> UserMediaSnapshot {
        if let Some(camera) = self.camera.track() {
            self.side.set(side_of(&camera));
        }
        let (microphone, camera) = (self.microphone.choice.borrow(), self.camera.choice.borrow());
        UserMediaSnapshot {
            microphone: self.microphone.status(),
            camera: self.camera.status(),
            muted: self.muted.get(),
            microphone_changing: self.microphone.is_changing(),
            camera_changing: self.camera.is_changing(),
            camera_side: self.side.get().filter(|_| self.camera.track().is_some() || self.camera.is_changing()),
            camera_turned: self.facing.get().is_some(),
            stream: self.stream.borrow().clone(),
            devices: self.watches.borrow().as_ref().map(|watches| watches.devices.devices()).unwrap_or_default(),
            wanted_microphone: microphone.wanted().clone(),
            wanted_camera: camera.wanted().clone(),
            microphone_in_use: microphone.in_use().cloned(),
            camera_in_use: camera.in_use().cloned(),
            microphone_muted_by_system: microphone.is_muted_by_system(),
            camera_muted_by_system: camera.is_muted_by_system(),
            constraint_error: self.constraint_error.borrow().clone(),
            notices: self.notices.borrow().list().to_vec(),
        }
    }
}
