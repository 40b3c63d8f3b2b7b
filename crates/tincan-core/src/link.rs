//! Which connection a signal is about, and what that means.
//!
//! Two sides may lose their idea of each other at any time: one reloads, one tries again, both open at once. Each attempt
//! at a connection has an id of its own; this is what a side does with a signal, given the attempts that it knows.
//!
//! A connection is dear to make, so the other side may cause only so many of them in a time. What it wanted beyond that is not
//! made up for here: an honest side repeats an offer that nobody answers ([`Peer`](crate::peer::Peer)).

use std::{collections::VecDeque, time::Duration};

use tincan_protocol::{ConnectionId, DescriptionType, Signal, SignalBody, Step};

use crate::{budget::Budget, negotiation::Role};

/// The attempts at a connection that one side knows.
#[derive(Debug, Clone)]
pub struct Attempts {
    current: Option<Current>,
    /// What was said about these is late, or said by somebody who does not know that they are over.
    retired: VecDeque<ConnectionId>,
    /// Connections made because the other side wants them.
    openings: Budget,
    /// Attempts made because the one before broke.
    reopenings: Budget,
    /// Resets sent because the other side speaks of what is not.
    resets: Budget,
    /// It was already said that there are too many attempts.
    overrun: bool,
}

#[derive(Debug, Clone, Copy)]
struct Current {
    id: ConnectionId,
    /// This side opened it, and has not heard from the other side about it.
    unheard: bool,
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
    /// Ours stands against what the other side opened: say it again, as when the path is regained. The other side may have
    /// had it and replaced it.
    Insist,
    /// The other side wants connection after connection. This one is not made; to be told to the connection there is
    /// ([`Input::TooManyAttempts`](crate::peer::Input::TooManyAttempts)). Those that follow are ignored, until time has passed.
    Overrun,
    /// Nothing.
    Ignore,
}

impl Attempts {
    /// How many attempts are remembered after they were replaced. Late news reaches back by one or two.
    const RETIRED: usize = 16;
    /// So many connections the other side may cause at once. A person who presses "Try again" in vain does not get that far.
    pub const OPENINGS: u32 = 10;
    /// After so long it may cause one more.
    pub const OPENING_EVERY: Duration = Duration::from_secs(6);
    /// So many connections in a row are opened anew by themselves.
    pub const REOPENINGS: u32 = 3;
    /// After so long one more is.
    pub const REOPENING_EVERY: Duration = Duration::from_secs(20);
    /// So many resets are sent at once.
    pub const RESETS: u32 = 20;
    /// After so long one more is sent.
    pub const RESET_EVERY: Duration = Duration::from_secs(1);

    /// The attempt there is.
    #[must_use]
    pub fn current(&self) -> Option<ConnectionId> {
        self.current.map(|current| current.id)
    }

    /// Whether the other side has answered to the attempt there is, or opened it.
    #[must_use]
    pub fn is_heard(&self) -> bool {
        self.current.is_some_and(|current| !current.unheard)
    }

    /// A new attempt takes the place of the one there is.
    pub fn begin(&mut self, id: ConnectionId, role: Role) {
        self.end();
        self.current = Some(Current { id, unheard: role == Role::Opener });
    }

    /// The attempt there is, is over: somebody hung up.
    pub fn end(&mut self) {
        if let Some(Current { id, .. }) = self.current.take() {
            if self.retired.len() == Self::RETIRED {
                self.retired.pop_front();
            }
            self.retired.push_back(id);
        }
    }

    /// Whether one that broke may be replaced without asking anybody. To be asked once for each.
    #[must_use]
    pub fn may_reopen(&mut self, now: Duration) -> bool {
        self.reopenings.spend(now, 1)
    }

    /// Judges a signal that arrives at the time `now`. `polite` as [`is_polite`](crate::negotiation::is_polite) says.
    #[must_use]
    pub fn judge(&mut self, now: Duration, polite: bool, signal: &Signal) -> Verdict {
        match self.verdict(polite, signal) {
            verdict @ (Verdict::Accept | Verdict::Reopen) => {
                let within = self.openings.spend(now, 1);
                let told = std::mem::replace(&mut self.overrun, !within);
                match within {
                    true => verdict,
                    false if told => Verdict::Ignore,
                    false => Verdict::Overrun,
                }
            }
            Verdict::Refuse if !self.resets.spend(now, 1) => Verdict::Ignore,
            verdict => verdict,
        }
    }

