//! Where a worker stores what is received: files of its own (File System, 3, the origin private file system), or memory.

use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

use gloo_timers::future::TimeoutFuture;
use js_sys::{Array, Reflect, Uint8Array};
use tincan_core::transfer::{Kept, Slot, tree};
use tincan_protocol::{TransferFailure, json};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, DedicatedWorkerGlobalScope, File, FileSystemDirectoryHandle, FileSystemFileHandle,
    FileSystemGetDirectoryOptions, FileSystemGetFileOptions, FileSystemReadWriteOptions, FileSystemSyncAccessHandle,
    StorageEstimate, StorageManager,
};

use crate::sys::{self, has, open_sync};

/// What outlives the page, where the browser lets it.
#[derive(Debug)]
pub(super) enum Storage {
    Files {
        folder: FileSystemDirectoryHandle,
        manager: StorageManager,
    },
    /// What was received as a whole; it ends with the page.
    Memory(RefCell<BTreeMap<Slot, Blob>>),
}

/// Where one file goes. Dropping it closes it.
#[derive(Debug)]
pub(super) enum Place {
    Files {
        bytes: Handle,
        word: Handle,
        /// How often the word was written.
        times: u32,
    },
    Memory {
        groups: BTreeMap<u64, Uint8Array>,
    },
}

/// A file that nobody else can open meanwhile.
#[derive(Debug)]
pub(super) struct Handle(FileSystemSyncAccessHandle);

impl Storage {
    /// The storage of this worker.
    pub(super) async fn open(scope: &DedicatedWorkerGlobalScope) -> Self {
        Self::open_files(scope).await.unwrap_or_else(|_| Self::Memory(RefCell::default()))
    }

    async fn open_files(scope: &DedicatedWorkerGlobalScope) -> Result<Self, JsValue> {
        let manager = Reflect::get(&scope.navigator(), &"storage".into())?;
        if !has(&manager, "getDirectory") || !sys::can_open_sync() {
            return Err(JsValue::UNDEFINED);
        }
        let manager: StorageManager = manager.unchecked_into();
        let root: FileSystemDirectoryHandle = JsFuture::from(manager.get_directory()).await?.unchecked_into();
        let options = FileSystemGetDirectoryOptions::new();
        options.set_create(true);
        let folder = root.get_directory_handle_with_options(FOLDER, &options);
        Ok(Self::Files { folder: JsFuture::from(folder).await?.unchecked_into(), manager })
    }

    /// What is stored from earlier. What nobody can make sense of is removed.
    pub(super) async fn restore(&self) -> Vec<Kept> {
        let Self::Files { folder, .. } = self else { return Vec::new() };
        let mut kept = Vec::new();
        for name in names(folder).await {
            let Some((slot, extension)) = name.rsplit_once('.') else { continue };
            let slot = Slot(slot.to_owned());
            if extension != BYTES {
                continue;
            }
            match self.word(&slot).await {
                Some(word) if word.slot == slot => kept.push(word),
                // What another tab is just receiving cannot be removed.
                _ => self.discard(&slot).await,
            }
        }
        kept
    }

    async fn word(&self, slot: &Slot) -> Option<Kept> {
        let file = self.named(slot, WORD).await.ok()?;
        let text = JsFuture::from(file.text()).await.ok()?.as_string()?;
        let records = text.split('\n').filter_map(|record| json::read::<(u32, Kept)>(record.trim()).ok());
        records.max_by_key(|(times, _)| *times).map(|(_, kept)| kept)
    }

    /// A place for so many bytes, of which some are there.
    pub(super) async fn prepare(&self, slot: &Slot, size: u64, stored: u64) -> Result<Place, TransferFailure> {
        let Self::Files { folder, manager } = self else {
            if size > MEMORY_LIMIT {
                return Err(TransferFailure::TooLargeForMemory);
            }
            return Ok(Place::Memory { groups: BTreeMap::new() });
        };
        if let Ok(estimate) = manager.estimate()
            && let Ok(estimate) = JsFuture::from(estimate).await
        {
            let estimate: StorageEstimate = estimate.unchecked_into();
            let free = estimate.get_quota().unwrap_or(f64::MAX) - estimate.get_usage().unwrap_or_default();
            if size.saturating_sub(stored) as f64 > free {
                return Err(TransferFailure::NoSpace);
            }
        }
        let open = async |extension| {
            let options = FileSystemGetFileOptions::new();
            options.set_create(true);
            let file = folder.get_file_handle_with_options(&format!("{}.{extension}", slot.0), &options);
            let file: FileSystemFileHandle = JsFuture::from(file).await?.unchecked_into();
            Ok::<_, JsValue>(Handle(open_sync(&file).await?))
        };
        let bytes = open(BYTES).await.map_err(|error| failure(&error))?;
        // What browsers estimate is a guess, or meant to tell pages apart no better than necessary. This takes the space, or fails.
        bytes.truncate(size)?;
        let word = open(WORD).await.map_err(|error| failure(&error))?;
        Ok(Place::Files { bytes, word, times: 0 })
    }

    /// Keeps what memory holds of a file that is there as a whole.
    pub(super) fn take(&self, slot: &Slot, place: &Place) {
        if let (Self::Memory(blobs), Place::Memory { groups }) = (self, place) {
            let parts: Array = groups.values().collect();
            if let Ok(blob) = Blob::new_with_u8_array_sequence(&parts) {
                blobs.borrow_mut().insert(slot.clone(), blob);
            }
        }
    }

    /// A file that is there as a whole.
    pub(super) async fn file(&self, slot: &Slot) -> Option<Blob> {
        match self {
            Self::Files { .. } => self.named(slot, BYTES).await.ok().map(Into::into),
            Self::Memory(blobs) => blobs.borrow().get(slot).cloned(),
        }
    }

