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

/// A decoration; what it says is said in words beside it.
pub fn can_string(state: StringState) -> Html {
    let strings: &[&'static str] = match state {
        StringState::Whole => &["M198 114C290 166 430 166 522 114"],
        StringState::Waiting => {
            &["M198 114C280 190 340 66 410 122s66 44 98 36", "M508 158q11-3 20-9M508 158q12-1 22-1M508 158q11 0 20 7"]
        }
        StringState::Cut => &[
            "M198 114C250 136 276 118 306 160",
            "M306 160q7 9 7 22M306 160q8 8 13 20M306 160q9 6 19 15",
            "M522 114C470 136 444 118 414 160",
            "M414 160q-7 9-7 22M414 160q-8 8-13 20M414 160q-9 6-19 15",
        ],
    };
    let other =
        if state == StringState::Waiting { "can-string__can can-string__can--missing" } else { "can-string__can" };
    html! {
        <svg class="can-string" viewBox="0 0 720 200" aria-hidden="true" focusable="false">
            <g class="can-string__string">{ for strings.iter().map(|&d| html! { <path key={d} {d} /> }) }</g>
            <g class="can-string__can" transform="translate(105 92) rotate(13) scale(1.3)">{ can() }</g>
            <g class={other} transform="translate(615 92) scale(-1.3 1.3) rotate(13)">{ can() }</g>
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
