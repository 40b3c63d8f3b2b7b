//! The words of the page about sound.

pub(super) mod en;
pub(super) mod ko;

/// Every sentence of that page in one language.
#[expect(missing_docs, reason = "the name says where the sentence stands, the sentence says the rest")]
#[derive(Debug)]
pub struct SoundText {
    pub name: &'static str,
    pub what: &'static str,
    pub how: &'static str,
    pub graph: &'static str,
    pub source: &'static str,
    pub source_missing: &'static str,
    pub meter: &'static str,
    pub meter_of: &'static str,
    pub output: &'static str,
    pub to_others: &'static str,
    pub passed_by: &'static str,
    pub mono_on: &'static str,
    pub mono_off: &'static str,
    pub straight: &'static str,
    pub knobs: &'static str,
    pub monitor: &'static str,
    pub monitor_hint: &'static str,
    pub idle: &'static str,
    pub requesting: &'static str,
    pub live: fn(&str) -> String,
    pub failed: &'static str,
}
