//! A whole page that says one thing.

use yew::prelude::*;

use super::{
    can_string::{StringState, can_string},
    page_footer::PageFooter,
    page_header::PageHeader,
    page_heading::PageHeading,
};

/// Properties of [`MessagePage`].
#[derive(Debug, PartialEq, Properties)]
pub struct MessagePageProps {
    /// What it says.
    pub title: AttrValue,
    /// In more words.
    pub message: AttrValue,
    /// How the string is.
    #[prop_or_default]
    pub string: StringState,
    /// The ways on.
    pub children: Html,
}

/// A picture, a heading, a sentence, and the ways on: for the end of a call, and for what leads nowhere.
#[component]
pub fn MessagePage(props: &MessagePageProps) -> Html {
    html! {
        <div class="message-page">
            <PageHeader />
            <main class="message-page__main">
                { can_string(props.string) }
                <PageHeading text={props.title.clone()} />
                <p class="message-page__message">{ &props.message }</p>
                <div class="message-page__ways">{ props.children.clone() }</div>
            </main>
            <PageFooter />
        </div>
    }
}
