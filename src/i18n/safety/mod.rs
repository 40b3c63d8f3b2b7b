//! The words about safety codes.

mod en;
mod ko;

use tincan_protocol::DisplayName;

use super::{Advice, Language};

/// The sentences of this language.
pub(super) const fn text(language: Language) -> &'static SafetyText {
    match language {
        Language::English => &en::TEXT,
        Language::Korean => &ko::TEXT,
    }
}

/// Every sentence about safety codes, in one language.
#[expect(missing_docs, reason = "the name says where the sentence stands, the sentence says the rest")]
#[derive(Debug)]
pub struct SafetyText {
    pub safety_code: &'static str,
    pub question: &'static str,
    pub how: &'static str,
    pub they_match: &'static str,
    pub they_do_not_match: &'static str,
    pub proves: &'static str,
    pub proves_not: &'static str,
    /// Each picture's word, by its [index](yew_webrtc::SafetyEmoji::index).
    pub words: [&'static str; 64],

    // What is known of the other device.
    pub verified: &'static str,
    pub verified_on: fn(day: &str) -> String,
    pub verified_as: fn(day: &str, name: &DisplayName) -> String,
    pub forget: &'static str,
    pub other_device: fn(name: &DisplayName, day: &str) -> String,
    pub differs: &'static str,

    // Why there is no code.
    pub coming: &'static str,
    pub waiting: fn(&DisplayName) -> String,
    pub broken: &'static str,
    pub impossible: &'static str,
    pub not_kept: &'static str,

    // What has to be known at once.
    pub changed_alarm: fn(name: &DisplayName, day: &str) -> Advice,
    pub differs_alarm: fn(&DisplayName) -> Advice,
    pub broken_alarm: fn(&DisplayName) -> Advice,
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_picture_has_a_word_of_its_own() {
        for language in Language::ALL {
            let words = text(language).words;
            assert_eq!(words.iter().collect::<BTreeSet<_>>().len(), words.len(), "{language:?}");
            let is_korean = |word: &str| word.chars().all(|c| ('가'..='힣').contains(&c));
            assert!(words.iter().all(|word| is_korean(word) == (language == Language::Korean)), "{words:?}");
        }
    }
}