    /// Removes what is stored there.
    pub(super) async fn discard(&self, slot: &Slot) {
        match self {
            Self::Files { folder, .. } => {
                for extension in [BYTES, WORD] {
                    remove(folder, &format!("{}.{extension}", slot.0)).await;
                }
            }
            Self::Memory(blobs) => _ = blobs.borrow_mut().remove(slot),
        }
    }

    async fn named(&self, slot: &Slot, extension: &str) -> Result<File, JsValue> {
        let Self::Files { folder, .. } = self else { return Err(JsValue::UNDEFINED) };
        let handle = JsFuture::from(folder.get_file_handle(&format!("{}.{extension}", slot.0))).await?;
        let file = JsFuture::from(handle.unchecked_into::<FileSystemFileHandle>().get_file()).await?;
        Ok(file.unchecked_into())
    }
}

impl Place {
    /// Stores bytes.
    pub(super) fn write(&mut self, offset: u64, bytes: &[u8]) -> Result<(), TransferFailure> {
        match self {
            Self::Files { bytes: handle, .. } => handle.write(offset, bytes),
            Self::Memory { groups } => {
                groups.insert(offset, Uint8Array::from(bytes));
                Ok(())
            }
        }
    }

    /// Reads a group; fewer bytes if there are not so many.
    pub(super) fn read(&self, group: u32) -> Vec<u8> {
        let offset = tree::offset(group);
        match self {
            Self::Files { bytes, .. } => bytes.read(offset),
            Self::Memory { groups } => groups.get(&offset).map(Uint8Array::to_vec).unwrap_or_default(),
        }
    }

    /// Writes down what is there. Of the two places for that one is always whole, whenever the browser is closed.
    pub(super) fn keep(&mut self, kept: &Kept) -> Result<(), TransferFailure> {
        let Self::Files { word, times, .. } = self else { return Ok(()) };
        *times += 1;
        let mut record = serde_json::to_vec(&(*times, kept)).map_err(|_| TransferFailure::Storage)?;
        if record.len() >= RECORD {
            return Ok(());
        }
        record.resize(RECORD - 1, b' ');
        record.push(b'\n');
        word.write(u64::from(*times % 2) * RECORD as u64, &record)?;
        word.flush()
    }

    /// Sees that all is written, and what is there.
    pub(super) fn finish(&mut self, kept: &Kept) -> Result<(), TransferFailure> {
        if let Self::Files { bytes, .. } = self {
            bytes.truncate(kept.size)?;
            bytes.flush()?;
        }
        self.keep(kept)
    }
}

impl Handle {
    fn write(&self, offset: u64, bytes: &[u8]) -> Result<(), TransferFailure> {
        let written = self.0.write_with_u8_array_and_options(bytes, &at(offset)).map_err(|error| failure(&error))?;
        if written as usize == bytes.len() { Ok(()) } else { Err(TransferFailure::NoSpace) }
    }

    fn read(&self, offset: u64) -> Vec<u8> {
        let mut bytes = vec![0; usize::try_from(tincan_protocol::GROUP_BYTES).unwrap_or_default()];
        let read = self.0.read_with_u8_array_and_options(&mut bytes, &at(offset)).unwrap_or_default();
        bytes.truncate(read as usize);
        bytes
    }

    fn flush(&self) -> Result<(), TransferFailure> {
        self.0.flush().map_err(|error| failure(&error))
    }

    fn truncate(&self, size: u64) -> Result<(), TransferFailure> {
        self.0.truncate_with_f64(size as f64).map_err(|error| failure(&error))
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.0.close();
    }
}

fn at(offset: u64) -> FileSystemReadWriteOptions {
    let options = FileSystemReadWriteOptions::new();
    options.set_at(offset as f64);
    options
}

fn failure(error: &JsValue) -> TransferFailure {
    match &*sys::error_parts(error).name {
        "QuotaExceededError" => TransferFailure::NoSpace,
        _ => TransferFailure::Storage,
    }
}

/// Removes a file, unless it is another tab's. What was closed just now may be let go of in a moment only.
async fn remove(folder: &FileSystemDirectoryHandle, name: &str) {
    for wait_ms in [50, 200, 1000] {
        match JsFuture::from(folder.remove_entry(name)).await {
            Err(error) if sys::error_parts(&error).name == "NoModificationAllowedError" => {
                TimeoutFuture::new(wait_ms).await;
            }
            // It is gone, or was never there.
            _ => return,
        }
    }
}

/// The names of the files in a folder.
async fn names(folder: &FileSystemDirectoryHandle) -> Vec<String> {
    let mut names = Vec::new();
    let keys = folder.keys();
    while let Ok(next) = keys.next() {
        let Ok(step) = JsFuture::from(next).await else { break };
        if Reflect::get(&step, &"done".into()).is_ok_and(|done| done.is_truthy()) {
            break;
        }
        names.extend(Reflect::get(&step, &"value".into()).ok().and_then(|name| name.as_string()));
    }
    names
}

/// A shared place: the desk lends it to what goes on meanwhile.
pub(super) type SharedStorage = Rc<Storage>;

/// The folder in which all is.
const FOLDER: &str = "transfers";
/// The extension of what was received, and of the word of it.
const BYTES: &str = "part";
const WORD: &str = "json";
/// A word of at most so many bytes: a name, and the longest list of spans.
const RECORD: usize = 32 * 1024;
/// The largest file that is received into memory, in bytes.
pub const MEMORY_LIMIT: u64 = 256 * 1024 * 1024;
