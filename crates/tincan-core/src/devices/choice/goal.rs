//! What is asked for, what is live, and how that stands to what is wanted.

use std::time::Duration;

use super::Choice;
use crate::devices::{Device, DeviceId, Devices, GroupId, Wanted};

/// Which device to ask the browser for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Target {
    /// Without a `deviceId`: the browser's choice.
    Default,
    /// With exactly this `deviceId`.
    Exact(DeviceId),
}

impl Target {
    pub(super) fn of(device: &Device) -> Self {
        if device.id.is_default() || device.is_anonymous() { Self::Default } else { Self::Exact(device.id.clone()) }
    }
}

/// The device of a live track, by its `getSettings()` and `label`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct InUse {
    /// Chromium says `default` for a microphone that was asked for without an id. Empty if the browser does not tell.
    pub id: DeviceId,
    /// Empty if the browser does not tell.
    pub group: GroupId,
    /// The track's label. [`Choice::in_use`] tells the label of the hardware, if it is listed.
    pub label: String,
}

impl Choice {
    pub(super) fn list(&self) -> &Devices {
        self.devices.as_ref().unwrap_or(&NO_DEVICES)
    }

    pub(super) fn goal(&self) -> &Wanted {
        if self.wanted == Wanted::Automatic { &self.home } else { &self.wanted }
    }

    pub(super) fn goal_device(&self) -> Option<&Device> {
        self.list().find_wanted(self.kind, self.goal())
    }

    pub(super) fn goal_target(&self) -> Target {
        let unnamed = || self.goal().id().map_or(Target::Default, |id| Target::Exact(id.clone()));
        self.goal_device().map_or_else(unnamed, Target::of)
    }

    pub(super) fn is_goal(&self, id: &DeviceId) -> bool {
        self.goal_target() == Target::Exact(id.clone())
    }

    /// Whether the goal is listed, or may be behind a list that names nothing.
    pub(super) fn goal_may_be_there(&self) -> bool {
        let unnamed = self.devices.as_ref().is_none_or(|devices| devices.is_anonymous(self.kind));
        unnamed || self.goal_target() == Target::Default || self.goal_device().is_some()
    }

    /// Whether what is live is what is wanted.
    pub(super) fn is_satisfied(&self) -> bool {
        self.live.as_ref().is_some_and(|live| match self.goal_target() {
            Target::Default => live.target == Target::Default || self.is_default_now(&live.device),
            Target::Exact(id) => live.device.id == id,
        })
    }

    /// Whether what is wanted could be had instead of what is live.
    pub(super) fn is_better_there(&self) -> bool {
        !self.is_satisfied() && self.goal_may_be_there() && !self.tried.contains(&self.goal_target())
    }

    /// Whether the goal, or what the system prefers, has just come.
    pub(super) fn came_lately(&self, now: Duration) -> bool {
        let default = self.list().default_group(self.kind).filter(|_| *self.goal() == Wanted::Automatic);
        let behind_default = || self.list().hardware(self.kind).find(|it| default.is_some_and(|group| it.is_in(group)));
        let goal = self.goal_device().or_else(behind_default);
        let came = goal.and_then(|goal| self.met.get(&goal.id).copied().flatten());
        came.is_some_and(|at| now < at + DOUBT)
    }

    /// Whether what is live was to follow the system's preference, and no longer does.
    pub(super) fn uses_old_default(&self) -> bool {
        let follows = |device: &InUse| device.id.is_default() || self.goal_target() == Target::Default;
        let is_known = |device: &InUse| !device.group.is_empty();
        self.in_use().is_some_and(|device| follows(device) && is_known(device) && !self.is_default_now(device))
    }

    fn is_default_now(&self, device: &InUse) -> bool {
        !device.group.is_empty() && self.list().default_group(self.kind) == Some(&device.group)
    }

    /// Whether the device is what the acquisition under way will give.
    pub(super) fn is_being_taken(&self, device: &Device) -> bool {
        let is_only = || self.list().hardware(self.kind).count() == 1;
        let is_default = || self.list().default_group(self.kind).map_or_else(is_only, |group| device.is_in(group));
        self.acquiring.as_ref().is_some_and(|acquiring| match &acquiring.target {
            Target::Exact(id) => device.id == *id,
            Target::Default => is_default(),
        })
    }

    /// Gives what is live the name of its hardware, also where it is in use under the name of the default.
    pub(super) fn name_live(&mut self) {
        let Some(device) = self.in_use() else { return };
        let by_id = self.list().find(self.kind, &device.id).filter(|found| !found.is_alias());
        let by_group =
            || self.list().hardware(self.kind).find(|found| device.id.is_default() && found.is_in(&device.group));
        let label = by_id.or_else(by_group).map(|found| found.label.clone()).filter(|label| !label.is_empty());
        if let (Some(live), Some(label)) = (&mut self.live, label) {
            live.device.label = label;
        }
    }

    /// The name of what is live.
    pub(super) fn label(&self) -> String {
        self.in_use().map(|device| device.label.clone()).unwrap_or_default()
    }
}

/// For this long a device that has just come may fail without meaning it.
const DOUBT: Duration = Duration::from_secs(5);
static NO_DEVICES: Devices = Devices { cameras: Vec::new(), microphones: Vec::new(), speakers: Vec::new() };
