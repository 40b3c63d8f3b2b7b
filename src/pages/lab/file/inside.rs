//! The inner state of a transfer.

use std::rc::Rc;

use gloo_timers::callback::Interval;
use yew::prelude::*;
use yew_webrtc::UseTransfersHandle;

use super::{
    sight::{Counts, State},
    watch::Watch,
};
use crate::{
    components::{
        button::Button,
        cell_map::CellMap,
        live_chart::{Gauge, LiveChart, Words},
    },
    i18n::{FileText, transfers::bytes},
    settings::use_lab_text,
};

/// Properties of [`Inside`].
#[derive(Debug, PartialEq, Properties)]
pub(super) struct InsideProps {
    /// What is seen of the frames.
    pub(super) watch: Rc<Watch>,
    /// The transfers of the end that sends.
    pub(super) transfers: UseTransfersHandle,
}

/// A map of the file's groups, what can be counted, the root of the hash tree, and two figures drawn as they change.
#[component]
pub(super) fn Inside(props: &InsideProps) -> Html {
    let lab = use_lab_text();
    let (words, channel) = (&lab.file, &lab.data_channel);
    let drawn = use_memo(Rc::clone(&props.watch), |watch| (watch.cells(), watch.arriving()));
    let latest = use_mut_ref(|| props.transfers.clone());
    latest.replace(props.transfers.clone());
    let buffered = use_memo((), |()| Gauge::new(move || Some(latest.borrow().buffered())));
    let seen = use_seen(&props.watch);
    let states = State::KEYS.into_iter().zip(words.states).collect::<Vec<_>>();
    let underway = props.transfers.transfers.iter().any(|transfer| !transfer.phase.is_over());
    let onflip = {
        let watch = Rc::clone(&props.watch);
        move |_: MouseEvent| watch.flip_a_bit()
    };
    html! {
        <div class="lab__section">
            <h2>{ words.inside }</h2>
            <p class="lab__hint">{ words.inside_hint }</p>
            <CellMap label={words.map} {states} cells={drawn.0.clone()} />
            <div class="file__damage">
                <Button label={words.flip} disabled={!underway || seen.will_flip} onclick={onflip} />
                <p class="lab__hint" role="status">{ if seen.will_flip { words.flip_waits } else { words.flip_hint } }</p>
            </div>
            <div class="file__charts">
                <LiveChart label={words.arriving} gauge={drawn.1.clone()} words={Words(channel.per_second)} least={100_000} />
                <LiveChart label={channel.buffered} gauge={(*buffered).clone()} words={Words(bytes)} least={100_000} />
            </div>
            { figures(&seen, words) }
        </div>
    }
}

fn figures(seen: &Seen, words: &FileText) -> Html {
    let Counts { sent, arrived, damaged, again, hashes, verified, root, .. } = seen.counts;
    let figures = [
        (words.groups, seen.groups.to_string()),
        (words.hashes, hashes.to_string()),
        (words.chunks_sent, sent.to_string()),
        (words.chunks_arrived, arrived.to_string()),
        (words.damaged, damaged.to_string()),
        (words.again, again.to_string()),
        (words.verified, bytes(verified)),
    ];
    let figure = |(name, figure): (&'static str, String)| {
        html! { <div key={name} class="file__figure"><dt>{ name }</dt><dd>{ figure }</dd></div> }
    };
    let hex = |root: [u8; 32]| root.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    html! {
        <dl class="file__figures">
            { for figures.into_iter().map(figure) }
            <div key="root" class="file__figure file__figure--wide">
                <dt>{ words.root }</dt>
                <dd>
                    { match root {
                        Some(root) => html! { <><code class="file__root" translate="no">{ hex(root) }</code><br />{ words.proven }</> },
                        None => html! { { words.root_unknown } },
                    } }
                </dd>
            </div>
        </dl>
    }
}

/// What can be read in words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Seen {
    counts: Counts,
    groups: usize,
    will_flip: bool,
}

/// Looks a few times in a second, and renders when something is different.
#[hook]
fn use_seen(watch: &Rc<Watch>) -> Seen {
    let seen = use_state_eq(Seen::default);
    use_effect_with(Rc::clone(watch), {
        let seen = seen.setter();
        move |watch| {
            let watch = Rc::clone(watch);
            let timer = Interval::new(PERIOD_MS, move || {
                seen.set(Seen { counts: watch.counts(), groups: watch.groups(), will_flip: watch.will_flip() });
            });
            move || drop(timer)
        }
    });
    (*seen).clone()
}

const PERIOD_MS: u32 = 200;
