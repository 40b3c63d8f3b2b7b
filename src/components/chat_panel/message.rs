//! One text of a conversation.

use yew::prelude::*;
use yew_webrtc::{
    Delivery, Message, Person, Reaction, RoomChat,
    markup::{self, Kind, Span},
};

use super::ways::privately;
use crate::{
    components::{
        button::Button,
        cheer_bar::emoji_bar,
        icon::{IconName, icon},
    },
    dom,
    i18n::{ChatText, Text},
    settings::use_settings,
};

#[derive(Debug, PartialEq, Properties)]
pub(super) struct EntryProps {
    pub(super) chat: RoomChat,
    pub(super) message: Message,
}

/// A text with who said it, when and to whom, whether it arrived, and the reactions to it. It is a component of its own, so that those
/// which do not change are not rendered again.
#[component]
pub(super) fn Entry(props: &EntryProps) -> Html {
    let settings = use_settings();
    let (text, words) = (settings.text(), settings.language.chat_text());
    let EntryProps { chat, message } = props;
    let reacting = use_state_eq(|| false);
    let onreact = {
        let (chat, key, reacting) = (chat.clone(), message.key.clone(), reacting.setter());
        Callback::from(move |emoji| {
            chat.react(key.clone(), emoji);
            reacting.set(false);
        })
    };
    let ontoggle = {
        let (open, setter) = (*reacting, reacting.setter());
        move |_: MouseEvent| setter.set(!open)
    };
    let onkeydown = {
        let (open, setter) = (*reacting, reacting.setter());
        move |event: KeyboardEvent| {
            if open && event.key() == "Escape" {
                event.stop_propagation();
                setter.set(false);
            }
        }
    };
    let author = if message.own { words.you } else { message.author.name.as_str() };
    let time = dom::hours_and_minutes(message.at, settings.language.tag());
    let full_time = dom::day_and_time(message.at, settings.language.tag());
    let large = markup::is_emoji_only(message.text.as_str());
    let about: String = message.text.as_str().chars().take(MOST_ABOUT).collect();
    let reaction = |reaction: &Reaction| {
        let onclick = {
            let (chat, key, emoji) = (chat.clone(), message.key.clone(), reaction.emoji);
            move |_: MouseEvent| chat.react(key.clone(), emoji)
        };
        reaction_button(text, words, reaction, onclick)
    };
    html! {
        <li
            class="chat-panel__message"
            data-own={message.own.then_some("true")}
            data-private={message.private_with.is_some().then_some("true")}
            data-delivery={message.delivery.map(delivery_key)}
            {onkeydown}
        >
            <p key="head" class="chat-panel__said-by">
                <bdi class="chat-panel__author">{ author }</bdi>
                if let Some(with) = &message.private_with {
                    <span class="chat-panel__private">
                        { icon(IconName::Lock) }{ privately(words, message.own, with.name.as_str()) }
                    </span>
                }
                if let Some(by) = &message.passed_on_by {
                    <span class="chat-panel__passed-on">{ (words.passed_on_by)(by.name.as_str()) }</span>
                }
                <span class="chat-panel__time" title={full_time}>{ time }</span>
            </p>
            <div key="text" class="chat-panel__bubble">
                <div class="chat-panel__text" dir="auto" data-large={large.then_some("true")}>
                    { for markup::spans(message.text.as_str()).iter().map(span) }
                </div>
                <button
                    class="chat-panel__react"
                    type="button"
                    aria-label={format!("{}: {about}", words.react)}
                    title={words.react}
                    aria-expanded={if *reacting { "true" } else { "false" }}
                    onclick={ontoggle}
                >
                    { icon(IconName::Smile) }
                </button>
            </div>
            if *reacting {
                <div key="choice" class="chat-panel__choice" role="group" aria-label={words.react}>
                    { emoji_bar(text, onreact) }
                </div>
            }
            if !message.reactions.is_empty() {
                <div key="reactions" class="chat-panel__reactions">{ for message.reactions.iter().map(reaction) }</div>
            }
            <key="delivery">{ delivery(words, chat, message, about) }</>
        </li>
    }
}

/// A part of the text. It is put into the page as text and nothing else, in an element of its kind.
fn span(span: &Span<'_>) -> Html {
    let text = span.text.to_owned();
    match span.kind {
        Kind::Plain => html! { <span>{ text }</span> },
        Kind::Code => html! { <code class="chat-panel__code" dir="ltr">{ text }</code> },
        Kind::CodeBlock => {
            html! { <pre class="chat-panel__code-block" dir="ltr" tabindex="0"><code>{ text }</code></pre> }
        }
        Kind::Link => {
            html! { <a href={text.clone()} target="_blank" rel="noopener noreferrer nofollow">{ text }</a> }
        }
    }
}

fn reaction_button(text: &Text, words: &ChatText, reaction: &Reaction, onclick: impl Fn(MouseEvent) + 'static) -> Html {
    let names = names(&reaction.by);
    let name = (words.reaction)((text.emoji)(reaction.emoji), &names);
    html! {
        <button
            key={reaction.emoji.symbol()}
            class="chat-panel__reaction"
            type="button"
            aria-pressed={if reaction.own { "true" } else { "false" }}
            title={names}
            {onclick}
        >
            <span aria-hidden="true">{ reaction.emoji.symbol() }{ " " }{ reaction.by.len() }</span>
            <span class="visually-hidden">{ name }</span>
        </button>
    }
}

/// Of what is one's own: whether it arrived, and what can be done if not.
fn delivery(words: &ChatText, chat: &RoomChat, message: &Message, about: String) -> Html {
    let Some(delivery) = message.delivery else { return html! {} };
    let said = match delivery {
        // Who is alone has sent it to nobody yet.
        Delivery::Sending if message.awaited.is_empty() => words.sending.to_owned(),
        Delivery::Sending => (words.sending_to)(&names(&message.awaited)),
        Delivery::Delivered => words.delivered.to_owned(),
        Delivery::Failed => words.failed.to_owned(),
    };
    let onretry = {
        let (chat, id) = (chat.clone(), message.key.id);
        move |_: MouseEvent| chat.retry(id)
    };
    html! {
        <div class="chat-panel__delivery">
            <span>{ said }</span>
            if delivery == Delivery::Failed {
                <Button label={words.retry} about={Some(AttrValue::from(about))} icon={IconName::Retry} onclick={onretry} />
            }
        </div>
    }
}

const fn delivery_key(delivery: Delivery) -> &'static str {
    match delivery {
        Delivery::Sending => "sending",
        Delivery::Delivered => "delivered",
        Delivery::Failed => "failed",
    }
}

fn names(people: &[Person]) -> String {
    people.iter().map(|person| person.name.as_str()).collect::<Vec<_>>().join(", ")
}

/// How much of a text names it.
const MOST_ABOUT: usize = 40;
