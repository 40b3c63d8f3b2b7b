//! Buttons.

use yew::prelude::*;

use super::icon::{IconName, icon};

/// How much a button asks for attention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ButtonKind {
    /// One of several.
    #[default]
    Plain,
    /// The next step; one on a page.
    Primary,
    /// A control that is switched off: microphone muted, camera dark.
    Off,
    /// A control that is switched on and should not be forgotten: a screen is shared.
    On,
    /// Ends something.
    Danger,
}

/// Properties of [`Button`].
#[derive(Debug, PartialEq, Properties)]
pub struct ButtonProps {
    /// What it does: its visible text and its accessible name.
    pub label: AttrValue,
    /// Whom or what it concerns, for those who do not see where it stands: the end of its accessible name.
    #[prop_or_default]
    pub about: Option<AttrValue>,
    /// A picture before the text.
    #[prop_or_default]
    pub icon: Option<IconName>,
    /// How it looks.
    #[prop_or_default]
    pub kind: ButtonKind,
    /// Whether the text may give way to the picture where there is little room.
    #[prop_or_default]
    pub compact: bool,
    /// Whether it sends the form around it.
    #[prop_or_default]
    pub submit: bool,
    /// Whether it can be pressed.
    #[prop_or_default]
    pub disabled: bool,
    /// Whether it is at work: it cannot be pressed, and unlike a disabled button it keeps the focus.
    #[prop_or_default]
    pub busy: bool,
    /// Whether what it opens is open; `None` if it opens nothing.
    #[prop_or_default]
    pub expanded: Option<bool>,
    /// Is told when it is pressed.
    #[prop_or_default]
    pub onclick: Callback<MouseEvent>,
}

/// A button with a text and, mostly, a picture.
#[component]
pub fn Button(props: &ButtonProps) -> Html {
    let kind = match props.kind {
        ButtonKind::Plain => "button--plain",
        ButtonKind::Primary => "button--primary",
        ButtonKind::Off => "button--off",
        ButtonKind::On => "button--on",
        ButtonKind::Danger => "button--danger",
    };
    let class = classes!("button", kind, props.compact.then_some("button--compact"));
    html! {
        <button
            {class}
            type={if props.submit { "submit" } else { "button" }}
            disabled={props.disabled}
            aria-expanded={props.expanded.map(|open| if open { "true" } else { "false" })}
            aria-disabled={props.busy.then_some("true")}
            onclick={(!props.busy).then(|| props.onclick.clone())}
        >
            if let Some(name) = props.icon {
                { icon(name) }
            }
            <span class="button__label">{ props.label.clone() }</span>
            if let Some(about) = &props.about {
                <span class="visually-hidden">{ ": " }{ about }</span>
            }
        </button>
    }
}
