//! The words of the page about a file on its way.

pub(super) mod en;
pub(super) mod ko;

/// The sentences of the page about a file on its way, in one language.
#[expect(missing_docs, reason = "the name says where the sentence stands, the sentence says the rest")]
#[derive(Debug)]
pub struct FileText {
    pub name: &'static str,
    pub what: &'static str,
    pub how: &'static str,

    // The connection and the file.
    pub idle: &'static str,
    pub connected: &'static str,
    pub pick: &'static str,
    pub make: fn(&str) -> String,
    pub made: &'static str,
    pub chunk: &'static str,
    pub chunk_hint: &'static str,
    pub largest: &'static str,
    pub stored_hint: &'static str,

    // The ends.
    pub sender: &'static str,
    pub receiver: &'static str,
    pub none: &'static str,

    // What is inside.
    pub inside: &'static str,
    pub inside_hint: &'static str,
    pub map: &'static str,
    pub states: [&'static str; 5],
    pub groups: &'static str,
    pub hashes: &'static str,
    pub chunks_sent: &'static str,
    pub chunks_arrived: &'static str,
    pub damaged: &'static str,
    pub again: &'static str,
    pub verified: &'static str,
    pub root: &'static str,
    pub root_unknown: &'static str,
    pub flip: &'static str,
    pub flip_hint: &'static str,
    pub flip_waits: &'static str,
    pub arriving: &'static str,
    pub proven: &'static str,
}
