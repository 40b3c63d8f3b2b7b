//! After a call.

use yew::prelude::*;

use crate::{
    components::{
        button::{Button, ButtonKind},
        can_string::StringState,
        message_page::message_page,
    },
    i18n::Text,
    route::Route,
};

/// The last page of a call: back into it, or home.
pub fn left(text: &Text, onrejoin: &Callback<()>) -> Html {
    let ways = html! {
        <>
            <Button label={text.rejoin} kind={ButtonKind::Primary} onclick={onrejoin.reform(|_| ())} />
            { Route::Home.link("button button--plain", html! { { text.home } }) }
        </>
    };
    message_page(text, text.left_title, text.left_text, StringState::Waiting, ways)
}
