//! Which connection a signal is about, and what that means.
//!
//! Two sides may lose their idea of each other at any time: one reloads, one tries again, both open at once. Each attempt
//! at a connection has an id of its own; this is what a side does with a signal, given the attempt that it knows.

use tincan_protocol::{ConnectionId, Signal, SignalBody};

/// The attempt at a connection that this side knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempt {
    /// Its id.
    pub id: ConnectionId,
    /// This side opened it, and has not heard from the other side about it.
    pub unheard: bool,
}

/// What to do with a signal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is about the attempt that this side knows: give it to that connection.
    Deliver,
    /// The other side opens a new connection: answer with one of that id, in place of the one there is, and deliver.
    Accept,
    /// The other side knows nothing of our connection: open a new one in its place.
    Reopen,
    /// It is about a connection that this side does not know: send [`SignalBody::Reset`] back.
    Refuse,
    /// Nothing.
    Ignore,
}

/// Judges a signal. `polite` as [`is_polite`](crate::negotiation::is_polite) says.
#[must_use]
pub fn judge(current: Option<Attempt>, polite: bool, signal: &Signal) -> Verdict {
    let known = current.is_some_and(|attempt| attempt.id == signal.connection);
    match signal.body {
        SignalBody::Unknown => Verdict::Ignore,
        SignalBody::Reset if known => Verdict::Reopen,
        SignalBody::Reset => Verdict::Ignore,
        SignalBody::Step { .. } | SignalBody::Sync { .. } if known => Verdict::Deliver,
        // Both opened at once: the attempt of the impolite side stands, and the other side will see it.
        SignalBody::Step { seq: 1, .. } if current.is_some_and(|attempt| attempt.unheard) && !polite => Verdict::Ignore,
        SignalBody::Step { seq: 1, .. } => Verdict::Accept,
        SignalBody::Step { .. } | SignalBody::Sync { .. } => Verdict::Refuse,
    }
}
