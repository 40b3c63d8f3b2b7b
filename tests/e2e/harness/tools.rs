//! Where the browsers, their drivers and axe-core are.

use std::{
    env,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};

/// The program that a variable names, or the first of `names` on the path, or the one that `cargo xtask test` installed.
///
/// # Errors
/// There is none; the message says how to get it.
pub(crate) fn program(variable: &str, names: &[&str]) -> Result<PathBuf> {
    if let Some(path) = env::var_os(variable) {
        return Ok(path.into());
    }
    let on_path = env::var_os("PATH").map(|path| env::split_paths(&path).collect::<Vec<_>>()).unwrap_or_default();
    let installed = installed_tools().into_iter().map(|tool| tool.join("bin"));
    on_path
        .into_iter()
        .chain(installed)
        .flat_map(|folder| names.iter().map(move |name| folder.join(name)))
        .find(|path| path.is_file())
        .with_context(|| format!("no {} found: `cargo xtask test e2e` installs it, or set {variable}", names[0]))
}

/// The source of axe-core, which audits a page's accessibility: the file that `TINCAN_E2E_AXE` names, or the one that
/// `cargo xtask test` installed.
///
/// # Errors
/// There is none, or it cannot be read.
pub(crate) fn axe_core() -> Result<String> {
    let path = env::var_os("TINCAN_E2E_AXE")
        .map(PathBuf::from)
        .or_else(|| {
            let scripts = installed_tools().into_iter().map(|tool| tool.join("node_modules/axe-core/axe.min.js"));
            scripts.into_iter().find(|path| path.is_file())
        })
        .context("no axe-core found: `cargo xtask test e2e` installs it, or set TINCAN_E2E_AXE")?;
    std::fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))
}

/// The folders of the tools that `cargo xtask` installed, one per tool and version.
fn installed_tools() -> Vec<PathBuf> {
    let cache = env::var_os("XDG_CACHE_HOME")
        .map(PathBuf::from)
        .or_else(|| env::var_os("HOME").map(|home| Path::new(&home).join(".cache")))
        .map(|cache| cache.join("tincan/tools"));
    let entries = cache.and_then(|cache| std::fs::read_dir(cache).ok());
    entries.into_iter().flatten().filter_map(Result::ok).map(|entry| entry.path()).collect()
}
