//! What a signal is bound to when it is sealed, and which sealed signals have been had.
//!
//! A server that relays signals could read the descriptions in them and put its own certificates' fingerprints there, and so itself between two
//! people. Where their link has a secret, signals are sealed with it: encrypted, and bound to the room, to who sends, to who receives and to
//! their number, so that none can be passed on as another's, to another or twice. The encryption itself (HKDF with SHA-256, RFC 5869;
//! AES-GCM, NIST SP 800-38D) is the browser's.

use tincan_protocol::{MemberId, RoomCode};

/// Why nothing gets through between this side and another, or why something of what came was left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SealProblem {
    /// It does not open with this link's secret: the other's link has another one, or somebody changed it on its way.
    Unopened,
    /// It is sealed, and this link has no secret.
    NoSecretHere,
    /// It is not sealed, and this link has a secret.
    NotSealed,
    /// It was had before: somebody sent it again.
    Repeated,
    /// This browser does not seal: it does on pages that are secure only (secure-contexts, 3).
    Unavailable,
}

/// One stay's sealed signals.
#[derive(Debug)]
pub struct Seals {
    room: RoomCode,
    sealed: u64,
    /// A handful: found by looking through them.
    had: Vec<(MemberId, Window)>,
}

impl Seals {
    /// The first of a stay.
    #[must_use]
    pub fn new(room: RoomCode) -> Self {
        Self { room, sealed: 0, had: Vec::new() }
    }

    /// The number of the next signal to be sealed.
    pub fn next_sequence(&mut self) -> u64 {
        self.sealed += 1;
        self.sealed
    }

    /// What a signal of this number is bound to: the additional authenticated data of AES-GCM.
    #[must_use]
    pub fn bound_to(&self, from: &MemberId, to: &MemberId, sequence: u64) -> String {
        // None of them has a space in it, so no two bindings are the same text.
        format!("tincan-signal-1 {} {} {} {sequence}", self.room, from.as_str(), to.as_str())
    }

    /// Takes note of a signal that opened. False: it was had before, or is so late that nobody knows.
    #[must_use]
    pub fn is_new(&mut self, from: &MemberId, sequence: u64) -> bool {
        if let Some((_, window)) = self.had.iter_mut().find(|(id, _)| id == from) {
            return window.take(sequence);
        }
        let mut window = Window::default();
        let is_new = window.take(sequence);
        self.had.push((from.clone(), window));
        is_new
    }
}

/// Which numbers were had: those up to the highest, of which the last few may still come (the window of RFC 6347, 4.1.2.6).
#[derive(Debug, Default)]
struct Window {
    highest: u64,
    /// Bit `n` is set: `highest - n` was had.
    had: u64,
}

impl Window {
    fn take(&mut self, sequence: u64) -> bool {
        if let Some(ahead) = sequence.checked_sub(self.highest).filter(|ahead| *ahead > 0) {
            self.had = u32::try_from(ahead).ok().and_then(|ahead| self.had.checked_shl(ahead)).unwrap_or_default() | 1;
            self.highest = sequence;
            return true;
        }
        let bit = u32::try_from(self.highest - sequence)
            .ok()
            .and_then(|behind| 1_u64.checked_shl(behind))
            .unwrap_or_default();
        let is_new = self.had & bit == 0 && bit != 0 && sequence > 0;
        self.had |= bit;
        is_new
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::{collection::vec, prelude::*};

    use super::*;

    fn id(number: u8) -> MemberId {
        MemberId::from_bytes([number; 16])
    }

    proptest! {
        #[test]
        fn nothing_is_had_twice_and_little_is_missed(numbers in vec(prop_oneof![1..150_u64, Just(0), Just(u64::MAX)], 0..200)) {
            let mut seals = Seals::new("abc".parse().unwrap());
            let (mut had, mut highest) = (BTreeSet::new(), 0);
            for number in numbers {
                let expected = number > 0 && !had.contains(&number) && highest - number.min(highest) < 64;
                prop_assert_eq!(seals.is_new(&id(1), number), expected, "{} after {}", number, highest);
                had.extend(expected.then_some(number));
                highest = highest.max(number);
            }
            prop_assert!(seals.is_new(&id(2), 1), "others have numbers of their own");
        }
    }

    #[test]
    fn each_is_bound_to_all_that_it_is() {
        let mut seals = Seals::new("abc".parse().unwrap());
        let (first, second) = (seals.next_sequence(), seals.next_sequence());
        assert_eq!((first, second), (1, 2));
        let bindings = BTreeSet::from([
            seals.bound_to(&id(1), &id(2), 1),
            seals.bound_to(&id(2), &id(1), 1),
            seals.bound_to(&id(1), &id(3), 1),
            seals.bound_to(&id(1), &id(2), 2),
            Seals::new("abd".parse().unwrap()).bound_to(&id(1), &id(2), 1),
        ]);
        assert_eq!(bindings.len(), 5);
    }
}
