//! The files that go to and from the people of a call.

mod kept;
mod row;

use web_sys::HtmlInputElement;
use yew::prelude::*;
use yew_webrtc::{MAX_FILE_BYTES, MemberId, RoomTransfers, use_transfers};

use self::kept::kept;
pub use self::row::row;
use super::{
    button::{Button, ButtonKind},
    icon::IconName,
    notice::notice,
    select_box::{Choice, SelectBox},
    side_panel::SidePanel,
};
use crate::{
    i18n::Advice,
    picked_files::{Picked, offer_all},
    settings::use_text,
};

/// Properties of [`TransferPanel`].
#[derive(Debug, PartialEq, Properties)]
pub struct TransferPanelProps {
    /// The transfers of the call.
    pub transfers: RoomTransfers,
    /// Who else is in the call: their ids and names.
    pub people: Vec<(MemberId, AttrValue)>,
    /// What was dropped on the page, or pasted, and could not be offered.
    pub refused: Picked,
    /// Puts the panel away.
    pub onclose: Callback<()>,
}

/// Files to send and to receive, in a [`SidePanel`].
#[component]
pub fn TransferPanel(props: &TransferPanelProps) -> Html {
    let text = use_text().transfers;
    let transfers = use_transfers(props.transfers.clone());
    let input = use_node_ref();
    use_effect_with((), {
        let transfers = transfers.clone();
        move |()| transfers.look()
    });
    let to = use_state_eq(AttrValue::default);
    let refused = use_state_eq(Picked::default);
    let chosen: Vec<MemberId> = {
        let is_chosen = |id: &MemberId| to.is_empty() || **to == *id.as_str();
        props.people.iter().map(|(id, _)| id).filter(|id| is_chosen(id)).cloned().collect()
    };
    let onpick = {
        let input = input.clone();
        move |_: MouseEvent| {
            if let Some(input) = input.cast::<HtmlInputElement>() {
                input.click();
            }
        }
    };
    let onchange = {
        let (transfers, refused, chosen) = (props.transfers.clone(), refused.setter(), chosen.clone());
        move |event: Event| {
            let Some(input) = event.target_dyn_into::<HtmlInputElement>() else { return };
            let picked = Picked::of_list(input.files());
            refused.set(offer_all(&transfers, &chosen, picked));
            // The same file can be picked once more.
            input.set_value("");
        }
    };
    let nobody = props.people.is_empty();
    let choices: Vec<_> = [Choice { value: AttrValue::default(), label: text.everyone.into() }]
        .into_iter()
        .chain(
            props.people.iter().map(|(id, name)| Choice { value: id.as_str().to_owned().into(), label: name.clone() }),
        )
        .collect();
    let trouble = if transfers.unavailable {
        Some((text.unavailable)())
    } else if refused.folders + props.refused.folders > 0 {
        Some((text.folder)())
    } else {
        (refused.too_large(MAX_FILE_BYTES) || props.refused.too_large(MAX_FILE_BYTES)).then(|| (text.too_large)())
    };
    html! {
        <SidePanel title={text.files} onclose={props.onclose.clone()}>
            <div class="transfer-panel">
                <div key="send" class="transfer-panel__send">
                    if props.people.len() > 1 {
                        <SelectBox
                            id="transfer-to"
                            label={text.to}
                            {choices}
                            selected={(*to).clone()}
                            onchange={let to = to.setter(); move |value| to.set(value)}
                        />
                    }
                    <Button
                        label={text.send_a_file}
                        icon={IconName::File}
                        kind={ButtonKind::Primary}
                        disabled={nobody || transfers.unavailable}
                        onclick={onpick}
                    />
                    <input class="transfer-panel__input" ref={input} type="file" multiple=true hidden=true {onchange} />
                    <p class="transfer-panel__hint">{ if nobody { text.nobody_here } else { text.ways } }</p>
                </div>
                <div key="trouble" role="status">{ for trouble.map(advice) }</div>
                <ul key="list" class="transfer-panel__list" aria-label={text.list}>
                    { for transfers.transfers.iter().rev().map(|transfer| row(text, &transfers, transfer)) }
                </ul>
                { kept(text, &transfers) }
            </div>
        </SidePanel>
    }
}

fn advice(advice: Advice) -> Html {
    notice(advice.problem, html! { <p>{ advice.next }</p> })
}
