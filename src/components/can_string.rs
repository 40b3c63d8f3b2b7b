//! Two cans and a string: the picture of how things stand.

use yew::prelude::*;

/// How the string is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum StringState {
    /// From can to can.
    #[default]
    Whole,
    /// One can; the other end of the string lies there for somebody to take up.
    Waiting,
    /// Both cans, and the string torn.
    Cut,
}

/// Properties of [`CanString`].
#[derive(Debug, PartialEq, Properties)]
pub struct CanStringProps {
    /// How the string is.
    #[prop_or_default]
    pub state: StringState,
}

/// A decoration; what it says is said in words beside it.
#[component]
pub fn CanString(props: &CanStringProps) -> Html {
    let strings: &[&'static str] = match props.state {
        StringState::Whole => &["M163 105C290 150 430 150 557 105"],
        StringState::Waiting => {
            &["M163 105C250 175 330 60 400 120s70 50 128 38", "M528 158l18-9M528 158l20 1M528 158l16 11"]
        }
        StringState::Cut => &[
            "M163 105C215 128 250 120 292 168",
            "M292 168l2 18M292 168l11 14M292 168l-8 15",
            "M557 105C505 128 470 120 428 168",
            "M428 168l-2 18M428 168l-11 14M428 168l8 15",
        ],
    };
    let other = if props.state == StringState::Waiting {
        "can-string__can can-string__can--missing"
    } else {
        "can-string__can"
    };
    html! {
        <svg class="can-string" viewBox="0 0 720 200" aria-hidden="true" focusable="false">
            <g class="can-string__string">{ for strings.iter().map(|&d| html! { <path key={d} {d} /> }) }</g>
            <g class="can-string__can" transform="translate(90 88) rotate(13)">{ can() }</g>
            <g class={other} transform="translate(630 88) scale(-1 1) rotate(13)">{ can() }</g>
        </svg>
    }
}

/// A can lying on its side: its opening to the left, its base, where the string begins, to the right.
fn can() -> Html {
    html! {
        <>
            <path class="can-string__tin" d="M-62-42H62A13 42 0 0 1 62 42H-62A13 42 0 0 1-62-42Z" />
            <path class="can-string__shade" d="M-62 14H73.8C72 30 67 42 62 42H-62A13 42 0 0 1-73.8 14Z" />
            <path class="can-string__label" d="M-36-42A13 42 0 0 1-36 42H36A13 42 0 0 0 36-42Z" />
            <path class="can-string__stripe" d="M-24.5-16H47.5M-24.5 16H47.5" />
            <path class="can-string__ridge" d="M-48-42A13 42 0 0 1-48 42M48-42A13 42 0 0 1 48 42M55-42A13 42 0 0 1 55 42" />
            <ellipse class="can-string__mouth" cx="-62" rx="13" ry="42" />
            <path class="can-string__outline" d="M-62-42H62A13 42 0 0 1 62 42H-62" />
        </>
    }
}
