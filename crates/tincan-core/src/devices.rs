//! Which cameras, microphones and speakers there are, what changed, and which one to use.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The devices of this machine, as far as the browser tells.
///
/// Before the person has given permission a browser lists at most one device of each kind, without id and label
/// ([`Device::is_anonymous`]): it tells whether there is one, and nothing else.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Devices {
    /// Kind `videoinput`.
    pub cameras: Vec<Device>,
    /// Kind `audioinput`.
    pub microphones: Vec<Device>,
    /// Kind `audiooutput`; empty in browsers that let a page choose no speaker.
    pub speakers: Vec<Device>,
}

impl Devices {
    /// Reads what `enumerateDevices` gave. Entries of kinds that this version does not know, and repeated ones, are left
    /// out; the order is the browser's, in which the best comes first.
    #[must_use]
    pub fn parse(entries: impl IntoIterator<Item = RawDevice>) -> Self {
        let mut devices = Self::default();
        for entry in entries {
            let Some(kind) = DeviceKind::parse(&entry.kind) else { continue };
            let (id, group) = (DeviceId(entry.device_id), GroupId(entry.group_id));
            let list = devices.list_mut(kind);
            if id.is_empty() || list.iter().all(|device| device.id != id) {
                list.push(Device { id, group, kind, label: entry.label });
            }
        }
        devices
    }

    /// The devices of one kind.
    #[must_use]
    pub fn of_kind(&self, kind: DeviceKind) -> &[Device] {
        match kind {
            DeviceKind::Camera => &self.cameras,
            DeviceKind::Microphone => &self.microphones,
            DeviceKind::Speaker => &self.speakers,
        }
    }

    /// All devices: cameras, microphones, speakers.
    pub fn iter(&self) -> impl Iterator<Item = &Device> {
        DeviceKind::ALL.into_iter().flat_map(|kind| self.of_kind(kind))
    }

    /// The device of this kind with this id.
    #[must_use]
    pub fn find(&self, kind: DeviceKind, id: &DeviceId) -> Option<&Device> {
        self.of_kind(kind).iter().find(|device| !device.is_anonymous() && device.id == *id)
    }

    /// Which device of a kind to use: the wanted one if it is there, else the one that the system prefers, else the first.
    /// `None` if there is none of that kind.
    #[must_use]
    pub fn choose(&self, kind: DeviceKind, wanted: Option<&DeviceId>) -> Option<&Device> {
        wanted
            .and_then(|id| self.find(kind, id))
            .or_else(|| self.of_kind(kind).iter().find(|device| device.id.is_default()))
            .or_else(|| self.of_kind(kind).first())
    }

    /// What changed between two lists of the same machine.
    ///
    /// Aliases are no devices and neither come nor go. A list without ids tells nothing, so what is in the next list did
    /// not *come*: it was only named, because permission was given in between.
    #[must_use]
    pub fn difference(old: &Self, new: &Self) -> Difference {
        let mut difference = Difference::default();
        for kind in DeviceKind::ALL {
            if old.is_anonymous(kind) || new.is_anonymous(kind) {
                continue;
            }
            difference.came.extend(new.hardware_missing_in(old, kind).cloned());
            difference.went.extend(old.hardware_missing_in(new, kind).cloned());
            if let (Some(before), Some(after)) = (old.default_group(kind), new.default_group(kind))
                && before != after
            {
                difference.default_moved.push(kind);
            }
        }
        difference
    }

    /// Whether the browser keeps the devices of this kind to itself: there is one, without an id.
    fn is_anonymous(&self, kind: DeviceKind) -> bool {
        self.of_kind(kind).iter().any(Device::is_anonymous)
    }

    fn hardware_missing_in<'a>(&'a self, other: &'a Self, kind: DeviceKind) -> impl Iterator<Item = &'a Device> {
        self.of_kind(kind).iter().filter(move |device| !device.is_alias() && other.find(kind, &device.id).is_none())
    }

    fn default_group(&self, kind: DeviceKind) -> Option<&GroupId> {
        self.of_kind(kind).iter().find(|device| device.id.is_default()).map(|device| &device.group)
    }

    fn list_mut(&mut self, kind: DeviceKind) -> &mut Vec<Device> {
        match kind {
            DeviceKind::Camera => &mut self.cameras,
            DeviceKind::Microphone => &mut self.microphones,
            DeviceKind::Speaker => &mut self.speakers,
        }
    }
}

/// One camera, microphone or speaker, or an alias of one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Device {
    /// Lasts as long as the site's permission or storage; another on each site.
    pub id: DeviceId,
    /// The same for devices in one piece of hardware, such as a headset.
    pub group: GroupId,
    /// What it is.
    pub kind: DeviceKind,
    /// Its name, as the system calls it; empty before permission is given.
    pub label: String,
}

