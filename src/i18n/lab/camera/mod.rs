//! The words of the page about the camera.

pub(super) mod en;
pub(super) mod ko;

/// Every sentence of that page in one language.
#[expect(missing_docs, reason = "the name says where the sentence stands, the sentence says the rest")]
#[derive(Debug)]
pub struct CameraText {
    pub name: &'static str,
    pub what: &'static str,
    pub how: &'static str,
    pub preview: &'static str,
    pub preview_hint: &'static str,
    pub sent: &'static str,
    pub sent_hint: &'static str,
    pub sent_missing: &'static str,
    pub idle: &'static str,
    pub requesting: &'static str,
    pub live: fn(&str) -> String,
    pub failed: &'static str,
    pub css: &'static str,
    pub ascii: &'static str,
    pub ascii_hint: &'static str,
}
