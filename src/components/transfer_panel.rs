//! The files that go to and from the people of a call.

mod kept;
mod offers;
mod row;

use web_sys::HtmlInputElement;
use yew::prelude::*;
use yew_webrtc::{MAX_FILE_BYTES, MemberId, RoomTransfers, use_transfers};

pub use self::row::row;
use self::{kept::kept, offers::offers};
use super::{
    button::{Button, ButtonKind},
    icon::IconName,
    notice::notice,
    select_box::{Choice, SelectBox},
    side_panel::SidePanel,
};
use crate::{
    i18n::Advice,
    picked_files::{Picked, Receiver, offer_all, receivers},
    settings::use_settings,
};

/// Properties of [`TransferPanel`].
#[derive(Debug, PartialEq, Properties)]
pub struct TransferPanelProps {
    /// The transfers of the call.
    pub transfers: RoomTransfers,
    /// Who else is in the call: their ids and names.
    pub people: Vec<(MemberId, AttrValue)>,
    /// To whom files go.
    pub to: Receiver,
    /// Is told to whom they shall go.
    pub onto: Callback<Receiver>,
    /// What was dropped on the page, or pasted, and could not be offered.
    pub refused: Picked,
    /// Puts the panel away.
    pub onclose: Callback<()>,
}

/// Files to send and to receive, in a [`SidePanel`].
#[component]
pub fn TransferPanel(props: &TransferPanelProps) -> Html {
    let settings = use_settings();
    let words = settings.language.transfer_text();
    let transfers = use_transfers(props.transfers.clone());
    let input = use_node_ref();
    use_effect_with((), {
        let transfers = transfers.clone();
        move |()| transfers.look()
    });
    let refused = use_state_eq(Picked::default);
    let chosen = receivers(props.people.iter().map(|(id, _)| id), &props.to);
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
    let gone = props.to.as_ref().filter(|_| chosen.is_empty());
    let hint = match gone {
        Some((_, name)) => (words.left)(name),
        None if props.people.is_empty() => words.nobody_here.to_owned(),
        None => words.ways.to_owned(),
    };
    let choices: Vec<_> = [Choice { value: AttrValue::default(), label: words.everyone.into() }]
        .into_iter()
        .chain(
            props
                .people
                .iter()
                .chain(gone)
                .map(|(id, name)| Choice { value: id.as_str().to_owned().into(), label: name.clone() }),
        )
        .collect();
    let onto = {
        let (onto, people) = (props.onto.clone(), props.people.clone());
        move |value: AttrValue| onto.emit(people.iter().find(|(id, _)| *id.as_str() == *value).cloned())
    };
    let trouble = if transfers.unavailable {
        Some((words.unavailable)())
    } else if refused.folders + props.refused.folders > 0 {
        Some((words.folder)())
    } else {
        (refused.too_large(MAX_FILE_BYTES) || props.refused.too_large(MAX_FILE_BYTES)).then(|| (words.too_large)())
    };
    html! {
        <SidePanel title={settings.text().files} onclose={props.onclose.clone()}>
            <div class="transfer-panel">
                <div key="send" class="transfer-panel__send">
                    if choices.len() > 2 || props.to.is_some() {
                        <SelectBox
                            id="transfer-to"
                            label={words.to}
                            {choices}
                            selected={props.to.as_ref().map(|(id, _)| id.as_str().to_owned()).unwrap_or_default()}
                            onchange={onto}
                        />
                    }
                    <Button
                        label={words.send_a_file}
                        icon={IconName::File}
                        kind={ButtonKind::Primary}
                        disabled={chosen.is_empty() || transfers.unavailable}
                        onclick={onpick}
                    />
                    <input class="transfer-panel__input" ref={input} type="file" multiple=true hidden=true {onchange} />
                    <p class="transfer-panel__hint">{ hint }</p>
                </div>
                <div key="trouble" role="status">{ for trouble.map(advice) }</div>
                { offers(settings.text(), words, &transfers) }
                <ul key="list" class="transfer-panel__list" aria-label={words.list}>
                    { for transfers.transfers.iter().rev().map(|transfer| row(words, &transfers, transfer)) }
                </ul>
                { kept(words, &transfers) }
            </div>
        </SidePanel>
    }
}

fn advice(advice: Advice) -> Html {
    notice(advice.problem, html! { <p>{ advice.next }</p> })
}
