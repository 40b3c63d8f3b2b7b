//! The next frame, also where there are none.

use std::{cell::Cell, rc::Rc};

use gloo_render::{AnimationFrame, request_animation_frame};
use gloo_timers::callback::Timeout;

/// Something to be done with the next frame, when what is urgent is done. Dropping it takes it back.
#[derive(Debug)]
#[must_use = "nothing is done when it is dropped"]
pub(crate) struct NextFrame {
    _frame: AnimationFrame,
    _timer: Timeout,
}

impl NextFrame {
    /// Does it once; not before this returns.
    pub(crate) fn new(act: impl FnOnce() + 'static) -> Self {
        let act = Rc::new(Cell::new(Some(act)));
        let late = Rc::clone(&act);
        Self {
            _frame: request_animation_frame(move |_| act.take().into_iter().for_each(|act| act())),
            _timer: Timeout::new(FRAMELESS_MS, move || late.take().into_iter().for_each(|act| act())),
        }
    }
}

/// A page that nobody sees has no frames: there it is done after so long.
const FRAMELESS_MS: u32 = 100;
