//! `cargo xtask bench`: measurements against plain JavaScript that does the same, in real browsers or at a real server.

use std::env;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result};
use clap::{Args, ValueEnum};

use crate::command::{self, say};
use crate::server::{self, Profile};
use crate::test::whole;
use crate::tools::{EXPRESS, SOCKET_IO, Toolbox};
use crate::workspace;

/// What `bench` can be told.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Which benchmark
    #[arg(value_enum)]
    name: Name,
    /// Arguments for the benchmark itself
    #[arg(last = true)]
    arguments: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Name {
    /// From pressing Join in the second browser to its first remote frame
    Join,
    /// Sharing a screen, switching the camera, filtering the picture
    Media,
    /// A message of the chat to the other browser, and the word that it arrived back
    Chat,
    /// A file to the other browser: throughput, stalls and memory
    Transfer,
    /// The picture after cuts, a new address and another network, behind routers
    Survive,
    /// Relaying under load, and the memory of an idle socket, against a relay of express and socket.io
    Signalling,
}

/// Sets up what it needs, and runs the benchmark; its exit status is that of the command.
pub(crate) fn bench(options: &Options) -> Result<ExitCode> {
    let mut cargo = command::cargo();
    cargo.args(["bench", "--locked"]);
    let target = match options.name {
        Name::Join => in_browsers(&mut cargo, "join")?,
        Name::Media => in_browsers(&mut cargo, "media")?,
        Name::Chat => in_browsers(&mut cargo, "chat")?,
        Name::Transfer => in_browsers(&mut cargo, "transfer")?,
        Name::Survive => in_browsers(&mut cargo, "survive")?,
        Name::Signalling => of_the_server(&mut cargo)?,
    };
    if !options.arguments.is_empty() {
        cargo.arg("--").args(&options.arguments);
    }
    say(format!("measuring: {target}…"));
    let status = cargo.status()?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn in_browsers(cargo: &mut Command, target: &'static str) -> Result<&'static str> {
    // What drives the browsers is not what is measured: it is built as for the tests.
    cargo.args(["--profile", "dev", "--package", "tincan", "--bench", target]);
    whole::prepare(cargo)?;
    Ok(target)
}

fn of_the_server(cargo: &mut Command) -> Result<&'static str> {
    let program = server::build(Profile::Server)?;
    let toolbox = Toolbox::with(&[EXPRESS, SOCKET_IO])?;
    let modules = |file: &str, above: usize| {
        Ok::<_, anyhow::Error>(toolbox.path(file)?.ancestors().nth(above).map(PathBuf::from))
    };
    let modules = [modules("express/index.js", 2)?, modules("socket.io/dist/index.js", 3)?];
    let modules = env::join_paths(modules.into_iter().flatten()).context("the cache of tools has an unusable name")?;
    // The load is to cost less than the server that bears it.
    cargo.args(["--profile", "server", "--package", "tincan-server", "--bench", "signalling"]);
    cargo.env("TINCAN_BENCH_SERVER", program).env("TINCAN_BENCH_MODULES", modules);
    cargo.env("TINCAN_BENCH_RELAY", workspace::root().join("bench/relay/relay.js"));
    Ok("signalling")
}
