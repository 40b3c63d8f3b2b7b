//! Two pages, their storage, and a network between them that can be cut.

use std::{
    collections::{BTreeMap, VecDeque},
    time::Duration,
};

use tincan_core::transfer::{Effect, Input, Kept, Number, Phase, Slot, TransferView, Transfers, Way, tree};
use tincan_protocol::{FileName, Frame, MediaType, MemberId, Offer, TransferFailure, TransferId, TransferMessage};

/// One of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    A,
    B,
}

pub(super) use Side::{A, B};

impl Side {
    pub(super) fn other(self) -> Self {
        match self {
            A => B,
            B => A,
        }
    }
}

/// A stored file, and the word of it.
#[derive(Debug, Clone, Default)]
pub(super) struct Stored {
    pub(super) bytes: Vec<u8>,
    pub(super) kept: Option<Kept>,
}

/// A page, and what outlives it.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) engine: Transfers,
    pub(super) id: MemberId,
    /// The files that are sent. They are lost when the page is loaded again.
    pub(super) files: BTreeMap<Number, Vec<u8>>,
    /// Where those that are received are stored.
    slots: BTreeMap<Number, Slot>,
    pub(super) storage: BTreeMap<Slot, Stored>,
    /// How many bytes can be stored.
    pub(super) space: usize,
    /// What was said to the other side.
    pub(super) said: Vec<TransferMessage>,
    /// What was shown last, of each transfer: it never goes back.
    shown: BTreeMap<Number, u64>,
    /// Bytes of chunks that this side sent.
    pub(super) sent: usize,
}

/// A channel of one transfer, as long as it is open.
#[derive(Debug)]
struct Channel {
    ends: [(Side, Number); 2],
    /// What is on its way to each end.
    ways: [VecDeque<Vec<u8>>; 2],
    /// How many bytes came out of the way from the sender.
    left: u64,
}

/// All of it.
#[derive(Debug)]
pub(super) struct World {
    pages: [Page; 2],
    pub(super) now: Duration,
    connected: bool,
    control: [VecDeque<TransferMessage>; 2],
    channels: BTreeMap<TransferId, Channel>,
    pub(super) max_frame: usize,
    /// What happens to the next chunk on any channel.
    pub(super) corrupt_next: bool,
    drawn: u8,
}

impl Page {
    fn new(id: MemberId) -> Self {
        Self {
            engine: Transfers::new(),
            id,
            files: BTreeMap::new(),
            slots: BTreeMap::new(),
            storage: BTreeMap::new(),
            space: usize::MAX,
            said: Vec::new(),
            shown: BTreeMap::new(),
            sent: 0,
        }
    }
}

impl World {
    /// Two connected pages.
    pub(super) fn new() -> Self {
        let mut world = Self {
            pages: [1, 2].map(|byte| Page::new(MemberId::from_bytes([byte; 16]))),
            now: Duration::from_secs(100),
            connected: false,
            control: [VecDeque::new(), VecDeque::new()],
            channels: BTreeMap::new(),
            max_frame: 256 * 1024,
            corrupt_next: false,
            drawn: 10,
        };
        for side in [A, B] {
            let id = world.page(side).id.clone();
            world.input(side, Input::Joined(id));
        }
        world.connect();
        world
    }

    pub(super) fn page(&mut self, side: Side) -> &mut Page {
        &mut self.pages[side as usize]
    }

    fn draw(&mut self) -> [u8; 16] {
        self.drawn += 1;
        [self.drawn; 16]
    }

    pub(super) fn connect(&mut self) {
        if std::mem::replace(&mut self.connected, true) {
            return;
        }
        for side in [A, B] {
            let id = self.page(side.other()).id.clone();
            self.input(side, Input::MemberReached { id, name: format!("{:?}", side.other()) });
        }
    }

    /// Cuts the network: what is on its way is lost.
    pub(super) fn cut(&mut self) {
        if !std::mem::replace(&mut self.connected, false) {
            return;
        }
        self.control = [VecDeque::new(), VecDeque::new()];
        let channels = std::mem::take(&mut self.channels);
        for (side, number) in channels.into_values().flat_map(|channel| channel.ends) {
            self.input(side, Input::ChannelClosed(number));
        }
        for side in [A, B] {
            let id = self.page(side.other()).id.clone();
            self.input(side, Input::MemberLost(id));
        }
    }

    /// Loads a page again: another member comes, with what is stored and nothing else.
    pub(super) fn reload(&mut self, side: Side) {
        self.cut();
        let old = self.page(side).id.clone();
        self.input(side.other(), Input::MemberLeft(old));
        let id = MemberId::from_bytes(self.draw());
        let page = self.page(side);
        let (storage, space) = (std::mem::take(&mut page.storage), page.space);
        *page = Page { storage, space, ..Page::new(id.clone()) };
        // What nobody knows of is removed.
        page.storage.retain(|_, stored| stored.kept.is_some());
        let kept = page.storage.values().filter_map(|stored| stored.kept.clone()).collect();
        self.input(side, Input::Joined(id));
        self.input(side, Input::Restored(kept));
        self.connect();
    }

