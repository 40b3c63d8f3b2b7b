//! Rows of emoji to give.

use yew::prelude::*;
use yew_webrtc::{Emoji, RoomChat};

use crate::i18n::Text;

/// A row of all quick reactions.
pub fn cheer_bar(text: &'static Text, chat: &RoomChat) -> Html {
    let chat = chat.clone();
    let bar = emoji_bar(text, Callback::from(move |emoji| chat.cheer(emoji)));
    html! { <div class="cheer-bar" role="group" aria-label={text.reactions}>{ bar }</div> }
}

/// A button for each emoji that can be given.
pub fn emoji_bar(text: &'static Text, onchoose: Callback<Emoji>) -> Html {
    let button = |emoji: Emoji| {
        let name = (text.emoji)(emoji);
        html! {
            <button
                key={name}
                class="cheer-bar__emoji"
                type="button"
                aria-label={name}
                title={name}
                onclick={onchoose.reform(move |_| emoji)}
            >
                { emoji.symbol() }
            </button>
        }
    };
    html! { { for Emoji::ALL.into_iter().map(button) } }
}
