//! What becomes of each part of a file, as its frames tell who watches them pass.

use std::collections::VecDeque;

use tincan_protocol::{Frame, GROUP_BYTES};

/// A file on its way, group by group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sight {
    size: u64,
    groups: Vec<Group>,
    /// Those that arrived as a whole, in this order, and of which the receiver has not said that they are stored.
    arrived: VecDeque<usize>,
    /// How many hashes came out of the channel.
    announced: u32,
    pub(super) counts: Counts,
}

/// What can be counted of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Counts {
    /// Chunks that were given to the channel.
    pub(super) sent: u32,
    /// Chunks that came out of it.
    pub(super) arrived: u32,
    /// Chunks of which a bit was turned on the way.
    pub(super) damaged: u32,
    /// Groups that the receiver asked for again.
    pub(super) again: u32,
    /// Hashes that were announced.
    pub(super) hashes: u32,
    /// Bytes that are checked and stored, as the receiver says.
    pub(super) verified: u64,
    /// Bytes of frames that came out of the channel.
    pub(super) bytes: u64,
    /// The hash of the whole, when it was told.
    pub(super) root: Option<[u8; 32]>,
}

/// How far a group is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) enum State {
    /// The receiver lacks it, and it is not sent.
    #[default]
    Wanted,
    /// A part of it was sent.
    Sent,
    /// All of it arrived.
    Arrived,
    /// It is checked and stored.
    Verified,
    /// It was not what was announced: it is wanted again.
    Again,
}

