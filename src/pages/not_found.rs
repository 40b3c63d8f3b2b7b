//! The page for addresses that lead nowhere.

use yew::prelude::*;

use crate::{
    components::{can_string::StringState, message_page::MessagePage},
    route::Route,
    settings::use_text,
};

/// Says so, and leads home.
#[component]
pub fn NotFound() -> Html {
    let text = use_text();
    html! {
        <MessagePage title={text.not_found_title} message={text.not_found_text} string={StringState::Cut}>
            { Route::Home.link("button button--primary", html! { { text.home } }) }
        </MessagePage>
    }
}
