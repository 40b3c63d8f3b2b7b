//! Several offers at once.

use yew::prelude::*;
use yew_webrtc::{Number, Phase, UseTransfersHandle, Way};

use crate::{
    components::button::{Button, ButtonKind},
    i18n::{Text, TransferText},
};

/// What can be done about all offers that wait for an answer together; nothing, if there are not several.
pub(super) fn offers(text: &Text, words: &TransferText, all: &UseTransfersHandle) -> Html {
    let waits = |way, phase| way == Way::In && matches!(phase, Phase::Offered { .. });
    let waiting: Vec<Number> = all
        .transfers
        .iter()
        .filter(|transfer| waits(transfer.way, transfer.phase))
        .map(|transfer| transfer.number)
        .collect();
    if waiting.len() < 2 {
        return html! { <div key="offers" class="transfer-panel__offers" /> };
    }
    let button = |label: &'static str, kind: ButtonKind, act: fn(&UseTransfersHandle, Number)| {
        let (all, waiting) = (all.clone(), waiting.clone());
        let onclick = move |_: MouseEvent| waiting.iter().for_each(|number| act(&all, *number));
        html! { <Button {label} {kind} {onclick} /> }
    };
    html! {
        <div key="offers" class="transfer-panel__offers">
            <p>{ (text.offers_waiting)(waiting.len()) }</p>
            { button(words.accept_all, ButtonKind::Primary, UseTransfersHandle::accept) }
            { button(words.decline_all, ButtonKind::Plain, UseTransfersHandle::decline) }
        </div>
    }
}
