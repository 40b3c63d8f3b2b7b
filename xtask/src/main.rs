//! Tincan's chores, as one program: `cargo xtask run`, `dev`, `test`, `fuzz`, `size`, `bench` and `tidy`.
//!
//! Every command sets up the tools it needs by itself (see [`tools`]), in a cache outside the checkout.

mod app;
mod bench;
mod browsers;
mod children;
mod command;
mod dev;
mod fingerprint;
mod fuzz;
mod imports;
mod order;
mod panics;
mod run;
mod scripts;
mod server;
mod size;
mod split;
mod stylesheets;
mod test;
mod tidy;
mod tools;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", about = "Tincan's chores", disable_help_subcommand = true)]
struct Cli {
    #[command(subcommand)]
    command: Chore,
}

#[derive(Debug, Subcommand)]
enum Chore {
    /// Build the app in release and serve it, with the signalling, on http://localhost:8080
    Run(run::Options),
    /// Build the app (dist/) and the server's program, as a host needs them
    Build,
    /// Serve the app and rebuild it on every change, with the server behind it
    Dev(dev::Options),
    /// Run all the tests, or the layers named: fmt, clippy, tidy, unit, fuzz, web, e2e
    Test(test::Options),
    /// Look for what the tests do not find: bytes that break the parsers, and properties with fresh seeds
    Fuzz(fuzz::Options),
    /// Print what the release build weighs, and fail beyond the limit
    Size,
    /// Run a benchmark in real browsers
    Bench(bench::Options),
    /// Check the invariants of the design
    Tidy,
}

fn main() -> ExitCode {
    let outcome = match Cli::parse().command {
        Chore::Run(options) => run::run(&options),
        Chore::Build => run::build(),
        Chore::Dev(options) => dev::dev(&options),
        Chore::Test(options) => test::test(&options),
        Chore::Fuzz(options) => fuzz::fuzz(&options),
        Chore::Size => size::size(),
        Chore::Bench(options) => bench::bench(&options),
        Chore::Tidy => tidy::tidy(),
    };
    match outcome {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