impl State {
    /// How the stylesheet calls them, in the order of their words.
    pub(super) const KEYS: [&'static str; 5] = ["waiting", "moving", "late", "good", "bad"];
    /// What is shown of several in one cell: the first of these that is among them.
    const NEWEST: [Self; 5] = [Self::Again, Self::Sent, Self::Arrived, Self::Wanted, Self::Verified];
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Group {
    state: State,
    sent: u64,
    arrived: u64,
}

impl Sight {
    /// A file of so many bytes, of which nothing is sent.
    pub(super) fn new(size: u64) -> Self {
        let groups = size.div_ceil(GROUP_BYTES).max(1) as usize;
        let (arrived, counts) = (VecDeque::new(), Counts::default());
        Self { size, groups: vec![Group::default(); groups], arrived, announced: 0, counts }
    }

    /// The sender gave this to the channel.
    pub(super) fn sent(&mut self, frame: &Frame<'_>) {
        match frame {
            Frame::Hashes { first, hashes } => {
                if *first == 0 {
                    self.begin();
                }
                self.counts.hashes = first + hashes.len() as u32;
            }
            Frame::Group { bytes } => self.chunk_sent(self.counts.hashes.saturating_sub(1), bytes),
            Frame::Chunk { group, bytes, .. } => self.chunk_sent(*group, bytes),
            Frame::Seal { root } => {
                self.skip_to(self.groups.len());
                self.counts.root = Some(*root);
            }
            Frame::Again { .. } | Frame::Verified { .. } => {}
        }
    }

    /// A group of the file, or a part of one.
    fn chunk_sent(&mut self, group: u32, bytes: &[u8]) {
        self.counts.sent += 1;
        self.skip_to(group as usize);
        let Some(group) = self.groups.get_mut(group as usize) else { return };
        group.state = State::Sent;
        group.sent += bytes.len() as u64;
    }

    /// This came out of the channel at the receiver's.
    pub(super) fn came(&mut self, frame: &Frame<'_>, weight: u64) {
        self.counts.bytes += weight;
        let (number, bytes) = match frame {
            Frame::Hashes { first, hashes } => {
                self.announced = first + hashes.len() as u32;
                return;
            }
            Frame::Group { bytes } => (self.announced.saturating_sub(1), bytes),
            Frame::Chunk { group, bytes, .. } => (*group, bytes),
            _ => return,
        };
        self.counts.arrived += 1;
        let (number, length) = (number as usize, self.length(number as usize));
        let Some(group) = self.groups.get_mut(number) else { return };
        group.arrived += bytes.len() as u64;
        if group.arrived >= length {
            group.state = State::Arrived;
            self.arrived.push_back(number);
        }
    }

    /// The receiver answered this.
    pub(super) fn answered(&mut self, frame: &Frame<'_>) {
        match frame {
            Frame::Again { group: number } => {
                self.counts.again += 1;
                self.arrived.retain(|it| it != &(*number as usize));
                if let Some(group) = self.groups.get_mut(*number as usize) {
                    *group = Group { state: State::Again, ..Group::default() };
                }
            }
            // It checks them in the order in which they arrive.
            Frame::Verified { bytes } => {
                self.counts.verified = *bytes;
                let mut verified = self.verified();
                while let Some(&number) = self.arrived.front() {
                    verified += self.length(number);
                    if verified > *bytes {
                        break;
                    }
                    self.arrived.pop_front();
                    self.groups[number].state = State::Verified;
                }
            }
            Frame::Hashes { .. } | Frame::Group { .. } | Frame::Chunk { .. } | Frame::Seal { .. } => {}
        }
    }

    /// The states, in at most so many cells.
    pub(super) fn cells(&self, most: usize) -> Vec<usize> {
        let together = self.groups.len().div_ceil(most).max(1);
        let newest = |groups: &[Group]| {
            let found = State::NEWEST.into_iter().find(|state| groups.iter().any(|group| group.state == *state));
            found.unwrap_or_default() as usize
        };
        self.groups.chunks(together).map(newest).collect()
    }

    /// How many groups it has.
    pub(super) fn groups(&self) -> usize {
        self.groups.len()
    }

    /// It is sent over a new channel: what was on its way is not any more.
    fn begin(&mut self) {
        self.arrived.clear();
        self.groups
            .iter_mut()
            .filter(|group| group.state != State::Verified)
            .for_each(|group| *group = Group::default());
    }

    /// What the sender walked past without sending it, the receiver has from earlier.
    fn skip_to(&mut self, number: usize) {
        let passed = self.groups.iter_mut().take(number).filter(|group| group.state == State::Wanted);
        passed.for_each(|group| group.state = State::Verified);
    }

    fn verified(&self) -> u64 {
        let verified = self.groups.iter().enumerate().filter(|(_, group)| group.state == State::Verified);
        verified.map(|(number, _)| self.length(number)).sum()
    }

    fn length(&self, number: usize) -> u64 {
        self.size.saturating_sub(number as u64 * GROUP_BYTES).min(GROUP_BYTES)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GROUP: usize = GROUP_BYTES as usize;

    fn chunk(group: u32, bytes: &[u8]) -> Frame<'_> {
        Frame::Chunk { group, offset: 0, bytes }
    }

    fn states(sight: &Sight) -> Vec<State> {
        let all = [State::Wanted, State::Sent, State::Arrived, State::Verified, State::Again];
        sight.cells(100).into_iter().map(|cell| all[cell]).collect()
    }

    #[test]
    fn each_group_goes_its_way() {
        let (bytes, size) = (vec![0; GROUP], GROUP_BYTES * 2 + 10);
        let mut sight = Sight::new(size);
        sight.sent(&Frame::Hashes { first: 0, hashes: &[[0; 32]; 3] });
        for group in [0, 1] {
            sight.sent(&chunk(group, &bytes));
        }
        assert_eq!(states(&sight), [State::Sent, State::Sent, State::Wanted]);
        sight.came(&chunk(0, &bytes), 1);
        sight.came(&chunk(1, &bytes[..100]), 1);
        assert_eq!(states(&sight), [State::Arrived, State::Sent, State::Wanted]);
        // The first was damaged.
        sight.answered(&Frame::Again { group: 0 });
        sight.came(&chunk(1, &bytes[100..]), 1);
        sight.answered(&Frame::Verified { bytes: GROUP_BYTES });
        assert_eq!(states(&sight), [State::Again, State::Verified, State::Wanted]);
        sight.sent(&chunk(0, &bytes));
        sight.sent(&chunk(2, &bytes[..10]));
        sight.came(&chunk(0, &bytes), 1);
        sight.came(&chunk(2, &bytes[..10]), 1);
        sight.sent(&Frame::Seal { root: [7; 32] });
        assert_eq!(states(&sight), [State::Arrived, State::Verified, State::Arrived]);
        sight.answered(&Frame::Verified { bytes: size });
        assert_eq!(states(&sight), [State::Verified; 3]);
        assert_eq!((sight.counts.sent, sight.counts.again, sight.counts.root), (4, 1, Some([7; 32])));
    }

    #[test]
    fn a_whole_group_is_the_one_whose_hash_was_told_last() {
        let (bytes, mut sight) = (vec![0; GROUP], Sight::new(GROUP_BYTES * 2));
        for first in [0, 1] {
            for frame in [Frame::Hashes { first, hashes: &[[0; 32]] }, Frame::Group { bytes: &bytes }] {
                sight.sent(&frame);
                sight.came(&frame, 1);
            }
        }
        assert_eq!(states(&sight), [State::Arrived; 2]);
        sight.answered(&Frame::Verified { bytes: GROUP_BYTES });
        assert_eq!(states(&sight), [State::Verified, State::Arrived]);
    }

    #[test]
    fn what_the_receiver_has_is_not_sent_again_over_the_next_channel() {
        let bytes = vec![0; GROUP];
        let mut sight = Sight::new(GROUP_BYTES * 3);
        sight.sent(&Frame::Hashes { first: 0, hashes: &[[0; 32]] });
        for group in [0, 1] {
            sight.sent(&chunk(group, &bytes));
            sight.came(&chunk(group, &bytes), 1);
        }
        sight.answered(&Frame::Verified { bytes: GROUP_BYTES });
        // The channel closed; the second was stored, too, and nobody heard of it.
        sight.sent(&Frame::Hashes { first: 0, hashes: &[[0; 32]; 3] });
        assert_eq!(states(&sight), [State::Verified, State::Wanted, State::Wanted]);
        sight.sent(&chunk(2, &bytes));
        assert_eq!(states(&sight), [State::Verified, State::Verified, State::Sent]);
        sight.came(&chunk(2, &bytes), 1);
        sight.answered(&Frame::Verified { bytes: GROUP_BYTES * 3 });
        assert_eq!(states(&sight), [State::Verified; 3]);
    }

    #[test]
    fn many_groups_share_a_cell() {
        let mut sight = Sight::new(GROUP_BYTES * 10);
        sight.sent(&chunk(0, &[1]));
        assert_eq!(sight.cells(4), [State::Sent as usize, 0, 0, 0]);
        assert_eq!(Sight::new(0).cells(4), [0], "an empty file has an empty group");
    }
}
