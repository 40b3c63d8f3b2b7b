//! One camera or microphone, used as a person wants it while devices come and go.
//!
//! What is *wanted* is kept apart from what is *in use*: when the wanted device is unplugged the next best takes over, and
//! when it is plugged in again it comes back. The engine decides; its owner asks the browser, one acquisition at a time, and
//! reports every answer.

mod goal;
mod listing;
mod notice;
mod seek;

use std::{collections::BTreeMap, time::Duration};

use self::notice::News;
pub use self::{
    goal::{InUse, Target},
    notice::Notice,
};
use super::{DeviceId, DeviceKind, Devices, GroupId, Wanted};
use crate::media_error::{DeniedBy, MediaErrorKind};

/// What happened. Times are durations since any fixed moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// The person wants to be seen or heard. Said again after a failure it is another try.
    TurnedOn,
    /// The person wants it off.
    TurnedOff,
    /// The person chose. The last choice wins, whatever is being acquired meanwhile.
    Chosen(Wanted),
    /// The devices were listed, for the first time or again. The whole list: what changed is found out here.
    Listed(Devices),
    /// What [`Effect::Acquire`] asked for is live.
    WentLive(InUse),
    /// What [`Effect::Acquire`] asked for could not be had.
    Failed(MediaErrorKind),
    /// The live track fired `ended`: unplugged, or its permission was taken back.
    Ended,
    /// The live track fired `mute`, or was muted when it went live: the system or the hardware gives nothing.
    Muted,
    /// The live track fired `unmute`.
    Unmuted,
    /// `navigator.permissions` says that it no longer is granted. Tell it before [`Self::Ended`] if possible: the browser
    /// would otherwise put a question to a person who has just answered it.
    PermissionRevoked,
    /// `navigator.permissions` says that it is granted.
    PermissionGranted,
    /// Other constraints are asked of it, and `applyConstraints` will not do: start the same device again.
    RestartRequested,
    /// The time passed [`Choice::deadline`].
    TimePassed,
}

/// What to do, in this order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Stop the live track, also one that has only just been reported.
    Stop,
    /// Ask the browser. There is no second acquisition before this one is answered by [`Input::WentLive`] or
    /// [`Input::Failed`], and no live track meanwhile. Two engines that ask in the same turn may be answered by one
    /// `getUserMedia` for both.
    Acquire(Target),
    /// Nothing is live, and this is why. What is wanted stays wanted: an [`Self::Acquire`] may follow by itself.
    Fail(MediaErrorKind),
    /// Say it to the person.
    Tell(Notice),
}

/// Decides which camera, or which microphone, is in use.
#[derive(Debug)]
pub struct Choice {
    kind: DeviceKind,
    wanted: Wanted,
    /// What the browser chose first, while it has the choice and has no name for it: that comes back, too.
    home: Wanted,
    on: bool,
    /// `None` until the first list.
    devices: Option<Devices>,
    /// Every device seen in this session, and when it came if that was seen.
    met: BTreeMap<DeviceId, Option<Duration>>,
    live: Option<Live>,
    acquiring: Option<Acquiring>,
    /// What failed and is not tried again in this round.
    tried: Vec<Target>,
    /// What to go back to when the goal fails.
    previous: Option<Target>,
    /// Of the device that was in use last.
    group: Option<GroupId>,
    error: Option<MediaErrorKind>,
    /// How many were made in this round; one that something else came before does not count.
    retries: usize,
    retry_at: Option<Duration>,
    /// The goal had just come, or just ended by itself, when it failed: that may pass.
    recovers: bool,
    permission_revoked: bool,
    news: News,
}

#[derive(Debug)]
struct Live {
    device: InUse,
    target: Target,
    since: Duration,
}

#[derive(Debug)]
struct Acquiring {
    target: Target,
    /// Something else was chosen since: its failure tells nothing.
    superseded: bool,
    /// Something else is asked of it since: it has to be started again.
    restart: bool,
    /// The system prefers other hardware since: what arrives may be the old one.
    default_moved: bool,
}

