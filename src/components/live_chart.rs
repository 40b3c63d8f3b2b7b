//! A figure that changes all the time, drawn over the last seconds.

use std::{cell::RefCell, collections::VecDeque, fmt, rc::Rc};

use gloo_timers::callback::Interval;
use web_sys::Element;
use yew::prelude::*;
use yew_webrtc::clock::now;

/// Where a figure comes from: it is asked for ten times a second. None: there is none now.
#[derive(Clone)]
pub struct Gauge(Rc<dyn Fn() -> Option<u64>>);

impl Gauge {
    /// A figure that this reads.
    pub fn new(read: impl Fn() -> Option<u64> + 'static) -> Self {
        Self(Rc::new(read))
    }

    /// How much a sum grows in a second, over the last half of one.
    pub fn rate(sum: impl Fn() -> u64 + 'static) -> Self {
        let before = RefCell::new(VecDeque::new());
        Self::new(move || {
            let mut before = before.borrow_mut();
            if before.len() == HALF_A_SECOND {
                before.pop_front();
            }
            before.push_back((now(), sum()));
            let (&(began, first), &(ended, last)) = before.front().zip(before.back())?;
            let time = ended.saturating_sub(began).as_millis().max(1);
            // It begins anew with another sum.
            Some(last.saturating_sub(first) * 1000 / u64::try_from(time).unwrap_or(u64::MAX))
        })
    }
}

impl PartialEq for Gauge {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl fmt::Debug for Gauge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Gauge")
    }
}

/// A figure in words.
#[derive(Debug, Clone, Copy)]
pub struct Words(pub fn(u64) -> String);

impl PartialEq for Words {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::fn_addr_eq(self.0, other.0)
    }
}

/// Properties of [`LiveChart`].
#[derive(Debug, PartialEq, Properties)]
pub struct LiveChartProps {
    /// What is drawn.
    pub label: AttrValue,
    /// Where it comes from.
    pub gauge: Gauge,
    /// The figure in words.
    pub words: Words,
    /// What the chart is high enough for at least.
    pub least: u64,
}

/// A line of the last ten seconds, and the figure of now in words. It moves without rendering: the line and the words are written into
/// the page.
#[component]
pub fn LiveChart(props: &LiveChartProps) -> Html {
    let (line, now) = (use_node_ref(), use_node_ref());
    use_effect_with((props.gauge.clone(), props.words, props.least), {
        let (line, now) = (line.clone(), now.clone());
        move |(gauge, Words(words), least)| {
            let (gauge, words, least) = (gauge.clone(), *words, *least);
            let mut samples = VecDeque::with_capacity(SAMPLES);
            let timer = Interval::new(PERIOD_MS, move || {
                if samples.len() == SAMPLES {
                    samples.pop_front();
                }
                let figure = gauge.0();
                samples.push_back(figure);
                if let Some(line) = line.cast::<Element>() {
                    // Any text is a path; a wrong one is drawn up to where it is wrong.
                    let _ = line.set_attribute("d", &path(&samples, least));
                }
                if let Some(now) = now.cast::<Element>() {
                    now.set_text_content(Some(&figure.map_or_else(|| "–".to_owned(), words)));
                }
            });
            move || drop(timer)
        }
    });
    html! {
        <div class="live-chart">
            <p class="live-chart__words">
                <span class="live-chart__label">{ &props.label }</span>
                <span class="live-chart__now" ref={now}></span>
            </p>
            <svg
                class="live-chart__drawing"
                viewBox={format!("0 0 {} {HEIGHT}", SAMPLES - 1)}
                preserveAspectRatio="none"
                aria-hidden="true"
                focusable="false"
            >
                <path class="live-chart__line" ref={line} d="" />
            </svg>
        </div>
    }
}

/// The line: the newest at the right. It is broken where there is no figure.
fn path(samples: &VecDeque<Option<u64>>, least: u64) -> String {
    let most = samples.iter().flatten().copied().max().unwrap_or_default().max(least).max(1);
    let from = SAMPLES - samples.len();
    let mut path = String::new();
    let mut drawing = false;
    for (x, sample) in (from..).zip(samples) {
        if let Some(figure) = sample {
            let y = HEIGHT - 1 - figure * (HEIGHT - 2) / most;
            path.push_str(&format!("{}{x} {y}", if drawing { 'L' } else { 'M' }));
        }
        drawing = sample.is_some();
    }
    path
}

const PERIOD_MS: u32 = 100;
/// As so many samples.
const HALF_A_SECOND: usize = 6;
/// Ten seconds.
const SAMPLES: usize = 100;
const HEIGHT: u64 = 40;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_ends_at_the_right_and_is_broken_where_nothing_is_known() {
        let samples = VecDeque::from([Some(0), Some(50), None, Some(100)]);
        assert_eq!(path(&samples, 10), "M96 39L97 20M99 1");
        assert_eq!(path(&VecDeque::from([Some(5)]), 10), "M99 20");
        assert_eq!(path(&VecDeque::from([None]), 0), "");
    }
}
