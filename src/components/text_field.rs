//! A line of text to type, with its label, a hint, and what is wrong with it in words.

use web_sys::HtmlInputElement;
use yew::prelude::*;

/// Properties of [`TextField`].
#[derive(Debug, PartialEq, Properties)]
pub struct TextFieldProps {
    /// The element's id; unique in the page.
    pub id: AttrValue,
    /// What to type here.
    pub label: AttrValue,
    /// What stands in it.
    pub value: AttrValue,
    /// What is wrong with it.
    #[prop_or_default]
    pub error: Option<AttrValue>,
    /// What it is for.
    #[prop_or_default]
    pub hint: Option<AttrValue>,
    /// The `type` of the `<input>`: `text`, or `password` for what nobody is to read along.
    #[prop_or(AttrValue::Static("text"))]
    pub kind: AttrValue,
    /// The browser's `autocomplete` token.
    #[prop_or(AttrValue::Static("off"))]
    pub autocomplete: AttrValue,
    /// Whether capitals and spelling are left as they are typed: codes and links.
    #[prop_or_default]
    pub verbatim: bool,
    /// Is told the new text at each change.
    pub oninput: Callback<String>,
}

/// A labelled `<input>`. The error is tied to it (`aria-describedby`) and marks it (`aria-invalid`).
#[component]
pub fn TextField(props: &TextFieldProps) -> Html {
    let oninput = {
        let oninput = props.oninput.clone();
        move |event: InputEvent| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                oninput.emit(input.value());
            }
        }
    };
    let note = props.error.as_ref().or(props.hint.as_ref());
    let note_id = format!("{}-note", props.id);
    html! {
        <div class="text-field">
            <label class="text-field__label" for={&props.id}>{ &props.label }</label>
            <input
                class="text-field__input"
                id={&props.id}
                type={&props.kind}
                value={&props.value}
                autocomplete={&props.autocomplete}
                autocapitalize={props.verbatim.then_some("none")}
                spellcheck={props.verbatim.then_some("false")}
                aria-invalid={props.error.is_some().then_some("true")}
                aria-describedby={note.map(|_| note_id.clone())}
                {oninput}
            />
            <p
                class={classes!("text-field__note", props.error.is_some().then_some("text-field__note--error"))}
                id={note_id.clone()}
                aria-live="polite"
            >
                { note.cloned().unwrap_or_default() }
            </p>
        </div>
    }
}
