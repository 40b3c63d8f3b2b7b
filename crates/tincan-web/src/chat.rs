//! The chat of a stay in a room.
//!
//! What is sent, kept and shown is decided by [`tincan_core::chat`]. A [`Chat`] belongs to a [`Room`](crate::room::Room), follows who
//! is in it and whose channel is open, and brings each message to the one channel it is for. It is kept in the tab's
//! `sessionStorage` under the room's code, and taken up again when the tab is in that room again.
//!
//! There is an engine from the moment on in which something is said, or is to be read. Until then a chat only knows who is there, which is all
//! that the engine needs to be told when it begins.

mod engine;
mod news;
mod storage;

use std::{
    cell::{Cell, RefCell},
    fmt,
    rc::{Rc, Weak},
};

use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
pub use tincan_core::chat::{Audience, Delivery, Message, Person, Reaction, markup};
use tincan_core::chat::{Config, Effect, Input};
use tincan_protocol::{ChatMessage, ChatText, Emoji, EntryId, EntryRef, MemberId, RoomCode};
use web_sys::VisibilityState;

use self::{
    engine::{Begin, Engine},
    storage::Storage,
};
use crate::{
    clock::now,
    listeners::{Listener, Listeners},
    sys,
    task::Task,
};

/// How the chat is.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ChatSnapshot {
    /// The conversation, in the order that all have. It is the same one, not only an equal one, as long as nothing in it changes.
    pub messages: Rc<Vec<Message>>,
    /// How many texts of others came while the person was not [looking](Chat::look).
    pub unread: usize,
    /// The one that came first of them.
    pub first_unread: Option<EntryRef>,
    /// Who is writing, and whether only to you.
    pub typing: Vec<(Person, bool)>,
    /// Who is here: to whom something private can be sent.
    pub people: Vec<Person>,
}

/// What somebody who [listens](Chat::listen) to a chat is told, in a moment: what comes over a channel is answered first.
#[derive(Debug, Clone, PartialEq)]
pub enum ChatEvent {
    /// The [snapshot](Chat::snapshot) is another one: told last, and once for all that changed.
    Changed,
    /// Somebody else said this just now: for a sound, and for screen readers. What is passed on to a newcomer is no news.
    Arrived(Box<Message>),
    /// Somebody shows a quick reaction.
    Cheered {
        /// Who.
        by: Person,
        /// Whether that is you.
        own: bool,
        /// Which.
        emoji: Emoji,
    },
    /// What this person sends is too much, or makes no sense, and is dropped. Told once for as long as it goes on.
    Flooding(Person),
}

/// What people in a room write to each other. It ends with the stay in the room: what was said can still be read then, and
/// the verbs do nothing.
pub struct Chat {
    inner: Rc<Inner>,
}

/// Somebody listens to a [`Chat`].
pub type ChatListener = Listener<ChatEvent>;

type Send = dyn Fn(&MemberId, ChatMessage);

struct Inner {
    this: Weak<Self>,
    storage: Storage,
    send: Box<Send>,
    engine: RefCell<Option<Box<dyn Engine>>>,
    /// What came while the engine was on its way.
    waiting: RefCell<Vec<Input>>,
    /// Loads the engine.
    loading: Cell<Option<Task>>,
    is_loading: Cell<bool>,
    /// Nobody says anything before this is known.
    you: RefCell<Option<Person>>,
    /// Who is in the room.
    members: RefCell<Vec<Person>>,
    /// Whose control channels are open.
    reached: RefCell<Vec<MemberId>>,
    snapshot: RefCell<Option<Rc<ChatSnapshot>>>,
    /// Those of the last snapshot.
    messages: RefCell<Rc<Vec<Message>>>,
    listeners: Listeners<ChatEvent>,
    /// What is to be told in a moment, and whether there is anything new to be shown and kept.
    news: RefCell<Vec<Effect>>,
    changed: Cell<bool>,
    catching_up: Cell<Option<Timeout>>,
    /// Whether the person has the conversation before them, if the page is visible.
    shown: Cell<bool>,
    visibility: RefCell<Option<EventListener>>,
    timer: Cell<Option<Timeout>>,
    saving: Cell<Option<Timeout>>,
    over: Cell<bool>,
}

