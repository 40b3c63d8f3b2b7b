//! What the checks read: the project's text files.

use std::fmt;
use std::fs;

use anyhow::{Context, Result};

use crate::workspace;

/// The text files of the project, with paths from its root.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Project {
    files: Vec<Source>,
}

/// One text file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Source {
    pub(super) path: String,
    pub(super) text: String,
}

/// Something that breaks a rule, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Finding {
    path: String,
    line: Option<usize>,
    what: String,
}

impl Project {
    /// All of the checkout but what is built or downloaded.
    pub(super) fn read() -> Result<Self> {
        let root = workspace::root();
        let refused = |path: &str| {
            let name = path.rsplit('/').next().unwrap_or(path);
            ["target", "dist", ".git", "fuzz/target"].contains(&path) || name == "node_modules"
        };
        let paths = workspace::files(&root, refused)?;
        let files = paths.into_iter().filter(|path| is_text(path)).map(|path| {
            let text = fs::read_to_string(root.join(&path)).with_context(|| format!("reading {path}"))?;
            Ok(Source { path, text })
        });
        Ok(Self { files: files.collect::<Result<_>>()? })
    }

    /// A project of these files, for tests.
    #[cfg(test)]
    pub(super) fn of(files: &[(&str, &str)]) -> Self {
        let source = |&(path, text): &(&str, &str)| Source { path: path.to_owned(), text: text.to_owned() };
        Self { files: files.iter().map(source).collect() }
    }

    pub(super) fn files(&self) -> impl Iterator<Item = &Source> {
        self.files.iter()
    }

    /// The Rust files whose path begins with one of these.
    pub(super) fn rust<'a>(&'a self, folders: &'a [&str]) -> impl Iterator<Item = &'a Source> {
        self.files()
            .filter(|file| file.path.ends_with(".rs") && folders.iter().any(|folder| file.path.starts_with(folder)))
    }

    /// The hooks, each in a file of its own: their names and files.
    pub(super) fn hooks(&self) -> impl Iterator<Item = (&str, &Source)> {
        self.files().filter_map(|file| {
            let name = file.path.strip_prefix("crates/yew-webrtc/src/")?.strip_suffix(".rs")?;
            (name.starts_with("use_") && !name.contains('/')).then_some((name, file))
        })
    }

    pub(super) fn file(&self, path: &str) -> Option<&Source> {
        self.files().find(|file| file.path == path)
    }

    pub(super) fn toml(&self, path: &str) -> Result<toml::Table> {
        let file = self.file(path).with_context(|| format!("{path} is missing"))?;
        file.text.parse().with_context(|| format!("reading {path}"))
    }
}

impl Source {
    /// The lines with their numbers from 1, and without Rust's comments.
    pub(super) fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text.lines().enumerate().map(|(index, line)| (index + 1, without_comment(line)))
    }

    /// [`Source::code`] up to the tests, which stand last in a file.
    pub(super) fn code_before_tests(&self) -> impl Iterator<Item = (usize, &str)> {
        self.code().take_while(|(_, line)| !begins_tests(line))
    }

    /// [`Source::code`] of tests: all of a file in a `tests` folder, and the end of another.
    pub(super) fn test_code(&self) -> impl Iterator<Item = (usize, &str)> {
        let is_test_file = self.path.starts_with("tests/") || self.path.contains("/tests/");
        self.code().skip_while(move |(_, line)| !is_test_file && !begins_tests(line))
    }

    /// A finding in this file.
    pub(super) fn finding(&self, line: impl Into<Option<usize>>, what: impl Into<String>) -> Finding {
        Finding { path: self.path.clone(), line: line.into(), what: what.into() }
    }

    /// A finding for each of these lines that contains one of the patterns, as words of their own where they end in a letter.
    pub(super) fn lines_with<'a>(
        &'a self,
        lines: impl Iterator<Item = (usize, &'a str)> + 'a,
        patterns: &'a [&str],
    ) -> impl Iterator<Item = Finding> + 'a {
        lines.filter_map(|(number, line)| {
            let pattern = patterns.iter().find(|pattern| contains(line, pattern))?;
            Some(self.finding(number, format!("`{}`", pattern.trim())))
        })
    }
}

