//! The words of the page about constraints.

pub(super) mod en;
pub(super) mod ko;

use yew_webrtc::constraints::{Capability, Property, Scalar};

use super::shortened;
use crate::i18n::Advice;

/// The sentences of the page about constraints, in one language.
#[expect(missing_docs, reason = "the name says where the sentence stands, the sentence says the rest")]
#[derive(Debug)]
pub struct ConstraintsText {
    pub name: &'static str,
    pub what: &'static str,
    pub how: &'static str,
    pub source: &'static str,
    pub ask: &'static str,
    pub change: &'static str,
    pub preset: &'static str,
    pub preset_free: &'static str,
    pub form: &'static str,
    pub form_hint: &'static str,
    pub property: &'static str,
    pub asked: &'static str,
    pub can: &'static str,
    pub does: &'static str,
    pub known: &'static str,
    pub yes: &'static str,
    pub no: &'static str,
    pub untold: &'static str,
    pub mode: fn(&str) -> String,
    pub mode_off: &'static str,
    pub mode_bare: &'static str,
    pub mode_range: &'static str,
    pub about: fn(Property) -> &'static str,
    pub fits: fn(&Capability) -> String,
    pub ignored: &'static str,
    pub misfit: fn(&str) -> String,
    pub named: &'static str,
    pub clear: &'static str,
    pub code_of_request: &'static str,
    pub code_of_change: &'static str,
    pub idle: &'static str,
    pub requesting: &'static str,
    pub live: fn(&str) -> String,
    pub kept: &'static str,
    pub would_fit: &'static str,
    pub failed: &'static str,
    pub picture: &'static str,
    pub picture_missing: &'static str,
    pub no_fit: fn(Option<&str>) -> Advice,
    pub rejected: fn(Option<&str>) -> Advice,
    pub browser_says: fn(&str) -> String,
}

/// Values as a browser writes them. An id is long and says nothing beyond its first characters.
fn list(values: &[Scalar]) -> String {
    let value = |value: &Scalar| shortened(&value.to_string());
    values.iter().map(value).collect::<Vec<_>>().join(", ")
}
