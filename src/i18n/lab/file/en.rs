//! English.

use super::FileText;

pub(in crate::i18n::lab) const TEXT: FileText = FileText {
    name: "File",
    what: "One file through a channel: which parts are wanted, sent, checked and stored, and what happens to a damaged one.",
    how: "Two ends on this page, with the same program between them as in a call. Send a file from A to B and watch its parts; pause it, cut the connection, or damage it on its way.",

    idle: "The two ends are not connected.",
    connected: "Connected.",
    pick: "Pick a file",
    make: |size| format!("Make one of {size}"),
    made: "noise.dat",
    chunk: "Largest frame",
    chunk_hint: "So much of the file goes in one message of the channel. It counts for the next channel: that of the next file, or after a new connection.",
    largest: "as large as the channel takes",
    stored_hint: "What arrives is stored in this site’s own files, as in a call, until it is removed.",

    sender: "End A sends",
    receiver: "End B receives",
    none: "Nothing yet.",

    inside: "What goes on inside",
    inside_hint: "The file goes group by group, 256 KiB each, and before each group goes its BLAKE3 hash. The receiver stores a group only when its hash is right, and asks again for one that is not.",
    map: "How far each group of the file is",
    states: ["wanted", "on its way", "arrived, being checked", "verified and stored", "wrong: wanted again"],
    groups: "Groups",
    hashes: "Hashes announced",
    chunks_sent: "Chunks sent",
    chunks_arrived: "Chunks arrived",
    damaged: "Chunks damaged",
    again: "Groups asked for again",
    verified: "Verified",
    root: "Root of the hash tree",
    root_unknown: "Told at the end: until then the sender has not read all of the file.",
    flip: "Flip a bit",
    flip_hint: "Turns one bit of the next chunk that arrives, before the receiver sees it.",
    flip_waits: "The next chunk that arrives will be damaged.",
    arriving: "Arriving",
    proven: "It is the BLAKE3 hash of the whole file, so b3sum prints the same.",
};
