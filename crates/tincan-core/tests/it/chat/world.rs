//! People who chat while they are cut off, load the page again, leave and come back: in the end all have the same conversation.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    time::Duration,
};

use proptest::{collection::vec, prelude::*};
use tincan_core::chat::{Audience, Chat, Config, Delivery, Effect, Input, Saved};
use tincan_protocol::{ChatMessage, Emoji, EntryId, EntryRef, MemberId, PeerMessage};

const PEOPLE: usize = 4;

/// What the world can do. People are numbers.
#[derive(Debug, Clone)]
enum Happening {
    Say(usize),
    Whisper(usize, usize),
    /// To the text of this number, counted from the end.
    React(usize, usize, Emoji),
    Retry(usize),
    Type(usize),
    /// A channel between two opens.
    Open(usize, usize),
    /// It is cut; so many messages still arrive on each side.
    Cut(usize, usize, usize),
    /// The next message from one to the other, or news of their channel, arrives.
    Deliver(usize, usize),
    /// The next news of the room arrives.
    Room(usize),
    /// Milliseconds pass.
    Wait(u64),
    Reload(usize),
    Leave(usize),
    /// Comes in, as somebody who knows nothing.
    Come(usize),
}

fn happening() -> impl Strategy<Value = Happening> {
    let who = || 0..PEOPLE;
    let emoji = prop::sample::select(vec![Emoji::Heart, Emoji::Clap]);
    prop_oneof![
        8 => who().prop_map(Happening::Say),
        4 => (who(), who()).prop_map(|(a, b)| Happening::Whisper(a, b)),
        3 => (who(), 0..5_usize, emoji).prop_map(|(a, text, emoji)| Happening::React(a, text, emoji)),
        1 => who().prop_map(Happening::Retry),
        1 => who().prop_map(Happening::Type),
        10 => (who(), who()).prop_map(|(a, b)| Happening::Open(a, b)),
        4 => (who(), who(), 0..4_usize).prop_map(|(a, b, keep)| Happening::Cut(a, b, keep)),
        30 => (who(), who()).prop_map(|(a, b)| Happening::Deliver(a, b)),
        12 => who().prop_map(Happening::Room),
        4 => (1..9_000_u64).prop_map(Happening::Wait),
        2 => who().prop_map(Happening::Reload),
        1 => who().prop_map(Happening::Leave),
        2 => who().prop_map(Happening::Come),
    ]
}

/// On its way to somebody.
#[derive(Debug)]
enum News {
    Opened(MemberId),
    Message(MemberId, ChatMessage),
    Closed(MemberId),
    Joined(MemberId, usize),
    Left(MemberId),
}

struct Person {
    /// How often they came.
    life: u8,
    chat: Option<Chat>,
    /// From the room.
    room: VecDeque<News>,
    /// Which channels are open as far as they know.
    open: BTreeSet<MemberId>,
    arrived: BTreeSet<EntryRef>,
}

struct World {
    now: Duration,
    people: Vec<Person>,
    /// From, to.
    lines: BTreeMap<(usize, usize), VecDeque<News>>,
    /// Between whom messages pass.
    up: BTreeSet<(usize, usize)>,
    next_id: u8,
    /// Who said it, and to whom if it was private.
    said: BTreeMap<EntryId, (usize, Option<usize>)>,
    /// Who left without loading the page again: what they said may be lost with them.
    left: BTreeSet<usize>,
    sent: usize,
}

impl World {
    fn new() -> Self {
        let person =
            || Person { life: 0, chat: None, room: VecDeque::new(), open: BTreeSet::new(), arrived: BTreeSet::new() };
        let mut world = Self {
            now: Duration::from_secs(5),
            people: (0..PEOPLE).map(|_| person()).collect(),
            lines: BTreeMap::new(),
            up: BTreeSet::new(),
            next_id: 0,
            said: BTreeMap::new(),
            left: BTreeSet::new(),
            sent: 0,
        };
        world.come(0, None);
        world.come(1, None);
        world
    }

    fn id(&self, who: usize) -> MemberId {
        member(who, self.people[who].life)
    }

