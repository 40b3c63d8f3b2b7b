//! The words of the page about ICE.

pub(super) mod en;
pub(super) mod ko;

use yew_webrtc::{
    IceServersStatus,
    ice_check::{CandidateError, Mapping, Outlook, ServerCheck, UrlFault},
};

use crate::i18n::Advice;

/// The sentences of the page about ICE, in one language.
#[expect(missing_docs, reason = "the name says where the sentence stands, the sentence says the rest")]
#[derive(Debug)]
pub struct IceText {
    pub name: &'static str,
    pub what: &'static str,
    pub how: &'static str,

    // The servers.
    pub servers: &'static str,
    pub servers_hint: &'static str,
    pub server: fn(usize) -> String,
    pub url: &'static str,
    pub url_hint: &'static str,
    pub username: &'static str,
    pub credential: &'static str,
    pub url_fault: fn(UrlFault) -> &'static str,
    pub no_username: &'static str,
    pub no_credential: &'static str,
    pub add: &'static str,
    pub remove: &'static str,
    pub own: &'static str,
    pub own_hint: &'static str,
    pub own_status: fn(&IceServersStatus) -> &'static str,

    // The check.
    pub check: &'static str,
    pub idle: &'static str,
    pub faulty: &'static str,
    pub checking: &'static str,
    pub done: fn(usize, usize) -> String,

    // What it means.
    pub outlook: fn(Outlook) -> Advice,
    pub mapping: fn(Mapping) -> Option<&'static str>,

    // Server by server.
    pub results: &'static str,
    pub verdict: fn(&ServerCheck) -> Advice,
    pub candidates: fn(&str) -> String,
    pub columns: [&'static str; 7],
    pub no_candidates: &'static str,
    pub untold: &'static str,
    pub errors: fn(&str) -> String,
    pub error: fn(&CandidateError) -> &'static str,
}
