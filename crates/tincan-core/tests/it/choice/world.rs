//! A machine with three devices that are plugged and unplugged, start or do not, and a person who makes up their mind.

use std::time::Duration;

use proptest::{collection::vec, prelude::*};
use tincan_core::{
    devices::{
        DeviceId, DeviceKind, Devices, GroupId, RawDevice, Wanted,
        choice::{Choice, Effect, InUse, Input, Target},
    },
    media_error::{DeniedBy, MediaErrorKind},
};

/// What the world can do.
#[derive(Debug, Clone)]
enum Happening {
    /// A device is plugged in, which starts after some time, or never.
    Plugged(usize, Health),
    Unplugged(usize),
    /// The browser lists what there is by now.
    Listed,
    /// The browser answers an acquisition.
    Answered,
    TurnedOn,
    TurnedOff,
    Chosen(Option<usize>),
    Restarted,
    /// The permission is taken back, and the browser says so before it ends the track, or never.
    Revoked {
        told: bool,
    },
    Granted,
    /// The live track ends though its device is still there.
    Hiccup,
    /// The system mutes the live track (true), or no longer does.
    Muted(bool),
    /// Milliseconds pass.
    Waited(u64),
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Health {
    Good,
    /// Slow to start after it was plugged in, by as many milliseconds.
    Slow(u64),
    Dead,
}

fn happening() -> impl Strategy<Value = Happening> {
    let health =
        prop_oneof![3 => Just(Health::Good), 1 => (1..2_500_u64).prop_map(Health::Slow), 1 => Just(Health::Dead)];
    prop_oneof![
        3 => (0..3_usize, health).prop_map(|(device, health)| Happening::Plugged(device, health)),
        2 => (0..3_usize).prop_map(Happening::Unplugged),
        4 => Just(Happening::Listed),
        6 => Just(Happening::Answered),
        2 => Just(Happening::TurnedOn),
        1 => Just(Happening::TurnedOff),
        2 => proptest::option::of(0..3_usize).prop_map(Happening::Chosen),
        1 => Just(Happening::Restarted),
        1 => any::<bool>().prop_map(|told| Happening::Revoked { told }),
        2 => Just(Happening::Granted),
        1 => Just(Happening::Hiccup),
        1 => any::<bool>().prop_map(Happening::Muted),
        2 => (1..8_000_u64).prop_map(Happening::Waited),
    ]
}

/// The machine, its browser and the person.
struct World {
    choice: Choice,
    now: Duration,
    /// In the order of the system's preference: which, and from when on it starts.
    plugged: Vec<(usize, Option<Duration>)>,
    /// In the last list.
    listed: Vec<usize>,
    /// The browser has a name for what the system prefers.
    has_default: bool,
    wanted: Option<usize>,
    on: bool,
    /// The person allows it.
    allowed: bool,
    acquiring: Option<Target>,
    /// The hardware behind the live track, and whether it follows the system's preference.
    live: Option<usize>,
    acquisitions: usize,
}

impl World {
    fn new(has_default: bool) -> Self {
        let kind = if has_default { DeviceKind::Microphone } else { DeviceKind::Camera };
        Self {
            choice: Choice::new(kind, Wanted::Automatic),
            now: Duration::ZERO,
            plugged: Vec::new(),
            listed: Vec::new(),
            has_default,
            wanted: None,
            on: false,
            allowed: true,
            acquiring: None,
            live: None,
            acquisitions: 0,
        }
    }