    fn here(&self) -> impl Iterator<Item = usize> + use<'_> {
        (0..PEOPLE).filter(|who| self.people[*who].chat.is_some())
    }

    /// Everybody's clock is set somewhat differently.
    fn wall(&self, who: usize) -> u64 {
        1_760_000_000_000 + who as u64 * 180_000 + u64::try_from(self.now.as_millis()).unwrap()
    }

    fn happen(&mut self, happening: Happening) {
        match happening {
            Happening::Say(who) => self.say(who, None),
            Happening::Whisper(from, to) if from != to => self.say(from, Some(to)),
            Happening::React(who, number, emoji) => self.react(who, number, emoji),
            Happening::Retry(who) => self.retry(who),
            Happening::Type(who) => self.input(who, Input::Typed(Audience::Everyone)),
            Happening::Open(a, b) => self.open(a, b),
            Happening::Cut(a, b, keep) => self.cut(a, b, keep),
            Happening::Deliver(from, to) => _ = self.deliver(from, to),
            Happening::Room(who) => _ = self.tell(who),
            Happening::Wait(milliseconds) => self.wait(Duration::from_millis(milliseconds)),
            Happening::Reload(who) => {
                if let Some(saved) = self.go(who) {
                    self.come(who, Some(saved));
                }
            }
            Happening::Leave(who) => {
                if self.go(who).is_some() {
                    self.left.insert(who);
                }
            }
            Happening::Come(who) if self.people[who].chat.is_none() => self.come(who, None),
            Happening::Whisper(..) | Happening::Come(_) => {}
        }
    }

    fn come(&mut self, who: usize, saved: Option<Saved>) {
        self.people[who].life += 1;
        let id = self.id(who);
        let config = Config { you: id.clone(), name: name(who), now: self.now, at: self.wall(who) };
        let chat = match saved {
            Some(saved) => {
                let read = Saved::from_json(&saved.to_json()).unwrap();
                assert_eq!(read, saved);
                Chat::restore(config, read)
            }
            None => Chat::new(config),
        };
        for other in self.here().collect::<Vec<_>>() {
            let other_id = self.id(other);
            self.people[other].room.push_back(News::Joined(id.clone(), who));
            self.people[who].room.push_back(News::Joined(other_id, other));
        }
        self.people[who].chat = Some(chat);
        self.people[who].arrived.clear();
    }

    fn go(&mut self, who: usize) -> Option<Saved> {
        for other in 0..PEOPLE {
            self.cut(who, other, 1);
            self.lines.remove(&(other, who));
        }
        let id = self.id(who);
        let saved = self.people[who].chat.take()?.saved();
        self.people[who].room.clear();
        self.people[who].open.clear();
        for other in self.here().collect::<Vec<_>>() {
            self.people[other].room.push_back(News::Left(id.clone()));
        }
        Some(saved)
    }

    fn open(&mut self, a: usize, b: usize) {
        let both_here = self.people[a].chat.is_some() && self.people[b].chat.is_some();
        if a == b || !both_here || self.up.contains(&(a, b)) {
            return;
        }
        for (from, to) in [(a, b), (b, a)] {
            let id = self.id(from);
            self.up.insert((from, to));
            self.lines.entry((from, to)).or_default().push_back(News::Opened(id));
        }
    }

    fn cut(&mut self, a: usize, b: usize, keep: usize) {
        for (from, to) in [(a, b), (b, a)] {
            if self.up.remove(&(from, to)) {
                let id = self.id(from);
                let line = self.lines.entry((from, to)).or_default();
                let opened = line.iter().rposition(|news| matches!(news, News::Opened(_))).map_or(0, |index| index + 1);
                line.truncate(opened + keep);
                line.push_back(News::Closed(id));
            }
        }
    }

    fn deliver(&mut self, from: usize, to: usize) -> bool {
        let Some(news) = self.lines.get_mut(&(from, to)).and_then(VecDeque::pop_front) else { return false };
        let input = match news {
            News::Opened(id) => {
                self.people[to].open.insert(id.clone());
                Input::ChannelOpened(id)
            }
            News::Closed(id) => {
                self.people[to].open.remove(&id);
                Input::ChannelClosed(id)
            }
            News::Message(id, message) => Input::Received(id, message),
            News::Joined(..) | News::Left(_) => unreachable!(),
        };
        self.input(to, input);
        true
    }

    fn tell(&mut self, who: usize) -> bool {
        let Some(news) = self.people[who].room.pop_front() else { return false };
        self.input(
            who,
            match news {
                News::Joined(id, other) => Input::MemberJoined { id, name: name(other) },
                News::Left(id) => Input::MemberLeft(id),
                News::Opened(_) | News::Message(..) | News::Closed(_) => unreachable!(),
            },
        );
        true
    }

    fn say(&mut self, who: usize, to: Option<usize>) {
        let Some(chat) = &self.people[who].chat else { return };
        if to.is_some_and(|to| !chat.people().any(|person| person.id == self.id(to))) {
            return;
        }
        let id = self.next_id();
        self.said.insert(id, (who, to));
        let audience = to.map_or(Audience::Everyone, |to| Audience::One(self.id(to)));
        let text = format!("{who} says {}", self.next_id).parse().unwrap();
        self.input(who, Input::Send { to: audience, text, id, at: self.wall(who) });
    }

    fn react(&mut self, who: usize, number: usize, emoji: Emoji) {
        let Some(chat) = &self.people[who].chat else { return };
        let Some(to) = chat.messages().into_iter().rev().nth(number).map(|message| message.key) else { return };
        let id = self.next_id();
        self.input(who, Input::React { to, emoji, id, at: self.wall(who) });
    }

    fn retry(&mut self, who: usize) {
        let Some(chat) = &self.people[who].chat else { return };
        let failed = chat.messages().into_iter().find(|message| message.delivery == Some(Delivery::Failed));
        if let Some(message) = failed {
            self.input(who, Input::Retry(message.key.id));
        }
    }

    fn next_id(&mut self) -> EntryId {
        self.next_id += 1;
        // Like random bits: no two have the sum of two others, and they are not in the order in which they are drawn.
        let random = u128::from(self.next_id).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835);
        let random = (random ^ random >> 67).wrapping_mul(0xd6e8_feb8_6659_fd93_a5a3_564e_27f8_8692 | 1);
        EntryId::from_bytes((random ^ random >> 61).to_be_bytes())
    }

    fn wait(&mut self, time: Duration) {
        let end = self.now + time;
        loop {
            let due = self.here().filter_map(|who| Some((self.people[who].chat.as_ref()?.deadline()?, who))).min();
            let Some((deadline, who)) = due.filter(|(deadline, _)| *deadline <= end) else { break };
            self.now = deadline.max(self.now);
            self.input(who, Input::TimePassed);
            let next = self.people[who].chat.as_ref().and_then(Chat::deadline);
            assert!(next.is_none_or(|next| next > self.now), "a deadline that stays");
        }
        self.now = end;
    }

    fn input(&mut self, who: usize, input: Input) {
        let own = self.id(who);
        let Some(chat) = &mut self.people[who].chat else { return };
        let effects = chat.handle(self.now, input);
        for (index, effect) in effects.iter().enumerate() {
            match effect {
                Effect::Send(to, message) => self.sent(who, to, message),
                Effect::Changed => assert_eq!(index, effects.len() - 1, "it comes last"),
                Effect::Arrived(key) => {
                    assert_ne!(key.author, own, "one's own does not arrive");
                    assert!(self.people[who].arrived.insert(key.clone()), "it arrives once");
                }
                Effect::Cheered(..) => {}
                Effect::Flooding(id) => panic!("{id} is honest"),
            }
        }
    }

    fn sent(&mut self, from: usize, to: &MemberId, message: &ChatMessage) {
        assert!(self.people[from].open.contains(to), "the channel is open");
        self.sent += 1;
        let json = serde_json::to_string(&PeerMessage::Chat(message.clone())).unwrap();
        assert!(json.len() <= ChatMessage::MAX_BYTES);
        let to = (0..PEOPLE).find(|who| (1..=self.people[*who].life).any(|life| member(*who, life) == *to)).unwrap();
        for (id, (author, with)) in &self.said {
            if let Some(with) = with
                && json.contains(&id.to_string())
            {
                assert!([*author, *with].contains(&to), "what is private goes only to whom it is for");
                let in_the_open = match message {
                    ChatMessage::Entry(entry) => !entry.private,
                    ChatMessage::Received { .. } => false,
                    _ => true,
                };
                assert!(!in_the_open, "what is private is never passed on");
            }
        }
        if self.up.contains(&(from, to)) {
            let id = self.id(from);
            self.lines.entry((from, to)).or_default().push_back(News::Message(id, message.clone()));
        }
    }

    /// Everything is repaired, and comes to rest.
    fn settle(&mut self) {
        for _ in 0..4 {
            let here: Vec<usize> = self.here().collect();
            for who in &here {
                while self.tell(*who) {}
            }
            for a in &here {
                here.iter().for_each(|b| self.open(*a, *b));
            }
            self.deliver_all();
            for _ in 0..60 {
                self.wait(Duration::from_secs(1));
                self.deliver_all();
            }
        }
        let before = self.sent;
        self.wait(Duration::from_secs(100));
        assert_eq!(self.sent, before, "it comes to rest");
    }

    fn deliver_all(&mut self) {
        let before = self.sent;
        loop {
            let pairs: Vec<_> = self.lines.keys().copied().collect();
            if !pairs.into_iter().fold(false, |any, (from, to)| self.deliver(from, to) || any) {
                break;
            }
            assert!(self.sent < before + 2000, "it comes to an end");
        }
    }

    fn check(&self) {
        let here: Vec<usize> = self.here().collect();
        for pair in here.windows(2) {
            assert_eq!(self.public(pair[0]), self.public(pair[1]), "{} and {} have the same", pair[0], pair[1]);
        }
        for who in &here {
            let messages = self.people[*who].chat.as_ref().unwrap().messages();
            let ids: BTreeSet<EntryId> = messages.iter().map(|message| message.key.id).collect();
            assert_eq!(ids.len(), messages.len(), "each is there once");
            assert!(!messages.iter().any(|message| message.delivery == Some(Delivery::Sending)), "all is delivered");
            for (id, (author, with)) in &self.said {
                if with.is_none() && !self.left.contains(author) {
                    assert!(ids.contains(id), "{who} has what {author} said");
                }
                assert!(
                    !ids.contains(id) || with.is_none_or(|with| [with, *author].contains(who)),
                    "private is private"
                );
            }
            for message in messages {
                let author = self.said[&message.key.id].0;
                assert_eq!(message.author.name, name(author), "nobody speaks in another's name");
                if let (Some(Delivery::Delivered), Some(with)) = (message.delivery, message.private_with)
                    && let Some(other) = here.iter().find(|who| self.id(**who) == with.id)
                {
                    let theirs = self.people[*other].chat.as_ref().unwrap().messages();
                    assert!(theirs.iter().any(|their| their.key.id == message.key.id), "delivered is delivered");
                }
            }
        }
    }

    /// What one person sees that all see.
    fn public(&self, who: usize) -> Vec<String> {
        let messages = self.people[who].chat.as_ref().unwrap().messages();
        let public = messages.into_iter().filter(|message| message.private_with.is_none());
        let reactions = |reactions: &[tincan_core::chat::Reaction]| {
            let names = |by: &[tincan_core::chat::Person]| by.iter().map(|by| by.id.to_string()).collect::<Vec<_>>();
            reactions.iter().map(|of| format!("{:?} {:?}", of.emoji, names(&of.by))).collect::<Vec<_>>()
        };
        public
            .map(|message| format!("{}: {} {:?}", message.author.id, message.text, reactions(&message.reactions)))
            .collect()
    }
}

fn member(who: usize, life: u8) -> MemberId {
    MemberId::from_bytes([u8::try_from(who).unwrap() * 64 + life; 16])
}

fn name(who: usize) -> tincan_protocol::DisplayName {
    ["Ada", "Bob", "Eve", "김민지"][who].parse().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn in_the_end_all_have_the_same_conversation(happenings in vec(happening(), 0..120)) {
        let mut world = World::new();
        for happening in happenings {
            world.happen(happening);
        }
        world.settle();
        world.check();
    }
}
