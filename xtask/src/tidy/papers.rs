//! Documentation, and what must not stay behind in any file.

use anyhow::Result;

use super::project::{Finding, Project};

/// A row of a table in DESIGN.md names the dependency in code style.
pub(super) fn dependency_has_reason(project: &Project) -> Result<Vec<Finding>> {
    let workspace = project.toml("Cargo.toml")?;
    let shared = workspace.get("workspace").and_then(|table| table.get("dependencies")?.as_table());
    let fuzz = project.file(FUZZ).map(|_| project.toml(FUZZ)).transpose()?;
    let fuzzing = fuzz.as_ref().and_then(|manifest| manifest.get("dependencies")?.as_table());
    let Some(design) = project.file("DESIGN.md") else { return Ok(vec![Finding::at("DESIGN.md", "is missing")]) };
    let mut findings = Vec::new();
    for (name, value) in shared.into_iter().chain(fuzzing).flatten() {
        let is_ours = value.get("path").is_some();
        let named = format!("`{name}`");
        let has_row = design.text.lines().any(|line| line.starts_with('|') && line.contains(&named));
        if !is_ours && !has_row {
            findings.push(design.finding(None, format!("has no row for {named}")));
        }
    }
    Ok(findings)
}

/// A hook has a row in the table on the crate's front page, and its documentation the sections that a reader looks for.
pub(super) fn hook_is_introduced(project: &Project) -> Vec<Finding> {
    const FRONT_PAGE: &str = "crates/yew-webrtc/src/lib.rs";
    const SECTIONS: [&str; 3] = ["/// # Example", "/// # Returns", "/// # When it releases"];
    let front_page = project.file(FRONT_PAGE).map(|file| file.text.as_str()).unwrap_or_default();
    let mut findings = Vec::new();
    for (name, file) in project.hooks() {
        let row = format!("//! | [`{name}`]");
        if !front_page.lines().any(|line| line.starts_with(&row)) {
            findings.push(Finding::at(FRONT_PAGE, format!("has no row for `{name}`")));
        }
        let lacks = SECTIONS.into_iter().filter(|section| !file.text.lines().any(|line| line == *section));
        findings.extend(lacks.map(|section| file.finding(None, format!("has no section `{section}`"))));
    }
    findings
}

/// The first line of a Rust file says what it is.
pub(super) fn module_has_doc(project: &Project) -> Vec<Finding> {
    let lacks = project.rust(&[""]).filter(|file| !file.text.starts_with("//! "));
    lacks.map(|file| file.finding(1, "does not begin with `//! `")).collect()
}

/// Marks of unfinished work.
pub(super) fn nothing_left_to_do(project: &Project) -> Vec<Finding> {
    const MARKS: &[&str] = &["TODO", "FIXME", "XXX", "todo!(", "unimplemented!(", "dbg!("];
    let files = project
        .files()
        .filter(|file| file.path.ends_with(".rs") || file.path.ends_with(".css") || file.path.ends_with(".js"));
    // This folder names the marks.
    let files = files.filter(|file| !file.path.starts_with("xtask/src/tidy"));
    files.flat_map(|file| file.lines_with(lines(&file.text), MARKS).collect::<Vec<_>>()).collect()
}

/// Paths that mean something on one machine only.
pub(super) fn no_machine_paths(project: &Project) -> Vec<Finding> {
    const PATHS: &[&str] = &["/root/", "/home/", "/Users/", "/work/", "C:\\Users"];
    let files = project.files().filter(|file| !file.path.starts_with("xtask/src/tidy") && file.path != "Cargo.lock");
    files.flat_map(|file| file.lines_with(lines(&file.text), PATHS).collect::<Vec<_>>()).collect()
}

/// Files beyond the guide of 400 lines: worth a look, and no failure.
pub(super) fn long_files(project: &Project) -> Vec<String> {
    let long =
        project.rust(&[""]).map(|file| (file, file.code_before_tests().count())).filter(|(_, length)| *length > 400);
    long.map(|(file, length)| format!("{} has {length} lines before its tests", file.path)).collect()
}

/// A workspace of its own.
const FUZZ: &str = "fuzz/Cargo.toml";

fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().map(|(index, line)| (index + 1, line))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dependency_without_a_row_is_found() {
        let manifest = "[workspace.dependencies]\nserde = \"1\"\nyew = { version = \"0.23\" }\ntincan-core = { path = \"crates/tincan-core\" }\n";
        let find = |design| {
            dependency_has_reason(&Project::of(&[("Cargo.toml", manifest), ("DESIGN.md", design)])).unwrap().len()
        };
        assert_eq!(find("| `serde`, `serde_json` | JSON |\n| `yew` | the interface |\n"), 0);
        assert_eq!(find("| `serde` | JSON |\nWe use `yew`.\n"), 1);
        assert_eq!(dependency_has_reason(&Project::of(&[("Cargo.toml", manifest)])).unwrap().len(), 1);
        let fuzz =
            "[dependencies]\nserde = \"1\"\nfuzzer = \"1\"\ntincan-core = { path = \"../crates/tincan-core\" }\n";
        let design = "| `serde`, `yew` | both |\n";
        let files = [("Cargo.toml", manifest), (FUZZ, fuzz), ("DESIGN.md", design)];
        let found = dependency_has_reason(&Project::of(&files)).unwrap();
        assert_eq!(found, [Finding::at("DESIGN.md", "has no row for `fuzzer`")]);
    }

    #[test]
    fn a_file_that_does_not_introduce_itself_is_found() {
        let find = |text| module_has_doc(&Project::of(&[("src/a.rs", text)])).len();
        assert_eq!(find("//! A.\n\nfn a() {}\n"), 0);
        assert_eq!(find("// A.\nfn a() {}\n"), 1);
        assert_eq!(find("fn a() {}\n"), 1);
    }

    #[test]
    fn a_hook_that_nobody_introduces_is_found() {
        let docs = "/// # Example\n/// # Returns\n/// # When it releases\npub fn use_camera() {}\n";
        let find = |page, hook: &str| {
            let files = [("crates/yew-webrtc/src/lib.rs", page), ("crates/yew-webrtc/src/use_camera.rs", hook)];
            hook_is_introduced(&Project::of(&files)).len()
        };
        assert_eq!(find("//! | [`use_camera`] | a camera | stops it |\n", docs), 0);
        assert_eq!(find("//! See [`use_camera`].\n", docs), 1);
        assert_eq!(find("//! | [`use_camera`] | a camera | stops it |\n", &docs.replace("/// # Example\n", "")), 1);
    }

    #[test]
    fn unfinished_work_and_machine_paths_are_found() {
        let project =
            Project::of(&[("src/a.rs", "// TODO: more\ntodo!();\n"), ("README.md", "See /home/me/tincan.\n")]);
        assert_eq!(nothing_left_to_do(&project).len(), 2);
        assert_eq!(no_machine_paths(&project).len(), 1);
    }

    #[test]
    fn only_long_files_are_noted() {
        let long = "fn a() {}\n".repeat(401);
        let tests = format!("{}#[cfg(test)]\n{long}", "fn a() {}\n".repeat(100));
        assert_eq!(
            long_files(&Project::of(&[("src/a.rs", &long), ("src/b.rs", &tests)])),
            ["src/a.rs has 401 lines before its tests"]
        );
    }
}
