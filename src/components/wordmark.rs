//! The app's name, written with one line.

use yew::prelude::*;

/// `tincan` in one stroke width; a string hangs between the dot of the i and a second dot. Decorative: whoever places it
/// says the name in words.
pub fn wordmark() -> Html {
    html! {
        <svg class="wordmark" viewBox="0 0 166 48" aria-hidden="true" focusable="false">
            <path class="wordmark__string" d="M32 9C62 18 128 18 158 9" />
            <g class="wordmark__cans">
                <rect x="28" y="3.5" width="8" height="10" rx="1.6" />
                <rect x="154" y="3.5" width="8" height="10" rx="1.6" />
            </g>
            <path
                class="wordmark__letters"
                d="M12 10v24a8 8 0 0 0 9 8M4 21h15M32 22v20M45 42V22M45 32a10 10 0 0 1 20 0v10M94 25.5a11 11 0 1 0 0 13\
                   M126 22v20M126 32a11 11 0 1 0-22 0a11 11 0 1 0 22 0M139 42V22M139 32a9.5 9.5 0 0 1 19 0v10"
            />
        </svg>
    }
}
