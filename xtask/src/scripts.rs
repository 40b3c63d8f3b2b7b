//! The JavaScript of the built app, made small, and the files of all programs named by their content.
//!
//! trunk's own minifier does not understand what wasm-bindgen writes, and leaves it as it is. Of a second program trunk
//! does not hash the names, so that browsers would ask for its files again each time, and it knows nothing of a program in parts.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::fingerprint::Fingerprint;
use crate::tools::Toolbox;
use crate::{command, workspace};

/// Rewrites every script in its place. What wasm and page use of it, they use by the names of its exports and imports,
/// which stay.
pub(crate) fn minify(dist: &Path, toolbox: &Toolbox) -> Result<()> {
    for file in workspace::files(dist, |path| path.ends_with(".br"))?.iter().filter(|file| file.ends_with(".js")) {
        let script = dist.join(file);
        let mut terser = toolbox.command("terser")?;
        terser.arg(&script).args(["--module", "--compress", "passes=2", "--mangle", "--output"]).arg(&script);
        command::run(&mut terser).with_context(|| format!("minifying {file}"))?;
    }
    Ok(())
}

/// Removes the files of a program to which trunk gave names with a hash, and gives the page their plain names: for those that come in their
/// place.
pub(crate) fn forget(dist: &Path, program: &str) -> Result<()> {
    let page_file = dist.join("index.html");
    let mut page = fs::read_to_string(&page_file).context("reading the built index.html")?;
    let files = workspace::files(dist, |_| false)?;
    for ending in [".js", "_bg.wasm"] {
        let is_it = |file: &&String| file.starts_with(&format!("{program}-")) && file.ends_with(ending);
        let file = files.iter().find(is_it).with_context(|| format!("trunk built no {program}-…{ending}"))?;
        page = page.replace(&format!("/{file}"), &format!("/{program}{ending}"));
        fs::remove_file(dist.join(file)).with_context(|| format!("removing {file}"))?;
    }
    fs::write(&page_file, page).context("writing the built index.html")
}

/// Gives the files of all programs names with a hash of their content, in the page and in their scripts too.
pub(crate) fn hash(dist: &Path) -> Result<()> {
    PROGRAMS.into_iter().try_for_each(|program| hash_program(dist, program))
}

/// One hash for all files of a program, since they name each other.
fn hash_program(dist: &Path, program: &str) -> Result<()> {
    let mut files = workspace::files(dist, |_| false)?;
    files.retain(|file| is_of(program, file));
    let hash = Fingerprint::of(dist, &files, "")?;
    let scripts = files.iter().filter(|file| file.ends_with(".js")).cloned();
    let mut naming = Vec::new();
    for file in [PAGE.to_owned()].into_iter().chain(scripts) {
        let text = fs::read_to_string(dist.join(&file)).with_context(|| format!("reading the built {file}"))?;
        naming.push((file, text));
    }
    for file in &files {
        let ending = [".js", "_bg.wasm", ".wasm"].into_iter().find(|ending| file.ends_with(ending)).unwrap_or_default();
        let hashed = format!("{}-{hash}{ending}", file.strip_suffix(ending).unwrap_or(file));
        let mut is_named = false;
        for (_, text) in &mut naming {
            // By a path, or, from beside it, by its name alone.
            for before in ["/", "'", "\""] {
                is_named |= text.contains(&format!("{before}{file}"));
                *text = text.replace(&format!("{before}{file}"), &format!("{before}{hashed}"));
            }
        }
        if !is_named {
            bail!("nothing in the built app loads {file}");
        }
        fs::rename(dist.join(file), dist.join(&hashed)).with_context(|| format!("renaming {file} to {hashed}"))?;
        for (name, _) in naming.iter_mut().filter(|(name, _)| name == file) {
            name.clone_from(&hashed);
        }
    }
    naming.into_iter().try_for_each(|(file, text)| {
        fs::write(dist.join(&file), text).with_context(|| format!("writing the built {file}"))
    })
}

/// Whether a file is a program's script or a part of its wasm.
fn is_of(program: &str, file: &str) -> bool {
    let is_code = file.ends_with(".js") || file.ends_with(".wasm");
    is_code && file.strip_prefix(program).is_some_and(|rest| rest.starts_with(['.', '_', '-']))
}

