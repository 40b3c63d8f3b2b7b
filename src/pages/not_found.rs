//! The page for addresses that lead nowhere.

use yew::prelude::*;

use crate::{
    components::{can_string::StringState, message_page::message_page},
    route::Route,
    settings::use_text,
};

/// Says so, and leads home.
#[component]
pub fn NotFound() -> Html {
    let text = use_text();
    let home = Route::Home.link("button button--primary", html! { { text.home } });
    message_page(text, text.not_found_title, text.not_found_text, StringState::Cut, home)
}
