//! What happens in the chat, told to who looks elsewhere.

use yew::prelude::*;
use yew_webrtc::{ChatEvent, Emoji, Message, Person, RoomChat, UseAudioOutputHandle, use_chat_events};

use super::chat_floods::ChatFloodsProps;
use crate::{
    dom,
    i18n::Text,
    panels::use_panels,
    settings::{use_settings, use_text},
};

/// Properties of [`ChatNews`].
#[derive(Debug, PartialEq, Properties)]
pub struct ChatNewsProps {
    /// The chat of the call.
    pub chat: RoomChat,
    /// Whether it is shown.
    pub open: bool,
    /// What a sound is played through.
    pub output: UseAudioOutputHandle,
}

/// What arrives is said to screen readers and, while nobody looks at it, told by a sound; quick reactions rise over the video; and who
/// sends too much is named.
#[component]
pub fn ChatNews(props: &ChatNewsProps) -> Html {
    let text = use_text();
    let silent = use_settings().chat_silent;
    let news = use_reducer(News::default);
    use_chat_events(props.chat.clone(), {
        let (open, output, dispatcher) = (props.open, props.output.clone(), news.dispatcher());
        move |event| match event {
            ChatEvent::Changed => {}
            ChatEvent::Arrived(message) => {
                let seen = open && dom::is_visible();
                if !silent && !seen {
                    output.chime();
                }
                dispatcher.dispatch(Change::Said(words_for(text, message)));
            }
            ChatEvent::Cheered { by, own, emoji } => dispatcher.dispatch(Change::Cheered {
                name: by.name.to_string(),
                emoji: *emoji,
                words: (!own).then(|| (text.cheered)(by.name.as_str(), (text.emoji)(*emoji))),
            }),
            ChatEvent::Flooding(by) => dispatcher.dispatch(Change::Flooded(by.clone())),
        }
    });
    let ended = |number: u32| {
        let dispatcher = news.dispatcher();
        move |_: AnimationEvent| dispatcher.dispatch(Change::Ended(number))
    };
    let cheer = |cheer: &Cheer| {
        html! {
            <li
                key={cheer.number}
                class="chat-news__cheer"
                data-lane={(cheer.number % LANES).to_string()}
                onanimationend={ended(cheer.number)}
            >
                <span class="chat-news__emoji">{ cheer.emoji.symbol() }</span>
                <bdi class="chat-news__name">{ &cheer.name }</bdi>
            </li>
        }
    };
    let onread = {
        let dispatcher = news.dispatcher();
        Callback::from(move |by| dispatcher.dispatch(Change::Read(by)))
    };
    let panels = use_panels(!news.flooding.is_empty());
    let floods = (!news.flooding.is_empty()).then(|| {
        let floods = ChatFloodsProps { people: news.flooding.clone(), onread };
        panels.draw_quietly(text, |panels| (panels.chat_floods)(floods))
    });
    html! {
        <div class="chat-news">
            // The same words once more are news, too: each is an element of its own.
            <div class="visually-hidden" aria-live="polite"><p key={news.said}>{ &news.words }</p></div>
            <div class="chat-news__notices" role="status">{ for floods }</div>
            <ul class="chat-news__cheers" aria-hidden="true">{ for news.cheers.iter().map(cheer) }</ul>
        </div>
    }
}

/// What is told at the moment.
#[derive(Debug, Clone, Default)]
struct News {
    /// The last thing for screen readers, and how many there were.
    words: String,
    said: u32,
    cheers: Vec<Cheer>,
    cheered: u32,
    flooding: Vec<Person>,
}

#[derive(Debug, Clone)]
struct Cheer {
    number: u32,
    name: String,
    emoji: Emoji,
}

enum Change {
    Said(String),
    /// `words` for screen readers, unless it was oneself.
    Cheered {
        name: String,
        emoji: Emoji,
        words: Option<String>,
    },
    /// A quick reaction has risen.
    Ended(u32),
    Flooded(Person),
    /// The notice about this person was read.
    Read(Person),
}

impl Reducible for News {
    type Action = Change;

    fn reduce(self: std::rc::Rc<Self>, change: Change) -> std::rc::Rc<Self> {
        let mut news = (*self).clone();
        match change {
            Change::Said(words) => news.say(words),
            Change::Cheered { name, emoji, words } => {
                news.cheered = news.cheered.wrapping_add(1);
                news.cheers.push(Cheer { number: news.cheered, name, emoji });
                // In a page that nobody sees nothing rises.
                let surplus = news.cheers.len().saturating_sub(MOST_CHEERS);
                news.cheers.drain(..surplus);
                if let Some(words) = words {
                    news.say(words);
                }
            }
            Change::Ended(number) => news.cheers.retain(|cheer| cheer.number != number),
            Change::Flooded(person) => {
                news.flooding.retain(|other| other.id != person.id);
                news.flooding.push(person);
            }
            Change::Read(person) => news.flooding.retain(|other| other.id != person.id),
        }
        news.into()
    }
}

impl News {
    fn say(&mut self, words: String) {
        self.words = words;
        self.said = self.said.wrapping_add(1);
    }
}

/// A long text is not read aloud to its end over the voices of a call.
fn words_for(text: &Text, message: &Message) -> String {
    let said: String = message.text.as_str().chars().take(MOST_SAID).collect();
    let words = if message.private_with.is_some() { text.said_to_you } else { text.said };
    words(message.author.name.as_str(), &said)
}

const LANES: u32 = 6;
const MOST_CHEERS: usize = 24;
/// In characters.
const MOST_SAID: usize = 300;