impl Device {
    /// Whether the browser hides which device this is, because permission was not given yet.
    #[must_use]
    pub fn is_anonymous(&self) -> bool {
        self.id.is_empty()
    }

    /// Whether this is another name of a device that is in the list too: Chromium's `default` and `communications`, which
    /// follow the system's settings.
    #[must_use]
    pub fn is_alias(&self) -> bool {
        self.id.is_default() || self.id.as_str() == "communications"
    }
}

/// The kinds of devices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DeviceKind {
    /// `videoinput`.
    Camera,
    /// `audioinput`.
    Microphone,
    /// `audiooutput`.
    Speaker,
}

impl DeviceKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Camera, Self::Microphone, Self::Speaker];

    /// Reads a `MediaDeviceKind`; `None` for kinds that this version does not know.
    #[must_use]
    pub fn parse(kind: &str) -> Option<Self> {
        match kind {
            "videoinput" => Some(Self::Camera),
            "audioinput" => Some(Self::Microphone),
            "audiooutput" => Some(Self::Speaker),
            _ => None,
        }
    }
}

/// The browser's name of a device, unreadable and private. Empty before permission is given.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DeviceId(String);

impl DeviceId {
    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it names nothing: the browser hides it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether it means the device that the system prefers, whichever that is at the time.
    #[must_use]
    pub fn is_default(&self) -> bool {
        self.0 == "default"
    }
}

impl From<String> for DeviceId {
    fn from(id: String) -> Self {
        Self(id)
    }
}

impl From<&str> for DeviceId {
    fn from(id: &str) -> Self {
        Self(id.to_owned())
    }
}

impl fmt::Display for DeviceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What devices in one piece of hardware share. When the group of the `default` entry changes, so did the hardware.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct GroupId(String);

impl From<&str> for GroupId {
    fn from(id: &str) -> Self {
        Self(id.to_owned())
    }
}

/// A `MediaDeviceInfo` as `toJSON()` gives it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct RawDevice {
    /// Empty before permission.
    pub device_id: String,
    /// A `MediaDeviceKind`.
    pub kind: String,
    /// Empty before permission.
    pub label: String,
    /// Empty before permission in some browsers.
    pub group_id: String,
}

/// What changed: the answer of [`Devices::difference`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Difference {
    /// Devices that are new.
    pub came: Vec<Device>,
    /// Devices that are no longer there.
    pub went: Vec<Device>,
    /// Kinds whose `default` is now other hardware, under the same id: a live track of it must be started again.
    pub default_moved: Vec<DeviceKind>,
}

