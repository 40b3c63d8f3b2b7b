//! Opens the files, and says how they go.

use yew::prelude::*;
use yew_webrtc::{Phase, RoomTransfers, TransferView, Way, use_transfers};

use super::{button::Button, count_badge::count_badge, icon::IconName};
use crate::settings::use_text;

/// Properties of [`TransferButton`].
#[derive(Debug, PartialEq, Properties)]
pub struct TransferButtonProps {
    /// The transfers of the call.
    pub transfers: RoomTransfers,
    /// Whether they are shown.
    pub open: bool,
    /// Shows them, or puts them away.
    pub onclick: Callback<()>,
}

/// The button `Files`, with the sum of all progress on it, and how many offers wait for an answer. It is a component, so that nothing else of
/// the page is rendered while files go.
#[component]
pub fn TransferButton(props: &TransferButtonProps) -> Html {
    let text = use_text();
    let transfers = use_transfers(props.transfers.clone());
    let waiting: Vec<_> = transfers.transfers.iter().filter(|transfer| waits_for_you(transfer)).collect();
    let flowing = || transfers.transfers.iter().filter(|transfer| is_underway(transfer.phase));
    let (done, size) = flowing().fold((0, 0), |(done, size), transfer| (done + transfer.done, size + transfer.size));
    let percent = (size > 0).then(|| done * 100 / size);
    let offers = (!waiting.is_empty()).then(|| (text.offers_waiting)(waiting.len()));
    let about = offers.into_iter().chain(percent.map(text.percent_done)).collect::<Vec<_>>().join(", ");
    let news = waiting.last().map(|offer| (text.offers_you)(&offer.with, offer.name.as_str()));
    html! {
        <div class="transfer-button">
            <Button
                label={text.files}
                about={(!about.is_empty()).then(|| AttrValue::from(about))}
                icon={IconName::File}
                compact=true
                expanded={Some(props.open)}
                onclick={props.onclick.reform(|_| ())}
            />
            { for count_badge(waiting.len()) }
            if let Some(percent) = percent {
                <progress class="transfer-button__bar" aria-hidden="true" max="100" value={percent.to_string()} />
            }
            <span class="visually-hidden" role="status">{ news.unwrap_or_default() }</span>
        </div>
    }
}

/// Whether a person has to say whether they want it.
fn waits_for_you(transfer: &TransferView) -> bool {
    transfer.way == Way::In && matches!(transfer.phase, Phase::Offered { .. })
}

fn is_underway(phase: Phase) -> bool {
    matches!(phase, Phase::Waiting | Phase::Active | Phase::Paused { .. } | Phase::Interrupted)
}
