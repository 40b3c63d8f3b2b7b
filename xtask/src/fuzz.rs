//! `cargo xtask fuzz`: looks for courses of events and bytes that the suite does not take.

mod properties;
mod targets;

use std::process::ExitCode;
use std::time::Duration;

use anyhow::Result;
use clap::{Args, ValueEnum};

use self::targets::Fuzzer;
use crate::command::say;
use crate::test::counts::Counts;

/// What `fuzz` can be told.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// What to run; all of it, one after the other, if nothing is named
    #[arg(value_enum, value_name = "TARGET")]
    targets: Vec<Target>,
    /// For how long, each
    #[arg(long, value_name = "N", default_value_t = 60)]
    seconds: u64,
}

/// What can be looked through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
enum Target {
    /// The property tests of the suite, again and again, each time with a seed of its own
    Properties,
    /// What a socket brings to the server, up to what goes out on it
    ClientMessages,
    /// What members do in the server's rooms, in any order
    RoomOperations,
    /// What clients and peers send to the STUN and TURN server
    Datagrams,
    /// What another browser says, and links
    PeerMessages,
    /// What comes on the channel of a file
    TransferFrames,
}

/// Runs what is named, to the last, whatever is found on the way.
pub(crate) fn fuzz(options: &Options) -> Result<ExitCode> {
    let targets = if options.targets.is_empty() { Target::value_variants() } else { &options.targets };
    let time = Duration::from_secs(options.seconds);
    let names = fuzzed(targets);
    let fuzzer = (!names.is_empty()).then(|| Fuzzer::build(&names)).transpose()?;
    let mut found = false;
    for target in targets {
        found |= match &fuzzer {
            Some(fuzzer) if target.is_fuzzed() => fuzzer.search(&target.name(), time)?,
            _ => properties::run(time)?,
        };
    }
    Ok(if found { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// A few seconds of each fuzz target, as a layer of the suite; nothing, in words, where they cannot be built.
pub(crate) fn test() -> Result<Counts> {
    if let Err(why) = targets::can_build() {
        say(format!("skipped: {why}"));
        return Ok(Counts::default());
    }
    let names = fuzzed(Target::value_variants());
    let fuzzer = Fuzzer::build(&names)?;
    let mut counts = Counts::default();
    for name in &names {
        counts += if fuzzer.check(name, IN_THE_SUITE)? { Counts::FAILURE } else { Counts { passed: 1, failed: 0 } };
    }
    Ok(counts)
}

impl Target {
    fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }

    fn is_fuzzed(self) -> bool {
        self != Self::Properties
    }
}

/// The names of those that have a program in the folder `fuzz`.
fn fuzzed(targets: &[Target]) -> Vec<String> {
    targets.iter().filter(|target| target.is_fuzzed()).map(|target| target.name()).collect()
}

/// For so long each target runs in the suite.
const IN_THE_SUITE: Duration = Duration::from_secs(10);

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::workspace;

    #[test]
    fn every_fuzz_target_can_be_named_and_has_seeds() {
        let mut names = fuzzed(Target::value_variants());
        names.sort();
        let files = workspace::files(&workspace::root().join("fuzz/fuzz_targets"), |_| false).unwrap();
        assert_eq!(files, names.iter().map(|name| format!("{name}.rs")).collect::<Vec<_>>());
        for name in names {
            let seeds = fs::read_dir(workspace::root().join("fuzz/corpus").join(&name)).unwrap();
            assert!(seeds.count() > 0, "{name} has no seeds");
        }
    }
}
