//! Which cameras, microphones and speakers there are, what changed, and which one to use.
//!
//! [`Choice`](choice::Choice) uses a camera or a microphone as its owner's person wants it. For speakers nothing has to be
//! acquired, and [`SpeakerChoice`](speaker::SpeakerChoice) is all that they need.

pub mod choice;
pub mod speaker;

use std::fmt;

use serde::{Deserialize, Serialize};
use tincan_protocol::json;

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

    /// The device that is wanted, if it is there: the one with that id, else the only one with that label, for browsers
    /// give their devices new ids when the site's data is cleared. `None` for [`Wanted::Automatic`].
    #[must_use]
    pub fn find_wanted(&self, kind: DeviceKind, wanted: &Wanted) -> Option<&Device> {
        let Wanted::Device { id, label } = wanted else { return None };
        self.find(kind, id).or_else(|| {
            let mut same = self.hardware(kind).filter(|device| !label.is_empty() && device.label == *label);
            same.next().filter(|_| same.next().is_none())
        })
    }

    /// Which device of a kind to use: the wanted one if it is there, else one in the same piece of hardware as `group`, else
    /// the one that the system prefers, else the first. `None` if there is none of that kind.
    #[must_use]
    pub fn choose(&self, kind: DeviceKind, wanted: &Wanted, group: Option<&GroupId>) -> Option<&Device> {
        self.choose_where(kind, wanted, group, |_| true)
    }

    /// The same among those devices that `may_be` used.
    pub(crate) fn choose_where(
        &self,
        kind: DeviceKind,
        wanted: &Wanted,
        group: Option<&GroupId>,
        may_be: impl Fn(&Device) -> bool,
    ) -> Option<&Device> {
        let same_hardware = |device: &&Device| group.is_some_and(|group| device.is_in(group));
        let candidates = || self.of_kind(kind).iter().filter(|device| may_be(device));
        self.find_wanted(kind, wanted)
            .filter(|device| may_be(device))
            .or_else(|| candidates().filter(|device| !device.is_alias()).find(same_hardware))
            .or_else(|| candidates().find(|device| device.id.is_default()))
            .or_else(|| candidates().next())
    }

    /// The devices of a kind without other names for them.
    pub fn hardware(&self, kind: DeviceKind) -> impl Iterator<Item = &Device> {
        self.of_kind(kind).iter().filter(|device| !device.is_alias() && !device.is_anonymous())
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
    pub(crate) fn is_anonymous(&self, kind: DeviceKind) -> bool {
        self.of_kind(kind).iter().any(Device::is_anonymous)
    }

    fn hardware_missing_in<'a>(&'a self, other: &'a Self, kind: DeviceKind) -> impl Iterator<Item = &'a Device> {
        self.of_kind(kind).iter().filter(move |device| !device.is_alias() && other.find(kind, &device.id).is_none())
    }

    /// What the system prefers is in this piece of hardware. `None` if the browser has no name for it (cameras; Firefox,
    /// Safari).
    pub(crate) fn default_group(&self, kind: DeviceKind) -> Option<&GroupId> {
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

    /// Whether it is in this piece of hardware. Browsers that do not tell leave the group empty.
    #[must_use]
    pub fn is_in(&self, group: &GroupId) -> bool {
        !group.is_empty() && self.group == *group
    }
}

/// Which device a person wants, as it is remembered. What is in use may be another one: this may be unplugged.
///
/// ```
/// use tincan_core::devices::{DeviceId, Wanted};
///
/// let wanted = Wanted::Device { id: DeviceId::from("1f"), label: "USB camera".to_owned() };
/// assert_eq!(serde_json::to_string(&wanted).unwrap(), r#"{"device":{"id":"1f","label":"USB camera"}}"#);
/// assert_eq!(serde_json::to_string(&Wanted::Automatic).unwrap(), r#""automatic""#);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Wanted {
    /// Whichever the system or the browser prefers at the time.
    #[default]
    Automatic,
    /// This one.
    Device {
        /// Its id when it was chosen.
        id: DeviceId,
        /// Its label then; empty if it was not known.
        #[serde(default)]
        label: String,
    },
}

impl Wanted {
    /// The wish for this device. The alias of the system's preference, and a device without an id, are no more than
    /// [`Self::Automatic`].
    #[must_use]
    pub fn device(device: &Device) -> Self {
        Self::Device { id: device.id.clone(), label: device.label.clone() }.parsed()
    }

    /// The id of the wanted device.
    #[must_use]
    pub fn id(&self) -> Option<&DeviceId> {
        match self {
            Self::Automatic => None,
            Self::Device { id, .. } => Some(id),
        }
    }

    fn parsed(self) -> Self {
        match self {
            Self::Device { id, .. } if id.is_empty() || id.is_default() => Self::Automatic,
            wanted => wanted,
        }
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

impl AsRef<str> for DeviceId {
    fn as_ref(&self) -> &str {
        &self.0
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

/// What devices in one piece of hardware share. When the group of the `default` entry changes, so did the hardware. It is
/// another one after each load of the page, so it is never remembered.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct GroupId(String);

impl GroupId {
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
}

impl From<String> for GroupId {
    fn from(id: String) -> Self {
        Self(id)
    }
}

impl AsRef<str> for GroupId {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl From<&str> for GroupId {
    fn from(id: &str) -> Self {
        Self(id.to_owned())
    }
}

/// A `MediaDeviceInfo` as `toJSON()` gives it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
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

json::object!(RawDevice {
    device_id as "deviceId" or String::new(),
    kind or String::new(),
    label or String::new(),
    group_id as "groupId" or String::new(),
});

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
