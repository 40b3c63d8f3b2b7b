//! One of several, from a list.

use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// One choice.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// What the program calls it; unique in its list.
    pub value: AttrValue,
    /// What the person reads.
    pub label: AttrValue,
}

/// Properties of [`SelectBox`].
#[derive(Debug, PartialEq, Properties)]
pub struct SelectBoxProps {
    /// The element's id; unique in the page.
    pub id: AttrValue,
    /// What is chosen here.
    pub label: AttrValue,
    /// What there is to choose from.
    pub choices: Vec<Choice>,
    /// The value of the present choice.
    pub selected: AttrValue,
    /// Said below the box.
    #[prop_or_default]
    pub hint: Option<AttrValue>,
    /// Whether there is anything to choose.
    #[prop_or_default]
    pub disabled: bool,
    /// Is told the value of the new choice.
    pub onchange: Callback<AttrValue>,
}

/// A labelled `<select>`.
#[component]
pub fn SelectBox(props: &SelectBoxProps) -> Html {
    let node = use_node_ref();
    // `selected` on an `<option>` is only its default; and a choice that was not in the list may be now.
    use_effect_with((props.selected.clone(), props.choices.clone()), {
        let node = node.clone();
        move |(selected, _)| {
            if let Some(select) = node.cast::<HtmlSelectElement>() {
                select.set_value(selected);
            }
        }
    });
    let onchange = {
        let onchange = props.onchange.clone();
        move |event: Event| {
            if let Some(select) = event.target_dyn_into::<HtmlSelectElement>() {
                onchange.emit(select.value().into());
            }
        }
    };
    let hint_id = format!("{}-hint", props.id);
    let option = |choice: &Choice| {
        html! { <option key={&*choice.value} value={&choice.value}>{ &choice.label }</option> }
    };
    html! {
        <div class="select-box">
            <label class="select-box__label" for={&props.id}>{ &props.label }</label>
            <select
                class="select-box__select"
                ref={node}
                id={&props.id}
                disabled={props.disabled}
                aria-describedby={props.hint.as_ref().map(|_| hint_id.clone())}
                {onchange}
            >
                { for props.choices.iter().map(option) }
            </select>
            if let Some(hint) = &props.hint {
                <p class="select-box__hint" id={hint_id.clone()}>{ hint }</p>
            }
        </div>
    }
}
