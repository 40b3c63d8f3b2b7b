//! Styles: in their files, one per component, and all of them used.

use super::project::{Finding, Project, Source};

/// `style` attributes in markup, and a policy that would let them through.
pub(super) fn no_inline_styles(project: &Project) -> Vec<Finding> {
    const STYLES: &[&str] = &[" style=", "<style", "set_css_text", "set_attribute(\"style\""];
    const POLICY: &[&str] = &["unsafe-inline"];
    let markup =
        project.files().filter(|file| is_rust(file, &["src/", "crates/yew-webrtc/src/"]) || file.path == "index.html");
    let mut findings: Vec<_> =
        markup.flat_map(|file| file.lines_with(file.code_before_tests(), STYLES).collect::<Vec<_>>()).collect();
    let policies = project.files().filter(|file| {
        is_rust(file, &["crates/tincan-server/src/"]) || file.path == "index.html" || file.path == "Trunk.toml"
    });
    findings.extend(policies.flat_map(|file| file.lines_with(file.code_before_tests(), POLICY).collect::<Vec<_>>()));
    findings
}

/// `src/components/tile.rs` has `styles/components/tile.css`, and the other way round; pages likewise, unless a page
/// only puts components together.
pub(super) fn component_has_stylesheet(project: &Project) -> Vec<Finding> {
    let mut findings = Vec::new();
    for kind in ["components", "pages"] {
        let modules = format!("src/{kind}/");
        let sheets = format!("styles/{kind}/");
        let has = |candidates: &[String]| candidates.iter().any(|path| project.file(path).is_some());
        for file in project.files() {
            if let Some(module) = file.path.strip_prefix(&modules).and_then(|rest| rest.strip_suffix(".rs")) {
                // What stands in the folder of a page is a part of that page.
                let part = module.contains('/') && !module.ends_with("/mod");
                let name = module.strip_suffix("/mod").unwrap_or(module);
                let looks = kind == "components" || file.code_before_tests().any(|(_, line)| line.contains("class="));
                if name != "mod" && !part && looks && !has(&[format!("{sheets}{name}.css")]) {
                    findings.push(file.finding(None, format!("has no {sheets}{name}.css")));
                }
            }
            if let Some(name) = file.path.strip_prefix(&sheets).and_then(|rest| rest.strip_suffix(".css"))
                && !has(&[format!("{modules}{name}.rs"), format!("{modules}{name}/mod.rs")])
            {
                findings.push(file.finding(None, format!("has no {modules}{name}.rs")));
            }
        }
    }
    findings
}

/// A stylesheet that nothing links has no effect, silently.
pub(super) fn stylesheet_is_linked(project: &Project) -> Vec<Finding> {
    let sheets = project.files().filter(|file| file.path.starts_with("styles/") && file.path.ends_with(".css"));
    let is_linked = |sheet: &Source| {
        let by_page = project.file("index.html").is_some_and(|page| page.text.contains(&format!("\"{}\"", sheet.path)));
        let name = sheet.path.trim_start_matches("styles/");
        let mut sheets = project.files().filter(|file| file.path.ends_with(".css"));
        by_page
            || sheets.any(|file| {
                file.text.lines().any(|line| line.trim_start().starts_with("@import") && line.contains(name))
            })
    };
    sheets.filter(|sheet| !is_linked(sheet)).map(|sheet| sheet.finding(None, "is not linked in index.html")).collect()
}

fn is_rust(file: &Source, folders: &[&str]) -> bool {
    file.path.ends_with(".rs") && folders.iter().any(|folder| file.path.starts_with(folder))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inline_styles_and_a_loose_policy_are_found() {
        let find = |path, text| no_inline_styles(&Project::of(&[(path, text)])).len();
        assert_eq!(find("src/components/tile.rs", "html! { <div style=\"color: red\" /> }\n"), 1);
        assert_eq!(find("src/components/tile.rs", "html! { <div class=\"tile\" data-style={kind} /> }\n"), 0);
        assert_eq!(find("index.html", "<style>p {}</style>\n"), 1);
        assert_eq!(
            find("crates/tincan-server/src/security.rs", "const CSP: &str = \"style-src 'unsafe-inline'\";\n"),
            1
        );
        assert_eq!(
            find(
                "crates/tincan-server/src/security.rs",
                "#[cfg(test)]\nmod tests { const A: &str = \"unsafe-inline\"; }\n"
            ),
            0
        );
    }

    #[test]
    fn a_component_without_stylesheet_and_a_stylesheet_without_component_are_found() {
        let find = |paths: &[&str]| {
            let files: Vec<_> = paths.iter().map(|path| (*path, "html! { <p class=\"a\" /> }")).collect();
            component_has_stylesheet(&Project::of(&files)).len()
        };
        assert_eq!(find(&["src/components/mod.rs", "src/components/tile.rs", "styles/components/tile.css"]), 0);
        assert_eq!(find(&["src/pages/lab/mod.rs", "src/pages/lab/trace.rs", "styles/pages/lab.css"]), 0);
        assert_eq!(find(&["src/pages/home.rs"]), 1);
        assert_eq!(find(&["styles/components/tile.css"]), 1);
        assert_eq!(find(&["src/components/tile.rs", "styles/pages/tile.css"]), 2);
        assert_eq!(component_has_stylesheet(&Project::of(&[("src/pages/room.rs", "html! { <Lobby /> }")])), []);
    }

    #[test]
    fn an_unlinked_stylesheet_is_found() {
        let page = "<link data-trunk rel=\"css\" href=\"styles/base.css\" />";
        let find = |page: &str, base: &str| {
            let files = [("index.html", page), ("styles/base.css", base), ("styles/components/tile.css", "")];
            stylesheet_is_linked(&Project::of(&files)).len()
        };
        assert_eq!(find(page, "@import \"components/tile.css\";\n"), 0);
        assert_eq!(find(page, ""), 1);
        assert_eq!(find("", ""), 2);
    }
}
