//! The name of a file that somebody else sends.

use std::fmt;

use serde::Serialize;

use crate::{display_name::is_direction_or_line, json};

/// A name under which a file can be stored and shown on every system, whatever the other side called it.
///
/// No folders, no characters that control a terminal, a file system or the direction of what is read, no name that Windows keeps
/// for devices, none that hides the file, and at most 255 bytes. What it is made from is never refused: it is made safe.
///
/// ```
/// # use tincan_protocol::FileName;
/// assert_eq!(FileName::clean("../../etc/passwd").as_str(), "passwd");
/// assert_eq!(FileName::clean("aux.txt").as_str(), "_aux.txt");
/// assert_eq!(FileName::clean("photo\u{202e}gnp.exe").as_str(), "photognp.exe");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(into = "String")]
pub struct FileName(String);

json::text!(FileName);

impl FileName {
    /// The most bytes (UTF-8) that a name has: more is refused by common file systems.
    pub const MAX_BYTES: usize = 255;

    /// The safe name nearest to this one.
    #[must_use]
    pub fn clean(text: &str) -> Self {
        let last = text.rsplit(['/', '\\']).find(|part| !trimmed(part).is_empty()).unwrap_or_default();
        let name: String = last.chars().filter(|c| !is_dropped(*c)).map(substitute).collect();
        let mut name = shortened(trimmed(&name));
        if name.is_empty() {
            name.push_str(NAMELESS);
        } else if is_device(&name) {
            name = format!("_{name}");
        }
        Self(name)
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether somebody who opens the file may start a program with it.
    #[must_use]
    pub fn is_executable(&self) -> bool {
        self.extension()
            .is_some_and(|extension| EXECUTABLE.split(' ').any(|executable| extension.eq_ignore_ascii_case(executable)))
    }

    fn extension(&self) -> Option<&str> {
        self.0.rsplit_once('.').map(|(_, extension)| extension)
    }
}

impl From<String> for FileName {
    fn from(text: String) -> Self {
        Self::clean(&text)
    }
}

impl From<FileName> for String {
    fn from(name: FileName) -> Self {
        name.0
    }
}

impl fmt::Display for FileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Without what hides a file at the front, or is lost on Windows at the end.
fn trimmed(name: &str) -> &str {
    name.trim_matches(|c: char| c == '.' || c.is_whitespace() || is_dropped(c))
}

/// What is not seen, or changes how the rest is.
fn is_dropped(c: char) -> bool {
    c.is_control() || is_direction_or_line(c) || matches!(c, '\u{200b}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
}

/// What Windows takes for something else.
fn substitute(c: char) -> char {
    if matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*') { '_' } else { c }
}

/// At most [`FileName::MAX_BYTES`] with room for an underscore, with the extension kept.
fn shortened(name: &str) -> String {
    const MOST: usize = FileName::MAX_BYTES - 1;
    if name.len() <= MOST {
        return name.to_owned();
    }
    let extension = name.rfind('.').map_or("", |dot| &name[dot..]);
    let extension = if extension.len() > 20 { "" } else { extension };
    let stem = name.floor_char_boundary(MOST - extension.len());
    // What is cut may end in what a name must not end in.
    format!("{}{extension}", trimmed(&name[..stem]))
}

/// Whether Windows keeps this name for a device, whatever its extension.
fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).trim_end().to_ascii_uppercase();
    let numbered = |device: &str| {
        let number = stem.strip_prefix(device).map(|number| number.chars().collect::<Vec<_>>());
        number.is_some_and(|number| matches!(number[..], ['0'..='9' | '¹' | '²' | '³']))
    };
    matches!(&*stem, "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$" | "CLOCK$")
        || numbered("COM")
        || numbered("LPT")
}

/// What a file is called of whose name nothing remains.
const NAMELESS: &str = "file";

/// The extensions of programs and of what starts them, on Windows, macOS, Linux and Android.
const EXECUTABLE: &str = "apk app appimage application appref-ms bash bat bin chm cmd com command cpl csh deb desktop dll dmg \
                          docm dotm exe gadget hta htm html inf iso jar jnlp js jse lnk mht mhtml mjs msc msi msix msp mst pif \
                          pkg potm ppam ppsm pptm ps1 psm1 py reg rpm run scf scr sct service settingcontent-ms sh sldm svg \
                          swf sys url vb vbe vbs workflow ws wsc wsf wsh xhtml xlam xlsm xltm zsh";

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(FileName::clean(text).as_str(), expected, "{text:?}");
    }

    #[test]
    fn ordinary_names_stay() {
        for name in
            ["a.txt", "Ünïcödé 사진 🎉.jpeg", "no extension", "archive.tar.gz", "rock & roll's (1).mp3", "console.log"]
        {
            check(name, name);
        }
    }

    #[test]
    fn folders_are_dropped() {
        check("../../x", "x");
        check("..\\..\\x", "x");
        check("/etc/passwd", "passwd");
        check("C:\\Windows\\system32\\cmd.exe", "cmd.exe");
        check("photos/", "photos");
        check("a/..", "a");
    }

    #[test]
    fn nothing_hides_or_deceives() {
        check(".bashrc", "bashrc");
        check("...", "file");
        check("", "file");
        check(" \u{200b}\u{2028}. ", "file");
        check("photo\u{202e}gpj.exe", "photogpj.exe");
        check("a\0b\nc\u{7f}.txt", "abc.txt");
        check("name.txt. . ", "name.txt");
        check("a<b>c:d\"e|f?g*h", "a_b_c_d_e_f_g_h");
        check("file.txt:stream", "file.txt_stream");
    }

    #[test]
    fn devices_of_windows_are_files() {
        check("con", "_con");
        check("Lpt1.txt", "_Lpt1.txt");
        check("COM³", "_COM³");
        check("nul.tar.gz", "_nul.tar.gz");
        check("com10", "com10");
        check("auxiliary.txt", "auxiliary.txt");
    }

    #[test]
    fn long_names_keep_their_extension() {
        let name = FileName::clean(&format!("{}.jpeg", "é".repeat(300)));
        assert!(name.as_str().ends_with("é.jpeg") && name.as_str().len() > 250, "{name}");
        assert_eq!(FileName::clean(&"x".repeat(300)).as_str().len(), 254);
    }

    #[test]
    fn programs_are_known_by_their_extension() {
        for (name, executable) in [
            ("a.exe", true),
            ("A.EXE", true),
            ("a.exe.txt", false),
            ("a.txt.exe", true),
            ("exe", false),
            ("a.svg", true),
        ] {
            assert_eq!(FileName::clean(name).is_executable(), executable, "{name}");
        }
    }

    proptest! {
        #[test]
        fn a_safe_name_is_safe_and_stays(text in "[a./\\\\ \u{202e}\u{0}CON1é:]{0,20}|\\PC{0,300}") {
            let name = FileName::clean(&text);
            prop_assert!(!name.as_str().is_empty() && name.as_str().len() <= FileName::MAX_BYTES);
            let unsafe_characters = ['/', '\\', ':', '\0', '\u{202e}'];
            prop_assert!(!name.as_str().contains(unsafe_characters));
            prop_assert!(!name.as_str().starts_with(['.', ' ']) && !name.as_str().ends_with(['.', ' ']));
            prop_assert_eq!(FileName::clean(name.as_str()), name);
        }
    }
}
