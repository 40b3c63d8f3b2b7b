//! The words about files.

mod en;
mod ko;

use yew_webrtc::TransferFailure;

use super::{Advice, Language};

/// The sentences of this language.
pub(super) const fn text(language: Language) -> &'static TransferText {
    match language {
        Language::English => &en::TEXT,
        Language::Korean => &ko::TEXT,
    }
}

/// Every sentence about files in one language.
#[expect(missing_docs, reason = "the name says where the sentence stands, the sentence says the rest")]
#[derive(Debug)]
pub struct TransferText {
    // The panel.
    pub send_a_file: &'static str,
    pub to: &'static str,
    pub everyone: &'static str,
    pub ways: &'static str,
    pub nobody_here: &'static str,
    pub folder: fn() -> Advice,
    pub too_large: fn() -> Advice,
    pub unavailable: fn() -> Advice,

    // A transfer.
    pub list: &'static str,
    pub from: fn(name: &str, size: &str) -> String,
    pub to_whom: fn(name: &str, size: &str) -> String,
    pub executable: &'static str,
    pub progress: fn(file: &str) -> String,
    pub of: fn(done: &str, size: &str) -> String,
    pub rate: fn(&str) -> String,
    pub seconds_left: fn(u64) -> String,
    pub stored: fn(&str) -> String,
    pub offered_to_them: &'static str,
    pub waiting: &'static str,
    pub paused_here: &'static str,
    pub paused_there: fn(&str) -> String,
    pub interrupted: fn(&str) -> String,
    pub sent: &'static str,
    pub received: &'static str,
    pub declined: &'static str,
    pub declined_by: fn(&str) -> String,
    pub cancelled: &'static str,
    pub cancelled_by: fn(&str) -> String,
    pub left: fn(&str) -> String,
    pub failed: fn(TransferFailure, incoming: bool) -> Advice,

    // What can be done about it.
    pub accept: &'static str,
    pub decline: &'static str,
    pub accept_all: &'static str,
    pub decline_all: &'static str,
    pub pause: &'static str,
    pub resume: &'static str,
    pub cancel: &'static str,
    pub save: &'static str,
    pub remove: &'static str,

    // What is left from earlier.
    pub kept: &'static str,
    pub kept_part: fn(name: &str, done: &str, size: &str) -> String,
    pub kept_hint: &'static str,
}

/// So many bytes, with at most one decimal. In whole numbers: formatting a fraction would weigh ten kilobytes in every page.
#[must_use]
pub fn bytes(bytes: u64) -> String {
    let (unit, name) = match bytes {
        0..1_000 => return format!("{bytes} B"),
        1_000..1_000_000 => (1_000, "kB"),
        1_000_000..1_000_000_000 => (1_000_000, "MB"),
        _ => (1_000_000_000, "GB"),
    };
    let tenths = bytes / (unit / 10);
    if tenths >= 1_000 { format!("{} {name}", tenths / 10) } else { format!("{}.{} {name}", tenths / 10, tenths % 10) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_short() {
        let all = [0, 999, 1_000, 1_550, 99_990, 100_000, 999_999, 1_000_000, 2_147_483_648, 64_000_000_000];
        let expected =
            ["0 B", "999 B", "1.0 kB", "1.5 kB", "99.9 kB", "100 kB", "999 kB", "1.0 MB", "2.1 GB", "64.0 GB"];
        assert_eq!(all.map(bytes), expected);
    }
}
