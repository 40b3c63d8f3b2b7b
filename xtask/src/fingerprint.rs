//! Fingerprints of files, by which a build is known to be up to date.

use std::collections::hash_map::DefaultHasher;
use std::fmt;
use std::fs;
use std::hash::{Hash, Hasher};
use std::path::Path;

use anyhow::{Context, Result};

/// Stands for names and contents: equal fingerprints, equal files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Fingerprint(u64);

impl Fingerprint {
    /// Of `note` and of the files, by their names and contents, not their times: a checkout touches those at will.
    pub(crate) fn of(folder: &Path, files: &[String], note: &str) -> Result<Self> {
        let mut hasher = DefaultHasher::new();
        note.hash(&mut hasher);
        for file in files {
            let content = fs::read(folder.join(file)).with_context(|| format!("reading {file}"))?;
            (file, content).hash(&mut hasher);
        }
        Ok(Self(hasher.finish()))
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use std::env;

    use super::*;

    #[test]
    fn changes_with_content_name_and_note_and_with_nothing_else() {
        let folder = env::temp_dir().join(format!("tincan-fingerprint-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let of = |files: &[&str], note| {
            let files: Vec<_> = files.iter().map(|&file| file.to_owned()).collect();
            Fingerprint::of(&folder, &files, note).unwrap()
        };
        fs::write(folder.join("a"), "one").unwrap();
        fs::write(folder.join("b"), "one").unwrap();
        let before = of(&["a"], "");

        fs::write(folder.join("a"), "one").unwrap();
        assert_eq!(of(&["a"], ""), before, "written again with the same content");
        assert_ne!(of(&["b"], ""), before, "another name");
        assert_ne!(of(&["a"], "another tool"), before, "another note");
        fs::write(folder.join("a"), "two").unwrap();
        assert_ne!(of(&["a"], ""), before, "another content");
        fs::remove_dir_all(&folder).unwrap();
    }
}
