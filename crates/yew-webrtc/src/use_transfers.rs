//! The hook over the files that go to and from the people in a room.

use std::{fmt, ops::Deref, rc::Rc};

use tincan_protocol::MemberId;
use tincan_web::transfer::{Number, Slot, TransferEvent, Transfers, TransfersSnapshot};
use web_sys::File;
use yew::prelude::*;

/// Files between the people in a room, from browser to browser: offered, accepted, checked as they arrive, and resumed after whatever
/// interrupts them.
///
/// The transfers belong to the stay in the room, whoever shows them: several components may, and each renders when something changes, at
/// most ten times a second. What reads, hashes and stores is a worker of its own program, whose address the page gives in
/// `<meta name="transfer-worker">`; it runs [`run_transfer_worker`](crate::run_transfer_worker) and is loaded when the first file is
/// sent or offered.
///
/// # Example
///
/// ```no_run
/// use yew::prelude::*;
/// use yew_webrtc::{Phase, RoomTransfers, use_transfers};
///
/// #[derive(Properties, PartialEq)]
/// struct FilesProps {
///     transfers: RoomTransfers,
/// }
///
/// /// `transfers` are those of the handle of `use_room`.
/// #[component]
/// fn Files(props: &FilesProps) -> Html {
///     let transfers = use_transfers(props.transfers.clone());
///     let rows = transfers.transfers.iter().map(|file| {
///         let accept = {
///             let (transfers, number) = (transfers.clone(), file.number);
///             move |_: MouseEvent| transfers.accept(number)
///         };
///         html! {
///             <li key={file.number.0}>
///                 { file.name.as_str() }
///                 <progress max={file.size.to_string()} value={file.done.to_string()} />
///                 if matches!(file.phase, Phase::Offered { .. }) {
///                     <button onclick={accept}>{ "Accept" }</button>
///                 }
///             </li>
///         }
///     });
///     html! { <ul>{ for rows }</ul> }
/// }
/// ```
///
/// # Returns
///
/// A [`UseTransfersHandle`]: the transfers at this render, and the verbs.
///
/// # When it releases
///
/// On unmount, and when others are given, it listens no more. The transfers themselves end when the stay in the room does, and with them
/// the worker and the channels; what was received, or was on its way, stays stored.
#[hook]
pub fn use_transfers(transfers: RoomTransfers) -> UseTransfersHandle {
    let snapshot = transfers.snapshot();
    let update = use_force_update();
    use_effect_with(transfers.clone(), {
        let rendered = Rc::clone(&snapshot);
        move |transfers| {
            let late = update.clone();
            let listener = transfers.0.as_ref().map(|transfers| {
                transfers.listen(move |event| {
                    if event == TransferEvent::Changed {
                        update.force_update();
                    }
                })
            });
            // It may have changed while this was rendered.
            if !Rc::ptr_eq(&transfers.snapshot(), &rendered) {
                late.force_update();
            }
            move || drop(listener)
        }
    });
    UseTransfersHandle { snapshot, transfers }
}

/// Which transfers: those of a stay in a room ([`UseRoomHandle::transfers`](crate::UseRoomHandle::transfers)), or of a connection
/// ([`use_peer_transfers`](crate::use_peer_transfers())). Cheap to clone; two are equal if they are the same stay's, whatever goes on in them, so they make a good property.
#[derive(Clone, Default)]
pub struct RoomTransfers(pub(crate) Option<Rc<Transfers>>);

impl RoomTransfers {
    fn snapshot(&self) -> Rc<TransfersSnapshot> {
        self.0.as_ref().map_or_else(Rc::default, |transfers| transfers.snapshot())
    }

    fn act(&self, act: impl FnOnce(&Transfers)) {
        if let Some(transfers) = &self.0 {
            act(transfers);
        }
    }

    /// Offers a file to these members, to each in a transfer of its own.
    pub fn offer(&self, to: &[MemberId], file: &File) {
        self.act(|transfers| transfers.offer(to, file));
    }
}

/// What [`use_transfers`] returns. It derefs to the [`TransfersSnapshot`] of this render.
#[derive(Clone)]
pub struct UseTransfersHandle {
    snapshot: Rc<TransfersSnapshot>,
    transfers: RoomTransfers,
}

impl UseTransfersHandle {
    /// Offers a file to these members, to each in a transfer of its own.
    pub fn offer(&self, to: &[MemberId], file: &File) {
        self.transfers.offer(to, file);
    }

    /// How many bytes of files were sent and have not left the browser, now. Nothing is rendered when it changes.
    #[must_use]
    pub fn buffered(&self) -> u64 {
        self.transfers.0.as_ref().map_or(0, |transfers| transfers.buffered())
    }

    /// Accepts what is offered. What is there from an earlier time is not sent again.
    pub fn accept(&self, number: Number) {
        self.transfers.act(|transfers| transfers.accept(number));
    }

    /// Declines what is offered.
    pub fn decline(&self, number: Number) {
        self.transfers.act(|transfers| transfers.decline(number));
    }

    /// Ends a transfer, whoever sends.
    pub fn cancel(&self, number: Number) {
        self.transfers.act(|transfers| transfers.cancel(number));
    }

    /// Has a transfer rest.
    pub fn pause(&self, number: Number) {
        self.transfers.act(|transfers| transfers.pause(number, true));
    }

    /// Has a transfer go on that [rests](Self::pause).
    pub fn resume(&self, number: Number) {
        self.transfers.act(|transfers| transfers.pause(number, false));
    }

    /// Takes a transfer that is over out of sight, and removes what was received.
    pub fn forget(&self, number: Number) {
        self.transfers.act(|transfers| transfers.forget(number));
    }

    /// Removes something that is stored from earlier.
    pub fn remove(&self, slot: &Slot) {
        self.transfers.act(|transfers| transfers.remove(slot));
    }

    /// Has the browser save a file that is there as a whole, under this name. Call it from a click or a key.
    pub fn save(&self, slot: &Slot, name: &str) {
        self.transfers.act(|transfers| transfers.save(slot, name));
    }

    /// Looks for what is stored from earlier; it is among what is kept then.
    pub fn look(&self) {
        self.transfers.act(Transfers::look);
    }
}

impl Deref for UseTransfersHandle {
    type Target = TransfersSnapshot;

    fn deref(&self) -> &TransfersSnapshot {
        &self.snapshot
    }
}

impl PartialEq for RoomTransfers {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_ref().map(Rc::as_ptr) == other.0.as_ref().map(Rc::as_ptr)
    }
}

impl PartialEq for UseTransfersHandle {
    /// Equal handles show the same and do the same.
    fn eq(&self, other: &Self) -> bool {
        self.transfers == other.transfers && Rc::ptr_eq(&self.snapshot, &other.snapshot)
    }
}

impl fmt::Debug for RoomTransfers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RoomTransfers")
    }
}

impl fmt::Debug for UseTransfersHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UseTransfersHandle").field("snapshot", &self.snapshot).finish_non_exhaustive()
    }
}
