//! One transfer in the list.

use yew::prelude::*;
use yew_webrtc::{FileName, Phase, TransferView, UseTransfersHandle, Way};

use crate::{
    components::{
        button::{Button, ButtonKind},
        icon::{IconName, icon},
    },
    i18n::{TransferText, transfers::bytes},
};

/// A transfer: what it is, how far it is, and what can be done about it.
pub fn row(text: &TransferText, all: &UseTransfersHandle, transfer: &TransferView) -> Html {
    let picture = all.pictures.iter().find(|(number, _)| *number == transfer.number);
    let size = bytes(transfer.size);
    let incoming = transfer.way == Way::In;
    let whose = if incoming { text.from } else { text.to_whom };
    let underway = matches!(transfer.phase, Phase::Waiting | Phase::Active | Phase::Paused { .. } | Phase::Interrupted);
    html! {
        <li key={transfer.number.0} class="transfer" data-over={transfer.phase.is_over().then_some("true")}>
            <div key="picture" class="transfer__picture">
                { match picture {
                    Some((_, url)) => html! { <img src={url.clone()} alt="" /> },
                    None => icon(IconName::File),
                } }
            </div>
            <div key="words" class="transfer__words">
                { shown_name(&transfer.name) }
                <p class="transfer__whose">{ whose(&transfer.with, &size) }</p>
                if incoming && transfer.name.is_executable() {
                    <p class="transfer__risk">{ icon(IconName::Warning) }{ text.executable }</p>
                }
                if underway {
                    <progress
                        class="transfer__bar"
                        aria-label={(text.progress)(transfer.name.as_str())}
                        max={transfer.size.max(1).to_string()}
                        value={transfer.done.to_string()}
                    />
                    <p class="transfer__figures">{ figures(text, transfer) }</p>
                }
                <p class="transfer__state">{ state(text, transfer) }</p>
            </div>
            <div key="ways" class="transfer__ways">{ for ways(text, all, transfer) }</div>
        </li>
    }
}

/// What a file is called. Of a long name the beginning and the end are shown, which says what kind of file it is.
pub(super) fn shown_name(name: &FileName) -> Html {
    let name = name.as_str();
    let (head, tail) = (name.char_indices().nth(HEAD), name.char_indices().rev().nth(TAIL - 1));
    let shown = match (head, tail) {
        (Some((head, _)), Some((tail, _))) if head < tail => format!("{}…{}", &name[..head], &name[tail..]),
        _ => name.to_owned(),
    };
    html! { <p class="transfer__name" title={name.to_owned()}>{ shown }</p> }
}

/// So many characters of a long name are shown, of its beginning and of its end.
const HEAD: usize = 48;
const TAIL: usize = 16;

/// How much is there, how fast, and how long it will take.
fn figures(text: &TransferText, transfer: &TransferView) -> String {
    let done = (text.of)(&bytes(transfer.done), &bytes(transfer.size));
    let rate = transfer.rate.map(|rate| (text.rate)(&bytes(rate)));
    let left = transfer.seconds_left.map(text.seconds_left);
    [Some(done), rate, left].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// How it is, where the bar does not say it.
fn state(text: &TransferText, transfer: &TransferView) -> String {
    let (with, incoming) = (&*transfer.with, transfer.way == Way::In);
    match transfer.phase {
        Phase::Offered { .. } if !incoming => text.offered_to_them.to_owned(),
        Phase::Offered { stored: 0 } | Phase::Active => String::new(),
        Phase::Offered { stored } => (text.stored)(&bytes(stored)),
        Phase::Waiting => text.waiting.to_owned(),
        Phase::Paused { here: true } => text.paused_here.to_owned(),
        Phase::Paused { here: false } => (text.paused_there)(with),
        Phase::Interrupted => (text.interrupted)(with),
        Phase::Done => if incoming { text.received } else { text.sent }.to_owned(),
        Phase::Declined if incoming => text.declined.to_owned(),
        Phase::Declined => (text.declined_by)(with),
        Phase::Cancelled { here: true } => text.cancelled.to_owned(),
        Phase::Cancelled { here: false } => (text.cancelled_by)(with),
        Phase::Left => (text.left)(with),
        Phase::Failed { why } => {
            let advice = (text.failed)(why, incoming);
            format!("{} {}", advice.problem, advice.next)
        }
    }
}

/// What a person can do about it. Each button says to those who do not see it which file it is about.
fn ways(text: &TransferText, all: &UseTransfersHandle, transfer: &TransferView) -> Vec<Html> {
    let number = transfer.number;
    let button = |label: &'static str, kind: ButtonKind, act: Box<dyn Fn(&UseTransfersHandle)>| {
        let all = all.clone();
        let about = Some(AttrValue::from(transfer.name.as_str().to_owned()));
        html! { <Button key={label} {label} {about} {kind} onclick={move |_: MouseEvent| act(&all)} /> }
    };
    let cancel = || button(text.cancel, ButtonKind::Plain, Box::new(move |all| all.cancel(number)));
    match (transfer.phase, transfer.way) {
        (Phase::Offered { .. }, Way::In) => vec![
            button(text.accept, ButtonKind::Primary, Box::new(move |all| all.accept(number))),
            button(text.decline, ButtonKind::Plain, Box::new(move |all| all.decline(number))),
        ],
        (Phase::Active, _) => {
            vec![button(text.pause, ButtonKind::Plain, Box::new(move |all| all.pause(number))), cancel()]
        }
        (Phase::Paused { here: true }, _) => {
            vec![button(text.resume, ButtonKind::Plain, Box::new(move |all| all.resume(number))), cancel()]
        }
        (phase, _) if !phase.is_over() => vec![cancel()],
        _ => {
            let save = transfer.slot.clone().map(|slot| {
                let name = transfer.name.clone();
                button(text.save, ButtonKind::Primary, Box::new(move |all| all.save(&slot, name.as_str())))
            });
            let remove = button(text.remove, ButtonKind::Plain, Box::new(move |all| all.forget(number)));
            save.into_iter().chain([remove]).collect()
        }
    }
}
