//! A message there and the word that it arrived back: Tincan's chat against a bare data channel with an echo in plain JavaScript.
//!
//! Both pages are opened by the same two browsers, in turn, in a call with picture and sound. The time runs in the page of the one who
//! writes, from Enter in a field, which both empty, to the acknowledgement or the echo as it comes out of the channel. How long it
//! takes until `Delivered` is drawn is told, too. `cargo xtask bench chat` runs it against the release build of the app; the last line is the
//! ratio of the two medians, and the status is 1 when it is above the limit.

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
    println!("chat: {ratio:.2} (limit {:.2})", bench::LIMIT);
    if ratio > bench::LIMIT {
        std::process::exit(1);
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod bench {
    use anyhow::Result;
    use serde::Deserialize;
    use serde_json::json;

    use crate::{
        harness::{Browser, Options, PATIENCE, Person, Server, Stage, wait_until},
        pages::{Page, leave, median, plain_server},
    };

    /// The most that Tincan may take, as a multiple of the plain page's time.
    pub(super) const LIMIT: f64 = 1.2;

    /// Measures all rounds, prints them and their medians, and returns Tincan's median as a multiple of the plain page's.
    pub(super) async fn measure(stage: &Stage) -> Result<f64> {
        let plain = plain_server().await?;
        let options = Options { frame_rate: 10, timed: true, ..Options::default() };
        let first = stage.person_with("Ada", Browser::Chromium, options.clone()).await?;
        let second = stage.person_with("Bob", Browser::Chromium, options).await?;

        let (mut tincan_times, mut plain_times, mut drawn_times) = (Vec::new(), Vec::new(), Vec::new());
        for round in 0..=ROUNDS {
            let tincan = times(&first, &second, Page::Tincan, stage.server(), round).await?;
            let plain = times(&first, &second, Page::Plain, &plain, round).await?;
            let title = if round == 0 { "warm-up".to_owned() } else { format!("round {round}") };
            let of = |times: &[Time]| median(times.iter().map(|time| time.heard).collect());
            println!("{title}: Tincan {:.2} ms, plain page {:.2} ms", of(&tincan), of(&plain));
            if round > 0 {
                drawn_times.extend(tincan.iter().map(|time| time.drawn));
                tincan_times.extend(tincan.iter().map(|time| time.heard));
                plain_times.extend(plain.iter().map(|time| time.heard));
            }
        }
        let (tincan, plain) = (median(tincan_times), median(plain_times));
        println!("median until Tincan has drawn it: {:.2} ms", median(drawn_times));
        println!("median: Tincan {tincan:.2} ms, plain page {plain:.2} ms");
        Ok(tincan / plain)
    }

    /// The milliseconds that a message took.
    #[derive(Debug, Clone, Copy, Deserialize)]
    struct Time {
        /// There and back.
        heard: f64,
        /// Until the page shows it, if it does.
        drawn: f64,
    }

    /// One call between the two, and some messages in it.
    async fn times(first: &Person, second: &Person, page: Page, server: &Server, round: usize) -> Result<Vec<Time>> {
        page.opens([first, second], server.address(), &format!("round-{round}")).await?;
        page.enters(first).await?;
        page.enters(second).await?;
        wait_until("the other's picture", PATIENCE, async || {
            let remote = "return probe.remote().some(video => probe.frames(video) > 5)";
            Ok(first.ask::<bool>(remote, &[]).await?.then_some(()))
        })
        .await?;
        let shown = match page {
            Page::Tincan => {
                first.opens_chat().await?;
                second.opens_chat().await?;
                SHOWN
            }
            Page::Plain => HEARD,
        };
        let times = first.ask(&format!("{shown} {STOPWATCH}"), &[json!(MESSAGES)]).await?;
        leave([first, second]).await?;
        Ok(times)
    }

    const ROUNDS: usize = 6;

    /// In each round; as many as a person may send at once.
    const MESSAGES: usize = 40;

    /// Done when the message says that it is delivered.
    const SHOWN: &str = "
        const log = document.querySelector('[role=log]');
        const delivered = () => log.querySelectorAll('[data-delivery=delivered]').length;
        let before = delivered();
        const shown = () => new Promise(done => {
            const observer = new MutationObserver(() => {
                if (delivered() > before) { before = delivered(); observer.disconnect(); done(); }
            });
            observer.observe(log, { subtree: true, childList: true, attributes: true });
        });";

    /// The plain page shows nothing; done when the answer is there.
    const HEARD: &str = "const shown = () => new Promise(done => { tell = done; });";

    /// One message after the other, each at another moment between two frames, as keys come. When an answer came is what its event says,
    /// whatever the page made of it before it is looked at here.
    const STOPWATCH: &str = "
        let heard, tell = () => {};
        return (async count => {
            for (const channel of probe.channels()) {
                channel.addEventListener('message', event => {
                    if (!/\"(received|heard)\"/.test(event.data)) return;
                    heard = event.timeStamp;
                    tell();
                });
            }
            const field = document.querySelector('textarea');
            field.focus();
            const frame = () => new Promise(requestAnimationFrame);
            const pause = milliseconds => new Promise(done => setTimeout(done, milliseconds));
            const times = [];
            for (let number = 0; number < count; number += 1) {
                field.value = `message ${number}`;
                await frame();
                await pause(number % 16);
                const done = shown();
                const begin = performance.now();
                field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
                await done;
                const drawn = performance.now() - begin;
                await frame();
                times.push({ heard: heard - begin, drawn });
            }
            return times;
        })(arguments[0]);";
}
