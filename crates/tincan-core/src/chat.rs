//! The chat of a room: what people say to all and to one, without a server that keeps it.
//!
//! What somebody says goes to each member on that member's own channel, and again until it is acknowledged; so the author of an
//! entry is whoever the channel leads to, and what is private is on one channel only. Each entry has its place by its clock and
//! its id, so everybody sees the same order whatever came first.
//!
//! What somebody missed is found by comparing digests: when a channel opens, each side says the sum of what it has, and where the
//! sums differ asks for what it lacks. A newcomer gets the conversation in this way, from one member after another; what a member
//! who is gone said comes by hearsay, and is marked; what a member who is here said is believed of nobody else.
//!
//! A hostile member can fill its own share of the log, and no more: see [`Effect::Flooding`].

mod clock;
mod hearing;
mod history;
mod limits;
mod log;
pub mod markup;
mod outbox;
mod peer;
mod saved;
mod speaking;
mod view;

use std::{collections::BTreeMap, time::Duration};

use tincan_protocol::{ChatMessage, ChatText, DisplayName, Emoji, EntryId, EntryRef, MemberId};

use self::{
    clock::Clock,
    history::Asking,
    log::Log,
    peer::Peer,
    speaking::{CHEERS, OwnTyping},
};
pub use self::{
    log::Delivery,
    saved::Saved,
    view::{Message, Person, Reaction},
};
use crate::budget::Budget;

/// Who chats.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// Your id in the room.
    pub you: MemberId,
    /// Your name in the room.
    pub name: DisplayName,
    /// What time it is, as in every [`Chat::handle`].
    pub now: Duration,
    /// What the wall clock says then, in milliseconds since 1970.
    pub at: u64,
}

/// For whom something is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Audience {
    /// For all in the room, and those who will come.
    #[default]
    Everyone,
    /// For this member alone.
    One(MemberId),
}

/// What happened. Times are durations since any fixed moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A member is in the room, or is in it under another name.
    MemberJoined {
        /// Who.
        id: MemberId,
        /// Under which name.
        name: DisplayName,
    },
    /// A member is no longer in the room.
    MemberLeft(MemberId),
    /// The control channel to this member opened.
    ChannelOpened(MemberId),
    /// The control channel to this member closed.
    ChannelClosed(MemberId),
    /// This came on this member's channel.
    Received(MemberId, ChatMessage),
    /// Something came on this member's channel that is too long, or says a chat message that is none.
    ReceivedGarbage(MemberId),
    /// The person sends a text.
    Send {
        /// For whom.
        to: Audience,
        /// What.
        text: ChatText,
        /// 128 new random bits.
        id: EntryId,
        /// What the wall clock says, in milliseconds since 1970.
        at: u64,
    },
    /// The person gives a reaction to a text, or takes it back.
    React {
        /// To which.
        to: EntryRef,
        /// Which reaction.
        emoji: Emoji,
        /// 128 new random bits.
        id: EntryId,
        /// What the wall clock says, in milliseconds since 1970.
        at: u64,
    },
    /// The person wants a failed text of theirs sent again.
    Retry(EntryId),
    /// The person shows a quick reaction.
    Cheer(Emoji),
    /// The person is writing; said at each change of the text, if there is any.
    Typed(Audience),
    /// The person is no longer writing: there is no text, or they went elsewhere. What is sent needs no such word.
    TypingStopped,
    /// Whether the person can see what arrives: the panel is open, and the page is visible. At first they cannot.
    Looking(bool),
    /// The time passed [`Chat::deadline`].
    TimePassed,
}

/// What to do, in this order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Send this on this member's channel, which is open. It comes first: nobody waits for what this side makes of the rest.
    Send(MemberId, ChatMessage),
    /// Something that can be seen of the chat is different. It comes last, and once.
    Changed,
    /// Somebody else said this just now, as far as this side can know: for the sound and for screen readers.
    Arrived(EntryRef),
    /// This member, or you, showed a quick reaction.
    Cheered(MemberId, Emoji),
    /// What this member sends is too much, or makes no sense, and is dropped. Told once for as long as it goes on; what was too
    /// much only for a moment is sent again by an honest member, and then heard.
    Flooding(MemberId),
}

