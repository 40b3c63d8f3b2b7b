//! The property tests with seeds that nobody has tried.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::command::{self, say};

/// Runs them until the time is over, each round with a fresh seed. True: one of them failed.
///
/// A round is run to its end. How many courses it takes is said by each property.
pub(super) fn run(time: Duration) -> Result<bool> {
    // Apart from what they find: what does not compile says nothing about a seed.
    let built = tests().arg("--no-run").status()?;
    if !built.success() {
        bail!("the property tests do not compile");
    }
    let start = Instant::now();
    let mut rounds = 0;
    while rounds == 0 || start.elapsed() < time {
        let seed = fresh_seed();
        say(format!("properties, with the seed {seed}"));
        if !tests().env(SEED, seed.to_string()).status()?.success() {
            say(format!("found something: `{SEED}={seed} cargo xtask test unit` finds it again"));
            say("what proptest wrote into *.proptest-regressions is to be committed with what mends it");
            return Ok(true);
        }
        rounds += 1;
    }
    say(format!("properties: {rounds} rounds, and nothing found"));
    Ok(false)
}

/// The tests that have properties among them.
fn tests() -> std::process::Command {
    let mut cargo = command::cargo();
    cargo.args(["test", "--locked", "--quiet", "--no-fail-fast", "--lib", "--test", "it"]);
    cargo.args(["--package", "tincan-core", "--package", "tincan-protocol", "--package", "tincan-server"]);
    cargo
}

/// The standard library has no other randomness.
fn fresh_seed() -> u64 {
    RandomState::new().build_hasher().finish()
}

/// What proptest reads. For the suite it is set in .cargo/config.toml.
const SEED: &str = "PROPTEST_RNG_SEED";
