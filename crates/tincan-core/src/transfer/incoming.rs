//! The receiving half of a transfer: what arrives is checked group by group before it is stored.

use std::collections::BTreeMap;

use tincan_protocol::{Frame, GROUP_BYTES, GroupHash, GroupSpan, TransferFailure};

use super::{
    groups::Groups,
    kept::Slot,
    limits::{BAD_GROUPS, OPEN_GROUPS},
    tree,
};

/// What follows from something that arrived.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Store these bytes of the file, from this offset on: they are checked.
    Write(u64, Vec<u8>),
    /// Read this group from the storage, to be checked.
    Check(u32),
    /// Send this frame.
    Send(Vec<u8>),
    /// All is there, checked one by one and as a whole.
    Finish,
}

/// One file on its way from one member.
#[derive(Debug)]
pub(super) struct Incoming {
    size: u64,
    /// Where it is stored; none before it is accepted.
    pub(super) slot: Option<Slot>,
    /// Of the groups from the first on, as the sender announced them on this channel.
    hashes: Vec<GroupHash>,
    /// As announced before: what was verified by them still is, if they are announced again.
    former: Vec<GroupHash>,
    /// Checked and stored.
    verified: Groups,
    /// Stored, and to be checked when their hash is known.
    claimed: Groups,
    open: BTreeMap<u32, OpenGroup>,
    root: Option<[u8; 32]>,
    bad: u32,
    /// Bytes of chunks on this channel, and how many there may be.
    received: u64,
    allowed: u64,
    told: u64,
    finishing: bool,
}

/// A group of which not all is there.
#[derive(Debug)]
struct OpenGroup {
    bytes: Vec<u8>,
    filled: Groups,
}

impl Incoming {
    pub(super) fn new(size: u64) -> Self {
        Self {
            size,
            slot: None,
            hashes: Vec::new(),
            former: Vec::new(),
            verified: Groups::default(),
            claimed: Groups::default(),
            open: BTreeMap::new(),
            root: None,
            bad: 0,
            received: 0,
            allowed: 0,
            told: 0,
            finishing: false,
        }
    }

    /// It goes to this place, where these groups may be already.
    pub(super) fn store_at(&mut self, slot: Slot, have: &[GroupSpan]) {
        self.slot = Some(slot);
        self.claimed = Groups::from_spans(have, self.groups());
    }

    /// What need not be sent: said in an answer, after which the sender begins anew.
    pub(super) fn begin(&mut self) -> Vec<GroupSpan> {
        if self.former.len() < self.hashes.len() {
            self.former = std::mem::take(&mut self.hashes);
        }
        self.hashes.clear();
        self.open.clear();
        self.root = None;
        self.received = 0;
        self.told = 0;
        let mut have = self.verified.clone();
        for span in self.claimed.to_spans() {
            have.insert(span.from, span.to);
        }
        let spans = have.to_spans();
        let had: u32 = spans.iter().map(|span| span.to - span.from).sum();
        let missing = u64::from(self.groups() - had) * GROUP_BYTES;
        self.allowed = missing + (OPEN_GROUPS as u64) * GROUP_BYTES;
        spans
    }

    /// How many bytes are checked and stored.
    pub(super) fn verified_bytes(&self) -> u64 {
        let last = self.groups() - 1;
        let short = GROUP_BYTES - tree::length(self.size, last) as u64;
        let bytes = u64::from(self.verified.count()) * GROUP_BYTES;
        if self.verified.contains(last) { bytes - short } else { bytes }
    }

    /// What is stored, checked or not.
    pub(super) fn stored(&self) -> Vec<GroupSpan> {
        let mut stored = self.claimed.clone();
        for span in self.verified.to_spans() {
            stored.insert(span.from, span.to);
        }
        stored.to_spans()
    }

    /// Takes a frame of the sender's.
    pub(super) fn receive(&mut self, frame: Frame<'_>) -> Result<Vec<Step>, TransferFailure> {
        let mut steps = Vec::new();
        match frame {
            Frame::Hashes { first, hashes } => self.announced(first, hashes, &mut steps)?,
            Frame::Group { bytes } => {
                let last = u32::try_from(self.hashes.len()).unwrap_or(u32::MAX);
                let group = last.checked_sub(1).ok_or(TransferFailure::Protocol)?;
                self.chunk(group, 0, bytes, &mut steps)?;
            }
            Frame::Chunk { group, offset, bytes } => self.chunk(group, offset, bytes, &mut steps)?,
            Frame::Seal { root } => self.sealed(root)?,
            Frame::Again { .. } | Frame::Verified { .. } => return Err(TransferFailure::Protocol),
        }
        self.settle(&mut steps);
        Ok(steps)
    }

