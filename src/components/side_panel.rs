//! What is opened beside the pictures of a call: settings, chat, files.

use web_sys::HtmlElement;
use yew::prelude::*;

use super::{button::Button, icon::IconName};
use crate::{dom, settings::use_text};

/// Properties of [`SidePanel`].
#[derive(Debug, PartialEq, Properties)]
pub struct SidePanelProps {
    /// Its name.
    pub title: AttrValue,
    /// What can be done with the whole of it, beside the button that puts it away.
    #[prop_or_default]
    pub ways: Html,
    /// Whether something inside takes the focus; else the title does.
    #[prop_or_default]
    pub focus_inside: bool,
    /// Puts it away.
    pub onclose: Callback<()>,
    /// What is in it.
    pub children: Html,
}

/// A dialog beside the pictures, or over them where there is little room; the call goes on meanwhile. It takes the focus, and gives it
/// back when it is put away by its button or by Escape.
#[component]
pub fn SidePanel(props: &SidePanelProps) -> Html {
    let text = use_text();
    let heading = use_node_ref();
    let before = use_mut_ref(dom::focused);
    use_effect_with((), {
        let (heading, focus_inside) = (heading.clone(), props.focus_inside);
        move |()| {
            if let Some(heading) = heading.cast::<HtmlElement>().filter(|_| !focus_inside) {
                // It fails for no element that is in the page.
                let _ = heading.focus();
            }
        }
    });
    let onclose = {
        let onclose = props.onclose.clone();
        Callback::from(move |()| {
            let before: Option<HtmlElement> = before.take();
            if let Some(before) = before.filter(|before| before.is_connected()) {
                let _ = before.focus();
            }
            onclose.emit(());
        })
    };
    let onkeydown = {
        let onclose = onclose.clone();
        move |event: KeyboardEvent| {
            // Within a composition it takes back what is composed.
            if event.key() == "Escape" && !event.is_composing() {
                onclose.emit(());
            }
        }
    };
    html! {
        <section class="side-panel" role="dialog" aria-labelledby="side-panel-title" {onkeydown}>
            <div class="side-panel__head">
                <h2 id="side-panel-title" class="side-panel__title" tabindex="-1" ref={heading}>{ props.title.clone() }</h2>
                { props.ways.clone() }
                <div class="side-panel__way">
                    <Button
                        label={text.close}
                        about={Some(props.title.clone())}
                        icon={IconName::Close}
                        compact=true
                        onclick={onclose.reform(|_| ())}
                    />
                </div>
            </div>
            { props.children.clone() }
        </section>
    }
}
