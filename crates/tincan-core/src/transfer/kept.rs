//! What is stored of files, and outlives the page.

use serde::{Deserialize, Serialize};
use tincan_protocol::{FileName, GroupSpan, MediaType, Offer, TransferId};

/// Where the bytes of a file are stored: a name that the owner of the storage has drawn.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Slot(pub String);

/// A file that is stored, or a part of one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// Where.
    pub slot: Slot,
    /// In which transfer it came.
    pub id: TransferId,
    /// The name of who sent it.
    pub from: String,
    /// What it is called.
    pub name: FileName,
    /// How long it is, in bytes.
    pub size: u64,
    /// What it is.
    pub media_type: MediaType,
    /// When it was last changed, in milliseconds since 1970.
    pub modified: u64,
    /// Which groups are there, as far as is known: they are checked again before they count.
    pub have: Vec<GroupSpan>,
    /// Whether it is there as a whole, and was checked.
    pub complete: bool,
}

impl Kept {
    /// How many bytes are there, as far as is known.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        if self.complete {
            return self.size;
        }
        let groups: u64 = self.have.iter().map(|span| u64::from(span.to.saturating_sub(span.from))).sum();
        groups.saturating_mul(tincan_protocol::GROUP_BYTES).min(self.size)
    }

    /// Whether it came in this transfer.
    pub(super) fn is_of(&self, offer: &Offer) -> bool {
        self.id == offer.id && self.size == offer.size
    }

    /// Whether it is probably a part of this file, picked once more. What is not is found out group by group.
    pub(super) fn resembles(&self, offer: &Offer) -> bool {
        !self.complete && self.size == offer.size && self.name == offer.name && self.modified == offer.modified
    }
}
