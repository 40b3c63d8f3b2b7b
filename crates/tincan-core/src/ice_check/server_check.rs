//! The check of one server.

use std::time::Duration;

use super::{CandidateError, End, Event, Found, Gathering, Server, Verdict, verdict};

/// The check of one server, in its course.
#[derive(Debug, Clone, PartialEq)]
pub struct ServerCheck {
    server: Server,
    /// The seconds since 1970 when it began.
    date: u64,
    gathering: Gathering,
}

impl ServerCheck {
    pub(super) fn begin(server: Server, now: Duration, date: u64) -> Self {
        Self { server, date, gathering: Gathering::begin(now) }
    }

    /// Which server.
    #[must_use]
    pub fn server(&self) -> &Server {
        &self.server
    }

    /// What its connection told.
    #[must_use]
    pub fn gathering(&self) -> &Gathering {
        &self.gathering
    }

    pub(super) fn gathering_mut(&mut self) -> &mut Gathering {
        &mut self.gathering
    }

    /// What was reported, and how long after the beginning, in its order.
    #[must_use]
    pub fn events(&self) -> &[(Duration, Event)] {
        self.gathering.events()
    }

    /// What it says of the server, so far. What works counts as soon as it is there; that something does not work is only known at
    /// the end, since a device has several ways out.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        verdict::verdict(self)
    }

    /// Whether the time in its user name was over when it began.
    pub(super) fn is_expired(&self) -> bool {
        self.server.expiry().is_some_and(|expiry| expiry <= self.date)
    }

    pub(super) fn end(&self) -> Option<&End> {
        self.gathering.end()
    }

    /// The candidates that only this server can have caused.
    pub(super) fn proofs(&self) -> impl Iterator<Item = &Found> {
        let kind = self.server.url.proof();
        self.found().filter(move |found| found.kind == kind)
    }

    pub(super) fn found(&self) -> impl Iterator<Item = &Found> {
        self.gathering.found()
    }

    pub(super) fn errors(&self) -> impl Iterator<Item = &CandidateError> {
        self.gathering.errors()
    }
}