    /// Has a page offer a file to the other.
    pub(super) fn offer(&mut self, from: Side, name: &str, bytes: Vec<u8>) -> Number {
        let offer = Offer {
            id: TransferId::from_bytes(self.draw()),
            round: 0,
            name: FileName::clean(name),
            size: bytes.len() as u64,
            media_type: MediaType::default(),
            modified: 7,
            thumbnail: None,
        };
        let to = self.page(from.other()).id.clone();
        self.input(from, Input::OfferRequested { to, offer });
        let number = self.views(from).last().unwrap().number;
        self.page(from).files.insert(number, bytes);
        number
    }

    pub(super) fn accept(&mut self, side: Side, number: Number) {
        let slot = Slot(format!("slot {:?}", self.draw()[0]));
        self.input(side, Input::AcceptRequested { number, slot });
    }

    /// Has a page accept all that is offered to it.
    pub(super) fn accept_all(&mut self, side: Side) {
        for view in self.views(side) {
            if matches!((view.way, view.phase), (Way::In, Phase::Offered { .. })) {
                self.accept(side, view.number);
            }
        }
    }

    pub(super) fn views(&mut self, side: Side) -> Vec<TransferView> {
        let now = self.now;
        self.page(side).engine.view(now).transfers
    }

    /// The phases of all transfers of a page.
    pub(super) fn phases(&mut self, side: Side) -> Vec<Phase> {
        self.views(side).into_iter().map(|view| view.phase).collect()
    }

    /// The bytes of what a page has received, by name.
    pub(super) fn files(&mut self, side: Side) -> Vec<(String, Vec<u8>)> {
        let done = self.views(side).into_iter().filter_map(|view| Some((view.name.to_string(), view.slot?)));
        done.collect::<Vec<_>>()
            .into_iter()
            .map(|(name, slot)| (name, self.page(side).storage[&slot].bytes.clone()))
            .collect()
    }

    /// Lets happen what happens, until nothing does.
    pub(super) fn settle(&mut self) {
        for _ in 0..2_000_000 {
            if !self.step(0) {
                return;
            }
        }
        panic!("it goes on for ever: {:?} {:?}", self.phases(A), self.phases(B));
    }

    /// Delivers one thing; of those that could be next, the one that is chosen. False: there is none.
    pub(super) fn step(&mut self, chosen: usize) -> bool {
        self.now += Duration::from_millis(5);
        let mut ways = Vec::new();
        ways.extend(
            [A, B].into_iter().filter(|side| !self.control[*side as usize].is_empty()).map(|side| (None, side)),
        );
        for (id, channel) in &self.channels {
            let some = [0, 1].into_iter().filter(|end| !channel.ways[*end].is_empty());
            ways.extend(some.map(|end| (Some(id.clone()), channel.ends[end].0)));
        }
        if ways.is_empty() {
            return false;
        }
        match ways.swap_remove(chosen % ways.len()) {
            (None, to) => {
                let message = self.control[to as usize].pop_front().unwrap();
                let from = self.page(to.other()).id.clone();
                self.input(to, Input::Received(from, message));
            }
            (Some(id), to) => self.deliver(&id, to),
        }
        true
    }

    fn deliver(&mut self, id: &TransferId, to: Side) {
        let channel = self.channels.get_mut(id).unwrap();
        let end = usize::from(channel.ends[1].0 == to);
        let frame = channel.ways[end].pop_front().unwrap();
        let numbers = [channel.ends[0].1, channel.ends[1].1];
        // The first end is the sender's.
        if end == 1 {
            channel.left += frame.len() as u64;
            let (left, sender) = (channel.left, channel.ends[0].0);
            self.input(sender, Input::FramesLeft(numbers[0], left));
        }
        self.input(to, Input::FrameReceived(numbers[end], frame));
    }

    /// Tells a page something, and does what it wants.
    pub(super) fn input(&mut self, side: Side, input: Input) {
        let mut inputs = VecDeque::from([input]);
        while let Some(input) = inputs.pop_front() {
            let now = self.now;
            for effect in self.page(side).engine.handle(now, input) {
                inputs.extend(self.perform(side, effect));
            }
            for view in self.views(side) {
                let before = self.page(side).shown.insert(view.number, view.done);
                assert!(before.is_none_or(|before| before <= view.done), "progress goes back: {view:?} {before:?}");
                assert!(view.done <= view.size, "{view:?}");
            }
        }
    }

