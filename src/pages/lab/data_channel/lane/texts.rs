//! Texts from end to end.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;
use yew::prelude::*;
use yew_webrtc::SendError;

use crate::{
    components::{button::Button, trace_list::End},
    dom,
    i18n::transfers::bytes,
    pages::lab::data_channel::{flow::Channel, message::Message},
    settings::use_lab_text,
};

/// Properties of [`TextPart`].
#[derive(Debug, PartialEq, Properties)]
pub(super) struct TextPartProps {
    /// Which lane.
    pub(super) number: u32,
    /// The end that opens the channel.
    pub(super) a: Channel,
    /// The other end.
    pub(super) b: Channel,
    /// Whether both are open.
    pub(super) open: bool,
    /// What arrived.
    pub(super) texts: Texts,
    /// Is told why something was not sent, or that it was.
    pub(super) error: UseStateSetter<Option<SendError>>,
}

/// A line to write at each end, and what arrived.
#[component]
pub(super) fn TextPart(props: &TextPartProps) -> Html {
    let lab = use_lab_text();
    let text = &lab.data_channel;
    let field = |end: End, channel: &Channel| {
        let (channel, error) = (channel.clone(), props.error.clone());
        let name = (text.text_from)(end.name(lab));
        let id = format!("lane-{}-{}", props.number, if end == End::A { "a" } else { "b" });
        let onsubmit = {
            let id = id.clone();
            move |event: SubmitEvent| {
                event.prevent_default();
                let field = dom::element(&id).and_then(|field| field.dyn_into::<HtmlInputElement>().ok());
                let Some(field) = field.filter(|field| !field.value().is_empty()) else { return };
                let sent = channel.send(&Message::Text(field.value()));
                if sent.is_ok() {
                    field.set_value("");
                }
                error.set(sent.err());
            }
        };
        html! {
            <form key={id.clone()} class="lane__write" {onsubmit}>
                <label class="lane__from" for={id.clone()}>{ name.clone() }</label>
                <input class="lane__input" {id} type="text" autocomplete="off" disabled={!props.open} />
                <Button label={text.send} about={name} submit=true disabled={!props.open} />
            </form>
        }
    };
    let said = props.texts.0.iter().map(|(key, at, said)| {
        html! {
            <li key={*key} class="lane__text" data-from={if *at == End::A { "b" } else { "a" }}>
                <span class="lane__who">{ at.other().name(lab) }{ ": " }</span>
                { said.clone() }
            </li>
        }
    });
    let max = props.a.max_message_size();
    let can_try = max <= LARGEST_TRIED;
    let ontry = {
        let (a, error) = (props.a.clone(), props.error.clone());
        move |_: MouseEvent| {
            let large = Message::Filler(usize::try_from(a.max_message_size() + 1).unwrap_or_default());
            error.set(a.send(&large).err());
        }
    };
    html! {
        <div class="lane__part lane__texts">
            <h4>{ text.texts }</h4>
            { field(End::A, &props.a) }
            { field(End::B, &props.b) }
            <div class="lane__said" role="log" aria-label={text.texts} tabindex="0" hidden={props.texts.0.is_empty()}>
                <ul class="lane__list" role="list">{ for said }</ul>
            </div>
            <p class="lane__hint">{ if props.texts.0.is_empty() { text.texts_empty } else { "" } }</p>
            if can_try {
                <div key="too-large" class="lab__buttons"><Button label={text.too_large} disabled={!props.open} onclick={ontry} /></div>
            } else {
                <p key="too-large-words" class="lane__hint">{ (text.too_large_to_try)(&bytes(max)) }</p>
            }
        </div>
    }
}

/// The last texts that arrived, oldest first: each with a number of its own, and at which end.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Texts(Rc<Vec<(u32, End, String)>>);

impl Reducible for Texts {
    type Action = (End, String);

    fn reduce(self: Rc<Self>, (end, text): Self::Action) -> Rc<Self> {
        let key = self.0.last().map_or(0, |(key, ..)| key + 1);
        let gone = (self.0.len() + 1).saturating_sub(MOST_TEXTS);
        Rc::new(Self(Rc::new(self.0.iter().skip(gone).cloned().chain([(key, end, text)]).collect())))
    }
}

/// How many texts are shown.
const MOST_TEXTS: usize = 50;
/// More than this is not put into memory to be refused.
const LARGEST_TRIED: u64 = 16 * 1024 * 1024;
