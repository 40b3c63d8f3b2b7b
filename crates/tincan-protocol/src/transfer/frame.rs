//! The frames of a file's own channel.

use super::GROUP_BYTES;

/// The hash of a group: the BLAKE3 chaining value of that part of the file, or, of a file of one group, the file's hash.
pub type GroupHash = [u8; 32];

/// A message on the channel of one transfer: its kind in a byte, numbers in network byte order, and bytes. A message as long as a group
/// is that group and nothing else: it is the most that browsers take in one piece, and the fewer pieces the faster.
///
/// The sender tells the hash of a group before the first chunk of it, the hashes of all groups in their order, and at the end the
/// hash of the whole, which seals them: it is the root of the tree whose leaves they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Frame<'a> {
    /// From the sender: the hashes of some groups in a row.
    Hashes {
        /// The first of these groups.
        first: u32,
        /// Their hashes.
        hashes: &'a [GroupHash],
    },
    /// From the sender: the hash of the file. All hashes of groups have been told.
    Seal {
        /// The BLAKE3 hash.
        root: [u8; 32],
    },
    /// From the sender: the whole of the group whose hash was told last.
    Group {
        /// What it says: [`GROUP_BYTES`].
        bytes: &'a [u8],
    },
    /// From the sender: a part of a group, of fewer bytes than make the frame as long as a group.
    Chunk {
        /// Which group.
        group: u32,
        /// Where in the group it begins.
        offset: u32,
        /// What it says: at least one byte.
        bytes: &'a [u8],
    },
    /// From the receiver: this group did not arrive as announced; send it again.
    Again {
        /// Which group.
        group: u32,
    },
    /// From the receiver: so much is checked and stored.
    Verified {
        /// In bytes.
        bytes: u64,
    },
}

impl<'a> Frame<'a> {
    /// How many bytes of a chunk's frame are not of the file.
    pub const CHUNK_HEADER: usize = 9;
    /// How long a frame is that is a group: [`GROUP_BYTES`].
    pub const GROUP: usize = 256 * 1024;
    /// The most hashes in one frame: every browser takes so many bytes in one piece.
    pub const MAX_HASHES: usize = 1024;

    /// Reads a frame.
    ///
    /// # Errors
    /// It is none. A frame of a kind that this version does not know is an error, too: the other side knows which it may send.
    pub fn parse(frame: &'a [u8]) -> Result<Self, FrameError> {
        if frame.len() == Self::GROUP {
            return Ok(Self::Group { bytes: frame });
        }
        let (&kind, rest) = frame.split_first().ok_or(FrameError)?;
        match kind {
            HASHES => {
                let (first, rest) = rest.split_first_chunk().ok_or(FrameError)?;
                let (hashes, []) = rest.as_chunks() else { return Err(FrameError) };
                if !(1..=Self::MAX_HASHES).contains(&hashes.len()) {
                    return Err(FrameError);
                }
                Ok(Self::Hashes { first: u32::from_be_bytes(*first), hashes })
            }
            SEAL => Ok(Self::Seal { root: rest.try_into().map_err(|_| FrameError)? }),
            CHUNK => {
                let (group, rest) = rest.split_first_chunk().ok_or(FrameError)?;
                let (offset, bytes) = rest.split_first_chunk().ok_or(FrameError)?;
                if bytes.is_empty() {
                    return Err(FrameError);
                }
                Ok(Self::Chunk { group: u32::from_be_bytes(*group), offset: u32::from_be_bytes(*offset), bytes })
            }
            AGAIN => Ok(Self::Again { group: u32::from_be_bytes(rest.try_into().map_err(|_| FrameError)?) }),
            VERIFIED => Ok(Self::Verified { bytes: u64::from_be_bytes(rest.try_into().map_err(|_| FrameError)?) }),
            _ => Err(FrameError),
        }
    }

    /// The frame as it travels.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        match self {
            Self::Hashes { first, hashes } => [&[HASHES], &first.to_be_bytes()[..], hashes.as_flattened()].concat(),
            Self::Seal { root } => [&[SEAL], &root[..]].concat(),
            Self::Group { bytes } => bytes.to_vec(),
            Self::Chunk { group, offset, bytes } => {
                [&[CHUNK], &group.to_be_bytes()[..], &offset.to_be_bytes(), bytes].concat()
            }
            Self::Again { group } => [&[AGAIN], &group.to_be_bytes()[..]].concat(),
            Self::Verified { bytes } => [&[VERIFIED], &bytes.to_be_bytes()[..]].concat(),
        }
    }
}

/// Why some bytes are no [`Frame`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("what arrived on the channel of a file is no part of one")]
pub struct FrameError;

const _: () = assert!(Frame::GROUP as u64 == GROUP_BYTES, "a group is a frame");

const HASHES: u8 = 1;
const SEAL: u8 = 2;
const CHUNK: u8 = 3;
const AGAIN: u8 = 4;
const VERIFIED: u8 = 5;
