//! From pressing Join to the first remote frame: Tincan against a plain JavaScript page that does the same through the
//! same server.
//!
//! Both are opened by the same two browsers, in turn. The time runs in the page of the one who comes second, from the click
//! to the first frame of the other that is presented. `cargo xtask bench join` runs it against the release build of the app; the last
//! line is the ratio of the two medians, and the status is 1 when it is above the limit.

#[cfg(not(target_arch = "wasm32"))]
#[path = "../tests/e2e/harness/mod.rs"]
#[expect(dead_code, unused_imports, reason = "the scenarios of tests/e2e use the rest")]
mod harness;
#[cfg(not(target_arch = "wasm32"))]
#[expect(dead_code, reason = "other benchmarks use the rest")]
mod pages;

#[cfg(target_arch = "wasm32")]
fn main() {}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    let mut ratio = f64::INFINITY;
    harness::play(async |stage| {
        ratio = bench::measure(stage).await?;
        Ok(())
    });
    println!("join: {ratio:.2} (limit {:.2})", bench::LIMIT);
    if ratio > bench::LIMIT {
        std::process::exit(1);
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod bench {
    use anyhow::Result;

    use crate::{
        harness::{Browser, Options, PATIENCE, Person, Server, Stage, wait_until},
        pages::{Page, leave, median, plain_server},
    };

    /// The most that Tincan may take, as a multiple of the plain page's time.
    pub(super) const LIMIT: f64 = 1.15;

    /// Measures all pairs, prints them and their medians, and returns Tincan's median as a multiple of the plain page's.
    pub(super) async fn measure(stage: &Stage) -> Result<f64> {
        let plain = plain_server().await?;
        let options = Options { frame_rate: 30, timed: true, ..Options::default() };
        let first = stage.person_with("Ada", Browser::Chromium, options.clone()).await?;
        let second = stage.person_with("Bob", Browser::Chromium, options).await?;

        let mut tincan_times = Vec::new();
        let mut plain_times = Vec::new();
        for pair in 0..=PAIRS {
            let tincan = time(&first, &second, Page::Tincan, stage.server(), pair).await?;
            let plain = time(&first, &second, Page::Plain, &plain, pair).await?;
            if pair == 0 {
                println!("warm-up: Tincan {tincan:.0} ms, plain page {plain:.0} ms");
            } else {
                println!("pair {pair}: Tincan {tincan:.0} ms, plain page {plain:.0} ms");
                tincan_times.push(tincan);
                plain_times.push(plain);
            }
        }
        let (tincan, plain) = (median(tincan_times), median(plain_times));
        println!("median: Tincan {tincan:.0} ms, plain page {plain:.0} ms");
        Ok(tincan / plain)
    }

    /// One call between the two; the milliseconds from the second one's click to the first one's first frame.
    async fn time(first: &Person, second: &Person, page: Page, server: &Server, pair: usize) -> Result<f64> {
        page.opens([first, second], server.address(), &format!("pair-{pair}")).await?;
        page.enters(first).await?;

        second.run(STOPWATCH, &[]).await?;
        second.presses("Join").await?;
        let time = wait_until("the first frame", PATIENCE, async || {
            second.ask::<Option<f64>>("return window.firstFrame ?? null", &[]).await
        })
        .await?;
        leave([second, first]).await?;
        Ok(time)
    }

    const PAIRS: usize = 10;

    /// Stops the time at the first frame of any video that comes from another browser.
    const STOPWATCH: &str = "
        let start;
        document.addEventListener('click', () => { start = performance.now(); }, { capture: true, once: true });
        const watched = new WeakSet();
        const look = () => {
            for (const video of document.querySelectorAll('video')) {
                if (watched.has(video) || !probe.isRemote(video)) continue;
                watched.add(video);
                video.requestVideoFrameCallback(() => { window.firstFrame ??= performance.now() - start; });
            }
            if (window.firstFrame === undefined) requestAnimationFrame(look);
        };
        look();";
}
