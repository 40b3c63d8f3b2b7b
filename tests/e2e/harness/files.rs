//! Files that people of a scenario send to each other.

use std::{
    collections::BTreeMap,
    env,
    fs::{self, File},
    io::{BufWriter, Write as _},
    path::{Path, PathBuf},
};

use anyhow::{Result, ensure};
use serde_json::json;
use thirtyfour::By;

use super::{PATIENCE, Person, wait_until};

impl Person {
    /// Opens the panel of the files.
    pub(crate) async fn opens_files(&self) -> Result<()> {
        self.presses_first("Files").await?;
        self.has("dialog", "Files").await
    }

    /// Picks a file, or several, each in a line of its own.
    pub(crate) async fn picks(&self, file: &str) -> Result<()> {
        wait_until(format_args!("{self} can pick"), PATIENCE, async || {
            Ok(self.find("button", "Send a file").await?.map(drop))
        })
        .await?;
        self.driver().find(By::Css(".transfer-panel__input")).await?.send_keys(file).await?;
        Ok(())
    }

    /// Picks a file that no disk has: under any name.
    pub(crate) async fn picks_named(&self, name: &str, text: &str) -> Result<()> {
        let script = "const input = document.querySelector('.transfer-panel__input'), items = new DataTransfer();
            items.items.add(new File([arguments[1]], arguments[0]));
            input.files = items.files;
            input.dispatchEvent(new Event('change', { bubbles: true }))";
        self.run(script, &[json!(name), json!(text)]).await
    }

    /// Drops files and folders in the middle of the page. Chromium only.
    pub(crate) async fn drops(&self, paths: &[String]) -> Result<()> {
        let data = json!({ "items": [], "files": paths, "dragOperationsMask": 1 });
        for kind in ["dragEnter", "dragOver", "drop"] {
            let event = json!({ "type": kind, "x": 400, "y": 300, "data": data });
            self.driver().cdp().send_raw("Input.dispatchDragEvent", event).await?;
        }
        Ok(())
    }

