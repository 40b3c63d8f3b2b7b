//! `cargo xtask bench`: measurements in real browsers, against a plain JavaScript page that does the same.

use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, ValueEnum};

use crate::command::{self, say};
use crate::test::whole;

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
}

/// Sets up the app and the browsers, and runs the benchmark; its exit status is that of the command.
pub(crate) fn bench(options: &Options) -> Result<ExitCode> {
    let target = match options.name {
        Name::Join => "join",
        Name::Media => "media",
        Name::Chat => "chat",
        Name::Transfer => "transfer",
    };
    let mut cargo = command::cargo();
    // What drives the browsers is not what is measured: it is built as for the tests.
    cargo.args(["bench", "--locked", "--profile", "dev", "--package", "tincan", "--bench", target]);
    whole::prepare(&mut cargo)?;
    if !options.arguments.is_empty() {
        cargo.arg("--").args(&options.arguments);
    }
    say(format!("measuring: {target}…"));
    let status = cargo.status()?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
