//! What one connection told while it gathered candidates.

use std::time::Duration;

use super::{Found, Input, PATIENCE};

/// What one connection told.
#[derive(Debug, Clone, PartialEq)]
pub struct Gathering {
    began: Duration,
    events: Vec<(Duration, Event)>,
    end: Option<End>,
}

/// What a browser reported, worth showing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A candidate was found.
    Found(Found),
    /// `icecandidateerror`.
    Error(CandidateError),
}

/// An `icecandidateerror` (webrtc-pc 4.8.2).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CandidateError {
    /// A STUN error code (RFC 8489 14.8), or [`NOT_REACHED`](Self::NOT_REACHED).
    pub code: u16,
    /// What the server or the browser says to it; empty in Firefox.
    pub text: String,
}

impl CandidateError {
    /// The code of a server that did not answer (webrtc-pc 4.8.2).
    pub const NOT_REACHED: u16 = 701;
}

/// How it ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// The browser had no more to report.
    Gathered,
    /// It was waited for long enough.
    TimeOver,
    /// The browser did not begin, in its words.
    Refused(String),
}

impl Gathering {
    pub(super) fn begin(now: Duration) -> Self {
        Self { began: now, events: Vec::new(), end: None }
    }

    /// Takes what happened; tells whether it has ended with it.
    pub(super) fn handle(&mut self, now: Duration, input: Input) -> bool {
        if self.end.is_some() {
            return false;
        }
        match input {
            Input::Happened(event) if self.events.len() < MAX_EVENTS => {
                self.events.push((now.saturating_sub(self.began), event));
            }
            Input::Happened(_) | Input::TimePassed => {}
            Input::Gathered => self.end = Some(End::Gathered),
            Input::Refused(why) => self.end = Some(End::Refused(why)),
        }
        if self.end.is_none() && now >= self.began.saturating_add(PATIENCE) {
            self.end = Some(End::TimeOver);
        }
        self.end.is_some()
    }

    /// What was reported, and how long after the beginning, in its order.
    #[must_use]
    pub fn events(&self) -> &[(Duration, Event)] {
        &self.events
    }

    /// How it ended, if it has.
    #[must_use]
    pub fn end(&self) -> Option<&End> {
        self.end.as_ref()
    }

    pub(super) fn found(&self) -> impl Iterator<Item = &Found> {
        self.events.iter().filter_map(|(_, event)| match event {
            Event::Found(found) => Some(found),
            Event::Error(_) => None,
        })
    }

    pub(super) fn errors(&self) -> impl Iterator<Item = &CandidateError> {
        self.events.iter().filter_map(|(_, event)| match event {
            Event::Error(error) => Some(error),
            Event::Found(_) => None,
        })
    }
}

/// More than any device has addresses.
const MAX_EVENTS: usize = 200;