    /// Pastes a file that was copied elsewhere.
    pub(crate) async fn pastes_file(&self, name: &str, text: &str) -> Result<()> {
        let script = "const copied = new DataTransfer();
            copied.items.add(new File([arguments[1]], arguments[0]));
            document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: copied, bubbles: true, cancelable: true }))";
        self.run(script, &[json!(name), json!(text)]).await
    }

    /// Waits until as many transfers are as these words say.
    pub(crate) async fn has_transfers(&self, count: usize, words: &str) -> Result<()> {
        let script = "const states = [...document.querySelectorAll('.transfer__state')].map(state => state.innerText);
            const tally = {};
            for (const state of states) tally[state] = (tally[state] ?? 0) + 1;
            return tally";
        wait_until(format_args!("{self} has {count} transfers that are {words:?}"), PATIENCE * 6, async || {
            let tally: BTreeMap<String, usize> = self.ask(script, &[]).await?;
            ensure!(tally.get(words) == Some(&count), "{tally:?}");
            Ok(Some(()))
        })
        .await
    }

    /// Has the browser put what is saved into the folder of these files. Chromium only.
    pub(crate) async fn saves_into(&self, files: &Files) -> Result<()> {
        let way = json!({ "behavior": "allow", "downloadPath": files.0 });
        self.driver().cdp().send_raw("Browser.setDownloadBehavior", way).await?;
        Ok(())
    }

    /// Gives the site of this page so many bytes for all that it stores, or as many as it likes. Chromium only.
    pub(crate) async fn has_space(&self, bytes: Option<u64>) -> Result<()> {
        let origin: String = self.ask("return location.origin", &[]).await?;
        let mut quota = json!({ "origin": origin });
        if let Some(bytes) = bytes {
            quota["quotaSize"] = json!(bytes);
        }
        self.driver().cdp().send_raw("Storage.overrideQuotaForOrigin", quota).await?;
        Ok(())
    }

    /// Waits until nothing of files is stored.
    pub(crate) async fn stores_nothing(&self) -> Result<()> {
        wait_until(format_args!("{self} stores nothing"), PATIENCE, async || {
            let stored = self.stored().await?;
            ensure!(stored.is_empty(), "{stored:?}");
            Ok(Some(()))
        })
        .await
    }

    /// How many bytes have come through the channels of this page.
    pub(crate) async fn received_bytes(&self) -> Result<u64> {
        let script = "return (async () => {
            let bytes = 0;
            for (const connection of probe.live()) {
                for (const entry of (await connection.getStats()).values()) {
                    if (entry.type === 'data-channel') bytes += entry.bytesReceived;
                }
            }
            return bytes;
        })()";
        self.ask(script, &[]).await
    }

    /// Waits until so much of a file is there.
    pub(crate) async fn has_progress(&self, bytes: u64) -> Result<()> {
        wait_until(format_args!("{self} has {bytes} bytes"), PATIENCE * 3, async || {
            let script = "return document.querySelector('.transfer__bar')?.value ?? 0";
            Ok((self.ask::<f64>(script, &[]).await? >= bytes as f64).then_some(()))
        })
        .await
    }

    /// The SHA-256 of each file of what the page's site has stored, as far as it is whole.
    pub(crate) async fn stored(&self) -> Result<Vec<(u64, String)>> {
        let script = format!(
            "return (async () => {{
            {HASH}
            const root = await navigator.storage.getDirectory(), found = [];
            const folder = await root.getDirectoryHandle('transfers', {{ create: true }});
            for await (const [name, handle] of folder.entries()) {{
                if (!name.endsWith('.part')) continue;
                const file = await handle.getFile();
                found.push([file.size, await hash(await file.arrayBuffer())]);
            }}
            return found;
        }})()"
        );
        self.ask(&script, &[]).await
    }

    /// Waits until a file of this size and of what [`Files::make`] puts into it is there.
    pub(crate) async fn has_stored(&self, size: usize) -> Result<()> {
        let expected = self.hash_of(size).await?;
        wait_until(format_args!("{self} has stored {size} bytes"), PATIENCE, async || {
            let stored = self.stored().await?;
            ensure!(stored.contains(&(size as u64, expected.clone())), "{stored:?}");
            Ok(Some(()))
        })
        .await
    }

    /// Waits until what the page has saved last, as it has noted in `saved`, is such a file.
    pub(crate) async fn has_saved(&self, size: usize) -> Result<()> {
        let expected = self.hash_of(size).await?;
        let script =
            format!("return (async () => {{ {HASH} return window.saved && hash(await saved.arrayBuffer()); }})()");
        wait_until(format_args!("{self} has saved {size} bytes"), PATIENCE, async || {
            let saved: Option<String> = self.ask(&script, &[]).await?;
            ensure!(saved.as_ref() == Some(&expected), "{saved:?}");
            Ok(Some(()))
        })
        .await
    }

    /// The hash of a file of this size that [`Files::make`] makes.
    async fn hash_of(&self, size: usize) -> Result<String> {
        let script = format!(
            "return (async () => {{
                {HASH}
                const bytes = new Uint8Array(arguments[0]);
                let state = 0x9e3779b9;
                for (let at = 0; at < bytes.length; at++) {{
                    state = Math.imul(state, 1664525) + 1013904223 | 0;
                    bytes[at] = state >>> 24;
                }}
                return hash(bytes);
            }})()"
        );
        self.ask(&script, &[json!(size)]).await
    }
}

/// The SHA-256 of some bytes, as a page computes it.
const HASH: &str = "const hash = async bytes =>
    [...new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))].map(byte => byte.toString(16).padStart(2, '0')).join('');";

/// Files of a test, removed after it.
#[derive(Debug)]
pub(crate) struct Files(PathBuf);

impl Files {
    pub(crate) fn new(name: &str) -> Result<Self> {
        let folder = env::temp_dir().join(format!("tincan-files-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder)?;
        Ok(Self(folder))
    }

    /// Where they are.
    pub(crate) fn folder(&self) -> &Path {
        &self.0
    }

    /// A file of this size, and where it is.
    pub(crate) fn make(&self, name: &str, size: usize) -> Result<String> {
        let path = self.0.join(name);
        let bytes: Vec<u8> = noise().take(size).collect();
        fs::write(&path, bytes)?;
        Ok(path.to_string_lossy().into_owned())
    }

    /// A large file of so many MiB, no two of which are alike, and where it is.
    pub(crate) fn make_large(&self, name: &str, mebibytes: u32) -> Result<String> {
        let path = self.0.join(name);
        let mut file = BufWriter::new(File::create(&path)?);
        let mut piece: Vec<u8> = noise().take(1024 * 1024).collect();
        for number in 0..mebibytes {
            piece[..4].copy_from_slice(&number.to_be_bytes());
            file.write_all(&piece)?;
        }
        file.flush()?;
        Ok(path.to_string_lossy().into_owned())
    }
}

/// Bytes that nothing compresses, the same each time.
fn noise() -> impl Iterator<Item = u8> {
    let mut state = 0x9e37_79b9_u32;
    std::iter::repeat_with(move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_be_bytes()[0]
    })
}

impl Drop for Files {
    fn drop(&mut self) {
        // What remains is in the folder of temporary files.
        let _ = fs::remove_dir_all(&self.0);
    }
}
