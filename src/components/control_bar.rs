//! What one does during a call.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;
use yew_webrtc::{DisplayStatus, RoomChat, RoomTransfers, UseDisplayMediaHandle, UseUserMediaHandle, can_share_screen};

use super::{
    button::{Button, ButtonKind},
    camera_flip::camera_flip,
    chat_button::ChatButton,
    cheer_menu::CheerMenu,
    icon::IconName,
    media_toggles::media_toggles,
    transfer_button::TransferButton,
};
use crate::{i18n::Text, settings::use_text};

/// Properties of [`ControlBar`].
#[derive(Debug, PartialEq, Properties)]
pub struct ControlBarProps {
    /// One's own microphone and camera.
    pub media: UseUserMediaHandle,
    /// One's own screen. Where it cannot be shared there is no button.
    pub screen: UseDisplayMediaHandle,
    /// The chat of the call.
    pub chat: RoomChat,
    /// The transfers of the call.
    pub transfers: RoomTransfers,
    /// The panel that is shown.
    pub panel: Option<Panel>,
    /// Shows this panel, or none.
    pub onpanel: Callback<Option<Panel>>,
    /// Leaves the call.
    pub onleave: Callback<()>,
}

/// What is shown beside the pictures: one thing at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Panel {
    /// What is written.
    Chat,
    /// What is sent.
    Files,
    /// Who is in, and who may come in.
    People,
    /// One's own devices and looks.
    Settings,
}

/// The toolbar `Call controls`. Besides Tab, the arrow keys, Home and End move among its buttons (ARIA Authoring Practices,
/// "Toolbar").
#[component]
pub fn ControlBar(props: &ControlBarProps) -> Html {
    let text = use_text();
    let node = use_node_ref();
    let onkeydown = {
        let node = node.clone();
        move |event: KeyboardEvent| {
            if let Some(step) = Step::of_key(&event.key())
                && step.take(&node)
            {
                event.prevent_default();
            }
        }
    };
    let open = |panel| props.panel == Some(panel);
    let onpanel = |panel| {
        let other = (!open(panel)).then_some(panel);
        props.onpanel.reform(move |()| other)
    };
    html! {
        <div class="control-bar" role="toolbar" aria-label={text.call_controls} ref={node} {onkeydown}>
            { media_toggles(text, &props.media) }
            { camera_flip(text, &props.media) }
            if can_share_screen() {
                { share_button(text, &props.screen) }
            }
            <ChatButton chat={props.chat.clone()} open={open(Panel::Chat)} onclick={onpanel(Panel::Chat)} />
            <CheerMenu chat={props.chat.clone()} />
            <TransferButton
                transfers={props.transfers.clone()}
                open={open(Panel::Files)}
                onclick={onpanel(Panel::Files)}
            />
            <Button
                label={text.people_button}
                icon={IconName::People}
                compact=true
                expanded={Some(open(Panel::People))}
                onclick={onpanel(Panel::People).reform(|_| ())}
            />
            <Button
                label={text.devices.settings}
                icon={IconName::Settings}
                compact=true
                expanded={Some(open(Panel::Settings))}
                onclick={onpanel(Panel::Settings).reform(|_| ())}
            />
            <Button
                label={text.leave}
                icon={IconName::Leave}
                kind={ButtonKind::Danger}
                compact=true
                onclick={props.onleave.reform(|_| ())}
            />
        </div>
    }
}

/// Begins and ends sharing. Its name says what pressing it does.
fn share_button(text: &Text, screen: &UseDisplayMediaHandle) -> Html {
    let sharing = screen.status.is_sharing();
    let onclick = {
        let screen = screen.clone();
        move |_: MouseEvent| if sharing { screen.stop() } else { screen.start() }
    };
    let (label, symbol, kind) = match sharing {
        false => (text.share_screen, IconName::Screen, ButtonKind::Plain),
        true => (text.stop_sharing, IconName::ScreenOff, ButtonKind::On),
    };
    let busy = screen.status == DisplayStatus::Requesting;
    html! { <Button {label} icon={symbol} {kind} compact=true {busy} {onclick} /> }
}

/// A way from one button of the toolbar to another.
#[derive(Debug, Clone, Copy)]
enum Step {
    First,
    Previous,
    Next,
    Last,
}

impl Step {
    fn of_key(key: &str) -> Option<Self> {
        match key {
            "Home" => Some(Self::First),
            "ArrowLeft" => Some(Self::Previous),
            "ArrowRight" => Some(Self::Next),
            "End" => Some(Self::Last),
            _ => None,
        }
    }

    /// Moves the focus; around the ends. False if it is on no button of this bar.
    fn take(self, bar: &NodeRef) -> bool {
        let Some(bar) = bar.cast::<Element>() else { return false };
        let Ok(list) = bar.query_selector_all("button") else { return false };
        let buttons = (0..list.length()).filter_map(|i| list.item(i)?.dyn_into::<HtmlElement>().ok());
        // Where there is little room, some are not shown.
        let buttons: Vec<HtmlElement> = buttons.filter(|button| button.offset_width() > 0).collect();
        let focused = bar.owner_document().and_then(|document| document.active_element());
        let Some(from) = buttons.iter().position(|button| button.is_same_node(focused.as_deref())) else {
            return false;
        };
        let to = match self {
            Self::First => 0,
            Self::Previous => (from + buttons.len() - 1) % buttons.len(),
            Self::Next => (from + 1) % buttons.len(),
            Self::Last => buttons.len() - 1,
        };
        buttons[to].focus().is_ok()
    }
}