    fn verdict(&mut self, polite: bool, signal: &Signal) -> Verdict {
        let Signal { connection, body } = signal;
        if let Some(current) = self.current.as_mut().filter(|current| current.id == *connection) {
            return match body {
                SignalBody::Unknown => Verdict::Ignore,
                SignalBody::Reset => Verdict::Reopen,
                SignalBody::Step { .. } | SignalBody::Sync { .. } | SignalBody::RestartWanted { .. } => {
                    current.unheard = false;
                    Verdict::Deliver
                }
            };
        }
        let own_offer_is_open = self.current.is_some_and(|current| current.unheard);
        let is_retired = self.retired.contains(connection);
        match body {
            SignalBody::Unknown | SignalBody::Reset => Verdict::Ignore,
            // After hanging up, what is still on its way does not call again.
            _ if is_retired && self.current.is_none() => Verdict::Ignore,
            // The other side insists on what this side has replaced.
            _ if is_retired && is_first_offer(body) => Verdict::Refuse,
            // Both opened at once: the attempt of the impolite side stands.
            _ if is_first_offer(body) && own_offer_is_open && !polite => Verdict::Insist,
            _ if is_first_offer(body) => Verdict::Accept,
            // Our offer says more than a reset would.
            SignalBody::Step { .. } | SignalBody::Sync { .. } | SignalBody::RestartWanted { .. }
                if own_offer_is_open =>
            {
                Verdict::Ignore
            }
            SignalBody::Step { .. } | SignalBody::Sync { .. } | SignalBody::RestartWanted { .. } => Verdict::Refuse,
        }
    }
}

impl Default for Attempts {
    /// None yet.
    fn default() -> Self {
        Self {
            current: None,
            retired: VecDeque::new(),
            openings: Budget::new(Self::OPENINGS, Self::OPENING_EVERY),
            reopenings: Budget::new(Self::REOPENINGS, Self::REOPENING_EVERY),
            resets: Budget::new(Self::RESETS, Self::RESET_EVERY),
            overrun: false,
        }
    }
}

/// Whether a connection begins with this. (The answerer has a first step too.)
fn is_first_offer(body: &SignalBody) -> bool {
    let SignalBody::Step { seq: 1, step: Step::Description(description), .. } = body else { return false };
    description.kind == DescriptionType::Offer
}

#[cfg(test)]
mod tests {
    use tincan_protocol::Description;

    use super::*;

    fn step(id: u32, seq: u32, kind: DescriptionType) -> Signal {
        let step = Step::Description(Description { kind, sdp: String::new() });
        Signal { connection: ConnectionId(id), body: SignalBody::Step { seq, ack: 0, step } }
    }

    fn offer(id: u32) -> Signal {
        step(id, 1, DescriptionType::Offer)
    }

    fn answer(id: u32) -> Signal {
        step(id, 1, DescriptionType::Answer)
    }

    fn sync(id: u32) -> Signal {
        Signal { connection: ConnectionId(id), body: SignalBody::Sync { ack: 0 } }
    }

    fn reset(id: u32) -> Signal {
        Signal { connection: ConnectionId(id), body: SignalBody::Reset }
    }

    fn restart_wanted(id: u32) -> Signal {
        Signal { connection: ConnectionId(id), body: SignalBody::RestartWanted { ufrag: "aaaa".to_owned() } }
    }

    /// After attempts of these ids, the last of them unheard if this side opened it.
    fn after(ids: &[u32], role: Role) -> Attempts {
        let mut attempts = Attempts::default();
        for id in ids {
            attempts.begin(ConnectionId(*id), role);
        }
        attempts
    }

    #[track_caller]
    fn check(mut attempts: Attempts, polite: bool, signal: &Signal, expected: Verdict) {
        assert_eq!(attempts.judge(Duration::ZERO, polite, signal), expected);
    }

