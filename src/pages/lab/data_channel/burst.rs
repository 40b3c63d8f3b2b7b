//! Numbered messages, and what became of each.

use std::time::Duration;

use crate::i18n::BurstCount;

/// Messages that were sent at once, by their numbers.
#[derive(Debug, Default)]
pub(super) struct Burst {
    /// Which burst of its channel: what arrives of an earlier one does not count.
    pub(super) id: u32,
    messages: Vec<Fate>,
    sent: u32,
    highest: Option<u32>,
    /// When something happened last.
    at: Duration,
    over: bool,
}

/// What became of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// Nobody knows yet.
    OnTheWay,
    /// It arrived before all that were sent later.
    InOrder,
    /// It arrived after one that was sent later.
    Overtaken,
    /// It will not arrive.
    Lost,
    /// The browser did not take it.
    Untaken,
}

impl Fate {
    /// How the stylesheet calls them, in the order of their words.
    pub(super) const KEYS: [&'static str; 5] = ["waiting", "good", "late", "bad", "none"];
}

impl Burst {
    /// A new one, of so many messages, of which the browser took the first `sent`.
    pub(super) fn new(id: u32) -> Self {
        Self { id, ..Self::default() }
    }

    /// So many messages were to be sent, and the browser took so many of them.
    pub(super) fn sent(&mut self, now: Duration, wanted: u32, sent: u32) {
        self.messages = vec![Fate::OnTheWay; wanted as usize];
        self.messages[sent as usize..].fill(Fate::Untaken);
        (self.sent, self.at) = (sent, now);
    }

    /// One of them arrived. One that arrives after it was given up is found again.
    pub(super) fn arrived(&mut self, now: Duration, number: u32) {
        let Some(fate) = self.messages.get_mut(number as usize) else { return };
        *fate = if self.highest.is_some_and(|highest| highest > number) { Fate::Overtaken } else { Fate::InOrder };
        self.highest = self.highest.max(Some(number));
        self.at = now;
        self.over = false;
    }

    /// Whether all is known, of which `buffered` bytes wait at the sender: then all the others are lost.
    pub(super) fn settle(&mut self, now: Duration, buffered: u64) -> bool {
        if self.over || self.messages.is_empty() {
            return self.over;
        }
        let waiting = self.messages.contains(&Fate::OnTheWay);
        if waiting && (buffered > 0 || now.saturating_sub(self.at) < PATIENCE) {
            return false;
        }
        self.messages.iter_mut().filter(|fate| **fate == Fate::OnTheWay).for_each(|fate| *fate = Fate::Lost);
        self.over = true;
        true
    }

    /// What became of each.
    pub(super) fn fates(&self) -> &[Fate] {
        &self.messages
    }

    /// How it came through.
    pub(super) fn count(&self) -> BurstCount {
        let of = |wanted: Fate| self.messages.iter().filter(|fate| **fate == wanted).count() as u32;
        let overtaken = of(Fate::Overtaken);
        BurstCount { sent: self.sent, untaken: of(Fate::Untaken), arrived: of(Fate::InOrder) + overtaken, overtaken }
    }
}

/// After so long without news what is missing counts as lost.
const PATIENCE: Duration = Duration::from_millis(1500);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_arrives_late_or_never_is_told_apart() {
        let at = Duration::from_millis;
        let mut burst = Burst::new(1);
        assert!(!burst.settle(at(0), 0), "nothing was sent");
        burst.sent(at(0), 6, 5);
        for number in [0, 3, 1, 4] {
            burst.arrived(at(10), number);
        }
        assert!(!burst.settle(at(5000), 10), "the rest waits to be sent");
        assert!(!burst.settle(at(100), 0));
        assert!(burst.settle(at(5000), 0));
        assert_eq!(
            burst.fates(),
            [Fate::InOrder, Fate::Overtaken, Fate::Lost, Fate::InOrder, Fate::InOrder, Fate::Untaken]
        );
        assert_eq!(burst.count(), BurstCount { sent: 5, untaken: 1, arrived: 4, overtaken: 1 });
        assert_eq!(burst.count().lost(), 1);
        burst.arrived(at(6000), 2);
        assert_eq!(burst.count().lost(), 0, "it was only slow");
        burst.arrived(at(6000), 99);
    }

    #[test]
    fn when_all_arrived_nobody_waits() {
        let mut burst = Burst::new(1);
        burst.sent(Duration::ZERO, 2, 2);
        burst.arrived(Duration::ZERO, 0);
        burst.arrived(Duration::ZERO, 1);
        assert!(burst.settle(Duration::ZERO, 0));
    }
}
