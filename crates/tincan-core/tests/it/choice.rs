//! Stories of devices that come and go, as inputs and effects.

mod choosing;
mod plugging;
mod trouble;
mod world;

use std::{fmt::Write, time::Duration};

use tincan_core::{
    devices::{
        DeviceId, DeviceKind, Devices, GroupId, RawDevice, Wanted,
        choice::{Choice, Effect, InUse, Input, Notice, Target},
    },
    media_error::{DeniedBy, MediaErrorKind},
};

/// One device in one life, written down.
struct Story {
    kind: DeviceKind,
    choice: Choice,
    now: Duration,
    log: String,
}

impl Story {
    fn new(kind: DeviceKind, wanted: Wanted) -> Self {
        Self { kind, choice: Choice::new(kind, wanted), now: Duration::ZERO, log: String::new() }
    }

    fn microphone(wanted: Wanted) -> Self {
        Self::new(DeviceKind::Microphone, wanted)
    }

    fn camera(wanted: Wanted) -> Self {
        Self::new(DeviceKind::Camera, wanted)
    }

    fn on(&mut self) -> &mut Self {
        self.input("on", Input::TurnedOn)
    }

    fn off(&mut self) -> &mut Self {
        self.input("off", Input::TurnedOff)
    }

    fn choose(&mut self, id: &str) -> &mut Self {
        self.input(&format!("choose {id}"), Input::Chosen(device(id)))
    }

    /// Words of `id/group`, or `-` for a list that names nothing.
    fn list(&mut self, entries: &str) -> &mut Self {
        let kind = if self.kind == DeviceKind::Camera { "videoinput" } else { "audioinput" };
        let raw = |entry: &str| {
            let (id, group) = entry.split_once('/').unwrap_or(("", ""));
            let label = if id.is_empty() { String::new() } else { id.to_uppercase() };
            RawDevice { device_id: id.to_owned(), kind: kind.to_owned(), label, group_id: group.to_owned() }
        };
        let devices = Devices::parse(entries.split_whitespace().map(raw));
        self.input(&format!("list {entries}"), Input::Listed(devices))
    }

    fn live(&mut self, entry: &str) -> &mut Self {
        let (id, group) = entry.split_once('/').unwrap();
        let label = format!("Track of {id}");
        let in_use = InUse { id: DeviceId::from(id), group: GroupId::from(group), label };
        self.input(&format!("live {entry}"), Input::WentLive(in_use))
    }

    fn failed(&mut self, error: MediaErrorKind) -> &mut Self {
        self.input("failed", Input::Failed(error))
    }

    fn ended(&mut self) -> &mut Self {
        self.input("ended", Input::Ended)
    }

    /// Lets time pass, and tells each deadline.
    fn wait(&mut self, seconds: u64) -> &mut Self {
        let end = self.now + Duration::from_secs(seconds);
        while let Some(deadline) = self.choice.deadline().filter(|deadline| *deadline <= end) {
            self.now = deadline;
            self.input("time", Input::TimePassed);
        }
        self.now = end;
        self
    }

    fn input(&mut self, what: &str, input: Input) -> &mut Self {
        let effects: Vec<String> = self.choice.handle(self.now, input).iter().map(said).collect();
        let effects = if effects.is_empty() { "-".to_owned() } else { effects.join(", ") };
        writeln!(self.log, "{:>4.1} {what}: {effects}", self.now.as_secs_f64()).unwrap();
        self
    }
}

fn device(id: &str) -> Wanted {
    Wanted::Device { id: DeviceId::from(id), label: id.to_uppercase() }
}

fn said(effect: &Effect) -> String {
    match effect {
        Effect::Stop => "stop".to_owned(),
        Effect::Acquire(Target::Default) => "acquire default".to_owned(),
        Effect::Acquire(Target::Exact(id)) => format!("acquire {id}"),
        Effect::Fail(error) => format!("fail ({error})"),
        Effect::Tell(Notice::TookOver { from, to }) => format!("\"{to} took over from {from}\""),
        Effect::Tell(Notice::CameBack { label }) => format!("\"{label} came back\""),
        Effect::Tell(Notice::NewDevice(device)) => format!("\"use {}?\"", device.label),
        Effect::Tell(Notice::Gone { label }) => format!("\"{label} is gone\""),
        Effect::Tell(other) => format!("{other:?}"),
    }
}

fn denied() -> MediaErrorKind {
    MediaErrorKind::Denied(DeniedBy::Person)
}

fn overconstrained() -> MediaErrorKind {
    MediaErrorKind::Overconstrained { constraint: Some("deviceId".to_owned()) }
}
