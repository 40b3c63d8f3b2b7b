//! Calls whose network goes away for a while or becomes another one: Tincan against a plain JavaScript page that restarts ICE once a
//! connection has failed.
//!
//! Two browsers, each at home behind a router of its own, are in a call through a server in a public network ([`Internet`](harness::Internet)).
//! Then the network of the first is cut, for signalling and media alike; or its device is given another address; or it leaves one network
//! for another. Measured is how long after the network is back, or is another one, the other's picture moves again, at both ends. Both pages
//! are opened by the same two browsers, in turn. `cargo xtask bench survive` runs it against the release build of the app; `-- NAME` plays
//! only what has that in its name. The last line is the worst median of Tincan in seconds, and the status is 1 when it is above the limit. Where
//! there can be no such networks it says so, and measures nothing.

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
    let mut worst = None;
    harness::play(async |stage| {
        worst = bench::measure(stage).await?;
        Ok(())
    });
    let Some(worst) = worst else { return };
    println!("survive: {worst:.2} (limit {:.1})", bench::LIMIT);
    if worst > bench::LIMIT {
        std::process::exit(1);
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod bench {
    use std::{
        env,
        net::SocketAddr,
        time::{Duration, SystemTime},
    };

    use anyhow::{Context as _, Result};
    use tincan_server::TurnOptions;
    use tokio::time::{Instant, sleep_until};

    use crate::{
        harness::{Browser, Home, Internet, Options, PATIENCE, PUBLIC, Person, Routers, Stage, wait_until},
        pages::{Page, leave, median, plain_config},
    };

    /// The longest that Tincan may take, in seconds.
    pub(super) const LIMIT: f64 = 1.0;

    /// What becomes of the network of the first of two.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    enum Blow {
        Cut(Duration),
        NewAddress,
        ToCable,
    }

    const BLOWS: [(&str, Blow); 4] = [
        ("a cut of 4 s", Blow::Cut(Duration::from_secs(4))),
        ("a cut of 20 s", Blow::Cut(Duration::from_secs(20))),
        ("a new address", Blow::NewAddress),
        ("Wi-Fi to cable", Blow::ToCable),
    ];

    /// Measures all rounds, prints them and a table, and returns Tincan's worst median in seconds; `None` where nothing can be measured.
    pub(super) async fn measure(stage: &Stage) -> Result<Option<f64>> {
        let Some(internet) = Internet::lay(Routers::Cone)? else { return Ok(None) };
        internet.lay_cable(Home::A)?;
        let serve = |config| internet.serve(config, Some(TurnOptions::at(PUBLIC.into())));
        let (tincan, plain) = (serve(stage.server().config().clone())?, serve(plain_config())?);
        let at = |home| Options {
            frame_rate: 20,
            network: Some(internet.home(home)),
            servers: vec![plain.address()],
            timed: true,
            ..Options::default()
        };
        let ada = stage.person_at("Ada", Browser::Chromium, at(Home::A), tincan.address()).await?;
        let bob = stage.person_at("Bob", Browser::Chromium, at(Home::B), tincan.address()).await?;
        let pages = [(Page::Tincan, "Tincan", tincan.address()), (Page::Plain, "plain page", plain.address())];

        let wanted: Vec<String> = env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
        let is_wanted = |title: &str| wanted.is_empty() || wanted.iter().any(|part| title.contains(part));
        let (mut table, mut worst) = (Vec::new(), 0.0);
        for (title, blow) in BLOWS.into_iter().filter(|(title, _)| is_wanted(title)) {
            let mut times = [[Vec::new(), Vec::new()], [Vec::new(), Vec::new()]];
            for round in 1..=ROUNDS {
                for ((page, name, server), times) in pages.into_iter().zip(&mut times) {
                    let [here, there] = back_after(&internet, blow, [&ada, &bob], page, server).await?;
                    println!(
                        "{title}, round {round}: {name}: {}, at the other end {}",
                        in_words(here),
                        in_words(there)
                    );
                    times[0].push(here);
                    times[1].push(there);
                }
            }
            let [[here, there], [plain_here, plain_there]] = times.map(|ends| ends.map(median));
            worst = here.max(there).max(worst);
            table.push(format!(
                "{title:<16}{:>28}{:>28}",
                format!("{} / {}", in_words(here), in_words(there)),
                format!("{} / {}", in_words(plain_here), in_words(plain_there))
            ));
        }
        println!("\nmedians of {ROUNDS} rounds: until the picture moves again, here / at the other end");
        println!("{:<16}{:>28}{:>28}", "", "Tincan", "plain page");
        table.iter().for_each(|row| println!("{row}"));
        Ok(Some(worst / 1000.0))
    }

    /// One call; for either end, how many milliseconds after the network is back, or is another one, the other's picture moves again:
    /// infinitely many when it does not within [`PATIENCE`].
    async fn back_after(
        internet: &Internet,
        blow: Blow,
        people: [&Person; 2],
        page: Page,
        server: SocketAddr,
    ) -> Result<[f64; 2]> {
        let [ada, bob] = people;
        page.opens(people, server, "survive").await?;
        page.enters(ada).await?;
        page.enters(bob).await?;
        for person in people {
            person.run(WATCH, &[]).await?;
            wait_until(format_args!("{person} sees the other"), PATIENCE, async || {
                Ok((person.ask::<u32>("return window.shownAt.length", &[]).await? > 60).then_some(()))
            })
            .await?;
        }
        let back = match blow {
            Blow::Cut(time) => {
                let end = Instant::now() + time;
                internet.cut(Home::A)?;
                sleep_until(end).await;
                internet.mend(Home::A)?;
                now()?
            }
            Blow::NewAddress => {
                internet.readdress(Home::A, OTHER_HOST)?;
                now()?
            }
            Blow::ToCable => {
                internet.plug(Home::A)?;
                now()?
            }
        };
        let times = [moves_again(ada, back).await?, moves_again(bob, back).await?];
        leave(people).await?;
        match blow {
            Blow::Cut(_) => {}
            Blow::NewAddress => internet.readdress(Home::A, HOST)?,
            Blow::ToCable => internet.unplug(Home::A)?,
        }
        Ok(times)
    }

    /// How many milliseconds after `back` the last standstill ends.
    async fn moves_again(person: &Person, back: f64) -> Result<f64> {
        let time = wait_until("the picture moves", PATIENCE, async || {
            let shown: Vec<f64> = person.ask("return window.shownAt", &[]).await?;
            let stands = |pair: &[f64]| pair[1] > back && pair[1] - pair[0] > STANDSTILL;
            let still = (1..shown.len()).rev().find(|&at| stands(&shown[at - 1..=at]));
            let after = still.unwrap_or(0);
            let moving = shown[after..].iter().filter(|&&at| at > back).count();
            let time = still.map_or(0.0, |_| (shown[after] - back).max(0.0));
            Ok((moving >= MOVING).then_some(time))
        })
        .await;
        Ok(time.unwrap_or(f64::INFINITY))
    }

    fn in_words(time: f64) -> String {
        if time.is_finite() { format!("{time:.0} ms") } else { format!("never in {} s", PATIENCE.as_secs()) }
    }

    /// Milliseconds since 1970, as pages count them.
    #[expect(clippy::disallowed_methods, reason = "this is no page")]
    fn now() -> Result<f64> {
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).context("the clock stands before 1970")?;
        Ok(since.as_secs_f64() * 1000.0)
    }

    const ROUNDS: usize = 3;

    /// The last number of the address that the device has, and of the other one.
    const HOST: u8 = 2;
    const OTHER_HOST: u8 = 77;

    /// How long a picture stands, in milliseconds, before it has come to a standstill.
    const STANDSTILL: f64 = 400.0;

    /// After so many frames without a standstill it moves.
    const MOVING: usize = 40;

    /// Notes when each frame of the other's camera is shown.
    const WATCH: &str = "
        window.shownAt = [];
        const watched = new WeakSet();
        const watch = video => {
            watched.add(video);
            const next = () => {
                window.shownAt.push(performance.timeOrigin + performance.now());
                video.requestVideoFrameCallback(next);
            };
            video.requestVideoFrameCallback(next);
        };
        setInterval(() => probe.remote().filter(video => !watched.has(video)).forEach(watch), 50);";
}
