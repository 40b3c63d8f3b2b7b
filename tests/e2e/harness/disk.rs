//! A disk of a scenario's own, that can be full.

use std::{
    env,
    fs::{self, File},
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
};

use anyhow::{Context as _, Result, ensure};

/// A small disk, which is in memory. It is gone when dropped: whoever still uses it then writes to where it was.
#[derive(Debug)]
pub(crate) struct SmallDisk {
    folder: PathBuf,
}

impl SmallDisk {
    /// An empty one of that size. `None` where there can be none, since only root may: why is printed.
    pub(crate) fn mount(mebibytes: u32) -> Result<Option<Self>> {
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = env::temp_dir().join(format!("tincan-disk-{}-{number}", std::process::id()));
        fs::create_dir_all(&folder)?;
        let disk = Self { folder };
        if let Err(why) = mount(&disk.folder, mebibytes) {
            println!("SKIPPED: there can be no small disk here: {why:#}");
            return Ok(None);
        }
        Ok(Some(disk))
    }

    /// Where it is.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Something else takes all the space that is left.
    pub(crate) fn is_filled(&self) -> Result<()> {
        let mut file = File::create(self.filler())?;
        let block = vec![0; 1024 * 1024];
        let full = loop {
            if let Err(error) = file.write_all(&block) {
                break error;
            }
        };
        ensure!(full.kind() == std::io::ErrorKind::StorageFull, "{full}");
        Ok(())
    }

    /// It is gone again.
    pub(crate) fn is_emptied(&self) -> Result<()> {
        fs::remove_file(self.filler()).context("nothing filled the disk")
    }

    fn filler(&self) -> PathBuf {
        self.folder.join("filler")
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // A browser that was ended may have files there for a moment more.
        let _ = Command::new("umount").arg("--lazy").arg(&self.folder).stderr(Stdio::null()).status();
        let _ = fs::remove_dir(&self.folder);
    }
}

fn mount(folder: &Path, mebibytes: u32) -> Result<()> {
    let size = format!("size={mebibytes}m");
    let output = Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tincan"]).arg(folder).output()?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr).trim());
    Ok(())
}

static COUNT: AtomicU32 = AtomicU32::new(0);