    /// The group that [`Step::Check`] asked for, as it is stored.
    pub(super) fn checked(&mut self, group: u32, bytes: &[u8]) -> Vec<Step> {
        let mut steps = Vec::new();
        // Asked for on an earlier channel, or answered by the sender meanwhile.
        let Some(hash) = self.hashes.get(group as usize).filter(|_| self.claimed.contains(group)) else {
            return steps;
        };
        let whole = bytes.len() == tree::length(self.size, group);
        let good = whole && tree::group_hash(self.size, group, bytes) == *hash;
        self.claimed.remove(group);
        if good {
            self.verified.insert(group, group + 1);
        } else {
            self.want_again(group, &mut steps);
        }
        self.settle(&mut steps);
        steps
    }

    fn groups(&self) -> u32 {
        tree::groups(self.size)
    }

    fn announced(&mut self, first: u32, hashes: &[GroupHash], steps: &mut Vec<Step>) -> Result<(), TransferFailure> {
        let begins = self.hashes.len();
        if first as usize != begins || begins + hashes.len() > self.groups() as usize || self.root.is_some() {
            return Err(TransferFailure::Protocol);
        }
        self.hashes.extend_from_slice(hashes);
        for (group, hash) in (first..).zip(hashes) {
            if self.verified.contains(group) && self.former.get(group as usize) != Some(hash) {
                // Another file of the same name, or one that was changed.
                self.verified.remove(group);
                self.claimed.insert(group, group + 1);
            }
            if tree::length(self.size, group) == 0 {
                if *hash != tree::group_hash(self.size, group, &[]) {
                    return Err(TransferFailure::Mismatch);
                }
                self.verified.insert(group, group + 1);
            } else if self.claimed.contains(group) {
                steps.push(Step::Check(group));
            }
        }
        Ok(())
    }

    fn chunk(&mut self, group: u32, offset: u32, bytes: &[u8], steps: &mut Vec<Step>) -> Result<(), TransferFailure> {
        let length = tree::length(self.size, group);
        let (from, count) = (offset as usize, bytes.len());
        self.received += count as u64;
        if group as usize >= self.hashes.len() || from > length || count > length - from || self.received > self.allowed
        {
            return Err(TransferFailure::Protocol);
        }
        // Twice is no harm; and what is stored is checked first.
        if self.verified.contains(group) || self.claimed.contains(group) {
            return Ok(());
        }
        if count == length && !self.open.contains_key(&group) {
            return self.assembled(group, bytes.to_vec(), steps);
        }
        if self.open.len() >= OPEN_GROUPS && !self.open.contains_key(&group) {
            return Err(TransferFailure::Protocol);
        }
        let open =
            self.open.entry(group).or_insert_with(|| OpenGroup { bytes: vec![0; length], filled: Groups::default() });
        open.bytes[from..from + count].copy_from_slice(bytes);
        open.filled.insert(offset, u32::try_from(from + count).map_err(|_| TransferFailure::Protocol)?);
        if open.filled.count() as usize == length
            && let Some(whole) = self.open.remove(&group)
        {
            self.assembled(group, whole.bytes, steps)?;
        }
        Ok(())
    }

    fn assembled(&mut self, group: u32, bytes: Vec<u8>, steps: &mut Vec<Step>) -> Result<(), TransferFailure> {
        if self.hashes.get(group as usize) == Some(&tree::group_hash(self.size, group, &bytes)) {
            self.verified.insert(group, group + 1);
            steps.push(Step::Write(tree::offset(group), bytes));
            return Ok(());
        }
        self.bad += 1;
        if self.bad > BAD_GROUPS {
            return Err(TransferFailure::Mismatch);
        }
        self.want_again(group, steps);
        Ok(())
    }

    fn want_again(&mut self, group: u32, steps: &mut Vec<Step>) {
        self.allowed += GROUP_BYTES;
        steps.push(Step::Send(Frame::Again { group }.to_bytes()));
    }

    fn sealed(&mut self, root: [u8; 32]) -> Result<(), TransferFailure> {
        if self.root.is_some() || self.hashes.len() != self.groups() as usize {
            return Err(TransferFailure::Protocol);
        }
        if tree::root(self.size, &self.hashes) != root {
            return Err(TransferFailure::Mismatch);
        }
        self.root = Some(root);
        Ok(())
    }

    /// Tells the sender how far it is, now and then, and says when all is there.
    fn settle(&mut self, steps: &mut Vec<Step>) {
        let verified = self.verified_bytes();
        if verified >= self.told + TELL_EVERY || verified == self.size && verified > self.told {
            self.told = verified;
            steps.push(Step::Send(Frame::Verified { bytes: verified }.to_bytes()));
        }
        if self.root.is_some() && self.verified.count() == self.groups() && !self.finishing {
            self.finishing = true;
            steps.push(Step::Finish);
        }
    }
}

/// After so many bytes the sender is told.
const TELL_EVERY: u64 = 1024 * 1024;
