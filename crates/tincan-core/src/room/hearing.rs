//! Whether this side is cut off: nobody is heard any more, and the server does not answer either. That is known long before a browser says it.

use std::time::Duration;

use tincan_protocol::ClientMessage;

use super::{Effect, Room, RoomStatus, Timer};

/// What is known of it.
#[derive(Debug, Default)]
pub(super) struct Hearing {
    /// When somebody was heard last, by a clock of the browser's.
    heard: u64,
    /// When it is quiet, if nobody is heard until then.
    quiet_at: Option<Duration>,
    /// Nobody is heard, and the server has not answered either, so far.
    pub(super) cut_off: bool,
    /// The page was held up itself, and has given the server another moment.
    pub(super) held_up: bool,
    /// When the socket that is in use, or that comes, was asked for.
    pub(super) opening_since: Duration,
    /// How long the last one took to open: two round trips to the server or more.
    pub(super) usual: Duration,
}

impl Room {
    /// How often to [`listen`](Self::listen), while there are connections.
    pub const LISTENS_EVERY: Duration = Duration::from_millis(100);
    /// How long nobody is heard before the server is asked, and how long its answer may take then unless it is far away.
    pub const QUIET_AFTER: Duration = Duration::from_millis(300);
    /// How long a socket may take to open while this side is cut off, unless the server is far away: what is asked into the void, the
    /// system asks again too late.
    pub const OPENS_WITHIN: Duration = Duration::from_secs(1);
    /// So often in a row a socket is opened in such haste. Then it takes its usual time.
    const HASTE: u32 = 24;

    /// Takes when somebody was heard last, by any clock that goes on; 0: nobody was, or not for long. True when nobody has been heard for
    /// a while who was heard before; [`Input::NobodyHeard`](super::Input::NobodyHeard) is to be reported then.
    #[must_use]
    pub fn listen(&mut self, now: Duration, heard: u64) -> bool {
        let hearing = &mut self.hearing;
        if heard > hearing.heard {
            hearing.quiet_at = Some(now + Self::QUIET_AFTER);
            // It was a moment's silence: the server has its usual time to answer.
            if std::mem::take(&mut hearing.cut_off)
                && self.status == RoomStatus::Joined
                && let Some((at, Timer::GiveUp)) = &mut self.timer
            {
                *at = now + Self::ANSWER_WITHIN;
            }
        }
        hearing.heard = heard;
        hearing.quiet_at.take_if(|at| *at <= now).is_some()
    }

    pub(super) fn nobody_heard(&mut self, now: Duration) -> Vec<Effect> {
        match self.timer {
            Some((_, Timer::Reconnect)) => {
                self.hearing.cut_off = true;
                self.open_socket(now)
            }
            Some(_) if self.status == RoomStatus::Joined => {
                self.hearing.cut_off = true;
                self.hearing.held_up = false;
                self.doubt(now);
                vec![Effect::Send(ClientMessage::Ping)]
            }
            _ => Vec::new(),
        }
    }

    /// Gives the server a moment to answer.
    pub(super) fn doubt(&mut self, now: Duration) {
        self.timer = Some((now + self.hearing.usual.clamp(Self::QUIET_AFTER, Self::ANSWER_WITHIN), Timer::GiveUp));
    }

    /// Whether the server's answer may be here already, and only wait for the page, which was held up itself.
    pub(super) fn is_held_up(&self, now: Duration, due: Duration) -> bool {
        self.hearing.cut_off
            && !self.hearing.held_up
            && self.status == RoomStatus::Joined
            && now >= due + Self::LISTENS_EVERY
    }

    pub(super) fn opens_within(&self) -> Duration {
        self.haste().map_or(Self::ANSWER_WITHIN, |within| (self.hearing.usual * 2).max(within).min(Self::ANSWER_WITHIN))
    }

    /// When a socket is opened again at the latest.
    pub(super) fn opens_again(&self) -> Option<Duration> {
        self.haste().map(|within| self.hearing.opening_since + within)
    }

    /// How long the next socket has, in haste. It is longer from time to time: the network that comes back may be a slower one.
    fn haste(&self) -> Option<Duration> {
        let attempts = self.backoff.attempts();
        (self.hearing.cut_off && attempts <= Self::HASTE).then(|| Self::OPENS_WITHIN * (1 + attempts / 8))
    }

    /// Whoever was cut off has a network again, and nobody knows which paths it has left: others are looked for.
    pub(super) fn look_again(&mut self) -> Vec<Effect> {
        if std::mem::take(&mut self.hearing.cut_off) { self.reconfigure(true) } else { Vec::new() }
    }
}
