//! How much the server takes, from one address and in all.
//!
//! What one client may send is limited at its own socket ([`socket`](crate::socket)). Here is added up what many sockets do together.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use crate::{client_address::Household, rate::TokenBucket};

/// How much there may be. Rates hold in the long run; for a moment it may be [`BURST_SECONDS`](Self::BURST_SECONDS) of one at once, and
/// as many joins as come in a minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowance {
    /// How many sockets are open at a time.
    pub sockets: usize,
    /// How many joins a minute.
    pub joins_per_minute: u32,
    /// How many messages a second.
    pub messages_per_second: u32,
    /// How many bytes of messages a second.
    pub bytes_per_second: u32,
}

impl Allowance {
    /// How many seconds of a rate may come at once.
    pub const BURST_SECONDS: u32 = 5;

    /// What suits one address: an office, or a school, behind one router.
    pub const PER_ADDRESS: Self =
        Self { sockets: 200, joins_per_minute: 300, messages_per_second: 2_000, bytes_per_second: 4_000_000 };

    /// What suits all addresses together.
    pub const IN_ALL: Self =
        Self { sockets: 20_000, joins_per_minute: 12_000, messages_per_second: 200_000, bytes_per_second: 200_000_000 };
}

/// What is open, and what came in lately. Behind it are nothing but numbers: the time comes in as a value.
#[derive(Debug)]
pub(crate) struct Limits {
    per_address: Allowance,
    in_all: Allowance,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    all: Account,
    households: HashMap<Household, Account>,
    /// How many households there may be before those that were not heard of lately are forgotten.
    sweep_at: usize,
}

impl Limits {
    pub(crate) fn new(per_address: Allowance, in_all: Allowance) -> Self {
        let all = Account::new(&in_all, Duration::ZERO);
        let state = State { all, households: HashMap::new(), sweep_at: LEAST_SWEEP };
        Self { per_address, in_all, state: Mutex::new(state) }
    }

    /// Another socket from this address. It counts until the [`Visit`] is dropped.
    pub(crate) fn enter(self: &Arc<Self>, address: IpAddr, now: Duration) -> Result<Visit, Excess> {
        let household = Household::of(address);
        let mut state = self.lock();
        state.sweep(now);
        if state.all.sockets >= self.in_all.sockets {
            return Err(Excess { what: What::Sockets, whose: Whose::All });
        }
        if let Some(household) = household {
            let account = state.households.entry(household).or_insert_with(|| Account::new(&self.per_address, now));
            if account.sockets >= self.per_address.sockets {
                return Err(Excess { what: What::Sockets, whose: Whose::Address });
            }
            account.sockets += 1;
        }
        state.all.sockets += 1;
        drop(state);
        Ok(Visit { limits: Arc::clone(self), household })
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn sweep(&mut self, now: Duration) {
        if self.households.len() >= self.sweep_at {
            self.households.retain(|_, account| account.sockets > 0 || !account.is_rested(now));
            self.sweep_at = LEAST_SWEEP.max(self.households.len() * 2);
        }
    }
}

/// One open socket.
#[derive(Debug)]
pub(crate) struct Visit {
    limits: Arc<Limits>,
    household: Option<Household>,
}

impl Visit {
    /// From where it is, if that counts.
    pub(crate) fn household(&self) -> Option<Household> {
        self.household
    }

    /// A message of this many bytes came in.
    pub(crate) fn send(&self, bytes: usize, now: Duration) -> Result<(), Excess> {
        let taken = |account: &mut Account| {
            // A message is at most some ten thousand bytes long.
            account.messages.take(1.0, now) && account.bytes.take(bytes as f64, now)
        };
        self.charge(What::Messages, taken)
    }

    /// Somebody asks to come into a room.
    pub(crate) fn join(&self, now: Duration) -> Result<(), Excess> {
        self.charge(What::Joins, |account| account.joins.take(1.0, now))
    }

    fn charge(&self, what: What, mut take: impl FnMut(&mut Account) -> bool) -> Result<(), Excess> {
        let mut state = self.limits.lock();
        let household = self.household.and_then(|household| state.households.get_mut(&household));
        if household.is_some_and(|account| !take(account)) {
            return Err(Excess { what, whose: Whose::Address });
        }
        if take(&mut state.all) { Ok(()) } else { Err(Excess { what, whose: Whose::All }) }
    }
}

impl Drop for Visit {
    fn drop(&mut self) {
        let mut state = self.limits.lock();
        state.all.sockets = state.all.sockets.saturating_sub(1);
        if let Some(account) = self.household.and_then(|household| state.households.get_mut(&household)) {
            account.sockets = account.sockets.saturating_sub(1);
        }
    }
}

/// More than there may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Excess {
    pub(crate) what: What,
    pub(crate) whose: Whose,
}

/// Of what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum What {
    Sockets,
    Joins,
    Messages,
}

/// From where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Whose {
    Address,
    All,
}