impl Difference {
    /// Whether nothing changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.came.is_empty() && self.went.is_empty() && self.default_moved.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn raw(kind: &str, id: &str, group: &str) -> RawDevice {
        RawDevice {
            device_id: id.to_owned(),
            kind: kind.to_owned(),
            label: format!("Label of {id}"),
            group_id: group.to_owned(),
        }
    }

    fn microphones(entries: &[(&str, &str)]) -> Devices {
        Devices::parse(entries.iter().map(|(id, group)| raw("audioinput", id, group)))
    }

    fn ids(devices: &[Device]) -> Vec<&str> {
        devices.iter().map(|device| device.id.as_str()).collect()
    }

    #[test]
    fn the_list_is_sorted_by_kind_and_keeps_the_order() {
        let devices = Devices::parse([
            raw("audioinput", "default", "g1"),
            raw("videoinput", "cam", "g2"),
            raw("smellinput", "nose", "g3"),
            raw("audiooutput", "out", "g1"),
            raw("audioinput", "mic", "g1"),
            raw("audioinput", "mic", "g1"),
        ]);
        assert_eq!(ids(&devices.cameras), ["cam"]);
        assert_eq!(ids(&devices.microphones), ["default", "mic"]);
        assert_eq!(ids(&devices.speakers), ["out"]);
        assert_eq!(devices.cameras[0].label, "Label of cam");
    }

    #[test]
    fn the_json_of_a_browser_is_read() {
        let json = r#"[{"deviceId":"","kind":"videoinput","label":"","groupId":""},{"kind":"audioinput"}]"#;
        let devices = Devices::parse(serde_json::from_str::<Vec<RawDevice>>(json).unwrap());
        assert!(devices.cameras[0].is_anonymous());
        assert!(devices.microphones[0].is_anonymous());
    }

    #[test]
    fn plugging_in_and_out() {
        let one = microphones(&[("default", "g1"), ("a", "g1")]);
        let two = microphones(&[("default", "g1"), ("a", "g1"), ("b", "g2")]);
        let difference = Devices::difference(&one, &two);
        assert_eq!((ids(&difference.came), ids(&difference.went)), (vec!["b"], vec![]));
        let difference = Devices::difference(&two, &one);
        assert_eq!((ids(&difference.came), ids(&difference.went)), (vec![], vec!["b"]));
        assert!(difference.default_moved.is_empty());
    }

    #[test]
    fn a_headset_takes_over_the_default() {
        let before = microphones(&[("default", "g1"), ("a", "g1"), ("b", "g2")]);
        let after = microphones(&[("default", "g2"), ("a", "g1"), ("b", "g2")]);
        let difference = Devices::difference(&before, &after);
        assert_eq!(difference.default_moved, [DeviceKind::Microphone]);
        assert!(difference.came.is_empty() && difference.went.is_empty());
    }

    #[test]
    fn permission_names_devices_and_brings_none() {
        let before = Devices::parse([raw("audioinput", "", "")]);
        let after = microphones(&[("default", "g1"), ("a", "g1")]);
        assert!(Devices::difference(&before, &after).is_empty());
        assert!(Devices::difference(&after, &before).is_empty());
        assert_eq!(ids(&Devices::difference(&Devices::default(), &after).came), ["a"]);
    }

    #[test]
    fn the_wanted_one_or_the_default_or_the_first() {
        let choose = |devices: &Devices, wanted: Option<&str>| {
            let wanted = wanted.map(DeviceId::from);
            devices.choose(DeviceKind::Microphone, wanted.as_ref()).map(|device| device.id.to_string())
        };
        let devices = microphones(&[("a", "g1"), ("default", "g2"), ("b", "g2")]);
        assert_eq!(choose(&devices, Some("b")).as_deref(), Some("b"));
        assert_eq!(choose(&devices, Some("unplugged")).as_deref(), Some("default"));
        assert_eq!(choose(&devices, None).as_deref(), Some("default"));
        assert_eq!(choose(&microphones(&[("a", "g"), ("b", "g")]), None).as_deref(), Some("a"));
        assert_eq!(choose(&microphones(&[("", "")]), Some("")).as_deref(), Some(""));
        assert_eq!(choose(&Devices::default(), Some("a")), None);
    }

    fn any_devices() -> impl Strategy<Value = Devices> {
        let kind = prop_oneof![Just("audioinput"), Just("videoinput"), Just("audiooutput")];
        let id = prop_oneof![Just("default"), Just("communications"), Just("a"), Just("b"), Just("c")];
        let group = prop_oneof![Just("g1"), Just("g2")];
        proptest::collection::vec((kind, id, group), 0..12)
            .prop_map(|entries| Devices::parse(entries.iter().map(|(kind, id, group)| raw(kind, id, group))))
    }

    proptest! {
        #[test]
        fn nothing_changed_is_no_difference(devices in any_devices()) {
            prop_assert!(Devices::difference(&devices, &devices).is_empty());
        }

        #[test]
        fn what_came_one_way_went_the_other(a in any_devices(), b in any_devices()) {
            let (there, back) = (Devices::difference(&a, &b), Devices::difference(&b, &a));
            prop_assert_eq!(there.came, back.went);
            prop_assert_eq!(there.went, back.came);
            prop_assert_eq!(there.default_moved, back.default_moved);
        }

        #[test]
        fn the_old_list_and_the_difference_make_the_new_list(a in any_devices(), b in any_devices()) {
            let difference = Devices::difference(&a, &b);
            let key = |device: &Device| (device.kind, device.id.clone());
            let hardware = |devices: &Devices| {
                let mut keys: Vec<_> = devices.iter().filter(|device| !device.is_alias()).map(key).collect();
                keys.sort();
                keys
            };
            let mut made: Vec<_> = hardware(&a).into_iter()
                .filter(|there| !difference.went.iter().map(key).any(|gone| gone == *there))
                .chain(difference.came.iter().map(key))
                .collect();
            made.sort();
            prop_assert_eq!(made, hardware(&b));
        }

        #[test]
        fn one_is_chosen_whenever_there_is_one(devices in any_devices(), wanted in "[abcd]") {
            let wanted = DeviceId::from(wanted);
            for kind in DeviceKind::ALL {
                let chosen = devices.choose(kind, Some(&wanted));
                prop_assert_eq!(chosen.is_some(), !devices.of_kind(kind).is_empty());
                if devices.find(kind, &wanted).is_some() {
                    prop_assert_eq!(&chosen.unwrap().id, &wanted);
                }
            }
        }
    }
}
