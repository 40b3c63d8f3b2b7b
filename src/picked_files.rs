//! Files that a person picks, drops on the page or pastes.

use gloo_events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast;
use web_sys::{ClipboardEvent, DataTransfer, DragEvent, File, FileList};
use yew::prelude::*;
use yew_webrtc::{MAX_FILE_BYTES, MemberId, RoomTransfers};

/// What was picked.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Picked {
    /// The files.
    pub files: Vec<File>,
    /// How many folders there were besides.
    pub folders: usize,
}

impl Picked {
    /// What is in this list.
    #[must_use]
    pub fn of_list(list: Option<FileList>) -> Self {
        let files = list.map(|list| (0..list.length()).filter_map(|index| list.get(index)).collect());
        Self { files: files.unwrap_or_default(), folders: 0 }
    }

    /// What is dropped or pasted. A folder looks like a file that cannot be read, but for its entry.
    fn of_transfer(transfer: &DataTransfer) -> Self {
        let items = transfer.items();
        let mut picked = Self::default();
        for item in (0..items.length()).filter_map(|index| items.get(index)).filter(|item| item.kind() == "file") {
            let entry = item.webkit_get_as_entry().ok().flatten();
            if entry.is_some_and(|entry| entry.is_directory()) {
                picked.folders += 1;
            } else {
                picked.files.extend(item.get_as_file().ok().flatten());
            }
        }
        picked
    }

    /// Whether one of the files is larger than so many bytes.
    #[must_use]
    pub fn too_large(&self, bytes: u64) -> bool {
        self.files.iter().any(|file| file.size() > bytes as f64)
    }

    fn is_empty(&self) -> bool {
        self.files.is_empty() && self.folders == 0
    }
}

/// To whom files go: one person, with the name under which they were chosen, or, if none is, everyone.
pub type Receiver = Option<(MemberId, AttrValue)>;

/// Those of these people who are meant. None, when the one who was chosen has left: what was meant for them goes to nobody else.
pub fn receivers<'a>(people: impl Iterator<Item = &'a MemberId>, to: &Receiver) -> Vec<MemberId> {
    people.filter(|id| to.as_ref().is_none_or(|(chosen, _)| chosen == *id)).cloned().collect()
}

/// Offers all that can be offered to these people. What remains cannot.
pub fn offer_all(transfers: &RoomTransfers, to: &[MemberId], picked: Picked) -> Picked {
    let (large, fitting): (Vec<File>, Vec<File>) =
        picked.files.into_iter().partition(|file| file.size() > MAX_FILE_BYTES as f64);
    if !to.is_empty() {
        for file in &fitting {
            transfers.offer(to, file);
        }
    }
    Picked { files: large, ..picked }
}

/// Tells what is dropped anywhere on the page, or pasted where no text is written.
#[hook]
pub fn use_picked_files(onpick: Callback<Picked>) {
    let latest = use_mut_ref(Callback::noop);
    latest.replace(onpick);
    use_effect_with((), move |()| {
        let tell = move |transfer: Option<DataTransfer>, event: &Event| {
            let picked = transfer.as_ref().map(Picked::of_transfer).unwrap_or_default();
            if !picked.is_empty() {
                event.prevent_default();
                let onpick = latest.borrow().clone();
                onpick.emit(picked);
            }
        };
        let listeners = web_sys::window().map(|window| {
            let options = EventListenerOptions::enable_prevent_default;
            let over = EventListener::new_with_options(&window, "dragover", options(), |event| {
                let transfer = event.dyn_ref::<DragEvent>().and_then(DragEvent::data_transfer);
                if transfer.is_some_and(|transfer| transfer.types().includes(&"Files".into(), 0)) {
                    // It may be dropped here.
                    event.prevent_default();
                }
            });
            let drop = EventListener::new_with_options(&window, "drop", options(), {
                let tell = tell.clone();
                move |event| tell(event.dyn_ref::<DragEvent>().and_then(DragEvent::data_transfer), event)
            });
            let paste = EventListener::new_with_options(&window, "paste", options(), move |event| {
                tell(event.dyn_ref::<ClipboardEvent>().and_then(ClipboardEvent::clipboard_data), event);
            });
            [over, drop, paste]
        });
        move || drop(listeners)
    });
}
