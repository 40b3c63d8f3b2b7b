//! The owners of what a browser lends: cameras, devices, connections, sockets.
//!
//! Every resource has one owner, a Rust value whose `Drop` gives it back. What to do is decided by the engines of
//! `tincan-core`; this crate does it, through web-sys, and reports what happened. It knows no UI framework.

pub mod access;
mod audio_context;
pub mod audio_level;
pub mod audio_output;
pub mod channel;
pub mod chat;
pub mod clock;
pub mod constrained_track;
pub mod data_channel;
pub mod devices;
pub mod display_media;
pub mod filters;
pub mod ice_check;
pub mod ice_servers;
pub mod identity;
pub mod link;
pub mod listeners;
pub mod media_element;
mod media_error;
pub mod peer;
pub mod permission;
pub mod room;
pub mod safety;
mod seal;
pub mod signalling;
mod slots;
pub mod snapshot;
mod sys;
mod task;
pub mod track;
pub mod track_settings;
pub mod transfer;
pub mod user_media;
