//! What happened between the two ends of a connection, step by step.

use std::{rc::Rc, time::Duration};

use tincan_protocol::{Candidate, DescriptionType};
use yew::prelude::*;
use yew_webrtc::{Trace, candidate::CandidateParts};

use super::session_description::SessionDescription;
use crate::{i18n::Text, settings::use_text};

/// One of the two ends of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// The one that calls.
    A,
    /// The one that answers.
    B,
}

impl End {
    /// The one at the other end.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::A => Self::B,
            Self::B => Self::A,
        }
    }

    /// What it is called.
    #[must_use]
    pub fn name(self, text: &Text) -> &'static str {
        match self {
            Self::A => text.end_a,
            Self::B => text.end_b,
        }
    }

    fn key(self) -> &'static str {
        match self {
            Self::A => "a",
            Self::B => "b",
        }
    }
}

/// A step of a connection.
#[derive(Debug, Clone, PartialEq)]
pub struct TraceEntry {
    /// No other entry of the page has it.
    pub number: usize,
    /// At which end.
    pub end: End,
    /// How long after the call began.
    pub after: Duration,
    /// What happened.
    pub event: TraceEvent,
}

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum TraceEvent {
    /// A connection was made; it is to nobody yet.
    Opened,
    /// The connection was closed.
    Closed,
    /// The browser reported it.
    Step(Trace),
}

/// Properties of [`TraceList`].
#[derive(Debug, PartialEq, Properties)]
pub struct TraceListProps {
    /// What happened, oldest first.
    pub entries: Vec<Rc<TraceEntry>>,
}

/// A log in two lanes with the time between them, or in one lane where there is little room. Screen readers are not told of
/// every step as it comes (`aria-live="off"`).
#[component]
pub fn TraceList(props: &TraceListProps) -> Html {
    let text = use_text();
    html! {
        <div class="trace-list" role="log" aria-live="off" aria-label={text.trace}>
            <div class="trace-list__head" aria-hidden="true">
                <span>{ text.end_a }</span>
                <span>{ text.end_b }</span>
            </div>
            <ol class="trace-list__entries" role="list">
                { for props.entries.iter().map(|entry| html! { <Entry key={entry.number} entry={Rc::clone(entry)} /> }) }
            </ol>
        </div>
    }
}

#[derive(Debug, PartialEq, Properties)]
struct EntryProps {
    entry: Rc<TraceEntry>,
}

#[component]
fn Entry(props: &EntryProps) -> Html {
    let text = use_text();
    let TraceEntry { end, after, event, .. } = &*props.entry;
    html! {
        <li class="trace-list__entry" data-end={end.key()} data-weight={weight(event)}>
            <span class="trace-list__after">{ (text.elapsed)(*after) }</span>
            <span class="trace-list__end" aria-hidden="true">{ end.key() }</span>
            <span class="visually-hidden">{ end.name(text) }</span>
            <div class="trace-list__event">{ words(event, text) }</div>
        </li>
    }
}

/// What a reader should find first, and what is bad news.
fn weight(event: &TraceEvent) -> Option<&'static str> {
    match event {
        TraceEvent::Step(Trace::LocalDescription(_) | Trace::RemoteDescription(_) | Trace::IceRestart) => {
            Some("strong")
        }
        TraceEvent::Step(Trace::ConnectionState(state)) if state == "connected" => Some("strong"),
        TraceEvent::Step(Trace::CandidateError { .. } | Trace::Refused(_)) => Some("bad"),
        TraceEvent::Step(Trace::ConnectionState(state) | Trace::IceConnectionState(state))
            if ["disconnected", "failed"].contains(&state.as_str()) =>
        {
            Some("bad")
        }
        TraceEvent::Opened | TraceEvent::Closed | TraceEvent::Step(_) => None,
    }
}

fn words(event: &TraceEvent, text: &'static Text) -> Html {
    let step = match event {
        TraceEvent::Opened => return said(text.trace_opened),
        TraceEvent::Closed => return said(text.trace_closed),
        TraceEvent::Step(step) => step,
    };
    match step {
        Trace::NegotiationNeeded => said(text.trace_negotiation_needed),
        Trace::IceRestart => said(text.trace_ice_restart),
        Trace::LocalDescription(description) => {
            let title = match description.kind {
                DescriptionType::Offer => text.trace_own_offer,
                DescriptionType::Answer => text.trace_own_answer,
            };
            html! { <SessionDescription {title} sdp={description.sdp.clone()} /> }
        }
        Trace::RemoteDescription(description) => {
            let title = match description.kind {
                DescriptionType::Offer => text.trace_their_offer,
                DescriptionType::Answer => text.trace_their_answer,
            };
            html! { <SessionDescription {title} sdp={description.sdp.clone()} /> }
        }
        Trace::LocalCandidate(candidate) => candidate_words(text.trace_own_candidate, candidate, text),
        Trace::RemoteCandidate(candidate) => candidate_words(text.trace_their_candidate, candidate, text),
        Trace::CandidateError { url, code, text: why } => {
            detailed(text.trace_candidate_error, &format!("{url}: {code} {why}"))
        }
        Trace::SignalingState(state) => state_words(text.trace_signalling_state, state),
        Trace::IceGatheringState(state) => state_words(text.trace_ice_gathering_state, state),
        Trace::IceConnectionState(state) => state_words(text.trace_ice_connection_state, state),
        Trace::ConnectionState(state) => state_words(text.trace_connection_state, state),
        Trace::ControlChannel(true) => said(text.trace_channel_opened),
        Trace::ControlChannel(false) => said(text.trace_channel_closed),
        Trace::Refused(why) => detailed(text.trace_refused, why),
    }
}

fn said(words: &'static str) -> Html {
    html! { <p class="trace-list__words">{ words }</p> }
}

fn detailed(words: &'static str, detail: &str) -> Html {
    html! {
        <>
            <p class="trace-list__words">{ words }</p>
            <p class="trace-list__detail">{ detail.to_owned() }</p>
        </>
    }
}

/// A state keeps its name of the specification, in every language: that is what one looks up.
fn state_words(words: &'static str, state: &str) -> Html {
    html! {
        <p class="trace-list__words">
            { words }{ " " }<code class="trace-list__state" translate="no">{ state.to_owned() }</code>
        </p>
    }
}

fn candidate_words(words: &'static str, candidate: &Candidate, text: &'static Text) -> Html {
    if candidate.candidate.is_empty() {
        return detailed(words, text.trace_no_more_candidates);
    }
    let Some(parts) = CandidateParts::parse(&candidate.candidate) else { return detailed(words, &candidate.candidate) };
    html! {
        <>
            <p class="trace-list__words">{ words }</p>
            <p class="trace-list__detail">
                { (text.candidate)(&parts) }
                <code class="trace-list__address" translate="no">{ format!("{} {}", parts.address, parts.port) }</code>
            </p>
        </>
    }
}