    fn happen(&mut self, happening: Happening) {
        match happening {
            Happening::Plugged(device, health) => self.plug(device, health),
            Happening::Unplugged(device) => self.unplug(device),
            Happening::Listed => self.list(),
            Happening::Answered => self.answer(),
            Happening::TurnedOn => {
                self.on = true;
                self.input(Input::TurnedOn);
            }
            Happening::TurnedOff => {
                self.on = false;
                self.input(Input::TurnedOff);
                assert_eq!(self.live, None, "off is off");
            }
            Happening::Chosen(device) => {
                self.wanted = device;
                self.input(Input::Chosen(device.map_or(Wanted::Automatic, wanted)));
            }
            Happening::Restarted => self.input(Input::RestartRequested),
            Happening::Revoked { told } => self.revoke(told),
            Happening::Granted => self.grant(),
            Happening::Hiccup => self.end(),
            Happening::Muted(muted) => {
                self.input(if muted { Input::Muted } else { Input::Unmuted });
                assert!(self.live.is_some() || !self.choice.is_muted_by_system(), "nothing is muted that is not there");
            }
            Happening::Waited(milliseconds) => self.wait(Duration::from_millis(milliseconds)),
        }
    }

    /// New ones come first in the system's preference, as headsets do.
    fn plug(&mut self, device: usize, health: Health) {
        if self.plugged.iter().any(|(other, _)| *other == device) {
            return;
        }
        if self.listed.contains(&device) {
            // Nobody could know that it was away if no list was without it.
            self.list();
        }
        let starts_at = match health {
            Health::Good => Some(self.now),
            // While nothing is named, nobody could know that it has just come.
            Health::Slow(_) if !self.allowed => Some(self.now),
            Health::Slow(milliseconds) => Some(self.now + Duration::from_millis(milliseconds)),
            Health::Dead => None,
        };
        self.plugged.insert(0, (device, starts_at));
    }

    fn unplug(&mut self, device: usize) {
        self.plugged.retain(|(other, _)| *other != device);
        if self.live == Some(device) {
            self.end();
        }
    }

    fn end(&mut self) {
        if self.live.take().is_some() {
            self.input(Input::Ended);
        }
    }

    fn revoke(&mut self, told: bool) {
        // What came before is known for new.
        self.list();
        self.allowed = false;
        if told {
            self.input(Input::PermissionRevoked);
        }
        self.end();
    }

    fn grant(&mut self) {
        if !std::mem::replace(&mut self.allowed, true) {
            // As in `new`: what comes from now on is known for new.
            self.list();
            self.input(Input::PermissionGranted);
        }
    }

    /// What there is, with names only if they may be known.
    fn list(&mut self) {
        let kind = if self.has_default { "audioinput" } else { "videoinput" };
        if !self.allowed {
            self.listed = Vec::new();
            let anonymous = RawDevice { kind: kind.to_owned(), ..RawDevice::default() };
            let any = self.plugged.first().map(|_| anonymous);
            return self.input(Input::Listed(Devices::parse(any)));
        }
        let raw = |id: String, device: usize| RawDevice {
            device_id: id,
            kind: kind.to_owned(),
            label: format!("Device {device}"),
            group_id: group(device),
        };
        self.listed = self.plugged.iter().map(|(device, _)| *device).collect();
        let default = self.plugged.first().filter(|_| self.has_default);
        let default = default.map(|(device, _)| raw("default".to_owned(), *device));
        let all = self.plugged.iter().map(|(device, _)| raw(device.to_string(), *device));
        self.input(Input::Listed(Devices::parse(default.into_iter().chain(all))));
    }

    fn answer(&mut self) {
        let Some(target) = self.acquiring.take() else { return };
        let found = match &target {
            Target::Default => self.plugged.first(),
            Target::Exact(id) => self.plugged.iter().find(|(device, _)| device.to_string() == id.as_str()),
        };
        let input = match found {
            _ if !self.allowed => Input::Failed(MediaErrorKind::Denied(DeniedBy::Person)),
            Some((device, Some(starts_at))) if *starts_at <= self.now => {
                self.live = Some(*device);
                let by_default = target == Target::Default && self.has_default;
                let id = if by_default { "default".to_owned() } else { device.to_string() };
                let label = format!("Device {device}");
                Input::WentLive(InUse { id: DeviceId::from(id), group: GroupId::from(group(*device)), label })
            }
            Some(_) => Input::Failed(MediaErrorKind::InUse),
            None => Input::Failed(MediaErrorKind::NotFound),
        };
        self.input(input);
    }

