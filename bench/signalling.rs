//! Signalling under load: Tincan's server against the relay of express and socket.io that tutorials make.
//!
//! Both run as programs of their own, in turn, and hear the same from the same clients: a thousand rooms of four come in, and then in
//! each room bursts of messages of the size of a candidate, as browsers find them, go round and round, each sent on as soon as it has arrived. `cargo xtask bench
//! signalling` runs it; the last line is the median ratio of relayed messages per second, and the exit status says whether that and the memory of an
//! idle socket hold.

#![allow(clippy::print_stdout, reason = "its result is what it prints")]
#![allow(clippy::disallowed_methods, reason = "a measurement needs a clock")]

mod websocket;

use std::{
    env,
    io::{BufRead, BufReader, Write},
    path::PathBuf,
    process::{Child, Command, ExitCode, Stdio},
    sync::{
        Arc, LazyLock,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use futures::{StreamExt, TryStreamExt, stream};
use tincan_protocol::{PageId, SessionId, VERSION};
use tincan_server::rooms::member_id;
use tokio::{sync::Barrier, task::JoinSet};

use self::websocket::{WebSocket, text_frame};

#[tokio::main]
async fn main() -> Result<ExitCode> {
    let (mut ratios, mut memories) = (Vec::new(), Vec::new());
    println!("                      joins/s   messages/s   99th percentile   per idle socket");
    for _ in 0..ROUNDS {
        let mut results = Vec::new();
        for side in [Side::Tincan, Side::Relay] {
            let load = loaded(side).await.with_context(|| format!("loading {}", side.name()))?;
            let idle = idle_bytes(side).await.with_context(|| format!("idling at {}", side.name()))?;
            println!(
                "{:20} {:8.0} {:12.0} {:14.1} ms {:14.1} kB",
                side.name(),
                load.joins_per_second,
                load.messages_per_second,
                load.slow.as_secs_f64() * 1e3,
                idle / 1e3
            );
            results.push((load.messages_per_second, idle));
        }
        if let [(ours, our_memory), (theirs, their_memory)] = results[..] {
            ratios.push(ours / theirs);
            memories.push(our_memory / their_memory);
        }
    }
    let (messages, memory) = (median(ratios), median(memories));
    println!("memory of an idle socket: {memory:.2} of the relay's (limit {MOST_MEMORY:.2})");
    println!("signalling: {messages:.2} (limit {LEAST_MESSAGES:.2})");
    let holds = messages >= LEAST_MESSAGES && memory <= MOST_MEMORY;
    Ok(if holds { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

const ROUNDS: usize = 3;
const ROOMS: usize = 1_000;
const ROOM_SIZE: usize = 4;
const IDLE_SOCKETS: usize = 5_000;
/// How many messages of one client are under way: about as many candidates as a browser finds at once.
const BURST: usize = 8;
/// How many come in at a time.
const AT_ONCE: usize = 64;
/// How long messages go round before they are counted, and while they are.
const WARM_UP: Duration = Duration::from_secs(2);
const COUNTED: Duration = Duration::from_secs(5);
/// How many times the relay's messages per second there are to be, at least.
const LEAST_MESSAGES: f64 = 5.0;
/// How much of the relay's memory an idle socket may take.
const MOST_MEMORY: f64 = 0.2;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Tincan,
    Relay,
}

impl Side {
    fn name(self) -> &'static str {
        match self {
            Self::Tincan => "tincan-server",
            Self::Relay => "express, socket.io",
        }
    }
}

/// What one load gave.
struct Load {
    joins_per_second: f64,
    messages_per_second: f64,
    /// 99 of 100 messages were relayed within this.
    slow: Duration,
}

async fn loaded(side: Side) -> Result<Load> {
    let program = Program::start(side)?;
    let began = Instant::now();
    let clients = Client::come_in(&program, ROOMS * ROOM_SIZE).await?;
    let joins_per_second = clients.len() as f64 / began.elapsed().as_secs_f64();

    let course = Arc::new(Course::default());
    let ids: Vec<String> = clients.iter().map(|client| client.id.clone()).collect();
    let start = Arc::new(Barrier::new(clients.len() + 1));
    let mut running = JoinSet::new();
    for (number, client) in clients.into_iter().enumerate() {
        let next = if number % ROOM_SIZE == ROOM_SIZE - 1 { number + 1 - ROOM_SIZE } else { number + 1 };
        running.spawn(client.go_round(ids[next].clone(), Arc::clone(&course), Arc::clone(&start)));
    }
    start.wait().await;
    tokio::time::sleep(WARM_UP).await;
    let (began, before) = (Instant::now(), course.relayed.load(Ordering::Relaxed));
    course.counts.store(true, Ordering::Relaxed);
    tokio::time::sleep(COUNTED).await;
    let relayed = course.relayed.load(Ordering::Relaxed) - before;
    let took = began.elapsed();
    // Who has nobody to talk to any more goes home.
    course.over.store(true, Ordering::Relaxed);
    drop(program);
    let mut times = Vec::new();
    while let Some(ended) = running.join_next().await {
        times.append(&mut ended??);
    }
    times.sort_unstable();
    let slow = times.get(times.len() * 99 / 100).copied().context("nothing was relayed")?;
    let slow = Duration::from_nanos(slow);
    Ok(Load { joins_per_second, messages_per_second: relayed as f64 / took.as_secs_f64(), slow })
}

/// How much memory a socket takes that says nothing.
async fn idle_bytes(side: Side) -> Result<f64> {
    let program = Program::start(side)?;
    // What is allocated once is not the sockets'.
    let few = Client::come_in(&program, AT_ONCE).await?;
    let before = program.resident_bytes()?;
    let clients = Client::come_in(&program, IDLE_SOCKETS).await?;
    let after = program.resident_bytes()?;
    drop((few, clients));
    Ok((after - before) / IDLE_SOCKETS as f64)
}

/// What all clients of one load share.
#[derive(Default)]
struct Course {
    relayed: AtomicU64,
    counts: AtomicBool,
    over: AtomicBool,
}

/// Somebody in a room.
struct Client {
    side: Side,
    socket: WebSocket,
    id: String,
}

impl Client {
    /// This many clients, each [`ROOM_SIZE`] of them in a room.
    async fn come_in(program: &Program, count: usize) -> Result<Vec<Self>> {
        stream::iter((0..count).map(|number| Self::join(program, number))).buffered(AT_ONCE).try_collect().await
    }

    async fn join(program: &Program, number: usize) -> Result<Self> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let room = format!("room-{}-{}", program.process.id(), number / ROOM_SIZE);
        let path = match program.side {
            Side::Tincan => "/ws",
            Side::Relay => "/socket.io/?EIO=4&transport=websocket",
        };
        let socket = WebSocket::open(&program.address, path).await?;
        let mut client = Self { side: program.side, socket, id: String::new() };
        match program.side {
            Side::Tincan => {
                let unique = u128::from(NEXT.fetch_add(1, Ordering::Relaxed)).to_be_bytes();
                let (session, page) = (SessionId::from_bytes(unique), PageId::from_bytes(unique));
                client.id = member_id(&session, &page).as_str().to_owned();
                let join = serde_json::json!({
                    "type": "join", "version": VERSION, "room": room, "name": "Ada", "session": session, "page": page,
                });
                client.say(&join.to_string()).await?;
                client.hear("\"joined\"").await?;
            }
            Side::Relay => {
                // Engine.IO 4: open, then Socket.IO's connect to the namespace and its answer.
                client.hear("0{").await?;
                client.say("40").await?;
                let connected = client.hear("40{").await?;
                let answer: serde_json::Value = serde_json::from_str(&connected[2..])?;
                client.id = answer["sid"].as_str().context("no id in the answer")?.to_owned();
                client.say(&format!("42[\"join\",\"{room}\"]")).await?;
                client.hear("\"joined\"").await?;
            }
        }
        Ok(client)
    }

    async fn say(&mut self, text: &str) -> Result<()> {
        self.socket.put(&text_frame(text));
        self.socket.flush().await
    }

    /// The next message with this in it.
    async fn hear(&mut self, wanted: &str) -> Result<String> {
        loop {
            while let Some(text) = self.socket.text()? {
                if text.contains(wanted) {
                    return Ok(text.to_owned());
                }
            }
            ensure!(self.socket.fill().await?, "the server hung up");
        }
    }

    /// Sends a burst to the next one in the room, and another message for each that arrives, until the server is gone. What arrives
    /// together is sent on together. Says how many nanoseconds each message took while they were counted.
    async fn go_round(mut self, next: String, course: Arc<Course>, start: Arc<Barrier>) -> Result<Vec<u64>> {
        let mut message = Stamped::new(match self.side {
            Side::Tincan => format!("{{\"type\":\"signal\",\"to\":\"{next}\",\"signal\":\"{NO_STAMP} {CANDIDATE}\"}}"),
            Side::Relay => format!("42[\"signal\",{{\"to\":\"{next}\",\"signal\":\"{NO_STAMP} {CANDIDATE}\"}}]"),
        })?;
        start.wait().await;
        for _ in 0..BURST {
            self.socket.put(message.at(nanos())?);
        }
        let mut times = Vec::new();
        loop {
            let there = match self.socket.flush().await {
                Ok(()) => self.socket.fill().await,
                Err(error) => Err(error),
            };
            if course.over.load(Ordering::Relaxed) {
                return Ok(times);
            }
            ensure!(there?, "the server hung up");
            let (now, mut relayed, mut asked) = (nanos(), 0, false);
            while let Some(text) = self.socket.text()? {
                if let Some(stamp) = stamp(text) {
                    relayed += 1;
                    if course.counts.load(Ordering::Relaxed) {
                        times.push(now.saturating_sub(stamp));
                    }
                } else {
                    ensure!(!text.contains("\"error\""), "refused: {text}");
                    asked |= text == "2";
                }
            }
            for _ in 0..relayed {
                self.socket.put(message.at(now)?);
            }
            if asked {
                self.socket.put(&text_frame("3"));
            }
            course.relayed.fetch_add(relayed, Ordering::Relaxed);
        }
    }
}

/// A message with the time in it at which it is sent.
struct Stamped {
    frame: Vec<u8>,
    stamp: usize,
}

impl Stamped {
    fn new(text: String) -> Result<Self> {
        let frame = text_frame(&text);
        let stamp = text.find(NO_STAMP).context("no place for the stamp")? + frame.len() - text.len();
        Ok(Self { frame, stamp })
    }

    fn at(&mut self, nanos: u64) -> Result<&[u8]> {
        write!(&mut self.frame[self.stamp..], "{nanos:020}")?;
        Ok(&self.frame)
    }
}

/// As long as every stamp.
const NO_STAMP: &str = "00000000000000000000";

/// The time since the first call: what messages are stamped with.
fn nanos() -> u64 {
    static EPOCH: LazyLock<Instant> = LazyLock::new(Instant::now);
    u64::try_from(EPOCH.elapsed().as_nanos()).unwrap_or(u64::MAX)
}

/// The stamp that a message was sent with, if it is one of ours.
fn stamp(text: &str) -> Option<u64> {
    let (_, rest) = text.split_once("\"signal\":\"")?;
    rest.get(..NO_STAMP.len())?.parse().ok()
}

/// A host candidate as browsers write it.
const CANDIDATE: &str = "candidate:2897045329 1 udp 2113937151 7d0b7e3c-9c4e-4a1f-9c8f-2a54d2a6f0f1.local 54321 typ host generation 0 ufrag EsAw network-cost 999";

/// A server under load. Ends with this.
struct Program {
    side: Side,
    process: Child,
    address: String,
}

impl Program {
    fn start(side: Side) -> Result<Self> {
        let mut command = match side {
            Side::Tincan => {
                let mut command = Command::new(variable("TINCAN_BENCH_SERVER")?);
                command.args(["--listen", "127.0.0.1:0", "--turn-listen", "off", "--log", "warn"]);
                // What an owner allows is not what is measured, and of files no more may be open than the bench itself needs.
                command.args(["--max-sockets", "6000", "--max-joins", "1000000"]);
                command.args(["--max-messages", "1000000", "--max-bytes", "1000000000"]);
                command
            }
            Side::Relay => {
                let mut command = Command::new("node");
                command.arg(variable("TINCAN_BENCH_RELAY")?).env("NODE_PATH", variable("TINCAN_BENCH_MODULES")?);
                command.env("NODE_ENV", "production");
                command
            }
        };
        let mut process = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().context("starting it")?;
        let mut line = String::new();
        BufReader::new(process.stdout.take().context("no output")?).read_line(&mut line)?;
        // "Tincan is at http://localhost:PORT", or the port alone.
        let port: u16 = line.trim().rsplit(':').next().unwrap_or_default().parse().context("no port was printed")?;
        Ok(Self { side, process, address: format!("127.0.0.1:{port}") })
    }

    /// What the program has in memory (Linux).
    fn resident_bytes(&self) -> Result<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id()))
            .context("memory can be measured on Linux only")?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS")?;
        let kilobytes: f64 = line.trim().trim_end_matches(" kB").parse()?;
        Ok(kilobytes * 1024.0)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn variable(name: &str) -> Result<PathBuf> {
    let value = env::var_os(name).with_context(|| format!("{name} is not set: use `cargo xtask bench signalling`"))?;
    Ok(value.into())
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
}
