//! Which crate may know which, and what the pure ones stay clear of.

use anyhow::Result;

use super::project::{Finding, Project};
use crate::command;
use crate::workspace;

/// Nothing below core and protocol touches the browser, async or a UI framework.
pub(super) fn core_is_pure() -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for package in ["tincan-protocol", "tincan-core"] {
        findings.extend(forbidden_in(package, &tree(package)?, IMPURE));
    }
    Ok(findings)
}

/// Nothing below tincan-web is a UI framework.
pub(super) fn web_knows_no_framework() -> Result<Vec<Finding>> {
    Ok(forbidden_in("tincan-web", &tree("tincan-web")?, &["yew", "leptos", "dioxus", "sycamore"]))
}

/// Each crate's dependencies on crates of the workspace are among those that its layer allows.
pub(super) fn layers_point_down(project: &Project) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for (package, below) in LAYERS {
        let path = manifest(package);
        for dependency in dependencies(&project.toml(&path)?) {
            let is_ours = LAYERS.iter().any(|(name, _)| *name == dependency);
            if is_ours && !below.contains(&dependency.as_str()) {
                findings.push(Finding::at(&path, format!("{package} must not know {dependency}")));
            }
        }
    }
    Ok(findings)
}

/// Names, versions, licences and lints come from the workspace and the folder. What is a workspace of its own cannot take them.
pub(super) fn folder_is_crate(project: &Project) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for file in project.files().filter(|file| file.path.ends_with("/Cargo.toml")) {
        let manifest = project.toml(&file.path)?;
        if manifest.contains_key("workspace") {
            continue;
        }
        let folder = file.path.trim_end_matches("/Cargo.toml").rsplit('/').next().unwrap_or_default();
        let package = manifest.get("package").and_then(toml::Value::as_table);
        if package.and_then(|package| package.get("name")?.as_str()) != Some(folder) {
            findings.push(file.finding(None, format!("is not named {folder}")));
        }
        let inherits = |table: Option<&toml::Table>, key: &str| {
            table.and_then(|table| table.get(key)?.get("workspace")?.as_bool()) == Some(true)
        };
        for key in ["version", "edition", "rust-version", "license"] {
            if !inherits(package, key) {
                findings.push(file.finding(None, format!("does not take its {key} from the workspace")));
            }
        }
        if !inherits(Some(&manifest), "lints") {
            findings.push(file.finding(None, "does not take its lints from the workspace"));
        }
        for section in ["dependencies", "dev-dependencies"] {
            let table = manifest.get(section).and_then(toml::Value::as_table);
            for name in table.into_iter().flat_map(toml::Table::keys) {
                if !inherits(table, name) {
                    findings.push(file.finding(None, format!("does not take its {name} from the workspace")));
                }
            }
        }
    }
    Ok(findings)
}

