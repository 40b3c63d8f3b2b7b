//! Tincan's decisions, as plain data.
//!
//! Each engine here is a struct with `#[must_use] fn handle(&mut self, input: Input) -> Vec<Effect>`: no IO, no await, no
//! clock (time comes in as a value), no callbacks. What an effect means is done by `tincan-web`; what should happen is
//! decided here, and tested natively in milliseconds.

#![forbid(unsafe_code)]
#![warn(clippy::pedantic)]

pub mod amount;
pub mod backoff;
pub mod browser;
pub mod budget;
pub mod candidate;
pub mod chat;
pub mod constraints;
pub mod content;
pub mod data_channel;
pub mod devices;
pub mod display;
pub mod filter_cost;
pub mod filters;
pub mod ice_check;
mod javascript;
pub mod link;
pub mod media_error;
pub mod negotiation;
pub mod next_step;
pub mod paths;
pub mod peer;
pub mod room;
pub mod safety;
pub mod sdp;
pub mod seal;
pub mod signal_stream;
pub mod sound_watch;
pub mod transfer;
pub mod trouble;