impl Excess {
    /// For the client; its owner finds the flag in the log.
    pub(crate) fn sentence(self) -> &'static str {
        match (self.what, self.whose) {
            (What::Sockets, Whose::Address) => "too many connections come from your address: try again later",
            (What::Sockets, Whose::All) => "this server has as many connections as it takes: try again later",
            (What::Joins, Whose::Address) => "too many joins come from your address: try again in a minute",
            (What::Joins, Whose::All) => "this server has as many joins as it takes: try again in a minute",
            (What::Messages, Whose::Address) => "too many messages come from your address in too short a time",
            (What::Messages, Whose::All) => "this server has more messages than it takes: try again later",
        }
    }

    /// What its owner can raise.
    pub(crate) fn flag(self) -> &'static str {
        match (self.what, self.whose) {
            (What::Sockets, Whose::Address) => "--sockets-per-address",
            (What::Sockets, Whose::All) => "--max-sockets",
            (What::Joins, Whose::Address) => "--joins-per-address",
            (What::Joins, Whose::All) => "--max-joins",
            (What::Messages, Whose::Address) => "--messages-per-address or --bytes-per-address",
            (What::Messages, Whose::All) => "--max-messages or --max-bytes",
        }
    }
}

#[derive(Debug)]
struct Account {
    sockets: usize,
    joins: TokenBucket,
    messages: TokenBucket,
    bytes: TokenBucket,
}

impl Account {
    fn new(allowance: &Allowance, now: Duration) -> Self {
        let rate = |per_second: u32| {
            let (per_second, seconds) = (f64::from(per_second), f64::from(Allowance::BURST_SECONDS));
            TokenBucket::new(per_second * seconds, per_second, now)
        };
        let joins = f64::from(allowance.joins_per_minute);
        Self {
            sockets: 0,
            joins: TokenBucket::new(joins, joins / 60.0, now),
            messages: rate(allowance.messages_per_second),
            bytes: rate(allowance.bytes_per_second),
        }
    }

    fn is_rested(&mut self, now: Duration) -> bool {
        self.joins.is_full(now) && self.messages.is_full(now) && self.bytes.is_full(now)
    }
}

const LEAST_SWEEP: usize = 1_024;

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, Ipv6Addr};

    use super::*;

    const SMALL: Allowance =
        Allowance { sockets: 2, joins_per_minute: 3, messages_per_second: 2, bytes_per_second: 100 };

    fn limits(per_address: Allowance, in_all: Allowance) -> Arc<Limits> {
        Arc::new(Limits::new(per_address, in_all))
    }

    fn address(number: u8) -> IpAddr {
        Ipv4Addr::new(203, 0, 113, number).into()
    }

    fn at(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn an_address_has_so_many_sockets_and_another_its_own() {
        let limits = limits(SMALL, Allowance::IN_ALL);
        let first = limits.enter(address(1), at(0)).unwrap();
        let _second = limits.enter(address(1), at(0)).unwrap();
        let refused = limits.enter(address(1), at(0)).unwrap_err();
        assert_eq!(refused, Excess { what: What::Sockets, whose: Whose::Address });
        let _other = limits.enter(address(2), at(0)).unwrap();
        drop(first);
        limits.enter(address(1), at(0)).unwrap();
    }

    #[test]
    fn all_together_have_so_many_sockets_and_this_computer_counts_there_alone() {
        let limits = limits(SMALL, Allowance { sockets: 3, ..Allowance::IN_ALL });
        let here = Ipv6Addr::LOCALHOST.into();
        let visits: Vec<Visit> = (0..3).map(|_| limits.enter(here, at(0)).unwrap()).collect();
        let refused = limits.enter(address(1), at(0)).unwrap_err();
        assert_eq!(refused, Excess { what: What::Sockets, whose: Whose::All });
        drop(visits);
        limits.enter(address(1), at(0)).unwrap();
    }

    #[test]
    fn joins_and_messages_of_an_address_are_added_up_and_come_again_with_time() {
        let limits = limits(SMALL, Allowance::IN_ALL);
        let (one, two) = (limits.enter(address(1), at(0)).unwrap(), limits.enter(address(1), at(0)).unwrap());
        for visit in [&one, &two, &one] {
            visit.join(at(0)).unwrap();
        }
        assert_eq!(two.join(at(0)), Err(Excess { what: What::Joins, whose: Whose::Address }));
        two.join(at(20)).unwrap();
        for _ in 0..5 {
            one.send(10, at(20)).unwrap();
            two.send(10, at(20)).unwrap();
        }
        assert_eq!(one.send(10, at(20)), Err(Excess { what: What::Messages, whose: Whose::Address }));
        assert!(one.send(501, at(40)).is_err(), "more bytes than come in five seconds");
        one.send(400, at(60)).unwrap();
    }

    #[test]
    fn who_comes_back_is_remembered_until_rested() {
        let limits = limits(SMALL, Allowance::IN_ALL);
        let visit = limits.enter(address(1), at(0)).unwrap();
        for _ in 0..3 {
            visit.join(at(0)).unwrap();
        }
        drop(visit);
        for number in 0..LEAST_SWEEP as u32 {
            drop(limits.enter(Ipv4Addr::from_bits(0x0b00_0000 + number).into(), at(0)).unwrap());
        }
        let again = limits.enter(address(1), at(0)).unwrap();
        assert!(again.join(at(0)).is_err());
        drop(again);
        assert!(limits.lock().households.len() < LEAST_SWEEP, "the others are forgotten");
        for number in 0..LEAST_SWEEP as u32 {
            drop(limits.enter(Ipv4Addr::from_bits(0x0b00_0000 + number).into(), at(60)).unwrap());
        }
        assert!(!limits.lock().households.contains_key(&Household::of(address(1)).unwrap()));
    }
}
