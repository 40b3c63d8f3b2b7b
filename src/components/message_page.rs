//! A whole page that says one thing.

use yew::prelude::*;

use super::{
    can_string::{StringState, can_string},
    page_footer::page_footer,
    page_header::PageHeader,
    page_heading::PageHeading,
};
use crate::i18n::Text;

/// A picture, a heading, a sentence, and the ways on: for the end of a call, and for what leads nowhere.
pub fn message_page(
    text: &Text,
    title: impl Into<AttrValue>,
    message: impl Into<AttrValue>,
    string: StringState,
    ways: Html,
) -> Html {
    html! {
        <div class="message-page">
            <PageHeader />
            <main class="message-page__main">
                { can_string(string) }
                <PageHeading text={title.into()} />
                <p class="message-page__message">{ message.into() }</p>
                <div class="message-page__ways">{ ways }</div>
            </main>
            { page_footer(text) }
        </div>
    }
}
