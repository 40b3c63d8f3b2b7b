//! Cuts the panels off the app: a wasm of their own, which the app loads when it first needs them (`src/panels.rs`).
//!
//! trunk has the app whole. Here it is built once more with the feature `split`, silenced ([`panics`]), cut, and goes the rest of trunk's way: wasm-bindgen,
//! then wasm-opt, for each part.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use wasm_split_cli_support::{Options, SplitWasm, transform};

use crate::tools::{Toolbox, WASM_TARGET};
use crate::{command, imports, order, panics, scripts, workspace};

/// Puts the app in its parts in the place of the whole one that trunk built: `tincan.js`, `tincan_bg.wasm` and, for each part NAME that is
/// loaded later, `tincan-NAME.wasm`.
pub(crate) fn split(dist: &Path, toolbox: &Toolbox) -> Result<()> {
    let mut cargo = command::cargo();
    cargo.args(["build", "--release", "--locked", "--target", WASM_TARGET, "--bin", "tincan", "--features", "split"]);
    command::run(&mut cargo)?;
    let target = workspace::target_dir()?;
    let parts = Parts::cut(&target.join(WASM_TARGET).join("release/tincan.wasm"), &target.join("xtask/split"))?;

    let bound = parts.bind(toolbox)?;
    let script = fs::read_to_string(bound.join("tincan.js")).context("reading what wasm-bindgen wrote")?;
    let wasm = fs::read(bound.join("tincan_bg.wasm")).context("reading what wasm-bindgen wrote")?;
    let loader = fs::read_to_string(&parts.loader).context("reading the loader of the parts")?;
    let loader = parts.renamed(&loader)?;
    let (wasm, script) = imports::shorten(&wasm, &with_loader(&script, &loader)?)?;
    fs::write(bound.join("tincan_bg.wasm"), wasm).context("writing the app's wasm")?;

    scripts::forget(dist, "tincan")?;
    fs::write(dist.join("tincan.js"), script).context("writing the app's script")?;
    optimize(toolbox, &bound.join("tincan_bg.wasm"), &dist.join("tincan_bg.wasm"))?;
    parts.later.iter().try_for_each(|file| optimize(toolbox, &parts.folder.join(file), &dist.join(name_of(file))))
}

/// The app after the cut.
#[derive(Debug)]
struct Parts {
    folder: PathBuf,
    /// What is loaded at once; wasm-bindgen has not seen it yet.
    main: PathBuf,
    /// The JavaScript that loads the others.
    loader: PathBuf,
    /// The others: `split_NAME.wasm`, and `chunk_N.wasm` for what several of them share.
    later: Vec<String>,
}

impl Parts {
    fn cut(whole: &Path, folder: &Path) -> Result<Self> {
        if folder.exists() {
            fs::remove_dir_all(folder).with_context(|| format!("emptying {}", folder.display()))?;
        }
        let whole = panics::silence(&fs::read(whole).with_context(|| format!("reading {}", whole.display()))?)?;
        let main = folder.join("tincan.wasm");
        let mut options = Options::new(&whole);
        options.output_dir = folder;
        options.main_out_path = &main;
        options.main_module = MAIN;
        options.link_name = LOADER;
        let SplitWasm { split_modules, .. } =
            transform(options).map_err(|error| anyhow!("cutting the app: {error:#}"))?;
        let name = |file: PathBuf| file.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
        let later = split_modules.into_iter().map(name).collect();
        Ok(Self { main, loader: folder.join(LOADER), later, folder: folder.to_owned() })
    }

    /// The loader with the names that the parts have in the built app.
    fn renamed(&self, loader: &str) -> Result<String> {
        self.later.iter().try_fold(loader.to_owned(), |loader, file| {
            let quoted = format!("\"./{file}\"");
            if !loader.contains(&quoted) {
                bail!("the loader of the parts does not load {file}");
            }
            Ok(loader.replace(&quoted, &format!("\"./{}\"", name_of(file))))
        })
    }

    /// Calls wasm-bindgen as trunk does; gives the folder of what it wrote.
    fn bind(&self, toolbox: &Toolbox) -> Result<PathBuf> {
        let bound = self.folder.join("bound");
        let mut bindgen = toolbox.command("wasm-bindgen")?;
        bindgen.args(["--target", "web", "--no-typescript", "--keep-lld-exports", "--out-name", "tincan", "--out-dir"]);
        command::run(bindgen.arg(&bound).arg(&self.main))?;
        Ok(bound)
    }
}

