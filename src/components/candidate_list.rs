//! ICE candidates, to be read.

use std::time::Duration;

use yew::prelude::*;
use yew_webrtc::candidate::CandidateParts;

use crate::{i18n::LabText, settings::use_lab_text};

/// Properties of [`CandidateList`].
#[derive(Debug, PartialEq, Properties)]
pub struct CandidateListProps {
    /// What they are.
    pub title: AttrValue,
    /// The candidates as the browser writes them, each with when it came.
    pub candidates: Vec<(Duration, AttrValue)>,
}

/// A title that unfolds into the candidates: the address of each, and in words how it was found.
#[component]
pub fn CandidateList(props: &CandidateListProps) -> Html {
    let text = use_lab_text();
    let candidates = props.candidates.iter().enumerate().map(|(index, (after, candidate))| {
        html! {
            <li key={index} class="candidate-list__candidate">
                { words(candidate, text) }
                <span class="candidate-list__after">{ (text.elapsed)(*after) }</span>
            </li>
        }
    });
    html! {
        <details class="candidate-list">
            <summary class="candidate-list__summary">{ &props.title }</summary>
            <ul class="candidate-list__candidates" role="list">{ for candidates }</ul>
        </details>
    }
}

fn words(candidate: &str, text: &'static LabText) -> Html {
    let (address, kind) = match CandidateParts::parse(candidate) {
        Some(parts) => (format!("{} {}", parts.address, parts.port), (text.candidate)(&parts)),
        None if candidate.is_empty() => (String::new(), text.no_more_candidates.to_owned()),
        None => (candidate.to_owned(), String::new()),
    };
    html! {
        <>
            <code class="candidate-list__address" translate="no">{ address }</code>
            <span class="candidate-list__kind">{ kind }</span>
        </>
    }
}
