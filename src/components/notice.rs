//! Something the person should know, and what to do about it.

use yew::prelude::*;

use super::icon::{IconName, icon};

/// What is the matter and what to do about it. It is announced when it appears (`role="alert"` would interrupt).
pub fn notice(title: impl Into<AttrValue>, next: Html) -> Html {
    html! {
        <div class="notice">
            { icon(IconName::Warning) }
            <div class="notice__words">
                <p class="notice__title">{ title.into() }</p>
                { next }
            </div>
        </div>
    }
}
