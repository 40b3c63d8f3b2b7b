//! After a call.

use yew::prelude::*;

use crate::{
    components::{
        button::{Button, ButtonKind},
        can_string::StringState,
        message_page::MessagePage,
    },
    route::Route,
    settings::use_text,
};

/// Properties of [`Left`].
#[derive(Debug, PartialEq, Properties)]
pub struct LeftProps {
    /// Goes back into the call.
    pub onrejoin: Callback<()>,
}

/// The last page of a call: back into it, or home.
#[component]
pub fn Left(props: &LeftProps) -> Html {
    let text = use_text();
    html! {
        <MessagePage title={text.left_title} message={text.left_text} string={StringState::Waiting}>
            <Button label={text.rejoin} kind={ButtonKind::Primary} onclick={props.onrejoin.reform(|_| ())} />
            { Route::Home.link("button button--plain", html! { { text.home } }) }
        </MessagePage>
    }
}
