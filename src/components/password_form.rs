//! The way into a call with a password.

use tincan_protocol::RoomCode;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlElement;
use yew::prelude::*;
use yew_webrtc::{PasswordProof, password_proof};

use super::{
    button::{Button, ButtonKind},
    text_field::TextField,
};
use crate::settings::{use_settings, use_text};

/// Properties of [`PasswordForm`].
#[derive(Debug, PartialEq, Properties)]
pub struct PasswordFormProps {
    /// Which call.
    pub code: RoomCode,
    /// Whether another password was tried.
    pub wrong: bool,
    /// Is told what the password proves.
    pub onproof: Callback<PasswordProof>,
}

/// Asks for the password, and takes the focus: it comes in the place of what was pressed. The password itself stays here.
#[component]
pub fn PasswordForm(props: &PasswordFormProps) -> Html {
    let text = use_text();
    let words = use_settings().language.access_text();
    let form = use_node_ref();
    let typed = use_state_eq(String::new);
    let error = use_state_eq(|| props.wrong.then_some(words.password_wrong));
    let busy = use_state_eq(|| false);
    use_effect_with((), {
        let form = form.clone();
        move |()| {
            let field = form.cast::<web_sys::Element>().and_then(|form| form.query_selector("input").ok().flatten());
            if let Some(field) = field.and_then(|field| wasm_bindgen::JsCast::dyn_into::<HtmlElement>(field).ok()) {
                let _ = field.focus();
            }
        }
    });
    let oninput = {
        let (typed, error) = (typed.setter(), error.setter());
        move |value: String| {
            error.set(None);
            typed.set(value);
        }
    };
    let onsubmit = {
        let (code, onproof, typed) = (props.code.clone(), props.onproof.clone(), typed.clone());
        let (error, busy) = (error.setter(), busy.clone());
        move |event: SubmitEvent| {
            event.prevent_default();
            if typed.is_empty() {
                return error.set(Some(words.password_missing));
            }
            if *busy {
                return;
            }
            busy.set(true);
            let (code, onproof, typed) = (code.clone(), onproof.clone(), typed.clone());
            let (error, busy) = (error.clone(), busy.setter());
            spawn_local(async move {
                match password_proof(&code, &typed).await {
                    Some(proof) => onproof.emit(proof),
                    None => error.set(Some(words.password_impossible)),
                }
                busy.set(false);
            });
        }
    };
    html! {
        <form class="password-form" novalidate=true ref={form} {onsubmit}>
            <TextField
                id="password"
                label={words.password}
                kind="password"
                autocomplete="off"
                value={(*typed).clone()}
                error={error.map(AttrValue::from)}
                hint={Some(AttrValue::from(words.password_wanted))}
                verbatim=true
                {oninput}
            />
            <Button label={text.join} kind={ButtonKind::Primary} submit=true busy={*busy} />
        </form>
    }
}
