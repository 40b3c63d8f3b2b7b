//! The chat as it is shown.

use tincan_protocol::{ChatBody, ChatText, DisplayName, Emoji, EntryRef, MemberId};

use super::{Chat, Delivery, log::Kept};

/// Somebody, who may have left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Who.
    pub id: MemberId,
    /// Their name, or their last one.
    pub name: DisplayName,
}

/// A text in the conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Which: the key of a list.
    pub key: EntryRef,
    /// Who said it.
    pub author: Person,
    /// Whether that is you, or was you before the page was loaded again.
    pub own: bool,
    /// When it was written, by the author's clock, in milliseconds since 1970. It may contradict the order.
    pub at: u64,
    /// What was said. It is only a text, whatever it looks like; [`super::markup`] says what to make of it.
    pub text: ChatText,
    /// If it is private: the other one.
    pub private_with: Option<Person>,
    /// If it did not come from its author: who says that the author said it.
    pub passed_on_by: Option<Person>,
    /// If it is your own: whether it arrived.
    pub delivery: Option<Delivery>,
    /// If it is your own: who is here and does not have it yet.
    pub awaited: Vec<Person>,
    /// The reactions to it, in the order of [`Emoji::ALL`].
    pub reactions: Vec<Reaction>,
}

/// One reaction to a text, of all who gave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reaction {
    /// Which.
    pub emoji: Emoji,
    /// By whom; never by nobody.
    pub by: Vec<Person>,
    /// Whether you are among them, and would take it back by giving it again.
    pub own: bool,
}

impl Chat {
    /// The conversation, in the order that all have.
    #[must_use]
    pub fn messages(&self) -> Vec<Message> {
        let mut reactions: Vec<(&EntryRef, Emoji, &Kept)> = Vec::new();
        for kept in self.log.iter() {
            if let ChatBody::Reaction { to, emoji, on: true } = &kept.entry.body {
                reactions.push((to, *emoji, kept));
            }
        }
        reactions.sort_by(|(to, emoji, _), (other, other_emoji, _)| (to, emoji).cmp(&(other, other_emoji)));
        self.log.iter().filter_map(|kept| self.message(kept, &reactions)).collect()
    }

    /// How many texts of others arrived while the person was not looking.
    #[must_use]
    pub fn unread(&self) -> usize {
        self.unread.len()
    }

    /// The one that arrived first of them.
    #[must_use]
    pub fn first_unread(&self) -> Option<&EntryRef> {
        self.unread.first()
    }

    /// Who is writing, and whether only to you.
    pub fn typing(&self) -> impl Iterator<Item = (Person, bool)> {
        self.peers.iter().filter_map(|(id, peer)| Some((self.person(id)?, peer.typing.as_ref()?.private)))
    }

    /// Who is here: to whom something private can be sent.
    pub fn people(&self) -> impl Iterator<Item = Person> {
        self.peers.iter().filter(|(_, peer)| peer.present).filter_map(|(id, _)| self.person(id))
    }

    /// The whole conversation as plain text. `time` writes [`Message::at`], and `who` whoever said it, to whom if it is private.
    #[must_use]
    pub fn transcript(&self, time: impl Fn(u64) -> String, who: impl Fn(&Message) -> String) -> String {
        self.messages().iter().map(|message| written(message, &time, &who)).collect()
    }

    fn person(&self, id: &MemberId) -> Option<Person> {
        Some(Person { id: id.clone(), name: self.names.get(id)?.clone() })
    }

    fn message(&self, kept: &Kept, reactions: &[(&EntryRef, Emoji, &Kept)]) -> Option<Message> {
        let ChatBody::Text { text } = &kept.entry.body else { return None };
        let key = kept.key();
        let first = reactions.partition_point(|(to, ..)| **to < key);
        let mut grouped: Vec<Reaction> = Vec::new();
        for (_, emoji, by) in reactions[first..].iter().take_while(|(to, ..)| **to == key) {
            let Some(person) = self.person(&by.author).filter(|_| by.is_heard_like(kept)) else { continue };
            let own = by.author == self.you;
            match grouped.last_mut().filter(|reaction| reaction.emoji == *emoji) {
                Some(reaction) => {
                    reaction.by.push(person);
                    reaction.own |= own;
                }
                None => grouped.push(Reaction { emoji: *emoji, by: vec![person], own }),
            }
        }
        Some(Message {
            author: self.person(&kept.author)?,
            own: self.is_own(&kept.author),
            at: kept.entry.at,
            text: text.clone(),
            private_with: kept.with.as_ref().and_then(|with| self.person(with)),
            passed_on_by: kept.passed_on_by.as_ref().and_then(|by| self.person(by)),
            delivery: kept.sent.as_ref().map(|sent| sent.delivery),
            awaited: kept.sent.iter().flat_map(|sent| &sent.awaited).filter_map(|id| self.person(id)).collect(),
            reactions: grouped,
            key,
        })
    }
}

impl Kept {
    /// Whether the same people have both: a reaction to something private is private, to the same one.
    fn is_heard_like(&self, text: &Self) -> bool {
        self.with == text.with
    }
}

impl Reaction {
    fn to_text(&self) -> String {
        let names: Vec<&str> = self.by.iter().map(|person| person.name.as_str()).collect();
        format!("{} {}", self.emoji.symbol(), names.join(", "))
    }
}

fn written(message: &Message, time: impl Fn(u64) -> String, who: impl Fn(&Message) -> String) -> String {
    let text = message.text.as_str().replace('\n', "\n    ");
    let said = format!("[{}] {}: {text}\n", time(message.at), who(message));
    let reactions: Vec<String> = message.reactions.iter().map(Reaction::to_text).collect();
    if reactions.is_empty() { said } else { format!("{said}    {}\n", reactions.join(", ")) }
}
