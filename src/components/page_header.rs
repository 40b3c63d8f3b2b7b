//! The head of a page.

use yew::prelude::*;

use super::wordmark::wordmark;
use crate::{route::Route, settings::use_text};

/// Properties of [`PageHeader`].
#[derive(Debug, PartialEq, Properties)]
pub struct PageHeaderProps {
    /// Whether the wordmark leads nowhere: in a call, one press too many must not end it.
    #[prop_or_default]
    pub unlinked: bool,
    /// What stands at the other end of the line.
    #[prop_or_default]
    pub children: Html,
}

/// The wordmark, which leads home, and what the page puts beside it.
#[component]
pub fn PageHeader(props: &PageHeaderProps) -> Html {
    let text = use_text();
    html! {
        <header class="page-header">
            if props.unlinked {
                { wordmark() }
            } else {
                { Route::Home.link("page-header__home", html! {
                    <>
                        { wordmark() }
                        <span class="visually-hidden">{ "Tincan – " }{ text.home }</span>
                    </>
                }) }
            }
            <div class="page-header__end">{ props.children.clone() }</div>
        </header>
    }
}
