//! The words of the first page.

mod en;
mod ko;

use super::Language;

/// The sentences of this language.
pub(super) const fn text(language: Language) -> &'static HomeText {
    match language {
        Language::English => &en::TEXT,
        Language::Korean => &ko::TEXT,
    }
}

/// Every sentence of the first page in one language.
#[expect(missing_docs, reason = "the name says where the sentence stands, the sentence says the rest")]
#[derive(Debug)]
pub struct HomeText {
    pub page: &'static str,
    pub title: &'static str,
    pub intro: &'static str,
    pub new_call: &'static str,
    pub new_call_hint: &'static str,
    pub or: &'static str,
    pub call_link_or_code: &'static str,
    pub join_call: &'static str,
    pub who: &'static str,
    pub callers: &'static str,
    pub callers_text: &'static str,
    pub hosts: &'static str,
    pub hosts_text: &'static str,
    pub learners: &'static str,
    pub learners_text: &'static str,
}
