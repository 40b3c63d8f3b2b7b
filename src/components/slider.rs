//! An amount, to be slid.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::icon::{IconName, icon};

/// Properties of [`Slider`].
#[derive(Debug, PartialEq, Properties)]
pub struct SliderProps {
    /// The element's id; unique in the page.
    pub id: AttrValue,
    /// What it is.
    pub label: AttrValue,
    /// The least.
    pub min: i32,
    /// The most.
    pub max: i32,
    /// From one to the next.
    pub step: i32,
    /// How much there is.
    pub value: i32,
    /// What it is reset to: the amount that changes nothing.
    pub neutral: i32,
    /// The amount in words.
    pub words: AttrValue,
    /// What the button that resets it is called; what it resets is added.
    pub reset: AttrValue,
    /// Is told of every change, also while it is being slid.
    pub onchange: Callback<i32>,
}

/// A labelled slider with its amount, and a button that resets it.
#[component]
pub fn Slider(props: &SliderProps) -> Html {
    let oninput = {
        let onchange = props.onchange.clone();
        move |event: InputEvent| {
            if let Some(value) =
                event.target_dyn_into::<HtmlInputElement>().and_then(|input| input.value().parse().ok())
            {
                onchange.emit(value);
            }
        }
    };
    let onreset = {
        let (onchange, neutral) = (props.onchange.clone(), props.neutral);
        move |_: MouseEvent| onchange.emit(neutral)
    };
    let is_neutral = props.value == props.neutral;
    html! {
        <div class="slider">
            <label class="slider__label" for={&props.id}>{ &props.label }</label>
            <span class="slider__words" aria-hidden="true">{ &props.words }</span>
            <input
                class="slider__input"
                id={&props.id}
                type="range"
                min={props.min.to_string()}
                max={props.max.to_string()}
                step={props.step.to_string()}
                value={props.value.to_string()}
                aria-valuetext={&props.words}
                {oninput}
            />
            <button
                class="slider__reset"
                type="button"
                aria-label={format!("{}: {}", props.reset, props.label)}
                title={&props.reset}
                aria-disabled={is_neutral.then_some("true")}
                onclick={onreset}
            >
                { icon(IconName::Retry) }
            </button>
        </div>
    }
}
