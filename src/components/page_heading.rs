//! The heading of a page.

use web_sys::HtmlElement;
use yew::prelude::*;

use crate::{dom, settings::use_text};

/// Properties of [`PageHeading`].
#[derive(Debug, PartialEq, Properties)]
pub struct PageHeadingProps {
    /// The heading.
    pub text: AttrValue,
    /// The page's name in the document's title; without one, the heading.
    #[prop_or_default]
    pub title: Option<AttrValue>,
    /// Whether only screen readers meet it.
    #[prop_or_default]
    pub hidden: bool,
}

/// The `<h1>` of a page. It sets the document's title and takes the focus when the page appears, so that whoever reads
/// with a screen reader or goes by keyboard knows that they are somewhere else, and begins at the beginning.
#[component]
pub fn PageHeading(props: &PageHeadingProps) -> Html {
    let node = use_node_ref();
    let title = (use_text().page_title)(props.title.as_ref().unwrap_or(&props.text));
    use_effect_with(title, |title| dom::set_title(title));
    use_effect_with((), {
        let node = node.clone();
        move |()| {
            if let Some(heading) = node.cast::<HtmlElement>() {
                // It cannot fail for an element that may have the focus.
                let _ = heading.focus();
            }
        }
    });
    let class = classes!("page-heading", props.hidden.then_some("visually-hidden"));
    html! { <h1 {class} ref={node} tabindex="-1">{ &props.text }</h1> }
}
