//! Data channels of every kind, both ends on one page.

mod burst;
mod flow;
mod lane;
mod message;

use yew::prelude::*;
use yew_webrtc::{ChannelOptions, ConnectionStatus, LocalTracks};

use self::lane::Lane;
use super::{
    both_ends::{BothEnds, call_buttons, use_both_ends},
    frame::frame,
};
use crate::{
    components::{
        button::{Button, ButtonKind},
        channel_form::{ChannelForm, Draft, DraftFault},
        code_view::CodeView,
        notice::notice,
    },
    i18n::{Advice, DataChannelText, LabText, Text},
    settings::{use_lab_text, use_text},
};

/// The page *Data channel*: two ends on one page, and as many channels between them as one opens. It needs no server.
#[component]
pub fn DataChannel() -> Html {
    let (text, lab) = (use_text(), use_lab_text());
    let words = &lab.data_channel;
    let ends = use_both_ends(LocalTracks::default());
    let draft = use_state_eq(|| Draft::named("data"));
    let channels = use_reducer(Channels::default);
    let options = draft.options();
    let wrong = match &options {
        Err(fault) => Some(fault_words(*fault, words)),
        Ok(options) if channels.would_confuse(options) => Some((words.label_in_use)()),
        Ok(_) => None,
    };
    let onopen = {
        let (dispatch, options) = (channels.dispatcher(), options.clone());
        move |_: MouseEvent| {
            if let Ok(options) = &options {
                dispatch.dispatch(Change::Open(options.clone()));
            }
        }
    };
    let onremove = {
        let dispatch = channels.dispatcher();
        Callback::from(move |number| dispatch.dispatch(Change::Remove(number)))
    };
    let lanes = channels.open.iter().map(|(number, options)| {
        let (a, b) = (ends.a.clone(), ends.b.clone());
        html! { <Lane key={*number} number={*number} options={options.clone()} {a} {b} onremove={onremove.clone()} /> }
    });
    let content = html! {
        <>
            <div key="controls" class="lab__controls">
                { call_buttons(&ends, lab) }
                <p class="lab__status" role="status">{ status_words(&ends, text, lab) }</p>
                <div class="lab__notice" aria-live="polite">
                    { for ends.a.error.as_ref().or(ends.b.error.as_ref()).map(|error| said((lab.no_connection)(&error.0))) }
                </div>
            </div>
            <div key="channels" class="lab__section">
                <h2>{ words.channels }</h2>
                { for hints(channels.open.is_empty(), words).into_iter().map(|hint| html! { <p class="lab__hint">{ hint }</p> }) }
                <div class="data-channel__lanes">{ for lanes }</div>
            </div>
            <div key="form" class="lab__section">
                <h2>{ words.form }</h2>
                <p class="lab__hint">{ words.form_hint }</p>
                <ChannelForm draft={(*draft).clone()} onchange={let draft = draft.setter(); move |changed| draft.set(changed)} />
                <div class="lab__notice" aria-live="polite">{ for wrong.clone().map(said) }</div>
                <div class="lab__buttons">
                    <Button label={words.open_channel} kind={ButtonKind::Primary} disabled={wrong.is_some()} onclick={onopen} />
                </div>
                <CodeView label={words.code} code={draft.init().to_javascript()} />
            </div>
        </>
    };
    frame(text, "data-channel", words.name, words.how, content)
}

/// What can be done with channels, said once for all of them.
fn hints(none: bool, words: &DataChannelText) -> Vec<&'static str> {
    if none { vec![words.no_channels] } else { vec![words.channels_hint, words.burst_hint, words.flow_hint] }
}

fn said(advice: Advice) -> Html {
    notice(advice.problem, html! { <p>{ advice.next }</p> })
}

fn fault_words(fault: DraftFault, words: &DataChannelText) -> Advice {
    match fault {
        DraftFault::NotANumber(field) => (words.not_a_number)(field.name()),
        DraftFault::Channel(fault) => (words.fault)(fault),
    }
}

fn status_words(ends: &BothEnds, text: &Text, lab: &LabText) -> &'static str {
    match ends.status() {
        None => lab.data_channel.idle,
        Some(ConnectionStatus::Connecting) => text.connecting,
        Some(ConnectionStatus::Connected) => lab.data_channel.connected,
        Some(ConnectionStatus::Interrupted) => text.reconnecting,
        Some(ConnectionStatus::Failed) => text.connection_failed,
    }
}

/// The channels on the page.
#[derive(Debug)]
struct Channels {
    open: Vec<(u32, ChannelOptions)>,
    next: u32,
}

#[derive(Debug)]
enum Change {
    Open(ChannelOptions),
    Remove(u32),
}

impl Channels {
    /// Whether the other end could not tell them apart: it finds an announced channel by its label.
    fn would_confuse(&self, options: &ChannelOptions) -> bool {
        let announced = |options: &ChannelOptions| options.negotiated.is_none();
        announced(options) && self.open.iter().any(|(_, open)| announced(open) && open.label == options.label)
    }
}

impl Default for Channels {
    /// One to begin with, which is as reliable as can be.
    fn default() -> Self {
        let first = ChannelOptions { label: "chat".to_owned(), ..ChannelOptions::default() };
        Self { open: vec![(0, first)], next: 1 }
    }
}

impl Reducible for Channels {
    type Action = Change;

    fn reduce(self: std::rc::Rc<Self>, change: Change) -> std::rc::Rc<Self> {
        let Self { mut open, next } = Self { open: self.open.clone(), next: self.next };
        match change {
            Change::Open(options) => open.push((next, options)),
            Change::Remove(number) => open.retain(|(it, _)| *it != number),
        }
        Self { open, next: next + 1 }.into()
    }
}
