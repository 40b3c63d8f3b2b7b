//! What can be seen of transfers.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use tincan_protocol::{FileName, MediaType, MemberId, TransferFailure};

use super::{Kept, Number, Outcome, Slot, Stage, Transfer, Transfers, Way};

/// All that can be seen.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct View {
    /// The transfers, in the order in which they began.
    pub transfers: Vec<TransferView>,
    /// What is stored from earlier, and belongs to none of them.
    pub kept: Vec<KeptView>,
}

/// A transfer, as it is seen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TransferView {
    /// Which.
    pub number: Number,
    /// In which direction.
    pub way: Way,
    /// With whom.
    pub member: MemberId,
    /// Their name, also when they are gone.
    pub with: String,
    /// What the file is called.
    pub name: FileName,
    /// What it is.
    pub media_type: MediaType,
    /// How long it is, in bytes.
    pub size: u64,
    /// How many bytes are checked and stored at the receiver's. It never becomes less.
    pub done: u64,
    /// How far it is.
    pub phase: Phase,
    /// Bytes in a second, of late.
    pub rate: Option<u64>,
    /// How many seconds it will take, if it goes on like this.
    pub seconds_left: Option<u64>,
    /// Where the file is stored, of what is done and was received.
    pub slot: Option<Slot>,
}

/// How far a transfer is, for a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// The receiver has not answered. To a receiver: the answer is awaited.
    Offered {
        /// How many bytes are there from an earlier time.
        stored: u64,
    },
    /// Accepted; it begins as soon as it can.
    Waiting,
    /// It flows.
    Active,
    /// It rests.
    Paused {
        /// Because of this side.
        here: bool,
    },
    /// The other is not reached. It goes on when they are.
    Interrupted,
    /// The receiver has it.
    Done,
    /// The receiver does not want it.
    Declined,
    /// It was ended.
    Cancelled {
        /// By this side.
        here: bool,
    },
    /// It could not go on.
    Failed {
        /// Why.
        why: TransferFailure,
    },
    /// The other left before they answered.
    Left,
}

impl Phase {
    /// Whether nothing more comes of it.
    #[must_use]
    pub fn is_over(self) -> bool {
        matches!(self, Self::Done | Self::Declined | Self::Cancelled { .. } | Self::Failed { .. } | Self::Left)
    }
}

/// Something that is stored, as it is seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptView {
    /// Where.
    pub slot: Slot,
    /// The name of who sent it.
    pub from: String,
    /// What the file is called.
    pub name: FileName,
    /// How long it is, in bytes.
    pub size: u64,
    /// How many bytes are there.
    pub done: u64,
    /// Whether it is there as a whole, and was checked.
    pub complete: bool,
}

impl Transfers {
    /// What can be seen at this time.
    #[must_use]
    pub fn view(&self, now: Duration) -> View {
        View {
            transfers: self.all.iter().map(|(number, transfer)| self.see(*number, transfer, now)).collect(),
            kept: self.kept.iter().map(see_kept).collect(),
        }
    }

    /// Whether something flows, so that what is seen changes with time.
    #[must_use]
    pub fn is_flowing(&self) -> bool {
        self.all.values().any(|transfer| transfer.stage == Stage::Flowing)
    }

    fn see(&self, number: Number, transfer: &Transfer, now: Duration) -> TransferView {
        let phase = self.phase(transfer);
        let size = transfer.offer.size;
        let flows = phase == Phase::Active;
        let slot = match &transfer.half {
            super::Half::In(incoming) if phase == Phase::Done => incoming.slot.clone(),
            _ => None,
        };
        TransferView {
            number,
            way: transfer.way(),
            member: transfer.member.clone(),
            with: transfer.name.clone(),
            name: transfer.offer.name.clone(),
            media_type: transfer.offer.media_type.clone(),
            size,
            done: if phase == Phase::Done { size } else { transfer.pace.done() },
            phase,
            rate: transfer.pace.rate(now).filter(|_| flows),
            seconds_left: transfer.pace.seconds_left(now, size).filter(|_| flows),
            slot,
        }
    }

    fn phase(&self, transfer: &Transfer) -> Phase {
        let paused = transfer.paused_here || transfer.paused_there;
        match transfer.stage {
            Stage::Over(Outcome::Done) => Phase::Done,
            Stage::Over(Outcome::Declined) => Phase::Declined,
            Stage::Over(Outcome::Cancelled { here }) => Phase::Cancelled { here },
            Stage::Over(Outcome::Failed { why, .. }) => Phase::Failed { why },
            Stage::Over(Outcome::Left) => Phase::Left,
            _ if transfer.was_accepted() && !self.is_reached(&transfer.member) => Phase::Interrupted,
            _ if paused => Phase::Paused { here: transfer.paused_here },
            Stage::Offered if transfer.was_accepted() => Phase::Waiting,
            Stage::Offered => Phase::Offered { stored: self.stored(transfer) },
            Stage::Preparing | Stage::Accepted | Stage::Opening => Phase::Waiting,
            Stage::Flowing | Stage::Finishing => Phase::Active,
        }
    }

    fn stored(&self, transfer: &Transfer) -> u64 {
        if transfer.way() == Way::Out {
            return 0;
        }
        let kept = self.kept.iter().find(|kept| kept.resembles(&transfer.offer)).cloned();
        let abandoned = || self.all.get(&self.abandoned(&transfer.offer)?)?.kept(false);
        kept.or_else(abandoned).map_or(0, |kept| kept.bytes())
    }
}

fn see_kept(kept: &Kept) -> KeptView {
    KeptView {
        slot: kept.slot.clone(),
        from: kept.from.clone(),
        name: kept.name.clone(),
        size: kept.size,
        done: kept.bytes(),
        complete: kept.complete,
    }
}