/// When a file of the build is loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum When {
    /// With the page of a call.
    AtOnce,
    /// When the part of the app that is in it is wanted.
    Later,
    /// When the first file is sent or offered.
    ForFiles,
    /// In the Lab.
    InTheLab,
}

/// When a file is loaded, by the name that [`hash`] gave it.
pub(crate) fn when(file: &str) -> When {
    if file.starts_with("lab-") {
        When::InTheLab
    } else if is_of("transfers", file) {
        When::ForFiles
    } else if file.starts_with("panels-")
        || is_of("tincan", file) && file.ends_with(".wasm") && !file.ends_with("_bg.wasm")
    {
        When::Later
    } else {
        When::AtOnce
    }
}

const PROGRAMS: [&str; 3] = ["tincan", "lab", "transfers"];

const PAGE: &str = "index.html";

#[cfg(test)]
mod tests {
    use std::env;

    use super::*;

    fn folder(name: &str, files: &[(&str, &str)]) -> std::path::PathBuf {
        let dist = env::temp_dir().join(format!("tincan-scripts-{name}-{}", std::process::id()));
        fs::create_dir_all(&dist).unwrap();
        for (file, content) in files {
            fs::write(dist.join(file), content).unwrap();
        }
        dist
    }

    const CONTENT: &str =
        "<script>['/lab.js','/lab_bg.wasm','/tincan.js','/tincan_bg.wasm','/transfers_loader.js']</script>";

    #[test]
    fn the_files_of_all_programs_are_hashed_and_name_each_other() {
        let dist = folder(
            "hash",
            &[
                ("index.html", CONTENT),
                ("lab.js", "js"),
                ("lab_bg.wasm", "wasm"),
                ("tincan.js", "load('./tincan-panels.wasm')"),
                ("tincan_bg.wasm", "wasm"),
                ("tincan-panels.wasm", "wasm"),
                ("transfers_loader.js", "import './transfers.js'"),
                ("transfers.js", "new URL(\"transfers_bg.wasm\")"),
                ("transfers_bg.wasm", "wasm"),
                ("styles-0.css", ""),
                ("lab-0.css", ""),
            ],
        );
        hash(&dist).unwrap();

        let page = fs::read_to_string(dist.join("index.html")).unwrap();
        let files = workspace::files(&dist, |_| false).unwrap();
        assert_eq!(files.len(), 11, "{files:?}");
        let scripts = files.iter().filter(|file| file.ends_with(".js"));
        let scripts: String = scripts.map(|file| fs::read_to_string(dist.join(file)).unwrap()).collect();
        for file in files.iter().filter(|file| !matches!(file.as_str(), "index.html" | "styles-0.css" | "lab-0.css")) {
            assert_ne!(page.contains(&format!("/{file}'")), scripts.contains(file.as_str()), "{file}");
            assert_eq!(when(file) == When::InTheLab, file.starts_with("lab"), "{file}");
            assert_eq!(when(file) == When::ForFiles, file.starts_with("transfers"), "{file}");
            assert_eq!(when(file) == When::Later, file.starts_with("tincan-panels"), "{file}");
        }
        assert_eq!(when("styles-0.css"), When::AtOnce);
        assert_eq!(when("panels-0.css"), When::Later);

        fs::write(dist.join("lab-more.wasm"), "wasm").unwrap();
        fs::write(dist.join("lab.js"), "js").unwrap();
        assert!(hash_program(&dist, "lab").unwrap_err().to_string().starts_with("nothing in the built app loads lab-"));
        fs::remove_dir_all(&dist).unwrap();
    }

    #[test]
    fn what_trunk_built_is_forgotten() {
        let page = "<script>['/tincan-0a.js','/tincan-0a_bg.wasm']</script>";
        let dist = folder("forget", &[("index.html", page), ("tincan-0a.js", ""), ("tincan-0a_bg.wasm", "")]);
        forget(&dist, "tincan").unwrap();
        let page = fs::read_to_string(dist.join("index.html")).unwrap();
        assert_eq!(page, "<script>['/tincan.js','/tincan_bg.wasm']</script>");
        assert_eq!(workspace::files(&dist, |_| false).unwrap(), ["index.html"]);
        assert_eq!(forget(&dist, "tincan").unwrap_err().to_string(), "trunk built no tincan-….js");
        fs::remove_dir_all(&dist).unwrap();
    }
}
