//! The heading of a call, and the page's title with what is unread.

use yew::prelude::*;
use yew_webrtc::{RoomChat, use_chat};

use crate::{components::page_heading::PageHeading, settings::use_text};

#[derive(Debug, PartialEq, Properties)]
pub(super) struct HeadingProps {
    pub(super) chat: RoomChat,
    /// How many people are in the call.
    pub(super) count: usize,
}

/// Hidden, but for its title in the browser's tab, where one sees from another tab that something is unread.
#[component]
pub(super) fn Heading(props: &HeadingProps) -> Html {
    let text = use_text();
    let title = format!("{} · {}", text.call_page, (text.people)(props.count));
    let title = match use_chat(props.chat.clone()).unread {
        0 => title,
        unread => format!("({unread}) {title}"),
    };
    html! { <PageHeading text={text.call_page} {title} hidden=true /> }
}
