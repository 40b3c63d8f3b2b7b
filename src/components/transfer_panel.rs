//! The files that go to and from the people of a call.

mod kept;
mod row;

use web_sys::{HtmlElement, HtmlInputElement};
use yew::prelude::*;
use yew_webrtc::{MAX_FILE_BYTES, MemberId, RoomTransfers, use_transfers};

use self::{kept::kept, row::row};
use super::{
    button::{Button, ButtonKind},
    icon::IconName,
    notice::notice,
    select_box::{Choice, SelectBox},
};
use crate::{
    dom,
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

/// A dialog beside the pictures, or over them where there is little room; the call goes on meanwhile. It takes the focus, and gives it
/// back when it is put away by its button or by Escape.
#[component]
pub fn TransferPanel(props: &TransferPanelProps) -> Html {
    let common = use_text();
    let text = common.transfers;
    let transfers = use_transfers(props.transfers.clone());
    let (heading, input) = (use_node_ref(), use_node_ref());
    let before = use_mut_ref(dom::focused);
    use_effect_with((), {
        let (heading, transfers) = (heading.clone(), transfers.clone());
        move |()| {
            transfers.look();
            if let Some(heading) = heading.cast::<HtmlElement>() {
                // It fails for no element that is in the page.
                let _ = heading.focus();
            }
        }
    });
    let onclose = {
        let (before, onclose) = (before.clone(), props.onclose.clone());
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
            if event.key() == "Escape" {
                onclose.emit(());
            }
        }
    };
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
        <section class="transfer-panel" role="dialog" aria-labelledby="transfer-panel-title" {onkeydown}>
            <div class="transfer-panel__head">
                <h2 id="transfer-panel-title" class="transfer-panel__title" tabindex="-1" ref={heading}>{ text.files }</h2>
                <div class="transfer-panel__close">
                    <Button
                        label={common.close}
                        about={Some(AttrValue::from(text.files))}
                        icon={IconName::Close}
                        compact=true
                        onclick={onclose.reform(|_| ())}
                    />
                </div>
            </div>
            <div class="transfer-panel__body">
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
        </section>
    }
}

fn advice(advice: Advice) -> Html {
    notice(advice.problem, html! { <p>{ advice.next }</p> })
}
