//! The release build of the app: trunk's files in `dist/`, and beside each compressible one its brotli form.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::thread;

use anyhow::{Context, Result, anyhow};

use crate::command::{self, say};
use crate::fingerprint::Fingerprint;
use crate::tools::{BINARYEN, TERSER, TRUNK, Tool, Toolbox, WASM_BINDGEN, need_wasm_target};
use crate::{scripts, split, stylesheets, workspace};

/// What builds the app.
pub(crate) const TOOLS: [Tool; 4] = [TRUNK, WASM_BINDGEN, BINARYEN, TERSER];

/// Builds the app in release into [`workspace::dist`], unless nothing has changed since that was done.
pub(crate) fn build() -> Result<()> {
    need_wasm_target()?;
    let toolbox = Toolbox::with(&TOOLS)?;
    let stamp_file = workspace::target_dir()?.join("xtask/app.stamp");
    let inputs = inputs(&toolbox)?;
    if fs::read_to_string(&stamp_file).is_ok_and(|kept| stamp(&inputs).is_ok_and(|current| kept == current)) {
        say("the app is up to date");
        return Ok(());
    }

    say("building the app (trunk, release)…");
    command::run(toolbox.command("trunk")?.args(["build", "--release", "--skip-version-check"]))?;
    stylesheets::join(&workspace::dist())?;
    say("cutting off what is loaded later…");
    split::split(&workspace::dist(), &toolbox)?;
    scripts::minify(&workspace::dist(), &toolbox)?;
    scripts::hash(&workspace::dist())?;
    say("compressing it (brotli)…");
    compress_all(&workspace::dist())?;

    let parent = stamp_file.parent().unwrap_or(&stamp_file);
    fs::create_dir_all(parent).with_context(|| format!("creating {}", parent.display()))?;
    fs::write(&stamp_file, stamp(&inputs)?).with_context(|| format!("writing {}", stamp_file.display()))
}

/// Brotli at its strongest, as the files beside those of the app are compressed.
pub(crate) fn compress(content: &[u8]) -> Result<Vec<u8>> {
    let mut compressed = Vec::new();
    let mut writer = brotli::CompressorWriter::new(&mut compressed, 1 << 16, 11, 24);
    writer.write_all(content).and_then(|()| writer.flush()).context("compressing")?;
    drop(writer);
    Ok(compressed)
}

/// Whether a file of this name shrinks by compression: text and wasm do, pictures are compressed already.
pub(crate) fn is_compressible(file: &str) -> bool {
    let extension = file.rsplit_once('.').map(|(_, extension)| extension);
    matches!(
        extension,
        Some("css" | "html" | "ico" | "js" | "json" | "map" | "svg" | "txt" | "wasm" | "webmanifest" | "xml")
    )
}

/// Stands for what went into a build and for what came out: a `trunk serve` by hand overwrites the same folder.
fn stamp(inputs: &Fingerprint) -> Result<String> {
    let dist = workspace::dist();
    let outputs = Fingerprint::of(&dist, &workspace::files(&dist, |_| false)?, "")?;
    Ok(format!("in {inputs}\nout {outputs}\n"))
}

fn inputs(toolbox: &Toolbox) -> Result<Fingerprint> {
    let root = workspace::root();
    let files = workspace::files(&root, |path| !is_input(path))?;
    let compiler = command::stdout(std::process::Command::new("rustc").arg("-Vv"))?;
    let flags = std::env::var("RUSTFLAGS").unwrap_or_default();
    // What happens to trunk's files afterwards is a part of the build, too.
    let afterwards = [
        include_str!("app.rs"),
        include_str!("imports.rs"),
        include_str!("order.rs"),
        include_str!("panics.rs"),
        include_str!("scripts.rs"),
        include_str!("split.rs"),
        include_str!("stylesheets.rs"),
    ]
    .concat();
    Fingerprint::of(&root, &files, &format!("{compiler}{flags}\n{}\n{afterwards}", toolbox.versions()?))
}

/// Whether the app's build may depend on this file or folder. What is not known to be irrelevant is relevant.
fn is_input(path: &str) -> bool {
    let irrelevant =
        [".ci", ".git", ".github", "bench", "crates/tincan-server", "dist", "docs", "target", "tests", "xtask"];
    let name = path.rsplit('/').next().unwrap_or(path);
    let is_of_tests = path.starts_with("crates/") && matches!(name, "tests" | "examples" | "benches");
    let is_of_tools = matches!(name, "node_modules" | "webdriver.json" | "clippy.toml" | "rustfmt.toml" | ".gitignore");
    !(irrelevant.contains(&path) || is_of_tests || is_of_tools || name.ends_with(".md"))
}

fn compress_all(dist: &Path) -> Result<()> {
    let files = workspace::files(dist, |path| path.ends_with(".br"))?;
    // The wasm takes longest by far, so it alone keeps one core busy: the others share what remains.
    let (wasm, others): (Vec<_>, Vec<_>) =
        files.iter().filter(|file| is_compressible(file)).partition(|file| file.ends_with(".wasm"));
    let compress_each = |files: &[&String]| files.iter().try_for_each(|file| compress_file(&dist.join(file)));
    thread::scope(|scope| {
        let wasm = scope.spawn(|| compress_each(&wasm));
        compress_each(&others)?;
        wasm.join().map_err(|_| anyhow!("compressing the wasm panicked"))?
    })
}

fn compress_file(file: &Path) -> Result<()> {
    let content = fs::read(file).with_context(|| format!("reading {}", file.display()))?;
    let compressed = compress(&content)?;
    let mut beside = file.as_os_str().to_owned();
    beside.push(".br");
    fs::write(&beside, compressed).with_context(|| format!("writing {}", Path::new(&beside).display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_app_is_made_of_is_an_input() {
        for path in [
            "Cargo.lock",
            "Cargo.toml",
            "Trunk.toml",
            "index.html",
            "src/lib.rs",
            "styles/base.css",
            "assets/icons.svg",
            "crates/tincan-web/src/peer.rs",
        ] {
            assert!(is_input(path), "{path}");
        }
    }

    #[test]
    fn tests_papers_and_the_server_are_no_inputs() {
        for path in [
            "README.md",
            "tests",
            "crates/yew-webrtc/tests",
            "crates/yew-webrtc/examples",
            "crates/tincan-server",
            "target",
            "dist",
            ".git",
            "xtask",
            "webdriver.json",
        ] {
            assert!(!is_input(path), "{path}");
        }
    }

    #[test]
    fn text_and_wasm_are_compressed_and_pictures_are_not() {
        for file in ["index.html", "tincan-0a1b_bg.wasm", "icons.svg", "snippets/sys.js"] {
            assert!(is_compressible(file), "{file}");
        }
        for file in ["picture.png", "font.woff2", "LICENSE", "index.html.br"] {
            assert!(!is_compressible(file), "{file}");
        }
    }

    #[test]
    fn compressed_text_comes_back_the_same() {
        let text = "two cans and a string ".repeat(1000);
        let compressed = compress(text.as_bytes()).unwrap();
        let mut back = Vec::new();
        brotli::BrotliDecompress(&mut compressed.as_slice(), &mut back).unwrap();
        assert_eq!(back, text.as_bytes());
        assert!(compressed.len() < 200);
    }
}
