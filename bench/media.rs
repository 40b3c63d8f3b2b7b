//! Screens, cameras and filters in the middle of a call: Tincan against a plain JavaScript page that does the same.
//!
//! Both are opened by the same two browsers, in turn. Measured are the time from pressing "Share screen" to the first frame of the
//! screen that the other is shown; the gap in the other's picture when one takes another camera; and, in Tincan alone, what a filter
//! costs at 1280x720: the other's frame rate and the main thread's time for each frame, each with and without. `cargo xtask
//! bench media` runs it against the release build of the app; the last line is the ratio of the two medians of sharing, and the
//! status is 1 when a figure is beyond its limit.

#[cfg(not(target_arch = "wasm32"))]
#[path = "../tests/e2e/harness/mod.rs"]
#[expect(dead_code, unused_imports, reason = "the scenarios of tests/e2e use the rest")]
mod harness;
#[cfg(not(target_arch = "wasm32"))]
mod pages;

#[cfg(target_arch = "wasm32")]
fn main() {}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    let (mut share, mut kept) = (f64::INFINITY, 0.0);
    harness::play(async |stage| {
        share = bench::pairs(stage).await?;
        kept = bench::filters(stage).await?;
        Ok(())
    });
    println!("filter: {kept:.2} of the frames (limit {:.2})", bench::FILTER_LIMIT);
    println!("media: {share:.2} (limit {:.2})", bench::SHARE_LIMIT);
    if share > bench::SHARE_LIMIT || kept < bench::FILTER_LIMIT {
        std::process::exit(1);
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod bench {
    use std::rc::Rc;

    use anyhow::{Context as _, Result, ensure};
    use serde::Deserialize;
    use serde_json::json;

    use crate::{
        harness::{Browser, Options, PATIENCE, Person, Server, Stage, wait_until},
        pages::{Page, leave, median, plain_server},
    };

    /// The most that sharing may take, as a multiple of the plain page's time.
    pub(super) const SHARE_LIMIT: f64 = 1.15;

    /// The least of its frame rate that a filtered picture may keep.
    pub(super) const FILTER_LIMIT: f64 = 0.9;

    /// Measures all pairs of calls, prints them and their medians, and returns Tincan's time to share as a multiple of the plain page's.
    pub(super) async fn pairs(stage: &Stage) -> Result<f64> {
        let plain = plain_server().await?;
        let people = two(stage, "Ada", "Bob").await?;
        let people = [&*people.0, &*people.1];
        let (mut tincan_calls, mut plain_calls) = (Vec::new(), Vec::new());
        for pair in 0..=PAIRS {
            let tincan = call(people, Page::Tincan, stage.server(), pair).await?;
            let plain = call(people, Page::Plain, &plain, pair).await?;
            let title = if pair == 0 { "warm-up".to_owned() } else { format!("pair {pair}") };
            println!(
                "{title}: share: Tincan {:.0} ms, plain page {:.0} ms; camera gap: Tincan {:.0} ms, plain page {:.0} ms",
                tincan.share, plain.share, tincan.gap, plain.gap
            );
            if pair > 0 {
                tincan_calls.push(tincan);
                plain_calls.push(plain);
            }
        }
        let medians = |calls: &[Call]| {
            let of = |figure: fn(&Call) -> f64| median(calls.iter().map(figure).collect());
            (of(|call| call.share), of(|call| call.gap))
        };
        let (tincan, plain) = (medians(&tincan_calls), medians(&plain_calls));
        println!("median camera gap: Tincan {:.0} ms, plain page {:.0} ms", tincan.1, plain.1);
        println!("median share: Tincan {:.0} ms, plain page {:.0} ms", tincan.0, plain.0);
        Ok(tincan.0 / plain.0)
    }

    /// Two browsers with several cameras each. Asked for a screen, they share a fake one.
    async fn two(stage: &Stage, first: &str, second: &str) -> Result<(Rc<Person>, Rc<Person>)> {
        let options = Options { frame_rate: 30, cameras: 3, timed: true, ..Options::default() };
        let first = stage.person_with(first, Browser::Chromium, options.clone()).await?;
        Ok((first, stage.person_with(second, Browser::Chromium, options).await?))
    }

    /// The figures of one call, in milliseconds.
    #[derive(Debug, Clone, Copy)]
    struct Call {
        /// From the click of the one to the first frame of the screen at the other.
        share: f64,
        /// The longest time without a frame of the camera, while it is exchanged for another.
        gap: f64,
    }

    async fn call(people: [&Person; 2], page: Page, server: &Server, pair: usize) -> Result<Call> {
        let [ada, bob] = people;
        page.opens(people, server, &format!("media-{pair}")).await?;
        page.enters(ada).await?;
        page.enters(bob).await?;
        flows(bob).await?;
        let gap = switch_gap(ada, bob, page).await?;
        let share = share_time(ada, bob).await?;
        leave(people).await?;
        Ok(Call { share, gap })
    }

    /// Waits until the other's picture comes in steadily.
    async fn flows(person: &Person) -> Result<()> {
        person.run(WATCH_CAMERA, &[]).await?;
        wait_until("the other's camera", PATIENCE, async || {
            let frames: Option<u32> = person.ask("return window.watched.times.length", &[]).await?;
            Ok(frames.filter(|&frames| frames >= 30).map(drop))
        })
        .await
    }

    async fn switch_gap(ada: &Person, bob: &Person, page: Page) -> Result<f64> {
        if page == Page::Tincan {
            ada.presses("Settings").await?;
            ada.has("combobox", "Camera").await?;
        }
        bob.run("window.watched.times.length = 0", &[]).await?;
        let now: Vec<String> = ada.ask(CAMERAS, &[]).await?;
        // The one between them gives grey values of 16 bits, which nothing encodes.
        let other = if now == ["fake_device_0"] { "fake_device_2" } else { "fake_device_0" };
        ada.chooses("Camera", other).await?;
        wait_until("the other camera", PATIENCE, async || {
            let cameras: Vec<String> = ada.ask(CAMERAS, &[]).await?;
            ensure!(cameras == [other], "{cameras:?}");
            Ok(Some(()))
        })
        .await?;
        let then: usize = bob.ask("return window.watched.times.length", &[]).await?;
        let gap = wait_until("some frames of it", PATIENCE, async || {
            let times: Vec<f64> = bob.ask("return window.watched.times", &[]).await?;
            let gaps = times.windows(2).map(|pair| pair[1] - pair[0]);
            ensure!(!times.is_empty(), "no frame came");
            Ok((times.len() >= then + 15).then(|| gaps.fold(0.0, f64::max)))
        })
        .await?;
        if page == Page::Tincan {
            ada.presses("Settings").await?;
        }
        Ok(gap)
    }

    async fn share_time(ada: &Person, bob: &Person) -> Result<f64> {
        bob.run(WATCH_SCREEN, &[]).await?;
        let click = "document.addEventListener('click', () => {
            window.clicked = performance.timeOrigin + performance.now();
        }, { capture: true, once: true })";
        ada.run(click, &[]).await?;
        ada.presses("Share screen").await?;
        let shown = wait_until("the first frame of the screen", PATIENCE, async || {
            bob.ask::<Option<f64>>("return window.firstFrame ?? null", &[]).await
        })
        .await?;
        let clicked: Option<f64> = ada.ask("return window.clicked ?? null", &[]).await?;
        Ok(shown - clicked.context("nobody clicked")?)
    }

    /// Measures with and without a filter, in turn, prints all, and returns which part of the frame rate is kept.
    pub(super) async fn filters(stage: &Stage) -> Result<f64> {
        let people = two(stage, "Cleo", "Dan").await?;
        let (cleo, dan) = (&*people.0, &*people.1);
        Page::Tincan.opens([cleo, dan], stage.server(), "filters").await?;
        Page::Tincan.enters(cleo).await?;
        Page::Tincan.enters(dan).await?;
        flows(dan).await?;
        cleo.driver().cdp().send_raw("Performance.enable", json!({})).await?;
        let (mut bare, mut filtered) = (Vec::new(), Vec::new());
        for round in 0..=ROUNDS {
            for (on, list) in [(false, &mut bare), (true, &mut filtered)] {
                filter(cleo, on).await?;
                let cost = cost(cleo, dan).await?;
                let words = if on { "on " } else { "off" };
                println!(
                    "filter {words} at {}x{}: {:.1} frames/s, {:.2} ms of the main thread a frame, longest stall {:.0} ms",
                    cost.width, cost.height, cost.rate, cost.main_ms, cost.stall
                );
                if round > 0 {
                    list.push(cost);
                }
            }
        }
        close(cleo, dan).await?;
        let of = |costs: &[Cost], figure: fn(&Cost) -> f64| median(costs.iter().map(figure).collect());
        let (rate, filtered_rate) = (of(&bare, |cost| cost.rate), of(&filtered, |cost| cost.rate));
        let (main, filtered_main) = (of(&bare, |cost| cost.main_ms), of(&filtered, |cost| cost.main_ms));
        println!("median: {rate:.1} frames/s without, {filtered_rate:.1} with a filter");
        println!("median: {main:.2} ms of the main thread a frame without, {filtered_main:.2} ms with a filter");
        Ok(filtered_rate / rate)
    }

    async fn close(cleo: &Person, dan: &Person) -> Result<()> {
        leave([cleo, dan]).await?;
        cleo.close().await;
        dan.close().await;
        Ok(())
    }

    /// Switches a filter on or off, in the panel, which is put away again.
    async fn filter(person: &Person, on: bool) -> Result<()> {
        person.opens_filters().await?;
        person.slides(FILTER, if on { 100 } else { 0 }).await?;
        person.presses("Settings").await
    }

    /// What a picture costs, while two hundred frames of it are shown to the other.
    #[derive(Debug, Clone, Copy)]
    struct Cost {
        width: u32,
        height: u32,
        /// Frames a second at the other.
        rate: f64,
        /// The main thread's milliseconds for each of them, of the one who filters.
        main_ms: f64,
        /// The longest task of it in milliseconds; 0 when none took 50 or more.
        stall: f64,
    }

    /// What the other is shown.
    #[derive(Debug, Clone, Copy, Deserialize)]
    struct Shown {
        width: u32,
        height: u32,
        rate: f64,
        frames: f64,
    }

    async fn cost(person: &Person, other: &Person) -> Result<Cost> {
        let settled = "const video = probe.remote()[0];
            return new Promise(done => {
                let left = 30;
                const next = () => left-- ? video.requestVideoFrameCallback(next) : done(true);
                next();
            })";
        other.ask::<bool>(settled, &[]).await?;
        person.run("window.stalls ??= new PerformanceObserver(list => list.getEntries().forEach(({ duration }) => { window.stall = Math.max(window.stall, duration); })); window.stall = 0; window.stalls.observe({ type: 'longtask' })", &[]).await?;
        let before = task_seconds(person).await?;
        let shown: Shown = other.ask(COUNT_FRAMES, &[json!(FRAMES)]).await?;
        let after = task_seconds(person).await?;
        let stall: f64 = person.ask("window.stalls.disconnect(); return window.stall", &[]).await?;
        let Shown { width, height, rate, frames } = shown;
        Ok(Cost { width, height, rate, main_ms: (after - before) * 1000.0 / frames, stall })
    }

    /// How long the page's main thread has worked so far.
    async fn task_seconds(person: &Person) -> Result<f64> {
        let answer = person.driver().cdp().send_raw("Performance.getMetrics", json!({})).await?;
        let metrics = answer["metrics"].as_array().context("no metrics")?;
        let task = metrics.iter().find(|metric| metric["name"] == "TaskDuration");
        task.and_then(|metric| metric["value"].as_f64()).context("no TaskDuration")
    }

    const PAIRS: usize = 10;

    const ROUNDS: usize = 3;

    const FRAMES: u32 = 150;

    /// The one that is measured.
    const FILTER: &str = "Grayscale";

    /// The cameras that are live.
    const CAMERAS: &str = "return probe.liveTracks('video').map(track => track.label)";

    /// Notes when each frame of the other's camera is shown, in whatever element.
    const WATCH_CAMERA: &str = "
        const watched = window.watched = { times: [] };
        let video;
        const look = () => {
            const [current] = probe.remote();
            if (current && current !== video) {
                video = current;
                const next = now => {
                    watched.times.push(now);
                    if (current === video) current.requestVideoFrameCallback(next);
                };
                current.requestVideoFrameCallback(next);
            }
            requestAnimationFrame(look);
        };
        look();";

    /// Stops the time at the first frame of any video that was not there yet, and comes from another browser.
    const WATCH_SCREEN: &str = "
        const watched = new WeakSet(probe.remote());
        const look = () => {
            for (const video of probe.remote()) {
                if (watched.has(video)) continue;
                watched.add(video);
                video.requestVideoFrameCallback(() => { window.firstFrame ??= performance.timeOrigin + performance.now(); });
            }
            if (window.firstFrame === undefined) requestAnimationFrame(look);
        };
        look();";

    /// How many frames come in a second, of so many.
    const COUNT_FRAMES: &str = "
        const [wanted] = arguments, video = probe.remote()[0];
        return new Promise(done => {
            let first;
            const next = (now, { presentedFrames }) => {
                first ??= { now, presentedFrames };
                const frames = presentedFrames - first.presentedFrames;
                if (frames < wanted) return video.requestVideoFrameCallback(next);
                const rate = frames * 1000 / (now - first.now);
                done({ width: video.videoWidth, height: video.videoHeight, rate, frames });
            };
            video.requestVideoFrameCallback(next);
        })";
}
