//! What happened between the two ends of a connection, step by step.

use std::{rc::Rc, time::Duration};

use tincan_protocol::DescriptionType;
use yew::prelude::*;
use yew_webrtc::Trace;

use super::{candidate_list::CandidateList, session_description::SessionDescription};
use crate::{i18n::LabText, settings::use_lab_text};

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
    pub fn name(self, text: &LabText) -> &'static str {
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

/// A log in two lanes with the time between them, or in one lane where there is little room. Candidates come in dozens:
/// those that follow each other in a lane stand in one row. Screen readers are not told of every step as it comes
/// (`aria-live="off"`).
#[component]
pub fn TraceList(props: &TraceListProps) -> Html {
    let text = use_lab_text();
    let rows = rows(&props.entries).into_iter().map(|entries| {
        let key = entries[0].number;
        html! { <TraceRow {key} {entries} /> }
    });
    html! {
        <div class="trace-list" role="log" aria-live="off" aria-label={text.trace}>
            <div class="trace-list__head" aria-hidden="true">
                <span>{ text.end_a }</span>
                <span>{ text.end_b }</span>
            </div>
            <ol class="trace-list__rows" role="list">{ for rows }</ol>
        </div>
    }
}

/// What stands in one row each: an entry, or candidates found, or candidates taken, with nothing else between them in
/// their lane. No row is empty.
fn rows(entries: &[Rc<TraceEntry>]) -> Vec<Vec<Rc<TraceEntry>>> {
    let mut rows: Vec<Vec<Rc<TraceEntry>>> = Vec::new();
    for entry in entries {
        let last = rows.iter_mut().rev().find(|row| row[0].end == entry.end);
        match last {
            Some(row) if row[0].event.stands_with(&entry.event) => row.push(Rc::clone(entry)),
            Some(_) | None => rows.push(vec![Rc::clone(entry)]),
        }
    }
    rows
}

impl TraceEvent {
    fn stands_with(&self, other: &Self) -> bool {
        let (Self::Step(own), Self::Step(other)) = (self, other) else { return false };
        matches!(
            (own, other),
            (Trace::LocalCandidate(_), Trace::LocalCandidate(_))
                | (Trace::RemoteCandidate(_), Trace::RemoteCandidate(_))
        )
    }
}

/// Properties of [`TraceRow`].
#[derive(Debug, PartialEq, Properties)]
struct TraceRowProps {
    entries: Vec<Rc<TraceEntry>>,
}

#[component]
fn TraceRow(props: &TraceRowProps) -> Html {
    let text = use_lab_text();
    let TraceEntry { end, after, event, .. } = &*props.entries[0];
    html! {
        <li class="trace-list__row" data-end={end.key()} data-weight={weight(event)}>
            <span class="trace-list__after">{ (text.elapsed)(*after) }</span>
            <span class="trace-list__end" aria-hidden="true">{ end.key() }</span>
            <span class="visually-hidden">{ end.name(text) }</span>
            <div class="trace-list__event">{ words(&props.entries, text) }</div>
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

fn words(entries: &[Rc<TraceEntry>], text: &'static LabText) -> Html {
    let step = match &entries[0].event {
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
        Trace::LocalCandidate(_) => {
            let title = (text.trace_own_candidates)(entries.len());
            html! { <CandidateList {title} candidates={candidates(entries)} /> }
        }
        Trace::RemoteCandidate(_) => {
            let title = (text.trace_their_candidates)(entries.len());
            html! { <CandidateList {title} candidates={candidates(entries)} /> }
        }
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

fn candidates(entries: &[Rc<TraceEntry>]) -> Vec<(Duration, AttrValue)> {
    let candidate = |entry: &Rc<TraceEntry>| match &entry.event {
        TraceEvent::Step(Trace::LocalCandidate(it) | Trace::RemoteCandidate(it)) => {
            Some((entry.after, AttrValue::from(it.candidate.clone())))
        }
        TraceEvent::Opened | TraceEvent::Closed | TraceEvent::Step(_) => None,
    };
    entries.iter().filter_map(candidate).collect()
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

#[cfg(test)]
mod tests {
    use tincan_protocol::Candidate;

    use super::*;

    fn entry(number: usize, end: End, event: TraceEvent) -> Rc<TraceEntry> {
        Rc::new(TraceEntry { number, end, after: Duration::ZERO, event })
    }

    #[test]
    fn candidates_of_a_lane_stand_in_one_row_until_something_else_happens_there() {
        let candidate =
            Candidate { candidate: String::new(), sdp_mid: None, sdp_m_line_index: None, username_fragment: None };
        let found = TraceEvent::Step(Trace::LocalCandidate(candidate.clone()));
        let taken = TraceEvent::Step(Trace::RemoteCandidate(candidate));
        let connected = TraceEvent::Step(Trace::ConnectionState("connected".to_owned()));
        let happened = [
            (End::A, &TraceEvent::Opened),
            (End::A, &found),
            (End::B, &taken),
            (End::A, &found),
            (End::A, &connected),
            (End::B, &taken),
            (End::B, &found),
            (End::A, &found),
            (End::A, &connected),
            (End::A, &connected),
        ];
        let entries: Vec<_> =
            happened.into_iter().enumerate().map(|(number, (end, event))| entry(number, end, event.clone())).collect();
        let numbers: Vec<Vec<usize>> =
            rows(&entries).iter().map(|row| row.iter().map(|entry| entry.number).collect()).collect();
        assert_eq!(numbers, [vec![0], vec![1, 3], vec![2, 5], vec![4], vec![6], vec![7], vec![8], vec![9]]);
    }
}
