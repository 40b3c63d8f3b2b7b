//! The hash tree of a file: BLAKE3's own, cut off at the groups.

use blake3::hazmat::{HasherExt, Mode, left_subtree_len, merge_subtrees_non_root, merge_subtrees_root};
use tincan_protocol::{GROUP_BYTES, GroupHash};

/// How many groups a file of this size has. An empty one has one, which is empty.
#[must_use]
pub fn groups(size: u64) -> u32 {
    u32::try_from(size.div_ceil(GROUP_BYTES).max(1)).unwrap_or(u32::MAX)
}

/// Where a group begins in the file.
#[must_use]
pub fn offset(group: u32) -> u64 {
    u64::from(group) * GROUP_BYTES
}

/// How long this group of a file of this size is.
#[must_use]
pub fn length(size: u64, group: u32) -> usize {
    let length = size.saturating_sub(offset(group)).min(GROUP_BYTES);
    usize::try_from(length).unwrap_or(usize::MAX)
}

/// The hash of this group, of these bytes, in a file of this size.
#[must_use]
pub fn group_hash(size: u64, group: u32, bytes: &[u8]) -> GroupHash {
    if groups(size) == 1 {
        return *blake3::hash(bytes).as_bytes();
    }
    let mut hasher = blake3::Hasher::new();
    hasher.set_input_offset(offset(group));
    hasher.update(bytes);
    hasher.finalize_non_root()
}

/// The hash of a file of this size whose groups have these hashes: BLAKE3's of the whole file. There is a hash for each group.
#[must_use]
pub fn root(size: u64, hashes: &[GroupHash]) -> [u8; 32] {
    if let [one] = hashes {
        return *one;
    }
    let (left, right) = halves(size, hashes);
    *merge_subtrees_root(&left, &right, Mode::Hash).as_bytes()
}

fn halves(size: u64, hashes: &[GroupHash]) -> (GroupHash, GroupHash) {
    let left_size = left_subtree_len(size);
    let (left, right) = hashes.split_at(groups(left_size) as usize);
    (subtree(left_size, left), subtree(size - left_size, right))
}

fn subtree(size: u64, hashes: &[GroupHash]) -> GroupHash {
    if let [one] = hashes {
        return *one;
    }
    let (left, right) = halves(size, hashes);
    merge_subtrees_non_root(&left, &right, Mode::Hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tree is BLAKE3's: whoever has `b3sum` can compare.
    #[test]
    fn the_root_is_the_files_own_hash() {
        let group = usize::try_from(GROUP_BYTES).unwrap();
        for size in [0, 1, 1024, group - 1, group, group + 1, 2 * group, 3 * group + 5, 7 * group, 8 * group - 1] {
            let file: Vec<u8> = (0..size).map(|at| u8::try_from(at % 251).unwrap()).collect();
            let mut pieces: Vec<_> = file.chunks(group).collect();
            if pieces.is_empty() {
                pieces.push(&[]);
            }
            let size = size as u64;
            assert_eq!(groups(size) as usize, pieces.len());
            let hash = |(number, piece): (u32, &&[u8])| {
                assert_eq!(length(size, number), piece.len());
                group_hash(size, number, piece)
            };
            let hashes: Vec<_> = (0..).zip(&pieces).map(hash).collect();
            assert_eq!(root(size, &hashes), *blake3::hash(&file).as_bytes(), "{size}");
        }
    }
}