/// `=` before the version, and the locked version that of the manifest.
pub(super) fn wasm_bindgen_pinned(project: &Project) -> Result<Vec<Finding>> {
    let workspace = project.toml("Cargo.toml")?;
    let lock = project.toml("Cargo.lock")?;
    let locked = lock.get("package").and_then(toml::Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let mut findings = Vec::new();
    for name in ["js-sys", "wasm-bindgen", "wasm-bindgen-futures", "wasm-bindgen-test", "web-sys"] {
        let wanted = workspace.get("workspace").and_then(|table| table.get("dependencies")?.get(name)?.as_str());
        let Some(version) = wanted.and_then(|wanted| wanted.strip_prefix('=')) else {
            findings.push(Finding::at("Cargo.toml", format!("{name} is not pinned with `=`")));
            continue;
        };
        let is_locked = locked.iter().any(|package| {
            let of = |key| package.get(key).and_then(toml::Value::as_str);
            of("name") == Some(name) && of("version") == Some(version)
        });
        if !is_locked {
            findings.push(Finding::at("Cargo.lock", format!("{name} is not locked at {version}")));
        }
    }
    Ok(findings)
}

/// The engines decide and do nothing else.
pub(super) fn core_is_data(project: &Project) -> Vec<Finding> {
    const DOING: &[&str] = &[
        "async ",
        ".await",
        "Instant::now",
        "SystemTime",
        "Rc<",
        "RefCell<",
        "Mutex<",
        "println!",
        "thread_local!",
        "std::fs",
        "std::net",
    ];
    let files = project.rust(PURE_CODE);
    files.flat_map(|file| file.lines_with(file.code_before_tests(), DOING).collect::<Vec<_>>()).collect()
}

/// The compiler then sees to it.
pub(super) fn no_unsafe(project: &Project) -> Vec<Finding> {
    let crates = ["tincan-core", "tincan-protocol", "tincan-server"];
    let lacks = |path: &String| {
        project.file(path).is_none_or(|file| !file.code().any(|(_, line)| line == "#![forbid(unsafe_code)]"))
    };
    let roots = crates.iter().map(|name| format!("crates/{name}/src/lib.rs"));
    roots.filter(lacks).map(|path| Finding::at(path, "lacks #![forbid(unsafe_code)]")).collect()
}

const PURE_CODE: &[&str] = &["crates/tincan-core/src/", "crates/tincan-protocol/src/"];

const IMPURE: &[&str] = &[
    "async-std",
    "futures",
    "gloo-events",
    "gloo-net",
    "gloo-timers",
    "js-sys",
    "tokio",
    "wasm-bindgen",
    "wasm-bindgen-futures",
    "web-sys",
    "yew",
];

/// Each package, and those of ours that it may know.
const LAYERS: &[(&str, &[&str])] = &[
    ("tincan-protocol", &[]),
    ("tincan-core", &["tincan-protocol"]),
    ("tincan-server", &["tincan-protocol"]),
    ("tincan-web", &["tincan-protocol", "tincan-core"]),
    ("yew-webrtc", &["tincan-protocol", "tincan-core", "tincan-web"]),
    ("tincan", &["tincan-protocol", "tincan-core", "tincan-web", "yew-webrtc"]),
    ("xtask", &[]),
];

fn manifest(package: &str) -> String {
    match package {
        "tincan" => "Cargo.toml".to_owned(),
        "xtask" => "xtask/Cargo.toml".to_owned(),
        _ => format!("crates/{package}/Cargo.toml"),
    }
}

/// What is built into the package, by name; what it needs for its tests is not.
fn dependencies(manifest: &toml::Table) -> Vec<String> {
    let direct = manifest.get("dependencies").and_then(toml::Value::as_table);
    let targets = manifest.get("target").and_then(toml::Value::as_table);
    let by_target =
        targets.into_iter().flat_map(toml::Table::values).filter_map(|target| target.get("dependencies")?.as_table());
    direct.into_iter().chain(by_target).flat_map(|table| table.keys().cloned()).collect()
}

/// Everything that is built into the package, for any target: a line each, `name version`.
fn tree(package: &str) -> Result<String> {
    let arguments = ["tree", "--locked", "--edges", "normal", "--target", "all", "--prefix", "none", "--format", "{p}"];
    command::stdout(command::cargo().args(arguments).args(["--package", package]).current_dir(workspace::root()))
}

fn forbidden_in(package: &str, tree: &str, forbidden: &[&str]) -> Vec<Finding> {
    let mut names: Vec<_> = tree.lines().filter_map(|line| line.split_whitespace().next()).collect();
    names.sort_unstable();
    names.dedup();
    let found = names.into_iter().filter(|name| forbidden.contains(name));
    found
        .map(|name| {
            Finding::at(manifest(package), format!("{name} is in the tree: see `cargo tree -p {package} -i {name}`"))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_forbidden_package_deep_in_the_tree_is_found_once() {
        let tree =
            "tincan-core v0.1.0 (somewhere)\nserde v1.0.0\ntokio v1.44.0\ntokio v1.44.0 (*)\ntokio-util v0.7.0\n";
        let found = forbidden_in("tincan-core", tree, IMPURE);
        assert_eq!(found.len(), 1);
        assert!(found[0].to_string().contains("cargo tree -p tincan-core -i tokio"));
        assert!(forbidden_in("tincan-core", "serde v1.0.0\n", IMPURE).is_empty());
    }

    fn manifests(core: &str) -> Project {
        let empty = "[dependencies]";
        let files = LAYERS.iter().map(|(name, _)| (manifest(name), if *name == "tincan-core" { core } else { empty }));
        let files: Vec<_> = files.collect();
        Project::of(&files.iter().map(|(path, text)| (path.as_str(), *text)).collect::<Vec<_>>())
    }

    #[test]
    fn a_layer_may_know_those_below_and_no_other() {
        let down = manifests(
            "[dependencies]\ntincan-protocol.workspace = true\nserde = \"1\"\n[dev-dependencies]\ntincan-server.workspace = true",
        );
        assert_eq!(layers_point_down(&down).unwrap(), []);
        let up = manifests("[dependencies]\ntincan-web.workspace = true");
        assert_eq!(layers_point_down(&up).unwrap().len(), 1);
        let up_on_one_target = manifests("[target.'cfg(unix)'.dependencies]\ntincan-web.workspace = true");
        assert_eq!(layers_point_down(&up_on_one_target).unwrap().len(), 1);
    }

    #[test]
    fn a_crate_that_goes_its_own_way_is_found() {
        let good = "[package]\nname = \"a\"\nversion.workspace = true\nedition.workspace = true\nrust-version.workspace = true\n\
            license.workspace = true\n[lints]\nworkspace = true\n[dependencies]\nserde.workspace = true\n";
        assert_eq!(folder_is_crate(&Project::of(&[("crates/a/Cargo.toml", good)])).unwrap(), []);
        let own = "[workspace]\n[package]\nname = \"b\"\nversion = \"1.0.0\"\n";
        assert_eq!(folder_is_crate(&Project::of(&[("a/Cargo.toml", own)])).unwrap(), []);
        for bad in [
            good.replace("name = \"a\"", "name = \"b\""),
            good.replace("version.workspace = true\nedition", "version = \"1.0.0\"\nedition"),
            good.replace("[lints]\nworkspace = true\n", ""),
            good.replace("serde.workspace = true", "serde = \"1\""),
        ] {
            assert_eq!(folder_is_crate(&Project::of(&[("crates/a/Cargo.toml", &bad)])).unwrap().len(), 1, "{bad}");
        }
    }

    #[test]
    fn an_unpinned_or_otherwise_locked_bindgen_is_found() {
        let names = ["js-sys", "wasm-bindgen", "wasm-bindgen-futures", "wasm-bindgen-test", "web-sys"];
        let workspace: String = names.iter().map(|name| format!("{name} = \"=1.0.0\"\n")).collect();
        let workspace = format!("[workspace.dependencies]\n{workspace}");
        let lock: String =
            names.iter().map(|name| format!("[[package]]\nname = \"{name}\"\nversion = \"1.0.0\"\n")).collect();
        let find = |workspace: &str, lock: &str| {
            wasm_bindgen_pinned(&Project::of(&[("Cargo.toml", workspace), ("Cargo.lock", lock)])).unwrap().len()
        };
        assert_eq!(find(&workspace, &lock), 0);
        assert_eq!(find(&workspace.replace("web-sys = \"=", "web-sys = \""), &lock), 1);
        assert_eq!(
            find(
                &workspace,
                &lock.replace("name = \"js-sys\"\nversion = \"1.0.0\"", "name = \"js-sys\"\nversion = \"1.0.1\"")
            ),
            1
        );
    }

    #[test]
    fn an_engine_that_does_something_is_found_and_its_tests_are_not() {
        let find = |text| core_is_data(&Project::of(&[("crates/tincan-core/src/room.rs", text)])).len();
        assert_eq!(find("fn handle(&mut self, input: Input) -> Vec<Effect> { vec![] } // no await here: x.await\n"), 0);
        assert_eq!(find("async fn handle() {}\nfn now() { Instant::now(); }\n"), 2);
        assert_eq!(find("#[cfg(test)]\nmod tests { fn a() { println!(); } }\n"), 0);
    }

    #[test]
    fn a_crate_that_does_not_forbid_unsafe_is_found() {
        let forbids = "//! Doc.\n#![forbid(unsafe_code)]\n";
        let lib = |name: &str, text| (format!("crates/{name}/src/lib.rs"), text);
        let files = [lib("tincan-core", forbids), lib("tincan-protocol", "//! Doc.\n"), lib("tincan-server", forbids)];
        let project = Project::of(&files.each_ref().map(|(path, text)| (path.as_str(), *text)));
        assert_eq!(
            no_unsafe(&project),
            [Finding::at("crates/tincan-protocol/src/lib.rs", "lacks #![forbid(unsafe_code)]")]
        );
    }
}
