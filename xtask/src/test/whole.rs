//! Tests of the whole: real browsers against the built app and a real server.

use std::process::Command;

use anyhow::Result;

use super::counted;
use super::counts::Counts;
use crate::browsers::Browsers;
use crate::command;
use crate::tools::{AXE, GECKODRIVER, Toolbox};
use crate::{app, workspace};

/// Runs them one after the other: each has several browsers of its own.
pub(crate) fn test(arguments: &[String]) -> Result<Counts> {
    let mut cargo = command::cargo();
    prepare(&mut cargo)?;
    cargo.args(["test", "--locked", "--package", "tincan", "--test", "e2e", "--", "--test-threads", "1"]);
    Ok(counted(cargo.args(arguments))?.unless_none_ran())
}

/// Builds the app, sees to the browsers, and tells the command where everything is.
pub(crate) fn prepare(command: &mut Command) -> Result<()> {
    let browsers = Browsers::ready()?;
    let toolbox = Toolbox::with(&[GECKODRIVER, AXE])?;
    app::build()?;
    command
        .env("TINCAN_E2E_APP", workspace::dist())
        .env("TINCAN_E2E_CHROMIUM", browsers.chromium)
        .env("TINCAN_E2E_CHROMEDRIVER", browsers.chromedriver)
        .env("TINCAN_E2E_FIREFOX", browsers.firefox)
        .env("TINCAN_E2E_GECKODRIVER", toolbox.path("geckodriver")?)
        .env("TINCAN_E2E_AXE", toolbox.path("axe.min.js")?);
    Ok(())
}
