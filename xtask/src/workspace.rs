//! Where things are: the checkout, its target folder, its files.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};

use crate::command;

/// The checkout's root folder.
pub(crate) fn root() -> PathBuf {
    let xtask =
        env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    xtask.parent().map_or_else(|| xtask.clone(), Path::to_path_buf)
}

/// The folder of the built app.
pub(crate) fn dist() -> PathBuf {
    root().join("dist")
}

/// Cargo's target folder, wherever the user's configuration puts it.
pub(crate) fn target_dir() -> Result<PathBuf> {
    let metadata = command::stdout(command::cargo().args(["metadata", "--no-deps", "--format-version", "1"]))?;
    let metadata: serde_json::Value =
        serde_json::from_str(&metadata).context("reading the output of cargo metadata")?;
    let target = metadata["target_directory"].as_str();
    target.map(PathBuf::from).ok_or_else(|| anyhow!("cargo metadata names no target folder"))
}

/// The version of a package in Cargo.lock.
pub(crate) fn locked_version(package: &str) -> Result<String> {
    let lock = fs::read_to_string(root().join("Cargo.lock")).context("reading Cargo.lock")?;
    version_in_lock(&lock, package).with_context(|| format!("looking for {package} in Cargo.lock"))
}

/// Every file under `folder` for which no part of its path is refused, sorted, with `/` between the parts.
pub(crate) fn files(folder: &Path, refuse: impl Fn(&str) -> bool) -> Result<Vec<String>> {
    let mut found = Vec::new();
    let mut folders = vec![String::new()];
    while let Some(parent) = folders.pop() {
        let path = folder.join(&parent);
        let entries = fs::read_dir(&path).with_context(|| format!("listing {}", path.display()))?;
        for entry in entries {
            let entry = entry.with_context(|| format!("listing {}", path.display()))?;
            let Ok(name) = entry.file_name().into_string() else { continue };
            let relative = if parent.is_empty() { name } else { format!("{parent}/{name}") };
            if refuse(&relative) {
                continue;
            }
            let kind = entry.file_type().with_context(|| format!("looking at {relative}"))?;
            if kind.is_dir() {
                folders.push(relative);
            } else if kind.is_file() {
                found.push(relative);
            }
        }
    }
    found.sort();
    Ok(found)
}

fn version_in_lock(lock: &str, package: &str) -> Result<String> {
    let lock: toml::Table = lock.parse().context("Cargo.lock is not TOML")?;
    let packages = lock.get("package").and_then(toml::Value::as_array).context("it lists no packages")?;
    packages
        .iter()
        .find(|entry| entry.get("name").and_then(toml::Value::as_str) == Some(package))
        .and_then(|entry| entry.get("version")?.as_str())
        .map(str::to_owned)
        .context("it is not there")
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = r#"
        version = 4
        [[package]]
        name = "wasm-bindgen-macro"
        version = "9.9.9"
        [[package]]
        name = "wasm-bindgen"
        version = "0.2.130"
    "#;

    #[test]
    fn a_locked_version_is_that_of_exactly_this_package() {
        assert_eq!(version_in_lock(LOCK, "wasm-bindgen").unwrap(), "0.2.130");
    }

    #[test]
    fn a_package_that_is_not_locked_is_an_error() {
        assert!(version_in_lock(LOCK, "yew").is_err());
        assert!(version_in_lock("", "yew").is_err());
    }

    #[test]
    fn files_are_listed_in_order_and_refused_folders_left_out() {
        let files = files(&root().join("xtask"), |path| path == "src/tidy").unwrap();
        assert!(files.contains(&"Cargo.toml".to_owned()));
        assert!(files.contains(&"src/main.rs".to_owned()));
        assert!(files.iter().all(|file| !file.starts_with("src/tidy/")));
        assert!(files.is_sorted());
    }
}
