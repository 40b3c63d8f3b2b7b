//! Something that is on or off.

use web_sys::HtmlInputElement;
use yew::prelude::*;

/// A labelled switch, with a line about what it does. `id` is unique in the page. `onchange` is told whether it is on now.
pub fn switch_box(
    id: &'static str,
    label: &'static str,
    hint: &'static str,
    on: bool,
    onchange: Callback<bool>,
) -> Html {
    let onchange = move |event: Event| {
        if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
            onchange.emit(input.checked());
        }
    };
    let hint_id = format!("{id}-hint");
    html! {
        <div class="switch-box">
            <input
                class="switch-box__input"
                {id}
                type="checkbox"
                role="switch"
                checked={on}
                aria-describedby={hint_id.clone()}
                {onchange}
            />
            <label class="switch-box__label" for={id}>{ label }</label>
            <p class="switch-box__hint" id={hint_id}>{ hint }</p>
        </div>
    }
}
