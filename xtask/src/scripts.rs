//! The JavaScript of the built app, made small, and the Lab's files named like all others.
//!
//! trunk's own minifier does not understand what wasm-bindgen writes, and leaves it as it is. Of a second program trunk
//! does not hash the names, so that browsers would ask for its files again each time.

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

/// Gives the Lab's two files names with a hash of their content, in the page too.
pub(crate) fn hash_lab(dist: &Path) -> Result<()> {
    let hash = Fingerprint::of(dist, &LAB.map(str::to_owned), "")?;
    let page_file = dist.join("index.html");
    let mut page = fs::read_to_string(&page_file).context("reading the built index.html")?;
    for file in LAB {
        let hashed = file.replacen("lab", &format!("lab-{hash}"), 1);
        if !page.contains(&format!("/{file}")) {
            bail!("the built index.html does not load {file}");
        }
        page = page.replace(&format!("/{file}"), &format!("/{hashed}"));
        fs::rename(dist.join(file), dist.join(&hashed)).with_context(|| format!("renaming {file} to {hashed}"))?;
    }
    fs::write(&page_file, page).context("writing the built index.html")
}

/// Whether a file of the build belongs to the Lab, by the name that [`hash_lab`] gave it.
pub(crate) fn is_of_lab(file: &str) -> bool {
    file.starts_with("lab-")
}

const LAB: [&str; 2] = ["lab.js", "lab_bg.wasm"];

#[cfg(test)]
mod tests {
    use std::env;

    use super::*;

    #[test]
    fn the_labs_files_are_hashed_and_the_page_loads_them() {
        let dist = env::temp_dir().join(format!("tincan-scripts-{}", std::process::id()));
        fs::create_dir_all(&dist).unwrap();
        for (file, content) in [("lab.js", "js"), ("lab_bg.wasm", "wasm"), ("tincan-0.js", "")] {
            fs::write(dist.join(file), content).unwrap();
        }
        fs::write(dist.join("index.html"), "<script>['/lab.js',\"/lab_bg.wasm\",'/tincan-0.js']</script>").unwrap();
        hash_lab(&dist).unwrap();

        let page = fs::read_to_string(dist.join("index.html")).unwrap();
        let files = workspace::files(&dist, |_| false).unwrap();
        let of_lab: Vec<_> = files.iter().filter(|file| is_of_lab(file)).collect();
        assert_eq!(of_lab.len(), 2, "{files:?}");
        for file in of_lab {
            assert!(page.contains(&format!("/{file}")), "{page}");
        }
        assert!(page.contains("'/tincan-0.js'") && !page.contains("lab.js") && !page.contains("lab_bg"), "{page}");

        fs::write(dist.join("lab.js"), "js").unwrap();
        fs::write(dist.join("lab_bg.wasm"), "wasm").unwrap();
        assert_eq!(hash_lab(&dist).unwrap_err().to_string(), "the built index.html does not load lab.js");
        fs::remove_dir_all(&dist).unwrap();
    }
}
