//! Files, from person to person.
//!
//! A file is offered to each receiver in a transfer of its own. Nothing of it is read before it is accepted; then it goes over a
//! channel of its own, group by group, each after its hash, and at the end the hash of the whole. The receiver stores what it
//! has checked and nothing else, asks again for what is wrong, and says when it has all: only then does the sender know that
//! anything arrived, so a page that is closed too early cannot cut off the end unnoticed.
//!
//! Whatever interrupts a transfer, it goes on from what the receiver has checked. The sender offers again whenever the two are
//! connected anew, and an offer that was accepted before is answered without asking the person. A receiver whose page was loaded
//! again is another member: it proves that it knows the id of the transfer, which nobody else does. A sender whose page was
//! loaded again has to pick the file once more; what is stored of a file of the same name, size and date is then compared with it
//! group by group.
//!
//! What a hostile member can cause is bounded: see `limits.rs`. No frame makes a receiver allocate more than was announced.

mod channel;
mod groups;
mod incoming;
mod kept;
mod limits;
mod messages;
mod outgoing;
mod pace;
mod person;
pub mod tree;
mod view;

use std::{collections::BTreeMap, time::Duration};

use tincan_protocol::{
    GroupSpan, MemberId, Offer, ResumeProof, Thumbnail, TransferFailure, TransferId, TransferMessage,
};

use self::{incoming::Incoming, limits::Limits, outgoing::Outgoing, pace::Pace};
pub use self::{
    kept::{Kept, Slot},
    view::{KeptView, Phase, TransferView, View},
};

/// Which transfer of this page, in either direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Number(pub u32);

/// In which direction a file goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// To the other member.
    Out,
    /// From the other member.
    In,
}

/// What happened. Times are durations since any fixed moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// You are this member.
    Joined(MemberId),
    /// What the storage keeps from earlier.
    Restored(Vec<Kept>),
    /// The control channel to this member opened.
    MemberReached {
        /// Who.
        id: MemberId,
        /// Under which name.
        name: String,
    },
    /// The control channel to this member closed.
    MemberLost(MemberId),
    /// This member left the room.
    MemberLeft(MemberId),
    /// This came on this member's control channel.
    Received(MemberId, TransferMessage),
    /// The person sends a file. Its bytes are asked for by [`Effect::Read`].
    OfferRequested {
        /// To whom.
        to: MemberId,
        /// The file, with an id of 128 new random bits.
        offer: Offer,
    },
    /// The person accepts what is offered.
    AcceptRequested {
        /// Which transfer.
        number: Number,
        /// A new place for it, if there is none yet.
        slot: Slot,
    },
    /// The person does not want what is offered.
    DeclineRequested(Number),
    /// The person ends a transfer.
    CancelRequested(Number),
    /// The person has a transfer rest, or go on.
    PauseRequested(Number, bool),
    /// The person wants a transfer that is over out of sight, and what is stored of it removed.
    ForgetRequested(Number),
    /// The person wants something that is stored removed.
    RemoveRequested(Slot),
    /// [`Effect::Prepare`] is done.
    Prepared(Number),
    /// The storage failed in whatever it had to do.
    StorageFailed(Number, TransferFailure),
    /// The channel of a transfer opened.
    ChannelOpened {
        /// Which.
        number: Number,
        /// The most bytes that it takes in one piece.
        max_frame: usize,
    },
    /// The channel of a transfer closed.
    ChannelClosed(Number),
    /// This came on the channel of a transfer.
    FrameReceived(Number, Vec<u8>),
    /// So many bytes of frames have left the channel of a transfer since it opened.
    FramesLeft(Number, u64),
    /// [`Effect::Read`] is done.
    GroupRead(Number, u32, Vec<u8>),
    /// [`Effect::Read`] failed.
    ReadFailed(Number),
    /// [`Effect::Check`] is done.
    GroupChecked(Number, u32, Vec<u8>),
    /// [`Effect::Finish`] is done.
    Finished(Number),
}

