//! The server did not let one into a call, or sent one out of it.

use tincan_protocol::ErrorCode;
use yew::prelude::*;

use crate::{
    components::{
        button::{Button, ButtonKind},
        can_string::StringState,
        message_page::message_page,
    },
    dom,
    i18n::Text,
    route::Route,
};

/// Why, and what to do about it.
pub fn refused(text: &Text, code: ErrorCode, onrejoin: Callback<()>) -> Html {
    let advice = (text.refused)(code);
    let first = match code {
        ErrorCode::RoomFull => text.try_again,
        ErrorCode::UnsupportedVersion => text.reload,
        _ => text.rejoin,
    };
    let onclick = move |_: MouseEvent| match code {
        ErrorCode::UnsupportedVersion => dom::reload(),
        _ => onrejoin.emit(()),
    };
    let ways = html! {
        <>
            <Button label={first} kind={ButtonKind::Primary} {onclick} />
            { Route::Home.link("button button--plain", html! { { text.home } }) }
        </>
    };
    message_page(text, advice.problem, advice.next, StringState::Cut, ways)
}
