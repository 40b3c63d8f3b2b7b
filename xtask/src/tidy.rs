//! `cargo xtask tidy`: the invariants of the design, each a named check with its own message.
//!
//! A check reads the project's text files ([`Project`]) and returns what breaks its rule. It is a function of what it is
//! given, so each has a test beside it that shows it fail.

mod browser;
mod layers;
mod looks;
mod papers;
mod project;
mod testing;

use std::process::ExitCode;

use anyhow::{Context, Result};

use self::project::{Finding, Project};
use crate::test::counts::Counts;

/// Runs all checks, and fails if one of them found something.
pub(crate) fn tidy() -> Result<ExitCode> {
    let counts: Counts = check_all()?;
    println!("{} passed, {} failed", counts.passed, counts.failed);
    Ok(if counts.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Runs all checks, reports, and counts those that hold and those that do not.
pub(crate) fn check_all() -> Result<Counts> {
    let project = Project::read()?;
    let mut counts = Counts::default();
    for check in CHECKS {
        let findings = (check.find)(&project).with_context(|| format!("checking {}", check.name))?;
        if findings.is_empty() {
            counts.passed += 1;
            println!("ok    {}", check.name);
        } else {
            counts.failed += 1;
            println!("FAIL  {}: {}", check.name, check.rule);
            findings.iter().for_each(|finding| println!("        {finding}"));
        }
    }
    for note in papers::long_files(&project) {
        println!("note  {note}");
    }
    Ok(counts)
}

struct Check {
    name: &'static str,
    /// What must hold, in one sentence.
    rule: &'static str,
    find: fn(&Project) -> Result<Vec<Finding>>,
}

const CHECKS: &[Check] = &[
    Check {
        name: "core-is-pure",
        rule: "tincan-core and tincan-protocol depend on no browser, no async runtime and no UI framework",
        find: |_| layers::core_is_pure(),
    },
    Check {
        name: "web-knows-no-framework",
        rule: "tincan-web does not depend on yew",
        find: |_| layers::web_knows_no_framework(),
    },
    Check {
        name: "layers-point-down",
        rule: "a crate depends only on crates of the layers below it",
        find: |project| layers::layers_point_down(project),
    },
    Check {
        name: "folder-is-crate",
        rule: "a crate has the name of its folder, and takes versions and lints from the workspace",
        find: |project| layers::folder_is_crate(project),
    },
    Check {
        name: "wasm-bindgen-pinned",
        rule: "the wasm-bindgen family is pinned exactly, for its command-line tool must be of the same version",
        find: |project| layers::wasm_bindgen_pinned(project),
    },
    Check {
        name: "core-is-data",
        rule: "the engines have no await, no clock, no shared ownership and no output: they are given the time, and return effects",
        find: |project| Ok(layers::core_is_data(project)),
    },
    Check {
        name: "no-unsafe",
        rule: "core, protocol and server forbid unsafe code",
        find: |project| Ok(layers::no_unsafe(project)),
    },
    Check {
        name: "hooks-know-no-app",
        rule: "yew-webrtc has no Tincan words and no styles: it is anybody's",
        find: |project| Ok(browser::hooks_know_no_app(project)),
    },
    Check {
        name: "bindings-in-sys",
        rule: "only tincan-web/src/sys.rs declares JavaScript bindings, and none of web-sys' unstable ones are used",
        find: |project| Ok(browser::bindings_in_sys(project)),
    },
    Check {
        name: "nothing-leaked",
        rule: "nothing is given away to JavaScript for good: every closure and listener has an owner that drops it",
        find: |project| Ok(browser::nothing_leaked(project)),
    },
    Check {
        name: "renderers-stop-no-track",
        rule: "owners stop, renderers detach: the app never stops a track",
        find: |project| Ok(browser::renderers_stop_no_track(project)),
    },
    Check {
        name: "no-inline-styles",
        rule: "no inline styles: the Content-Security-Policy forbids them, and nothing loosens it",
        find: |project| Ok(looks::no_inline_styles(project)),
    },
    Check {
        name: "component-has-stylesheet",
        rule: "every component, and page with looks of its own, has its stylesheet of the same name, and the other way round",
        find: |project| Ok(looks::component_has_stylesheet(project)),
    },
    Check {
        name: "stylesheet-is-linked",
        rule: "every stylesheet is linked in index.html or imported by another",
        find: |project| Ok(looks::stylesheet_is_linked(project)),
    },
    Check {
        name: "hook-has-tests",
        rule: "every hook that acquires something has three browser tests that run, in tests/web/HOOK.rs: works, unmount_releases, unmount_while_pending_releases",
        find: |project| Ok(testing::hook_has_tests(project)),
    },
    Check {
        name: "hook-is-introduced",
        rule: "every hook has a row in the table of yew-webrtc's front page, and says by example what it is, what it returns and when it releases",
        find: |project| Ok(papers::hook_is_introduced(project)),
    },
    Check {
        name: "no-ignored-tests",
        rule: "no test is ignored",
        find: |project| Ok(testing::no_ignored_tests(project)),
    },
    Check {
        name: "no-sleeping-tests",
        rule: "a test waits for a condition with a deadline: only a function named wait… or until… may pause between looks",
        find: |project| Ok(testing::no_sleeping_tests(project)),
    },
    Check {
        name: "webdriver-files-agree",
        rule: "the webdriver.json files that wasm-pack reads in each package are the same",
        find: |project| Ok(testing::webdriver_files_agree(project)),
    },
    Check {
        name: "dependency-has-reason",
        rule: "every dependency of the workspace and of the fuzz targets has a row in DESIGN.md that says why",
        find: |project| papers::dependency_has_reason(project),
    },
    Check {
        name: "module-has-doc",
        rule: "every Rust file begins with a //! line that says what it is",
        find: |project| Ok(papers::module_has_doc(project)),
    },
    Check {
        name: "nothing-left-to-do",
        rule: "no TODO, FIXME, todo!, unimplemented! or dbg! stays behind",
        find: |project| Ok(papers::nothing_left_to_do(project)),
    },
    Check {
        name: "no-machine-paths",
        rule: "no file names a path of somebody's machine",
        find: |project| Ok(papers::no_machine_paths(project)),
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checks_have_names_of_their_own() {
        let mut names: Vec<_> = CHECKS.iter().map(|check| check.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), CHECKS.len());
    }
}
