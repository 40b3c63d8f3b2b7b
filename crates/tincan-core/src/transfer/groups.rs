//! A set of numbers, of which most stand in rows.

use tincan_protocol::{GroupSpan, TransferMessage};

/// Which groups of a file, or which bytes of a group.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Groups {
    /// In order, not empty, and with something between them.
    spans: Vec<GroupSpan>,
}

impl Groups {
    /// Those in these spans that are below `end`.
    pub(super) fn from_spans(spans: &[GroupSpan], end: u32) -> Self {
        let mut groups = Self::default();
        for span in spans {
            groups.insert(span.from, span.to.min(end));
        }
        groups
    }

    pub(super) fn contains(&self, number: u32) -> bool {
        let index = self.spans.partition_point(|span| span.to <= number);
        self.spans.get(index).is_some_and(|span| span.from <= number)
    }

    /// Adds those from `from` on and below `to`.
    pub(super) fn insert(&mut self, from: u32, to: u32) {
        if from >= to {
            return;
        }
        let first = self.spans.partition_point(|span| span.to < from);
        let end = self.spans.partition_point(|span| span.from <= to);
        let touched = &self.spans[first..end];
        let from = touched.first().map_or(from, |span| span.from.min(from));
        let to = touched.last().map_or(to, |span| span.to.max(to));
        self.spans.splice(first..end, [GroupSpan { from, to }]);
    }

    pub(super) fn remove(&mut self, number: u32) {
        let index = self.spans.partition_point(|span| span.to <= number);
        let Some(&span) = self.spans.get(index).filter(|span| span.from <= number) else { return };
        let parts = [GroupSpan { to: number, ..span }, GroupSpan { from: number + 1, ..span }];
        self.spans.splice(index..=index, parts.into_iter().filter(|part| part.from < part.to));
    }

    /// How many there are.
    pub(super) fn count(&self) -> u32 {
        self.spans.iter().map(|span| span.to - span.from).sum()
    }

    /// As many of them as a message may name.
    pub(super) fn to_spans(&self) -> Vec<GroupSpan> {
        self.spans.iter().take(TransferMessage::MAX_SPANS).copied().collect()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_is_a_set(steps in prop::collection::vec((any::<bool>(), 0..60_u32, 0..10_u32), 0..60)) {
            let (mut groups, mut model) = (Groups::default(), BTreeSet::new());
            for (insert, from, length) in steps {
                if insert {
                    groups.insert(from, from + length);
                    model.extend(from..from + length);
                } else {
                    groups.remove(from);
                    model.remove(&from);
                }
                prop_assert_eq!(groups.count() as usize, model.len());
                for number in 0..75 {
                    prop_assert_eq!(groups.contains(number), model.contains(&number), "{} in {:?}", number, groups);
                }
                let apart = groups.spans.windows(2).all(|pair| pair[0].to < pair[1].from);
                prop_assert!(apart && groups.spans.iter().all(|span| span.from < span.to), "{groups:?}");
                prop_assert_eq!(Groups::from_spans(&groups.to_spans(), 100), groups.clone());
            }
        }
    }
}