impl Choice {
    /// Off. `wanted` is what is remembered.
    #[must_use]
    pub fn new(kind: DeviceKind, wanted: Wanted) -> Self {
        Self {
            kind,
            wanted: wanted.parsed(),
            home: Wanted::Automatic,
            on: false,
            devices: None,
            met: BTreeMap::new(),
            live: None,
            acquiring: None,
            tried: Vec::new(),
            previous: None,
            group: None,
            error: None,
            retries: 0,
            retry_at: None,
            recovers: false,
            permission_revoked: false,
            news: News::default(),
        }
    }

    /// What the person wants. When the wanted device was found by its label, this has its new id.
    #[must_use]
    pub fn wanted(&self) -> &Wanted {
        &self.wanted
    }

    /// What is live.
    #[must_use]
    pub fn in_use(&self) -> Option<&InUse> {
        self.live.as_ref().map(|live| &live.device)
    }

    /// Whether the person wants it on.
    #[must_use]
    pub fn is_on(&self) -> bool {
        self.on
    }

    /// Whether an acquisition is on its way.
    #[must_use]
    pub fn is_acquiring(&self) -> bool {
        self.acquiring.is_some()
    }

    /// Whether the live track gives nothing because of the system, and has for so long that it is worth a word.
    #[must_use]
    pub fn is_muted_by_system(&self) -> bool {
        self.news.is_muted()
    }

    /// When to say [`Input::TimePassed`], if nothing happens before.
    #[must_use]
    pub fn deadline(&self) -> Option<Duration> {
        [self.retry_at, self.news.deadline()].into_iter().flatten().min()
    }

    /// Takes an input in.
    #[must_use]
    pub fn handle(&mut self, now: Duration, input: Input) -> Vec<Effect> {
        let mut effects = Vec::new();
        match input {
            Input::TurnedOn => self.turned_on(now, &mut effects),
            Input::TurnedOff => self.turned_off(&mut effects),
            Input::Chosen(wanted) => self.chosen(now, wanted.parsed(), &mut effects),
            Input::Listed(devices) => self.listed(now, devices, &mut effects),
            Input::WentLive(device) => self.went_live(now, device, &mut effects),
            Input::Failed(error) => self.failed(now, error, &mut effects),
            Input::Ended => self.ended(now, &mut effects),
            Input::Muted => self.muted(now),
            Input::Unmuted => self.news.unmuted(&mut effects),
            Input::PermissionRevoked => self.permission_revoked = true,
            Input::PermissionGranted => self.permission_granted(now, &mut effects),
            Input::RestartRequested => self.restart(now, &mut effects),
            Input::TimePassed => self.time_passed(now, &mut effects),
        }
        effects
    }

    fn turned_on(&mut self, now: Duration, effects: &mut Vec<Effect>) {
        self.on = true;
        if self.live.is_none() && self.acquiring.is_none() {
            self.begin_anew();
            self.seek(now, effects);
        }
    }

    fn turned_off(&mut self, effects: &mut Vec<Effect>) {
        self.on = false;
        if self.live.take().is_some() {
            effects.push(Effect::Stop);
        }
        self.begin_anew();
        self.news.clear();
    }

    fn chosen(&mut self, now: Duration, wanted: Wanted, effects: &mut Vec<Effect>) {
        self.wanted = wanted;
        self.home = Wanted::Automatic;
        self.news.forget_devices();
        self.begin_anew();
        let goal = self.goal_target();
        if let Some(acquiring) = &mut self.acquiring {
            acquiring.superseded = acquiring.target != goal;
        } else if self.live.is_some() {
            self.switch_if_better(now, effects);
        } else if self.on {
            self.seek(now, effects);
        }
    }

    fn went_live(&mut self, now: Duration, mut device: InUse, effects: &mut Vec<Effect>) {
        let Some(Acquiring { target, restart, default_moved, .. }) = self.acquiring.take() else { return };
        if !self.on {
            effects.push(Effect::Stop);
            return;
        }
        if let Target::Exact(id) = &target {
            if device.id.is_empty() {
                device.id = id.clone();
            } else if device.id != *id {
                // Asking for it again would give the same.
                self.tried.push(target.clone());
            }
        }
        self.error = None;
        self.permission_revoked = false;
        self.group = Some(device.group.clone());
        self.live = Some(Live { device, target, since: now });
        if restart || (default_moved && self.uses_old_default()) || self.is_better_there() {
            self.exchange(now, effects);
        } else {
            self.settle(now, effects);
        }
    }