impl Chat {
    /// A chat that nobody is in yet. `send` brings a message to a member's channel, or loses it.
    pub(crate) fn new(room: &RoomCode, send: impl Fn(&MemberId, ChatMessage) + 'static) -> Self {
        let inner = Rc::new_cyclic(|this| Inner {
            this: Weak::clone(this),
            storage: Storage::of(room),
            send: Box::new(send),
            engine: RefCell::default(),
            waiting: RefCell::default(),
            loading: Cell::default(),
            is_loading: Cell::default(),
            you: RefCell::default(),
            members: RefCell::default(),
            reached: RefCell::default(),
            snapshot: RefCell::default(),
            messages: RefCell::default(),
            listeners: Listeners::default(),
            news: RefCell::default(),
            changed: Cell::default(),
            catching_up: Cell::default(),
            shown: Cell::default(),
            visibility: RefCell::default(),
            timer: Cell::default(),
            saving: Cell::default(),
            over: Cell::default(),
        });
        Self { inner }
    }

    /// Takes note of who one is in the room. The first word of it begins the chat, with what the tab has kept of it.
    pub(crate) fn begin(&self, you: Person) {
        self.inner.begin(you);
    }

    /// Takes note of who else is in the room.
    pub(crate) fn follow(&self, members: Vec<Person>) {
        self.inner.follow(members);
    }

    /// The control channel to this member opened.
    pub(crate) fn channel_opened(&self, member: MemberId) {
        self.inner.reached.borrow_mut().push(member.clone());
        self.inner.note(Input::ChannelOpened(member));
    }

    /// The control channel to this member closed, or is given up.
    pub(crate) fn channel_closed(&self, member: MemberId) {
        self.inner.reached.borrow_mut().retain(|reached| *reached != member);
        self.inner.note(Input::ChannelClosed(member));
    }

    /// Takes what came on this member's channel.
    pub(crate) fn receive(&self, from: MemberId, message: ChatMessage) {
        self.inner.feed(Input::Received(from, message));
    }

    /// Takes note that what came on this member's channel was none.
    pub(crate) fn receive_garbage(&self, from: MemberId) {
        self.inner.feed(Input::ReceivedGarbage(from));
    }

    /// Ends it, and keeps for a reload what was said until now: nobody has left in it, only this page did.
    pub(crate) fn end(&self) {
        self.inner.end();
    }

    /// How the chat is. It is made once for each change, and shared by all who look.
    #[must_use]
    pub fn snapshot(&self) -> Rc<ChatSnapshot> {
        self.inner.snapshot()
    }

    /// Tells `on_event` what happens, a moment later, until the listener is dropped. It may call any method of the chat.
    pub fn listen(&self, on_event: impl Fn(&ChatEvent) + 'static) -> ChatListener {
        self.inner.listeners.add(on_event)
    }

    /// Sends a text.
    pub fn send(&self, to: Audience, text: ChatText) {
        let (id, at) = stamp();
        self.inner.feed(Input::Send { to, text, id, at });
    }

    /// Gives a reaction to a text, or takes it back.
    pub fn react(&self, to: EntryRef, emoji: Emoji) {
        let (id, at) = stamp();
        self.inner.feed(Input::React { to, emoji, id, at });
    }

    /// Sends a text of one's own once more, after it failed.
    pub fn retry(&self, id: EntryId) {
        self.inner.feed(Input::Retry(id));
    }

    /// Shows everybody a quick reaction, oneself included ([`ChatEvent::Cheered`]). More than a few at once do nothing.
    pub fn cheer(&self, emoji: Emoji) {
        self.inner.feed(Input::Cheer(emoji));
    }

    /// Lets these people know that one is writing; to be said at each change of a text that is not empty.
    pub fn typed(&self, to: Audience) {
        self.inner.feed(Input::Typed(to));
    }

    /// Lets them know that one is no longer writing. To [send](Self::send) says the same.
    pub fn stop_typing(&self) {
        self.inner.note(Input::TypingStopped);
    }

    /// Takes note of whether the conversation is shown. What arrives while it is not, or while the page is hidden, is unread.
    pub fn look(&self, shown: bool) {
        self.inner.shown.set(shown);
        self.inner.look();
    }

    /// The whole conversation as plain text. `time` writes [`Message::at`], and `who` whoever said it, to whom if it is private.
    pub fn transcript(&self, time: impl Fn(u64) -> String, who: impl Fn(&Message) -> String) -> String {
        self.inner.engine.borrow().as_ref().map_or_else(String::new, |engine| engine.transcript(&time, &who))
    }
}

impl fmt::Debug for Chat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Chat").field("snapshot", &self.inner.snapshot).finish_non_exhaustive()
    }
}

