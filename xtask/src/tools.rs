//! The tools that build and test Tincan: which, in exactly which version, and how they are installed.
//!
//! A tool of the right version on the PATH is used. Otherwise it is installed once per version into a cache of the
//! user's, outside the checkout, so that a fresh clone does not build it again: `$TINCAN_TOOLS`, or
//! `$XDG_CACHE_HOME/tincan/tools`, or `~/.cache/tincan/tools`.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::command::{self, say};
use crate::workspace;

/// A program, or a package of files, in one exact version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tool {
    /// The package's name at its registry.
    name: &'static str,
    version: Version,
    /// What it brings: `bin/…` or `node_modules/…` below its folder, the first of them the one that is asked for its version.
    brings: &'static [&'static str],
    source: Source,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Version {
    Exactly(&'static str),
    /// That of the package of this name in Cargo.lock.
    OfLocked(&'static str),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Source {
    /// `cargo install`, with or without the tool's own lock file.
    Cargo {
        locked: bool,
    },
    Npm,
}

/// Bundles the app.
pub(crate) const TRUNK: Tool = Tool {
    name: "trunk",
    version: Version::Exactly("0.21.14"),
    brings: &["bin/trunk"],
    source: Source::Cargo { locked: true },
};

/// Writes the JavaScript around the app's wasm, and runs browser tests. Its version must be that of the crate.
pub(crate) const WASM_BINDGEN: Tool = Tool {
    name: "wasm-bindgen-cli",
    version: Version::OfLocked("wasm-bindgen"),
    brings: &["bin/wasm-bindgen", "bin/wasm-bindgen-test-runner"],
    // Its own lock file names a crate version that was withdrawn.
    source: Source::Cargo { locked: false },
};

/// Runs the browser tests of one crate in one browser.
pub(crate) const WASM_PACK: Tool = Tool {
    name: "wasm-pack",
    version: Version::Exactly("0.15.1"),
    brings: &["bin/wasm-pack"],
    source: Source::Cargo { locked: true },
};

/// Drives Firefox.
pub(crate) const GECKODRIVER: Tool = Tool {
    name: "geckodriver",
    version: Version::Exactly("0.36.0"),
    brings: &["bin/geckodriver"],
    source: Source::Cargo { locked: true },
};

/// `wasm-opt`, which makes the app's wasm smaller. Trunk.toml names its version too.
pub(crate) const BINARYEN: Tool = Tool {
    name: "binaryen",
    version: Version::Exactly("132.0.0"),
    brings: &["node_modules/.bin/wasm-opt"],
    source: Source::Npm,
};

/// Makes JavaScript smaller.
pub(crate) const TERSER: Tool = Tool {
    name: "terser",
    version: Version::Exactly("5.51.2"),
    brings: &["node_modules/.bin/terser"],
    source: Source::Npm,
};

/// The accessibility audit that the whole-app tests run in every page.
pub(crate) const AXE: Tool = Tool {
    name: "axe-core",
    version: Version::Exactly("4.14.1"),
    brings: &["node_modules/axe-core/axe.min.js"],
    source: Source::Npm,
};

/// What the relay that Tincan's server is measured against is made of: serves HTTP.
pub(crate) const EXPRESS: Tool = Tool {
    name: "express",
    version: Version::Exactly("5.3.0"),
    brings: &["node_modules/express/index.js"],
    source: Source::Npm,
};

/// What that relay is made of, too: rooms and messages.
pub(crate) const SOCKET_IO: Tool = Tool {
    name: "socket.io",
    version: Version::Exactly("4.8.4"),
    brings: &["node_modules/socket.io/dist/index.js"],
    source: Source::Npm,
};

/// Tools that are there, ready to be called.
#[derive(Debug)]
pub(crate) struct Toolbox {
    tools: Vec<(Tool, Vec<PathBuf>)>,
}

impl Toolbox {
    /// Sees to it that these tools are there, installing what is missing.
    pub(crate) fn with(tools: &[Tool]) -> Result<Self> {
        let cache = cache_dir()?;
        let ready = tools.iter().map(|tool| Ok((*tool, tool.ready(&cache)?)));
        Ok(Self { tools: ready.collect::<Result<_>>()? })
    }

    /// The path of something that one of the tools brings, by its file name.
    pub(crate) fn path(&self, name: &str) -> Result<PathBuf> {
        let mut brought = self.tools.iter().flat_map(|(_, files)| files);
        let found = brought.find(|file| file.ends_with(name) || file.ends_with(executable(name)));
        found.cloned().with_context(|| format!("{name} is not among the tools set up"))
    }

    /// One of the tools, called in the root of the checkout and finding the other tools on its PATH.
    pub(crate) fn command(&self, program: &str) -> Result<Command> {
        let mut command = Command::new(self.path(program)?);
        command.current_dir(workspace::root()).env("PATH", self.search_path()?);
        // trunk takes the variable for a flag, which it wants to be `true` or `false`.
        if env::var_os("NO_COLOR").is_some() {
            command.env("NO_COLOR", "true");
        }
        Ok(command)
    }

    /// The PATH with the tools first.
    pub(crate) fn search_path(&self) -> Result<OsString> {
        let tools = self.tools.iter().flat_map(|(_, files)| files).filter_map(|file| file.parent());
        let path = env::var_os("PATH").unwrap_or_default();
        let folders = tools.map(Path::to_path_buf).chain(env::split_paths(&path));
        env::join_paths(folders).context("a folder of the tools has a name that cannot stand in the PATH")
    }

    /// The versions of all of them, in one line: part of what a build depends on.
    pub(crate) fn versions(&self) -> Result<String> {
        let versions = self.tools.iter().map(|(tool, _)| Ok(format!("{} {}", tool.name, tool.version()?)));
        Ok(versions.collect::<Result<Vec<_>>>()?.join(", "))
    }
}

impl Tool {
    fn version(&self) -> Result<String> {
        match self.version {
            Version::Exactly(version) => Ok(version.to_owned()),
            Version::OfLocked(package) => workspace::locked_version(package),
        }
    }

    /// The files of [`Tool::brings`]: the user's own if they are of the right version, else those in the cache.
    fn ready(&self, cache: &Path) -> Result<Vec<PathBuf>> {
        let version = self.version()?;
        if let Some(files) = self.on_path(&version) {
            return Ok(files);
        }
        let folder = cache.join(format!("{}-{version}", self.name));
        if !self.is_complete(&folder) {
            self.install(&version, cache, &folder)?;
        }
        Ok(self.files(&folder))
    }

    fn files(&self, folder: &Path) -> Vec<PathBuf> {
        let name = |file: &str| if file.starts_with("bin/") { executable(file) } else { file.to_owned() };
        self.brings.iter().map(|file| folder.join(name(file))).collect()
    }

    /// The programs on the user's PATH, if they are there, together, in this version.
    fn on_path(&self, version: &str) -> Option<Vec<PathBuf>> {
        if !self.brings.iter().all(|file| file.contains("bin/")) {
            return None;
        }
        let first = find_on_path(&[file_name(self.brings.first()?)])?;
        let answer = command::stdout(Command::new(&first).arg("--version")).ok()?;
        let files: Vec<_> = self.brings.iter().map(|file| first.with_file_name(executable(file_name(file)))).collect();
        (says_version(&answer, version) && files.iter().all(|file| file.is_file())).then_some(files)
    }

    fn is_complete(&self, folder: &Path) -> bool {
        self.files(folder).iter().all(|file| file.is_file())
    }

    /// Installs into a folder beside, which takes its place only when it is complete: an interrupted one does not count.
    fn install(&self, version: &str, cache: &Path, folder: &Path) -> Result<()> {
        say(format!("installing {} {version} (once, into {})…", self.name, cache.display()));
        let unfinished = cache.join(format!(".{}-{version}-{}", self.name, std::process::id()));
        let build = cache.join(format!(".build-{}", std::process::id()));
        fs::create_dir_all(&unfinished).with_context(|| format!("creating {}", unfinished.display()))?;

        let installed = match self.source {
            Source::Cargo { locked } => {
                let mut command = command::cargo();
                // Not in the checkout: its .cargo/config.toml is not meant for tools.
                command.current_dir(cache).env("CARGO_TARGET_DIR", &build);
                command.args(["install", self.name, "--version", version, "--root"]).arg(&unfinished);
                command::run(command.args(locked.then_some("--locked")))
            }
            Source::Npm => {
                need_npm()?;
                let package = format!("{}@{version}", self.name);
                let mut command = npm();
                command.current_dir(&unfinished).arg("install").arg("--prefix").arg(&unfinished);
                command::run(command.args(["--no-audit", "--no-fund", "--no-update-notifier", &package]))
            }
        };
        let placed = installed.and_then(|()| {
            if !self.is_complete(&unfinished) {
                bail!("{} {version} was installed, but does not bring {}", self.name, self.brings.join(", "));
            }
            if folder.exists() && !self.is_complete(folder) {
                fs::remove_dir_all(folder).with_context(|| format!("removing the incomplete {}", folder.display()))?;
            }
            // Somebody else may have installed it meanwhile, which is as good.
            if !folder.exists() {
                fs::rename(&unfinished, folder).with_context(|| format!("moving into {}", folder.display()))?;
            }
            Ok(())
        });
        for leftover in [&unfinished, &build] {
            if leftover.exists() {
                fs::remove_dir_all(leftover).with_context(|| format!("removing {}", leftover.display()))?;
            }
        }
        placed.with_context(|| format!("installing {} {version}", self.name))
    }
}

/// Sees to it that the toolchain can compile for the browser.
pub(crate) fn need_wasm_target() -> Result<()> {
    let sysroot = command::stdout(Command::new("rustc").args(["--print", "sysroot"]))?;
    if Path::new(sysroot.trim()).join("lib/rustlib").join(WASM_TARGET).is_dir() {
        return Ok(());
    }
    say(format!("adding the compilation target {WASM_TARGET}…"));
    if find_on_path(&["rustup"]).is_none() {
        bail!(
            "the Rust toolchain lacks the target {WASM_TARGET}, and rustup is not there to add it: see https://rustup.rs"
        );
    }
    command::run(Command::new("rustup").args(["target", "add", WASM_TARGET]))
}

/// Sees to it that the toolchain has rustfmt and clippy.
pub(crate) fn need_component(program: &str, component: &str) -> Result<()> {
    if command::stdout(command::cargo().args([program, "--version"])).is_ok() {
        return Ok(());
    }
    say(format!("adding {component} to the toolchain…"));
    if find_on_path(&["rustup"]).is_none() {
        bail!("`cargo {program}` is missing, and rustup is not there to add it: see https://rustup.rs");
    }
    command::run(Command::new("rustup").args(["component", "add", component]))
}

/// The compilation target of the app.
pub(crate) const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// The first of these programs that is on the PATH.
pub(crate) fn find_on_path(programs: &[&str]) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    let folders: Vec<_> = env::split_paths(&path).collect();
    programs.iter().find_map(|program| {
        folders.iter().map(|folder| folder.join(executable(program))).find(|candidate| candidate.is_file())
    })
}

fn cache_dir() -> Result<PathBuf> {
    let variable = |name| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let cache = variable("TINCAN_TOOLS")
        .or_else(|| variable("XDG_CACHE_HOME").map(|cache| cache.join("tincan/tools")))
        .or_else(|| env::home_dir().map(|home| home.join(".cache/tincan/tools")))
        .context("where to install tools? Set TINCAN_TOOLS to a folder")?;
    fs::create_dir_all(&cache).with_context(|| format!("creating {}", cache.display()))?;
    cache.canonicalize().with_context(|| format!("looking for {}", cache.display()))
}

fn need_npm() -> Result<()> {
    if find_on_path(&["npm", "npm.cmd"]).is_none() {
        bail!("npm is not installed: it brings wasm-opt, terser and the accessibility audit; see https://nodejs.org");
    }
    Ok(())
}

fn npm() -> Command {
    Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" })
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn executable(path: &str) -> String {
    format!("{path}{}", env::consts::EXE_SUFFIX)
}

/// Whether the answer to `--version` names this version; binaryen's programs know their major version only.
fn says_version(answer: &str, version: &str) -> bool {
    let major = version.strip_suffix(".0.0");
    answer.lines().next().unwrap_or_default().split_whitespace().any(|word| word == version || Some(word) == major)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Tool; 7] = [TRUNK, WASM_BINDGEN, WASM_PACK, GECKODRIVER, BINARYEN, TERSER, AXE];

    #[test]
    fn a_version_is_compared_as_a_whole() {
        assert!(says_version("trunk 0.21.14\n", "0.21.14"));
        assert!(says_version("geckodriver 0.36.0 (a3d508507022 2025-02-24)\n\nThe source", "0.36.0"));
        assert!(says_version("wasm-opt version 132 (version_132)", "132.0.0"));
        assert!(!says_version("trunk 0.21.140", "0.21.14"));
        assert!(!says_version("wasm-opt version 108", "132.0.0"));
        assert!(!says_version("", "0.21.14"));
    }

    #[test]
    fn every_tool_has_a_version_and_brings_something() {
        for tool in ALL {
            assert!(tool.version().unwrap().split('.').count() == 3, "{tool:?}");
            assert!(!tool.brings.is_empty(), "{tool:?}");
        }
    }

    #[test]
    fn a_folder_without_the_programs_is_not_an_installed_tool() {
        assert!(!TRUNK.is_complete(&workspace::root()));
    }

    #[test]
    fn trunk_is_told_the_version_of_wasm_opt_that_is_installed() {
        let trunk: toml::Table = fs::read_to_string(workspace::root().join("Trunk.toml")).unwrap().parse().unwrap();
        let major = BINARYEN.version().unwrap().split('.').next().unwrap().to_owned();
        assert_eq!(trunk["tools"]["wasm_opt"].as_str().unwrap(), format!("version_{major}"));
    }

    #[test]
    fn what_a_toolbox_lacks_is_named() {
        let error = Toolbox { tools: Vec::new() }.path("trunk").unwrap_err();
        assert_eq!(error.to_string(), "trunk is not among the tools set up");
    }
}