/// What to do, in this order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Say this on this member's control channel, which is open.
    Say(MemberId, TransferMessage),
    /// Open a channel to this member, under the name of this id.
    OpenChannel(Number, MemberId, TransferId),
    /// Close the channel of a transfer, if there is one. It is not reported.
    CloseChannel(Number),
    /// Send this on the channel of a transfer.
    SendFrame(Number, Vec<u8>),
    /// Read this group of the file that is sent; then [`Input::GroupRead`] or [`Input::ReadFailed`].
    Read(Number, u32),
    /// See that there is space for the file, and open its place; then [`Input::Prepared`] or [`Input::StorageFailed`].
    Prepare {
        /// Which transfer.
        number: Number,
        /// Where.
        slot: Slot,
        /// How long the file is.
        size: u64,
        /// How much of that is there already.
        stored: u64,
    },
    /// Store these bytes, from this offset on. [`Input::StorageFailed`] only if it fails.
    Write(Number, u64, Vec<u8>),
    /// Read this group from the storage; then [`Input::GroupChecked`], with fewer bytes if there are not so many.
    Check(Number, u32),
    /// Keep this word of what is stored.
    Keep(Number, Kept),
    /// All is there: see that it is written, keep this word, close its place; then [`Input::Finished`] or [`Input::StorageFailed`].
    Finish(Number, Kept),
    /// Close what is open for a transfer, the file that is sent or the place where it is stored.
    Release(Number),
    /// Remove what is stored there.
    Discard(Slot),
    /// A member offers a file: for the sound, for screen readers, and for its picture.
    Offered(Number, Option<Thumbnail>),
    /// Something that can be seen is different. It comes last, and once.
    Changed,
}

/// All transfers of one page.
#[derive(Debug, Default)]
pub struct Transfers {
    you: Option<MemberId>,
    members: BTreeMap<MemberId, Member>,
    all: BTreeMap<Number, Transfer>,
    /// What is stored, and belongs to none of them.
    kept: Vec<Kept>,
    next: u32,
}

#[derive(Debug)]
struct Member {
    name: String,
    reached: bool,
    limits: Limits,
}

/// One file on its way.
#[derive(Debug)]
struct Transfer {
    member: MemberId,
    /// The member's name, also when they are gone.
    name: String,
    /// Who has proved to be the receiver, while that is still another member, who may be gone and not yet missed.
    claimed: Option<MemberId>,
    offer: Offer,
    half: Half,
    stage: Stage,
    /// Who wants it to rest.
    paused_here: bool,
    paused_there: bool,
    pace: Pace,
    /// How often its channel closed though the connection stood.
    closings: u32,
    /// How many bytes were kept when that was last done.
    kept_at: u64,
}

#[derive(Debug)]
enum Half {
    Out(Box<Outgoing>),
    In(Box<Incoming>),
}

/// How far a transfer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Nobody has answered.
    Offered,
    /// The place for it is being prepared.
    Preparing,
    /// Accepted; there is no channel.
    Accepted,
    /// Its channel is being opened.
    Opening,
    /// It flows, or rests.
    Flowing,
    /// All is there, and being written.
    Finishing,
    /// Nothing more comes of it.
    Over(Outcome),
}

/// How a transfer ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Done,
    Declined,
    Cancelled {
        here: bool,
    },
    Failed {
        why: TransferFailure,
        here: bool,
    },
    /// The other left before they answered.
    Left,
}

impl Transfers {
    /// No transfers.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes an input in.
    #[must_use]
    pub fn handle(&mut self, now: Duration, input: Input) -> Vec<Effect> {
        let mut out = Out::default();
        match input {
            Input::Joined(you) => self.you = Some(you),
            Input::Restored(kept) => self.restored(kept, &mut out),
            Input::MemberReached { id, name } => self.reached(&id, name, &mut out),
            Input::MemberLost(id) => self.lost(&id, &mut out),
            Input::MemberLeft(id) => self.left(&id, &mut out),
            Input::Received(from, message) => self.received(now, &from, message, &mut out),
            Input::OfferRequested { to, offer } => self.offer(&to, offer, &mut out),
            Input::AcceptRequested { number, slot } => self.accept(number, slot, &mut out),
            Input::DeclineRequested(number) => self.decline(number, &mut out),
            Input::CancelRequested(number) => self.cancel(number, &mut out),
            Input::PauseRequested(number, on) => self.pause(number, on, &mut out),
            Input::ForgetRequested(number) => self.forget(number, &mut out),
            Input::RemoveRequested(slot) => self.remove(slot, &mut out),
            Input::Prepared(number) => self.prepared(number, &mut out),
            Input::StorageFailed(number, why) => self.fail(number, why, &mut out),
            Input::ReadFailed(number) => self.fail(number, TransferFailure::Unreadable, &mut out),
            Input::ChannelOpened { number, max_frame } => self.channel_opened(number, max_frame, &mut out),
            Input::ChannelClosed(number) => self.channel_closed(number, &mut out),
            Input::FrameReceived(number, frame) => self.frame_received(now, number, &frame, &mut out),
            Input::FramesLeft(number, bytes) => self.frames_left(now, number, bytes),
            Input::GroupRead(number, group, bytes) => self.group_read(number, group, bytes, &mut out),
            Input::GroupChecked(number, group, bytes) => self.group_checked(now, number, group, &bytes, &mut out),
            Input::Finished(number) => self.finished(number, &mut out),
        }
        self.flow(&mut out);
        out.finish()
    }