    fn wait(&mut self, time: Duration) {
        let end = self.now + time;
        while let Some(deadline) = self.choice.deadline().filter(|deadline| *deadline <= end) {
            assert!(deadline >= self.now, "a deadline that has passed");
            self.now = deadline;
            self.input(Input::TimePassed);
            assert!(self.choice.deadline().is_none_or(|deadline| deadline > self.now), "a deadline that stays");
        }
        self.now = end;
    }

    fn input(&mut self, input: Input) {
        for effect in self.choice.handle(self.now, input) {
            match effect {
                Effect::Stop => assert!(self.live.take().is_some(), "there is something to stop"),
                Effect::Acquire(target) => {
                    assert!(self.on, "nothing is acquired while off");
                    assert_eq!(self.live, None, "the old one is stopped first");
                    assert_eq!(self.acquiring.replace(target), None, "one acquisition at a time");
                    self.acquisitions += 1;
                }
                Effect::Fail(_) => assert_eq!((self.live, &self.acquiring), (None, &None)),
                Effect::Tell(_) => {}
            }
        }
        assert_eq!(self.choice.is_acquiring(), self.acquiring.is_some());
        assert_eq!(self.choice.in_use().is_some(), self.live.is_some());
    }

    /// The world stands still, and everything under way comes to its end.
    fn settle(&mut self) {
        self.list();
        let before = self.acquisitions;
        for _ in 0..20 {
            while self.acquiring.is_some() {
                assert!(self.acquisitions < before + 40, "it comes to an end");
                self.answer();
            }
            self.wait(Duration::from_secs(1));
        }
    }

    fn starts(&self, device: usize) -> bool {
        self.plugged.iter().any(|(other, starts_at)| *other == device && starts_at.is_some())
    }

    fn check(&self) {
        if !self.on {
            return assert_eq!(self.live, None);
        }
        if !self.allowed {
            return assert_eq!((self.live, self.choice.deadline()), (None, None), "nobody is asked again");
        }
        let any = self.plugged.iter().any(|(device, _)| self.starts(*device));
        assert_eq!(self.live.is_some(), any, "something is live if anything starts");
        match (self.wanted, self.plugged.first()) {
            (Some(wanted), _) if self.starts(wanted) => assert_eq!(self.live, Some(wanted), "the wanted one is in use"),
            (None, Some((default, _))) if self.has_default && self.starts(*default) => {
                assert_eq!(self.live, Some(*default), "the default is in use");
            }
            _ => {}
        }
    }
}

fn wanted(device: usize) -> Wanted {
    Wanted::Device { id: DeviceId::from(device.to_string()), label: format!("Device {device}") }
}

fn group(device: usize) -> String {
    format!("g{device}")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn what_is_wanted_is_in_use_in_the_end(has_default: bool, happenings in vec(happening(), 0..60)) {
        let mut world = World::new(has_default);
        // A device that starts slowly is known for new only if the list before it is known.
        world.list();
        for happening in happenings {
            world.happen(happening);
        }
        world.settle();
        world.check();
        world.grant();
        world.settle();
        world.check();
    }
}

#[test]
fn retries_that_were_never_made_are_not_used_up() {
    use Happening::{Answered, Granted, Hiccup, Listed, Plugged, Restarted, Revoked, TurnedOn};
    let mut world = World::new(true);
    world.list();
    let plugged = [Plugged(2, Health::Good), Plugged(0, Health::Good), Plugged(1, Health::Slow(1))];
    let then =
        [TurnedOn, Listed, Answered, Answered, Answered, Restarted, Revoked { told: false }, Granted, Answered, Hiccup];
    for happening in plugged.into_iter().chain(then) {
        world.happen(happening);
    }
    world.settle();
    world.check();
}
