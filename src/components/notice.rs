//! Something the person should know, and what to do about it.

use yew::prelude::*;

use super::icon::{IconName, icon};

/// Properties of [`Notice`].
#[derive(Debug, PartialEq, Properties)]
pub struct NoticeProps {
    /// What is the matter.
    pub title: AttrValue,
    /// The next step, and the button for it.
    pub children: Html,
}

/// What is the matter and what to do about it. It is announced when it appears (`role="alert"` would interrupt).
#[component]
pub fn Notice(props: &NoticeProps) -> Html {
    html! {
        <div class="notice">
            { icon(IconName::Warning) }
            <div class="notice__words">
                <p class="notice__title">{ &props.title }</p>
                { props.children.clone() }
            </div>
        </div>
    }
}
