//! The hook over the files that go over one connection.

use std::rc::Rc;

use js_sys::ArrayBuffer;
use tincan_protocol::MemberId;
use tincan_web::{
    link::{FileWatch, LinkTransfers},
    transfer::Way,
};
use yew::prelude::*;

use crate::{RoomTransfers, UsePeerHandle, use_peer::SamePeer};

/// What [`use_peer_transfers`] takes.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PeerTransfersOptions {
    /// The most bytes of a frame on a file's channel, of those that are opened from now on; none: as many as the channel takes.
    pub max_frame: Option<u32>,
    /// Told each frame of a file before it goes further, on its way out or in: for those who watch one being sent. What they change in it
    /// is changed.
    pub on_frame: Callback<(Way, ArrayBuffer)>,
}

/// Files over a connection of [`use_peer`](crate::use_peer()), as between the people in a room: offered, accepted, checked as they arrive, and
/// resumed after whatever interrupts them. Both sides use this hook.
///
/// # Example
///
/// ```no_run
/// use yew::prelude::*;
/// use yew_webrtc::{PeerTransfersOptions, UsePeerHandle, use_peer_transfers, use_transfers};
///
/// #[derive(Properties, PartialEq)]
/// struct Props { peer: UsePeerHandle, file: Option<web_sys::File> }
///
/// #[component]
/// fn Files(props: &Props) -> Html {
///     let files = use_peer_transfers(&props.peer, PeerTransfersOptions::default());
///     let shown = use_transfers(files.transfers.clone());
///     let offer = {
///         let (files, file) = (files.clone(), props.file.clone());
///         move |_: MouseEvent| if let Some(file) = &file { files.offer(file) }
///     };
///     html! {
///         <>
///             <button onclick={offer}>{ "Offer" }</button>
///             <ul>{ for shown.transfers.iter().map(|file| html! { <li key={file.number.0}>{ file.name.as_str() }</li> }) }</ul>
///         </>
///     }
/// }
/// ```
///
/// # Returns
///
/// A [`PeerTransfers`]: the transfers, for [`use_transfers`](crate::use_transfers()), and a verb to offer a file.
///
/// # When it releases
///
/// On unmount the transfers end, and with them their channels and their worker; what was received, or was on its way, stays stored.
#[hook]
pub fn use_peer_transfers(peer: &UsePeerHandle, options: PeerTransfersOptions) -> PeerTransfers {
    let files = use_state_eq(PeerTransfers::default);
    let latest = use_mut_ref(PeerTransfersOptions::default);
    latest.replace(options);
    use_effect_with(SamePeer(peer.clone()), {
        let files = files.setter();
        move |SamePeer(peer)| {
            let frames = Rc::clone(&latest);
            let watch = FileWatch {
                on_frame: Box::new(move |way, frame| {
                    // Cloned out of the borrow: a callback may render, and with that renew the callbacks.
                    let on_frame = frames.borrow().on_frame.clone();
                    on_frame.emit((way, frame.clone()));
                }),
                max_frame: Box::new(move || latest.borrow().max_frame),
            };
            let owner: Option<LinkTransfers> = peer.link().map(|link| link.transfers(watch));
            if let Some(owner) = &owner {
                files.set(PeerTransfers { transfers: RoomTransfers(Some(owner.transfers())), other: owner.other() });
            }
            move || drop(owner)
        }
    });
    (*files).clone()
}

/// What [`use_peer_transfers`] returns. Two are equal if they are the same transfers, whatever goes on in them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PeerTransfers {
    /// The transfers.
    pub transfers: RoomTransfers,
    other: Option<MemberId>,
}

impl PeerTransfers {
    /// Offers a file to the other side.
    pub fn offer(&self, file: &web_sys::File) {
        if let Some(other) = &self.other {
            self.transfers.offer(std::slice::from_ref(other), file);
        }
    }
}
