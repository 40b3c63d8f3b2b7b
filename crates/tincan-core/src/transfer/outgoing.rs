//! The sending half of a transfer: which groups are read, and what goes into the channel.

use std::{collections::BTreeSet, time::Duration};

use tincan_protocol::{Frame, GroupHash, GroupSpan};

use super::{
    groups::Groups,
    limits::{AHEAD, AHEAD_TIME, CHUNK, WINDOW},
    tree,
};

/// What the sender wants next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wish {
    /// To have this group read.
    Read(u32),
    /// To send this frame.
    Send(Vec<u8>),
}

/// One file on its way to one member. It walks through the groups in their order: each is read once, hashed, and sent unless the
/// receiver has it; of the file no more is in memory than that group.
#[derive(Debug)]
pub(super) struct Outgoing {
    size: u64,
    /// Of the groups from the first on. They outlive the channel.
    hashes: Vec<GroupHash>,
    /// What the receiver has.
    have: Groups,
    accepted: bool,
    /// Which group comes next.
    next: u32,
    /// What did not arrive as it should.
    again: BTreeSet<u32>,
    /// How many hashes are told on this channel.
    told: usize,
    sealed: bool,
    reading: Option<u32>,
    /// What the receiver has checked and stored.
    verified: u64,
    /// Bytes given to the channel, and those that left it.
    queued: u64,
    left: u64,
    /// How many bytes it is given ahead, and since when how many had left it.
    ahead: u64,
    measured: Option<(Duration, u64)>,
    chunk: usize,
    /// Whether a group fits into one frame.
    takes_groups: bool,
}

impl Outgoing {
    pub(super) fn new(size: u64) -> Self {
        Self {
            size,
            hashes: Vec::new(),
            have: Groups::default(),
            accepted: false,
            next: 0,
            again: BTreeSet::new(),
            told: 0,
            sealed: false,
            reading: None,
            verified: 0,
            queued: 0,
            left: 0,
            ahead: *AHEAD.start(),
            measured: None,
            chunk: CHUNK,
            takes_groups: false,
        }
    }

    /// Begins, or begins again, with what the receiver has.
    pub(super) fn begin(&mut self, have: &[GroupSpan]) {
        let hashes = std::mem::take(&mut self.hashes);
        let have = Groups::from_spans(have, tree::groups(self.size));
        *self = Self { hashes, have, accepted: true, ..Self::new(self.size) };
    }

    pub(super) fn was_accepted(&self) -> bool {
        self.accepted
    }

    /// The channel is open, and takes frames of so many bytes.
    pub(super) fn open(&mut self, max_frame: usize) {
        self.chunk = max_frame.saturating_sub(Frame::CHUNK_HEADER).clamp(1, CHUNK);
        self.takes_groups = max_frame >= Frame::GROUP;
    }

    /// So many bytes have left the channel since it opened.
    pub(super) fn note_left(&mut self, now: Duration, bytes: u64) {
        self.left = self.left.max(bytes.min(self.queued));
        let (since, before) = *self.measured.get_or_insert((now, self.left));
        let span = now.saturating_sub(since);
        if span >= MEASURED_EVERY {
            let share = AHEAD_TIME.as_millis() * u128::from(self.left - before) / span.as_millis();
            self.ahead = u64::try_from(share).unwrap_or(u64::MAX).clamp(*AHEAD.start(), *AHEAD.end());
            self.measured = Some((now, self.left));
        }
    }

    /// Takes a frame of the receiver's. False: it is none that a receiver sends.
    pub(super) fn receive(&mut self, frame: Frame<'_>) -> bool {
        match frame {
            Frame::Again { group } if (group as usize) < self.told => {
                self.again.insert(group);
                true
            }
            Frame::Verified { bytes } if bytes <= self.size => {
                self.verified = self.verified.max(bytes);
                true
            }
            _ => false,
        }
    }

    /// What the receiver has checked and stored.
    pub(super) fn verified(&self) -> u64 {
        self.verified
    }

