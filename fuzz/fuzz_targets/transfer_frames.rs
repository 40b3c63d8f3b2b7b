//! What comes on the channel of a file that was accepted.

#![no_main]

use std::{sync::LazyLock, time::Duration};

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use tincan_core::transfer::{Effect, Input, Number, Phase, Slot, Transfers, tree};
use tincan_protocol::{FileName, Frame, GroupHash, MediaType, MemberId, Offer, TransferId, TransferMessage};

/// What the sender does with a file of its own.
#[derive(Debug, Arbitrary)]
enum Act {
    /// Sends any bytes.
    Bytes(Vec<u8>),
    /// Sends a whole group of nothing but this.
    Group(u8),
    /// Tells the hashes of so many groups from this one on.
    Hashes { first: u8, count: u8 },
    /// Sends this part of a group, rightly or wrongly.
    Chunk { group: u8, from: u32, to: u32, right: bool },
    /// Tells the hash of the file, rightly or wrongly.
    Seal { right: bool },
    /// Loses the channel, is accepted again and opens another.
    Reopen,
    /// Rests, or goes on.
    Pause(bool),
}

#[derive(Debug, Arbitrary)]
struct Course {
    /// How many bytes the file has, up to a few groups.
    size: u32,
    acts: Vec<Act>,
}

fuzz_target!(|course: Course| {
    let size = course.size % (MAX_SIZE + 1);
    let mut world = World::new(u64::from(size));
    for act in &course.acts {
        world.act(act);
        if world.over() {
            break;
        }
    }
});

struct World {
    page: Transfers,
    file: Vec<u8>,
    hashes: Vec<GroupHash>,
    root: [u8; 32],
    /// What the page has stored.
    stored: Vec<u8>,
}

impl World {
    fn new(size: u64) -> Self {
        let file = FILE[..size as usize].to_vec();
        let hashes: Vec<GroupHash> = (0..tree::groups(size))
            .map(|group| {
                let from = tree::offset(group) as usize;
                tree::group_hash(size, group, &file[from..from + tree::length(size, group)])
            })
            .collect();
        let root = tree::root(size, &hashes);
        let stored = vec![0; file.len()];
        let mut world = Self { page: Transfers::new(), file, hashes, root, stored };
        world.tell(Input::Joined(MemberId::from_bytes([1; 16])));
        world.tell(Input::MemberReached { id: mallory(), name: "Mallory".to_owned() });
        world.tell(Input::Received(mallory(), TransferMessage::Offer(offer(size))));
        world.tell(Input::AcceptRequested { number: NUMBER, slot: Slot("slot".to_owned()) });
        world.tell(Input::Prepared(NUMBER));
        world.open();
        world
    }

    fn act(&mut self, act: &Act) {
        match act {
            Act::Bytes(bytes) => self.send(bytes.clone()),
            Act::Group(byte) => self.send(vec![*byte; Frame::GROUP]),
            Act::Hashes { first, count } => {
                let from = usize::from(*first).min(self.hashes.len());
                let to = (from + usize::from(*count)).min(self.hashes.len());
                self.send(Frame::Hashes { first: u32::from(*first), hashes: &self.hashes[from..to] }.to_bytes());
            }
            Act::Chunk { group, from, to, right } => self.chunk(u32::from(*group) % 4, *from, *to, *right),
            Act::Seal { right: true } => self.send(Frame::Seal { root: self.root }.to_bytes()),
            Act::Seal { right: false } => self.send(Frame::Seal { root: [7; 32] }.to_bytes()),
            Act::Reopen => {
                let size = self.file.len() as u64;
                self.tell(Input::ChannelClosed(NUMBER));
                self.tell(Input::Received(mallory(), TransferMessage::Offer(offer(size))));
                self.open();
            }
            Act::Pause(on) => {
                self.tell(Input::Received(mallory(), TransferMessage::Pause { id: offer(0).id, on: *on }));
            }
        }
    }