impl Inner {
    fn begin(&self, you: Person) {
        if self.over.get() || self.you.borrow().is_some() {
            return;
        }
        self.you.replace(Some(you));
        let this = Weak::clone(&self.this);
        let document = web_sys::window().and_then(|window| window.document());
        self.visibility.replace(document.map(|document| {
            EventListener::new(&document, "visibilitychange", move |_| {
                if let Some(chat) = this.upgrade() {
                    // A phone may end a page that is hidden without another word.
                    chat.save();
                    chat.look();
                }
            })
        }));
        if self.storage.load().is_some() {
            self.wake();
        }
        self.look();
        self.changed();
    }

    fn follow(&self, members: Vec<Person>) {
        if self.you.borrow().is_none() || *self.members.borrow() == members {
            return;
        }
        let known = self.members.replace(members.clone());
        for Person { id, name } in members.iter().filter(|member| !known.contains(member)).cloned() {
            self.note(Input::MemberJoined { id, name });
        }
        for Person { id, .. } in known {
            if !members.iter().any(|member| member.id == id) {
                self.note(Input::MemberLeft(id));
            }
        }
        if self.engine.borrow().is_none() {
            self.changed();
        }
    }

    fn look(&self) {
        let document = web_sys::window().and_then(|window| window.document());
        let visible = document.is_some_and(|document| document.visibility_state() == VisibilityState::Visible);
        if self.shown.get() {
            self.wake();
        }
        self.note(Input::Looking(self.shown.get() && visible));
    }

    /// Lets the engine decide, and wakes it first if there is none.
    fn feed(&self, input: Input) {
        if self.engine.borrow().is_some() {
            self.note(input);
        } else if !self.over.get() && self.you.borrow().is_some() {
            // Whoever floods before the first word is read loses words, as later.
            if self.waiting.borrow().len() < WAITING {
                self.waiting.borrow_mut().push(input);
            }
            self.wake();
        }
    }

    /// Lets the engine know, if there is one: it will be told of it when it begins.
    fn note(&self, input: Input) {
        if self.over.get() {
            return;
        }
        let effects = self.engine.borrow_mut().as_mut().map(|engine| engine.handle(now(), input));
        for effect in effects.into_iter().flatten() {
            self.perform(effect);
        }
        self.catch_up_soon();
    }

    /// Sees to it that there is an engine soon.
    fn wake(&self) {
        if self.over.get() || self.you.borrow().is_none() || self.engine.borrow().is_some() {
            return;
        }
        if let Some(begin) = engine::BEGIN {
            return self.awaken(begin);
        }
        if self.is_loading.replace(true) {
            return;
        }
        let this = Weak::clone(&self.this);
        self.loading.set(Some(Task::spawn(async move {
            let begin = engine::load().await;
            let Some(chat) = this.upgrade() else { return };
            chat.is_loading.set(false);
            match begin {
                Some(begin) => chat.awaken(begin),
                None => chat.set_timer(),
            }
        })));
    }

    /// Begins, and tells the engine who is there and what came meanwhile.
    fn awaken(&self, begin: Begin) {
        let you = self.you.borrow().clone();
        let Some(Person { id, name }) = you.filter(|_| !self.over.get()) else { return };
        let config = Config { you: id, name, now: now(), at: wall_clock() };
        self.engine.replace(Some(begin(config, self.storage.load())));
        let (members, reached) = (self.members.borrow().clone(), self.reached.borrow().clone());
        members.into_iter().for_each(|Person { id, name }| self.note(Input::MemberJoined { id, name }));
        reached.into_iter().for_each(|member| self.note(Input::ChannelOpened(member)));
        self.look();
        let waiting = self.waiting.take();
        waiting.into_iter().for_each(|input| self.note(input));
        self.changed();
    }

    fn snapshot(&self) -> Rc<ChatSnapshot> {
        let kept = self.snapshot.borrow().clone();
        kept.unwrap_or_else(|| {
            let messages = self.messages.borrow().clone();
            let snapshot = match &*self.engine.borrow() {
                Some(engine) => engine.snapshot(messages),
                None => ChatSnapshot { people: self.members.borrow().clone(), ..ChatSnapshot::default() },
            };
            let snapshot = Rc::new(snapshot);
            self.messages.replace(Rc::clone(&snapshot.messages));
            self.snapshot.replace(Some(Rc::clone(&snapshot)));
            snapshot
        })
    }

    fn end(&self) {
        self.save();
        self.over.set(true);
        self.timer.take();
        self.visibility.take();
    }
}

/// What makes an entry this one and no other.
fn stamp() -> (EntryId, u64) {
    (EntryId::from_bytes(sys::random()), wall_clock())
}

/// Milliseconds since 1970 (`Date.now()`).
fn wall_clock() -> u64 {
    js_sys::Date::now() as u64
}

/// How many messages may come before the engine is there.
const WAITING: usize = 500;
