//! What a new list of devices means for what is in use.

use std::time::Duration;

use super::{Choice, Effect, Notice, Target};
use crate::{
    devices::{Device, DeviceId, Devices, Difference},
    media_error::MediaErrorKind,
};

impl Choice {
    pub(super) fn listed(&mut self, now: Duration, devices: Devices, effects: &mut Vec<Effect>) {
        let old = self.devices.as_ref();
        let difference = old.map(|old| Devices::difference(old, &devices)).unwrap_or_default();
        let changed = old.is_none_or(|old| old.of_kind(self.kind) != devices.of_kind(self.kind));
        let default = devices.default_group(self.kind);
        let default_moved = default.is_some() && old.and_then(|old| old.default_group(self.kind)) != default;
        let came: Vec<Device> = difference.came.iter().filter(|device| device.kind == self.kind).cloned().collect();
        let strangers: Vec<Device> = came.iter().filter(|device| !self.met.contains_key(&device.id)).cloned().collect();
        for device in devices.hardware(self.kind) {
            let when = came.iter().any(|came| came.id == device.id).then_some(now);
            let met = self.met.entry(device.id.clone()).or_default();
            *met = when.or(*met);
        }
        self.name_live();
        self.devices = Some(devices);
        self.name_live();
        if changed {
            self.list_changed(now, &difference, default_moved, effects);
        }
        // What nobody may use is not offered.
        let is_offered = !self.error.as_ref().is_some_and(MediaErrorKind::concerns_every_device);
        for device in strangers {
            if is_offered && !self.is_goal(&device.id) && !self.is_being_taken(&device) {
                effects.push(Effect::Tell(Notice::NewDevice(device)));
            }
        }
    }

    fn list_changed(&mut self, now: Duration, difference: &Difference, default_moved: bool, effects: &mut Vec<Effect>) {
        let touched = |id: &DeviceId, list: &[Device]| list.iter().any(|it| it.kind == self.kind && it.id == *id);
        let goal_changed = |list| self.goal_device().is_some_and(|goal| touched(&goal.id, list));
        let vanished = self.in_use().is_some_and(|device| touched(&device.id, &difference.went));
        if self.live.is_none() || vanished || goal_changed(&difference.came) {
            self.begin_round();
        }
        if let Some(acquiring) = &mut self.acquiring {
            acquiring.default_moved |= default_moved && acquiring.target == Target::Default;
        } else if vanished {
            self.lose();
            effects.push(Effect::Stop);
            self.seek(now, effects);
        } else if default_moved && self.uses_old_default() {
            self.news.lost(self.label());
            self.tried.retain(|target| *target != Target::Default);
            self.exchange(now, effects);
        } else if self.live.is_some() {
            self.switch_if_better(now, effects);
        } else if self.on && !self.error.as_ref().is_some_and(MediaErrorKind::concerns_every_device) {
            self.seek(now, effects);
        }
    }
}
