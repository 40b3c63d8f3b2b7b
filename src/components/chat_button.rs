//! Opens the chat, and counts what is unread in it.

use yew::prelude::*;
use yew_webrtc::{RoomChat, use_chat};

use super::{button::Button, count_badge::count_badge, icon::IconName};
use crate::settings::use_text;

/// Properties of [`ChatButton`].
#[derive(Debug, PartialEq, Properties)]
pub struct ChatButtonProps {
    /// The chat of the call.
    pub chat: RoomChat,
    /// Whether it is shown.
    pub open: bool,
    /// Shows it, or puts it away.
    pub onclick: Callback<()>,
}

/// The button `Chat`. It is a component, so that nothing else of the page is rendered for what people write.
#[component]
pub fn ChatButton(props: &ChatButtonProps) -> Html {
    let text = use_text();
    let unread = use_chat(props.chat.clone()).unread;
    html! {
        <div class="chat-button">
            <Button
                label={text.chat}
                about={(unread > 0).then(|| AttrValue::from((text.unread)(unread)))}
                icon={IconName::Chat}
                compact=true
                expanded={Some(props.open)}
                onclick={props.onclick.reform(|_| ())}
            />
            { for count_badge(unread) }
        </div>
    }
}
