//! The processes of a browser: how much memory they take, and their end.

use std::{fs, process::Command};

use anyhow::{Context as _, Result, ensure};

use super::Person;

impl Person {
    /// How much memory the browser takes now, in MiB, after its page has thrown away what nobody needs any more: what its processes have for
    /// themselves, and what they share with each other. What mirrors files on the disk is not in it, for the system takes that back when it
    /// likes. Linux only.
    pub(crate) async fn memory(&self) -> Result<f64> {
        self.run("window.gc?.()", &[]).await?;
        Ok(self.processes()?.iter().map(|process| process.kibibytes as f64 / 1024.0).sum())
    }

    /// Ends the browser as a power cut does.
    pub(crate) fn is_killed(&self) -> Result<()> {
        let ids: Vec<u32> = self.processes()?.into_iter().map(|process| process.id).collect();
        kill(&ids)?;
        self.set_gone();
        Ok(())
    }

    /// Ends the process of Chromium that has all its sockets. It starts another one, without them: what a change of networks is to a page.
    pub(crate) fn loses_its_sockets(&self) -> Result<()> {
        let processes = self.processes()?.into_iter().map(|process| process.id);
        let ids: Vec<u32> = processes.filter(|id| command(*id).contains("NetworkService")).collect();
        ensure!(ids.len() == 1, "{self} has {ids:?} for its sockets");
        kill(&ids)
    }

    /// The processes of the browser.
    fn processes(&self) -> Result<Vec<Process>> {
        let (mut others, mut found) = (processes()?, Vec::<Process>::new());
        let mut parents = self.process().into_iter().collect::<Vec<_>>();
        while let Some(parent) = parents.pop() {
            let (ours, rest) =
                others.into_iter().partition::<Vec<_>, _>(|other| other.id == parent || other.parent == parent);
            parents.extend(ours.iter().map(|process| process.id).filter(|id| *id != parent));
            found.extend(ours);
            others = rest;
        }
        Ok(found)
    }
}

#[derive(Debug)]
struct Process {
    id: u32,
    parent: u32,
    kibibytes: u64,
}

/// All processes of this machine.
fn processes() -> Result<Vec<Process>> {
    let entries = fs::read_dir("/proc").context("there is no /proc")?;
    let ids = entries.flatten().filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    // One that ends meanwhile is none.
    Ok(ids.filter_map(process).collect())
}

fn process(id: u32) -> Option<Process> {
    let status = fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let field = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name))?;
        line.trim_start_matches(':').split_whitespace().next()?.parse::<u64>().ok()
    };
    let kibibytes = field("RssAnon").unwrap_or_default() + field("RssShmem").unwrap_or_default();
    Some(Process { id, parent: u32::try_from(field("PPid")?).ok()?, kibibytes })
}

/// The command line of a process; empty, if it has ended.
fn command(id: u32) -> String {
    fs::read(format!("/proc/{id}/cmdline"))
        .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        .unwrap_or_default()
}

fn kill(ids: &[u32]) -> Result<()> {
    let status = Command::new("kill").arg("-KILL").args(ids.iter().map(u32::to_string)).status()?;
    ensure!(status.success(), "{ids:?} cannot be ended");
    Ok(())
}