    #[test]
    fn a_side_that_knows_nothing_accepts_an_offer_and_refuses_the_rest() {
        check(Attempts::default(), false, &offer(1), Verdict::Accept);
        check(Attempts::default(), false, &answer(1), Verdict::Refuse);
        check(Attempts::default(), false, &sync(1), Verdict::Refuse);
        check(Attempts::default(), false, &restart_wanted(1), Verdict::Refuse);
        check(Attempts::default(), false, &reset(1), Verdict::Ignore);
    }

    #[test]
    fn what_is_about_the_current_attempt_is_delivered() {
        check(after(&[1], Role::Opener), false, &answer(1), Verdict::Deliver);
        check(after(&[1], Role::Answerer), true, &offer(1), Verdict::Deliver);
        check(after(&[1], Role::Opener), true, &restart_wanted(1), Verdict::Deliver);
        check(after(&[1], Role::Answerer), true, &reset(1), Verdict::Reopen);
    }

    #[test]
    fn when_both_open_the_impolite_attempt_stands() {
        check(after(&[1], Role::Opener), false, &offer(2), Verdict::Insist);
        check(after(&[1], Role::Opener), true, &offer(2), Verdict::Accept);
        let mut heard = after(&[1], Role::Opener);
        assert_eq!(heard.judge(Duration::ZERO, false, &answer(1)), Verdict::Deliver);
        check(heard, false, &offer(2), Verdict::Accept);
    }

    #[test]
    fn what_is_late_does_not_bring_back_what_was_replaced() {
        check(after(&[1, 2], Role::Opener), true, &sync(1), Verdict::Ignore);
        check(after(&[1, 2], Role::Opener), true, &answer(1), Verdict::Ignore);
        check(after(&[1, 2], Role::Opener), true, &offer(1), Verdict::Refuse);
        check(after(&[1, 2], Role::Answerer), true, &sync(1), Verdict::Refuse);
        check(after(&[1, 2], Role::Answerer), true, &reset(1), Verdict::Ignore);
    }

    #[test]
    fn after_hanging_up_only_a_new_offer_counts() {
        let mut over = after(&[1, 2], Role::Answerer);
        over.end();
        for late in [offer(1), offer(2), answer(2), sync(2), reset(2)] {
            check(over.clone(), true, &late, Verdict::Ignore);
        }
        check(over, true, &offer(3), Verdict::Accept);
    }

    #[test]
    fn only_so_many_connections_are_made_for_the_other_side() {
        let mut attempts = Attempts::default();
        let mut hear = |millis, signal: &Signal| {
            let verdict = attempts.judge(Duration::from_millis(millis), true, signal);
            match verdict {
                Verdict::Accept => attempts.begin(signal.connection, Role::Answerer),
                Verdict::Reopen => attempts.begin(ConnectionId(signal.connection.0 + 1000), Role::Opener),
                _ => {}
            }
            verdict
        };
        for id in 1..=Attempts::OPENINGS {
            assert_eq!(hear(0, &offer(id)), Verdict::Accept);
        }
        let last = Attempts::OPENINGS;
        assert_eq!(hear(0, &offer(100)), Verdict::Overrun);
        assert_eq!(hear(0, &offer(101)), Verdict::Ignore);
        assert_eq!(hear(0, &reset(last)), Verdict::Ignore);
        // The connection there is goes on.
        assert_eq!(hear(0, &sync(last)), Verdict::Deliver);
        // An honest side says its offer again, and is heard when time has passed; then it is as before.
        assert_eq!(hear(6_000, &offer(101)), Verdict::Accept);
        assert_eq!(hear(6_000, &reset(101)), Verdict::Overrun);
        assert_eq!(hear(12_000, &reset(101)), Verdict::Reopen);
    }

    #[test]
    fn only_so_many_resets_are_sent() {
        let mut attempts = after(&[1], Role::Answerer);
        let mut refused = |millis, number| {
            let verdicts = (0..number).map(|id| attempts.judge(Duration::from_millis(millis), true, &sync(1000 + id)));
            verdicts.filter(|verdict| *verdict == Verdict::Refuse).count()
        };
        assert_eq!(refused(0, 100), Attempts::RESETS as usize);
        assert_eq!(refused(3_000, 100), 3);
    }
}
