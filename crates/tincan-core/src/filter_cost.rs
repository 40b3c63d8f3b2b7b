//! What filters of a picture cost, and how large a picture one can afford.

use std::time::Duration;

/// Follows how long each frame takes that is filtered. Where that is too long, frames are to be made smaller: a smaller picture that
/// moves is better than a large one that stands still, and than a page that does not answer.
///
/// ```
/// use std::time::Duration;
/// use tincan_core::filter_cost::FilterCost;
///
/// let mut cost = FilterCost::of_page();
/// for _ in 0..20 {
///     cost.note(Duration::from_millis(40));
/// }
/// assert_eq!(cost.size((1280, 720)), (640, 360));
/// ```
#[derive(Debug, Clone)]
pub struct FilterCost {
    affordable: Duration,
    patience: u32,
    /// Smoothed; `None` before the first frame of the present size.
    per_frame: Option<Duration>,
    /// Frames of the present size.
    frames: u32,
    /// How many of them in a row were not affordable, all in all.
    dear: u32,
    step: usize,
}

impl FilterCost {
    /// Of frames that a page draws, which answers nobody meanwhile: half of the time between two frames of an ordinary camera is
    /// affordable.
    #[must_use]
    pub const fn of_page() -> Self {
        Self::new(Duration::from_millis(16), 1)
    }

    /// Of frames that a worker draws, which has nothing else to do: five eighths of the time between two frames are affordable, for each
    /// has to be captured and encoded, too. When it cannot keep up for seconds, and not while the machine is busy with something else for
    /// a moment, its frames are made smaller.
    #[must_use]
    pub fn of_worker(period: Duration) -> Self {
        Self::new(period / 8 * 5, 45)
    }

    const fn new(affordable: Duration, patience: u32) -> Self {
        Self { affordable, patience, per_frame: None, frames: 0, dear: 0, step: 0 }
    }

    /// A frame of the present [`size`](Self::size) took so long.
    pub fn note(&mut self, took: Duration) {
        self.frames += 1;
        // The first frame pays for everything that is made once.
        if self.frames == 1 {
            return;
        }
        let smoothed = self.per_frame.map_or(took, |before| (before * 7 + took) / 8);
        self.per_frame = Some(smoothed);
        self.dear = if self.frames > SETTLED && smoothed > self.affordable { self.dear + 1 } else { 0 };
        if self.dear >= self.patience && self.step + 1 < EIGHTHS.len() {
            *self = Self { step: self.step + 1, ..Self::new(self.affordable, self.patience) };
        }
    }

    /// How long a frame takes, smoothed over about eight; `None` until it is known.
    #[must_use]
    pub const fn per_frame(&self) -> Option<Duration> {
        self.per_frame
    }

    /// As large as a picture of this size is to be drawn, in whole pixels, of an even number as encoders like it.
    #[must_use]
    pub fn size(&self, (width, height): (u32, u32)) -> (u32, u32) {
        let scaled = |length: u32| match self.eighths() {
            8 => length,
            eighths => (length * eighths / 16 * 2).max(2),
        };
        (scaled(width), scaled(height))
    }

    /// By what lengths are to be multiplied, in eighths. A new value where something else is filtered begins at eight.
    #[must_use]
    pub const fn eighths(&self) -> u32 {
        EIGHTHS[self.step]
    }
}

const EIGHTHS: [u32; 4] = [8, 6, 4, 2];
/// After so many frames a mean means something.
const SETTLED: u32 = 8;

#[cfg(test)]
mod tests {
    use super::*;

    fn note(cost: &mut FilterCost, milliseconds: u64, times: u32) {
        for _ in 0..times {
            cost.note(Duration::from_millis(milliseconds));
        }
    }

    #[test]
    fn what_is_cheap_stays_large() {
        let mut cost = FilterCost::of_page();
        note(&mut cost, 15, 1000);
        assert_eq!(cost.size((1280, 720)), (1280, 720));
        assert_eq!(cost.per_frame(), Some(Duration::from_millis(15)));
    }

    #[test]
    fn what_is_dear_gets_smaller_in_steps_down_to_a_quarter() {
        let mut cost = FilterCost::of_page();
        let sizes: Vec<_> = (0..5)
            .map(|_| {
                note(&mut cost, 50, SETTLED + 1);
                cost.size((1281, 721))
            })
            .collect();
        assert_eq!(sizes, [(960, 540), (640, 360), (320, 180), (320, 180), (320, 180)]);
        assert_eq!(cost.size((3, 3)), (2, 2), "never nothing");
    }

    #[test]
    fn one_slow_frame_is_no_trend() {
        let mut cost = FilterCost::of_page();
        for _ in 0..10 {
            note(&mut cost, 5, 20);
            note(&mut cost, 80, 1);
        }
        assert_eq!(cost.eighths(), 8);
    }

    #[test]
    fn a_worker_has_most_of_the_time_there_is_and_may_be_late_for_a_while() {
        let mut cost = FilterCost::of_worker(Duration::from_millis(33));
        note(&mut cost, 20, 1000);
        for _ in 0..10 {
            note(&mut cost, 100, 20);
            note(&mut cost, 10, 40);
        }
        assert_eq!(cost.eighths(), 8, "the machine was busy with something else");
        note(&mut cost, 25, 80);
        assert_eq!(cost.eighths(), 6, "it cannot keep up");
    }

    #[test]
    fn the_first_frame_does_not_count() {
        let mut cost = FilterCost::of_page();
        note(&mut cost, 900, 1);
        assert_eq!(cost.per_frame(), None);
        note(&mut cost, 3, 1);
        assert_eq!(cost.per_frame(), Some(Duration::from_millis(3)));
    }

    #[test]
    fn a_size_that_was_too_dear_is_not_tried_again() {
        let mut cost = FilterCost::of_page();
        note(&mut cost, 50, SETTLED + 1);
        note(&mut cost, 30, SETTLED + 1);
        assert_eq!(cost.eighths(), 4);
        note(&mut cost, 1, 1000);
        assert_eq!(cost.eighths(), 4);
    }
}
