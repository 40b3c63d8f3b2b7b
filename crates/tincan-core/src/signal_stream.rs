//! One ordered stream of steps between two peers, over paths that lose, repeat and reorder.
//!
//! The server drops what is sent to somebody whose socket is away; a socket dies with messages in it; a step sent through the
//! server is overtaken by one sent through the control channel. Negotiation must see none of that: an answer that never
//! arrives leaves a connection stuck, and Firefox refuses candidates that come before their description. So each step
//! has a number, the receiver takes them in order and once, and the sender keeps what is not yet acknowledged and sends
//! it again when a path appears ([`SignalStream::resend`]).

use std::collections::VecDeque;

use tincan_protocol::{Candidate, ConnectionId, Signal, SignalBody, Step};

/// One end of the stream of one connection.
#[derive(Debug)]
pub struct SignalStream {
    connection: ConnectionId,
    /// How many steps were sent; the next one has this number plus one.
    sent: u32,
    /// Sent, and not known to have arrived; the last one has the number `sent`.
    unacknowledged: VecDeque<Step>,
    /// The number of the last step taken in order.
    taken: u32,
    /// Steps that came before the one they follow: the first place is that of the step `taken + 1`, the last one is filled.
    early: VecDeque<Option<Step>>,
}

/// What an arrival led to.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Arrival {
    /// The steps that are now in order.
    pub steps: Vec<Step>,
    /// What to send back.
    pub replies: Vec<Signal>,
    /// The other side asks for what it lacks: [`SignalStream::unacknowledged`].
    pub asked: bool,
}

/// How many bytes a step takes, as far as whoever sent it chose their number.
#[must_use]
pub fn weight(step: &Step) -> usize {
    match step {
        Step::Description(description) => description.sdp.len(),
        Step::Candidate(candidate) => candidate_weight(candidate),
    }
}

pub(crate) fn candidate_weight(candidate: &Candidate) -> usize {
    let Candidate { candidate, sdp_mid, sdp_m_line_index: _, username_fragment } = candidate;
    let optional = [sdp_mid, username_fragment].into_iter().flatten().map(String::len);
    candidate.len() + optional.sum::<usize>()
}

impl SignalStream {
    /// How far ahead of the last step in order a step may be and still be kept. Whatever is further ahead will be sent again.
    pub const WINDOW: u32 = 256;
    /// How many bytes of steps that came early are kept.
    pub const EARLY_BYTES: usize = 1024 * 1024;
    /// How many steps may go out that are not acknowledged.
    pub const BACKLOG: usize = 1024;
    /// How many bytes of them.
    pub const BACKLOG_BYTES: usize = 4 * 1024 * 1024;

    /// The stream of a connection, at its beginning.
    #[must_use]
    pub fn new(connection: ConnectionId) -> Self {
        Self { connection, sent: 0, unacknowledged: VecDeque::new(), taken: 0, early: VecDeque::new() }
    }

    /// Which connection this is about.
    #[must_use]
    pub fn connection(&self) -> ConnectionId {
        self.connection
    }

    /// The next step, as it goes out.
    #[must_use = "the signal is to be sent"]
    pub fn send(&mut self, step: Step) -> Signal {
        self.sent += 1;
        self.unacknowledged.push_back(step.clone());
        self.signal(SignalBody::Step { seq: self.sent, ack: self.taken, step })
    }

    /// Everything that may have been lost, and the request for what may have been lost on the way here. To be sent when a
    /// path to the other side is there again.
    ///
    /// A stream at its beginning has nothing to say: the other side could only answer that it does not know it.
    #[must_use = "the signals are to be sent"]
    pub fn resend(&self) -> Vec<Signal> {
        if self.sent == 0 && self.taken == 0 {
            return Vec::new();
        }
        // The request comes last: to a side that knows nothing of this connection yet, the first thing must be its first step.
        let mut signals = self.unacknowledged();
        signals.push(self.signal(SignalBody::Sync { ack: self.taken }));
        signals
    }

