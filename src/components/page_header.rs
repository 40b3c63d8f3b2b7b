//! The head of a page.

use yew::prelude::*;
use yew_router::prelude::*;

use super::wordmark::Wordmark;
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
                <Wordmark />
            } else {
                <Link<Route> to={Route::Home} classes="page-header__home">
                    <Wordmark />
                    <span class="visually-hidden">{ "Tincan – " }{ text.home }</span>
                </Link<Route>>
            }
            <div class="page-header__end">{ props.children.clone() }</div>
        </header>
    }
}
