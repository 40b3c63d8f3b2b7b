//! Quick reactions, to be shown over the video.

use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use yew::prelude::*;
use yew_webrtc::RoomChat;

use super::{button::Button, icon::IconName};
use crate::{panels::use_panels, settings::use_text};

/// Properties of [`CheerMenu`].
#[derive(Debug, PartialEq, Properties)]
pub struct CheerMenuProps {
    /// The chat of the call.
    pub chat: RoomChat,
}

/// The button `Reactions`, and above it, once pressed, one button for each. It stays open: one claps more than once.
#[component]
pub fn CheerMenu(props: &CheerMenuProps) -> Html {
    let text = use_text();
    let open = use_state_eq(|| false);
    let node = use_node_ref();
    let panels = use_panels(*open);
    let onclick = {
        let (open, setter) = (*open, open.setter());
        move |_: MouseEvent| setter.set(!open)
    };
    let onkeydown = {
        let (node, open, setter) = (node.clone(), *open, open.setter());
        move |event: KeyboardEvent| {
            if open && event.key() == "Escape" {
                event.stop_propagation();
                setter.set(false);
                let button = node.cast::<HtmlElement>().and_then(|menu| menu.first_element_child());
                if let Some(button) = button.and_then(|button| button.dyn_into::<HtmlElement>().ok()) {
                    // It fails for no element that is in the page.
                    let _ = button.focus();
                }
            }
        }
    };
    html! {
        <div class="cheer-menu" ref={node} {onkeydown}>
            <Button label={text.reactions} icon={IconName::Smile} compact=true expanded={Some(*open)} {onclick} />
            if *open {
                { panels.draw_quietly(text, |panels| (panels.cheers)(text, &props.chat)) }
            }
        </div>
    }
}
