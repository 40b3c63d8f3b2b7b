//! What is stored from earlier.

use yew::prelude::*;
use yew_webrtc::{KeptView, UseTransfersHandle};

use super::row::shown_name;
use crate::{
    components::button::{Button, ButtonKind},
    i18n::{TransferText, transfers::bytes},
};

/// Files and parts of files that no transfer of this call is about; nothing, if there are none.
pub(super) fn kept(text: &TransferText, all: &UseTransfersHandle) -> Html {
    if all.kept.is_empty() {
        return html! { <div key="kept" /> };
    }
    html! {
        <section key="kept" class="transfer-panel__kept" aria-labelledby="transfer-panel-kept">
            <h3 id="transfer-panel-kept">{ text.kept }</h3>
            <ul class="transfer-panel__list" aria-label={text.kept}>
                { for all.kept.iter().map(|kept| row(text, all, kept)) }
            </ul>
            <p class="transfer-panel__hint">{ text.kept_hint }</p>
        </section>
    }
}

fn row(text: &TransferText, all: &UseTransfersHandle, kept: &KeptView) -> Html {
    let about = || Some(AttrValue::from(kept.name.as_str().to_owned()));
    let (size, done) = (bytes(kept.size), bytes(kept.done));
    let onsave = {
        let (all, kept) = (all.clone(), kept.clone());
        move |_: MouseEvent| all.save(&kept.slot, kept.name.as_str())
    };
    let onremove = {
        let (all, slot) = (all.clone(), kept.slot.clone());
        move |_: MouseEvent| all.remove(&slot)
    };
    let whose = if kept.complete { (text.from)(&kept.from, &size) } else { (text.kept_part)(&kept.from, &done, &size) };
    html! {
        <li key={kept.slot.0.clone()} class="transfer">
            <div key="words" class="transfer__words">
                { shown_name(&kept.name) }
                <p class="transfer__whose">{ whose }</p>
            </div>
            <div key="ways" class="transfer__ways">
                if kept.complete {
                    <Button label={text.save} about={about()} kind={ButtonKind::Primary} onclick={onsave} />
                }
                <Button label={text.remove} about={about()} onclick={onremove} />
            </div>
        </li>
    }
}
