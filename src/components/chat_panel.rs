//! What the people of a call write to each other.

mod composer;
mod log;
mod message;
mod ways;

use web_sys::HtmlElement;
use yew::prelude::*;
use yew_webrtc::{ChatSnapshot, RoomChat, use_chat};

use self::{composer::Composer, log::Log, ways::Ways};
use super::{button::Button, cheer_menu::cheer_bar, icon::IconName};
use crate::{
    chat_draft::SharedDraft,
    dom,
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

/// A dialog beside the pictures, or over them where there is little room; the call goes on meanwhile. Its field takes the focus, and gives
/// it back when the panel is put away by its button or by Escape.
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
    let before = use_mut_ref(dom::focused);
    let onclose = {
        let (before, onclose) = (before.clone(), props.onclose.clone());
        Callback::from(move |()| {
            let before: Option<HtmlElement> = before.take();
            if let Some(before) = before.filter(|before| before.is_connected()) {
                // It fails for no element that is in the page.
                let _ = before.focus();
            }
            onclose.emit(());
        })
    };
    let onkeydown = {
        let onclose = onclose.clone();
        move |event: KeyboardEvent| {
            // Within a composition it takes back what is composed.
            if event.key() == "Escape" && !event.is_composing() {
                onclose.emit(());
            }
        }
    };
    html! {
        <section class="chat-panel" role="dialog" aria-labelledby="chat-panel-title" {onkeydown}>
            <div class="chat-panel__head">
                <h2 id="chat-panel-title" class="chat-panel__title">{ text.chat }</h2>
                <Ways chat={props.chat.clone()} empty={conversation.messages.is_empty()} />
                <div class="chat-panel__way">
                    <Button
                        label={text.close}
                        about={Some(AttrValue::from(text.chat))}
                        icon={IconName::Close}
                        compact=true
                        onclick={onclose.reform(|_| ())}
                    />
                </div>
            </div>
            <Log
                chat={props.chat.clone()}
                messages={conversation.messages.clone()}
                first_new={first_new.borrow().clone()}
                alone={conversation.people.is_empty()}
            />
            <p class="chat-panel__typing">{ typing(words, &conversation) }</p>
            <div class="chat-panel__cheers">{ cheer_bar(text, &props.chat) }</div>
            <Composer chat={props.chat.clone()} draft={props.draft.clone()} people={conversation.people.clone()} />
        </section>
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
