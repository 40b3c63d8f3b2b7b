//! What is stored of files, and outlives the page.

use serde::Serialize;
use tincan_protocol::{FileName, GroupSpan, MediaType, Offer, TransferId, json};

/// Where the bytes of a file are stored: a name that the owner of the storage has drawn.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Slot(pub String);

json::transparent!(Slot);

/// A file that is stored, or a part of one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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

json::object!(Kept { slot, id, from, name, size, media_type, modified, have, complete });

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stored_is_read_as_it_was_written() {
        let kept = Kept {
            slot: Slot("a1".to_owned()),
            id: TransferId::from_bytes([7; 16]),
            from: "Ada".to_owned(),
            name: FileName::clean("사진.jpeg"),
            size: 300_000,
            media_type: MediaType::from("image/jpeg".to_owned()),
            modified: 1_760_000_000_000,
            have: vec![GroupSpan { from: 0, to: 1 }],
            complete: false,
        };
        let json = serde_json::to_string(&kept).unwrap();
        assert_eq!(serde_json::from_str::<Kept>(&json).unwrap(), kept, "{json}");
    }
}
