//! A file that is sent, as a worker reads it.

use std::cell::RefCell;

use js_sys::Uint8Array;
use tincan_core::transfer::tree;
use web_sys::{File, FileReaderSync};

/// Where one transfer has its bytes from. A file is mostly read from its beginning to its end, and each reading takes a browser about as
/// long as the next: so more is read at once than was asked for.
#[derive(Debug)]
pub(super) struct Source {
    file: File,
    /// The piece that was read last, and where in the file it begins.
    piece: RefCell<Option<(u64, Uint8Array)>>,
}

impl Source {
    pub(super) const fn new(file: File) -> Self {
        Self { file, piece: RefCell::new(None) }
    }

    /// Reads a group. None: the file cannot be read any more.
    pub(super) fn read(&self, group: u32) -> Option<Vec<u8>> {
        let size = self.file.size() as u64;
        let (from, to) = (tree::offset(group).min(size), tree::offset(group + 1).min(size));
        let mut piece = self.piece.borrow_mut();
        let (begin, bytes) = match piece.take() {
            Some((begin, bytes)) if begin <= from && to <= begin + u64::from(bytes.length()) => (begin, bytes),
            _ => (from, self.read_piece(from, (from + AHEAD).min(size))?),
        };
        let group = bytes.subarray((from - begin) as u32, (to - begin) as u32).to_vec();
        if begin + u64::from(bytes.length()) > to {
            *piece = Some((begin, bytes));
        }
        Some(group)
    }

    fn read_piece(&self, from: u64, to: u64) -> Option<Uint8Array> {
        let piece = self.file.slice_with_f64_and_f64(from as f64, to as f64).ok()?;
        let buffer = FileReaderSync::new().ok()?.read_as_array_buffer(&piece).ok()?;
        Some(Uint8Array::new(&buffer))
    }
}

/// So many bytes are read at once.
const AHEAD: u64 = 2 * 1024 * 1024;