impl Finding {
    /// One that has no line, about a file that may not exist.
    pub(super) fn at(path: impl Into<String>, what: impl Into<String>) -> Self {
        Self { path: path.into(), line: None, what: what.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {}", self.path, self.what),
            None => write!(f, "{}: {}", self.path, self.what),
        }
    }
}

/// The files of the app and its crates that run in a browser, tests aside.
pub(super) const BROWSER_CODE: &[&str] = &[
    "src/",
    "crates/tincan-protocol/src/",
    "crates/tincan-core/src/",
    "crates/tincan-web/src/",
    "crates/yew-webrtc/src/",
    "crates/yew-webrtc/examples/",
];

fn is_text(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let extensions = ["css", "html", "js", "json", "lock", "md", "rs", "svg", "toml", "yml", "yaml"];
    name == "run" || name.rsplit_once('.').is_some_and(|(_, extension)| extensions.contains(&extension))
}

/// Whether the pattern stands in the line, and does not end within a longer word.
fn contains(line: &str, pattern: &str) -> bool {
    let is_letter = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(pattern).any(|(position, _)| {
        let after = &line[position + pattern.len()..];
        !(pattern.ends_with(is_letter) && after.starts_with(is_letter))
    })
}

fn begins_tests(line: &str) -> bool {
    line.trim_end() == "#[cfg(test)]"
}

/// The line up to its `//`, unless that stands in a string. Good enough for code that rustfmt has formatted.
fn without_comment(line: &str) -> &str {
    let mut in_string = false;
    let mut before = '\0';
    for (position, character) in line.char_indices() {
        match character {
            // Neither an escaped quote nor the character literal '"' opens or closes a string.
            '"' if before != '\\' && (in_string || before != '\'') => in_string = !in_string,
            '/' if before == '/' && !in_string => return &line[..position - 1],
            _ => {}
        }
        before = if before == '\\' && character == '\\' { '\0' } else { character };
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_no_code_and_slashes_in_strings_are_no_comments() {
        assert_eq!(without_comment("let a = 1; // one"), "let a = 1; ");
        assert_eq!(without_comment("/// docs"), "");
        assert_eq!(
            without_comment(r#"let url = "https://example.org"; // here"#),
            r#"let url = "https://example.org"; "#
        );
        assert_eq!(without_comment(r#"let quote = '"'; // here"#), r#"let quote = '"'; "#);
        assert_eq!(without_comment(r#"let text = "a\"//b";"#), r#"let text = "a\"//b";"#);
    }

    #[test]
    fn the_tests_of_a_file_are_its_end() {
        let project =
            Project::of(&[("src/a.rs", "fn a() {}\n#[cfg(test)]\nmod tests {}\n"), ("tests/web/b.rs", "fn b() {}\n")]);
        let [a, b] = project.files.as_slice() else { panic!("two files") };
        assert_eq!(a.code_before_tests().collect::<Vec<_>>(), [(1, "fn a() {}")]);
        assert_eq!(a.test_code().map(|(number, _)| number).collect::<Vec<_>>(), [2, 3]);
        assert_eq!(b.test_code().count(), 1);
    }

    #[test]
    fn a_word_within_a_longer_one_is_another_word() {
        assert!(contains("let a = b.await;", ".await") && contains("b.await", ".await"));
        assert!(!contains("if self.negotiation.awaits_answer() {", ".await"));
        assert!(contains("b.awaits(); c.await;", ".await"));
        assert!(contains("closure.forget();", ".forget()") && contains("dbg!(value)", "dbg!("));
    }

    #[test]
    fn a_finding_says_where() {
        let project = Project::of(&[("src/a.rs", "")]);
        let file = project.file("src/a.rs").unwrap();
        assert_eq!(file.finding(7, "bad").to_string(), "src/a.rs:7: bad");
        assert_eq!(Finding::at("src/b.rs", "missing").to_string(), "src/b.rs: missing");
    }
}
