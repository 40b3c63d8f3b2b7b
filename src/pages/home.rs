//! The first page: start a call, or come into one.

pub mod later;

use tincan_protocol::{CallLink, RoomCodeError};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;
use yew_webrtc::new_call_link;

use crate::{
    components::{
        button::{Button, ButtonKind},
        can_string::{StringState, can_string},
        page_footer::page_footer,
        page_header::PageHeader,
        page_heading::PageHeading,
        text_field::TextField,
    },
    route::Route,
    settings::use_settings,
};

/// Home.
#[component]
pub fn Home() -> Html {
    let settings = use_settings();
    let (text, words) = (settings.text(), settings.language.home_text());
    let onnew = |_: MouseEvent| spawn_local(async { Route::room(new_call_link().await).go() });
    let onjoin = |link: CallLink| Route::room(link).go();
    html! {
        <div class="home">
            <PageHeader />
            <main class="home__main">
                <section class="home__hero">
                    <PageHeading text={words.title} title={words.page} />
                    <p class="home__intro">{ words.intro }</p>
                </section>
                <div class="home__picture">{ can_string(StringState::Whole) }</div>
                <section class="home__start">
                    <div class="home__new">
                        <Button label={words.new_call} kind={ButtonKind::Primary} onclick={onnew} />
                        <p class="home__hint">{ words.new_call_hint }</p>
                    </div>
                    <p class="home__or">{ words.or }</p>
                    <JoinForm {onjoin} />
                </section>
                <section class="home__who" aria-labelledby="home-who">
                    <h2 id="home-who" class="home__who-title">{ words.who }</h2>
                    <dl class="home__list">
                        { for_whom(words.callers, words.callers_text) }
                        { for_whom(words.hosts, words.hosts_text) }
                        { for_whom(words.learners, words.learners_text) }
                    </dl>
                </section>
            </main>
            { page_footer(text) }
        </div>
    }
}

fn for_whom(who: &'static str, what: &'static str) -> Html {
    html! { <div class="home__item"><dt>{ who }</dt><dd>{ what }</dd></div> }
}

/// Properties of [`JoinForm`].
#[derive(Debug, PartialEq, Properties)]
pub struct JoinFormProps {
    /// Is told the call to join.
    pub onjoin: Callback<CallLink>,
}

/// Reads a call's link or code. What is wrong with it is said when it is sent, and mended while it is typed.
#[component]
pub fn JoinForm(props: &JoinFormProps) -> Html {
    let settings = use_settings();
    let (text, words) = (settings.text(), settings.language.home_text());
    let typed = use_state_eq(String::new);
    let error = use_state_eq(|| None::<RoomCodeError>);
    let oninput = {
        let (typed, error, complained) = (typed.setter(), error.setter(), error.is_some());
        move |value: String| {
            if complained {
                error.set(CallLink::parse(&value).err());
            }
            typed.set(value);
        }
    };
    let onsubmit = {
        let (value, error, onjoin) = ((*typed).clone(), error.setter(), props.onjoin.clone());
        move |event: SubmitEvent| {
            event.prevent_default();
            match CallLink::parse(&value) {
                Ok(link) => onjoin.emit(link),
                Err(wrong) => error.set(Some(wrong)),
            }
        }
    };
    let complaint = (*error).as_ref().map(|error| AttrValue::from((text.room_code_error)(error)));
    html! {
        <form class="home__join" novalidate=true {onsubmit}>
            <TextField
                id="call-link-or-code"
                label={words.call_link_or_code}
                value={(*typed).clone()}
                error={complaint}
                verbatim=true
                {oninput}
            />
            <Button label={words.join_call} submit=true />
        </form>
    }
}
