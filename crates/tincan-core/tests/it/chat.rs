//! Stories of people who chat, as what each of them sends and sees.

mod floods;
mod history;
mod reload;
mod talk;
mod world;

use std::{
    collections::{BTreeMap, VecDeque},
    fmt::Write,
    time::Duration,
};

use tincan_core::chat::{Audience, Chat, Config, Delivery, Effect, Input, Message, Saved};
use tincan_protocol::{ChatBody, ChatEntry, ChatMessage, DisplayName, Emoji, EntryId, EntryRef, MemberId, PassedOn};

/// Some people in one room, written down: their names are their ids.
#[derive(Default)]
struct Story {
    chats: BTreeMap<&'static str, Chat>,
    /// On its way: from, to, what.
    lines: VecDeque<(&'static str, &'static str, ChatMessage)>,
    /// Between whom messages pass: both ways.
    open: Vec<(&'static str, &'static str)>,
    now: Duration,
    ids: u8,
    log: String,
}

impl Story {
    /// These people, all connected.
    fn of(people: &[&'static str]) -> Self {
        let mut story = Self::default();
        for name in people {
            story.come(name);
        }
        story.log.clear();
        story
    }

    /// Comes in, and is connected to all at once.
    fn come(&mut self, name: &'static str) -> &mut Self {
        self.come_unconnected(name, None);
        for other in self.others(name) {
            self.connect(name, other);
        }
        self
    }

    /// Comes in, perhaps again, with no channel so far.
    fn come_unconnected(&mut self, name: &'static str, saved: Option<Saved>) -> &mut Self {
        let config = Config { you: id(name), name: display_name(name), now: self.now, at: self.wall() };
        let chat = saved.map_or_else(|| Chat::new(config.clone()), |saved| Chat::restore(config.clone(), saved));
        self.chats.insert(name, chat);
        for other in self.others(name) {
            self.input(other, Input::MemberJoined { id: id(name), name: display_name(name) });
            self.input(name, Input::MemberJoined { id: id(other), name: display_name(other) });
        }
        self
    }

    /// Leaves for good; what is left is what the page keeps.
    fn go(&mut self, name: &'static str) -> Saved {
        let saved = self.chats.remove(name).unwrap().saved();
        for other in self.others(name) {
            self.cut(name, other);
            self.input(other, Input::MemberLeft(id(name)));
        }
        saved
    }

    fn connect(&mut self, a: &'static str, b: &'static str) -> &mut Self {
        self.open.push((a, b));
        self.input(a, Input::ChannelOpened(id(b)));
        self.input(b, Input::ChannelOpened(id(a)))
    }

    /// What is on its way is lost.
    fn cut(&mut self, a: &'static str, b: &'static str) -> &mut Self {
        self.open.retain(|pair| *pair != (a, b) && *pair != (b, a));
        self.lines.retain(|(from, to, _)| (*from, *to) != (a, b) && (*from, *to) != (b, a));
        self.input(a, Input::ChannelClosed(id(b)));
        self.input(b, Input::ChannelClosed(id(a)))
    }

    fn say(&mut self, name: &'static str, text: &str) -> &mut Self {
        self.send(name, Audience::Everyone, text)
    }

    fn whisper(&mut self, name: &'static str, to: &str, text: &str) -> &mut Self {
        self.send(name, Audience::One(id(to)), text)
    }

    fn send(&mut self, name: &'static str, to: Audience, text: &str) -> &mut Self {
        let (id, at) = (self.next_id(), self.wall());
        self.input(name, Input::Send { to, text: text.parse().unwrap(), id, at })
    }

    fn react(&mut self, name: &'static str, text: &str, emoji: Emoji) -> &mut Self {
        let to = self.message(name, text).key;
        let (id, at) = (self.next_id(), self.wall());
        self.input(name, Input::React { to, emoji, id, at })
    }

    fn retry(&mut self, name: &'static str, text: &str) -> &mut Self {
        let key = self.message(name, text).key;
        self.input(name, Input::Retry(key.id))
    }

    /// Gives one what somebody sends who follows no rules.
    fn suffer(&mut self, name: &'static str, from: &str, message: ChatMessage) -> Vec<Effect> {
        let now = self.now;
        self.chats.get_mut(name).unwrap().handle(now, Input::Received(id(from), message))
    }

    /// Everything that is on its way arrives, and what follows from it.
    fn deliver(&mut self) -> &mut Self {
        while let Some((from, to, message)) = self.lines.pop_front() {
            self.input(to, Input::Received(id(from), message));
        }
        self
    }

    /// Lets time pass, and tells each deadline; nothing arrives meanwhile.
    fn wait(&mut self, milliseconds: u64) -> &mut Self {
        let end = self.now + Duration::from_millis(milliseconds);
        let due = |story: &Self| story.chats.iter().filter_map(|(name, chat)| Some((chat.deadline()?, *name))).min();
        while let Some((deadline, name)) = due(self).filter(|(deadline, _)| *deadline <= end) {
            self.now = deadline;
            self.input(name, Input::TimePassed);
            assert!(self.chats[name].deadline().is_none_or(|next| next > deadline), "a deadline that stays");
        }
        self.now = end;
        self
    }

    fn input(&mut self, name: &'static str, input: Input) -> &mut Self {
        let now = self.now;
        let Some(chat) = self.chats.get_mut(name) else { return self };
        let mut said = Vec::new();
        for effect in chat.handle(now, input) {
            match effect {
                Effect::Send(to, message) => {
                    let to = self.chats.keys().copied().find(|other| id(other) == to).unwrap();
                    said.push(format!("to {to}: {}", written(&message)));
                    self.lines.push_back((name, to, message));
                }
                Effect::Arrived(key) => said.push(format!("hears {}", self.text(name, &key))),
                Effect::Cheered(who, emoji) => said.push(format!("sees {} of {}", emoji.symbol(), self.name(&who))),
                Effect::Flooding(who) => said.push(format!("is flooded by {}", self.name(&who))),
                Effect::Changed => {}
            }
        }
        for what in said {
            writeln!(self.log, "{:>5.1} {name} {what}", now.as_secs_f64()).unwrap();
        }
        self
    }

    /// What one person sees.
    fn view(&self, name: &str) -> String {
        self.chats[name].messages().iter().map(|message| drawn(message) + "\n").collect()
    }

    fn message(&self, name: &str, text: &str) -> Message {
        let messages = self.chats[name].messages();
        messages.into_iter().find(|message| message.text.as_str() == text).expect("it is there")
    }

    fn text(&self, name: &str, key: &EntryRef) -> String {
        let message = self.chats[name].messages().into_iter().find(|message| message.key == *key);
        message.expect("what arrives is there").text.to_string()
    }

    fn name(&self, who: &MemberId) -> &'static str {
        self.chats.keys().copied().find(|name| id(name) == *who).unwrap_or("somebody")
    }

