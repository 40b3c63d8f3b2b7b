//! The server did not let one into a call, or sent one out of it.

use yew::prelude::*;
use yew_webrtc::RoomRefusal;

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
pub fn refused(text: &Text, refusal: RoomRefusal, onrejoin: Callback<()>) -> Html {
    let advice = (text.refused)(refusal);
    let first = match refusal {
        RoomRefusal::RoomFull | RoomRefusal::Busy => text.try_again,
        RoomRefusal::OtherVersion => text.reload,
        RoomRefusal::Replaced | RoomRefusal::NotUnderstood => text.rejoin,
    };
    let onclick = move |_: MouseEvent| match refusal {
        RoomRefusal::OtherVersion => dom::reload(),
        RoomRefusal::RoomFull | RoomRefusal::Busy | RoomRefusal::Replaced | RoomRefusal::NotUnderstood => {
            onrejoin.emit(());
        }
    };
    let ways = html! {
        <>
            <Button label={first} kind={ButtonKind::Primary} {onclick} />
            { Route::Home.link("button button--plain", html! { { text.home } }) }
        </>
    };
    message_page(text, advice.problem, advice.next, StringState::Cut, ways)
}
