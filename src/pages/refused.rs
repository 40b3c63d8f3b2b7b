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
    route::Route,
    settings::use_settings,
};

/// Properties of [`Refused`].
#[derive(Debug, PartialEq, Properties)]
pub struct RefusedProps {
    /// Why.
    pub refusal: RoomRefusal,
    /// Tries once more.
    pub onrejoin: Callback<()>,
}

/// Why, and what to do about it.
#[component]
pub fn Refused(props: &RefusedProps) -> Html {
    let settings = use_settings();
    let (text, words) = (settings.text(), settings.language.access_text());
    let advice = (words.refused)(props.refusal);
    let again = match props.refusal {
        RoomRefusal::RoomFull | RoomRefusal::Busy | RoomRefusal::Locked => Some(text.try_again),
        RoomRefusal::Denied => Some(words.knock_again),
        RoomRefusal::OtherVersion => Some(text.reload),
        RoomRefusal::Replaced
        | RoomRefusal::NotUnderstood
        | RoomRefusal::Ended
        | RoomRefusal::PasswordWanted
        | RoomRefusal::PasswordWrong => Some(text.rejoin),
        RoomRefusal::Removed => None,
    };
    let onclick = {
        let (refusal, onrejoin) = (props.refusal, props.onrejoin.clone());
        move |_: MouseEvent| match refusal {
            RoomRefusal::OtherVersion => dom::reload(),
            _ => onrejoin.emit(()),
        }
    };
    let ways = html! {
        <>
            if let Some(label) = again {
                <Button {label} kind={ButtonKind::Primary} {onclick} />
            }
            { Route::Home.link("button button--plain", html! { { text.home } }) }
        </>
    };
    message_page(text, advice.problem, advice.next, StringState::Cut, ways)
}
