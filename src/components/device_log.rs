//! What came and went on a machine.

use std::rc::Rc;

use yew::prelude::*;
use yew_webrtc::{Device, DeviceKind, Devices};

use crate::{
    dom,
    i18n::DevicesText,
    settings::{use_lab_text, use_settings},
};

/// Properties of [`DeviceLog`].
#[derive(Debug, PartialEq, Properties)]
pub struct DeviceLogProps {
    /// The list as it is now; empty until the first has arrived.
    pub devices: Devices,
}

/// A log of how the list changed since this was first rendered, the newest first. Screen readers are told what is new, when they have
/// time for it.
#[component]
pub fn DeviceLog(props: &DeviceLogProps) -> Html {
    let text = &use_lab_text().devices;
    let language = use_settings().language;
    let log = use_reducer(Log::default);
    use_effect_with(props.devices.clone(), {
        let log = log.dispatcher();
        move |devices| log.dispatch((dom::now(), devices.clone()))
    });
    let row = |entry: &Entry| {
        let time = dom::time_of_day(entry.at, language.tag());
        html! {
            <li key={entry.number} class="device-log__entry" data-what={entry.event.key()}>
                <span class="device-log__time">{ time }</span>
                <span class="device-log__what">{ entry.event.words(text) }</span>
            </li>
        }
    };
    html! {
        <div class="device-log" role="log" aria-label={text.log}>
            <ol class="device-log__entries" role="list" reversed=true>{ for log.entries.iter().rev().map(row) }</ol>
        </div>
    }
}

#[derive(Debug, Default, PartialEq)]
struct Log {
    last: Devices,
    entries: Vec<Entry>,
    next: u32,
}

#[derive(Debug, Clone, PartialEq)]
struct Entry {
    number: u32,
    /// In milliseconds since 1970.
    at: f64,
    event: Event,
}

#[derive(Debug, Clone, PartialEq)]
enum Event {
    Listed([usize; 3]),
    Named,
    Came(Device),
    Went(Device),
    DefaultMoved(DeviceKind),
    Unnamed,
}

impl Event {
    fn key(&self) -> &'static str {
        match self {
            Self::Listed(_) => "listed",
            Self::Named => "named",
            Self::Came(_) => "came",
            Self::Went(_) => "went",
            Self::DefaultMoved(_) => "moved",
            Self::Unnamed => "changed",
        }
    }

    fn words(&self, text: &DevicesText) -> String {
        match self {
            Self::Listed(counts) => (text.listed)(*counts),
            Self::Named => text.named.to_owned(),
            Self::Came(device) => (text.came)(device.kind, &device.label),
            Self::Went(device) => (text.went)(device.kind, &device.label),
            Self::DefaultMoved(kind) => (text.default_moved)(*kind),
            Self::Unnamed => text.unnamed_change.to_owned(),
        }
    }
}

impl Reducible for Log {
    type Action = (f64, Devices);

    fn reduce(self: Rc<Self>, (at, devices): Self::Action) -> Rc<Self> {
        if devices == self.last {
            return self;
        }
        let mut log = Self { last: devices, entries: self.entries.clone(), next: self.next };
        for event in changes(&self.last, &log.last) {
            log.entries.push(Entry { number: log.next, at, event });
            log.next += 1;
        }
        let too_many = log.entries.len().saturating_sub(KEPT);
        log.entries.drain(..too_many);
        Rc::new(log)
    }
}

fn changes(old: &Devices, new: &Devices) -> Vec<Event> {
    if *old == Devices::default() {
        return vec![Event::Listed(DeviceKind::ALL.map(|kind| new.of_kind(kind).len()))];
    }
    let named = old.iter().any(Device::is_anonymous) && !new.iter().any(Device::is_anonymous);
    let difference = Devices::difference(old, new);
    let mut events: Vec<Event> = named.then_some(Event::Named).into_iter().collect();
    events.extend(difference.went.into_iter().map(Event::Went));
    events.extend(difference.came.into_iter().map(Event::Came));
    events.extend(difference.default_moved.into_iter().map(Event::DefaultMoved));
    if events.is_empty() {
        events.push(Event::Unnamed);
    }
    events
}

/// More than anybody reads.
const KEPT: usize = 200;

#[cfg(test)]
mod tests {
    use yew_webrtc::{DeviceId, GroupId};

    use super::*;

    fn machine(entries: &[(DeviceKind, &str, &str)]) -> Devices {
        let mut devices = Devices::default();
        for &(kind, id, group) in entries {
            let device = Device { id: DeviceId::from(id), group: GroupId::from(group), kind, label: id.to_owned() };
            match kind {
                DeviceKind::Camera => devices.cameras.push(device),
                DeviceKind::Microphone => devices.microphones.push(device),
                DeviceKind::Speaker => devices.speakers.push(device),
            }
        }
        devices
    }

    #[test]
    fn each_change_is_told_once_and_in_its_order() {
        use DeviceKind::{Camera, Microphone};
        let lists = [
            Devices::default(),
            machine(&[(Camera, "", ""), (Microphone, "", "")]),
            machine(&[(Camera, "cam", "a"), (Microphone, "default", "b"), (Microphone, "mic", "b")]),
            machine(&[(Microphone, "default", "c"), (Microphone, "mic", "b"), (Microphone, "headset", "c")]),
            machine(&[(Microphone, "default", "c"), (Microphone, "mic", "b"), (Microphone, "headset", "c")]),
        ];
        let log = lists.into_iter().fold(Rc::new(Log::default()), |log, list| log.reduce((0.0, list)));
        let told: Vec<&str> = log.entries.iter().map(|entry| entry.event.key()).collect();
        assert_eq!(told, ["listed", "named", "went", "came", "moved"]);
        assert_eq!(log.entries[0].event, Event::Listed([1, 1, 0]));
    }

    #[test]
    fn it_does_not_grow_for_ever() {
        let with = machine(&[(DeviceKind::Camera, "a", "a"), (DeviceKind::Camera, "b", "b")]);
        let without = machine(&[(DeviceKind::Camera, "a", "a")]);
        let log = (0..500).fold(Rc::new(Log::default()), |log, turn| {
            log.reduce((0.0, if turn % 2 == 0 { with.clone() } else { without.clone() }))
        });
        assert_eq!((log.entries.len(), log.entries[KEPT - 1].number), (KEPT, 499));
    }
}
