//! Code to be read, and to be taken away.

use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::{button::Button, icon::IconName};
use crate::{dom, settings::use_lab_text};

/// Properties of [`CodeView`].
#[derive(Debug, PartialEq, Properties)]
pub struct CodeViewProps {
    /// What it does.
    pub label: AttrValue,
    /// The code.
    pub code: AttrValue,
}

/// Code with its name and a button that copies it.
#[component]
pub fn CodeView(props: &CodeViewProps) -> Html {
    let lab = use_lab_text();
    let said = use_state_eq(|| "");
    // Other code has not been copied.
    use_effect_with(props.code.clone(), {
        let said = said.setter();
        move |_| said.set("")
    });
    let onclick = {
        let (code, said) = (props.code.clone(), said.setter());
        move |_: MouseEvent| {
            let (code, said) = (code.clone(), said.clone());
            spawn_local(async move {
                said.set(if dom::copy_text(&code).await { lab.copied } else { lab.copy_failed });
            });
        }
    };
    html! {
        <figure class="code-view">
            <figcaption class="code-view__head">
                <span class="code-view__label">{ &props.label }</span>
                <Button label={lab.copy} icon={IconName::Copy} {onclick} />
            </figcaption>
            <pre class="code-view__code" tabindex="0" role="group" aria-label={&props.label} translate="no">
                <code>{ &props.code }</code>
            </pre>
            <p class="code-view__said" aria-live="polite">{ *said }</p>
        </figure>
    }
}
