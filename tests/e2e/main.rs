//! Whole calls: real browsers, the real server, one browser process per person.
//!
//! `cargo xtask test e2e` builds the app, installs what is missing and runs these.

#![cfg(not(target_arch = "wasm32"))]

mod harness;

mod accessibility;
mod admission;
mod bad_input;
mod call;
mod chat;
mod cuts;
mod devices;
mod filters;
mod growth;
mod ice;
mod lab;
mod media;
mod networks;
mod parts;
mod reconnect;
mod safety;
mod screen;
mod sealed;
mod transfers;
