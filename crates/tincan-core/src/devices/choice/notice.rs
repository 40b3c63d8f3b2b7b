//! What a person is told about a device, and told once.

use std::time::Duration;

use super::Effect;
use crate::{devices::Device, media_error::MediaErrorKind};

/// Something that happened to a camera, a microphone or a speaker and is worth a word.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Notice {
    /// Another device than before is in use, and nobody asked for it: the one before is gone, does not start, or is no longer
    /// what the system prefers.
    TookOver {
        /// Its label; empty if not known.
        from: String,
        /// The label of the one that is in use now.
        to: String,
    },
    /// The wanted one is in use again.
    CameBack {
        /// Its label.
        label: String,
    },
    /// A device that was not seen before in this session: offer to use it. Nothing happens by itself.
    NewDevice(Device),
    /// The system or the hardware has silenced it, or covers the camera.
    MutedBySystem,
    /// It no longer does.
    UnmutedBySystem,
    /// The device in use is gone, and no other can take over.
    Gone {
        /// Its label.
        label: String,
    },
    /// The person took the permission back while it was in use. When it is granted again, so is the device.
    PermissionLost,
}

/// Remembers what was said.
#[derive(Debug, Default)]
pub(super) struct News {
    /// The label of the device that was in use and is not any more, until another is.
    lost: Option<String>,
    /// The label of the wanted device that did not start.
    refused: Option<String>,
    /// Somebody was told that the wanted device is not in use.
    away: Option<Away>,
    muted: Option<Muted>,
}

#[derive(Debug, PartialEq, Eq)]
enum Away {
    /// The label of the one that is in use instead.
    StoodInBy(String),
    /// Nothing is in use.
    Gone,
}

#[derive(Debug)]
struct Muted {
    since: Duration,
    told: bool,
}

impl News {
    pub(super) fn is_muted(&self) -> bool {
        self.muted.as_ref().is_some_and(|muted| muted.told)
    }

    pub(super) fn deadline(&self) -> Option<Duration> {
        self.muted.as_ref().filter(|muted| !muted.told).map(|muted| muted.since + MUTE_PATIENCE)
    }

    pub(super) fn lost(&mut self, label: String) {
        self.lost = Some(label);
        self.stopped();
    }

    pub(super) fn refused(&mut self, label: Option<String>) {
        self.refused = label;
    }

    /// What is live is not what is wanted.
    pub(super) fn stands_in(&mut self, label: String, effects: &mut Vec<Effect>) {
        let from = self.take_from().filter(|from| *from != label);
        let away = self.away.replace(Away::StoodInBy(label.clone()));
        if let Some(from) = from
            && away != self.away
        {
            effects.push(Effect::Tell(Notice::TookOver { from, to: label }));
        }
    }

    /// What is live is what is wanted.
    pub(super) fn is_back(&mut self, label: String, effects: &mut Vec<Effect>) {
        let from = self.take_from();
        if self.away.take().is_some() {
            effects.push(Effect::Tell(Notice::CameBack { label }));
        } else if let Some(from) = from.filter(|from| *from != label) {
            effects.push(Effect::Tell(Notice::TookOver { from, to: label }));
        }
    }

    /// Nothing is live, and nothing will do.
    pub(super) fn gone(&mut self, effects: &mut Vec<Effect>) {
        self.refused = None;
        if let Some(label) = self.lost.take() {
            effects.push(Effect::Tell(Notice::Gone { label }));
            self.away = Some(Away::Gone);
        }
    }

    /// Nothing is live, and nothing may be.
    pub(super) fn denied(&mut self, error: &MediaErrorKind, effects: &mut Vec<Effect>) {
        if self.take_from().is_some() {
            let notice = matches!(error, MediaErrorKind::Denied(_)).then_some(Notice::PermissionLost);
            effects.extend(notice.map(Effect::Tell));
            self.away = Some(Away::Gone);
        }
    }

    pub(super) fn stopped(&mut self) {
        self.muted = None;
    }

    pub(super) fn muted(&mut self, now: Duration) {
        self.muted.get_or_insert(Muted { since: now, told: false });
    }

    pub(super) fn unmuted(&mut self, effects: &mut Vec<Effect>) {
        if self.muted.take().is_some_and(|muted| muted.told) {
            effects.push(Effect::Tell(Notice::UnmutedBySystem));
        }
    }

    pub(super) fn time_passed(&mut self, now: Duration, effects: &mut Vec<Effect>) {
        if let Some(muted) = &mut self.muted
            && !muted.told
            && now >= muted.since + MUTE_PATIENCE
        {
            muted.told = true;
            effects.push(Effect::Tell(Notice::MutedBySystem));
        }
    }

    /// The person chose: what was in use before is no longer missed.
    pub(super) fn forget_devices(&mut self) {
        self.lost = None;
        self.refused = None;
        self.away = None;
    }

    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    fn take_from(&mut self) -> Option<String> {
        let refused = self.refused.take();
        self.lost.take().or(refused)
    }
}

/// A mute shorter than this is no news: headsets have one when they change their profile.
const MUTE_PATIENCE: Duration = Duration::from_millis(500);
