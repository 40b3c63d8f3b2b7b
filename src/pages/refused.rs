//! The server did not let one into a call, or sent one out of it.

use tincan_protocol::ErrorCode;
use yew::prelude::*;

use crate::{
    components::{
        button::{Button, ButtonKind},
        can_string::StringState,
        message_page::MessagePage,
    },
    dom,
    route::Route,
    settings::use_text,
};

/// Properties of [`Refused`].
#[derive(Debug, PartialEq, Properties)]
pub struct RefusedProps {
    /// Why.
    pub code: ErrorCode,
    /// Goes into the call once more.
    pub onrejoin: Callback<()>,
}

/// Why, and what to do about it.
#[component]
pub fn Refused(props: &RefusedProps) -> Html {
    let text = use_text();
    let advice = (text.refused)(props.code);
    let first = match props.code {
        ErrorCode::RoomFull => text.try_again,
        ErrorCode::UnsupportedVersion => text.reload,
        _ => text.rejoin,
    };
    let onclick = {
        let (code, onrejoin) = (props.code, props.onrejoin.clone());
        move |_: MouseEvent| if code == ErrorCode::UnsupportedVersion { dom::reload() } else { onrejoin.emit(()) }
    };
    html! {
        <MessagePage title={advice.problem} message={advice.next} string={StringState::Cut}>
            <Button label={first} kind={ButtonKind::Primary} {onclick} />
            { Route::Home.link("button button--plain", html! { { text.home } }) }
        </MessagePage>
    }
}
