//! `cargo xtask test`: every layer of tests, and a closing table.

pub(crate) mod counts;
mod web;
pub(crate) mod whole;

use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use anyhow::Result;
use clap::{Args, ValueEnum};

use self::counts::Counts;
use crate::command::{self, say};
use crate::tools::{WASM_TARGET, need_component, need_wasm_target};
use crate::{fuzz, tidy, workspace};

/// What `test` can be told.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// The layers to run; all of them, in this order, if none is named
    #[arg(value_enum)]
    layers: Vec<Layer>,
    /// Arguments for the tests themselves, such as a part of a test's name (layers unit, web and e2e)
    #[arg(last = true)]
    arguments: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Layer {
    /// The format of the code
    Fmt,
    /// The lints, for the host and for the browser
    Clippy,
    /// The invariants of the design
    Tidy,
    /// Everything that runs without a browser
    Unit,
    /// The fuzz targets, for a few seconds each
    Fuzz,
    /// Browser tests of each crate, in Chromium and in Firefox
    Web,
    /// The whole: real browsers, real server
    E2e,
}

/// Runs the layers to the last, whatever fails on the way.
pub(crate) fn test(options: &Options) -> Result<ExitCode> {
    let layers = if options.layers.is_empty() { Layer::value_variants() } else { &options.layers };
    let mut report = Vec::new();
    for layer in layers {
        say(format!("test {}", layer.name()));
        let start = Instant::now();
        let counts = layer.run(&options.arguments).unwrap_or_else(|error| {
            eprintln!("error: {error:#}");
            Counts::FAILURE
        });
        report.push(Line { layer: layer.name(), counts, time: start.elapsed() });
    }
    print!("{}", table(&report));
    let failed = report.iter().any(|line| line.counts.failed > 0);
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

impl Layer {
    const fn name(self) -> &'static str {
        match self {
            Self::Fmt => "fmt",
            Self::Clippy => "clippy",
            Self::Tidy => "tidy",
            Self::Unit => "unit",
            Self::Fuzz => "fuzz",
            Self::Web => "web",
            Self::E2e => "e2e",
        }
    }

    fn run(self, arguments: &[String]) -> Result<Counts> {
        match self {
            Self::Fmt => {
                need_component("fmt", "rustfmt")?;
                let mut counts = check(command::cargo().args(["fmt", "--all", "--check"]))?;
                counts += check(command::cargo().args(["fmt", "--manifest-path", "fuzz/Cargo.toml", "--check"]))?;
                Ok(counts)
            }
            Self::Clippy => clippy(),
            Self::Tidy => tidy::check_all(),
            Self::Unit => unit(arguments),
            Self::Fuzz => fuzz::test(),
            Self::Web => web::test(arguments),
            Self::E2e => whole::test(arguments),
        }
    }
}

struct Line {
    layer: &'static str,
    counts: Counts,
    time: Duration,
}

fn clippy() -> Result<Counts> {
    need_component("clippy", "clippy")?;
    need_wasm_target()?;
    let host: &[&str] = &["--workspace", "--all-targets"];
    // By kinds of targets: what is tested on the host depends on crates that do not build for the browser.
    let engines = &["--package", "tincan-protocol", "--package", "tincan-core", "--lib", "--target", WASM_TARGET];
    let browser = &["--package", "tincan-web", "--package", "yew-webrtc", "--all-targets", "--target", WASM_TARGET];
    let app = &["--package", "tincan", "--lib", "--bins", "--test", "web", "--target", WASM_TARGET];
    let mut counts = Counts::default();
    for selection in [host, engines, browser, app] {
        let mut cargo = command::cargo();
        counts += check(cargo.args(["clippy", "--locked"]).args(selection).args(["--", "-D", "warnings"]))?;
    }
    Ok(counts)
}

fn unit(arguments: &[String]) -> Result<Counts> {
    // The app's own package apart: its other test targets need browsers.
    let crates: &[&str] = &["--workspace", "--exclude", "tincan"];
    let app = &["--package", "tincan", "--lib", "--bins"];
    let mut counts = Counts::default();
    for selection in [crates, app] {
        let mut cargo = command::cargo();
        cargo.args(["test", "--locked", "--no-fail-fast"]).args(selection);
        if !arguments.is_empty() {
            cargo.arg("--").args(arguments);
        }
        counts += counted(&mut cargo)?;
    }
    Ok(counts.unless_none_ran())
}

/// A command that is one check: it holds or it does not.
fn check(command: &mut Command) -> Result<Counts> {
    let status = command.current_dir(workspace::root()).status()?;
    Ok(if status.success() { Counts { passed: 1, failed: 0 } } else { Counts::FAILURE })
}

/// A command that runs tests and says how many.
fn counted(command: &mut Command) -> Result<Counts> {
    let (status, output) = command::stream(command)?;
    Ok(Counts::in_output(&output).with_status(status.success()))
}

fn table(report: &[Line]) -> String {
    let mut text = format!("\n{:<8}{:>8}{:>8}{:>10}\n", "layer", "passed", "failed", "seconds");
    let mut sum = Counts::default();
    for Line { layer, counts, time } in report {
        text.push_str(&format!("{layer:<8}{:>8}{:>8}{:>10.1}\n", counts.passed, counts.failed, time.as_secs_f64()));
        sum += *counts;
    }
    text.push_str(&format!("\n{} passed, {} failed\n", sum.passed, sum.failed));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_ends_with_the_plain_sum() {
        let line = |layer, passed, failed| Line {
            layer,
            counts: Counts { passed, failed },
            time: Duration::from_millis(1250),
        };
        let text = table(&[line("unit", 120, 0), line("e2e", 9, 2)]);
        assert_eq!(text.lines().last(), Some("129 passed, 2 failed"));
        assert!(text.contains("e2e            9       2       1.2\n"), "{text}");
    }

    #[test]
    fn a_command_that_fails_is_a_failed_check() {
        assert_eq!(check(command::cargo().arg("--version")).unwrap(), Counts { passed: 1, failed: 0 });
        assert_eq!(check(command::cargo().arg("no-such-command")).unwrap(), Counts::FAILURE);
    }
}
