//! The conversation, and where in it one reads.

use std::{cell::Cell, rc::Rc};

use web_sys::Element;
use yew::prelude::*;
use yew_webrtc::{EntryRef, Message, RoomChat};

use super::message::Entry;
use crate::{
    components::{
        button::{Button, ButtonKind},
        icon::IconName,
    },
    dom::SizeWatch,
    settings::use_chat_text,
};

#[derive(Debug, PartialEq, Properties)]
pub(super) struct LogProps {
    pub(super) chat: RoomChat,
    pub(super) messages: Rc<Vec<Message>>,
    /// The first of what was unread when one came.
    pub(super) first_new: Option<EntryRef>,
    /// Whether nobody else is here.
    pub(super) alone: bool,
}

/// The log `Messages`. It stays at its end while things are added, unless the reader went up: then a button tells of what is new. What
/// arrives is said by [`ChatNews`](crate::components::chat_news::ChatNews), so that it is said once.
#[component]
pub(super) fn Log(props: &LogProps) -> Html {
    let words = use_chat_text();
    let node = use_node_ref();
    let at_end = use_memo((), |()| Cell::new(true));
    let missed = use_state_eq(|| false);
    let comes = use_mut_ref(|| true);
    let to_end = {
        let (node, at_end, missed) = (node.clone(), Rc::clone(&at_end), missed.setter());
        Callback::from(move |()| {
            if let Some(log) = node.cast::<Element>() {
                log.set_scroll_top(log.scroll_height());
            }
            at_end.set(true);
            missed.set(false);
        })
    };
    use_effect_with(props.messages.last().map(|message| (message.key.clone(), message.own)), {
        let (at_end, missed, to_end, node) = (Rc::clone(&at_end), missed.setter(), to_end.clone(), node.clone());
        move |last: &Option<(EntryRef, bool)>| {
            let is_own = last.as_ref().is_some_and(|(_, own)| *own);
            if comes.replace(false) {
                to_end.emit(());
                show_new(&node, &at_end);
            } else if at_end.get() || is_own {
                to_end.emit(());
            } else {
                missed.set(true);
            }
        }
    });
    // Reactions and words on the delivery make the last ones taller; what one writes, and the keyboard of a phone, the log shorter.
    use_effect_with(props.messages.clone(), {
        let (at_end, to_end) = (Rc::clone(&at_end), to_end.clone());
        move |_| {
            if at_end.get() {
                to_end.emit(());
            }
        }
    });
    use_effect_with((), {
        let (node, at_end, to_end) = (node.clone(), Rc::clone(&at_end), to_end.clone());
        move |()| {
            let watch = node.cast::<Element>().and_then(|log| {
                SizeWatch::new(&log, move || {
                    if at_end.get() {
                        to_end.emit(());
                    }
                })
            });
            move || drop(watch)
        }
    });
    let onscroll = {
        let (node, at_end, missed) = (node.clone(), Rc::clone(&at_end), missed.setter());
        move |_: Event| {
            if let Some(log) = node.cast::<Element>() {
                at_end.set(log.scroll_height() - log.scroll_top() - log.client_height() < NEAR);
                if at_end.get() {
                    missed.set(false);
                }
            }
        }
    };
    let entry = |message: &Message| {
        let key = format!("{}-{}", message.key.author.as_str(), message.key.id);
        let is_first_new = props.first_new.as_ref() == Some(&message.key);
        let line = is_first_new.then(|| {
            html! { <li key="new" class="chat-panel__new"><span>{ words.new }</span></li> }
        });
        let message = html! { <Entry {key} chat={props.chat.clone()} message={message.clone()} /> };
        line.into_iter().chain([message])
    };
    html! {
        <div class="chat-panel__conversation">
            <div class="chat-panel__log" role="log" aria-label={words.messages} aria-live="off" tabindex="0" ref={node} {onscroll}>
                if props.messages.is_empty() {
                    <div key="empty" class="chat-panel__empty">
                        <p class="chat-panel__empty-title">{ words.empty_title }</p>
                        <p>{ words.empty_text }</p>
                        if props.alone {
                            <p>{ words.alone_text }</p>
                        }
                    </div>
                } else {
                    <ul key="messages" class="chat-panel__messages" role="list">
                        { for props.messages.iter().flat_map(entry) }
                    </ul>
                }
            </div>
            if *missed {
                <div class="chat-panel__to-end">
                    <Button label={words.to_the_newest} kind={ButtonKind::Primary} icon={IconName::Download} onclick={to_end.reform(|_| ())} />
                </div>
            }
        </div>
    }
}

/// Brings the first of what is new into view, if it is above.
fn show_new(log: &NodeRef, at_end: &Cell<bool>) {
    let Some(log) = log.cast::<Element>() else { return };
    let Ok(Some(line)) = log.query_selector(".chat-panel__new") else { return };
    let above = log.get_bounding_client_rect().top() - line.get_bounding_client_rect().top();
    if above > 0.0 {
        log.set_scroll_top(log.scroll_top() - above.ceil() as i32);
        at_end.set(false);
    }
}

/// So near to the end, in pixels, one reads at the end.
const NEAR: i32 = 48;