/// wasm-opt with what `index.html` asks trunk for, constants that are added to addresses put into the loads (below the first kilobyte
/// there is the end of the stack, and nothing else), and the functions in an [`order`] that compresses well.
fn optimize(toolbox: &Toolbox, from: &Path, to: &Path) -> Result<()> {
    let wasm_opt = |options: &[&str], from: &Path| {
        let mut wasm_opt = toolbox.command("wasm-opt")?;
        command::run(wasm_opt.args(options).arg(from).arg("--output").arg(to))
    };
    let addresses = ["--low-memory-unused", "--optimize-added-constants-propagate"];
    wasm_opt(&[&addresses[..], &["-Oz", "--one-caller-inline-max-function-size=0"]].concat(), from)?;
    let optimized = fs::read(to).with_context(|| format!("reading {}", to.display()))?;
    let named = from.with_extension("named.wasm");
    fs::write(&named, order::name_in_order(&optimized)?).with_context(|| format!("writing {}", named.display()))?;
    wasm_opt(&["--reorder-functions-by-name", "--strip-debug"], &named)
}

/// The app's script and the loader in one file: a file less to load before the app begins.
fn with_loader(script: &str, loader: &str) -> Result<String> {
    // wasm-bindgen imports it once for each part.
    let (mut names, mut rest) = (Vec::new(), script.to_owned());
    while let Some((binding, shorter)) =
        take_line(&rest, |line| line.starts_with("import * as ") && line.contains(LOADER))
    {
        names.push(binding.trim_start_matches("import * as ").split(' ').next().unwrap_or_default().to_owned());
        rest = shorter;
    }
    if names.is_empty() {
        bail!("the app's script does not import the loader of the parts");
    }
    let (_, loader) = take_line(loader, |line| line.starts_with("import ") && line.contains(MAIN))
        .context("the loader of the parts does not import the app")?;
    let mut exports = Vec::new();
    for line in loader.lines() {
        if let Some(export) = line.strip_prefix("export const ") {
            exports.push(export.split(' ').next().unwrap_or_default());
        } else if line.starts_with("export ") {
            bail!("the loader of the parts exports in an unknown way: {line}");
        }
    }
    let exports = exports.join(", ");
    let object: String = names.iter().map(|name| format!("const {name} = {{ {exports} }};\n")).collect();
    let loader = loader.replace("export const ", "const ");
    Ok(format!("{rest}\n{loader}\n{object}\n"))
}

/// What a part is called in the built app.
fn name_of(file: &str) -> String {
    format!("tincan-{}", file.strip_prefix("split_").unwrap_or(file))
}

/// The one line that `is_it`, and the text without it.
fn take_line(text: &str, is_it: impl Fn(&str) -> bool) -> Option<(&str, String)> {
    let line = text.lines().find(|line| is_it(line))?;
    Some((line, text.replacen(line, "", 1)))
}

const MAIN: &str = "./tincan.js";
const LOADER: &str = "./loader.js";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_loader_becomes_a_part_of_the_script() {
        let script = "import * as import1 from \"./loader.js\"\nimport * as import2 from \"./loader.js\"\nconst imports = { \"./loader.js\": import1 };\nexport { initSync };\n";
        let loader = "import { initSync } from \"./tincan.js\";\nconst x = initSync();\nexport const load_panels = wrap([\"./split_panels.wasm\", \"./chunk_3.wasm\"]);\n";
        let later = vec!["split_panels.wasm".to_owned(), "chunk_3.wasm".to_owned()];
        let parts = Parts { folder: PathBuf::new(), main: PathBuf::new(), loader: PathBuf::new(), later };
        let joined = with_loader(script, &parts.renamed(loader).unwrap()).unwrap();
        assert!(!joined.contains("import ") && !joined.contains("import *"), "{joined}");
        assert!(
            joined.contains("const load_panels = wrap([\"./tincan-panels.wasm\", \"./tincan-chunk_3.wasm\"]);"),
            "{joined}"
        );
        assert!(joined.contains("const import1 = { load_panels };"), "{joined}");
        assert!(joined.contains("const import2 = { load_panels };"), "{joined}");
        assert!(joined.contains("{ \"./loader.js\": import1 }"), "{joined}");
    }

    #[test]
    fn another_form_of_either_is_an_error() {
        let script = "import * as import1 from \"./loader.js\"\n";
        let loader = "import { initSync } from \"./tincan.js\";\n";
        assert!(with_loader("", loader).is_err());
        assert!(with_loader(script, "").is_err());
        assert!(with_loader(script, &format!("{loader}export default 1;")).is_err());
        assert!(with_loader(script, loader).is_ok());
    }
}
