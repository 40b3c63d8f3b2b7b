//! Bursts of numbered messages.

use std::rc::Rc;

use yew::prelude::*;

use crate::{
    components::{
        button::Button,
        cell_map::CellMap,
        select_box::{Choice, SelectBox},
    },
    i18n::{BurstCount, transfers::bytes},
    pages::lab::data_channel::{burst::Fate, flow::Flow},
    settings::use_lab_text,
};

/// Properties of [`BurstPart`].
#[derive(Debug, PartialEq, Properties)]
pub(super) struct BurstPartProps {
    /// Which lane.
    pub(super) number: u32,
    /// What is counted.
    pub(super) flow: Rc<Flow>,
    /// Whether both ends are open.
    pub(super) open: bool,
    /// How the last burst came through, when it is known.
    pub(super) result: Option<BurstCount>,
    /// Sends so many of so many bytes.
    pub(super) onsend: Callback<(u32, usize)>,
}

/// A burst of numbered messages, and what became of each.
#[component]
pub(super) fn BurstPart(props: &BurstPartProps) -> Html {
    let text = &use_lab_text().data_channel;
    let chosen = use_state_eq(|| (COUNTS[1], WEIGHTS[2]));
    let cells = use_memo(props.flow.clone(), Flow::cells);
    let (count, weight) = *chosen;
    let choice = |value: u64, label: String| Choice { value: value.to_string().into(), label: label.into() };
    let counts = COUNTS.map(|count| choice(count.into(), count.to_string()));
    let weights = WEIGHTS.map(|weight| choice(weight as u64, bytes(weight as u64)));
    let states = Fate::KEYS.into_iter().zip(text.states).collect::<Vec<_>>();
    html! {
        <div class="lane__part lane__burst">
            <h4>{ text.burst }</h4>
            <div class="lane__choices">
                <SelectBox
                    id={format!("lane-{}-count", props.number)}
                    label={text.burst_count}
                    choices={counts.to_vec()}
                    selected={count.to_string()}
                    onchange={let chosen = chosen.clone(); move |value: AttrValue| {
                        chosen.set((value.parse().unwrap_or(COUNTS[1]), chosen.1));
                    }}
                />
                <SelectBox
                    id={format!("lane-{}-size", props.number)}
                    label={text.burst_size}
                    choices={weights.to_vec()}
                    selected={weight.to_string()}
                    onchange={let chosen = chosen.clone(); move |value: AttrValue| {
                        chosen.set((chosen.0, value.parse().unwrap_or(WEIGHTS[2])));
                    }}
                />
                <Button
                    label={text.send_burst}
                    disabled={!props.open}
                    onclick={props.onsend.reform(move |_: MouseEvent| (count, weight))}
                />
            </div>
            <CellMap label={text.map} {states} cells={(*cells).clone()} />
            <p class="lane__result" role="status">{ props.result.map(text.burst_result).unwrap_or_default() }</p>
        </div>
    }
}

const COUNTS: [u32; 4] = [20, 400, 1000, 2000];
const WEIGHTS: [usize; 4] = [100, 1000, 16_000, 64_000];