    /// The id of a transfer.
    #[must_use]
    pub fn id(&self, number: Number) -> Option<&TransferId> {
        self.all.get(&number).map(|transfer| &transfer.offer.id)
    }

    /// The transfer that began last.
    #[must_use]
    pub fn newest(&self) -> Option<Number> {
        self.all.last_key_value().map(|(number, _)| *number)
    }

    /// Which transfer the channel of this name from this member belongs to, if one is expected.
    #[must_use]
    pub fn expects_channel(&self, from: &MemberId, id: &str) -> Option<Number> {
        let expects = |transfer: &Transfer| {
            transfer.member == *from
                && transfer.offer.id.as_str() == id
                && transfer.stage == Stage::Accepted
                && matches!(transfer.half, Half::In(_))
        };
        self.all.iter().find(|(_, transfer)| expects(transfer)).map(|(number, _)| *number)
    }
}

impl Transfer {
    fn new(member: MemberId, name: String, offer: Offer, half: Half) -> Self {
        Self {
            member,
            name,
            claimed: None,
            offer,
            half,
            stage: Stage::Offered,
            paused_here: false,
            paused_there: false,
            pace: Pace::default(),
            closings: 0,
            kept_at: 0,
        }
    }

    fn id(&self) -> TransferId {
        self.offer.id.clone()
    }

    fn way(&self) -> Way {
        match self.half {
            Half::Out(_) => Way::Out,
            Half::In(_) => Way::In,
        }
    }

    fn is_over(&self) -> bool {
        matches!(self.stage, Stage::Over(_))
    }

    fn was_accepted(&self) -> bool {
        match &self.half {
            Half::In(incoming) => incoming.slot.is_some(),
            Half::Out(outgoing) => outgoing.was_accepted(),
        }
    }

    /// What is known of what is stored.
    fn kept(&self, complete: bool) -> Option<Kept> {
        let Half::In(incoming) = &self.half else { return None };
        let offer = &self.offer;
        Some(Kept {
            slot: incoming.slot.clone()?,
            id: offer.id.clone(),
            from: self.name.clone(),
            name: offer.name.clone(),
            size: offer.size,
            media_type: offer.media_type.clone(),
            modified: offer.modified,
            have: incoming.stored(),
            complete,
        })
    }
}

/// A proof of this member's that it knows this id.
fn proof(id: &TransferId, member: &MemberId) -> ResumeProof {
    let mut hasher = blake3::Hasher::new_derive_key("tincan 2026-11-21 resume of a transfer");
    hasher.update(id.as_str().as_bytes());
    hasher.update(b"/");
    hasher.update(member.as_str().as_bytes());
    let mut bytes = [0; 16];
    hasher.finalize_xof().fill(&mut bytes);
    ResumeProof::from_bytes(bytes)
}

/// The effects of one input.
#[derive(Debug, Default)]
struct Out {
    effects: Vec<Effect>,
    changed: bool,
}

impl Out {
    fn push(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    fn finish(mut self) -> Vec<Effect> {
        if self.changed {
            self.effects.push(Effect::Changed);
        }
        self.effects
    }
}

/// How many bytes of a file of this size are in these groups.
fn stored_bytes(size: u64, have: &[GroupSpan]) -> u64 {
    have.iter().map(|span| tree::offset(span.to).min(size).saturating_sub(tree::offset(span.from).min(size))).sum()
}
