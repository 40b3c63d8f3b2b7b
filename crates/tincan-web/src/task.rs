//! A future that runs until its owner drops it.

use std::future::Future;

use futures::future::{AbortHandle, abortable};

/// A running loop or another piece of asynchronous work, with an owner: dropping the task ends it at its next `await`.
///
/// Not for acquiring a camera, a microphone or a screen: an acquisition that is cut off leaves a live device that nobody
/// owns. Such work runs to its end and asks then whether it is still wanted.
#[derive(Debug)]
#[must_use = "a task ends when it is dropped"]
pub(crate) struct Task {
    handle: AbortHandle,
}

impl Task {
    /// Starts the work at the next turn of the browser's event loop.
    pub(crate) fn spawn(work: impl Future<Output = ()> + 'static) -> Self {
        let (work, handle) = abortable(work);
        wasm_bindgen_futures::spawn_local(async move {
            // Either it came to its end, or its owner ended it: both are as wished.
            let _ = work.await;
        });
        Self { handle }
    }
}

impl Drop for Task {
    fn drop(&mut self) {
        self.handle.abort();
    }
}