/// One person's chat in one room.
#[derive(Debug)]
pub struct Chat {
    you: MemberId,
    /// Who you were before the page was loaded again.
    former: Vec<MemberId>,
    clock: Clock,
    /// When you came in, by [`Clock::wall`].
    came_at: u64,
    log: Log,
    /// Of all who are here, or of whom there is something in the log.
    names: BTreeMap<MemberId, DisplayName>,
    /// All who are here, and some who were.
    peers: BTreeMap<MemberId, Peer>,
    asking: Option<Asking>,
    /// From when on what is new is news: from the end of the first history on, or after a while.
    news_from: Duration,
    /// When to tell all what you have.
    greet_at: Option<Duration>,
    /// How long those you were with before the page was loaded again may take to be there again.
    restored_until: Option<Duration>,
    typing: Option<OwnTyping>,
    /// When it was last said that you are writing.
    typing_said_at: Option<Duration>,
    cheers: Budget,
    looking: bool,
    unread: Vec<EntryRef>,
}

impl Chat {
    /// How long everybody has to learn that a member left, before what they have is compared.
    pub const LEAVE_SETTLES: Duration = Duration::from_secs(2);
    /// How long after a reload the others may take to be there again.
    pub const RETURN_WITHIN: Duration = Duration::from_secs(30);

    /// An empty chat in an empty room.
    #[must_use]
    pub fn new(config: Config) -> Self {
        let clock = Clock::new(config.now, config.at);
        Self {
            names: BTreeMap::from([(config.you.clone(), config.name)]),
            you: config.you,
            former: Vec::new(),
            came_at: clock.wall(config.now),
            clock,
            log: Log::default(),
            peers: BTreeMap::new(),
            asking: None,
            news_from: config.now + Self::HISTORY_WITHIN,
            greet_at: None,
            restored_until: None,
            typing: None,
            typing_said_at: None,
            cheers: CHEERS,
            looking: false,
            unread: Vec::new(),
        }
    }

    /// When to say [`Input::TimePassed`], if nothing happens before.
    #[must_use]
    pub fn deadline(&self) -> Option<Duration> {
        let peers = self.peers.values().filter_map(Peer::deadline);
        let asking = self.asking.as_ref().map(|asking| asking.until);
        let typing = self.typing.as_ref().map(|typing| typing.until);
        let own = [asking, typing, self.typing_owed_at(), self.greet_at, self.restored_until];
        peers.chain(own.into_iter().flatten()).min()
    }

    /// Takes an input in.
    #[must_use]
    pub fn handle(&mut self, now: Duration, input: Input) -> Vec<Effect> {
        let mut out = Out::default();
        match input {
            Input::MemberJoined { id, name } => self.joined(&id, name, &mut out),
            Input::MemberLeft(id) => self.left(now, &id, &mut out),
            Input::ChannelOpened(id) => self.opened(id),
            Input::ChannelClosed(id) => self.closed(&id, &mut out),
            Input::Received(from, message) => self.received(now, &from, message, &mut out),
            Input::ReceivedGarbage(from) => self.flooded(now, &from, &mut out),
            Input::Send { to, text, id, at } => self.send(now, &to, text, (id, at), &mut out),
            Input::React { to, emoji, id, at } => self.react(now, to, emoji, (id, at), &mut out),
            Input::Retry(id) => self.retry(id, &mut out),
            Input::Cheer(emoji) => self.cheer(now, emoji, &mut out),
            Input::Typed(audience) => self.typed(now, audience, &mut out),
            Input::TypingStopped => self.stop_typing(&mut out),
            Input::Looking(looking) => self.look(looking, &mut out),
            Input::TimePassed => self.time_passed(now, &mut out),
        }
        self.flow(now, &mut out);
        out.finish()
    }

    fn joined(&mut self, id: &MemberId, name: DisplayName, out: &mut Out) {
        if *id == self.you {
            return;
        }
        let known = self.names.insert(id.clone(), name);
        let peer = self.peers.entry(id.clone()).or_default();
        out.changed |= !peer.present || known.as_ref() != self.names.get(id);
        if std::mem::replace(&mut peer.present, true) {
            return;
        }
        peer.greeted = false;
        // What was on its way when the page was loaded again. What is public and was said by whom you were is passed on.
        if self.restored_until.is_some() {
            for (key, with, sent) in self.log.own_mut() {
                if sent.delivery == Delivery::Sending && with.is_none_or(|with| with == id) {
                    sent.awaited.insert(id.clone());
                    if with.is_some() || key.author == self.you {
                        peer.outbox.push(key);
                    }
                }
            }
        }
    }

    fn left(&mut self, now: Duration, id: &MemberId, out: &mut Out) {
        let Some(peer) = self.peers.get_mut(id).filter(|peer| peer.present) else { return };
        peer.leave(now);
        for (_, _, sent) in self.log.own_mut() {
            if sent.awaited.remove(id) {
                sent.settle();
            }
        }
        self.stop_asking(id);
        self.greet_at = self.greet_at.or(Some(now + Self::LEAVE_SETTLES));
        self.forget_departed();
        out.changed = true;
    }