    /// What to do next; none: nothing, until something happens.
    pub(super) fn wish(&mut self) -> Option<Wish> {
        if self.reading.is_some() || self.queued - self.left >= self.ahead {
            return None;
        }
        if let Some(group) = self.again.pop_first() {
            return Some(self.read(group));
        }
        while self.next < tree::groups(self.size) {
            if self.untold() >= TELL_AT {
                return Some(self.tell());
            }
            if self.walked() - self.verified.min(self.walked()) >= WINDOW {
                // What waits to be told may be what the receiver waits for.
                return (self.untold() > 0).then(|| self.tell());
            }
            if !self.have.contains(self.next) || self.hashes.len() <= self.next as usize {
                return Some(self.read(self.next));
            }
            self.next += 1;
        }
        if self.untold() > 0 {
            return Some(self.tell());
        }
        if std::mem::replace(&mut self.sealed, true) {
            return None;
        }
        let root = tree::root(self.size, &self.hashes);
        Some(self.send(&Frame::Seal { root }))
    }

    /// The group that [`Wish::Read`] asked for. An error: the file is not what it was.
    pub(super) fn take_group(&mut self, group: u32, bytes: Vec<u8>) -> Result<Vec<Vec<u8>>, ()> {
        // What was read for a channel that is closed is read again for the next.
        if self.reading.take() != Some(group) {
            return Ok(Vec::new());
        }
        if bytes.len() != tree::length(self.size, group) {
            return Err(());
        }
        let hash = tree::group_hash(self.size, group, &bytes);
        match self.hashes.get(group as usize) {
            Some(known) if *known != hash => return Err(()),
            Some(_) => {}
            None => self.hashes.push(hash),
        }
        let repeated = group < self.next;
        self.next = self.next.max(group + 1);
        if !repeated && self.have.contains(group) {
            return Ok(Vec::new());
        }
        let mut frames = Vec::new();
        if self.untold() > 0 {
            frames.push(self.tell_frame());
        }
        if self.takes_groups && bytes.len() == Frame::GROUP && self.told == group as usize + 1 {
            self.queued += bytes.len() as u64;
            frames.push(bytes);
            return Ok(frames);
        }
        for (index, bytes) in bytes.chunks(self.chunk).enumerate() {
            let offset = u32::try_from(index * self.chunk).map_err(|_| ())?;
            frames.push(self.frame(&Frame::Chunk { group, offset, bytes }));
        }
        Ok(frames)
    }

    fn read(&mut self, group: u32) -> Wish {
        self.reading = Some(group);
        Wish::Read(group)
    }

    /// How many hashes of walked groups wait to be told.
    fn untold(&self) -> usize {
        (self.next as usize).min(self.hashes.len()) - self.told
    }

    fn tell(&mut self) -> Wish {
        Wish::Send(self.tell_frame())
    }

    fn tell_frame(&mut self) -> Vec<u8> {
        let end = (self.next as usize).min(self.hashes.len()).min(self.told + Frame::MAX_HASHES);
        let first = u32::try_from(self.told).unwrap_or(u32::MAX);
        let frame = Frame::Hashes { first, hashes: &self.hashes[self.told..end] }.to_bytes();
        self.told = end;
        self.queued += frame.len() as u64;
        frame
    }

    fn send(&mut self, frame: &Frame<'_>) -> Wish {
        Wish::Send(self.frame(frame))
    }

    fn frame(&mut self, frame: &Frame<'_>) -> Vec<u8> {
        let frame = frame.to_bytes();
        self.queued += frame.len() as u64;
        frame
    }

    /// How many bytes come before the next group.
    fn walked(&self) -> u64 {
        tree::offset(self.next).min(self.size)
    }
}

/// How often it is seen how fast a channel is.
const MEASURED_EVERY: Duration = Duration::from_millis(100);

/// So many hashes of groups that need not be sent are told at once.
const TELL_AT: usize = 64;
