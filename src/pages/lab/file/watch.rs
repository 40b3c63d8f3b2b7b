//! Watches the frames of a file at both ends, and damages one if it is told to.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use js_sys::{ArrayBuffer, Uint8Array};
use tincan_protocol::Frame;
use yew_webrtc::Way;

use super::sight::{Counts, Sight};
use crate::components::{cell_map::Cells, live_chart::Gauge};

/// What is seen of the file that is on its way. It changes with every frame, so it is no state of Yew's.
#[derive(Debug, Default)]
pub(super) struct Watch {
    sight: RefCell<Option<Sight>>,
    /// The next chunk that arrives is to be damaged.
    flip: Cell<bool>,
}

impl Watch {
    /// A file of so many bytes is offered: what was seen of the one before is forgotten.
    pub(super) fn begin(&self, size: u64) {
        self.sight.replace(Some(Sight::new(size)));
        self.flip.set(false);
    }

    /// Damages the next chunk that arrives.
    pub(super) fn flip_a_bit(&self) {
        self.flip.set(true);
    }

    pub(super) fn will_flip(&self) -> bool {
        self.flip.get()
    }

    /// A frame passes the end that sends.
    pub(super) fn passed_a(&self, way: Way, frame: &ArrayBuffer) {
        if way == Way::Out {
            self.see(frame, |sight, frame, _| sight.sent(frame));
        }
    }

    /// A frame passes the end that receives.
    pub(super) fn passed_b(&self, way: Way, frame: &ArrayBuffer) {
        match way {
            Way::In => self.see(frame, |sight, parsed, weight| {
                sight.came(parsed, weight);
                let at = match parsed {
                    Frame::Group { .. } => 0,
                    Frame::Chunk { .. } => Frame::CHUNK_HEADER as u32,
                    _ => return,
                };
                if self.flip.take() {
                    sight.counts.damaged += 1;
                    let bytes = Uint8Array::new(frame);
                    bytes.set_index(at, bytes.get_index(at) ^ 1);
                }
            }),
            Way::Out => self.see(frame, |sight, frame, _| sight.answered(frame)),
        }
    }

    pub(super) fn counts(&self) -> Counts {
        self.sight.borrow().as_ref().map(|sight| sight.counts).unwrap_or_default()
    }

    /// How many groups the file has; 0 without one.
    pub(super) fn groups(&self) -> usize {
        self.sight.borrow().as_ref().map_or(0, Sight::groups)
    }

    /// How far each group is.
    pub(super) fn cells(self: &Rc<Self>) -> Cells {
        let this = Rc::clone(self);
        Cells::new(move || this.sight.borrow().as_ref().map(|sight| sight.cells(MOST_CELLS)).unwrap_or_default())
    }

    /// How many bytes arrive in a second.
    pub(super) fn arriving(self: &Rc<Self>) -> Gauge {
        let this = Rc::clone(self);
        Gauge::rate(move || this.counts().bytes)
    }

    fn see(&self, frame: &ArrayBuffer, see: impl FnOnce(&mut Sight, &Frame<'_>, u64)) {
        let bytes = Uint8Array::new(frame).to_vec();
        if let (Some(sight), Ok(frame)) = (&mut *self.sight.borrow_mut(), Frame::parse(&bytes)) {
            see(sight, &frame, bytes.len() as u64);
        }
    }
}

/// One is equal to itself alone, whatever it sees.
impl PartialEq for Watch {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

/// Of a file with more groups, several share a cell.
const MOST_CELLS: usize = 4000;
