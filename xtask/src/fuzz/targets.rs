//! The programs in the folder `fuzz`: each feeds one part of Tincan with bytes that libFuzzer makes up.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::command::{self, say};
use crate::tools::find_on_path;
use crate::workspace;

/// Whether the targets can be built here; if not, what is missing.
pub(super) fn can_build() -> Result<()> {
    if !cfg!(any(target_os = "linux", target_os = "macos")) {
        bail!("the fuzz targets are built on Linux and macOS only");
    }
    if env::var_os("CXX").is_none() && find_on_path(&["c++", "g++", "clang++"]).is_none() {
        bail!("the fuzz targets need a C++ compiler for libFuzzer (on Debian: `apt install g++`)");
    }
    Ok(())
}

/// Targets that are built.
#[derive(Debug)]
pub(super) struct Fuzzer {
    /// Where the programs are.
    programs: PathBuf,
    /// Where everything goes that is found.
    target_dir: PathBuf,
}

impl Fuzzer {
    /// Builds them as cargo-fuzz does without a sanitizer, which any toolchain can, in a target folder of their own.
    pub(super) fn build(targets: &[String]) -> Result<Self> {
        can_build()?;
        say("building the fuzz targets…");
        let target_dir = workspace::target_dir()?.join("fuzz");
        let host = host()?;
        let mut cargo = command::cargo();
        cargo.args(["build", "--quiet", "--release", "--locked", "--manifest-path", "fuzz/Cargo.toml"]);
        // Named, it keeps the flags away from what runs while it is built.
        cargo.args(["--target", &host]).arg("--target-dir").arg(&target_dir);
        targets.iter().for_each(|target| {
            cargo.args(["--bin", target]);
        });
        cargo.env("RUSTFLAGS", FLAGS.join(" ")).env_remove("CARGO_ENCODED_RUSTFLAGS");
        command::run(&mut cargo)?;
        Ok(Self { programs: target_dir.join(host).join("release"), target_dir })
    }

    /// Looks for so long, from where the last search ended, and shows how it goes. True: something was found.
    pub(super) fn search(&self, target: &str, time: Duration) -> Result<bool> {
        let corpus = self.target_dir.join("corpus").join(target);
        let mut fuzzing = self.fuzzing(target, &corpus, time)?;
        let status = fuzzing.arg("-print_final_stats=1").status().with_context(|| format!("starting {target}"))?;
        Ok(self.found(target, status))
    }

    /// Looks for so long, always from the same beginning and in the same order, and shows what is found. True: something was.
    pub(super) fn check(&self, target: &str, time: Duration) -> Result<bool> {
        let corpus = self.target_dir.join("suite").join(target);
        if corpus.exists() {
            fs::remove_dir_all(&corpus).with_context(|| format!("emptying {}", corpus.display()))?;
        }
        let mut fuzzing = self.fuzzing(target, &corpus, time)?;
        let output =
            fuzzing.args(["-verbosity=0", "-seed=1"]).output().with_context(|| format!("starting {target}"))?;
        if !output.status.success() {
            eprint!("{}", String::from_utf8_lossy(&output.stderr));
        }
        Ok(self.found(target, output.status))
    }

    /// Inputs that reach something new are kept in `corpus`; the committed ones are read only.
    fn fuzzing(&self, target: &str, corpus: &Path, time: Duration) -> Result<Command> {
        say(format!("{target}, for {} seconds", time.as_secs()));
        let artifacts = self.target_dir.join("artifacts").join(target);
        for folder in [corpus, &artifacts] {
            fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
        }
        let mut fuzzing = Command::new(self.programs.join(target));
        fuzzing.arg(corpus).arg(workspace::root().join("fuzz/corpus").join(target));
        fuzzing.arg(format!("-artifact_prefix={}/", artifacts.display()));
        fuzzing.arg(format!("-max_total_time={}", time.as_secs())).args(LIMITS);
        Ok(fuzzing)
    }

    fn found(&self, target: &str, status: ExitStatus) -> bool {
        if !status.success() {
            let program = self.programs.join(target);
            say(format!("found something: `{} FILE` shows it again, with the file named above", program.display()));
        }
        !status.success()
    }
}

/// The triple that the compiler builds for if it is told nothing else.
fn host() -> Result<String> {
    let said = command::stdout(Command::new("rustc").arg("-vV").current_dir(workspace::root()))?;
    let host = said.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).context("rustc does not say for which host it is")
}

/// What cargo-fuzz passes with `--sanitizer none`.
const FLAGS: &[&str] = &[
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
    "-Cllvm-args=-simplifycfg-branch-fold-threshold=0",
    #[cfg(target_os = "linux")]
    "-Cllvm-args=-sanitizer-coverage-stack-depth",
    "--cfg fuzzing",
];

/// Of one input: how long it may take (seconds), how much memory (MB), and how long it is (bytes). Functions without names are not listed.
const LIMITS: &[&str] = &["-timeout=10", "-rss_limit_mb=1024", "-max_len=4096", "-print_funcs=0"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_is_a_triple() {
        assert!(host().unwrap().split('-').count() >= 3);
    }
}