    /// Takes what arrived for this connection.
    #[must_use]
    pub fn receive(&mut self, body: SignalBody) -> Arrival {
        match body {
            SignalBody::Step { seq, ack, step } => {
                self.acknowledge(ack);
                self.take(seq, step)
            }
            SignalBody::Sync { ack } => {
                self.acknowledge(ack);
                Arrival { asked: true, ..Arrival::default() }
            }
            SignalBody::Reset | SignalBody::RestartWanted { .. } | SignalBody::Unknown => Arrival::default(),
        }
    }

    /// What the other side may lack, from the first such step on, and as much of it as it would keep.
    #[must_use = "the signals are to be sent"]
    pub fn unacknowledged(&self) -> Vec<Signal> {
        let seqs = (1..=self.sent).skip(self.sent as usize - self.unacknowledged.len());
        let steps = self.unacknowledged.iter().take(Self::WINDOW as usize).cloned();
        seqs.zip(steps).map(|(seq, step)| self.signal(SignalBody::Step { seq, ack: self.taken, step })).collect()
    }

    /// Whether more has gone out than any side leaves unacknowledged that listens.
    #[must_use]
    pub fn is_overfull(&self) -> bool {
        let bytes: usize = self.unacknowledged.iter().map(weight).sum();
        self.unacknowledged.len() > Self::BACKLOG || bytes > Self::BACKLOG_BYTES
    }

    fn take(&mut self, seq: u32, step: Step) -> Arrival {
        let mut arrival = Arrival::default();
        if seq <= self.taken || seq - self.taken > Self::WINDOW {
            return arrival;
        }
        let place = (seq - self.taken - 1) as usize;
        let early: usize = self.early.iter().flatten().map(weight).sum();
        if place > 0 && early + weight(&step) > Self::EARLY_BYTES {
            return arrival;
        }
        let gap = self.early.is_empty() && place > 0;
        if place >= self.early.len() {
            self.early.resize(place + 1, None);
        }
        self.early[place] = Some(step);
        if gap {
            arrival.replies.push(self.signal(SignalBody::Sync { ack: self.taken }));
        }
        while let Some(Some(_)) = self.early.front() {
            self.taken += 1;
            arrival.steps.extend(self.early.pop_front().flatten());
        }
        arrival
    }

    fn acknowledge(&mut self, ack: u32) {
        // A number never sent is a lie or a mistake: nothing may be forgotten for it.
        if ack <= self.sent {
            let open = (self.sent - ack) as usize;
            while self.unacknowledged.len() > open {
                self.unacknowledged.pop_front();
            }
        }
    }

