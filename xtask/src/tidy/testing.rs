//! How the tests are written, and that those exist which must.

use super::project::{Finding, Project, Source};

/// The hooks that acquire something, and how their tests are found.
pub(super) fn hook_has_tests(project: &Project) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (name, _) in project.hooks().filter(|(name, _)| !ACQUIRES_NOTHING.contains(name)) {
        let path = format!("crates/yew-webrtc/tests/web/{name}.rs");
        let Some(tests) = project.file(&path) else {
            findings.push(Finding::at(path, "is missing"));
            continue;
        };
        let module = format!("mod {name};");
        let target = project.file(HOOK_TESTS);
        if !target.is_some_and(|target| target.code().any(|(_, line)| line.trim() == module)) {
            findings.push(Finding::at(HOOK_TESTS, format!("has no `{module}`, so its tests do not run")));
        }
        for test in ["works", "unmount_releases", "unmount_while_pending_releases"] {
            if !has_browser_test(tests, test) {
                findings.push(tests.finding(None, format!("has no test `{test}`")));
            }
        }
    }
    findings
}

/// A function of this name, marked as a test.
fn has_browser_test(file: &Source, name: &str) -> bool {
    let mut is_marked = false;
    for (_, line) in file.code() {
        if line.contains(&format!("fn {name}(")) {
            return is_marked;
        }
        let is_attribute = line.starts_with("#[") || line.trim().is_empty();
        is_marked = line.starts_with("#[wasm_bindgen_test") || (is_marked && is_attribute);
    }
    false
}

/// A test that does not run proves nothing.
pub(super) fn no_ignored_tests(project: &Project) -> Vec<Finding> {
    const IGNORED: &[&str] = &["#[ignore", ", ignore)]"];
    let files = project.rust(&[""]).filter(|file| file.path != THIS_FILE);
    files.flat_map(|file| file.lines_with(file.code(), IGNORED).collect::<Vec<_>>()).collect()
}

/// Pauses in tests, but for those of the functions that look again until something holds.
pub(super) fn no_sleeping_tests(project: &Project) -> Vec<Finding> {
    const PAUSES: &[&str] = &["sleep(", "sleep_ms(", "TimeoutFuture::new("];
    let mut findings = Vec::new();
    for file in project.rust(&[""]).filter(|file| file.path != THIS_FILE) {
        let mut function = String::new();
        for (number, line) in file.test_code() {
            if let Some(name) = function_name(line) {
                name.clone_into(&mut function);
            }
            let may_pause = function.starts_with("wait") || function.starts_with("until");
            if !may_pause && let Some(pause) = PAUSES.iter().find(|pause| line.contains(**pause)) {
                findings.push(file.finding(number, format!("`{pause}` in `{function}`")));
            }
        }
    }
    findings
}

/// wasm-pack reads the file in the folder of the package it tests, so there are several.
pub(super) fn webdriver_files_agree(project: &Project) -> Vec<Finding> {
    const FILES: [&str; 3] = ["webdriver.json", "crates/tincan-web/webdriver.json", "crates/yew-webrtc/webdriver.json"];
    let first = project.file(FILES[0]).map(|file| &file.text);
    let differs = |path: &&str| first.is_none() || project.file(path).map(|file| &file.text) != first;
    FILES
        .iter()
        .copied()
        .filter(differs)
        .map(|path| Finding::at(path, "is missing, or differs from the one in the root"))
        .collect()
}

/// Declares the modules of the hooks' tests.
const HOOK_TESTS: &str = "crates/yew-webrtc/tests/web/main.rs";

/// Hooks that hold nothing which must be given back.
const ACQUIRES_NOTHING: &[&str] = &[];

/// Names what it looks for.
const THIS_FILE: &str = "xtask/src/tidy/testing.rs";

fn function_name(line: &str) -> Option<&str> {
    let (before, after) = line.split_once("fn ")?;
    let is_word = before.is_empty() || before.ends_with(' ');
    let end = after.find(['(', '<'])?;
    is_word.then(|| &after[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hook_without_one_of_its_tests_is_found() {
        let hook = ("crates/yew-webrtc/src/use_camera.rs", "");
        let path = "crates/yew-webrtc/tests/web/use_camera.rs";
        let names = ["works", "unmount_releases", "unmount_while_pending_releases"];
        let all = names.map(|name| format!("#[wasm_bindgen_test]\n/// Why.\nasync fn {name}() {{}}\n")).concat();
        let find = |tests: &str, main| hook_has_tests(&Project::of(&[hook, (path, tests), (HOOK_TESTS, main)]));
        assert_eq!(find(&all, "mod use_camera;\n"), []);
        assert_eq!(find(&all.replace("unmount_releases", "other"), "mod use_camera;\n").len(), 1);
        assert_eq!(find(&all.replacen("#[wasm_bindgen_test]", "", 1), "mod use_camera;\n").len(), 1);
        assert_eq!(find(&all, "// mod use_camera;\n").len(), 1);
        assert_eq!(hook_has_tests(&Project::of(&[hook])), [Finding::at(path, "is missing")]);
    }

    #[test]
    fn an_ignored_test_is_found() {
        let find = |text| no_ignored_tests(&Project::of(&[("src/a.rs", text)])).len();
        assert_eq!(find("#[test]\n#[ignore = \"slow\"]\nfn a() {}\n"), 1);
        assert_eq!(find("#[test]\nfn a() {} // not #[ignore]\n"), 0);
    }

    #[test]
    fn a_test_that_sleeps_is_found_and_one_that_waits_for_something_is_not() {
        let find = |path, text| no_sleeping_tests(&Project::of(&[(path, text)])).len();
        assert_eq!(find("tests/e2e/call.rs", "async fn joins() {\n    tokio::time::sleep(SECOND).await;\n}\n"), 1);
        assert_eq!(
            find("tests/e2e/call.rs", "async fn wait_until(x: X) {\n    tokio::time::sleep(TICK).await;\n}\n"),
            0
        );
        assert_eq!(
            find(
                "src/a.rs",
                "fn a() { sleep(SECOND); }\n#[cfg(test)]\nmod tests {\n    fn b() { sleep(SECOND); }\n}\n"
            ),
            1
        );
    }

    #[test]
    fn webdriver_files_that_differ_are_found() {
        let files = |third| {
            Project::of(&[
                ("webdriver.json", "{}"),
                ("crates/tincan-web/webdriver.json", "{}"),
                ("crates/yew-webrtc/webdriver.json", third),
            ])
        };
        assert_eq!(webdriver_files_agree(&files("{}")), []);
        assert_eq!(webdriver_files_agree(&files("{ }")).len(), 1);
        assert_eq!(webdriver_files_agree(&Project::of(&[])).len(), 3);
    }
}
