//! One channel of the page, with both of its ends.

mod numbers;
mod texts;

use std::rc::Rc;

use gloo_timers::callback::Interval;
use yew::prelude::*;
use yew_webrtc::{
    ChannelOptions, ChannelStatus, DataChannelOptions, Reliability, SendError, UsePeerHandle, clock::now,
    use_data_channel,
};

use self::{
    numbers::BurstPart,
    texts::{TextPart, Texts},
};
use super::{
    flow::{Channel, Flow},
    message::Message,
};
use crate::{
    components::{
        button::{Button, ButtonKind},
        live_chart::{LiveChart, Words},
        trace_list::End,
    },
    i18n::{BurstCount, DataChannelText, transfers::bytes},
    settings::use_lab_text,
};

/// Properties of [`Lane`].
#[derive(Debug, PartialEq, Properties)]
pub(super) struct LaneProps {
    /// Unique on the page.
    pub(super) number: u32,
    /// What the channel is made with.
    pub(super) options: ChannelOptions,
    /// The end that opens it.
    pub(super) a: UsePeerHandle,
    /// The other end.
    pub(super) b: UsePeerHandle,
    /// Takes it off the page.
    pub(super) onremove: Callback<u32>,
}

/// A channel: how its ends are, texts both ways, a burst of numbered messages, and a flow with its figures.
#[component]
pub(super) fn Lane(props: &LaneProps) -> Html {
    let lab = use_lab_text();
    let text = &lab.data_channel;
    let flow = use_memo((), |()| Flow::default());
    let texts = use_reducer(Texts::default);
    let error = use_state_eq(|| None::<SendError>);
    let result = use_state_eq(|| None::<BurstCount>);
    let flowing = use_state_eq(|| false);
    let a = use_data_channel(&props.a, {
        let (flow, texts) = (Rc::clone(&flow), texts.dispatcher());
        let fills = (Rc::clone(&flow), error.setter(), flowing.setter());
        DataChannelOptions {
            low_water: 256 * 1024,
            on_message: Callback::from(move |message: Rc<Message>| match &*message {
                Message::Text(text) => texts.dispatch((End::A, text.clone())),
                other => flow.came_to_a(other),
            }),
            on_low: Callback::from(move |()| fill(&fills.0, &fills.1, &fills.2)),
            ..DataChannelOptions::opens(props.options.clone())
        }
    });
    let b = use_data_channel(&props.b, {
        let (flow, texts) = (Rc::clone(&flow), texts.dispatcher());
        let on_message = Callback::from(move |message: Rc<Message>| {
            flow.came_to_b(&message);
            if let Message::Text(text) = &*message {
                texts.dispatch((End::B, text.clone()));
            }
        });
        let end = match props.options.negotiated {
            Some(_) => DataChannelOptions::opens(props.options.clone()),
            None => DataChannelOptions::takes(props.options.label.clone()),
        };
        DataChannelOptions { on_message, ..end }
    });
    flow.follow(&a, &b);
    let open = a.status == ChannelStatus::Open && b.status == ChannelStatus::Open;
    use_effect_with(open, {
        let (flow, result, flowing) = (Rc::clone(&flow), result.setter(), flowing.setter());
        move |open| {
            if !open {
                flow.rest();
                flowing.set(false);
            }
            let timer = open.then(|| {
                Interval::new(PERIOD_MS, move || {
                    let settled = flow.burst.borrow_mut().settle(now(), flow.buffered());
                    if settled {
                        result.set(Some(flow.burst.borrow().count()));
                    }
                    flow.ping();
                })
            });
            move || drop(timer)
        }
    });
    let label = if props.options.label.is_empty() { text.unnamed } else { &props.options.label };
    let id = format!("lane-{}", props.number);
    html! {
        <section class="lane" aria-labelledby={id.clone()}>
            <div key="head" class="lane__head">
                <h3 {id} class="lane__label">{ label.to_owned() }</h3>
                <p class="lane__kind" translate="no">{ kind(&props.options, &a) }</p>
                { states(&a, &b, lab.end_a, lab.end_b, text) }
                { buttons(&a, props, text) }
            </div>
            <TextPart key="texts" number={props.number} a={a.clone()} b={b.clone()} {open} texts={(*texts).clone()} error={error.setter()} />
            <BurstPart
                key="burst"
                number={props.number}
                flow={Rc::clone(&flow)}
                {open}
                result={*result}
                onsend={let (flow, error, result) = (Rc::clone(&flow), error.setter(), result.setter());
                    move |(count, weight)| {
                        result.set(None);
                        error.set(flow.send_burst(count, weight).err());
                    }}
            />
            <div key="flow" class="lane__part lane__flow">
                <h4>{ text.flow }</h4>
                <div class="lab__buttons">
                    <Button
                        label={if *flowing { text.flow_stop } else { text.flow_start }}
                        kind={if *flowing { ButtonKind::On } else { ButtonKind::Plain }}
                        disabled={!open}
                        onclick={let (flow, error, flowing) = (Rc::clone(&flow), error.setter(), flowing.clone());
                            move |_: MouseEvent| {
                                flow.flowing.set(!*flowing);
                                flowing.set(!*flowing);
                                fill(&flow, &error, &flowing.setter());
                            }}
                    />
                </div>
                <Charts flow={Rc::clone(&flow)} />
            </div>
            <p key="error" class="lane__error" role="status">
                { error.as_ref().map(text.send_error).unwrap_or_default() }
            </p>
        </section>
    }
}

