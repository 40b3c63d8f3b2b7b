//! What the people of a call write to each other.

mod composer;
mod log;
mod message;
mod ways;

use yew::prelude::*;
use yew_webrtc::{ChatSnapshot, RoomChat, use_chat};

use self::{composer::Composer, log::Log, ways::Ways};
use super::{cheer_bar::cheer_bar, side_panel::SidePanel};
use crate::{
    chat_draft::SharedDraft,
    i18n::ChatText,
    settings::{use_chat_text, use_text},
};

/// Properties of [`ChatPanel`].
#[derive(Debug, PartialEq, Properties)]
pub struct ChatPanelProps {
    /// The chat of the call.
    pub chat: RoomChat,
    /// What is about to be said; it outlives the panel.
    pub draft: SharedDraft,
    /// Puts the panel away.
    pub onclose: Callback<()>,
}

/// The conversation and the field to write in, which takes the focus, in a [`SidePanel`].
#[component]
pub fn ChatPanel(props: &ChatPanelProps) -> Html {
    let (text, words) = (use_text(), use_chat_text());
    let conversation = use_chat(props.chat.clone());
    // What was unread when one came is marked as long as one stays, though it is read now.
    let first_new = use_mut_ref(|| None);
    if let Some(first) = &conversation.first_unread {
        first_new.replace(Some(first.clone()));
    }
    use_effect_with(props.chat.clone(), |chat| {
        chat.look(true);
        let chat = chat.clone();
        move || {
            chat.look(false);
            chat.stop_typing();
        }
    });
    let ways = html! { <Ways chat={props.chat.clone()} empty={conversation.messages.is_empty()} /> };
    html! {
        <SidePanel title={text.chat} {ways} focus_inside=true onclose={props.onclose.clone()}>
            <Log
                chat={props.chat.clone()}
                messages={conversation.messages.clone()}
                first_new={first_new.borrow().clone()}
                alone={conversation.people.is_empty()}
            />
            <p class="chat-panel__typing">{ typing(words, &conversation) }</p>
            <div class="chat-panel__cheers">{ cheer_bar(text, &props.chat) }</div>
            <Composer chat={props.chat.clone()} draft={props.draft.clone()} people={conversation.people.clone()} />
        </SidePanel>
    }
}

/// Who is writing; who writes to oneself alone is named first.
fn typing(words: &ChatText, conversation: &ChatSnapshot) -> String {
    let names = |private: bool| -> Vec<&str> {
        let writing = conversation.typing.iter().filter(|(_, to_you)| *to_you == private);
        writing.map(|(person, _)| person.name.as_str()).collect()
    };
    let (to_you, to_all) = (names(true), names(false));
    let private = (!to_you.is_empty()).then(|| (words.typing_to_you)(&to_you));
    let public = (!to_all.is_empty()).then(|| (words.typing)(&to_all));
    private.into_iter().chain(public).collect::<Vec<_>>().join(" ")
}
