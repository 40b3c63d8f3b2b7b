//! What a server gave.

use std::time::Duration;

use yew::prelude::*;
use yew_webrtc::{
    candidate::{CandidateKind, Transport},
    ice_check::{CandidateError, Event, Found, ServerCheck, Verdict},
};

use crate::{i18n::IceText, settings::use_lab_text};

/// The verdict in words, and below it all that the browser reported.
pub fn ice_report(check: &ServerCheck, words: &'static IceText) -> Html {
    let advice = (words.verdict)(check);
    let state = match check.verdict() {
        Verdict::Checking => "checking",
        verdict if verdict.is_good() => "good",
        _ => "bad",
    };
    let url = check.server().url.to_string();
    html! {
        <article class="ice-report" data-state={state} aria-label={url.clone()}>
            <h3 class="ice-report__server" translate="no">{ url }</h3>
            <p class="ice-report__verdict">{ advice.problem }</p>
            <p class="ice-report__next">{ advice.next }</p>
            <Reported check={check.clone()} />
        </article>
    }
}

/// Properties of [`Reported`].
#[derive(Debug, PartialEq, Properties)]
struct ReportedProps {
    check: ServerCheck,
}

/// The candidates and errors, each with its time.
#[component]
fn Reported(props: &ReportedProps) -> Html {
    let lab = use_lab_text();
    let words = &lab.ice;
    let url = props.check.server().url.as_str();
    let events = props.check.events();
    let found: Vec<_> = events.iter().filter_map(candidate_of).collect();
    let errors: Vec<_> = events.iter().filter_map(error_of).collect();
    let elapsed = |after: Duration| (lab.elapsed)(after);
    html! {
        <div class="ice-report__reported">
            <div key="candidates">
                if found.is_empty() {
                    <p class="ice-report__none">{ words.no_candidates }</p>
                } else {
                    { table(&found, (words.candidates)(url), words, elapsed) }
                }
            </div>
            <div key="errors">
                if !errors.is_empty() {
                    <ul class="ice-report__errors" role="list" aria-label={(words.errors)(url)}>
                        { for errors.iter().enumerate().map(|(index, (after, error))| html! {
                            <li key={index} class="ice-report__error">
                                <span>{ format!("{} {}", error.code, (words.error)(error)) }</span>
                                <span class="ice-report__said" translate="no">{ error.text.clone() }</span>
                                <span class="ice-report__after">{ elapsed(*after) }</span>
                            </li>
                        }) }
                    </ul>
                }
            </div>
        </div>
    }
}

fn candidate_of((after, event): &(Duration, Event)) -> Option<(Duration, &Found)> {
    match event {
        Event::Found(found) => Some((*after, found)),
        Event::Error(_) => None,
    }
}

fn error_of((after, event): &(Duration, Event)) -> Option<(Duration, &CandidateError)> {
    match event {
        Event::Error(error) => Some((*after, error)),
        Event::Found(_) => None,
    }
}

/// A table; where there is little room, a list whose rows name what stands in them. The roles are said because that takes them away.
fn table(found: &[(Duration, &Found)], name: String, words: &IceText, elapsed: impl Fn(Duration) -> String) -> Html {
    let rows = found.iter().enumerate().map(|(index, (after, found))| {
        let cells = cells(found, words);
        let cells = std::iter::once(elapsed(*after)).chain(cells).zip(words.columns);
        html! {
            <tr key={index} role="row" class="ice-report__row">
                { for cells.map(|(cell, column)| html! {
                    <td key={column} role="cell" class="ice-report__cell" data-column={column}>
                        <span class="ice-report__value" translate="no">{ cell }</span>
                    </td>
                }) }
            </tr>
        }
    });
    html! {
        <table class="ice-report__table" role="table" aria-label={name}>
            <thead role="rowgroup" class="ice-report__head">
                <tr role="row">
                    { for words.columns.map(|column| html! {
                        <th key={column} role="columnheader" scope="col">{ column }</th>
                    }) }
                </tr>
            </thead>
            <tbody role="rowgroup">{ for rows }</tbody>
        </table>
    }
}

/// All but the time. Words of the specifications stay what they are: one looks them up.
fn cells(found: &Found, words: &IceText) -> [String; 6] {
    let kind = match found.kind {
        CandidateKind::Host => "host",
        CandidateKind::ServerReflexive => "srflx",
        CandidateKind::PeerReflexive => "prflx",
        CandidateKind::Relayed => "relay",
    };
    let transport = match found.transport {
        Transport::Udp => "udp",
        Transport::Tcp => "tcp",
    };
    let related = match &found.related {
        Some((address, port)) => place(address, *port),
        None if found.kind == CandidateKind::Host => "–".to_owned(),
        None => words.untold.to_owned(),
    };
    let by = match found.carrier {
        Some(carrier) => carrier.name().to_ascii_lowercase(),
        None if found.kind == CandidateKind::Relayed => words.untold.to_owned(),
        None => "–".to_owned(),
    };
    [kind.to_owned(), transport.to_owned(), place(&found.address, found.port), related, found.priority.to_string(), by]
}

fn place(address: &str, port: u16) -> String {
    if address.contains(':') { format!("[{address}]:{port}") } else { format!("{address}:{port}") }
}