    /// What is live is to stay.
    fn settle(&mut self, now: Duration, effects: &mut Vec<Effect>) {
        self.name_live();
        let Some(InUse { id, label, .. }) = self.in_use().cloned() else { return };
        self.previous = None;
        if !self.is_satisfied() {
            self.news.stands_in(label, effects);
            self.retry_at = if self.recovers { self.next_retry(now) } else { None };
            return;
        }
        self.news.is_back(label.clone(), effects);
        // It may have come by another name than the one by which it failed a moment ago.
        self.tried.clear();
        self.recovers = false;
        self.retry_at = None;
        let is_browsers_choice =
            self.goal_target() == Target::Default && self.list().default_group(self.kind).is_none();
        let is_named = !label.is_empty();
        let found = Wanted::Device { id, label }.parsed();
        match self.wanted {
            Wanted::Automatic if is_browsers_choice => self.home = found,
            Wanted::Device { .. } if is_named => self.wanted = found,
            Wanted::Automatic | Wanted::Device { .. } => {}
        }
    }

    fn failed(&mut self, now: Duration, error: MediaErrorKind, effects: &mut Vec<Effect>) {
        let Some(Acquiring { target, superseded, restart, .. }) = self.acquiring.take() else { return };
        if !self.on {
            return;
        }
        if superseded || restart {
            self.seek(now, effects);
        } else if error.concerns_every_device() {
            self.give_up(error, effects);
        } else {
            if target == self.goal_target() {
                self.recovers |= self.came_lately(now);
                let label = self.goal_device().map(|goal| goal.label.clone());
                self.news.refused(label);
            }
            self.error = Some(error);
            self.tried.push(target);
            self.seek(now, effects);
        }
    }

    fn ended(&mut self, now: Duration, effects: &mut Vec<Effect>) {
        let Some(live) = &self.live else { return };
        // What dies at once would die at once again.
        if now.saturating_sub(live.since) < STEADY {
            self.tried.push(live.target.clone());
        } else {
            self.begin_round();
        }
        self.lose();
        if self.permission_revoked {
            self.give_up(MediaErrorKind::Denied(DeniedBy::Person), effects);
        } else {
            self.seek(now, effects);
        }
    }

    fn muted(&mut self, now: Duration) {
        if self.live.is_some() {
            self.news.muted(now);
        }
    }

    fn permission_granted(&mut self, now: Duration, effects: &mut Vec<Effect>) {
        self.permission_revoked = false;
        if self.on && self.live.is_none() && self.acquiring.is_none() {
            self.begin_anew();
            self.seek(now, effects);
        }
    }

    fn restart(&mut self, now: Duration, effects: &mut Vec<Effect>) {
        if let Some(acquiring) = &mut self.acquiring {
            acquiring.restart = true;
        } else if self.live.is_some() {
            self.exchange(now, effects);
        }
    }

    fn time_passed(&mut self, now: Duration, effects: &mut Vec<Effect>) {
        self.news.time_passed(now, effects);
        if self.retry_at.is_some_and(|at| at <= now) && self.acquiring.is_none() {
            self.retry_at = None;
            self.retries += 1;
            self.tried.clear();
            if self.live.is_some() {
                self.switch_if_better(now, effects);
            } else if self.on {
                self.seek(now, effects);
            }
        }
    }

    fn give_up(&mut self, error: MediaErrorKind, effects: &mut Vec<Effect>) {
        self.retry_at = None;
        self.error = Some(error.clone());
        self.news.denied(&error, effects);
        effects.push(Effect::Fail(error));
    }

    /// The live track is gone by itself.
    fn lose(&mut self) {
        self.news.lost(self.label());
        self.recovers |= self.is_satisfied();
        self.live = None;
    }

    fn begin_anew(&mut self) {
        self.begin_round();
        self.error = None;
        self.recovers = false;
        self.permission_revoked = false;
    }

    fn begin_round(&mut self) {
        self.tried.clear();
        self.retries = 0;
        self.retry_at = None;
    }
}

/// A track that lived this long did start.
const STEADY: Duration = Duration::from_secs(5);
