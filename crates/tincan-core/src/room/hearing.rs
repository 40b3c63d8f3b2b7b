//! Whether this side is cut off: nobody is heard any more, and the server does not answer either. That is known long before a browser says it.

use std::time::Duration;

use super::{Effect, Room, RoomStatus, Socket, Timer};

/// What is known of it.
#[derive(Debug, Default)]
pub(super) struct Hearing {
    /// When somebody was heard last, whom there is still a connection to.
    heard_at: Option<Duration>,
    /// It was said since then that nobody is.
    told: bool,
    /// Nobody is heard, and the server has not answered either, so far.
    pub(super) cut_off: bool,
    /// When the server was asked what it has not answered.
    pub(super) asked_at: Option<Duration>,
    /// The page was held up itself, and has given the server another moment.
    pub(super) held_up: bool,
    /// When the socket that is in use, or that comes, was asked for.
    opening_since: Duration,
    /// How long the last one took to open: two round trips to the server or more.
    usual: Duration,
    /// How many sockets are still opened in haste.
    hasty: u32,
    /// When other paths are looked for, if nobody is heard until then.
    restart_at: Option<Duration>,
}

impl Room {
    /// For so long after somebody was heard last the paths that there were are only waited for. Later each connection looks for others by
    /// itself: Chromium 156 says after about five seconds that one is disconnected.
    pub const PATHS_LAST: Duration = Duration::from_secs(6);
    /// How long such a path has, once there is a network again, to be the one it was.
    pub const HEALS_WITHIN: Duration = Duration::from_millis(800);
    /// How often to [`listen`](Self::listen), while there are connections. A browser asks another of its threads, and waits for it.
    pub const LISTENS_EVERY: Duration = Duration::from_millis(150);
    /// A page that looks so much later than it wanted was held up itself.
    const HELD_UP: Duration = Duration::from_millis(100);
    /// How long nobody is heard before the server is asked, and how long its answer may take then unless it is far away.
    pub const QUIET_AFTER: Duration = Duration::from_millis(300);
    /// How long a socket may take to open while this side is cut off, unless the server is far away: what is asked into the void, the
    /// system asks again too late.
    pub const OPENS_WITHIN: Duration = Duration::from_secs(1);
    /// So many sockets in a row are opened in such haste.
    const HASTY: u32 = 24;
    /// One of so many has its usual time all the same: the network that comes back may be a slow one.
    const PATIENT_EVERY: u32 = 4;

    /// Takes note of whether anybody was heard since it did so last. True when nobody has been for a while, and somebody was before;
    /// [`Input::NobodyHeard`](super::Input::NobodyHeard) is to be reported then.
    #[must_use]
    pub fn listen(&mut self, now: Duration, is_heard: bool) -> bool {
        let is_connected = self.is_connected();
        let hearing = &mut self.hearing;
        if is_heard || !is_connected {
            hearing.heard_at = is_connected.then_some(now);
            hearing.told = false;
            hearing.restart_at = None;
            // It was a moment's silence: the server has its usual time to answer.
            if std::mem::take(&mut hearing.cut_off)
                && self.status == RoomStatus::Joined
                && let (Some((at, Timer::GiveUp)), Some(asked_at)) = (&mut self.timer, hearing.asked_at)
            {
                *at = asked_at + Self::ANSWER_WITHIN;
            }
            return false;
        }
        let is_quiet = !hearing.told && hearing.heard_at.is_some_and(|at| now >= at + Self::QUIET_AFTER);
        hearing.told |= is_quiet;
        is_quiet
    }

    pub(super) fn nobody_heard(&mut self, now: Duration) -> Vec<Effect> {
        let Some((at, timer)) = self.timer else { return Vec::new() };
        let has_new_socket = self.hearing.heard_at.is_some_and(|heard_at| self.hearing.opening_since > heard_at);
        match self.status {
            // That the server answers is no surprise then, and says nothing of the path to the others.
            RoomStatus::Joined if has_new_socket => return self.reconfigure(true),
            RoomStatus::Joined => {
                let ping = if timer == Timer::Ping { self.ping(now) } else { Vec::new() };
                self.cut_off(Self::HASTY);
                self.doubt(now);
                return ping;
            }
            RoomStatus::Reconnecting { .. } if self.socket == Socket::Open => self.cut_off(0),
            RoomStatus::Reconnecting { .. } => {
                self.cut_off(Self::HASTY);
                let latest = match timer {
                    Timer::Reconnect => now + self.jitter(),
                    Timer::GiveUp | Timer::Ping => self.hearing.opening_since + self.opens_within(),
                };
                self.timer = Some((at.min(latest), timer));
            }
            _ => {}
        }
        Vec::new()
    }

