//! The way to a live track: what to try, in which order, and when again.

use std::time::Duration;

use super::{Acquiring, Choice, Effect, Target};
use crate::{
    devices::{Device, Wanted},
    media_error::MediaErrorKind,
};

impl Choice {
    /// Asks for the best of what was not tried in this round. Nothing is live.
    pub(super) fn seek(&mut self, now: Duration, effects: &mut Vec<Effect>) {
        if let Some(target) = self.next_target() {
            self.retry_at = None;
            effects.push(Effect::Acquire(target.clone()));
            self.acquiring = Some(Acquiring { target, superseded: false, restart: false, default_moved: false });
            return;
        }
        let error = self.error.clone().unwrap_or(MediaErrorKind::NotFound);
        effects.push(Effect::Fail(error));
        self.news.gone(effects);
        // A device that is listed and does not start may only be slow: just plugged in, or just woken.
        let listed = self.devices.as_ref().is_some_and(|devices| devices.hardware(self.kind).next().is_some());
        self.retry_at = if listed { self.next_retry(now) } else { None };
    }

    fn next_target(&self) -> Option<Target> {
        let untried = |target: &Target| !self.tried.contains(target);
        let goal = self.goal_target();
        if self.goal_may_be_there() && untried(&goal) {
            return Some(goal);
        }
        if let Some(previous) = self.previous.as_ref().filter(|target| untried(target)) {
            return Some(previous.clone());
        }
        let group = self.group.as_ref().filter(|_| *self.goal() != Wanted::Automatic);
        let may_be = |device: &Device| (!device.is_alias() || device.id.is_default()) && untried(&Target::of(device));
        let best = self.list().choose_where(self.kind, self.goal(), group, may_be);
        // The browser's own choice comes before what is merely the first of a list that names no default.
        let is_mate = |device: &&Device| group.is_some_and(|group| device.is_in(group));
        let untried_default = Some(Target::Default).filter(untried);
        best.filter(is_mate).map(Target::of).or(untried_default).or_else(|| best.map(Target::of))
    }

    pub(super) fn exchange(&mut self, now: Duration, effects: &mut Vec<Effect>) {
        if let Some(live) = self.live.take() {
            effects.push(Effect::Stop);
            self.previous = Some(live.target);
            self.news.stopped();
        }
        self.seek(now, effects);
    }

    pub(super) fn switch_if_better(&mut self, now: Duration, effects: &mut Vec<Effect>) {
        if self.is_better_there() {
            self.exchange(now, effects);
        }
    }

    /// When to try once more, unless that was done often enough.
    pub(super) fn next_retry(&self, now: Duration) -> Option<Duration> {
        RETRIES.get(self.retries).map(|wait| now + *wait)
    }
}

/// How long to wait before a listed device that did not start is tried again.
const RETRIES: [Duration; 2] = [Duration::from_secs(1), Duration::from_secs(3)];
