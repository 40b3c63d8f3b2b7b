//! A display of a scenario's own, on which browsers have real windows, and a hand that presses keys and buttons there.

use std::process::{Command as BlockingCommand, Stdio};

use anyhow::{Context as _, Result, ensure};
use tokio::{
    io::{AsyncBufReadExt as _, BufReader},
    process::{Child, Command},
};

/// A running Xvfb. It ends when dropped.
#[derive(Debug)]
pub(crate) struct Display {
    number: u32,
    _process: Child,
}

impl Display {
    /// Starts one. `None` where there can be none; why is printed.
    ///
    /// # Errors
    /// Xvfb is there and does not start.
    pub(crate) async fn start() -> Result<Option<Self>> {
        if let Err(why) = is_possible() {
            println!("SKIPPED: no display can be had here: {why:#}");
            return Ok(None);
        }
        let mut process = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1280x900x24", "-nolisten", "tcp"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .context("starting Xvfb")?;
        // It says its number when it can be used.
        let mut lines = BufReader::new(process.stdout.take().context("Xvfb has no output")?).lines();
        let number = lines.next_line().await?.context("Xvfb ended at once")?.trim().parse()?;
        Ok(Some(Self { number, _process: process }))
    }

    /// What a browser finds it by: the value of `DISPLAY`.
    pub(crate) fn address(&self) -> String {
        format!(":{}", self.number)
    }

    /// Lets xdotool do something, and returns what it says.
    pub(crate) async fn hand(&self, arguments: &[&str]) -> Result<String> {
        let output = Command::new("xdotool").args(arguments).env("DISPLAY", self.address()).output().await?;
        ensure!(output.status.success(), "xdotool {arguments:?}: {}", String::from_utf8_lossy(&output.stderr).trim());
        Ok(String::from_utf8(output.stdout)?.trim().to_owned())
    }
}

fn is_possible() -> Result<()> {
    for (program, argument) in [("Xvfb", "-help"), ("xdotool", "version")] {
        let answer = BlockingCommand::new(program).arg(argument).stdout(Stdio::null()).stderr(Stdio::null()).status();
        answer.with_context(|| format!("{program} is not installed"))?;
    }
    Ok(())
}