    fn others(&self, name: &str) -> Vec<&'static str> {
        self.chats.keys().copied().filter(|other| *other != name).collect()
    }

    fn wall(&self) -> u64 {
        WALL + u64::try_from(self.now.as_millis()).unwrap()
    }

    fn next_id(&mut self) -> EntryId {
        self.ids += 1;
        entry_id(self.ids)
    }

    /// What was written down so far.
    fn take_log(&mut self) -> String {
        std::mem::take(&mut self.log)
    }
}

const WALL: u64 = 1_760_000_000_000;

fn id(name: &str) -> MemberId {
    let mut bytes = [0; 16];
    bytes[..name.len()].copy_from_slice(name.as_bytes());
    MemberId::from_bytes(bytes)
}

/// Of `ada2`, who is Ada after a reload, it is the same.
fn display_name(name: &str) -> DisplayName {
    name.trim_end_matches(char::is_numeric).parse().unwrap()
}

fn entry_id(number: u8) -> EntryId {
    EntryId::from_bytes(core::array::from_fn(|index| {
        number.wrapping_mul(151) ^ u8::try_from(index).unwrap().wrapping_mul(number)
    }))
}

fn text(text: &str) -> ChatBody {
    ChatBody::Text { text: text.parse().unwrap() }
}

fn entry(number: u8, clock: u64, body: ChatBody) -> ChatEntry {
    ChatEntry { id: entry_id(number), clock, at: clock, private: false, body }
}

fn written(message: &ChatMessage) -> String {
    let body = |entry: &ChatEntry| match &entry.body {
        ChatBody::Text { text } if entry.private => format!("({text})"),
        ChatBody::Text { text } => format!("{text:.20}"),
        ChatBody::Reaction { emoji, on, .. } => format!("{}{}", if *on { '+' } else { '-' }, emoji.symbol()),
        ChatBody::Unknown => "?".to_owned(),
    };
    match message {
        ChatMessage::Entry(entry) => format!("\"{}\"", body(entry)),
        ChatMessage::Received { ids } => format!("got {}", ids.len()),
        ChatMessage::Digest { .. } => "digest".to_owned(),
        ChatMessage::HistoryWanted { have } => format!("has {}, wants history", have.len()),
        ChatMessage::History { entries, more } => {
            let entries: Vec<String> =
                entries.iter().map(|passed_on| format!("{}: {}", passed_on.name, body(&passed_on.entry))).collect();
            format!("history [{}]{}", entries.join(", "), if *more { " and more" } else { "" })
        }
        ChatMessage::Typing { private, on } => {
            format!("{} typing{}", if *on { "is" } else { "stops" }, if *private { " to you" } else { "" })
        }
        ChatMessage::Cheer { emoji } => emoji.symbol().to_owned(),
        ChatMessage::Unknown => "?".to_owned(),
    }
}

fn drawn(message: &Message) -> String {
    let mut drawn = format!("{}: {}", if message.own { "you" } else { message.author.name.as_str() }, message.text);
    if let Some(with) = &message.private_with {
        write!(drawn, " (private, {})", with.name).unwrap();
    }
    if let Some(by) = &message.passed_on_by {
        write!(drawn, " (says {})", by.name).unwrap();
    }
    for reaction in &message.reactions {
        let names: Vec<&str> = reaction.by.iter().map(|person| person.name.as_str()).collect();
        write!(drawn, " {}{}", reaction.emoji.symbol(), names.join("+")).unwrap();
    }
    match message.delivery {
        Some(Delivery::Sending) => {
            let awaited: Vec<&str> = message.awaited.iter().map(|person| person.name.as_str()).collect();
            write!(drawn, " … {}", awaited.join(", ")).unwrap();
        }
        Some(Delivery::Delivered) => drawn.push_str(" ✓"),
        Some(Delivery::Failed) => drawn.push_str(" ✗"),
        None => {}
    }
    drawn
}
