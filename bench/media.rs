//! Screens, cameras and filters in the middle of a call: Tincan against a plain JavaScript page that does the same.
//!
//! Both are opened by the same two browsers, in turn. Measured are the time from pressing "Share screen" to the first frame of the
//! screen that the other is shown; the gap in the other's picture when one takes another camera; and, in Tincan alone, what filters
//! cost at 1280x720: the other's frame rate, the main thread's time for each frame and its longest stall, with and without. A filter that
//! a busy machine cannot draw at that size is measured as it is drawn then, which is said.
//! `cargo xtask bench media` runs it against the release build of the app; the last line is the ratio of the two medians of sharing,
//! and the status is 1 when a figure is beyond its limit.

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
    let (mut share, mut filtered) = (f64::INFINITY, bench::Filtered::default());
    harness::play(async |stage| {
        share = bench::pairs(stage).await?;
        filtered = bench::filters(stage).await?;
        Ok(())
    });
    let bench::Filtered { kept, stall } = filtered;
    println!("filter: {kept:.2} of the frames (limit {:.2})", bench::KEPT_LIMIT);
    println!("filter: longest stall {stall:.0} ms (limit {:.0})", bench::STALL_LIMIT);
    println!("media: {share:.2} (limit {:.2})", bench::SHARE_LIMIT);
    if share > bench::SHARE_LIMIT || kept < bench::KEPT_LIMIT || stall > bench::STALL_LIMIT {
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
        pages::{Page, leave, longest_stall, median, plain_server, watch_stalls},
    };

    /// The most that sharing may take, as a multiple of the plain page's time.
    pub(super) const SHARE_LIMIT: f64 = 1.15;

    /// The least of its frame rate that a filtered picture may keep.
    pub(super) const KEPT_LIMIT: f64 = 0.9;

    /// The longest that filters may keep the main thread busy at a time, in milliseconds.
    pub(super) const STALL_LIMIT: f64 = 50.0;

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
        close(people).await?;
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
        page.opens(people, server.address(), &format!("media-{pair}")).await?;
        page.enters(ada).await?;
        page.enters(bob).await?;
        flows(bob).await?;
        let gap = switch_gap(ada, bob, page).await?;
        // That a panel closes and another camera has begun is no part of what comes.
        bob.ask::<bool>(SETTLED, &[]).await?;
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

    /// The worst figures of all filters.
    #[derive(Debug, Clone, Copy, Default)]
    pub(super) struct Filtered {
        /// Which part of the frame rate is kept.
        pub(super) kept: f64,
        /// The longest task of the main thread in milliseconds, in the middle of all rounds.
        pub(super) stall: f64,
    }

    /// Measures without and with each filter, in turn, prints all, and returns the worst.
    pub(super) async fn filters(stage: &Stage) -> Result<Filtered> {
        let people = two(stage, "Cleo", "Dan").await?;
        let (cleo, dan) = (&*people.0, &*people.1);
        Page::Tincan.opens([cleo, dan], stage.server().address(), "filters").await?;
        Page::Tincan.enters(cleo).await?;
        Page::Tincan.enters(dan).await?;
        flows(dan).await?;
        cleo.driver().cdp().send_raw("Performance.enable", json!({ "timeDomain": "threadTicks" })).await?;
        let mut bare = Vec::new();
        let mut filtered = FILTERS.map(|_| Vec::new());
        for round in 0..=ROUNDS {
            let cost = cost(cleo, dan, "none").await?;
            if round > 0 {
                bare.push(cost);
            }
            for ((name, amount), costs) in FILTERS.into_iter().zip(&mut filtered) {
                cleo.opens_filters().await?;
                cleo.slides(name, amount).await?;
                cleo.reads(DRAWN).await?;
                cleo.presses("Settings").await?;
                let cost = self::cost(cleo, dan, name).await?;
                if round > 0 {
                    costs.push(cost);
                }
                cleo.opens_filters().await?;
                cleo.reads(DRAWN).await?;
                if !cleo.ask::<bool>(IS_FULL_SIZE, &[json!(FULL_SIZE)]).await? {
                    println!("{name}: the worker could not keep up, and made frames smaller");
                }
                cleo.slides(name, 0).await?;
                cleo.presses("Settings").await?;
            }
        }
        close([cleo, dan]).await?;
        let of = |costs: &[Cost], figure: fn(&Cost) -> f64| median(costs.iter().map(figure).collect());
        let medians = |name: &str, costs: &[Cost]| {
            let [rate, main_ms, stall] =
                [of(costs, |cost| cost.rate), of(costs, |cost| cost.main_ms), of(costs, |cost| cost.stall)];
            println!(
                "median: {name}: {rate:.1} frames/s, {main_ms:.2} ms of the main thread a frame, longest stall {stall:.0} ms"
            );
            (rate, stall)
        };
        let (rate, _) = medians("none", &bare);
        let mut worst = Filtered { kept: f64::INFINITY, stall: 0.0 };
        for ((name, _), costs) in FILTERS.into_iter().zip(&filtered) {
            let (filtered, stall) = medians(name, costs);
            worst = Filtered { kept: worst.kept.min(filtered / rate), stall: worst.stall.max(stall) };
        }
        Ok(worst)
    }

    async fn close(people: [&Person; 2]) -> Result<()> {
        leave(people).await?;
        for person in people {
            person.close().await;
        }
        Ok(())
    }

    /// What a picture costs, while so many frames of it are shown to the other.
    #[derive(Debug, Clone, Copy)]
    struct Cost {
        /// Frames a second at the other.
        rate: f64,
        /// The processor time of the main thread for each of them in milliseconds, of the one who filters.
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

    async fn cost(person: &Person, other: &Person, name: &str) -> Result<Cost> {
        other.ask::<bool>(SETTLED, &[]).await?;
        watch_stalls(person).await?;
        let before = task_seconds(person).await?;
        let Shown { width, height, rate, frames } = other.ask(COUNT_FRAMES, &[json!(FRAMES)]).await?;
        let after = task_seconds(person).await?;
        let stall = longest_stall(person).await?;
        let cost = Cost { rate, main_ms: (after - before) * 1000.0 / frames, stall };
        println!(
            "{name}: {:.1} frames/s at {width}x{height}, {:.2} ms of the main thread a frame, longest stall {:.0} ms",
            cost.rate, cost.main_ms, cost.stall
        );
        Ok(cost)
    }

    /// How long the page's main thread has kept a processor busy so far.
    async fn task_seconds(person: &Person) -> Result<f64> {
        let answer = person.driver().cdp().send_raw("Performance.getMetrics", json!({})).await?;
        let metrics = answer["metrics"].as_array().context("no metrics")?;
        let task = metrics.iter().find(|metric| metric["name"] == "TaskDuration");
        task.and_then(|metric| metric["value"].as_f64()).context("no TaskDuration")
    }

    const PAIRS: usize = 10;

    const ROUNDS: usize = 3;

    const FRAMES: u32 = 150;

    /// What the panel says once frames are drawn.
    const DRAWN: &str = "Each frame of";

    /// What it says where the picture is not made smaller. What the encoder makes of that is the browser's affair.
    const FULL_SIZE: &str = "Each frame of 1280 × 720";

    const IS_FULL_SIZE: &str = "return document.body.innerText.includes(arguments[0])";

    /// Those that are measured, and how much of each: a cheap one, and the dearest.
    const FILTERS: [(&str, u32); 2] = [("Grayscale", 100), ("Blur", 20)];

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

    /// Waits for thirty frames.
    const SETTLED: &str = "
        const [video] = probe.remote();
        return new Promise(done => {
            let left = 30;
            const next = () => left-- ? video.requestVideoFrameCallback(next) : done(true);
            next();
        })";

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