/// Goes on sending; whatever stops it is said.
fn fill(flow: &Flow, error: &UseStateSetter<Option<SendError>>, flowing: &UseStateSetter<bool>) {
    if let Err(why) = flow.fill() {
        flow.flowing.set(false);
        flowing.set(false);
        error.set(Some(why));
    }
}

/// In the specification's words.
fn kind(options: &ChannelOptions, a: &Channel) -> String {
    let reliability = match options.reliability {
        Reliability::Reliable => None,
        Reliability::MaxRetransmits(times) => Some(format!("maxRetransmits {times}")),
        Reliability::MaxPacketLifeTime(time) => Some(format!("maxPacketLifeTime {time}")),
    };
    let parts = [
        Some(format!("ordered {}", !options.unordered)),
        reliability,
        Some(format!("priority {}", options.priority.name())),
        Some(format!("protocol {}", options.protocol)).filter(|_| !options.protocol.is_empty()),
        options.negotiated.map(|_| "negotiated".to_owned()),
        a.id().map(|id| format!("id {id}")),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn states(a: &Channel, b: &Channel, name_a: &'static str, name_b: &'static str, text: &DataChannelText) -> Html {
    let state = |name: &'static str, channel: &Channel| {
        let key = match channel.status {
            ChannelStatus::Waiting | ChannelStatus::Connecting => "waiting",
            ChannelStatus::Open => "open",
            ChannelStatus::Closed => "closed",
            ChannelStatus::Refused(_) => "refused",
        };
        html! { <span key={name} class="lane__state" data-state={key}>{ name }{ ": " }{ (text.status)(&channel.status) }</span> }
    };
    html! { <p class="lane__states" role="status">{ state(name_a, a) }{ state(name_b, b) }</p> }
}

fn buttons(a: &Channel, props: &LaneProps, text: &'static DataChannelText) -> Html {
    let about = Some(AttrValue::from(props.options.label.clone()));
    let act = |act: fn(&Channel)| {
        let a = a.clone();
        move |_: MouseEvent| act(&a)
    };
    let number = props.number;
    let onremove = props.onremove.reform(move |_: MouseEvent| number);
    let closed = matches!(a.status, ChannelStatus::Closed | ChannelStatus::Refused(_));
    html! {
        <div class="lab__buttons">
            if closed {
                <Button key="reopen" label={text.reopen} about={about.clone()} onclick={act(Channel::open)} />
            } else {
                <Button
                    key="close"
                    label={text.close}
                    about={about.clone()}
                    disabled={a.status == ChannelStatus::Waiting}
                    onclick={act(Channel::close)}
                />
            }
            <Button key="remove" label={text.remove} {about} onclick={onremove} />
        </div>
    }
}

/// Properties of [`Charts`].
#[derive(Debug, PartialEq, Properties)]
struct ChartsProps {
    flow: Rc<Flow>,
}

/// The figures of a channel, drawn.
#[component]
fn Charts(props: &ChartsProps) -> Html {
    let text = &use_lab_text().data_channel;
    let gauges = use_memo(props.flow.clone(), |flow| [flow.throughput(), flow.round_trip(), flow.waiting()]);
    let [throughput, round_trip, waiting] = (*gauges).clone();
    html! {
        <div class="lane__charts">
            <LiveChart label={text.throughput} gauge={throughput} words={Words(text.per_second)} least={100_000} />
            <LiveChart label={text.round_trip} gauge={round_trip} words={Words(text.milliseconds)} least={10} />
            <LiveChart label={text.buffered} gauge={waiting} words={Words(bytes)} least={100_000} />
        </div>
    }
}

const PERIOD_MS: u32 = 200;