    fn perform(&mut self, side: Side, effect: Effect) -> Option<Input> {
        match effect {
            Effect::Say(to, message) => {
                assert_eq!(to, self.page(side.other()).id, "to nobody else");
                self.page(side).said.push(message.clone());
                // A page may hear late that its channel is closed.
                if self.connected {
                    self.control[side.other() as usize].push_back(message);
                }
                None
            }
            Effect::OpenChannel(number, _, id) => self.open_channel(side, number, &id),
            Effect::CloseChannel(number) => {
                let ends = self.channels.iter().find(|(_, channel)| channel.ends.contains(&(side, number)));
                let id = ends.map(|(id, _)| id.clone())?;
                let channel = self.channels.remove(&id)?;
                for (end, number) in channel.ends.into_iter().filter(|(end, _)| *end != side) {
                    self.input(end, Input::ChannelClosed(number));
                }
                None
            }
            Effect::SendFrame(number, mut frame) => {
                assert!(frame.len() <= self.max_frame.max(64 * 32 + 5), "{}", frame.len());
                let header = match Frame::parse(&frame) {
                    Ok(Frame::Group { .. }) => Some(0),
                    Ok(Frame::Chunk { .. }) => Some(Frame::CHUNK_HEADER),
                    _ => None,
                };
                if let Some(header) = header {
                    self.page(side).sent += frame.len() - header;
                    if std::mem::take(&mut self.corrupt_next) {
                        *frame.last_mut().unwrap() ^= 1;
                    }
                }
                let channel = self.channels.values_mut().find(|channel| channel.ends.contains(&(side, number)))?;
                let to = usize::from(channel.ends[0].0 == side);
                channel.ways[to].push_back(frame);
                None
            }
            Effect::Read(number, group) => {
                let Some(file) = self.page(side).files.get(&number) else { return Some(Input::ReadFailed(number)) };
                Some(Input::GroupRead(number, group, piece(file, group)))
            }
            Effect::Prepare { number, slot, size, stored } => {
                let page = self.page(side);
                let used: usize = page.storage.values().map(|stored| stored.bytes.len()).sum();
                if usize::try_from(size - stored).unwrap() > page.space.saturating_sub(used) {
                    return Some(Input::StorageFailed(number, TransferFailure::NoSpace));
                }
                page.storage.entry(slot.clone()).or_default();
                page.slots.insert(number, slot);
                Some(Input::Prepared(number))
            }
            Effect::Write(number, offset, bytes) => {
                let page = self.page(side);
                let offset = usize::try_from(offset).unwrap();
                let end = offset + bytes.len();
                if end > page.space {
                    return Some(Input::StorageFailed(number, TransferFailure::NoSpace));
                }
                // What was ended is written no more.
                let stored = page.slots.get(&number).and_then(|slot| page.storage.get_mut(slot))?;
                stored.bytes.resize(stored.bytes.len().max(end), 0);
                stored.bytes[offset..end].copy_from_slice(&bytes);
                None
            }
            Effect::Check(number, group) => {
                let page = self.page(side);
                let stored = &page.storage[&page.slots[&number]];
                Some(Input::GroupChecked(number, group, piece(&stored.bytes, group)))
            }
            Effect::Keep(_, kept) => {
                let stored = self.page(side).storage.get_mut(&kept.slot)?;
                stored.kept = Some(kept);
                None
            }
            Effect::Finish(number, kept) => {
                let stored = self.page(side).storage.get_mut(&kept.slot).unwrap();
                stored.kept = Some(kept);
                Some(Input::Finished(number))
            }
            Effect::Release(number) => {
                self.page(side).files.remove(&number);
                self.page(side).slots.remove(&number);
                None
            }
            Effect::Discard(slot) => {
                self.page(side).storage.remove(&slot);
                None
            }
            Effect::Offered(..) | Effect::Changed => None,
        }
    }

    fn open_channel(&mut self, side: Side, number: Number, id: &TransferId) -> Option<Input> {
        let from = self.page(side).id.clone();
        let other = self.page(side.other()).engine.expects_channel(&from, id.as_str());
        // What is not expected is closed.
        let Some(other) = other else { return Some(Input::ChannelClosed(number)) };
        let max_frame = self.max_frame;
        let ends = [(side, number), (side.other(), other)];
        self.channels.insert(id.clone(), Channel { ends, ways: [VecDeque::new(), VecDeque::new()], left: 0 });
        self.input(side.other(), Input::ChannelOpened { number: other, max_frame });
        Some(Input::ChannelOpened { number, max_frame })
    }
}

/// A group of a file, or what there is of it.
fn piece(file: &[u8], group: u32) -> Vec<u8> {
    let from = usize::try_from(tree::offset(group)).unwrap().min(file.len());
    let length = tree::length(file.len() as u64, group);
    file[from..from + length].to_vec()
}

/// So many bytes that do not repeat themselves soon.
pub(super) fn bytes(count: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_u32;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state.to_le_bytes()
    };
    let mut bytes = vec![0; count];
    for piece in bytes.chunks_mut(4) {
        piece.copy_from_slice(&next()[..piece.len()]);
    }
    bytes
}