    fn chunk(&mut self, group: u32, from: u32, to: u32, right: bool) {
        let length = tree::length(self.file.len() as u64, group);
        let begins = (tree::offset(group) as usize).min(self.file.len());
        let from = (from as usize) % (length + 1);
        let to = from + (to as usize) % (length - from + 1);
        let mut bytes = self.file[begins..][from..to].to_vec();
        if let Some(first) = bytes.first_mut().filter(|_| !right) {
            *first ^= 1;
        }
        self.send(Frame::Chunk { group, offset: from as u32, bytes: &bytes }.to_bytes());
    }

    fn open(&mut self) {
        if self.page.expects_channel(&mallory(), offer(0).id.as_str()) == Some(NUMBER) {
            self.tell(Input::ChannelOpened { number: NUMBER, max_frame: Frame::GROUP });
        }
    }

    fn send(&mut self, frame: Vec<u8>) {
        if let Ok(parsed) = Frame::parse(&frame) {
            assert_eq!(parsed.to_bytes(), frame, "{parsed:?}");
        }
        self.tell(Input::FrameReceived(NUMBER, frame));
    }

    /// Takes an input in, and does what follows.
    fn tell(&mut self, input: Input) {
        let mut finished = false;
        let mut checks = Vec::new();
        for effect in self.page.handle(NOW, input) {
            assert!(!finished || matches!(effect, Effect::Changed | Effect::SendFrame(..)), "{effect:?} after the end");
            match effect {
                Effect::Write(_, offset, bytes) => {
                    let from = offset as usize;
                    let place = self.stored.get_mut(from..from + bytes.len()).expect("it is within what was announced");
                    // Every hash that is told truly is that of the file; whatever else was told is stored and does not finish.
                    place.copy_from_slice(&bytes);
                }
                Effect::Check(_, group) => checks.push(group),
                Effect::Finish(..) => finished = true,
                Effect::SendFrame(_, frame) => {
                    let said = Frame::parse(&frame).expect("what it says is a frame");
                    assert!(matches!(said, Frame::Again { .. } | Frame::Verified { .. }), "{said:?}");
                    if let Frame::Verified { bytes } = said {
                        assert!(bytes <= self.file.len() as u64);
                    }
                }
                Effect::Read(..) | Effect::OpenChannel(..) => panic!("nothing is sent: {effect:?}"),
                _ => {}
            }
        }
        if finished {
            assert!(self.stored == self.file, "something is finished that is not the file");
            self.tell(Input::Finished(NUMBER));
            assert_eq!(self.phase(), Some(Phase::Done));
        }
        for group in checks {
            let from = tree::offset(group) as usize;
            let bytes = self.stored[from..from + tree::length(self.file.len() as u64, group)].to_vec();
            self.tell(Input::GroupChecked(NUMBER, group, bytes));
        }
    }

    fn phase(&self) -> Option<Phase> {
        self.page.view(NOW).transfers.first().map(|transfer| transfer.phase)
    }

    fn over(&self) -> bool {
        matches!(self.phase(), Some(Phase::Done | Phase::Failed { .. }))
    }
}

fn mallory() -> MemberId {
    MemberId::from_bytes([66; 16])
}

fn offer(size: u64) -> Offer {
    Offer {
        id: TransferId::from_bytes([3; 16]),
        round: 1,
        name: FileName::clean("a"),
        size,
        media_type: MediaType::default(),
        modified: 0,
        thumbnail: None,
    }
}

/// No two groups of it are the same.
static FILE: LazyLock<Vec<u8>> =
    LazyLock::new(|| (0..MAX_SIZE).map(|at| (at ^ (at >> 8) ^ (at >> 16)) as u8).collect());
const MAX_SIZE: u32 = 3 * Frame::GROUP as u32;
const NOW: Duration = Duration::from_secs(9);
const NUMBER: Number = Number(0);