    fn signal(&self, body: SignalBody) -> Signal {
        Signal { connection: self.connection, body }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tincan_protocol::Candidate;

    use super::*;

    fn step(number: u32) -> Step {
        Step::Candidate(Candidate {
            candidate: format!("candidate:{number}"),
            sdp_mid: None,
            sdp_m_line_index: None,
            username_fragment: None,
        })
    }

    fn pair() -> (SignalStream, SignalStream) {
        (SignalStream::new(ConnectionId(1)), SignalStream::new(ConnectionId(1)))
    }

    #[test]
    fn steps_arrive_in_order_and_once() {
        let (mut a, mut b) = pair();
        let (one, two) = (a.send(step(1)), a.send(step(2)));
        assert_eq!(b.receive(two.body.clone()).steps, []);
        assert_eq!(b.receive(one.body.clone()).steps, [step(1), step(2)]);
        assert_eq!(b.receive(one.body), Arrival::default());
        assert_eq!(b.receive(two.body), Arrival::default());
    }

    #[test]
    fn a_gap_is_asked_for_once() {
        let (mut a, mut b) = pair();
        let _lost = a.send(step(1));
        let asked = b.receive(a.send(step(2)).body).replies;
        assert_eq!(asked, [Signal { connection: ConnectionId(1), body: SignalBody::Sync { ack: 0 } }]);
        assert_eq!(b.receive(a.send(step(3)).body).replies, []);
        assert!(a.receive(SignalBody::Sync { ack: 0 }).asked);
        let steps: Vec<Step> = a.unacknowledged().into_iter().flat_map(|signal| b.receive(signal.body).steps).collect();
        assert_eq!(steps, [step(1), step(2), step(3)]);
    }

    #[test]
    fn what_was_acknowledged_is_not_sent_again() {
        let (mut a, mut b) = pair();
        let _ = b.receive(a.send(step(1)).body);
        let _ = a.receive(b.send(step(9)).body);
        assert_eq!(a.resend(), [Signal { connection: ConnectionId(1), body: SignalBody::Sync { ack: 1 } }]);
    }

    #[test]
    fn a_lie_about_what_arrived_forgets_nothing() {
        let (mut a, _) = pair();
        let _ = a.send(step(1));
        let _ = a.receive(SignalBody::Sync { ack: 7 });
        assert_eq!(a.resend().len(), 2);
    }

    #[test]
    fn a_step_far_ahead_costs_no_memory() {
        let (_, mut b) = pair();
        for seq in (u32::MAX - 1000)..u32::MAX {
            let _ = b.receive(SignalBody::Step { seq, ack: 0, step: step(seq) });
        }
        assert!(b.early.is_empty());
    }

    #[test]
    fn long_steps_that_come_early_cost_only_so_much_memory() {
        let (mut a, mut b) = pair();
        let long = |number: u32| {
            let Step::Candidate(candidate) = step(number) else { unreachable!() };
            Step::Candidate(Candidate { candidate: format!("{:0>60000}", candidate.candidate), ..candidate })
        };
        let first = a.send(long(1));
        for number in 2..=100 {
            assert_eq!(b.receive(a.send(long(number)).body).steps, []);
        }
        assert_eq!(b.early.iter().flatten().count(), SignalStream::EARLY_BYTES / 60_000);
        // What was not kept is sent again.
        let mut taken = b.receive(first.body).steps;
        while taken.len() < 100 {
            let _ = a.receive(SignalBody::Sync { ack: b.taken });
            taken.extend(a.resend().into_iter().flat_map(|signal| b.receive(signal.body).steps));
        }
        assert_eq!(taken, (1..=100).map(long).collect::<Vec<_>>());
    }

    #[test]
    fn no_more_is_sent_again_than_is_kept() {
        let (mut a, _) = pair();
        for number in 1..=300 {
            let _ = a.send(step(number));
        }
        let again = a.unacknowledged();
        assert_eq!(again.len(), SignalStream::WINDOW as usize);
        assert_eq!(again[0].body, SignalBody::Step { seq: 1, ack: 0, step: step(1) });
    }

    #[test]
    fn a_side_that_acknowledges_nothing_is_noticed() {
        let (mut a, _) = pair();
        for number in 0..=SignalStream::BACKLOG {
            assert!(!a.is_overfull());
            let _ = a.send(step(u32::try_from(number).unwrap()));
        }
        assert!(a.is_overfull());
    }

    proptest! {
        /// Whatever the path does to the signals, the steps come out as they went in, each once; and once the path
        /// is good again, all of them.
        #[test]
        fn any_path_gives_the_same_stream(moves in prop::collection::vec((0..4_u8, any::<prop::sample::Index>()), 0..200)) {
            let (mut a, mut b) = pair();
            let (mut wire, mut sent, mut taken) = (Vec::new(), 0, Vec::new());
            for (kind, index) in moves {
                match kind {
                    0 => { sent += 1; wire.push(a.send(step(sent))); }
                    1 if !wire.is_empty() => { let signal = wire.remove(index.index(wire.len())); taken.extend(b.receive(signal.body).steps); }
                    2 if !wire.is_empty() => { wire.remove(index.index(wire.len())); }
                    3 if !wire.is_empty() => { wire.push(wire[index.index(wire.len())].clone()); }
                    _ => {}
                }
            }
            for signal in a.resend() {
                taken.extend(b.receive(signal.body).steps);
            }
            prop_assert_eq!(taken, (1..=sent).map(step).collect::<Vec<_>>());
        }
    }
}
