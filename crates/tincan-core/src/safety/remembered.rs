//! Whom one has compared codes with.

use tincan_protocol::{DeviceKey, DisplayName};

/// A device whose safety code was compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// Under which name the person was in the call then.
    pub name: DisplayName,
    /// The device.
    pub key: DeviceKey,
    /// When, in milliseconds since 1970.
    pub at: u64,
}

/// The devices that were verified, the last one first. A person may have several.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Remembered(Vec<Verified>);

/// What is known of a person in a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Acquaintance<'a> {
    /// Nothing.
    None,
    /// The device was verified, perhaps under another name.
    Known(&'a Verified),
    /// Somebody of this name was verified, and on another device.
    OtherDevice(&'a Verified),
}

impl Remembered {
    /// The most devices that are remembered; of more, those of long ago are forgotten.
    pub const MAX: usize = 200;

    /// Takes up what was [written](Self::to_text). What makes no sense is left out: another version of the app, or anything, may have
    /// written it.
    #[must_use]
    pub fn from_text(text: &str) -> Self {
        let read = |line: &str| {
            let (at, rest) = line.split_once(' ')?;
            let (key, name) = rest.split_once(' ')?;
            Some(Verified { name: name.parse().ok()?, key: DeviceKey::parse(key)?, at: at.parse().ok()? })
        };
        Self(text.lines().filter_map(read).take(Self::MAX).collect())
    }

    /// As text: a line for each. A name has no line breaks.
    #[must_use]
    pub fn to_text(&self) -> String {
        let lines = self.0.iter().map(|Verified { name, key, at }| format!("{at} {key} {name}\n"));
        lines.collect()
    }

    /// Whether nobody is remembered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is known of somebody who has this name and this device. A name that was verified is a promise: another device under it is told, though
    /// that one be known, too, under the name of somebody else.
    #[must_use]
    pub fn recognise(&self, name: &DisplayName, key: &DeviceKey) -> Acquaintance<'_> {
        let name = folded(name);
        let named = |verified: &&Verified| folded(&verified.name) == name;
        let same_device = |verified: &&Verified| verified.key == *key;
        let (on_device, under_name) = (self.0.iter().find(same_device), self.0.iter().find(named));
        match (on_device, under_name) {
            (Some(verified), _) if named(&verified) => Acquaintance::Known(verified),
            (_, Some(verified)) => Acquaintance::OtherDevice(verified),
            (Some(verified), None) => Acquaintance::Known(verified),
            (None, None) => Acquaintance::None,
        }
    }

    /// Remembers a device. It is one person's, so what it was called before is forgotten.
    pub fn verify(&mut self, verified: Verified) {
        self.0.retain(|known| known.key != verified.key);
        self.0.insert(0, verified);
        self.0.truncate(Self::MAX);
    }

    /// Forgets a device. False: it was not known.
    pub fn forget(&mut self, key: &DeviceKey) -> bool {
        let before = self.0.len();
        self.0.retain(|known| known.key != *key);
        self.0.len() != before
    }
}

/// Two names are the same, whatever their capitals and spaces. Letters that only look alike are others.
fn folded(name: &DisplayName) -> String {
    let words = name.as_str().split_whitespace().map(str::to_lowercase);
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verified(name: &str, byte: u8, at: u64) -> Verified {
        Verified { name: name.parse().unwrap(), key: key(byte), at }
    }

    fn key(byte: u8) -> DeviceKey {
        let mut bytes = [byte; DeviceKey::BYTES];
        bytes[0] = 4;
        DeviceKey::from_bytes(bytes).unwrap()
    }

    #[test]
    fn a_device_is_known_again_and_another_under_its_name_is_told() {
        let mut remembered = Remembered::default();
        let (bob, carol) = (verified("Bob Ross", 1, 5), verified("Carol", 2, 6));
        remembered.verify(bob.clone());
        remembered.verify(carol.clone());
        let recognise = |name: &str, byte| match remembered.recognise(&name.parse().unwrap(), &key(byte)) {
            Acquaintance::None => "nobody".to_owned(),
            Acquaintance::Known(verified) => format!("known as {}", verified.name),
            Acquaintance::OtherDevice(verified) => format!("not {}", verified.name),
        };
        assert_eq!(recognise("Bob Ross", 1), "known as Bob Ross");
        assert_eq!(recognise("bob  ROSS", 1), "known as Bob Ross");
        assert_eq!(recognise("Bobby", 1), "known as Bob Ross");
        assert_eq!(recognise("BOB ROSS", 3), "not Bob Ross");
        assert_eq!(recognise("Bob Ross", 2), "not Bob Ross");
        assert_eq!(recognise("Dave", 3), "nobody");
        assert!(remembered.forget(&key(1)));
        assert!(!remembered.forget(&key(1)));
        assert_eq!(remembered.recognise(&bob.name, &key(3)), Acquaintance::None);
        assert_eq!(remembered, Remembered(vec![carol]));
    }

    #[test]
    fn a_person_may_have_several_devices_and_a_device_has_one_person() {
        let mut remembered = Remembered::default();
        remembered.verify(verified("Bob", 1, 5));
        remembered.verify(verified("Bob", 2, 6));
        remembered.verify(verified("Robert", 1, 7));
        assert_eq!(remembered, Remembered(vec![verified("Robert", 1, 7), verified("Bob", 2, 6)]));
    }

    #[test]
    fn what_is_kept_is_read_and_what_makes_no_sense_is_left_out() {
        let mut remembered = Remembered::default();
        remembered.verify(verified("Bob  Ross", 1, 5));
        remembered.verify(verified("김민지", 2, 6));
        let text = remembered.to_text();
        assert_eq!(Remembered::from_text(&text), remembered);
        let more = format!("\nnonsense\n7 AAAA Ada\n{text}x {} Ada\n7 {} \n", key(3), key(3));
        assert_eq!(Remembered::from_text(&more), remembered);
        assert!(Remembered::from_text("").is_empty());
    }

    #[test]
    fn so_many_are_remembered_and_no_more() {
        let mut remembered = Remembered::default();
        let many = u8::try_from(Remembered::MAX).unwrap() + 1;
        (0..many).for_each(|byte| remembered.verify(verified("Bob", byte, byte.into())));
        assert_eq!(remembered.0.len(), Remembered::MAX);
        assert!(!remembered.forget(&key(0)));
    }
}