    /// The budgets of those who left are kept for a while: they may come back.
    fn forget_departed(&mut self) {
        const DEPARTED: usize = 64;
        let departed = self.peers.iter().filter(|(_, peer)| !peer.present && !peer.open);
        if departed.clone().count() > DEPARTED
            && let Some(first) = departed.min_by_key(|(_, peer)| peer.left_at).map(|(id, _)| id.clone())
        {
            self.peers.remove(&first);
        }
    }

    fn opened(&mut self, id: MemberId) {
        if id == self.you {
            return;
        }
        // It may be another channel, though nobody said that the old one closed.
        self.stop_asking(&id);
        let peer = self.peers.entry(id).or_default();
        peer.open = true;
        peer.greeted = false;
        peer.digest = None;
        peer.outbox.begin_again();
    }

    fn closed(&mut self, id: &MemberId, out: &mut Out) {
        self.stop_asking(id);
        let Some(peer) = self.peers.get_mut(id) else { return };
        peer.open = false;
        peer.digest = None;
        out.changed |= peer.typing.take().is_some();
    }

    fn look(&mut self, looking: bool, out: &mut Out) {
        self.looking = looking;
        if looking && !self.unread.is_empty() {
            self.unread.clear();
            out.changed = true;
        }
    }

    fn time_passed(&mut self, now: Duration, out: &mut Out) {
        for peer in self.peers.values_mut() {
            if peer.typing.as_ref().is_some_and(|typing| typing.until <= now) {
                peer.typing = None;
                out.changed = true;
            }
        }
        if self.typing.as_ref().is_some_and(|typing| typing.until <= now) {
            self.stop_typing(out);
        }
        if self.typing_owed_at().is_some_and(|at| at <= now) {
            self.tell_typing(now, out);
        }
        if self.asking.as_ref().is_some_and(|asking| asking.until <= now) {
            self.ask_later();
        }
        if self.greet_at.is_some_and(|at| at <= now) {
            self.greet_at = None;
            self.peers.values_mut().for_each(|peer| peer.greeted = false);
        }
        if self.restored_until.is_some_and(|until| until <= now) {
            self.restored_until = None;
            self.give_up_absent(out);
        }
    }

    /// Those who were not there again by now left while the page was loaded. And whoever has what is passed on of what you said
    /// before has it perhaps from others, and need not say so.
    fn give_up_absent(&mut self, out: &mut Out) {
        let Self { you, peers, log, .. } = self;
        for (key, with, sent) in log.own_mut() {
            let is_sent = with.is_some() || key.author == *you;
            sent.awaited.retain(|id| is_sent && peers.get(id).is_some_and(|peer| peer.present));
            out.changed |= sent.settle();
        }
    }

    /// Sends what can be sent.
    fn flow(&mut self, now: Duration, out: &mut Out) {
        let greets = self.peers.values().any(|peer| peer.is_reached() && !peer.greeted);
        let digest = if greets { self.log.digest() } else { 0 };
        for (id, peer) in self.peers.iter_mut().filter(|(_, peer)| peer.is_reached()) {
            while let Some(key) = peer.outbox.next(now) {
                match self.log.get(&key) {
                    Some(kept) => out.send(id, ChatMessage::Entry(kept.entry.clone())),
                    // It went to make room, or another one took its place.
                    None => _ = peer.outbox.remove(now, &key),
                }
            }
            if !std::mem::replace(&mut peer.greeted, true) && digest != 0 {
                out.send(id, ChatMessage::Digest { sum: digest });
            }
        }
        self.ask(now, out);
    }

    /// Who is in the room and reached.
    fn reached(&self) -> impl Iterator<Item = &MemberId> {
        self.peers.iter().filter(|(_, peer)| peer.is_reached()).map(|(id, _)| id)
    }

    fn is_present(&self, id: &MemberId) -> bool {
        self.peers.get(id).is_some_and(|peer| peer.present)
    }

    fn is_own(&self, id: &MemberId) -> bool {
        *id == self.you || self.former.contains(id)
    }
}

/// The effects of one input.
#[derive(Debug, Default)]
struct Out {
    sends: Vec<Effect>,
    news: Vec<Effect>,
    changed: bool,
}

impl Out {
    fn send(&mut self, to: &MemberId, message: ChatMessage) {
        self.sends.push(Effect::Send(to.clone(), message));
    }

    fn finish(self) -> Vec<Effect> {
        let changed = self.changed.then_some(Effect::Changed);
        self.sends.into_iter().chain(self.news).chain(changed).collect()
    }
}
