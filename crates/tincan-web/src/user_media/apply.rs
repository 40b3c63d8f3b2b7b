//! Other constraints for what is live.

use std::rc::Rc;

use tincan_core::{
    constraints::{Constraint, UserMediaOptions},
    devices::choice::Input,
};
use wasm_bindgen_futures::spawn_local;
use web_sys::MediaStreamTrack;

use super::{
    driver::Inner,
    request::{Kind, is_same_device, without_device},
};
use crate::track;

impl Inner {
    /// Asks the live track of this kind for what the options say, if that is something else than it was given. One request at a
    /// time; the last options win.
    pub(super) fn apply(self: &Rc<Self>, kind: Kind) {
        if self.next_constraints(kind).is_none() {
            self.forget_refusal(kind);
            return;
        }
        if !self.slot(kind).applying.replace(true) {
            let this = Rc::clone(self);
            spawn_local(async move {
                while let Some((track, asked)) = this.next_constraints(kind) {
                    this.apply_to(kind, &track, asked).await;
                }
                this.slot(kind).applying.set(false);
            });
        }
    }

    /// What the live track is to be asked for.
    fn next_constraints(&self, kind: Kind) -> Option<(MediaStreamTrack, UserMediaOptions)> {
        let slot = self.slot(kind);
        let track = slot.track().filter(|_| !self.is_closed())?;
        let asked = self.part(kind);
        let is = |place: &Option<UserMediaOptions>| place.as_ref() == Some(&asked);
        let is_done = is(&slot.given.borrow()) || is(&slot.refused.borrow());
        (!is_done).then_some((track, asked))
    }

    /// What the options say now was met before.
    fn forget_refusal(self: &Rc<Self>, kind: Kind) {
        let slot = self.slot(kind);
        let is_met = slot.given.borrow().as_ref() == Some(&self.part(kind));
        if is_met {
            slot.refused.take();
            self.set_constraint_error(kind, None);
            self.changed();
        }
    }

    async fn apply_to(self: &Rc<Self>, kind: Kind, track: &MediaStreamTrack, asked: UserMediaOptions) {
        let slot = self.slot(kind);
        let ticket = slot.ticket();
        let constraints = without_device(&asked);
        let applied = match (&constraints.audio, &constraints.video) {
            (Some(audio), _) => track::apply(track, audio).await,
            (None, Some(video)) => track::apply(track, video).await,
            (None, None) => Ok(()),
        };
        if slot.ticket() != ticket || self.is_closed() {
            return;
        }
        match applied {
            Ok(()) => {
                let same_device = slot.given.borrow().as_ref().is_none_or(|given| is_same_device(given, &asked));
                let done = same_device && is_switched(track, &asked);
                slot.given.replace(Some(asked));
                self.set_constraint_error(kind, None);
                if !done {
                    self.drive([(kind, Input::RestartRequested)]);
                }
            }
            Err(error) => self.refuse(kind, asked, error),
        }
        self.changed();
    }
}

/// Whether a microphone does what was asked of it. Browsers let a track keep its sound processing until it is started again.
fn is_switched(track: &MediaStreamTrack, asked: &UserMediaOptions) -> bool {
    let Some(audio) = &asked.audio else { return true };
    let does = track.get_settings();
    let is = |asked: Option<Constraint<bool>>, does: Option<bool>| {
        asked.zip(does).is_none_or(|(asked, does)| *asked.value() == does)
    };
    is(audio.echo_cancellation, does.get_echo_cancellation())
        && is(audio.noise_suppression, does.get_noise_suppression())
        && is(audio.auto_gain_control, does.get_auto_gain_control())
}