    fn cut_off(&mut self, hasty: u32) {
        self.hearing.cut_off = true;
        self.hearing.hasty = hasty;
    }

    /// Gives the server a moment to answer what it was asked, and no more time than it has.
    fn doubt(&mut self, now: Duration) {
        let until = now + self.hearing.usual.clamp(Self::QUIET_AFTER, Self::ANSWER_WITHIN);
        if let Some((at, Timer::GiveUp)) = &mut self.timer {
            *at = until.min(*at);
        }
    }

    /// An answer may be here already, and only wait for the page, which was held up itself: it is given another moment, once.
    pub(super) fn is_held_up(&mut self, now: Duration, due: Duration) -> bool {
        let late = now >= due + Self::HELD_UP && self.status == RoomStatus::Joined;
        let is_held_up = late && !std::mem::replace(&mut self.hearing.held_up, true);
        if is_held_up {
            self.timer = Some((now + Self::QUIET_AFTER, Timer::GiveUp));
        }
        is_held_up
    }

    /// A socket is asked for. Returns how long it may take.
    pub(super) fn opens(&mut self, now: Duration) -> Duration {
        self.hearing.opening_since = now;
        let within = self.opens_within();
        self.hearing.hasty = self.hearing.hasty.saturating_sub(1);
        within
    }

    fn opens_within(&self) -> Duration {
        let Hearing { usual, hasty, .. } = self.hearing;
        if self.is_hasty() && !(1 + Self::HASTY - hasty).is_multiple_of(Self::PATIENT_EVERY) {
            (usual * 2).clamp(Self::OPENS_WITHIN, Self::ANSWER_WITHIN)
        } else {
            Self::ANSWER_WITHIN
        }
    }

    /// It is open: the way to the server is there, and needs no more haste, whatever the server says.
    pub(super) fn opened(&mut self, now: Duration) {
        self.hearing.usual = now.saturating_sub(self.hearing.opening_since);
        self.hearing.hasty = 0;
    }

    /// When the next socket is opened, if `at` is when its turn is by [`Backoff`](crate::backoff::Backoff).
    pub(super) fn opens_again(&mut self, now: Duration, at: Duration) -> Duration {
        if !self.is_hasty() {
            return at;
        }
        at.min(now.max(self.hearing.opening_since + Self::OPENS_WITHIN) + self.jitter())
    }

    fn is_hasty(&self) -> bool {
        self.hearing.cut_off && self.hearing.hasty > 0
    }

    /// So that all who are cut off at once are not back in the same instant.
    fn jitter(&mut self) -> Duration {
        Duration::from_millis(u64::from(self.random() % 100))
    }

    /// Whoever was cut off has a network again, and nobody knows which paths it has left: others are looked for. After a short cut that
    /// would hold up the browser, which has only to try the old ones again: they get a moment. Where a connection is made meanwhile (`opens`),
    /// that somebody is heard says nothing of the others.
    pub(super) fn look_again(&mut self, now: Duration, opens: bool) -> Vec<Effect> {
        if !std::mem::take(&mut self.hearing.cut_off) {
            return Vec::new();
        }
        let is_short = self.hearing.heard_at.is_some_and(|heard_at| now < heard_at + Self::PATHS_LAST);
        if is_short && !opens {
            self.hearing.restart_at = Some(now + Self::HEALS_WITHIN);
            return Vec::new();
        }
        self.reconfigure(true)
    }

    /// What waits for somebody to be heard waits no more.
    pub(super) fn look_now(&mut self) -> Vec<Effect> {
        let waited = self.hearing.restart_at.take();
        waited.map(|_| self.reconfigure(true)).unwrap_or_default()
    }

    pub(super) fn restart_is_due(&mut self, now: Duration) -> Vec<Effect> {
        if self.hearing.restart_at.is_some_and(|at| at <= now) { self.look_now() } else { Vec::new() }
    }

    pub(super) fn restarts_at(&self) -> Option<Duration> {
        self.hearing.restart_at
    }

    /// The way to the server is gone once more: what was to be looked for is looked for when it is back.
    pub(super) fn looks_later(&mut self) {
        self.hearing.cut_off |= self.hearing.restart_at.take().is_some();
    }
}
