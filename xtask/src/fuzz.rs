//! `cargo xtask fuzz`: looks for courses of events that the suite does not take.

mod properties;

use std::process::ExitCode;
use std::time::Duration;

use anyhow::Result;
use clap::{Args, ValueEnum};

/// What `fuzz` can be told.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// What to run; all of it, one after the other, if nothing is named
    #[arg(value_enum)]
    targets: Vec<Target>,
    /// For how long, each
    #[arg(long, value_name = "N", default_value_t = 60)]
    seconds: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Target {
    /// The property tests of the suite, again and again, each time with a seed of its own
    Properties,
}

/// Runs what is named, to the last, whatever is found on the way.
pub(crate) fn fuzz(options: &Options) -> Result<ExitCode> {
    let targets = if options.targets.is_empty() { Target::value_variants() } else { &options.targets };
    let time = Duration::from_secs(options.seconds);
    let mut found = false;
    for target in targets {
        found |= match target {
            Target::Properties => properties::run(time)?,
        };
    }
    Ok(if found { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
