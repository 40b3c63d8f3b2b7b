//! Which speaker plays while speakers come and go, and what to say about it.

use std::collections::BTreeSet;

use super::{Device, DeviceId, DeviceKind, Devices, GroupId, Wanted, choice::Notice};

/// Decides which speaker plays. Nothing has to be acquired: while the wanted one is not there, the system's plays.
#[derive(Debug, Default)]
pub struct SpeakerChoice {
    wanted: Wanted,
    devices: Devices,
    /// Every speaker seen in this session.
    met: BTreeSet<DeviceId>,
    /// Somebody was told that the wanted speaker does not play, or that none does.
    away: bool,
}

impl SpeakerChoice {
    /// Takes in what is wanted and what there is: the whole list, which may be the one from before. What changed is found out
    /// here, and told.
    pub fn follow(&mut self, wanted: &Wanted, devices: &Devices) -> Vec<Notice> {
        let wanted = wanted.clone().parsed();
        let chosen = wanted != self.wanted;
        if !chosen && devices.speakers == self.devices.speakers {
            return Vec::new();
        }
        let before = self.playing().cloned();
        let (was_listed, was_missing) = (self.is_listed(), self.is_missing());
        let had_default = self.devices.default_group(DeviceKind::Speaker).is_some();
        self.wanted = wanted;
        self.devices = Devices { speakers: devices.speakers.clone(), ..Devices::default() };
        let mut notices = Vec::new();
        if chosen {
            self.away = false;
        } else if !self.devices.is_anonymous(DeviceKind::Speaker) {
            let now = self.playing().cloned();
            let is_back = now.is_some() && !self.is_missing() && (self.away || (was_listed && was_missing));
            let took_over = match (&before, &now) {
                (Some(before), now) => now.as_ref().is_none_or(|now| now.id != before.id),
                (None, now) => self.away && now.is_some(),
            };
            let label = now.as_ref().map(|now| now.label.clone()).unwrap_or_default();
            if is_back {
                self.away = false;
                notices.push(Notice::CameBack { label });
            } else if took_over {
                let nothing_plays = had_default && !self.is_listed();
                self.away = nothing_plays || self.is_missing();
                let from = before.map(|before| before.label).unwrap_or_default();
                notices.push(if nothing_plays {
                    Notice::Gone { label: from }
                } else {
                    Notice::TookOver { from, to: label }
                });
            }
        }
        // An empty list tells of speakers no more than one without ids: Firefox gives it before there is permission.
        let strangers: Vec<Device> = self.strangers().filter(|_| was_listed).cloned().collect();
        self.met.extend(self.devices.hardware(DeviceKind::Speaker).map(|device| device.id.clone()));
        notices.extend(strangers.into_iter().map(Notice::NewDevice));
        notices
    }

    /// Never offers this one: the person knows it.
    pub fn meet(&mut self, speaker: &DeviceId) {
        self.met.insert(speaker.clone());
    }

    /// The speakers, without other names for them.
    pub fn speakers(&self) -> impl Iterator<Item = &Device> {
        self.devices.hardware(DeviceKind::Speaker)
    }

    /// The wanted speaker, if it is there; `None`: the system's plays.
    #[must_use]
    pub fn in_use(&self) -> Option<&Device> {
        self.devices.find_wanted(DeviceKind::Speaker, &self.wanted)
    }

    /// The speaker in this piece of hardware, unless it plays: the earphones of a headset whose microphone was chosen.
    #[must_use]
    pub fn beside(&self, group: &GroupId) -> Option<&Device> {
        let beside = self.speakers().find(|speaker| speaker.is_in(group))?;
        (!self.is_playing(&beside.id)).then_some(beside)
    }

    /// Whether this one plays, by the person's choice or the system's.
    #[must_use]
    pub fn is_playing(&self, speaker: &DeviceId) -> bool {
        self.playing().is_some_and(|playing| playing.id == *speaker)
    }

    /// What plays, as far as the browser tells what the system prefers.
    fn playing(&self) -> Option<&Device> {
        self.in_use().or_else(|| {
            let group = self.devices.default_group(DeviceKind::Speaker)?;
            self.speakers().find(|speaker| speaker.is_in(group))
        })
    }

    fn strangers(&self) -> impl Iterator<Item = &Device> {
        self.speakers().filter(|speaker| !self.met.contains(&speaker.id) && !self.is_playing(&speaker.id))
    }

    fn is_listed(&self) -> bool {
        self.speakers().next().is_some()
    }

    fn is_missing(&self) -> bool {
        self.wanted != Wanted::Automatic && self.in_use().is_none()
    }
}
