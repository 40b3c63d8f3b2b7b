//! Files over a link: the same as in a room, with one member.

use std::{
    fmt,
    rc::{Rc, Weak},
};

use js_sys::ArrayBuffer;
use tincan_core::chat::Person;
use tincan_protocol::MemberId;
use web_sys::RtcDataChannel;

use super::Inner;
use crate::{
    channel::{Channel, ChannelEvent, ChannelOptions},
    transfer::{Transfers, Way, Ways},
};

/// Is told a frame, on its way out or in.
pub type OnFrame = dyn Fn(Way, &ArrayBuffer);

/// Looks at the frames of files as they pass.
pub struct FileWatch {
    /// Is told each frame before it goes further. What it changes in it is changed.
    pub on_frame: Box<OnFrame>,
    /// The most bytes that a frame may have; none: as many as the channel takes.
    pub max_frame: Box<dyn Fn() -> Option<u32>>,
}

impl fmt::Debug for FileWatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileWatch").finish_non_exhaustive()
    }
}

/// The files of a link. Dropping it ends them; what is stored of them stays.
#[derive(Debug)]
pub struct LinkTransfers {
    transfers: Rc<Transfers>,
    link: Weak<Inner>,
}

impl LinkTransfers {
    pub(super) fn new(link: &Rc<Inner>, watch: FileWatch) -> Self {
        // Nobody else is there: each side needs names for the two, and nothing more.
        let [caller, callee] = [b'a', b'b'].map(|letter| MemberId::from_bytes([letter; 16]));
        let (you, other) = if link.polite { (callee, caller) } else { (caller, callee) };
        let ways = LinkWays { link: Rc::downgrade(link), watch };
        let transfers = Rc::new(Transfers::new(ways));
        transfers.begin(&you);
        if let Ok(name) = (if link.polite { "A" } else { "B" }).parse() {
            transfers.follow(&[Person { id: other.clone(), name }]);
        }
        let files = Files { transfers: Rc::clone(&transfers), other };
        let former = link.files.replace(Some(files.clone()));
        drop(former);
        if link.reached.get() {
            files.reach(true);
        }
        Self { transfers, link: Rc::downgrade(link) }
    }

    /// The transfers, to be shown and to be acted on.
    #[must_use]
    pub fn transfers(&self) -> Rc<Transfers> {
        Rc::clone(&self.transfers)
    }

    /// Under which id the transfers know the other side.
    #[must_use]
    pub fn other(&self) -> Option<MemberId> {
        let link = self.link.upgrade()?;
        link.files().map(|files| files.other)
    }
}

impl Drop for LinkTransfers {
    fn drop(&mut self) {
        self.transfers.end();
        if let Some(link) = self.link.upgrade() {
            let is_mine = |files: &Files| Rc::ptr_eq(&files.transfers, &self.transfers);
            let files = link.files.borrow_mut().take_if(|files| is_mine(files));
            drop(files);
        }
    }
}

/// The files, as the link knows them.
#[derive(Debug, Clone)]
pub(super) struct Files {
    transfers: Rc<Transfers>,
    other: MemberId,
}

impl Files {
    /// The other side can be told something, or no longer.
    pub(super) fn reach(&self, reached: bool) {
        if reached {
            self.transfers.channel_opened(&self.other);
        } else {
            self.transfers.channel_closed(&self.other);
        }
    }

    pub(super) fn hear(&self, text: &str) {
        self.transfers.receive(&self.other, text);
    }

    /// Takes a channel that the other side has opened. False: it is none of a file's.
    pub(super) fn take(&self, channel: &RtcDataChannel) -> bool {
        self.transfers.receive_channel(&self.other, channel)
    }
}

/// The one way there is.
struct LinkWays {
    link: Weak<Inner>,
    watch: FileWatch,
}

impl Ways for LinkWays {
    fn say(&self, _to: &MemberId, text: &str) {
        if let Some(link) = self.link.upgrade() {
            link.with_peer(|peer| peer.say_text(text));
        }
    }

    fn open(&self, _to: &MemberId, options: &ChannelOptions, on_event: Box<dyn Fn(ChannelEvent)>) -> Option<Channel> {
        let link = self.link.upgrade()?;
        let peer = link.peer.borrow();
        peer.as_ref()?.open_channel(options, on_event).ok()
    }

    fn max_message(&self, _to: &MemberId) -> u32 {
        let mut max = 0;
        if let Some(link) = self.link.upgrade() {
            link.with_peer(|peer| max = peer.max_message());
        }
        (self.watch.max_frame)().map_or(max, |wanted| wanted.min(max))
    }

    fn let_pass(&self, way: Way, frame: &ArrayBuffer) {
        (self.watch.on_frame)(way, frame);
    }
}
