//! Those who listen to something: any number, each until it drops what it was given.

use std::{
    cell::{Cell, RefCell},
    fmt,
    rc::{Rc, Weak},
};

type OnEvent<E> = Rc<dyn Fn(&E)>;

/// Each with its number.
type List<E> = RefCell<Vec<(u32, OnEvent<E>)>>;

/// Everybody who listens, in the order in which they began.
pub(crate) struct Listeners<E> {
    list: Rc<List<E>>,
    next: Cell<u32>,
}

/// Somebody listens as long as this lives.
#[must_use = "whoever drops it listens no more"]
pub struct Listener<E> {
    list: Weak<List<E>>,
    number: u32,
}

impl<E> Listeners<E> {
    pub(crate) fn add(&self, on_event: impl Fn(&E) + 'static) -> Listener<E> {
        let number = self.next.get();
        self.next.set(number.wrapping_add(1));
        self.list.borrow_mut().push((number, Rc::new(on_event)));
        Listener { list: Rc::downgrade(&self.list), number }
    }

    /// Tells everybody. They may stop listening, or begin to, while they are told.
    pub(crate) fn tell(&self, event: &E) {
        let listeners: Vec<OnEvent<E>> = self.list.borrow().iter().map(|(_, on_event)| Rc::clone(on_event)).collect();
        for on_event in listeners {
            on_event(event);
        }
    }
}

impl<E> Default for Listeners<E> {
    fn default() -> Self {
        Self { list: Rc::default(), next: Cell::default() }
    }
}

impl<E> Drop for Listener<E> {
    fn drop(&mut self) {
        let Some(list) = self.list.upgrade() else { return };
        let mut listeners = list.borrow_mut();
        let found = listeners.iter().position(|(number, _)| *number == self.number);
        let listener = found.map(|index| listeners.remove(index));
        // What it holds is dropped outside of the borrow.
        drop(listeners);
        drop(listener);
    }
}

impl<E> fmt::Debug for Listener<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Listener").field("number", &self.number).finish_non_exhaustive()
    }
}
