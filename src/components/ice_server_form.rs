//! A STUN or TURN server, to be typed.

use web_sys::Element;
use yew::prelude::*;
use yew_webrtc::ice_check::ServerFaults;

use super::{button::Button, text_field::TextField};
use crate::{dom, settings::use_lab_text};

/// What is typed of a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// Its address.
    Url,
    /// For TURN: the user name.
    Username,
    /// For TURN: the password.
    Credential,
}

/// Properties of [`IceServerForm`].
#[derive(Debug, PartialEq, Properties)]
pub struct IceServerFormProps {
    /// No other form of the page has it.
    pub id: usize,
    /// What the server is called.
    pub name: AttrValue,
    /// What stands in the address.
    pub url: AttrValue,
    /// What stands in the user name.
    pub username: AttrValue,
    /// What stands in the password.
    pub credential: AttrValue,
    /// What is wrong with it.
    pub faults: ServerFaults,
    /// Whether it can be taken away.
    pub removable: bool,
    /// Is told what was typed.
    pub onchange: Callback<(Field, String)>,
    /// Is told when it is to be taken away.
    pub onremove: Callback<()>,
}

/// Address, user name and password, with what is wrong in words under each. STUN asks nobody who they are: for it there is the
/// address alone, and what was typed for TURN is kept.
#[component]
pub fn IceServerForm(props: &IceServerFormProps) -> Html {
    let words = &use_lab_text().ice;
    let oninput = |field| props.onchange.reform(move |value| (field, value));
    let id = |field: &str| format!("ice-{}-{field}", props.id);
    let fault = |is: bool, words: &'static str| is.then_some(AttrValue::Static(words));
    // Also while it is half typed: what is asked for next is there already.
    let turn = props.url.trim_start().get(..4).is_some_and(|scheme| scheme.eq_ignore_ascii_case("turn"));
    let onclick = {
        let onremove = props.onremove.clone();
        move |event: MouseEvent| {
            // The button goes with the form; the focus goes on to what follows.
            if let Some(button) = event.target_dyn_into::<Element>() {
                dom::focus_beyond(&button);
            }
            onremove.emit(());
        }
    };
    html! {
        <div class="ice-server-form" role="group" aria-label={&props.name}>
            <div key="url" class="ice-server-form__url">
                <TextField
                    id={id("url")}
                    label={words.url}
                    value={&props.url}
                    error={props.faults.url.map(|fault| AttrValue::Static((words.url_fault)(fault)))}
                    hint={props.url.is_empty().then_some(AttrValue::Static(words.url_hint))}
                    verbatim=true
                    oninput={oninput(Field::Url)}
                />
            </div>
            <div key="who" class="ice-server-form__who" data-turn={turn.then_some("true")}>
                if turn {
                    <TextField
                        id={id("username")}
                        label={words.username}
                        value={&props.username}
                        error={fault(props.faults.no_username, words.no_username)}
                        verbatim=true
                        oninput={oninput(Field::Username)}
                    />
                    <TextField
                        id={id("credential")}
                        label={words.credential}
                        value={&props.credential}
                        error={fault(props.faults.no_credential, words.no_credential)}
                        kind="password"
                        verbatim=true
                        oninput={oninput(Field::Credential)}
                    />
                }
            </div>
            <div key="remove" class="ice-server-form__remove">
                <Button
                    label={words.remove}
                    about={&props.name}
                    disabled={!props.removable}
                    {onclick}
                />
            </div>
        </div>
    }
}
