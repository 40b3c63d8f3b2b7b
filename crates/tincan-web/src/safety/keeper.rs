//! What does what [`tincan_core::safety`] decides: one thing after the other, for keys take their time.

use std::{
    cell::{Cell, RefCell},
    rc::{Rc, Weak},
};

use futures::{
    StreamExt,
    channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded},
};
use gloo_events::EventListener;
use tincan_core::safety::{self as engine, Effect, Input, Line};
use tincan_protocol::{MemberId, OpaqueSafety, PeerMessage};

use super::{
    DeviceStatus, Inner, SafetySnapshot,
    device::{Device, is_signed},
    memory,
};
use crate::{room::OpenLine, sys, task::Task};

/// A keeper, as a [`Safety`](super::Safety) knows it: nothing else of it is there from the beginning.
pub(super) trait Keeper {
    /// The lines may be others than before.
    fn look(&self);
    /// Takes what came on this connection's channel.
    fn receive(&self, from: Line, message: OpaqueSafety);
    /// Takes what the person has done.
    fn act(&self, input: Input);
    /// How the codes are.
    fn snapshot(&self) -> SafetySnapshot;
}

/// Begins to make codes with everybody who is connected.
pub(super) fn begin(safety: Weak<Inner>) -> Box<dyn Keeper> {
    let (jobs, waiting) = unbounded();
    let desk = Rc::new(Desk { safety, engine: RefCell::default(), device: Cell::default(), alarmed: Cell::default() });
    let task = Task::spawn(Rc::clone(&desk).work(waiting));
    let recall = jobs.clone();
    let watch = memory::watch(move || {
        // The other end may be gone, as below.
        let _ = recall.unbounded_send(Job::Recall);
    });
    Box::new(Begun { desk, jobs, _task: task, _watch: watch })
}

struct Begun {
    desk: Rc<Desk>,
    jobs: UnboundedSender<Job>,
    _task: Task,
    _watch: Option<EventListener>,
}

enum Job {
    /// Another page of this site may have verified somebody.
    Recall,
    Look,
    Receive(Line, OpaqueSafety),
    Act(Input),
}

impl Begun {
    fn take(&self, job: Job) {
        // The other end lives as long as the task, and that as long as this, unless there are no keys here.
        let _ = self.jobs.unbounded_send(job);
    }
}

impl Keeper for Begun {
    fn look(&self) {
        self.take(Job::Look);
    }

    fn receive(&self, from: Line, message: OpaqueSafety) {
        self.take(Job::Receive(from, message));
    }

    fn act(&self, input: Input) {
        self.take(Job::Act(input));
    }

    fn snapshot(&self) -> SafetySnapshot {
        let (engine, device) = (self.desk.engine.borrow(), self.desk.device.get());
        let people = engine.iter().flat_map(engine::Safety::people);
        SafetySnapshot {
            people: people.map(|(member, status)| (member.clone(), status)).collect(),
            alarms: engine.iter().flat_map(|engine| engine.alarms().iter().cloned()).collect(),
            device,
        }
    }
}

struct Desk {
    safety: Weak<Inner>,
    /// None before there is a key.
    engine: RefCell<Option<engine::Safety>>,
    device: Cell<DeviceStatus>,
    alarmed: Cell<bool>,
}

impl Desk {
    async fn work(self: Rc<Self>, mut jobs: UnboundedReceiver<Job>) {
        let Ok(device) = Device::of_this_browser().await else {
            self.device.set(DeviceStatus::Impossible);
            return self.tell();
        };
        self.device.set(if device.is_kept { DeviceStatus::Kept } else { DeviceStatus::OfThisPage });
        self.engine.replace(Some(engine::Safety::new(device.key, memory::load().unwrap_or_default())));
        self.tell();
        self.look(&device).await;
        while let Some(job) = jobs.next().await {
            match job {
                Job::Look => self.look(&device).await,
                Job::Receive(from, message) => {
                    // Their line may have opened just now.
                    self.look(&device).await;
                    self.handle(&device, Input::Received(from, message)).await;
                }
                Job::Recall => self.recall(&device).await,
                Job::Act(input) => {
                    // It may have done so just now.
                    self.recall(&device).await;
                    self.handle(&device, input).await;
                }
            }
        }
    }

    async fn recall(&self, device: &Device) {
        if let Some(remembered) = memory::load() {
            self.handle(device, Input::Recalled(remembered)).await;
        }
    }

    /// Tells the engine whom there is a line to.
    async fn look(&self, device: &Device) {
        let lines = self.safety.upgrade().map(|safety| safety.lines.open()).unwrap_or_default();
        let known: Vec<MemberId> = {
            let engine = self.engine.borrow();
            engine.iter().flat_map(engine::Safety::people).map(|(member, _)| member.clone()).collect()
        };
        for member in known.into_iter().filter(|member| !lines.iter().any(|open| open.line.member == *member)) {
            self.handle(device, Input::Lost(member)).await;
        }
        for OpenLine { line, name, own, other } in lines {
            self.handle(device, Input::Reached { line, name, own, other, nonce: sys::random() }).await;
        }
    }

    /// Takes one input and does what follows from it, to the end.
    async fn handle(&self, device: &Device, input: Input) {
        let mut inputs = vec![input];
        let mut changed = false;
        while let Some(input) = inputs.pop() {
            let effects = self.engine.borrow_mut().as_mut().map(|engine| engine.handle(input)).unwrap_or_default();
            for effect in effects {
                match effect {
                    Effect::Sign(line, bytes) => {
                        // Without a signature there is no code; the next connection may have one.
                        inputs.extend(device.sign(&bytes).await.ok().map(|signature| Input::Signed(line, signature)));
                    }
                    Effect::Check { line, key, bytes, signature } => {
                        inputs.push(Input::Checked(line, is_signed(&key, &bytes, &signature).await));
                    }
                    Effect::Send(to, message) => self.say(&to, (&message).into()),
                    Effect::Remember => self.remember(),
                    Effect::Changed => changed = true,
                }
            }
        }
        if changed {
            self.tell();
        }
    }

    fn say(&self, to: &Line, safety: OpaqueSafety) {
        if let Some(Inner { lines, .. }) = self.safety.upgrade().as_deref() {
            lines.say(to, &PeerMessage::Safety { safety });
        }
    }

    fn remember(&self) {
        if let Some(engine) = &*self.engine.borrow() {
            memory::store(engine.remembered());
        }
    }

    /// Tells who listens, and the room if there is an alarm, or no longer.
    fn tell(&self) {
        let Some(safety) = self.safety.upgrade() else { return };
        let alarmed = self.engine.borrow().as_ref().is_some_and(|engine| !engine.alarms().is_empty());
        safety.listeners.tell(&());
        if self.alarmed.replace(alarmed) != alarmed {
            safety.lines.alarm(alarmed);
        }
    }
}
