//! Programs that run until Ctrl-C, together: when one ends, or this program is told to end, all of them do.

use std::process::{Child, Command, ExitCode};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

/// Running programs, ended together: at the latest when this value is dropped.
#[derive(Debug)]
pub(crate) struct Children {
    running: Vec<(&'static str, Child)>,
    told_to_end: Receiver<()>,
}

impl Children {
    /// None yet. From here on Ctrl-C and a termination signal end the programs instead of this one alone.
    pub(crate) fn new() -> Result<Self> {
        let (tell, told_to_end) = channel();
        ctrlc::set_handler(move || {
            // The receiver is gone when everything is being ended already.
            let _ = tell.send(());
        })
        .context("listening for Ctrl-C")?;
        Ok(Self { running: Vec::new(), told_to_end })
    }

    /// Starts one more.
    pub(crate) fn start(&mut self, name: &'static str, command: &mut Command) -> Result<()> {
        let child = command.spawn().with_context(|| format!("could not start {name}"))?;
        self.running.push((name, child));
        Ok(())
    }

    /// Waits until `ready` holds; `Some` is the exit code when a program ended, or Ctrl-C came, before that.
    pub(crate) fn wait_until(&mut self, ready: impl Fn() -> bool) -> Result<Option<ExitCode>> {
        loop {
            if ready() {
                return Ok(None);
            }
            if let Some(code) = self.ended_within(Duration::from_millis(50))? {
                return Ok(Some(code));
            }
        }
    }

    /// Waits until a program ends, or Ctrl-C comes, and ends the others.
    pub(crate) fn wait(&mut self) -> Result<ExitCode> {
        loop {
            if let Some(code) = self.ended_within(Duration::from_millis(200))? {
                return Ok(code);
            }
        }
    }

    fn ended_within(&mut self, time: Duration) -> Result<Option<ExitCode>> {
        match self.told_to_end.recv_timeout(time) {
            Ok(()) | Err(RecvTimeoutError::Disconnected) => {
                self.end();
                return Ok(Some(ExitCode::SUCCESS));
            }
            Err(RecvTimeoutError::Timeout) => {}
        }
        for (name, child) in &mut self.running {
            if let Some(status) = child.try_wait().with_context(|| format!("waiting for {name}"))? {
                eprintln!("{name} ended ({status})");
                self.end();
                return Ok(Some(ExitCode::FAILURE));
            }
        }
        Ok(None)
    }

    /// Asks all of them to end, and makes those end that have not within 10 s: a server first takes leave of its sockets.
    fn end(&mut self) {
        for (_, child) in &mut self.running {
            ask_to_end(child);
        }
        let deadline = Instant::now() + Duration::from_secs(10);
        for (_, child) in &mut self.running {
            while Instant::now() < deadline && matches!(child.try_wait(), Ok(None)) {
                std::thread::park_timeout(Duration::from_millis(20));
            }
            // Fails only if it has ended, which is what is wanted.
            let _ = child.kill();
            let _ = child.wait();
        }
        self.running.clear();
    }
}

impl Drop for Children {
    fn drop(&mut self) {
        self.end();
    }
}

/// The gentle way, so that a server can say goodbye to its sockets. The standard library knows only the hard one.
fn ask_to_end(child: &mut Child) {
    if matches!(child.try_wait(), Ok(None)) && cfg!(unix) {
        let _ = Command::new("kill").args(["-TERM", &child.id().to_string()]).status();
    }
}
