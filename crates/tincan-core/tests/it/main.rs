//! The engines against a model of the world: browsers, networks that lose things, and the real server's rooms.

#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

mod chat;
mod choice;
mod connection;
mod devices;
mod driver;
mod flood;
mod glare;
mod media;
mod negotiation;
mod pair;
mod peer;
mod pulse;
mod room;
mod rooms;
mod safety;
mod speaker;
mod transfer;
mod world;
