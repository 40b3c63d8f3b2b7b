//! What comes of what an engine decides: what others wait for at once, and the rest a moment later.

use std::{rc::Weak, time::Duration};

use gloo_timers::callback::Timeout;
use tincan_core::chat::{Effect, Input, Person};
use tincan_protocol::MemberId;

use super::{ChatEvent, Inner};
use crate::clock::now;

impl Inner {
    /// Does what others wait for, and takes note of the rest.
    pub(super) fn perform(&self, effect: Effect) {
        match effect {
            Effect::Send(to, message) => (self.send)(&to, message),
            Effect::Changed => self.changed(),
            effect => self.news.borrow_mut().push(effect),
        }
    }

    pub(super) fn changed(&self) {
        self.snapshot.take();
        self.changed.set(true);
        self.catch_up_soon();
    }

    /// Has the rest done in a moment: what is said and what is acknowledged goes out first, and more of it that comes meanwhile. To wait for
    /// the next frame would not do: a browser that has drawn nothing of late has one at once.
    pub(super) fn catch_up_soon(&self) {
        let catching_up = self.catching_up.take().unwrap_or_else(|| {
            let this = Weak::clone(&self.this);
            Timeout::new(MOMENT_MS, move || {
                if let Some(chat) = this.upgrade() {
                    chat.catching_up.take();
                    chat.catch_up();
                }
            })
        });
        self.catching_up.set(Some(catching_up));
    }

    fn catch_up(&self) {
        self.set_timer();
        let news = self.news.take();
        news.into_iter().filter_map(|effect| self.event(effect)).for_each(|event| self.listeners.tell(&event));
        if self.changed.take() {
            self.save_soon();
            self.listeners.tell(&ChatEvent::Changed);
        }
    }

    fn event(&self, effect: Effect) -> Option<ChatEvent> {
        match effect {
            Effect::Arrived(key) => {
                let snapshot = self.snapshot();
                let message = snapshot.messages.iter().rev().find(|message| message.key == key)?;
                Some(ChatEvent::Arrived(Box::new(message.clone())))
            }
            Effect::Cheered(by, emoji) => {
                let own = self.you.borrow().as_ref().is_some_and(|you| you.id == by);
                Some(ChatEvent::Cheered { by: self.person(&by)?, own, emoji })
            }
            Effect::Flooding(by) => Some(ChatEvent::Flooding(self.person(&by)?)),
            Effect::Send(..) | Effect::Changed => None,
        }
    }

    fn person(&self, id: &MemberId) -> Option<Person> {
        let members = self.members.borrow();
        members.iter().chain(self.you.borrow().as_ref()).find(|person| person.id == *id).cloned()
    }

    pub(super) fn set_timer(&self) {
        let deadline = match &*self.engine.borrow() {
            _ if self.over.get() => None,
            Some(engine) => engine.deadline(),
            // It could not be loaded, and is wanted.
            None => (!self.is_loading.get() && !self.waiting.borrow().is_empty()).then(|| now() + AGAIN),
        };
        self.timer.set(deadline.map(|at| {
            let this = Weak::clone(&self.this);
            let wait = u32::try_from(at.saturating_sub(now()).as_millis()).unwrap_or(u32::MAX);
            Timeout::new(wait.saturating_add(1), move || {
                if let Some(chat) = this.upgrade() {
                    chat.wake();
                    chat.note(Input::TimePassed);
                }
            })
        }));
    }

    /// What changes in quick succession is saved once.
    fn save_soon(&self) {
        if self.over.get() {
            return;
        }
        let saving = self.saving.take().unwrap_or_else(|| {
            let this = Weak::clone(&self.this);
            Timeout::new(SAVED_WITHIN_MS, move || {
                if let Some(chat) = this.upgrade() {
                    chat.save();
                }
            })
        });
        self.saving.set(Some(saving));
    }

    /// Saves what is not saved yet.
    pub(super) fn save(&self) {
        if (self.saving.take().is_some() || self.changed.get())
            && let Some(engine) = &*self.engine.borrow()
        {
            self.storage.store(&engine.saved());
        }
    }
}

/// Longer than a message and its acknowledgement are on their way in a good network, and too short to be noticed.
const MOMENT_MS: u32 = 8;

/// How long to wait before it is loaded once more.
const AGAIN: Duration = Duration::from_secs(3);

/// How much of the conversation a page loses that ends without a word.
const SAVED_WITHIN_MS: u32 = 400;
