//! A file to the other browser: Tincan, which reads it from the disk, hashes it, checks it and stores it, against a plain JavaScript loop
//! that sends bytes out of memory and forgets them on arrival.
//!
//! Both pages are opened by the same two browsers, in turn, in a call without picture and sound: what is measured is the file. The loop is ours, with the piece of a fixed size
//! that is fastest here, and with `bufferedamountlow`. The time runs in the page of the one who receives: in Tincan from the click
//! on Accept until it says that all is received and checked, on the plain page from the word that it wants the bytes to the last of them.
//! Besides, the longest task of either main thread is told, and by how much the memory of either browser grows while a large file goes.
//! `cargo xtask bench transfer` runs it against the release build of the app; the last line is Tincan's throughput as a part of
//! the plain page's, in the middle of all rounds, and the status is 1 when a figure is beyond its limit.

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
    let mut figures = bench::Figures::default();
    harness::play(async |stage| {
        figures = bench::measure(stage).await?;
        Ok(())
    });
    let bench::Figures { throughput, stall, growth } = figures;
    println!("transfer: longest stall {stall:.0} ms (limit {:.0})", bench::STALL_LIMIT);
    println!("transfer: memory grows by {growth:.0} MiB (limit {:.0})", bench::GROWTH_LIMIT);
    println!("transfer: {throughput:.2} (limit {:.2})", bench::THROUGHPUT_LIMIT);
    if throughput < bench::THROUGHPUT_LIMIT || stall > bench::STALL_LIMIT || growth > bench::GROWTH_LIMIT {
        std::process::exit(1);
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod bench {
    use anyhow::Result;
    use serde_json::json;

    use crate::{
        harness::{Browser, Camera, Files, Options, PATIENCE, Person, Server, Stage, wait_until},
        pages::{Page, leave, longest_stall, median, plain_server, watch_stalls},
    };

    /// The least of the plain page's throughput that Tincan may have.
    pub(super) const THROUGHPUT_LIMIT: f64 = 0.95;

    /// The longest that a transfer may keep a main thread busy at a time, in milliseconds.
    pub(super) const STALL_LIMIT: f64 = 50.0;

    /// By how much more memory a browser may take in the second half of a large file than in the first, in MiB.
    pub(super) const GROWTH_LIMIT: f64 = 64.0;

    /// What is judged.
    #[derive(Debug, Clone, Copy, Default)]
    pub(super) struct Figures {
        pub(super) throughput: f64,
        pub(super) stall: f64,
        pub(super) growth: f64,
    }

    /// Measures all rounds and prints them.
    pub(super) async fn measure(stage: &Stage) -> Result<Figures> {
        let plain = plain_server().await?;
        let options = Options { camera: Camera::Absent, microphone: Camera::Absent, timed: true, ..Options::default() };
        let sender = stage.person_with("Ada", Browser::Chromium, options.clone()).await?;
        let receiver = stage.person_with("Bob", Browser::Chromium, options).await?;
        let people = [&*sender, &*receiver];
        let files = Files::new("bench")?;
        let file = files.make_large("bench.bin", MEBIBYTES)?;

        let piece = best_piece(people, &plain).await?;
        let (mut tincan_rates, mut plain_rates, mut stall) = (Vec::new(), Vec::new(), 0.0_f64);
        for round in 0..=ROUNDS {
            let tincan = send_file(people, stage.server(), round, &file).await?;
            in_a_call(people, Page::Plain, &plain, &format!("round-{round}")).await?;
            let plain = fetch(&receiver, MEBIBYTES, piece).await?;
            leave(people).await?;
            let title = if round == 0 { "warm-up".to_owned() } else { format!("round {round}") };
            println!(
                "{title}: Tincan {:.1} MiB/s, longest stall {:.0} ms; plain page {plain:.1} MiB/s",
                tincan.rate, tincan.stall
            );
            if round > 0 {
                tincan_rates.push(tincan.rate);
                plain_rates.push(plain);
                stall = stall.max(tincan.stall);
            }
        }
        let (tincan, plain) = (median(tincan_rates), median(plain_rates));
        let large = files.make_large("large.bin", LARGE_MEBIBYTES)?;
        let growth = growth(people, stage.server(), &large).await?;
        println!("median: Tincan {tincan:.1} MiB/s, plain page {plain:.1} MiB/s");
        Ok(Figures { throughput: tincan / plain, stall, growth })
    }

    /// One file, and how it went.
    #[derive(Debug, Clone, Copy)]
    struct Sent {
        /// In MiB a second.
        rate: f64,
        /// The longest task of either main thread in milliseconds; 0 when none took 50 or more.
        stall: f64,
    }

    async fn send_file(people: [&Person; 2], server: &Server, round: usize, file: &str) -> Result<Sent> {
        let [sender, receiver] = people;
        offer(people, server, &format!("round-{round}"), file).await?;
        for person in people {
            watch_stalls(person).await?;
        }
        receiver.run(STOPWATCH, &[json!(RECEIVED)]).await?;
        receiver.presses_first("Accept").await?;
        let milliseconds: f64 = wait_until("it is received", PATIENCE * 6, async || {
            receiver.ask::<Option<f64>>("return window.received ?? null", &[]).await
        })
        .await?;
        sender.reads("Sent and checked").await?;
        let stall = longest_stall(sender).await?.max(longest_stall(receiver).await?);
        receiver.presses_first("Remove").await?;
        leave(people).await?;
        Ok(Sent { rate: f64::from(MEBIBYTES) * 1000.0 / milliseconds, stall })
    }

    /// A call in which the one offers a file to the other, and both look at it.
    async fn offer(people: [&Person; 2], server: &Server, room: &str, file: &str) -> Result<()> {
        in_a_call(people, Page::Tincan, server, room).await?;
        for person in people {
            person.opens_files().await?;
        }
        let [sender, _] = people;
        sender.picks(file).await
    }

    async fn in_a_call(people: [&Person; 2], page: Page, server: &Server, room: &str) -> Result<()> {
        page.shows(people, server.address(), room).await?;
        for person in people {
            page.enters(person).await?;
        }
        let [_, receiver] = people;
        wait_until("they are connected", PATIENCE, async || {
            Ok(receiver.ask::<bool>("return probe.channels().length > 0", &[]).await?.then_some(()))
        })
        .await
    }

    /// The throughput of the plain loop in MiB a second.
    async fn fetch(receiver: &Person, mebibytes: u32, piece: u32) -> Result<f64> {
        let bytes = u64::from(mebibytes) * 1024 * 1024;
        let milliseconds: f64 = receiver
            .ask(
                "const [size, piece] = arguments, begin = performance.now();
                return window.fetched(size, piece).then(() => performance.now() - begin)",
                &[json!(bytes), json!(piece)],
            )
            .await?;
        Ok(f64::from(mebibytes) * 1000.0 / milliseconds)
    }

    /// Of all sizes of a piece the one with which the plain loop is fastest.
    async fn best_piece(people: [&Person; 2], plain: &Server) -> Result<u32> {
        in_a_call(people, Page::Plain, plain, "pieces").await?;
        let [_, receiver] = people;
        let mut best = (0.0, 0);
        for piece in [16, 64, 128, 256].map(|kibibytes: u32| kibibytes * 1024) {
            // The first run is a warm-up.
            fetch(receiver, MEBIBYTES / 8, piece).await?;
            let rate = fetch(receiver, MEBIBYTES / 2, piece).await?;
            println!("plain page, pieces of {} KiB: {rate:.1} MiB/s", piece / 1024);
            if rate > best.0 {
                best = (rate, piece);
            }
        }
        leave(people).await?;
        Ok(best.1)
    }

    /// By how many MiB the memory of either browser grows while a large file goes.
    async fn growth(people: [&Person; 2], server: &Server, file: &str) -> Result<f64> {
        let [_, receiver] = people;
        offer(people, server, "large", file).await?;
        receiver.presses_first("Accept").await?;
        let (mut first, mut second) = ([0.0_f64; 2], [0.0_f64; 2]);
        wait_until("the large file is received", PATIENCE * 12, async || {
            let done: f64 = receiver
                .ask("const bar = document.querySelector('.transfer__bar'); return bar ? bar.value / bar.max : 1", &[])
                .await?;
            let half = if done < 0.5 { &mut first } else { &mut second };
            for (most, person) in half.iter_mut().zip(people) {
                *most = person.memory().await?.max(*most);
            }
            let text: String = receiver.ask("return document.body.innerText", &[]).await?;
            Ok(text.contains(RECEIVED).then_some(()))
        })
        .await?;
        let mut growth = 0.0_f64;
        for ((person, first), second) in people.into_iter().zip(first).zip(second) {
            println!(
                "{}'s browser, {LARGE_MEBIBYTES} MiB: at most {:.0} MiB of memory in the first half, {:.0} MiB in the second",
                person.name(),
                first,
                second
            );
            growth = growth.max(second - first);
        }
        receiver.presses_first("Remove").await?;
        leave(people).await?;
        Ok(growth)
    }

    const ROUNDS: usize = 5;

    /// The size of the file in each round.
    const MEBIBYTES: u32 = 256;

    /// The size of the file with which memory is measured.
    const LARGE_MEBIBYTES: u32 = 1024;

    /// What the receiver reads of a file that is there.
    const RECEIVED: &str = "Received and checked";

    /// From the next click until the page says that the file is there.
    const STOPWATCH: &str = "
        const [received] = arguments;
        let begin;
        document.addEventListener('click', event => { begin = event.timeStamp; }, { capture: true, once: true });
        const panel = document.querySelector('.transfer-panel');
        const observer = new MutationObserver(() => {
            if (!panel.textContent.includes(received)) return;
            window.received = performance.now() - begin;
            observer.disconnect();
        });
        observer.observe(panel, { subtree: true, childList: true, characterData: true });";
}
